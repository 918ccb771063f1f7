"""The rows of what follows a publication: asked for, dropped, and every legal step, on a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.clock import FixedClock
from scheduler.delivery.change_reasons import EDIT_ASKED, NOT_YET
from scheduler.delivery.follow_ups import OPEN, STEPS, FollowUp, Kind, Progress
from scheduler.delivery.ledger import ClaimLost, IllegalMove, Ledger, State
from scheduler.delivery.records import Identity, Seat
from tests.delivery.practice import START
from tests.delivery.test_ledger import bring_to


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(tmp_path / "ledger.db", FixedClock(START))
    with opened.writing("test") as book:
        book.facts.be(Identity("one", 1, Seat("machine", "host", "path")))
    yield opened
    opened.close()


@pytest.fixture
def public(ledger):
    return bring_to(ledger, State.PUBLISHED)


def ask(ledger, delivery, kind=Kind.EDIT, **more):
    with ledger.writing("Mai") as book:
        return book.follow_ups.ask(delivery, kind, reason=EDIT_ASKED, **more)


def step(ledger, row, delivery, progress, **changes):
    with ledger.writing("loa") as book:
        return book.follow_ups.step(row, delivery, progress, reason=NOT_YET, **changes)


def bring(ledger, row, delivery, progress):
    """*row* in *progress*, by legal steps."""
    ways = {Progress.WAITING: []}
    while progress not in ways:
        for known in list(ways):
            for after in STEPS[known]:
                ways.setdefault(after, [*ways[known], after])
    for after in ways[progress]:
        row = step(ledger, row, delivery, after)
    return row


def open_ones(ledger):
    return [row for row, _ in ledger.follow_ups()]


def test_what_is_asked_for_waits_from_now_on_in_the_name_of_whoever_asks(ledger, public):
    row = ask(ledger, public, Kind.WITHDRAW, why="sai số", text="lời", is_anew=True)
    assert row == FollowUp(
        id=row.id, delivery_id=public.id, kind=Kind.WITHDRAW, progress=Progress.WAITING, fence=row.fence,
        text="lời", is_anew=True, asked_by="Mai", asked_why="sai số", asked_at=START, changed_at=START,
        next_try_at=START, attempts=0, doubtful_rounds=0, looks=0, remote_id="", reason=None,
    )  # fmt: skip
    assert ledger.follow_ups() == [(row, public)]
    line = ledger.events()[-1]
    assert (line.who, line.key, line.page_key, line.reason) == ("Mai", public.key, "facebook:1", EDIT_ASKED)
    assert (line.before, line.after) == (State.PUBLISHED, State.PUBLISHED)


def test_only_taking_down_for_good_makes_nothing_public(ledger, public):
    assert ask(ledger, public, Kind.WITHDRAW).is_bare_withdrawal
    assert not ask(ledger, public, Kind.WITHDRAW, is_anew=True).is_bare_withdrawal
    edit = ask(ledger, public, Kind.EDIT)
    assert (edit.is_bare_withdrawal, edit.asked_why, edit.text) == (False, "", "")


@pytest.mark.parametrize("progress", [Progress.WAITING, Progress.HELD], ids=str)
def test_asked_again_before_it_is_done_the_latest_counts_and_other_kinds_stay(ledger, public, progress):
    other = bring_to(ledger, State.PUBLISHED, "b")
    kept = [ask(ledger, public, Kind.COMMENT), ask(ledger, other)]
    bring(ledger, ask(ledger, public, text="cũ"), public, progress)
    latest = ask(ledger, public, text="mới")
    assert open_ones(ledger) == [*kept, latest]


def test_what_is_under_way_is_not_asked_for_again(ledger, public):
    row = bring(ledger, ask(ledger, public), public, Progress.SENDING)
    with pytest.raises(ClaimLost):
        ask(ledger, public)
    assert open_ones(ledger) == [row]


def test_what_is_done_may_be_asked_for_again(ledger, public):
    bring(ledger, ask(ledger, public), public, Progress.DONE)
    latest = ask(ledger, public)
    assert open_ones(ledger) == [latest]


def test_once_a_post_is_down_nothing_is_left_to_do_with_it_not_even_what_was_under_way(ledger, public):
    other = ask(ledger, bring_to(ledger, State.PUBLISHED, "b"))
    for kind, progress in zip(Kind, OPEN, strict=True):
        bring(ledger, ask(ledger, public, kind), public, progress)
    lines = ledger.last_event()
    with ledger.writing("loa") as book:
        book.follow_ups.drop(public)
    assert open_ones(ledger) == [other]
    assert ledger.last_event() == lines, "it says nothing of its own"


@pytest.mark.parametrize("before", Progress)
@pytest.mark.parametrize("after", Progress)
def test_a_step_outside_the_table_is_refused_and_writes_nothing(ledger, public, before, after):
    row = bring(ledger, ask(ledger, public), public, before)
    ledger._clock.wait(60)
    lines = ledger.last_event()
    if after is before or after in STEPS[before]:
        then = START + timedelta(hours=1)
        moved = step(ledger, row, public, after, text="lời", attempts=3, next_try_at=then, remote_id="c1")
        assert moved == replace(
            row, progress=after, fence=row.fence + 1, changed_at=START + timedelta(minutes=1), text="lời",
            attempts=3, next_try_at=then, remote_id="c1", reason=NOT_YET,
        )  # fmt: skip
        line = ledger.events()[-1]
        is_newly_held = after is Progress.HELD and before is not Progress.HELD
        told = replace(NOT_YET, code=f"change-held/edit/{NOT_YET.code}") if is_newly_held else NOT_YET
        assert (line.id, line.who, line.key, line.reason) == (lines + 1, "loa", public.key, told)
    else:
        with pytest.raises(IllegalMove):
            step(ledger, row, public, after)
        assert ledger.last_event() == lines


def test_a_step_from_an_old_view_is_lost(ledger, public):
    old = ask(ledger, public)
    step(ledger, old, public, Progress.WAITING)
    with pytest.raises(ClaimLost):
        step(ledger, old, public, Progress.SENDING)
    newer = open_ones(ledger)[0]
    step(ledger, newer, public, Progress.SENDING)
    with pytest.raises(ClaimLost):
        step(ledger, replace(newer, fence=newer.fence + 1), public, Progress.HELD)


def test_only_a_call_about_to_be_made_is_a_new_generation(ledger, public):
    row = ask(ledger, public)
    made = ledger.identity.generation
    for progress in (Progress.WAITING, Progress.HELD, Progress.WAITING):
        row = step(ledger, row, public, progress)
    assert ledger.identity.generation == made
    row = step(ledger, row, public, Progress.SENDING)
    assert ledger.identity.generation == made + 1
    step(ledger, row, public, Progress.SENDING)
    assert ledger.identity.generation == made + 1
