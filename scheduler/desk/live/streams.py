"""The reading that is shown now, and the open streams that are told when it changes."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import AsyncIterator, Callable

from scheduler.desk.live.reading import Reading

_log = logging.getLogger(__name__)


class Live:
    """Holds the latest reading; `refresh` and `touch` may be called from any thread."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read
        self._refreshing = threading.Lock()
        self._guard = threading.Lock()
        self._streams: set[_Stream] = set()
        self._run = secrets.token_hex(3)  # a page of an earlier run of the program is out of date
        self._count = 0
        self._ended = False
        self.reading = read()

    @property
    def version(self) -> str:
        """Names what is shown now; another one means that a page is out of date."""
        return f"{self._run}-{self._count}"

    @property
    def watched(self) -> bool:
        """Whether any page is open."""
        return bool(self._streams)

    def refresh(self) -> bool:
        """Read the folder of work again and tell every open page; False: it could not be read."""
        with self._refreshing:
            try:
                self.reading = self._read()
            except Exception:  # noqa: BLE001 - whatever one reading meets, the next must still be made
                _log.exception("the calendar could not be read again; the page shows what it knew")
                return False
        self.touch()
        return True

    def touch(self) -> None:
        """Tell every open page to look again: something besides the files changed."""
        with self._guard:
            self._count += 1
            streams = list(self._streams)
        for stream in streams:
            stream.wake()

    def end(self) -> None:
        """Let every stream end: the server is stopping and would wait for them."""
        with self._guard:
            self._ended = True
            streams = list(self._streams)
        for stream in streams:
            stream.wake()

    async def versions(self, idle: float) -> AsyncIterator[str]:
        """The version now, then each new one; '' after *idle* seconds of silence. Ends with the server."""
        stream = _Stream()
        with self._guard:
            self._streams.add(stream)
        try:
            told = self.version
            yield told
            while not self._ended:
                await stream.woken(idle)
                if self._ended:
                    return
                now = self.version
                yield now if now != told else ""
                told = now
        finally:
            with self._guard:
                self._streams.discard(stream)


class _Stream:
    """One open page's bell, rung from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._bell = asyncio.Event()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def woken(self, idle: float) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), idle)
        except TimeoutError:
            return
        self._bell.clear()
