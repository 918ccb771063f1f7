"""Turns: which post of the queue takes which slot. A slot is given out once, when it arrives.

(Derived anew from "now" instead, the head of the queue always moves on and is never due: tried.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from scheduler.calendar.model import ChannelName, Post, Unit
from scheduler.calendar.slots import give_out, slots_between
from scheduler.delivery.agenda import Agenda, Planned, Target
from scheduler.delivery.key import FIRST, Key
from scheduler.settings.closed import Closed
from scheduler.settings.week import Slots

HORIZON = timedelta(days=400)  # how far ahead a first turn is sought


@dataclass(frozen=True, slots=True)
class SlotRule:
    """When the queue may go out: in the slots of each unit's channel, in *zone*, but for the closed days; a
    slot less than *spacing* from a timed post of the same page is taken."""

    closed: Closed
    zone: ZoneInfo
    spacing: timedelta

    def next_slot(self, targets: Iterable[tuple[Unit, ChannelName]], after: datetime) -> datetime | None:
        """The first slot after *after* of any of *targets*, free or not."""
        patterns = {unit.slots_of(channel) for unit, channel in targets}
        firsts = (next(self.slots(pattern, after, after + HORIZON), None) for pattern in patterns)
        return min((first for first in firsts if first is not None), default=None)

    def slots(self, pattern: Slots, after: datetime, until: datetime) -> Iterator[datetime]:
        """The slots of *pattern* in (*after*, *until*]."""
        return slots_between(pattern, self.closed, self.zone, after, until)


class Queue:
    """Those who wait for a slot: *begun* are the deliveries that have had their turn."""

    def __init__(self, agenda: Agenda, rule: SlotRule, begun: Collection[Key]) -> None:
        self._agenda = agenda
        self._rule = rule
        self._waiting: dict[Target, list[Post]] = defaultdict(list)
        for post in agenda.queue:
            for unit, channel in agenda.targets(post):
                if Key(post.id, FIRST, unit, channel) not in begun:
                    self._waiting[unit, channel].append(post)

    def turns(self, after: datetime, until: datetime) -> list[Planned]:
        """Whose turn comes in (*after*, *until*], the earliest first."""
        given = chain.from_iterable(self._turns_of(target, after, until) for target in self._waiting)
        return sorted(given, key=lambda planned: planned.due)

    def next_turn(self, after: datetime) -> datetime | None:
        """When the first of them has a turn after *after*; None if nobody waits, or nobody's ever comes."""
        firsts = (next(self._turns_of(target, after, after + HORIZON), None) for target in self._waiting)
        return min((first.due for first in firsts if first), default=None)

    def _turns_of(self, target: Target, after: datetime, until: datetime) -> Iterator[Planned]:
        waiting = self._waiting[target]
        unit, channel = self._agenda.targets(waiting[0])[target], target[1]
        slots = self._rule.slots(unit.slots_of(channel), after, until)
        free = (slot for slot in slots if self._is_free(slot, target))
        for post, slot in give_out(waiting, free, lambda post: post.after):
            yield Planned(post, unit, channel, FIRST, slot)

    def _is_free(self, slot: datetime, target: Target) -> bool:
        spacing = self._rule.spacing
        return not any(
            abs(one.due - slot) < spacing and target in self._agenda.targets(one.post)
            for one in self._agenda.between(slot - spacing, slot + spacing)
        )
