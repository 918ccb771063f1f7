"""No two writes or calls of the courier follow each other without a named point between them.

The kill tests kill at every point that there is. This one sees that none is missing: it watches the real
ledger and the real channels, and stops at two steps that nothing stands between.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event

from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.website import WebsiteChannel
from scheduler.delivery import faults
from scheduler.engine.tick import tick
from tests.faults import test_kill_changes as changes
from tests.faults import test_kill_for_real as deliveries
from tests.faults.real import open_works, posts, run_to_the_end

CALLS = (
    "prepare",
    "reveal",
    "confirm",
    "edit",
    "withdraw",
    "comment",
    "find_comments",
    "shown",
    "standing",
    "look_up",
    "seen",
    "set_mark",
)
POINT = "point"


class Steps(list):
    """What was done in turn: POINT for a point passed; else the line that wrote or called."""

    in_call = False

    def __eq__(self, point):  # it stands in the place of the name of the point to die at: never this one
        self.append(POINT)
        return False

    __hash__ = None

    def unguarded(self):
        """The pairs of steps with no point between them."""
        return {f"{one} then {next_}" for one, next_ in pairwise(self) if POINT not in (one, next_)}


def line_of_courier():
    """The line in delivery/ or engine/ that led here, past the ledger's own."""
    frame = sys._getframe()
    while frame:
        name = frame.f_code.co_filename
        if ("/delivery/" in name or "/engine/" in name) and "/scheduler/" in name and "ledger.py" not in name:
            return f"{name.rpartition('/')[2]}:{frame.f_lineno}"
        frame = frame.f_back
    return "outside"


@pytest.fixture
def steps(monkeypatch):
    seen = Steps()

    def watch(channel, name):
        method = getattr(channel, name)

        def call(*args, **kwargs):
            if not seen.in_call:  # a call that a channel makes of its own is part of it
                seen.append(f"{name} at {line_of_courier()}")
            before, seen.in_call = seen.in_call, True
            try:
                return method(*args, **kwargs)
            finally:
                seen.in_call = before

        monkeypatch.setattr(channel, name, call)

    for channel in (FacebookChannel, WebsiteChannel):
        for name in CALLS:
            if hasattr(channel, name):
                watch(channel, name)

    def wrote(_connection):
        seen.append(f"write at {line_of_courier()}")

    event.listen(Engine, "commit", wrote)
    monkeypatch.setattr(faults, "_name", seen)
    yield seen
    event.remove(Engine, "commit", wrote)


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=pytest.mark.slow if n else ()) for n in range(len(deliveries.SCENES))]
)
def test_between_two_steps_of_a_delivery_stands_a_point(tmp_path, rehearsal, steps, monkeypatch, number):
    story = posts(f"points-{number}", rehearsal.clock.now() + timedelta(hours=1))
    scene = deliveries.SCENES[number]
    handover, remade = deliveries.handover_of(scene), deliveries.is_remade(scene)
    deliveries.arm(rehearsal, deliveries.faults_of(scene), monkeypatch)
    works = open_works(tmp_path, rehearsal, story, handover=handover)
    with closing(works), closing(works.clock):
        if remade:
            tick(works)
            deliveries.remake(works)
            steps.clear()
        run_to_the_end(works, edit=handover != "0d" and not remade)
    assert steps.count(POINT) > 20
    assert steps.unguarded() == set()


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(scene, marks=pytest.mark.slow if number else ())
        for number, scene in enumerate(changes.SCENES)
    ],
)
def test_between_two_steps_of_a_change_stands_a_point(tmp_path, rehearsal, steps, monkeypatch, scene):
    story = changes.a_story(rehearsal, f"points of {scene}")
    changes.arm(rehearsal, scene)
    prepare = changes.prepare

    def unwatched(*given):
        prepare(*given)
        steps.clear()

    monkeypatch.setattr(changes, "prepare", unwatched)
    works = changes.a_run(tmp_path, rehearsal, story, scene, steps)
    works.close()
    works.clock.close()
    assert steps.count(POINT) > 5
    assert steps.unguarded() == set()
