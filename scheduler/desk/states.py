"""What the ledger says, for pages that look: it is opened when it is there; only a decision makes it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from scheduler.clock import Clock
from scheduler.delivery.facts import Frozen
from scheduler.delivery.ledger import Ledger
from scheduler.desk.visit import States
from scheduler.engine.standstill import Standstill, recorded
from scheduler.engine.works import Works
from scheduler.problems import Stop

_log = logging.getLogger(__name__)


class Book:
    """The ledger of a folder of work, asked from any thread; empty while there is none.

    *path* gives where it lies (None: not known); *works* opens what deciding needs, without the right to
    carry (None: nobody decides here).
    """

    def __init__(
        self,
        clock: Clock,
        path: Callable[[], Path | None] = lambda: None,
        works: Callable[[], AbstractContextManager[Works]] | None = None,
    ) -> None:
        self.works = works
        self._clock = clock
        self._path = path
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        self._refused: Path | None = None

    def states(self) -> States:
        """The rows by delivery key."""
        ledger = self.ledger()
        return {row.key: row for row in ledger.deliveries()} if ledger else {}

    def frozen(self) -> Frozen | None:
        """Who stopped everything public, if somebody did."""
        ledger = self.ledger()
        return ledger.frozen if ledger else None

    def standstill(self) -> Standstill | None:
        """Why nothing is carried, as whoever carries noted it."""
        ledger = self.ledger()
        return recorded(ledger) if ledger else None

    def ledger(self) -> Ledger | None:
        """The ledger, to be read; an unreadable one is told once, in the log, and is none."""
        path = self._path()
        if path is None:
            return None
        with self._lock:
            return self._opened(path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    def _opened(self, path: Path) -> Ledger | None:
        there = path.is_file()
        if self._ledger and (self._ledger.path != path or not there):
            self._let_go()
        if self._ledger is None and there and path != self._refused:
            try:
                self._ledger = Ledger.open(path, self._clock)
            except Stop as stop:
                _log.warning("%s", stop)
                self._refused = path
        return self._ledger

    def _let_go(self) -> None:
        if self._ledger:
            self._ledger.close()
        self._ledger = None
