"""The entries of config/units.yaml, and how they hang together: who is above whom, up to the province."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.calendar import unit_messages
from scheduler.calendar.entry import UnitsEntry, unit_entry
from scheduler.calendar.model import PROVINCE
from scheduler.problems import Message, Problem
from scheduler.reader.document import Document
from scheduler.reader.places import Places
from scheduler.reader.shape import meant, nearest, text_of, validate


@dataclass(slots=True)
class Entry:
    """One entry of the file: *value* as it was written, and what is wrong with it."""

    value: dict[str, Any]
    places: Places
    parent: str = PROVINCE
    is_page: bool = False  # another page of the office that is its *parent* here
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

    def tell(self, message: Message, *path: str | int, **values: object) -> None:
        """Note what is wrong with its value at *path*."""
        self.problems.append(self.places.problem(message, *path, post="", **values))

    def tell_of_key(self, message: Message, name: str, /, **values: object) -> None:
        """Note what is wrong with its key *name* itself."""
        self.problems.append(self.places.problem_at(message, self.places.key(name), post="", **values))


class Tree:
    """The entries by id, each with its parent; *doubled* are ids that several have, and so none.

    *problems* has what belongs to no entry.
    """

    def __init__(self, document: Document) -> None:
        self.problems: list[Problem] = list(document.problems)
        self.doubled: frozenset[str] = frozenset()
        self.entries = self._entries(document)
        self._tie()

    def lines(self, of_province: tuple[str, ...], known: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The *known* hotlines of each unit: its own, then those of the units above it."""
        lines: dict[str, tuple[str, ...]] = {PROVINCE: of_province}
        for id_ in self.entries:
            way = []
            while id_ not in lines:
                way.append(id_)
                id_ = self.entries[id_].parent  # noqa: PLW2901 - climbing
            for below in reversed(way):
                own = self.entries[below].value.get("hotlines", ())
                own = own if isinstance(own, list) else ()
                found = (key for key in own if isinstance(key, str) and key in known)
                lines[below] = tuple(dict.fromkeys((*found, *lines[self.entries[below].parent])))
        return lines

    def _entries(self, document: Document) -> dict[str, Entry]:
        """The entries by id, the unreadable and the doubled ones told and left out."""
        unread = {document.item_at(problem.place) for problem in document.problems if problem.is_error}
        if not isinstance(document.value, dict):
            if document.value is not None:
                self.problems.append(document.places.problem(unit_messages.UNITS_SHAPE))
            return {}
        root, wrong = validate(UnitsEntry, document.value, document.places)
        self.problems += wrong
        raw = document.value.get("units") if root is None else root.units
        entries: dict[str, Entry] = {}
        doubled: dict[str, list[Entry]] = {}
        for number, value in enumerate(raw if isinstance(raw, list) else ()):
            entry = Entry(value, document.at("units", number), is_read=number not in unread)
            id_ = value.get("id") if isinstance(value, dict) else None
            if not isinstance(value, dict):
                if entry.is_read:
                    self.problems.append(entry.places.problem(unit_messages.UNIT_SHAPE))
            elif not isinstance(id_, str):
                if entry.is_read:
                    self.problems += validate(unit_entry(), value, entry.places)[1]
            elif id_ in entries:
                doubled.setdefault(id_, [entries[id_]]).append(entry)
            else:
                entries[id_] = entry
        for id_, found in doubled.items():
            del entries[id_]
            self.problems += _duplicates(id_, found)
        self.doubled = frozenset(doubled)
        return entries

    def _tie(self) -> None:
        """Give each entry its parent, and break the circles."""
        guesses: dict[str, str] = {}
        for id_, entry in self.entries.items():
            key = "office" if isinstance(entry.value.get("office"), str) and id_ != PROVINCE else "parent"
            entry.is_page = key == "office"
            parent = entry.value.get(key, PROVINCE)
            if entry.is_page and "parent" in entry.value:
                entry.tell(unit_messages.OFFICE_AND_PARENT, "parent")
            if id_ == PROVINCE or not isinstance(parent, str) or parent == PROVINCE:
                continue
            above = self.entries.get(parent)
            if above is not None and "office" in above.value:
                entry.tell(unit_messages.PAGE_ABOVE, key, value=parent)
            elif parent in self.doubled or (parent in self.entries and not self.entries[parent].name):
                # What is below it would say that name in public.
                entry.tell(unit_messages.NAMELESS_PARENT, key, value=parent)
            elif parent in self.entries:
                entry.parent = parent
            else:
                if parent not in guesses:
                    guesses[parent] = nearest(parent, [PROVINCE, *self.entries])
                near = meant(guesses[parent])
                entry.tell(unit_messages.UNKNOWN_PARENT, key, value=text_of(parent), meant=near)
        for circle in _circles({id_: entry.parent for id_, entry in self.entries.items()}):
            shown = " → ".join([*circle[:5], "…", circle[0]] if len(circle) > 5 else [*circle, circle[0]])
            for id_ in circle:
                entry = self.entries[id_]
                entry.tell(unit_messages.CIRCLE, "parent", circle=shown)
                entry.parent = PROVINCE


def _duplicates(id_: str, entries: list[Entry]) -> Iterator[Problem]:
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
