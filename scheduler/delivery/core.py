"""What everybody who carries shares: the ledger and the channels, and how a verdict comes into the book."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from scheduler.channels.channel import Channel, Outgoing
from scheduler.channels.outlets import Outlets
from scheduler.clock import Clock
from scheduler.delivery.agenda import Planned
from scheduler.delivery.approvals import approver
from scheduler.delivery.decisions import ChangeVerdict, Verdict
from scheduler.delivery.edition import Edition
from scheduler.delivery.follow_ups import FollowUp
from scheduler.delivery.guard import Guard
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.moves import Writing
from scheduler.delivery.reason import is_of_the_machine
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import ClaimLost
from scheduler.problems import Stop

log = logging.getLogger(__name__)

T = TypeVar("T")


def _this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Core:
    """*edition* gives the calendar as it reads when asked; *guard* is asked before each public call; a page
    that cannot be read is looked at again for *patience*; *who* is in the book for each line."""

    ledger: Ledger
    outlets: Outlets
    edition: Callable[[], Edition]
    clock: Clock
    guard: Guard
    patience: timedelta
    who: str = field(default_factory=_this_process)

    def channel(self, key: Key) -> Channel:
        """Where *key* goes, as whoever planned it has seen that there is such a place.

        Raises:
            LookupError: there is none any more.
        """
        found = self.outlets.get(key.unit, key.channel)
        if found is None:
            raise LookupError(f"{key.unit} cannot reach {key.channel}")
        return found

    def outgoing(self, edition: Edition, planned: Planned, channel: Channel) -> Outgoing:
        """What the channel is given, with who let it out.

        Raises:
            LookupError: a card was not painted.
        """
        post = planned.post
        decisions = self.ledger.approvals([post.id]).get(post.id, [])
        who = approver(decisions, edition.seen(post)) if decisions else ""
        return replace(edition.outgoing(planned, channel), approved_by=who)

    def paused(self, page_key: str) -> PausedPage | None:
        """The pause of that page, and its rounds so far, if it has one."""
        return self.ledger.paused().get(page_key)

    def writing(self) -> AbstractContextManager[Writing]:
        """One short transaction."""
        return self.ledger.writing(self.who)

    def settle(self, delivery: Delivery, verdict: Verdict) -> Delivery:
        """Write *verdict* down, by itself."""
        with self.writing() as book:
            return book.settle(delivery, verdict)

    def settle_change(self, row: FollowUp, delivery: Delivery, verdict: ChangeVerdict) -> FollowUp:
        """Write *verdict* down, by itself."""
        with self.writing() as book:
            return book.settle_change(row, delivery, verdict)

    def shielded(self, key: Key, work: Callable[[], T], otherwise: Callable[[Exception], T]) -> T | None:
        """Do *work* for *key*; what goes wrong with it is written down by *otherwise*, and stops no other.

        None: someone else has it.

        Raises:
            SQLAlchemyError: the ledger cannot be read or written: nothing can be kept right.
            Stop: another ledger carries.
        """
        try:
            try:
                return work()
            except (ClaimLost, SQLAlchemyError, Stop):
                raise
            except Exception as error:
                log.exception("%s: unexpected", key, exc_info=not is_of_the_machine(error))
                return otherwise(error)
        except ClaimLost:
            log.warning("%s: someone else has it", key)
            return None
