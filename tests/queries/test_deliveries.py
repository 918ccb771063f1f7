"""What is shown is found by an index, and is what a look through all rows would find."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from scheduler.calendar.model import PROVINCE, ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery.approvals import Step
from scheduler.delivery.hindrances import STANDSTILL
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, LATE
from scheduler.delivery.states import MOVES, State
from scheduler.queries.corrections import corrections
from scheduler.queries.deliveries import (
    URGENT,
    Counts,
    count_held,
    count_published,
    counts,
    counts_of,
    held_by_post,
    latest,
    of_posts,
    of_units,
    states_of_post,
    summary,
)
from scheduler.queries.revision import changed_posts, revision

START = datetime(2026, 12, 1, tzinfo=UTC)
UNITS = PROVINCE, UnitId("my-xuyen")


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(tmp_path / "ledger.db", FixedClock(START))
    yield opened
    opened.close()


@pytest.fixture
def full(ledger):
    """Some dozen posts for two units, in every state, several due at once."""
    return filled(ledger)


@pytest.fixture(scope="module")
def only_read(tmp_path_factory):
    """The same, for those that change nothing."""
    opened = Ledger.open(tmp_path_factory.mktemp("read") / "ledger.db", FixedClock(START))
    yield filled(opened)
    opened.close()


def filled(ledger):
    with ledger.writing("test") as book:
        for number in range(60):
            unit = UNITS[number % 2]
            key = Key(PostId(f"bai-{number // 3}"), f"{number}", unit, ChannelName("website"))
            due = START + timedelta(hours=number // 4)
            bring_to(book, key, due, list(State)[number % len(State)])
    return ledger


def bring_to(book, key, due, state):
    if state in {State.HELD, State.SKIPPED}:
        return book.begin(key, "website:1", due, state, reason=LATE.filled(due="?", post=key.post))
    row = book.begin(key, "website:1", due, State.CLAIMED, reason=CLAIM)
    ways = {State.CLAIMED: []}
    while state not in ways:
        for known in list(ways):
            for after in MOVES[known]:
                ways.setdefault(after, [*ways[known], after])
    for after in ways[state]:
        receipt = {"remote_id": str(key), "public_at": due} if after is State.PUBLISHED else {}
        row = book.move(row, after, reason=CLAIM, **receipt)
    return row


def by_hand(ledger, states, unit, post):
    rows = [
        row
        for row in ledger.deliveries()
        if row.state in states and unit in {"", row.key.unit} and post in {"", row.key.post}
    ]
    rows.sort(key=lambda row: row.due, reverse=True)
    rows.sort(key=lambda row: URGENT.index(row.state) if row.state in URGENT else len(URGENT))
    return [row.key for row in rows]


@pytest.mark.parametrize("states", [tuple(State), (State.PUBLISHED,), (State.HELD, State.WITHDRAWN)])
@pytest.mark.parametrize(("unit", "post"), [("", ""), ("my-xuyen", ""), ("", "bai-3"), ("province", "bai-3")])
@pytest.mark.parametrize("at_most", [1, 7, 30, 100])
def test_the_latest_are_those_that_a_look_through_all_finds_in_their_order(
    only_read, states, unit, post, at_most
):
    found = latest(only_read, at_most, states=states, unit=unit, post=post)
    assert [row.key for row in found] == by_hand(only_read, states, unit, post)[:at_most]


def test_every_count_is_that_of_the_rows(full):
    rows = full.deliveries()
    expected = Counter((row.key.unit, row.state) for row in rows)
    found = counts(full).of_unit
    assert {(unit, state): n for unit, each in found.items() for state, n in each.items()} == expected
    of_one = Counter((row.key.unit, row.state) for row in rows if row.key.post == "bai-3")
    found = counts_of(full, PostId("bai-3"))
    assert {(unit, state): n for unit, each in found.items() for state, n in each.items()} == of_one
    held = Counter((row.key.post, row.key.unit) for row in rows if row.state is State.HELD)
    found = held_by_post(full)
    assert {(post, unit): n for post, each in found.items() for unit, n in each.items()} == held
    assert count_held(full) == sum(held.values()) > 0
    since, due = START + timedelta(hours=5), START + timedelta(hours=3)
    out = [row for row in rows if row.public_at and row.public_at >= since and row.due >= due]
    assert count_published(full, since, due) == len(out) > 0


def test_counts_go_on_from_former_ones_as_if_all_were_counted(full):
    former = counts(full)
    with full.writing("test") as book:
        for row in full.deliveries():
            if row.state is State.CLAIMED:
                book.note(row, reason=CLAIM)
                book.move(book.move(row, State.RETRY, reason=CLAIM), State.HELD, reason=LATE)
            elif row.state is State.PUBLISHED:
                book.move(row, State.WITHDRAWN, reason=CLAIM)
        book.remark("", CLAIM)
        bring_to(book, Key(PostId("moi"), FIRST, UnitId("moi"), ChannelName("website")), START, State.HELD)
    later, anew = counts(full, former), counts(full)
    assert later.event == anew.event > former.event
    assert {unit: +each for unit, each in later.of_unit.items()} == anew.of_unit
    assert later.of_unit[PROVINCE] != former.of_unit[PROVINCE]
    assert counts(full, Counts(later.event + 5, {})) == anew, "of another book"


def test_a_summary_says_what_the_row_says(full):
    rows = {row.key: row for row in full.deliveries()}
    found = {row.key: row for row in of_units(full)}
    assert found.keys() == rows.keys()
    for key, row in rows.items():
        one = found[key]
        assert summary(full, key) == one
        same = ("id", "key", "state", "due", "owner", "remote_id", "address", "public_at", "reason")
        assert [getattr(one, name) for name in same] == [getattr(row, name) for name in same]
        assert one.is_at_rest == row.is_at_rest
    posts = {PostId("bai-1"), PostId("bai-2"), PostId("nothing")}
    of_province = of_posts(full, posts, PROVINCE)
    expected = {key for key in rows if key.post in posts and key.unit == PROVINCE}
    assert {row.key for each in of_province.values() for row in each} == expected
    assert "nothing" not in of_province
    states = {(key.occurrence, row.state) for key, row in rows.items() if key.post == "bai-1"}
    assert states_of_post(full, PostId("bai-1")) == states


def test_what_is_asked_of_units_keeps_to_unit_time_and_posts_in_the_order_of_due_times(full):
    since, posts = START + timedelta(hours=4), {PostId("bai-9"), PostId("bai-10")}
    found = [row.key for row in of_units(full, unit="my-xuyen", since=since, posts=posts)]
    assert found == [
        row.key
        for row in full.deliveries()
        if row.key.unit == "my-xuyen" and row.due >= since and row.key.post in posts
    ]
    assert found
    assert of_units(full, posts=set()) == []


def test_a_revision_changes_with_whatever_is_written_and_names_the_posts(full):
    before = revision(full)
    assert revision(full) == before
    key = Key(PostId("moi"), FIRST, PROVINCE, ChannelName("website"))
    with full.writing("test") as book:
        book.begin(key, "website:1", START, State.CLAIMED, reason=CLAIM)
    moved = revision(full)
    assert moved != before
    assert changed_posts(full, before, moved) == {"moi"}
    with full.writing("Mai") as book:
        book.decide(PostId("bai-1"), Step.SUBMITTED, "0" * 64, "")
    decided = revision(full)
    assert decided != moved
    assert changed_posts(full, moved, decided) == {"bai-1"}
    assert changed_posts(full, before, decided) == {"moi", "bai-1"}
    assert changed_posts(full, decided, before) is None, "another book"
    other = replace(before, at=START - timedelta(days=1))
    assert changed_posts(full, other, moved) is None, "another book, which has gone on past that line"
    with full.writing("Hoa") as book:
        book.facts.freeze("quốc tang", reason=CLAIM)
    assert revision(full) != decided
    assert changed_posts(full, decided, revision(full)) == set()


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (revision, "SEARCH events"),
        (lambda ledger: latest(ledger, 5, states=[State.PUBLISHED]), "COVERING INDEX by_state"),
        (lambda ledger: latest(ledger, 5, states=[State.RETRY]), "waking"),
        (
            lambda ledger: latest(ledger, 5, states=[State.PUBLISHED], unit="my-xuyen"),
            "COVERING INDEX by_unit",
        ),
        (lambda ledger: of_posts(ledger, [PostId("a")], PROVINCE), "by_post"),
        (lambda ledger: of_units(ledger, since=START), "by_state"),
        (counts, "COVERING INDEX by_unit"),
        (lambda ledger: counts(ledger, counts(ledger)), "PRIMARY KEY"),
        (held_by_post, "by_state"),
        (count_held, "by_state"),
        (lambda ledger: count_published(ledger, START, START), "by_state"),
        (lambda ledger: states_of_post(ledger, PostId("a")), "sqlite_autoindex_deliveries_1"),
        (lambda ledger: summary(ledger, Key.parse("a@first/province/website")), "deliveries"),
        (lambda ledger: ledger.last_standstill(), "standstills"),
        (lambda ledger: ledger.remarks(STANDSTILL), "ix_events_delivery_id"),
        (corrections, "corrections"),
        (lambda ledger: changed_posts(ledger, revision(ledger), revision(ledger)), "PRIMARY KEY"),
    ],
)
@pytest.mark.sqlite
def test_what_is_shown_is_found_by_an_index(only_read, ask, index):
    asked = []

    def note(*call):
        asked.append(call[2:4])

    event.listen(only_read.store.reading, "before_cursor_execute", note)
    ask(only_read)
    event.remove(only_read.store.reading, "before_cursor_execute", note)
    with only_read.reading() as reading:
        steps = [
            step[3]
            for statement, values in asked
            for step in reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert any(index in step for step in steps), steps
    assert [step for step in steps if re.match("SCAN (?!.*INDEX|CONSTANT)", step)] == []
