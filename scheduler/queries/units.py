"""How each of many units stands: a line a unit, counted by the database from what stands in its indexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.delivery.history import parts
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import deliveries, events, is_waking
from scheduler.delivery.states import State

_ON_ITS_WAY = (State.CLAIMED, State.PREPARED, State.SENDING, State.UNCONFIRMED, State.RETRY)
_MOST_LINES = 2000  # after which all is looked at anew
_MOST_UNITS = 200  # the same
_c = deliveries.c
_IS_PUBLIC = _c.state == State.PUBLISHED.value


Begun = Mapping[tuple[UnitId, ChannelName], int]
Dates = Mapping[PostId, Collection[str]]  # some dates of posts, by their names


@dataclass(frozen=True, slots=True)
class Tally:
    """How each unit came along, up to that line of the book: for when what it published *lasts* was due
    (aware), and of how many of some *dates* the delivery to each of its channels has *begun*."""

    event: int
    dates: Dates
    lasts: Mapping[UnitId, datetime]
    begun: Begun


def tally(ledger: Ledger, dates: Dates, former: Tally | None = None) -> Tally:
    """The tally of all units; with a *former* one of this book and the same *dates* those units alone are
    looked at of which anything was written since."""
    with ledger.reading() as reading:
        last = reading.execute(select(func.max(events.c.id))).scalar_one() or 0
        units: set[UnitId] | None = None
        if former and former.dates == dates and 0 <= last - former.event <= _MOST_LINES:
            moved = select(_c.unit).join_from(events, deliveries).where(events.c.id > former.event)
            units = set(map(UnitId, reading.execute(moved).scalars()))
        if former is None or units is None or len(units) > _MOST_UNITS:
            return Tally(last, dates, _lasts(reading), _begun(reading, dates))
        lasts = {unit: due for unit, due in former.lasts.items() if unit not in units}
        begun = {key: count for key, count in former.begun.items() if key[0] not in units}
        if units:
            lasts |= _lasts(reading, units)
            begun |= _begun(reading, dates, units)
    return Tally(last, dates, lasts, begun)


def _lasts(reading: Connection, units: Collection[UnitId] | None = None) -> dict[UnitId, datetime]:
    asked = select(_c.unit, func.max(_c.due_at)).where(_IS_PUBLIC).group_by(_c.unit)
    if units is not None:
        asked = asked.where(_c.unit.in_(sorted(units)))
    return {UnitId(unit): due for unit, due in reading.execute(asked)}


def _begun(
    reading: Connection, dates: Dates, units: Collection[UnitId] | None = None
) -> dict[tuple[UnitId, ChannelName], int]:
    found: defaultdict[tuple[UnitId, ChannelName], int] = defaultdict(int)
    for part in parts(dates):
        those = or_(*(and_(_c.post == post, _c.occurrence.in_(sorted(dates[post]))) for post in part))
        asked = select(_c.unit, _c.channel, func.count()).where(those).group_by(_c.unit, _c.channel)
        if units is not None:
            asked = asked.where(_c.unit.in_(sorted(units)))
        for unit, channel, count in reading.execute(asked):
            found[UnitId(unit), ChannelName(channel)] += count
    return dict(found)


def behind(ledger: Ledger, before: datetime) -> Mapping[UnitId, int]:
    """How many deliveries of each unit have begun, were due *before* then (aware), and are neither out nor
    held."""
    is_late = (is_waking, _c.state.in_([state.value for state in _ON_ITS_WAY]), _c.due_at < before)
    with ledger.reading() as reading:
        rows = reading.execute(select(_c.unit, func.count()).where(*is_late).group_by(_c.unit)).all()
    return {UnitId(unit): count for unit, count in rows}


@dataclass(frozen=True, slots=True)
class Last:
    """What a unit published last, and when it became public (aware)."""

    post: PostId
    at: datetime


def what_was_last(ledger: Ledger, lasts: Mapping[UnitId, datetime]) -> Mapping[UnitId, Last]:
    """The post behind each of those *lasts*, of the few units that are shown."""
    those = _c.unit.in_(sorted(lasts)), _IS_PUBLIC, _c.due_at.in_(sorted(set(lasts.values())))
    asked = select(_c.unit, _c.due_at, _c.post, _c.public_at).where(*those).order_by(_c.id.desc())
    with ledger.reading() as reading:
        rows = reading.execute(asked).all() if lasts else ()
    return {
        UnitId(row.unit): Last(PostId(row.post), row.public_at or row.due_at)
        for row in rows
        if row.due_at == lasts[UnitId(row.unit)]
    }
