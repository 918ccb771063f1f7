"""A week by hours: each day's posts at their hour, those of one hour side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.grid import Item, items_of
from scheduler.settings.model import Settings

_FIRST, _LAST = 6, 21  # hours that are always there


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One column; *closed* says why nothing goes out of the queue then ('' on an open day)."""

    date: date
    is_today: bool
    is_past: bool
    closed: str
    hours: Mapping[int, Sequence[Item]]  # those that have something


@dataclass(frozen=True, slots=True)
class HourWeek:
    """The days from Monday on; *hours* are the rows; *before* and *after*: a day of the weeks beside it."""

    days: tuple[WeekDay, ...]
    hours: range
    before: str
    after: str
    queued: tuple[Item, ...]

    @property
    def posts(self) -> int:
        """How many posts it has."""
        return sum(len(items) for day in self.days for items in day.hours.values())


def week_of(visit: Visit, settings: Settings) -> HourWeek:
    """The week of the day that the address asks for; else that of the next post, or today's."""
    today = visit.today
    asked = dates.day_of(visit.wanted.get("d", ""))
    first = dates.monday(asked or dates.next_of(visit.reading.dated, today))
    days = [first + timedelta(days=number) for number in range(7)]
    found = items_of(visit, (*days, None))

    def day_of(day: date) -> WeekDay:
        why = settings.closed.why(day)
        hours: dict[int, list[Item]] = {}
        for item in found.get(day, ()):
            hours.setdefault(item.hour, []).append(item)
        return WeekDay(day, day == today, day < today, why.say(visit.language) if why else "", hours)

    week = tuple(map(day_of, days))
    used = [hour for day in week for hour in day.hours]
    hours = range(min(_FIRST, *used, _FIRST), max(_LAST, *used, _LAST) + 1)
    before, after = first - timedelta(days=7), first + timedelta(days=7)
    queued = tuple(item for item in found.get(None, ()) if item.view.when == "")
    return HourWeek(week, hours, str(before), str(after), queued)
