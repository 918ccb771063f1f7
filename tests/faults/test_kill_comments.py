"""`kill -9` at every point of hiding and answering a comment, then a restart: each is done once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from scheduler.delivery import faults
from scheduler.delivery.comments import Act
from scheduler.engine.comments import ask, watch_comments
from scheduler.queries.comments import flagged, open_orders
from tests.faults.killing import is_killed, may_die
from tests.faults.points import comment_points
from tests.faults.real import open_works, posts, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

CRY, ANSWER = "cứu em với", "Bạn gọi ngay 111."
LOST, BROKEN = [{"fault": "error-500-after"}], [{"fault": "error-500-before"}]
SCENES = {  # what is asked, with which call, and what goes wrong there
    "hide": (Act.HIDE, "edit", []),
    "hide, answer lost": (Act.HIDE, "edit", LOST),
    "answer": (Act.ANSWER, "comment", []),
    "answer, answer lost": (Act.ANSWER, "comment", LOST),
    "answer, not made": (Act.ANSWER, "comment", BROKEN),
    "answer, throttled": (Act.ANSWER, "comment", [{"fault": "throttle", "minutes": 2}]),
    "hide, page blind": (Act.HIDE, "edit", [*LOST, {"fault": "error-500-before", "path": "post"}]),
}


def a_story(rehearsal, name):
    return posts(name, rehearsal.clock.now() + timedelta(minutes=5))[:1]


def a_run(folder, rehearsal, story, scene, point=""):
    """Publish, be commented on, ask; or go on from where an earlier run was killed."""
    works = open_works(folder, rehearsal, story)
    act = SCENES[scene][0]
    if not (folder / "said").exists():
        run_to_the_end(works)
        (page,) = [row for row in works.ledger.deliveries() if row.key.channel == "facebook"]
        rehearsal.visit(post=page.remote_id, message=f"{CRY} {story[0].id}")
        works.clock.wait(600)
        (folder / "said").touch()
    faults._name, faults._left = point, 1
    watch_comments(works)
    if not (folder / "asked").exists():
        (one,) = flagged(works.ledger, works.clock.now() - timedelta(days=30))
        (folder / "asked").touch()
        ask(works, "Chị Lan", one.id, act, ANSWER if act is Act.ANSWER else "")
    for _ in range(40):
        watch_comments(works)
        works.clock.wait(120)
    return works


@pytest.mark.parametrize("point", comment_points())
def test_killed_there_and_started_again_it_is_hidden_or_answered_once(tmp_path, rehearsal, point):
    kills = 0
    for number, scene in enumerate(SCENES):
        if not may_die((__name__, scene), point):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        story = a_story(rehearsal, f"{point}-{number}")
        act, call, trouble = SCENES[scene]
        rehearsal.disarm()
        for fault in trouble:
            rehearsal.arm(**{"path": call, **fault})
        kills += is_killed(a_run, folder, rehearsal, story, scene, point, scene=(__name__, scene))
        works = a_run(folder, rehearsal, story, scene)
        check(rehearsal, works, story[0], act, scene)
        works.close()
        works.clock.close()
    assert kills, "no scene comes by this point"


def check(rehearsal, works, post, act, scene):
    every = rehearsal.comments()
    (cry,) = [one for one in every if one["message"] == f"{CRY} {post.id}"]
    answers = [one for one in every if one["parent"] == cry["id"]]
    (one,) = flagged(works.ledger, works.clock.now() - timedelta(days=30))
    assert open_orders(works.ledger, works.clock.now() + timedelta(days=9)) == [], scene
    assert len(one.doing) == 1, scene
    if act is Act.HIDE:
        assert (cry["is_hidden"], one.is_hidden, answers) == (True, True, []), scene
    else:
        assert [answer["message"] for answer in answers] == [ANSWER], scene
        assert one.doing[0].remote_id == answers[0]["id"], scene
