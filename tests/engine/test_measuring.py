"""What came of posts is asked day by day, politely, and stops nothing when nobody tells."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import format_datetime

import pytest

from scheduler.channels.channel import FailureKind, Figure
from scheduler.delivery.insights import Noted
from scheduler.engine.measuring import measure
from scheduler.engine.tick import tick
from scheduler.queries.insights import Told, told_of, told_of_pages
from tests.delivery.practice import START, calendar, failure, key, post

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = date(2026, 12, 1)  # at START it is 07:00 in the office


@pytest.fixture
def told(world):
    """A world with public posts whose page tells *views* of each, and *fails* as a test wants."""

    def make(*posts):
        w = world(*(posts or (post("bai-1", START),)))
        w.views, w.fails, w.asked, w.page_asked = 100, [], [], 0

        def figures(standing):
            for one in standing:
                if w.fails:
                    raise w.fails.pop(0)
                w.asked.append(one.remote_id)
                yield one, [Figure("post_media_view", w.views)]

        def page_figures():
            w.page_asked += 1
            return [Figure("page_follows", 4200), Figure("page_media_view", 7, w.clock.now() - DAY)]

        w.page.tells_figures, w.page.figures, w.page.page_figures = True, figures, page_figures
        for _ in posts or (None,):
            tick(w.works)
            w.clock.wait(601)
        w.clock.wait(3600)
        return w

    return make


def noted(w, name="bai-1"):
    id_ = w.works.ledger.delivery(key(name)).id
    return told_of(w.works.ledger, [id_], date(2027, 12, 31)).get(id_, [])


def test_each_public_post_is_asked_once_on_each_day_of_the_office(told):
    w = told()
    assert measure(w.works) == 1
    assert measure(w.works) == 0
    w.clock.wait(14 * 3600)  # 22:20 there
    assert measure(w.works) == 0
    w.views = 250
    w.clock.wait(2 * 3600)
    assert measure(w.works) == 1
    assert noted(w) == [
        Told("post_media_view", FIRST, 100),
        Told("post_media_view", FIRST + DAY, 250),
    ]


def test_what_is_public_for_less_than_an_hour_is_not_asked_yet(told):
    w = told()
    w.clock.instant = START + timedelta(minutes=50)
    assert measure(w.works) == 0


def test_each_day_for_thirty_days_then_each_week_until_ninety(told):
    w = told()
    days = []
    for day in range(120):
        w.clock.instant = START + day * DAY + 2 * HOUR
        if measure(w.works):
            days.append(day)
    assert days == [*range(31), 37, 44, 51, 58, 65, 72, 79, 86]


def test_what_was_not_told_is_no_figure_and_is_asked_again_later(told):
    w = told()
    w.fails = [failure(FailureKind.CREDENTIAL), failure(FailureKind.THROTTLED, wait=7200)]
    assert measure(w.works) == 0
    assert noted(w) == []
    assert measure(w.works) == 0
    assert len(w.fails) == 1  # it was not asked again at once
    w.clock.wait(3601)
    assert measure(w.works) == 0
    w.clock.wait(3601)
    assert measure(w.works) == 0
    w.clock.wait(3600)
    assert measure(w.works) == 1
    assert not w.works.ledger.paused()  # and nothing was stopped


def test_what_was_told_before_a_failure_stays(told):
    w = told(post("bai-1", START), post("bai-2", START))
    whole = w.page.figures

    def figures(standing):
        yield from whole(standing[:1])
        raise failure(FailureKind.DOUBTFUL)

    w.page.figures = figures
    assert measure(w.works) == 1
    assert sorted((len(noted(w, "bai-1")), len(noted(w, "bai-2")))) == [0, 1]


def test_a_place_that_is_paused_or_tells_nothing_is_not_asked(told):
    w = told(post("bai-1", START), post("bai-2", START + timedelta(minutes=10)))
    w.page.tells_figures = False
    assert measure(w.works) == 0
    w.page.tells_figures, w.page.faults = True, [failure(FailureKind.CREDENTIAL)]
    w.read = calendar(post("bai-1", START), post("bai-3", w.clock.now()))
    tick(w.works)
    assert w.works.is_paused(w.page.page_key)
    assert measure(w.works) == 0
    assert w.asked == []


def test_told_to_stop_it_ends_between_two_posts(told):
    w = told(post("bai-1", START), post("bai-2", START))
    whole = w.page.figures

    def figures(standing):
        for one in whole(standing):
            w.works.stopping.set()
            yield one

    w.page.figures = figures
    assert measure(w.works) == 1
    assert measure(w.works) == 0


def test_a_place_tells_of_itself_once_a_day_each_figure_on_its_own_day(told):
    w = told()
    measure(w.works)
    measure(w.works)
    assert w.page_asked == 1
    assert told_of_pages(w.works.ledger, FIRST - 9 * DAY, FIRST) == {
        "facebook:1": [Told("page_media_view", FIRST - DAY, 7), Told("page_follows", FIRST, 4200)]
    }


def test_of_a_day_the_later_value_counts_and_what_was_told_is_not_forgotten(told):
    w = told()
    id_ = w.works.ledger.delivery(key("bai-1")).id
    for values in ((5, 5), (4, 4), (None, None)):
        with w.works.ledger.writing("loa") as book:
            figures = [
                Noted(name, FIRST, value) for name, value in zip(("total", "own"), values, strict=True)
            ]
            book.insights.note(id_, figures, growing={"own"})
    assert set(noted(w)) == {Told("total", FIRST, 4), Told("own", FIRST, 5)}
    with w.works.ledger.writing("loa") as book:
        book.insights.note(id_, [Noted("untold", FIRST, None)])
    assert Told("untold", FIRST, None) in noted(w)


def test_by_a_clock_that_is_wrong_nobody_is_asked(told):
    w = told()
    true = w.clock.now()
    w.clock.wait(DAY.total_seconds())
    w.works.outlets.hearing.note({"date": format_datetime(true)})
    assert measure(w.works) == 0
    assert noted(w) == []
