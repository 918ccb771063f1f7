"""`kill -9` while a card becomes a film and goes out: each post is shown once, and moves."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.cards.motion import making
from scheduler.delivery import faults
from scheduler.delivery.ledger import State
from tests.cards.making import Studio
from tests.cards.test_motion import CARD, SMALL
from tests.faults.killing import is_killed
from tests.faults.real import open_works, posts, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]

IN_A_FILM = "while a film is made"
# Where a network that fails leads is tried with films that people gave: test_films_for_real.
POINTS = (IN_A_FILM, "after-upload", "after-announcement", "after-call")


def moving_works(studio, rehearsal, story):
    works = open_works(studio.folder.root, rehearsal, story)
    gallery, _ = studio.open()
    works.painter = lambda _: gallery
    return works


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_and_started_again_each_moving_card_is_shown_once(tmp_path, rehearsal, point):
    rehearsal.disarm()
    studio = Studio(tmp_path)
    studio.put("assets/templates/nho.yaml", SMALL)
    studio.cards(CARD.format(more=", motion: true"))
    cards = studio.open()[1].posts[0].cards
    first = rehearsal.clock.now() + timedelta(hours=1)
    story = tuple(structs.replace(post, cards=cards) for post in posts(f"dong-{point}", first))
    assert is_killed(dying, studio, rehearsal, story, point)
    works = moving_works(studio, rehearsal, story)
    with closing(works), closing(works.clock):
        run_to_the_end(works)
        rows = works.ledger.deliveries()
    assert [row.state for row in rows] == [State.PUBLISHED] * 4, [row.reason for row in rows]
    seen = [one for one in rehearsal.posts() if any(post.title in one["message"] for post in story)]
    assert len(seen) == len(story)
    assert all(one["film"] for one in seen)
    assert len(list((tmp_path / "site" / "anh").glob("*.mp4"))) == len(story)


def dying(studio, rehearsal, story, point):
    works = moving_works(studio, rehearsal, story)
    if point == IN_A_FILM:
        making.write_film = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    else:
        faults._name, faults._left = point, 1
    run_to_the_end(works)
