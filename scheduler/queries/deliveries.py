"""How deliveries stand, as people are shown it: few columns of few rows, each found by an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, func, select

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.channels.channel import Glance
from scheduler.delivery.catalogue import read
from scheduler.delivery.history import parts
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.schema import deliveries, events, is_resting, is_waking, outside, parsed
from scheduler.delivery.states import WAKING, State
from scheduler.kinds.registry import is_by_hand

URGENT = (State.HELD, State.UNCONFIRMED, State.RETRY, State.SENDING, State.PREPARED, State.CLAIMED)
_THROUGH = tuple(state for state in State if state not in URGENT)


@dataclass(frozen=True, slots=True)
class Summary:
    """How one delivery stands; times are aware. *text* is what is public where no print tells its words."""

    id: int
    key: Key
    state: State
    due: datetime
    owner: str
    remote_id: str | None
    address: str
    public_at: datetime | None
    words_print: str
    cards_print: str
    text: str
    reason: Reason | None
    outside: Glance | None = None  # what a stranger saw last

    @property
    def is_out(self) -> bool:
        """Whether it is public, or a person has it, to post it by hand: what stands there can be changed."""
        is_with_person = self.state is State.HANDED_OVER and is_by_hand(self.key.channel)
        return is_with_person or self.state is State.PUBLISHED

    @property
    def is_at_rest(self) -> bool:
        """Whether it was let go on, or given its turn in the queue, and nobody has begun with it since."""
        return self.state is State.CLAIMED and not self.owner


_c = deliveries.c
_SHOWN = select(
    _c.id, _c.post, _c.occurrence, _c.unit, _c.channel, _c.state, _c.due_at, _c.owner, _c.remote_id,
    _c.address, _c.public_at, _c.words_print, _c.cards_print,
    case((_c.words_print == "", _c.text), else_="").label("text"),
    _c.code, cast(_c.given, Text).label("given"), _c.detail, outside.c.glance,
).select_from(deliveries.outerjoin(outside, outside.c.delivery_id == _c.id))  # fmt: skip

_COUNTED = select(_c.unit, _c.state, func.count()).group_by(_c.unit, _c.state)
_MOST_LINES = 2000  # after which all is counted anew


def summary(ledger: Ledger, key: Key) -> Summary | None:
    """The delivery of that key, if it has begun."""
    is_it = (_c.post == key.post, _c.occurrence == key.occurrence, _c.channel == key.channel)
    return next(_read(ledger, _SHOWN.where(_c.unit == key.unit, *is_it)), None)


def of_posts(ledger: Ledger, posts: Collection[PostId], unit: UnitId) -> dict[PostId, list[Summary]]:
    """What has begun of each of *posts* for that unit; a post of which nothing has is left out."""
    found: defaultdict[PostId, list[Summary]] = defaultdict(list)
    for part in parts(posts):
        for row in _read(ledger, _SHOWN.where(_c.unit == unit, _c.post.in_(part))):
            found[row.key.post].append(row)
    return dict(found)


def states_of_post(ledger: Ledger, post: PostId) -> set[tuple[str, State]]:
    """In which states each date of *post* stands, for whatever unit."""
    asked = select(_c.occurrence, _c.state).where(_c.post == post).distinct()
    with ledger.reading() as reading:
        return {(occurrence, State(state)) for occurrence, state in reading.execute(asked)}


def latest(
    ledger: Ledger,
    at_most: int,
    *,
    states: Collection[State] = (),
    unit: str = "",
    post: str = "",
) -> list[Summary]:
    """So many deliveries: those that may need a person first, then those that were due last.

    Only *states*, of that *unit* and *post*; none named: of all.
    """
    wanted = states or tuple(State)
    chosen: list[int] = []
    with ledger.reading() as reading:
        for group in (*((state,) for state in URGENT), _THROUGH):
            # Each state by itself, since several at once are not in the index's order; and first their
            # numbers alone, which stand in the index.
            rows = [
                row
                for state in group
                if state in wanted and len(chosen) < at_most
                for row in reading.execute(_latest(state, unit, post, at_most - len(chosen)))
            ]
            chosen += [row.id for row in sorted(sorted(rows, key=_number), key=_due, reverse=True)]
    del chosen[at_most:]
    place = {number: at for at, number in enumerate(chosen)}
    shown = (row for part in parts(chosen) for row in _read(ledger, _SHOWN.where(_c.id.in_(part))))
    return sorted(shown, key=lambda row: place[row.id])


def of_units(
    ledger: Ledger,
    *,
    unit: str | None = None,
    since: datetime | None = None,
    posts: Collection[PostId] | None = None,
) -> list[Summary]:
    """What has begun, in the order of due times: of that *unit*, due *since* then, of those *posts*."""
    several = [_SHOWN]
    if unit is not None:
        several = [_SHOWN.where(_c.unit == unit, *([_c.due_at >= since] if since else []))]
    elif since is not None:
        several = [_SHOWN.where(is_due) for is_due in _due_since(since)]
    if posts is not None:
        several = [asked.where(_c.post.in_(part)) for asked in several for part in parts(posts)]
    rows = [row for asked in several for row in _read(ledger, asked)]
    return sorted(rows, key=lambda row: (row.due, row.id))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries of each unit stand in each state, up to that line of the book."""

    event: int
    of_unit: Mapping[UnitId, Counter[State]]


def counts(ledger: Ledger, former: Counts | None = None) -> Counts:
    """The counts of all deliveries; with *former* ones of this book only what was written since is read."""
    found: defaultdict[UnitId, Counter[State]] = defaultdict(Counter)
    with ledger.reading() as reading:  # one look at the book: no line comes between its questions
        last = reading.execute(select(func.max(events.c.id))).scalar_one() or 0
        if former is None or not 0 <= last - former.event <= _MOST_LINES:
            return Counts(last, _by_unit(reading.execute(_COUNTED)))
        for unit, of_states in former.of_unit.items():
            found[unit] = of_states.copy()
        moved = select(_c.unit, events.c.before, events.c.after, func.count())
        moved = moved.join_from(events, deliveries).where(events.c.id > former.event)
        for unit, before, after, count in reading.execute(
            moved.group_by(_c.unit, events.c.before, events.c.after)
        ):
            found[unit][State(after)] += count
            if before is not None:
                found[unit][State(before)] -= count
    return Counts(last, dict(found))


def counts_of(ledger: Ledger, post: PostId) -> Mapping[UnitId, Counter[State]]:
    """How many deliveries of *post* stand in each state, by unit."""
    with ledger.reading() as reading:
        return _by_unit(reading.execute(_COUNTED.where(_c.post == post)))


def _by_unit(rows: Iterable[Any]) -> Mapping[UnitId, Counter[State]]:
    found: defaultdict[UnitId, Counter[State]] = defaultdict(Counter)
    for unit, state, count in rows:
        found[UnitId(unit)][State(state)] = count
    return dict(found)


def count_held(ledger: Ledger) -> int:
    """How many deliveries a person must decide about."""
    return _count(ledger, _is_in(State.HELD))


def count_published(ledger: Ledger, since: datetime, due_since: datetime) -> int:
    """How many became public since then, of those due since *due_since* (both aware)."""
    return sum(_count(ledger, is_due, _c.public_at >= since) for is_due in _due_since(due_since))


def published_since(ledger: Ledger, since: datetime) -> list[Summary]:
    """What became public since then (aware) and is not known to have gone, the latest first."""
    asked = _SHOWN.where(_is_in(State.PUBLISHED), _c.public_at >= since)
    return list(_read(ledger, asked.order_by(_c.public_at.desc(), _c.id)))


def held_by_post(ledger: Ledger) -> Mapping[PostId, Counter[UnitId]]:
    """Of which posts deliveries are held, and how many for each unit."""
    asked = select(_c.post, _c.unit, func.count()).where(_is_in(State.HELD))
    found: defaultdict[PostId, Counter[UnitId]] = defaultdict(Counter)
    with ledger.reading() as reading:
        for post, unit, held in reading.execute(asked.group_by(_c.post, _c.unit)):
            found[PostId(post)][UnitId(unit)] = held
    return dict(found)


def _is_in(*states: State) -> ColumnElement[bool]:
    """In one of those states, which are all waking, or all not: each kind has its index."""
    kind = is_waking if states[0] in WAKING else is_resting
    return and_(kind, _c.state.in_([state.value for state in states]))


def _due_since(since: datetime) -> list[ColumnElement[bool]]:
    """Due then or later, in two questions, each for an index."""
    resting = [state for state in State if state not in WAKING]
    return [and_(is_in, _c.due_at >= since) for is_in in (_is_in(*WAKING), _is_in(*resting))]


def _count(ledger: Ledger, *conditions: ColumnElement[bool]) -> int:
    asked = select(func.count()).select_from(deliveries).where(*conditions)
    with ledger.reading() as reading:
        return reading.execute(asked).scalar_one()


def _latest(state: State, unit: str, post: str, at_most: int) -> Select[Any]:
    asked = select(_c.id, _c.due_at)
    asked = asked.where(_c.unit == unit, _c.state == state.value) if unit else asked.where(_is_in(state))
    if post:
        asked = asked.where(_c.post == post)
    return asked.order_by(_c.due_at.desc(), _c.id).limit(at_most)


def _read(ledger: Ledger, asked: Select[Any]) -> Iterator[Summary]:
    with ledger.reading() as reading:
        rows = reading.execute(asked).all()
    return map(_summary_of, rows)


def _summary_of(row: Sequence[Any]) -> Summary:
    # By place: some ten thousand rows are read when a long calendar is first shown.
    return Summary(
        row[0],
        Key(PostId(row[1]), row[2], UnitId(row[3]), ChannelName(row[4])),
        State(row[5]),
        row[6], row[7], row[8], row[9], row[10], row[11], row[12], row[13],
        _worded(row[14], row[15], row[16]) if row[14] else None,
        Glance(row[17]) if row[17] else None,
    )  # fmt: skip


@lru_cache(maxsize=4096)  # the same rows are read for each page that is shown
def _worded(code: str, given: str, detail: str) -> Reason:
    return read(code, parsed(given), detail)


def _number(row: Row[Any]) -> int:
    return int(row.id)


def _due(row: Row[Any]) -> datetime:
    found: datetime = row.due_at
    return found
