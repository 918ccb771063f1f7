"""A month as a grid of weeks: each day with its posts, what is empty, and who is not written for."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from operator import itemgetter

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.views import PostView, on_date, post_views
from scheduler.settings.model import Settings


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
    today = visit.today
    written = visit.reading.days
    asked = dates.day_of(f"{visit.wanted.get('m', '')}-01")
    first = asked or dates.next_of([day for day in written if day], today).replace(day=1)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    seen = (*chain.from_iterable(weeks), None)
    shown = [(day, post, turn) for day in seen for post, turn in written.get(day, ())]
    views = {view.id: view for view in post_views(visit, {post.id: post for _, post, _ in shown}.values())}
    by_day: defaultdict[date, list[tuple[str, PostView]]] = defaultdict(list)
    for day, post, turn in shown:
        if day is not None:
            view = on_date(views[post.id], post, turn, visit) if post.repeat else views[post.id]
            by_day[day].append((f"{view.at:%H:%M}", view))

    def day_of(day: date) -> Day:
        why = settings.closed.why(day)
        closed = why.say(visit.language) if why is not None else ""
        within = day.month == first.month
        return Day(
            day, within, day == today, day < today, closed, tuple(sorted(by_day[day], key=itemgetter(0)))
        )

    told_of = [view for day, told in by_day.items() if day.replace(day=1) == first for _, view in told]
    return Month(
        first,
        tuple(tuple(map(day_of, week)) for week in weeks),
        f"{first - timedelta(days=1):%Y-%m}",
        f"{first + timedelta(days=31):%Y-%m}",
        _uncovered(settings, told_of),
        tuple(views[post.id] for day, post, _ in shown if day is None and not post.is_statement),
    )


def _uncovered(settings: Settings, views: list[PostView]) -> tuple[str, ...]:
    if not views:
        return ()
    said = {view.audience for view in views} | {view.topic for view in views}
    return tuple(
        words for words in (*settings.audiences.values(), *settings.topics.values()) if words not in said
    )
