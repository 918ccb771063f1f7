"""The entries of config/units.yaml as the set-up's page shows them: by id, as rows of a tree, as fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.calendar.model import PROVINCE
from scheduler.desk.writing.setup.office import OfficeFile, without_empty
from scheduler.kinds.registry import names
from scheduler.settings.model import Brand

COLOURS = ("primary", "accent")
FIELDS = ("name", "parent", "language", "hotline", "page", "token", "address")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the list shows it."""

    id: str
    name: str
    depth: int
    places: tuple[str, ...]  # the kinds of channels that it has of its own
    is_sound: bool


def entries_of(file: OfficeFile) -> dict[str, dict[str, Any]]:
    """The file's entries by id, the province's left out."""
    found = file.value.get("units")
    listed = found if isinstance(found, list) else []
    named = (one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str))
    return {one["id"]: one for one in named if one["id"] != PROVINCE}


def rows_of(entries: Mapping[str, Mapping[str, Any]]) -> list[UnitRow]:
    """All of them, each behind the one that it is below."""
    below: dict[str, list[str]] = {}
    for id_, entry in entries.items():
        above = str(entry.get("office") or entry.get("parent") or PROVINCE)
        below.setdefault(above if above in entries else PROVINCE, []).append(id_)

    def walk(above: str, depth: int) -> Iterator[UnitRow]:
        for id_ in below.pop(above, ()):
            entry = entries[id_]
            places = tuple(name for name in names() if entry.get(name))
            yield UnitRow(id_, str(entry.get("name") or id_), depth, places, is_sound=True)
            yield from walk(id_, depth + 1)

    rows = list(walk(PROVINCE, 0))
    while below:  # a circle: each is shown all the same
        rows += walk(next(iter(below)), 0)
    return rows


def with_below(entries: Mapping[str, Mapping[str, Any]], id_: str) -> set[str]:
    """That unit and all below it, none of which can be above it."""
    found = {id_} if id_ else set()
    while more := {
        name for name, entry in entries.items() if entry.get("parent") in found and name not in found
    }:
        found |= more
    return found | {name for name, entry in entries.items() if entry.get("office")}


def values_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows of it; no secret."""
    lines = listed(entry.get("hotlines"))
    return {
        **dict.fromkeys(FIELDS, ""),
        "name": str(entry.get("name", "")),
        "parent": str(entry.get("parent", PROVINCE)),
        "language": str(entry.get("language", "vi")),
        "hotline": lines[0] if lines else "",
        "page": str(block_of(entry, "facebook").get("page", "")),
        "address": str(block_of(entry, "website").get("address", "")),
    }


def brand_of(entry: Mapping[str, Any], base: Brand) -> dict[str, str]:
    """The name, the colours and the logo that its cards wear; a name or a logo only where it is its own."""
    own = block_of(entry, "brand")
    colours = {key: str(own.get(key) or getattr(base, key)) for key in COLOURS}
    return {**{key: str(own.get(key, "")) for key in ("name", "logo")}, **colours}


def with_brand(entry: Mapping[str, Any], base: Brand, values: Mapping[str, str]) -> dict[str, Any]:
    """Its block with those *values*; a colour that is as *base* has it, and was not written, is not."""
    own = dict(block_of(entry, "brand"))
    for key in COLOURS:
        had = str(own.get(key, getattr(base, key)))
        if values[key].upper() != had.upper():
            own[key] = values[key]
    return without_empty({**own, **{key: values[key] for key in ("name", "logo")}}, "name", "logo")


def block_of(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Its block *name*; an empty one where it has none."""
    found = entry.get(name)
    return found if isinstance(found, dict) else {}


def listed(value: object) -> list[str]:
    """The words of a list; none where *value* is none."""
    return [str(one) for one in value] if isinstance(value, list) else []
