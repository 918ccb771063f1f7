"""`connect zalo`: an administrator allows the app in a browser; the account's tokens are kept."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from scheduler.channels.zalo.guide import guide
from scheduler.problems import Stop, Text
from scheduler.rehearsal.server import Rehearsal
from scheduler.secrets import Secret
from tests.channels.zalo_office import Office, kept, settings_for

CALLBACK = "https://phunu.example.vn/zalo"


class Person:
    """Whoever types: opens the address that she is told, allows the app, and pastes where it led."""

    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    is_there = True
    app_id = ""
    is_live = False

    def __init__(self, folder: Path, world: Rehearsal, meddle=lambda address: address) -> None:
        self.folder = folder
        self.said: list[str] = []
        self._world = world
        self._meddle = meddle

    def tell(self, words: Text, /, **values: object) -> None:
        self.said.append(words.vi.format(**values))

    def confirm(self, question: Text) -> bool:
        return True

    def ask(self, question: Text, instead: Text) -> str:
        return CALLBACK

    def secret(self, question: Text) -> Secret:
        return Secret(self._world.app_secret)

    def token(self, question: Text) -> Secret:
        (address,) = re.findall(r"http\S+permission\S+", " ".join(self.said))
        led = requests.get(address, allow_redirects=False, timeout=20).headers["location"]
        assert led.startswith(CALLBACK)
        return Secret(self._meddle(led))


def block(world: Rehearsal, **changes):
    return settings_for(world, app_secret="file:app-secret.txt", **changes)


def test_the_tokens_are_kept_and_open_the_account_and_no_secret_is_said(world, tmp_path):
    person = Person(tmp_path, world)
    guide(block(world), person)
    office = Office(tmp_path, world, tmp_path / "site")
    assert office.open().checkup().faults == ()
    assert (tmp_path / "app-secret.txt").read_text().strip() == world.app_secret
    said = "\n".join(person.said)
    assert "Phụ nữ Sóc Trăng" in said
    assert "Nâng cao" in said
    assert "Việt Nam" in said
    for secret in (world.app_secret, kept(tmp_path)["access"], kept(tmp_path)["renewing"]):
        assert secret not in said


@pytest.mark.parametrize("callback", ["khong-phai", "phunu.example.vn/zalo", "https://", ""])
def test_what_is_no_address_to_come_back_to_is_refused_before_she_opens_it(world, tmp_path, callback):
    person = Person(tmp_path, world)
    person.ask = lambda question, instead: callback
    with pytest.raises(Stop) as stop:
        guide(block(world), person)
    assert "địa chỉ đầy đủ, từ https://" in stop.value.say("vi")
    assert person.said == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("meddle", "words"),
    [
        (lambda led: CALLBACK, "không có code="),
        (lambda led: led.replace("state=", "state=x"), "lần chạy khác"),
        (lambda led: re.sub("oa_id=[0-9]+", "oa_id=77", led), "đã chọn OA số 77"),
        (lambda led: re.sub("code=[^&]+", "code=khong-phai-ma", led), "Chưa nối được Zalo OA"),
    ],
)
def test_a_wrong_turn_is_told_with_its_cure_and_nothing_is_kept(world, tmp_path, meddle, words):
    with pytest.raises(Stop) as stop:
        guide(block(world), Person(tmp_path, world, meddle))
    assert words in stop.value.say("vi")
    assert not (tmp_path / "zalo-token.txt").exists()


def test_an_account_that_is_not_the_settings_own_is_refused(world, tmp_path):
    other = block(world).model_copy(update={"oa": "77"})
    with pytest.raises(Stop) as stop:
        guide(other, Person(tmp_path, world, lambda led: re.sub("oa_id=[0-9]+&", "", led)))
    assert "một Zalo OA khác" in stop.value.say("vi")
    assert not (tmp_path / "zalo-token.txt").exists()


def test_without_a_block_it_says_what_to_write(world, tmp_path):
    with pytest.raises(Stop, match="zalo"):
        guide(None, Person(tmp_path, world))
