"""The page of the units, as all its forms show it and read what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from starlette.responses import Response

from scheduler.calendar.directory import read_directory
from scheduler.calendar.entry import unit_entry
from scheduler.calendar.model import ChannelName, UnitId
from scheduler.calendar.units import Units, units_of
from scheduler.calendar.writing import Items
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.setup import hours_of
from scheduler.desk.writing.setup.asked import missing_of, state_of
from scheduler.desk.writing.setup.office import Faulty, OfficeFile
from scheduler.desk.writing.setup.permitting import Permissions
from scheduler.desk.writing.setup.step import FormPage
from scheduler.desk.writing.setup.unit_entries import (
    FIELDS,
    block_of,
    brand_of,
    entries_of,
    rows_of,
    values_of,
    with_below,
)
from scheduler.desk.writing.setup.week import DAYS
from scheduler.desk.writing.setup.week import values_of as week_of
from scheduler.files import WorkFolder
from scheduler.kinds.registry import names
from scheduler.problems import Problem, Text
from scheduler.settings.model import Brand, Settings

# the field beside which something is said of a key
_FIELD_OF = {"facebook": "page", "website": "address", "hotlines": "hotline", "slots": "daily", "zalo": "oa"}


@dataclass(eq=False)
class UnitPage(FormPage):
    """What each of its forms asks of it."""

    here: ClassVar[str] = "/setup/units"
    permissions: Permissions = field(default_factory=Permissions)

    def read(self, settings: Settings, file: OfficeFile, data: bytes, id_: str) -> Units:
        """The units as they read with *data*.

        Raises:
            Faulty: this one would have a mistake, or another one because of it.
        """
        directory = read_directory(self.folder)
        before = units_of(self.folder, settings, directory, file.data)
        after = units_of(self.folder, settings, directory, data)
        worse = [id_, *sorted(after.faulty - before.faulty - {id_})]
        problems = [one for name in worse for one in after.problems_of(name)]
        if UnitId(id_) not in after.units or after.faulty - before.faulty:
            raise _faulty(problems, id_, after)
        return after

    def may_have_page(self, settings: Settings, had: Mapping[str, Any]) -> bool:
        """A page is connected by the office's own app; one that was written by hand may be changed."""
        return bool(had.get("facebook")) or state_of(settings, "facebook", self.folder.root) == "done"

    def shown(
        self,
        visit: Visit,
        file: OfficeFile,
        id_: str,
        *,
        values: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        """All units, or the forms of the unit *id_*; *values* is what was typed into the first of them."""
        entries, settings = entries_of(file), visit.reading.settings
        had = entries.get(id_, {})
        sound = visit.reading.calendar.units
        return self.step(
            visit,
            "units",
            mark=file.mark,
            rows=[replace(one, is_sound=UnitId(one.id) in sound) for one in rows_of(entries)],
            unit=id_,
            values={**values_of(had), **(values or {})},
            is_typed=values is not None,
            is_page="office" in had,
            parents=[one for one in rows_of(entries) if one.id not in with_below(entries, id_)],
            hotlines=visit.reading.calendar.hotlines.values(),
            office=settings.organisation if settings else "",
            has_token=bool(block_of(had, "facebook").get("token")),
            may_page=bool(settings and self.may_have_page(settings, had)),
            may_site=bool(settings and may_have_site(settings, had)),
            **{**self._parts(visit, id_, had), **context},
        )

    def _parts(self, visit: Visit, id_: str, had: Mapping[str, Any]) -> dict[str, Any]:
        """What the forms of its parts show: its colours, its hours, its Zalo, and what a try came to."""
        settings, examinations = visit.reading.settings, self.pages.examinations
        if not id_ or settings is None:
            return {}
        unit = visit.reading.calendar.units.get(UnitId(id_))
        account: Any = unit.channels.get("zalo") if unit else None
        tried = examinations.units.get(id_)
        return {
            "part": "",
            "brand": brand_of(had, self.base_brand(visit, had)),
            "has_brand": bool(had.get("brand")),
            "week": week_of(had.get("slots")),
            "days": DAYS,
            "hours": hours_of(unit.slots) if unit else "",
            "oa": str(block_of(had, "zalo").get("oa", "")),
            "may_zalo": bool(had.get("zalo")) or "zalo" in settings.channels,
            "zalo_state": "open" if account is None else "half" if _lacks(account, self.folder) else "done",
            "permit": self.permissions.address(visit.person.session, id_),
            "places": [name for name in names() if unit is not None and unit.has_channel(ChannelName(name))],
            "can_try": examinations.examiner is not None,
            "tried": tried.lines(visit.language) if tried else [],
        }

    def base_brand(self, visit: Visit, had: Mapping[str, Any]) -> Brand:
        """The colours that it has where it has none of its own."""
        settings = visit.reading.settings
        office = visit.reading.calendar.units.get(UnitId(str(had.get("office", ""))))
        found = office.brand if office else settings.brand if settings else None
        return found or Brand()


def _lacks(block: Any, folder: WorkFolder) -> bool:
    """Whether its token is not at its place."""
    return "token" in missing_of(block, "zalo", folder.root)


def _faulty(problems: list[Problem], id_: str, found: Units) -> Faulty:
    """What is wrong, beside its field where it has one."""
    faulty = Faulty.of(problems)
    beside: dict[str, Text] = {}
    for problem, words in zip((one for one in problems if one.is_error), faulty.told, strict=False):
        key = found.key_of(problem, id_)
        field = _FIELD_OF.get(key, key)
        if field in (*FIELDS, "daily", "oa"):
            beside.setdefault(field, words)
    rest = [one for one in faulty.told if one not in beside.values()]
    return Faulty(*rest, fields=beside)


def may_have_site(settings: Settings, had: Mapping[str, Any]) -> bool:
    """A website on this machine is one more folder; one on a server is for whoever runs that server."""
    block: Any = settings.channels.get("website")
    is_far = "://" in str(block_of(had, "website").get("folder") or (block.folder if block else ""))
    return not is_far


def items() -> Items:
    """How the file lists its units."""
    return Items("units", tuple(unit_entry().model_fields))
