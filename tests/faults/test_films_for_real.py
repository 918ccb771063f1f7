"""Films, upright and lying, with the real channels: whatever is killed or cut, each is shown once."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from scheduler.engine.tick import order, tick
from scheduler.rehearsal.faults import FILMS, OF_FILMS, Kind
from tests.faults.arming import LOOKS, arm
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import fault_points
from tests.faults.real import open_works, posts, run_to_the_end
from tests.faults.test_kill_for_real import faults_of, handover_of
from tests.films import film

QUICK = ("after-call",)
SCENES = [
    [],
    [{"fault": "cut-after", "path": "video_reels", "count": 2}, {"fault": "cut-after", "path": "film-show"}],
    [{"fault": "error-500-before", "path": "video_reels", "at": "after-announcement"}],  # begun by the same
    [{"fault": "cut-half", "path": "film-upload"}],
    *(
        [
            {"fault": fault, "path": "video_reels", "at": "after-announcement"},
            {"fault": "error-500-before", "path": "film", "at": look},
        ]
        for look in LOOKS
        for fault in ("cut-before", "cut-after")
    ),
    [{"handover": "7d"}],
    [{"handover": "7d"}, {"fault": "error-500-before", "path": "film"}],
]


def story_of(name, rehearsal):
    """Two posts that come one after the other: an upright film, and one that lies down."""
    first, second = posts(name, rehearsal.clock.now() + timedelta(hours=1))
    return (
        structs.replace(first, film="phim-dung.mp4", film_alt="Mẹ và con"),
        structs.replace(second, at=first.at + timedelta(hours=1), film="phim-ngang.mp4", film_alt="Cả lớp"),
    )


def check_each_shown_once(rehearsal, story, rows):
    """Each post stands on the page once, with its film, under the id that the ledger has."""
    seen = {post.id: [one for one in rehearsal.posts() if post.title in one["message"]] for post in story}
    assert [len(found) for found in seen.values()] == [1] * len(story)
    for row in rows:
        if row.key.channel == "facebook":
            (shown,) = seen[row.key.post]
            assert (row.remote_id, row.address) == (shown["id"], shown["address"])
            assert shown["film"]


def to_the_end(folder, rehearsal, story, handover="0d"):
    works = open_works(folder, rehearsal, story, handover=handover)
    with closing(works), closing(works.clock):
        run_to_the_end(works)
        return works.ledger.deliveries()


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind is Kind.CUT_HALF else pytest.mark.slow) for kind in Kind],
)
def test_each_film_is_shown_once_whatever_the_network_does(tmp_path, rehearsal, kind):
    if kind in {Kind.LATE, *OF_FILMS}:
        pytest.skip("a wait costs time; what becomes of a film that fails has a test of its own")
    rehearsal.disarm()
    for path in FILMS:
        rehearsal.arm(kind.value, path)
    story = story_of(f"phim-{kind.value}", rehearsal)
    rows = to_the_end(tmp_path, rehearsal, story)
    assert [row.state for row in rows] == [State.PUBLISHED] * 4, [row.reason for row in rows]
    check_each_shown_once(rehearsal, story, rows)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("point", fault_points())
def test_killed_there_and_started_again_each_film_is_shown_once(tmp_path, rehearsal, point, monkeypatch):
    for number, scene in likely_first(__name__, SCENES, point):
        folder = tmp_path / str(number)
        folder.mkdir()
        story = story_of(f"phim-{point}-{number}", rehearsal)
        handover = handover_of(scene)
        arm(rehearsal, faults_of(scene), monkeypatch)
        killed = is_killed(dying, folder, rehearsal, story, point, handover, scene=(__name__, number))
        rows = to_the_end(folder, rehearsal, story, handover)
        assert [row.state for row in rows] == [State.PUBLISHED] * 4, (scene, [row.reason for row in rows])
        check_each_shown_once(rehearsal, story, rows)
        if killed:
            return
    assert point not in QUICK, "no scene comes by this point"


def dying(folder, rehearsal, story, point, handover):
    works = open_works(folder, rehearsal, story, handover=handover)
    faults._name, faults._left = point, 1
    run_to_the_end(works)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param("film-failed", "facebook:film", marks=pytest.mark.slow),
        pytest.param("film-length", "facebook:film-length", marks=pytest.mark.slow),
        ("film-copyright", "facebook:film-copyright"),
    ],
)
@pytest.mark.parametrize("path", ["video_reels", pytest.param("film-show", marks=pytest.mark.slow)])
def test_a_film_that_facebook_does_not_show_after_all_is_held_with_its_reason(
    tmp_path, rehearsal, kind, code, path
):
    rehearsal.disarm()
    rehearsal.arm(kind, path, count=2)  # a reel is begun by the same call
    story = story_of(f"{kind}-{path}", rehearsal)
    works = open_works(tmp_path, rehearsal, story)
    with closing(works), closing(works.clock):
        run_to_the_end(works)
        held = [row for row in works.ledger.deliveries() if row.state is State.HELD]
        assert [row.reason.code for row in held] == [code]
        assert held[0].remote_id is None
        assert held[0].reason.todo.vi
        rehearsal.disarm()
        order(works, {held[0].key.post})
        run_to_the_end(works)
        rows = works.ledger.deliveries()
    assert [row.state for row in rows] == [State.PUBLISHED] * 4
    check_each_shown_once(rehearsal, story, rows)


@pytest.mark.slow
def test_a_film_that_was_exchanged_meanwhile_leaves_no_draft_that_could_still_come(tmp_path, rehearsal):
    rehearsal.disarm()
    story = story_of("doi-phim", rehearsal)
    works = open_works(tmp_path, rehearsal, story)
    with closing(works), closing(works.clock):
        channel = works.outlets.get("province", "facebook")
        edition = works.edition()
        (occurrence,) = edition.agenda.between(story[0].at - timedelta(minutes=1), story[0].at)
        planned = next(one for one in edition.agenda.unfold(occurrence) if one.channel == "facebook")
        outgoing = edition.outgoing(planned, channel)
        first = channel.prepare(outgoing)
        assert channel.prepare(replace(outgoing, draft=first.draft)) == first  # nothing is uploaded twice
        other = replace(outgoing.media[-1], source=film(540, 960, 3, colour=7))
        second = channel.prepare(replace(outgoing, media=(other,), draft=first.draft))
        assert second.draft != first.draft
        assert channel.look_up(first.media[0]) is None


@pytest.mark.slow
def test_while_facebook_works_on_a_film_nobody_waits_and_the_state_says_so(tmp_path, rehearsal):
    rehearsal.disarm()
    story = story_of("dang-xu-ly", rehearsal)
    works = open_works(tmp_path, rehearsal, story)
    with closing(works), closing(works.clock):
        works.clock.advance_to(story[0].at)
        tick(works)
        (film_of_it,) = [row for row in works.ledger.deliveries() if row.key.channel == "facebook"]
        assert film_of_it.state is State.HANDED_OVER
        assert film_of_it.reason.why.vi == "Facebook đang xử lý phim, xong thì tự cho lên"
        assert story[0].title not in str(rehearsal.posts())
        run_to_the_end(works)
        rows = works.ledger.deliveries()
    check_each_shown_once(rehearsal, story, rows)
