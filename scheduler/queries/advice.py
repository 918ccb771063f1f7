"""Plain advice from an office's own figures: hours that seem to do well, whom it left out, the better card.

Figures of a post are those of its first week, so that old and new posts compare fairly. Of
each page they are told in per cent of what is usual there, so that a large page does not speak for all. What
cannot be said yet is not said: None.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from math import comb
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from scheduler.calendar.model import ChannelName, Post, PostId, UnitId
from scheduler.delivery.ledger import Ledger
from scheduler.kinds.metric import Measure, Metric
from scheduler.queries.deliveries import Summary, published_since
from scheduler.queries.insights import measured, told_of

ENOUGH = 30  # posts with figures on a channel; of fewer nothing is told
_OF_AN_HOUR = 5  # posts at one hour, without which it is not named
_FIRST_DAYS = timedelta(days=7)  # as long as a post's figures are counted
_LOOKED_BACK = timedelta(days=365)
_MOST = 5_000  # deliveries that are looked at, the latest
LEFT_OUT_AFTER = timedelta(days=90)
_MEASURES = (Measure.VIEWS, Measure.REACH, Measure.REACTIONS)  # the first that a channel tells
_EXACT = 20_000  # ways to share out, up to which all are looked at
_DRAWN = 4_000  # of more, so many at random


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one post on one page in its first week."""

    post: PostId
    unit: UnitId
    channel: ChannelName
    at: datetime  # aware
    value: int


@dataclass(frozen=True, slots=True)
class Hour:
    """How posts of one hour did, in per cent of what is usual on their page: half of them lie from *low* to
    *high*."""

    hour: int
    posts: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one channel, the best first; *stands_out*: half of the first's posts lie above usual."""

    channel: ChannelName
    measure: Measure
    posts: int
    hours: tuple[Hour, ...]

    @property
    def stands_out(self) -> bool:
        """Whether the first seems better than usual, and not by its luckiest posts alone."""
        return len(self.hours) > 1 and self.hours[0].low > 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cards of one post: the middle figure of each, and how sure the difference is.

    *chance*: of the ways to share the same units out, the part in which the halves differ as much by chance
    alone; *low* and *high*: where the difference in per cent of the second lies, nine times of ten.
    """

    first: float
    second: float
    units: tuple[int, int]
    chance: float
    low: float
    high: float

    @property
    def seems_so(self) -> bool:
        """Whether it is worth saying; certain it never is."""
        return self.chance <= 0.05


def figures(
    ledger: Ledger, now: datetime, zone: ZoneInfo, metrics_of: Callable[[str], Sequence[Metric]]
) -> dict[tuple[ChannelName, Measure], list[Figure]]:
    """What came of all that has been public for a week, by channel and what was counted there."""
    by_day: defaultdict[date, list[Summary]] = defaultdict(list)
    for row in published_since(ledger, now - _LOOKED_BACK)[:_MOST]:
        if row.public_at is not None and row.public_at + _FIRST_DAYS <= now:
            by_day[row.public_at.astimezone(zone).date()].append(row)
    found: defaultdict[tuple[ChannelName, Measure], list[Figure]] = defaultdict(list)
    for day, rows in by_day.items():  # day by day, since no more is read than each one's first week
        told = told_of(ledger, [row.id for row in rows], day + _FIRST_DAYS)
        for row in rows:
            counted, key = measured(told.get(row.id, ()), metrics_of(row.key.channel)), row.key
            for measure in _MEASURES:
                if measure in counted and row.public_at is not None:
                    one = Figure(key.post, key.unit, key.channel, row.public_at, counted[measure])
                    found[key.channel, measure].append(one)
    return dict(found)


def best_hours(found: Mapping[tuple[ChannelName, Measure], Sequence[Figure]], zone: ZoneInfo) -> list[Hours]:
    """Of each channel with enough posts the hours with theirs, by what it tells first."""
    told: dict[ChannelName, Hours] = {}
    for channel, measure in sorted(found, key=_in_turn):
        values = _of_posts(_of_usual(found[channel, measure]), zone)
        posts = len({(post, day) for post, day, _ in values})
        if channel in told or posts < ENOUGH:
            continue
        by_hour: defaultdict[int, list[float]] = defaultdict(list)
        for (_, _, hour), value in values.items():
            by_hour[hour].append(value)
        hours = [_hour(hour, part) for hour, part in by_hour.items() if len(part) >= _OF_AN_HOUR]
        hours.sort(key=lambda one: (-one.middle, -one.low, one.hour))
        if hours:
            told[channel] = Hours(channel, measure, posts, tuple(hours))
    return list(told.values())


def left_out(
    ledger: Ledger,
    now: datetime,
    posts: Mapping[PostId, Post],
    known: Collection[str],
    of: Callable[[Post], str],
) -> list[str] | None:
    """Those of *known* for which nothing became public lately; None: too little did to say so."""
    published = {row.key.post for row in published_since(ledger, now - LEFT_OUT_AFTER)}
    named = {of(posts[post]) for post in published if post in posts}
    return [one for one in known if one not in named] if published else None


def halves(
    units: Iterable[UnitId], sizes: Mapping[UnitId, int], seed: str
) -> tuple[list[UnitId], list[UnitId]]:
    """Two halves of *units*, alike in size: of each two neighbours by size chance says who goes where.

    The same for the same *seed*, in whatever order they are given.
    """
    ordered = sorted(set(units), key=lambda unit: (-sizes.get(unit, -1), unit))
    chance = random.Random(seed)  # noqa: S311 - nothing secret  # nosec B311
    parts: tuple[list[UnitId], list[UnitId]] = [], []
    for start in range(0, len(ordered), 2):
        side = chance.randrange(2)
        for number, unit in enumerate(ordered[start : start + 2]):
            parts[(side + number) % 2].append(unit)
    return sorted(parts[0]), sorted(parts[1])


def compare(first: Sequence[float], second: Sequence[float], seed: str) -> Comparison | None:
    """How two cards did, each on its half of the units; None: too few units have figures."""
    if min(len(first), len(second)) < _OF_AN_HOUR:
        return None
    first, second = sorted(first), sorted(second)
    chance = random.Random(seed)  # noqa: S311 - nothing secret  # nosec B311
    differs, everything = abs(_mean(first) - _mean(second)), sorted([*first, *second])
    far = [abs(gap) >= differs - 1e-9 for gap in _shared_out(everything, len(first), chance)]
    drawn = sorted(_in_per_cent(_drawn(first, chance), _drawn(second, chance)) for _ in range(_DRAWN))
    return Comparison(
        median(first),
        median(second),
        (len(first), len(second)),
        sum(far) / len(far),
        drawn[_DRAWN // 20],
        drawn[-_DRAWN // 20],
    )


def of_two(
    found: Mapping[tuple[ChannelName, Measure], Sequence[Figure]], first: PostId, second: PostId
) -> Iterator[tuple[ChannelName, Measure, Comparison | None]]:
    """How two posts did that differ in their card alone, each for its half of the units: on each channel, by
    what it tells first."""
    done: set[ChannelName] = set()
    for channel, measure in sorted(found, key=_in_turn):
        sides = [
            [one.value for one in found[channel, measure] if one.post == post] for post in (first, second)
        ]
        if channel not in done and all(sides):
            done.add(channel)
            yield channel, measure, compare(sides[0], sides[1], f"{first}/{second}")


def _in_turn(one: tuple[ChannelName, Measure]) -> tuple[str, int]:
    return one[0], _MEASURES.index(one[1])


def _shared_out(values: Sequence[float], number: int, chance: random.Random) -> Iterable[float]:
    """The difference of means, for each way to share *values* out so that *number* go to the first."""
    whole, rest = sum(values), len(values) - number
    if comb(len(values), number) <= _EXACT:
        parts: Iterable[Sequence[float]] = combinations(values, number)
    else:
        parts = (chance.sample(values, number) for _ in range(_DRAWN))
    for part in parts:
        taken = sum(part)
        yield taken / number - (whole - taken) / rest


def _of_usual(found: Sequence[Figure]) -> list[tuple[Figure, float]]:
    """Each with its part, in per cent, of what is usual on its page; a page that has too few is left out."""
    pages: defaultdict[UnitId, list[int]] = defaultdict(list)
    for one in found:
        pages[one.unit].append(one.value)
    usual = {unit: median(values) for unit, values in pages.items() if len(values) >= _OF_AN_HOUR}
    return [(one, 100 * one.value / usual[one.unit]) for one in found if usual.get(one.unit)]


def _of_posts(
    values: Iterable[tuple[Figure, float]], zone: ZoneInfo
) -> dict[tuple[PostId, date, int], float]:
    """Of each post, day and hour, in the office's time, the middle of its pages: that it went to many makes
    it no more than one."""
    posts: defaultdict[tuple[PostId, date, int], list[float]] = defaultdict(list)
    for one, value in values:
        at = one.at.astimezone(zone)
        posts[one.post, at.date(), at.hour].append(value)
    return {key: median(pages) for key, pages in posts.items()}


def _hour(hour: int, values: Sequence[float]) -> Hour:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Hour(hour, len(values), low, middle, high)


def _drawn(values: Sequence[float], chance: random.Random) -> float:
    """The middle of as many of *values*, each of which may come more than once."""
    return median(chance.choices(values, k=len(values)))


def _in_per_cent(first: float, second: float) -> float:
    return 100 * (first - second) / second if second else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
