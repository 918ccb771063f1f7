"""What somebody has just decided about one delivery: what comes of it, and whether it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.delivery.approvals import Approval
from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.standing import begun, channel_name
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import key_of
from scheduler.queries.deliveries import Summary

_DECIDED = ("retry", "skip", "again", "hold_again")


@dataclass(frozen=True, slots=True)
class Done:
    """What is told above the list, and the delivery that it is about."""

    key: str
    words: str
    who: str  # who decided, by her own word
    is_undoable: bool


def done_of(visit: Visit) -> Done | None:
    """What the address says was just decided; None where it says nothing of the kind."""
    act, key = visit.wanted.get("said", ""), key_of(visit.wanted.get("key"))
    row = visit.ledger.row(key) if key and act in _DECIDED else None
    if key is None or row is None:
        return None
    events = visit.ledger.events(key)
    is_undoable = (act, row.state) in {("retry", State.CLAIMED), ("skip", State.SKIPPED)}
    return Done(
        str(key),
        _words(act, row, visit),
        events[-1].who if events else "",
        is_undoable and visit.decides and visit.person.may_approve,
    )


def _words(act: str, row: Summary, visit: Visit) -> str:
    say = speaker(visit.language)
    what = say(
        "done_what",
        title=visit.title_of(row.key.post),
        channel=channel_name(row.key.channel, visit.language),
    )
    if act == "retry" and row.state is State.CLAIMED:
        post = visit.reading.post(row.key.post)
        if visit.asked is not None and post and visit.asked.of(post) is not Approval.APPROVED:
            return say("done_retry_unapproved", what=what)
        if row.due > visit.now:
            return say("done_retry_at", what=what, at=visit.moment(row.due))
        return say("done_retry_now", what=what)
    if (act, row.state) in {("skip", State.SKIPPED), ("hold_again", State.HELD)}:
        return say(f"done_{act}", what=what)
    if act in {"retry", "again"} and row.state in {State.RETRY, State.UNCONFIRMED, *_THERE}:
        return say("done_again", what=what)
    word, _ = begun(row.state, row.key.channel, row.reason)  # it has gone on since
    return say("done_since", what=what, word=word.say(visit.language))


_THERE = (State.HANDED_OVER, State.PUBLISHED)
