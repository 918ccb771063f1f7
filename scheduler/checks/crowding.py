"""More posts of a day, or of a month, than a channel takes: what is too many would be held when it is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from scheduler.calendar.model import ALL_UNITS, Unit
from scheduler.checks.facts import Everything, Told
from scheduler.checks.written import House
from scheduler.kinds.kind import ChannelBlock
from scheduler.kinds.registry import kind_of
from scheduler.problems import Message, Text


def too_many(posts: Everything, house: House) -> Iterator[Told]:
    """The posts that come after as many as their channel takes; what is past counts, and is not told."""
    found: dict[tuple[int, str, bool], Told] = {}  # a post of many units is told once
    for unit in house.units.values():
        for name, block in unit.channels.items():
            if block.at_most is not None:
                for told, is_month in _in_unit(posts, unit, name, block, house.today):
                    found.setdefault((told.number, name, is_month), told)
    yield from found.values()


def _in_unit(
    posts: Everything, unit: Unit, name: str, block: ChannelBlock, today: date
) -> Iterator[tuple[Told, bool]]:
    assert block.at_most is not None
    a_day, a_month = block.at_most
    days: Counter[date] = Counter()
    months: Counter[date] = Counter()
    for at, number in sorted(_times(posts, unit, name)):
        day = block.day_of(at)
        month = day.replace(day=1)
        days[day] += 1
        months[month] += 1
        values = {"channel": kind_of(name).said, "day": day, "month": f"{month:%m/%Y}"}
        if day >= today and days[day] > a_day:
            yield Told(number, TOO_MANY_A_DAY, ("at",), values | {"most": a_day}), False
        if day >= today and months[month] > a_month:
            yield Told(number, TOO_MANY_A_MONTH, ("at",), values | {"most": a_month}), True


def _times(posts: Everything, unit: Unit, name: str) -> Iterator[tuple[datetime, int]]:
    """When each post goes to that channel of *unit*, on the wall's clock; what is queued has no time yet."""
    dates, later = posts.column("at"), posts.sparse("later")
    for number, (channels, units) in enumerate(posts.pages):
        at = dates[number]
        if at is not None and name in channels and (unit.id in units or ALL_UNITS in units):
            yield at, number
            yield from ((due, number) for due in later.get(number, ()))


TOO_MANY_A_DAY = Message(
    "too-many",
    Text(
        "ngày {day} đã có {most} bài cho {channel}, hết mức của một ngày: bài này phải chờ, dễ bị giữ lại",
        "{day} has {most} for {channel} already, which is all of a day: this one waits, and may be held",
    ),
    Text("Dời bài này sang ngày khác.", "Move this one to another day."),
)
TOO_MANY_A_MONTH = Message(
    "too-many",
    Text(
        "tháng {month} đã có {most} bài cho {channel}, hết mức của một tháng: đến giờ Loa sẽ giữ bài này lại",
        "{month} has {most} for {channel} already, which is all of a month: Loa will hold this one",
    ),
    Text(
        "Dời bài sang tháng sau, bỏ kênh ấy khỏi bài, hoặc tăng mức trong cài đặt nếu gói dịch vụ cho phép.",
        "Move it to next month, take that channel out of it, or raise the number in the settings if the "
        "package allows it.",
    ),
)
