"""Whether a ledger says anything else than before: one question of a few look-ups, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import approvals, deliveries, events, links, remarks

_MOST = 2000  # lines after which all is read anew


@dataclass(frozen=True, slots=True)
class Revision:
    """The last line of the book (*at*: aware), the last decision and remark; all are only ever added. And
    since when the *link* that changed last is what it is, for links have no lines.

    While it is the same, every delivery, approval, remark, link, freeze and standstill is. When something is
    tried again may have changed: that has no line, and is shown nowhere.
    """

    event: int = 0
    at: datetime | None = None
    decision: int = 0
    remark: int = 0
    link: datetime | None = None


_LAST = select(func.max(events.c.id)).scalar_subquery()
_ASKED = select(
    _LAST.label("event"),
    select(events.c.at).where(events.c.id == _LAST).scalar_subquery().label("at"),
    select(func.max(approvals.c.id)).scalar_subquery().label("decision"),
    select(func.max(remarks.c.id)).scalar_subquery().label("remark"),
    select(func.max(links.c.since)).scalar_subquery().label("link"),
)


def revision(ledger: Ledger) -> Revision:
    """What *ledger* is at now."""
    with ledger.reading() as reading:
        row = reading.execute(_ASKED).one()
    return Revision(row.event or 0, row.at, row.decision or 0, row.remark or 0, row.link)


def changed_posts(ledger: Ledger, before: Revision, now: Revision) -> set[PostId] | None:
    """The posts of which anything was written between the two; None: too much, or it is another book."""
    lines, decided = now.event - before.event, now.decision - before.decision
    if not (0 <= lines <= _MOST and 0 <= decided <= _MOST):
        return None
    last = select(events.c.at).where(events.c.id == before.event)
    moved = select(deliveries.c.post).join_from(events, deliveries).where(events.c.id > before.event)
    said = select(approvals.c.post).where(approvals.c.id > before.decision)
    with ledger.reading() as reading:
        if reading.execute(last).scalar_one_or_none() != before.at:
            return None  # an older copy was put back, and went on past that line
        return set(map(PostId, reading.execute(union(moved, said)).scalars()))
