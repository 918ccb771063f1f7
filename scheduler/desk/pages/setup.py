"""The steps of the set-up, and how far each is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker

STEPS = ("brand", "lines", "people")  # in the order in which they are done


@dataclass(frozen=True, slots=True)
class Facts:
    """What the steps' states are made of, beside what was read."""

    people: int  # who may log in
    later: Collection[str]  # the steps that were put off


@dataclass(frozen=True, slots=True)
class Step:
    """One step, in the reader's language."""

    name: str
    number: int
    title: str
    state: Literal["done", "open", "later"]
    said: str

    @property
    def address(self) -> str:
        """Its page."""
        return address_of(self.name)


def address_of(name: str) -> str:
    """The page of that step."""
    return f"/setup/{name}"


def steps_of(visit: Visit, facts: Facts) -> list[Step]:
    """All of them."""
    say = speaker(visit.language)
    steps = []
    for number, name in enumerate(STEPS, 1):
        is_done, said = _STATES[name](visit, facts)
        state: Literal["done", "open", "later"] = (
            "done" if is_done else "later" if name in facts.later else "open"
        )
        steps.append(Step(name, number, say(f"su_{name}"), state, said))
    return steps


def _brand(visit: Visit, _: Facts) -> tuple[bool, str]:
    settings, say = visit.reading.settings, speaker(visit.language)
    if settings is None or settings.brand is None:
        return False, say("su_brand_open")
    return True, settings.organisation


def _lines(visit: Visit, _: Facts) -> tuple[bool, str]:
    say, lines = speaker(visit.language), visit.reading.calendar.hotlines.values()
    left = sum(not line.is_verified(visit.today) for line in lines)
    if not lines:
        return False, say("su_lines_none")
    if left:
        return False, say("su_lines_open", n=len(lines), left=left)
    return True, say("su_lines_said", n=len(lines))


def _people(visit: Visit, facts: Facts) -> tuple[bool, str]:
    say = speaker(visit.language)
    return bool(facts.people), say("su_people_said", n=facts.people) if facts.people else say(
        "su_people_none"
    )


_STATES = {"brand": _brand, "lines": _lines, "people": _people}
