from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError

from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery import reasons, sqlite
from scheduler.delivery.approvals import Decision, Step
from scheduler.delivery.by_hand import DONE, GIVEN
from scheduler.delivery.decisions import ChangeVerdict, Pause
from scheduler.delivery.examining import first_broken
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import MOVES, ClaimLost, IllegalMove, Ledger, State
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import CLAIM, LEFT_OUT, RECEIPT
from scheduler.delivery.schema import VERSION, by_hand_names, is_waking
from scheduler.delivery.states import BEGINNINGS, RemoteIdTaken
from scheduler.engine.tick import tick
from scheduler.problems import Stop, Text
from tests.delivery.practice import PAGE, START, key, post


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "ledger.db"


@pytest.fixture
def ledger(path):
    opened = Ledger.open(path, FixedClock(START))
    yield opened
    opened.close()


def begin(ledger, name="a", state=State.CLAIMED):
    with ledger.writing("test") as book:
        return book.begin(key(name), "facebook:1", START, state, reason=CLAIM)


def move(ledger, delivery, state, **changes):
    with ledger.writing("test") as book:
        return book.move(delivery, state, reason=CLAIM, **changes)


def bring_to(ledger, state, name="a"):
    """A delivery in *state*, by legal moves."""
    ways = {first: [first] for first in BEGINNINGS}
    while state not in ways:
        for known in list(ways):
            for after in MOVES[known]:
                ways.setdefault(after, [*ways[known], after])
    first, *rest = ways[state]
    delivery = begin(ledger, name, first)
    for after in rest:
        receipt = {"remote_id": f"id-{name}"} if after is State.PUBLISHED else {}
        delivery = move(ledger, delivery, after, **receipt)
    return delivery


@pytest.mark.parametrize("before", State)
def test_a_move_outside_the_table_is_refused_and_writes_nothing(ledger, before):
    delivery = bring_to(ledger, before)
    events = ledger.events()
    for after in set(State) - MOVES[before]:
        receipt = {"remote_id": "id-a"} if after is State.PUBLISHED else {}
        with pytest.raises(IllegalMove):
            move(ledger, delivery, after, **receipt)
        assert ledger.delivery(key("a")) == delivery, after
        assert ledger.events() == events, after


@pytest.mark.parametrize("before", State)
def test_a_move_of_the_table_is_one_line_in_the_book(ledger, before):
    for after in MOVES[before]:
        name = f"to-{after.value}"
        delivery = bring_to(ledger, before, name)
        events = len(ledger.events())
        receipt = {"remote_id": f"id-{name}"} if after is State.PUBLISHED else {}
        assert move(ledger, delivery, after, **receipt).state is after
        assert len(ledger.events()) == events + 1, after


@pytest.mark.parametrize("state", sorted(set(State) - BEGINNINGS, key=str))
def test_a_delivery_begins_only_claimed_held_or_skipped(ledger, state):
    with pytest.raises(IllegalMove):
        begin(ledger, state=state)


def test_a_move_from_an_old_view_is_lost(ledger):
    old = begin(ledger)
    move(ledger, old, State.PREPARED)
    with pytest.raises(ClaimLost):
        move(ledger, old, State.HELD)
    assert ledger.delivery(key("a")).state is State.PREPARED


def test_a_claim_taken_over_shuts_out_the_one_before(ledger):
    old = begin(ledger)
    with ledger.writing("other") as book:
        book.take_over(old, reason=CLAIM)
    with pytest.raises(ClaimLost):
        move(ledger, old, State.PREPARED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.CLAIMED, State.PREPARED}, key=str))
def test_only_claimed_and_prepared_are_taken_over(ledger, state):
    delivery = bring_to(ledger, state)
    with pytest.raises(IllegalMove), ledger.writing("other") as book:
        book.take_over(delivery, reason=CLAIM)


def test_a_delivery_begins_once(ledger):
    begin(ledger)
    with pytest.raises(ClaimLost):
        begin(ledger)


def test_published_needs_a_receipt(ledger):
    delivery = bring_to(ledger, State.SENDING)
    with pytest.raises(IntegrityError):
        move(ledger, delivery, State.PUBLISHED)
    assert ledger.delivery(key("a")).state is State.SENDING


def test_a_remote_id_belongs_to_one_delivery_on_its_page(ledger):
    first = bring_to(ledger, State.SENDING, "a")
    second = bring_to(ledger, State.SENDING, "b")
    move(ledger, first, State.PUBLISHED, remote_id="1_1")
    with pytest.raises(RemoteIdTaken):
        move(ledger, second, State.PUBLISHED, remote_id="1_1")
    assert ledger.history.holder("facebook:1", "1_1") == key("a")


def test_a_transaction_that_fails_leaves_neither_move_nor_event(ledger):
    delivery = begin(ledger)
    with pytest.raises(RuntimeError), ledger.writing("test") as book:
        book.move(delivery, State.PREPARED, reason=CLAIM)
        raise RuntimeError
    assert ledger.delivery(key("a")) == delivery
    assert len(ledger.events()) == 1


@pytest.mark.sqlite
def test_events_are_only_ever_added(ledger, path):
    begin(ledger)
    with closing(sqlite3.connect(path)) as raw:
        for statement in ("UPDATE events SET who = 'x'", "DELETE FROM events"):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(statement)


@pytest.mark.sqlite
def test_a_state_the_program_does_not_know_is_refused(ledger, path):
    begin(ledger)
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute("UPDATE deliveries SET state = 'sent'")


def test_naive_times_are_refused_and_aware_ones_come_back(ledger):
    with pytest.raises(Exception, match="without a zone"), ledger.writing("test") as book:
        book.begin(key("a"), "facebook:1", datetime(2026, 12, 1), State.CLAIMED, reason=CLAIM)  # noqa: DTZ001
    begin(ledger)
    row = ledger.delivery(key("a"))
    assert row.due == START
    assert row.due.utcoffset() == timedelta()


@pytest.mark.sqlite
def test_the_file_is_set_up_to_outlive_a_power_cut(ledger):
    with ledger.store.reading.connect() as reading:
        values = [
            reading.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 2, 1, 15000]


def test_decisions_wait_their_turn_while_another_program_writes(ledger, path):
    other = Ledger.open(path, FixedClock(START))
    with ledger.writing("one") as book:
        book.begin(key("a"), "facebook:1", START, State.CLAIMED, reason=CLAIM)
        assert other.delivery(key("a")) is None, "a reader is not kept waiting"
    begin(other, "b")
    other.close()
    assert {row.key.post for row in ledger.deliveries()} == {"a", "b"}


@pytest.mark.sqlite
def test_whoever_is_going_to_write_has_its_turn_before_it_reads(ledger, path):
    locked = pytest.raises(sqlite3.OperationalError, match="locked")
    with closing(sqlite3.connect(path, timeout=0)) as other, ledger.writing("one"), locked:
        other.execute("BEGIN IMMEDIATE")


def test_deliveries_are_told_apart_by_each_part_of_their_keys(ledger):
    keys = [
        replace(key("a"), **{part: value})
        for part, value in [("post", "b"), ("occurrence", "2026-12-24"), ("unit", "xa"), ("channel", BY_HAND)]
    ]
    with ledger.writing("test") as book:
        for one in [key("a"), *keys]:
            book.begin(one, "facebook:1", START, State.CLAIMED, reason=CLAIM)
    for one in [key("a"), *keys]:
        assert ledger.delivery(one).key == one
        assert [line.key for line in ledger.events(one)] == [one]
    begin(ledger, "held", State.HELD)
    assert ledger.count_by_state() == {State.CLAIMED: 5, State.HELD: 1}


def test_what_is_written_is_read_again(ledger):
    row = begin(ledger)
    lists = {"media": ["2"], "media_ever": ["1", "2"], "drafts": ["x", ""], "former_ids": ["9"]}
    move(ledger, row, State.PREPARED, **lists)
    row = ledger.delivery(key("a"))
    assert {name: list(getattr(row, name)) for name in lists} == lists
    with ledger.writing("Mai") as book:
        book.remark("facebook:1", RECEIPT)
        book.decide("a", Step.RETURNED, "seen", "Thiếu nguồn")
    assert [
        (one.id, one.at, one.who, one.key, one.page_key, one.before, one.after) for one in ledger.events()
    ] == [
        (1, START, "test", key("a"), "facebook:1", None, State.CLAIMED),
        (2, START, "test", key("a"), "facebook:1", State.CLAIMED, State.PREPARED),
        (3, START, "Mai", None, "facebook:1", None, None),
    ]
    said = Decision("a", Step.RETURNED, "seen", START, "Mai", "Thiếu nguồn")
    assert ledger.approvals(["a"]) == {"a": [said]}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set")
@pytest.mark.sqlite
def test_times_are_kept_in_utc_whatever_the_machines_zone(ledger, path, monkeypatch):
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Ho_Chi_Minh")
        time.tzset()
        begin(ledger)
        assert ledger.delivery(key("a")).due == START
    time.tzset()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT due_at FROM deliveries").fetchone() == (
            f"{START:%Y-%m-%d %H:%M:%S}.000000",
        )


def test_birth_is_noted_once(ledger, path):
    assert ledger.birth is None
    with ledger.writing("test") as book:
        assert book.facts.be_born() == START
    ledger._clock.wait(60)
    with ledger.writing("test") as book:
        assert book.facts.be_born() == START
    assert ledger.birth == START


def test_a_reason_stays_with_what_waits_for_a_person_and_goes_with_success(ledger):
    delivery = bring_to(ledger, State.RETRY)
    assert delivery.reason == CLAIM
    for state in (State.CLAIMED, State.PREPARED, State.SENDING):
        delivery = move(ledger, delivery, state)
        assert delivery.reason is None
    with ledger.writing("test") as book:
        published = book.move(delivery, State.PUBLISHED, reason=RECEIPT, remote_id="1_1")
    assert published.reason is None


def wrote(ledger, name, state, due=0, channel=PAGE, reason=CLAIM, **changes):
    """A delivery in *state*, due *due* hours after START, of which *reason* was written last."""
    with ledger.writing("test") as book:
        begun = book.begin(
            replace(key(name), channel=channel), "facebook:1", START, State.CLAIMED, reason=CLAIM
        )
    for after in _WAYS[state]:
        begun = move(ledger, begun, after)
    with ledger.writing("test") as book:
        return book.note(begun, reason=reason, due_at=START + due * HOUR, **changes)


HOUR = timedelta(hours=1)
BY_HAND = by_hand_names()[0]
_WAYS = {
    State.CLAIMED: [],
    State.RETRY: [State.RETRY],
    State.HELD: [State.HELD],
    State.SKIPPED: [State.SKIPPED],
    State.HANDED_OVER: [State.PREPARED, State.SENDING, State.HANDED_OVER],
}


def names(rows):
    return [row.key.post for row in rows]


def test_deliveries_are_told_in_the_order_of_their_due_times_and_then_as_they_began(ledger):
    for name, due in [("a", 2), ("b", 1), ("c", 2), ("d", 0)]:
        wrote(ledger, name, State.CLAIMED, due)
    assert names(ledger.deliveries()) == ["d", "b", "a", "c"]


def test_a_wake_up_is_told_what_is_not_through_the_longest_waiting_first_without_what_a_person_has(ledger):
    wrote(ledger, "a", State.CLAIMED, next_try_at=START + 2 * HOUR)
    wrote(ledger, "b", State.RETRY, next_try_at=START + HOUR)
    wrote(ledger, "held", State.HELD, next_try_at=START)
    wrote(ledger, "by-hand", State.HANDED_OVER, channel=BY_HAND, next_try_at=START)
    wrote(ledger, "not-given-yet", State.RETRY, channel=BY_HAND, next_try_at=START + 3 * HOUR)
    assert names(ledger.waking()) == ["b", "a", "not-given-yet"]


def test_what_was_left_out_is_told_apart_from_what_a_person_skipped_or_holds(ledger):
    wrote(ledger, "a", State.SKIPPED, 2, reason=LEFT_OUT)
    wrote(ledger, "b", State.SKIPPED, 1, reason=LEFT_OUT)
    wrote(ledger, "c", State.SKIPPED, 2, reason=LEFT_OUT)
    wrote(ledger, "skipped", State.SKIPPED)
    wrote(ledger, "held", State.HELD, reason=LEFT_OUT)
    assert names(ledger.left_out()) == ["b", "a", "c"]


def test_what_persons_have_is_told_for_the_asked_reasons_without_what_is_to_be_taken_down(ledger):
    given = {"state": State.HANDED_OVER, "reason": GIVEN, "channel": BY_HAND}
    wrote(ledger, "a", due=2, **given)
    wrote(ledger, "b", due=1, **given)
    wrote(ledger, "c", due=2, **given)
    wrote(ledger, "done", **given | {"reason": DONE})
    wrote(ledger, "held", **given | {"state": State.HELD})
    wrote(ledger, "channel-has-it", **given | {"channel": PAGE})
    down = wrote(ledger, "down", **given)
    with ledger.writing("test") as book:
        book.follow_ups.ask(down, Kind.WITHDRAW, reason=CLAIM)
    assert names(ledger.with_persons([GIVEN.code])) == ["b", "a", "c"]


def test_what_schedulers_hold_is_told_with_what_was_set_aside_and_will_else_be_public(ledger):
    later = {"scheduled_for": START + HOUR, "remote_id": "1"}
    wrote(ledger, "held", State.HELD, 1, **later)
    wrote(ledger, "c", State.HANDED_OVER, 2)
    wrote(ledger, "b", State.HANDED_OVER, 1)
    wrote(ledger, "first", State.HANDED_OVER, 0)
    wrote(ledger, "public-by-now", State.HELD, scheduled_for=START, remote_id="2")
    wrote(ledger, "never-there", State.RETRY, scheduled_for=START + HOUR)
    wrote(ledger, "by-hand", State.HANDED_OVER, channel=BY_HAND)
    assert names(ledger.scheduled(START)) == ["first", "held", "b", "c"]


def test_of_what_is_to_be_done_the_longest_asked_comes_first(ledger):
    for name, hours in [("a", 2), ("b", 1)]:
        public = wrote(ledger, name, State.HANDED_OVER)
        with ledger.writing("test") as book:
            row = book.follow_ups.ask(public, Kind.EDIT, reason=CLAIM)
            later = ChangeVerdict(row.progress, CLAIM, {"next_try_at": START + hours * HOUR})
            book.settle_change(row, public, later)
    assert names(delivery for _, delivery in ledger.follow_ups()) == ["a", "b"]


def test_the_books_lines_are_told_in_order_so_many_at_a_time_and_those_of_no_delivery_by_their_code(ledger):
    assert ledger.last_event() == 0
    said = [Reason(code, Text("a", "a"), Text("", "")) for code in ("told:1", "told%", "told:2")]
    with ledger.writing("test") as book:
        for reason in said:
            book.remark("facebook:1", reason)
    wrote(ledger, "a", State.CLAIMED, reason=Reason("told:3", Text("a", "a"), Text("", "")))
    assert ledger.last_event() == 5
    assert [one.id for one in ledger.events_after(1, at_most=2)] == [2, 3]
    assert [one.id for one in ledger.events_after(0)] == [1, 2, 3, 4, 5]
    assert [one.reason.code for one in ledger.remarks("told:")] == ["told:1", "told:2"]
    assert [one.reason.code for one in ledger.remarks("told%")] == ["told%"]


def test_each_page_has_a_time_of_its_own_up_to_which_it_was_compared(path):
    clock = FixedClock(START)
    ledger = Ledger.open(path, clock)
    for page in ("facebook:1", "facebook:2"):
        clock.wait(60)
        with ledger.writing("test") as book:
            book.facts.compared(page)
    minute = timedelta(minutes=1)
    assert [ledger.compared(f"facebook:{n}") for n in (1, 2, 3)] == [START + minute, START + 2 * minute, None]
    ledger.close()


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda ledger: ledger.waking(), "waking"),
        (lambda ledger: ledger.history.last_public(["facebook:1"], START), "public_on_page"),
        (lambda ledger: ledger.history.last_begun(["a"]), "sqlite_autoindex_deliveries_1"),
        (lambda ledger: ledger.history.begun_posts(["a"]), "sqlite_autoindex_deliveries_1"),
        (lambda ledger: ledger.history.published_messages(["a"]), "sqlite_autoindex_deliveries_1"),
        (lambda ledger: ledger.history.begun([key("a")]), "sqlite_autoindex_deliveries_1"),
        (lambda ledger: ledger.history.holder("facebook:1", "1_1"), "one_remote_id"),
        (lambda ledger: ledger.left_out(), "by_state"),
        (lambda ledger: ledger.last_written(), "clock_rights"),
        (lambda ledger: ledger.last_standstill(), "standstills"),
    ],
)
@pytest.mark.sqlite
def test_what_a_wake_up_asks_is_answered_by_an_index(ledger, ask, index):
    asked = []
    event.listen(ledger.store.reading, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    ask(ledger)
    statement, values = asked[-1]
    with ledger.store.reading.connect() as reading:
        steps = reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert any(index in step[3] for step in steps), steps
    assert not any(step[3].startswith("SCAN") and "INDEX" not in step[3] for step in steps)


@pytest.mark.sqlite
def test_a_wake_up_never_reads_all_that_was_ever_published(world):
    w = world(post("a", START), post("b", START + timedelta(hours=1)))
    w.page.handover = timedelta(days=7)
    tick(w.works)
    asked = []

    def note(_connection, _cursor, statement, values, *_):
        if statement.lstrip().startswith("SELECT"):
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    tick(w.works)
    event.remove(Engine, "before_cursor_execute", note)
    with w.works.ledger.store.reading.connect() as reading:
        plans = [
            step[3]
            for statement, values in asked
            for step in reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert len(plans) > 10
    assert [plan for plan in plans if plan.startswith("SCAN deliveries") and "INDEX" not in plan] == []


def stops(path, said, later=timedelta()):
    """It cannot be opened, and the person is told why, and which file it is."""
    with pytest.raises(Stop, match=said) as stop:
        Ledger.open(path, FixedClock(START + later))
    assert str(path) in stop.value.say("vi")


def cut_off(path):
    sqlite.doubt(path)


def put_back(path):
    copied = path.with_name("copy")
    copied.write_bytes(path.read_bytes())
    copied.replace(path)


@pytest.mark.parametrize(("meanwhile", "later"), [(cut_off, 0), (put_back, 0), (lambda _: None, 26)])
@pytest.mark.sqlite
def test_a_damaged_ledger_stops_with_words_after_a_cut_a_day_or_another_file(path, meanwhile, later):
    ledger = Ledger.open(path, FixedClock(START))
    for number in range(200):
        begin(ledger, f"p{number}")
    ledger.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    with path.open("r+b") as file:
        file.write(data)
    meanwhile(path)
    for _ in range(2):
        stops(path, "damaged", timedelta(hours=later))


@pytest.mark.sqlite
def test_a_damaged_index_stops_with_words_though_every_row_can_be_read(path):
    Ledger.open(path, FixedClock(START)).close()
    sqlite.doubt(path)
    with closing(sqlite3.connect(path)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'by_post'").fetchone()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)
    stops(path, "damaged")


@pytest.mark.sqlite
def test_a_file_that_is_no_database_stops_with_words(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    stops(path, "damaged")
    assert not sqlite.is_sound(path)


@pytest.mark.sqlite
def test_another_programs_database_is_left_alone(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    stops(path, "not a ledger")


@pytest.mark.sqlite
def test_a_ledger_of_a_newer_version_stops_with_words(path):
    Ledger.open(path, FixedClock(START)).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    stops(path, f"newer Loa \\(form 99; this one knows up to {VERSION}\\)")


@pytest.mark.sqlite
def test_a_folder_that_cannot_be_made_stops_with_words(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    stops(tmp_path / "var" / "ledger.db", "cannot be written")


def test_the_folders_of_the_ledger_are_made_where_there_are_none(tmp_path):
    Ledger.open(tmp_path / "a" / "b" / "ledger.db", FixedClock(START)).close()


@pytest.mark.sqlite
def test_what_is_no_plain_file_stops_with_words(tmp_path):
    (tmp_path / "folder").mkdir()
    stops(tmp_path / "folder", "no plain file")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize(("to", "said"), [("ledger.db", "no plain file"), ("nowhere", "cannot be written")])
@pytest.mark.sqlite
def test_a_link_that_leads_nowhere_stops_with_words(path, to, said):
    path.parent.mkdir()
    path.symlink_to(path.with_name(to))
    stops(path, said)


@pytest.mark.sqlite
def test_a_ledger_that_another_program_holds_for_long_is_said_to_be_busy(path, monkeypatch):
    Ledger.open(path, FixedClock(START)).close()
    sqlite.doubt(path)
    sqlite.doubt(path)  # again is no other
    monkeypatch.setattr(sqlite, "_BUSY", 0.01)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        stops(path, "is busy")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite.is_sound(path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("database is locked", "is busy"),
        ("unable to open database file", "cannot be written"),
        ("attempt to write a readonly database", "cannot be written"),
        ("database or disk is full", "cannot be written"),
        ("disk I/O error", "cannot be written"),
        ("file is not a database", "is damaged"),
    ],
)
def test_what_sqlite_says_is_told_in_words(path, error, said):
    stop = sqlite.stop_of(sqlite3.OperationalError(error), path)
    assert said in stop.say("en")
    assert str(path) in stop.say("vi")


@pytest.mark.sqlite
def test_a_copy_is_kept_before_each_step_and_the_steps_follow_in_order(path, monkeypatch):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    done = []

    def step(number):
        def go(connection: Connection) -> None:
            done.append(number)
            connection.exec_driver_sql(f"CREATE TABLE later_{number} (x INTEGER)")

        return go

    monkeypatch.setattr(sqlite, "STEPS", (*sqlite.STEPS, step(1), step(2)))
    monkeypatch.setattr(sqlite, "VERSION", VERSION + 2)
    new = Ledger.open(path, FixedClock(START))
    assert done == [1, 2]
    assert new.delivery(key("a")).state is State.CLAIMED
    new.close()
    (kept,) = path.parent.glob(f"ledger.db.v{VERSION}-*")
    monkeypatch.undo()
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert raw.execute("SELECT count(*) FROM deliveries").fetchone() == (1,)


def give_words(raw):
    """A reason's words stand in columns, as before the catalogue."""
    triggers = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'events' AND type = 'trigger'"
    ).fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    for table in ("deliveries", "follow_ups", "pages", "events"):
        for column in ("why_vi", "why_en", "todo_vi", "todo_en"):
            raw.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
            said = f"{column} = 'lời cũ: ' || code || ' {column}'"
            raw.execute(f"UPDATE {table} SET {said} WHERE code IN ('late', 'gone', 'left-out')")
        raw.execute(f"UPDATE {table} SET code = 'gone' WHERE code = 'left-out'")
        raw.execute(f"ALTER TABLE {table} DROP COLUMN given")
    for _, made in triggers:
        raw.execute(made)
    raw.commit()


def bring_back(path, version):
    """Give the ledger the form that it had in that version."""
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("DROP TABLE notifications; DROP TABLE remarks")  # of version 12
        raw.execute("DROP INDEX of_post_on_page")  # of version 11
        raw.executescript("DROP TABLE insights; DROP TABLE page_insights; DROP TABLE approval_asks")
        raw.executescript("DROP TABLE comment_acts; DROP TABLE comments")
        raw.executescript("DROP TABLE comment_reads; DROP TABLE comment_pages")
        raw.executescript("DROP TABLE outside; DROP TABLE links")  # of version 10
        if version < 9:
            give_words(raw)
        if version < 8:
            for index in ("by_state", "by_unit", "by_post", "standstills", "clock_rights", "corrections"):
                raw.execute(f"DROP INDEX {index}")
        if version < 7:
            raw.execute("DROP INDEX waking")
            raw.execute("ALTER TABLE deliveries ADD COLUMN priority INTEGER NOT NULL DEFAULT 0")
            raw.execute(f"CREATE INDEX waking ON deliveries (next_try_at, priority) WHERE {is_waking}")
            raw.execute("ALTER TABLE deliveries DROP COLUMN drafts")
        if version < 6:
            for table in ("identity", "compared"):
                raw.execute(f"DROP TABLE {table}")
        if version < 5:
            raw.execute("DROP TABLE approvals")
        if version < 4:
            for table in ("follow_ups", "freeze", "visits"):
                raw.execute(f"DROP TABLE {table}")
            for column in ("words_print", "cards_print", "first_comment", "former_ids"):
                raw.execute(f"ALTER TABLE deliveries DROP COLUMN {column}")
        if version < 3:
            raw.execute("DROP INDEX scheduled")
            raw.execute("ALTER TABLE deliveries DROP COLUMN scheduled_for")
        if version < 2:
            raw.execute("DROP TABLE queue")
        raw.execute(f"PRAGMA user_version = {version}")


@pytest.mark.sqlite
def test_a_ledger_of_before_follow_ups_knows_them_and_keeps_its_rows(path):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    bring_back(path, 3)
    new = Ledger.open(path, FixedClock(START))
    (row,) = new.deliveries()
    assert (row.words_print, row.first_comment, row.former_ids) == ("", "", ())
    assert new.follow_ups() == []
    assert new.frozen is None
    fresh = path.with_name("fresh.db")
    Ledger.open(fresh, FixedClock(START)).close()
    for table in ("deliveries", "follow_ups", "pages", "events"):
        columns = []
        for book in (path, fresh):
            with closing(sqlite3.connect(book)) as raw:
                columns.append({row[1]: row[2:5] for row in raw.execute(f"PRAGMA table_info({table})")})
        assert columns[0] == columns[1]
    new.close()


@pytest.mark.sqlite
def test_a_ledger_with_priorities_loses_them_and_knows_of_drafts(path):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    bring_back(path, 6)
    new = Ledger.open(path, FixedClock(START))
    (row,) = new.waking()
    assert (row.key, row.drafts) == (key("a"), ())
    (kept,) = path.parent.glob("ledger.db.v6-*")
    fresh = path.with_name("fresh.db")
    Ledger.open(fresh, FixedClock(START)).close()
    assert sorted(form_of(path)) == sorted(form_of(fresh)) != sorted(form_of(kept))
    new.close()


@pytest.mark.sqlite
def test_a_ledger_of_before_the_catalogue_says_what_it_said_and_tells_left_out_from_gone(path):
    old = Ledger.open(path, FixedClock(START))
    with old.writing("test") as book:
        row = book.begin(key("a"), "facebook:1", START, State.CLAIMED, reason=CLAIM)
        row = book.move(row, State.RETRY, reason=reasons.GONE)
        row = book.move(row, State.CLAIMED, reason=CLAIM)
        book.move(row, State.SKIPPED, reason=reasons.LEFT_OUT.filled(post="a"))
        row = book.begin(key("b"), "facebook:1", START, State.CLAIMED, reason=CLAIM)
        book.move(row, State.RETRY, reason=reasons.GONE)
        late = reasons.LATE.filled(due="07:30", post="c")
        book.begin(key("c"), "facebook:1", START, State.HELD, reason=late)
        book.pause("facebook:1", Pause(FailureKind.POLICY, START, 1, late))
        book.remark("", Reason("alerts/told", Text("", ""), Text("", ""), "7"))
    old.close()
    bring_back(path, 8)
    new = Ledger.open(path, FixedClock(START))
    said = {
        row.key.post: (row.reason.code, row.reason.why.vi, row.reason.todo.en) for row in new.deliveries()
    }
    assert said == {
        "a": ("left-out", "lời cũ: left-out why_vi", "lời cũ: left-out todo_en"),
        "b": ("gone", "lời cũ: gone why_vi", "lời cũ: gone todo_en"),
        "c": ("late", "lời cũ: late why_vi", "lời cũ: late todo_en"),
    }
    assert [row.key.post for row in new.left_out()] == ["a"]
    assert new.paused()["facebook:1"].reason.why.vi == "lời cũ: late why_vi"
    (told,) = new.remarks("alerts/")
    assert (told.reason.why, told.reason.todo, told.reason.detail) == (Text("", ""), Text("", ""), "7")
    assert all(event.reason.why == Text("", "") for event in new.events() if event.reason.code == "claim")
    with new.writing("test") as book:  # what is written from now on is worded as it is read
        book.begin(key("d"), "facebook:1", START, State.HELD, reason=late)
    assert new.delivery(key("d")).reason == late
    new.close()
    with closing(sqlite3.connect(path)) as raw:
        for change in ("UPDATE events SET who = 'x'", "DELETE FROM events"):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(change)
        assert first_broken(raw) is None
    fresh = path.with_name("fresh.db")
    Ledger.open(fresh, FixedClock(START)).close()
    assert sorted(form_of(path)) == sorted(form_of(fresh))


@pytest.mark.sqlite
def test_a_word_of_before_that_cannot_be_read_stops_the_step_and_leaves_the_ledger_as_it_was(path):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    bring_back(path, 8)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE deliveries SET code = 'late', why_vi = CAST(x'61ff' AS TEXT)")
        raw.commit()
    for _ in range(2):
        stops(path, "deliveries, 1, given")
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (8,)
    assert list(path.parent.glob("ledger.db.v8-*")) == []


@pytest.mark.sqlite
def test_a_ledger_of_before_strangers_gets_their_table_and_keeps_its_rows(path):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    rows = old.deliveries()
    old.close()
    bring_back(path, 9)
    new = Ledger.open(path, FixedClock(START))
    assert new.deliveries() == rows
    new.close()
    fresh = path.with_name("fresh.db")
    Ledger.open(fresh, FixedClock(START)).close()
    assert sorted(form_of(path)) == sorted(form_of(fresh))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO outside VALUES (1, 'nhìn', '2026', '2026', 1, NULL)")
        assert str(first_broken(raw)) == "outside, 1, glance"


@pytest.mark.sqlite
def test_two_programs_that_bring_the_ledger_up_keep_one_copy(path, monkeypatch):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    bring_back(path, 8)
    copied = []

    def copy(source, target):
        other = sqlite3.connect(source, timeout=0)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")  # the other one waits, and then has nothing to do
        copied.append(target)
        take(source, target)

    take = sqlite.copy
    monkeypatch.setattr(sqlite, "copy", copy)
    Ledger.open(path, FixedClock(START)).close()
    assert copied == list(path.parent.glob("ledger.db.v8-*"))


def form_of(path):
    """Each table's columns and each index, as SQLite has them."""
    with closing(sqlite3.connect(path)) as raw:
        columns = raw.execute(
            'SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_master m, pragma_table_info(m.name) c'
            " WHERE m.type = 'table'"
        ).fetchall()
        indexes = raw.execute("SELECT name, sql, '', 0 FROM sqlite_master WHERE type = 'index'").fetchall()
    return [*columns, *((name, sql or "", *rest) for name, sql, *rest in indexes)]


@pytest.mark.sqlite
def test_a_ledger_of_before_the_queue_gets_its_cursor(path):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    bring_back(path, 1)
    new = Ledger.open(path, FixedClock(START))
    with new.writing("test") as book:
        book.facts.give_until(START)
    assert (new.cursor, new.count()) == (START, 1)
    new.close()


@pytest.mark.sqlite
def test_a_step_that_fails_changes_nothing(path, monkeypatch):
    Ledger.open(path, FixedClock(START)).close()

    def half(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE later (x INTEGER)")
        raise DatabaseError("step", None, Exception("disk full"))

    monkeypatch.setattr(sqlite, "STEPS", (*sqlite.STEPS, half))
    monkeypatch.setattr(sqlite, "VERSION", VERSION + 1)
    with pytest.raises(Stop):
        Ledger.open(path, FixedClock(START))
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)


def indexes(path):
    with closing(sqlite3.connect(path)) as raw:
        return dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall())


@pytest.mark.parametrize("version", [1, 3, 6, 7])
@pytest.mark.sqlite
def test_an_older_ledger_gets_the_indexes_of_a_new_one(path, version):
    old = Ledger.open(path, FixedClock(START))
    begin(old)
    old.close()
    new = indexes(path)
    bring_back(path, version)
    assert len(indexes(path)) < len(new)
    Ledger.open(path, FixedClock(START)).close()
    assert indexes(path) == new
