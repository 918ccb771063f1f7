"""A value in the ledger that Loa cannot have written is found, with its row, before anything is carried."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from scheduler.clock import FixedClock
from scheduler.delivery import examining
from scheduler.delivery.examining import Broken, first_broken
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import metadata
from scheduler.delivery.sqlite import doubt, vouch
from scheduler.engine.tick import tick
from scheduler.problems import Stop
from scheduler.queries.deliveries import summary
from tests.delivery.practice import START, post
from tests.examples import examples

BROKEN = {
    "deliveries": {
        "post": b"p\xff", "state": "nowhere", "due_at": "hôm qua", "changed_at": "2026-02-31 00:00:00.000000",
        "media": "[", "media_ever": "{}", "fence": "một", "text": b"\xc3", "next_try_at": 7,
        "given": '{"due": {"vi": "7:30"}}',
    },
    "events": {
        "at": "2026-13-01 00:00:00.000000", "who": b"\xff", "after": "nowhere", "given": "[]",
        "detail": b"\xed\xa0\x80",
    },
    "birth": {"born_at": "0000-01-01 00:00:00.000000"},
}  # fmt: skip
PLACES = [(table, column) for table, columns in BROKEN.items() for column in columns]

pytestmark = pytest.mark.sqlite


@pytest.fixture
def used(world):
    """A ledger in which two posts went out; closed."""
    w = world(post("a", START), post("b", START))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    w.works.close()
    doubt(w.works.ledger.where)
    return w


def put(path, table, column, value):
    """Write what no Loa would: as whoever opens the file with another program."""
    with closing(sqlite3.connect(path)) as book:
        book.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            book.execute(f"DROP TRIGGER {name}")
        held = value if not isinstance(value, bytes) else None
        said = f"CAST(X'{value.hex()}' AS TEXT)" if held is None and value is not None else "?"
        book.execute(
            f"UPDATE {table} SET {column} = {said} WHERE rowid = (SELECT max(rowid) FROM {table})",
            () if said != "?" else (value,),
        )
        book.commit()


@pytest.mark.parametrize(("table", "column"), PLACES)
@pytest.mark.slow
def test_opening_finds_it_and_says_where_and_what_to_do(used, table, column):
    path = used.works.ledger.where
    try:
        put(path, table, column, BROKEN[table][column])
    except sqlite3.IntegrityError:
        pytest.fail("the test could not break it")
    with pytest.raises(Stop) as stop:
        Ledger.open(path, used.clock)
    assert f"{table}, " in stop.value.say("vi") or "bị hỏng" in stop.value.say("vi")
    assert "bản sao gần nhất" in stop.value.say("vi")
    assert str(path) in stop.value.say("vi")


def test_an_old_one_is_found_by_the_daily_look_and_told_from_then_on(used, monkeypatch):
    monkeypatch.setattr("scheduler.delivery.sqlite._NEWEST", 1)
    path = used.works.ledger.where
    with closing(sqlite3.connect(path)) as book:
        book.execute("UPDATE deliveries SET text = CAST(X'FF' AS TEXT) WHERE id = 1")
        book.commit()
    ledger = Ledger.open(path, used.clock)
    with pytest.raises(Stop) as stop:
        ledger.look_over()
    assert "deliveries, 1, text" in stop.value.say("en")
    assert str(path) in stop.value.say("vi")
    ledger.close()


@pytest.mark.parametrize("broken", range(1, 8))
@pytest.mark.parametrize("value", [b"h\xc3\xb4m qua", b"\xff"], ids=["form", "utf-8"])
def test_each_row_is_looked_at_however_many_are_asked_about_at_once(tmp_path, monkeypatch, broken, value):
    monkeypatch.setattr(examining, "_AT_ONCE", 3)
    path = tmp_path / "ledger.db"
    Ledger.open(path, FixedClock(START)).close()
    with closing(sqlite3.connect(path)) as book:
        rows = [(number, f"trang {number}") for number in range(1, 8)]
        book.executemany(
            "INSERT INTO visits (rowid, page_key, at) VALUES (?, ?, '2026-12-01 00:00:00.000000')", rows
        )
        assert first_broken(book) is None
        column = "at" if len(value) > 1 else "page_key"
        book.execute(
            f"UPDATE visits SET {column} = CAST(X'{value.hex()}' AS TEXT) WHERE rowid = ?", (broken,)
        )
        assert first_broken(book) == Broken("visits", broken, column)
        assert (first_broken(book, 2) is None) is (broken < 6)


def test_a_sound_ledger_of_every_kind_of_row_is_sound(used):
    with closing(sqlite3.connect(used.works.ledger.where)) as book:
        assert first_broken(book) is None
        assert {row[0] for row in book.execute("SELECT state FROM deliveries")} == {"published"}
    Ledger.open(used.works.ledger.where, used.clock).close()


@seed(1306)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from([(t.name, c.name) for t in metadata.sorted_tables for c in t.columns]),
    value=st.one_of(
        st.none(),
        st.integers(-(2**40), 2**40),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
        st.binary(max_size=6),
        st.sampled_from(
            ["2026-12-01 00:00:00.000000", "[]", '["1"]', "{}", '{"due": 1}', "published", "held", "["]
        ),
    ),
)
@pytest.mark.slow
def test_what_passes_can_be_read_and_what_cannot_be_read_does_not_pass(used, place, value):
    table, column = place
    path = used.works.ledger.where
    broken = path.with_name("broken.db")
    for name in ("broken.db", "broken.db-wal", "broken.db-shm", "broken.db.sound"):
        path.with_name(name).unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(broken)) as other:
        one.backup(other)
    try:
        put(broken, table, column, value)
    except sqlite3.IntegrityError:
        assume(False)
    try:
        ledger = Ledger.open(broken, FixedClock(used.clock.now()))
    except Stop as stop:
        assert "bản sao" in stop.say("vi") or "không phải sổ" in stop.say("vi")
        return
    try:
        read_all(ledger)
    finally:
        ledger.close()


def read_all(ledger):
    for row in ledger.deliveries():
        assert isinstance(row.due, datetime)
        row.key.post.encode()
    ledger.events()
    ledger.follow_ups()
    ledger.paused()
    ledger.visited()
    ledger.scheduled(START)
    assert ledger.cursor is None or ledger.cursor.tzinfo
    assert ledger.birth is None or ledger.birth.tzinfo
    ledger.approvals(["a", "b"])
    ledger.last_written()


TEXT = '{"vi": "mưa", "en": "rain"}'
VALUES = {  # what a reason was filled with, and whether Loa could have written it
    "{}": True,
    '{"post": "a"}': True,
    f'{{"post": "a", "own_why": {TEXT}}}': True,
    '{"why": {"vi": "mưa", "en": "rain", "km": "ភ្លៀង"}}': True,
    '{"post": 7}': False,
    '{"post": null}': False,
    '{"post": ["a"]}': False,
    f'{{"post": "a", "own_why": {TEXT}, "own_todo": {{"vi": "mưa"}}}}': False,
    f'{{"own_why": {{"vi": {TEXT}, "en": "rain"}}}}': False,
    "[]": False,
    '"a"': False,
    "7": False,
    "null": False,
    "{": False,
}


@pytest.mark.parametrize("table", ["deliveries", "events"])
def test_the_values_of_a_reason_are_texts_or_texts_in_each_language(used, table):
    path = used.works.ledger.where
    for values, is_ours in VALUES.items():
        put(path, table, "given", values)
        with closing(sqlite3.connect(path)) as book:
            broken = first_broken(book)
        assert (broken is None) == is_ours, values
        assert broken is None or (broken.table, broken.column) == (table, "given"), values


def test_a_reason_that_no_look_has_found_damaged_yet_is_said_by_its_code(used):
    path = used.works.ledger.where
    put(path, "deliveries", "code", "late")
    for table in ("deliveries", "events"):
        put(path, table, "given", "{")
    vouch(path, used.clock.now())
    with closing(Ledger.open(path, used.clock)) as ledger:
        last = ledger.deliveries()[-1]
        assert "late" in last.reason.why.vi
        assert summary(ledger, last.key).reason == last.reason
        assert ledger.events()[-1].reason.why.vi
