"""The plan: what is due = the calendar as it reads now − what the ledger says began. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from scheduler.calendar.model import Calendar, ChannelName, Post, PostId
from scheduler.delivery.agenda import Agenda, Planned
from scheduler.delivery.key import Key
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import State
from scheduler.problems import Message, Problem, Text

_MOMENT = timedelta(seconds=1)
PUNCTUAL = timedelta(minutes=2)  # a delivery that is less behind its time than this is not late


@dataclass(frozen=True, slots=True)
class LateRule:
    """How long after its time a post may still go out, and how far apart late ones are on one page."""

    publish_within: timedelta
    spacing: timedelta


@dataclass(frozen=True, slots=True)
class View:
    """What the plan needs to know of the ledger at one moment.

    *waiting*: planned deliveries whose time has come and that have not begun; *begun*: the rows that
    are not through; *last_public*: when something last went out on each page; *unapproved*: the posts that
    may not go out as they read now.
    """

    birth: datetime
    waiting: Collection[Planned] = ()
    begun: Collection[Delivery] = ()
    paused: Mapping[str, PausedPage] = field(default_factory=dict)
    last_public: Mapping[str, datetime] = field(default_factory=dict)
    unapproved: Collection[PostId] = ()


class Act(Enum):
    """What a wake-up does with something that is due."""

    CARRY = "carry"
    HOLD_LATE = "hold late"
    LOOK = "look"  # at the page: is it public?
    WAIT = "wait"  # a person has yet to approve it
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
    agenda: Agenda, view: View, late: LateRule, page_of: Callable[[Key], str | None], now: datetime
) -> list[Due]:
    """What is to be done at *now* (`ready` ≤ now) and what waits, the oldest due time first.

    *page_of* gives the page a delivery goes to, None where it cannot be reached. Late ones on one page
    are spaced; a punctual one keeps its time.
    """
    free = {page: last + late.spacing for page, last in view.last_public.items()}
    found = []
    for candidate in _candidates(agenda, view, now):
        page = page_of(candidate.key)
        if page is None:
            continue  # the channel cannot be reached, and says so itself
        act = _act(agenda, candidate, late, now)
        ready = _ready(candidate, view.paused.get(page), now)
        if act is Act.CARRY and candidate.key.post in view.unapproved:
            since = now if _is_waived(candidate) else candidate.time
            # Then the late rule takes it; an approval is seen at any wake-up before.
            found.append(Due(Act.WAIT, since + late.publish_within + _MOMENT, page, candidate))
            continue
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
            planned = agenda.find(delivery.key, delivery.due)
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
    row, planned = candidate.delivery, candidate.planned
    return row is not None and row.is_waived_at(planned.due if planned else row.due)


def _has_mistake(calendar: Calendar, key: Key) -> bool:
    return any(problem.is_error and problem.post in {key.post, ""} for problem in calendar.problems)


def unreachable(calendar: Calendar) -> list[Problem]:
    """One problem for each channel that posts name and none of their units has, at the first such post."""
    lacking: dict[ChannelName, list[Post]] = {}
    for post in calendar.posts:
        units = calendar.units_of(post)
        for channel in post.channels:
            if units and not any(unit.has_channel(channel) for unit in units):
                lacking.setdefault(channel, []).append(post)
    return [
        posts[0].problem(CHANNEL_OFF, "channels", channel, channel=channel, count=len(posts))
        for channel, posts in lacking.items()
    ]


def missed(agenda: Agenda, begun: Collection[PostId], birth: datetime) -> list[Problem]:
    """One warning for each post that was due before the ledger's *birth* (aware) and never began."""
    late = {one.post.id: one for one in agenda.occurrences if one.due < birth}
    for one in agenda.occurrences:
        if one.due >= birth:
            late.pop(one.post.id, None)  # a series goes on with its next date
    return [
        one.post.problem(BEFORE_BIRTH, "at", at=f"{one.due:%Y-%m-%d %H:%M}", id=one.post.id)
        for one in late.values()
        if one.post.id not in begun
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
