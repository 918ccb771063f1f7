"""config/units.yaml: the tree of organisations below the province, each with what differs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from msgspec import structs

from scheduler.calendar import unit_messages
from scheduler.calendar.directory import Directory, read_directory
from scheduler.calendar.entry import ProvinceEntry, UnitEntry, unit_entry
from scheduler.calendar.model import ALL_UNITS, PROVINCE, Unit, UnitId
from scheduler.calendar.placeholders import unknown_hotline
from scheduler.calendar.unit_tree import Entry, Tree
from scheduler.files import WorkFolder
from scheduler.kinds.kind import ChannelBlock, ChannelKind
from scheduler.kinds.registry import kinds
from scheduler.problems import Problem, Text
from scheduler.reader.opening import load, unread
from scheduler.reader.parsing import read
from scheduler.reader.places import Places
from scheduler.reader.shape import meant, nearest, odd_characters, text_of, validate
from scheduler.settings.loading import hide_secrets, missing_logo
from scheduler.settings.messages import NO_LOGO, PUBLIC_SECRET
from scheduler.settings.model import Brand, Settings
from scheduler.settings.overriding import override
from scheduler.settings.public import public_folders, public_secrets
from scheduler.settings.week import SlotsSettings

FILE = "config/units.yaml"
_PROVINCES = tuple(ProvinceEntry.model_fields)


@dataclass(frozen=True, slots=True)
class Units:
    """The sound units, the province first; the ids of those that have a mistake; all problems of the file."""

    units: Mapping[UnitId, Unit]
    faulty: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    _entries: Mapping[str, Entry] = field(default_factory=dict)

    def problems_of(self, id_: str) -> list[Problem]:
        """What is wrong with the entry of that unit."""
        entry = self._entries.get(id_)
        return [hide_secrets(one) for one in entry.problems] if entry else []

    def key_of(self, problem: Problem, id_: str) -> str:
        """The key of that unit's entry below which *problem* lies; '' where it lies elsewhere."""
        entry = self._entries.get(id_)
        keys = [(entry.places.key(key), key) for key in entry.value] if entry else []
        at = problem.place.line, problem.place.column
        above = [((place.line, place.column), key) for place, key in keys if (place.line, place.column) <= at]
        return max(above)[1] if above and problem in self.problems_of(id_) else ""

    def unknown_declined(self, known: AbstractSet[str]) -> Iterator[Problem]:
        """A warning for each declined id that is not among the *known* ones of posts and campaigns."""
        for unit in self.units.values():
            if unit.declines <= known:
                continue
            entry = self._entries[unit.id]
            for number, id_ in enumerate(entry.value["declines"]):
                if id_ not in known:
                    yield entry.places.problem(
                        unit_messages.UNKNOWN_DECLINED, "declines", number, value=text_of(id_),
                        meant=meant(nearest(id_, known)),
                    )  # fmt: skip


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
        data = load(folder.config / "units.yaml", FILE)
        if not isinstance(data, Problem):
            return units_of(folder, settings, directory, data)
    except FileNotFoundError:
        return Units({PROVINCE: _province(settings)})
    except Exception as error:  # noqa: BLE001 - whatever lies there, the province's posts go on
        data = unread(FILE, error)
    return Units({PROVINCE: _province(settings)}, problems=(data,))


def units_of(folder: WorkFolder, settings: Settings, directory: Directory, data: bytes) -> Units:
    """The same of *data*, which the file holds or is to hold."""
    tree = Tree(read(FILE, data, items="units"))
    reader = _Reader(folder, settings, directory, tree)
    units = reader.units()
    faulty = frozenset(id_ for id_, entry in tree.entries.items() if not entry.is_sound) - {PROVINCE}
    problems = [*tree.problems, *(one for entry in tree.entries.values() for one in entry.problems)]
    problems.sort(key=lambda one: (one.place.line, one.place.column))
    return Units(units, faulty | tree.doubled, tuple(map(hide_secrets, problems)), tree.entries)


def _province(settings: Settings, entry: ProvinceEntry | None = None) -> Unit:
    return Unit(
        PROVINCE,
        (entry.name if entry else "") or settings.organisation,
        language=entry.language if entry else "vi",
        hotlines=entry.hotlines if entry else (),
        brand=settings.brand,
        channels=settings.channels,
        slots=settings.slots,
        counted=_counted(settings.channels),
    )


def _counted(channels: Mapping[str, ChannelBlock]) -> tuple[str, ...]:
    return tuple(block.counted for block in channels.values() if block.counted)


class _Reader:
    """Reads the entries of a tree as units, and notes in each what is wrong with it."""

    def __init__(self, folder: WorkFolder, settings: Settings, directory: Directory, tree: Tree) -> None:
        self._folder = folder
        self._settings = settings
        self._directory = directory
        self._tree = tree
        self._taken: dict[str, str] = {}  # page key or folder → the name of the unit that has it

    def units(self) -> dict[UnitId, Unit]:
        """The sound units, and those alone; notes what is wrong with the others."""
        province = self._read_province()
        lines = self._tree.lines(province.hotlines, self._directory.hotlines)
        units = {PROVINCE: province}
        for block in province.channels.values():
            self._taken |= dict.fromkeys((place.identity for place in block.own_places()), province.name)
        # An office's other pages come last: what they do not say is the office's.
        for id_, entry in sorted(self._tree.entries.items(), key=lambda one: one[1].is_page):
            unit = self._unit(UnitId(id_), entry, units, lines) if id_ != PROVINCE else None
            if unit is not None and entry.is_sound:
                units[unit.id] = unit
        self._check_secrets(units)
        return units

    def _check_secrets(self, units: dict[UnitId, Unit]) -> None:
        """Leave out a unit whose secret any website shows, or whose website shows the province's."""
        root, every = self._folder.root, units.copy()
        sites = public_folders(root, (block for unit in every.values() for block in unit.channels.values()))
        for id_, unit in every.items():
            for name, block in unit.channels.items() if id_ != PROVINCE else ():  # its own are told already
                theirs = public_folders(root, [block])
                found = [(name, *one) for one in public_secrets(root, block, sites)]
                for above, its in self._settings.with_secrets.items() if theirs else ():
                    found += [(above, *one) for one in public_secrets(root, its, theirs)]
                for whose, key, folder in found:
                    values = {"key": f"{whose}.{key}", "folder": folder}
                    self._tree.entries[id_].tell(PUBLIC_SECRET, name, key, **values)
                    units.pop(id_, None)

    def _read_province(self) -> Unit:
        """The province; a mistake in its entry leaves it as the settings have it."""
        entry = self._tree.entries.get(PROVINCE)
        if entry is None:
            return _province(self._settings)
        own = {key: found for key, found in entry.value.items() if key in _PROVINCES}
        known = unit_entry().model_fields.keys()
        for key in entry.value.keys() & known - own.keys():
            values = {"key": key, "known": ", ".join(_PROVINCES[1:])}
            entry.tell_of_key(unit_messages.NOT_THE_PROVINCES, key, **values)
        unknown = {key: found for key, found in entry.value.items() if key not in known}
        read_entry, wrong = validate(ProvinceEntry, own | unknown, entry.places)
        entry.problems += [*wrong, *odd_characters(entry.value, entry.places)]
        self._check_hotlines(entry)
        return _province(self._settings, read_entry if entry.is_sound else None)

    def _unit(
        self, id_: UnitId, entry: Entry, units: Mapping[UnitId, Unit], lines: Mapping[str, tuple[str, ...]]
    ) -> Unit | None:
        """The unit of *entry*; None when its keys cannot be read."""
        if not entry.is_read:
            return None
        read_entry, wrong = validate(unit_entry(), entry.value, entry.places)
        entry.problems += [*wrong, *odd_characters(entry.value, entry.places)]
        if id_ == ALL_UNITS:
            entry.tell(unit_messages.RESERVED_UNIT, "id", id=id_)
        self._check_hotlines(entry)
        office = units.get(UnitId(entry.parent)) if entry.is_page else None
        if entry.is_page and office is None and entry.is_sound:
            entry.tell(unit_messages.FAULTY_OFFICE, "office", value=entry.parent)
        if read_entry is None:
            return None
        base = office or units[PROVINCE]
        parent = self._tree.entries.get(entry.parent)
        above = base.name if entry.parent == PROVINCE or parent is None else parent.name
        return Unit(
            id_,
            read_entry.name,
            language=base.language if office and "language" not in entry.value else read_entry.language,
            parent=UnitId(entry.parent),
            above=office.above if office else above,
            office=office.name if office else "",
            hotlines=lines[id_],
            declines=frozenset(read_entry.declines),
            brand=self._brand(entry, read_entry, base),
            channels=(channels := self._channels(entry, read_entry, base)),
            slots=self._slots(entry, read_entry, base),
            counted=tuple(dict.fromkeys((*_counted(channels), *base.counted))),
        )

    def _check_hotlines(self, entry: Entry) -> None:
        keys = entry.value.get("hotlines", ())
        for number, key in enumerate(keys if isinstance(keys, list) else ()):
            if isinstance(key, str) and key not in self._directory.hotlines:
                message, values = unknown_hotline(key, self._directory)
                entry.tell(message, "hotlines", number, **values)

    def _brand(self, entry: Entry, own: UnitEntry, base: Unit) -> Brand | None:
        if own.brand is None:
            return base.brand
        places = self._below(entry, "brand")
        brand, wrong = override(Brand, own.brand, base.brand, places)
        entry.problems += wrong
        logo = own.brand.get("logo")
        missing = missing_logo(self._folder, brand.logo) if brand is not None and logo else {}
        if missing:
            entry.problems.append(places.problem(NO_LOGO, "logo", **missing))
        return brand

    def _slots(self, entry: Entry, own: UnitEntry, base: Unit) -> SlotsSettings | None:
        if own.slots is None:
            return base.slots
        places = self._below(entry, "slots")
        slots, wrong = override(SlotsSettings.whole(), own.slots, base.slots, places)
        entry.problems += wrong
        return slots

    def _channels(self, entry: Entry, own: UnitEntry, base: Unit) -> dict[str, ChannelBlock]:
        above = {**self._settings.channels, **base.channels}
        blocks = {
            kind.name: self._channel(kind, entry, getattr(own, kind.name), above.get(kind.name))
            for kind in kinds()
        }
        return {name: block for name, block in blocks.items() if block is not None}

    def _channel(
        self,
        kind: ChannelKind,
        entry: Entry,
        own: Mapping[str, object] | None,
        above: ChannelBlock | None,
    ) -> ChannelBlock | None:
        """The unit's own block of that *kind*; None where there is none, or it lacks what must be its own."""
        if own is None or self._lacks(kind, entry, own, last=False):
            return None
        places = self._below(entry, kind.name)
        block, wrong = override(kind.block, own, above, places)
        entry.problems += wrong
        if block is None or self._lacks(kind, entry, own, last=True):
            return None
        for place in block.own_places():
            self._take(entry, place.identity, places, place.key, place.shown)
        return block

    def _lacks(self, kind: ChannelKind, entry: Entry, own: Mapping[str, object], *, last: bool) -> bool:
        """Whether a key that must be the unit's own is absent; the first of those that are is told."""
        for needed in kind.own:
            absent = [key for key in needed.keys if key not in own] if needed.is_asked_last is last else []
            if absent:
                entry.tell_of_key(needed.message, kind.name, key=", ".join(absent))
                return True
        return False

    def _take(self, entry: Entry, place_key: str, places: Places, key: str, shown: Text) -> None:
        """Note that *entry* has that page, address or folder; the first one keeps it."""
        if place_key in self._taken:
            other = self._taken[place_key]
            entry.problems.append(places.problem(unit_messages.TAKEN, key, value=shown, other=other))
        else:
            self._taken[place_key] = entry.name

    def _below(self, entry: Entry, key: str) -> Places:
        return structs.replace(entry.places, root=(*entry.places.root, key))
