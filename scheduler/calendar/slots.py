"""When posts go out: recurrences unfold, and the posts without a time take the free slots. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeVar

from scheduler.calendar.model import Post
from scheduler.calendar.recurrence import days_of
from scheduler.settings.closed import Closed
from scheduler.settings.week import Slots

Item = TypeVar("Item")

FIRST = "first"  # the occurrence of a post without repeat, and of a series the one at `at`


def occurrences(post: Post) -> Iterator[tuple[str, datetime]]:
    """The dates of *post*, which has a time: what each is called, and when it is due (aware), ascending.

    The first is `first` and due at `post.at`, whatever its time; a later one is called by its local date
    and has the same time of day there. A time that clocks skip comes later by what they skip, one that
    comes twice is its first. At most `recurrence.LONGEST`.
    """
    if post.at is None:
        return
    yield FIRST, post.at
    if not post.repeat:
        return
    for moment in days_of(post.repeat, post.at):
        day = moment.date()
        if day != post.at.date() and day not in post.excluded:
            yield day.isoformat(), _on_the_wall(moment, post.at.tzinfo)


def slots_between(
    pattern: Slots, closed: Closed, zone: tzinfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    """The slots of *pattern* in (*start*, *end*], aware, ascending, in *zone*; none on a closed day.

    One that clocks skip comes later by what they skip; where it meets another, the two are one.
    """
    if not pattern:
        return
    day = start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        yield from (slot for slot in _slots_on(day, pattern, closed, zone) if _is_within(slot, start, end))
        if day == date.max:
            return
        day += timedelta(1)


def _slots_on(day: date, pattern: Slots, closed: Closed, zone: tzinfo) -> list[datetime]:
    times = pattern.on(day)
    if not times or closed.why(day):
        return []
    found = {_on_the_wall(datetime.combine(day, time), zone) for time in times}
    return sorted(slot for slot in found if slot.date() == day)  # some days were skipped whole


def _is_within(slot: datetime, start: datetime, end: datetime) -> bool:
    # Times of one zone are compared by their wall clock, which falls back once a year: compare in UTC.
    return start.astimezone(UTC) < slot.astimezone(UTC) <= end.astimezone(UTC)


def _on_the_wall(moment: datetime, zone: tzinfo | None) -> datetime:
    """*moment* (without a zone) in *zone*, as clocks there really show it."""
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def give_out(
    waiting: Sequence[Item],
    slots: Iterable[datetime],
    earliest: Callable[[Item], datetime | None],
    fill: Callable[[datetime], Item | None] | None = None,
) -> Iterator[tuple[Item, datetime]]:
    """Who of *waiting* takes which of *slots*: each goes to the first, in order, that may have it.

    *earliest* says from when an item may go out, None for any time. A slot that nobody may have is
    offered to *fill*, and else stays empty. Without *fill* it stops as soon as nobody waits, so that *slots*
    may be endless.
    """
    rest = list(waiting)
    if not rest and fill is None:
        return
    for slot in slots:
        for index, item in enumerate(rest):
            since = earliest(item)
            if since is None or since <= slot:
                del rest[index]
                yield item, slot
                break
        else:
            filling = fill(slot) if fill is not None else None
            if filling is not None:
                yield filling, slot
        if not rest and fill is None:
            return
