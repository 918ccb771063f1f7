"""The machine and what is around it: a full disk, a sleeping PC, a jumping clock, no network for a day."""

from __future__ import annotations

import contextlib
import itertools
import os
import resource
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.exc import SQLAlchemyError

from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.engine.tick import tick
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, post, settings
from tests.examples import examples

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


def run_until(world, end):
    """From one next due time to the next, as the engine would."""
    for _ in range(400):
        report = tick(world.works)
        if report.next_due is None or report.next_due > end:
            world.clock.instant = max(world.clock.instant, end)
            return
        world.clock.instant = max(world.clock.instant + timedelta(seconds=1), report.next_due)
    raise AssertionError("it never comes to rest")


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and limits")
@pytest.mark.parametrize("pages", range(0, 40, 3))
def test_a_disk_that_is_full_at_any_moment_loses_and_doubles_nothing(tmp_path, pages):
    def opened():
        clock = FixedClock(START)
        page = Page(clock, file=tmp_path / "page.jsonl")
        posts = [post(name, START) for name in "abc"]
        return World(tmp_path, clock, page, Painter(), calendar(*posts), settings(spacing=timedelta()))

    world = opened()
    world.works.begin()
    world.works.close()
    used = max(path.stat().st_size for path in (tmp_path / "var").iterdir())
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            world = opened()
            limit = used + 4096 * pages
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            with contextlib.suppress(SQLAlchemyError):  # the next wake-up goes on where this ended
                tick(world.works)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    world = opened()
    run_until(world, START + HOUR)
    assert set(world.states().values()) == {"published"}
    assert len(world.page.posts) == len(set(world.page.texts())) == 3
    world.works.close()


@hypothesis_settings(max_examples=examples(6))
@given(jumps=st.lists(st.integers(-7200, 20000), min_size=3, max_size=12))
def test_whatever_the_clock_does_each_post_is_public_once(tmp_path_factory, jumps):
    clock = FixedClock(START)
    page = Page(clock)
    posts = [post(f"p{n}", START + n * 2 * HOUR) for n in range(6)]
    folder = tmp_path_factory.mktemp("jumps")
    world = World(folder, clock, page, Painter(), calendar(*posts), settings(within=30 * DAY))
    tick(world.works)
    for seconds in jumps:
        clock.instant += timedelta(seconds=seconds)
        tick(world.works)
    clock.instant = max(clock.instant, START + 2 * DAY)
    run_until(world, clock.instant + 5 * DAY)
    assert world.states() == dict.fromkeys((f"p{n}" for n in range(6)), "published")
    assert len(page.posts) == len(set(page.texts())) == 6
    world.works.close()


@pytest.mark.parametrize(
    ("first", "days"),
    [
        # over the year's end
        pytest.param(datetime(2026, 12, 29, 7, 30, tzinfo=BERLIN), 6, marks=pytest.mark.slow),
        # over 29 February
        pytest.param(datetime(2028, 2, 27, 7, 30, tzinfo=BERLIN), 4, marks=pytest.mark.slow),
        # a time that the clocks skip on the 28th
        pytest.param(datetime(2027, 3, 26, 2, 30, tzinfo=BERLIN), 4, marks=pytest.mark.slow),
        (datetime(2027, 10, 29, 2, 30, tzinfo=BERLIN), 4),  # a time that comes twice on the 31st
    ],
)
def test_each_date_goes_out_once_at_years_end_leap_day_and_when_the_clocks_change(world, first, days):
    w = world(post("a", first, repeat=f"FREQ=DAILY;COUNT={days}"))
    w.clock.instant = (first - DAY).astimezone(UTC)
    tick(w.works)
    for _ in range(24 * (days + 2)):  # hour by hour, not only when something is due
        w.clock.instant += HOUR
        tick(w.works)
    assert len(w.page.posts) == days
    dates = {datetime.fromisoformat(item["at"]).astimezone(BERLIN).date() for item in w.page.posts}
    assert dates == {(first + n * DAY).date() for n in range(days)}


def test_after_a_day_without_a_network_the_late_rule_decides_and_nothing_is_lost(world):
    w = world(*(post(f"p{n:02}", START + n * 3 * HOUR) for n in range(10)))
    back = START + 23 * HOUR

    def offline():
        if w.clock.instant < back:
            raise failure(FailureKind.CERTAIN, "network")

    w.page.during_prepare = offline
    run_until(w, START + 3 * DAY)
    states = w.states()
    held = {name for name, state in states.items() if state == "held"}
    assert held == {f"p{n:02}" for n in range(6)}  # due more than six hours before
    assert {state for name, state in states.items() if name not in held} == {"published"}
    assert {w.row(name).reason.code for name in held} <= {"late", "tried-out"}
    times = sorted(datetime.fromisoformat(item["at"]) for item in w.page.posts)
    late = [at for at in times if at < back + HOUR]
    gaps = [later - earlier for earlier, later in itertools.pairwise(late)]
    assert min(gaps) >= timedelta(minutes=10)


def test_a_pc_that_slept_publishes_what_is_in_time_and_holds_the_rest(world):
    w = world(post("a", START + HOUR), post("b", START + 5 * HOUR), post("c", START + 9 * HOUR))
    tick(w.works)
    w.clock.instant = START + 8 * HOUR  # it woke up
    run_until(w, START + 10 * HOUR)
    assert w.states() == {"a": "held", "b": "published", "c": "published"}


def test_an_edit_while_the_pc_slept_goes_out_as_it_reads_now(world):
    w = world(post("a", START + HOUR))
    tick(w.works)
    w.read = replace(w.read, posts=(post("a", START + HOUR, "Lời mới nhất."),))
    w.clock.instant = START + 3 * HOUR
    tick(w.works)
    assert "Lời mới nhất." in w.page.texts()[0]
