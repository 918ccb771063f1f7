"""The backlog: what is due and has not begun. The past is looked through once for each reading."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.delivery.agenda import Occurrence, Planned
from scheduler.delivery.edition import Edition
from scheduler.delivery.plan import Due, View, due
from scheduler.delivery.reasons import IN_AGAIN, SLOT_BACK
from scheduler.delivery.states import ClaimLost, State

if TYPE_CHECKING:
    from scheduler.engine.works import Works


class Backlog:
    """Follows the calendar of *works* from reading to reading, and its time."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._edition: Edition | None = None  # for which the past was looked through
        self._taken_in: Edition | None = None  # the last reading for which `take_in_again` has looked
        self._waiting: list[Planned] = []
        self._until: datetime | None = None  # what was due by then is in `_waiting`, or has begun
        self._settled: set[tuple[str, str, int]] = set()
        self._lock = threading.Lock()

    def due(self, now: datetime) -> list[Due]:
        """What is to be done at *now* and what waits, the oldest due time first."""
        works, ledger = self._works, self._works.ledger
        edition = works.edition()
        waiting = self._waiting_at(edition, now)
        begun = ledger.waking()
        keys = (*(planned.key for planned in waiting), *(delivery.key for delivery in begun))
        pages = {page for key in keys if (page := works.page_of(key))}
        view = View(
            birth=ledger.birth or now,
            waiting=waiting,
            begun=begun,
            paused=ledger.paused(),
            last_public=ledger.history.last_public(pages, now - works.late.spacing),
            unapproved=works.unapproved({key.post for key in keys}),
        )
        return due(edition.agenda, view, works.late, works.page_of, now)

    def not_begun(self, entries: list[Planned]) -> list[Planned]:
        """Those of *entries* that wait; a moved series does not go back behind the last date that began."""
        history = self._works.ledger.history
        begun = history.begun(planned.key for planned in entries)
        waiting = [planned for planned in entries if planned.key not in begun]
        last = history.last_begun({planned.post.id for planned in waiting if planned.post.repeat})
        return [
            planned
            for planned in waiting
            if not _is_behind(planned, last.get((planned.post.id, planned.unit.id, planned.channel)))
        ]

    def take_in_again(self) -> None:
        """Let what was left out of the calendar and is there again go on: at its time, or in a slot."""
        edition, ledger = self._works.edition(), self._works.ledger
        if self._taken_in is edition:
            return
        for row in ledger.left_out():
            planned = edition.agenda.find(row.key, row.due)
            if planned is None:
                continue
            with suppress(ClaimLost), ledger.writing("loa") as book:
                if planned.post.at is None:
                    book.note(row, reason=SLOT_BACK)
                else:
                    book.move(row, State.CLAIMED, reason=IN_AGAIN, owner="", attempts=0, waived="")
        self._taken_in = edition

    def _waiting_at(self, edition: Edition, now: datetime) -> list[Planned]:
        with self._lock:
            if self._edition is not edition:
                self._start_over(edition)
            agenda = edition.agenda
            came = agenda.between(self._until or now, now)
            self._waiting = self.not_begun(
                [*self._waiting, *(planned for one in came for planned in agenda.unfold(one))]
            )
            self._until = max(self._until or now, now)
            return self._waiting

    def _start_over(self, edition: Edition) -> None:
        # Once for each reading of the calendar all of the past is compared; then only what comes.
        now = self._works.clock.now()
        born = self._works.ledger.birth or now
        past = edition.agenda.between(born - timedelta(microseconds=1), now)
        self._waiting = [planned for one in past for planned in self._unsettled(edition, one)]
        self._until, self._edition = now, edition

    def _unsettled(self, edition: Edition, occurrence: Occurrence) -> list[Planned]:
        """Its deliveries that have not begun; what has begun stays so, and is asked for once."""
        agenda = edition.agenda
        mark = occurrence.post.id, occurrence.name, hash(tuple(agenda.targets(occurrence.post)))
        if mark in self._settled:
            return []
        waiting = self.not_begun(list(agenda.unfold(occurrence)))
        if not waiting:
            self._settled.add(mark)
        return waiting


def _is_behind(planned: Planned, last: datetime | None) -> bool:
    return last is not None and planned.due.date() <= last.astimezone(planned.due.tzinfo).date()
