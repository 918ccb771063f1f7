"""The page of hotlines, made from the office's directory and not from the records; and the band of them below
lists, which shows no line that the directory has no more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from scheduler.calendar.model import Hotline
from scheduler.channels.directory import Directory, Shown
from scheduler.channels.site.lines import OfPost
from scheduler.channels.site.pages import Pages
from scheduler.channels.site.records import Record, local_day

PAGE = "duong-day-nong.html"
_IN_BAND = 3  # lines, at most


class Hotlines:
    """What *directory* has on a day of *zone*, as *pages* show it."""

    def __init__(self, directory: Directory, pages: Pages, zone: tzinfo) -> None:
        self._directory = directory
        self._pages = pages
        self._zone = zone

    def print_at(self, now: datetime) -> str:
        """What the page would show at *now*, as a hash; '': the directory was not read, the page stays as it
        is."""
        day = local_day(now, self._zone)
        lines = self._directory(day)
        if lines is None:
            return ""
        seen = [(line.shown, line.verified_on if line.is_called(day) else None) for line in lines]
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    def band(self, records: Iterable[Record], now: datetime) -> tuple[Hotline, ...]:
        """What a list shows at *now* of the lines of its newest posts, each number once and as the directory
        has it: none that it has no more. While it was not read, as the posts have them."""
        lines: dict[str, Hotline] = {}
        for record in records:
            for line in record.hotlines:
                lines.setdefault(line.number, line)
        known = self._directory(local_day(now, self._zone))
        if known is not None:
            of_today = {line.number: line for line in known}
            lines = {number: of_today[number] for number in lines if number in of_today}
        return tuple(lines.values())[:_IN_BAND]

    def of_post(self, record: Record, now: datetime) -> OfPost:
        """Which lines of *record* can be called at *now*. While the directory was not read, all of them."""
        known = self._directory(local_day(now, self._zone))
        if known is None:
            return OfPost(record.hotlines)
        held = known.held if isinstance(known, Shown) else frozenset()  # nobody called them lately: no end
        numbers, by_key = {line.number for line in known} | held, {line.key: line for line in known}
        standing = tuple(line for line in record.hotlines if line.number in numbers)
        gone = [line for line in record.hotlines if line.number not in numbers]
        others = (*standing, *known)
        ended = tuple((line, by_key.get(line.key) or next(iter(others), None)) for line in gone)
        instead = (other for _, other in ended if other)
        return OfPost(tuple({line.number: line for line in (*standing, *instead)}.values()), ended)

    def makers(self, now: datetime) -> dict[str, Callable[[], bytes]]:
        """The page, if the directory was read."""
        day = local_day(now, self._zone)
        lines = self._directory(day)
        if lines is None:
            return {}
        found: tuple[Hotline, ...] = lines
        return {PAGE: lambda: self._pages.hotlines(found, day)}
