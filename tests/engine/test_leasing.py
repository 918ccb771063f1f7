"""Each lease is in one program's hand; whoever stood still for too long knows that it lost it."""

import threading
from contextlib import ExitStack, closing
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, update
from sqlalchemy.exc import SQLAlchemyError

from scheduler.clock import FixedClock
from scheduler.delivery.leases import workers_of
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import leases, workers
from scheduler.delivery.witness import Unusable
from scheduler.engine import leasing as module
from scheduler.engine.leasing import COORDINATOR, Leasing
from scheduler.engine.lock import carrying
from scheduler.engine.worker import _bear, _help, work
from scheduler.problems import Stop, Text
from tests import postgres
from tests.delivery.practice import START

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not postgres.programs(), reason="PostgreSQL is not here")]
PAGES = [f"facebook:{number}" for number in range(40)]


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.open(postgres.database_of(tmp_path), FixedClock(START))) as opened:
        yield opened


@pytest.fixture
def program(ledger):
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Leasing(ledger.store))


def end(ledger):
    """Its time is over, by the server's clock."""
    with ledger.store.at_once.connect() as connection:
        connection.execute(update(leases).values(until=func.clock_timestamp() - timedelta(seconds=1)))


def test_of_many_that_take_at_once_each_page_is_one_programs(program):
    programs = [program() for _ in range(6)]
    taken, begun = {}, threading.Barrier(len(programs))

    def take(one):
        begun.wait()
        taken[one] = [page for _ in range(10) for page in one.take_pages(PAGES, 3)]

    threads = [threading.Thread(target=take, args=(one,)) for one in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [page for pages in taken.values() for page in pages]
    assert sorted(found) == sorted(PAGES)


def test_the_first_free_ones_are_taken_in_the_order_in_which_they_are_asked_for(program):
    here, there = program(), program()
    assert here.take_pages(["facebook:2"], 5) == ["facebook:2"]
    assert there.take_pages(["facebook:3", "facebook:2", "facebook:1"], 1) == ["facebook:3"]
    assert there.take_pages(["facebook:3", "facebook:2", "facebook:1"], 5) == ["facebook:1"]


def test_what_is_given_back_is_anothers_at_once(program):
    here, there = program(), program()
    with here.taking("facebook:1") as is_ours:
        assert is_ours
        with there.taking("facebook:1") as is_theirs:
            assert not is_theirs
        with here.taking("facebook:1") as again:
            assert again  # in the same thread's hand
    with there.taking("facebook:1") as is_theirs:
        assert is_theirs


def test_a_lease_that_ended_is_anothers_and_is_not_renewed_by_whoever_had_it(program, ledger):
    here, there = program(), program()
    assert here.take([COORDINATOR])
    end(ledger)
    assert there.take([COORDINATOR])
    assert here._leases.renew([COORDINATOR]) == set()
    here.give_back([COORDINATOR])
    assert there.owner_of(COORDINATOR) is not None


def test_a_program_that_stood_still_knows_without_asking_that_its_lease_is_lost(program, monkeypatch):
    here = program()
    here.take([COORDINATOR])
    now = module._elapsed()
    with here.in_hand(COORDINATOR):
        assert here.has(COORDINATOR)
        assert not here.has_lost()
        monkeypatch.setattr(module, "_elapsed", lambda: now + 30)
        assert here.has_lost()
    assert not here.has_lost()  # nothing is in hand


def test_leases_are_kept_while_the_program_lives(program, monkeypatch, ledger):
    monkeypatch.setattr(module, "_BEAT", 0.05)
    here = program()
    here.take([COORDINATOR])
    with ledger.store.at_once.connect() as connection:
        soon = func.clock_timestamp() + timedelta(seconds=2)
        connection.execute(update(leases).values(until=soon))
    until = threading.Event()
    for _ in range(100):
        with ledger.store.at_once.connect() as connection:
            asked = leases.select().where(leases.c.until > func.clock_timestamp() + timedelta(seconds=10))
            if connection.execute(asked).first():
                return
        until.wait(0.05)
    raise AssertionError("never renewed")


def test_the_others_are_told_who_carries_and_who_was_cut_off(program, ledger):
    here, there = program(), program()
    here.me.role = "coordinator"
    here.reads("one print")
    there.reads("another")
    here.take([COORDINATOR])
    assert not there.reads_as_coordinator()
    there.reads("one print")
    assert there.reads_as_coordinator()
    with ledger.store.at_once.connect() as connection:
        cut = workers.c.role == ""
        connection.execute(
            update(workers).where(cut).values(seen_at=func.clock_timestamp() - timedelta(minutes=1))
        )
    seen = [(one.role, one.is_alive) for one in workers_of(ledger)]
    assert seen == [("coordinator", True), ("", False)]


def test_without_a_coordinator_no_calendar_is_the_right_one(program):
    assert not program().reads_as_coordinator()


def test_who_carries_alone_and_slept_knows_that_it_lost_the_right(tmp_path, monkeypatch):
    with carrying(postgres.database_of(tmp_path)) as leasing:
        assert not leasing.has_lost()
        now = module._elapsed()
        monkeypatch.setattr(module, "_elapsed", lambda: now + 30)
        assert leasing.has_lost()


def test_a_round_that_fails_ends_no_worker_and_a_ledger_that_another_has_does():
    works = SimpleNamespace(stopping=threading.Event())
    works.stopping.set()
    for passing in (KeyError("a"), OSError(), Unusable(Text("đầy", "full"))):
        _bear(works, passing, 1)
    with pytest.raises(Stop):
        _bear(works, Stop(Text("nơi khác", "elsewhere")), 1)


def test_whoever_still_has_the_coordinators_lease_goes_on_coordinating(program):
    here, stopping = program(), threading.Event()
    here.take([COORDINATOR])  # and its `serve` ended, since a renewal came late
    works = SimpleNamespace(stopping=stopping, timekeeper=SimpleNamespace(listen=stopping.set))
    _help(works, here, None, print)
    assert not stopping.is_set()  # it did not go on as a worker


def test_a_server_that_fails_as_one_begins_to_coordinate_ends_no_worker(program, monkeypatch):
    here, begun = program(), []
    works = SimpleNamespace(stopping=threading.Event())

    def fails(*_):
        begun.append(1)
        if len(begun) == 2:
            works.stopping.set()
        raise SQLAlchemyError

    monkeypatch.setattr("scheduler.engine.worker.serve", fails)
    monkeypatch.setattr(works.stopping, "wait", lambda _: None)
    work(works, here, None, print)
    assert len(begun) == 2


def test_what_hung_while_the_lease_was_lost_goes_on_by_no_later_one(program, ledger):
    here, there = program(), program()
    here.take([COORDINATOR])
    with here.in_hand(COORDINATOR):
        end(ledger)
        assert there.take([COORDINATOR])
        there.give_back([COORDINATOR])
        assert here.take([COORDINATOR])  # by another thread, while this one hung
        assert here.has(COORDINATOR)
        assert here.has_lost()
    with here.in_hand(COORDINATOR):
        assert not here.has_lost()
