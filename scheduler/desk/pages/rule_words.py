"""A rule of RFC 5545 as a sentence, as people say it; '' where none would be short."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from scheduler import locales
from scheduler.desk.pages.repeating import DAYS
from scheduler.problems import Language, Text

_EACH = {
    "DAILY": (Text("mỗi ngày", "every day"), Text("{n} ngày một lần", "every {n} days")),
    "WEEKLY": (Text("hằng tuần", "every week"), Text("{n} tuần một lần", "every {n} weeks")),
    "MONTHLY": (Text("hằng tháng", "every month"), Text("{n} tháng một lần", "every {n} months")),
    "YEARLY": (Text("hằng năm", "every year"), Text("{n} năm một lần", "every {n} years")),
}
_NTH = Text("{day} lần thứ {n} trong tháng", "number {n} of the month's {day}s")
_LAST = Text("{day} cuối cùng trong tháng", "the month's last {day}")
_BEFORE_LAST = Text("{day} thứ {n} từ cuối tháng", "number {n} from the end of the month's {day}s")
_ON = Text("ngày {n}", "day {n}")
_END = Text("ngày cuối tháng", "the month's last day")
_MONTHS = Text("tháng {n}", "month {n}")
_AND = Text(" và ", " and ")
_TIMES = Text("{n} lần", "{n} times")
_UNTIL = Text("đến hết ngày {day}", "until {day}")
_NAMED = re.compile(r"([+-]?\d*)([A-Z]{2})")
_MONDAY = date(2024, 1, 1)


def rule_in_words(rule: str, first: date, language: Language) -> str:
    """What *rule*, sound or not, says of a post that goes out on *first*: “Thứ Ba hằng tuần, 8 lần”."""
    parts = dict(part.partition("=")[::2] for part in "".join(rule.upper().split()).split(";") if part)
    frequency = parts.get("FREQ", "")
    if frequency not in _EACH or not parts.keys() <= {*_SAID, "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}:
        return ""
    try:
        where = _where(frequency, parts, first, language)
        ends = _ends(parts, language)
    except (ValueError, KeyError):
        return ""
    number = parts.get("INTERVAL", "1")
    each = _EACH[frequency][number != "1"].say(language, n=number)
    said = ", ".join([" ".join(one for one in (where, each) if one), *ends])
    return said[:1].upper() + said[1:]


_SAID = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST")


def _where(frequency: str, parts: Mapping[str, str], first: date, language: Language) -> str:
    by_day, dates = parts.get("BYDAY", ""), parts.get("BYMONTHDAY", "")
    position, months = parts.get("BYSETPOS", ""), parts.get("BYMONTH", "")
    if position:
        if not by_day or "," in by_day or "," in position or by_day not in DAYS:
            raise ValueError(position)
        by_day = f"{position}{by_day}"
    if frequency == "YEARLY" and not months and (by_day or dates):
        raise ValueError(frequency)  # of the whole year, which nobody says so
    named = [_day(one, language) for one in by_day.split(",")] if by_day else []
    numbers = [int(one) for one in dates.split(",")] if dates else []
    if not named and not numbers:
        if frequency == "YEARLY":
            return _month_day(first, months, language)
        named = [_weekday(first.weekday(), language)] if frequency == "WEEKLY" else []
        numbers = [first.day] if frequency == "MONTHLY" else []
    if named and numbers:
        raise ValueError(by_day)
    if min(numbers, default=1) < -1:
        raise ValueError(dates)
    named += [_END.say(language) if n == -1 else _ON.say(language, n=n) for n in numbers]
    of_months = [_MONTHS.say(language, n=", ".join(months.split(",")))] if months else []
    return ", ".join([*filter(None, [_listed(named, language)]), *of_months])


def _month_day(first: date, months: str, language: Language) -> str:
    """The day of a year, or of some months of it."""
    if months:
        return f"{_ON.say(language, n=first.day)}, {_MONTHS.say(language, n=', '.join(months.split(',')))}"
    return _ON.say(language, n=f"{first.day}/{first.month}")


def _day(written: str, language: Language) -> str:
    found = _NAMED.fullmatch(written)
    if found is None:
        raise ValueError(written)
    day, number = _weekday(DAYS.index(found[2]), language), int(found[1] or 0)
    if number == 0:
        return day
    said = _LAST if number == -1 else _NTH if number > 0 else _BEFORE_LAST
    return said.say(language, day=day, n=abs(number))


def _weekday(number: int, language: Language) -> str:
    name = locales.weekday(_MONDAY.replace(day=number + 1), language)
    return f"{name[:1].lower()}{name[1:]}" if language == "vi" and name.startswith("Thứ") else name


def _ends(parts: Mapping[str, str], language: Language) -> list[str]:
    said = [_TIMES.say(language, n=parts["COUNT"])] if "COUNT" in parts else []
    if "UNTIL" in parts:
        last = parts["UNTIL"][:8]
        day = date.fromisoformat(last)
        said.append(_UNTIL.say(language, day=locales.day(day, language)))
    return said


def _listed(words: list[str], language: Language) -> str:
    return ", ".join(words[:-1]) + _AND.say(language) + words[-1] if len(words) > 1 else "".join(words)
