"""Loa that runs for good: a mended token is taken up, trouble is told, and whoever watches is answered."""

from __future__ import annotations

import json
import re
import signal
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.engine.receiving import receiver
from tests.journeys.office import Office, dump, wait_until

unix = pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")


@pytest.fixture
def there():
    with receiver() as server:
        yield server


@pytest.fixture
def office(tmp_path, practice, there):
    office = Office(tmp_path / "office", practice, ahead=4, language="vi")
    office.begin()
    office.settings["alerts"] = {"to": ["file:config/alerts.txt"], "dead_man": "file:config/dead-man.txt"}
    office.write("config/settings.yaml", dump(office.settings))
    office.write_secret("config/alerts.txt", there.alerts)
    office.write_secret("config/dead-man.txt", there.dead_man)
    return office


def log_of(office: Office) -> str:
    return (office.root / "var" / "log" / "loa.log").read_text("utf-8")


@pytest.mark.slow
@unix
def test_a_token_put_in_place_while_it_serves_is_used_at_once_and_its_trouble_was_one_alert(
    tmp_path, practice, office, there
):
    office.plan("lich", *(office.post(f"bai-{n}", channels=["facebook"]) for n in range(3)))
    office.write_secret("config/token.txt", "EAAhetHan0123456789abcdef")
    with office.serving("--lang", "vi") as program:
        wait_until(lambda: there.messages)
        assert office.messages() == []
        office.write_secret("config/token.txt", practice.token)
        office.plan("them", office.post("them", channels=["facebook"]))  # wakes it: no test waits 30 s
        wait_until(lambda: len(office.messages()) == 4 and there.pings)
        done, _ = program.send(signal.SIGTERM)
    assert done.status == 0
    (message,) = there.messages
    assert re.search("tạm ngừng đăng|không hợp lệ", message["title"])  # whoever met it first
    assert "Cần làm: " in message["message"]
    assert there.pings
    everything = log_of(office) + done.said
    assert "EAAhetHan" not in everything
    assert practice.token not in everything
    assert "rieng-" not in everything


@pytest.mark.slow
@unix
def test_changed_settings_are_told_in_the_log_and_on_the_desk(office):
    office.plan("lich", {"id": "nhap", "title": "Nháp", "text": "Nháp.", "status": "draft"})
    with office.running("serve") as program:
        program.wait_for_words("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.err)[0]
        office.settings["late"]["spacing"] = "1h"
        office.write("config/settings.yaml", dump(office.settings))
        program.wait_for_words("vẫn theo cài đặt cũ")
        wait_until(lambda: "vẫn theo cài đặt cũ" in page(f"{address}problems"))
        assert program.send(signal.SIGTERM)[0].status == 0
    assert log_of(office).count("vẫn theo cài đặt cũ") == 1


@pytest.mark.slow
@unix
def test_a_page_that_waits_for_its_token_stands_on_the_desk_until_it_is_mended(office, practice):
    office.plan("lich", office.post("mot", channels=["facebook"]))
    office.write_secret("config/token.txt", "EAAhetHan0123456789abcdef")
    with office.running("serve") as program:
        program.wait_for_words("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.err)[0]
        wait_until(lambda: "tạm ngừng đăng" in page(f"{address}problems"))
        office.write_secret("config/token.txt", practice.token)
        wait_until(lambda: "tạm ngừng đăng" not in page(f"{address}problems"))
        wait_until(lambda: office.messages() == ["Bài mot"])


@pytest.mark.slow
@unix
def test_who_watches_is_told_how_it_stands(office):
    office.plan("lich", office.post("mot"))
    with office.running("serve") as program:
        program.wait_for_words("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.err)[0]
        wait_until(lambda: office.messages() and office.feed())
        wait_until(lambda: "\nloa_published_total 2\n" in page(f"{address}metrics"))  # its round has ended
        health = json.loads(page(f"{address}healthz"))
        assert (health["status"], health["serving"], health["failed_rounds"]) == ("ok", True, 0)
        assert '\nloa_deliveries{state="published"} 2\n' in page(f"{address}metrics")
        carrier = [one for one in office.run("doctor", "--format", "json").json if "trực" in one["what"]]
        assert [one["level"] for one in carrier] == ["fine"]
        program.process.kill()
        program.process.wait()
    carrier = [one for one in office.run("doctor", "--format", "json").json if "trực" in one["what"]]
    assert [(one["level"], one["cure"]) for one in carrier] == [("warning", "Chạy lại: loa serve")]


def test_doctor_knows_of_the_token_the_clock_the_alerts_and_tries_them(office, practice, there):
    office.plan("lich", office.post("mot"))
    practice.end_token(ends=5 * 86_400)
    found = {one["what"]: one for one in office.run("doctor", "--alerts", "--format", "json").json}
    assert found["Đồng hồ so với giờ trên mạng"]["level"] == "fine"
    token = found[f"Mã truy cập của Facebook {practice.page_id}"]
    assert (token["level"], "loa connect facebook" in token["cure"]) == ("warning", True)
    assert found["Tin báo"]["level"] == "fine"
    assert found["Báo khi Loa ngừng chạy"]["level"] == "fine"
    assert [message["title"] for message in there.messages] == ["Loa – Hội LHPN xã Đại Tâm: tin thử"]
    there.status = 500
    found = {one["what"]: one for one in office.run("doctor", "--alerts", "--format", "json").json}
    assert (found["Tin báo"]["level"], found["Báo khi Loa ngừng chạy"]["level"]) == ("error", "error")


def test_doctor_says_whether_the_links_of_messages_lead_to_the_desk(office, practice, there):
    def desk():
        found = office.run("doctor", "--format", "json").json
        return next((one["level"], one["said"]) for one in found if one["what"].startswith("Trang làm việc"))

    assert desk() == ("warning", "chưa có địa chỉ")
    office.write("config/settings.yaml", dump({**office.settings, "desk": {"address": practice.address}}))
    assert desk()[0] == "warning"
    assert "không trả lời như trang làm việc" in desk()[1]


def test_doctor_says_that_nothing_goes_out_where_the_ledger_was_lost_or_copied(office, tmp_path):
    def ledger() -> tuple[str, str]:
        found = office.run("doctor", "--format", "json").json
        return next((one["level"], one["said"]) for one in found if one["what"] == "Sổ đăng bài")

    office.plan("lich", office.post("mot", channels=["website"]))
    assert ledger()[0] == "fine"
    assert office.run("publish", "mot", "--now").status == 0
    assert ledger()[0] == "fine"
    for file in (office.root / "var").glob("ledger.db*"):
        file.rename(tmp_path / file.name)
    level, said = ledger()  # there is none, where there was one
    assert (level, "loa rebuild" in said) == ("error", True)
    assert office.run("publish", "--due").status == 1
    level, said = ledger()  # a new one was made by that
    assert (level, "loa rebuild" in said) == ("error", True)


def test_what_a_page_lacks_is_said_once(office):
    office.plan("lich", office.post("mot", channels=["facebook"]))
    (office.root / "config/token.txt").unlink()
    done = office.run("publish", "mot", "--now")
    assert done.status == 1
    assert done.err.count("config/token.txt") == 1, done.err


@pytest.mark.slow
def test_publishing_by_a_planned_task_keeps_copies_watches_and_tells_too(office, practice, there):
    office.plan("lich", office.post("mot", channels=["facebook"]))
    office.run("publish", "--due")  # the ledger is born
    practice.end_token(ends=2.5 * 86_400)
    for copy in (office.root / "var" / "backups").iterdir():
        copy.unlink()
    for _ in range(2):
        assert office.run("publish", "--due").status == 0
    assert len(list((office.root / "var" / "backups").iterdir())) == 1
    assert there.messages == []  # asked already today
    assert len(there.pings) == 3


def page(address: str) -> str:
    try:
        with urlopen(address) as answer:
            return answer.read().decode()
    except HTTPError as error:
        return error.read().decode()
