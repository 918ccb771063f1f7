"""What persons say of what they were given to post by hand, and what they are reminded of."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.channels.by_hand import ByHand
from scheduler.channels.by_hand_kind import ByHandSettings
from scheduler.delivery import by_hand
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import ClaimLost, Delivery
from scheduler.delivery.reason import Reason
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.works import Works
from scheduler.locales import time_text


def say_done(works: Works, who: str, key: Key, places: Collection[str]) -> bool:
    """*who* says that it is posted at *places*, as it was given; False if that cannot be said of it."""
    row, channel = _with_person(works, key)
    pack = channel.packs.find(row.remote_id) if row and channel and row.remote_id else None
    if row is None or pack is None or pack.taking_down or withdrawal(works, row):
        return False
    done = [*by_hand.places_in(row.reason), *places]
    named = [place for place in pack.places if place in done]
    if not named:
        return False
    said = by_hand.DONE if len(named) == len(pack.places) else by_hand.PARTLY
    said = said.filled(who=who, places=", ".join(named))
    return _note(works, who, row, replace(said, detail=by_hand.at_places(named))) is not None


def take_back(works: Works, who: str, key: Key) -> bool:
    """*who* says that it is not posted after all; False if nobody said that it was."""
    row, _ = _with_person(works, key)
    if row is None or not by_hand.places_in(row.reason):
        return False
    return _note(works, who, row, by_hand.TAKEN_BACK.filled(who=who)) is not None


def say_down(works: Works, who: str, key: Key) -> bool:
    """*who* says that it is taken down wherever it was posted; False if nobody asked her to.

    The next wake-up carries the withdrawal through.
    """
    row, channel = _with_person(works, key)
    pack = channel.packs.find(row.remote_id) if row and channel and row.remote_id else None
    if row is None or channel is None or pack is None:
        return False
    if pack.taking_down and not withdrawal(works, row):  # a lost ledger had the order
        ask_withdrawal(works, row, who, "")
    change = withdrawal(works, row)
    if change is None:
        return False
    channel.packs.write(replace(pack, taking_down=True, is_down=True))
    said = by_hand.TAKEN_DOWN.filled(who=who)
    try:
        with works.ledger.writing(who) as book:
            if change.progress is Progress.HELD:
                book.follow_ups.step(change, row, Progress.WAITING, reason=said, next_try_at=None, attempts=0)
            else:
                book.note(row, reason=said)
    except ClaimLost:
        return False
    return True


def withdrawal(works: Works, row: Delivery) -> FollowUp | None:
    """The withdrawal that is asked for of *row*."""
    asked = (change for change, of in works.ledger.follow_ups() if of.id == row.id)
    return next((change for change in asked if change.kind is Kind.WITHDRAW), None)


def remind(works: Works, now: datetime) -> list[Delivery]:
    """Note in the book what is late: first to remind who posts, then for the leader; gives what was noted.

    Nobody is reminded while everything is frozen.
    """
    if works.ledger.frozen is not None:
        return []
    noted = []
    for row in works.ledger.with_persons((*by_hand.TO_POST, by_hand.REMINDED.code)):
        block = _block(works, row.key)
        if block is None:
            continue
        is_reminded = row.reason is not None and row.reason.code == by_hand.REMINDED.code
        wait = block.tell_leader if is_reminded else block.remind
        if wait == timedelta(0) or now - row.changed_at < wait or _is_taking_down(works, row):
            continue
        since = time_text((row.intent_at or row.due).astimezone(works.settings.zone))
        said = (by_hand.LEADER_TOLD if is_reminded else by_hand.REMINDED).filled(since=since)
        places = by_hand.at_places(by_hand.places_in(row.reason))
        late = _note(works, "loa", row, replace(said, detail=places))
        if late is not None:
            noted.append(late)
    return noted


def _is_taking_down(works: Works, row: Delivery) -> bool:
    """Whether its pack says so: the order itself may have been lost with a ledger."""
    channel = works.outlets.get(row.key.unit, row.key.channel)
    with suppress(OSError):
        pack = channel.packs.find(row.remote_id or "") if isinstance(channel, ByHand) else None
        return pack is not None and pack.taking_down
    return False


def _block(works: Works, key: Key) -> ByHandSettings | None:
    unit = works.edition().agenda.calendar.units.get(key.unit)
    block = unit.channels.get(key.channel) if unit else None
    return block if isinstance(block, ByHandSettings) else None


def _with_person(works: Works, key: Key) -> tuple[Delivery | None, ByHand | None]:
    works.edition()  # so that the channels are those of the units as they read now
    row, channel = works.ledger.delivery(key), works.outlets.get(key.unit, key.channel)
    if row is None or not row.is_with_person or not isinstance(channel, ByHand):
        return None, None
    if channel.page_key != row.page_key:
        return None, None
    return row, channel


def _note(works: Works, who: str, row: Delivery, reason: Reason) -> Delivery | None:
    """Write *reason* about *row*; None where somebody said something else of it meanwhile."""
    try:
        with works.ledger.writing(who) as book:
            # Nobody else writes now: a word that was given since it was read is not written over.
            if works.ledger.delivery(row.key) != row:
                return None
            return book.note(row, reason=reason)
    except ClaimLost:
        return None
