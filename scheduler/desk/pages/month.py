"""A month as a grid of weeks: each day with its posts, what is empty, and who is not written for."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.grid import Item, items_of
from scheduler.desk.pages.listing import Filter
from scheduler.desk.pages.views import PostView
from scheduler.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Day:
    """One cell; *closed* says why nothing goes out of the queue then ('' on an open day)."""

    date: date
    is_within: bool  # the month that is shown, not its neighbours
    is_today: bool
    is_past: bool
    closed: str
    posts: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks, each from Monday to Sunday; the months beside it as `2026-11`."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str
    uncovered: tuple[str, ...]  # audiences and topics that nothing is written for
    queued: tuple[Item, ...]

    @property
    def posts(self) -> int:
        """How many posts it has, its neighbours' days not counted."""
        return sum(len(day.posts) for week in self.weeks for day in week if day.is_within)


def month_of(visit: Visit, settings: Settings) -> Month:
    """The month that the address asks for; else that of the next post, or today's."""
    today = visit.today
    asked = dates.day_of(f"{visit.wanted.get('m', '')}-01")
    first = asked or dates.next_of(visit.reading.dated, today).replace(day=1)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    found = items_of(visit, (*chain.from_iterable(weeks), None))

    def day_of(day: date) -> Day:
        why = settings.closed.why(day)
        closed = why.say(visit.language) if why is not None else ""
        within = day.month == first.month
        return Day(day, within, day == today, day < today, closed, tuple(found.get(day, ())))

    is_whole = not Filter.of(visit.wanted)
    told_of = [one.view for day, told in found.items() if day and day.replace(day=1) == first for one in told]
    return Month(
        first,
        tuple(tuple(map(day_of, week)) for week in weeks),
        f"{first - timedelta(days=1):%Y-%m}",
        f"{first + timedelta(days=31):%Y-%m}",
        _uncovered(settings, told_of) if is_whole else (),
        tuple(one for one in found.get(None, ()) if one.view.when == ""),
    )


def _uncovered(settings: Settings, views: list[PostView]) -> tuple[str, ...]:
    if not views:
        return ()
    said = {view.audience for view in views} | {view.topic for view in views}
    return tuple(
        words for words in (*settings.audiences.values(), *settings.topics.values()) if words not in said
    )
