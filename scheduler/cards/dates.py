"""The day of an event as a person writes it, and as a card says it; the weekday is reckoned, never typed."""

from __future__ import annotations

import re
from datetime import date

from scheduler.locales import weekday

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_USUAL = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?")


def day_of(text: str, after: date | None) -> date | None:
    """The day that `2026-12-12`, `12/12/2026` or `12/12` means; without a year the first one from *after*.

    None when it is no day.
    """
    found = _ISO.fullmatch(text.strip()) or _USUAL.fullmatch(text.strip())
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    try:
        if found["year"]:
            return date(int(found["year"]), month, day)
        if after is None:
            return None
        this_year = date(after.year, month, day)
        return this_year if this_year >= after else date(after.year + 1, month, day)
    except ValueError:  # there is no such day
        return None


def as_fields(day: date) -> dict[str, str]:
    """What a card shows of it: `day` ("12"), `day_name` ("Thứ Bảy"), `month_year` ("Tháng 12/2026"), and
    `weekday` ("Thứ Bảy, tháng 12").
    """
    name = weekday(day, "vi")
    return {
        "day": str(day.day),
        "day_name": name,
        "month_year": f"Tháng {day.month}/{day.year}",
        "weekday": f"{name}, tháng {day.month}",
    }
