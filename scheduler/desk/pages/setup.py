"""The steps of the set-up, and how far each is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.overview import EMERGENCY
from scheduler.desk.pages.texts import speaker
from scheduler.settings.week import WEEK, SlotsSettings

# In the order in which they are done.
STEPS = ("brand", "lines", "people", "facebook", "zalo", "website", "test", "first")
MORE = ("approval", "receivers", "slots", "units")  # what not every office needs, in no order
HOMES = ("website", "wordpress", "liferay")  # of which one is enough


@dataclass(frozen=True, slots=True)
class Facts:
    """What the steps' states are made of, beside what was read."""

    people: int  # who may log in
    approvers: int
    told: int  # people who get messages
    later: Collection[str]  # the steps that were put off
    channels: Mapping[str, str]  # `open`, `half` or `done`, by name
    is_sound: bool | None  # what the last look over everything found; None: nobody looked
    is_practised: bool  # a post was


@dataclass(frozen=True, slots=True)
class Step:
    """One step, in the reader's language; one of `MORE` has the number 0."""

    name: str
    number: int
    title: str
    state: Literal["done", "open", "later", "unused"]
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


def more_of(visit: Visit, facts: Facts) -> list[Step]:
    """What not every office needs, each as it stands."""
    say, steps = speaker(visit.language), []
    for name in MORE:
        is_used, said = _STATES[name](visit, facts)
        steps.append(Step(name, 0, say(f"su_{name}"), "done" if is_used else "unused", said))
    return steps


def _approval(visit: Visit, facts: Facts) -> tuple[bool, str]:
    say, settings = speaker(visit.language), visit.reading.settings
    if settings is None or settings.approval != "required":
        return False, say("su_approval_none")
    return True, say("su_approval_some", n=facts.approvers) if facts.approvers else say("su_approval_here")


def _receivers(visit: Visit, facts: Facts) -> tuple[bool, str]:
    say, settings = speaker(visit.language), visit.reading.settings
    alerts = settings.alerts if settings else None
    count = facts.told + sum(bool(one) for one in ((alerts.to, alerts.leader) if alerts else ()))
    return bool(count), say("su_receivers_some", n=count) if count else say("su_receivers_none")


def _units(visit: Visit, _: Facts) -> tuple[bool, str]:
    say, count = speaker(visit.language), len(visit.reading.calendar.units) - 1  # the office itself
    return count > 0, say("su_units_some", n=count) if count > 0 else say("su_units_none")


def _slots(visit: Visit, _: Facts) -> tuple[bool, str]:
    say, settings = speaker(visit.language), visit.reading.settings
    slots = settings.slots if settings else None
    if slots is None:
        return False, say("su_slots_none")
    hours = hours_of(slots)
    return bool(hours), hours or say("su_slots_none")


def hours_of(slots: SlotsSettings | None) -> str:
    """All hours that some day of the week has: “07:30, 19:30”; '' for none."""
    keys = slots.model_fields_set & set(WEEK) if slots else ()
    times = sorted({time for key in keys for time in getattr(slots, key) or ()})
    return ", ".join(f"{time:%H:%M}" for time in times)


def _brand(visit: Visit, _: Facts) -> tuple[bool, str]:
    settings, say = visit.reading.settings, speaker(visit.language)
    if settings is None or settings.brand is None:
        return False, say("su_brand_open")
    return True, settings.organisation


def _lines(visit: Visit, _: Facts) -> tuple[bool, str]:
    say, lines = speaker(visit.language), visit.reading.calendar.hotlines.values()
    called = [line for line in lines if line.is_verified(visit.today)]
    left = len(lines) - len(called)
    if not lines:
        return False, say("su_lines_none")
    if left and any(len(line.number) != EMERGENCY for line in called):  # her own, or one like it
        return True, say("su_lines_left", left=left)
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
    "approval": _approval,
    "receivers": _receivers,
    "slots": _slots,
    "units": _units,
    "test": _test,
    "first": _first,
}
