"""One look at the desk by one reader: what is shown, as of when, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from scheduler.calendar.model import Post, PostId, Unit, UnitId
from scheduler.delivery.facts import Frozen
from scheduler.delivery.key import Key
from scheduler.delivery.records import Delivery
from scheduler.delivery.states import State
from scheduler.desk.asking import Asked
from scheduler.desk.people import OFFICE, Person
from scheduler.desk.reading import Reading
from scheduler.engine.standstill import Standstill
from scheduler.problems import Language

COOKIE = "lang"

States = Mapping[Key, Delivery]  # the ledger, as far as anything began


@dataclass(frozen=True)
class Visit:
    """All that a page is made from."""

    reading: Reading
    states: States
    now: datetime  # aware
    language: Language
    frozen: Frozen | None = None  # who stopped everything public, if somebody did
    standstill: Standstill | None = None  # why nothing is carried, if it is not
    version: str = ""  # of what is shown
    path: str = "/"
    query: Mapping[str, str] | None = None
    person: Person = OFFICE
    decides: bool = False  # whether people may decide here
    asked: Asked | None = None  # the approvals, where they are asked for

    @property
    def wanted(self) -> Mapping[str, str]:
        """The words of the address."""
        return self.query or {}

    def unit_of(self, post: Post) -> Unit:
        """For whom *post* is shown: the unit that the address names, if it publishes it; else the first."""
        units = self.reading.calendar.units
        chosen = units.get(UnitId(self.wanted.get("unit", "")))
        if chosen is not None and chosen in self.reading.calendar.units_of(post):
            return chosen
        return self.reading.unit_of(post)

    def held_of(self, post: PostId, *, beside: UnitId) -> int:
        """How many deliveries of *post* are held, that unit's own not counted."""
        return sum(row.key.unit != beside for row in self.held.get(post, ()))

    @cached_property
    def held(self) -> Mapping[PostId, list[Delivery]]:
        """What a person must decide about, by post."""
        found: dict[PostId, list[Delivery]] = {}
        for row in self.states.values():
            if row.state is State.HELD:
                found.setdefault(row.key.post, []).append(row)
        return found

    @property
    def language_chosen(self) -> bool:
        """Whether the reader has just asked for this language."""
        return self.wanted.get("lang") == self.language

    @property
    def other_language(self) -> str:
        """The address of the same page in the other language."""
        query = {**self.wanted, "lang": "vi" if self.language == "en" else "en"}
        return f"{self.path}?{urlencode(query)}"


def language_of(reading: Reading, query: Mapping[str, str], cookies: Mapping[str, str]) -> Language:
    """`?lang=`, else the one chosen before, else the office's."""
    for chosen in (query.get(COOKIE), cookies.get(COOKIE)):
        if chosen == "en":
            return "en"
        if chosen == "vi":
            return "vi"
    return reading.settings.language if reading.settings else "vi"
