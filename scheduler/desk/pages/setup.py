"""The steps of the set-up, and how far each is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker

# In the order in which they are done.
STEPS = ("brand", "lines", "people", "facebook", "zalo", "website", "test", "first")
HOMES = ("website", "wordpress", "liferay")  # of which one is enough


@dataclass(frozen=True, slots=True)
class Facts:
    """What the steps' states are made of, beside what was read."""

    people: int  # who may log in
    later: Collection[str]  # the steps that were put off
    channels: Mapping[str, str]  # `open`, `half` or `done`, by name
    is_sound: bool | None  # what the last look over everything found; None: nobody looked
    is_practised: bool  # a post was


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


def connect_address(channel: str) -> str:
    """The page where that channel is connected."""
    step = "website" if channel in HOMES else channel
    return address_of(step) if step in STEPS else "/setup"


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
    if not facts.people:
        return False, say("su_people_none")
    return True, say("su_people_said", n=facts.people)


def _channel(names: tuple[str, ...], visit: Visit, facts: Facts) -> tuple[bool, str]:
    """Of several the one that is furthest."""
    say, states = speaker(visit.language), [facts.channels[name] for name in names]
    state = next((one for one in ("done", "half") if one in states), "open")
    return state == "done", say(f"su_channel_{state}")


def _test(visit: Visit, facts: Facts) -> tuple[bool, str]:
    say = speaker(visit.language)
    if facts.is_sound is None:
        return False, say("su_test_none")
    return facts.is_sound, say("su_test_sound" if facts.is_sound else "su_test_faulty")


def _first(visit: Visit, facts: Facts) -> tuple[bool, str]:
    say = speaker(visit.language)
    is_out = any(count[State.PUBLISHED] for count in visit.ledger.counts.values())
    is_done = facts.is_practised or is_out
    return is_done, say("su_first_done" if is_done else "su_first_open")


_STATES: Mapping[str, Callable[[Visit, Facts], tuple[bool, str]]] = {
    "brand": _brand,
    "lines": _lines,
    "people": _people,
    "facebook": partial(_channel, ("facebook",)),
    "zalo": partial(_channel, ("zalo",)),
    "website": partial(_channel, HOMES),
    "test": _test,
    "first": _first,
}
