"""What began on a channel that the settings name no more is told to a person, and nothing is lost of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.hindrances import ACCESS
from scheduler.delivery.ledger import State
from scheduler.engine.causes import causes
from scheduler.engine.daily import Daily
from scheduler.engine.deciding import skip
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.notices import notices
from scheduler.engine.status import standings
from scheduler.engine.tick import tick
from tests.delivery.practice import START, OneOutlet, calendar, failure, key, post


class NoOutlet(OneOutlet):
    """The settings name the page no more."""

    def names(self, unit):
        return ()

    def get(self, unit, channel):
        return None


def take_channel(w):
    w.works.outlets.__class__ = NoOutlet


@pytest.fixture
def doubtful(world):
    """The answer about a was lost, and nobody could look yet; b is public, and to be taken down."""
    w = world(post("b", START), post("a", START))
    w.page.faults = [None, "made, answer lost"]
    w.page.find_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    ask_withdrawal(w.works, w.row("b"), "Mai", "sai số điện thoại")
    assert w.states() == {"a": "unconfirmed", "b": "published"}
    take_channel(w)
    return w


def told_of(w):
    return [one.reason for one in w.works.ledger.remarks(ACCESS) if one.reason.code.startswith("access/str")]


def test_status_and_desk_say_why_nothing_goes_on(doubtful):
    w = doubtful
    tick(w.works)
    rows = {row.key.post: row for row in standings(w.works)}
    assert {name: (row.state, row.reason.code) for name, row in rows.items()} == {
        "a": ("unconfirmed", "stranded"),
        "b": ("published", "stranded"),
    }
    (notice,) = notices(w.works)
    assert "đơn vị province không còn kênh facebook" in notice.wrong("vi")
    assert "dò hoặc gỡ bài a@first/province/facebook" in notice.way_out("vi")


def test_what_is_not_public_may_be_given_up(world):
    w = world(post("a", START))
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    take_channel(w)
    (notice,) = notices(w.works)
    assert "loa skip a@first/province/facebook" in notice.way_out("vi")
    skip(w.works, "Mai", "bỏ kênh", key("a"))
    assert (w.row("a").state, notices(w.works)) == (State.SKIPPED, [])


def test_a_person_is_sent_word_of_it_once_and_again_for_another_post(doubtful):
    w = doubtful
    for _ in range(3):
        Daily(w.works).run()
        w.clock.wait(86_400)
    (reason,) = told_of(w)
    events = w.works.ledger.remarks(ACCESS)
    (cause,) = causes(events, {}, (), w.settings.zone)
    assert "không còn kênh facebook" in cause.words("vi")
    assert reason.todo.vi in cause.words("vi")


def test_once_the_channel_is_back_all_goes_on_and_nothing_is_told(doubtful):
    w = doubtful
    w.works.outlets.__class__ = OneOutlet
    w.clock.instant += timedelta(minutes=1)
    tick(w.works)
    assert (w.row("a").state, w.row("b").state, w.page.calls) == (State.PUBLISHED, State.WITHDRAWN, 2)
    Daily(w.works).run()
    assert (notices(w.works), told_of(w)) == ([], [])


def test_while_a_file_cannot_be_read_no_channel_is_said_to_be_gone(doubtful, broken_file):
    w = doubtful
    w.read = calendar(problems=[broken_file])
    Daily(w.works).run()
    assert (notices(w.works), told_of(w)) == ([], [])


def test_what_waits_at_a_page_that_the_settings_name_no_more_is_told(world):
    w = world(post("a", START + timedelta(days=1)))
    w.page.handover = timedelta(days=7)
    tick(w.works)
    assert (w.row("a").state, notices(w.works)) == (State.HANDED_OVER, [])
    w.page.page_key = "facebook:2"
    (notice,) = notices(w.works)
    assert "a@first/province/facebook đã hẹn giờ ở facebook:1" in notice.wrong("vi")
    assert "07:00" in notice.wrong("vi")
    (row,) = standings(w.works)
    assert row.reason.code == "waits-elsewhere"
