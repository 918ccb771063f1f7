"""The pool: the evergreen posts, which take the slots that no queued post takes. Pure functions.

Who goes is derived from what began, as the ledger has it: of those that may go on that day the one that
rested longest. A delivery of the pool is called by its local day, so that there are never two of one day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from scheduler.calendar.model import Post, PostId
from scheduler.calendar.seasons import is_in
from scheduler.delivery.agenda import Target
from scheduler.problems import Text


@dataclass(frozen=True, slots=True)
class Going:
    """One time that a post of the pool went, or was about to go, to a place; *day* is local."""

    day: date
    is_open: bool = False  # whether it goes on, or waits for a person: it may yet be public on any day
    is_withdrawn: bool = False  # whether it was taken down, and has not been public there since
    is_counted: bool = True  # one that was due on another day than it went has two days, and is one


class Rest(Enum):
    """Why a post of the pool does not take a slot."""

    OPEN = Text("lượt trước chưa xong", "its last going is not settled")
    WITHDRAWN = Text("đã bị gỡ, chờ có người cho đăng lại", "taken down, it waits for a person's order")
    RESTING = Text("đang nghỉ giữa hai lần", "it rests between two goings")
    EARLY = Text("chưa đến ngày", "its day has not come")
    OFF_SEASON = Text("ngoài mùa", "out of season")
    CAPPED = Text("đủ số lần trong năm", "its times of the year are used up")
    UNAPPROVED = Text("chờ duyệt", "it waits for approval")
    LEFT = Text("đã rời kho", "it left the pool")


@dataclass(frozen=True, slots=True)
class PoolState:
    """What is known of the pool at one moment.

    *goings* of each post to each place; *has_left* tells whether what a post says is true no more on a
    day; *rested*: the places where all count as having gone on that day, as what went before is not known.
    """

    goings: Mapping[tuple[PostId, Target], Sequence[Going]] = field(default_factory=dict)
    unapproved: Collection[PostId] = ()
    has_left: Callable[[Post, Target, date], bool] = lambda _post, _target, _day: False
    rested: Mapping[Target, date] = field(default_factory=dict)


class Pool:
    """The posts of the pool for one place, in the order of the calendar; what `take` gives counts as gone."""

    def __init__(self, target: Target, posts: Iterable[Post], state: PoolState) -> None:
        self._target = target
        self._posts = tuple(posts)
        self._state = state
        self._days: dict[PostId, list[date]] = defaultdict(list)
        self._counted: dict[PostId, list[int]] = defaultdict(list)  # the years of its goings
        self._open: set[PostId] = set()
        self._withdrawn: set[PostId] = set()
        for post in self._posts:
            for going in state.goings.get((post.id, target), ()):
                self._days[post.id].append(going.day)
                if going.is_counted:
                    self._counted[post.id].append(going.day.year)
                if going.is_open:
                    self._open.add(post.id)
                if going.is_withdrawn:
                    self._withdrawn.add(post.id)
        since = state.rested.get(target)
        self._unknown = [since] if since is not None else []

    def take(self, day: date) -> Post | None:
        """The post that goes on *day*: the one that rested longest; None: no one may."""
        able = [post for post in self._posts if self.rest_of(post, day) is None]
        if not able:
            return None
        found = min(able, key=lambda post: max(self._days[post.id], default=date.min))
        self._days[found.id].append(day)
        self._counted[found.id].append(day.year)
        return found

    def rest_of(self, post: Post, day: date) -> Rest | None:
        """Why *post* does not go on *day*; None: it may."""
        return next(self._against(post, day), None)

    def _against(self, post: Post, day: date) -> Iterator[Rest]:
        days = self._days[post.id]
        if post.id in self._open:
            yield Rest.OPEN
        if post.id in self._withdrawn:
            yield Rest.WITHDRAWN
        if self._state.has_left(post, self._target, day):
            yield Rest.LEFT
        if post.id in self._state.unapproved:
            yield Rest.UNAPPROVED
        if not is_in(post.season, day):
            yield Rest.OFF_SEASON
        # Whichever came first: the clock may have been put back.
        if any(abs(day - one) < timedelta(post.evergreen) for one in (*days, *self._unknown)):
            yield Rest.RESTING
        if post.cap and self._counted[post.id].count(day.year) >= post.cap:
            yield Rest.CAPPED
        if post.after is not None and day < post.after.date():
            yield Rest.EARLY

    def rests(self, day: date) -> list[tuple[Post, Rest | None]]:
        """How each of its posts stands on *day*."""
        return [(post, self.rest_of(post, day)) for post in self._posts]

    def opens(self, day: date) -> date:
        """The first day from *day* on that may be any post's, as far as their rest tells."""
        ends = (
            max(
                (one + timedelta(post.evergreen) for one in (*self._days[post.id], *self._unknown)),
                default=day,
            )
            for post in self._posts
            if post.id not in self._open | self._withdrawn
        )
        return max(day, min(ends, default=date.max))
