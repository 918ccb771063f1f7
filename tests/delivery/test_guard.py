"""What is asked before each public call, by itself: why it keeps a call back, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.facebook_kind import KIND
from scheduler.checks.duplicates import HELD_WITHIN
from scheduler.delivery import change_reasons, hindrances, reasons
from scheduler.delivery.approvals import Step
from scheduler.delivery.ledger import State
from scheduler.delivery.moves import words_hash
from scheduler.engine.approving import decide
from scheduler.settings.users import Users
from tests.delivery.practice import START, calendar, key, post

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
SOONEST, _ = KIND.handover


class Moment:
    """Post *a* is prepared: the next thing is its public call, and the guard is asked about it."""

    def __init__(self, world, at=START, repeat="", **more):
        self.world = world(post("a", at, repeat=repeat), **more)
        self.core = self.world.works.courier._core
        edition = self.core.edition()
        planned = edition.agenda.find(key("a"), START)
        self.wording = edition.wording(planned, self.world.page)
        with self.core.writing() as book:
            claimed = book.begin(
                key("a"), self.world.page.page_key, START, State.CLAIMED, reason=reasons.CLAIM,
                fingerprint=edition.fingerprint(planned, self.world.page),
            )  # fmt: skip
            self.delivery = book.move(claimed, State.PREPARED, reason=reasons.UPLOADED)

    def objection(self, now=START, **changes):
        delivery = replace(self.delivery, **changes)
        with self.core.writing() as book:
            return self.core.guard.objection(
                book, self.core.edition(), delivery, self.world.page, self.wording, now
            )


def told(verdict):
    return verdict.state, verdict.reason.code, verdict.changes


def test_where_nothing_speaks_against_it_it_goes_out(world):
    moment = Moment(world)
    assert moment.objection() is None
    with moment.core.writing() as book:
        assert moment.core.guard.stops(book, None) is None


def test_a_freeze_in_the_very_transaction_stops_it_in_the_words_of_whoever_froze(world):
    moment = Moment(world)
    with moment.core.ledger.writing("Chị Hoa") as book:
        book.facts.freeze("có tang", reason=change_reasons.NOT_YET)
        said = moment.core.guard.stops(book, None)
        assert said == hindrances.frozen_by("Chị Hoa", "có tang")
        assert moment.core.guard.stops(book, change_reasons.NOT_YET) == change_reasons.NOT_YET


def test_what_the_calendar_lost_is_asked_about_again_in_a_minute(world):
    moment = Moment(world)
    moment.world.read = calendar()
    assert told(moment.objection()) == (State.RETRY, "gone", {"next_try_at": START + MINUTE})


def test_what_was_edited_is_made_ready_anew_in_seconds(world):
    moment = Moment(world)
    moment.world.read = calendar(post("a", START, text="Lời khác."))
    assert told(moment.objection()) == (State.RETRY, "changed", {"next_try_at": START + 5 * SECOND})


def test_what_nobody_approved_waits_and_its_command_is_named(world):
    moment = Moment(world, approval="required")
    verdict = moment.objection()
    assert told(verdict) == (State.RETRY, "unapproved", {"next_try_at": START + 5 * SECOND})
    assert "loa approve a" in verdict.reason.todo.vi
    edition = moment.core.edition()
    seen = {"a": edition.seen(moment.world.read.posts[0])}
    decide(moment.core.ledger, edition, Users(), Step.APPROVED, seen, "Mai", "")
    assert moment.objection() is None


def test_what_was_put_off_waits_for_its_new_time(world):
    moment = Moment(world)
    moment.world.read = calendar(post("a", START + HOUR))
    assert told(moment.objection()) == (State.RETRY, "changed", {"next_try_at": START + HOUR})
    assert moment.objection(START + HOUR) is None


def test_what_a_person_let_go_before_its_time_goes_out_unless_it_was_moved_since(world):
    moment = Moment(world)
    moment.world.read = calendar(post("a", START + HOUR))
    assert moment.objection(waived="ordered", due=START + HOUR) is None
    assert moment.objection(waived="ordered", due=START).state is State.RETRY


def test_what_is_handed_over_has_the_calendars_time_and_time_enough(world):
    moment, at = Moment(world), START + HOUR
    moment.world.read = calendar(post("a", at))
    assert moment.objection(at - SOONEST, scheduled_for=at) is None
    late, soon = at - SOONEST + SECOND, at - 3 * SECOND
    again = {"next_try_at": late + 5 * SECOND}
    assert told(moment.objection(late, scheduled_for=at)) == (State.RETRY, "changed", again)
    assert told(moment.objection(soon, scheduled_for=at)) == (State.RETRY, "changed", {"next_try_at": at})
    assert moment.objection(at - SOONEST, scheduled_for=at + MINUTE).state is State.RETRY


def say_before(moment, who, channel="facebook", **changes):
    """Another delivery is public there since START; *changes* are what is known of it."""
    place = moment.world.page.page_key if channel == "facebook" else channel
    with moment.core.writing() as book:
        row = book.begin(who, place, START, State.CLAIMED, reason=reasons.CLAIM)
        row = book.move(row, State.PREPARED, reason=reasons.UPLOADED)
        row = book.move(row, State.SENDING, reason=reasons.INTENT, **changes)
        book.move(row, State.PUBLISHED, reason=reasons.RECEIPT, remote_id="1_1", public_at=START)


@pytest.mark.parametrize(
    ("ago", "held"), [(HELD_WITHIN, True), (HELD_WITHIN + SECOND, False), (timedelta(), True)]
)
def test_the_same_words_under_another_id_within_the_time_are_a_persons(world, ago, held):
    moment = Moment(world)
    say_before(moment, key("b"), text_hash=words_hash(moment.wording.body))
    verdict = moment.objection(START + ago)
    if not held:
        assert verdict is None
        return
    assert told(verdict) == (State.HELD, "looks-like", {"next_try_at": None})
    assert verdict.reason == reasons.LOOKS_LIKE.filled(other="b", post="a")
    assert moment.objection(START + ago, waived="looks-like") is None, "a person may say so"


def test_a_series_says_the_same_words_at_each_of_its_dates(world):
    moment = Moment(world, repeat="FREQ=WEEKLY;COUNT=3")
    say_before(moment, replace(key("a"), occurrence="2026-11-24"), text_hash=words_hash(moment.wording.body))
    assert moment.objection() is None


def test_what_was_parted_from_a_series_says_its_words_and_nobody_elses(world):
    moment = Moment(world)
    say_before(moment, key("b"), text_hash=words_hash(moment.wording.body))
    moment.world.read = calendar(post("a", START, continues="b"))
    assert moment.objection() is None
    moment.world.read = calendar(post("a", START, continues="c"))
    assert moment.objection().reason.code == "looks-like"


def test_a_queued_post_goes_out_in_the_slot_that_the_ledger_remembers(world):
    assert Moment(world, at=None, slots={"daily": ["07:00"]}).objection() is None


def test_an_id_that_said_something_else_is_a_persons_who_sees_both(world):
    moment = Moment(world)
    elsewhere = replace(key("a"), channel="website")
    say_before(moment, elsewhere, "website", message="Gọi 111 khi cần giúp.")
    verdict = moment.objection(message="Một chuyện khác hẳn")
    assert told(verdict) == (State.HELD, "other-message", {"next_try_at": None})
    assert "Gọi 111 khi cần giúp." in verdict.reason.why.vi
    assert "Một chuyện khác hẳn" in verdict.reason.why.vi
    assert moment.objection(message="Gọi 111 khi cần giúp!") is None
