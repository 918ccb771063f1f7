"""`kill -9` at every point while posts go to WordPress, are edited, are taken down: each is there once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
import requests
from msgspec import structs

from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, ChannelVariant, Unit
from scheduler.channels.wordpress_kind import WordPressSettings
from scheduler.delivery import change_reasons, faults
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import Ledger, State
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.rehearsal.clock import RehearsalClock
from tests.channels.wordpress_server import opened
from tests.delivery.practice import settings as practice_settings
from tests.faults.arming import LOOKS, arm
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import carrying_points, change_points
from tests.faults.real import Both, Painter, StillClock, posts, run_to_the_end

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

CHANGED = "Lời đã sửa cho đúng với công văn mới."
PUBLISHING = {
    "plain": [],
    "a draft whose answer is lost": [{"fault": "cut-after", "path": "wp-create"}],
    "a picture whose answer is lost": [{"fault": "error-500-after", "path": "wp-media"}],
    "a draft not filled": [{"fault": "error-500-before", "path": "wp-update"}],
    "revealed, answer lost": [{"fault": "cut-after", "path": "wp-publish"}],
    "not revealed, no answer": [{"fault": "cut-before", "path": "wp-publish"}],
    "the site away": [{"fault": "refuse", "path": "*", "count": 4}],
    "a page of HTML": [{"fault": "html-502", "path": "wp-publish", "done": True}],
    **{
        f"{fault}, the site cannot be read {look}": [
            {"fault": fault, "path": "wp-publish"},
            {"fault": "error-500-before", "path": "wp-look", "at": look},
        ]
        for look in LOOKS
        for fault in ("error-500-before", "error-500-after")
    },
}
CHANGES = {
    "edit": [],
    "edit, answer lost": [{"fault": "cut-after", "path": "wp-update"}],
    "edit, answer lost, the site cannot be read": [
        {"fault": "error-500-after", "path": "wp-update"},
        {"fault": "error-500-before", "path": "wp-look", "at": "before-change-look"},
    ],
    "withdraw": [],
    "withdraw, answer lost": [{"fault": "cut-after", "path": "wp-delete"}],
    "withdraw, but a person took it down": [],
    "edit, but a person took it down": [],
    "not asked for: a person took it down": [],
    "anew": [],
}
SAMPLE = ("after-call",)


def open_works(folder, rehearsal, story):
    clock = StillClock(RehearsalClock(rehearsal.address))
    block = WordPressSettings(address=rehearsal.wordpress_address, user="loa", password="env:X")
    return works_of(folder, story, clock, block, opened(block, rehearsal.token, clock, timeout=(30.0, 30.0)))


def works_of(folder, story, clock, block, channel):
    """Works whose province has that one channel."""
    unit = Unit(PROVINCE, "Hội", channels={channel.name: block})
    edited = tuple(structs.replace(post, text=CHANGED) for post in story)
    read = Calendar(posts=edited if (folder / "edited").exists() else story, units={PROVINCE: unit})
    return Works(
        WorkFolder(folder),
        practice_settings(within=timedelta(days=2), spacing=timedelta()),
        clock,
        ledger=Ledger.open(folder / "ledger.db", clock),
        outlets=Both([channel], clock),
        calendar=lambda: read,
        painter=lambda _: Painter(),
    )


def a_story(rehearsal, name):
    (post, _) = posts(name, rehearsal.clock.now() + timedelta(minutes=5))
    return (structs.replace(post, channels={ChannelName("wordpress"): ChannelVariant()}),)


def there(rehearsal, post, statuses="publish,draft,pending,private,trash"):
    """All that WordPress has of *post*."""
    found = requests.get(
        f"{rehearsal.wordpress_address}/wp-json/wp/v2/posts",
        params={"status": statuses, "per_page": 10_000},
        auth=("loa", rehearsal.token),
        timeout=20,
    ).json()
    return [one for one in found if one["title"]["raw"] == post.title]


def publish(folder, rehearsal, story, point=""):
    works = open_works(folder, rehearsal, story)
    faults._name, faults._left = point, 1
    run_to_the_end(works)
    return works


def check_published(rehearsal, works, post, scene):
    (row,) = works.ledger.deliveries()
    assert row.state is State.PUBLISHED, (scene, row.reason)
    (one,) = there(rehearsal, post, "publish")
    assert str(one["id"]) == row.remote_id, scene
    assert "<img" in one["content"]["raw"], scene


def killed_while_publishing(tmp_path, rehearsal, point, monkeypatch):
    kills = 0
    for number, scene in likely_first(__name__, PUBLISHING, point):
        folder = tmp_path / str(number)
        folder.mkdir()
        story = a_story(rehearsal, f"{point}-wp-{number}")
        arm(rehearsal, PUBLISHING[scene], monkeypatch)
        key = (__name__, number)
        kills += is_killed(publish, folder, rehearsal, story, point, scene=key)
        works = publish(folder, rehearsal, story)
        rehearsal.disarm()
        check_published(rehearsal, works, story[0], scene)
        works.close()
        works.clock.close()
        if kills:
            break
    return kills


@pytest.mark.parametrize("point", SAMPLE)
def test_killed_there_and_started_again_the_post_is_there_once(tmp_path, rehearsal, point, monkeypatch):
    assert killed_while_publishing(tmp_path, rehearsal, point, monkeypatch)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_any_point_and_started_again_the_post_is_there_once(tmp_path, rehearsal, monkeypatch):
    never = []
    for point in carrying_points():
        (tmp_path / point).mkdir()
        if not killed_while_publishing(tmp_path / point, rehearsal, point, monkeypatch):
            never.append(point)
    assert never == ["before-adoption"]  # by its id it is seen at once, not only by the last look


def change(folder, rehearsal, story, scene, monkeypatch, point=""):
    """Publish, ask once for what *scene* is about and carry it out; or go on where a kill left it."""
    works = open_works(folder, rehearsal, story)
    asked = folder / "asked"
    if not asked.exists():
        run_to_the_end(works)
        works = prepare(folder, rehearsal, works, story, scene, monkeypatch)
        asked.touch()
        faults._name, faults._left = point, 1
    run_to_the_end(works)
    works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    run_to_the_end(works)
    return works


def prepare(folder, rehearsal, works, story, scene, monkeypatch):
    (row,) = works.ledger.deliveries()
    if scene.startswith("edit"):
        (folder / "edited").touch()
        works.close()
        works = open_works(folder, rehearsal, story)
    if "took it down" in scene:
        requests.delete(
            f"{rehearsal.wordpress_address}/wp-json/wp/v2/posts/{row.remote_id}",
            auth=("loa", rehearsal.token),
            timeout=20,
        )
    arm(rehearsal, CHANGES[scene], monkeypatch)
    if not scene.startswith("not asked for"):
        kind = Kind.EDIT if scene.startswith("edit") else Kind.WITHDRAW
        with works.ledger.writing("Chị Lan") as book:
            book.follow_ups.ask(
                row, kind, reason=change_reasons.EDIT_ASKED, why="sai số", is_anew=scene == "anew"
            )
    return works


def check_changed(rehearsal, works, post, scene):
    (row,) = works.ledger.deliveries()
    assert works.ledger.follow_ups() == [], scene
    public, every = there(rehearsal, post, "publish"), there(rehearsal, post)
    if scene.startswith("withdraw") or "took it down" in scene:
        assert (public, row.state) == ([], State.WITHDRAWN), scene
        assert len(every) == 1, scene
        return
    (one,) = public
    assert (row.state, row.remote_id) == (State.PUBLISHED, str(one["id"])), scene
    assert (CHANGED in one["content"]["raw"]) == scene.startswith("edit"), scene
    assert len(every) == (2 if scene == "anew" else 1), scene  # the former one is in the bin


def killed_while_changing(tmp_path, rehearsal, point, scenes, monkeypatch, *, every=False):
    kills = 0
    for number, scene in likely_first(f"{__name__}, changes", scenes, point):
        folder = tmp_path / f"{point}-{number}"
        folder.mkdir(parents=True)
        rehearsal.disarm()
        story = a_story(rehearsal, f"{point}-wpc-{number}")
        key = (f"{__name__}, changes", number)
        kills += is_killed(change, folder, rehearsal, story, scene, monkeypatch, point, scene=key)
        works = change(folder, rehearsal, story, scene, monkeypatch)
        rehearsal.disarm()
        check_changed(rehearsal, works, story[0], scene)
        works.close()
        works.clock.close()
        if kills and not every:
            break
    return kills


@pytest.mark.slow
def test_killed_after_an_edit_or_a_withdrawal_it_is_done_once(tmp_path, rehearsal, monkeypatch):
    both = ["edit", "withdraw"]
    assert killed_while_changing(tmp_path, rehearsal, "after-change", both, monkeypatch, every=True) == 2


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_any_point_of_a_change_it_is_done_once(tmp_path, rehearsal, monkeypatch):
    for point in change_points():
        if not killed_while_changing(tmp_path, rehearsal, point, CHANGES, monkeypatch):
            raise AssertionError(f"no scene comes by {point}")
