"""What really happened when the answer was lost: the page itself is looked at, until it is known."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Receipt, Trace
from scheduler.delivery.agenda import Planned
from scheduler.delivery.change_reasons import COMMENT_ASKED
from scheduler.delivery.core import Core
from scheduler.delivery.decisions import (
    after_blind_look,
    after_empty_look,
    after_receipt,
    begun_at,
    cut_off,
    set_aside,
)
from scheduler.delivery.edition import message_of
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.key import Key
from scheduler.delivery.moves import Writing, text_hash
from scheduler.delivery.reason import Reason, as_failure
from scheduler.delivery.reasons import (
    FOUND,
    FOUND_SEVERAL,
    HANDED_OVER,
    RECEIPT,
    TAKEN_IN,
    UNSEEN_ELSEWHERE,
    WORKED_ON,
    at_channel,
)
from scheduler.delivery.records import Changes, Delivery
from scheduler.delivery.states import State

log = logging.getLogger(__name__)


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
        sought[page_key, begun_at(delivery).date()].append(delivery)
    found: dict[Key, Sight] = {}
    for together in sought.values():
        sight = Sight(together)
        found |= {delivery.key: sight for delivery in together}
    return found


def _trace_of(delivery: Delivery) -> Trace:
    return Trace(
        key=str(delivery.key),
        since=begun_at(delivery),
        media=frozenset(delivery.media_ever),
        text=delivery.text,
        drafts=tuple(draft for draft in delivery.drafts if draft),
    )


class Reconciler:
    """Looks for deliveries whose public call had no clear answer."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def look(self, delivery: Delivery, sight: Sight | None = None) -> Delivery:
        """Look once for a delivery that is `unconfirmed`, or `sending` from a run that ended during the call.

        *sight*: with others of its page, by one read.

        Raises:
            ClaimLost: someone else has it.
        """
        core = self._core
        if delivery.state is State.SENDING:
            delivery = core.settle(delivery, cut_off(delivery, core.clock.now()))
        fault_point("before-look")
        try:
            found = self.find(delivery, sight)
        except ChannelError as error:
            fault_point("after-failed-look")
            paused, now = core.paused(delivery.page_key), core.clock.now()
            return core.settle(
                delivery, after_blind_look(delivery, error.failure, paused, now, core.patience)
            )
        fault_point("after-look")
        if found:
            return self.adopt(delivery, found)
        return core.settle(delivery, after_empty_look(delivery, core.clock.now()))

    def find(self, delivery: Delivery, sight: Sight | None = None) -> tuple[Receipt, ...]:
        """All that is public of that delivery, as its channel confirms it; what another delivery made is left
        out.

        Raises:
            ChannelError: the page could not be read, or is another than it was sent to: nothing is proved.
        """
        channel = self._core.channel(delivery.key)
        if channel.page_key != delivery.page_key:
            unseen = UNSEEN_ELSEWHERE.filled(place=delivery.page_key)
            raise ChannelError(as_failure(unseen, FailureKind.CERTAIN))
        holder = self._core.ledger.history.holder
        return tuple(
            receipt
            for receipt in (sight or Sight([delivery])).of(delivery, channel)
            if receipt.remote_id not in delivery.former_ids
            and holder(delivery.page_key, receipt.remote_id) in {None, delivery.key}
        )

    def adopt(self, delivery: Delivery, found: tuple[Receipt, ...]) -> Delivery:
        """It is public: the earliest post found becomes its receipt; several are told to a person."""
        earliest = min(found, key=lambda receipt: (receipt.waits, receipt.at, receipt.remote_id))
        reason = FOUND
        if len(found) > 1:
            ids = ", ".join(sorted(receipt.remote_id for receipt in found))
            reason = FOUND_SEVERAL.filled(count=len(found), ids=ids)
            log.error("%s: %s", delivery.key, reason.why.en)
        with self._core.writing() as book:
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
        with self._core.writing() as book:
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
        with self._core.writing() as book:
            if row is not None and row.state is State.SKIPPED:
                book.note(row, reason=reason, former_ids=former)
            else:
                _held(book, planned, row, page_key, reason, {"former_ids": former})


def _held(
    book: Writing, planned: Planned, row: Delivery | None, page_key: str, reason: Reason, changes: Changes
) -> Delivery:
    if row is None:
        changes["message"] = message_of(planned.post)
        return book.begin(planned.key, page_key, planned.due, State.HELD, reason=reason, **changes)
    if row.state is State.SKIPPED:
        row = book.move(row, State.CLAIMED, reason=reason)
    held = set_aside(State.HELD, reason)
    return book.settle(row, replace(held, changes={**held.changes, **changes, "page_key": page_key}))


def record(book: Writing, delivery: Delivery, receipt: Receipt, reason: Reason) -> Delivery:
    """Write the receipt: from here on the delivery is public, once, or handed over; its page is open again.

    Raises:
        RemoteIdTaken: another delivery has that id.
    """
    held = WORKED_ON if receipt.is_worked_on else HANDED_OVER
    open_again = at_channel(held, delivery.key) if receipt.waits else RECEIPT
    done = book.settle(delivery, after_receipt(receipt, open_again if receipt.waits else reason))
    book.resume(delivery.page_key, reason=open_again)
    if delivery.first_comment and not receipt.waits:
        book.follow_ups.ask(done, Kind.COMMENT, text=delivery.first_comment, reason=COMMENT_ASKED)
    return done
