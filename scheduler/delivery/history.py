"""What has begun and what is public, of posts and on pages: the ledger's rows, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, and_, case, func, not_, or_, over, select

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.channels.hearing import TOLERANCE
from scheduler.clock import Clock
from scheduler.delivery.key import Key
from scheduler.delivery.pool import Going
from scheduler.delivery.reasons import SLOT_BACK
from scheduler.delivery.records import Delivery, delivery_of, key_of
from scheduler.delivery.schema import deliveries
from scheduler.delivery.states import PERHAPS_PUBLIC, SETTLED, State
from scheduler.delivery.store import Store

T = TypeVar("T", bound=Any)

_CHUNK = 500  # values named in one statement
_KEY = (deliveries.c.post, deliveries.c.occurrence, deliveries.c.unit, deliveries.c.channel)


class History:
    """Reads alone; *clock* tells what is still to come."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._at_once = store.at_once
        self._clock = clock

    def begun(self, keys: Iterable[Key]) -> set[Key]:
        """Those of *keys* that the ledger has, but for what it gave back to the queue."""
        wanted = set(keys)
        found: set[Key] = set()
        dates = sorted({key.occurrence for key in wanted})
        for part in parts({key.post for key in wanted}):
            given_back = and_(deliveries.c.state == State.SKIPPED.value, deliveries.c.code == SLOT_BACK.code)
            asked = select(*_KEY).where(deliveries.c.post.in_(part), not_(given_back))
            if len(dates) <= _CHUNK:
                asked = asked.where(deliveries.c.occurrence.in_(dates))
            with self._at_once.connect() as reading:
                keys = map(key_of, reading.execute(asked).mappings())
                found.update(key for key in keys if key in wanted)
        return found

    def goings(
        self, posts: Collection[PostId], zone: tzinfo, since: datetime
    ) -> dict[tuple[PostId, tuple[UnitId, ChannelName]], list[Going]]:
        """When each of *posts* began to go to each place, on whichever date, but for what gave its slot back.

        Of what was settled before *since*, only the last of each place, and what was taken down. One that
        went out later than it was due went on that day. What was taken down, and did not go there since, is
        marked: somebody found it wrong.
        """
        found: dict[tuple[PostId, tuple[UnitId, ChannelName]], list[Going]] = {}
        c = deliveries.c
        given_back = and_(c.state == State.SKIPPED.value, c.code == SLOT_BACK.code)
        is_public = case((c.state == State.PUBLISHED.value, 1), else_=0)
        following = partial(
            over, partition_by=(c.post, c.unit, c.channel), order_by=(c.due_at, c.id), rows=(1, None)
        )
        after = func.coalesce(following(func.max(is_public)), 0).label("after")
        later = following(func.count()).label("later")
        columns = (c.id, *_KEY, c.due_at, c.public_at, c.state)
        for part in parts(posts):
            every = select(*columns, after, later).where(c.post.in_(part), not_(given_back)).subquery()
            e = every.c
            is_down = and_(e.state == State.WITHDRAWN.value, e.after == 0)
            is_open = e.state.not_in([state.value for state in SETTLED])
            counts = or_(e.due_at >= since, e.public_at >= since, e.later == 0, is_open, is_down)
            asked = select(every, is_down.label("is_down")).where(counts).order_by(e.due_at, e.id)
            with self._at_once.connect() as reading:
                for row in reading.execute(asked):
                    place = UnitId(row.unit), ChannelName(row.channel)
                    went = (row.public_at or row.due_at).astimezone(zone).date()
                    found.setdefault((PostId(row.post), place), []).extend(
                        Going(day, State(row.state) not in SETTLED, bool(row.is_down), day == went)
                        for day in sorted({row.due_at.astimezone(zone).date(), went})
                    )
        return found

    def went(self, posts: Collection[PostId]) -> set[tuple[PostId, UnitId, ChannelName]]:
        """The places where any of *posts* was, or may be, public on whichever date."""
        found = set()
        columns = (deliveries.c.post, deliveries.c.unit, deliveries.c.channel)
        states = [state.value for state in (*PERHAPS_PUBLIC, State.WITHDRAWN)]
        for part in parts(posts):
            asked = select(*columns).distinct().where(deliveries.c.post.in_(part))
            with self._at_once.connect() as reading:
                for row in reading.execute(asked.where(deliveries.c.state.in_(states))):
                    found.add((PostId(row.post), UnitId(row.unit), ChannelName(row.channel)))
        return found

    def begun_posts(self, posts: Collection[PostId]) -> set[PostId]:
        """Those of *posts* of which anything began."""
        found: set[PostId] = set()
        for part in parts(posts):
            asked = select(deliveries.c.post).distinct().where(deliveries.c.post.in_(part))
            with self._at_once.connect() as reading:
                found.update(map(PostId, reading.execute(asked).scalars()))
        return found

    def last_begun(self, posts: Collection[PostId]) -> dict[tuple[PostId, UnitId, ChannelName], datetime]:
        """The latest due time that began, of each of *posts* for each unit's channel.

        What was handed over and taken back, and is still to come, counts no more: nothing of it is public.
        """
        found = {}
        now = self._clock.now()
        perhaps_public = deliveries.c.state.in_([state.value for state in PERHAPS_PUBLIC])
        columns = (deliveries.c.post, deliveries.c.unit, deliveries.c.channel)
        for part in parts(posts):
            asked = select(*columns, func.max(deliveries.c.due_at).label("due"))
            asked = asked.where(
                deliveries.c.post.in_(part), or_(deliveries.c.due_at <= now, perhaps_public)
            ).group_by(*columns)
            with self._at_once.connect() as reading:
                for row in reading.execute(asked):
                    found[PostId(row.post), UnitId(row.unit), ChannelName(row.channel)] = row.due
        return found

    def published_messages(self, posts: Collection[PostId]) -> dict[PostId, str]:
        """What each of *posts* that is public says there, as it was last published."""
        found: dict[PostId, str] = {}
        for part in parts(posts):
            asked = select(deliveries.c.post, deliveries.c.message).distinct()
            asked = asked.where(deliveries.c.post.in_(part), deliveries.c.state == State.PUBLISHED.value)
            with self._at_once.connect() as reading:
                found |= {PostId(row.post): row.message for row in reading.execute(asked)}
        return found

    def last_public(self, pages: Collection[str], since: datetime) -> dict[str, datetime]:
        """When something last became public on each of *pages*, where that was after *since*.

        A time that has not come yet was written by a clock that was ahead, and counts for nothing.
        """
        found: dict[str, datetime] = {}
        until = self._clock.now() + TOLERANCE
        for part in parts(pages):
            asked = select(deliveries.c.page_key, func.max(deliveries.c.public_at).label("at"))
            asked = asked.where(deliveries.c.page_key.in_(part), deliveries.c.public_at > since)
            asked = asked.where(deliveries.c.public_at <= until)
            with self._at_once.connect() as reading:
                found |= {
                    row.page_key: row.at for row in reading.execute(asked.group_by(deliveries.c.page_key))
                }
        return found

    def public_since(self, page_key: str, since: datetime, until: datetime) -> list[Delivery]:
        """What became public on that page after *since* and before *until*, and is so by this ledger."""
        asked = select(deliveries).where(
            deliveries.c.page_key == page_key,
            deliveries.c.public_at > since,
            deliveries.c.public_at < until,
            deliveries.c.state == State.PUBLISHED.value,
        )
        return rows_of(self._at_once, asked)

    def unknown(self, page_key: str, ids: Collection[str]) -> dict[str, set[Key]]:
        """Those of *ids* on that page that no delivery has; each with the deliveries that it is not, since
        they had it before or a person was told that they resemble it."""
        left: dict[str, set[Key]] = {one: set() for one in ids}
        on_page = deliveries.c.page_key == page_key
        with self._store.reading.connect() as reading:
            for part in parts(ids):
                asked = select(deliveries.c.remote_id).where(on_page, deliveries.c.remote_id.in_(part))
                for known in reading.execute(asked).scalars():
                    left.pop(known, None)
            if left:
                asked_before = select(deliveries).where(on_page, deliveries.c.former_ids != [])
                for row in reading.execute(asked_before).mappings():
                    for former in left.keys() & set(row["former_ids"]):
                        left[former].add(key_of(row))
        return left

    def holder(self, page_key: str, remote_id: str) -> Key | None:
        """The delivery that has that id on that page."""
        asked = select(deliveries).where(
            deliveries.c.page_key == page_key, deliveries.c.remote_id == remote_id
        )
        found = rows_of(self._at_once, asked)
        return found[0].key if found else None


def rows_of(engine: Engine, asked: Select[Any]) -> list[Delivery]:
    """The deliveries that *asked* selects."""
    with engine.connect() as reading:
        return [delivery_of(row) for row in reading.execute(asked).mappings()]


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """*values* in an order that does not change, as many at a time as one statement may name."""
    ordered = sorted(set(values))
    for first in range(0, len(ordered), _CHUNK):
        yield ordered[first : first + _CHUNK]
