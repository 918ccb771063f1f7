"""Stopping everything public, and beginning again: what was kept back, and what becomes of each late one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.delivery import change_reasons, hindrances, reasons
from scheduler.delivery.plan import PUNCTUAL
from scheduler.delivery.reason import ordered
from scheduler.delivery.states import State
from scheduler.engine.freezing import (
    Late,
    Waiting,
    check_not_frozen,
    freeze,
    kept_back,
    late_ones,
    thaw,
)
from scheduler.engine.tick import tick
from scheduler.locales import time_text
from scheduler.problems import Stop
from tests.delivery.practice import START, calendar, key, post
from tests.delivery.test_ledger import bring_to

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
BLOCKED = hindrances.frozen_by("Hoa", "có tang")
SPENT = {"owner": "pc:1", "attempts": 7, "next_try_at": START}


def told_late(w, due=START):
    return reasons.late(time_text(due.astimezone(w.settings.zone)), "a", BLOCKED)


@pytest.fixture
def frozen(world):
    """Frozen by Hoa a second after START, when *a* is due; its delivery is in *state* (None: not begun)."""

    def make(state, *posts, **more):
        w = world(*(posts or (post("a", START),)), **more)
        w.works.begin()
        w.works.slots.give_turns(START)
        row = bring_to(w.works.ledger, state) if state else None
        w.clock.wait(1)
        assert freeze(w.works, "Hoa", "có tang")
        if row:
            reason = told_late(w) if state is State.HELD else change_reasons.NOT_YET
            with w.works.ledger.writing("test") as book:
                book.note(row, reason=reason, **SPENT)
        w.clock.wait(3600)
        return w

    return make


def test_freezing_is_noted_once_with_who_and_why(world):
    w = world()
    check_not_frozen(w.works)
    assert freeze(w.works, "Hoa", "có tang")
    w.clock.wait(60)
    assert not freeze(w.works, "Mai", "khác")
    was = w.works.ledger.frozen
    assert (was.who, was.why, was.since) == ("Hoa", "có tang", START)
    (line,) = w.works.ledger.events()
    assert (line.who, line.reason) == ("Hoa", ordered(hindrances.FROZEN, "Hoa", "có tang"))
    with pytest.raises(Stop, match="by Hoa, since 07:00, 1 December 2026: có tang"):
        check_not_frozen(w.works)


def test_thawing_what_is_not_frozen_does_nothing(world):
    w = world(post("a", START))
    w.works.begin()
    w.clock.wait(3600)
    lines = len(w.works.ledger.events())
    assert not thaw(w.works, "Mai", {key("a"): Late.SKIP})
    assert (w.row("a"), w.works.ledger.frozen, len(w.works.ledger.events())) == (None, None, lines)


def test_thawing_is_noted_and_slots_that_came_meanwhile_are_gone(frozen):
    w = frozen(None)
    assert thaw(w.works, "Mai", {})
    assert w.works.ledger.frozen is None
    assert w.works.ledger.cursor == w.clock.now()
    assert ("Mai", hindrances.THAWED) in [(line.who, line.reason) for line in w.works.ledger.events()]


BEGUN = [State.CLAIMED, State.PREPARED, State.RETRY, State.HELD]


@pytest.mark.parametrize("decided", [{}, {key("a"): Late.HOLD}], ids=["not named", "named"])
@pytest.mark.parametrize("state", [None, *BEGUN], ids=str)
def test_what_nobody_decides_about_is_held_as_late_because_of_the_freeze(frozen, state, decided):
    w = frozen(state)
    before = w.row("a")
    assert thaw(w.works, "Mai", decided)
    row = w.row("a")
    assert (row.state, row.reason, row.due, row.page_key) == (State.HELD, told_late(w), START, "facebook:1")
    assert (row.waived, row.attempts) == ("", before.attempts if before else 0)
    assert row.next_try_at == (START if state is State.HELD else None)


@pytest.mark.parametrize("state", [None, *BEGUN], ids=str)
def test_what_is_to_be_skipped_is_skipped_in_the_words_of_the_freeze(frozen, state):
    w = frozen(state)
    assert thaw(w.works, "Mai", {key("a"): Late.SKIP})
    row = w.row("a")
    assert (row.state, row.reason) == (State.SKIPPED, ordered(reasons.SKIPPED, "Mai", "có tang"))
    assert (row.due, row.waived, row.next_try_at) == (START, "", None)


@pytest.mark.parametrize(
    ("state", "waived", "owner"),
    [
        (None, "ordered", ""),
        (State.CLAIMED, "ordered", "pc:1"),
        (State.PREPARED, "ordered", "pc:1"),
        (State.RETRY, "ordered", ""),
        (State.HELD, "late", ""),
    ],
    ids=str,
)
def test_what_is_to_go_out_goes_out_though_it_is_late(frozen, state, waived, owner):
    w = frozen(state)
    assert thaw(w.works, "Mai", {key("a"): Late.PUBLISH})
    row = w.row("a")
    assert row.state is (State.PREPARED if state is State.PREPARED else State.CLAIMED)
    assert (row.waived, row.owner, row.due) == (waived, owner, START)
    assert row.next_try_at == (START if owner else None)
    assert w.works.ledger.events(key("a"))[-1].reason == reasons.ORDERED
    tick(w.works)
    assert w.states() == {"a": "published"}


def test_what_can_be_reached_no_more_is_left_as_it_is(frozen):
    w = frozen(None)
    w.works.page_of = lambda key: None
    assert thaw(w.works, "Mai", {key("a"): Late.PUBLISH})
    assert w.row("a") is None


def test_of_several_only_that_one(frozen):
    w = frozen(None, post("b", START), post("a", START))
    reach = w.works.page_of
    w.works.page_of = lambda key: None if key.post == "b" else reach(key)
    assert thaw(w.works, "Mai", {})
    assert w.states() == {"a": "held"}


@pytest.mark.parametrize("lost", ["place", "post"])
def test_what_was_held_is_decided_about_though_its_place_or_its_post_is_gone(frozen, lost):
    w = frozen(State.HELD)
    if lost == "place":
        w.works.page_of = lambda key: None
    else:
        w.read = calendar()
    assert thaw(w.works, "Mai", {key("a"): Late.SKIP})
    assert w.states() == {"a": "skipped"}


def test_what_waits_for_approval_is_not_kept_back_by_the_freeze(world):
    w = world(post("a", START), approval="required")
    w.works.begin()
    freeze(w.works, "Hoa", "có tang")
    assert kept_back(w.works) == []


def test_what_was_held_as_late_is_let_go_with_the_time_that_it_missed(frozen):
    w = frozen(State.HELD)
    w.read = calendar(post("a", START - HOUR))
    thaw(w.works, "Mai", {key("a"): Late.PUBLISH})
    assert w.row("a").due == START


def test_kept_back_is_what_would_go_out_the_oldest_first(frozen):
    w = frozen(None, post("b", START + 2 * SECOND), post("a", START), post("c", START + 2 * HOUR))
    found = kept_back(w.works)
    planned = {one.key: one for occurrence in w.works.edition().agenda.occurrences
               for one in w.works.edition().agenda.unfold(occurrence)}  # fmt: skip
    assert found == [
        Waiting(key("a"), START, planned[key("a")], None),
        Waiting(key("b"), START + 2 * SECOND, planned[key("b")], None),
    ]


def test_kept_back_is_told_whether_or_not_all_is_frozen(world):
    w = world(post("a", START), post("b", START + HOUR))
    assert [one.key for one in kept_back(w.works)] == [key("a")]


def test_what_was_held_as_late_since_the_freeze_is_kept_back_and_no_other_that_is_held(frozen):
    w = frozen(State.HELD)
    (waiting,) = kept_back(w.works)
    assert (waiting.key, waiting.due, waiting.title, waiting.delivery) == (
        key("a"),
        START,
        "Bài a",
        w.row("a"),
    )
    assert waiting.planned is not None
    w.read = calendar()
    (waiting,) = kept_back(w.works)
    assert (waiting.title, waiting.planned) == ("", None)
    with w.works.ledger.writing("Mai") as book:
        book.note(w.row("a"), reason=ordered(reasons.SET_ASIDE, "Mai", "x", post="a"))
    assert kept_back(w.works) == []


@pytest.mark.parametrize(("earlier", "kept"), [(0, True), (1, False)])
def test_what_was_held_as_late_before_the_freeze_is_not_the_freezes(world, earlier, kept):
    w = world(post("a", START))
    row = bring_to(w.works.ledger, State.HELD)
    with w.works.ledger.writing("test") as book:
        book.note(row, reason=told_late(w))
    w.clock.wait(earlier)
    freeze(w.works, "Hoa", "có tang")
    assert bool(kept_back(w.works)) is kept


def test_a_queued_post_whose_slot_came_is_kept_back_and_never_late(frozen):
    w = frozen(None, post("a", None), slots={"daily": ["07:30"]})
    (waiting,) = kept_back(w.works)
    assert (waiting.key, waiting.due, waiting.title) == (key("a"), START + HOUR / 2, "Bài a")
    assert (waiting.planned.post.id, waiting.delivery) == ("a", None)
    assert late_ones(w.works) == []


def test_a_queued_post_that_had_its_turn_before_is_late_as_any_other(frozen):
    w = frozen(State.CLAIMED, post("a", None))
    (late,) = late_ones(w.works)
    assert (late.key, late.delivery) == (key("a"), w.row("a"))


@pytest.mark.parametrize(("behind", "late"), [(PUNCTUAL, False), (PUNCTUAL + SECOND, True)])
def test_what_is_less_behind_its_time_than_two_minutes_goes_out_unasked(world, behind, late):
    w = world(post("a", START))
    w.works.begin()
    freeze(w.works, "Hoa", "có tang")
    w.clock.wait(behind.total_seconds())
    assert bool(late_ones(w.works)) is late


def test_each_late_one_has_its_own_fate(frozen):
    w = frozen(None, post("a", START), post("b", START), post("c", START))
    thaw(w.works, "Mai", {key("a"): Late.SKIP, key("c"): Late.PUBLISH})
    assert w.states() == {"a": "skipped", "b": "held", "c": "claimed"}
