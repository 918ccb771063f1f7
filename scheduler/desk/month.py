"""A month as a grid of weeks: each day with its posts, what is empty, and who is not written for."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from scheduler.desk.views import PostView, post_views
from scheduler.desk.visit import Visit
from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Day:
    """One cell; *closed* says why nothing goes out of the queue then ('' on an open day)."""

    date: date
    is_within: bool  # the month that is shown, not its neighbours
    is_today: bool
    is_past: bool
    closed: str
    posts: tuple[tuple[str, PostView], ...]  # each with its time of day


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks, each from Monday to Sunday; the months beside it as `2026-11`."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str
    uncovered: tuple[str, ...]  # audiences and topics that nothing is written for
    queued: tuple[PostView, ...]


def month_of(visit: Visit, settings: Settings) -> Month:
    """The month that the address asks for; else that of the next post, or today's."""
    today = visit.now.astimezone(settings.zone).date()
    posts = visit.reading.posts
    dated = [(post, post.at.astimezone(settings.zone).date() if post.at else None) for post in posts]
    first = _asked(visit.wanted.get("m", "")) or _natural([day for _, day in dated if day], today)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    seen = {None, *chain.from_iterable(weeks)}
    views = post_views(visit, (post for post, day in dated if day in seen))
    by_day: defaultdict[date, list[tuple[str, PostView]]] = defaultdict(list)
    for view in views:
        if view.at is not None:
            by_day[view.at.date()].append((f"{view.at:%H:%M}", view))

    def day_of(day: date) -> Day:
        why = settings.closed.why(day)
        closed = why.say(visit.language) if why is not None else ""
        within = day.month == first.month
        return Day(day, within, day == today, day < today, closed, tuple(sorted(by_day[day], key=_time)))

    written = [view for view in views if view.at and view.at.date().replace(day=1) == first]
    return Month(
        first,
        tuple(tuple(map(day_of, week)) for week in weeks),
        f"{first - timedelta(days=1):%Y-%m}",
        f"{first + timedelta(days=31):%Y-%m}",
        _uncovered(settings, written),
        tuple(view for view in views if view.at is None),
    )


def _time(entry: tuple[str, PostView]) -> str:
    return entry[0]


def _asked(words: str) -> date | None:
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        return None


def _natural(days: list[date], today: date) -> date:
    coming = min((day for day in days if day >= today), default=max(days, default=today))
    return coming.replace(day=1)


def _uncovered(settings: Settings, views: list[PostView]) -> tuple[str, ...]:
    if not views:
        return ()
    said = {view.audience for view in views} | {view.topic for view in views}
    return tuple(
        words for words in (*settings.audiences.values(), *settings.topics.values()) if words not in said
    )
