"""What the ledger knows of itself, and what is mended there after a clock that was wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery.change_reasons import EDIT_ASKED, NOT_YET
from scheduler.delivery.decisions import ChangeVerdict, Pause
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import Ledger, State
from scheduler.delivery.reasons import CLAIM
from tests.delivery.practice import START, key

HOUR = timedelta(hours=1)
LIMIT, AHEAD = START + timedelta(minutes=2), START + 5 * HOUR
BEFORE, LATER = START - HOUR, AHEAD + HOUR
SKEW = timedelta(seconds=42, microseconds=17)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(tmp_path / "ledger.db", FixedClock(START))
    yield opened
    opened.close()


def at(ledger, instant, work):
    """Write as the clock said then."""
    ledger._clock.instant = instant
    with ledger.writing("test") as book:
        done = work(book)
    ledger._clock.instant = START
    return done


def test_what_is_due_in_the_minute_of_the_birth_is_not_past(ledger):
    assert at(ledger, START + SKEW, lambda book: book.facts.be_born()) == START
    assert at(ledger, AHEAD, lambda book: book.facts.be_born()) == ledger.birth == START


def test_a_birth_by_a_clock_that_was_ahead_is_brought_back_to_the_minute_that_it_is(ledger):
    at(ledger, AHEAD, lambda book: book.facts.be_born())
    at(ledger, START, lambda book: book.facts.be_born_by(START + SKEW))
    assert ledger.birth == START
    at(ledger, START, lambda book: book.facts.be_born_by(LATER))
    assert ledger.birth == START


CASES = [  # when it was written, for when, and whether a clock that was ahead put it off
    (AHEAD, LATER, True),
    (AHEAD, BEFORE, False),
    (START, LATER, False),
    (BEFORE, BEFORE, False),
]


@pytest.mark.parametrize(("written", "next_try", "is_put_off"), CASES)
def test_what_a_clock_that_was_ahead_put_off_is_tried_now_and_nothing_else(
    ledger, written, next_try, is_put_off
):
    def put_off(book, name, state):
        return book.begin(key(name), "facebook:1", START, state, reason=CLAIM, next_try_at=next_try)

    def change(name, progress):
        row = at(ledger, written, lambda book: put_off(book, name, State.CLAIMED))
        asked = at(ledger, written, lambda book: book.follow_ups.ask(row, Kind.EDIT, reason=EDIT_ASKED))
        verdict = ChangeVerdict(progress, NOT_YET, {"next_try_at": next_try})
        at(ledger, written, lambda book: book.settle_change(asked, row, verdict))
        return row

    at(ledger, written, lambda book: put_off(book, "a", State.CLAIMED))
    at(ledger, written, lambda book: put_off(book, "skipped", State.SKIPPED))
    change("edited", Progress.HELD)
    at(ledger, START, lambda book: book.facts.wait_no_longer(LIMIT))
    then = START if is_put_off else next_try
    assert {row.key.post: row.next_try_at for row in ledger.deliveries()} == {
        "a": then, "edited": then, "skipped": next_try
    }  # fmt: skip
    assert [row.next_try_at for row, _ in ledger.follow_ups()] == [then]


def test_a_page_that_was_closed_by_a_clock_that_was_ahead_is_open_as_of_now(ledger):
    for page, then in (("ahead", AHEAD), ("right", START)):
        pause = Pause(FailureKind.THROTTLED, then + HOUR, 3, NOT_YET)
        at(ledger, then, lambda book, page=page, pause=pause: book.pause(page, pause))
    at(ledger, START, lambda book: book.facts.wait_no_longer(LIMIT))
    paused = {page: (one.since, one.not_before, one.rounds) for page, one in ledger.paused().items()}
    assert paused == {"ahead": (START, START, 3), "right": (START, START + HOUR, 3)}


def test_when_a_page_was_visited_is_noted_over_the_time_before(ledger):
    for then in (START, AHEAD):
        at(ledger, then, lambda book: book.facts.visited("facebook:1"))
        at(ledger, then, lambda book: book.facts.compared("facebook:1"))
        assert ledger.visited() == {"facebook:1": then}
        assert (ledger.compared("facebook:1"), ledger.compared("facebook:2")) == (then, None)
