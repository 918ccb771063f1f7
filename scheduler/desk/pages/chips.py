"""What stands in a text for a number or a name: the braces of the file, and what the form shows for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.calendar.model import ALL_UNITS, PROVINCE, UnitId
from scheduler.calendar.wording import fill
from scheduler.desk.live.reading import Reading
from scheduler.desk.pages.texts import speaker
from scheduler.problems import Language

_UNIT = {"name": "chip_unit", "hotline": "chip_unit_hotline", "parent": "chip_unit_parent"}


@dataclass(frozen=True, slots=True)
class Chip:
    """*code* stands in the file, *label* is read in its place, *name* says what it is."""

    code: str
    label: str
    name: str


def chips_of(reading: Reading, units: Sequence[str], language: Language) -> tuple[Chip, ...]:
    """What may be put into a text of a post for *units* (ids, or `all`): lines, then its unit's own words.

    Several units each read their own name there, so that the label says whose it is.
    """
    say, lines = speaker(language), reading.calendar.hotlines
    found = [Chip(f"{{{{ hotline('{key}') }}}}", line.display, line.name) for key, line in lines.items()]
    ids = [UnitId(one) for one in units] or [PROVINCE]
    alone = (
        reading.calendar.units.get(ids[0], reading.unit) if len(ids) == 1 and ALL_UNITS not in ids else None
    )
    is_one_office = len(reading.calendar.units) < 2
    for field, word in _UNIT.items():
        if (field == "parent" and is_one_office) or (
            field == "hotline" and is_one_office and not reading.unit.hotlines
        ):
            continue
        code, name = f"{{{{ unit.{field} }}}}", say(word)
        is_known = alone is not None and (field != "hotline" or alone.hotlines)
        found.append(Chip(code, fill(code, alone, lines) if alone and is_known else name, name))
    return tuple(found)
