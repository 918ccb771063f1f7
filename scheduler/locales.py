"""Days, times and numbers as either language writes them; the names and forms are CLDR's, by Babel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from scheduler.problems import Language, Text

_LOCALES: Mapping[Language, Locale] = {"vi": Locale("vi"), "en": Locale("en", "GB")}
# CLDR's too, standing here for days in messages: Babel takes longer to load than a calendar to be read.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = {"vi": "'Tháng' M/y", "en": "MMMM y"}


def day(when: date, language: Language, *, year: bool = True) -> str:
    """1/12/2026; 1 December 2026."""
    if language == "vi":
        return f"{when.day}/{when.month}/{when.year}" if year else f"{when.day}/{when.month}"
    return f"{when.day} {_MONTHS[when.month - 1]}" + (f" {when.year}" if year else "")


def month(when: date, language: Language) -> str:
    """Tháng 12/2026; December 2026."""
    return format_date(when, _MONTH[language], _LOCALES[language])


def weekday(when: date, language: Language) -> str:
    """Thứ Ba; Tuesday."""
    return format_date(when, "EEEE", _LOCALES[language])


def moment(when: datetime, language: Language) -> str:
    """Weekday, date and time, in the zone that *when* carries: Thứ Ba, 1/12/2026 · 07:30."""
    return f"{weekday(when, language)}, {day(when, language)} · {when:%H:%M}"


def weekdays(language: Language) -> list[tuple[str, str]]:
    """The days of a week from Monday on, short and whole: T2 and Thứ Hai; Mon and Monday."""
    short = get_day_names("narrow" if language == "vi" else "abbreviated", locale=_LOCALES[language])
    whole = get_day_names("wide", locale=_LOCALES[language])
    return [(short[number], whole[number]) for number in range(7)]


def day_text(when: date, *, year: bool = True) -> Text:
    """The day for a message: 1/12/2026, or 1 December 2026."""
    return Text(day(when, "vi", year=year), day(when, "en", year=year))


def time_text(when: datetime) -> Text:
    """Time and day for a message, in the zone that *when* carries: 07:30 ngày 1/12/2026."""
    hour = f"{when.hour:02}:{when.minute:02}"
    return Text(f"{hour} ngày {day(when, 'vi')}", f"{hour}, {day(when, 'en')}")


def whole_number(value: int, language: Language) -> str:
    """3.321 in Vietnamese, 3,321 in English."""
    if 0 <= value < 1000:
        return str(value)  # most are, and nothing is to be looked up for them
    return format_decimal(value, locale=_LOCALES[language])
