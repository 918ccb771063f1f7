"""Every verdict: what becomes of a delivery, or of a change of it, after a call, a failure or a look.

Pure functions that give values; `Writing.settle` and `Writing.settle_change` alone write them down.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from scheduler.channels.by_hand_kind import TO_TAKE_DOWN
from scheduler.channels.channel import Failure, FailureKind, Receipt
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.by_hand import GIVEN
from scheduler.delivery.follow_ups import FollowUp, FollowUpChanges, Kind, Progress
from scheduler.delivery.reason import Reason, of_failure
from scheduler.delivery.reasons import TWIN, at_channel
from scheduler.delivery.records import Changes, Delivery, PausedPage
from scheduler.delivery.states import State

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 900))
TRIES = 24  # about five hours; the late rule mostly comes first
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (0, 5, 30, 120, 300))  # each after the one before
SEND_AGAIN = timedelta(minutes=1)  # after the last look, so that the one just before sending is a new one
BLIND_LOOKS = 96  # at a page that cannot be read: about a day
ROUNDS = 2  # of doubtful answers, before a person must look
CUT_OFFS = 5  # a program that ended during the call says nothing about the page; but it may do so each time
UNSEEN = timedelta(hours=24)  # how long a page may be unreadable, at least, before a person must look
TWIN_BACK = timedelta(days=7)  # before its time: so old may be what the page calls the same
CHECK_AFTER = timedelta(minutes=1)  # the time of what was handed over, until it is looked for
_SHORTEST, _LONGEST = timedelta(seconds=30), timedelta(minutes=15)  # between looks that could not read
_LATER = timedelta(minutes=1)
_OFFERED_AGAIN = timedelta(hours=1)  # what could not be handed over
_LATE_THERE = timedelta(minutes=5)  # between looks at a post that should be public and still waits
_NO_COMMENT_RIGHT = timedelta(hours=2)  # the page's posts go on; only the comment waits
_PAUSES = {  # the first pause and the longest; each without a success in between is twice the last
    FailureKind.CREDENTIAL: (timedelta(minutes=15), timedelta(hours=2)),
    FailureKind.POLICY: (timedelta(hours=1), timedelta(hours=12)),
    FailureKind.THROTTLED: (timedelta(minutes=1), timedelta(hours=1)),
}
_READ_AGAIN = 4  # steps of BACK_OFF, of a page that could not be read
_ALIKE = 0.5  # of two texts that share less, neither is an edit of the other
_NOT_THERE: Changes = {"remote_id": None, "address": "", "scheduled_for": None}


@dataclass(frozen=True, slots=True)
class Pause:
    """A page waits until *until*; its *rounds*-th pause without a success."""

    kind: FailureKind
    until: datetime
    rounds: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery: its next state (its own: something is only noted), why, what is written
    down with it, and its page's pause."""

    state: State
    reason: Reason
    changes: Changes = field(default_factory=Changes)
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class ChangeVerdict:
    """What becomes of a change of what is public; as `Verdict`."""

    progress: Progress
    reason: Reason
    changes: FollowUpChanges = field(default_factory=FollowUpChanges)
    pause: Pause | None = None


def pause_after(failure: Failure, paused: PausedPage | None, now: datetime) -> Pause | None:
    """How long the page waits after a failure that is the page's and not the post's; None for others."""
    if failure.kind not in _PAUSES:
        return None
    rounds = paused.rounds + 1 if paused and paused.kind is failure.kind else 1
    shortest, longest = _PAUSES[failure.kind]
    wait = min(shortest * 2 ** min(rounds - 1, 10), longest)
    until = now + max(wait, timedelta(seconds=failure.wait_seconds))
    return Pause(failure.kind, until, rounds, of_failure(failure))


def pause_unread(failure: Failure, paused: PausedPage | None, now: datetime) -> Pause:
    """The same where what stands on the page could not be read, so that nothing may go out there."""
    pause = pause_after(failure, paused, now)
    if pause is not None:
        return pause
    rounds = paused.rounds + 1 if paused and paused.kind is FailureKind.DOUBTFUL else 1
    wait = BACK_OFF[min(rounds, _READ_AGAIN) - 1]
    unread = reasons.UNREAD.filled(why=failure.why)
    return Pause(FailureKind.DOUBTFUL, now + wait, rounds, replace(unread, detail=failure.detail))


# -- a delivery: calls ---------------------------------------------------------------------------------


def again(reason: Reason, at: datetime) -> Verdict:
    """It certainly is not public, and is tried again at *at*."""
    return Verdict(State.RETRY, reason, {"next_try_at": at})


def set_aside(state: State, reason: Reason) -> Verdict:
    """Held, skipped or withdrawn: only a person goes on with it."""
    return Verdict(state, reason, {"next_try_at": None})


def after_failure(
    failure: Failure, delivery: Delivery, paused: PausedPage | None, now: datetime, *, public: bool
) -> Verdict:
    """What follows a failed call; *public*: it was the call that makes the post public."""
    reason = of_failure(failure)
    if failure.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE} and public:
        return in_doubt(delivery, reason, now, is_twin=failure.kind is FailureKind.DUPLICATE)
    if failure.kind is FailureKind.CONTENT:
        return set_aside(State.HELD, reason)
    pause = pause_after(failure, paused, now)
    if pause:
        return replace(again(reason, pause.until), pause=pause)
    tried = after_try(reason, delivery, now)
    if delivery.scheduled_for and tried.state is State.RETRY:
        # There is time: what is not taken ahead is published by Loa itself when it is due.
        return again(reason, min(now + _OFFERED_AGAIN, delivery.due))
    return tried


def after_try(reason: Reason, delivery: Delivery, now: datetime) -> Verdict:
    """It certainly is not public: later again, or a person when that has been tried often enough."""
    attempts = delivery.attempts + 1
    if attempts >= TRIES:
        held = set_aside(State.HELD, reasons.tried_out(reason, attempts, delivery.key.post))
        return replace(held, changes={**held.changes, "attempts": attempts})
    return Verdict(State.RETRY, reason, {"next_try_at": now + _back_off(attempts), "attempts": attempts})


def after_failed_last_look(failure: Failure, paused: PausedPage | None, now: datetime) -> Verdict:
    """The page could not be read just before something doubtful is sent again: it is not sent."""
    pause = pause_after(failure, paused, now)
    reason = replace(reasons.NOT_SENT, detail=f"{failure.code} {failure.detail}".strip())
    return replace(again(reason, pause.until if pause else now + _LATER), pause=pause)


def after_receipt(receipt: Receipt, reason: Reason) -> Verdict:
    """It is public, once; or the channel's own scheduler holds it until its time (*reason* says which); or a
    person has it."""
    if receipt.waits:
        waits: Changes = {"scheduled_for": receipt.at, "next_try_at": receipt.at + CHECK_AFTER, "looks": 0}
        return Verdict(State.HANDED_OVER, reason, {**_place_of(receipt), **waits})
    if receipt.is_with_person:
        given: Changes = {"scheduled_for": None, "next_try_at": None}
        return Verdict(State.HANDED_OVER, GIVEN, {**_place_of(receipt), **given})
    public: Changes = {"public_at": receipt.at, "scheduled_for": None, "next_try_at": None}
    return Verdict(State.PUBLISHED, reason, {**_place_of(receipt), **public})


def _place_of(receipt: Receipt) -> Changes:
    return {"remote_id": receipt.remote_id, "address": receipt.address, "lease_until": None}


# -- a delivery: looks ---------------------------------------------------------------------------------


def begun_at(delivery: Delivery) -> datetime:
    """Since when it may be public."""
    return delivery.first_intent_at or delivery.changed_at


def in_doubt(delivery: Delivery, reason: Reason, now: datetime, *, is_twin: bool = False) -> Verdict:
    """It may be public: one more round of doubt, to be looked into at once.

    *is_twin*: the page says that it has it already. It is then looked for from days before its time on,
    and if it is not seen, only a person sends it again.
    """
    if not is_twin:
        return _looked_into(reason, {"doubtful_rounds": delivery.doubtful_rounds + 1}, now)
    since = min(delivery.due, begun_at(delivery)) - TWIN_BACK
    said = replace(at_channel(TWIN, delivery.key), detail=f"{reason.code} {reason.detail}".strip())
    return _looked_into(said, {"doubtful_rounds": ROUNDS, "first_intent_at": since}, now)


def cut_off(delivery: Delivery, now: datetime) -> Verdict:
    """The program ended during the call."""
    return _looked_into(reasons.CUT_OFF, {"cut_offs": delivery.cut_offs + 1}, now)


def _looked_into(reason: Reason, counted: Changes, now: datetime) -> Verdict:
    return Verdict(State.UNCONFIRMED, reason, {**counted, "next_try_at": now, "looks": 0})


def after_empty_look(delivery: Delivery, now: datetime) -> Verdict:
    """A complete look found nothing."""
    looks = delivery.looks + 1
    is_twin = delivery.reason is not None and delivery.reason.code == TWIN.code
    if looks < len(LOOKS):
        next_look: Changes = {"next_try_at": now + LOOKS[looks], "looks": looks}
        return Verdict(
            State.UNCONFIRMED, at_channel(TWIN, delivery.key) if is_twin else reasons.LOOKED, next_look
        )
    if not is_twin and delivery.doubtful_rounds < ROUNDS and delivery.cut_offs < CUT_OFFS:
        return Verdict(State.RETRY, reasons.NOT_PUBLIC, {"next_try_at": now + SEND_AGAIN, "looks": looks})
    unseen = reasons.TWIN_UNSEEN if is_twin else reasons.DOUBTFUL_AGAIN
    held = at_channel(unseen, delivery.key)
    return Verdict(State.HELD, held, {"next_try_at": None, "looks": looks})


def patience_for(publish_within: timedelta) -> timedelta:
    """How long Loa goes on looking at a page that cannot be read: as long as a late post may still go out."""
    return max(UNSEEN, publish_within)


def after_blind_look(
    delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime, patience: timedelta
) -> Verdict:
    """The page could not be read, which proves nothing: it is looked at again, for as long as *patience*."""
    since, pause = delivery.intent_at or now, pause_after(failure, paused, now)
    if now - since > patience:
        return replace(set_aside(State.HELD, reasons.NEVER_SEEN.filled(key=delivery.key)), pause=pause)
    wait = min(max((now - since) / 4, _SHORTEST), _LONGEST)
    return Verdict(State.UNCONFIRMED, of_failure(failure), {"next_try_at": now + wait}, pause)


# -- a delivery: what the channel's scheduler holds ----------------------------------------------------


def taken_back(delivery: Delivery, now: datetime) -> Verdict:
    """It waits there no more: what it was set aside for stays, else it goes by the calendar again."""
    reason = at_channel(reasons.TAKEN_BACK, delivery.key)
    if delivery.state is not State.HANDED_OVER:
        return Verdict(delivery.state, reason, _NOT_THERE)
    return Verdict(State.RETRY, reason, {**_NOT_THERE, "next_try_at": now})


def after_time(delivery: Delivery, now: datetime, *, still_waits: bool) -> Verdict:
    """Its time has come, and it is not public: it *still_waits* there, or is not seen at all."""
    if still_waits:
        return Verdict(
            delivery.state, at_channel(reasons.LATE_THERE, delivery.key), {"next_try_at": now + _LATE_THERE}
        )
    looks = delivery.looks + 1
    if looks < len(LOOKS):
        return Verdict(
            delivery.state,
            at_channel(reasons.NOT_SEEN, delivery.key),
            {"next_try_at": now + LOOKS[looks], "looks": looks},
        )
    if not delivery.fingerprint:  # it was being taken back, by a call whose answer was lost
        gone = taken_back(delivery, now)
        return replace(gone, changes={**gone.changes, "looks": 0})
    vanished = at_channel(reasons.VANISHED, delivery.key)
    return Verdict(State.HELD, vanished, {**_NOT_THERE, "next_try_at": None})


def after_failed_take_back(
    delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime
) -> Verdict:
    """It may still wait there: it is taken back a little later."""
    return _asked_again(delivery, failure, paused, now, BACK_OFF[0])


def after_blind_check(
    delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime, patience: timedelta
) -> Verdict:
    """Its time has come, and nobody could see what became of it, for as long as *patience*; or the channel
    says that it will not be public, and why."""
    if failure.kind is FailureKind.CONTENT:
        return Verdict(State.HELD, of_failure(failure), {**_NOT_THERE, "next_try_at": None})
    later = _asked_again(delivery, failure, paused, now, _LATE_THERE)
    if delivery.scheduled_for is None or now - delivery.scheduled_for <= patience:
        return later
    unseen: Changes = {"next_try_at": None, "scheduled_for": None}
    return Verdict(State.HELD, reasons.NEVER_SEEN.filled(key=delivery.key), unseen, later.pause)


def _asked_again(
    delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime, wait: timedelta
) -> Verdict:
    pause = pause_after(failure, paused, now)
    at = pause.until if pause else now + wait
    return Verdict(delivery.state, of_failure(failure), {"next_try_at": at}, pause)


# -- a change of what is public ------------------------------------------------------------------------


def change_after_failure(
    row: FollowUp, delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime
) -> ChangeVerdict:
    """What follows a failed call."""
    reason = of_failure(failure)
    if failure.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}:
        doubt: FollowUpChanges = {"doubtful_rounds": row.doubtful_rounds + 1, "looks": 0}
        return ChangeVerdict(Progress.SENDING, reason, {**doubt, "next_try_at": now})
    if failure.code == TO_TAKE_DOWN:  # her word lets it go on, another try does not
        return ChangeVerdict(Progress.HELD, reason)
    if failure.kind is FailureKind.CONTENT:
        return ChangeVerdict(Progress.HELD, change_reasons.with_retry(reason, delivery.key))
    if failure.kind is FailureKind.CREDENTIAL and row.kind is Kind.COMMENT:
        return change_again(row, delivery, reason, now, wait=_NO_COMMENT_RIGHT)
    pause = pause_after(failure, paused, now)
    if pause:
        return ChangeVerdict(Progress.WAITING, reason, {"next_try_at": pause.until}, pause)
    return change_again(row, delivery, reason, now)


def change_again(
    row: FollowUp, delivery: Delivery, reason: Reason, now: datetime, *, wait: timedelta | None = None
) -> ChangeVerdict:
    """It certainly did not happen: later again, or a person when that has been tried often enough."""
    attempts = row.attempts + 1
    next_try: FollowUpChanges = {"next_try_at": now + (wait or _back_off(attempts)), "attempts": attempts}
    if attempts >= TRIES:
        return ChangeVerdict(Progress.HELD, change_reasons.with_retry(reason, delivery.key), next_try)
    return ChangeVerdict(Progress.WAITING, reason, next_try)


def change_after_empty_look(row: FollowUp, delivery: Delivery, now: datetime) -> ChangeVerdict:
    """The page does not show that it happened. A comment is looked for again: twice is once too many."""
    if row.kind is not Kind.COMMENT:
        return change_again(row, delivery, change_reasons.NOT_YET, now)
    looks = row.looks + 1
    if looks < len(LOOKS):
        next_look: FollowUpChanges = {"next_try_at": now + LOOKS[looks], "looks": looks}
        return ChangeVerdict(Progress.SENDING, change_reasons.NOT_YET, next_look)
    if row.doubtful_rounds < ROUNDS:
        return change_again(row, delivery, change_reasons.NOT_YET, now)
    return ChangeVerdict(
        Progress.HELD, change_reasons.COMMENT_UNSURE.filled(key=delivery.key), {"looks": looks}
    )


def change_after_blind_look(
    row: FollowUp, delivery: Delivery, failure: Failure, paused: PausedPage | None, now: datetime
) -> ChangeVerdict:
    """The page could not be read, which proves nothing: a person looks when that has gone on for a day."""
    pause = pause_after(failure, paused, now)
    attempts = row.attempts if pause else row.attempts + 1
    at = pause.until if pause else now + _back_off(attempts)
    tried: FollowUpChanges = {"next_try_at": at, "attempts": attempts}
    if attempts >= BLIND_LOOKS:
        unseen = change_reasons.CHANGE_UNSEEN.filled(key=delivery.key)
        return ChangeVerdict(Progress.HELD, unseen, tried, pause)
    return ChangeVerdict(Progress.SENDING, of_failure(failure), tried, pause)


def _back_off(attempts: int) -> timedelta:
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def are_other_messages(one: str, other: str) -> bool:
    """Whether neither text is an edit of the other: the same id was then used for two messages."""
    return one != other and SequenceMatcher(None, one, other, autojunk=False).ratio() < _ALIKE
