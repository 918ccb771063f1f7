"""The outlook: what goes where and when, and why then; derived from calendar and ledger, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.calendar.model import PostId
from scheduler.delivery.agenda import Planned, Target
from scheduler.delivery.reasons import HANDED_OVER, UNAPPROVED, at_channel
from scheduler.delivery.states import State
from scheduler.delivery.turns import HORIZON
from scheduler.engine.pool import AHEAD
from scheduler.engine.works import Works
from scheduler.locales import day_text
from scheduler.problems import Text

_TOLD = 3  # closed days named for one turn


@dataclass(frozen=True, slots=True)
class Prospect:
    """A delivery to come; *forecast*: its slot may still go to another post."""

    planned: Planned
    forecast: bool
    why: Text

    def as_json(self, zone: ZoneInfo) -> dict[str, Any]:
        """The object of `plan --format json`; the time in *zone*, with its offset."""
        planned = self.planned
        return {
            "key": str(planned.key),
            "post": planned.post.id,
            "occurrence": planned.occurrence,
            "unit": planned.unit.id,
            "channel": planned.channel,
            "due": planned.due.astimezone(zone).isoformat(timespec="minutes"),
            "forecast": self.forecast,
        }


def outlook(works: Works, start: datetime, end: datetime) -> list[Prospect]:
    """What is due from *start* (inclusive) to *end* (exclusive; both aware) and has not begun, or is handed
    over, by time."""
    agenda = works.edition().agenda
    instant = timedelta(microseconds=1)
    dates = agenda.between(start - instant, end - instant)
    timed = works.backlog.not_begun([planned for one in dates for planned in agenda.unfold(one)])
    found = [Prospect(planned, forecast=False, why=_why_timed(planned)) for planned in timed]
    found += (one for one in _forecast(works, end - instant) if one.planned.due >= start)
    for row in works.ledger.scheduled(works.clock.now()):
        planned = agenda.find(row.key)
        if row.state is State.HANDED_OVER and planned is not None and start <= planned.due < end:
            found.append(Prospect(planned, forecast=False, why=at_channel(HANDED_OVER, row.key).why))
    unapproved = works.unapproved({one.planned.post.id for one in found})
    found = [
        replace(one, why=_joined(UNAPPROVED.why, one.why)) if one.planned.post.id in unapproved else one
        for one in found
    ]
    return sorted(found, key=lambda one: one.planned.due)


def forecast(works: Works) -> dict[PostId, datetime]:
    """The first slot that each waiting post of the queue will take, as it stands now."""
    now = works.clock.now()
    slots: dict[PostId, datetime] = {}
    for planned in works.slots.queue().turns(now, now + HORIZON, pool_until=now + AHEAD):
        slots.setdefault(planned.post.id, planned.due)
    return slots


def _forecast(works: Works, until: datetime) -> Iterator[Prospect]:
    """The turns of those who wait in the queue, as it stands now."""
    now = works.clock.now()
    zone = works.settings.zone
    turn: dict[Target, tuple[int, date]] = {}
    for planned in works.slots.queue_without().turns(now, until):
        if planned.post.turn:
            yield Prospect(planned, forecast=True, why=_why_pool(planned))
            continue
        target = planned.unit.id, planned.channel
        number, since = turn.get(target, (0, now.astimezone(zone).date()))
        day = planned.due.astimezone(zone).date()
        turn[target] = number + 1, day
        yield Prospect(planned, forecast=True, why=_why_queued(works, planned, number + 1, since, day))


def _why_timed(planned: Planned) -> Text:
    return _REPEATS.filled(rule=planned.post.repeat) if planned.post.repeat else _ITS_TIME


def _why_pool(planned: Planned) -> Text:
    return _POOL.filled(days=planned.post.evergreen)


def _why_queued(works: Works, planned: Planned, number: int, since: date, day: date) -> Text:
    """Its place in the queue, what it waits for, and the closed days that its page had meanwhile."""
    words = _TURN.filled(number=number)
    after = planned.post.after
    if after is not None and after.astimezone(works.settings.zone).date() >= since:
        words = _joined(words, _AFTER.filled(day=day_text(after)))
    days = [since + timedelta(days=n) for n in range((day - since).days)]
    closed = [(one, why) for one in days if (why := works.settings.closed.why(one)) is not None]
    for one, why in closed[:_TOLD]:
        words = _joined(words, _CLOSED.filled(day=day_text(one, year=False), why=why))
    if len(closed) > _TOLD:
        words = _joined(words, _MORE_CLOSED.filled(count=len(closed) - _TOLD))
    return words


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.vi}; {second.vi}", f"{first.en}; {second.en}")


_ITS_TIME = Text("giờ ghi trong bài", "the post's own time")
_REPEATS = Text("bài lặp lại ({rule})", "it repeats ({rule})")
_TURN = Text("dự kiến: lượt {number} trong hàng chờ", "a forecast: number {number} in the queue")
_POOL = Text(
    "dự kiến: bài dùng lại lấp khung giờ trống, nghỉ {days} ngày giữa hai lần",
    "a forecast: an evergreen post fills the free slot, {days} days between two goings",
)
_AFTER = Text("từ ngày {day} trở đi", "not before {day}")
_CLOSED = Text("{day} nghỉ ({why})", "{day} closed ({why})")
_MORE_CLOSED = Text("và {count} ngày nghỉ nữa", "and {count} more closed days")
