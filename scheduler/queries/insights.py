"""What came of what was published: the figures of deliveries and of places, as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from scheduler.delivery.history import parts
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import insights, page_insights
from scheduler.kinds.metric import Measure, Metric


@dataclass(frozen=True, slots=True)
class Told:
    """What one metric told of one day; *value* None: the channel was asked and did not tell."""

    metric: str
    day: date
    value: int | None


def told_of(ledger: Ledger, delivery_ids: Iterable[int], until: date) -> Mapping[int, list[Told]]:
    """Of each of those deliveries all that was told of the days up to *until*, the earliest first."""
    found: defaultdict[int, list[Told]] = defaultdict(list)
    with ledger.reading() as reading:
        for part in parts(delivery_ids):
            asked = select(insights).where(
                insights.c.delivery_id.in_(part), insights.c.day <= until.isoformat()
            )
            for row in reading.execute(asked.order_by(insights.c.day)):
                found[row.delivery_id].append(Told(row.metric, date.fromisoformat(row.day), row.value))
    return found


def told_of_pages(ledger: Ledger, since: date, until: date) -> Mapping[str, list[Told]]:
    """Of each place, by its key, all that was told of those days, both included, the earliest first."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    days = page_insights.c.day.between(since.isoformat(), until.isoformat())
    with ledger.reading() as reading:
        for row in reading.execute(select(page_insights).where(days).order_by(page_insights.c.day)):
            found[row.page_key].append(Told(row.metric, date.fromisoformat(row.day), row.value))
    return found


def measured(told: Iterable[Told], metrics: Iterable[Metric]) -> dict[Measure, int]:
    """What *told*, the earliest first, comes to; a measure of which nothing was told is absent, not 0.

    Of a total the latest value counts, of a day's own figures their sum.
    """
    by_name = {metric.name: metric for metric in metrics}
    values: dict[str, int] = {}
    for one in told:
        metric = by_name.get(one.metric)
        if metric is not None and one.value is not None:
            before = 0 if metric.is_total else values.get(one.metric, 0)
            values[one.metric] = before + one.value
    sums: defaultdict[Measure, int] = defaultdict(int)
    for name, value in values.items():
        sums[by_name[name].measure] += value
    return dict(sums)
