"""From settings to channels: each unit has its own, opened when asked for; a missing secret costs one."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, Unit, UnitId
from scheduler.calendar.units import read_names
from scheduler.channels.channel import Prepared
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.outlets import Outlets
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.delivery.ledger import Ledger
from scheduler.engine.timekeeping import Timekeeper
from scheduler.files import WorkFolder
from scheduler.kinds import registry
from scheduler.problems import Text
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.channels import loudspeaker
from tests.channels.loudspeaker import LoudspeakerSettings
from tests.channels.making import ADDRESS, PAGE, START, outgoing

FACEBOOK, WEBSITE = FacebookChannel.name, WebsiteChannel.name
BOTH = Settings.whole()(
    organisation="Hội LHPN tỉnh Sóc Trăng",
    facebook=FacebookSettings(page=PAGE, token="env:LOA_TEST_TOKEN", app_secret="file:secret"),
    website=WebsiteSettings(folder="var/site", address=ADDRESS),
)
COMMUNE = UnitId("my-xuyen")
UNIT = Unit(
    COMMUNE,
    "Hội LHPN xã Mỹ Xuyên",
    parent=PROVINCE,
    channels={
        "facebook": FacebookSettings(page="77", token="env:LOA_TEST_TOKEN_2"),
        "website": WebsiteSettings(folder="var/site/my-xuyen", address=f"{ADDRESS}my-xuyen"),
    },
)
UNITS = {
    PROVINCE: Unit(PROVINCE, BOTH.organisation),
    COMMUNE: UNIT,
    UnitId("bare"): Unit(UnitId("bare"), "B"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkFolder:
    monkeypatch.setenv("LOA_TEST_TOKEN", "EAAtoken|0123")
    monkeypatch.setenv("LOA_TEST_TOKEN_2", "EAAtoken|4567")
    (tmp_path / "secret").write_text("abc123\n", encoding="ascii")
    (tmp_path / "secret").chmod(0o600)
    return WorkFolder(tmp_path)


def opened(folder: WorkFolder, settings: Settings = BOTH) -> Outlets:
    return Outlets(folder, settings, UNITS, FixedClock(START))


def test_nothing_is_opened_or_written_before_it_is_asked_for(folder: WorkFolder) -> None:
    outlets = opened(folder)
    assert outlets.names(COMMUNE) == (FACEBOOK, WEBSITE)
    assert outlets.opened() == ()
    channel = outlets.get(COMMUNE, FACEBOOK)
    assert outlets.get(COMMUNE, FACEBOOK) is channel
    assert outlets.opened() == (channel,)
    assert outlets.missing == {}
    assert not folder.var.exists()


def test_each_units_page_and_site_are_its_own(folder: WorkFolder) -> None:
    outlets = opened(folder)
    opened_ones = [outlets.get(unit, name) for unit in (PROVINCE, COMMUNE) for name in (FACEBOOK, WEBSITE)]
    assert len({channel.page_key for channel in opened_ones if channel is not None}) == 4


def test_a_unit_without_a_page_goes_nowhere_and_an_unknown_one_neither(folder: WorkFolder) -> None:
    outlets = opened(folder)
    for unit in (UnitId("bare"), UnitId("nobody")):
        assert outlets.names(unit) == ()
        assert outlets.get(unit, FACEBOOK) is None
        assert outlets.get(unit, WEBSITE) is None
    assert outlets.get(PROVINCE, ChannelName("zalo")) is None


def test_a_site_lies_within_the_folder_of_work_and_carries_its_units_name(folder: WorkFolder) -> None:
    outlets = opened(folder)
    for unit, place in ((PROVINCE, "var/site"), (COMMUNE, "var/site/my-xuyen")):
        site = outlets.get(unit, WEBSITE)
        assert site is not None
        site.reveal(outgoing(f"mat-khau@first/{unit}/website"), Prepared())
        assert UNITS[unit].name in (folder.root / place / "index.html").read_text(encoding="utf-8")


def test_a_missing_token_costs_its_own_units_channel_only(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOA_TEST_TOKEN_2")
    outlets = opened(folder)
    assert outlets.get(COMMUNE, FACEBOOK) is None
    assert outlets.get(COMMUNE, WEBSITE) is not None
    assert outlets.get(PROVINCE, FACEBOOK) is not None
    ((key, stop),) = outlets.missing.items()
    assert key == (COMMUNE, FACEBOOK)
    assert all("LOA_TEST_TOKEN_2" in stop.say(language) for language in ("vi", "en"))


@pytest.mark.parametrize("token", ["EAA token", "EAAmã", "EAA\tb"])
def test_a_token_that_cannot_be_one_is_refused_and_not_shown(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("LOA_TEST_TOKEN", token)
    outlets = opened(folder)
    assert outlets.get(PROVINCE, FACEBOOK) is None
    (stop,) = outlets.missing.values()
    assert "facebook.token" in stop.say("vi")
    assert token not in stop.say("vi") + stop.say("en") + repr(stop)


def test_a_channel_without_its_block_is_off(folder: WorkFolder) -> None:
    outlets = opened(folder, Settings(organisation="Hội"))
    assert outlets.names(PROVINCE) == ()
    assert outlets.missing == {}


def test_after_a_new_reading_only_what_changed_is_opened_anew(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOA_TEST_TOKEN_2")
    outlets = opened(folder)
    page, site = outlets.get(PROVINCE, FACEBOOK), outlets.get(COMMUNE, WEBSITE)
    assert outlets.get(COMMUNE, FACEBOOK) is None
    monkeypatch.setenv("LOA_TEST_TOKEN_2", "EAAtoken|4567")
    outlets.renew(UNITS)
    assert outlets.get(PROVINCE, FACEBOOK) is page
    assert outlets.get(COMMUNE, WEBSITE) is site
    assert outlets.get(COMMUNE, FACEBOOK) is not None
    site_alone = {"website": UNIT.channels["website"]}
    outlets.renew({**UNITS, COMMUNE: replace(UNIT, name="Hội LHPN phường Mỹ Xuyên", channels=site_alone)})
    assert outlets.get(COMMUNE, WEBSITE) not in (None, site)
    assert outlets.get(COMMUNE, FACEBOOK) is None


class _Striking(LoudspeakerSettings):
    """A loudspeaker that tells the time."""

    @property
    def clock(self) -> str:
        return "http://127.0.0.1:9"


def test_who_proves_the_time_is_called_by_its_own_name(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened(folder).sure_source == Text("Facebook", "Facebook")
    module = ModuleType("tests.channels.striking")
    module.KIND = replace(loudspeaker.KIND, block=_Striking, proves_time=True)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, module.__name__))
    settings = Settings.whole().model_validate({"organisation": "Hội", "loudspeaker": {"folder": "var/loa"}})
    outlets = Outlets(folder, settings, {}, FixedClock(START))
    assert outlets.sure_clocks == ("http://127.0.0.1:9",)
    assert outlets.sure_source == Text("loa truyền thanh", "the loudspeakers")
    clock = FixedClock(START)
    with closing(Ledger.open(folder.root / "ledger.db", clock)) as ledger:
        keeper = Timekeeper(clock, outlets, ledger, ZoneInfo("UTC"))
        keeper.listen()
        trouble = keeper.trouble()
    assert trouble is not None
    assert trouble.why.vi.startswith("chưa đối chiếu được giờ của máy vì loa truyền thanh và trang web")


def test_a_secret_that_is_missing_is_told_of_its_channel_with_the_command_that_gets_it(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.yaml").write_text(
        "organisation: Hội\n"
        "wordpress: {address: https://phunu.example.vn, user: hoa, password: file:config/wp.txt}\n"
        'liferay: {address: https://cong.example.vn, site: "1", user: hoa, password: file:config/l.txt}\n',
        encoding="utf-8",
    )
    settings, _ = load_settings(WorkFolder(tmp_path))
    outlets = Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START))
    for name in ("wordpress", "liferay"):
        assert outlets.get(PROVINCE, ChannelName(name)) is None
    said = [stop.say("vi") for stop in outlets.missing.values()]
    assert said[0].startswith("Trang WordPress chưa nối được. ")
    assert said[0].endswith("loa connect wordpress")
    assert said[1].startswith("Cổng Liferay chưa nối được. ")
    assert "config/l.txt" in said[1]
    assert "loa connect" not in said[1]
    assert "600" not in said[0] + said[1]
    (tmp_path / "config" / "units.yaml").write_text(
        "units:\n  - {id: dai-tam, name: Hội LHPN xã Đại Tâm, wordpress: {address: https://dt.example.vn, "
        "user: hoa, password: file:config/dt.txt}}\n",
        encoding="utf-8",
    )
    units = read_names(WorkFolder(tmp_path), settings)[0].units
    outlets = Outlets(WorkFolder(tmp_path), settings, units, FixedClock(START))
    assert outlets.get(UnitId("dai-tam"), ChannelName("wordpress")) is None
    (stop,) = outlets.missing.values()
    assert stop.say("vi").endswith("loa connect wordpress --unit dai-tam")
