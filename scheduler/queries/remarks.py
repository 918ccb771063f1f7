"""What colleagues said about posts: of one post, and what is still open of all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Exists, exists, func, select

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.remarks import Remark, remark_of
from scheduler.delivery.schema import notifications, remarks

AT_MOST = 200  # shown on one page
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
    """What was said about *post* of late, oldest first; so many at most."""
    asked = select(remarks).where(remarks.c.post == post, remarks.c.settles.is_(None))
    asked = asked.order_by(remarks.c.id.desc()).limit(AT_MOST)
    with ledger.reading() as reading:
        found = [remark_of(row) for row in reading.execute(asked).mappings()][::-1]
        numbers = [one.number for one in found]
        named = _named(reading, numbers)
        answers = reading.execute(select(remarks).where(remarks.c.settles.in_(numbers))).mappings()
        done = {one.settles: one for one in map(remark_of, answers)}
    return [Asked(one, named.get(one.number, ()), done.get(one.number)) for one in found]


def open_remarks(ledger: Ledger, person: str, posts: Collection[PostId] | None = None) -> Sequence[Asked]:
    """What is not done yet, of those *posts* (None: of all): what names *person* first, then the latest; so
    many at most."""
    latest = (_names(person).desc(), remarks.c.id.desc())
    asked = select(remarks).where(*_IS_OPEN).order_by(*latest).limit(AT_MOST)
    if posts is not None:
        asked = asked.where(remarks.c.post.in_(sorted(posts)))
    with ledger.reading() as reading:
        found = [remark_of(row) for row in reading.execute(asked).mappings()]
        named = _named(reading, [one.number for one in found])
    return [Asked(one, named.get(one.number, ())) for one in found]


def count_open(ledger: Ledger, person: str) -> int:
    """How many of them name *person*; '' counts all."""
    asked = select(func.count()).select_from(remarks).where(*_IS_OPEN)
    if person:
        asked = asked.where(_names(person))
    with ledger.reading() as reading:
        return reading.execute(asked).scalar_one()


def _names(person: str) -> Exists:
    names_her = (notifications.c.remark_id == remarks.c.id, notifications.c.person == person)
    return exists(select(notifications.c.id).where(*names_her))


def _named(reading: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    asked = select(notifications.c.remark_id, notifications.c.person)
    asked = asked.where(notifications.c.remark_id.in_(numbers)).order_by(notifications.c.id)
    found: dict[int, tuple[str, ...]] = {}
    for row in reading.execute(asked):
        found[row.remark_id] = (*found.get(row.remark_id, ()), row.person)
    return found
