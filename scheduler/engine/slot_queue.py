"""The slot queue: the posts without a time and those of the pool, and the slots that they are given as these
come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.calendar.model import PostId
from scheduler.delivery.agenda import Planned
from scheduler.delivery.edition import Edition
from scheduler.delivery.faults import fault_point
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.reasons import TURN
from scheduler.delivery.states import State
from scheduler.delivery.turns import Queue, SlotRule
from scheduler.engine.pool import state_of

if TYPE_CHECKING:
    from scheduler.engine.works import Works


class SlotQueue:
    """Follows the queue of *works*. Who waits, and which slot comes next, is looked up when it is first
    asked for, and again after `forget` or a new reading of the calendar."""

    def __init__(self, works: Works) -> None:
        settings = works.settings
        self._works = works
        self._rule = SlotRule(settings.closed, settings.zone, settings.late.spacing)
        self._edition: Edition | None = None
        self._queue: Queue | None = None
        self._passed_over: set[PostId] = set()
        self._next_slot: datetime | None = None

    def turns(self, now: datetime) -> list[Planned]:
        """The queued posts whose slot has come by *now*, a slot too long ago staying empty."""
        cursor = self._works.ledger.cursor
        if cursor is None:
            return []  # the first slot is one that comes after Loa began to look for slots
        return self.queue().turns(max(cursor, now - self._works.late.publish_within), now)

    def give_turns(self, now: datetime) -> None:
        """Claim the slots that have come for those whose turn it is, and move the cursor with them."""
        works = self._works
        cursor = works.ledger.cursor
        coming = self._next_slot_after(cursor or now)
        if coming is None or (cursor is not None and coming > now):
            return
        self._queue = None  # somebody may have been published by hand since it was looked up
        given = [(planned, works.ledger.delivery(planned.key)) for planned in self.turns(now)]
        with works.ledger.writing("loa") as book:
            for planned, row in given:
                page = works.page_of(planned.key)
                if page and row is not None:  # it gave a slot back
                    book.move(
                        row,
                        State.CLAIMED,
                        reason=TURN,
                        page_key=page,
                        due_at=planned.due,
                        owner="",
                        attempts=0,
                    )
                elif page:
                    book.begin(planned.key, page, planned.due, State.CLAIMED, reason=TURN)
            book.facts.give_until(now)
        fault_point("after-turns")
        self._queue = None

    def forget(self) -> None:
        """Look up anew who waits for a slot, and which comes next."""
        self._queue = None
        self._next_slot = None

    def queue(self) -> Queue:
        """Those who wait for a slot now; one that is not approved lets the others go before it."""
        self._follow_calendar()
        agenda = self._works.edition().agenda
        unapproved = self._works.unapproved({post.id for post in (*agenda.queue, *agenda.pool)})
        queue = self._queue
        if queue is None or unapproved != self._passed_over:
            queue = self._queue = self.queue_without(unapproved)
            self._passed_over = unapproved
        return queue

    def queue_without(self, posts: Collection[PostId] = ()) -> Queue:
        """All who wait for a slot, but for those *posts*."""
        agenda, history = self._works.edition().agenda, self._works.ledger.history
        keys = [Key(post.id, FIRST, *target) for post in agenda.queue for target in agenda.targets(post)]
        passed_over = {key for key in keys if key.post in posts}
        # One that was of the pool, or a series, and went out on another date, had its turn as well.
        went = history.went({key.post for key in keys})
        passed_over |= {key for key in keys if (key.post, key.unit, key.channel) in went}
        return Queue(agenda, self._rule, history.begun(keys) | passed_over, state_of(self._works, posts))

    def _next_slot_after(self, instant: datetime) -> datetime | None:
        self._follow_calendar()
        if self._next_slot is None or self._next_slot <= instant:
            units = self._works.edition().agenda.calendar.units.values()
            targets = [(unit, name) for unit in units for name in self._works.outlets.names(unit.id)]
            self._next_slot = self._rule.next_slot(targets, instant)
        return self._next_slot

    def _follow_calendar(self) -> None:
        edition = self._works.edition()
        if edition is not self._edition:
            self.forget()
            self._edition = edition
