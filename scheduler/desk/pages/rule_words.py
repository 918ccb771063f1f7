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
    "MONTHLY": (Text("hằng tháng", "of every month"), Text("{n} tháng một lần", "every {n} months")),
    "YEARLY": (Text("hằng năm", "every year"), Text("{n} năm một lần", "every {n} years")),
}
_FIRST = Text("{day} đầu tiên", "the first {day}")
_NTH = Text("{day} lần thứ {n}", "{day} number {n}")
_LAST = Text("{day} cuối cùng", "the last {day}")
_BEFORE_LAST = Text("{day} lần thứ {n} từ cuối lên", "{day} number {n} from the end")
_ALL = Text("mọi {day}", "all {day}s")
_ON = Text("ngày {n}", "day {n}")
_END = Text("ngày cuối cùng", "the last day")
_OF_MONTH = Text("{where} trong tháng", "{where} of the month")
_OF_MONTHS = Text("{where} tháng {n}", "{where} of month {n}")
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
    if frequency == "MONTHLY" and number != "1":  # else “hằng tháng” names the month
        where = f"{_OF_MONTH.say(language, where=where)},"
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
    is_of_a_month = frequency == "MONTHLY" or (frequency == "YEARLY" and bool(months))
    if (by_day or dates or months) and not is_of_a_month and (frequency != "WEEKLY" or dates or months):
        raise ValueError(frequency)  # which nobody says so
    if months and frequency == "MONTHLY":
        raise ValueError(months)
    named = [_day(one, language, is_of_a_month) for one in by_day.split(",")] if by_day else []
    numbers = [int(one) for one in dates.split(",")] if dates else []
    if frequency == "YEARLY" and not months:
        return _ON.say(language, n=f"{first.day}/{first.month}")
    if not named and not numbers:
        named = [_weekday(first.weekday(), language)] if frequency == "WEEKLY" else []
        numbers = [first.day] if is_of_a_month else []
    if named and numbers:
        raise ValueError(by_day)
    if min(numbers, default=1) < -1:
        raise ValueError(dates)
    named += [_END.say(language) if n == -1 else _ON.say(language, n=n) for n in numbers]
    where = _listed(named, language)
    return _OF_MONTHS.say(language, where=where, n=", ".join(months.split(","))) if months else where


def _day(written: str, language: Language, is_of_a_month: bool) -> str:
    found = _NAMED.fullmatch(written)
    if found is None or (found[1] and not is_of_a_month):
        raise ValueError(written)
    day, number = _weekday(DAYS.index(found[2]), language), int(found[1] or 0)
    if number == 0:
        return _ALL.say(language, day=day) if is_of_a_month else day
    said = {1: _FIRST, -1: _LAST}.get(number) or (_NTH if number > 0 else _BEFORE_LAST)
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
