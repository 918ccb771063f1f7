"""When posts without a time may go out: the times of each weekday, for all channels and for each one."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scheduler.kinds.block import Block
from scheduler.kinds.keyed import KeyedByChannel
from scheduler.kinds.kind import ChannelKind
from scheduler.problems import Problem
from scheduler.reader.moments import parse_clock
from scheduler.reader.shape import fault, plain
from scheduler.settings import messages

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = ("daily", *_DAYS)  # the keys of a week
# How a Vietnamese writes the weekdays, without accents: "thứ 2", t2, "thứ hai"; chủ nhật, CN.
_VIETNAMESE = {
    **{f"{thu}{number}": _DAYS[number - 2] for number in range(2, 8) for thu in ("thu", "t")},
    **{f"thu{said}": _DAYS[at] for at, said in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"))},
    **dict.fromkeys(("chunhat", "cn", "t8", "thu8"), "sun"),
    **dict.fromkeys(("hangngay", "moingay", "ngay"), "daily"),
}


@dataclass(frozen=True, slots=True)
class Slots:
    """A week of times, ascending, for each weekday (Monday first)."""

    week: tuple[tuple[time, ...], ...] = ((),) * 7

    def on(self, day: date) -> tuple[time, ...]:
        """The times on *day*."""
        return self.week[day.weekday()]

    def __bool__(self) -> bool:
        return any(self.week)


def _ascending(times: tuple[time, ...]) -> tuple[time, ...]:
    for index, found in enumerate(times):
        if found in times[:index]:
            raise fault(messages.SLOT_TWICE, value=f"{found:%H:%M}", below=index)
    return tuple(sorted(times))


TimeOfDay = Annotated[
    time,
    BeforeValidator(parse_clock),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
Times = Annotated[tuple[TimeOfDay, ...], AfterValidator(_ascending)]


class Week(Block):
    """The times of *daily*, and of the weekdays that have their own; an empty list means none."""

    daily: Times = Field((), description='Các giờ của mọi ngày, ví dụ ["07:30", "19:30"].')
    mon: Times | None = Field(None, description="Riêng thứ Hai; [] là không đăng.")
    tue: Times | None = Field(None, description="Riêng thứ Ba; [] là không đăng.")
    wed: Times | None = Field(None, description="Riêng thứ Tư; [] là không đăng.")
    thu: Times | None = Field(None, description="Riêng thứ Năm; [] là không đăng.")
    fri: Times | None = Field(None, description="Riêng thứ Sáu; [] là không đăng.")
    sat: Times | None = Field(None, description="Riêng thứ Bảy; [] là không đăng.")
    sun: Times | None = Field(None, description="Riêng Chủ Nhật; [] là không đăng.")


class SlotsSettings(Week, KeyedByChannel):
    """The week of every channel; a channel's own replaces it key by key."""

    @classmethod
    def keys_of(cls, kinds: tuple[ChannelKind, ...]) -> dict[str, Any]:
        """A channel's own week."""
        return {
            kind.name: (Week, Field(Week(), description=f"Giờ riêng của {kind.said.vi}.")) for kind in kinds
        }

    def of(self, channel: str) -> Slots:
        """The week of *channel*."""
        own: Week = getattr(self, channel, _EVERY_CHANNELS)
        keys = {day: getattr(block, day) for block in (self, own) for day in block.model_fields_set}
        return Slots(tuple(keys.get(day, keys.get("daily", ())) for day in _DAYS))


_EVERY_CHANNELS = Week()


def weekday_meant(problem: Problem) -> Problem:
    """*problem*; if it is an unknown key that means a weekday in Vietnamese, it names the right one.

    The nearest key by its letters would be wrong: thứ hai, written thu2, is no Thursday.
    """
    key = str(problem.values.get("key", ""))
    day = _VIETNAMESE.get(re.sub(r"[\W_]", "", plain(key)))
    if problem.code != "unknown-key" or day is None:
        return problem
    return dataclasses.replace(problem, message=messages.NOT_A_WEEKDAY, values={"key": key, "day": day})
