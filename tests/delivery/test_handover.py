"""Facebook's own scheduler holds the posts of the next days; the calendar stays the only truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from scheduler.calendar.model import PROVINCE, Hotline
from scheduler.channels.channel import FailureKind
from scheduler.delivery.decisions import CHECK_AFTER, Pause
from scheduler.delivery.handover import UNTOUCHED
from scheduler.delivery.ledger import State
from scheduler.delivery.reason import Reason, of_failure
from scheduler.delivery.reasons import LATE_THERE, TAKEN_BACK
from scheduler.engine import ahead
from scheduler.engine.ahead import next_look
from scheduler.engine.deciding import hold, skip
from scheduler.engine.freezing import freeze, thaw
from scheduler.engine.outlook import outlook
from scheduler.engine.tick import order, tick
from scheduler.kinds.registry import kind_of
from scheduler.problems import Text
from tests.delivery.practice import PAGE, START, OneOutlet, Page, calendar, failure, key, post
from tests.delivery.test_ledger import bring_to

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def handing(world):
    """A practice world whose page takes posts seven days ahead."""

    def make(*posts, **more):
        made = world(*posts, **more)
        made.page.handover = timedelta(days=7)
        tick(made.works)
        return made

    return make


def go_to(world, instant: datetime):
    world.clock.instant = instant
    return tick(world.works)


def run_until(world, end: datetime, steps: int = 200) -> None:
    """As the engine would: from one next due time to the next, up to *end*."""
    for _ in range(steps):
        report = tick(world.works)
        if report.next_due is None or report.next_due > end:
            world.clock.instant = end
            tick(world.works)
            return
        world.clock.instant = max(world.clock.instant + timedelta(seconds=1), report.next_due)
    raise AssertionError("it never comes to rest")


def test_what_is_due_within_the_span_is_handed_over_and_public_by_itself(handing):
    w = handing(post("a", START + DAY), post("b", START + 2 * DAY))
    assert w.states() == {"a": "handed_over", "b": "handed_over"}
    assert [item["at"] for item in w.page.waiting()] == [
        (START + DAY).isoformat(), (START + 2 * DAY).isoformat()
    ]  # fmt: skip
    calls = w.page.calls
    go_to(w, START + DAY + 2 * MINUTE)
    assert w.states() == {"a": "published", "b": "handed_over"}
    assert w.row("a").public_at == START + DAY
    assert w.page.calls == calls


def test_what_is_farther_away_waits_until_it_comes_within_the_span(handing):
    w = handing(post("a", START + 9 * DAY))
    assert w.states() == {}
    assert tick(w.works).next_due == START + 2 * DAY
    go_to(w, START + 2 * DAY)
    assert w.states() == {"a": "handed_over"}


def test_what_is_due_within_a_quarter_of_an_hour_loa_publishes_itself(handing):
    w = handing(post("a", START + 14 * MINUTE))
    assert w.states() == {}
    go_to(w, START + 14 * MINUTE)
    assert w.states() == {"a": "published"}


def test_a_page_that_takes_nothing_ahead_is_given_nothing(world):
    w = world(post("a", START + DAY), post("b", START + 3 * DAY))
    assert tick(w.works).next_due == START + DAY
    assert (w.states(), w.page.calls) == ({}, 0)
    w.works.places = list
    assert next_look(w.works, START) is None, "where no place is reached, none takes anything"


def test_an_edit_is_carried_over_and_one_copy_waits(handing):
    w = handing(post("a", START + DAY))
    w.read = calendar(post("a", START + DAY, "Lời đã sửa cho rõ hơn."))
    go_to(w, START + HOUR)
    (waiting,) = w.page.waiting()
    assert "Lời đã sửa" in waiting["text"]
    assert w.states() == {"a": "handed_over"}
    run_until(w, START + 2 * DAY)
    assert w.states() == {"a": "published"}
    assert len(w.page.posts) == 1


@pytest.mark.parametrize("later", [3 * DAY, 20 * DAY, 10 * MINUTE])
def test_a_move_is_carried_over(handing, later):
    w = handing(post("a", START + DAY))
    w.clock.instant = START + HOUR
    at = START + HOUR + later
    w.read = calendar(post("a", at))
    tick(w.works)
    assert [item["at"] for item in w.page.waiting()] == [at.isoformat()] * (later == 3 * DAY)
    run_until(w, at + HOUR)
    assert [item["at"] for item in w.page.posts] == [at.isoformat()]
    assert w.states() == {"a": "published"}


def test_what_is_taken_out_of_the_calendar_is_taken_back_and_never_public(handing):
    w = handing(post("a", START + DAY), post("b", START + DAY))
    w.read = calendar(post("b", START + DAY))
    go_to(w, START + HOUR)
    assert len(w.page.waiting()) == 1
    run_until(w, START + 3 * DAY)
    assert w.states() == {"a": "skipped", "b": "published"}
    assert len(w.page.posts) == 1


def test_what_waits_there_is_taken_back_when_it_is_no_longer_known_that_a_line_is_right(handing):
    w = handing(post("a", START + DAY), checks={"hotline-unverified": "error"})
    line = Hotline("rieng", "Đường dây riêng", "111", verified_on=START.date())
    units = {PROVINCE: replace(w.read.units[PROVINCE], hotlines=("rieng",))}
    w.read = replace(w.read, hotlines={"rieng": line}, units=units)
    go_to(w, START + HOUR)
    assert len(w.page.waiting()) == 1
    w.read = replace(w.read, hotlines={"rieng": replace(line, verified_on=None)})
    go_to(w, START + 2 * HOUR)
    assert w.page.waiting() == []
    run_until(w, START + 3 * DAY)
    assert w.states() == {"a": "held"}


def test_shortly_before_its_time_nothing_is_touched(handing):
    w = handing(post("a", START + DAY))
    w.read = calendar()
    go_to(w, START + DAY - 2 * MINUTE)
    assert len(w.page.posts) == 1
    run_until(w, START + DAY + HOUR)
    assert w.states() == {"a": "published"}


def test_a_file_that_cannot_be_read_just_now_takes_nothing_back(handing, broken_file):
    w = handing(post("a", START + DAY))
    w.read = calendar(problems=[broken_file])
    go_to(w, START + HOUR)
    assert w.states() == {"a": "handed_over"}


def test_at_most_25_wait_and_the_others_follow(handing, monkeypatch):
    """Shown with four: each that waits is looked at in every wake-up."""
    assert kind_of(PAGE).most_waiting == 25
    monkeypatch.setattr(ahead, "kind_of", lambda name: replace(kind_of(name), most_waiting=4))
    w = handing()
    bring_to(w.works.ledger, State.UNCONFIRMED, "x")  # by Loa itself: it does not wait there
    posts = [post(f"p{n}", START + DAY + n * HOUR) for n in range(6)]
    for most in (3, 4, 4):
        w.read = calendar(*(posts[:3] if most == 3 else posts))
        tick(w.works)
        assert len(w.page.waiting()) == most
    assert set(w.states()) == {"x", *(f"p{n}" for n in range(4))}
    run_until(w, START + 3 * DAY)
    assert [name for name, state in w.states().items() if state != "published"] == ["x"]
    assert len(w.page.posts) == 6


def test_what_somebody_deleted_at_facebook_is_held_and_not_published_again(handing):
    w = handing(post("a", START + DAY))
    w.page.withdraw(w.row("a").remote_id)
    run_until(w, START + DAY + HOUR)
    row = w.row("a")
    assert (row.state, row.reason.code) == (State.HELD, "vanished")
    run_until(w, START + 4 * DAY)
    assert w.page.posts == []


def test_what_was_handed_over_and_stands_under_another_id_is_found_by_a_read_of_the_page(handing):
    w = handing(post("a", START + DAY))
    w.page.withdraw(w.row("a").remote_id)
    other = w.page.make(w.row("a").text, at=START + DAY)["id"]
    go_to(w, START + DAY + 2 * MINUTE)
    assert (w.row("a").state, w.row("a").remote_id) == (State.PUBLISHED, other)


def test_what_facebook_has_not_shown_yet_is_waited_for(handing):
    w = handing(post("a", START + DAY))
    w.page.lag = 3 * MINUTE
    go_to(w, START + DAY + 90 * timedelta(seconds=1))
    assert w.states() == {"a": "handed_over"}
    run_until(w, START + DAY + HOUR)
    assert w.states() == {"a": "published"}


def test_a_page_that_cannot_be_read_after_its_time_proves_nothing(handing):
    w = handing(post("a", START + DAY))
    w.page.find_faults = [failure(FailureKind.CERTAIN) for _ in range(3)]
    run_until(w, START + DAY + HOUR)
    assert w.states() == {"a": "published"}
    assert len(w.page.posts) == 1


@pytest.mark.parametrize(
    ("within", "state"),
    [
        pytest.param(6 * HOUR, "held", marks=pytest.mark.slow),
        pytest.param(30 * HOUR, "published", marks=pytest.mark.slow),
    ],
)
def test_a_page_that_nobody_can_read_for_days_is_a_persons_once_a_late_post_may_not_go_out(
    handing, within, state
):
    w = handing(post("a", START + DAY), within=within)
    w.page.find_faults = [failure(FailureKind.CERTAIN) for _ in range(26 * 12)]
    run_until(w, START + 3 * DAY, steps=500)
    assert w.states() == {"a": state}
    assert len(w.page.posts) == 1


@pytest.mark.parametrize("fault", ["made, answer lost", failure(FailureKind.DOUBTFUL)])
def test_a_lost_answer_leaves_one_copy_waiting(world, fault):
    w = world(post("a", START + DAY))
    w.page.handover = timedelta(days=7)
    w.page.faults = [fault]
    run_until(w, START + 12 * HOUR)
    assert w.states() == {"a": "handed_over"}
    assert len(w.page.waiting()) == 1


def test_what_facebook_will_not_take_ahead_loa_publishes_at_its_time(world):
    w = world(post("a", START + DAY))
    w.page.handover = timedelta(days=7)
    w.page.faults = [failure(FailureKind.CERTAIN) for _ in range(24)]
    run_until(w, START + DAY - MINUTE)
    assert w.states() == {"a": "retry"}
    w.page.faults = []
    run_until(w, START + DAY + MINUTE)
    assert w.states() == {"a": "published"}
    assert w.row("a").public_at - (START + DAY) < MINUTE


@pytest.mark.parametrize("fault", ["done, answer lost", failure(FailureKind.DOUBTFUL)])
def test_a_taking_back_without_an_answer_is_gone_through_with(handing, fault):
    w = handing(post("a", START + DAY))
    w.page.withdraw_faults = [fault]
    w.read = calendar(post("a", START + DAY, "Lời đã sửa."))
    go_to(w, START + HOUR)
    w.read = calendar(post("a", START + DAY))  # and back again
    run_until(w, START + 2 * DAY)
    assert w.states() == {"a": "published"}
    assert len(w.page.posts) == 1
    assert "Lời đã sửa" not in w.page.posts[0]["text"]


def test_what_is_set_aside_is_taken_back(handing):
    w = handing(post("a", START + DAY))
    stop = Reason("by-hand", Text("tạm dừng", "held"), Text("xem lại", "look"))
    with w.works.ledger.writing("cô Lan") as book:
        book.move(w.row("a"), State.HELD, reason=stop, next_try_at=None)
    go_to(w, START + HOUR)
    assert w.page.waiting() == []
    run_until(w, START + 3 * DAY)
    assert w.states() == {"a": "held"}
    assert w.page.posts == []


@pytest.mark.parametrize("fault", [None, "done, answer lost"])
def test_what_was_set_aside_and_taken_back_is_known_to_wait_there_no_more(handing, fault):
    w = handing(post("a", START + DAY))
    hold(w.works, "Chị Lan", "chờ số liệu", {"a"})
    w.page.withdraw_faults = [fault]
    run_until(w, START + HOUR)
    row = w.row("a")
    assert (row.state, row.remote_id, row.address, row.scheduled_for) == (State.HELD, None, "", None)


def test_what_was_taken_back_without_an_answer_and_has_its_time_behind_it_goes_by_the_calendar(handing):
    w = handing(post("a", START + DAY))
    w.page.withdraw_faults = ["done, answer lost"]
    w.read = calendar(post("a", START + DAY, "Lời đã sửa."))
    w.clock.instant = START + DAY - 4 * MINUTE
    tick(w.works)
    w.clock.instant = START + DAY + HOUR  # the machine was off meanwhile
    run_until(w, START + DAY + 2 * HOUR)
    assert w.states() == {"a": "published"}
    assert ["Lời đã sửa" in text for text in w.page.texts()] == [True]


def test_while_something_hinders_nothing_is_taken_back_since_the_calendar_may_not_be_so(handing):
    w = handing(post("a", START + DAY))
    w.read = calendar()
    w.works.hindrances.append(lambda: TAKEN_BACK)
    before = w.row("a")
    assert w.works.courier.follow(before, is_frozen=False) == before
    assert len(w.page.waiting()) == 1
    w.works.hindrances.pop()
    assert w.works.courier.follow(before, is_frozen=False).state is State.RETRY
    assert w.page.waiting() == []


@pytest.mark.parametrize("fault", [None, failure(FailureKind.CERTAIN)])
def test_what_was_set_aside_and_still_waits_there_is_taken_back_before_it_is_published_on_order(
    handing, fault
):
    w = handing(post("a", START + DAY))
    hold(w.works, "Chị Lan", "chờ số liệu", {"a"})
    w.page.withdraw_faults = [fault]
    calls = w.page.calls
    order(w.works, ["a"])
    if fault is None:
        assert (w.row("a").state, w.row("a").scheduled_for) == (State.PUBLISHED, None)
        assert (w.page.waiting(), len(w.page.posts)) == ([], 1)
    else:
        assert (w.row("a").state, w.page.calls, len(w.page.waiting())) == (State.HELD, calls, 1)
        assert w.row("a").next_try_at == START + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("moved", "is_kept"), [({}, True), ({"text": "Lời khác."}, False), ({"at": START + 2 * DAY}, False)]
)
def test_what_waits_there_stays_only_as_it_reads_at_its_time_and_approved(handing, moved, is_kept):
    w = handing(post("a", START + DAY))
    w.read = calendar(post("a", **({"at": START + DAY} | moved)))
    followed = w.works.courier.follow(w.row("a"), is_frozen=False)
    assert (followed.state is State.HANDED_OVER) is is_kept
    assert len(w.page.waiting()) == is_kept


def test_a_series_that_moves_goes_out_on_its_new_days(handing):
    weekly = post("a", START + DAY, repeat="FREQ=DAILY;COUNT=4")
    w = handing(weekly)
    assert len(w.page.waiting()) == 4
    w.read = calendar(structs.replace(weekly, at=START + DAY + HOUR, repeat="FREQ=DAILY;INTERVAL=2;COUNT=2"))
    go_to(w, START + HOUR)
    assert [item["at"][:16] for item in w.page.waiting()] == [
        f"{START + DAY + HOUR:%Y-%m-%dT%H:%M}", f"{START + 3 * DAY + HOUR:%Y-%m-%dT%H:%M}"
    ]  # fmt: skip
    run_until(w, START + 8 * DAY)
    assert len(w.page.posts) == 2


def test_a_date_of_a_series_that_cannot_be_handed_over_keeps_the_later_ones_back(handing):
    w = handing()
    w.page.faults = [failure(FailureKind.CERTAIN)]
    w.read = calendar(post("a", START + DAY, repeat="FREQ=DAILY;COUNT=3"))
    go_to(w, START + HOUR)
    assert (w.states(), w.page.waiting()) == ({"a": "retry"}, [])


def test_a_series_whose_first_date_went_out_on_order_is_handed_over_from_its_second_on(world):
    w = world(post("a", START + DAY, repeat="FREQ=DAILY;COUNT=3"))
    w.page.handover = timedelta(days=7)
    order(w.works, ["a"])
    tick(w.works)
    assert [row.state for row in w.works.ledger.deliveries()] == [State.PUBLISHED, *[State.HANDED_OVER] * 2]


def test_what_could_not_be_handed_over_is_tried_again_at_its_time_and_keeps_nothing_else_back(world):
    w = world(post("a", START + DAY), post("b", START + 2 * DAY))
    w.page.handover = timedelta(days=7)
    for again in (START + HOUR, START + 2 * HOUR):
        w.page.faults = [failure(FailureKind.CERTAIN)]
        report = tick(w.works)
        assert (w.states(), report.next_due) == ({"a": "retry", "b": "handed_over"}, again)
        calls = w.page.calls
        go_to(w, again - SECOND)
        assert w.page.calls == calls
        w.clock.instant = again
    w.painter.bad = {"a": "its text is too long"}
    assert tick(w.works).next_due == START + DAY, "and so it waits for its time"
    w.painter.bad = {}
    tick(w.works)
    assert w.states() == {"a": "handed_over", "b": "handed_over"}


def test_what_no_place_or_none_yet_takes_ahead_keeps_nothing_else_back(world):
    w = world()
    units = ["closed", "near", PROVINCE]
    w.read = replace(
        calendar(post("a", START + DAY, units=units)),
        units={name: replace(w.read.units[PROVINCE], id=name) for name in units},
    )
    pages = {
        "closed": None,
        "near": Page(w.clock, page_key="facebook:2", handover=HOUR),
        PROVINCE: replace(w.page, handover=timedelta(days=7)),
    }
    w.works.outlets.__class__ = type(
        "Outlets", (OneOutlet,), {"names": lambda *_: (PAGE,), "get": lambda _, unit, name: pages[unit]}
    )
    tick(w.works)
    assert [row.key.unit for row in w.works.ledger.deliveries()] == [PROVINCE]


def test_a_page_that_waits_is_given_nothing_ahead_and_no_more_is_taken_back_from_it(world):
    w = world(post("a", START + DAY), post("b", START + DAY))
    w.page.handover = timedelta(days=7)
    blocked = failure(FailureKind.POLICY)
    with w.works.ledger.writing("test") as book:
        book.pause(w.page.page_key, Pause(FailureKind.POLICY, START + HOUR, 1, of_failure(blocked.failure)))
    tick(w.works)
    assert w.page.calls == 0
    go_to(w, START + HOUR)
    assert len(w.page.waiting()) == 2
    w.read = calendar()
    w.page.withdraw_faults = [blocked, blocked]
    go_to(w, START + 2 * HOUR)
    assert len(w.page.withdraw_faults) == 1


def test_the_plan_shows_what_facebook_holds(handing):
    w = handing(post("a", START + DAY))
    (prospect,) = outlook(w.works, START, START + 2 * DAY)
    assert (prospect.planned.post.id, prospect.forecast) == ("a", False)
    assert "Facebook" in prospect.why.vi


def test_a_wakeup_in_the_middle_of_the_night_does_nothing_to_what_waits(handing):
    w = handing(post("a", START + DAY))
    before = len(w.works.ledger.events())
    for hour in range(1, 20):
        assert go_to(w, START + hour * HOUR).carried == ()
    assert len(w.works.ledger.events()) == before


@pytest.mark.parametrize("ahead", [DAY, 2 * MINUTE, 30 * SECOND])
def test_freezing_takes_back_what_waits_there_and_thawing_lets_it_go_out_at_its_time(handing, ahead):
    w = handing(post("a", START + 2 * DAY))
    go_to(w, START + 2 * DAY - ahead)
    freeze(w.works, "Chị Hoa", "có tang")
    tick(w.works)
    assert (w.page.waiting(), w.states()) == ([], {"a": "retry"})
    tick(w.works)
    assert w.page.waiting() == []
    thaw(w.works, "Chị Hoa", {})
    run_until(w, START + 3 * DAY)
    assert w.states() == {"a": "published"}
    assert len(w.page.texts()) == 1
    assert w.row("a").public_at >= START + 2 * DAY


def test_a_page_that_could_not_be_read_gives_back_what_is_not_to_become_public(handing):
    w = handing(post("a", START + 2 * DAY))
    go_to(w, START + 2 * DAY - 2 * MINUTE)
    unread = of_failure(failure(FailureKind.DOUBTFUL).failure)
    with w.works.ledger.writing("test") as book:
        book.pause(w.page.page_key, Pause(FailureKind.DOUBTFUL, w.clock.now() + 5 * MINUTE, 4, unread))
    freeze(w.works, "Chị Hoa", "có tang")
    w.page.withdraw_faults = [failure(FailureKind.CERTAIN)]
    assert tick(w.works).next_due < START + 2 * DAY  # it is tried again before its time
    assert w.page.waiting() != []
    tick(w.works)
    assert (w.page.waiting(), w.states()) == ([], {"a": "retry"})


def test_holding_takes_back_what_waits_there(handing):
    w = handing(post("a", START + 2 * DAY))
    (held,) = hold(w.works, "Chị Lan", "chờ số liệu", {"a"})
    assert held.delivery is not None
    tick(w.works)
    assert (w.page.waiting(), w.states()) == ([], {"a": "held"})
    go_to(w, START + 3 * DAY)
    assert w.page.texts() == []


def test_what_is_skipped_is_taken_back(handing):
    w = handing(post("a", START + 2 * DAY))
    skip(w.works, "Chị Lan", "trùng bài", key("a"))
    tick(w.works)
    assert (w.page.waiting(), w.states()) == ([], {"a": "skipped"})


def test_while_its_page_is_paused_what_waits_there_wakes_nobody(handing):
    w = handing(post("a", START + DAY))
    until = START + DAY + 3 * HOUR
    blocked = failure(FailureKind.POLICY).failure
    with w.works.ledger.writing("test") as book:
        book.pause(w.page.page_key, Pause(FailureKind.POLICY, until, 1, of_failure(blocked)))
    w.clock.instant = START + DAY + HOUR  # its time has come, and the page cannot be asked
    assert tick(w.works).next_due == until
    run_until(w, until + HOUR)
    assert w.states() == {"a": "published"}


@pytest.mark.parametrize(
    ("since_its_time", "is_wanted", "at_once", "done"),
    [
        (-UNTOUCHED, False, False, "taken back"),
        (-UNTOUCHED + SECOND, False, False, "left"),
        (-UNTOUCHED + SECOND, False, True, "taken back"),
        (-UNTOUCHED - HOUR, True, False, "left"),
        (CHECK_AFTER - SECOND, False, False, "left"),
        (CHECK_AFTER, False, True, "asked about"),
    ],
)
def test_its_time_decides_whether_what_waits_there_is_taken_back_left_or_asked_about(
    handing, since_its_time, is_wanted, at_once, done
):
    w = handing(post("a", START + DAY))
    w.clock.instant = START + DAY + since_its_time
    row = w.row("a")
    after = w.works.courier._handover.follow(row, is_wanted=is_wanted, at_once=at_once)
    assert w.page.looks == (done == "asked about")
    assert (w.page.posts == []) is (done == "taken back")
    assert (after is row) is (done == "left")
    if done == "taken back":
        assert (after.state, after.next_try_at) == (State.RETRY, w.clock.now())


def test_what_still_waits_after_its_time_is_asked_about_by_its_id_and_again_in_five_minutes(handing):
    w = handing(post("a", START + DAY))
    w.page.lag = HOUR
    w.page.confirm = None  # there is no need to read the page
    w.clock.instant = START + DAY + CHECK_AFTER
    handover = w.works.courier._handover
    row = handover.follow(w.row("a"), is_wanted=True, at_once=False)
    assert (row.state, row.reason.code) == (State.HANDED_OVER, LATE_THERE.code)
    assert row.next_try_at == w.clock.now() + 5 * MINUTE
    w.clock.wait(299)
    assert handover.follow(row, is_wanted=True, at_once=False) is row
    w.clock.wait(1)
    assert handover.follow(row, is_wanted=True, at_once=False) is not row
    assert w.page.looks == 2


def test_each_taking_back_or_look_that_a_busy_page_refuses_pauses_it_for_longer(handing):
    w = handing(post("a", START + DAY))
    row, handover = w.row("a"), w.works.courier._handover
    for rounds, step in enumerate((handover.take_back, handover.take_back, handover._verify), 1):
        w.page.withdraw_faults = w.page.find_faults = [failure(FailureKind.THROTTLED)]
        row = step(row)
        assert w.works.ledger.paused()[row.page_key].rounds == rounds


@pytest.mark.unforeseen("boom")
def test_what_fails_unforeseen_while_it_is_taken_back_is_taken_back_at_the_next_wake_up(handing):
    w = handing(post("a", START + DAY))
    w.page.withdraw_faults = [ValueError("boom")]
    row = w.works.courier.follow(w.row("a"), is_frozen=True)
    assert (row.state, len(w.page.waiting())) == (State.HANDED_OVER, 1)
    assert w.works.courier.follow(row, is_frozen=True).state is State.RETRY
    assert w.page.waiting() == []
