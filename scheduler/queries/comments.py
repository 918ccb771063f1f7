"""Comments: below which posts they are to be read, which a person should see, what is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, not_, or_, select

from scheduler.delivery.catalogue import read
from scheduler.delivery.comments import OPEN, Act, Order, order_of, orders
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.records import key_of
from scheduler.delivery.schema import (
    comment_acts,
    comment_pages,
    comment_reads,
    comments,
    deliveries,
    is_resting,
)
from scheduler.delivery.states import State

_c, _d, _a = comments.c, deliveries.c, comment_acts.c
_AT_MOST = 300  # shown on one page


@dataclass(frozen=True, slots=True)
class ToRead:
    """A public post whose comments are to be read."""

    id: int
    key: Key
    page_key: str
    remote_id: str
    public_at: datetime


def to_read(
    ledger: Ledger, now: datetime, since: datetime, pages: Collection[str], at_most: int
) -> list[ToRead]:
    """What became public on *pages* since then and was not read yet, or is to be read again by *now*; what
    waits longest first."""
    asked = (
        select(
            _d.id,
            _d.post,
            _d.occurrence,
            _d.unit,
            _d.channel,
            _d.page_key,
            _d.remote_id,
            _d.due_at,
            _d.public_at,
        )
        .select_from(deliveries.outerjoin(comment_reads, comment_reads.c.delivery_id == _d.id))
        .where(
            is_resting,
            _d.state == State.PUBLISHED.value,
            _d.due_at >= since,
            _d.page_key.in_(pages),
            or_(comment_reads.c.delivery_id.is_(None), comment_reads.c.next_at <= now),
        )
        .order_by(comment_reads.c.next_at.nulls_first(), _d.due_at.desc(), _d.id)
        .limit(at_most)
    )
    with ledger.reading() as reading:
        return [
            ToRead(
                row.id,
                key_of(row._mapping),
                row.page_key,
                row.remote_id,
                row.public_at or row.due_at,
            )
            for row in reading.execute(asked)
        ]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A page whose comments cannot be read: why, since when, and when they are asked for again."""

    reason: Reason
    since: datetime
    not_before: datetime


def unreadable(ledger: Ledger) -> dict[str, Unreadable]:
    """The pages whose comments could not be read the last time."""
    with ledger.reading() as reading:
        return {
            row.page_key: Unreadable(read(row.code, row.given, row.detail), row.since, row.not_before)
            for row in reading.execute(select(comment_pages))
        }


def untold(ledger: Ledger, now: datetime) -> dict[str, list[tuple[int, int]]]:
    """By page, the urgent comments of which people are to be told by *now*, and how often they were."""
    found: dict[str, list[tuple[int, int]]] = {}
    due = and_(_c.seen_at.is_(None), ~_c.is_gone, _c.tell_at.is_not(None), _c.tell_at <= now)
    with ledger.reading() as reading:
        for row in reading.execute(select(_c.id, _c.page_key, _c.told).where(due).order_by(_c.id)):
            found.setdefault(row.page_key, []).append((row.id, row.told))
    return found


def has_older(ledger: Ledger, before: datetime) -> bool:
    """Whether anything is known that was found before then."""
    with ledger.reading() as reading:
        return reading.execute(select(_c.id).where(_c.found_at < before).limit(1)).first() is not None


def open_orders(ledger: Ledger, now: datetime) -> list[Order]:
    """What people asked for and is not done, as far as its time has come; the longest asked first."""
    waits = _a.progress.in_([Progress.WAITING.value, Progress.SENDING.value])
    asked = orders.where(waits, _a.next_try_at <= now).order_by(_a.id)
    with ledger.reading() as reading:
        return [order_of(row) for row in reading.execute(asked).mappings()]


def answers_known(ledger: Ledger, page_key: str) -> frozenset[str]:
    """The ids of the answers that were sent on that page."""
    asked = select(_a.remote_id).join(comments, _c.id == _a.comment_id)
    with ledger.reading() as reading:
        return frozenset(reading.execute(asked.where(_c.page_key == page_key, _a.remote_id != "")).scalars())


@dataclass(frozen=True, slots=True)
class Doing:
    """How far something is that a person asked for, and who it was."""

    act: Act
    progress: Progress
    who: str
    text: str
    reason: Reason
    remote_id: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A comment that somebody should look at."""

    id: int
    key: Key
    page_key: str
    address: str  # where it can be seen; '' where its post's is not known
    text: str
    flags: tuple[str, ...]
    made: datetime
    is_hidden: bool
    is_gone: bool
    seen_by: str
    seen_at: datetime | None
    doing: tuple[Doing, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has seen it yet."""
        return self.seen_at is None and not self.is_gone


def flagged(ledger: Ledger, since: datetime) -> list[Flagged]:
    """What was found since then: what nobody has seen yet first, what is urgent before all else, the newest
    first. A flood of other things leaves no cry for help out of the page."""
    asked = (
        select(comments, _d.address, _d.post, _d.occurrence, _d.unit, _d.channel)
        .join(deliveries, _d.id == _c.delivery_id)
        .where(_c.found_at >= since)
        .order_by(
            or_(_c.seen_at.is_not(None), _c.is_gone), _c.tell_at.is_(None), _c.made_at.desc(), _c.id.desc()
        )
        .limit(_AT_MOST)
    )
    with ledger.reading() as reading:
        rows = reading.execute(asked).all()
        doing: dict[int, list[Doing]] = {}
        wanted = _a.comment_id.in_([row.id for row in rows])
        acts = select(comment_acts).where(wanted, _a.progress != Progress.DROPPED.value).order_by(_a.id)
        for act in reading.execute(acts):
            doing.setdefault(act.comment_id, []).append(_doing(act))
    return [
        Flagged(
            row.id,
            key_of(row._mapping),
            row.page_key,
            _address(row.address, row.remote_id),
            row.text,
            tuple(row.flags.split()),
            row.made_at,
            row.is_hidden,
            row.is_gone,
            row.seen_by,
            row.seen_at,
            tuple(doing.get(row.id, ())),
        )
        for row in rows
    ]


def _address(post: str, remote_id: str) -> str:
    if not post:
        return ""
    sign = "&" if "?" in post else "?"
    return f"{post}{sign}comment_id={remote_id.rpartition('_')[2]}"


def count_unseen(ledger: Ledger) -> int:
    """How many nobody has seen yet."""
    asked = select(func.count()).select_from(comments).where(_c.seen_at.is_(None), not_(_c.is_gone))
    with ledger.reading() as reading:
        return reading.execute(asked).scalar_one()


def is_open(doing: Doing) -> bool:
    """Whether it is not done yet."""
    return doing.progress in OPEN


def _doing(row: object) -> Doing:
    values = row._mapping  # type: ignore[attr-defined]
    reason = read(values["code"], values["given"], values["detail"])
    progress, act = Progress(values["progress"]), Act(values["act"])
    return Doing(act, progress, values["asked_by"], values["text"], reason, values["remote_id"])
