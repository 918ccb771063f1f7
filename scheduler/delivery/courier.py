"""One delivery, from claim to receipt: the only code that publishes, whoever calls it.

The order is the whole point: claim → prepare, which nobody sees → write down the intent → reveal, by one
call → write down the receipt. Killed anywhere between two of these, the next run knows what is certain
(`states.py`) and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.calendar.wording import Wording
from scheduler.channels.channel import Channel, ChannelError, Failure, FailureKind, Outgoing, Prepared
from scheduler.delivery import reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.core import Core
from scheduler.delivery.decisions import (
    Verdict,
    after_blind_look,
    after_failed_last_look,
    after_failure,
    after_try,
    again,
    in_doubt,
    set_aside,
)
from scheduler.delivery.edition import Edition, message_of
from scheduler.delivery.faults import fault_point
from scheduler.delivery.guard import is_called
from scheduler.delivery.handover import Handover
from scheduler.delivery.key import Key
from scheduler.delivery.moves import words_hash
from scheduler.delivery.plan import Candidate
from scheduler.delivery.reason import Reason, as_failure, is_of_the_machine
from scheduler.delivery.reconcile import Reconciler, Sight, record
from scheduler.delivery.records import Changes, Delivery
from scheduler.delivery.states import BEFORE_SENDING, RemoteIdTaken, State
from scheduler.delivery.witness import Unusable
from scheduler.kinds.registry import kind_of

LEASE = timedelta(minutes=5)  # longer than HTTP's time-outs, shorter than all looks together


class Courier:
    """Carries deliveries, one at a time; once *stopping* says so, no public call is begun any more."""

    def __init__(self, core: Core, stopping: Callable[[], bool]) -> None:
        self._core = core
        self._stopping = stopping
        self.reconciler = Reconciler(core)
        self._handover = Handover(core, self.reconciler)

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
        return self._shielded(planned.key, planned, lambda: self._carry(planned, delivery, waive, ahead))

    def follow(self, delivery: Delivery, *, is_frozen: bool) -> Delivery | None:
        """See that what the channel's scheduler holds is what the calendar says; as `carry` in all else.

        *is_frozen*: nothing at all is to become public. The delivery as it was given: nothing was to be done.
        """
        return self._shielded(delivery.key, None, lambda: self._follow(delivery, is_frozen=is_frozen))

    def look(self, delivery: Delivery, sight: Sight | None = None) -> Delivery | None:
        """Look once whether it is public, with others of its page if in *sight*; as `carry` in all else."""
        return self._shielded(delivery.key, None, lambda: self.reconciler.look(delivery, sight))

    def set_aside(self, candidate: Candidate, state: State, reason: Reason) -> Delivery | None:
        """Hold or skip what will not be carried now; as `carry` in all else."""
        planned, delivery = candidate.planned, candidate.delivery
        return self._shielded(
            candidate.key, planned, lambda: self._set_aside(planned, delivery, state, reason)
        )

    def _follow(self, delivery: Delivery, *, is_frozen: bool) -> Delivery:
        if self._core.guard.hindrance() is not None:
            return delivery  # what the calendar says just now is not known
        is_wanted = not is_frozen and delivery.state is State.HANDED_OVER and self._is_wanted(delivery)
        return self._handover.follow(delivery, is_wanted=is_wanted, at_once=is_frozen)

    def _is_wanted(self, delivery: Delivery) -> bool:
        """Whether what the channel's scheduler holds is what the calendar says, at the same time."""
        core, edition = self._core, self._core.edition()
        planned = edition.agenda.find(delivery.key)
        if planned is None:  # taken out; or its file cannot be read just now, which says nothing of it
            return edition.is_torn
        post = planned.post.id
        return (
            planned.due == delivery.scheduled_for
            and edition.fingerprint(planned, core.channel(planned.key)) == delivery.fingerprint
            and not any(edition.stopped(planned, core.clock.now()))  # a unit's own line, taken back since
            and core.guard.approves(
                lambda: core.ledger.approvals([post]).get(post, []), edition, planned.post
            )
        )

    def _carry(self, planned: Planned, delivery: Delivery | None, waive: str, ahead: bool) -> Delivery:
        if delivery is not None and delivery.scheduled_for and delivery.remote_id:
            delivery = self._handover.take_back(delivery)  # it was set aside, and still waits there
            if delivery.remote_id:
                return delivery
        channel, edition = self._core.channel(planned.key), self._core.edition()
        obstacle = edition.obstacle(planned, channel, self._core.clock.now())
        if obstacle:
            return self._set_aside(planned, delivery, State.HELD, obstacle)
        fault_point("before-claim")
        scheduled = planned.due if ahead else None
        delivery = self._claim(planned, delivery, channel, edition, waive, scheduled)
        fault_point("after-claim")
        outgoing = self._core.outgoing(edition, planned, channel)
        outgoing = replace(outgoing, scheduled=scheduled, draft=_draft(delivery))
        if delivery.state is State.CLAIMED:
            delivery = self._prepare(delivery, channel, outgoing)
        if delivery.state is not State.PREPARED or self._stopping():
            return delivery  # a prepared one is where the next run goes on
        if delivery.doubtful_rounds or delivery.cut_offs:
            known = self._last_look(delivery)
            if known:
                return known
        fault_point("before-intent")
        delivery = self._intend(delivery, channel, outgoing.wording)
        if delivery.state is State.SENDING:
            delivery = self._announce(delivery)
        if delivery.state is not State.SENDING:
            return delivery
        return self._reveal(delivery, channel, outgoing)

    def _claim(
        self,
        planned: Planned,
        delivery: Delivery | None,
        channel: Channel,
        edition: Edition,
        waive: str,
        scheduled: datetime | None,
    ) -> Delivery:
        now = self._core.clock.now()
        reason = reasons.ORDERED if waive else reasons.CLAIM
        changes: Changes = {"owner": self._core.who, "lease_until": now + LEASE, "scheduled_for": scheduled}
        if delivery:
            changes["due_at"] = planned.due
        if waive:
            changes["waived"] = waive
            changes["attempts"] = 0
        elif (
            delivery and delivery.waived != reasons.LOOKS_LIKE.code and not delivery.is_waived_at(planned.due)
        ):
            changes["waived"] = ""  # it goes by its new time, as any other
        with self._core.writing() as book:
            if delivery and delivery.state is State.PREPARED:
                lasts, since = kind_of(channel.name).media_kept, delivery.prepared_at
                kept = since is not None and (lasts is None or now - since <= lasts)
                is_for_then = delivery.scheduled_for == scheduled  # pictures of a later post are temporary
                if kept and is_for_then and delivery.page_key == channel.page_key:
                    return book.take_over(delivery, reason=reasons.TAKEN_OVER, **changes)
                delivery = book.settle(delivery, again(reasons.MEDIA_OLD, now))
            changes["fingerprint"] = edition.fingerprint(planned, channel)
            changes["message"] = message_of(planned.post)
            changes["words_print"], changes["cards_print"] = edition.prints(planned, channel)
            if delivery is None:
                return book.begin(
                    planned.key, channel.page_key, planned.due, State.CLAIMED, reason=reason, **changes
                )
            if delivery.page_key != channel.page_key:
                changes["drafts"] = []  # they are another place's
            changes["page_key"] = channel.page_key
            changes["next_try_at"] = None
            if delivery.state is State.CLAIMED:
                left = reasons.TAKEN_OVER if delivery.owner else reason  # the queue claims for nobody yet
                return book.take_over(delivery, reason=left, **changes)
            return book.move(delivery, State.CLAIMED, reason=reason, **changes)

    def _prepare(self, delivery: Delivery, channel: Channel, outgoing: Outgoing) -> Delivery:
        fault_point("before-upload")
        try:
            prepared = channel.prepare(outgoing)
        except ChannelError as error:
            fault_point("after-failed-upload")
            return self._failed(delivery, error.failure, public=False)
        fault_point("after-upload")
        before = [draft for draft in delivery.drafts if draft not in {"", prepared.draft}]
        uploaded: Changes = {
            "media": list(prepared.media),
            "media_ever": [*delivery.media_ever, *prepared.media],
            "drafts": [*before, prepared.draft] if before or prepared.draft else [],
            "prepared_at": self._core.clock.now(),
        }
        return self._core.settle(delivery, Verdict(State.PREPARED, reasons.UPLOADED, uploaded))

    def _last_look(self, delivery: Delivery) -> Delivery | None:
        """Just before something doubtful is sent again: None if it certainly is not public."""
        fault_point("before-last-look")
        try:
            found = self.reconciler.find(delivery)
        except ChannelError as error:
            fault_point("after-failed-last-look")
            paused, now = self._core.paused(delivery.page_key), self._core.clock.now()
            return self._core.settle(delivery, after_failed_last_look(error.failure, paused, now))
        fault_point("after-last-look")
        if not found:
            return None
        delivery = self._core.settle(delivery, Verdict(State.SENDING, reasons.FOUND))
        fault_point("before-adoption")
        return self.reconciler.adopt(delivery, found)

    def _intend(self, delivery: Delivery, channel: Channel, wording: Wording) -> Delivery:
        """Write down the intent, unless something speaks against it now, at the last moment."""
        core, now = self._core, self._core.clock.now()
        hindrance = core.guard.hindrance()
        intent: Changes = {
            "text": wording.text,
            "text_hash": words_hash(wording.body),
            "first_comment": wording.first_comment,
            "intent_at": now,
            "first_intent_at": delivery.first_intent_at or now,
            "lease_until": now + LEASE,
        }
        with core.writing() as book:
            edition = core.edition()  # as it reads now: another program's transaction may have taken its time
            post = edition.agenda.post(delivery.key.post)
            stopped = core.guard.stops(book, hindrance, lambda frozen: is_called(delivery, post, frozen))
            if stopped:
                return book.settle(delivery, again(stopped, now))
            objection = core.guard.objection(book, edition, delivery, channel, wording, now)
            return book.settle(delivery, objection or Verdict(State.SENDING, reasons.INTENT, intent))

    def _announce(self, delivery: Delivery) -> Delivery:
        fault_point("after-intent")
        try:
            self._core.guard.announce(delivery.key)
        except Unusable:
            self._not_called(delivery, reasons.UNANNOUNCED)
            raise
        fault_point("after-announcement")
        hindrance = self._core.guard.hindrance()  # a website's folder far away may have taken its time
        return self._not_called(delivery, hindrance) if hindrance else delivery

    def _not_called(self, delivery: Delivery, reason: Reason) -> Delivery:
        """The intent stands, and the call is not made: there is nothing to look for."""
        return self._core.settle(delivery, again(reason, self._core.clock.now()))

    def _reveal(self, delivery: Delivery, channel: Channel, outgoing: Outgoing) -> Delivery:
        try:
            receipt = channel.reveal(outgoing, Prepared(delivery.media, _draft(delivery)))
        except ChannelError as error:
            fault_point("after-failed-call")
            return self._failed(delivery, error.failure, public=True)
        fault_point("after-call")
        try:
            with self._core.writing() as book:
                return record(book, delivery, receipt, reasons.RECEIPT)
        except RemoteIdTaken:
            doubt = in_doubt(delivery, reasons.STRANGE_ID, self._core.clock.now())
            return self.reconciler.look(self._core.settle(delivery, doubt))

    def _failed(self, delivery: Delivery, failure: Failure, *, public: bool) -> Delivery:
        paused, now = self._core.paused(delivery.page_key), self._core.clock.now()
        settled = self._core.settle(delivery, after_failure(failure, delivery, paused, now, public=public))
        if settled.state is State.UNCONFIRMED:
            fault_point("after-doubt")
            return self.reconciler.look(settled)
        return settled

    def _set_aside(
        self, planned: Planned | None, delivery: Delivery | None, state: State, reason: Reason
    ) -> Delivery:
        if delivery is not None:
            return self._core.settle(delivery, set_aside(state, reason))
        assert planned is not None, "what has not begun is planned"
        page = self._core.channel(planned.key).page_key
        with self._core.writing() as book:
            return book.begin(planned.key, page, planned.due, state, reason=reason)

    def _shielded(self, key: Key, planned: Planned | None, work: Callable[[], Delivery]) -> Delivery | None:
        carried = self._core.shielded(
            key, work, lambda error: self._after_the_unexpected(key, planned, error)
        )
        if carried is not None:
            fault_point("after-delivery")
        return carried

    def _after_the_unexpected(self, key: Key, planned: Planned | None, error: Exception) -> Delivery:
        reason = reasons.of_exception(error)
        delivery = self._core.ledger.delivery(key)
        if delivery is None:
            # A disk that is full may have room again; the program's own fault will be the same next time.
            is_passing = planned is not None and is_of_the_machine(error)
            state = State.CLAIMED if is_passing else State.HELD
            delivery = self._set_aside(planned, None, state, reason)
            if not is_passing:
                return delivery
        now = self._core.clock.now()
        if delivery.state is State.SENDING:
            return self._core.settle(delivery, in_doubt(delivery, reason, now))
        if delivery.state in BEFORE_SENDING:
            return self._core.settle(delivery, after_try(reason, delivery, now))
        if delivery.state is State.UNCONFIRMED:
            failure = as_failure(reason, FailureKind.CERTAIN)
            blind = after_blind_look(delivery, failure, None, now, self._core.patience)
            return self._core.settle(delivery, blind)
        return delivery


def _draft(delivery: Delivery) -> str:
    """The id that the channel gave at the last `prepare`; '' where it gave none."""
    return delivery.drafts[-1] if delivery.drafts else ""
