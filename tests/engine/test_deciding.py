"""What each decision of a person does to a delivery, whatever state it is in, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import Card, ChannelName, UnitId
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import ClaimLost, Writing
from scheduler.delivery.reason import ordered
from scheduler.delivery.states import State
from scheduler.engine.deciding import Decided, hold, publish_now, retry, retry_changes, skip, stuck
from scheduler.engine.selection import Selection
from scheduler.engine.tick import tick
from tests.delivery.practice import START, calendar, key, post
from tests.delivery.test_ledger import bring_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPENT = {"owner": "pc:1", "attempts": 7, "next_try_at": START + DAY, "waived": "looks-like"}
TOO_LATE = [State.SENDING, State.UNCONFIRMED, State.PUBLISHED, State.WITHDRAWN]


def at(world, state, due=START + HOUR):
    """Post *a* is due at *due*; its delivery is in *state*, and was due at START; None: not begun."""
    w = world(post("a", due))
    if state is None:
        return w, None
    row = bring_to(w.works.ledger, state)
    with w.works.ledger.writing("test") as book:
        return w, book.note(row, reason=reasons.LATE, **SPENT)


def only_moved(before, after, **changes):
    """Whether *after* is *before* but for *changes*, and what each move brings with it."""
    kept = {"changed_at": after.changed_at, "fence": after.fence}
    return after == replace(before, **kept, **changes)


def last_line(w):
    line = w.works.ledger.events()[-1]
    return line.who, line.reason


def said(reason, **more):
    return ordered(reason, "Mai", "chờ số liệu", **more)


HELD_BY_HER = said(reasons.SET_ASIDE, post="a")
LET_GO = reasons.TRY_AGAIN.filled(who="Mai")


# -- hold ----------------------------------------------------------------------------------------------


def test_what_has_not_begun_is_held_at_its_time_in_her_words(world):
    w, _ = at(world, None)
    (decided,) = hold(w.works, "Mai", "chờ số liệu", ["a"])
    row = w.row("a")
    assert decided == Decided(key("a"), row, State.HELD)
    assert (row.state, row.due, row.page_key, row.reason) == (
        State.HELD, START + HOUR, "facebook:1", HELD_BY_HER
    )  # fmt: skip
    assert last_line(w) == ("Mai", HELD_BY_HER)


@pytest.mark.parametrize(
    "state", [State.CLAIMED, State.PREPARED, State.RETRY, State.HANDED_OVER, State.HELD], ids=str
)
def test_whatever_has_not_gone_out_is_held_and_wakes_nobody(world, state):
    w, before = at(world, state)
    (decided,) = hold(w.works, "Mai", "chờ số liệu", ["a"])
    then = before.next_try_at if state is State.HELD else None
    assert only_moved(before, w.row("a"), state=State.HELD, reason=HELD_BY_HER, next_try_at=then)
    assert decided == Decided(key("a"), w.row("a"), State.HELD)
    assert last_line(w) == ("Mai", HELD_BY_HER)


@pytest.mark.parametrize("state", [*TOO_LATE, State.SKIPPED], ids=str)
def test_it_is_too_late_to_hold_what_is_or_may_be_public_and_says_so(world, state):
    w, before = at(world, state)
    assert hold(w.works, "Mai", "chờ số liệu", ["a"]) == [Decided(key("a"), None, state)]
    assert w.row("a") == before


def test_only_what_is_chosen_is_held(world):
    w, _ = at(world, None)
    assert hold(w.works, "Mai", "x", ["a"], Selection(channel=ChannelName("website"))) == []
    assert w.row("a") is None


# -- publish now ---------------------------------------------------------------------------------------


def test_what_has_not_begun_is_ordered_whatever_its_time(world):
    w, _ = at(world, None)
    (decided,) = publish_now(w.works, "Mai", ["a"])
    row = w.row("a")
    assert decided == Decided(key("a"), row, State.CLAIMED)
    assert (row.due, row.page_key, row.waived, row.is_at_rest) == (
        START + HOUR,
        "facebook:1",
        "ordered",
        True,
    )
    assert last_line(w) == ("Mai", LET_GO)


@pytest.mark.parametrize("state", [State.HELD, State.SKIPPED, State.RETRY], ids=str)
def test_what_was_set_aside_is_ordered_and_the_reason_counts_no_more(world, state):
    w, before = at(world, state)
    (decided,) = publish_now(w.works, "Mai", ["a"])
    assert only_moved(
        before, w.row("a"), state=State.CLAIMED, owner="", next_try_at=None, attempts=0, due=START + HOUR,
        waived=reasons.LATE.code, reason=None,
    )  # fmt: skip
    assert decided == Decided(key("a"), w.row("a"), State.CLAIMED)
    assert last_line(w) == ("Mai", LET_GO)


@pytest.mark.parametrize("state", [State.CLAIMED, State.PREPARED], ids=str)
def test_what_somebody_is_at_goes_on_at_once(world, state):
    w, before = at(world, state)
    publish_now(w.works, "Mai", ["a"])
    changes = {"next_try_at": START, "due": START + HOUR, "waived": "ordered", "reason": None}
    assert only_moved(before, w.row("a"), **changes)
    assert last_line(w) == ("Mai", LET_GO)


@pytest.mark.parametrize("state", [*TOO_LATE, State.HANDED_OVER], ids=str)
def test_what_is_or_may_be_public_is_not_ordered_again(world, state):
    w, before = at(world, state)
    assert publish_now(w.works, "Mai", ["a"]) == [Decided(key("a"), None, state)]
    assert w.row("a") == before


# -- skip ----------------------------------------------------------------------------------------------


def test_what_has_not_begun_is_skipped_in_her_words(world):
    w, _ = at(world, None)
    decided = skip(w.works, "Mai", "chờ số liệu", key("a"))
    row = w.row("a")
    assert decided == Decided(key("a"), row, State.SKIPPED)
    assert (row.due, row.page_key, row.reason) == (START + HOUR, "facebook:1", said(reasons.SKIPPED))
    assert last_line(w) == ("Mai", said(reasons.SKIPPED))


def test_what_the_calendar_does_not_have_is_not_skipped(world):
    w, _ = at(world, None)
    assert skip(w.works, "Mai", "x", key("b")) == Decided(key("b"), None, None)
    assert w.row("b") is None


@pytest.mark.parametrize(
    "state", [State.CLAIMED, State.PREPARED, State.RETRY, State.HELD, State.HANDED_OVER], ids=str
)
def test_whatever_has_not_gone_out_is_skipped_and_wakes_nobody(world, state):
    w, before = at(world, state)
    decided = skip(w.works, "Mai", "chờ số liệu", key("a"))
    assert only_moved(before, w.row("a"), state=State.SKIPPED, reason=said(reasons.SKIPPED), next_try_at=None)
    assert decided == Decided(key("a"), w.row("a"), State.SKIPPED)
    assert last_line(w) == ("Mai", said(reasons.SKIPPED))


@pytest.mark.parametrize("state", [*TOO_LATE, State.SKIPPED], ids=str)
def test_it_is_too_late_to_skip_what_is_or_may_be_public(world, state):
    w, before = at(world, state)
    assert skip(w.works, "Mai", "x", key("a")) == Decided(key("a"), None, state)
    assert w.row("a") == before


# -- retry ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.HELD, State.SKIPPED], ids=str)
@pytest.mark.parametrize(("due", "waived"), [(START, "late"), (START + HOUR, "")], ids=["past", "to come"])
def test_what_was_set_aside_is_let_go_at_its_time_or_now_if_that_is_past(world, state, due, waived):
    w, before = at(world, state, due)
    decided = retry(w.works, "Mai", key("a"))
    assert only_moved(
        before, w.row("a"), state=State.CLAIMED, owner="", next_try_at=None, attempts=0, due=due,
        waived=waived, reason=None,
    )  # fmt: skip
    assert decided == Decided(key("a"), w.row("a"), State.CLAIMED)
    assert last_line(w) == ("Mai", LET_GO)


def test_what_the_calendar_has_no_more_is_let_go_at_the_time_that_it_had(world):
    w, _ = at(world, State.HELD)
    w.read = calendar()
    assert retry(w.works, "Mai", key("a")).delivery.due == START


@pytest.mark.parametrize("state", [State.RETRY, State.UNCONFIRMED], ids=str)
def test_what_waits_to_be_gone_on_with_is_gone_on_with_at_once(world, state):
    w, before = at(world, state)
    decided = retry(w.works, "Mai", key("a"))
    assert only_moved(before, w.row("a"), next_try_at=START, reason=LET_GO)
    assert decided == Decided(key("a"), w.row("a"), state)
    assert last_line(w) == ("Mai", LET_GO)


@pytest.mark.parametrize(
    "state",
    [State.CLAIMED, State.PREPARED, State.SENDING, State.PUBLISHED, State.WITHDRAWN, State.HANDED_OVER],
    ids=str,
)
def test_what_is_under_way_or_through_is_not_tried_again(world, state):
    w, before = at(world, state)
    assert retry(w.works, "Mai", key("a")) == Decided(key("a"), None, state)
    assert w.row("a") == before


def test_what_has_not_begun_is_not_tried_again(world):
    w, _ = at(world, None)
    assert retry(w.works, "Mai", key("a")) == Decided(key("a"), None, None)


def test_a_held_change_goes_on_with_all_its_tries_and_what_is_public_stays_as_it_is(world):
    w, public = at(world, State.PUBLISHED)
    other = bring_to(w.works.ledger, State.PUBLISHED, "b")
    with w.works.ledger.writing("test") as book:
        for row in (public, other):
            change = book.follow_ups.ask(row, Kind.EDIT, reason=change_reasons.EDIT_ASKED)
            spent = {"attempts": 7, "doubtful_rounds": 1, "looks": 3, "next_try_at": START + DAY}
            book.follow_ups.step(change, row, Progress.HELD, reason=change_reasons.NOT_YET, **spent)
        book.follow_ups.ask(public, Kind.COMMENT, reason=change_reasons.COMMENT_ASKED)
    before = {change.kind: change for change, row in w.works.ledger.follow_ups() if row.key == key("a")}
    assert retry(w.works, "Mai", key("a")) == Decided(key("a"), public, State.PUBLISHED)
    changes = {(row.key.post, change.kind): change for change, row in w.works.ledger.follow_ups()}
    assert changes["a", Kind.EDIT] == replace(
        before[Kind.EDIT], progress=Progress.WAITING, fence=before[Kind.EDIT].fence + 1, next_try_at=START,
        attempts=0, doubtful_rounds=0, looks=0, reason=LET_GO,
    )  # fmt: skip
    assert changes["a", Kind.COMMENT] == before[Kind.COMMENT]
    assert changes["b", Kind.EDIT].progress is Progress.HELD
    assert (w.row("a"), last_line(w)) == (public, ("Mai", LET_GO))


def test_held_changes_alone_go_on_and_the_delivery_never(world):
    w, held = at(world, State.HELD)
    assert retry_changes(w.works, "Mai", key("a")) == Decided(key("a"), None, State.HELD)
    assert retry_changes(w.works, "Mai", key("b")) == Decided(key("b"), None, None)
    with w.works.ledger.writing("test") as book:
        change = book.follow_ups.ask(held, Kind.WITHDRAW, reason=change_reasons.WITHDRAW_ASKED)
        book.follow_ups.step(change, held, Progress.HELD, reason=change_reasons.NOT_YET, attempts=7)
    assert retry_changes(w.works, "Mai", key("a")) == Decided(key("a"), held, State.HELD)
    ((change, _),) = w.works.ledger.follow_ups()
    assert (change.progress, change.attempts, change.next_try_at) == (Progress.WAITING, 0, w.clock.now())
    assert (w.row("a"), last_line(w)) == (held, ("Mai", LET_GO))


# -- what `retry` means by a post's id -----------------------------------------------------------------


def rows(w, *wanted):
    """Deliveries of *a* in these states: occurrence, state, due; the unit says where, if not the province."""
    found = []
    with w.works.ledger.writing("test") as book:
        for occurrence, state, due, *unit in wanted:
            one = replace(key("a"), occurrence=occurrence, unit=UnitId(unit[0] if unit else "province"))
            row = book.begin(one, f"facebook:{one.unit}", due, State.CLAIMED, reason=reasons.CLAIM)
            if state is State.RETRY:
                row = book.move(row, State.RETRY, reason=reasons.CLAIM)
            elif state is not State.CLAIMED:
                row = book.move(row, state, reason=reasons.LATE)
            found.append(one)
    return found


def test_of_a_series_the_last_stuck_date_that_has_come_is_meant(world):
    w, _ = at(world, None)
    _, last, _ = rows(
        w, ("first", State.HELD, START - DAY), ("2", State.RETRY, START), ("3", State.HELD, START + DAY)
    )
    assert stuck(w.works, "a") == [last]


def test_of_a_series_of_which_none_has_come_the_next_stuck_date_is_meant(world):
    w, _ = at(world, None)
    _, first = rows(w, ("3", State.HELD, START + 2 * DAY), ("2", State.HELD, START + DAY))
    assert stuck(w.works, "a") == [first]


def test_each_place_has_its_own(world):
    w, _ = at(world, None)
    here, there = rows(w, ("first", State.HELD, START), ("first", State.HELD, START, "xa-moi"))
    assert stuck(w.works, "a") == [here, there]
    assert stuck(w.works, "b") == []


def test_what_a_person_skipped_is_meant_only_where_nothing_is_stuck_and_no_date_of_a_series(world):
    w, _ = at(world, None)
    skipped, _ = rows(w, ("first", State.SKIPPED, START), ("2", State.SKIPPED, START + DAY))
    assert stuck(w.works, "a") == [skipped]
    assert stuck(w.works, "b") == []
    (held,) = rows(w, ("3", State.HELD, START + 2 * DAY))
    assert stuck(w.works, "a") == [held]


def test_what_is_under_way_is_not_stuck(world):
    w, _ = at(world, None)
    rows(w, ("first", State.CLAIMED, START))
    assert stuck(w.works, "a") == []


def test_a_held_change_of_what_is_public_is_stuck_too(world):
    w, public = at(world, State.PUBLISHED)
    with w.works.ledger.writing("test") as book:
        waits = book.follow_ups.ask(public, Kind.EDIT, reason=change_reasons.EDIT_ASKED)
    assert stuck(w.works, "a") == []
    with w.works.ledger.writing("test") as book:
        book.follow_ups.step(waits, public, Progress.HELD, reason=change_reasons.NOT_YET)
    assert stuck(w.works, "a") == [key("a")]
    assert stuck(w.works, "b") == []


# -- of all of them ------------------------------------------------------------------------------------


def test_a_queued_post_that_is_let_go_keeps_the_slot_that_it_was_given(world):
    w = world(post("a", None), slots={"daily": ["08:00"]})
    row = bring_to(w.works.ledger, State.HELD)
    with w.works.ledger.writing("test") as book:
        book.note(row, reason=reasons.LATE, due_at=START + DAY)
    retry(w.works, "Mai", key("a"))
    assert (w.row("a").state, w.row("a").due, w.row("a").waived) == (State.CLAIMED, START + DAY, "")


def test_a_queued_post_that_has_no_slot_yet_can_be_skipped(world):
    w = world(post("a", None), slots={"daily": ["08:00"]})
    assert skip(w.works, "Mai", "chờ số liệu", key("a")).standing is State.SKIPPED


def test_a_decision_that_comes_as_it_goes_on_says_that_it_came_too_late(world, monkeypatch):
    w, row = at(world, State.CLAIMED)

    def goes_on(book, row, *words, **more):
        raise ClaimLost

    monkeypatch.setattr(Writing, "move", goes_on)
    assert hold(w.works, "Mai", "chờ số liệu", ["a"]) == [Decided(key("a"), None, State.CLAIMED)]
    assert w.row("a") == row


def test_a_photo_nobody_was_asked_about_does_not_go_out_by_an_order_when_its_time_has_long_passed(world):
    photo = Card("tip", {"headline": "Một", "image": "photos/lop.jpg"}, alt="hình")
    w = world(post("a", START - 30 * DAY, cards=(photo,)))
    publish_now(w.works, "Mai", ["a"])
    tick(w.works)
    (row,) = w.works.ledger.deliveries()
    assert (row.state, row.reason.code) == (State.HELD, "post:children-unasked")
    assert w.page.texts() == []
