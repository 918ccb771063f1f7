"""How often a website's pages were looked at, counted from its web server's logs: no cookie, no reader known.

What is kept is a number for each page and day, and how far each log was read; both are one file that is
replaced whole, so that nothing is counted twice or left out, whenever it is killed. A log is known by how it
begins: rotated, renamed or packed it is still the same.
"""

from __future__ import annotations

import glob
import gzip
import hashlib
import logging
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from io import BufferedReader
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from scheduler.files import write_whole

log = logging.getLogger(__name__)

SITE = ""  # all pages together
KEPT = 100  # days; nobody asks about older ones
_HEAD = 4096  # bytes by which a log is known
_LONGEST = 64 * 1024  # bytes of a line
_AT_ONCE = 64 * 2**20  # bytes, unpacked, after which the next turn goes on
_FILES = 1000
_PACKED = b"\x1f\x8b"
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile)
POSTS = "bai/"  # where their pages lie


class Unread(Exception):  # noqa: N818 - a state, told with its reason
    """The logs cannot be read: *why*, as the system says it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MoreToRead(Exception):  # noqa: N818 - no fault
    """There is more in the logs than is read at once."""


@dataclass(slots=True)
class Known:
    """A log: the hash of its first *head* bytes, up to where it was read, and when it was there last."""

    head: int
    sha256: str
    offset: int
    seen: date
    is_whole: bool = False  # packed, and read to its end: it grows no more


@dataclass(slots=True)
class Counted:
    """What was read: by day and page the views; how many lines were none of such a log."""

    logs: list[Known] = field(default_factory=list)
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    skipped: int = 0


class Visits:
    """The views of the site at *address*, whose logs are named by *pattern*; *memory* is the file."""

    def __init__(self, pattern: str, address: str, zone: tzinfo, memory: Path) -> None:
        parts = urlsplit(address)
        self._pattern = pattern
        self._host, self._root = _bare(parts.hostname or ""), parts.path
        self._zone = zone
        self._memory = memory

    def counted(self, today: date) -> Mapping[date, Mapping[str, int]]:
        """By day and page (relative to the site) the views, by all that the logs have until now.

        Raises:
            Unread: a log is not there, or cannot be read; what was read before stays counted.
            MoreToRead: there is more; it is gone on with when asked again.
        """
        files = self._files()
        if not files:
            raise Unread(self._pattern)
        counted = self._kept()
        before, skipped = msgspec.json.encode(counted), counted.skipped
        taken: list[Known] = []
        left = _AT_ONCE
        try:
            for file in files:
                left -= self._read(file, counted, taken, today, left)
        except OSError as error:
            raise Unread(f"{error.strerror or error}: {file}") from None
        finally:
            counted.logs = [one for one in counted.logs if today - one.seen <= timedelta(days=KEPT)]
            counted.days = {day: pages for day, pages in counted.days.items() if self._is_asked(day, today)}
            if msgspec.json.encode(counted) != before:
                self._keep(counted)
        if counted.skipped > skipped:
            log.info("%s: %d lines were none of an access log", self._pattern, counted.skipped - skipped)
        if left <= 0:
            raise MoreToRead
        return counted.days

    def _files(self) -> list[Path]:
        """The logs, rotated and packed ones too, the oldest first."""
        names = {name for end in ("", "[.-]*") for name in glob.glob(self._pattern + end)}  # noqa: PTH207
        files = [Path(name) for name in sorted(names)[:_FILES]]
        return sorted((one for one in files if one.is_file()), key=lambda one: one.stat().st_mtime)

    def _read(self, path: Path, counted: Counted, taken: list[Known], today: date, most: int) -> int:
        """Count what is new in one log, *most* bytes of it; gives how many were read."""
        with path.open("rb") as raw:
            is_packed = raw.read(len(_PACKED)) == _PACKED
            raw.seek(0)
            file = gzip.GzipFile(fileobj=raw) if is_packed else raw
            try:
                head = _head_of(file)
            except _BROKEN:  # it is being packed just now, or is damaged
                return 0
            known = _known(counted.logs, head) or Known(0, "", 0, today)
            if known in taken:  # a copy of one that was read just now
                return 0
            known.seen = today
            start = known.offset
            try:
                if not known.is_whole:
                    file.seek(start)
                    for line in _lines(file, most):
                        known.offset += len(line)
                        self._count(line, counted, today)
                    known.is_whole = is_packed and known.offset - start < most
            except EOFError:
                pass  # it is being packed just now
            except _BROKEN:
                log.warning("%s is damaged, or has something behind it: it is read up to there", path)
                known.is_whole = True
            if known.offset:
                known.head = min(known.offset, len(head))
                known.sha256 = _hash(head[: known.head])
                taken.append(known)
                if start == 0:
                    counted.logs.append(known)
            return known.offset - start

    def _count(self, line: bytes, counted: Counted, today: date) -> None:
        from scheduler.channels.site.access_log import view_in  # noqa: PLC0415 - lists of robots are long

        try:
            view = view_in(line.decode("utf-8", "replace").rstrip("\r\n"))
            day = view.at.astimezone(self._zone).date() if view else today
        except (ValueError, OverflowError):
            counted.skipped += 1
            return
        if view is None or not view.path.startswith(self._root):
            return
        if view.host and _bare(view.host) != self._host:
            return
        if self._is_asked(day, today):
            pages = counted.days.setdefault(day, {})
            pages[SITE] = pages.get(SITE, 0) + 1
            page = view.path.removeprefix(self._root)
            if page.startswith(POSTS):
                pages[page] = pages.get(page, 0) + 1

    def _is_asked(self, day: date, today: date) -> bool:
        return timedelta(0) <= today - day <= timedelta(days=KEPT)

    def _kept(self) -> Counted:
        try:
            return msgspec.json.decode(self._memory.read_bytes(), type=Counted)
        except (OSError, msgspec.MsgspecError):
            return Counted()

    def _keep(self, counted: Counted) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._memory, msgspec.json.encode(counted))


def _bare(host: str) -> str:
    """With www. or without, it is the same site."""
    return host.lower().removeprefix("www.")


def _known(logs: Iterable[Known], head: bytes) -> Known | None:
    """The log that begins so: of several the one of which most is known."""
    found = [one for one in logs if one.head <= len(head) and _hash(head[: one.head]) == one.sha256]
    return max(found, key=lambda one: one.head, default=None)


def _head_of(file: BufferedReader | gzip.GzipFile) -> bytes:
    """How it begins; of a packed one with something behind it, all that was packed."""
    head = b""
    with suppress(gzip.BadGzipFile):
        while more := file.read1(_HEAD - len(head)):
            head += more
    return head


def _lines(file: BufferedReader | gzip.GzipFile, most: int) -> Iterator[bytes]:
    """Whole lines, *most* bytes of them; one that is too long comes in pieces, none of which is a line."""
    while most > 0:
        line = file.readline(_LONGEST)
        if not line.endswith(b"\n") and len(line) < _LONGEST:
            return  # it is being written
        most -= len(line)
        yield line


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
