"""Turns: which post of the queue, or else of the pool, takes which slot. A slot is given out once, when it
arrives.

(Derived anew from "now" instead, the head of the queue always moves on and is never due: tried.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from scheduler.calendar.model import ChannelName, Post, Unit
from scheduler.calendar.slots import give_out, slots_between
from scheduler.delivery.agenda import Agenda, Occurrence, Planned, Target, turn_of
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.pool import Pool, PoolState, Rest
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

    def day_of(self, instant: datetime) -> date:
        """The local day of *instant*."""
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Just before *day* begins; the end of all days, for the last."""
        return datetime.combine(day, time(), self.zone) - timedelta(microseconds=1)

    def slots(self, pattern: Slots, after: datetime, until: datetime) -> Iterator[datetime]:
        """The slots of *pattern* in (*after*, *until*]."""
        return slots_between(pattern, self.closed, self.zone, after, until)


class Queue:
    """Those who wait for a slot: *begun* are the deliveries that have had their turn. The posts of a *pool*
    take the slots that are left."""

    def __init__(
        self, agenda: Agenda, rule: SlotRule, begun: Collection[Key], pool: PoolState | None = None
    ) -> None:
        self._agenda = agenda
        self._rule = rule
        self._waiting: dict[Target, list[Post]] = defaultdict(list)
        self._pools: dict[Target, list[Post]] = defaultdict(list)
        self._state = pool
        for post in agenda.queue:
            for unit, channel in agenda.targets(post):
                if Key(post.id, FIRST, unit, channel) not in begun:
                    self._waiting[unit, channel].append(post)
        for post in agenda.pool if pool is not None else ():
            for target in agenda.targets(post):
                self._pools[target].append(post)

    def turns(self, after: datetime, until: datetime, *, pool_until: datetime | None = None) -> list[Planned]:
        """Whose turn comes in (*after*, *until*], the earliest first; of the pool up to *pool_until*."""
        given = chain.from_iterable(
            self._turns_of(target, after, until, pool_until or until) for target in self._targets
        )
        return sorted(given, key=lambda planned: planned.due)

    def next_turn(self, after: datetime) -> datetime | None:
        """When the first of them has a turn after *after*; None if nobody waits, or nobody's ever comes."""
        until = after + HORIZON
        firsts = (next(self._turns_of(target, after, until, until), None) for target in self._targets)
        return min((first.due for first in firsts if first), default=None)

    def unfilled(self, after: datetime, until: datetime) -> Iterator[tuple[Target, list[tuple[Post, Rest]]]]:
        """The places whose pool fills no slot in (*after*, *until*] though one is left there; and how each
        post of it stands on the first such day."""
        for target in self._pools:
            unit = self._unit_of(target)
            left = list(self._free(unit, target, after, until))[len(self._waiting.get(target, ())) :]
            if left and not any(one.post.turn for one in self._turns_of(target, after, until, until)):
                stand = self._pool(target).rests(left[0].date())
                yield target, [(post, rest) for post, rest in stand if rest is not None]

    @property
    def _targets(self) -> list[Target]:
        return list(dict.fromkeys((*self._waiting, *self._pools)))

    def _turns_of(
        self, target: Target, after: datetime, until: datetime, pool_until: datetime
    ) -> Iterator[Planned]:
        waiting, pool = self._waiting.get(target, []), None
        if target in self._pools:
            pool = self._pool(target)
            if not waiting:
                until = min(until, pool_until)
                after = max(after, self._rule.start_of(pool.opens(self._rule.day_of(after))))
        unit, channel = self._unit_of(target), target[1]
        slots = self._free(unit, target, after, until)
        fill = None
        if pool is not None:
            fill = lambda slot: pool.take(slot.date()) if slot <= pool_until else None  # noqa: E731
        for post, slot in give_out(waiting, slots, lambda post: post.after, fill):
            turn = turn_of(post, slot) if post.evergreen else Occurrence(post, FIRST, slot)
            yield Planned(turn.post, unit, channel, turn.name, slot)

    def _pool(self, target: Target) -> Pool:
        return Pool(target, self._pools[target], self._state or PoolState())

    def _unit_of(self, target: Target) -> Unit:
        post = (self._waiting.get(target) or self._pools[target])[0]
        return self._agenda.targets(post)[target]

    def _free(self, unit: Unit, target: Target, after: datetime, until: datetime) -> Iterator[datetime]:
        slots = self._rule.slots(unit.slots_of(target[1]), after, until)
        return (slot for slot in slots if self._is_free(slot, target))

    def _is_free(self, slot: datetime, target: Target) -> bool:
        spacing = self._rule.spacing
        return not any(
            abs(one.due - slot) < spacing and target in self._agenda.targets(one.post)
            for one in self._agenda.between(slot - spacing, slot + spacing)
        )
