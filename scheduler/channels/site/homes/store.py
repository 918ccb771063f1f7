"""What a home can do: five verbs over files of its folder, each whole or not at all; and how it fails.

A name is relative to the home, with slashes: `posts/bai-1.json`. The home's own folder must be there, those
in it are made when they are needed.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Generic, Protocol, TypeVar

CONNECT, ANSWER = 10.0, 60.0  # seconds that are waited for a connection, and for an answer
PART, OLD = ".part", ".old"  # endings of what a write leaves for a moment
_IDLE = 15.0  # seconds for which an unused connection is kept
_REST = 900.0  # seconds after a refusal: whoever comes with a wrong password again and again is locked out
_PAUSE = 120.0  # seconds after a long wait in vain: all other channels wait as well
_LONG = 5.0  # seconds

Link = TypeVar("Link")


class Trouble(Enum):
    """Why a home did not do what it was asked."""

    AWAY = "away"  # no connection, or it was lost: what was asked may have been done
    REFUSED = "refused"  # wrong user, password or key
    HOST_KEY = "host-key"  # the server is another than the one that was pinned, or none was pinned
    PRIVATE = "private"  # its name leads into a private network, where it may not
    CERTIFICATE = "certificate"
    NO_FOLDER = "no-folder"
    FORBIDDEN = "forbidden"
    FULL = "full"  # no room, or the quota is used up
    OTHER_SITE = "other-site"  # somebody else's website stands there
    EMPTIED = "emptied"  # there was a site of ours, and nothing is left of it
    ODD = "odd"  # an answer that nothing above explains


class HomeError(Exception):
    """A home failed; *detail* has its own words, or the fingerprint that it showed."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}")
        self.trouble = trouble
        self.detail = detail


class Store(Protocol):
    """One home. Every method raises HomeError."""

    def read(self, name: str) -> bytes | None:
        """What that file holds; None if it surely is not there."""

    def write(self, name: str, data: bytes) -> None:
        """Let that file hold *data*: written under another name, and moved over what was there."""

    def list(self, folder: str) -> dict[str, int]:
        """The files of *folder* ('' is the home itself) with their sizes, -1 where the server does not say.

        An absent one has none; that the home itself is absent is a failure.
        """

    def remove(self, name: str) -> None:
        """Let there be no such file."""

    def close(self) -> None:
        """Let the connection go; the next call makes another."""


class Kept(Generic[Link]):
    """A connection: made when first needed, kept while it is used, given up after any failure."""

    def __init__(self, connect: Callable[[], Link], close: Callable[[Link], object]) -> None:
        self._connect = connect
        self._close = close
        self._lock = threading.RLock()
        self._link: Link | None = None
        self._used = 0.0
        self._timer: threading.Timer | None = None
        self._rest: tuple[float, HomeError] | None = None  # until when, and what was told

    @contextmanager
    def use(self) -> Iterator[Link]:
        """The connection, for one call at a time.

        Raises:
            HomeError: it could not be made, or who asks was refused, or waited long in vain, a moment ago.
        """
        with self._lock:
            began = time.monotonic()
            if self._rest and began < self._rest[0]:
                raise HomeError(self._rest[1].trouble, self._rest[1].detail)
            self._rest = None
            try:
                if self._link is None:
                    self._link = self._connect()
                    self._watch()
                self._used = time.monotonic()
                yield self._link
            except BaseException as error:
                now = time.monotonic()
                if isinstance(error, HomeError) and error.trouble is Trouble.REFUSED:
                    self._rest = now + _REST, error
                elif isinstance(error, HomeError) and error.trouble is Trouble.AWAY and now - began >= _LONG:
                    self._rest = now + _PAUSE, error
                self.drop()
                raise

    def drop(self) -> None:
        """End it."""
        with self._lock:
            link, self._link = self._link, None
            if self._timer is not None:
                self._timer.cancel()
            if link is not None:
                with suppress(Exception):
                    self._close(link)

    def _watch(self) -> None:
        self._timer = threading.Timer(_IDLE, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._link is None:
                return
            if time.monotonic() - self._used >= _IDLE:
                self.drop()
            else:
                self._watch()


def tls_trouble(error: Exception) -> HomeError:
    """What is told of an *error* of TLS: the certificate is not good, or the connection is not."""
    found = re.search(r"certificate verify failed: ([^(]+?) *\(", str(error), re.IGNORECASE)
    if found:
        return HomeError(Trouble.CERTIFICATE, found[1])
    return HomeError(Trouble.AWAY, type(error).__name__)


def beside(name: str, ending: str) -> str:
    """The name under which *name* is written first ('.part'), or stands while it is replaced ('.old')."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}.{file}{ending}"


def meant(file: str, ending: str) -> str:
    """The file that stands under such a name; '' if *file* is no such name."""
    return file[1 : -len(ending)] if file.startswith(".") and file.endswith(ending) else ""
