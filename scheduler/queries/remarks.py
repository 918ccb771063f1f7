"""What colleagues said about posts: of one post, and what is still open of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.remarks import Remark, remark_of
from scheduler.delivery.schema import notifications, remarks

_AT_MOST = 200  # shown on one page
_answers = remarks.alias()
_IS_OPEN = (
    remarks.c.settles.is_(None),
    ~exists(select(_answers.c.id).where(_answers.c.settles == remarks.c.id)),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A remark, whom it names, and the line by which it was called done."""

    remark: Remark
    people: tuple[str, ...]
    done: Remark | None = None


def remarks_on(ledger: Ledger, post: PostId) -> Sequence[Asked]:
    """All that was said about *post*, oldest first."""
    asked = select(remarks).where(remarks.c.post == post).order_by(remarks.c.id)
    with ledger.reading() as reading:
        found = [remark_of(row) for row in reading.execute(asked).mappings()]
        named = _named(reading, [one.number for one in found])
    done = {one.settles: one for one in found if one.settles is not None}
    return [
        Asked(one, named.get(one.number, ()), done.get(one.number)) for one in found if one.settles is None
    ]


def open_remarks(ledger: Ledger) -> Sequence[Asked]:
    """What is not done yet, of all posts, the latest first; so many at most."""
    asked = select(remarks).where(*_IS_OPEN).order_by(remarks.c.id.desc()).limit(_AT_MOST)
    with ledger.reading() as reading:
        found = [remark_of(row) for row in reading.execute(asked).mappings()]
        named = _named(reading, [one.number for one in found])
    return [Asked(one, named.get(one.number, ())) for one in found]


def count_open(ledger: Ledger, person: str) -> int:
    """How many of them name *person*; '' counts all."""
    asked = select(func.count()).select_from(remarks).where(*_IS_OPEN)
    if person:
        names_her = (notifications.c.remark_id == remarks.c.id, notifications.c.person == person)
        asked = asked.where(exists(select(notifications.c.id).where(*names_her)))
    with ledger.reading() as reading:
        return reading.execute(asked).scalar_one()


def _named(reading: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    asked = select(notifications.c.remark_id, notifications.c.person)
    asked = asked.where(notifications.c.remark_id.in_(numbers)).order_by(notifications.c.id)
    found: dict[int, tuple[str, ...]] = {}
    for row in reading.execute(asked):
        found[row.remark_id] = (*found.get(row.remark_id, ()), row.person)
    return found
