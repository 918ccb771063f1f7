"""How much of what Facebook allows is used up, as its answers say: above 75 % Loa slows down, above 95 % it
waits until Facebook says that calls are welcome again. Calls made meanwhile would only lengthen that wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from scheduler.clock import Clock

BUSY, FULL = 75, 95  # percent
SPACING = timedelta(minutes=5)  # between two posts while it is busy
_UNTOLD = 5 * 60.0  # seconds to wait where it is full and Facebook does not say how long
_HOLDS = timedelta(hours=1)  # an older answer says nothing of now
_COUNTS = ("call_count", "total_cputime", "total_time")


class Usage:
    """What was heard last, for one page; safe for several threads, each of which hears as much."""

    def __init__(self, page: str, clock: Clock) -> None:
        self._page = page
        self._clock = clock
        self._heard: tuple[datetime, float] | None = None  # when, and how many percent
        self._closed_until: datetime | None = None
        self._carried: datetime | None = None  # when a post was last let through

    def note(self, headers: Mapping[str, str]) -> None:
        """Hear what the *headers* of an answer (names in lower case) say; nothing, if they say nothing."""
        percent = max(_percents(headers, self._page), default=None)
        if percent is None:
            return
        now, regain = self._clock.now(), regain_seconds(headers, self._page)
        self._heard = now, percent
        wait = regain or (_UNTOLD if percent >= FULL else 0.0)
        self._closed_until = now + timedelta(seconds=wait) if wait else None

    @property
    def percent(self) -> float:
        """How much is used up, by an answer of the last hour; 0 where there was none."""
        heard = self._heard
        return heard[1] if heard and abs(self._clock.now() - heard[0]) < _HOLDS else 0.0

    @property
    def closed_for(self) -> float:
        """Seconds for which nothing more is to be asked; 0: go on."""
        until = self._closed_until
        left = (until - self._clock.now()).total_seconds() if until else 0.0
        return left if 0 < left <= 86_400 else 0.0

    def wait_for_turn(self) -> float:
        """Seconds until another post may go out; 0: now, and it counts as gone."""
        now = self._clock.now()
        if self.percent >= BUSY and self._carried and timedelta(0) <= now - self._carried < SPACING:
            return (self._carried + SPACING - now).total_seconds()
        self._carried = now
        return 0.0


def regain_seconds(headers: Mapping[str, str], page: str) -> float:
    """How long the usage header (names in lower case) tells this page to wait; 0 if it does not say.

    `x-business-use-case-usage` gives minutes, for each object and each kind of use apart.
    """
    return 60.0 * max(
        (_number(entry, "estimated_time_to_regain_access") for entry in _of_page(headers, page)), default=0.0
    )


def _percents(headers: Mapping[str, str], page: str) -> Iterator[float]:
    whole = (_read(headers, name) for name in ("x-app-usage", "x-page-usage"))
    for entry in (*whole, *_of_page(headers, page)):
        if isinstance(entry, dict) and not entry.keys().isdisjoint(_COUNTS):
            yield max(_number(entry, name) for name in _COUNTS)


def _of_page(headers: Mapping[str, str], page: str) -> list[object]:
    """What is said of *page*; of all, where it is not named."""
    usage = _read(headers, "x-business-use-case-usage")
    if not isinstance(usage, dict):
        return []
    parts = [usage[page]] if page in usage else list(usage.values())
    return [entry for part in parts if isinstance(part, list) for entry in part]


def _read(headers: Mapping[str, str], name: str) -> object:
    try:
        value: object = json.loads(headers.get(name, "null"))
    except ValueError:
        return None
    return value


def _number(entry: object, name: str) -> float:
    try:
        found = float(entry.get(name, 0)) if isinstance(entry, dict) else 0.0
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return found if 0 <= found < 1e9 else 0.0
