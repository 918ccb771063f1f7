"""Looking at what was published as a stranger does: noted, looked at again, told when it stays hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import Glance
from scheduler.delivery.outside_reasons import REASONS, UNSEEN
from scheduler.delivery.states import State
from scheduler.engine.alerts import Alerts
from scheduler.engine.outside import look_outside
from scheduler.engine.status import standings
from scheduler.engine.tick import tick
from scheduler.queries.deliveries import summary
from tests.delivery.practice import START, key, post

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def shown(world):
    """A world with one post that is public, on a page that strangers look at; *sees* is what they see."""

    def make(*posts):
        w = world(*(posts or (post("bai-1", START),)))
        w.sees, w.asked = Glance.SEEN, []

        def as_stranger(address, text):
            w.asked.append((address, text))
            return w.sees

        w.page.as_stranger = as_stranger
        tick(w.works)
        return w

    return make


def sight(w, name="bai-1"):
    return summary(w.works.ledger, key(name)).outside


def lines(w):
    return [one.reason.code for one in w.works.ledger.events(key("bai-1")) if "outside" in one.reason.code]


def test_what_anyone_can_see_is_noted_once_and_not_asked_again(shown):
    w = shown()
    assert look_outside(w.works) == 1
    ((address, text),) = w.asked
    assert address and "Nội dung riêng của bai-1" in text
    assert sight(w) is Glance.SEEN
    w.clock.wait(86400)
    assert look_outside(w.works) == 0
    assert lines(w) == ["outside-seen"]
    (row,) = standings(w.works)
    assert (row.reason, row.is_seen) == (None, True)
    assert row.state == State.PUBLISHED.value


def test_without_a_network_nothing_is_noted_and_the_next_turn_asks_again(shown):
    w = shown()
    w.sees = None
    assert look_outside(w.works) == 0
    assert (sight(w), lines(w)) == (None, [])
    w.sees = Glance.SEEN
    assert look_outside(w.works) == 1


def test_another_sight_is_a_line_of_the_book_and_the_same_one_is_not(shown):
    w = shown()
    for sees in (Glance.SILENT, Glance.SILENT, Glance.GONE, Glance.SEEN):
        w.sees = sees
        look_outside(w.works)
        assert sight(w) is sees
        w.clock.wait(7 * 3600)
    assert lines(w) == ["outside-silent", "outside-gone", "outside-seen"]


@pytest.mark.parametrize(
    "sees",
    [
        pytest.param(one, marks=() if one in {Glance.SEEN, Glance.GONE} else pytest.mark.slow)
        for one in Glance
    ],
)
def test_looking_ends(shown, sees):
    w = shown()
    w.sees = sees
    for _ in range(24 * 12):
        look_outside(w.works)
        w.clock.wait(1200)
    assert 1 <= len(w.asked) <= 7
    assert REASONS[sees].why.vi


def test_what_stays_hidden_is_told_after_an_hour_once_a_day_with_what_to_do(shown):
    w = shown(post("bai-1", START), post("bai-2", START + MINUTE))
    w.clock.wait(900)
    tick(w.works)
    alerts = Alerts(w.works)
    alerts.begin()
    w.sees = Glance.GONE
    look_outside(w.works)
    assert w.works.ledger.remarks(UNSEEN) == []
    for _ in range(8):
        w.clock.wait(1800)
        look_outside(w.works)
    (told,) = w.works.ledger.remarks(UNSEEN)
    assert "người lạ không xem được" in told.reason.why.vi
    assert "Live" in told.reason.todo.vi
    assert told.page_key == w.page.page_key
    w.clock.wait(86400)
    look_outside(w.works)
    assert len(w.works.ledger.remarks(UNSEEN)) == 2


def test_a_login_wall_is_not_told_as_hidden(shown):
    w = shown()
    w.sees = Glance.LOGIN
    for _ in range(5):
        look_outside(w.works)
        w.clock.wait(86400)
    assert w.works.ledger.remarks(UNSEEN) == []
    assert "không biết được" in standings(w.works)[0].reason.why.vi


def test_what_is_old_or_not_public_is_not_looked_at(shown):
    w = shown(post("bai-1", START), post("bai-2", START + 10 * HOUR))
    w.clock.wait(5 * 86400)
    assert look_outside(w.works) == 0
    assert w.asked == []
