"""Dates and times as people write them into the files: exactly one form, and a hint for every other."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, time

from pydantic_core import PydanticCustomError

from scheduler.reader import messages
from scheduler.reader.shape import fault, text_of

_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
YEARS = range(2000, 2200)  # beyond them it is a slip, and arithmetic with days and zones comes to no end
_AT_EXAMPLE = "2026-12-01 07:30"

# What people write instead, for the hint alone.
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")
_ANY_CLOCK = re.compile(r"(?<![0-9])(?P<hour>[0-9]{1,2})(?:[:hHgG]|\s*giờ\s*)(?P<minute>[0-9]{2})?(?![0-9])")


def parse_at(value: object) -> datetime:
    """`YYYY-MM-DD HH:MM`, and nothing else, as a time without a zone.

    Raises:
        PydanticCustomError: another form (the hint says how to write it), or no such date or time.
    """
    if not isinstance(value, str) or not _AT.fullmatch(value):
        raise fault(messages.AT_FORM, value=text_of(value), example=_as_meant(str(value)))
    with suppress(ValueError):
        moment = datetime.fromisoformat(value)
        if moment.year in YEARS:
            return moment
    return datetime.combine(parse_date(value[:10]), parse_clock(value[11:]))  # which says what is wrong


def parse_after(value: object) -> datetime:
    """A date (its midnight is meant) or a date with a time, as `parse_at` gives it.

    Raises:
        PydanticCustomError: another form, or no such date or time.
    """
    if isinstance(value, str) and _AT.fullmatch(value):
        return parse_at(value)
    return datetime.combine(parse_date(value), time())


def parse_date(value: object) -> date:
    """`YYYY-MM-DD`, and nothing else.

    Raises:
        PydanticCustomError: another form, or no such date.
    """
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        example = _as_meant(str(value))[:10]
        raise fault(messages.DATE_FORM, value=text_of(value), example=example)
    if int(value[:4]) not in YEARS:
        raise fault(messages.NO_SUCH_YEAR, value=value, first=YEARS[0], last=YEARS[-1])
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _no_such_date(value) from None


def parse_clock(value: object) -> time:
    """`HH:MM`, and nothing else, as a time of day.

    Raises:
        PydanticCustomError: another form, or no such time.
    """
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise fault(messages.CLOCK_FORM, value=text_of(value), example=_as_meant(str(value))[11:])
    try:
        return time(int(value[:2]), int(value[3:]))
    except ValueError:
        raise fault(messages.NO_SUCH_TIME, value=value) from None


def clocks_in(written: str) -> list[time] | None:
    """The times of day in *written*, as people write them (7:30, 19h, 7 giờ 30), in their order, each once.

    None where something else stands there, or a time that no day has.
    """
    rest = _ANY_CLOCK.sub(" ", written)
    try:
        found = [time(int(one["hour"]), int(one["minute"] or 0)) for one in _ANY_CLOCK.finditer(written)]
    except ValueError:
        return None
    return list(dict.fromkeys(found)) if not rest.strip(" ,;.\t\n") else None


def is_skipped(moment: datetime) -> bool:
    """Whether clocks in *moment*'s zone jump over it, as where summer time begins (PEP 495)."""
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    return before != after and before is not None and after is not None and before < after


def _no_such_date(written: str) -> PydanticCustomError:
    year, month, _ = map(int, written.split("-"))
    if 1 <= month <= 12:
        days = monthrange(year, month)[1]
        return fault(messages.NO_SUCH_DATE, value=written, why=f"{month:02}/{year}: 01 – {days}")
    return fault(messages.NO_SUCH_DATE, value=written, why="01/{0} – 12/{0}".format(written[:4]))


def _as_meant(written: str) -> str:
    """*written* in the right form as far as it can be understood, the rest from an example."""
    found = _YEAR_FIRST.search(written) or _DAY_FIRST.search(written)
    day = _AT_EXAMPLE[:10]
    if found:
        day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
        written = written.replace(found[0], " ", 1)
    clock = _ANY_CLOCK.search(written)
    of_day = f"{int(clock['hour']):02}:{clock['minute'] or '00'}" if clock else _AT_EXAMPLE[11:]
    return f"{day} {of_day}"
