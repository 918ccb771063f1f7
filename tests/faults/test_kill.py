"""`kill -9` at every named point of the courier, then a restart: each post stands on the page once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery import faults
from scheduler.delivery.decisions import LOOKS
from scheduler.delivery.ledger import State
from scheduler.engine.tick import tick
from tests.delivery.drafting import DraftingPage
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, post, settings
from tests.faults.killing import is_killed, may_die
from tests.faults.points import change_points, fault_points, rebuild_points

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

POINTS = fault_points()
LAG = timedelta(seconds=3)
UNREADABLE = failure(FailureKind.CERTAIN, "unreadable")
SCENES = {
    "plain": dict,
    "answer lost": lambda: {"faults": ["made, answer lost"]},
    "not made, no answer": lambda: {"faults": [failure(FailureKind.DOUBTFUL)]},
    "seen only at the last look": lambda: {"faults": ["made, answer lost"]},
    "refused": lambda: {"faults": [failure(FailureKind.CERTAIN)]},
    "picture refused": lambda: {"prepare_faults": [failure(FailureKind.CERTAIN)]},
    "answer lost, page unreadable": lambda: {"faults": ["made, answer lost"], "find_faults": [UNREADABLE]},
    "last look unreadable": lambda: {
        "faults": ["made, answer lost"],
        "find_faults": [*[None] * len(LOOKS), UNREADABLE],
    },
    "handed over, then edited": dict,
    "handed over, stands under another id": lambda: {"find_faults": ["no such id"]},
    "a draft": dict,
    "a draft, answer lost": lambda: {"faults": ["made, answer lost"]},
    "a draft, not made, no answer": lambda: {"faults": [failure(FailureKind.DOUBTFUL)]},
    "page unreadable before anything goes out": lambda: {"seen_faults": [UNREADABLE]},
    "handed over, page unreadable": lambda: {"find_faults": [UNREADABLE], "withdraw_faults": [UNREADABLE]},
}
# where a point is passed more than once
TWICE = (
    "plain",
    "answer lost",
    "a draft, answer lost",
    "handed over, then edited",
)
EDITED = START + timedelta(minutes=30)


def test_every_point_has_its_own_name():
    every = POINTS + change_points() + rebuild_points()
    assert len(every) == len(set(every)) > 20


def open_world(folder, trouble, lag=LAG, *, ahead=False, drafts=False):
    clock = FixedClock(START)
    page = (DraftingPage if drafts else Page)(clock, file=folder / "page.jsonl", lag=lag, **trouble)
    if ahead:
        page.handover = timedelta(days=7)
    last = START + timedelta(hours=2)
    posts = [post("a", START), post("b", None), post("c", last)]
    slots = {"daily": ["08:00"]}  # an hour after START, there
    read = calendar(*posts, slots=slots)
    edited = calendar(*posts[:2], post("c", last, "Lời đã sửa."), slots=slots) if ahead else read
    # The clock goes on where the killed run stood: the page and the ledger both know a lower bound.
    world = World(folder, clock, page, Painter(), read, settings(within=timedelta(days=1)))
    world.works.calendar = lambda: edited if clock.now() >= EDITED else read
    times = [event.at for event in world.works.ledger.events()]
    clock.instant = max([START, *times])
    return world


def run_to_the_end(world):
    for _ in range(300):
        report = tick(world.works)
        if report.next_due is None:
            return
        world.clock.instant = max(world.clock.instant, report.next_due)
    raise AssertionError("it never comes to rest")


def run(folder, point, passing, trouble, lag, ahead, drafts):
    faults._name, faults._left = point, passing
    run_to_the_end(open_world(folder, trouble, lag, ahead=ahead, drafts=drafts))


@pytest.mark.slow
@pytest.mark.parametrize("passing", [1, 2])
@pytest.mark.parametrize("point", POINTS)
def test_killed_there_and_started_again_each_post_is_public_once(tmp_path, point, passing):
    kills = 0
    for number, scene in enumerate(SCENES if passing == 1 else TWICE):
        if not may_die((__name__, scene), point):
            continue
        trouble = SCENES[scene]
        folder = tmp_path / str(number)
        folder.mkdir()
        lag = timedelta(minutes=8) if "last look" in scene else LAG
        ahead = "handed over" in scene
        drafts = "draft" in scene
        if not is_killed(run, folder, point, passing, trouble(), lag, ahead, drafts, scene=(__name__, scene)):
            continue
        kills += 1
        world = open_world(folder, {}, lag, ahead=ahead, drafts=drafts)
        run_to_the_end(world)
        rows = world.works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 3, scene
        assert sorted(item["id"] for item in world.page.posts) == sorted(row.remote_id for row in rows), scene
        assert len(set(world.page.texts())) == 3, scene
        world.works.close()
    assert kills or passing > 1, "no scene comes by this point"
