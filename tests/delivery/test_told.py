"""What is told of a calendar by what the ledger knows and the units have: at its place, with its words."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from scheduler.calendar.model import ChannelName
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.ledger import State
from scheduler.delivery.plan import missed, unreachable
from scheduler.delivery.reasons import CLAIM, RECEIPT
from scheduler.delivery.reuse import reused_ids
from scheduler.problems import Place, Problem
from tests.delivery.practice import PAGE, START, calendar, key, post

HOUR = timedelta(hours=1)


def placed(name, at, *text, **changes):
    """A post of a file: a problem's place is the value that it is told of."""

    def problem(message, *path, post, **values):
        return Problem(message, Place("/".join(path)), values, post=post)

    return post(name, at, *text, places=SimpleNamespace(problem=problem), **changes)


def told(problems):
    return [(one.post, one.place.file, one.wrong("en")) for one in problems]


def test_each_channel_that_no_unit_of_a_post_has_is_told_once_at_the_first_post():
    website, zalo = ChannelName("website"), ChannelName("zalo")
    posts = [
        placed("a", START, channels={PAGE: None, website: None}),
        placed("b", START, channels={zalo: None}),
        placed("c", START, channels={zalo: None, website: None}),
    ]
    assert told(unreachable(calendar(*posts))) == [
        ("a", "channels/website", "2 posts go to the channel website, which is not set up"),
        ("b", "channels/zalo", "2 posts go to the channel zalo, which is not set up"),
    ]


def test_what_was_due_before_the_birth_is_told_unless_it_began_or_comes_again():
    posts = [
        placed("late", START - HOUR), placed("punctual", START), placed("begun", START - HOUR)
    ]  # fmt: skip
    agenda = Agenda(calendar(*posts))
    series = [SimpleNamespace(post=placed("series", None), due=START + day) for day in (-HOUR, 0 * HOUR)]
    late = [SimpleNamespace(post=placed("over", None), due=START + day) for day in (-3 * HOUR, -2 * HOUR)]
    agenda.occurrences += [*series, *late]
    (one, other) = missed(agenda, {"begun"}, START)
    assert told([one, other]) == [
        (
            "late",
            "at",
            "its time 2026-11-30 23:00 passed before Loa began to publish, so it will not go out by itself",
        ),
        (
            "over",
            "at",
            "its time 2026-11-30 22:00 passed before Loa began to publish, so it will not go out by itself",
        ),
    ]
    assert one.way_out("en") == "Change at to a time to come, or publish it now: loa publish late"


@pytest.mark.parametrize("at", [START + HOUR, None], ids=["at its time", "from the queue"])
def test_an_id_that_was_published_with_another_message_is_told_before_its_post_silently_never_comes(
    world, at
):
    w = world()
    with w.works.ledger.writing("test") as book:
        for name in ("a", "b"):
            row = book.begin(
                key(name),
                "facebook:1",
                START,
                State.CLAIMED,
                reason=CLAIM,
                message="Tết\n\nChúc mừng năm mới!\nHội",
            )
            for state in (State.PREPARED, State.SENDING):
                row = book.move(row, state, reason=CLAIM)
            book.move(row, State.PUBLISHED, reason=RECEIPT, remote_id=name)
    posts = [
        placed("a", at, "Lịch tiêm phòng tháng này."),
        post("b", at, "\nChúc mừng năm mới!\nHội", title="Tết"),
    ]
    assert told(reused_ids(Agenda(calendar(*posts)), w.works.ledger, START)) == [
        (
            "a",
            "id",
            "the id “a” was already used for another published post (“Tết”), so “Bài a” will not go out",
        )
    ]
