"""What a stranger sees of what was published: noted beside the delivery, which it never moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from scheduler.channels.channel import Glance
from scheduler.delivery.outside_reasons import REASONS, Found
from scheduler.delivery.schema import deliveries, links, outside
from scheduler.delivery.states import State
from scheduler.delivery.transaction import Part

_M, _H, _D = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
# How long after each look the next one comes; none after the last.
_AGAIN: Mapping[Glance, Sequence[timedelta]] = {
    Glance.SEEN: (),
    Glance.LOGIN: (_D,),
    Glance.STRANGE: (_H, _D),
    Glance.INSIDE: (),
    Glance.SILENT: (_M, _H, 6 * _H, _D),
    Glance.GONE: (_M, _H, _H, 6 * _H, _D, _D),
    Glance.NOT_LISTED: (_M, _H, _H, 6 * _H, _D, _D),
}


class Outside(Part):
    """The part of a transaction that is about what strangers see."""

    def note(self, delivery_id: int, glance: Glance) -> datetime | None:
        """What was seen just now of that delivery; gives since when that is so. Only another sight than the
        last one is a line of the book; None: it is not public any more, and nothing is noted."""
        connection, now = self._connection, self._now
        public = select(deliveries.c.page_key).where(
            deliveries.c.id == delivery_id, deliveries.c.state == State.PUBLISHED.value
        )
        page = connection.execute(public).scalar_one_or_none()
        if page is None:
            return None
        is_it = outside.c.delivery_id == delivery_id
        former = connection.execute(select(outside.c.glance, outside.c.since, outside.c.looks).where(is_it))
        row = former.one_or_none()
        is_same = row is not None and row.glance == glance.value
        looks = row.looks + 1 if row is not None and is_same else 1
        since: datetime = row.since if row is not None and is_same else now
        waits = _AGAIN[glance]
        again = now + waits[looks - 1] if looks <= len(waits) else None
        values = {"glance": glance.value, "since": since, "at": now, "looks": looks, "next_look_at": again}
        self._transaction.put(outside, {"delivery_id": delivery_id}, values)
        if not is_same:
            self._transaction.add_event(
                REASONS[glance],
                delivery_id=delivery_id,
                page_key=page,
                before=State.PUBLISHED,
                after=State.PUBLISHED,
            )
        return since

    def note_link(self, address: str, found: Found) -> None:
        """What a link was found to be just now."""
        connection, now = self._connection, self._now
        is_it = links.c.address == address
        former = connection.execute(select(links.c.found).where(is_it)).scalar_one_or_none()
        if former is None:
            values = {"address": address, "found": found.value, "since": now, "at": now}
            connection.execute(insert(links).values(**values))
            return
        since = {} if former == found.value else {"since": now}
        connection.execute(update(links).where(is_it).values(found=found.value, at=now, **since))
