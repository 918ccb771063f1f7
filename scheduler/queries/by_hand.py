"""What persons were given to post by hand: what is still to do, and what was said last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from scheduler.calendar.model import UnitId
from scheduler.delivery.by_hand import OPEN
from scheduler.delivery.follow_ups import is_to_take_down
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.records import key_of, reason_of
from scheduler.delivery.schema import deliveries, is_waking, is_with_person


@dataclass(frozen=True, slots=True)
class Given:
    """One delivery that a person has; times are aware. *is_taking_down*: it is to be taken down."""

    key: Key
    pack: str  # the id of what she was given
    page_key: str
    given: datetime
    changed: datetime
    reason: Reason
    is_taking_down: bool

    @property
    def is_open(self) -> bool:
        """Whether she still has something to do with it."""
        return self.is_taking_down or self.reason.code in OPEN


_c = deliveries.c
_TO_DO = or_(_c.code.in_(sorted(OPEN)), is_to_take_down)
_ASKED = select(deliveries, is_to_take_down.label("taking_down")).where(is_waking)


def given_to_persons(ledger: Ledger, at_most: int, units: Collection[UnitId] | None = None) -> list[Given]:
    """What is still to do, the oldest first; then what was said last; so many of each.

    Of those *units*; None: of all.
    """
    is_it = is_with_person(), *_of(units)
    first = _ASKED.where(*is_it, _TO_DO).order_by(_c.due_at, _c.id).limit(at_most)
    then = _ASKED.where(*is_it, ~_TO_DO).order_by(_c.changed_at.desc(), _c.id).limit(at_most)
    return [*_read(ledger, first), *_read(ledger, then)]


def count_to_do(ledger: Ledger, units: Collection[UnitId] | None = None) -> int:
    """How many deliveries, of *units* or of all, wait for a person to post them or to take them down."""
    asked = select(func.count()).select_from(deliveries)
    asked = asked.where(is_waking, is_with_person(), _TO_DO, *_of(units))
    with ledger.reading() as reading:
        return reading.execute(asked).scalar_one()


def given(ledger: Ledger, key: Key) -> Given | None:
    """That delivery, if a person has it."""
    is_it = (_c.post == key.post, _c.occurrence == key.occurrence, _c.channel == key.channel)
    return next(iter(_read(ledger, _ASKED.where(is_with_person(), _c.unit == key.unit, *is_it))), None)


def _of(units: Collection[UnitId] | None) -> list[ColumnElement[bool]]:
    return [] if units is None else [_c.unit.in_(sorted(units))]


def _read(ledger: Ledger, asked: Select[Any]) -> list[Given]:
    with ledger.reading() as reading:
        rows = reading.execute(asked).mappings().all()
    return [
        Given(
            key_of(row),
            row["remote_id"] or "",
            row["page_key"],
            row["intent_at"] or row["due_at"],
            row["changed_at"],
            reason_of(row),
            bool(row["taking_down"]),
        )
        for row in rows
    ]
