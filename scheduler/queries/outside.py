"""Which public posts are to be looked at as a stranger sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from scheduler.calendar.model import ChannelName
from scheduler.delivery.history import parts
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.outside_reasons import Found
from scheduler.delivery.records import key_of
from scheduler.delivery.schema import deliveries, is_resting, links, outside
from scheduler.delivery.states import State

_c = deliveries.c


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A delivery that is public, with what was sent."""

    id: int
    key: Key
    page_key: str
    address: str
    text: str


def to_look_at(
    ledger: Ledger, now: datetime, since: datetime, channels: Collection[ChannelName], at_most: int
) -> list[ToLookAt]:
    """What was due since then and nobody looked at yet, and what is to be looked at again by *now*."""
    asked = (
        select(_c.id, _c.post, _c.occurrence, _c.unit, _c.channel, _c.page_key, _c.address, _c.text)
        .select_from(deliveries.outerjoin(outside, outside.c.delivery_id == _c.id))
        .where(
            is_resting,
            _c.state == State.PUBLISHED.value,
            _c.due_at >= since,
            _c.address != "",
            _c.channel.in_(channels),
            or_(
                outside.c.delivery_id.is_(None),
                and_(outside.c.next_look_at.is_not(None), outside.c.next_look_at <= now),
            ),
        )
        .order_by(_c.due_at.desc(), _c.id)
        .limit(at_most)
    )
    with ledger.reading() as reading:
        return [
            ToLookAt(
                row.id,
                key_of(row._mapping),
                row.page_key,
                row.address,
                row.text,
            )
            for row in reading.execute(asked)
        ]


@dataclass(frozen=True, slots=True)
class KnownLink:
    """What a link was found to be, since when, and when that was asked last."""

    found: Found
    since: datetime
    at: datetime


def links_known(ledger: Ledger, addresses: Iterable[str]) -> dict[str, KnownLink]:
    """Those of *addresses* that somebody asked about."""
    known: dict[str, KnownLink] = {}
    with ledger.reading() as reading:
        for part in parts(addresses):
            asked = select(links.c.address, links.c.found, links.c.since, links.c.at)
            for row in reading.execute(asked.where(links.c.address.in_(part))):
                known[row.address] = KnownLink(Found(row.found), row.since, row.at)
    return known
