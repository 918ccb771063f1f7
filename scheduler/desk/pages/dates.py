"""Spans of days, and how far ahead a day is, as people say them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scheduler.locales import day
from scheduler.problems import Language, Text
from scheduler.reader.moments import YEARS

FIRST, LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)  # what is read, and so shown


def span(first: date, last: date, language: Language) -> str:
    """1/12 – 31/12/2026: the year once where it is the same."""
    if first == last:
        return day(last, language)
    return f"{day(first, language, year=first.year != last.year)} – {day(last, language)}"


def day_of(words: str) -> date | None:
    """The day that *words* are, as `2026-12-05`; None where they are none, or one beyond every calendar."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if found.isoformat() == words and FIRST <= found <= LAST else None


def is_day(words: str) -> bool:
    """Whether *words* are such a day."""
    return day_of(words) is not None


def monday(when: date) -> date:
    """The first day of its week."""
    return when - timedelta(days=when.weekday())


def next_of(days: Sequence[date], today: date) -> date:
    """The first of *days*, which ascend, from *today* on; else the last one, or today."""
    return (*days[bisect_left(days, today) :][:1], *days[-1:], today)[0]


def distance(when: datetime, now: datetime, language: Language) -> str:
    """How far ahead *when* is, seen from *now* (both aware, in one zone): today, tomorrow, in 7 days."""
    minutes = int((when - now).total_seconds() // 60)
    days = (when.date() - now.date()).days
    if 0 <= minutes < 60:
        return _MINUTES.say(language, n=max(1, minutes))
    if days == 0:
        return _TODAY.say(language)
    if days == 1:
        return _TOMORROW.say(language)
    return _DAYS_AHEAD.say(language, n=days)


def near(when: date, today: date, language: Language) -> str:
    """“Hôm nay”, “Ngày mai”; '' for any other day."""
    said = {0: TODAY, 1: TOMORROW}.get((when - today).days)
    return said.say(language) if said else ""


TODAY, TOMORROW = Text("Hôm nay", "Today"), Text("Ngày mai", "Tomorrow")
_MINUTES = Text("còn {n} phút", "in {n} min")
_TODAY = Text("hôm nay", "today")
_TOMORROW = Text("ngày mai", "tomorrow")
_DAYS_AHEAD = Text("còn {n} ngày", "in {n} days")
