"""What to do after a failure, or after a look at the page: pure functions that give a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from scheduler.channels.channel import Failure, FailureKind
from scheduler.delivery.reasons import (
    DOUBTFUL_AGAIN,
    LOOKED,
    NEVER_SEEN,
    NOT_PUBLIC,
    TWIN,
    TWIN_UNSEEN,
    Reason,
    of_failure,
    tried_out,
)
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import State

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 900))
TRIES = 24  # about five hours; the late rule mostly comes first
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (0, 5, 30, 120, 300))  # each after the one before
SEND_AGAIN = timedelta(minutes=1)  # after the last look, so that the one just before sending is a new one
ROUNDS = 2  # of doubtful answers, before a person must look
CUT_OFFS = 5  # a program that ended during the call says nothing about the page; but it may do so each time
UNSEEN = timedelta(hours=24)  # how long a page may be unreadable, at least, before a person must look
_SHORTEST, _LONGEST = timedelta(seconds=30), timedelta(minutes=15)  # between looks that could not read
_PAUSES = {  # the first pause and the longest; each without a success in between is twice the last
    FailureKind.CREDENTIAL: (timedelta(minutes=15), timedelta(hours=2)),
    FailureKind.POLICY: (timedelta(hours=1), timedelta(hours=12)),
    FailureKind.THROTTLED: (timedelta(minutes=1), timedelta(hours=1)),
}
_ALIKE = 0.5  # of two texts that share less, neither is an edit of the other


@dataclass(frozen=True, slots=True)
class Pause:
    """A page waits until *until*; its *rounds*-th pause without a success."""

    kind: FailureKind
    until: datetime
    rounds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery: next state, when to try again, tries so far, and its page's pause."""

    state: State
    reason: Reason
    next_try: datetime | None
    attempts: int
    pause: Pause | None = None


def after_failure(
    failure: Failure, delivery: Delivery, paused: PausedPage | None, now: datetime, *, public: bool
) -> Verdict:
    """What follows a failed call; *public*: it was the call that makes the post public."""
    reason = of_failure(failure)
    if failure.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE} and public:
        return Verdict(State.UNCONFIRMED, reason, now, delivery.attempts)
    if failure.kind is FailureKind.CONTENT:
        return Verdict(State.HELD, reason, None, delivery.attempts)
    pause = pause_after(failure, paused, now)
    if pause:
        return Verdict(State.RETRY, reason, pause.until, delivery.attempts, pause)
    return after_try(reason, delivery, now)


def after_try(reason: Reason, delivery: Delivery, now: datetime) -> Verdict:
    """It certainly is not public: later again, or a person when that has been tried often enough."""
    attempts = delivery.attempts + 1
    if attempts >= TRIES:
        return Verdict(State.HELD, tried_out(reason, attempts, delivery.key.post), None, attempts)
    return Verdict(State.RETRY, reason, now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1], attempts)


def pause_after(failure: Failure, paused: PausedPage | None, now: datetime) -> Pause | None:
    """How long the page waits after a failure that is the page's and not the post's; None for others."""
    if failure.kind not in _PAUSES:
        return None
    rounds = paused.rounds + 1 if paused and paused.kind is failure.kind else 1
    shortest, longest = _PAUSES[failure.kind]
    wait = min(shortest * 2 ** min(rounds - 1, 10), longest)
    return Pause(failure.kind, now + max(wait, timedelta(seconds=failure.wait_seconds)), rounds)


def after_empty_look(delivery: Delivery, now: datetime) -> tuple[State, Reason, datetime | None, int]:
    """A complete look found nothing: the next state, why, when to go on, and the looks so far."""
    looks = delivery.looks + 1
    is_twin = delivery.reason is not None and delivery.reason.code == TWIN.code
    if looks < len(LOOKS):
        return State.UNCONFIRMED, TWIN if is_twin else LOOKED, now + LOOKS[looks], looks
    if is_twin:
        return State.HELD, TWIN_UNSEEN.filled(key=delivery.key, post=delivery.key.post), None, looks
    if delivery.doubtful_rounds < ROUNDS and delivery.cut_offs < CUT_OFFS:
        return State.RETRY, NOT_PUBLIC, now + SEND_AGAIN, looks
    return State.HELD, DOUBTFUL_AGAIN.filled(key=delivery.key), None, looks


def patience_for(publish_within: timedelta) -> timedelta:
    """How long Loa goes on looking at a page that cannot be read: as long as a late post may still go out."""
    return max(UNSEEN, publish_within)


def after_blind_look(
    delivery: Delivery, failure: Failure, now: datetime, patience: timedelta
) -> tuple[State, Reason, datetime | None]:
    """The page could not be read, which proves nothing: the next state, why, and when to look again."""
    since = delivery.intent_at or now
    if now - since > patience:
        return State.HELD, NEVER_SEEN.filled(key=delivery.key), None
    wait = min(max((now - since) / 4, _SHORTEST), _LONGEST)
    return State.UNCONFIRMED, of_failure(failure), now + wait


def are_other_messages(one: str, other: str) -> bool:
    """Whether neither text is an edit of the other: the same id was then used for two messages."""
    return one != other and SequenceMatcher(None, one, other, autojunk=False).ratio() < _ALIKE
