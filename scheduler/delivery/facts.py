"""What the ledger knows of itself: its birth and identity, whether all is frozen, how far it has looked, and
which posts were just deleted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, insert, select, update

from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import REMOVED, RESTORED
from scheduler.delivery.records import Identity
from scheduler.delivery.schema import (
    birth,
    compared,
    deliveries,
    events,
    follow_ups,
    freeze,
    identity,
    is_open,
    is_waking,
    pages,
    queue,
    visits,
)
from scheduler.delivery.transaction import Part

_ALONE = {"id": 1}  # the one row that there may be
# From its deletion on a post is not made public for so long, whatever calendar a wake-up began with: much
# longer than from the last look at the files to the public call. Then the calendar alone counts again.
_SURELY_READ = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Nothing is made public since then."""

    since: datetime
    who: str
    why: str


class Facts(Part):
    """The part of a transaction that is about the ledger itself."""

    def be_born(self) -> datetime:
        """Note when the first carrying begins, once; gives that instant.

        A calendar's times are whole minutes, and so is this: what is due this very minute is not past.
        """
        born = self._connection.execute(select(birth.c.born_at)).scalar_one_or_none()
        if born is None:
            born = self._now.replace(second=0, microsecond=0)
            self._connection.execute(insert(birth).values(**_ALONE, born_at=born))
        return born

    def be_born_by(self, now: datetime) -> None:
        """A birth that was noted after *now* (aware) was noted by a clock that was ahead: it was then."""
        born = now.replace(second=0, microsecond=0)
        self._connection.execute(update(birth).where(birth.c.born_at > now).values(born_at=born))

    def be(self, who: Identity) -> None:
        """Note which ledger this is, how new, and from where it is carried."""
        seat = who.seat
        values = {"ledger": who.ledger, "generation": who.generation}
        values |= {"machine": seat.machine, "host": seat.host[:200], "path": seat.path}
        self._transaction.put(identity, _ALONE, values)

    def give_until(self, now: datetime) -> None:
        """Move the queue's cursor: slots up to *now* (aware) are given out, or stay empty."""
        self._transaction.put(queue, _ALONE, {"given_until": now})

    def wait_no_longer(self, limit: datetime) -> None:
        """What a clock that was ahead put off at a time after *limit* (aware) is tried again now."""
        now = self._now
        paused = update(pages).where(pages.c.since > limit)
        self._connection.execute(paused.values(not_before=now, since=now))
        late = and_(is_waking, deliveries.c.changed_at > limit, deliveries.c.next_try_at > now)
        self._connection.execute(update(deliveries).where(late).values(next_try_at=now))
        waiting = and_(is_open, follow_ups.c.changed_at > limit, follow_ups.c.next_try_at > now)
        self._connection.execute(update(follow_ups).where(waiting).values(next_try_at=now))

    def freeze(self, why: str, *, reason: Reason) -> bool:
        """From here on nothing is made public; False if that is so already."""
        if self.frozen() is not None:
            return False
        values = {"since": self._now, "who": self._transaction.who, "why": why}
        self._connection.execute(insert(freeze).values(**_ALONE, **values))
        self._transaction.add_event(reason)
        return True

    def thaw(self, *, reason: Reason) -> Frozen | None:
        """Let things go out again; gives what it was, None if nothing was frozen."""
        was = self.frozen()
        if was is not None:
            self._connection.execute(freeze.delete())
            self._transaction.add_event(reason)
        return was

    def frozen(self) -> Frozen | None:
        """Whether nothing may be made public, as it is in this very transaction."""
        return read_frozen(self._connection)

    def remove(self, post: str) -> None:
        """Whoever wakes just now may still have read *post* in the calendar: it makes it public no more."""
        said = REMOVED.filled(who=self._transaction.who, post=post)
        self._transaction.add_event(replace(said, code=_code(REMOVED, post)))

    def restore(self, post: str) -> None:
        """Let *post* go out again."""
        said = RESTORED.filled(who=self._transaction.who, post=post)
        self._transaction.add_event(replace(said, code=_code(RESTORED, post)))

    def removed(self, post: str) -> str | None:
        """Who has just deleted *post*, as it is in this very transaction; None: nobody."""
        codes = [_code(reason, post) for reason in (REMOVED, RESTORED)]
        asked = select(events.c.code, events.c.at, events.c.who).where(
            events.c.delivery_id.is_(None), events.c.code.in_(codes)
        )
        row = self._connection.execute(asked.order_by(events.c.id.desc()).limit(1)).one_or_none()
        is_laid = row is not None and row.code == codes[0] and self._now - row.at < _SURELY_READ
        return row.who if row is not None and is_laid else None

    def visited(self, page_key: str) -> None:
        """Note that the page was visited just now."""
        self._transaction.put(visits, {"page_key": page_key}, {"at": self._now})

    def compared(self, page_key: str) -> None:
        """Note that all that the page shows by now is known."""
        self._transaction.put(compared, {"page_key": page_key}, {"at": self._now})


def _code(reason: Reason, post: str) -> str:
    """Of that reason's line about *post*, in the length that a code may have."""
    return f"{reason.code}/{hashlib.sha256(post.encode()).hexdigest()[:32]}"


_FROZEN = select(freeze.c.since, freeze.c.who, freeze.c.why)


def read_frozen(connection: Connection) -> Frozen | None:
    """Whether nothing may be made public."""
    row = connection.execute(_FROZEN).one_or_none()
    return Frozen(row.since, row.who, row.why) if row else None
