"""Each verdict by itself: what becomes of a delivery or a change, when it goes on, and what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.by_hand_kind import TO_TAKE_DOWN
from scheduler.channels.channel import Failure, FailureKind, Receipt
from scheduler.delivery import decisions
from scheduler.delivery.by_hand import GIVEN
from scheduler.delivery.decisions import (
    BACK_OFF,
    BLIND_LOOKS,
    CHECK_AFTER,
    CUT_OFFS,
    LOOKS,
    ROUNDS,
    SEND_AGAIN,
    TRIES,
    TWIN_BACK,
    UNSEEN,
    ChangeVerdict,
    Verdict,
)
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.reason import of_failure
from scheduler.delivery.reasons import LOOKED, TWIN, UNREAD, at_channel
from scheduler.delivery.records import Delivery, PausedPage
from scheduler.delivery.states import State
from scheduler.problems import Text
from tests.delivery.practice import START, key

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NOW = START + 10 * MINUTE
PAUSING = [FailureKind.CREDENTIAL, FailureKind.POLICY, FailureKind.THROTTLED]


def failed(kind=FailureKind.CERTAIN, wait=0.0):
    return Failure(kind, f"test-{kind.value}", Text("vì sao", "why"), Text("làm gì", "do"), wait, "its words")


def row(state=State.CLAIMED, **changes):
    values = {"id": 1, "page_key": "facebook:1", "changed_at": START, "fence": 1, "due": START}
    return Delivery(key=key("a"), state=state, **(values | changes))


def paused(kind, rounds):
    return PausedPage("facebook:1", START, START, kind, rounds, LOOKED)


def change(kind=Kind.EDIT, **changes):
    values = {
        "id": 1, "delivery_id": 1, "progress": Progress.SENDING, "fence": 1, "text": "", "is_anew": False,
        "asked_by": "Mai", "asked_why": "", "asked_at": START, "changed_at": START, "next_try_at": START,
        "attempts": 3, "doubtful_rounds": 0, "looks": 0, "remote_id": "", "reason": None,
    }  # fmt: skip
    return FollowUp(kind=kind, **(values | changes))


# -- pauses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (FailureKind.CREDENTIAL, [15, 30, 60, 120, 120]),
        (FailureKind.POLICY, [60, 120, 240, 480, 720, 720]),
        (FailureKind.THROTTLED, [1, 2, 4, 8, 16, 32, 60, 60]),
    ],
)
def test_each_pause_without_a_success_is_twice_the_one_before_up_to_the_longest(kind, waits):
    before, seen = None, []
    for rounds in range(1, len(waits) + 1):
        pause = decisions.pause_after(failed(kind), before, NOW)
        assert (pause.kind, pause.rounds, pause.reason) == (kind, rounds, of_failure(failed(kind)))
        seen.append((pause.until - NOW) / MINUTE)
        before = paused(kind, pause.rounds)
    assert seen == waits
    assert decisions.pause_after(failed(kind), paused(kind, 5000), NOW).until == NOW + waits[-1] * MINUTE


def test_a_pause_for_another_cause_begins_anew():
    pause = decisions.pause_after(failed(FailureKind.POLICY), paused(FailureKind.CREDENTIAL, 3), NOW)
    assert (pause.rounds, pause.until) == (1, NOW + HOUR)


def test_a_page_that_names_a_longer_wait_is_given_it():
    assert (
        decisions.pause_after(failed(FailureKind.THROTTLED, wait=90.0), None, NOW).until == NOW + 90 * SECOND
    )
    assert decisions.pause_after(failed(FailureKind.THROTTLED, wait=30.0), None, NOW).until == NOW + MINUTE


def test_an_unreadable_page_is_paused_for_its_cause_or_longer_and_longer_up_to_five_minutes():
    before, seen = None, []
    for rounds in range(1, 6):
        pause = decisions.pause_unread(failed(), before, NOW)
        reason = replace(UNREAD.filled(why=failed().why), detail="its words")
        assert (pause.kind, pause.rounds, pause.reason) == (FailureKind.DOUBTFUL, rounds, reason)
        seen.append((pause.until - NOW) / SECOND)
        before = paused(FailureKind.DOUBTFUL, rounds)
    assert seen == [30, 60, 120, 300, 300]
    assert decisions.pause_unread(failed(), paused(FailureKind.POLICY, 3), NOW).rounds == 1
    for kind in PAUSING:
        pause = decisions.pause_unread(failed(kind), paused(kind, 1), NOW)
        assert pause == decisions.pause_after(failed(kind), paused(kind, 1), NOW)


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - set(PAUSING), key=str))
def test_a_failure_that_is_the_posts_own_pauses_no_page(kind):
    assert decisions.pause_after(failed(kind), None, NOW) is None


# -- a delivery: calls ---------------------------------------------------------------------------------


def after_failure(failure, delivery, *, public=True, before=None):
    return decisions.after_failure(failure, delivery, before, NOW, public=public)


@pytest.mark.parametrize("kind", PAUSING)
def test_a_delivery_waits_as_long_as_its_page_is_paused_and_no_try_counts(kind):
    verdict = after_failure(failed(kind), row(attempts=TRIES - 1), before=paused(kind, 1))
    assert verdict.pause == decisions.pause_after(failed(kind), paused(kind, 1), NOW)
    assert (verdict.state, verdict.reason) == (State.RETRY, of_failure(failed(kind)))
    assert verdict.changes == {"next_try_at": verdict.pause.until}


@pytest.mark.parametrize("kind", [FailureKind.DOUBTFUL, FailureKind.DUPLICATE])
def test_only_the_public_call_is_ever_in_doubt(kind):
    is_twin = kind is FailureKind.DUPLICATE
    doubt = decisions.in_doubt(row(), of_failure(failed(kind)), NOW, is_twin=is_twin)
    assert after_failure(failed(kind), row()) == doubt
    assert after_failure(failed(kind), row(), public=False).state is State.RETRY


def test_a_post_refused_for_what_it_holds_is_a_persons():
    verdict = after_failure(failed(FailureKind.CONTENT), row())
    reason = of_failure(failed(FailureKind.CONTENT))
    assert verdict == Verdict(State.HELD, reason, {"next_try_at": None})


def test_tries_are_further_and_further_apart_and_the_last_one_holds_it_with_its_count():
    waits = []
    for attempts in range(TRIES - 1):
        verdict = after_failure(failed(), row(attempts=attempts))
        assert (verdict.state, verdict.reason) == (State.RETRY, of_failure(failed()))
        assert verdict.changes["attempts"] == attempts + 1
        waits.append(verdict.changes["next_try_at"] - NOW)
    assert tuple(waits[: len(BACK_OFF)]) == BACK_OFF
    assert set(waits[len(BACK_OFF) :]) == {BACK_OFF[-1]}
    held = after_failure(failed(), row(attempts=TRIES - 1))
    assert (held.state, held.reason.code, held.reason.detail) == (State.HELD, "tried-out", "its words")
    assert str(TRIES) in held.reason.why.vi and "loa publish a" in held.reason.todo.vi
    assert held.changes == {"next_try_at": None, "attempts": TRIES}


@pytest.mark.parametrize(("left", "wait"), [(3 * HOUR, HOUR), (20 * MINUTE, 20 * MINUTE)])
def test_what_is_not_taken_ahead_is_offered_again_within_the_hour_or_published_at_its_time(left, wait):
    verdict = after_failure(failed(), row(due=NOW + left, scheduled_for=NOW + left))
    assert verdict == Verdict(State.RETRY, of_failure(failed()), {"next_try_at": NOW + wait}), "no try counts"


def test_what_is_not_taken_ahead_for_the_last_time_is_held():
    verdict = after_failure(failed(), row(due=NOW + HOUR, scheduled_for=NOW + HOUR, attempts=TRIES - 1))
    assert verdict.state is State.HELD


@pytest.mark.parametrize("kind", list(FailureKind))
def test_a_page_that_cannot_be_read_just_before_sending_again_keeps_the_call_back(kind):
    verdict = decisions.after_failed_last_look(failed(kind), paused(kind, 1), NOW)
    pause = decisions.pause_after(failed(kind), paused(kind, 1), NOW)
    assert (verdict.state, verdict.reason.code, verdict.pause) == (State.RETRY, "not-sent", pause)
    assert verdict.reason.detail == f"test-{kind.value} its words"
    assert verdict.changes == {"next_try_at": pause.until if pause else NOW + MINUTE}


def test_a_receipt_makes_it_public_once_and_nothing_is_left_to_do():
    verdict = decisions.after_receipt(Receipt("1_1", "https://a.vn/1", NOW), LOOKED)
    assert (verdict.state, verdict.reason) == (State.PUBLISHED, LOOKED)
    assert verdict.changes == {
        "remote_id": "1_1", "address": "https://a.vn/1", "lease_until": None, "public_at": NOW,
        "scheduled_for": None, "next_try_at": None,
    }  # fmt: skip


def test_what_a_channel_will_publish_is_looked_for_a_little_after_its_time():
    verdict = decisions.after_receipt(Receipt("1_1", "https://a.vn/1", NOW, waits=True), LOOKED)
    assert (verdict.state, verdict.reason) == (State.HANDED_OVER, LOOKED)
    assert verdict.changes == {
        "remote_id": "1_1", "address": "https://a.vn/1", "lease_until": None, "scheduled_for": NOW,
        "next_try_at": NOW + CHECK_AFTER, "looks": 0,
    }  # fmt: skip


def test_what_was_given_to_a_person_is_looked_for_by_no_clock():
    verdict = decisions.after_receipt(Receipt("g1", "", NOW, is_with_person=True), LOOKED)
    assert (verdict.state, verdict.reason) == (State.HANDED_OVER, GIVEN)
    assert verdict.changes == {
        "remote_id": "g1", "address": "", "lease_until": None, "scheduled_for": None, "next_try_at": None,
    }  # fmt: skip


# -- a delivery: looks ---------------------------------------------------------------------------------


def test_doubt_is_looked_into_at_once_and_counts_one_round():
    verdict = decisions.in_doubt(row(State.SENDING, doubtful_rounds=1, looks=4), LOOKED, NOW)
    counted = {"doubtful_rounds": 2, "next_try_at": NOW, "looks": 0}
    assert verdict == Verdict(State.UNCONFIRMED, LOOKED, counted)


@pytest.mark.parametrize("begun", [START - 3 * HOUR, START + 3 * HOUR])
def test_what_the_page_says_it_has_is_looked_for_from_days_before_its_time(begun):
    verdict = decisions.in_doubt(
        row(State.SENDING, first_intent_at=begun), of_failure(failed()), NOW, is_twin=True
    )
    assert verdict.state is State.UNCONFIRMED
    assert (verdict.reason.code, verdict.reason.detail) == (TWIN.code, "test-certain its words")
    since = min(begun, START) - TWIN_BACK
    counted = {"doubtful_rounds": ROUNDS, "first_intent_at": since}
    assert verdict.changes == {**counted, "next_try_at": NOW, "looks": 0}


def test_a_program_that_ended_in_the_call_counts_as_that_and_not_as_the_pages_doubt():
    verdict = decisions.cut_off(row(State.SENDING, cut_offs=2, doubtful_rounds=1, looks=3), NOW)
    assert (verdict.state, verdict.reason.code) == (State.UNCONFIRMED, "cut-off")
    assert verdict.changes == {"cut_offs": 3, "next_try_at": NOW, "looks": 0}


@pytest.mark.parametrize("reason", [LOOKED, TWIN, None])
def test_the_looks_of_a_round_are_further_and_further_apart(reason):
    for looks in range(len(LOOKS) - 1):
        verdict = decisions.after_empty_look(row(State.UNCONFIRMED, looks=looks, reason=reason), NOW)
        says = at_channel(TWIN, key("a")) if reason is TWIN else LOOKED
        then = {"next_try_at": NOW + LOOKS[looks + 1], "looks": looks + 1}
        assert verdict == Verdict(State.UNCONFIRMED, says, then), "a twin is remembered as one"


def last_look(**changes):
    return decisions.after_empty_look(row(State.UNCONFIRMED, looks=len(LOOKS) - 1, **changes), NOW)


@pytest.mark.parametrize("changes", [{}, {"doubtful_rounds": ROUNDS - 1, "cut_offs": CUT_OFFS - 1}])
def test_what_all_looks_did_not_find_is_sent_again_but_not_at_once(changes):
    verdict = last_look(**changes)
    assert (verdict.state, verdict.reason.code) == (State.RETRY, "not-public")
    assert verdict.changes == {"next_try_at": NOW + SEND_AGAIN, "looks": len(LOOKS)}


@pytest.mark.parametrize(
    ("changes", "code", "todo"),
    [
        ({"doubtful_rounds": ROUNDS}, "doubtful-again", f"loa retry {key('a')}"),
        ({"cut_offs": CUT_OFFS}, "doubtful-again", f"loa retry {key('a')}"),
        ({"reason": TWIN}, "twin-unseen", f"loa skip {key('a')}"),
        ({"reason": TWIN}, "twin-unseen", "loa publish a"),
    ],
)
def test_what_was_in_doubt_too_often_is_a_persons(changes, code, todo):
    verdict = last_look(**changes)
    assert (verdict.state, verdict.reason.code) == (State.HELD, code)
    assert verdict.changes == {"next_try_at": None, "looks": len(LOOKS)}
    assert todo in verdict.reason.todo.vi


def test_an_unreadable_page_is_looked_at_for_a_day_and_as_long_as_a_late_post_may_go_out():
    assert decisions.patience_for(HOUR) == UNSEEN
    assert decisions.patience_for(99 * HOUR) == 99 * HOUR


@pytest.mark.parametrize(
    ("since", "wait"),
    [(SECOND, 30 * SECOND), (2 * MINUTE, 30 * SECOND), (20 * MINUTE, 5 * MINUTE), (5 * HOUR, 15 * MINUTE)],
)
def test_a_page_that_could_not_be_read_is_looked_at_more_and_more_seldom(since, wait):
    delivery = row(State.UNCONFIRMED, intent_at=NOW - since)
    verdict = decisions.after_blind_look(delivery, failed(), None, NOW, UNSEEN)
    assert verdict == Verdict(State.UNCONFIRMED, of_failure(failed()), {"next_try_at": NOW + wait})


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.THROTTLED])
def test_a_page_that_nobody_can_read_is_a_persons_when_patience_ends_and_not_before(kind):
    last, beyond = (row(State.UNCONFIRMED, intent_at=NOW - UNSEEN - late) for late in (timedelta(), SECOND))
    before = paused(kind, 1)
    pause = decisions.pause_after(failed(kind), before, NOW)
    verdict = decisions.after_blind_look(last, failed(kind), before, NOW, UNSEEN)
    assert (verdict.state, verdict.pause) == (State.UNCONFIRMED, pause)
    verdict = decisions.after_blind_look(beyond, failed(kind), before, NOW, UNSEEN)
    assert (verdict.state, verdict.reason.code, verdict.pause) == (State.HELD, "never-seen", pause)
    assert verdict.changes == {"next_try_at": None}
    assert str(key("a")) in verdict.reason.todo.vi


# -- a delivery: what the channel's scheduler holds ----------------------------------------------------

NOT_THERE = {"remote_id": None, "address": "", "scheduled_for": None}


def test_what_was_taken_back_goes_by_the_calendar_again_at_once():
    verdict = decisions.taken_back(row(State.HANDED_OVER, remote_id="1_1"), NOW)
    assert (verdict.state, verdict.reason.code) == (State.RETRY, "taken-back")
    assert verdict.changes == {**NOT_THERE, "next_try_at": NOW}


@pytest.mark.parametrize("state", [State.HELD, State.SKIPPED])
def test_what_was_set_aside_stays_so_once_it_is_taken_back(state):
    verdict = decisions.taken_back(row(state, remote_id="1_1"), NOW)
    assert (verdict.state, verdict.reason.code, verdict.changes) == (state, "taken-back", NOT_THERE)


def handed(**changes):
    return row(State.HANDED_OVER, **({"scheduled_for": NOW - MINUTE, "fingerprint": "x"} | changes))


def test_what_still_waits_after_its_time_is_asked_about_every_five_minutes():
    verdict = decisions.after_time(handed(looks=2), NOW, still_waits=True)
    assert (verdict.state, verdict.reason.code) == (State.HANDED_OVER, "late-there")
    assert verdict.changes == {"next_try_at": NOW + 5 * MINUTE}


def test_what_is_not_seen_after_its_time_is_looked_for_as_often_as_any_other_then_a_persons():
    for looks in range(len(LOOKS) - 1):
        verdict = decisions.after_time(handed(looks=looks), NOW, still_waits=False)
        assert (verdict.state, verdict.reason.code) == (State.HANDED_OVER, "not-seen")
        assert verdict.changes == {"next_try_at": NOW + LOOKS[looks + 1], "looks": looks + 1}
    verdict = decisions.after_time(handed(looks=len(LOOKS) - 1), NOW, still_waits=False)
    assert (verdict.state, verdict.reason.code) == (State.HELD, "vanished")
    assert verdict.changes == {**NOT_THERE, "next_try_at": None}
    assert "publish a" in verdict.reason.todo.vi


def test_what_was_being_taken_back_and_is_not_seen_was_taken_back():
    verdict = decisions.after_time(handed(looks=len(LOOKS) - 1, fingerprint=""), NOW, still_waits=False)
    assert (verdict.state, verdict.reason.code) == (State.RETRY, "taken-back")
    assert verdict.changes == {**NOT_THERE, "next_try_at": NOW, "looks": 0}


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.POLICY])
def test_a_taking_back_that_failed_is_tried_again_soon_or_when_the_page_is_open(kind):
    before = paused(kind, 1)
    pause = decisions.pause_after(failed(kind), before, NOW)
    at = pause.until if pause else NOW + BACK_OFF[0]
    verdict = decisions.after_failed_take_back(row(State.HELD), failed(kind), before, NOW)
    assert verdict == Verdict(State.HELD, of_failure(failed(kind)), {"next_try_at": at}, pause)


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.POLICY])
def test_what_nobody_could_check_after_its_time_is_a_persons_when_patience_ends_and_not_before(kind):
    pause = decisions.pause_after(failed(kind), paused(kind, 1), NOW)
    at = pause.until if pause else NOW + 5 * MINUTE
    for since in (UNSEEN, None):
        there = handed(scheduled_for=since and NOW - since)
        verdict = decisions.after_blind_check(there, failed(kind), paused(kind, 1), NOW, UNSEEN)
        assert verdict == Verdict(State.HANDED_OVER, of_failure(failed(kind)), {"next_try_at": at}, pause)
    beyond = handed(scheduled_for=NOW - UNSEEN - SECOND)
    verdict = decisions.after_blind_check(beyond, failed(kind), paused(kind, 1), NOW, UNSEEN)
    assert (verdict.state, verdict.reason.code, verdict.pause) == (State.HELD, "never-seen", pause)
    assert verdict.changes == {"next_try_at": None, "scheduled_for": None}
    assert str(key("a")) in verdict.reason.todo.vi


def test_what_the_channel_says_it_will_not_publish_is_a_persons_at_once():
    refused = failed(FailureKind.CONTENT)
    verdict = decisions.after_blind_check(handed(), refused, None, NOW, UNSEEN)
    assert verdict == Verdict(State.HELD, of_failure(refused), {**NOT_THERE, "next_try_at": None})


# -- a change of what is public ------------------------------------------------------------------------


def change_after_failure(failure, what, before=None):
    return decisions.change_after_failure(what, row(State.PUBLISHED), failure, before, NOW)


@pytest.mark.parametrize("kind", [FailureKind.DOUBTFUL, FailureKind.DUPLICATE])
def test_a_change_in_doubt_is_looked_into_at_once_and_counts_one_round(kind):
    verdict = change_after_failure(failed(kind), change(doubtful_rounds=1, looks=3))
    assert (verdict.progress, verdict.reason) == (Progress.SENDING, of_failure(failed(kind)))
    assert verdict.changes == {"doubtful_rounds": 2, "looks": 0, "next_try_at": NOW}
    assert verdict.pause is None


def test_a_change_refused_for_what_it_holds_is_a_persons_who_is_told_how_to_go_on():
    verdict = change_after_failure(failed(FailureKind.CONTENT), change())
    assert (verdict.progress, verdict.reason.code) == (Progress.HELD, "test-content")
    assert f"loa retry {key('a')}" in verdict.reason.todo.vi


def test_what_a_person_is_asked_to_take_down_waits_for_her_word_and_no_try():
    failure = replace(failed(), code=TO_TAKE_DOWN)
    assert change_after_failure(failure, change()) == ChangeVerdict(Progress.HELD, of_failure(failure))


@pytest.mark.parametrize("kind", PAUSING)
def test_a_change_waits_as_long_as_its_page_is_paused_and_no_try_counts(kind):
    verdict = change_after_failure(failed(kind), change(), paused(kind, 1))
    assert verdict.pause == decisions.pause_after(failed(kind), paused(kind, 1), NOW)
    assert (verdict.progress, verdict.reason) == (Progress.WAITING, of_failure(failed(kind)))
    assert verdict.changes == {"next_try_at": verdict.pause.until}


def test_a_token_that_may_not_comment_puts_off_the_comment_and_pauses_no_page():
    verdict = change_after_failure(failed(FailureKind.CREDENTIAL), change(Kind.COMMENT))
    assert (verdict.progress, verdict.pause) == (Progress.WAITING, None)
    assert verdict.reason == of_failure(failed(FailureKind.CREDENTIAL))
    assert verdict.changes == {"next_try_at": NOW + 2 * HOUR, "attempts": 4}


def test_tries_of_a_change_are_further_and_further_apart_and_the_last_one_holds_it_with_its_count():
    for attempts in range(TRIES - 1):
        verdict = change_after_failure(failed(), change(attempts=attempts))
        wait = BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
        assert (verdict.progress, verdict.reason) == (Progress.WAITING, of_failure(failed()))
        assert verdict.changes == {"next_try_at": NOW + wait, "attempts": attempts + 1}
    held = change_after_failure(failed(), change(attempts=TRIES - 1))
    assert (held.progress, held.changes["attempts"]) == (Progress.HELD, TRIES)
    assert f"loa retry {key('a')}" in held.reason.todo.vi


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.WITHDRAW])
def test_what_may_be_done_again_without_harm_is_done_again_after_one_look(kind):
    verdict = decisions.change_after_empty_look(change(kind), row(State.PUBLISHED), NOW)
    assert (verdict.progress, verdict.reason.code) == (Progress.WAITING, "not-yet")
    assert verdict.changes == {"next_try_at": NOW + BACK_OFF[3], "attempts": 4}


def test_a_comment_is_said_again_only_after_all_looks_and_once():
    there = row(State.PUBLISHED)
    for looks in range(len(LOOKS) - 1):
        verdict = decisions.change_after_empty_look(change(Kind.COMMENT, looks=looks), there, NOW)
        assert (verdict.progress, verdict.reason.code) == (Progress.SENDING, "not-yet")
        assert verdict.changes == {"next_try_at": NOW + LOOKS[looks + 1], "looks": looks + 1}
    through = change(Kind.COMMENT, looks=len(LOOKS) - 1, doubtful_rounds=ROUNDS - 1)
    verdict = decisions.change_after_empty_look(through, there, NOW)
    assert (verdict.progress, verdict.reason.code) == (Progress.WAITING, "not-yet")
    assert verdict.changes == {"next_try_at": NOW + BACK_OFF[3], "attempts": 4}
    verdict = decisions.change_after_empty_look(replace(through, doubtful_rounds=ROUNDS), there, NOW)
    assert (verdict.progress, verdict.reason.code) == (Progress.HELD, "comment-unsure")
    assert verdict.changes == {"looks": len(LOOKS)}
    assert str(key("a")) in verdict.reason.todo.vi


LAST = {"attempts": TRIES - 1, "looks": len(LOOKS) - 1}


@pytest.mark.parametrize(
    "decide",
    [
        lambda: change_after_failure(failed(FailureKind.CREDENTIAL), change(Kind.COMMENT, **LAST)),
        lambda: decisions.change_after_empty_look(change(Kind.COMMENT, **LAST), row(State.PUBLISHED), NOW),
        lambda: decisions.change_after_empty_look(change(Kind.EDIT, **LAST), row(State.PUBLISHED), NOW),
    ],
    ids=["may not comment", "comment not seen", "edit not seen"],
)
def test_however_a_change_was_tried_for_the_last_time_a_person_is_told_how_to_go_on(decide):
    verdict = decide()
    assert (verdict.progress, verdict.changes["attempts"]) == (Progress.HELD, TRIES)
    assert f"loa retry {key('a')}" in verdict.reason.todo.vi


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, *PAUSING])
def test_a_change_on_a_page_that_cannot_be_read_is_still_looked_for(kind):
    pause, there = decisions.pause_after(failed(kind), paused(kind, 1), NOW), row(State.PUBLISHED)
    verdict = decisions.change_after_blind_look(change(), there, failed(kind), paused(kind, 1), NOW)
    assert (verdict.progress, verdict.reason, verdict.pause) == (
        Progress.SENDING,
        of_failure(failed(kind)),
        pause,
    )
    at, attempts = (pause.until, 3) if pause else (NOW + BACK_OFF[3], 4)
    assert verdict.changes == {"next_try_at": at, "attempts": attempts}


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.POLICY])
def test_a_change_that_nobody_can_look_for_is_a_persons_after_a_day_and_not_before(kind):
    pause, there = decisions.pause_after(failed(kind), None, NOW), row(State.PUBLISHED)
    last, beyond = (change(attempts=BLIND_LOOKS - left - bool(not pause)) for left in (1, 0))
    verdict = decisions.change_after_blind_look(last, there, failed(kind), None, NOW)
    assert (verdict.progress, verdict.pause) == (Progress.SENDING, pause)
    verdict = decisions.change_after_blind_look(beyond, there, failed(kind), None, NOW)
    assert (verdict.progress, verdict.reason.code, verdict.pause) == (Progress.HELD, "change-unseen", pause)
    at = pause.until if pause else NOW + BACK_OFF[-1]
    assert verdict.changes == {"next_try_at": at, "attempts": BLIND_LOOKS}
    assert f"loa retry {key('a')}" in verdict.reason.todo.vi


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Gọi 111.", "Gọi 111.", False),
        ("Mật khẩu mạnh cho con.", "Mật khẩu mạnh cho các con.", False),
        ("abcd", "abxy", False),
        ("abcd", "axyz", True),
        ("", "Gọi 111.", True),
    ],
)
def test_an_edit_shares_at_least_half_with_what_it_was(one, other, differ):
    assert decisions.are_other_messages(one, other) is differ


def test_a_long_text_with_few_letters_is_compared_letter_by_letter():
    sentence = "Gọi tổng đài bảo vệ trẻ em, một cuộc gọi miễn phí. "
    assert not decisions.are_other_messages(sentence * 20, "Mới! " + sentence * 18)
