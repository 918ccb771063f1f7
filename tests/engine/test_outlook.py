"""What goes where and when, and why then, as the calendar and the ledger stand now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, ChannelVariant
from scheduler.engine.outlook import forecast, outlook
from scheduler.engine.tick import tick
from tests.delivery.practice import PAGE, START, calendar, post

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day, hour=6, minute=30):
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def queued(world):
    """Five posts wait for a slot at 06:30, the day before by UTC; it is 01:00 on 2 December there."""
    w = world(
        post("a", None),
        post("b", None),
        *(post(name, None, after=local(day, 0, 0)) for name, day in (("c", 9), ("d", 9), ("e", 1))),
        slots={"daily": ["06:30"]},
        blackout={"days": [f"2026-12-{day:02}" for day in (1, 3, 5, 6, 7, 8, 11, 12, 13)]},
    )
    tick(w.works)
    w.clock.instant = local(2, 1, 0)
    return w


def test_each_that_waits_is_told_its_place_what_it_waits_for_and_the_closed_days_meanwhile(queued):
    found = outlook(queued.works, START, START + 30 * DAY)
    assert [(one.planned.post.id, one.planned.due, one.forecast) for one in found] == [
        ("a", local(2), True),
        ("b", local(4), True),
        ("c", local(9), True),
        ("d", local(10), True),
        ("e", local(14), True),
    ]
    closed = lambda day: f"{day}/12 nghỉ (theo lịch của cơ quan)"  # noqa: E731
    assert [one.why.vi.split("; ") for one in found] == [
        ["dự kiến: lượt 1 trong hàng chờ"],
        ["dự kiến: lượt 2 trong hàng chờ", closed(3)],
        [
            "dự kiến: lượt 3 trong hàng chờ", "từ ngày 9/12/2026 trở đi",
            closed(5), closed(6), closed(7), "và 1 ngày nghỉ nữa",
        ],
        ["dự kiến: lượt 4 trong hàng chờ", "từ ngày 9/12/2026 trở đi"],
        ["dự kiến: lượt 5 trong hàng chờ", closed(11), closed(12), closed(13)],
    ]  # fmt: skip
    assert found[3].why.en == "a forecast: number 4 in the queue; not before 9 December 2026"


def test_each_place_has_a_count_of_its_own(world):
    both = {PAGE: ChannelVariant(), ChannelName("website"): ChannelVariant()}
    w = world(*(post(name, None, channels=both) for name in "ab"), slots={"daily": ["06:30"]})
    province = w.read.units[PROVINCE]
    channels = dict.fromkeys(both, province.channels["facebook"])
    w.read = replace(w.read, units={PROVINCE: replace(province, channels=channels)})
    found = outlook(w.works, START, START + 30 * DAY)
    numbers = ["lượt 1 ", "lượt 1 ", "lượt 2 ", "lượt 2 "]
    assert [number in one.why.vi for one, number in zip(found, numbers, strict=True)] == [True] * 4


def test_the_first_slot_of_each_that_waits_is_forecast(queued):
    assert forecast(queued.works) == {
        "a": local(2), "b": local(4), "c": local(9), "d": local(10), "e": local(14),
    }  # fmt: skip


def test_it_begins_with_its_first_instant_and_ends_before_its_last(world):
    w = world(
        *(post(name, START + n * HOUR) for n, name in enumerate("abcd")),
        post("queued", None), post("next", None),
        slots={"daily": ["08:00"]}, spacing=timedelta(),
    )  # fmt: skip
    names = lambda start, end: [one.planned.post.id for one in outlook(w.works, start, end)]  # noqa: E731
    assert names(START, START + HOUR) == ["a"]
    assert names(START + HOUR, START + 2 * HOUR) == ["b", "queued"]
    assert names(START + HOUR, START + 2 * HOUR + DAY) == ["b", "queued", "c", "d", "next"]
    assert names(START + HOUR + timedelta(minutes=1), START + 2 * HOUR) == []


def test_what_a_channel_holds_until_its_time_is_told_then_and_not_once_the_calendar_lost_it(world):
    w = world(post("a", START + 2 * HOUR))
    w.page.handover = 3 * HOUR
    tick(w.works)
    for start, end, is_told in ((0, 2, False), (2, 3, True), (1, 4, True), (3, 4, False)):
        found = outlook(w.works, START + start * HOUR, START + end * HOUR)
        assert [one.forecast for one in found] == [False] * is_told
    w.read = calendar()
    assert outlook(w.works, START, START + DAY) == []


def test_a_script_is_given_key_and_local_time_and_a_person_why_then(world):
    w = world(post("a", START), post("so", START + HOUR, repeat="FREQ=WEEKLY;COUNT=2"))
    first, second = outlook(w.works, START, START + DAY)
    assert first.as_json(ZONE) == {
        "key": "a@first/province/facebook",
        "post": "a",
        "occurrence": "first",
        "unit": "province",
        "channel": "facebook",
        "due": "2026-12-01T07:00+07:00",
        "forecast": False,
    }
    assert (first.why.vi, first.why.en) == ("giờ ghi trong bài", "the post's own time")
    assert second.why.vi == "bài lặp lại (FREQ=WEEKLY;COUNT=2)"
