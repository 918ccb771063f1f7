"""The hours at which posts without a time go out, for every day and for each weekday."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.responses import Response

from scheduler.calendar.slots import slots_between
from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.setup.office import open_settings_file, settings_with
from scheduler.desk.writing.setup.step import FormPage
from scheduler.desk.writing.setup.week import DAYS, values_in, values_of, week_wanted
from scheduler.kinds.registry import names

_NEXT, _AHEAD = 6, 15  # slots that are shown, of so many days


@dataclass(eq=False)
class SlotsSetup(FormPage):
    """What the page of the hours answers."""

    here: ClassVar[str] = "/setup/slots"

    def opened(self, visit: Visit) -> Response:
        """The hours as the settings have them."""
        file = open_settings_file(self.folder)
        return self._form(visit, file.mark, values_of(file.value.get("slots")), file.value.get("slots"))

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Write them into the settings."""
        file = open_settings_file(self.folder)
        values = values_in(given)
        had = file.value.get("slots")

        def again(**context: Any) -> Response:
            return self._form(visit, file.mark, values, had, **context)

        def change() -> bytes:
            wanted = copy.deepcopy(file.value)
            slots = week_wanted(had if isinstance(had, dict) else {}, values)
            wanted.pop("slots", None)
            return settings_with(self.folder, file, {**wanted, "slots": slots} if slots else wanted)

        return self.saved(visit, given, file, change, self.here, again)

    def _form(
        self, visit: Visit, mark: str, values: Mapping[str, str], had: object, **context: Any
    ) -> Response:
        own = [name for name in names() if isinstance(had, dict) and had.get(name)]
        return self.step(
            visit, "slots", mark=mark, values=values, days=DAYS, own=own, coming=_coming(visit), **context
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
