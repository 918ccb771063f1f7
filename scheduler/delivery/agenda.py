"""The agenda: what a calendar plans, in the order of time, unfolded to units and channels when asked.

A province's month for 3,321 communes is 31 occurrences here, not 200,000 deliveries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from msgspec.structs import replace

from scheduler.calendar.model import Calendar, ChannelName, Post, PostId, Unit, UnitId
from scheduler.calendar.slots import occurrences
from scheduler.delivery.key import FIRST, Key

Target = tuple[UnitId, ChannelName]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a post, for all its units and channels; *due* is aware."""

    post: Post
    name: str  # `first`, or the local date
    due: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence of a post to one unit's channel, as the calendar plans it; *due* is aware."""

    post: Post
    unit: Unit
    channel: ChannelName
    occurrence: str
    due: datetime

    @property
    def key(self) -> Key:
        """What its delivery is called."""
        return Key(self.post.id, self.occurrence, self.unit.id, self.channel)


class Agenda:
    """All that a calendar plans for the channels that its units have. Never changes.

    *occurrences* are those with a time, in its order; *queue* has the posts that wait for a slot, *pool*
    those that fill the slots which are left, again and again, both in the order of the calendar; *statements*
    lie prepared, and are planned for no time at all.
    """

    def __init__(self, calendar: Calendar) -> None:
        ready = [post for post in calendar.posts if post.status == "ready"]
        self.calendar = calendar
        self.occurrences = sorted(
            (Occurrence(post, name, due) for post in ready if post.at for name, due in occurrences(post)),
            key=_instant,
        )
        self.queue = tuple(post for post in ready if post.is_queued)
        self.pool = tuple(post for post in ready if post.evergreen and post.at is None)
        self.statements = tuple(post for post in calendar.posts if post.is_statement)
        self._times = [_instant(occurrence) for occurrence in self.occurrences]
        self._due = {(one.post.id, one.name): one.due for one in self.occurrences}
        self._posts = {post.id: post for post in (*ready, *self.statements)}
        self._targets: dict[PostId, dict[Target, Unit]] = {}

    def targets(self, post: Post) -> Mapping[Target, Unit]:
        """The units' channels that *post* goes to, each with its unit, in order."""
        found = self._targets.get(post.id)
        if found is None:
            found = self._targets[post.id] = {
                (unit.id, channel): unit
                for unit in self.calendar.units_of(post)
                for channel in post.channels
                if unit.has_channel(channel)
            }
        return found

    def post(self, post: PostId) -> Post | None:
        """The post of that id, if it is there and no draft."""
        return self._posts.get(post)

    def family(self, post: PostId) -> frozenset[str]:
        """The posts that were parted from one series with *post*, itself and the series among them."""
        own = self._posts.get(post)
        name = own.family if own else post
        return frozenset((post, name, *(one.id for one in self.calendar.posts if one.continues == name)))

    def find(self, key: Key, slot: datetime | None = None) -> Planned | None:
        """The planned delivery of that key; *slot* is the time that a queued post was given.

        None if the calendar no longer has it, or only as a draft.
        """
        post = self._posts.get(key.post)
        unit = self.targets(post).get((key.unit, key.channel)) if post else None
        if post is None or unit is None:
            return None
        due = self._due.get((key.post, key.occurrence))
        if due is None and post.at is None and key.occurrence == FIRST:
            due = slot
        if due is None and post.evergreen and slot is not None and is_day(key.occurrence):
            return Planned(on_its_turn(post, key.occurrence), unit, key.channel, key.occurrence, slot)
        return None if due is None else Planned(post, unit, key.channel, key.occurrence, due)

    def unfold(self, occurrence: Occurrence) -> Iterator[Planned]:
        """Its delivery to each unit's channel."""
        for (_, channel), unit in self.targets(occurrence.post).items():
            yield Planned(occurrence.post, unit, channel, occurrence.name, occurrence.due)

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """The occurrences due after *after* and not after *until*."""
        return self.occurrences[self._place(after) : self._place(until)]

    def after(self, now: datetime) -> list[Occurrence]:
        """The occurrences due after *now*."""
        return self.occurrences[self._place(now) :]

    def next_after(self, now: datetime) -> datetime | None:
        """The first due time after *now*; slots of the queue do not count."""
        place = self._place(now)
        return self._times[place] if place < len(self._times) else None

    def __len__(self) -> int:
        """How many deliveries it plans, the queued ones included."""
        posts = [*(occurrence.post for occurrence in self.occurrences), *self.queue, *self.pool]
        return sum(len(self.targets(post)) for post in posts)

    def _place(self, instant: datetime) -> int:
        return bisect_right(self._times, instant)


def turn_of(post: Post, slot: datetime) -> Occurrence:
    """The turn of a post of the pool at *slot*, which is in the office's zone: called by its day."""
    name = slot.date().isoformat()
    return Occurrence(on_its_turn(post, name), name, slot)


def on_its_turn(post: Post, name: str) -> Post:
    """*post* of the pool as it looks on that turn."""
    return replace(post, turn=name)


def is_day(name: str) -> bool:
    """Whether an occurrence of that name is called by its day."""
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _instant(occurrence: Occurrence) -> datetime:
    # Two times of one zone compare by the wall clock, which falls back once a year in some.
    return occurrence.due.astimezone(UTC)
