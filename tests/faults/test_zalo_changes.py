"""`kill -9` at every point of an edit and a withdrawal of an article, then a restart: each is done once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from tests.faults.killing import is_killed
from tests.faults.points import change_points
from tests.faults.real import run_to_the_end
from tests.faults.test_kill_changes import CHANGED, change_calendar, prepare
from tests.faults.test_zalo import fresh, open_works, site, told

__all__ = ["fresh", "site"]  # fixtures

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

UNREADABLE = {"fault": "error-500-before", "path": "zalo-getslice", "count": 2}
SCENES = {  # what goes wrong
    "edit": [],
    "edit, answer lost": [{"fault": "error-500-after", "path": "zalo-update"}],
    "edit, answer lost, list unreadable": [{"fault": "cut-after", "path": "zalo-update"}, UNREADABLE],
    "withdraw": [],
    "withdraw, answer lost": [{"fault": "error-500-after", "path": "zalo-remove"}],
    "withdraw, answer lost, list unreadable": [{"fault": "cut-after", "path": "zalo-remove"}, UNREADABLE],
    "anew": [],
    "edit, but a person took it down": [],
    "not asked for: a person took it down": [],
}


def a_run(folder, rehearsal, site, story, scene, point=""):
    """Publish, ask for the change once, carry it out; or go on from where an earlier run was killed."""
    works = open_works(folder, rehearsal, site, story)
    asked = folder / "asked"
    if asked.exists():
        change_calendar(works, scene)
    else:
        run_to_the_end(works)
        works.clock.wait(timedelta(hours=2).total_seconds())  # Zalo's list shows it by now
        prepare(works, scene, "zalo")
        for fault in SCENES[scene]:
            rehearsal.arm(**fault)
        asked.touch()
        faults._name, faults._left = point, 1
    run_to_the_end(works)
    works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    run_to_the_end(works)
    return works


@pytest.mark.parametrize("point", change_points())
def test_killed_there_and_started_again_each_change_is_done_once(tmp_path, fresh, site, point):
    kills = 0
    for number, scene in enumerate(SCENES):
        folder = tmp_path / f"{point}-{number}"
        folder.mkdir()
        (post, *_) = told(folder.name, fresh.clock.now() + timedelta(minutes=5), count=2)
        fresh.disarm()
        kills += is_killed(a_run, folder, fresh, site, (post,), scene, point)
        works = a_run(folder, fresh, site, (post,), scene)
        check(fresh, works, post, scene)
        works.close()
    assert kills, "no scene comes by this point"


def check(rehearsal, works, post, scene):
    seen = [one for one in rehearsal.articles() if one["title"] == post.title and one["status"] == "show"]
    row = next(row for row in works.ledger.deliveries() if row.key.channel == "zalo")
    assert works.ledger.follow_ups() == [], scene
    if scene.startswith("withdraw") or "took it down" in scene:
        assert (seen, row.state) == ([], State.WITHDRAWN), scene
        return
    (one,) = seen
    assert (row.state, row.remote_id) == (State.PUBLISHED, one["id"]), scene
    assert (CHANGED in str(one["content"]["body"])) == scene.startswith("edit"), scene
