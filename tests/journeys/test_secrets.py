"""No secret in anything that is printed, logged or written, whatever fails on the way."""

from __future__ import annotations

import base64
import re
import signal
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from scheduler.rehearsal.faults import PARTICULAR, Kind
from scheduler.rehearsal.loopback import Loopback
from tests.journeys.office import Done, Office, dump, sleep_until, wait_until

# The program has no switch for more talk; this is what someone who looks for a fault would set up.
LOUD = "import logging\nlogging.basicConfig(level=logging.DEBUG)\n"
PRACTICE_TOKEN = re.compile(rb"EAA[0-9a-f]{16}")


@pytest.fixture
def office(tmp_path, practice):
    """Every library's log at DEBUG; the token comes from a file, the app secret from the environment."""
    office = Office(tmp_path / "office", practice, ahead=5)
    office.begin()
    settings = office.settings
    settings["facebook"] |= {"app_secret": "env:LOA_APP_SECRET"}
    office.write("config/settings.yaml", dump(settings))
    (tmp_path / "loud").mkdir()
    (tmp_path / "loud" / "sitecustomize.py").write_text(LOUD)
    office.env |= {"LOA_APP_SECRET": practice.app_secret, "PYTHONPATH": str(tmp_path / "loud")}
    return office


def check_no_secret(office: Office, said: Iterable[Done]) -> None:
    """Neither secret, nor a piece of one, in any form, in what was *said* or in any file but the token's."""
    secrets = (office.practice.token, office.practice.app_secret)
    pieces = {piece for secret in secrets for piece in forms(secret)}
    everything = {f"run {number}": done.said.encode() for number, done in enumerate(said)}
    for path in office.root.parent.rglob("*"):
        if path.is_file() and path != office.root / "config" / "token.txt":
            everything[str(path)] = path.read_bytes()
    assert any("ledger.db" in name for name in everything)
    for name, data in everything.items():
        found = [piece for piece in pieces if piece in data]
        assert not found, name


def forms(secret: str) -> Iterable[bytes]:
    for piece in (secret[3:23], secret[-20:]):
        yield piece.encode()
        yield piece.encode("utf-16-le")
        yield base64.b64encode(piece.encode()).rstrip(b"=")[:-1]
    yield quote(secret).encode()


@pytest.mark.slow
def test_no_secret_shows_when_publishing_fails_and_when_it_succeeds(office, practice):
    office.plan("lich", *(office.post(id_) for id_ in ("het-han", "trang-html", "dut", "dut-sau")))
    for fault, call in (("expired-token", "photos"), ("html-502", "photos"), ("cut-before", "photos")):
        practice.arm(fault, call)
    practice.arm("cut-after", "feed")
    failing = office.run("publish", "het-han", "trang-html", "dut", "dut-sau")
    assert failing.status == 1
    practice.arm("expired-token", count=20)
    said = [failing, office.run("doctor")]
    practice.disarm()
    said.append(office.run("publish", "het-han", "trang-html", "dut", "dut-sau"))
    assert said[-1].status == 0, said[-1].said
    said.append(office.run("status", "--format", "json"))
    assert len(office.messages()) == 4
    assert "DEBUG" in failing.err
    check_no_secret(office, said)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_no_secret_shows_while_serving(office, practice):
    office.plan("lich", office.post("cham"))
    practice.arm("html-502", "photos", count=1)
    with office.serving("--lang", "vi") as program:
        sleep_until(office.minute)
        wait_until(lambda: office.feed() == ["Bài cham"])
        environment = Path(f"/proc/{program.process.pid}/cmdline")
        shown = environment.read_bytes() if environment.exists() else b""
        done, _ = program.send(signal.SIGTERM)
    assert done.status == 0
    check_no_secret(office, [done, Done(0, shown.decode(), "")])


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_no_secret_shows_whatever_fails(office, practice):
    """Every fault strikes that any call may meet, then the first of those after which a page is let be."""
    resting = [Kind.BUSY, Kind.NEARLY_FULL, Kind.THROTTLE, Kind.POLICY_BLOCK, Kind.EXPIRED_TOKEN]
    others = [kind.value for kind in Kind if kind not in {*resting, *PARTICULAR, Kind.LATE}]
    office.plan("lich", *(office.post(f"bai-{kind}") for kind in others))
    for number, kind in enumerate(others):
        practice.arm(kind, ("photos", "feed")[number % 2])
    with office.serving() as program:
        wait_until(lambda: not armed(practice), 100)
        for kind in resting:
            practice.arm(kind.value, "photos")
        office.plan("them", *(office.post(f"bai-{kind.value}") for kind in resting))
        wait_until(lambda: len(armed(practice)) < len(resting), 100)
        done, _ = program.send(signal.SIGTERM)
    practice.disarm()
    commands = ("status", "doctor", "check", "plan")
    check_no_secret(office, [done, *(office.run(words, "--lang", "vi") for words in commands)])


def armed(practice) -> list[str]:
    """The faults that have not struck yet."""
    with closing(Loopback(practice.address)) as controls:
        return [one["fault"] for one in controls.ask("GET", "/_rehearsal/faults")[1]]


@pytest.mark.slow
def test_the_practice_token_of_a_demo_is_written_nowhere(office, tmp_path):
    office.plan("lich", office.post("mot"), office.post("hai"))
    done = office.run("demo", "--once", "--dir", tmp_path / "practice-month")
    assert done.status == 0, done.err
    assert "DEBUG" in done.err
    assert not PRACTICE_TOKEN.search(done.said.encode())
    files = [path for path in (tmp_path / "practice-month").rglob("*") if path.is_file()]
    assert (tmp_path / "practice-month" / "var" / "ledger.db") in files
    assert [path for path in files if PRACTICE_TOKEN.search(path.read_bytes())] == []


@pytest.mark.slow  # the fast suite has tests/test_settings.py
def test_a_token_written_into_the_settings_is_refused_and_not_repeated(office, practice):
    office.plan("lich", office.post("mot"))
    settings = office.settings
    settings["facebook"] |= {"token": practice.token}
    office.write("config/settings.yaml", dump(settings))
    said = [
        office.run(*words.split())
        for words in ("check --lang en", "check --format json", "publish mot", "doctor --lang vi")
    ]
    assert {done.status for done in said} == {1}
    assert "secret" in said[0].out
    for done in said:
        assert practice.token[3:23] not in done.said
    assert office.messages() == []
