"""What can be wrong with when a post goes out: its times, its recurrence, its place in the pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from scheduler.calendar import messages
from scheduler.calendar.model import Post, Unit, UnitId, units_of
from scheduler.calendar.recurrence import days_of, ends_before, falls_on, nearest_day
from scheduler.calendar.slots import FIRST, occurrences
from scheduler.problems import Problem
from scheduler.reader.moments import is_skipped
from scheduler.settings.model import Settings

_AT_EXAMPLE = "2026-12-01 07:30"

Told = Iterator[tuple[str, Problem]]  # with the key it belongs to


def check_timing(post: Post, own: dict[str, Any], settings: Settings, units: Mapping[UnitId, Unit]) -> Told:
    """Each problem of when *post* goes out to those of *units* that it is for which comes from its *own*
    fields, with the key it belongs to."""
    if post.evergreen:
        yield from _check_evergreen(post, own)
    else:
        for key in ("season", "cap"):
            if own.get(key):
                yield key, post.problem(messages.NOT_EVERGREEN, key, key=key)
    if post.is_statement:
        yield from _check_statement(post)
    elif post.at is not None:
        yield from _check_timed(post, post.at, own, settings)
    elif post.status != "draft":
        yield from _check_queued(post, units_of(post, units))


def _check_evergreen(post: Post, own: dict[str, Any]) -> Told:
    for key in ("at", "repeat"):
        if getattr(post, key) and not own.keys().isdisjoint((key, "evergreen")):
            yield key, post.problem(messages.EVERGREEN_TIMED, key, key=key)


def _check_statement(post: Post) -> Told:
    """A prepared statement has no time of its own: it is called."""
    for key in ("at", "after", "repeat"):
        if getattr(post, key):
            yield key, post.problem(messages.STATEMENT_TIMED, key, key=key)


def _check_queued(post: Post, units: Sequence[Unit]) -> Told:
    if post.repeat and not post.evergreen:
        yield "at", post.problem(messages.REPEAT_QUEUED, "repeat", example=_AT_EXAMPLE)
    elif units and all(unit.slots is None for unit in units):
        yield "at", post.problem(messages.NO_SLOTS, example=_AT_EXAMPLE)
    else:
        for channel in post.channels:
            reached = (unit for unit in units if unit.has_channel(channel))
            without = next((unit for unit in reached if not unit.slots_of(channel)), None)
            if without is not None:
                values = {"channel": channel, "unit": without.name, "example": _AT_EXAMPLE}
                yield "at", post.problem(messages.NO_SLOTS_ON, "channels", channel, **values)


def _check_timed(post: Post, at: datetime, own: dict[str, Any], settings: Settings) -> Told:
    if "at" in own:
        if is_skipped(at):
            zone, moment = settings.time_zone, f"{at:%Y-%m-%d %H:%M}"
            yield "at", post.problem(messages.SKIPPED_TIME, "at", zone=zone, value=moment)
        why = settings.closed.why_office(at.date())
        if why is not None:
            yield "at", post.problem(messages.ON_CLOSED_DAY, "at", day=at.date(), why=why)
    if "after" in own:
        yield "after", post.problem(messages.AFTER_WITH_AT, "after")
    if post.expires is not None and post.expires < at.date():
        yield "expires", post.problem(messages.EXPIRES_EARLY, "expires", expires=post.expires)
    if post.repeat and not own.keys().isdisjoint(("at", "repeat")):
        wrong = next(_check_series(post, at), None)
        if wrong is not None:
            yield "repeat", wrong
            return  # the days that it would come are not known
    wrong_days = list(_check_excluded(post, at, own)) if post.excluded else []
    yield from wrong_days
    if post.repeat and not wrong_days and not own.keys().isdisjoint(("at", "repeat")):
        yield from _check_closed(post, settings)


def _check_closed(post: Post, settings: Settings) -> Told:
    """The first of the later dates that falls on a day of the office's own."""
    for name, due in occurrences(post):
        why = settings.closed.why_office(due.date()) if name != FIRST else None
        if why is not None:
            yield "repeat", post.problem(messages.SERIES_ON_CLOSED_DAY, "repeat", day=due.date(), why=why)
            return


def _check_series(post: Post, at: datetime) -> Iterator[Problem]:
    if not falls_on(post.repeat, at):
        nearest = nearest_day(post.repeat, at)
        if nearest is None:
            yield post.problem(messages.REPEAT_NEVER, "repeat", rule=post.repeat)
        else:
            yield post.problem(messages.REPEAT_OTHER_DAY, "at", day=at.date(), nearest=nearest)
    if ends_before(post.repeat, at):
        yield post.problem(messages.REPEAT_ENDS_EARLY, "repeat", day=at.date())


def _check_excluded(post: Post, at: datetime, own: dict[str, Any]) -> Told:
    if at.date() in post.excluded and not own.keys().isdisjoint(("at", "excluded")):
        number = post.excluded.index(at.date())
        yield "except", post.problem(messages.EXCEPT_FIRST, "except", number, day=at.date())
    given = own.get("excluded")
    if not given:
        return
    latest = max(given)
    series = days_of(post.repeat, at) if post.repeat else ()
    days = {at.date(), *(one.date() for one in takewhile(lambda one: one.date() <= latest, series))}
    for number, day in enumerate(given):
        if day not in days:
            known = post.repeat or messages.NEVER
            yield "except", post.problem(messages.EXCEPT_MISSES, "except", number, day=day, known=known)
