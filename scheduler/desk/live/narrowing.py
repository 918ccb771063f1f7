"""What somebody is shown who looks after some units alone: calendar and ledger without what is others'."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from scheduler.calendar.model import Calendar, ChannelName, Post, PostId, UnitId
from scheduler.delivery.approvals import Decision
from scheduler.delivery.facts import Frozen
from scheduler.delivery.follow_ups import FollowUp
from scheduler.delivery.key import Key
from scheduler.delivery.records import Delivery, Event, PausedPage
from scheduler.delivery.states import State
from scheduler.desk.live.pool import PoolView
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import MOST_GIVEN, Rows, Snapshot
from scheduler.engine.standstill import Standstill
from scheduler.problems import Text
from scheduler.queries.by_hand import Given, count_to_do, given_to_persons
from scheduler.queries.comments import Flagged, Unreadable
from scheduler.queries.deliveries import URGENT, Summary
from scheduler.queries.former import Former
from scheduler.queries.remarks import Asked, open_remarks
from scheduler.settings.model import Settings

_MOST_POSTS = 10_000  # whose remarks are asked for together: the latest by their time
_MOST = 64  # readers of different units whose parts are at hand


class NarrowSnapshot(Snapshot):
    """*whole*, as far as it tells of the units and posts of a narrowed *reading*.

    Every answer of a `Snapshot` is given here anew: one that is forgotten would tell of all units, which a
    test looks for.
    """

    def __init__(self, whole: Snapshot, reading: Reading) -> None:
        super().__init__(whole.book, whole.revision)
        self._whole = whole
        self._reading = reading
        units = reading.calendar.units
        self._units = frozenset(units)
        self._pages = {block.page_key for unit in units.values() for block in unit.channels.values()}

    def _is_seen(self, post: str) -> bool:
        return self._reading.post(post) is not None

    def _is_hers(self, post: str) -> bool:
        found = self._reading.post(post)
        return found is not None and set(found.units) <= self._units

    def written_since(self, former: Snapshot) -> Collection[PostId] | None:
        """As of the whole, without other posts."""
        if not isinstance(former, NarrowSnapshot):
            return None
        found = self._whole.written_since(former._whole)
        return found if found is None else {post for post in found if self._is_seen(post)}

    def rows(self, post: PostId, unit: UnitId) -> Rows:
        """Of her units."""
        return self._whole.rows(post, unit) if unit in self._units else {}

    def ask_rows(self, posts: Iterable[PostId], unit: UnitId) -> None:
        """Of her units."""
        if unit in self._units:
            self._whole.ask_rows(posts, unit)

    def decisions(self, post: PostId) -> Sequence[Decision]:
        """About posts that she sees."""
        return self._whole.decisions(post) if self._is_seen(post) else ()

    def ask_decisions(self, posts: Iterable[PostId]) -> None:
        """About posts that she sees."""
        self._whole.ask_decisions([post for post in posts if self._is_seen(post)])

    def former(self, post: PostId) -> Former | None:
        """Of a post that was her units' too."""
        return self._whole.former(post) if self.counts_of(post) else None

    def remarks_on(self, post: PostId) -> Sequence[Asked]:
        """On posts that are hers alone: what is said about others' may be about others."""
        return self._whole.remarks_on(post) if self._is_hers(post) else ()

    def open_remarks(self, person: str) -> Sequence[Asked]:
        """The same of those that are open."""
        hers = [post.id for post in self._reading.posts if self._is_hers(post.id)]
        return open_remarks(self._ledger, person, hers[-_MOST_POSTS:]) if self._ledger else ()

    def count_remarks(self, person: str) -> int:
        """How many of those name her."""
        return sum(not person or person in one.people for one in self.open_remarks(person))

    def dead_links(self, post: Post) -> tuple[str, ...]:
        """Of a post that she sees."""
        return self._whole.dead_links(post) if self._is_seen(post.id) else ()

    def row(self, key: Key) -> Summary | None:
        """Of her units."""
        return self._whole.row(key) if key.unit in self._units else None

    def events(self, key: Key) -> list[Event]:
        """Of her units."""
        return self._whole.events(key) if key.unit in self._units else []

    def latest(
        self, at_most: int, *, states: Collection[State] = (), unit: str = "", post: str = ""
    ) -> Sequence[Summary]:
        """Of her units, in the order of the whole."""
        units = [unit] if unit else sorted(self._units)
        found = [
            row
            for one in units
            if one in self._units
            for row in self._whole.latest(at_most, states=states, unit=one, post=post)
        ]
        return sorted(found, key=_urgency)[:at_most] if len(units) > 1 else found

    def states_of(self, post: PostId) -> set[tuple[str, State]]:
        """Of a post that she sees, for whatever unit: what is out anywhere is no more moved."""
        return self._whole.states_of(post) if self._is_seen(post) else set()

    def has_begun(self, post: PostId) -> bool:
        """Of any post: it keeps ids apart."""
        return self._whole.has_begun(post)

    def still_public(self, now: datetime) -> Mapping[tuple[UnitId, ChannelName], Sequence[Summary]]:
        """Of her units."""
        found = self._whole.still_public(now)
        return {key: rows for key, rows in found.items() if key[0] in self._units}

    def advice(self, settings: Settings, calendar: Calendar, now: datetime) -> Sequence[Text]:
        """Nothing: the office's figures are of all units."""
        del settings, calendar, now
        return ()

    def scheduled(self, now: datetime) -> Sequence[Delivery]:
        """Of her units."""
        return [row for row in self._whole.scheduled(now) if row.key.unit in self._units]

    def given(self, key: Key) -> Given | None:
        """Of her units."""
        return self._whole.given(key) if key.unit in self._units else None

    def comments(self, since: datetime) -> Sequence[Flagged]:
        """Below her units' posts."""
        return [one for one in self._whole.comments(since) if one.key.unit in self._units]

    def unread_comments(self) -> Mapping[str, Unreadable]:
        """Of her units' pages."""
        return {page: why for page, why in self._whole.unread_comments().items() if page in self._pages}

    def counts_of(self, post: str) -> Mapping[UnitId, Counter[State]]:
        """Of her units."""
        return self._of_hers(self._whole.counts_of(post))

    @cached_property
    def frozen(self) -> Frozen | None:
        """It stops everybody."""
        return self._whole.frozen

    @cached_property
    def standstill(self) -> Standstill | None:
        """It stops everybody."""
        return self._whole.standstill

    @cached_property
    def paused(self) -> Mapping[str, PausedPage]:
        """Of her units' pages."""
        return {page: one for page, one in self._whole.paused.items() if page in self._pages}

    @cached_property
    def changes(self) -> Mapping[PostId, Mapping[Key, FollowUp]]:
        """Of her units."""
        found = {
            post: {key: one for key, one in each.items() if key.unit in self._units}
            for post, each in self._whole.changes.items()
        }
        return {post: each for post, each in found.items() if each}

    @cached_property
    def by_hand(self) -> Sequence[Given]:
        """Of her units."""
        return given_to_persons(self._ledger, MOST_GIVEN, self._units) if self._ledger else ()

    @cached_property
    def to_do_by_hand(self) -> int:
        """Of her units."""
        return count_to_do(self._ledger, self._units) if self._ledger else 0

    @cached_property
    def comments_unseen(self) -> int:
        """None: the page of comments is not hers."""
        return 0

    @cached_property
    def counts(self) -> Mapping[UnitId, Counter[State]]:
        """Of her units."""
        return self._of_hers(self._whole.counts)

    @cached_property
    def held(self) -> Mapping[PostId, Counter[UnitId]]:
        """Of her units."""
        found = {
            post: Counter({unit: count for unit, count in counts.items() if unit in self._units})
            for post, counts in self._whole.held.items()
        }
        return {post: counts for post, counts in found.items() if counts}

    def _of_hers(self, found: Mapping[UnitId, Counter[State]]) -> Mapping[UnitId, Counter[State]]:
        return {unit: counts for unit, counts in found.items() if unit in self._units}


def _urgency(row: Summary) -> tuple[int, float]:
    rank = URGENT.index(row.state) if row.state in URGENT else len(URGENT)
    return rank, -row.due.timestamp()


class Narrowing:
    """Makes the parts of a reading and of a ledger; each is kept while both are the same. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readings: OrderedDict[frozenset[str], tuple[Reading, Reading]] = OrderedDict()
        self._snapshots: OrderedDict[frozenset[str], tuple[Snapshot, Reading, NarrowSnapshot]] = OrderedDict()

    def reading(self, whole: Reading, units: frozenset[str]) -> Reading:
        """*whole* as somebody is shown it who looks after *units*."""
        with self._lock:
            known = self._readings.pop(units, None)
            if known is None or known[0] is not whole:
                known = whole, whole.narrowed(units)
            self._readings[units] = known
            while len(self._readings) > _MOST:
                self._readings.popitem(last=False)
            return known[1]

    def ledger(self, whole: Snapshot, reading: Reading, units: frozenset[str]) -> NarrowSnapshot:
        """The same of the ledger; *reading* is hers."""
        with self._lock:
            known = self._snapshots.pop(units, None)
            if known is None or known[0] is not whole or known[1] is not reading:
                known = whole, reading, NarrowSnapshot(whole, reading)
            self._snapshots[units] = known
            while len(self._snapshots) > _MOST:
                self._snapshots.popitem(last=False)
            return known[2]


def narrow_pool(view: PoolView, reading: Reading) -> PoolView:
    """*view* without other posts."""
    slots = {post: slot for post, slot in view.slots.items() if reading.post(post)}
    return replace(
        view, slots=slots, told={post: why for post, why in view.told.items() if reading.post(post)}
    )
