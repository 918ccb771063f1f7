"""What can be wrong with when a post goes out: its `at`, `after`, `repeat`, `except` and `expires`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from typing import Any

from scheduler.calendar import messages
from scheduler.calendar.model import Post
from scheduler.calendar.recurrence import days_of, ends_before, falls_on, nearest_day
from scheduler.problems import Problem
from scheduler.reader.moments import is_skipped
from scheduler.settings import Settings

_AT_EXAMPLE = "2026-12-01 07:30"

Told = Iterator[tuple[str, Problem]]  # with the key it belongs to


def check_timing(post: Post, own: dict[str, Any], settings: Settings) -> Told:
    """Each problem of when *post* goes out that comes from its *own* fields, with the key it belongs to."""
    if post.at is not None:
        yield from _check_timed(post, post.at, own, settings)
    elif post.status != "draft":
        yield from _check_queued(post, settings)


def _check_queued(post: Post, settings: Settings) -> Told:
    if post.repeat:
        yield "at", post.problem(messages.REPEAT_QUEUED, "repeat", example=_AT_EXAMPLE)
    elif settings.slots is None:
        yield "at", post.problem(messages.NO_SLOTS, example=_AT_EXAMPLE)
    else:
        for channel in post.channels:
            if not settings.slots_of(channel):
                values = {"channel": channel, "example": _AT_EXAMPLE}
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
    yield from _check_excluded(post, at, own)


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
            values = {"day": day, "known": post.repeat or "–"}
            yield "except", post.problem(messages.EXCEPT_MISSES, "except", number, **values)
