"""What a ledger on a PostgreSQL server alone promises; all other tests of ledgers run there as well, with
`LOA_TEST_LEDGER=postgresql` (tests/conftest.py)."""

import subprocess
import sys
import threading
from contextlib import closing

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from scheduler.clock import FixedClock
from scheduler.delivery import postgres as module
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.ledger import Ledger, State
from scheduler.delivery.reasons import CLAIM
from scheduler.delivery.schema import VERSION
from scheduler.delivery.store import where_of
from scheduler.problems import Stop
from tests import postgres
from tests.delivery.practice import START, key

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not postgres.programs(), reason="PostgreSQL is not here")]


@pytest.fixture
def where(tmp_path):
    return postgres.database_of(tmp_path)


@pytest.fixture
def ledger(where):
    with closing(Ledger.open(where, FixedClock(START))) as opened:
        yield opened


def _sql(where, said, user=postgres.USER):
    engine = create_engine(where.set(username=user), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(said))


def begin(book, name, state=State.CLAIMED):
    return book.begin(key(name), "facebook:1", START, state, reason=CLAIM)


def test_two_that_open_an_empty_database_at_once_find_one_ledger():
    where = postgres.shared().database("t-empty")
    postgres._made.add("t-empty")
    found, begun = [], threading.Barrier(4)

    def open_it():
        begun.wait()
        with closing(Ledger.open(where, FixedClock(START))) as ledger:
            found.append(ledger.count())

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0, 0, 0, 0]


def test_who_writes_has_a_turn_and_numbers_come_in_the_order_of_reading(ledger, where):
    """A line that is seen has no earlier one that is still to come, whoever writes at the same time."""
    seen, stop = [], threading.Event()

    def watch():
        with closing(Ledger.open(where, FixedClock(START))) as own:
            known = 0
            while not stop.is_set():
                lines = own.events_after(known)
                seen.extend(line.id for line in lines)
                known = lines[-1].id if lines else known

    def write(name):
        with closing(Ledger.open(where, FixedClock(START))) as own:
            for number in range(25):
                with own.writing(name) as book:
                    begin(book, f"{name}-{number}")

    watching = threading.Thread(target=watch)
    watching.start()
    writers = [threading.Thread(target=write, args=(f"w{number}",)) for number in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    with ledger.writing("last") as book:
        begin(book, "last")
    while len(seen) < 101 and watching.is_alive():
        stop.wait(0.05)
    stop.set()
    watching.join()
    assert seen == list(range(1, 102))


def test_several_questions_of_one_reading_see_one_state(ledger):
    with ledger.reading() as reading:
        before = reading.execute(text("SELECT count(*) FROM deliveries")).scalar()
        with ledger.writing("another") as book:
            begin(book, "a")
        assert reading.execute(text("SELECT count(*) FROM deliveries")).scalar() == before == 0


def test_lines_are_only_ever_added(ledger):
    with ledger.writing("me") as book:
        begin(book, "a")
    for change in ("UPDATE events SET who = 'x'", "DELETE FROM events"):
        with pytest.raises(ProgrammingError), ledger.store.writing.begin() as connection:
            connection.execute(text(change))


def test_another_programs_database_is_left_alone(where):
    other = postgres.shared().database("t-other")
    postgres._made.add("t-other")
    _sql(other, "CREATE TABLE theirs (id integer)")
    with pytest.raises(Stop) as stop:
        Ledger.open(other, FixedClock(START))
    assert "another program's tables" in stop.value.say("en")


def test_a_program_that_is_older_than_the_ledger_neither_opens_nor_goes_on_writing(ledger, where):
    _sql(where, f"UPDATE loa_ledger SET version = {VERSION + 1}")
    with pytest.raises(Stop) as stop:
        Ledger.open(where, FixedClock(START))
    assert "newer Loa" in stop.value.say("en")
    with pytest.raises(Stop), ledger.writing("old") as book:
        begin(book, "a")
    assert ledger.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "nowhere"}, "no such database"),
        ({"query": {"host": "/nowhere"}}, "cannot be reached"),
        ({"username": "stranger"}, "refuses the login"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_words_without_a_password(where, change, words):
    with pytest.raises(Stop) as stop:
        Ledger.open(where.set(password="very-secret", **change), FixedClock(START))
    assert words in stop.value.say("en")
    assert "very-secret" not in stop.value.say("vi") + str(stop.value) + repr(stop.value)


def test_an_account_that_may_not_make_tables_is_told_so(where):
    bare = postgres.shared().database("t-bare")
    postgres._made.add("t-bare")
    _sql(bare, "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN", "postgres")
    with pytest.raises(Stop) as stop:
        Ledger.open(bare.set(username="guest"), FixedClock(START))
    assert "may not write" in stop.value.say("en")


def test_what_no_text_of_postgresql_may_hold_is_kept_without_it(ledger):
    with ledger.writing("me\x00") as book:
        begin(book, "a\x00b")
        book.remark("page\x00", CLAIM.filled(why="\x00"))
    assert [row.key.post for row in ledger.deliveries()] == ["a\N{REPLACEMENT CHARACTER}b"]


def test_a_writer_that_stops_in_its_transaction_is_ended_by_the_server_and_others_go_on(ledger, monkeypatch):
    monkeypatch.setattr(module, "_FROZEN", 1)
    with closing(Ledger.open(ledger.where, FixedClock(START))) as frozen:
        connection = frozen.store.writing.connect()
        connection.begin()
        with ledger.writing("another") as book:
            begin(book, "a")
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1"))
        connection.invalidate()
        connection.close()
    assert ledger.count() == 1


def test_after_the_server_was_started_again_the_same_ledger_goes_on(tmp_path):
    server = postgres.Server(postgres.shared().folder.with_name(f"loa-pg-own-{tmp_path.name}"))
    server.start()
    try:
        with closing(Ledger.open(server.database("own"), FixedClock(START))) as ledger:
            with ledger.writing("me") as book:
                begin(book, "a")
            server.stop()
            with pytest.raises(DBAPIError):
                ledger.count()
            with pytest.raises(Stop) as stop:
                Ledger.open(server.url("own"), FixedClock(START))
            assert "cannot be reached" in stop.value.say("en")
            server.start()
            with ledger.writing("me") as book:
                begin(book, "b")
            assert ledger.count() == 2
    finally:
        server.stop()
        postgres.remove(server.folder)


def test_each_machine_has_the_databases_own_seat_and_a_copy_of_it_another(ledger, where, tmp_path):
    assert ledger.store.seat is not None
    with closing(Ledger.open(where, FixedClock(START))) as other:
        assert other.store.seat == ledger.store.seat
    here, there = (Announcer(ledger, None, tmp_path / machine) for machine in ("here", "there"))
    here.check(())
    here.be()
    there.check(())
    ledger.close()
    copied = postgres.database_of(tmp_path / "copy")
    postgres.copy(where, copied)
    with closing(Ledger.open(copied, FixedClock(START))) as older, pytest.raises(Stop) as stop:
        Announcer(older, None, tmp_path / "there").check(())
    assert stop.value.status == 3


def test_the_settings_name_a_file_or_a_server(tmp_path):
    assert where_of(tmp_path, "var/ledger.db") == tmp_path / "var/ledger.db"
    assert where_of(tmp_path, "postgresql+psycopg://loa@db.example.vn/loa").host == "db.example.vn"


def test_a_ledger_that_is_a_file_needs_no_client_of_postgresql():
    program = "import sys; sys.modules['psycopg'] = None; import scheduler.cli.app, scheduler.delivery.ledger"
    subprocess.run([sys.executable, "-c", program], check=True)
