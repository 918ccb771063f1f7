"""`kill -9` at every point while a card and an upright film become stories: each is shown once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.calendar.model import ChannelName, ChannelVariant
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.hearing import Hearing
from scheduler.channels.opening import Opening
from scheduler.channels.stories import open_stories
from scheduler.channels.stories_kind import KIND, StoriesSettings
from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from scheduler.rehearsal.clock import RehearsalClock
from tests.channels.making import ZONE
from tests.faults.arming import LOOKS, arm
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import carrying_points
from tests.faults.real import StillClock, posts, run_to_the_end
from tests.faults.test_kill_wordpress import works_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

SCENES = {
    "plain": [],
    "answer lost": [{"fault": "cut-after"}],
    "not shown, no answer": [{"fault": "cut-before"}],
    "a page of HTML": [{"fault": "html-502", "done": True}],
    "an upload broken": [
        {"fault": "error-500-before", "path": "photos"},
        {"fault": "cut-half", "path": "film-upload"},
    ],
    "the list is late": [
        {"fault": "cut-after"},
        {"fault": "slow-edges", "path": "stories", "seconds": 480, "count": 1000},
    ],
    **{
        f"{fault}, the list cannot be read {look}": [
            {"fault": fault},
            {"fault": "error-500-before", "path": "stories", "at": look},
        ]
        for look in LOOKS
        for fault in ("error-500-before", "error-500-after")
    },
}


def scene_of(name):
    """Its faults, those of the public call for the card's and for the film's (which is begun by the same)."""
    return [
        {**one, **more}
        for one in SCENES[name]
        for more in (
            [{}] if "path" in one else [{"path": "photo_stories"}, {"path": "video_stories", "count": 2}]
        )
    ]


def open_works(folder, rehearsal, story):
    clock = StillClock(RehearsalClock(rehearsal.address))
    (folder / "token.txt").write_text(rehearsal.token)
    (folder / "token.txt").chmod(0o600)
    (folder / "var").mkdir(exist_ok=True)
    page = FacebookSettings(page=rehearsal.page_id, token="file:token.txt", graph_url=rehearsal.address)
    block = StoriesSettings(page=rehearsal.page_id)
    opening = Opening(KIND, folder, "Hội", "vi", ZONE, clock, Hearing(clock), beside=page)
    return works_of(folder, story, clock, block, open_stories(block, opening, timeout=(30.0, 30.0)))


def a_story(rehearsal, name):
    card, upright = posts(name, rehearsal.clock.now() + timedelta(minutes=5))
    there = {ChannelName("stories"): ChannelVariant()}
    at = card.at + timedelta(minutes=30)
    film = {"film": "phim-dung.mp4", "film_alt": "Mẹ và con"}
    return structs.replace(card, channels=there), structs.replace(upright, channels=there, at=at, **film)


def show(folder, rehearsal, story, point=""):
    works = open_works(folder, rehearsal, story)
    faults._name, faults._left = point, 1
    run_to_the_end(works)
    return works


@pytest.mark.slow
@pytest.mark.parametrize("point", carrying_points())
def test_killed_there_and_started_again_each_story_is_shown_once(tmp_path, rehearsal, point, monkeypatch):
    for number, scene in likely_first(__name__, SCENES, point):
        folder = tmp_path / str(number)
        folder.mkdir()
        story = a_story(rehearsal, f"tin-{point}-{number}")
        before = {one["id"] for one in rehearsal.stories()}
        arm(rehearsal, scene_of(scene), monkeypatch)
        was_killed = is_killed(show, folder, rehearsal, story, point, scene=(__name__, number))
        works = show(folder, rehearsal, story)
        rehearsal.disarm()
        rehearsal.clock.advance_to(rehearsal.clock.now() + timedelta(minutes=2))
        rows = works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 2, (scene, [row.reason for row in rows])
        there = {one["id"] for one in rehearsal.stories()} - before
        assert there == {row.remote_id for row in rows}, scene
        works.close()
        works.clock.close()
        if was_killed:
            return
    raise AssertionError("no scene comes by this point")
