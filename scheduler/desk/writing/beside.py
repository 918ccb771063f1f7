"""What the calendar around a draft says of it: a post at its hour, with its words or its card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from scheduler.calendar.model import Post
from scheduler.checks.duplicates import TOO_CLOSE, WINDOW, room
from scheduler.checks.facts import Everything, Told, facts_of
from scheduler.checks.rules import ALL
from scheduler.checks.written import House
from scheduler.desk.live.reading import Reading
from scheduler.problems import Problem

_RULES = ("near-duplicate", "too-close", "too-many", "same-card")  # those that hold a post against others


def beside(post: Post, reading: Reading, house: House, *, instead_of: str = "") -> Iterator[Problem]:
    """What the rules tell of *post* among all that are ready; it takes the place of *instead_of*."""
    gone = {post.id, instead_of}
    near = [one for one in reading.calendar.posts if one.id not in gone and _may_matter(one, post, house)]
    posts = [*near, post]
    everything = Everything([facts_of(posts)], [posts])
    mine = len(near)
    for name in _RULES:
        level = house.settings.checks[name]
        if level == "off":
            continue
        for told in ALL[name].tell(everything, house):
            own = _from_mine(told, mine, posts)
            if own is not None:
                free = room(everything, mine, house) if own.message is TOO_CLOSE and not post.repeat else None
                values = {**own.values, "free": f"{free:%H:%M}" if free else ""}
                yield own._replace(values=values).problem(post, level)


def _from_mine(told: Told, mine: int, posts: list[Post]) -> Told | None:
    """*told* as it is said of post *mine*: of two at one hour both are to be told, whichever comes first."""
    if told.number == mine:
        return told
    other = posts[told.number]
    if told.message is not TOO_CLOSE or told.values["id"] != posts[mine].id or other.at is None:
        return None
    values = {"id": other.id, "title": other.title, "time": other.at.replace(tzinfo=None)}
    return told._replace(number=mine, values=values)


def _may_matter(one: Post, post: Post, house: House) -> bool:
    """Whether *one* is near enough in time to be held against *post*."""
    if one.status != "ready":
        return False
    if one.at is None or post.at is None or one.repeat or post.repeat:
        return True
    return abs(one.at - post.at) <= WINDOW + timedelta(days=31)  # a month is told as a whole
