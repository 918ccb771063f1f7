"""What became of deliveries in a span of time, as the book says that they stood at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_, select, union

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.delivery import by_hand
from scheduler.delivery.catalogue import read
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.schema import deliveries, events, parsed
from scheduler.delivery.states import State
from scheduler.problems import Text as Words

SOMEBODY = Words("người phụ trách", "the person in charge")  # a report names nobody
_TROUBLE = (State.RETRY, State.HELD, State.UNCONFIRMED)  # what makes a delivery late


@dataclass(frozen=True, slots=True)
class Stand:
    """One delivery as it stood at the end of the span; times are aware.

    *public_at*: when it first became public. *word* is what a person last said of what she posts by hand,
    *said_at* when she first said that it is posted, but for what she took back; *trouble* what last kept it
    from going out.
    """

    id: int
    key: Key
    page_key: str
    state: State
    due: datetime
    moved_at: datetime  # to that state
    public_at: datetime | None
    address: str
    text: str  # exactly what was sent
    message: str
    reason: Reason
    trouble: Reason | None
    word: Reason | None
    said_at: datetime | None


def stands(ledger: Ledger, since: datetime, until: datetime) -> Iterator[Stand]:
    """Each delivery of which anything was written from *since* to before *until* (aware), or that became
    public then; nothing that was written later is seen, but for the time at which it became public, which
    a book that was lost and rebuilt knows as well."""
    with ledger.reading() as reading:
        for row in reading.execution_options(yield_per=2000).execute(_asked(since, until)):
            yield _stand_of(row, until)
        for row in reading.execution_options(yield_per=2000).execute(_only_found_later(since, until)):
            yield _found_later(row)


def withdrawals(ledger: Ledger, since: datetime, until: datetime) -> list[tuple[Key, datetime, Reason]]:
    """What was taken down in that time, the oldest first, whenever it had become public."""
    columns = (_d.post, _d.occurrence, _d.unit, _d.channel, _e.at, *_said(events))
    asked = select(*columns).join_from(events, deliveries).order_by(_e.id)
    asked = asked.where(_is_move(events), _e.after == State.WITHDRAWN.value, _e.at >= since, _e.at < until)
    with ledger.reading() as reading:
        rows = reading.execute(asked).all()
    return [(_key_of(row), row[4], _reason_of(*row[5:])) for row in rows]


_d, _e = deliveries.c, events.c
_WORDS = (by_hand.GIVEN.code, by_hand.DONE.code, by_hand.PARTLY.code, by_hand.TAKEN_BACK.code)


def _is_move(lines: Any) -> ColumnElement[bool]:
    return or_(lines.c.before.is_(None), lines.c.before != lines.c.after)


def _said(lines: Any) -> tuple[ColumnElement[Any], ...]:
    return lines.c.code, cast(lines.c.given, Text), lines.c.detail


def _asked(since: datetime, until: datetime) -> Select[Any]:
    written = select(_e.delivery_id).where(_e.at >= since, _e.at < until, _e.delivery_id.is_not(None))
    public = select(_d.id).where(_d.public_at >= since, _d.public_at < until)
    touched = union(written, public).subquery()
    is_public = _e.after == State.PUBLISHED.value
    lines = (
        select(
            _e.delivery_id,
            func.min(case((is_public, _e.at))).label("public"),
            func.max(case((_is_move(events), _e.id))).label("move"),
            func.max(case((and_(is_trouble(), _is_move(events)), _e.id))).label("trouble"),
            func.max(case((_e.code.in_(_WORDS), _e.id))).label("word"),
            func.min(case((_e.code == by_hand.DONE.code, _e.at))).label("said"),
            func.max(case((_e.code == by_hand.TAKEN_BACK.code, _e.id))).label("back"),
        )
        .where(_e.delivery_id.in_(select(touched.c[0])), _e.at < until)
        .group_by(_e.delivery_id)
        .subquery()
    )
    move, trouble, word, anew = (events.alias(name) for name in ("move", "trouble", "word", "anew"))
    said_anew = (
        select(func.min(anew.c.at))
        .where(anew.c.delivery_id == lines.c.delivery_id, anew.c.code == by_hand.DONE.code)
        .where(anew.c.id > lines.c.back, anew.c.at < until)
        .scalar_subquery()
    )
    said = case((lines.c.back.is_(None), lines.c.said), else_=said_anew)
    return (
        select(
            _d.post, _d.occurrence, _d.unit, _d.channel, _d.id, _d.page_key, _d.due_at, _d.public_at,
            _d.address, _d.text, _d.message, lines.c.public, said, move.c.after, move.c.at,
            *_said(move), *_said(trouble), *_said(word),
        )
        .select_from(lines)
        .join(deliveries, _d.id == lines.c.delivery_id)
        .join(move, move.c.id == lines.c.move)
        .outerjoin(trouble, trouble.c.id == lines.c.trouble)
        .outerjoin(word, word.c.id == lines.c.word)
        .order_by(_d.id)
    )  # fmt: skip


def _only_found_later(since: datetime, until: datetime) -> Select[Any]:
    """What became public then, of which the book has no line from before *until*: it was rebuilt since."""
    written = select(_e.id).where(_e.delivery_id == _d.id, _e.at < until).exists()
    return (
        select(
            _d.post, _d.occurrence, _d.unit, _d.channel, _d.id, _d.page_key, _d.due_at, _d.public_at,
            _d.address, _d.text, _d.message, *_said(deliveries),
        )
        .where(_d.public_at >= since, _d.public_at < until, ~written)
        .order_by(_d.id)
    )  # fmt: skip


def is_trouble() -> ColumnElement[bool]:
    """Of a line: what is told there keeps a delivery from going out."""
    return _e.after.in_([state.value for state in _TROUBLE])


def _stand_of(row: Any, until: datetime) -> Stand:
    state, first, at = State(row[13]), row[11], row[7]
    if at is not None and at >= until:
        at = None
    is_under_way = state in {State.SENDING, State.UNCONFIRMED, State.HANDED_OVER}
    if at is not None and (is_under_way or (first is None and state is not State.WITHDRAWN)):
        state = State.PUBLISHED  # it was seen later that it had become public by then
    public = min((one for one in (first, at) if one is not None), default=None)
    return Stand(
        row[4], _key_of(row), row[5], state, row[6], row[14], public, row[8], row[9], row[10],
        _reason_of(*row[15:18]),
        _reason_of(*row[18:21]) if row[18] is not None else None,
        _reason_of(*row[21:24]) if row[21] is not None else None,
        row[12],
    )  # fmt: skip


def _found_later(row: Any) -> Stand:
    return Stand(
        row[4], _key_of(row), row[5], State.PUBLISHED, row[6], row[7], row[7], row[8], row[9], row[10],
        _reason_of(*row[11:14]), None, None, None,
    )  # fmt: skip


def _key_of(row: Any) -> Key:
    post, occurrence, unit, channel = map(intern, row[:4])  # of hundreds of thousands few are different
    return Key(PostId(post), occurrence, UnitId(unit), ChannelName(channel))


@lru_cache(maxsize=4096)
def _reason_of(code: str, given: str, detail: str) -> Reason:
    values = parsed(given)
    if isinstance(values, dict) and "who" in values:
        values = {**values, "who": {"vi": SOMEBODY.vi, "en": SOMEBODY.en}}
    return read(code, values, detail)
