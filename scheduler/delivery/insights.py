"""What came of what is public: a figure for each metric and day, noted beside what it never moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from scheduler.delivery.schema import insights, page_insights
from scheduler.delivery.transaction import Part


@dataclass(frozen=True, slots=True)
class Noted:
    """What a metric told of a day of the office's; *value* None: it was asked, and is not told."""

    metric: str
    day: date
    value: int | None


class Insights(Part):
    """The part of a transaction that is about what came of posts. The same again changes nothing."""

    def note(self, delivery_id: int, told: Iterable[Noted], growing: Collection[str] = ()) -> None:
        """What was told just now of that delivery; of each day the later value counts, but for those metrics
        that are *growing* during their day: of them the greater one."""
        self._note(insights, {"delivery_id": delivery_id}, told, growing)

    def note_page(self, page_key: str, told: Iterable[Noted], growing: Collection[str] = ()) -> None:
        """The same of a place."""
        self._note(page_insights, {"page_key": page_key}, told, growing)

    def _note(
        self, table: Table, of: dict[str, Any], told: Iterable[Noted], growing: Collection[str]
    ) -> None:
        for one in told:
            key = {**of, "metric": one.metric, "day": one.day.isoformat()}
            before = self._value(table, key)
            value = one.value
            if before is not None and (value is None or one.metric in growing):
                value = max(before, value or 0)  # what was told once is known
            self._transaction.put(table, key, {"value": value, "asked_at": self._now})

    def _value(self, table: Table, key: dict[str, Any]) -> int | None:
        asked = select(table.c.value).where(*(table.c[name] == one for name, one in key.items()))
        value: int | None = self._connection.execute(asked).scalar_one_or_none()
        return value
