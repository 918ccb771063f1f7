"""config/units.yaml: the tree of organisations below the province, each with what differs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from scheduler.calendar import messages, unit_messages
from scheduler.calendar.directory import Directory, read_directory
from scheduler.calendar.entry import ProvinceEntry, UnitEntry, UnitsEntry
from scheduler.calendar.model import ALL_UNITS, PROVINCE, Unit, UnitId
from scheduler.calendar.placeholders import unknown_hotline
from scheduler.files import WorkFolder
from scheduler.problems import Place, Problem, Text
from scheduler.reader import Document, Places, nearest, read, text_of, validate
from scheduler.settings import (
    Brand,
    FacebookSettings,
    Settings,
    SlotsSettings,
    WebsiteSettings,
    hide_secrets,
    override,
)
from scheduler.settings.words import NO_LOGO

FILE = "config/units.yaml"
_PROVINCES = tuple(ProvinceEntry.model_fields)


@dataclass(slots=True)
class _Entry:
    """One entry of the file: *value* as it was written, and what is wrong with it."""

    value: dict[str, Any]
    places: Places
    parent: str = PROVINCE
    problems: list[Problem] = field(default_factory=list)
    is_read: bool = True  # its lines can be read as YAML

    @property
    def is_sound(self) -> bool:
        """Whether it has no mistake."""
        return self.is_read and not any(problem.is_error for problem in self.problems)

    @property
    def name(self) -> str:
        """Its name, as far as it can be read: those below it are told by it whatever else is wrong."""
        name = self.value.get("name", "")
        return name.strip() if isinstance(name, str) else ""

    def say(self, problem: Problem) -> None:
        """Note what is wrong with it."""
        self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class Units:
    """The sound units, the province first; the ids of those that have a mistake; all problems of the file."""

    units: Mapping[UnitId, Unit]
    faulty: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    _entries: Mapping[str, _Entry] = field(default_factory=dict)

    def unknown_declined(self, known: AbstractSet[str]) -> Iterator[Problem]:
        """A warning for each declined id that is not among the *known* ones of posts and campaigns."""
        for unit in self.units.values():
            if unit.declines <= known:
                continue
            entry = self._entries[unit.id]
            for number, id_ in enumerate(entry.value["declines"]):
                if id_ not in known:
                    values = {"value": text_of(id_), "nearest": nearest(id_, known) or "–"}
                    yield entry.places.problem(unit_messages.UNKNOWN_DECLINED, "declines", number, **values)


def read_names(folder: WorkFolder, settings: Settings) -> tuple[Directory, Units]:
    """All that a post of *folder* may name, hotlines and units; and the units with what is theirs alone."""
    lines = read_directory(folder)
    found = read_units(folder, settings, lines)
    problems = (*lines.problems, *found.problems)
    return replace(lines, units=found.units, faulty_units=found.faulty, problems=problems), found


def read_units(folder: WorkFolder, settings: Settings, directory: Directory) -> Units:
    """The units of *folder*: the province alone where there is no file.

    A unit with a mistake is left out, and what is below it stays.
    """
    try:
        data = (folder.config / "units.yaml").read_bytes()
    except FileNotFoundError:
        return Units({PROVINCE: _province(settings)})
    except OSError as error:
        problem = Problem(messages.UNREADABLE, Place(FILE), {"why": error.strerror or "?"})
        return Units({PROVINCE: _province(settings)}, problems=(problem,))
    reader = _Reader(folder, settings, directory, read(FILE, data, items="units"))
    units = reader.units()
    faulty = frozenset(id_ for id_, entry in reader.entries.items() if not entry.is_sound) - {PROVINCE}
    problems = tuple(map(hide_secrets, reader.problems()))
    return Units(units, faulty | reader.doubled, problems, reader.entries)


def _province(settings: Settings, entry: ProvinceEntry | None = None) -> Unit:
    return Unit(
        PROVINCE,
        (entry.name if entry else "") or settings.organisation,
        language=entry.language if entry else "vi",
        hotlines=entry.hotlines if entry else (),
        brand=settings.brand,
        facebook=settings.facebook,
        website=settings.website,
        slots=settings.slots,
    )


class _Reader:
    """Reads the entries of one file."""

    def __init__(
        self, folder: WorkFolder, settings: Settings, directory: Directory, document: Document
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._directory = directory
        self._document = document
        self._beside: list[Problem] = []  # what belongs to no entry, or to one without an id
        self._taken: dict[str, str] = {}  # page key or folder → the name of the unit that has it
        self.doubled: frozenset[str] = frozenset()
        self.entries = self._entries()

    def units(self) -> dict[UnitId, Unit]:
        """The sound units, and those alone; notes what is wrong with the others."""
        province = self._read_province()
        self._tie()
        lines = self._lines(province)
        units = {PROVINCE: province}
        if province.facebook is not None:
            self._taken[province.facebook.page_key] = province.name
        if province.website is not None:
            self._taken |= dict.fromkeys(
                (province.website.page_key, _folder_key(province.website)), province.name
            )
        for id_, entry in self.entries.items():
            unit = self._unit(UnitId(id_), entry, province, lines) if id_ != PROVINCE else None
            if unit is not None and entry.is_sound:
                units[unit.id] = unit
        return units

    def problems(self) -> list[Problem]:
        """All that was found, by line."""
        found = [*self._beside, *(one for entry in self.entries.values() for one in entry.problems)]
        return sorted(found, key=lambda one: (one.place.line, one.place.column))

    def _entries(self) -> dict[str, _Entry]:
        """The entries by id, the unreadable and the doubled ones told and left out."""
        document = self._document
        unread = {document.item_at(problem.place) for problem in document.problems if problem.is_error}
        self._beside += document.problems
        if not isinstance(document.value, dict):
            if document.value is not None:
                self._beside.append(document.places.problem(unit_messages.UNITS_SHAPE))
            return {}
        root, wrong = validate(UnitsEntry, document.value, document.places)
        self._beside += wrong
        raw = document.value.get("units") if root is None else root.units
        entries: dict[str, _Entry] = {}
        doubled: dict[str, list[_Entry]] = {}
        for number, value in enumerate(raw if isinstance(raw, list) else ()):
            entry = _Entry(value, document.at("units", number), is_read=number not in unread)
            id_ = value.get("id") if isinstance(value, dict) else None
            if not isinstance(value, dict):
                if entry.is_read:
                    self._beside.append(entry.places.problem(unit_messages.UNIT_SHAPE))
            elif not isinstance(id_, str):
                if entry.is_read:
                    self._beside += validate(UnitEntry, value, entry.places)[1]
            elif id_ in entries:
                doubled.setdefault(id_, [entries[id_]]).append(entry)
            else:
                entries[id_] = entry
        for id_, found in doubled.items():
            del entries[id_]
            self._beside += _duplicates(id_, found)
        self.doubled = frozenset(doubled)
        return entries

    def _read_province(self) -> Unit:
        """The province; a mistake in its entry leaves it as the settings have it."""
        entry = self.entries.get(PROVINCE)
        if entry is None:
            return _province(self._settings)
        own = {key: found for key, found in entry.value.items() if key in _PROVINCES}
        for key in entry.value.keys() & UnitEntry.model_fields.keys() - own.keys():
            place = entry.places.key(key)
            values = {"key": key, "known": ", ".join(_PROVINCES[1:])}
            entry.say(entry.places.problem_at(unit_messages.NOT_THE_PROVINCES, place, **values))
        unknown = {key: found for key, found in entry.value.items() if key not in UnitEntry.model_fields}
        read_entry, wrong = validate(ProvinceEntry, own | unknown, entry.places)
        entry.problems += wrong
        self._check_hotlines(entry)
        return _province(self._settings, read_entry if entry.is_sound else None)

    def _tie(self) -> None:
        """Give each entry its parent, and break the circles."""
        guesses: dict[str, str] = {}
        for id_, entry in self.entries.items():
            parent = entry.value.get("parent", PROVINCE)
            if id_ == PROVINCE or not isinstance(parent, str) or parent == PROVINCE:
                continue
            if parent in self.entries:
                entry.parent = parent
            elif parent not in self.doubled:
                if parent not in guesses:
                    guesses[parent] = nearest(parent, [PROVINCE, *self.entries])
                values = {"value": text_of(parent), "nearest": guesses[parent] or PROVINCE}
                entry.say(entry.places.problem(unit_messages.UNKNOWN_PARENT, "parent", **values))
        for circle in _circles({id_: entry.parent for id_, entry in self.entries.items()}):
            shown = " → ".join([*circle[:5], "…", circle[0]] if len(circle) > 5 else [*circle, circle[0]])
            for id_ in circle:
                entry = self.entries[id_]
                entry.say(entry.places.problem(unit_messages.CIRCLE, "parent", circle=shown))
                entry.parent = PROVINCE

    def _lines(self, province: Unit) -> dict[str, tuple[str, ...]]:
        """The hotlines of each unit: its own, then those of the units above it."""
        lines: dict[str, tuple[str, ...]] = {PROVINCE: province.hotlines}
        for id_ in self.entries:
            way = []
            while id_ not in lines:
                way.append(id_)
                id_ = self.entries[id_].parent  # noqa: PLW2901 - climbing
            for below in reversed(way):
                own = self.entries[below].value.get("hotlines", ())
                own = own if isinstance(own, list) else ()
                known = (key for key in own if isinstance(key, str) and key in self._directory.hotlines)
                lines[below] = tuple(dict.fromkeys((*known, *lines[self.entries[below].parent])))
        return lines

    def _unit(
        self, id_: UnitId, entry: _Entry, province: Unit, lines: Mapping[str, tuple[str, ...]]
    ) -> Unit | None:
        """The unit of *entry*; None when its keys cannot be read."""
        if not entry.is_read:
            return None
        read_entry, wrong = validate(UnitEntry, entry.value, entry.places)
        entry.problems += wrong
        if id_ == ALL_UNITS:
            entry.say(entry.places.problem(unit_messages.RESERVED_UNIT, "id", id=id_))
        self._check_hotlines(entry)
        parent = self.entries.get(entry.parent)
        above = province.name if entry.parent == PROVINCE or parent is None else parent.name
        if not above or entry.value.get("parent") in self.doubled:
            value = text_of(entry.value["parent"])
            entry.say(entry.places.problem(unit_messages.NAMELESS_PARENT, "parent", value=value))
        if read_entry is None:
            return None
        name = read_entry.name
        return Unit(
            id_,
            name,
            language=read_entry.language,
            parent=UnitId(entry.parent),
            above=above,
            hotlines=lines[id_],
            declines=frozenset(read_entry.declines),
            brand=self._brand(entry, read_entry),
            facebook=self._facebook(entry, read_entry),
            website=self._website(entry, read_entry),
            slots=self._slots(entry, read_entry),
        )

    def _check_hotlines(self, entry: _Entry) -> None:
        keys = entry.value.get("hotlines", ())
        for number, key in enumerate(keys if isinstance(keys, list) else ()):
            if isinstance(key, str) and key not in self._directory.hotlines:
                message, values = unknown_hotline(key, self._directory)
                problem = entry.places.problem(message, "hotlines", number)
                entry.say(replace(problem, values=values))

    def _brand(self, entry: _Entry, own: UnitEntry) -> Brand | None:
        if own.brand is None:
            return self._settings.brand
        places = self._below(entry, "brand")
        brand, wrong = override(Brand, own.brand, self._settings.brand, places)
        entry.problems += wrong
        logo = own.brand.get("logo")
        if brand is not None and logo and not (self._folder.assets / brand.logo).is_file():
            entry.say(places.problem(NO_LOGO, "logo", name=brand.logo))
        return brand

    def _slots(self, entry: _Entry, own: UnitEntry) -> SlotsSettings | None:
        if own.slots is None:
            return self._settings.slots
        slots, wrong = override(SlotsSettings, own.slots, self._settings.slots, self._below(entry, "slots"))
        entry.problems += wrong
        return slots

    def _facebook(self, entry: _Entry, own: UnitEntry) -> FacebookSettings | None:
        if own.facebook is None:
            return None
        places = self._below(entry, "facebook")
        if "page" not in own.facebook:
            entry.say(entry.places.problem_at(unit_messages.NO_OWN_PAGE, entry.places.key("facebook")))
            return None
        block, wrong = override(FacebookSettings, own.facebook, self._settings.facebook, places)
        entry.problems += wrong
        if block is not None:
            self._take(
                entry,
                block.page_key,
                places,
                "page",
                Text(f"trang Facebook {block.page}", f"the Facebook page {block.page}"),
            )
        return block

    def _website(self, entry: _Entry, own: UnitEntry) -> WebsiteSettings | None:
        if own.website is None:
            return None
        places = self._below(entry, "website")
        absent = [key for key in ("folder", "address") if key not in own.website]
        if absent:
            place = entry.places.key("website")
            values = {"key": ", ".join(absent)}
            entry.say(entry.places.problem_at(unit_messages.NO_OWN_SITE, place, **values))
            return None
        block, wrong = override(WebsiteSettings, own.website, self._settings.website, places)
        entry.problems += wrong
        if block is not None:
            self._take(
                entry,
                block.page_key,
                places,
                "address",
                Text(f"địa chỉ {block.address}", f"the address {block.address}"),
            )
            self._take(
                entry,
                _folder_key(block),
                places,
                "folder",
                Text(f"thư mục {block.folder}", f"the folder {block.folder}"),
            )
        return block

    def _take(self, entry: _Entry, place_key: str, places: Places, key: str, shown: Text) -> None:
        """Note that *entry* has that page, address or folder; the first one keeps it."""
        if place_key in self._taken:
            other = self._taken[place_key]
            entry.say(places.problem(unit_messages.TAKEN, key, value=shown, other=other))
        else:
            self._taken[place_key] = entry.name

    def _below(self, entry: _Entry, key: str) -> Places:
        return self._document.at(*entry.places.root, key)


def _folder_key(site: WebsiteSettings) -> str:
    return f"folder:{PurePosixPath(site.folder.replace(chr(92), '/'))}"


def _duplicates(id_: str, entries: list[_Entry]) -> Iterator[Problem]:
    """Which of them was meant cannot be known, and the ledger counts by id: none of them publishes."""
    places = [entry.places.place("id") for entry in entries]
    for entry, place in zip(entries, places, strict=True):
        other = next(one for one in places if one != place)
        yield entry.places.problem_at(
            unit_messages.DUPLICATE_UNIT, place, id=text_of(id_), other=f"{other.file}:{other.line}"
        )


def _circles(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """The ids that are above themselves, circle by circle."""
    settled: set[str] = {PROVINCE}
    for start in parents:
        way: dict[str, None] = {}
        id_ = start
        while id_ not in settled and id_ not in way:
            way[id_] = None
            id_ = parents[id_]
        if id_ in way:
            ids = list(way)
            yield ids[ids.index(id_) :]
        settled.update(way)
