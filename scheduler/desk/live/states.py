"""What the ledger says, for pages that look: read as far as it is shown, and anew once it was written to."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL

from scheduler.calendar.model import Calendar, ChannelName, Post, PostId, UnitId
from scheduler.clock import Clock
from scheduler.delivery.approvals import Decision
from scheduler.delivery.facts import Frozen
from scheduler.delivery.follow_ups import FollowUp
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.outside_reasons import Found
from scheduler.delivery.records import Delivery, Event, PausedPage
from scheduler.delivery.states import State
from scheduler.delivery.store import Where
from scheduler.engine.advising import advice
from scheduler.engine.links import links_of
from scheduler.engine.standstill import Standstill, recorded
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text
from scheduler.queries.by_hand import Given, count_to_do, given, given_to_persons
from scheduler.queries.changes import open_changes
from scheduler.queries.comments import Flagged, Unreadable, count_unseen, flagged, unreadable
from scheduler.queries.deliveries import (
    Counts,
    Summary,
    counts,
    counts_of,
    held_by_post,
    latest,
    of_posts,
    states_of_post,
    summary,
)
from scheduler.queries.former import Former, former
from scheduler.queries.insights import Came, came_of
from scheduler.queries.outside import links_known
from scheduler.queries.public import still_public
from scheduler.queries.remarks import Asked, count_open, open_remarks, remarks_on
from scheduler.queries.revision import Revision, changed_posts, revision
from scheduler.settings.model import Settings

_log = logging.getLogger(__name__)

Rows = Mapping[tuple[str, ChannelName], Summary]  # of one post for one unit, by date and channel
_File = tuple[Where, int, int]  # where a ledger is, and which file lies there

_NONE: Rows = {}
_MOST_KEPT = 100_000  # posts of units
MOST_GIVEN = 100  # of what is to do by hand, and as many of what is done
_MOST_PAGES = 50  # of deliveries


class Snapshot:
    """The ledger at one revision, or later: each answer is kept, and was asked for after the revision was.

    Without a ledger nothing has begun. May be asked from any thread.
    """

    def __init__(
        self,
        ledger: Ledger | None = None,
        at: Revision = Revision(),  # noqa: B008 - frozen
        former_counts: Counts | None = None,
    ) -> None:
        self.revision = at
        self._ledger = ledger
        self._former_counts = former_counts
        self._rows: dict[tuple[UnitId, PostId], Rows] = {}
        self._decisions: dict[PostId, Sequence[Decision]] = {}
        self._former: dict[PostId, Former | None] = {}
        self._advice: tuple[Calendar, date, Sequence[Text]] | None = None
        self._latest: dict[tuple[object, ...], Sequence[Summary]] = {}

    @property
    def book(self) -> Ledger | None:
        """The ledger itself, for what is asked of it as a whole."""
        return self._ledger

    def at(self, now: Revision) -> Snapshot:
        """The same ledger at a later revision; what was not written about meanwhile is not asked again."""
        if self._ledger is None:
            return Snapshot()
        changed = changed_posts(self._ledger, self.revision, now)
        later = Snapshot(self._ledger, now, self._former_counts if changed is not None else None)
        later._advice = self._advice  # of the day: a line more does not change it
        if changed is not None and len(self._rows) < _MOST_KEPT:
            later._rows = {key: rows for key, rows in self._rows.copy().items() if key[1] not in changed}
            later._decisions = {
                post: said for post, said in self._decisions.copy().items() if post not in changed
            }
            later._former = {post: was for post, was in self._former.copy().items() if post not in changed}
        return later

    def written_since(self, former: Snapshot) -> Collection[PostId] | None:
        """The posts of which anything was written since *former*; None: anything may be another."""
        if self._ledger is None or self._ledger is not former.book:
            return None
        return changed_posts(self._ledger, former.revision, self.revision)

    def rows(self, post: PostId, unit: UnitId) -> Rows:
        """What has begun of *post* for that unit."""
        self.ask_rows([post], unit)
        return self._rows.get((unit, post), _NONE)

    def ask_rows(self, posts: Iterable[PostId], unit: UnitId) -> None:
        """Let the rows of *posts* be at hand, asked for together."""
        wanted = [post for post in posts if (unit, post) not in self._rows]
        if self._ledger is None or not wanted:
            return
        found = of_posts(self._ledger, wanted, unit)
        for post in wanted:
            self._rows[unit, post] = {
                (row.key.occurrence, row.key.channel): row for row in found.get(post, ())
            } or _NONE

    def decisions(self, post: PostId) -> Sequence[Decision]:
        """All that was decided about *post*, oldest first."""
        self.ask_decisions([post])
        return self._decisions.get(post, ())

    def ask_decisions(self, posts: Iterable[PostId]) -> None:
        """Let the decisions about *posts* be at hand, asked for together."""
        wanted = [post for post in posts if post not in self._decisions]
        if self._ledger is None or not wanted:
            return
        found = self._ledger.approvals(wanted)
        self._decisions.update((post, found.get(post, ())) for post in wanted)

    def former(self, post: PostId) -> Former | None:
        """What *post* was called, and when it was to go out; None: nothing of it ever began."""
        if self._ledger is not None and post not in self._former:
            self._former[post] = former(self._ledger, post)
        return self._former.get(post)

    def remarks_on(self, post: PostId) -> Sequence[Asked]:
        """What colleagues said about *post*, oldest first."""
        return remarks_on(self._ledger, post) if self._ledger else ()

    def open_remarks(self, person: str) -> Sequence[Asked]:
        """What they still ask each other, of all posts, and *person* first."""
        return open_remarks(self._ledger, person) if self._ledger else ()

    def count_remarks(self, person: str) -> int:
        """How many of those name *person*; '' counts all."""
        return count_open(self._ledger, person) if self._ledger else 0

    def dead_links(self, post: Post) -> tuple[str, ...]:
        """The links of *post* that lead nowhere, as far as somebody asked."""
        found = links_known(self._ledger, links_of(post)) if self._ledger else {}
        return tuple(link for link, one in found.items() if one.found is Found.DEAD)

    def came_of(self, rows: Iterable[Summary]) -> Mapping[int, Came]:
        """What came of them, by their numbers; asked each time, for figures are no lines of the book."""
        channels = {row.id: row.key.channel for row in rows}
        return came_of(self._ledger, channels) if self._ledger and channels else {}

    def row(self, key: Key) -> Summary | None:
        """The delivery of that key, if it has begun."""
        return summary(self._ledger, key) if self._ledger else None

    def events(self, key: Key) -> list[Event]:
        """Its lines of the book, oldest first."""
        return self._ledger.events(key) if self._ledger else []

    def latest(
        self, at_most: int, *, states: Collection[State] = (), unit: str = "", post: str = ""
    ) -> Sequence[Summary]:
        """So many deliveries; see `queries.latest`."""
        if self._ledger is None:
            return []
        asked = (at_most, tuple(states), unit, post)
        found = self._latest.get(asked)
        if found is None:
            found = latest(self._ledger, at_most, states=states, unit=unit, post=post)
            if len(self._latest) < _MOST_PAGES:
                self._latest[asked] = found
        return found

    def states_of(self, post: PostId) -> set[tuple[str, State]]:
        """In which states each date of *post* stands, for whatever unit."""
        return states_of_post(self._ledger, post) if self._ledger else set()

    def has_begun(self, post: PostId) -> bool:
        """Whether the ledger knows anything of *post*."""
        return bool(self._ledger and self._ledger.history.begun_posts([post]))

    @cached_property
    def frozen(self) -> Frozen | None:
        """Who stopped everything public, if somebody did."""
        return self._ledger.frozen if self._ledger else None

    def still_public(self, now: datetime) -> Mapping[tuple[UnitId, ChannelName], Sequence[Summary]]:
        """What became public in the last days and stands there still, by unit and channel."""
        return still_public(self._ledger, now) if self._ledger else {}

    def advice(self, settings: Settings, calendar: Calendar, now: datetime) -> Sequence[Text]:
        """What the office's own figures say; worked out once a day, and for each calendar."""
        if self._ledger is None:
            return ()
        day = now.date()
        if self._advice is None or self._advice[0] is not calendar or self._advice[1] != day:
            self._advice = calendar, day, advice(self._ledger, settings, calendar, now)
        return self._advice[2]

    def scheduled(self, now: datetime) -> Sequence[Delivery]:
        """What the channels' own schedulers hold."""
        return self._ledger.scheduled(now) if self._ledger else []

    @cached_property
    def standstill(self) -> Standstill | None:
        """Why nothing is carried, as whoever carries noted it."""
        return recorded(self._ledger) if self._ledger else None

    @cached_property
    def paused(self) -> Mapping[str, PausedPage]:
        """The pages where nothing goes out just now, and why."""
        return self._ledger.paused() if self._ledger else {}

    @cached_property
    def changes(self) -> Mapping[PostId, Mapping[Key, FollowUp]]:
        """What is still to be done with what is public."""
        return open_changes(self._ledger) if self._ledger else {}

    @cached_property
    def by_hand(self) -> Sequence[Given]:
        """What persons have to post by hand, what is still to do first."""
        return given_to_persons(self._ledger, MOST_GIVEN) if self._ledger else []

    @cached_property
    def to_do_by_hand(self) -> int:
        """How many of them are still to do."""
        return count_to_do(self._ledger) if self._ledger else 0

    def given(self, key: Key) -> Given | None:
        """The delivery of that key, if a person has it."""
        return given(self._ledger, key) if self._ledger else None

    def comments(self, since: datetime) -> Sequence[Flagged]:
        """What somebody should look at below posts, asked anew each time: its words end by themselves."""
        return flagged(self._ledger, since) if self._ledger else []

    def unread_comments(self) -> Mapping[str, Unreadable]:
        """The pages whose comments cannot be read."""
        return unreadable(self._ledger) if self._ledger else {}

    @cached_property
    def comments_unseen(self) -> int:
        """How many of them nobody has seen yet."""
        return count_unseen(self._ledger) if self._ledger else 0

    @cached_property
    def counts(self) -> Mapping[UnitId, Counter[State]]:
        """How many deliveries of each unit stand in each state."""
        if self._ledger is None:
            return {}
        found = self._former_counts = counts(self._ledger, self._former_counts)
        return found.of_unit

    def counts_of(self, post: str) -> Mapping[UnitId, Counter[State]]:
        """The same of one post."""
        return counts_of(self._ledger, PostId(post)) if self._ledger else {}

    @cached_property
    def held(self) -> Mapping[PostId, Counter[UnitId]]:
        """Of which posts deliveries are held, and how many for each unit."""
        return held_by_post(self._ledger) if self._ledger else {}


class Book:
    """The ledger of a folder of work, asked from any thread; empty while there is none.

    *where* gives where it lies (None: not known); *works* opens what deciding needs, without the right to
    carry (None: nobody decides here).
    """

    def __init__(
        self,
        clock: Clock,
        where: Callable[[], Where | None] = lambda: None,
        works: Callable[[], AbstractContextManager[Works]] | None = None,
    ) -> None:
        self.works = works
        self._clock = clock
        self._where = where
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        self._file: _File | None = None  # what is open, or was refused
        self._wal: _File | None = None  # SQLite's file beside it, which stays the same while it is open
        self._snapshot = Snapshot()

    def snapshot(self) -> Snapshot:
        """What the ledger says now; the same value while nothing was written."""
        where = self._where()
        with self._lock:
            ledger = self._opened(where)
            if ledger is None:
                return self._snapshot
            now = revision(ledger)
            if now != self._snapshot.revision:
                self._snapshot = self._snapshot.at(now)
            return self._snapshot

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    def _opened(self, where: Where | None) -> Ledger | None:
        """The ledger, to be read; an unreadable one is told once, in the log, and is none."""
        file, wal = _lies_at(where), None
        if isinstance(where, Path):
            wal = _lies_at(where.with_name(f"{where.name}-wal"))
        if file != self._file or (self._wal and wal != self._wal):
            # Another one may lie there since: a copy that was put back, or was copied over it.
            self._let_go()
            self._file, wal = file, None
            if file is not None:
                try:
                    self._ledger = Ledger.open(file[0], self._clock)
                except Stop as stop:
                    _log.warning("%s", stop)
            self._snapshot = Snapshot(self._ledger)
        self._wal = wal
        return self._ledger

    def _let_go(self) -> None:
        if self._ledger:
            self._ledger.close()
        self._ledger = self._file = None
        self._snapshot = Snapshot()


def _lies_at(where: Where | None) -> _File | None:
    if isinstance(where, URL):
        return where, 0, 0
    if where is not None:
        with suppress(OSError):
            found = where.stat()
            return where, found.st_dev, found.st_ino
    return None
