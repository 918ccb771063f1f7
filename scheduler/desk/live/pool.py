"""Who waits for a slot as the desk shows it: which one each takes next, and what is told of the pool."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.calendar.model import PostId
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Book, Snapshot
from scheduler.engine.outlook import forecast
from scheduler.engine.pool import pool_problems
from scheduler.problems import Problem, Stop

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PoolView:
    """By a post's id: its next slot as it stands now, and why it takes none."""

    slots: Mapping[PostId, datetime] = field(default_factory=dict)
    told: Mapping[str, Problem] = field(default_factory=dict)


NONE = PoolView()


class Pooling:
    """Makes `PoolView`s; one is kept until calendar, ledger or day are others, or a slot of it has come."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._made: tuple[Reading, Snapshot, date, PoolView] | None = None

    def of(self, reading: Reading, ledger: Snapshot, now: datetime) -> PoolView:
        """Who waits in *reading*; nothing is asked where nobody does."""
        if self._book.works is None or not reading.has_pool:
            return NONE
        today = now.astimezone(reading.zone).date()
        with self._lock:
            made = self._made
            is_same = made and made[0] is reading and made[1] is ledger and made[2] == today
            if not (made and is_same) or any(slot <= now for slot in made[3].slots.values()):
                try:
                    with self._book.works() as works:
                        told: dict[str, Problem] = {}
                        for problem in pool_problems(works):  # why it left itself comes before all else
                            told.setdefault(problem.post, problem)
                        view = PoolView(forecast(works), told)
                except Stop as stop:  # said elsewhere on the desk
                    _log.debug("%s", stop)
                    view = NONE
                made = self._made = reading, ledger, today, view
            return made[3]
