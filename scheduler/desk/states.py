"""What the ledger says, for pages that may only look: it is opened when it is there, and never made."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from scheduler.clock import Clock
from scheduler.delivery.follow_ups import Frozen
from scheduler.delivery.ledger import Ledger
from scheduler.desk.visit import States
from scheduler.problems import Stop

_log = logging.getLogger(__name__)


class LedgerStates:
    """The rows of a folder of work's ledger by delivery key; nothing while there is none yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        self._refused: Path | None = None

    def at(self, path: Path) -> States:
        """What the ledger at *path* holds now; an unreadable one is told once, in the log."""
        with self._lock:
            ledger = self._opened(path)
        return {row.key: row for row in ledger.deliveries()} if ledger else {}

    def frozen_at(self, path: Path) -> Frozen | None:
        """Who stopped everything public by the ledger at *path*, if somebody did."""
        with self._lock:
            ledger = self._opened(path)
        return ledger.frozen if ledger else None

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
