"""The page of hotlines: the one page that is made from the office's directory, and not from the records."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, tzinfo

from scheduler.calendar.model import Hotline
from scheduler.channels.directory import Directory
from scheduler.channels.site.pages import Pages
from scheduler.channels.site.records import local_day

PAGE = "duong-day-nong.html"


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
        seen = [(line.shown, line.verified_on if line.is_verified(day) else None) for line in lines]
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    def makers(self, now: datetime) -> dict[str, Callable[[], bytes]]:
        """The page, if the directory was read."""
        day = local_day(now, self._zone)
        lines = self._directory(day)
        if lines is None:
            return {}
        found: tuple[Hotline, ...] = lines
        return {PAGE: lambda: self._pages.hotlines(found, day)}
