"""The ledger: the book of deliveries. Only this file, `moves.py` and `schema.py` ask the database.

Reads are methods of `Ledger`; everything that is written goes through `Ledger.writing` (see `moves.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Engine, Select, and_, func, select

from scheduler.clock import Clock
from scheduler.delivery import sqlite
from scheduler.delivery.key import Key
from scheduler.delivery.moves import Writing
from scheduler.delivery.records import Delivery, Event, PausedPage, delivery_of, event_of, key_of, page_of
from scheduler.delivery.schema import birth, deliveries, events, is_waking, pages
from scheduler.delivery.states import MOVES, ClaimLost, IllegalMove, State

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

_CHUNK = 500  # posts asked for in one statement
_KEY = (deliveries.c.post, deliveries.c.occurrence, deliveries.c.unit, deliveries.c.channel)


class Ledger:
    """The book. Reads are its methods; everything that is written goes through `writing`."""

    def __init__(self, engine: Engine, clock: Clock, path: Path) -> None:
        self._engine = engine
        self._clock = clock
        self.path = path

    @classmethod
    def open(cls, path: Path, clock: Clock) -> Self:
        """The ledger at *path*, made if it is not there.

        Raises:
            Stop: damaged, of a newer version, of another program, or the folder cannot be written.
        """
        return cls(sqlite.open_engine(path, clock.now()), clock, path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def writing(self, who: str) -> Iterator[Writing]:
        """One short transaction in the name of *who*; all of it is written, or nothing.

        No call to the outside belongs in it; the clock's, too, is asked before (the rehearsal's answers
        over HTTP).
        """
        now = self._clock.now()
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield Writing(connection, now, who)

    @property
    def birth(self) -> datetime | None:
        """When the first carrying began (aware); None for a ledger that never carried anything."""
        with self._engine.connect() as reading:
            return reading.execute(select(birth.c.born_at)).scalar_one_or_none()

    def delivery(self, key: Key) -> Delivery | None:
        """The delivery of that key, if it has begun."""
        found = self._read(select(deliveries).where(_is(key)))
        return found[0] if found else None

    def deliveries(
        self,
        *,
        states: Collection[State] = (),
        unit: str | None = None,
        posts: Collection[str] = (),
        since: datetime | None = None,
    ) -> list[Delivery]:
        """The deliveries that have begun, in the order of their due times; *since*: due then or later."""
        asked = select(deliveries).order_by(deliveries.c.due_at, deliveries.c.id)
        if states:
            asked = asked.where(deliveries.c.state.in_([state.value for state in states]))
        if unit is not None:
            asked = asked.where(deliveries.c.unit == unit)
        if posts:
            asked = asked.where(deliveries.c.post.in_(list(posts)))
        if since is not None:
            asked = asked.where(deliveries.c.due_at >= since)
        return self._read(asked)

    def waking(self) -> list[Delivery]:
        """The deliveries that have begun and are not through: what a wake-up has to do with."""
        return self._read(select(deliveries).where(is_waking).order_by(deliveries.c.next_try_at))

    def keys(self) -> set[Key]:
        """All that has begun, from an index alone."""
        with self._engine.connect() as reading:
            return {key_of(row) for row in reading.execute(select(*_KEY)).mappings()}

    def begun(self, keys: Iterable[Key]) -> set[Key]:
        """Those of *keys* that the ledger has."""
        wanted = set(keys)
        posts = sorted({key.post for key in wanted})
        found: set[Key] = set()
        with self._engine.connect() as reading:
            for first in range(0, len(posts), _CHUNK):
                asked = select(*_KEY).where(deliveries.c.post.in_(posts[first : first + _CHUNK]))
                found.update(key_of(row) for row in reading.execute(asked).mappings())
        return found & wanted

    def public_among(self, keys: Collection[Key]) -> list[Delivery]:
        """Those of *keys* that are public."""
        begun = self.begun(keys)
        posts = sorted({key.post for key in begun})
        found: list[Delivery] = []
        for first in range(0, len(posts), _CHUNK):
            part = posts[first : first + _CHUNK]
            found += self.deliveries(states=(State.PUBLISHED,), posts=part)
        return [delivery for delivery in found if delivery.key in begun]

    def events(self, key: Key | None = None) -> list[Event]:
        """The book's lines, oldest first: of one delivery, or of all and of the pages."""
        asked = select(events, *_KEY).join_from(events, deliveries, isouter=True).order_by(events.c.id)
        if key is not None:
            asked = asked.where(_is(key))
        with self._engine.connect() as reading:
            return [event_of(row) for row in reading.execute(asked).mappings()]

    def paused(self) -> dict[str, PausedPage]:
        """The pages that wait or waited since their last success, by page key."""
        with self._engine.connect() as reading:
            return {row["page_key"]: page_of(row) for row in reading.execute(select(pages)).mappings()}

    def last_public(self, page_key: str) -> datetime | None:
        """When something last became public on that page."""
        asked = select(func.max(deliveries.c.public_at)).where(deliveries.c.page_key == page_key)
        with self._engine.connect() as reading:
            return reading.execute(asked).scalar_one_or_none()

    def holder(self, page_key: str, remote_id: str) -> Key | None:
        """The delivery that has that id on that page."""
        asked = select(deliveries).where(
            deliveries.c.page_key == page_key, deliveries.c.remote_id == remote_id
        )
        found = self._read(asked)
        return found[0].key if found else None

    def _read(self, asked: Select[Any]) -> list[Delivery]:
        with self._engine.connect() as reading:
            return [delivery_of(row) for row in reading.execute(asked).mappings()]


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        deliveries.c.post == key.post,
        deliveries.c.occurrence == key.occurrence,
        deliveries.c.unit == key.unit,
        deliveries.c.channel == key.channel,
    )
