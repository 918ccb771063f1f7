"""Leases in a ledger that many machines share: each thing is in one program's hand, until a time.

All times are the server's, so that no machine's clock matters. Whoever does not renew in time has lost it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import leases, workers

LENGTH = timedelta(seconds=20)
_TOLD = ("host", "pid", "role", "version", "reading", "carried")
_NOW = func.clock_timestamp()
_NAMES = bindparam("names", type_=ARRAY(leases.c.name.type))


@dataclass
class Worker:
    """A program that carries, as the others know it: *role* is what it does now, *reading* a print of the
    calendar as it reads there, *carried* how many deliveries it touched."""

    host: str
    pid: int
    version: str
    role: str = ""
    reading: str = ""
    carried: int = 0


@dataclass(frozen=True, slots=True)
class SeenWorker:
    """A worker and its signs of life, by the server's clock (aware)."""

    host: str
    pid: int
    version: str
    role: str
    carried: int
    since: datetime
    seen_at: datetime
    is_alive: bool


def workers_of(ledger: Ledger) -> list[SeenWorker]:
    """The workers of the last day, those that live first; of a ledger that is a file there are none."""
    if ledger.store.seat is None:
        return []
    alive = (workers.c.seen_at >= _NOW - LENGTH).label("is_alive")
    asked = select(workers, alive).order_by(alive.desc(), workers.c.since)
    with ledger.reading() as reading:
        return [
            SeenWorker(
                row.host, row.pid, row.version, row.role, row.carried, row.since, row.seen_at, row.is_alive
            )
            for row in reading.execute(asked)
        ]


class Leases:
    """The leases of *owner*, a program's own name; *at_once* is the ledger's (`Store`)."""

    def __init__(self, at_once: Engine, owner: str) -> None:
        self._at_once = at_once
        self._owner = owner

    def take(self, names: Sequence[str], at_most: int) -> list[str]:
        """So many of *names*, the first ones that are free; what another program is about to take is passed
        over."""
        if not names:
            return []
        named = func.unnest(_NAMES).column_valued("name")
        unheard = insert(leases).from_select(
            ["name", "owner", "until"], select(named, func.text(""), func.to_timestamp(0))
        )
        free = (
            select(leases.c.name)
            .where(leases.c.name == func.any(_NAMES), leases.c.until < _NOW)
            .order_by(func.array_position(_NAMES, leases.c.name))
            .limit(at_most)
            .with_for_update(skip_locked=True)
            .cte("free")  # asked once, and so no more than that
        )
        taken = (
            update(leases)
            .where(leases.c.name.in_(select(free.c.name)))
            .values(owner=self._owner, until=_NOW + LENGTH)
            .returning(leases.c.name)
        )
        with self._at_once.connect() as connection:
            known = {"names": sorted(names)}
            connection.execute(unheard.on_conflict_do_nothing(), known)
            found = set(connection.execute(taken, {"names": list(names)}).scalars())
        return [name for name in names if name in found]

    def renew(self, names: Collection[str]) -> set[str]:
        """Those of *names* that are still its own, and are so for another `LENGTH`."""
        if not names:
            return set()
        own = (leases.c.name == func.any(_NAMES), leases.c.owner == self._owner, leases.c.until >= _NOW)
        renewed = update(leases).where(*own).values(until=_NOW + LENGTH).returning(leases.c.name)
        with self._at_once.connect() as connection:
            return set(connection.execute(renewed, {"names": sorted(names)}).scalars())

    def give_back(self, names: Collection[str]) -> None:
        """Let others have *names* at once."""
        if not names:
            return
        own = (leases.c.name == func.any(_NAMES), leases.c.owner == self._owner)
        with self._at_once.connect() as connection:  # no row is left of what is never asked for again
            connection.execute(delete(leases).where(*own), {"names": sorted(names)})

    def owner_of(self, name: str) -> str | None:
        """Who has it now."""
        asked = select(leases.c.owner).where(leases.c.name == name, leases.c.until >= _NOW)
        with self._at_once.connect() as connection:
            return connection.execute(asked).scalar_one_or_none()

    def beat(self, worker: Worker) -> None:
        """Tell the others that this program is there, and forget those that were not for a day."""
        own = {name: getattr(worker, name) for name in _TOLD}
        told = insert(workers).values(id=self._owner, since=_NOW, seen_at=_NOW, **own)
        told = told.on_conflict_do_update(index_elements=[workers.c.id], set_={**own, "seen_at": _NOW})
        with self._at_once.connect() as connection:
            connection.execute(told)
            connection.execute(delete(workers).where(workers.c.seen_at < _NOW - timedelta(days=1)))

    def leave(self) -> None:
        """This program ends in good order."""
        with self._at_once.connect() as connection:
            connection.execute(delete(workers).where(workers.c.id == self._owner))

    def reading_of(self, name: str) -> str | None:
        """The calendar's print where the program is that has the lease *name*; None: nobody has it."""
        asked = select(workers.c.reading).join(leases, leases.c.owner == workers.c.id)
        with self._at_once.connect() as connection:
            return connection.execute(
                asked.where(leases.c.name == name, leases.c.until >= _NOW)
            ).scalar_one_or_none()
