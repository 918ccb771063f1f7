"""Practice time: it stands, it steps, it never goes back; or it runs."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.hearing import Hearing, ask_time
from scheduler.clock import FixedClock
from scheduler.rehearsal.server import start
from scheduler.rehearsal.timing import PracticeTime, RunningTime

from .conftest import FIRST_DAY


def test_it_stands_still_until_it_is_stepped(world):
    before = world.clock.now()
    time.sleep(0.05)
    assert world.clock.now() == before
    world.clock.wait(30)
    assert world.clock.now() == before + timedelta(seconds=30)
    world.clock.wait(0.25)
    assert world.clock.now() == before + timedelta(seconds=30.25)


def test_it_never_goes_back(world):
    before = world.clock.now()
    world.clock.advance_to(before - timedelta(days=3))
    assert world.clock.now() == before
    url = world.address + "/_rehearsal/clock"
    assert requests.post(url, json={"advance": -5}, timeout=9).status_code == 400
    assert world.clock.now() == before


def test_waits_side_by_side_are_one_wait(world):
    before = world.clock.now()
    gate = threading.Barrier(4)

    def wait() -> None:
        goal = before + timedelta(seconds=60)
        gate.wait()
        world.clock.advance_to(goal)

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.clock.now() == before + timedelta(seconds=60)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"to": "soon"},
        {"to": 5},
        {"to": "2026-12-24T07:30:00"},
        {"advance": "x"},
        {"advance": 1e300},
        {"too": 1},
    ],
)
def test_a_step_that_cannot_be_meant_is_refused_in_both_languages(world, wrong):
    answer = requests.post(world.address + "/_rehearsal/clock", json=wrong, timeout=9)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "loi"}


def test_a_step_must_be_json(world):
    answer = requests.post(world.address + "/_rehearsal/clock", data=b"later", timeout=9)
    assert answer.status_code == 400


def test_a_kept_world_goes_on_where_it_stood_whatever_start_says(folder):
    with start(folder, start=FIRST_DAY) as world:
        world.clock.advance_to(FIRST_DAY + timedelta(days=3))
    with start(folder, start=FIRST_DAY + timedelta(days=90)) as world:
        assert world.clock.now() == FIRST_DAY + timedelta(days=3)


def test_real_time_runs_and_waiting_is_waiting(folder):
    with start(folder, real_time=True) as world:
        assert abs(world.clock.now() - datetime.now(UTC)) < timedelta(seconds=2)
        began = time.monotonic()
        world.clock.wait(0.3)
        assert time.monotonic() - began >= 0.25


def test_real_time_begins_where_it_is_told(folder):
    with start(folder, real_time=True, start=FIRST_DAY + timedelta(days=900)) as world:
        first = world.clock.now()
        time.sleep(0.02)
        assert timedelta(0) < world.clock.now() - first < timedelta(seconds=10)
        assert first - (FIRST_DAY + timedelta(days=900)) < timedelta(seconds=10)


def test_real_time_cannot_be_stepped():
    practice = PracticeTime(FIRST_DAY, real=True, keep=lambda _: None)
    with pytest.raises(RunningTime):
        practice.advance_to(FIRST_DAY)


@given(st.lists(st.floats(-1e6, 1e6)), st.booleans())
def test_whatever_the_machines_clock_does_practice_time_never_goes_back(jumps, real):
    machine = FixedClock(FIRST_DAY)
    practice = PracticeTime(FIRST_DAY, real=real, keep=lambda _: None, machine=machine)
    seen = [practice.now()]
    for jump in jumps:
        machine.wait(jump)
        seen.append(practice.now())
    assert seen == sorted(seen)
    assert real or set(seen) == {FIRST_DAY}


def test_every_answer_is_dated_by_the_practice_worlds_clock(folder):
    with start(folder, start=FIRST_DAY) as world:
        hearing = Hearing(world.clock)
        assert ask_time(world.address, hearing)
        assert abs(hearing.apart) < timedelta(seconds=2)
        world.clock.advance_to(FIRST_DAY + timedelta(days=400))
        assert hearing.is_old
        assert ask_time(world.site_address, hearing)
        assert abs(hearing.apart) < timedelta(seconds=2)
