"""The figures of a report, as one frozen value: all that was done in a period, and what came of it.

Each figure is a count of `Row`s, and `Figures.rows_of` gives those rows again: nothing is counted that cannot
be shown. The rows are as the book says that they stood at the period's end; what came after changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property

from scheduler.calendar.model import ChannelName, Hotline, PostId, Unit, UnitId
from scheduler.delivery.key import Key
from scheduler.delivery.reason import Reason
from scheduler.kinds.metric import Measure
from scheduler.problems import Text
from scheduler.reports.periods import Period
from scheduler.reports.points import POINTS, Point


class Outcome(Enum):
    """What became of a delivery by the end of the period."""

    OUT = "out"  # it is public
    SAID = "said"  # a person posted it by hand, by her own word
    WITHDRAWN = "withdrawn"  # it was public in the period, and was taken down in it
    TO_POST = "to-post"  # a person has it, and does not say that it is posted
    WAITING = "waiting"  # it was due, and was still on its way
    HELD = "held"
    SKIPPED = "skipped"


OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.OUT: Text("Đã đăng", "Published"),
    Outcome.SAID: Text("Đăng tay, theo lời báo", "By hand, by a person's word"),
    Outcome.WITHDRAWN: Text("Đã đăng rồi gỡ", "Published, then taken down"),
    Outcome.TO_POST: Text("Giao đăng tay, chưa báo", "By hand, nothing said yet"),
    Outcome.WAITING: Text("Chưa lên", "Not out yet"),
    Outcome.HELD: Text("Giữ lại", "Held"),
    Outcome.SKIPPED: Text("Bỏ qua", "Skipped"),
}
SHORT: Mapping[Outcome, Text] = {  # over a column
    Outcome.OUT: Text("Đã đăng", "Published"),
    Outcome.SAID: Text("Đăng tay", "By hand"),
    Outcome.WITHDRAWN: Text("Đã gỡ", "Taken down"),
    Outcome.TO_POST: Text("Chưa báo", "Not said"),
    Outcome.WAITING: Text("Chưa lên", "Not out"),
    Outcome.HELD: Text("Giữ lại", "Held"),
    Outcome.SKIPPED: Text("Bỏ qua", "Skipped"),
}
WENT_OUT = frozenset({Outcome.OUT, Outcome.SAID, Outcome.WITHDRAWN})


_NOT_TOLD: Mapping[Measure, int] = {}  # one for all: a country has hundreds of thousands of rows
_ASKED_FOR = {Measure.VIEWS, Measure.REACH, Measure.REACTIONS, Measure.COMMENTS, Measure.SHARES}


class Dimension(Enum):
    """By what deliveries are counted: each one belongs to exactly one value of each."""

    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    TOPIC = "topic"
    AUDIENCE = "audience"
    UNIT = "unit"


DIMENSIONS: Mapping[Dimension, Text] = {
    Dimension.CHANNEL: Text("Kênh", "Channel"),
    Dimension.CAMPAIGN: Text("Đợt", "Campaign"),
    Dimension.TOPIC: Text("Chủ đề", "Topic"),
    Dimension.AUDIENCE: Text("Đối tượng", "Audience"),
    Dimension.UNIT: Text("Đơn vị", "Unit"),
}
GONE = "\0gone"  # the value of a post that the calendar has no more; no id is so
NOT_SAID = Text("(bài không ghi)", "(not said)")
NOT_IN_CALENDAR = Text("(bài không còn trong lịch)", "(no longer in the calendar)")


class Shown(Enum):
    """In which way people saw a hotline."""

    WORDS = "words"
    CARD = "card"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery; times are aware, in the office's zone. *at*: when it became public, or was said to be."""

    key: Key
    outcome: Outcome
    due: datetime
    at: datetime | None
    is_late: bool
    address: str
    reason: Reason | None  # why it stands so
    trouble: Reason | None  # what kept it from going out in time, or keeps it still
    campaign: str
    topic: str
    audience: str
    points: frozenset[int]
    hotlines: Mapping[Shown, frozenset[str]]
    places: int = 0  # where a person says that she posted it
    measures: Mapping[Measure, int] = field(default_factory=lambda: _NOT_TOLD)

    @property
    def went_out(self) -> bool:
        """Whether people could see it, by proof or by a person's word."""
        return self.outcome in WENT_OUT

    def value(self, by: Dimension) -> str:
        """To which value of *by* it belongs."""
        match by:
            case Dimension.CHANNEL:
                return self.key.channel
            case Dimension.UNIT:
                return self.key.unit
            case Dimension.CAMPAIGN:
                return self.campaign
            case Dimension.TOPIC:
                return self.topic
            case Dimension.AUDIENCE:
                return self.audience


@dataclass(frozen=True, slots=True)
class Count:
    """So many posts went out, in so many deliveries; and how many deliveries had each outcome."""

    key: str
    name: Text
    posts: int
    went_out: int
    of: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        """All deliveries, whatever became of them."""
        return sum(self.of.values())


@dataclass(frozen=True, slots=True)
class HotlineCount:
    """How often people saw one line: posts, deliveries, and of those in which way."""

    line: Hotline
    posts: int
    deliveries: int
    ways: Mapping[Shown, int]


@dataclass(frozen=True, slots=True)
class PointCount:
    """What was done for a point of the letter."""

    point: Point
    posts: int
    deliveries: int
    by_channel: Mapping[str, int]
    by_audience: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a channel tells of what went out on it: of each measure its sum, and of how many deliveries."""

    channel: ChannelName
    name: Text
    deliveries: int
    sums: Mapping[Measure, tuple[int, int]]  # absent: nobody told
    pages: Mapping[Measure, tuple[int, int]]  # the same of its places themselves


@dataclass(frozen=True, slots=True)
class Mended:
    """What was public and was mended, published anew or taken down, why, and when that was done (None: not by
    the period's end)."""

    key: Key
    what: Text
    why: str
    asked: datetime
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One date of a post as the annex lists it."""

    post: PostId
    occurrence: str
    title: str
    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The delivery that is named where one is: the first that went out, with an address if any has."""
        return min(self.rows, key=lambda row: (not row.went_out, not row.address, row.at or row.due))


@dataclass(frozen=True)
class Figures:
    """All figures of one period, for one unit and those below it."""

    period: Period
    until: datetime  # the end of the period, or now where that is still to come (aware)
    is_over: bool
    unit: Unit
    rows: tuple[Row, ...]
    titles: Mapping[PostId, str]
    names: Mapping[Dimension, Mapping[str, Text]]
    offered: Mapping[Dimension, tuple[str, ...]]  # what the settings have, whether it was done or not
    hotlines: Mapping[str, Hotline]
    mended: tuple[Mended, ...]
    pages: Mapping[str, Mapping[Measure, tuple[int, int]]]  # by channel
    offices: Mapping[
        UnitId, UnitId
    ]  # the units that the report is about; of an office's other page: the office

    @cached_property
    def units(self) -> int:
        """How many units the report is about."""
        return len(set(self.offices.values()))

    @property
    def has_units(self) -> bool:
        """Whether a delivery's unit, or page of it, has to be named."""
        return len(self.offices) > 1

    @cached_property
    def active_units(self) -> int:
        """Of how many of them something went out."""
        return len({self.offices.get(row.key.unit, row.key.unit) for row in self.out})

    @cached_property
    def out(self) -> tuple[Row, ...]:
        """What went out."""
        return tuple(row for row in self.rows if row.went_out)

    @cached_property
    def posts(self) -> int:
        """How many posts went out."""
        return len({row.key.post for row in self.out})

    @cached_property
    def of(self) -> Mapping[Outcome, int]:
        """How many deliveries had each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    @cached_property
    def late(self) -> tuple[Row, ...]:
        """What became public later than it was to."""
        return tuple(row for row in self.rows if row.is_late)

    def rows_of(self, by: Dimension, key: str) -> tuple[Row, ...]:
        """The deliveries behind a `Count`."""
        return tuple(row for row in self.rows if row.value(by) == key)

    def counts(self, by: Dimension) -> tuple[Count, ...]:
        """How many there are of each value of *by*, the most first; what the settings offer and nobody did is
        there with 0."""
        of: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        posts: defaultdict[str, set[PostId]] = defaultdict(set)
        for row in self.rows:
            key = row.value(by)
            of[key][row.outcome] += 1
            if row.went_out:
                posts[key].add(row.key.post)
        found = [
            Count(
                key,
                self.name(by, key),
                len(posts[key]),
                sum(of[key][outcome] for outcome in WENT_OUT),
                {outcome: of[key][outcome] for outcome in Outcome},
            )
            for key in dict.fromkeys((*self.offered.get(by, ()), *of))
        ]
        return tuple(sorted(found, key=lambda one: (-one.went_out, -one.total)))

    def name(self, by: Dimension, key: str) -> Text:
        """What people call that value."""
        return self.names[by].get(key) or (Text(key, key) if key else NOT_SAID)

    @cached_property
    def hotline_counts(self) -> tuple[HotlineCount, ...]:
        """How often each line of the directory was shown, the most first; 0 is told too."""
        posts: defaultdict[str, set[PostId]] = defaultdict(set)
        every: Counter[str] = Counter()
        ways: defaultdict[str, Counter[Shown]] = defaultdict(Counter)
        for row in self.out:
            for key in frozenset().union(*row.hotlines.values()):
                posts[key].add(row.key.post)
                every[key] += 1
            for way, keys in row.hotlines.items():
                for key in keys:
                    ways[key][way] += 1
        found = [
            HotlineCount(line, len(posts[key]), every[key], {way: ways[key][way] for way in Shown})
            for key, line in self.hotlines.items()
        ]
        return tuple(sorted(found, key=lambda one: -one.deliveries))

    @cached_property
    def point_counts(self) -> tuple[PointCount, ...]:
        """What was done for each point of the letter."""
        return tuple(self._point(point) for point in POINTS)

    def _point(self, point: Point) -> PointCount:
        rows = [row for row in self.out if point.number in row.points]
        return PointCount(
            point,
            len({row.key.post for row in rows}),
            len(rows),
            Counter(row.key.channel for row in rows),
            Counter(row.audience for row in rows),
        )

    @cached_property
    def reached(self) -> tuple[Reach, ...]:
        """What each channel tells of what went out on it."""
        return tuple(
            Reach(
                ChannelName(count.key), count.name, count.went_out, self._sums(count.key),
                self.pages.get(count.key, {}),
            )
            for count in self.counts(Dimension.CHANNEL)
            if count.went_out
        )  # fmt: skip

    def _sums(self, channel: str) -> dict[Measure, tuple[int, int]]:
        sums: Counter[Measure] = Counter()
        told: Counter[Measure] = Counter()
        for row in self.out:
            if row.key.channel == channel:
                sums.update(row.measures)
                told.update(row.measures.keys())
        return {measure: (sums[measure], told[measure]) for measure in Measure if measure in told}

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Those of posts: what everybody asks for, and what any channel told besides."""
        told = {measure for reach in self.reached for measure in reach.sums}
        return tuple(measure for measure in Measure if measure in told or measure in _ASKED_FOR)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The annex: each date of each post that went out, in the order of time."""
        found: defaultdict[tuple[PostId, str], list[Row]] = defaultdict(list)
        for row in self.out:
            found[row.key.post, row.key.occurrence].append(row)
        listed = [
            Told(post, occurrence, self.titles[post], tuple(rows))
            for (post, occurrence), rows in found.items()
        ]
        return tuple(sorted(listed, key=_when))

    @cached_property
    def steps(self) -> tuple[tuple[date, int], ...]:
        """How many deliveries went out in each day, week or month of the period, by how long it is."""
        step = _by_month if self.period.days > 120 else _by_week if self.period.days > 31 else _by_day
        last = min(self.period.last, (self.until - timedelta(microseconds=1)).date())
        days = (self.period.first + timedelta(days=n) for n in range((last - self.period.first).days + 1))
        found = dict.fromkeys((step(day) for day in days), 0)
        for row in self.out:
            if row.at is not None:
                found[step(row.at.date())] += 1
        return tuple(found.items())

    @property
    def step(self) -> Text:
        """What one of `steps` is."""
        if self.period.days > 120:
            return Text("tháng", "month")
        return Text("tuần", "week") if self.period.days > 31 else Text("ngày", "day")


def _when(one: Told) -> tuple[datetime, PostId, str]:
    return one.first.at or one.first.due, one.post, one.occurrence


def _by_day(day: date) -> date:
    return day


def _by_week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_month(day: date) -> date:
    return day.replace(day=1)
