"""Films of cards that move are made before their hour, so that no wake-up waits for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.engine.filming import film_ahead
from tests.delivery.practice import START, post


@pytest.fixture
def filming(world):
    """A world whose cards move: *made* are the posts whose films were made; that of *broken* cannot be."""

    def make(*posts, broken=""):
        w = world(*posts)
        w.made = []
        painter = w.works.edition()._painter
        painter.film_sizes = lambda post, channels: ["portrait"]

        def film(post, unit, size):
            if post.id == broken:
                raise LookupError("a word is too long")
            w.made.append(post.id)

        painter.film = film
        painter.moving_picture = lambda *_: b""
        return w

    return make


def test_what_goes_out_within_a_day_and_what_is_queued_is_made_and_nothing_later(filming):
    hour = timedelta(hours=1)
    w = filming(post("mai", START + 20 * hour), post("hang-doi", None), post("tuan-sau", START + 200 * hour))
    film_ahead(w.works)
    assert set(w.made) == {"mai", "hang-doi"}


def test_one_that_cannot_be_made_keeps_no_other_waiting(filming):
    hour = timedelta(hours=1)
    w = filming(post("hong", START + hour), post("mai", START + 2 * hour), broken="hong")
    film_ahead(w.works)
    assert set(w.made) == {"mai"}


def test_it_stops_when_the_program_does(filming):
    w = filming(post("mai", START + timedelta(hours=1)))
    w.works.stopping.set()
    film_ahead(w.works)
    assert w.made == []
