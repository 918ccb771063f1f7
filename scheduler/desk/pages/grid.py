"""What stands in a cell of the month and the week: one date of a post, with what may be done to it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.calendar.model import Post
from scheduler.desk.live.reading import Turn
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.listing import Filter
from scheduler.desk.pages.series import turn_of
from scheduler.desk.pages.views import PostView, on_date, post_views

_Row = tuple[date | None, Post, Turn]


@dataclass(frozen=True, slots=True)
class Item:
    """One date of a post; *seen* is the time that its file gives the post ('' in the queue).

    *expected*: it waits in the queue, and this is the slot that it will get as it stands now.
    """

    view: PostView
    name: str  # of the date, as the ledger calls it
    day: str  # '' without a time
    time: str
    seen: str
    is_movable: bool
    is_series: bool
    expected: bool = False

    @property
    def hour(self) -> int:
        """Of its time."""
        return int(self.time[:2])


def items_of(visit: Visit, days: Iterable[date | None]) -> dict[date | None, list[Item]]:
    """What the *days* have (None: what waits in the queue), each in the order of its time, as far as the
    address admits it."""
    shown_days = list(days)
    wanted = Filter.of(visit.wanted)
    written = visit.reading.days
    waiting: list[_Row] = [(None, *one) for one in written.get(None, ())]
    dated: list[_Row] = [(day, *one) for day in shown_days if day for one in written.get(day, ())]
    expected = visit.pool.slots
    coming: list[_Row] = []
    for _, post, turn in waiting:
        slot = expected.get(post.id)
        if slot is not None and visit.local(slot).date() in shown_days:
            coming.append((visit.local(slot).date(), post, Turn(turn.name, slot)))
    queued = waiting if None in shown_days else []
    posts = {post.id: post for _, post, _ in (*dated, *coming, *queued)}
    views = {view.id: view for view in post_views(visit, posts.values())}
    found: dict[date | None, list[Item]] = {}
    for there, post, turn in (*dated, *coming, *queued):
        if not wanted or wanted.matches(post, views[post.id]):
            found.setdefault(there, []).append(_item(views[post.id], post, turn, visit, there))
    for on, items in found.items():
        if on is not None:
            items.sort(key=lambda one: one.time)
    return found


def item_of(view: PostView, post: Post, visit: Visit) -> Item:
    """The date of *post* of which its *view* speaks."""
    turn = turn_of(post, visit)
    return _item(view, post, turn, visit, visit.local(turn.due).date() if turn.due else None)


def _item(view: PostView, post: Post, turn: Turn, visit: Visit, day: date | None) -> Item:
    if post.repeat:
        view = on_date(view, post, turn, visit)
    due = visit.local(turn.due) if turn.due else None
    return Item(
        view,
        turn.name,
        str(day) if day else "",
        f"{due:%H:%M}" if due else "",
        f"{post.at:%Y-%m-%d %H:%M}" if post.at else "",
        is_movable=view.is_movable,
        is_series=bool(post.repeat),
        expected=day is not None and post.at is None,
    )
