"""From settings to channels: a missing secret costs its own channel only."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.channels import FacebookChannel, WebsiteChannel, open_channels
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.settings import FacebookSettings, Settings, WebsiteSettings
from tests.channels.making import ADDRESS, PAGE, START, outgoing

BOTH = Settings(
    organisation="Hội LHPN tỉnh Sóc Trăng",
    facebook=FacebookSettings(page=PAGE, token="env:LOA_TEST_TOKEN", app_secret="file:secret"),
    website=WebsiteSettings(folder="var/site", address=ADDRESS),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkFolder:
    monkeypatch.setenv("LOA_TEST_TOKEN", "EAAtoken|0123")
    (tmp_path / "secret").write_text("abc123\n", encoding="ascii")
    (tmp_path / "secret").chmod(0o600)
    return WorkFolder(tmp_path)


def test_both_channels_open_and_nothing_is_written_yet(folder: WorkFolder) -> None:
    channels, missing = open_channels(folder, BOTH, FixedClock(START))
    assert isinstance(channels[FacebookChannel.name], FacebookChannel)
    assert isinstance(channels[WebsiteChannel.name], WebsiteChannel)
    assert missing == []
    assert not folder.var.exists()


def test_the_sites_folder_is_within_the_folder_of_work(folder: WorkFolder) -> None:
    channels, _ = open_channels(folder, BOTH, FixedClock(START))
    channels[WebsiteChannel.name].publish(outgoing(), ())
    assert (folder.var / "site/index.html").is_file()


def test_a_missing_token_leaves_the_website_open(folder: WorkFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOA_TEST_TOKEN")
    channels, missing = open_channels(folder, BOTH, FixedClock(START))
    assert list(channels) == ["website"]
    assert ["LOA_TEST_TOKEN" in stop.say(language) for stop in missing for language in ("vi", "en")] == [
        True,
        True,
    ]


@pytest.mark.parametrize("token", ["EAA token", "EAAmã", "EAA\tb"])
def test_a_token_that_cannot_be_one_is_refused_and_not_shown(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("LOA_TEST_TOKEN", token)
    channels, missing = open_channels(folder, BOTH, FixedClock(START))
    assert list(channels) == ["website"]
    (stop,) = missing
    assert "facebook.token" in stop.say("vi")
    assert token not in stop.say("vi") + stop.say("en") + repr(stop)


def test_a_channel_without_its_block_is_off(folder: WorkFolder) -> None:
    assert open_channels(folder, Settings(organisation="Hội"), FixedClock(START)) == ({}, [])
