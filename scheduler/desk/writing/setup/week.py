"""A week of hours as a form has it: those of every day, and of the weekdays that have their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from scheduler.desk.writing.setup.office import Faulty
from scheduler.problems import Text
from scheduler.reader.moments import clocks_in
from scheduler.settings.week import WEEK

DAYS = WEEK[1:]
_LONGEST = 300  # characters of a field
# A day: as every day (every day: as the unit above), with hours of its own, closed.
_SAME, _OWN, _NONE = "same", "own", "none"
_FIELDS = (*WEEK, *(f"{day}_how" for day in WEEK))


def values_in(given: FormData) -> dict[str, str]:
    """What was typed; where nothing was chosen a weekday is as every day, which has hours of its own."""
    typed = {name: " ".join(str(given.get(name, "")).split())[:_LONGEST] for name in _FIELDS}
    chosen = {f"{day}_how": typed[f"{day}_how"] or (_OWN if day == "daily" else _SAME) for day in WEEK}
    return {**typed, **chosen}


def values_of(slots: object) -> dict[str, str]:
    """What the form shows of what the settings have."""
    had = slots if isinstance(slots, dict) else {}
    values = {key: _said(had.get(key)) for key in WEEK}
    for day in WEEK:
        values[f"{day}_how"] = _SAME if day not in had else _OWN if had[day] else _NONE
    return values


def _said(times: object) -> str:
    return ", ".join(map(str, times)) if isinstance(times, list) else str(times or "")


def week_wanted(had: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The week as it is to be written, where it was *had*; what channels have of their own stays.

    Raises:
        Faulty: hours that cannot be understood, and beside which field.
    """
    faults: dict[str, Text] = {}
    wanted = {key: value for key, value in had.items() if key not in WEEK}
    for key in WEEK:
        how = values[f"{key}_how"]
        times = _times(values[key]) if how == _OWN else []
        if times is None:
            faults[key] = _NO_TIMES.filled(value=values[key])
        elif how == _OWN and not times and key != "daily":
            faults[key] = _EMPTY
        elif times or how == _NONE or (key in had and how != _SAME):
            wanted[key] = times
    if faults:
        raise Faulty(fields=faults)
    return {key: wanted[key] for key in (*had, *WEEK) if key in wanted}


def _times(written: str) -> list[str] | None:
    found = clocks_in(written)
    return None if found is None else [f"{one:%H:%M}" for one in sorted(found)]


_NO_TIMES = Text(
    "Loa chưa hiểu “{value}”. Ghi từng giờ, cách nhau bằng dấu phẩy: 7:30, 19:30.",
    "“{value}” is not understood. Write each hour, with commas between: 7:30, 19:30.",
)
_EMPTY = Text(
    "Ngày này chưa ghi giờ nào. Ghi một giờ, hoặc chọn “Không đăng”.",
    "This day has no hour yet. Write one, or choose “Nothing goes out”.",
)
