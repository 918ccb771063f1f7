"""Seasons: the months, or the days of each year, in which a post of the pool may go out again."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from scheduler.calendar import messages
from scheduler.reader.shape import fault, text_of

Span = tuple[tuple[int, int], tuple[int, int]]  # (month, day) of the first and of the last day

_DAYS = re.compile(r"(\d{1,2})/(\d{1,2})-(\d{1,2})/(\d{1,2})", re.ASCII)
_MONTHS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_LEAP = 2024


def parse_season(written: str) -> str:
    """The season that *written* holds, in its one form: `15/11-10/12`, `11-1` (months), `3, 10`; '' stays ''.

    Raises:
        PydanticCustomError: it is none.
    """
    if not isinstance(written, str):
        raise fault(messages.SEASON_FORM, value=text_of(written))
    bare = re.sub(r"tháng|\s", "", written.lower()).replace("–", "-")
    if not bare:
        return ""
    try:
        spans_of(bare)
    except ValueError:
        raise fault(messages.SEASON_FORM, value=text_of(written)) from None
    return ", ".join(bare.split(","))


@lru_cache(maxsize=256)
def spans_of(season: str) -> tuple[Span, ...]:
    """The spans that *season*, in its one form, has.

    Raises:
        ValueError: it is no season.
    """
    return tuple(_span(part.strip()) for part in season.split(","))


def is_in(season: str, day: date) -> bool:
    """Whether *day* is in *season*; a post without one is always in season."""
    here = day.month, day.day
    return not season or any(
        first <= here <= last if first <= last else here >= first or here <= last
        for first, last in spans_of(season)
    )


def _span(part: str) -> Span:
    found = _DAYS.fullmatch(part)
    if found is not None:
        first_day, first, last_day, last = map(int, found.groups())
        return _day(first_day, first), _day(last_day, last)
    found = _MONTHS.fullmatch(part)
    if found is None:
        raise ValueError(part)
    return _day(1, int(found[1])), (_day(1, int(found[2] or found[1]))[0], 31)


def _day(day: int, month: int) -> tuple[int, int]:
    found = date(_LEAP, month, day)  # 29 February is a day
    return found.month, found.day
