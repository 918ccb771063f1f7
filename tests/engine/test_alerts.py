"""One message for one cause, over a socket; a failing receiver hurts nothing and is tried again."""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.backup import copies
from scheduler.engine import alerts as telling
from scheduler.engine.alerts import Alerts, Sender, looked_after
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.tick import tick
from scheduler.problems import Stop, Text
from scheduler.secrets import SecretMissing
from tests.delivery.practice import START, World, failure, post, settings
from tests.engine.receiving import receiver

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TELL = """
import sys
from datetime import datetime
from pathlib import Path
from scheduler.clock import FixedClock
from scheduler.engine.alerts import Alerts
from tests.delivery.practice import Page, Painter, World, calendar, settings
clock = FixedClock(datetime.fromisoformat(sys.argv[2]))
rules = settings(alerts={"to": ["file:to.txt"]})
Alerts(World(Path(sys.argv[1]), clock, Page(clock), Painter(), calendar(), rules).works).run()
"""


@pytest.fixture
def there():
    with receiver() as server:
        yield server


@pytest.fixture
def alerted(world, there, tmp_path):
    """A world whose alerts go to the receiver, from its first round on."""

    def make(*posts, language="vi", within=6 * HOUR, **more) -> tuple[World, Alerts]:
        w = world(*posts, within=within)
        keep(w, "to.txt", f"# nhóm của Hội\n{there.alerts}")
        keep(w, "dead-man.txt", there.dead_man)
        w.works.settings = settings(
            alerts={"to": ["file:to.txt"], "dead_man": "file:dead-man.txt", **more}, language=language
        )
        alerts = Alerts(w.works)
        alerts.begin()
        return w, alerts

    return make


def keep(w, name, text):
    path = w.folder / name
    path.write_text(text)
    path.chmod(0o600)


def test_many_posts_held_for_one_reason_are_one_message_with_what_to_do(alerted, there):
    w, alerts = alerted(*(post(f"bai-{n}", START + n * MINUTE) for n in range(12)))
    tick(w.works)
    w.clock.wait(8 * 3600)
    tick(w.works)
    alerts.run()
    (message,) = there.messages
    assert "11 bài đang giữ lại" in message["title"]
    assert "bai-1@first" in message["message"]
    assert "và 3 bài nữa" in message["message"]
    assert "loa publish" in message["message"]
    alerts.run()
    assert len(there.messages) == 1


def test_a_page_that_pauses_for_its_token_is_told_once_and_not_for_each_post(alerted, there):
    w, alerts = alerted(*(post(f"bai-{n}", START + n * MINUTE) for n in range(4)))
    w.page.prepare_faults = [failure(FailureKind.CREDENTIAL) for _ in range(20)]
    for _ in range(6):
        tick(w.works)
        alerts.run()
        w.clock.wait(3600)
    (told,) = [message["title"] for message in there.messages if "tạm ngừng" in message["title"]]
    assert "tạm ngừng đăng từ 07:00 ngày 1/12/2026" in told


def test_a_change_of_what_is_public_that_is_held_is_told_at_once_with_what_to_do(alerted, there):
    w, alerts = alerted(post("a", START), post("b", START + MINUTE))
    for _ in range(2):
        tick(w.works)
        w.clock.instant = START + 15 * MINUTE
    for name in ("a", "b"):
        ask_withdrawal(w.works, w.row(name), "Mai", "sai số")
    w.page.withdraw_faults = [failure(FailureKind.CONTENT) for _ in range(2)]
    tick(w.works)
    alerts.run()
    alerts.run()
    (message,) = there.messages
    assert "Chưa gỡ được bài đang công khai" in message["title"]
    assert "a@first" in message["message"]
    assert "b@first" in message["message"]
    assert "loa retry" in message["message"]


def test_throttling_passes_by_itself_and_is_told_to_nobody(alerted, there):
    w, alerts = alerted(post("a", START))
    w.page.prepare_faults = [failure(FailureKind.THROTTLED)]
    tick(w.works)
    alerts.run()
    assert there.messages == []


def test_a_receiver_that_refuses_is_tried_again_and_then_told_once(alerted, there):
    w, alerts = alerted(post("a", START), post("b", START + MINUTE))
    tick(w.works)
    w.clock.wait(8 * 3600)
    tick(w.works)
    there.status = 500
    alerts.run()
    there.status = 200
    alerts.run()
    assert there.messages == []  # not at once
    w.clock.wait(61)
    alerts.run()
    assert len(there.messages) == 1


def test_what_happened_before_alerts_were_set_up_is_told_to_nobody(world, there):
    w = world(post("a", START), post("b", START + MINUTE))
    tick(w.works)
    w.clock.wait(8 * 3600)
    tick(w.works)
    keep(w, "to.txt", there.alerts)
    w.works.settings = settings(alerts={"to": ["file:to.txt"]})
    alerts = Alerts(w.works)
    alerts.begin()
    alerts.run()
    assert there.messages == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.slow
def test_killed_while_an_alert_is_on_its_way_it_is_told_again_and_none_is_lost(alerted, there):
    w, _ = alerted(post("a", START), post("b", START + MINUTE))
    tick(w.works)
    w.clock.wait(8 * 3600)
    tick(w.works)
    w.works.ledger.close()
    teller = subprocess.Popen([sys.executable, "-c", TELL, w.folder, w.clock.now().isoformat()])
    there.on_message = teller.kill
    assert teller.wait(60) == -signal.SIGKILL
    there.on_message = lambda: None
    w.open()
    w.works.settings = settings(alerts={"to": ["file:to.txt"]}, language="vi")
    alerts = Alerts(w.works)
    alerts.run()
    alerts.run()
    assert [message["title"] for message in there.messages] == [there.messages[0]["title"]] * 2


def test_the_day_is_summed_up_once_at_its_time_to_all_and_in_the_settings_language(alerted, there):
    midnight = START + timedelta(hours=17)  # in Vietnam
    days = {"b": midnight, "c": midnight, "d": midnight + timedelta(hours=23), "e": midnight + 24 * HOUR}
    w, alerts = alerted(
        *(post(name, START) for name in ("a", "bad")), *(post(name, at) for name, at in days.items()),
        language="en", daily="17:00", leader=["file:leader.txt"],
    )  # fmt: skip
    keep(w, "leader.txt", "json://127.0.0.1:9/nobody")
    w.painter.bad = {"bad": "its text is too long"}
    tick(w.works)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai số")
    w.page.withdraw_faults = [failure(FailureKind.CONTENT)]
    tick(w.works)
    alerts.run()
    for part in ("title", "message"):
        assert "A post is held: " in there.messages[0][part]
    told, at = len(there.messages), []
    there.on_message = lambda: at.append(w.clock.now())
    for _ in range(24):  # START is at 7:00 there
        w.clock.wait(1800)
        alerts.run()
    assert at == [START + timedelta(hours=10)]
    (message,) = there.messages[told:]
    assert message["title"] == "Loa – Hội: the day 1 December 2026"
    assert message["message"].splitlines() == [
        "Published today: 1.", "Held, waiting for a person: 2.", "Due tomorrow: 3 posts.",
        "Every post: loa status",
    ]  # fmt: skip


def test_a_sign_of_life_is_heard_or_reported_without_its_address(alerted, there, caplog):
    w, alerts = alerted(post("a", START))
    assert alerts.ping()
    assert there.pings == ["/ping/khoa-rieng-1a2b3c"]
    there.status = 500
    with caplog.at_level(logging.DEBUG, "scheduler"):
        assert not alerts.ping()
        keep(w, "dead-man.txt", "khong-phai-dia-chi-khoa-rieng-1a2b3c")
        assert not alerts.ping()
    assert len(caplog.records) == 2
    assert "khoa-rieng" not in caplog.text


def test_no_receivers_address_stands_in_the_log(alerted, there, caplog):
    w, alerts = alerted(post("a", START), post("b", START + MINUTE))
    there.status = 404
    tick(w.works)
    w.clock.wait(8 * 3600)
    with caplog.at_level(logging.DEBUG, "scheduler"), caplog.at_level(logging.DEBUG, "apprise"):
        tick(w.works)
        alerts.run()
    assert "receiver 1 did not take the message" in caplog.text
    assert "mat-khau-rieng" not in caplog.text


@pytest.mark.sqlite
def test_the_programs_own_trouble_is_told_even_when_the_ledger_is_away(alerted, there):
    w, alerts = alerted(post("a", START))
    w.works.ledger.where.unlink()
    w.works.ledger.close()
    w.works.ledger.where.mkdir()  # nothing can be opened there
    for why in ("OperationalError", "DatabaseError"):
        alerts.trouble(Text(why, why), Text("Xem ổ đĩa.", "See the disk."))
    for _ in range(2):
        alerts.run()
        w.clock.wait(61)
    assert ["OperationalError" in told["message"] for told in there.messages] == [True, False]
    assert "DatabaseError" in there.messages[1]["message"]


@pytest.mark.unforeseen("the run failed")
@pytest.mark.sqlite
def test_a_single_run_that_fails_leaves_a_copy_and_is_told_once_a_day(alerted, there):
    w, alerts = alerted(post("a", START))
    for day in range(2):
        for _ in range(2):
            with pytest.raises(ZeroDivisionError), looked_after(w.works, alerts):
                raise ZeroDivisionError
        assert len(copies(w.works.ledger.where)) == day + 1
        w.clock.wait(86_400)
    assert ["bị ngắt vì lỗi (ZeroDivisionError)" in one["message"] for one in there.messages] == [True, True]


def test_each_cause_is_told_once_though_the_next_is_refused_and_by_whatever_program(alerted, there):
    w, alerts = alerted(post("bad", START), post("late", START + HOUR), post("later", START + 9 * HOUR))
    w.painter.bad = {"bad": "its text is too long"}
    tick(w.works)
    w.clock.wait(8 * 3600)
    tick(w.works)
    send = alerts.sender.send

    def send_then_refuse(*given, **more):
        taken = send(*given, **more)
        there.status = 500
        return taken

    alerts.sender.send = send_then_refuse
    alerts.run()
    alerts.sender.send, there.status = send, 200
    assert [told["message"].count("@first") for told in there.messages] == [1]
    w.clock.wait(61)
    alerts.run()
    assert ["bad@" in told["message"] for told in there.messages] == [True, False]
    Alerts(w.works).run()
    assert len(there.messages) == 2
    w.clock.wait(8 * 3600)
    tick(w.works)
    Alerts(w.works).run()
    assert "later@" in there.messages[2]["message"]


def test_who_refuses_is_asked_after_1_2_4_minutes_and_at_last_every_30_and_afresh_once_it_took_one(
    alerted, there
):
    w, alerts = alerted(post("late", START + MINUTE), post("later", START + 3 * HOUR), within=HOUR)
    there.status, asked = 500, []
    there.on_message = lambda: asked.append(round((w.clock.now() - begun) / MINUTE))

    def run(minutes):
        for _ in range(minutes):
            w.clock.wait(60)
            alerts.run()

    tick(w.works)
    w.clock.wait(2 * 3600)
    tick(w.works)
    begun = w.clock.now() + MINUTE
    run(90)
    assert asked == [0, 1, 3, 7, 15, 31, 61]
    there.status = 200
    run(2)
    assert len(there.messages) == 1
    w.clock.wait(3 * 3600)
    tick(w.works)
    there.status, asked[:] = 500, []
    begun = w.clock.now() + MINUTE
    run(5)
    assert asked == [0, 1, 3]


def test_a_receivers_address_that_cannot_be_read_just_now_loses_no_message(alerted, there):
    w, alerts = alerted(post("a", START))
    w.painter.bad = {"a": "its text is too long"}
    tick(w.works)
    (w.folder / "to.txt").rename(w.folder / "away.txt")
    alerts.run()
    (w.folder / "away.txt").rename(w.folder / "to.txt")
    w.clock.wait(61)
    alerts.run()
    assert len(there.messages) == 1


def test_up_to_where_was_told_is_written_down_now_and_then_though_there_was_nothing_to_tell(
    alerted, monkeypatch
):
    monkeypatch.setattr(telling, "_BEHIND", 8)
    w, _ = alerted(*(post(f"bai-{n}", START + n * HOUR) for n in range(6)))
    written = []
    for _ in range(6):
        alerts = Alerts(w.works)
        tick(w.works)
        for _ in range(3):  # its own line is no reason for another
            alerts.run()
        written.append(len(w.works.ledger.remarks("alerts-told")))
        w.clock.wait(3600)
    assert written == [1, 2, 2, 3, 3, 4]


def test_a_place_may_hold_several_receivers_and_the_leader_reads_all_where_she_has_none(world):
    w = world()

    def addresses(**alerts):
        sender = Sender(w.works.folder, settings(alerts=alerts))
        found = (sender.addresses(), sender.addresses(is_for_leader=True))
        return [[one.reveal() for one in each] for each in found]

    keep(w, "to.txt", "# nhóm của Hội\n json://a \n\njson://b\n")
    keep(w, "more.txt", "json://c")
    to = {"to": ["file:to.txt", "file:more.txt"]}
    assert addresses() == [[], []]
    assert addresses(**to) == [["json://a", "json://b", "json://c"]] * 2
    assert addresses(**to, leader=["file:more.txt"]) == [["json://a", "json://b", "json://c"], ["json://c"]]
    with pytest.raises(SecretMissing):
        addresses(to=["file:none.txt"])


def test_where_nobody_is_to_be_told_nothing_is_left_to_tell(world, caplog):
    w = world(post("a", START))
    alerts = Alerts(w.works)
    alerts.begin()
    w.painter.bad = {"a": "its text is too long"}
    tick(w.works)
    caplog.clear()
    for _ in range(2):
        alerts.run()
        w.clock.wait(61)
    (told,) = caplog.records
    assert "a@first" in told.message
    assert alerts.ping()


def test_without_what_sends_messages_the_log_is_all_there_is(alerted, monkeypatch, caplog):
    w, alerts = alerted(post("a", START))
    w.painter.bad = {"a": "its text is too long"}
    tick(w.works)
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Stop, match="pip install apprise"):
        alerts.sender.send("title", "body")
    caplog.clear()
    for _ in range(2):
        alerts.run()
        w.clock.wait(61)
    told = [one.message for one in caplog.records]
    assert ["a@first" in told[0], "pip install" in told[1], len(told)] == [True, True, 2]


def test_a_dead_mans_address_that_never_answers_holds_nothing_up(alerted, monkeypatch):
    monkeypatch.setattr(telling, "_PATIENCE", (0.05, 0.05))
    w, alerts = alerted()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        keep(w, "dead-man.txt", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert not alerts.ping()
