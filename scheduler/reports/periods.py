"""The periods that a report may be about: a week, month, quarter, half or whole year, or any days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from scheduler import locales
from scheduler.problems import Stop, Text
from scheduler.reader.moments import YEARS

_QUARTERS = ("I", "II", "III", "IV")
_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d{1,2})|[Qq](?P<quarter>[1-4])|[Hh](?P<half>[12])"
    r"|[Ww](?P<week>\d{1,2})))?",
    re.ASCII,
)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from *first* to *last*, both included; *code* is how it is asked for, *name* stands in a title."""

    code: str
    name: Text
    first: date
    last: date

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """When it begins, and when what follows begins (aware)."""
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time.min, zone), datetime.combine(after, time.min, zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def parse(words: str) -> Period:
    """The period that *words* name: 2026-12, 2026-W49, 2026-Q4, 2026-H2, 2026, 2026-12-01..2026-12-15.

    Raises:
        Stop: they name none.
    """
    words = words.strip()
    try:
        if found := _DAYS.fullmatch(words):
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
            if first > last:
                raise Stop(_BACKWARDS, status=2, first=locales.day_text(first), last=locales.day_text(last))
            return _known(Period(words, _of_days(first, last), first, last))
        if form := _FORM.fullmatch(words):
            return _known(_named(words, {name: int(one) for name, one in form.groupdict().items() if one}))
    except ValueError:  # no such month, week or day
        pass
    raise Stop(NO_PERIOD, status=2, value=words)


def month_of(day: date) -> Period:
    """The month around *day*."""
    return parse(f"{day:%Y-%m}")


def suggested(today: date) -> tuple[Period, ...]:
    """Those that are asked for most, seen from *today*: the present ones, each after the one before it."""
    year, month = today.year, today.month
    before = today.replace(day=1) - timedelta(days=1)
    weeks = [(today - timedelta(days=back)).isocalendar() for back in (7, 0)]
    quarter, half = (month - 1) // 3 + 1, 1 if month <= 6 else 2
    quarters = [(year, quarter - 1) if quarter > 1 else (year - 1, 4), (year, quarter)]
    halves = [(year, 1) if half == 2 else (year - 1, 2), (year, half)]
    codes = (
        *(f"{one.year}-W{one.week:02}" for one in weeks),
        f"{before:%Y-%m}", f"{today:%Y-%m}",
        *(f"{one}-Q{number}" for one, number in quarters),
        *(f"{one}-H{number}" for one, number in halves),
        f"{year - 1}", f"{year}",
    )  # fmt: skip
    return tuple(parse(code) for code in codes if int(code[:4]) in YEARS)


def _named(code: str, parts: dict[str, int]) -> Period:
    year = parts.pop("year")
    if not parts:
        return Period(code, Text(f"năm {year}", f"{year}"), date(year, 1, 1), date(year, 12, 31))
    kind, number = parts.popitem()
    if kind == "week":
        first = date.fromisocalendar(year, number, 1)
        return Period(code, _of_week(number, first), first, first + timedelta(days=6))
    if kind == "month":
        name = Text(f"tháng {number} năm {year}", locales.month(date(year, number, 1), "en"))
        return _months(code, name, year, number, number)
    if kind == "quarter":
        name = Text(f"quý {_QUARTERS[number - 1]} năm {year}", f"quarter {number} of {year}")
        return _months(code, name, year, 3 * number - 2, 3 * number)
    which = Text("đầu", "first") if number == 1 else Text("cuối", "last")
    name = Text(f"6 tháng {which.vi} năm {year}", f"the {which.en} six months of {year}")
    return _months(code, name, year, 6 * number - 5, 6 * number)


def _months(code: str, name: Text, year: int, first: int, last: int) -> Period:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(code, name, date(year, first, 1), end)


def _known(period: Period) -> Period:
    if not {period.first.year, period.last.year} <= set(YEARS):
        raise ValueError
    return period


def _of_days(first: date, last: date) -> Text:
    if first == last:
        return Text(f"ngày {first:%d/%m/%Y}", locales.day(first, "en"))
    return Text(
        f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}",
        f"{locales.day(first, 'en')} to {locales.day(last, 'en')}",
    )


def _of_week(number: int, first: date) -> Text:
    days = _of_days(first, first + timedelta(days=6))
    return Text(f"tuần {number} ({days.vi})", f"week {number} ({days.en})")


NO_PERIOD = Text(
    "“{value}” không phải là một kỳ báo cáo. Ghi một trong các dạng: 2026-12 (tháng), 2026-W49 (tuần), "
    "2026-Q4 (quý), 2026-H2 (6 tháng cuối năm), 2026 (năm), 2026-12-01..2026-12-15 (những ngày bất kỳ).",
    "“{value}” is no period. Write one of: 2026-12 (a month), 2026-W49 (a week), 2026-Q4 (a quarter), "
    "2026-H2 (the last six months), 2026 (a year), 2026-12-01..2026-12-15 (any days).",
)
_BACKWARDS = Text(
    "Ngày đầu kỳ ({first}) đứng sau ngày cuối kỳ ({last}). Đổi chỗ hai ngày.",
    "The first day ({first}) is after the last ({last}). Change their places.",
)
