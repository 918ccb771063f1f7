"""`kill -9` at every point of a comment, an edit and a withdrawal, then a restart: each is done once."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.delivery import change_reasons, faults
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import State
from tests.faults.killing import is_killed, may_die
from tests.faults.points import change_points
from tests.faults.real import open_works, posts, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

COMMENT = "Hỏi thêm thì gọi 111."
CHANGED = "Lời đã sửa cho đúng."
LOST = [{"fault": "error-500-after"}]
SCENES = {  # what is asked, and what goes wrong with its call
    "comment": ("comment", []),
    "comment, answer lost": ("comment", LOST),
    "edit": ("edit", []),
    "edit, answer lost": ("edit", LOST),
    "edit, answer lost, post unreadable": ("edit", [*LOST, {"fault": "error-500-before", "path": "post"}]),
    "withdraw": ("delete", []),
    "withdraw, answer lost": ("delete", LOST),
    "anew": ("delete", []),
    "edit, but a person took it down": ("edit", []),
    "not asked for: a person took it down": ("delete", []),
}


def a_story(rehearsal, name):
    """One post with a first comment, in five minutes."""
    (post, _) = posts(name, rehearsal.clock.now() + timedelta(minutes=5))
    return (structs.replace(post, first_comment=COMMENT),)


def arm(rehearsal, scene):
    call, trouble = SCENES[scene]
    rehearsal.disarm()
    for fault in trouble:
        rehearsal.arm(**{"path": call, **fault})


def a_run(folder, rehearsal, story, scene, point=""):
    """Publish, ask for the change once, carry it out; or go on from where an earlier run was killed.

    It is killed at *point* of what the scene is about, not of the first comment that comes before it.
    """
    works = open_works(folder, rehearsal, story)
    asked = folder / "asked"
    if not asked.exists():
        if not scene.startswith("comment"):
            run_to_the_end(works)
            prepare(works, scene)
        asked.touch()
        faults._name, faults._left = point, 1
    elif not scene.startswith("comment"):
        change_calendar(works, scene)
    run_to_the_end(works)
    works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    run_to_the_end(works)
    return works


def change_calendar(works, scene):
    if scene.startswith("edit"):
        calendar = works.calendar()
        read = replace(calendar, posts=tuple(structs.replace(post, text=CHANGED) for post in calendar.posts))
        works.calendar = lambda: read


def prepare(works, scene, channel="facebook"):
    """Ask for what the scene is about, of the post on that channel."""
    change_calendar(works, scene)
    row = next(row for row in works.ledger.deliveries() if row.key.channel == channel)
    if "took it down" in scene:
        works.outlets.get("province", channel).withdraw(row.remote_id)
    if scene.startswith("not asked for"):
        return
    kind = Kind.EDIT if scene.startswith("edit") else Kind.WITHDRAW
    with works.ledger.writing("Chị Lan") as book:
        book.follow_ups.ask(
            row, kind, reason=change_reasons.EDIT_ASKED, why="sai số", is_anew=scene == "anew"
        )


@pytest.mark.parametrize("point", change_points())
def test_killed_there_and_started_again_each_change_is_done_once(tmp_path, rehearsal, point):
    kills = 0
    for number, scene in enumerate(SCENES):
        if not may_die((__name__, scene), point):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        story = a_story(rehearsal, f"{point}-{number}")
        arm(rehearsal, scene)
        kills += is_killed(a_run, folder, rehearsal, story, scene, point, scene=(__name__, scene))
        works = a_run(folder, rehearsal, story, scene)
        check(rehearsal, works, story[0], scene)
        works.close()
        works.clock.close()
    assert kills, "no scene comes by this point"


def check(rehearsal, works, post, scene):
    seen = [one for one in rehearsal.posts() if post.title in one["message"]]
    row = next(row for row in works.ledger.deliveries() if row.key.channel == "facebook")
    assert works.ledger.follow_ups() == [], scene
    if scene.startswith("withdraw") or "took it down" in scene:
        assert (seen, row.state) == ([], State.WITHDRAWN), scene
        return
    (one,) = seen
    assert (row.state, row.remote_id) == (State.PUBLISHED, one["id"]), scene
    assert one["comments"] == [COMMENT], scene
    assert (CHANGED in one["message"]) == scene.startswith("edit"), scene
    assert bool(row.former_ids) == (scene == "anew"), scene
