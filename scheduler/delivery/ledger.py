"""The ledger: the book of deliveries, as what carries asks it; what people are shown is asked in `queries`.

Reads are methods of `Ledger` and of its `history`; all that is written goes through `Ledger.writing` (see
`moves.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, not_, select

from scheduler.calendar.model import PostId
from scheduler.clock import Clock
from scheduler.delivery.approvals import Decision
from scheduler.delivery.asks import Ask, Submission, read_ask, read_sent, read_waiting
from scheduler.delivery.facts import Frozen, read_frozen
from scheduler.delivery.follow_ups import FollowUp, follow_up_of, is_to_take_down
from scheduler.delivery.history import History, parts, rows_of
from scheduler.delivery.key import Key
from scheduler.delivery.moves import Writing
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import LEFT_OUT
from scheduler.delivery.records import (
    Delivery,
    Event,
    Identity,
    PausedPage,
    Seat,
    decision_of,
    delivery_of,
    event_of,
    page_of,
)
from scheduler.delivery.remarks import Notification, read_due
from scheduler.delivery.schema import (
    approvals,
    birth,
    compared,
    deliveries,
    events,
    follow_ups,
    identity,
    is_clock_right,
    is_open,
    is_resting,
    is_standstill,
    is_waking,
    is_with_person,
    pages,
    queue,
    visits,
)
from scheduler.delivery.states import MOVES, WAKING, ClaimLost, IllegalMove, State
from scheduler.delivery.store import Store, Where, open_store
from scheduler.delivery.transaction import Transaction

__all__ = [
    "MOVES",
    "ClaimLost",
    "Delivery",
    "Event",
    "IllegalMove",
    "Ledger",
    "PausedPage",
    "State",
    "Writing",
]

T = TypeVar("T")

_LAST_LINES = 500  # among which the latest time is sought: lines stand in the order of writing
_KEY = (deliveries.c.post, deliveries.c.occurrence, deliveries.c.unit, deliveries.c.channel)


# What each wake-up asks many times is put together once.
@cache
def _last_written(among: int) -> Select[Any]:
    right = select(func.coalesce(func.max(events.c.id), 0)).where(is_clock_right)
    lines = select(events.c.at).where(
        events.c.id > right.scalar_subquery(), events.c.delivery_id.is_not(None)
    )
    latest = lines.order_by(events.c.id.desc()).limit(among).subquery()
    return select(func.max(latest.c.at))


_PAGES = select(pages)
_BORN = select(birth.c.born_at)
_NOW_FIRST = deliveries.c.next_try_at.nulls_first()  # what has no time of its own is tried now
_WAKING = select(deliveries).where(is_waking, not_(is_with_person())).order_by(_NOW_FIRST)
_HANDED_OVER = select(deliveries).where(
    is_waking, deliveries.c.state == State.HANDED_OVER.value, not_(is_with_person())
)
_FOLLOW_UPS = select(follow_ups).where(is_open).order_by(follow_ups.c.id)
_OF_KEY = select(deliveries).where(*(column == bindparam(column.name) for column in _KEY))


class Ledger:
    """The book: its rows and lines; *history* has what is asked about many posts or a page."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self._at_once = store.at_once
        self._clock = clock
        self.history = History(store, clock)

    @classmethod
    def open(cls, where: Where, clock: Clock) -> Self:
        """The ledger that lies there, made if it is not.

        Raises:
            Stop: damaged, of a newer version, of another program, or it cannot be reached or written.
        """
        return cls(open_store(where, clock.now()), clock)

    @property
    def where(self) -> Where:
        """The file, or the database's address without a password."""
        return self.store.where

    def close(self) -> None:
        """Let go of the file, or of the connections."""
        self.store.reading.dispose()

    def reading(self) -> Connection:
        """A connection to read with, for a `with`; what is asked there is in `scheduler/queries`."""
        return self.store.reading.connect()

    @contextmanager
    def writing(self, who: str) -> Iterator[Writing]:
        """One short transaction in the name of *who*; all of it is written, or nothing.

        No call to the outside belongs in it; the clock's, too, is asked before (the rehearsal's answers
        over HTTP).
        """
        now = self._clock.now()
        with self.store.writing.begin() as connection:
            yield Writing(Transaction(connection, now, who))

    def remark(self, reason: Reason, page_key: str = "") -> None:
        """A line by itself, in Loa's own name, about a page or (with none) the book; it moves nothing."""
        with self.writing("loa") as book:
            book.remark(page_key, reason)

    @property
    def birth(self) -> datetime | None:
        """When the first carrying began (aware); None for a ledger that never carried anything."""
        return self._value(_BORN)

    @property
    def identity(self) -> Identity | None:
        """Which ledger it is; None for one that never carried, or not since there are identities."""
        with self._at_once.connect() as reading:
            row = reading.execute(select(identity)).one_or_none()
        return Identity(row.ledger, row.generation, Seat(row.machine, row.host, row.path)) if row else None

    def compared(self, page_key: str) -> datetime | None:
        """Up to when all that the page shows was known (aware); None: it was never compared."""
        return self._value(select(compared.c.at).where(compared.c.page_key == page_key))

    def delivery(self, key: Key) -> Delivery | None:
        """The delivery of that key, if it has begun."""
        named = {"post": key.post, "occurrence": key.occurrence, "unit": key.unit, "channel": key.channel}
        with self._at_once.connect() as reading:
            row = reading.execute(_OF_KEY, named).mappings().one_or_none()
        return delivery_of(row) if row else None

    def deliveries(self, *, states: Collection[State] = (), posts: Collection[str] = ()) -> list[Delivery]:
        """The deliveries that have begun, in the order of their due times."""
        asked = select(deliveries).order_by(deliveries.c.due_at, deliveries.c.id)
        if states:
            asked = asked.where(deliveries.c.state.in_([state.value for state in states]))
            if WAKING.isdisjoint(states):
                asked = asked.where(is_resting)  # said as the index says it
        if posts:
            asked = asked.where(deliveries.c.post.in_(list(posts)))
        return self._read(asked)

    def left_out(self) -> list[Delivery]:
        """What was skipped because the calendar had it no more, and not because a person said so."""
        is_skipped = and_(is_resting, deliveries.c.state == State.SKIPPED.value)
        asked = select(deliveries).where(is_skipped, deliveries.c.code == LEFT_OUT.code)
        return self._read(asked.order_by(deliveries.c.due_at, deliveries.c.id))

    def waking(self) -> list[Delivery]:
        """The deliveries that have begun and are not through: what a wake-up has to do with."""
        return self._read(_WAKING)

    def with_persons(self, codes: Collection[str]) -> list[Delivery]:
        """What persons have, to post it by hand, and was last written about for one of those reasons; without
        what is to be taken down."""
        is_wanted = (is_with_person(), deliveries.c.code.in_(list(codes)), ~is_to_take_down)
        asked = select(deliveries).where(is_waking, *is_wanted)
        return self._read(asked.order_by(deliveries.c.due_at, deliveries.c.id))

    def scheduled(self, after: datetime) -> list[Delivery]:
        """What the channels' own schedulers hold: `handed_over`, and what was set aside since and is to be
        public after *after* (aware) unless it is taken back."""
        # Two questions: joined by an OR, SQLite uses neither's index and reads all that was ever published.
        elsewhere = [State.HANDED_OVER.value, State.PUBLISHED.value, State.WITHDRAWN.value]
        set_aside = select(deliveries).where(
            deliveries.c.scheduled_for > after,
            deliveries.c.remote_id.is_not(None),
            deliveries.c.state.not_in(elsewhere),
        )
        found = [*self._read(_HANDED_OVER), *self._read(set_aside)]
        return sorted(found, key=attrgetter("due", "id"))

    def follow_ups(self) -> list[tuple[FollowUp, Delivery]]:
        """What is still to be done with what is public, the longest asked first, each with its delivery."""
        with self._at_once.connect() as reading:
            waiting = [follow_up_of(row) for row in reading.execute(_FOLLOW_UPS).mappings()]
        found = self._by_id({row.delivery_id for row in waiting})
        return [(row, found[row.delivery_id]) for row in waiting]

    @property
    def frozen(self) -> Frozen | None:
        """Whether nothing may be made public just now, since when, and who said so and why."""
        with self._at_once.connect() as reading:
            return read_frozen(reading)

    def visited(self) -> dict[str, datetime]:
        """When each page was last compared with the ledger."""
        with self._at_once.connect() as reading:
            return {row.page_key: row.at for row in reading.execute(select(visits))}

    def count(self) -> int:
        """How many deliveries have begun."""
        return self._value(select(func.count()).select_from(deliveries)) or 0

    def delivery_of(self, follow_up: FollowUp) -> Delivery:
        """The delivery that it follows."""
        return self._by_id({follow_up.delivery_id})[follow_up.delivery_id]

    def approvals(self, posts: Iterable[PostId]) -> dict[PostId, list[Decision]]:
        """What was decided about each of *posts*, oldest first; a post without a decision is left out."""
        found: dict[PostId, list[Decision]] = {}
        for part in parts(posts):
            asked = select(approvals).where(approvals.c.post.in_(part)).order_by(approvals.c.id)
            with self.store.reading.connect() as reading:
                for row in reading.execute(asked).mappings():
                    found.setdefault(PostId(row["post"]), []).append(decision_of(row))
        return found

    def ask(self, number: int) -> Ask | None:
        """The message of that number which asked for an approval."""
        with self._at_once.connect() as reading:
            return read_ask(reading, number)

    def unanswered(self, since: datetime) -> list[tuple[Submission, set[str]]]:
        """What was submitted after *since* (aware) and is not decided, with who was sent a message of it."""
        with self.store.reading.connect() as reading:
            waiting = read_waiting(reading, since)
            sent = read_sent(reading, [one.number for one in waiting])
        return [(one, {person for number, person in sent if number == one.number}) for one in waiting]

    def notifications(self, now: datetime) -> list[Notification]:
        """What people are to be told at *now* (aware) by a message, and were not yet."""
        with self._at_once.connect() as reading:
            return read_due(reading, now)

    def events(self, key: Key | None = None) -> list[Event]:
        """The book's lines, oldest first: of one delivery, or of all and of the pages."""
        return self._lines(*([_is(key)] if key is not None else ()))

    def events_after(self, number: int, at_most: int = 5000) -> list[Event]:
        """The lines after that one, oldest first, so many at most."""
        return self._lines(events.c.id > number, at_most=at_most)

    def remarks(self, code: str) -> list[Event]:
        """The lines about pages, and about the book itself, whose code begins with *code*; oldest first."""
        begins_so = events.c.code.startswith(code, autoescape=True)
        return self._lines(events.c.delivery_id.is_(None), begins_so)

    def last_standstill(self) -> Event | None:
        """The latest line that a standstill began or is over."""
        last = select(func.max(events.c.id)).where(is_standstill).scalar_subquery()
        return next(iter(self._lines(events.c.id == last)), None)

    def last_event(self) -> int:
        """The number of the last line; 0 for an empty book."""
        return self._value(select(func.max(events.c.id))) or 0

    def last_written(self) -> datetime | None:
        """The latest time (aware) that any of the last lines about deliveries was written at, since the clock
        was last found right; None where there is no line."""
        return self._value(_last_written(_LAST_LINES))

    def last_in_time(self, now: datetime) -> datetime | None:
        """The latest time, up to *now*, that any line was written at (aware); None where there is none."""
        return self._value(select(func.max(events.c.at)).where(events.c.at <= now))

    def count_by_state(self) -> dict[State, int]:
        """How many deliveries stand in each state."""
        asked = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._at_once.connect() as reading:
            return {State(state): count for state, count in reading.execute(asked)}

    def look_over(self) -> None:
        """Look whether all of it reads as it was written, and note it for a day.

        Raises:
            Stop: it is damaged; from now on every opening says so.
        """
        self.store.look_over(self._clock.now())

    def paused(self) -> dict[str, PausedPage]:
        """The pages that wait or waited since their last success, by page key."""
        with self._at_once.connect() as reading:
            return {row["page_key"]: page_of(row) for row in reading.execute(_PAGES).mappings()}

    @property
    def cursor(self) -> datetime | None:
        """Up to when the slots were given out (aware); None before the first."""
        return self._value(select(queue.c.given_until))

    def _value(self, asked: Select[T]) -> T | None:
        with self._at_once.connect() as reading:
            return reading.execute(asked).scalar_one_or_none()

    def _lines(self, *which: ColumnElement[bool], at_most: int | None = None) -> list[Event]:
        asked = select(events, *_KEY).join_from(events, deliveries, isouter=True).where(*which)
        with self._at_once.connect() as reading:
            lines = reading.execute(asked.order_by(events.c.id).limit(at_most)).mappings()
            return [event_of(row) for row in lines]

    def _by_id(self, ids: Collection[int]) -> dict[int, Delivery]:
        found: dict[int, Delivery] = {}
        for part in parts(ids):
            found |= {row.id: row for row in self._read(select(deliveries).where(deliveries.c.id.in_(part)))}
        return found

    def _read(self, asked: Select[Any]) -> list[Delivery]:
        return rows_of(self._at_once, asked)


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        deliveries.c.post == key.post,
        deliveries.c.occurrence == key.occurrence,
        deliveries.c.unit == key.unit,
        deliveries.c.channel == key.channel,
    )
