"""What ledger and directory tell of the pool: which post left it and why, and where it cannot fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.calendar.model import Post, PostId
from scheduler.checks.hotlines import stopped_lines
from scheduler.delivery.agenda import Target
from scheduler.delivery.hindrances import REBUILT
from scheduler.delivery.pool import PoolState
from scheduler.engine.links import dead_links
from scheduler.kinds.registry import kind_of
from scheduler.links import links_in
from scheduler.locales import day_text
from scheduler.problems import Message, Problem, Text

if TYPE_CHECKING:
    from scheduler.engine.works import Works

AHEAD = timedelta(days=31)  # in which a pool that fills no slot is told of


def state_of(works: Works, unapproved: Collection[PostId]) -> PoolState | None:
    """What is known of the pool now; None: there is none."""
    agenda = works.edition().agenda
    if not agenda.pool:
        return None
    hotlines = agenda.calendar.hotlines
    dead, levels = _with_dead_link(works), works.settings.checks

    def has_left(post: Post, target: Target, day: date) -> bool:
        unit = agenda.targets(post)[target]
        has_expired = post.expires is not None and post.expires < day
        is_stopped = any(stopped_lines(post, hotlines, day, unit, levels, today.date()))
        return has_expired or post.id in dead or is_stopped

    zone = works.settings.zone
    # As far back as any of it rests, and, for the cap, as the year is old.
    today = datetime.combine(works.clock.now().astimezone(zone).date(), time(), zone)
    rest = timedelta(max(post.evergreen for post in agenda.pool) + 1)
    since = min(today - rest, today.replace(month=1, day=1))
    goings = works.ledger.history.goings({post.id for post in agenda.pool}, zone, since)
    return PoolState(goings, unapproved, has_left, _rested(works))


def _rested(works: Works) -> dict[Target, date]:
    """The places of which a rebuilt ledger could not read what went there before, and when that was."""
    told = {line.page_key: line.at for line in works.ledger.remarks(REBUILT.code)}
    if not told:
        return {}
    agenda = works.edition().agenda
    targets = {target: post for post in agenda.pool for target in agenda.targets(post)}
    found = {}
    for unit, channel in targets:
        page = works.outlets.get(unit, channel)
        if page is not None and page.page_key in told:
            found[unit, channel] = told[page.page_key].astimezone(works.settings.zone).date()
    return found


def _with_dead_link(works: Works) -> dict[PostId, str]:
    """The posts of the pool with a link, or a source, that leads nowhere as far as is known; and which."""
    dead = dead_links(works, works.edition().agenda.pool)
    return {post: link for link, posts in dead.items() for post in posts}


def pool_problems(works: Works) -> list[Problem]:
    """Each post that left the pool, with why; and each place whose pool fills no slot of the coming month."""
    agenda = works.edition().agenda
    if not agenda.pool:
        return []
    today = works.clock.now().astimezone(works.settings.zone).date()
    return [*_left(works, today), *_empty(works)]


def _left(works: Works, today: date) -> Iterator[Problem]:
    dead = _with_dead_link(works)
    for post in works.edition().agenda.pool:
        if post.expires is not None and post.expires < today:
            yield post.problem(POOL_EXPIRED, "expires", day=day_text(post.expires))
        elif post.id in dead:
            key = "source" if dead[post.id] in links_in(post.source) else "link" if post.link else "text"
            yield post.problem(POOL_DEAD_LINK, key, link=dead[post.id])


def _empty(works: Works) -> Iterator[Problem]:
    now = works.clock.now()
    calendar = works.edition().agenda.calendar
    for (unit, channel), stand in works.slots.queue().unfilled(now, now + AHEAD):
        if stand:
            counts = Counter(rest for _, rest in stand)
            why = Text(
                ", ".join(f"{count} bài {rest.value.vi}" for rest, count in counts.items()),
                ", ".join(f"{count}: {rest.value.en}" for rest, count in counts.items()),
            )
            values = {"channel": kind_of(channel).said, "unit": calendar.units[unit].name}
            yield stand[0][0].problem(POOL_EMPTY, "evergreen", days=AHEAD.days, why=why, **values)


POOL_EXPIRED = Message.of(
    "pool-expired",
    "bài dùng lại này đã hết hạn từ ngày {day}, nên đã rời kho và không lên nữa",
    "this evergreen post expired on {day}, so that it left the pool and goes out no more",
    "Bài còn đúng thì dời ngày expires (hoặc xóa đi); không còn đúng thì chuyển sang status: draft.",
    "If it is still true, move expires (or delete it); if not, make it status: draft.",
    level="warning",
)
POOL_DEAD_LINK = Message.of(
    "pool-dead-link",
    "liên kết {link} không mở được nữa, nên bài dùng lại này đã rời kho",
    "the link {link} leads nowhere any more, so that this evergreen post left the pool",
    "Tìm địa chỉ mới của nguồn rồi sửa trong bài, hoặc bỏ liên kết: bài lại vào kho.",
    "Find where it stands now and mend it in the post, or take it out: the post is in the pool again.",
    level="warning",
)
POOL_EMPTY = Message.of(
    "pool-empty",
    "trong {days} ngày tới, kho bài dùng lại không lấp được khung giờ nào trên {channel} của {unit}: {why}",
    "in the next {days} days the pool of evergreen posts fills no free slot on {channel} of {unit}: {why}",
    "Thêm bài vào kho, hoặc xem lại số ngày nghỉ (evergreen), mùa (season) và số lần mỗi năm (cap).",
    "Add posts to the pool, or look at the days of rest (evergreen), season and cap again.",
    level="warning",
)
