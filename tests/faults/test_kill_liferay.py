"""`kill -9` at every point while posts go to a small Liferay and are taken down: each is there once."""

from __future__ import annotations

import copy
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from scheduler.calendar.model import ChannelName, ChannelVariant
from scheduler.channels.hearing import Hearing
from scheduler.channels.liferay import LiferayChannel
from scheduler.channels.liferay_kind import KIND, LiferaySettings
from scheduler.channels.opening import Opening
from scheduler.clock import FixedClock
from scheduler.delivery import change_reasons, faults
from scheduler.delivery.decisions import LOOKS
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import State
from scheduler.secrets import Secret
from tests.channels import liferay_server
from tests.channels.graph_server import Reply
from tests.channels.making import ZONE
from tests.delivery.practice import START
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import carrying_points, change_points
from tests.faults.real import posts
from tests.faults.test_kill import run_to_the_end as run_stepped
from tests.faults.test_kill_wordpress import works_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

CUT, BROKEN = Reply(cut="before"), Reply(b"<html>", 502, {"Content-Type": "text/html"})
PUT, GET = ("PUT", "blog-postings"), ("GET", "blog-postings")
SCENES = {
    "plain": {},
    "a picture refused": {("PUT", "documents"): [(BROKEN, False)]},
    "answer lost": {PUT: [(CUT, True)]},
    "not made": {PUT: [(CUT, False)]},
    "answer lost, unreadable": {PUT: [(CUT, True)], GET: [(None, True), (BROKEN, False), (BROKEN, False)]},
    "not made, the last look unreadable": {
        PUT: [(CUT, False)],
        GET: [*[(None, True)] * (1 + len(LOOKS)), (BROKEN, False)],
    },
    "seen at the last look": {
        PUT: [(CUT, True)],
        GET: [(None, True), *[(liferay_server.ABSENT, False)] * len(LOOKS)],
    },
}


@pytest.fixture
def portal():
    with liferay_server.running() as server:
        yield server


class World:
    """What a killed and started program sees; its clock goes on where the killed one stood."""

    def __init__(self, folder, portal, story):
        self.clock = FixedClock(START)
        block = LiferaySettings(address=portal.address, site="20121", user="loa", password="env:X")
        opening = Opening(KIND, Path(), "Hội", "vi", ZONE, self.clock, Hearing(self.clock))
        channel = LiferayChannel(block, Secret("mat khau dai"), opening, timeout=(30.0, 30.0))
        self.works = works_of(folder, story, self.clock, block, channel)
        self.clock.instant = max([START, *(event.at for event in self.works.ledger.events())])


def a_story(name):
    (post, _) = posts(name, START + timedelta(minutes=5))
    return (structs.replace(post, channels={ChannelName("liferay"): ChannelVariant()}),)


def publish(folder, portal, story, point=""):
    world = World(folder, portal, story)
    faults._name, faults._left = point, 1
    run_stepped(world)
    return world.works


@pytest.mark.parametrize("point", carrying_points())
def test_killed_there_and_started_again_the_posting_is_there_once(tmp_path, portal, point):
    for number, scene in likely_first(__name__, SCENES, point):
        folder = tmp_path / str(number)
        folder.mkdir()
        story = a_story(f"{point}-lr-{number}")
        portal.kept = {"documents": {}, "blog-postings": {}}
        portal.spoilt = {call: copy.copy(answers) for call, answers in SCENES[scene].items()}
        was_killed = is_killed(publish, folder, portal, story, point, scene=(__name__, number))
        works = publish(folder, portal, story)
        (row,) = works.ledger.deliveries()
        assert row.state is State.PUBLISHED, (scene, row.reason)
        assert [str(one["id"]) for one in portal.postings()] == [row.remote_id], scene
        works.close()
        if was_killed:
            return
    raise AssertionError("no scene comes by this point")


def take_down(folder, portal, story, point=""):
    world = World(folder, portal, story)
    if not (folder / "asked").exists():
        run_stepped(world)
        (row,) = world.works.ledger.deliveries()
        with world.works.ledger.writing("Chị Lan") as book:
            book.follow_ups.ask(
                row, Kind.WITHDRAW, reason=change_reasons.EDIT_ASKED, why="sai", is_anew=False
            )
        (folder / "asked").touch()
        faults._name, faults._left = point, 1
    run_stepped(world)
    return world.works


@pytest.mark.parametrize("lost", [{}, {("DELETE", "blog-postings"): [(CUT, True)]}])
def test_killed_while_it_is_taken_down_it_goes_once_with_its_pictures(tmp_path, portal, lost):
    kills = 0
    for point in change_points():
        folder = tmp_path / point
        folder.mkdir()
        portal.kept = {"documents": {}, "blog-postings": {}}
        portal.spoilt = copy.deepcopy(lost)
        story = a_story(f"{point}-lw")
        kills += is_killed(take_down, folder, portal, story, point)
        works = take_down(folder, portal, story)
        (row,) = works.ledger.deliveries()
        assert (row.state, portal.postings(), portal.kept["documents"]) == (State.WITHDRAWN, [], {}), point
        works.close()
    assert kills >= 5
