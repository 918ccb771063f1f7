"""What the site was last made of: an entry for each post, in one file for each month, kept in `.loa/`.

The truth is `posts/ID.json`; this can be made anew from it at any time. It lets one more post cost what
it changes: nothing here is read or written as a whole but the contents, which have a line for each month.
"""

from __future__ import annotations

import heapq
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from operator import attrgetter
from pathlib import Path
from typing import Annotated

import msgspec

from scheduler.channels.site.records import Record, local_day
from scheduler.files import write_whole

FOLDER = ".loa"
_CONTENTS = "contents.json"
FOUND = 2_400  # bytes of a post that a search finds: its title and the like, and of its text what has room
_SOONER = attrgetter("key")  # for lists that begin with the oldest


class Stale(Exception):  # noqa: N818 - no fault: something was changed by another hand
    """The folder is not what the catalogue says: all of it must be looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as lists show it; *digest* is that of its record's file."""

    name: str
    digest: str
    published: datetime
    updated: datetime
    title: str
    topic: str = ""
    audience: str = ""
    language: str = "vi"
    expires: date | None = None
    is_over: bool = False  # it had expired when the site was last in step
    pictures: tuple[tuple[str, str], ...] = ()  # the file of each, and its hash
    about: str = ""  # its text, as far as a search finds it, and
    tags: tuple[str, ...] = ()  # its hashtags: what a search finds besides

    @property
    def key(self) -> tuple[datetime, str]:
        """Its place among all, oldest first."""
        return self.published, self.name

    @property
    def page(self) -> str:
        """Its page, relative to the site's folder and address."""
        return f"bai/{self.name}.html"


_Entries = Annotated[list[Entry], msgspec.Meta(min_length=1)]  # of a month: one without has no file
Change = tuple[Entry | None, Entry | None]  # before and after; None: there is none


@dataclass(frozen=True, slots=True)
class Month:
    """What is known of a month without reading its posts."""

    posts: int
    current: int  # of those, how many have not expired
    updated: datetime  # when one of them was changed last
    topics: dict[str, int] = field(default_factory=dict)
    audiences: dict[str, int] = field(default_factory=dict)


class _File(msgspec.Struct):
    """A month's file; by *checksum* what is damaged, or that of another month, is known."""

    checksum: int
    entries: msgspec.Raw


@dataclass(frozen=True, slots=True)
class _Contents:
    edition: str  # of the program and settings by which the site was made
    months: dict[str, Month]
    directory: str = ""
    ended: list[str] = field(default_factory=list)


class Catalogue:
    """All entries of the site in *folder*, by month of the office's *zone*: '2026-11'.

    A month is read when it is asked for. What `change` does is on the disk after `save` only.
    """

    def __init__(self, folder: Path, edition: str, zone: tzinfo) -> None:
        self._folder = folder / FOLDER
        self._edition = edition
        self._zone = zone
        self.months: dict[str, Month] = {}  # oldest first
        self.directory = ""  # a print of the hotlines that the site shows
        self.ended: set[str] = set()  # names of posts whose page marks a number of theirs as ended
        self._entries: dict[str, list[Entry]] = {}  # of the months that were read; oldest first
        self._changed: set[str] = set()

    def clear(self) -> None:
        """Know of nothing, as where there is no site yet."""
        self.months, self._entries, self._changed, self.directory = {}, {}, set(), ""
        self.ended = set()

    def open(self) -> bool:
        """Read the contents; False if there are none, or the site was made by another edition."""
        self.clear()
        with suppress(OSError, msgspec.MsgspecError):
            contents = msgspec.json.decode((self._folder / _CONTENTS).read_bytes(), type=_Contents)
            if contents.edition == self._edition:
                self.months, self.directory = contents.months, contents.directory
                self.ended = set(contents.ended)
                return True
        return False

    def month_of(self, published: datetime) -> str:
        """The month in which that is, at the office."""
        return f"{local_day(published, self._zone):%Y-%m}"

    def of_month(self, month: str) -> Sequence[Entry]:
        """The entries of *month*, oldest first.

        Raises:
            Stale: they cannot be read.
        """
        if month not in self._entries:
            if month not in self.months:
                return ()
            try:
                file = msgspec.json.decode((self._folder / f"{month}.json").read_bytes(), type=_File)
                if file.checksum != _checksum(month, file.entries):
                    raise Stale(month)
                self._entries[month] = msgspec.json.decode(file.entries, type=_Entries)
            except (OSError, msgspec.MsgspecError) as error:
                raise Stale(month) from error
        return self._entries[month]

    def read_all(self) -> dict[str, Entry]:
        """All entries by name; where a kill left the contents behind the months, they are set right.

        Raises:
            Stale: a month cannot be read.
        """
        for month, known in self.months.items():
            about = _summary(self.of_month(month))
            if about != known:
                self.months[month] = about
        return {one.name: one for month in self.months for one in self.of_month(month)}

    def get(self, name: str, published: datetime) -> Entry | None:
        """The entry of *name*, published then; None if there is none."""
        return next((one for one in self.of_month(self.month_of(published)) if one.name == name), None)

    def __iter__(self) -> Iterator[Entry]:
        """All of them, newest first; reads only as far as it is asked."""
        for month in reversed(self.months):
            yield from reversed(self.of_month(month))

    def about(self, kind: str, words: str, year: str = "") -> Iterator[Entry]:
        """Those of one topic or audience (*kind*), newest first, in *year* alone if it is given."""
        for month in reversed(self.months):
            if month.startswith(year) and words in getattr(self.months[month], f"{kind}s"):
                yield from (one for one in reversed(self.of_month(month)) if getattr(one, kind) == words)

    def before(self, entry: Entry) -> Iterator[Entry]:
        """Those published before *entry*, whether it is there or not; the nearest first."""
        here = self.month_of(entry.published)
        for month in reversed(self.months):
            if month < here:
                yield from reversed(self.of_month(month))
            elif month == here:
                there = self.of_month(month)
                yield from reversed(there[: bisect_left(there, entry.key, key=_SOONER)])

    def after(self, entry: Entry) -> Iterator[Entry]:
        """Those published after *entry*, the nearest first."""
        here = self.month_of(entry.published)
        for month in self.months:
            if month > here:
                yield from self.of_month(month)
            elif month == here:
                there = self.of_month(month)
                yield from there[bisect_right(there, entry.key, key=_SOONER) :]

    def updated_since(self, instant: datetime) -> Iterator[Entry]:
        """Those that were changed at *instant* or later."""
        for month, about in self.months.items():
            if about.updated >= instant:
                yield from (one for one in self.of_month(month) if one.updated >= instant)

    def change(self, changes: Sequence[Change]) -> None:
        """Take them in.

        Raises:
            Stale: a month cannot be read.
        """
        by_month: dict[str, dict[str, Entry]] = {}

        def of(entry: Entry) -> dict[str, Entry]:
            month = self.month_of(entry.published)
            if month not in by_month:
                by_month[month] = {one.name: one for one in self.of_month(month)}
            return by_month[month]

        for old, _ in changes:
            if old:
                of(old).pop(old.name, None)
        for _, new in changes:
            if new:
                of(new)[new.name] = new
        for month, entries in by_month.items():
            self._entries[month] = sorted(entries.values(), key=_SOONER)
            self._changed.add(month)
            self.months.pop(month, None)
            if entries:
                self.months[month] = _summary(self._entries[month])
        self.months = dict(sorted(self.months.items()))

    def save(self) -> None:
        """Write what has changed, the contents after it; what a power cut takes is made anew."""
        for month in sorted(self._changed & self.months.keys()):
            entries = msgspec.Raw(msgspec.json.encode(self._entries[month]))
            data = msgspec.json.encode(_File(_checksum(month, entries), entries))
            write_whole(self._folder / f"{month}.json", data, outlives_power=False)
        contents = msgspec.json.encode(
            _Contents(self._edition, self.months, self.directory, sorted(self.ended))
        )
        write_whole(self._folder / _CONTENTS, contents, outlives_power=False)
        for file in self._folder.glob("????-??.json"):
            if file.stem not in self.months:
                file.unlink(missing_ok=True)
        self._changed = set()

    def forget_old(self, kept: int) -> None:
        """Keep no more than the newest *kept* of the months that were read."""
        newest = set(heapq.nlargest(kept, self._entries))
        self._entries = {month: entries for month, entries in self._entries.items() if month in newest}


def entry_of(record: Record, digest: str, today: date) -> Entry:
    """The entry of *record*, whose file has that *digest*."""
    return Entry(
        record.name,
        digest,
        record.published,
        record.updated,
        record.title,
        record.topic,
        record.audience,
        record.language,
        record.expires,
        not record.is_current(today),
        tuple(record.sums()),
        _found(record),
        record.hashtags,
    )


def _found(record: Record) -> str:
    """Its text on one line, whole or cut between words: half a telephone number is a wrong one."""
    beside = record.title, record.topic, record.audience, *record.hashtags
    room = max(0, FOUND - sum(len(words.encode()) for words in beside))
    text = " ".join(record.text.split())
    if len(text.encode()) <= room:
        return text
    cut = text.encode()[:room].decode(errors="ignore").rpartition(" ")
    return (cut[0] or cut[2]).rstrip("0123456789.,-– ") + "…"


def _checksum(month: str, entries: msgspec.Raw) -> int:
    return zlib.crc32(bytes(entries), zlib.crc32(month.encode()))


def _summary(entries: Sequence[Entry]) -> Month:
    return Month(
        len(entries),
        sum(not one.is_over for one in entries),
        max(one.updated for one in entries),
        _counted(one.topic for one in entries),
        _counted(one.audience for one in entries),
    )


def _counted(words: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(word for word in words if word).items()))


def totals(months: Mapping[str, Month], kind: str) -> dict[str, dict[str, int]]:
    """How many posts each topic or audience (*kind*) has in each year, both in order."""
    found: dict[str, Counter[str]] = {}
    for month, about in months.items():
        for words, count in getattr(about, f"{kind}s").items():
            found.setdefault(words, Counter())[month[:4]] += count
    return {words: dict(found[words]) for words in sorted(found)}
