"""The plan: what is due = the calendar as it reads now − what the ledger says began. Nothing is stored."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, Post, Unit
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import State
from scheduler.problems import Message, Problem, Text

PUNCTUAL = timedelta(minutes=2)  # a delivery that is less behind its time than this is not late


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence of a post to one unit's channel, as the calendar plans it; *due* is aware."""

    post: Post
    unit: Unit
    channel: ChannelName
    occurrence: str
    due: datetime

    @property
    def key(self) -> Key:
        """What its delivery is called."""
        return Key(self.post.id, self.occurrence, self.unit.id, self.channel)


class Agenda:
    """All that a calendar plans for the channels there are, in the order of time. Never changes."""

    def __init__(self, calendar: Calendar, channels: Collection[ChannelName]) -> None:
        self.calendar = calendar
        self.entries = sorted(_planned(calendar, channels), key=lambda planned: planned.due)
        self._times = [planned.due for planned in self.entries]
        self._by_key = {planned.key: planned for planned in self.entries}

    def find(self, key: Key) -> Planned | None:
        """The planned delivery of that key; None if the calendar no longer has it (or only as a draft)."""
        return self._by_key.get(key)

    def place_after(self, now: datetime) -> int:
        """The index of the first entry that is due after *now*."""
        return bisect_right(self._times, now)

    def next_after(self, now: datetime) -> datetime | None:
        """The first due time after *now*."""
        place = self.place_after(now)
        return self._times[place] if place < len(self._times) else None


def _planned(calendar: Calendar, channels: Collection[ChannelName]) -> Iterable[Planned]:
    unit = calendar.units[PROVINCE]
    for post in calendar.posts:
        if post.at is None or post.status != "ready":
            continue
        for channel in post.channels:
            if channel in channels:
                yield Planned(post, unit, channel, FIRST, post.at)


@dataclass(frozen=True, slots=True)
class LateRule:
    """How long after its time a post may still go out, and how far apart late ones are on one page."""

    publish_within: timedelta
    spacing: timedelta


@dataclass(frozen=True, slots=True)
class View:
    """What the plan needs to know of the ledger at one moment.

    *waiting*: planned deliveries whose time has come and that have not begun; *begun*: the rows that
    are not through; *last_public*: when something last went out on each page.
    """

    birth: datetime
    waiting: Collection[Planned] = ()
    begun: Collection[Delivery] = ()
    paused: Mapping[str, PausedPage] = field(default_factory=dict)
    last_public: Mapping[str, datetime] = field(default_factory=dict)


class Act(Enum):
    """What a wake-up does with something that is due."""

    CARRY = "carry"
    HOLD_LATE = "hold late"
    LOOK = "look"  # at the page: is it public?
    SKIP_GONE = "skip"  # taken out of the calendar before it went out


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something whose time has come: planned, begun, or both; *planned* is None when the calendar lost it."""

    key: Key
    time: datetime
    planned: Planned | None
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Due:
    """What to do about a candidate, once *ready* (aware) has come."""

    act: Act
    ready: datetime
    page_key: str
    candidate: Candidate


def due(
    agenda: Agenda, view: View, late: LateRule, pages: Mapping[ChannelName, str], now: datetime
) -> list[Due]:
    """What is to be done at *now* (`ready` ≤ now) and what waits, the oldest due time first.

    *pages* gives the page of each channel that can be reached. Late ones on one page are spaced; a
    punctual one keeps its time.
    """
    free = {page: last + late.spacing for page, last in view.last_public.items()}
    found = []
    for candidate in _candidates(agenda, view, now):
        page = pages.get(candidate.key.channel)
        if page is None:
            continue  # the channel cannot be reached, and says so itself
        act = _act(agenda, candidate, late, now)
        ready = _ready(candidate, view.paused.get(page), now)
        if act is Act.CARRY and max(ready, now) - candidate.time > PUNCTUAL and not _is_waived(candidate):
            ready = max(ready, free.get(page, ready))
            free[page] = max(ready, now) + late.spacing
        if candidate.planned is None and act is not Act.LOOK:
            ready = max(ready, candidate.time + late.publish_within)  # till then it may come back
        found.append(Due(act, ready, page, candidate))
    return found


def _candidates(agenda: Agenda, view: View, now: datetime) -> list[Candidate]:
    found = [
        Candidate(planned.key, planned.due, planned, None)
        for planned in view.waiting
        if view.birth <= planned.due <= now
    ]
    for delivery in view.begun:
        if delivery.state is not State.HANDED_OVER:
            planned = agenda.find(delivery.key)
            time = planned.due if planned else delivery.due
            found.append(Candidate(delivery.key, time, planned, delivery))
    return sorted(found, key=lambda candidate: candidate.time)


def _act(agenda: Agenda, candidate: Candidate, late: LateRule, now: datetime) -> Act:
    delivery = candidate.delivery
    if delivery and delivery.state in {State.SENDING, State.UNCONFIRMED}:
        return Act.LOOK
    if candidate.planned:
        in_time = now - candidate.time <= late.publish_within
        return Act.CARRY if in_time or _is_waived(candidate) else Act.HOLD_LATE
    return Act.HOLD_LATE if _has_mistake(agenda.calendar, candidate.key) else Act.SKIP_GONE


def _ready(candidate: Candidate, paused: PausedPage | None, now: datetime) -> datetime:
    ready = candidate.time
    if candidate.delivery:
        ready = candidate.delivery.next_try_at or now
        if candidate.delivery.state not in {State.SENDING, State.UNCONFIRMED} and not _is_waived(candidate):
            ready = max(ready, candidate.time)  # it may have been moved to later
    return max(ready, paused.not_before) if paused else ready


def _is_waived(candidate: Candidate) -> bool:
    return candidate.delivery is not None and candidate.delivery.waived != ""


def _has_mistake(calendar: Calendar, key: Key) -> bool:
    return any(problem.is_error and problem.post in {key.post, ""} for problem in calendar.problems)


def upcoming(agenda: Agenda, begun: Collection[Key], start: datetime, end: datetime) -> list[Planned]:
    """What goes where and when, from *start* (inclusive) to *end* (exclusive), without what has begun."""
    done = set(begun)
    return [planned for planned in agenda.entries if start <= planned.due < end and planned.key not in done]


def unreachable(calendar: Calendar, channels: Collection[ChannelName]) -> list[Problem]:
    """One problem for each channel that posts name and that is off, at the first such post."""
    missing = Counter(
        channel for post in calendar.posts for channel in post.channels if channel not in channels
    )
    problems = []
    for channel, count in missing.items():
        first = next(post for post in calendar.posts if channel in post.channels)
        problems.append(first.problem(CHANNEL_OFF, "channels", channel, channel=channel, count=count))
    return problems


def missed(agenda: Agenda, begun: Collection[Key], birth: datetime) -> list[Problem]:
    """One warning for each post that was due before the ledger's *birth* (aware) and has not begun."""
    done = set(begun)
    entries = agenda.entries[: agenda.place_after(birth)]
    posts = {entry.post.id: entry for entry in entries if entry.due < birth and entry.key not in done}
    return [
        entry.post.problem(BEFORE_BIRTH, "at", at=f"{entry.due:%Y-%m-%d %H:%M}", id=entry.post.id)
        for entry in posts.values()
    ]


BEFORE_BIRTH = Message(
    "before-birth",
    Text(
        "giờ đăng {at} đã qua trước khi Loa bắt đầu đăng, nên bài này sẽ không tự lên",
        "its time {at} passed before Loa began to publish, so it will not go out by itself",
    ),
    Text(
        "Sửa at sang giờ sắp tới, hoặc đăng ngay: loa publish {id}",
        "Change at to a time to come, or publish it now: loa publish {id}",
    ),
    level="warning",
)
CHANNEL_OFF = Message(
    "channel-off",
    Text(
        "{count} bài cần đăng lên kênh {channel}, nhưng kênh này chưa được cài đặt",
        "{count} posts go to the channel {channel}, which is not set up",
    ),
    Text(
        "Thêm mục {channel}: vào config/settings.yaml, hoặc bỏ {channel} khỏi channels của bài.",
        "Add {channel}: to config/settings.yaml, or take {channel} out of the posts' channels.",
    ),
    level="warning",
)
