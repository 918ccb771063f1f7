"""Who read a post's Khmer back: a name and a day in the form, one line in the file."""

from __future__ import annotations

import re
from datetime import date

from scheduler.desk.pages.dates import is_day

_LINE = re.compile(r"(?P<name>.*?),?\s*(?:ngày\s+)?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\s*")


def parted(line: str) -> tuple[str, str]:
    """The name and the day (2026-11-28) that *line* says; all of it as the name where it says no day."""
    found = _LINE.fullmatch(line)
    if found is None:
        return line, ""
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return line, ""
    return found["name"].strip(), day.isoformat()


def joined(name: str, day: str, stood: str) -> str:
    """The line that says *name* and *day*; as it *stood* where that says the same."""
    if (name, day) == parted(stood):
        return stood
    if not is_day(day):
        return name
    on = date.fromisoformat(day)
    return f"{name}, ngày {on.day}/{on.month}/{on.year}" if name else ""
