"""What every channel promises, tried on one that is open beside an empty place: for its own test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.channel import Channel, Edits, Gone, Lists, Outgoing, Trace, Withdraws

BACK = timedelta(days=30)


def keep_promises(channel: Channel, one: Outgoing) -> None:
    """Carry *one* there and change it and take it down, as the courier and a lost ledger may."""
    lost = Trace(one.key, one.due - BACK, frozenset(), one.wording.text)  # all that a new ledger knows of it
    assert channel.confirm([]) == []
    assert channel.confirm([lost]) == [()]
    prepared = channel.prepare(one)
    again = channel.prepare(replace(one, draft=prepared.draft))
    used = frozenset(prepared.media + again.media)
    drafts = tuple({one.draft: None for one in (prepared, again) if one.draft})
    known = replace(lost, media=used, drafts=drafts)
    assert channel.confirm([known]) == [()], "what was prepared is not public"
    receipt = channel.reveal(one, again)
    _stands_once(channel, known, receipt.remote_id)
    if isinstance(channel, Lists):
        assert receipt.remote_id in {seen.receipt.remote_id for seen in channel.seen(lost.since)}
    else:
        _stands_once(channel, lost, receipt.remote_id)
    if again.draft:
        assert channel.reveal(one, again).remote_id == receipt.remote_id
        _stands_once(channel, known, receipt.remote_id)
    _changes(channel, one, receipt.remote_id)
    if not receipt.is_with_person:  # she takes it down herself, and says so
        _goes(channel, known, receipt.remote_id)


def _stands_once(channel: Channel, trace: Trace, remote_id: str) -> None:
    (found,) = channel.confirm([trace])
    assert [one.remote_id for one in found] == [remote_id], (
        "what is public is found once, by its drafts; and by its key alone when the ledger that knew them is "
        "lost, or a rebuilt one would publish it again (a channel that `Lists` is compared instead)"
    )


def _changes(channel: Channel, one: Outgoing, remote_id: str) -> None:
    if not isinstance(channel, Edits):
        return
    before = channel.shown(remote_id)
    other = replace(one, wording=replace(one.wording, text="Lời đã sửa.", body="Lời đã sửa."))
    for _ in range(2):  # the same edit twice is the same as once
        channel.edit(remote_id, other)
        shown = channel.shown(remote_id)
        assert shown is not None
        assert "Lời đã sửa." in shown
        assert shown != before


def _goes(channel: Channel, trace: Trace, remote_id: str) -> None:
    if not isinstance(channel, Withdraws):
        return
    assert remote_id in channel.standing(trace.since)
    channel.withdraw(remote_id)
    assert channel.shown(remote_id) is None
    assert remote_id not in channel.standing(trace.since)
    assert channel.confirm([trace]) == [()]
    with pytest.raises(Gone):
        channel.withdraw(remote_id)
