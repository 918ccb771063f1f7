from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import FailureKind
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.plan import PUNCTUAL, Act, LateRule, View, due, unreachable
from scheduler.delivery.reasons import CHANGED
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import State
from scheduler.problems import Message, Place, Problem, Text
from tests.delivery.practice import PAGE, START, calendar, key, post


def page_of(key):
    return "facebook:1"


def every(agenda):
    return [planned for one in agenda.occurrences for planned in agenda.unfold(one)]


RULE = LateRule(publish_within=timedelta(hours=6), spacing=timedelta(minutes=10))
minutes = st.integers(0, 12 * 60).map(lambda n: timedelta(minutes=n))


def plan_of(offsets, now, **view):
    posts = [post(f"p{n}", START + offset) for n, offset in enumerate(offsets)]
    agenda = Agenda(calendar(*posts))
    view = View(**({"birth": START, "waiting": every(agenda)} | view))
    return due(agenda, view, RULE, page_of, now)


def row(name, state, at=START, **changes):
    values = {"id": 1, "page_key": "facebook:1", "changed_at": at, "fence": 1, "due": at}
    return Delivery(key=key(name), state=state, **(values | changes))


@given(st.lists(minutes, max_size=30), minutes)
def test_nothing_goes_out_before_its_time_and_nothing_vanishes(offsets, passed):
    now = START + passed
    items = plan_of(offsets, now)
    assert len(items) == sum(START + offset <= now for offset in offsets)
    for item in items:
        assert item.candidate.time <= now
        late_by = now - item.candidate.time
        assert item.act is (Act.CARRY if late_by <= RULE.publish_within else Act.HOLD_LATE)


@given(st.lists(minutes, max_size=30), minutes)
def test_late_ones_are_spaced_and_the_oldest_goes_first(offsets, passed):
    now = START + passed
    items = [item for item in plan_of(offsets, now) if item.act is Act.CARRY]
    late = [item for item in items if now - item.candidate.time > PUNCTUAL]
    assert [item.candidate.time for item in items] == sorted(item.candidate.time for item in items)
    turns = [max(item.ready, now) for item in late]
    assert all(after - before >= RULE.spacing for before, after in pairwise(turns))
    if late:
        assert late[0].ready <= now
    assert all(item.ready <= now for item in items if item not in late), "a punctual one keeps its time"


@given(st.lists(minutes, min_size=1, max_size=30), minutes, minutes)
@example([timedelta(0)], timedelta(hours=1), timedelta(minutes=1))  # a late one, soon after another
def test_a_late_one_keeps_its_distance_from_what_went_out_before(offsets, passed, ago):
    now = START + passed
    last = now - ago
    for item in plan_of(offsets, now, last_public={"facebook:1": last}):
        if item.act is Act.CARRY and now - item.candidate.time > PUNCTUAL:
            assert item.ready >= last + RULE.spacing


@given(st.lists(minutes, max_size=30), minutes, minutes)
def test_what_was_due_before_the_birth_is_never_due(offsets, passed, born):
    items = plan_of(offsets, START + passed, birth=START + born)
    assert len(items) == sum(born <= offset <= passed for offset in offsets)
    assert all(item.candidate.time >= START + born for item in items)


@given(st.lists(minutes, max_size=30), minutes, minutes)
def test_a_paused_page_lets_nothing_through(offsets, passed, wait):
    now = START + passed
    until = now + wait
    paused = PausedPage("facebook:1", until, now, FailureKind.CREDENTIAL, 1, CHANGED)
    items = plan_of(offsets, now, paused={"facebook:1": paused})
    assert len(items) == sum(offset <= passed for offset in offsets)
    assert all(item.ready >= until for item in items)


def test_drafts_and_posts_without_a_time_are_not_planned():
    agenda = Agenda(calendar(post("a", START, status="draft"), post("b", None)))
    assert every(agenda) == []


def test_a_channel_that_is_off_is_told_once_with_the_first_post():
    website = {PAGE: None, ChannelName("website"): None}
    both = [post("a", START, channels=website), post("b", START, channels=website)]
    (problem,) = unreachable(calendar(*both))
    assert (problem.code, problem.post) == ("channel-off", "a")
    assert problem.values == {"channel": "website", "count": 2}


def test_a_retry_waits_for_its_turn_and_for_a_new_time():
    agenda = Agenda(calendar(post("a", START + timedelta(hours=1))))
    now = START + timedelta(minutes=5)
    waiting = row("a", State.RETRY, next_try_at=START)
    (item,) = due(agenda, View(START, begun=[waiting]), RULE, page_of, now)
    assert item.ready == START + timedelta(hours=1), "it was put off meanwhile"


@pytest.mark.parametrize("state", [State.SENDING, State.UNCONFIRMED])
@pytest.mark.parametrize("waived", ["", "late"])
def test_what_may_be_public_is_looked_for_in_its_turn_whatever_became_of_its_time(state, waived):
    moved = Agenda(calendar(post("a", START + timedelta(hours=9))))
    for agenda in (moved, Agenda(calendar())):
        doubtful = row("a", state, waived=waived, next_try_at=START)
        (item,) = due(agenda, View(START, begun=[doubtful]), RULE, page_of, START)
        assert (item.act, item.ready) == (Act.LOOK, START)


def test_a_waived_delivery_is_neither_late_nor_spaced():
    agenda = Agenda(calendar(post("a", START)))
    now = START + timedelta(days=2)
    ordered = row("a", State.CLAIMED, waived="late")
    view = View(START, begun=[ordered], last_public={"facebook:1": now})
    (item,) = due(agenda, view, RULE, page_of, now)
    assert (item.act, item.ready <= now) == (Act.CARRY, True)


@pytest.mark.parametrize(
    ("problems", "act"),
    [
        ((), Act.SKIP_GONE),
        (("b",), Act.SKIP_GONE),
        (("a",), Act.HOLD_LATE),
        (("",), Act.HOLD_LATE),  # of a file that cannot be read, or of all: it may be among that
    ],
)
def test_what_the_calendar_lost_may_come_back_until_it_is_late(problems, act):
    message = Message("x", Text("sai", "wrong"), Text("sửa", "mend"))
    broken = calendar(problems=[Problem(message, Place("p.yaml"), post=name) for name in problems])
    view = View(START, begun=[row("a", State.RETRY, next_try_at=START)])
    (item,) = due(Agenda(broken), view, RULE, page_of, START + timedelta(hours=1))
    assert (item.act, item.ready) == (act, START + RULE.publish_within)


def test_what_waits_for_approval_keeps_nothing_after_it_and_is_asked_about_again_once_it_is_late():
    agenda = Agenda(calendar(post("a", START), post("b", START + timedelta(minutes=1))))
    view = View(START, waiting=every(agenda), unapproved={"a"})
    first, second = due(agenda, view, RULE, page_of, START + timedelta(minutes=2))
    assert (first.act, first.page_key, second.act) == (Act.WAIT, "facebook:1", Act.CARRY)
    assert first.candidate.key.post == "a"
    assert timedelta() < first.ready - START - RULE.publish_within < timedelta(minutes=1)


def test_what_a_person_let_out_though_late_waits_for_approval_from_now_on():
    agenda = Agenda(calendar(post("a", START)))
    now = START + timedelta(days=2)
    view = View(START, begun=[row("a", State.CLAIMED, waived="late")], unapproved={"a"})
    (item,) = due(agenda, view, RULE, page_of, now)
    assert (item.act, item.ready > now + RULE.publish_within) == (Act.WAIT, True)


def test_a_channel_that_cannot_be_reached_keeps_back_no_other():
    agenda = Agenda(calendar(post("a", START), post("b", START + timedelta(minutes=1))))
    view = View(START, waiting=every(agenda))
    now = START + timedelta(minutes=2)
    (item,) = due(agenda, view, RULE, lambda one: None if one.post == "a" else "facebook:1", now)
    assert (item.candidate.key.post, item.page_key) == ("b", "facebook:1")


def test_each_page_has_its_own_distance_and_its_own_pause():
    posts = [post(name, START) for name in ("a", "b", "c", "d")]
    agenda = Agenda(calendar(*posts))
    now = START + timedelta(hours=1)
    pages = {"a": "facebook:1", "b": "facebook:1", "c": "facebook:2", "d": "facebook:3"}
    until = now + timedelta(hours=2)
    paused = PausedPage("facebook:3", until, START, FailureKind.THROTTLED, 1, CHANGED)
    view = View(START, waiting=every(agenda), paused={"facebook:3": paused})
    found = {one.candidate.key.post: one for one in due(agenda, view, RULE, lambda k: pages[k.post], now)}
    assert {name: one.page_key for name, one in found.items()} == pages
    assert found["b"].ready == now + RULE.spacing
    assert [found[name].ready <= now for name in "ac"] == [True, True]
    assert found["d"].ready == until


def test_what_is_exactly_as_late_as_is_allowed_still_goes_out():
    agenda = Agenda(calendar(post("a", START)))
    view = View(START, waiting=every(agenda))
    (item,) = due(agenda, view, RULE, page_of, START + RULE.publish_within)
    assert item.act is Act.CARRY


def test_what_is_exactly_punctual_keeps_its_time_and_what_is_later_its_distance():
    agenda = Agenda(calendar(post("a", START)))
    view = View(START, waiting=every(agenda), last_public={"facebook:1": START})
    for late, ready in [(PUNCTUAL, START), (PUNCTUAL + timedelta(seconds=1), START + RULE.spacing)]:
        (item,) = due(agenda, view, RULE, page_of, START + late)
        assert item.ready == ready


def test_a_queued_post_that_has_begun_goes_on_in_the_slot_that_it_was_given():
    agenda = Agenda(calendar(post("a", None)))
    begun = row("a", State.RETRY, next_try_at=START)
    (item,) = due(agenda, View(START, begun=[begun]), RULE, page_of, START)
    assert (item.act, item.ready) == (Act.CARRY, START)


def test_a_mistake_that_is_only_a_warning_does_not_hold_what_left_the_calendar():
    message = Message("x", Text("lưu ý", "mind"), Text("xem", "see"))
    warned = calendar(problems=[Problem(message, Place("p.yaml"), post="a", level="warning")])
    view = View(START, begun=[row("a", State.RETRY, next_try_at=START)])
    (item,) = due(Agenda(warned), view, RULE, page_of, START + timedelta(hours=1))
    assert item.act is Act.SKIP_GONE


def test_what_was_let_out_late_and_then_moved_is_late_again_by_its_new_time():
    moved = START + timedelta(hours=1)
    agenda = Agenda(calendar(post("a", moved)))
    view = View(START, begun=[row("a", State.CLAIMED, waived="late")])
    (item,) = due(agenda, view, RULE, page_of, moved + RULE.publish_within + timedelta(hours=1))
    assert item.act is Act.HOLD_LATE
