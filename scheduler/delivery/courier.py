"""One delivery, from claim to receipt: the only code that publishes, whoever calls it.

The order is the whole point: claim → upload the pictures, unpublished → write down the intent → the one
public call → write down the receipt. Killed anywhere between two of these, the next run knows what is
certain (`states.py`) and goes on from there.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from scheduler.calendar.model import Post
from scheduler.calendar.wording import Wording
from scheduler.channels.channel import Channel, ChannelError, Failure, FailureKind, Outgoing, Prepared
from scheduler.checks.duplicates import HELD_WITHIN
from scheduler.clock import Clock
from scheduler.delivery import reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.approvals import Decision, is_approved
from scheduler.delivery.decisions import (
    Verdict,
    after_blind_look,
    after_failure,
    after_try,
    are_other_messages,
    patience_for,
    pause_after,
)
from scheduler.delivery.edition import Edition, message_of
from scheduler.delivery.faults import fault_point
from scheduler.delivery.guards import Guards
from scheduler.delivery.handover import SOONEST, Handover, offered_again
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import ClaimLost, Delivery, Ledger, State, Writing
from scheduler.delivery.moves import Changes, words_hash
from scheduler.delivery.plan import Candidate, LateRule
from scheduler.delivery.reasons import Reason
from scheduler.delivery.reconcile import Reach, Reconciler, Sight, reached, record
from scheduler.delivery.states import RemoteIdTaken
from scheduler.delivery.witness import Unusable
from scheduler.problems import Stop

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than HTTP's time-outs, shorter than all looks together
MEDIA_KEPT = timedelta(hours=23)  # Facebook deletes unpublished pictures after 24
_SOON, _LATER = timedelta(seconds=5), timedelta(minutes=1)


class Courier:
    """Carries deliveries, one at a time. *edition* gives the calendar as it reads when asked.

    *guards* are asked before each public call; once *stopping* says so, none is begun any more.
    """

    def __init__(
        self,
        ledger: Ledger,
        outlets: Reach,
        edition: Callable[[], Edition],
        clock: Clock,
        stopping: Callable[[], bool],
        late: LateRule,
        guards: Guards,
    ) -> None:
        self._ledger = ledger
        self._outlets = outlets
        self._edition = edition
        self._clock = clock
        self._stopping = stopping
        self._guards = guards
        self._who = f"{socket.gethostname()}:{os.getpid()}"
        self.reconciler = Reconciler(ledger, outlets, clock, self._who, patience_for(late.publish_within))
        self._handover = Handover(ledger, outlets, self.reconciler, clock, self._who)

    def carry(
        self, planned: Planned, delivery: Delivery | None, *, waive: str = "", ahead: bool = False
    ) -> Delivery | None:
        """Take one delivery as far as it goes; *delivery* is its row, if it has begun.

        *waive* is set when a person orders it: the reason of `held` that no longer counts, or `ordered`;
        *ahead*: before its time, for the channel's own scheduler to hold.
        Nothing that goes wrong with it is raised: it is written down, and the delivery tried again or
        held. None: someone else has it.

        Raises:
            SQLAlchemyError: the ledger itself cannot be read or written.
            Stop: another ledger carries; what was to be sent is looked for before it is sent again.
        """
        return self._guarded(planned.key, planned, lambda: self._carry(planned, delivery, waive, ahead))

    def follow(self, delivery: Delivery, *, is_frozen: bool) -> Delivery | None:
        """See that what the channel's scheduler holds is what the calendar says; as `carry` in all else.

        *is_frozen*: nothing at all is to become public. The delivery as it was given: nothing was to be done.
        """
        return self._guarded(delivery.key, None, lambda: self._follow(delivery, is_frozen=is_frozen))

    def look(self, delivery: Delivery, sight: Sight | None = None) -> Delivery | None:
        """Look once whether it is public, with others of its page if in *sight*; as `carry` in all else."""
        return self._guarded(delivery.key, None, lambda: self.reconciler.look(delivery, sight))

    def set_aside(self, candidate: Candidate, state: State, reason: Reason) -> Delivery | None:
        """Hold or skip what will not be carried now; as `carry` in all else."""
        planned, delivery = candidate.planned, candidate.delivery
        return self._guarded(
            candidate.key, planned, lambda: self._set_aside(planned, delivery, state, reason)
        )

    def _follow(self, delivery: Delivery, *, is_frozen: bool) -> Delivery:
        if self._guards.hindrance() is not None:
            return delivery  # what the calendar says just now is not known
        is_wanted = not is_frozen and delivery.state is State.HANDED_OVER and self._is_wanted(delivery)
        return self._handover.follow(delivery, is_wanted=is_wanted, at_once=is_frozen)

    def _is_wanted(self, delivery: Delivery) -> bool:
        """Whether what the channel's scheduler holds is what the calendar says, at the same time."""
        edition = self._edition()
        planned = edition.agenda.find(delivery.key)
        if planned is None:  # taken out; or its file cannot be read just now, which says nothing of it
            return edition.is_torn
        post = planned.post.id
        return (
            planned.due == delivery.scheduled_for
            and edition.fingerprint(planned, reached(self._outlets, planned.unit.id, planned.channel))
            == delivery.fingerprint
            and self._may_go(lambda: self._ledger.approvals([post]).get(post, []), planned.post)
        )

    def _may_go(self, decisions: Callable[[], Sequence[Decision]], post: Post) -> bool:
        return not self._guards.asks_approval or is_approved(decisions(), self._edition().seen(post))

    def _carry(self, planned: Planned, delivery: Delivery | None, waive: str, ahead: bool) -> Delivery:
        if delivery is not None and delivery.scheduled_for and delivery.remote_id:
            delivery = self._handover.take_back(delivery)  # it was set aside, and still waits there
            if delivery.remote_id:
                return delivery
        channel = reached(self._outlets, planned.unit.id, planned.channel)
        edition = self._edition()
        obstacle = edition.obstacle(planned, channel)
        if obstacle:
            return self._set_aside(planned, delivery, State.HELD, obstacle)
        fault_point("before-claim")
        scheduled = planned.due if ahead else None
        delivery = self._claim(planned, delivery, channel, edition, waive, scheduled)
        fault_point("after-claim")
        outgoing = edition.outgoing(planned, channel)
        outgoing = replace(outgoing, scheduled=scheduled, draft=_last(delivery.drafts))
        if delivery.state is State.CLAIMED:
            delivery = self._upload(delivery, channel, outgoing)
        if delivery.state is not State.PREPARED or self._stopping():
            return delivery  # a prepared one is where the next run goes on
        if delivery.doubtful_rounds or delivery.cut_offs:
            known = self._last_look(delivery)
            if known:
                return known
        fault_point("before-intent")
        delivery = self._intend(delivery, channel, outgoing.wording)
        if delivery.state is State.SENDING:
            delivery = self._announced(delivery)
        if delivery.state is not State.SENDING:
            return delivery
        return self._send(delivery, channel, outgoing)

    def _claim(
        self,
        planned: Planned,
        delivery: Delivery | None,
        channel: Channel,
        edition: Edition,
        waive: str,
        scheduled: datetime | None,
    ) -> Delivery:
        now = self._clock.now()
        reason = reasons.ORDERED if waive else reasons.CLAIM
        changes: Changes = {"owner": self._who, "lease_until": now + LEASE, "scheduled_for": scheduled}
        if delivery:
            changes["due_at"] = planned.due
        if waive:
            changes["waived"] = waive
            changes["attempts"] = 0
        elif (
            delivery and delivery.waived != reasons.LOOKS_LIKE.code and not delivery.is_waived_at(planned.due)
        ):
            changes["waived"] = ""  # it goes by its new time, as any other
        with self._ledger.writing(self._who) as book:
            if delivery and delivery.state is State.PREPARED:
                kept = delivery.prepared_at is not None and now - delivery.prepared_at <= MEDIA_KEPT
                is_for_then = delivery.scheduled_for == scheduled  # pictures of a later post are temporary
                if kept and is_for_then and delivery.page_key == channel.page_key:
                    return book.take_over(delivery, reason=reasons.TAKEN_OVER, **changes)
                delivery = book.move(delivery, State.RETRY, reason=reasons.MEDIA_OLD, next_try_at=now)
            changes["fingerprint"] = edition.fingerprint(planned, channel)
            changes["message"] = message_of(planned.post)
            changes["words_print"], changes["cards_print"] = edition.prints(planned, channel)
            if delivery is None:
                return book.begin(
                    planned.key, channel.page_key, planned.due, State.CLAIMED, reason=reason, **changes
                )
            changes["page_key"] = channel.page_key
            changes["next_try_at"] = None
            if delivery.state is State.CLAIMED:
                left = reasons.TAKEN_OVER if delivery.owner else reason  # the queue claims for nobody yet
                return book.take_over(delivery, reason=left, **changes)
            return book.move(delivery, State.CLAIMED, reason=reason, **changes)

    def _upload(self, delivery: Delivery, channel: Channel, outgoing: Outgoing) -> Delivery:
        fault_point("before-upload")
        try:
            prepared = channel.prepare(outgoing)
        except ChannelError as error:
            fault_point("after-failed-upload")
            return self._failed(delivery, error.failure, public=False)
        fault_point("after-upload")
        now = self._clock.now()
        with self._ledger.writing(self._who) as book:
            return book.move(
                delivery,
                State.PREPARED,
                reason=reasons.UPLOADED,
                media=list(prepared.media),
                media_ever=[*delivery.media_ever, *prepared.media],
                drafts=_with_last(delivery.drafts, prepared.draft),
                prepared_at=now,
            )

    def _last_look(self, delivery: Delivery) -> Delivery | None:
        """Just before something doubtful is sent again: None if it certainly is not public."""
        fault_point("before-last-look")
        try:
            found = self.reconciler.find(delivery)
        except ChannelError as error:
            fault_point("after-failed-last-look")
            return self._not_sent(delivery, error.failure)
        fault_point("after-last-look")
        if not found:
            return None
        with self._ledger.writing(self._who) as book:
            delivery = book.move(delivery, State.SENDING, reason=reasons.FOUND)
        fault_point("before-adoption")
        return self.reconciler.adopt(delivery, found)

    def _intend(self, delivery: Delivery, channel: Channel, wording: Wording) -> Delivery:
        """Write down the intent, unless something speaks against it now, at the last moment."""
        now = self._clock.now()
        hindrance = self._guards.hindrance()
        with self._ledger.writing(self._who) as book:
            if hindrance:
                return book.move(delivery, State.RETRY, reason=hindrance, next_try_at=now)
            frozen = book.frozen()
            if frozen:
                stopped = reasons.frozen_by(frozen.who, frozen.why)
                return book.move(delivery, State.RETRY, reason=stopped, next_try_at=now)
            refusal = self._refusal(book, delivery, channel, wording, now)
            if refusal:
                state, reason, next_try = refusal
                return book.move(delivery, state, reason=reason, next_try_at=next_try)
            return book.move(
                delivery,
                State.SENDING,
                reason=reasons.INTENT,
                text=wording.text,
                text_hash=words_hash(wording.body),
                first_comment=wording.first_comment,
                intent_at=now,
                first_intent_at=delivery.first_intent_at or now,
                lease_until=now + LEASE,
            )

    def _refusal(
        self, book: Writing, delivery: Delivery, channel: Channel, wording: Wording, now: datetime
    ) -> tuple[State, Reason, datetime | None] | None:
        edition = self._edition()
        planned = edition.agenda.find(delivery.key, delivery.due)
        if planned is None:
            return State.RETRY, reasons.GONE, now + _LATER
        is_changed = edition.fingerprint(planned, channel) != delivery.fingerprint
        if is_changed or not self._may_go(lambda: book.decisions(planned.post.id), planned.post):
            reason = reasons.CHANGED if is_changed else reasons.UNAPPROVED.filled(post=planned.post.id)
            return State.RETRY, reason, now + _SOON
        again = _untimely(delivery, planned.due, now)
        if again is not None:
            return State.RETRY, reasons.CHANGED, again
        twin = book.twin(delivery.page_key, wording, now - HELD_WITHIN, delivery.key.post)
        if twin and delivery.waived != reasons.LOOKS_LIKE.code:
            alike = reasons.LOOKS_LIKE.filled(other=twin.key.post, post=delivery.key.post)
            return State.HELD, alike, None
        for old in book.messages(delivery.key.post):
            if are_other_messages(old, delivery.message):
                return State.HELD, reasons.OTHER_MESSAGE.filled(old=old, new=delivery.message), None
        return None

    def _announced(self, delivery: Delivery) -> Delivery:
        fault_point("after-intent")
        try:
            self._guards.announce(delivery.key)
        except Unusable:
            self._not_called(delivery, reasons.UNANNOUNCED)
            raise
        fault_point("after-announcement")
        hindrance = self._guards.hindrance()  # a website's folder far away may have taken its time
        return self._not_called(delivery, hindrance) if hindrance else delivery

    def _not_called(self, delivery: Delivery, reason: Reason) -> Delivery:
        """The intent stands, and the call is not made: there is nothing to look for."""
        with self._ledger.writing(self._who) as book:
            return book.move(delivery, State.RETRY, reason=reason, next_try_at=self._clock.now())

    def _send(self, delivery: Delivery, channel: Channel, outgoing: Outgoing) -> Delivery:
        try:
            receipt = channel.reveal(outgoing, Prepared(delivery.media, _last(delivery.drafts)))
        except ChannelError as error:
            fault_point("after-failed-call")
            return self._failed(delivery, error.failure, public=True)
        fault_point("after-call")
        try:
            with self._ledger.writing(self._who) as book:
                return record(book, delivery, receipt, reasons.RECEIPT)
        except RemoteIdTaken:
            return self.reconciler.look(self.reconciler.doubt(delivery, reasons.STRANGE_ID))

    def _failed(self, delivery: Delivery, failure: Failure, *, public: bool) -> Delivery:
        paused = self._ledger.paused().get(delivery.page_key)
        now = self._clock.now()
        verdict = after_failure(failure, delivery, paused, now, public=public)
        if delivery.scheduled_for and verdict.state is State.RETRY and verdict.pause is None:
            # There is time: what is not taken ahead is published by Loa itself when it is due.
            again = offered_again(delivery.due, now)
            verdict = replace(verdict, next_try=again, attempts=delivery.attempts)
        if verdict.state is State.UNCONFIRMED:
            is_twin = failure.kind is FailureKind.DUPLICATE
            doubted = self.reconciler.doubt(delivery, verdict.reason, is_twin=is_twin)
            fault_point("after-doubt")
            return self.reconciler.look(doubted)
        return self._decide(delivery, verdict)

    def _not_sent(self, delivery: Delivery, failure: Failure) -> Delivery:
        now = self._clock.now()
        paused = self._ledger.paused().get(delivery.page_key)
        pause = pause_after(failure, paused, now)
        next_try = pause.until if pause else now + _LATER
        reason = replace(reasons.NOT_SENT, detail=f"{failure.code} {failure.detail}".strip())
        return self._decide(delivery, Verdict(State.RETRY, reason, next_try, delivery.attempts, pause))

    def _decide(self, delivery: Delivery, verdict: Verdict) -> Delivery:
        with self._ledger.writing(self._who) as book:
            if verdict.pause:
                pause = verdict.pause
                book.pause(
                    delivery.page_key, pause.until, pause.kind, rounds=pause.rounds, reason=verdict.reason
                )
            changes: Changes = {"next_try_at": verdict.next_try, "attempts": verdict.attempts}
            if verdict.state is delivery.state:
                return book.note(delivery, reason=verdict.reason, **changes)
            return book.move(delivery, verdict.state, reason=verdict.reason, **changes)

    def _set_aside(
        self, planned: Planned | None, delivery: Delivery | None, state: State, reason: Reason
    ) -> Delivery:
        with self._ledger.writing(self._who) as book:
            if delivery is None:
                assert planned is not None, "what has not begun is planned"
                page = reached(self._outlets, planned.unit.id, planned.channel).page_key
                return book.begin(planned.key, page, planned.due, state, reason=reason)
            if delivery.state is state:
                return book.note(delivery, reason=reason)
            return book.move(delivery, state, reason=reason, next_try_at=None)

    def _guarded(self, key: Key, planned: Planned | None, work: Callable[[], Delivery]) -> Delivery | None:
        try:
            carried = work()
        except ClaimLost:
            log.warning("%s: someone else carries it", key)
            return None
        except (SQLAlchemyError, Stop):
            raise  # without the ledger nothing can be kept right: the wake-up ends, and the next one looks
        except Exception as error:  # one delivery never stops the others
            log.exception("%s: unexpected", key, exc_info=not reasons.is_of_the_machine(error))
            carried = self._after_the_unexpected(key, planned, error)
        fault_point("after-delivery")
        return carried

    def _after_the_unexpected(self, key: Key, planned: Planned | None, error: Exception) -> Delivery:
        reason = reasons.of_exception(error)
        delivery = self._ledger.delivery(key)
        if delivery is None:
            # A disk that is full may have room again; the program's own fault will be the same next time.
            is_passing = planned is not None and reasons.is_of_the_machine(error)
            state = State.CLAIMED if is_passing else State.HELD
            delivery = self._set_aside(planned, None, state, reason)
            if not is_passing:
                return delivery
        if delivery.state is State.SENDING:
            return self.reconciler.doubt(delivery, reason)
        now = self._clock.now()
        if delivery.state in {State.CLAIMED, State.PREPARED, State.RETRY}:
            return self._decide(delivery, after_try(reason, delivery, now))
        if delivery.state is State.UNCONFIRMED:
            failure = Failure(FailureKind.CERTAIN, reason.code, reason.why, reason.todo, detail=reason.detail)
            state, reason, next_try = after_blind_look(delivery, failure, now, self.reconciler.patience)
            return self._decide(delivery, Verdict(state, reason, next_try, delivery.attempts))
        return delivery


def _last(drafts: Sequence[str]) -> str:
    return drafts[-1] if drafts else ""


def _with_last(drafts: Sequence[str], draft: str) -> list[str]:
    """*drafts* with *draft* at their end, once; '' is none."""
    return [*(one for one in drafts if one != draft), *([draft] if draft else [])]


def _untimely(delivery: Delivery, due: datetime, now: datetime) -> datetime | None:
    """When to try again what was moved to another time since it was claimed; None: it is still right."""
    if delivery.scheduled_for:
        is_right = due == delivery.scheduled_for and due - now >= SOONEST
        return None if is_right else min(now + _SOON, due)
    return due if due > now and not delivery.is_waived_at(due) else None
