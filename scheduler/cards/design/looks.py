"""What a unit brings to its cards: units that look the same share the same pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path

from scheduler.calendar.model import PROVINCE, Unit
from scheduler.cards.design.branding import brand_of, brand_problems, family_of, logo_of, paint_of
from scheduler.cards.design.items import Logo
from scheduler.cards.typesetting.fonts import Family
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.settings.model import Settings

Look = tuple[str, ...]


class Looks:
    """The looks of the units of one folder of work, as long as nothing of it changes."""

    def __init__(self, folder: WorkFolder, settings: Settings) -> None:
        self._folder = folder
        self._home = settings.home
        self.province = Unit(
            PROVINCE, settings.organisation, brand=settings.brand, channels=settings.channels
        )  # as the settings alone have it
        # Not caches of methods: those would keep every folder's looks for as long as the program runs.
        self._logo = cache(partial(logo_of, folder))
        self._family = cache(partial(family_of, folder))
        self._font_print = cache(lambda name: _digest({face.file for face in self._family(name)}))
        self._logo_print = cache(partial(_print_of, self._logo))

    def of(self, unit: Unit, *, leads_home: bool) -> Look:
        """All of *unit* that a card shows; its site's address only on one that *leads_home* by a code."""
        home = (unit.home or self._home) if leads_home else ""
        logo = self._logo_print(unit.brand.logo if unit.brand else "")
        font = self._font_print(unit.brand.font) if unit.brand and unit.brand.font else ""
        return brand_of(unit), paint_of(unit.brand), logo, home, *((font,) if font else ())

    def folder_of(self, unit: Unit, *, leads_home: bool) -> str:
        """The name of the folder for cards of that look; '' for the province's."""
        look = self.of(unit, leads_home=leads_home)
        if unit.id == PROVINCE or look == self.of(self.province, leads_home=leads_home):
            return ""
        return hashlib.sha256(json.dumps(look).encode()).hexdigest()[:12]

    def logo(self, unit: Unit) -> Logo | None:
        """The unit's mark, if it has one that can be painted."""
        return self._logo(unit.brand.logo if unit.brand else "")

    def family(self, unit: Unit) -> Family:
        """The unit's own font, if it has one in which everything can be written."""
        return self._family(unit.brand.font) if unit.brand and unit.brand.font else ()

    def problems(self, units: Iterable[Unit]) -> list[Problem]:
        """What is wrong with the brands of *units*, where they are not the settings' own."""
        paints = {paint_of(unit.brand): unit for unit in units}
        paints.pop(paint_of(self.province.brand), None)
        return [problem for unit in paints.values() for problem in brand_problems(self._folder, unit)]


def _print_of(named: Callable[[str], Logo | None], name: str) -> str:
    logo = named(name)
    return _digest({logo.file}) if logo else ""


def _digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


def longest_named(units: Iterable[Unit]) -> Iterable[Unit]:
    """Of those that differ by name and address alone, the longest of each: where these fit, the others do."""
    found: dict[tuple[str, str], Unit] = {}
    for unit in units:
        paint = paint_of(unit.brand)
        for kind, measure in _MEASURES.items():
            other = found.setdefault((paint, kind), unit)
            if measure(unit) > measure(other):
                found[paint, kind] = unit
    return {unit.id: unit for unit in found.values()}.values()


_MEASURES: Mapping[str, Callable[[Unit], int]] = {
    "name": lambda unit: len(brand_of(unit)),
    "address": lambda unit: len(unit.home),
}
