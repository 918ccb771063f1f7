"""What the ledger answers about many posts and about a page: just what is asked, of any number."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import insert

from scheduler.calendar.model import PROVINCE
from scheduler.channels.hearing import TOLERANCE
from scheduler.clock import FixedClock
from scheduler.delivery import history
from scheduler.delivery.approvals import Step
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import Ledger, State
from scheduler.delivery.pool import Pool, PoolState
from scheduler.delivery.reasons import CLAIM, LEFT_OUT, SLOT_BACK
from scheduler.delivery.schema import deliveries
from scheduler.delivery.states import PERHAPS_PUBLIC
from tests.delivery.practice import PAGE, START, key, post
from tests.examples import examples

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
HERE, THERE = "facebook:1", "facebook:2"


@pytest.fixture(params=[500, 2], ids=["at once", "in parts"])
def ledger(tmp_path, monkeypatch, request):
    monkeypatch.setattr(history, "_CHUNK", request.param)
    opened = Ledger.open(tmp_path / "ledger.db", FixedClock(START))
    yield opened
    opened.close()


@pytest.fixture
def have(ledger):
    """Write a row as it stands, whatever way it came there."""

    def write(name, state=State.PUBLISHED, code=CLAIM.code, at=key, **columns):
        there = at(name)
        values = {"page_key": HERE, "due_at": START, "changed_at": START, "remote_id": f"id-{there}"}
        where = {
            "post": there.post,
            "occurrence": there.occurrence,
            "unit": there.unit,
            "channel": there.channel,
        }
        with ledger.store.writing.begin() as book:
            book.execute(
                insert(deliveries).values({**where, **values, "state": state.value, "code": code, **columns})
            )

    return write


def on(date):
    return lambda name: replace(key(name), occurrence=date)


def test_what_was_given_back_to_the_queue_has_not_begun_and_all_else_has(ledger, have):
    have("back", State.SKIPPED, SLOT_BACK.code)
    have("skipped", State.SKIPPED, LEFT_OUT.code)
    have("taken again", State.CLAIMED, SLOT_BACK.code)
    have("unasked")
    have("series", at=on("2026-12-01"))
    have("series", at=on("2026-12-02"))
    asked = [key(name) for name in ("back", "skipped", "taken again", "series", "new")]
    dates = [on(f"2026-12-0{day}")("series") for day in (1, 3)]
    begun = {key("skipped"), key("taken again"), dates[0]}
    assert ledger.history.begun([*asked, *dates]) == begun
    assert ledger.history.begun_posts(["back", "series", "new", "skipped"]) == {"back", "series", "skipped"}


def test_the_last_that_began_is_what_was_due_by_now_or_may_be_public_already(ledger, have):
    have("a", State.RETRY, at=on("1"), due_at=START - HOUR)
    have("a", State.SKIPPED, at=on("2"), due_at=START)
    have("a", State.RETRY, at=on("3"), due_at=START + MOMENT)
    for state in PERHAPS_PUBLIC:
        have(state.value, State.HELD, at=on("1"), due_at=START - HOUR)
        have(state.value, state, at=on("2"), due_at=START + HOUR)
    have("taken back", State.RETRY, due_at=START + HOUR)
    have("unasked")
    asked = ["a", "taken back", "new", *(state.value for state in PERHAPS_PUBLIC)]
    assert ledger.history.last_begun(asked) == {
        ("a", PROVINCE, PAGE): START,
        **{(state.value, PROVINCE, PAGE): START + HOUR for state in PERHAPS_PUBLIC},
    }


def test_what_a_post_says_is_told_of_those_that_are_public_alone(ledger, have):
    for name in "abc":
        have(name, message=f"Bài {name}")
    have("withdrawn", State.WITHDRAWN, message="Đã gỡ")
    have("unasked", message="Bài khác")
    said = ledger.history.published_messages(["a", "b", "c", "withdrawn", "new"])
    assert said == {"a": "Bài a", "b": "Bài b", "c": "Bài c"}


def test_the_last_on_each_page_is_after_then_and_not_of_a_clock_that_was_ahead(ledger, have):
    pages = {"facebook:1": START, "facebook:2": START + TOLERANCE, "facebook:3": START - HOUR + MOMENT}
    for page, at in pages.items():
        have(f"{page} before", page_key=page, public_at=START - 2 * HOUR)
        have(page, page_key=page, public_at=at)
        have(f"{page} ahead", page_key=page, public_at=START + TOLERANCE + MOMENT)
    have("too old", page_key="facebook:4", public_at=START - HOUR)
    have("unasked", page_key="facebook:5", public_at=START)
    assert ledger.history.last_public([*pages, "facebook:4"], START - HOUR) == pages


def test_what_became_public_on_a_page_between_two_times_is_public_there_still(ledger, have):
    for name, since in {"at once": 0, "first": 1, "last": 59, "after": 60}.items():
        have(name, public_at=START + timedelta(minutes=since))
    have("elsewhere", page_key=THERE, public_at=START + MOMENT)
    have("withdrawn", State.WITHDRAWN, public_at=START + MOMENT)
    have("not yet", State.HANDED_OVER)
    found = ledger.history.public_since(HERE, START, START + HOUR)
    assert {row.key.post for row in found} == {"first", "last"}


def test_an_id_is_unknown_unless_a_delivery_has_it_on_that_page(ledger, have):
    have("a", remote_id="1", former_ids=["2", "3"])
    have("b", State.HELD, remote_id=None, former_ids=["2"])
    have("c", page_key=THERE, remote_id="4", former_ids=["5"])
    asked = ["1", "2", "3", "4", "5"]
    assert ledger.history.unknown(HERE, asked) == {
        "2": {key("a"), key("b")}, "3": {key("a")}, "4": set(), "5": set()
    }  # fmt: skip
    assert ledger.history.unknown(HERE, ["1"]) == {}


def test_who_has_an_id_is_asked_of_one_page(ledger, have):
    have("a", page_key=THERE, remote_id="1")
    assert (ledger.history.holder(HERE, "1"), ledger.history.holder(THERE, "1")) == (None, key("a"))
    have("b", remote_id="1")
    assert (ledger.history.holder(HERE, "1"), ledger.history.holder(THERE, "1")) == (key("b"), key("a"))


def test_what_is_to_be_done_comes_with_its_delivery_of_however_many(ledger, have):
    for name in "abc":
        have(name)
        with ledger.writing("test") as book:
            book.follow_ups.ask(ledger.delivery(key(name)), Kind.EDIT, reason=CLAIM)
            book.decide(name, Step.APPROVED, "seen", "")
    assert [row.key.post for _, row in ledger.follow_ups()] == ["a", "b", "c"]
    assert set(ledger.approvals("abc")) == {"a", "b", "c"}


YEARS_AGO, DAY = START - timedelta(days=800), timedelta(days=1)


@hypothesis(max_examples=examples(25), deadline=None)
@given(
    goings=st.lists(
        st.tuples(st.integers(0, 800), st.sampled_from(State), st.integers(0, 3)),
        max_size=12,
        unique_by=lambda one: one[0],
    ),
    rest=st.integers(14, 90),
    cap=st.integers(0, 3),
)
def test_what_was_settled_before_a_post_rests_is_not_read_and_changes_nothing(goings, rest, cap):
    today = START.date()
    since = min(START - timedelta(days=rest + 1), START.replace(month=1, day=1))
    evergreen = post("p", None, evergreen=rest, cap=cap)
    with (
        TemporaryDirectory() as folder,
        closing(Ledger.open(Path(folder) / "ledger.db", FixedClock(START))) as ledger,
    ):
        with ledger.store.writing.begin() as book:
            for ago, state, late in goings:
                due = START - ago * DAY
                book.execute(
                    insert(deliveries).values(
                        post="p",
                        occurrence=f"{due:%Y-%m-%d}",
                        unit=PROVINCE,
                        channel=PAGE,
                        page_key=HERE,
                        due_at=due,
                        changed_at=START,
                        remote_id=str(ago),
                        public_at=due + late * DAY if state is State.PUBLISHED else None,
                        state=state.value,
                        code=CLAIM.code,
                    )
                )
        read = [ledger.history.goings({"p"}, UTC, back) for back in (YEARS_AGO, since)]
    pools = [Pool((PROVINCE, PAGE), [evergreen], PoolState(one)) for one in read]
    days = [today + n * DAY for n in range(100)]
    whole, bounded = ([pool.rest_of(evergreen, day) for day in days] for pool in pools)
    assert bounded == whole
    assert pools[0].opens(today) == pools[1].opens(today)
    assert [len(one) for one in read] in ([0, 0], [1, 1])  # when it went last is known, however long ago
