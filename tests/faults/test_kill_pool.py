"""`kill -9` at every named point while the pool fills slots: each is given once, and every rest is kept."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from scheduler.clock import FixedClock
from scheduler.delivery import faults
from scheduler.engine.tick import tick
from tests.delivery.practice import START, Page, Painter, World, calendar, post, settings
from tests.faults.killing import is_killed, may_die
from tests.faults.points import fault_points

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="needs fork"), pytest.mark.slow]

DAYS = 18
SCENES = {"plain": [], "answer lost": ["made, answer lost"]}


def open_world(folder, trouble):
    clock = FixedClock(START)
    page = Page(clock, file=folder / "page.jsonl", lag=timedelta(seconds=3), faults=list(trouble))
    posts = [post(name, None, evergreen=14) for name in ("p", "q")]
    read = calendar(*posts, slots={"daily": ["08:00"]})  # an hour after START, there
    world = World(folder, clock, page, Painter(), read, settings(within=timedelta(hours=6)))
    clock.instant = max([START, *(event.at for event in world.works.ledger.events())])
    return world


def run_to_the_end(world):
    for _ in range(200):
        report = tick(world.works)
        if report.next_due is None or report.next_due > START + timedelta(days=DAYS):
            return
        world.clock.instant = max(world.clock.instant, report.next_due)
    raise AssertionError("it never comes to rest")


def run(folder, point, passing, trouble):
    faults._name, faults._left = point, passing
    run_to_the_end(open_world(folder, trouble))


@pytest.mark.parametrize("point", fault_points())
def test_killed_there_each_slot_is_filled_once_and_every_rest_is_kept(tmp_path, point):
    for scene, trouble in SCENES.items():
        if not may_die((__name__, scene), point):
            continue
        folder = tmp_path / scene
        folder.mkdir()
        if not is_killed(run, folder, point, 1, trouble, scene=(__name__, scene)):
            continue
        world = open_world(folder, [])
        run_to_the_end(world)
        went = sorted((item["text"], datetime.fromisoformat(item["at"])) for item in world.page.posts)
        assert len(went) == 4, (scene, went)  # p, q, and both again
        assert len({at.date() for _, at in went}) == 4, (scene, went)
        for (text, at), (other, later) in pairwise(went):
            assert text != other or later.date() - at.date() >= timedelta(days=14), (scene, went)
        world.works.close()
