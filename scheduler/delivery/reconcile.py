"""What really happened when the answer was lost: the page itself is looked at, until it is known."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from scheduler.calendar.model import ChannelName, UnitId
from scheduler.channels.channel import Channel, ChannelError, Failure, Receipt, Trace
from scheduler.clock import Clock
from scheduler.delivery.agenda import Planned
from scheduler.delivery.decisions import ROUNDS, after_blind_look, after_empty_look, pause_after
from scheduler.delivery.edition import message_of
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Delivery, Ledger, State, Writing
from scheduler.delivery.moves import Changes, text_hash
from scheduler.delivery.reasons import (
    COMMENT_ASKED,
    CUT_OFF,
    FOUND,
    FOUND_SEVERAL,
    HANDED_OVER,
    RECEIPT,
    TAKEN_IN,
    TWIN,
    Reason,
)

log = logging.getLogger(__name__)

TWIN_BACK = timedelta(days=7)  # before its time: so old may be what the page calls the same
CHECK_AFTER = timedelta(minutes=1)  # the time of what was handed over, until it is looked for


class Reach(Protocol):
    """What is asked of the units' outlets."""

    def get(self, unit: UnitId, channel: ChannelName) -> Channel | None:
        """That unit's channel; None where there is none, or it cannot be opened."""
        ...


def reached(outlets: Reach, unit: UnitId, channel: ChannelName) -> Channel:
    """The channel, where whoever planned the delivery has seen that there is one.

    Raises:
        LookupError: there is none any more.
    """
    found = outlets.get(unit, channel)
    if found is None:
        raise LookupError(f"{unit} cannot reach {channel}")
    return found


class Sight:
    """One complete read of a page for all of *deliveries*, made when it is first needed.

    Each of them is `unconfirmed`, or `sending` from a run that ended, before it is made.
    """

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self._traces = {delivery.key: _trace_of(delivery) for delivery in deliveries}
        self._found: dict[Key, tuple[Receipt, ...]] | ChannelError | None = None

    def of(self, delivery: Delivery, channel: Channel) -> tuple[Receipt, ...]:
        """What it has of *delivery*; *channel* is the page's.

        Raises:
            ChannelError: the page could not be read.
        """
        if self._found is None:
            try:
                found = channel.confirm(list(self._traces.values()))
            except ChannelError as error:
                self._found = error
            else:
                self._found = dict(zip(self._traces, found, strict=True))
        if isinstance(self._found, ChannelError):
            raise ChannelError(self._found.failure)
        return self._found[delivery.key]


def sights(looked_for: Iterable[tuple[str, Delivery]]) -> dict[Key, Sight]:
    """One read of each page, given beside each delivery, for all that is looked for there in a day's calls.

    The farther back a read must go, the likelier it fails: an old one does not hide the new ones.
    """
    sought: defaultdict[tuple[str, date], list[Delivery]] = defaultdict(list)
    for page_key, delivery in looked_for:
        sought[page_key, _begun_at(delivery).date()].append(delivery)
    found: dict[Key, Sight] = {}
    for together in sought.values():
        sight = Sight(together)
        found |= {delivery.key: sight for delivery in together}
    return found


def _begun_at(delivery: Delivery) -> datetime:
    """Since when it may be public."""
    return delivery.first_intent_at or delivery.changed_at


def _trace_of(delivery: Delivery) -> Trace:
    return Trace(
        key=str(delivery.key),
        since=_begun_at(delivery),
        media=frozenset(delivery.media_ever),
        text=delivery.text,
        drafts=delivery.drafts,
    )


class Reconciler:
    """Looks for deliveries whose public call had no clear answer, for *patience* while it cannot read."""

    def __init__(self, ledger: Ledger, outlets: Reach, clock: Clock, who: str, patience: timedelta) -> None:
        self._ledger = ledger
        self._outlets = outlets
        self._clock = clock
        self.who = who
        self.patience = patience

    def look(self, delivery: Delivery, sight: Sight | None = None) -> Delivery:
        """Look once for a delivery that is `unconfirmed`, or `sending` from a run that ended during the call.

        *sight*: with others of its page, by one read.

        Raises:
            ClaimLost: someone else has it.
        """
        if delivery.state is State.SENDING:
            delivery = self._to_look_into(delivery, CUT_OFF, {"cut_offs": delivery.cut_offs + 1})
        fault_point("before-look")
        try:
            found = self.find(delivery, sight)
        except ChannelError as error:
            fault_point("after-failed-look")
            return self._saw_nothing_sure(delivery, error.failure)
        fault_point("after-look")
        if found:
            return self.adopt(delivery, found)
        state, reason, next_try, looks = after_empty_look(delivery, self._clock.now())
        with self._ledger.writing(self.who) as book:
            if state is State.UNCONFIRMED:
                return book.note(delivery, reason=reason, next_try_at=next_try, looks=looks)
            return book.move(delivery, state, reason=reason, next_try_at=next_try, looks=looks)

    def doubt(self, delivery: Delivery, reason: Reason, *, is_twin: bool = False) -> Delivery:
        """From `sending` to `unconfirmed`: one more round of doubt, to be looked into at once.

        *is_twin*: the page says that it has it already. It is then looked for from days before its time on,
        and if it is not seen, only a person sends it again.
        """
        if not is_twin:
            return self._to_look_into(delivery, reason, {"doubtful_rounds": delivery.doubtful_rounds + 1})
        since = min(delivery.due, _begun_at(delivery)) - TWIN_BACK
        said = replace(TWIN, detail=f"{reason.code} {reason.detail}".strip())
        return self._to_look_into(delivery, said, {"doubtful_rounds": ROUNDS, "first_intent_at": since})

    def _to_look_into(self, delivery: Delivery, reason: Reason, counted: Changes) -> Delivery:
        changes: Changes = {**counted, "next_try_at": self._clock.now(), "looks": 0}
        with self._ledger.writing(self.who) as book:
            return book.move(delivery, State.UNCONFIRMED, reason=reason, **changes)

    def find(self, delivery: Delivery, sight: Sight | None = None) -> tuple[Receipt, ...]:
        """All that is public of that delivery, by a complete read; what another delivery made is left out.

        Raises:
            ChannelError: the page could not be read: nothing is proved.
        """
        channel = reached(self._outlets, delivery.key.unit, delivery.key.channel)
        return tuple(
            receipt
            for receipt in (sight or Sight([delivery])).of(delivery, channel)
            if receipt.remote_id not in delivery.former_ids
            and self._ledger.holder(delivery.page_key, receipt.remote_id) in {None, delivery.key}
        )

    def adopt(self, delivery: Delivery, found: tuple[Receipt, ...]) -> Delivery:
        """It is public: the earliest post found becomes its receipt; several are told to a person."""
        earliest = min(found, key=lambda receipt: (receipt.waits, receipt.at, receipt.remote_id))
        reason = FOUND
        if len(found) > 1:
            ids = ", ".join(sorted(receipt.remote_id for receipt in found))
            reason = FOUND_SEVERAL.filled(count=len(found), ids=ids)
            log.error("%s: %s", delivery.key, reason.why.en)
        with self._ledger.writing(self.who) as book:
            return record(book, delivery, earliest, reason)

    def take_in(
        self, planned: Planned, row: Delivery | None, page_key: str, text: str, found: Receipt
    ) -> Delivery:
        """Enter what is public already and this ledger does not know, since it is new, or a copy.

        *text* is what stands there. Its first comment is left to a person: it may be there too.

        Raises:
            ClaimLost: someone else moved it meanwhile.
        """
        changes: Changes = {"text": text, "text_hash": text_hash(text), "first_comment": ""}
        with self._ledger.writing(self.who) as book:
            held = _held(book, planned, row, page_key, TAKEN_IN, changes)
            return record(book, held, found, TAKEN_IN)

    def suspect(
        self, planned: Planned, row: Delivery | None, page_key: str, reason: Reason, like: str = ""
    ) -> None:
        """It may be public, and nobody but a person can tell; *like* is the id of a post that may be it.

        Raises:
            ClaimLost: someone else moved it meanwhile.
        """
        former = [*(row.former_ids if row else ()), *([like] if like else [])]
        with self._ledger.writing(self.who) as book:
            if row is not None and row.state is State.SKIPPED:
                book.note(row, reason=reason, former_ids=former)
            else:
                _held(book, planned, row, page_key, reason, {"former_ids": former})

    def _saw_nothing_sure(self, delivery: Delivery, failure: Failure) -> Delivery:
        now = self._clock.now()
        pause = pause_after(failure, self._ledger.paused().get(delivery.page_key), now)
        state, reason, next_try = after_blind_look(delivery, failure, now, self.patience)
        with self._ledger.writing(self.who) as book:
            if pause:
                book.pause(delivery.page_key, pause.until, pause.kind, rounds=pause.rounds, reason=reason)
            if state is State.UNCONFIRMED:
                return book.note(delivery, reason=reason, next_try_at=next_try)
            return book.move(delivery, state, reason=reason, next_try_at=next_try)


def _held(
    book: Writing, planned: Planned, row: Delivery | None, page_key: str, reason: Reason, changes: Changes
) -> Delivery:
    if row is None:
        changes["message"] = message_of(planned.post)
        return book.begin(planned.key, page_key, planned.due, State.HELD, reason=reason, **changes)
    changes["page_key"], changes["next_try_at"] = page_key, None
    if row.state is State.HELD:
        return book.note(row, reason=reason, **changes)
    if row.state is State.SKIPPED:
        row = book.move(row, State.CLAIMED, reason=reason)
    return book.move(row, State.HELD, reason=reason, **changes)


def record(book: Writing, delivery: Delivery, receipt: Receipt, reason: Reason) -> Delivery:
    """Write the receipt: from here on the delivery is public, once, or handed over; its page is open again.

    Raises:
        RemoteIdTaken: another delivery has that id.
    """
    if receipt.waits:
        handed_over = book.move(
            delivery,
            State.HANDED_OVER,
            reason=HANDED_OVER,
            remote_id=receipt.remote_id,
            address=receipt.address,
            scheduled_for=receipt.at,
            next_try_at=receipt.at + CHECK_AFTER,
            lease_until=None,
            looks=0,
        )
        book.resume(delivery.page_key, reason=HANDED_OVER)
        return handed_over
    published = book.move(
        delivery,
        State.PUBLISHED,
        reason=reason,
        remote_id=receipt.remote_id,
        address=receipt.address,
        public_at=receipt.at,
        scheduled_for=None,
        next_try_at=None,
        lease_until=None,
    )
    book.resume(delivery.page_key, reason=RECEIPT)
    if delivery.first_comment:
        book.ask(published, Kind.COMMENT, text=delivery.first_comment, reason=COMMENT_ASKED)
    return published
