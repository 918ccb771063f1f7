"""The leases that this process has, kept by a thread; one that slept too long knows that it lost them."""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version

from sqlalchemy.exc import SQLAlchemyError

from scheduler.delivery.leases import LENGTH, Leases, Worker
from scheduler.delivery.store import Store

log = logging.getLogger(__name__)

COORDINATOR = "coordinator"  # the lease of whoever does what is done once, and not page by page

_IN_HAND: ContextVar[tuple[str, int]] = ContextVar("in_hand", default=("", 0))  # a lease, and which taking
_BEAT = 5.0  # seconds between two renewals
_MARGIN = 3.0  # seconds before its end from which a lease counts as lost: for the call that it is for


class Leasing:
    """Takes and keeps leases of the ledger in *store*; a context manager that gives all back at its end."""

    def __init__(self, store: Store) -> None:
        host = platform.node() or "?"
        self.me = Worker(host, os.getpid(), version("loa"))
        self._leases = Leases(store.at_once, f"{host}:{os.getpid()}:{uuid.uuid4().hex[:8]}")
        self._until: dict[str, float] = {}  # of each lease in hand, by `_elapsed`
        self._taken: dict[str, int] = {}  # how often each was taken
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)

    def __enter__(self) -> Leasing:
        self._leases.beat(self.me)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        try:
            self.give_back(list(self._until))
            self._leases.leave()
        except SQLAlchemyError:
            log.warning("the leases could not be given back; they end by themselves")

    def take(self, names: Sequence[str], at_most: int = 1) -> list[str]:
        """So many of *names*, the first that nobody has.

        Raises:
            SQLAlchemyError: the ledger cannot be asked.
        """
        since = _elapsed()
        taken = self._leases.take(names, at_most)
        with self._lock:
            self._until |= dict.fromkeys(taken, since + LENGTH.total_seconds())
            self._taken |= {name: self._taken.get(name, 0) + 1 for name in taken}
        return taken

    def has(self, name: str) -> bool:
        """Whether that lease is in hand now, and a while longer."""
        with self._lock:
            return _elapsed() + _MARGIN < self._until.get(name, 0.0)

    def give_back(self, names: Sequence[str]) -> None:
        """Let others have them.

        Raises:
            SQLAlchemyError: the ledger cannot be asked; they end by themselves.
        """
        with self._lock:
            for name in names:
                self._until.pop(name, None)
        self._leases.give_back(names)

    def owner_of(self, name: str) -> str | None:
        """Who has it now; None: nobody."""
        return self._leases.owner_of(name)

    def take_pages(self, pages: Sequence[str], at_most: int) -> list[str]:
        """So many of *pages* (their keys), the first that nobody has."""
        names = {_of_page(page): page for page in pages}
        return [names[name] for name in self.take([*names], at_most)]

    def reads(self, reading: str) -> None:
        """The calendar reads like that here; the others are told at once.

        Raises:
            SQLAlchemyError: the ledger cannot be asked.
        """
        if reading != self.me.reading:
            self.me.reading = reading
            self._leases.beat(self.me)

    def reads_as_coordinator(self) -> bool:
        """Whether there is one, and the calendar reads the same there.

        Raises:
            SQLAlchemyError: the ledger cannot be asked.
        """
        return self._leases.reading_of(COORDINATOR) == self.me.reading

    @contextmanager
    def having(self, page_key: str) -> Iterator[None]:
        """With that page in hand, which was taken; give it back at the end."""
        name = _of_page(page_key)
        try:
            with self.in_hand(name):
                yield
        finally:
            self.give_back([name])

    @contextmanager
    def taking(self, page_key: str) -> Iterator[bool]:
        """Take that page if nobody has it, or go on with it where this thread has it in hand."""
        name = _of_page(page_key)
        if _IN_HAND.get()[0] == name:
            yield not self.has_lost()
        elif self.take([name]):
            with self.having(page_key):
                yield True
        else:
            yield False

    @contextmanager
    def in_hand(self, name: str) -> Iterator[None]:
        """What this thread does is right only while that lease is held; see `has_lost`."""
        token = _IN_HAND.set((name, self._taken.get(name, 0)))
        try:
            yield
        finally:
            _IN_HAND.reset(token)

    def has_lost(self) -> bool:
        """Whether the lease that this thread has in hand was lost, even if another thread took it anew."""
        name, taken = _IN_HAND.get()
        return bool(name) and (taken != self._taken.get(name) or not self.has(name))

    def _keep(self) -> None:
        while not self._end.wait(_BEAT):
            with self._lock:
                held = list(self._until)
            since = _elapsed()
            try:
                kept = self._leases.renew(held)
                self._leases.beat(self.me)
            except Exception as error:  # whatever it was: without this thread all would be lost for good
                is_passing = isinstance(error, SQLAlchemyError)
                log.warning(
                    "the leases could not be renewed: %s", type(error).__name__, exc_info=not is_passing
                )
                continue
            with self._lock:
                for name in held:
                    if name in kept and name in self._until:
                        self._until[name] = since + LENGTH.total_seconds()
                    elif name not in kept:
                        self._until.pop(name, None)


def _of_page(page_key: str) -> str:
    return f"page:{page_key}"


def _elapsed() -> float:
    """Seconds that also count while the machine sleeps, where it can tell."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
