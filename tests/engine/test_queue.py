"""Posts without a time take slots as these arrive, and series go out date by date: each once, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from scheduler.calendar.model import PROVINCE, ChannelName, Hotline, PostId
from scheduler.clock import FixedClock
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import State
from scheduler.delivery.reasons import SLOT_BACK
from scheduler.engine.outlook import outlook
from scheduler.engine.tick import due_now, order, tick
from tests.delivery.practice import PAGE, START, Page, Painter, World, calendar, key, post, settings
from tests.examples import examples

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SLOTS = {"daily": ["07:30", "19:30"]}  # START is 07:00 on Tuesday, 1 December 2026, there
HOUR = timedelta(hours=1)


@pytest.fixture
def queued(world):
    """A practice world with slots, whose ledger is born at START."""

    def make(*posts, slots=SLOTS, **more):
        made = world(*posts, slots=slots, **more)
        tick(made.works)
        return made

    return make


def go_to(world, *instant):
    world.clock.instant = datetime(*instant, tzinfo=ZONE)
    return tick(world.works)


def published(world):
    rows = [row for row in world.works.ledger.deliveries() if row.state is State.PUBLISHED]
    return [(row.key.post, f"{row.public_at.astimezone(ZONE):%d %H:%M}") for row in rows]


def test_queued_posts_take_the_slots_in_order_as_they_arrive(queued):
    w = queued(post("a", None), post("b", None), post("c", None))
    assert go_to(w, 2026, 12, 1, 7, 29).next_due == datetime(2026, 12, 1, 7, 30, tzinfo=ZONE)
    for hour in (7, 12, 19, 23):
        go_to(w, 2026, 12, 1, hour, 30)
    go_to(w, 2026, 12, 2, 7, 30)
    assert published(w) == [("a", "01 07:30"), ("b", "01 19:30"), ("c", "02 07:30")]
    assert tick(w.works).next_due is None


def test_a_dry_run_names_the_queued_post_whose_slot_has_come(queued):
    w = queued(post("a", None), post("b", None))
    assert due_now(w.works) == []
    w.clock.instant = datetime(2026, 12, 1, 7, 31, tzinfo=ZONE)
    assert {key.post for key in due_now(w.works)} == {"a"}
    assert published(w) == []


def test_a_line_that_ended_the_day_before_an_early_slot_holds_the_post(queued):
    w = queued(post("a", None, hotlines=("cu",)), slots={"daily": ["06:30"]})  # 23:30 the day before, in UTC
    line = Hotline("cu", "Đường dây cũ", "111", valid_until=date(2026, 12, 1))
    w.read = replace(w.read, hotlines={"cu": line})
    go_to(w, 2026, 12, 2, 6, 30)
    assert published(w) == []
    assert w.row("a").reason.code == "post:hotline-expired"


def test_a_slot_that_passed_with_nobody_waiting_is_gone(queued):
    w = queued()
    go_to(w, 2026, 12, 1, 7, 30)
    w.read = calendar(post("a", None), slots=SLOTS)
    go_to(w, 2026, 12, 1, 8, 0)
    assert published(w) == []
    go_to(w, 2026, 12, 1, 19, 30)
    assert published(w) == [("a", "01 19:30")]


def test_a_slot_missed_by_little_is_still_taken_and_one_missed_by_much_stays_empty(queued):
    w = queued(post("a", None), post("b", None))
    go_to(w, 2026, 12, 1, 12, 0)  # 4 h 30 min after 07:30
    assert published(w) == [("a", "01 12:00")]
    go_to(w, 2026, 12, 2, 3, 0)  # 7 h 30 min after 19:30, and posts may be 6 h late
    assert published(w) == [("a", "01 12:00")]
    go_to(w, 2026, 12, 2, 7, 30)
    assert published(w)[1:] == [("b", "02 07:30")]


def test_a_slot_beside_a_timed_post_is_taken(queued):
    w = queued(post("zeit", datetime(2026, 12, 1, 7, 35, tzinfo=ZONE)), post("a", None))
    go_to(w, 2026, 12, 1, 7, 30)
    go_to(w, 2026, 12, 1, 7, 35)
    go_to(w, 2026, 12, 1, 19, 30)
    assert published(w) == [("zeit", "01 07:35"), ("a", "01 19:30")]


def test_a_post_waits_for_its_day_and_lets_the_next_go_first(queued):
    w = queued(post("a", None, after=datetime(2026, 12, 2, tzinfo=ZONE)), post("b", None))
    for day, hour in ((1, 7), (1, 19), (2, 7)):
        go_to(w, 2026, 12, day, hour, 30)
    assert published(w) == [("b", "01 07:30"), ("a", "02 07:30")]


def test_days_off_have_no_slots_and_the_outlook_says_why(queued):
    w = queued(
        *(post(name, None) for name in "abc"),
        slots={"daily": ["07:30"]},
        blackout={"days": ["2026-12-02"]},
    )
    start = datetime(2026, 12, 1, 7, 10, tzinfo=ZONE)
    found = outlook(w.works, start, start + timedelta(days=7))
    assert [(one.planned.post.id, one.planned.due.day, one.forecast) for one in found] == [
        ("a", 1, True), ("b", 3, True), ("c", 4, True),
    ]  # fmt: skip
    assert "2/12 nghỉ" in found[1].why.vi
    for day in range(1, 5):
        go_to(w, 2026, 12, day, 7, 30)
    assert published(w) == [("a", "01 07:30"), ("b", "03 07:30"), ("c", "04 07:30")]


def test_a_queued_post_whose_turn_came_is_killed_and_goes_out_with_its_own_slot(queued):
    w = queued(post("a", None), post("b", None))
    w.clock.instant = datetime(2026, 12, 1, 7, 30, tzinfo=ZONE)
    w.works.slots.give_turns(w.clock.now())  # and the power went
    w.restart()
    w.clock.wait(600)
    tick(w.works)
    assert published(w) == [("a", "01 07:40")]
    go_to(w, 2026, 12, 1, 19, 30)
    assert published(w)[1:] == [("b", "01 19:30")]


@pytest.mark.parametrize("is_restarted", [True, False])
def test_slots_new_in_the_settings_give_out_nothing_of_before(queued, is_restarted):
    w = queued(post("a", None), slots={})
    go_to(w, 2026, 12, 1, 9, 0)
    w.read = calendar(post("a", None), slots=SLOTS)
    if is_restarted:
        w.restart()
    tick(w.works)
    assert published(w) == []
    go_to(w, 2026, 12, 1, 19, 30)
    assert published(w) == [("a", "01 19:30")]


def test_a_slot_and_a_post_that_are_new_in_the_calendar_count_from_its_next_reading_on(queued):
    w = queued(post("a", None), slots={"daily": ["19:30"]})
    w.read = calendar(post("b", None), post("a", None), slots={"daily": ["12:00", "19:30"]})
    assert go_to(w, 2026, 12, 1, 8, 0).next_due == datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)
    w.clock.instant = datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)
    assert [one.post for one in due_now(w.works)] == ["b"]
    tick(w.works)
    assert published(w) == [("b", "01 12:00")]


def test_the_clock_set_back_gives_no_slot_out_twice(queued):
    w = queued(post("a", None), post("b", None))
    go_to(w, 2026, 12, 1, 7, 30)
    go_to(w, 2026, 12, 1, 7, 0)
    go_to(w, 2026, 12, 1, 7, 30)
    assert published(w) == [("a", "01 07:30")]


def test_who_gave_a_slot_back_takes_the_next_one_as_if_it_had_never_begun(queued):
    w = queued(post("a", None), slots={"daily": ["08:00"]})
    tick(w.works)
    with w.works.ledger.writing("test") as book:
        spent = {"owner": "pc:1", "attempts": 7}
        book.begin(key("a"), "facebook:old", START, State.SKIPPED, reason=SLOT_BACK, **spent)
    w.clock.wait(2 * 3600)
    w.works.slots.forget()
    w.works.slots.give_turns(w.clock.now())
    row = w.row("a")
    assert (row.state, row.page_key, row.owner, row.attempts) == (State.CLAIMED, "facebook:1", "", 0)
    assert row.due == START + HOUR


def test_a_queued_post_may_be_ordered_at_once(queued):
    w = queued(post("a", None), post("b", None))
    order(w.works, [PostId("b")])
    go_to(w, 2026, 12, 1, 7, 30)
    go_to(w, 2026, 12, 1, 19, 30)
    assert published(w) == [("b", "01 07:00"), ("a", "01 07:30")]


def test_a_slot_comes_after_the_only_one_who_waited_was_ordered_and_nothing_fails(queued):
    w = queued(post("a", None))
    order(w.works, [PostId("a")])
    go_to(w, 2026, 12, 1, 7, 30)
    assert published(w) == [("a", "01 07:00")]
    assert w.works.ledger.cursor == w.clock.now()


@hypothesis_settings(max_examples=examples(10))
@given(
    names=st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6),
    waits=st.lists(st.integers(1, 14 * 60), max_size=20),
)
@pytest.mark.slow
def test_whenever_the_wake_ups_come_slots_go_out_once_in_order_and_never_two_at_one(
    tmp_path_factory, names, waits
):
    clock = FixedClock(START)
    w = World(
        tmp_path_factory.mktemp("queue"), clock, Page(clock), Painter(),
        calendar(*(post(name, None) for name in names), slots=SLOTS), settings(),
    )  # fmt: skip
    try:
        tick(w.works)
        for minutes in waits:
            clock.wait(minutes * 60)
            tick(w.works)
        rows = w.works.ledger.deliveries()
        assert [row.key.post for row in rows] == names[: len(rows)], "in the order of the calendar"
        slots = [row.due.astimezone(ZONE) for row in rows]
        assert len(set(slots)) == len(slots)
        assert all(f"{slot:%H:%M}" in SLOTS["daily"] and START < slot <= clock.now() for slot in slots)
        assert w.page.calls == sum(row.state is State.PUBLISHED for row in rows)
    finally:
        w.works.close()


# -- series -------------------------------------------------------------------------------------------


def sundays(at, **changes):
    return post("so-111", at, repeat="FREQ=WEEKLY;BYDAY=SU;COUNT=4", **changes)


def begun(world):
    return [row.key.occurrence for row in world.works.ledger.deliveries()]


def test_each_date_of_a_series_is_a_delivery_of_its_own(queued):
    w = queued(sundays(datetime(2026, 12, 6, 19, 30, tzinfo=ZONE), excluded=(date(2026, 12, 20),)))
    for day in (6, 13, 20, 27):
        go_to(w, 2026, 12, day, 19, 30)
        go_to(w, 2026, 12, day, 22, 0)
    assert begun(w) == ["first", "2026-12-13", "2026-12-27"]
    assert w.page.calls == 3


def test_a_moved_series_neither_repeats_nor_goes_back(queued):
    w = queued(sundays(datetime(2026, 12, 6, 19, 30, tzinfo=ZONE)))
    go_to(w, 2026, 12, 6, 19, 30)
    go_to(w, 2026, 12, 13, 19, 30)
    assert w.page.calls == 2
    w.read = calendar(sundays(datetime(2026, 11, 29, 8, 0, tzinfo=ZONE)))
    go_to(w, 2026, 12, 14, 8, 0)
    assert w.page.calls == 2, "6 and 13 December lie behind what went out"
    w.read = calendar(sundays(datetime(2026, 12, 13, 20, 0, tzinfo=ZONE)))
    go_to(w, 2026, 12, 20, 20, 0)
    assert begun(w) == ["first", "2026-12-13", "2026-12-20"]


@pytest.mark.parametrize("hour", [6, 19])  # 6:30 is of the day before in UTC
def test_a_series_that_is_moved_goes_out_no_second_time_on_a_day_on_which_it_did(queued, hour):
    w = queued(sundays(datetime(2026, 12, 6, hour, 30, tzinfo=ZONE)))
    go_to(w, 2026, 12, 6, hour, 30)
    w.read = calendar(sundays(datetime(2026, 11, 29, hour + 1, 30, tzinfo=ZONE)))
    go_to(w, 2026, 12, 6, hour + 1, 30)
    assert w.page.calls == 1


def test_a_series_ordered_by_hand_goes_out_once_with_its_next_date(queued):
    w = queued(sundays(datetime(2026, 12, 6, 19, 30, tzinfo=ZONE)))
    order(w.works, [PostId("so-111")])
    order(w.works, [PostId("so-111")])
    assert begun(w) == ["first"]
    go_to(w, 2026, 12, 6, 19, 30)
    go_to(w, 2026, 12, 13, 19, 30)
    assert begun(w) == ["first", "2026-12-13"]


def test_the_other_channel_of_a_series_is_not_held_back_by_this_one(queued):
    w = queued(sundays(datetime(2026, 12, 6, 19, 30, tzinfo=ZONE)))
    key = Key(PostId("so-111"), "2026-12-27", PROVINCE, ChannelName("website"))
    with w.works.ledger.writing("test") as book:
        from scheduler.delivery.reasons import CLAIM

        book.begin(key, "website:x", datetime(2026, 12, 27, 19, 30, tzinfo=ZONE), State.SKIPPED, reason=CLAIM)
    go_to(w, 2026, 12, 6, 19, 30)
    assert w.works.ledger.delivery(Key(PostId("so-111"), "first", PROVINCE, PAGE)).state is State.PUBLISHED
