"""A ledger that moves to a server, and back, is the same ledger; the one that was left carries no more."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from scheduler.delivery.announcing import Announcer
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM
from scheduler.delivery.schema import metadata, remarks
from scheduler.engine.leasing import Leasing
from scheduler.engine.moving import move
from scheduler.engine.tick import tick
from scheduler.problems import Stop
from tests import postgres
from tests.delivery.practice import START, post
from tests.engine.conftest import broken_file, unforeseen, world  # noqa: F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,  # they name both themselves
    pytest.mark.skipif(not postgres.programs(), reason="PostgreSQL is not here"),
]
HOUR = timedelta(hours=1)


@pytest.fixture
def used(world):  # noqa: F811
    """A world that has published, and holds something, with remarks on it."""
    w = world(post("a", START), post("b", START + HOUR, first_comment="Hỏi gì cứ nhắn."))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    with w.works.ledger.store.writing.begin() as book:
        for number, settles in ((None, None), (None, 1)):
            said = {"post": "a", "at": START, "who": "Lan", "text": "Xem lại số điện thoại ☎"}
            book.execute(insert(remarks).values(id=number, settles=settles, **said))
    return w


def rows(ledger):
    with ledger.reading() as reading:
        asked = {table.name: select(table).order_by(*table.primary_key) for table in metadata.sorted_tables}
        return {name: [dict(row) for row in reading.execute(one).mappings()] for name, one in asked.items()}


def test_all_of_it_is_there_and_the_numbers_go_on(used, tmp_path):
    there = postgres.database_of(tmp_path / "server")
    before = rows(used.works.ledger)
    count = move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    assert count == sum(map(len, before.values())) > 10
    with closing(Ledger.open(there, used.clock)) as ledger:
        after = rows(ledger)
        (was,), (now,) = before.pop("identity"), after.pop("identity")
        assert after == before
        assert (now["ledger"], now["generation"]) == (was["ledger"], was["generation"] + 1)
        last = ledger.last_event()
        with ledger.writing("Lan") as book:
            book.facts.freeze("thử", reason=CLAIM)
        assert ledger.last_event() > last
        Announcer(ledger, used.works.outlets, used.state).check(())


def test_the_ledger_that_was_left_carries_no_more(used, tmp_path):
    there = postgres.database_of(tmp_path / "server")
    move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    used.restart()
    with pytest.raises(Stop) as stop:
        tick(used.works)
    assert stop.value.status == 3


def test_a_server_that_was_left_carries_no_more_on_any_machine(used, tmp_path):
    there, back = postgres.database_of(tmp_path / "server"), tmp_path / "back" / "ledger.db"
    move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    move(there, back, used.works.outlets, used.state, used.clock)
    with closing(Ledger.open(there, used.clock)) as ledger:
        with pytest.raises(Stop) as stop:
            Announcer(ledger, used.works.outlets, tmp_path / "another machine").check(())
        assert stop.value.status == 3


def test_a_server_by_which_workers_carry_is_not_left(used, tmp_path):
    there, back = postgres.database_of(tmp_path / "server"), tmp_path / "back" / "ledger.db"
    move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    with closing(Ledger.open(there, used.clock)) as ledger, Leasing(ledger.store) as worker:
        worker.me.role = "worker"
        worker.reads("so")
        with pytest.raises(Stop) as stop:
            move(there, back, used.works.outlets, used.state, used.clock)
        assert stop.value.status == 3
    move(there, back, used.works.outlets, used.state, used.clock)


def test_it_comes_back_to_a_file_as_it_went(used, tmp_path):
    there, back = postgres.database_of(tmp_path / "server"), tmp_path / "back" / "ledger.db"
    before = rows(used.works.ledger)
    move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    move(there, back, used.works.outlets, used.state, used.clock)
    with closing(Ledger.open(back, used.clock)) as ledger:
        after = rows(ledger)
        assert {**after, "identity": None} == {**before, "identity": None}
        assert after["identity"][0]["generation"] == before["identity"][0]["generation"] + 2
        Announcer(ledger, used.works.outlets, used.state).check(())


def test_a_place_that_has_a_ledger_is_left_alone(used, tmp_path):
    there = postgres.database_of(tmp_path / "server")
    with closing(Ledger.open(there, used.clock)) as ledger, ledger.writing("Lan") as book:
        book.facts.freeze("của người khác", reason=CLAIM)
    with pytest.raises(Stop) as stop:
        move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    assert "has a ledger already" in stop.value.say("en")
    tick(used.works)  # the old one goes on


def test_a_row_that_is_not_the_same_there_changes_nothing(used, tmp_path):
    there = postgres.database_of(tmp_path / "server")
    with used.works.ledger.store.writing.begin() as book:
        book.execute(insert(remarks).values(post="a", at=START, who="Lan", text="không giữ được: \x00"))
    with pytest.raises(Stop) as stop:
        move(used.works.ledger.where, there, used.works.outlets, used.state, used.clock)
    assert "remarks" in stop.value.say("en")
    with closing(Ledger.open(there, used.clock)) as ledger:
        assert not any(rows(ledger).values())
    tick(used.works)
