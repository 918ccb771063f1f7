"""`kill -9` at every point of an edit and a withdrawal of an article, then a restart: each is done once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from scheduler.delivery import faults
from scheduler.delivery.change_reasons import CHANGE_UNSEEN
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.ledger import State
from scheduler.engine.causes import causes
from scheduler.engine.deciding import retry
from scheduler.engine.status import standings
from scheduler.rehearsal.server import start
from tests.delivery.practice import START
from tests.faults.killing import is_killed, may_die
from tests.faults.points import change_points
from tests.faults.real import run_to_the_end
from tests.faults.test_kill_changes import CHANGED, change_calendar, prepare
from tests.faults.test_zalo import open_works, site, told

__all__ = ["site"]  # a fixture

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


@pytest.fixture
def fresh(tmp_path_factory, site):
    """A world of its own, whose list is one page: what is to fail at a look fails there."""
    with start(tmp_path_factory.mktemp("fresh"), start=START, site=site) as running:
        yield running


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
        if not may_die((__name__, scene), point):
            continue
        folder = tmp_path / f"{point}-{number}"
        folder.mkdir()
        (post, *_) = told(folder.name, fresh.clock.now() + timedelta(minutes=5), count=2)
        fresh.disarm()
        kills += is_killed(a_run, folder, fresh, site, (post,), scene, point, scene=(__name__, scene))
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


def test_a_withdrawal_of_which_nothing_is_proved_is_told_and_ends_by_a_persons_word(tmp_path, fresh, site):
    folder = tmp_path / "blind"
    folder.mkdir()
    (post, *_) = told(folder.name, fresh.clock.now() + timedelta(minutes=5), count=2)
    works = open_works(folder, fresh, site, (post,))
    run_to_the_end(works)
    works.clock.wait(timedelta(hours=2).total_seconds())
    prepare(works, "withdraw", "zalo")
    fresh.arm("cut-after", "zalo-remove")
    fresh.arm("error-500-before", "zalo-getslice", count=None)
    run_to_the_end(works)
    ((change, row),) = works.ledger.follow_ups()
    assert [one for one in fresh.articles() if one["title"] == post.title] == []  # it did happen
    assert (row.state, change.progress, change.reason.code) == (
        State.PUBLISHED,
        Progress.HELD,
        CHANGE_UNSEEN.code,
    )
    (told_of,) = causes(works.ledger.events_after(0), works.ledger.paused(), (), works.settings.zone)
    assert str(row.key) in told_of.words("vi")
    assert "loa retry" in told_of.words("vi")
    (standing,) = [one for one in standings(works) if one.key == row.key]
    assert "Mở trang xem đã xong chưa" in standing.reason.todo.vi
    fresh.disarm()
    retry(works, "Chị Lan", row.key)  # as she was asked to
    run_to_the_end(works)
    assert works.ledger.follow_ups() == []
    assert works.ledger.delivery(row.key).state is State.WITHDRAWN
    works.close()
