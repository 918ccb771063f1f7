"""Recurrence rules by RFC 5545, as far as a calendar of posts needs them: days, never hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile

from scheduler.calendar import messages
from scheduler.reader.moments import YEARS
from scheduler.reader.shape import fault, meant, nearest, text_of

LONGEST = 3660  # occurrences of one series: ten years of every day
_YEARS = 100  # no series is followed further
_GAP = 40  # years that may lie between two days of a rule: a 29 February that is a Friday, around 2100
_SOUGHT = 366  # days back that a better first day is looked for

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NUMBERS = "{0}(?:,{0})*"
_OF_A_YEAR = "[+-]?(?:[1-9][0-9]?|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
_PARTS = {
    "FREQ": ("|".join(_FREQUENCIES), "FREQ=WEEKLY"),
    "INTERVAL": (r"[1-9][0-9]{0,2}", "INTERVAL=2"),
    "COUNT": (r"[1-9][0-9]{0,3}", "COUNT=8"),
    "UNTIL": (r"[0-9]{8}(?:T[0-9]{6}Z?)?", "UNTIL=20271231"),
    "BYDAY": (
        _NUMBERS.format(r"(?:[+-]?(?:[1-9]|[1-4][0-9]|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)"),
        "BYDAY=MO,TH",
    ),
    "BYMONTHDAY": (_NUMBERS.format(r"[+-]?(?:[1-9]|[12][0-9]|3[01])"), "BYMONTHDAY=1,15"),
    "BYMONTH": (_NUMBERS.format(r"(?:[1-9]|1[0-2])"), "BYMONTH=3,10"),
    "BYSETPOS": (_NUMBERS.format(_OF_A_YEAR), "BYSETPOS=-1"),
    "BYWEEKNO": (_NUMBERS.format(r"[+-]?(?:[1-9]|[1-4][0-9]|5[0-3])"), "BYWEEKNO=20"),
    "BYYEARDAY": (_NUMBERS.format(_OF_A_YEAR), "BYYEARDAY=100"),
    "WKST": (r"MO|TU|WE|TH|FR|SA|SU", "WKST=MO"),
}
# What RFC 5545 knows and the calendar says in keys of its own.
_ELSEWHERE = frozenset({"DTSTART", "DTEND", "EXDATE", "RDATE", "EXRULE", "BYHOUR", "BYMINUTE", "BYSECOND"})
_SETS = frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYWEEKNO", "BYYEARDAY"})


def parse_rule(written: str) -> str:
    """The rule that *written* holds, in capitals and without spaces; '' stays ''.

    Raises:
        PydanticCustomError: it is no rule, or has a part that means nothing here.
    """
    if not written:
        return ""
    parts: dict[str, str] = {}
    for part in re.sub("^rrule:|;$", "", written, flags=re.IGNORECASE).split(";"):
        key, value = _parse_part(part, written)
        if key in parts:
            raise fault(messages.REPEAT_PART_TWICE, part=key, inside=part.strip())
        parts[key] = value
    _check_together(parts, written)
    return _joined(parts)


def _parse_part(part: str, written: str) -> tuple[str, str]:
    key, equals, value = "".join(part.upper().split()).partition("=")
    where = part.strip()
    if re.split("[:;]", key)[0] in _ELSEWHERE:
        raise fault(messages.REPEAT_ELSEWHERE, part=re.split("[:;]", key)[0], inside=where)
    if not equals:
        raise fault(messages.REPEAT_FORM, value=text_of(written))
    if key not in _PARTS:
        near = meant(nearest(key, _PARTS))
        raise fault(messages.REPEAT_KEY, part=text_of(key), meant=near, known=", ".join(_PARTS), inside=where)
    form, example = _PARTS[key]
    if key == "FREQ" and not re.fullmatch(form, value):
        raise fault(messages.REPEAT_FREQUENCY, value=text_of(value), inside=where)
    if not re.fullmatch(form, value) or (key == "UNTIL" and _end(value, UTC) is None):
        bare = re.sub("[-/.]", "", value)
        if key == "UNTIL" and re.fullmatch(form, bare) and _end(bare, UTC):
            example = f"UNTIL={bare}"
        raise fault(messages.REPEAT_PART, part=text_of(where), example=example, inside=where)
    return key, value


def _check_together(parts: dict[str, str], written: str) -> None:
    frequency = parts.get("FREQ")
    if frequency is None:
        raise fault(messages.REPEAT_FORM, value=text_of(written))
    if "COUNT" in parts and "UNTIL" in parts:
        raise fault(messages.REPEAT_ENDS_TWICE)
    by_day = f"BYDAY={parts.get('BYDAY', '')}"
    number = max(map(int, re.findall("[0-9]+", by_day)), default=0)
    if number and frequency in ("DAILY", "WEEKLY"):
        raise fault(messages.REPEAT_PART, part=by_day, example=re.sub("[-+0-9]", "", by_day))
    if number > 5 and (frequency == "MONTHLY" or "BYMONTH" in parts):  # dateutil would fall over it
        raise fault(messages.REPEAT_PART, part=by_day, example="BYDAY=-1FR")
    if "BYSETPOS" in parts and _SETS.isdisjoint(parts):
        position = f"BYSETPOS={parts['BYSETPOS']}"
        raise fault(messages.REPEAT_PART, part=position, example=f"BYDAY=FR;{position}")


def days_of(rule: str, at: datetime) -> Iterator[datetime]:
    """The times of the sound *rule* from *at* on, ascending and without a zone; at most `LONGEST`.

    *at* (aware) gives the time of day and the phase; it is among them only if it is a day of the rule.
    Nothing is further ahead than a hundred years.
    """
    parts = _parts(rule)
    count = int(parts.pop("COUNT", LONGEST))
    last = datetime.combine(date(min(at.year + _YEARS, 9998), 12, 31), time.max)
    until = _end(parts.pop("UNTIL", ""), at.tzinfo) or last
    end = min(until, last)
    days = takewhile(lambda day: day <= end, _unfolded(parts, at.replace(tzinfo=None)))
    return islice(days, min(count, LONGEST))


def falls_on(rule: str, at: datetime) -> bool:
    """Whether a series of *rule* may begin at *at* (aware): its end left aside."""
    start = _far_ahead(at)
    return next(_unfolded({**_endless(rule), "INTERVAL": "999999"}, start), None) == start


def nearest_day(rule: str, at: datetime) -> date | None:
    """The day nearest to *at* on which a series of *rule* may begin; None if it never comes."""
    start = _far_ahead(at)
    coming = next(_unfolded(_endless(rule), start), None)
    if coming is None:
        return None
    ahead = (coming - start).days
    back = min(ahead, _SOUGHT, (at.date() - date.min).days)
    before = (days for days in range(1, back) if falls_on(rule, at - timedelta(days)))
    return at.date() + timedelta(next((-days for days in before), ahead))


def ends_before(rule: str, at: datetime) -> bool:
    """Whether the UNTIL of *rule* lies before *at* (aware)."""
    until = _end(_parts(rule).get("UNTIL", ""), at.tzinfo)
    return until is not None and until < at.replace(tzinfo=None)


def _far_ahead(at: datetime) -> datetime:
    """The same day of the same week, without its zone, as near to the end of all dates as may be.

    Dates repeat every 400 years. dateutil follows a rule that never comes as far as dates go, which takes
    seconds from here and nothing from there.
    """
    cycles = max(0, 9999 - _GAP - at.year) // 400
    return at.replace(tzinfo=None, year=at.year + 400 * cycles)


def _unfolded(parts: dict[str, str], start: datetime) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - most calendars repeat nothing

    return iter(rrulestr(_joined(parts), dtstart=start))


def _end(until: str, zone: tzinfo | None) -> datetime | None:
    """The last moment of a rule with UNTIL=*until*, on the wall of *zone*; None if there is none such.

    A date alone counts whole: who writes UNTIL=20261231 means to see that day's post. None is in a year that
    no date of the calendar may have.
    """
    if until and int(until[:4]) not in YEARS:
        return None
    try:
        if len(until) == len("20261231"):
            return datetime.combine(date.fromisoformat(until), time.max)
        moment = datetime.strptime(until.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall's
        return (
            moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if until[-1] == "Z" else moment
        )
    except (ValueError, OverflowError):
        return None


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=") for part in rule.split(";"))


def _endless(rule: str) -> dict[str, str]:
    return {key: value for key, value in _parts(rule).items() if key not in ("COUNT", "UNTIL")}


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in parts.items())
