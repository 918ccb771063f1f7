"""One message for one cause, over a socket; a failing receiver hurts nothing and is tried again."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.engine.alerts import Alerts
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.tick import tick
from tests.delivery.practice import START, World, failure, post, settings
from tests.engine.receiving import receiver

MINUTE = timedelta(minutes=1)
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

    def make(*posts, **more) -> tuple[World, Alerts]:
        w = world(*posts)
        keep(w, "to.txt", f"# nhóm của Hội\n{there.alerts}")
        keep(w, "dead-man.txt", there.dead_man)
        w.works.settings = settings(
            alerts={"to": ["file:to.txt"], "dead_man": "file:dead-man.txt", **more}, language="vi"
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
    told = [message["title"] for message in there.messages if "tạm ngừng" in message["title"]]
    assert len(told) == 1


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


def test_the_day_is_summed_up_once_at_its_time(alerted, there):
    w, alerts = alerted(post("a", START), post("b", START + timedelta(days=1)), daily="17:00")
    tick(w.works)
    for _ in range(24):  # START is in the morning there
        alerts.run()
        w.clock.wait(1800)
    (message,) = there.messages
    assert "Hôm nay đã đăng: 1." in message["message"]
    assert "Ngày mai có giờ đăng: 1 bài." in message["message"]


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
    assert "did not take the message" in caplog.text
    assert "mat-khau-rieng" not in caplog.text


def test_the_programs_own_trouble_is_told_even_when_the_ledger_is_away(alerted, there):
    from scheduler.engine.local import _TROUBLED

    w, alerts = alerted(post("a", START))
    w.works.ledger.path.unlink()
    w.works.ledger.close()
    w.works.ledger.path.mkdir()  # nothing can be opened there
    alerts.trouble(_TROUBLED.filled(why="OperationalError"))
    alerts.run()
    (message,) = there.messages
    assert "OperationalError" in message["message"]
