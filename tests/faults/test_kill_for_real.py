"""The same with the real channels: the practice Facebook on a socket, the website in its folder."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from tests.faults.killing import is_killed
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
    [
        {"fault": "error-500-before", "path": "feed"},
        {"fault": "error-500-before", "path": "published_posts", "chance": 0.5, "seed": 3, "count": 1000},
    ],
    [
        {"handover": "7d"},
        {"fault": "error-500-before", "path": "published_posts"},
        {"fault": "error-500-before", "path": "delete"},
    ],
]


def arm(rehearsal, scene):
    """Arm its faults, and none of before; gives how long ahead the page takes posts in it."""
    rehearsal.disarm()
    for fault in scene:
        if "handover" not in fault:
            rehearsal.arm(**fault)
    return next((one["handover"] for one in scene if "handover" in one), "0d")


def run(folder, rehearsal, story, point, handover):
    faults._name, faults._left = point, 1
    run_to_the_end(open_works(folder, rehearsal, story, handover=handover), edit=handover != "0d")


@pytest.mark.parametrize("point", fault_points())
def test_killed_there_and_started_again_page_and_website_show_each_post_once(tmp_path, rehearsal, point):
    kills = 0
    for number, scene in enumerate(SCENES):
        folder = tmp_path / str(number)
        folder.mkdir()
        first = rehearsal.clock.now() + timedelta(hours=1)
        story = posts(f"{point}-{number}", first)
        before = len(rehearsal.posts())
        handover = arm(rehearsal, scene)
        kills += is_killed(run, folder, rehearsal, story, point, handover)
        works = open_works(folder, rehearsal, story, handover=handover)
        run_to_the_end(works, edit=handover != "0d")
        rows = works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 4, (scene, [row.reason for row in rows])
        check_each_once(folder, rehearsal, story, rows)
        assert len(rehearsal.posts()) - before == len(story), scene
        works.close()
        works.clock.close()
        if kills:
            return
    raise AssertionError("no scene comes by this point")
