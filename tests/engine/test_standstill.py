"""While a standstill stands nothing goes out, it is told once, and afterwards all goes on as it should."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scheduler.calendar.model import PostId
from scheduler.delivery import change_reasons
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import State
from scheduler.delivery.reason import Reason
from scheduler.desk.health import Health
from scheduler.engine.alerts import Alerts
from scheduler.engine.deciding import publish_now
from scheduler.engine.notices import notices
from scheduler.engine.pulse import Pulse
from scheduler.engine.standstill import recorded
from scheduler.engine.status import standings
from scheduler.engine.tick import due_now, order, tick
from scheduler.problems import Stop, Text
from tests.delivery.practice import START, post, settings
from tests.engine.receiving import receiver

HOUR = timedelta(hours=1)
WHY = Reason("test", Text("máy đang hỏng", "the machine is broken"), Text("Sửa máy.", "Mend it."))
PASSING = Reason("moment", Text("lịch vừa được lưu", "the calendar was just saved"), Text("", ""))


@pytest.fixture
def hindered(world):
    """A world in which `w.why` is why nothing may be carried."""

    def make(*posts, **more):
        w = world(*posts, **more)
        w.why = WHY
        w.works.hindrances.append(lambda: w.why)
        return w

    return make


@pytest.mark.parametrize("why", [WHY, PASSING])
def test_nothing_is_begun_held_given_a_slot_or_tidied(hindered, why):
    w = hindered(post("a", START + HOUR), post("queued", None), slots={"tue": ["08:00"]})
    w.why = None
    tick(w.works)
    w.why = why
    tidied = w.page.tidied
    w.clock.wait(12 * 3600)
    report = tick(w.works)
    assert report.standstill.reason == why
    assert report.carried == ()
    assert w.states() == {}
    assert (w.page.calls, w.page.uploads, w.page.tidied) == (0, 0, tidied)
    w.why = None
    assert tick(w.works).standstill is None
    assert w.row("a").state is State.HELD, "it missed its time, as the late rule has it"


def test_it_is_asked_again_right_before_the_public_call(hindered):
    w = hindered(post("a", START))
    w.why = None

    def fail_meanwhile():
        w.why = WHY

    w.page.during_prepare = fail_meanwhile
    tick(w.works)
    assert (w.page.calls, w.row("a").state, w.row("a").reason.code) == (0, State.RETRY, "test")
    w.why, w.page.during_prepare = None, lambda: None
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED


def test_one_that_comes_in_the_middle_of_a_wake_up_stops_the_others(hindered):
    w = hindered(post("a", START), post("b", START), spacing=timedelta())
    w.why = None

    def fail_meanwhile():
        w.why = WHY

    w.page.during_publish = fail_meanwhile
    tick(w.works)
    assert w.states() == {"a": "published"}


def test_an_order_is_refused_with_the_words(hindered):
    w = hindered(post("a", START + HOUR))
    for ask in (lambda: order(w.works, [PostId("a")]), lambda: publish_now(w.works, "Lan", [PostId("a")])):
        with pytest.raises(Stop) as stop:
            ask()
        assert "máy đang hỏng" in stop.value.say("vi")
        assert "Sửa máy." in stop.value.say("vi")
    assert w.states() == {}


def test_what_is_to_be_taken_down_is_taken_down_and_not_published_anew(hindered):
    w = hindered(post("a", START), post("b", START), spacing=timedelta())
    w.why = None
    tick(w.works)
    w.why = WHY
    with w.works.ledger.writing("Lan") as book:
        book.follow_ups.ask(w.row("a"), Kind.WITHDRAW, reason=change_reasons.WITHDRAW_ASKED)
        book.follow_ups.ask(w.row("b"), Kind.WITHDRAW, reason=change_reasons.ANEW_ASKED, is_anew=True)
    tick(w.works)
    assert w.states() == {"a": "withdrawn", "b": "published"}
    w.why = None
    tick(w.works)
    assert w.row("b").former_ids


def test_what_the_channel_holds_is_left_there(hindered):
    w = hindered(post("a", START + 2 * HOUR))
    w.page.handover = timedelta(hours=3)
    w.why = None
    tick(w.works)
    w.why = WHY
    w.read = type(w.read)(units=w.read.units)
    tick(w.works)
    assert w.row("a").state is State.HANDED_OVER


def test_it_is_noted_once_and_so_is_that_it_is_over(hindered, caplog):
    w = hindered(post("a", START + HOUR))
    for _ in range(3):
        assert tick(w.works).standstill.since == START
        w.clock.wait(60)
        w.works.close()
        why = w.why
        w.open()
        w.works.hindrances.append(lambda: w.why)
        w.why = why
    assert recorded(w.works.ledger).reason.code == "test"
    w.why = PASSING
    assert tick(w.works).standstill.since == START + timedelta(minutes=3)
    w.why = None
    for _ in range(3):
        tick(w.works)
    assert recorded(w.works.ledger) is None
    assert [line.reason.code for line in w.works.ledger.remarks("standstill/")] == [
        "standstill/test",
        "standstill/over",
    ]
    assert sum("máy đang hỏng" in record.message for record in caplog.records) == 1


def test_a_moment_between_two_saves_is_told_to_nobody(hindered):
    w = hindered(post("a", START + HOUR))
    w.why = PASSING
    tick(w.works)
    assert w.works.ledger.remarks("standstill/") == []
    assert notices(w.works) == []


def test_a_calendar_that_no_agenda_can_be_made_of_is_one(world):
    w = world(post("a", START))

    def fail():
        raise OverflowError

    w.works.calendar = fail
    report = tick(w.works)
    reason = report.standstill.reason
    assert (reason.code, reason.detail) == ("calendar-unusable", "OverflowError")
    assert w.states() == {}


def test_one_alert_goes_out_for_one_cause(hindered, tmp_path):
    with receiver() as there:
        w = hindered(post("a", START + HOUR))
        w.why = None
        (tmp_path / "to.txt").write_text(there.alerts)
        (tmp_path / "to.txt").chmod(0o600)
        w.works.settings = settings(alerts={"to": ["file:to.txt"]}, language="vi")
        alerts = Alerts(w.works)
        alerts.begin()
        w.why = WHY
        for _ in range(3):
            tick(w.works)
            alerts.run()
            w.clock.wait(3600)
        w.why = None
        tick(w.works)
        alerts.run()
        (message, *more) = there.messages
        assert "máy đang hỏng" in message["title"]
        assert "Sửa máy." in message["message"]
        assert not any("máy đang hỏng" in one["title"] for one in more)
        w.why = replace(WHY, code="short", why=Text("máy vừa hỏng", "it was broken"))
        tick(w.works)
        w.why = None
        tick(w.works)
        alerts.run()
        assert not any("máy vừa hỏng" in one["title"] for one in there.messages), "over before it was told"


def test_the_desk_and_whoever_looks_are_told_since_when_and_what_to_do(hindered):
    w = hindered(post("a", START + HOUR))
    tick(w.works)
    (notice,) = notices(w.works)
    assert "07:00 ngày 1/12/2026" in notice.wrong("vi")
    assert "máy đang hỏng" in notice.wrong("vi")
    assert (notice.code, notice.place.file, notice.way_out("vi")) == (
        "test",
        "config/settings.yaml",
        "Sửa máy.",
    )
    assert notice.is_error
    assert standings(w.works) == []
    assert due_now(w.works) == []


def test_healthz_is_red_with_a_code_and_since(hindered):
    w = hindered(post("a", START + HOUR))
    pulse = Pulse(START)
    pulse.good(START, 0)
    pulse.standstill = tick(w.works).standstill
    app = Starlette(routes=Health(pulse, lambda: None, w.clock).routes())
    answer = TestClient(app).get("/healthz")
    assert answer.status_code == 503
    body = json.loads(answer.content)
    assert (body["status"], body["code"], body["since"]) == (
        "standstill",
        "test",
        "2026-12-01T00:00:00+00:00",
    )
    pulse.standstill = None
    assert TestClient(app).get("/healthz").status_code == 200
