"""Telling hubs that something is public: behind all that is carried, and never in its way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from scheduler.channels.channel import Channel, Pings

log = logging.getLogger(__name__)

_LONGEST = 10.0  # seconds that a wake-up waits for it; a program that stays goes on meanwhile


class Pinger:
    """Does in a thread of its own what channels ask for; one that hangs holds up its kind alone."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def ping(self, channels: Iterable[Channel], now: datetime, patience: float = _LONGEST) -> None:
        """Let each of *channels* that has something to tell do so; what is not told by then is not lost."""
        if self._thread and self._thread.is_alive():
            return
        waiting = [ping for one in channels if isinstance(one, Pings) and (ping := one.pending_ping(now))]
        if not waiting:
            return
        self._thread = threading.Thread(target=_do, args=(waiting,), name="loa-ping", daemon=True)
        self._thread.start()
        self._thread.join(patience)


def _do(waiting: Iterable[Callable[[], None]]) -> None:
    for ping in waiting:
        try:
            ping()
        except Exception:
            log.exception("a hub was not told")
