"""What came of what was published: the figures of deliveries and of places, as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import Standing
from scheduler.delivery.history import parts
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import deliveries, insights, page_insights
from scheduler.delivery.states import State
from scheduler.kinds.metric import Measure, Metric
from scheduler.kinds.registry import find_kind

DAILY, WEEKLY_UNTIL = 30, 90  # days after it became public: asked each day until then, then each week
_SETTLES = timedelta(hours=1)  # what is public for less has no figures yet
_c = deliveries.c


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
            asked = select(insights.c.delivery_id, insights.c.metric, insights.c.day, insights.c.value)
            asked = asked.where(insights.c.delivery_id.in_(part), insights.c.day <= until.isoformat())
            for id_, metric, day, value in reading.execute(asked.order_by(insights.c.day)):
                found[id_].append(Told(metric, date.fromisoformat(day), value))
    return found


def told_of_pages(ledger: Ledger, since: date, until: date) -> Mapping[str, list[Told]]:
    """Of each place, by its key, all that was told of those days, both included, the earliest first."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    day = page_insights.c.day  # not by BETWEEN, of which PostgreSQL takes no collation
    days = and_(day >= since.isoformat(), day <= until.isoformat())
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


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a delivery, as of the last day that was told; where nothing was, *figures* are empty."""

    figures: Mapping[Measure, int]
    as_of: date | None


def came_of(ledger: Ledger, channels: Mapping[int, ChannelName], until: date = date.max) -> dict[int, Came]:
    """What came of each of those deliveries, given with their channels, by *until*: as `measured` of all that
    `told_of` gives, summed up where it lies."""
    known = (kind for kind in map(find_kind, set(channels.values())) if kind is not None)
    metrics = {(kind.name, one.name): one for kind in known for one in kind.metrics}
    figures: defaultdict[int, defaultdict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[int, date] = {}
    i = insights.c
    with ledger.reading() as reading:
        for part in parts(channels):
            last = (
                select(i.delivery_id, i.metric, func.max(i.day).label("day"), func.sum(i.value).label("sum"))
                .where(i.delivery_id.in_(part), i.day <= until.isoformat(), i.value.is_not(None))
                .group_by(i.delivery_id, i.metric)
                .subquery()
            )
            is_it = and_(i.delivery_id == last.c.delivery_id, i.metric == last.c.metric, i.day == last.c.day)
            asked = select(i.delivery_id, i.metric, i.day, i.value, last.c.sum).select_from(
                last.join(insights, is_it)
            )
            for row in reading.execute(asked):
                metric = metrics.get((channels[row.delivery_id], row.metric))
                if metric is not None:
                    value = row.value if metric.is_total else int(row.sum)
                    figures[row.delivery_id][metric.measure] += value
                    day = date.fromisoformat(row.day)
                    days[row.delivery_id] = max(day, days.get(row.delivery_id, day))
    return {id_: Came(dict(figures[id_]), days.get(id_)) for id_ in channels}


def to_measure(
    ledger: Ledger, page_key: str, now: datetime, zone: tzinfo, at_most: int
) -> dict[Standing, int]:
    """What is public there and is to be asked about today, the newest first, with its delivery's id."""
    today = now.astimezone(zone).date()

    def start(days_ago: int) -> datetime:
        return datetime.combine(today - timedelta(days=days_ago), time(), zone)

    def was_asked_since(days_ago: int) -> ColumnElement[bool]:
        since = (today - timedelta(days=days_ago)).isoformat()
        return select(insights.c.day).where(insights.c.delivery_id == _c.id, insights.c.day >= since).exists()

    is_young = _c.public_at >= start(DAILY)
    asked = (
        select(_c.id, _c.remote_id, _c.drafts)
        .where(
            _c.page_key == page_key,
            _c.public_at.between(start(WEEKLY_UNTIL), now - _SETTLES),
            _c.state == State.PUBLISHED.value,
            or_(and_(is_young, ~was_asked_since(0)), and_(~is_young, ~was_asked_since(6))),
        )
        .order_by(_c.public_at.desc(), _c.id)
        .limit(at_most)
    )
    with ledger.reading() as reading:
        return {Standing(row.remote_id, tuple(row.drafts)): row.id for row in reading.execute(asked)}


def pages_asked(ledger: Ledger, today: date) -> frozenset[str]:
    """The places that told of themselves today, or were asked to."""
    asked = select(page_insights.c.page_key).where(page_insights.c.day >= today.isoformat()).distinct()
    with ledger.reading() as reading:
        return frozenset(reading.execute(asked).scalars())
