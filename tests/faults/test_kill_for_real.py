"""The same with the real channels: the practice Facebook on a socket, the website in its folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from scheduler.engine.tick import tick
from tests.faults.arming import LOOKS, arm
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import fault_points
from tests.faults.real import check_each_once, open_works, posts, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

SCENES = [
    [],
    [{"fault": "error-500-after", "path": "feed"}],
    [{"fault": "error-500-before", "path": "feed"}],
    [
        {"fault": "cut-after", "path": "feed"},
        {"fault": "slow-edges", "path": "published_posts", "seconds": 480, "count": 1000},
    ],
    [{"handover": "7d"}],
    [{"fault": "error-500-before", "path": "photos"}],
    [
        {"fault": "error-500-after", "path": "feed"},
        {"fault": "error-500-before", "path": "published_posts"},
    ],
    *(  # the page cannot be read just when it is looked at, and can before and after
        [
            {"fault": "error-500-before", "path": "feed"},
            {"fault": "error-500-before", "path": "published_posts", "at": look},
        ]
        for look in LOOKS
    ),
    [
        {"handover": "7d"},
        {"fault": "error-500-before", "path": "post"},
        {"fault": "error-500-before", "path": "delete"},
    ],
    [{"handover": "7d", "remade": True}],
]


def handover_of(scene):
    """How long ahead the page takes posts in it."""
    return next((one["handover"] for one in scene if "handover" in one), "0d")


def faults_of(scene):
    """Its faults alone."""
    return [one for one in scene if "handover" not in one]


def is_remade(scene):
    """Whether a person meddles with what waits on the page."""
    return any("remade" in one for one in scene)


def run(folder, rehearsal, story, point, handover, remade):
    works = open_works(folder, rehearsal, story, handover=handover)
    if remade:
        tick(works)
        remake(works)
    faults._name, faults._left = point, 1
    run_to_the_end(works, edit=handover != "0d" and not remade)


def remake(works):
    """On the page somebody deletes what waits there, and schedules it anew: other ids, the same words."""
    edition = works.edition()
    for row in works.ledger.scheduled(works.clock.now()):
        planned, channel = edition.agenda.find(row.key), works.outlets.get(row.key.unit, row.key.channel)
        channel.withdraw(row.remote_id)
        outgoing = replace(edition.outgoing(planned, channel), scheduled=row.scheduled_for)
        channel.reveal(outgoing, channel.prepare(outgoing))


@pytest.mark.parametrize("point", fault_points())
def test_killed_there_and_started_again_page_and_website_show_each_post_once(
    tmp_path, rehearsal, point, monkeypatch
):
    kills = 0
    for number, scene in likely_first(__name__, SCENES, point):
        folder = tmp_path / str(number)
        folder.mkdir()
        first = rehearsal.clock.now() + timedelta(hours=1)
        story = posts(f"{point}-{number}", first)
        before = len(rehearsal.posts())
        handover, remade = handover_of(scene), is_remade(scene)
        arm(rehearsal, faults_of(scene), monkeypatch)
        key = (__name__, number)
        kills += is_killed(run, folder, rehearsal, story, point, handover, remade, scene=key)
        works = open_works(folder, rehearsal, story, handover=handover)
        run_to_the_end(works, edit=handover != "0d" and not remade)
        rows = works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 4, (scene, [row.reason for row in rows])
        check_each_once(folder, rehearsal, story, rows)
        assert len(rehearsal.posts()) - before == len(story), scene
        works.close()
        works.clock.close()
        if kills:
            return
    raise AssertionError("no scene comes by this point")
