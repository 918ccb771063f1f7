"""The hours at which posts without a time go out, for every day and for each weekday."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scheduler.calendar.slots import slots_between
from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.setup.office import Faulty, open_settings_file, settings_with
from scheduler.desk.writing.setup.step import SetupPages
from scheduler.kinds.registry import names
from scheduler.problems import Text
from scheduler.reader.moments import clocks_in
from scheduler.settings.week import WEEK

_NEXT, _AHEAD = 6, 15  # slots that are shown, of so many days
_LONGEST = 300  # characters of a field
_DAYS = WEEK[1:]
_SAME, _OWN, _NONE = "same", "own", "none"  # a weekday: as every day, with hours of its own, closed


@dataclass(eq=False)
class SlotsSetup(SetupPages):
    """What the page of the hours answers."""

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/setup/slots", self.page, methods=["GET"]),
            Route("/setup/slots", self.save, methods=["POST"]),
        ]

    def page(self, request: Request) -> Response:
        """The hours as the settings have them."""
        visit, refusal = self.may(request)
        if refusal is not None:
            return refusal
        file = open_settings_file(self.folder)
        return self._form(visit, file.mark, _values_of(file.value.get("slots")), file.value.get("slots"))

    async def save(self, request: Request) -> Response:
        """Write them into the settings."""
        return await self.sent(request, self._saved)

    def _saved(self, visit: Visit, given: FormData) -> Response:
        file = open_settings_file(self.folder)
        fields = (*WEEK, *(f"{day}_how" for day in _DAYS))
        values = {name: " ".join(str(given.get(name, "")).split())[:_LONGEST] for name in fields}
        had = file.value.get("slots")

        def again(**context: Any) -> Response:
            return self._form(visit, file.mark, values, had, **context)

        def change() -> bytes:
            wanted = copy.deepcopy(file.value)
            slots = _wanted(had if isinstance(had, dict) else {}, values)
            wanted.pop("slots", None)
            return settings_with(self.folder, file, {**wanted, "slots": slots} if slots else wanted)

        return self.saved(visit, given, file, change, "/setup/slots", again)

    def _form(
        self, visit: Visit, mark: str, values: Mapping[str, str], had: object, **context: Any
    ) -> Response:
        own = [name for name in names() if isinstance(had, dict) and had.get(name)]
        return self.step(
            visit, "slots", mark=mark, values=values, days=_DAYS, own=own, coming=_coming(visit), **context
        )


def _coming(visit: Visit) -> list[str]:
    """The next slots in words."""
    settings = visit.reading.settings
    if settings is None or settings.slots is None:
        return []
    pattern, now = settings.slots.of(""), visit.now
    end = now + timedelta(days=_AHEAD)
    found = slots_between(pattern, settings.closed, settings.zone, now, end)
    return [visit.moment(one) for one in islice(found, _NEXT)]


def _values_of(slots: object) -> dict[str, str]:
    """What the form shows of what the settings have."""
    had = slots if isinstance(slots, dict) else {}
    values = {key: _said(had.get(key)) for key in WEEK}
    for day in _DAYS:
        values[f"{day}_how"] = _SAME if day not in had else _OWN if had[day] else _NONE
    return values


def _said(times: object) -> str:
    return ", ".join(map(str, times)) if isinstance(times, list) else str(times or "")


def _wanted(had: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The week as it is to be written; what channels have of their own stays.

    Raises:
        Faulty: hours that cannot be understood, and beside which field.
    """
    faults: dict[str, Text] = {}
    wanted = {key: value for key, value in had.items() if key not in WEEK}
    for key in WEEK:
        how = _OWN if key == "daily" else values[f"{key}_how"]
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
