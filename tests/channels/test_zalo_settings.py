"""What settings, units and posts say of a Zalo OA, and in which words it is refused, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.outlets import Outlets
from scheduler.checks.rules import read_checked
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.channels.making import START
from tests.channels.zalo_office import keep_pair

OFFICE = "organisation: Hội LHPN tỉnh Sóc Trăng\n"
SITE = "website: {address: https://phunu.example.vn/}\n"
ZALO = 'zalo: {oa: "4318", app_id: "1780", app_secret: env:LOA_ZALO, token: file:config/zalo.txt}\n'
POST = """\
posts:
  - id: a
    at: 2026-12-01 07:30
    title: Giữ mật khẩu
    text: Đừng đưa mật khẩu cho người lạ.
    channels: [website, zalo]
    card: {template: tip, headline: Giữ mật khẩu, points: [Đặt dài, Không nói ra, Đổi khi lộ], alt: Tấm thẻ}
"""


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    return WorkFolder(tmp_path)


def told(folder: WorkFolder, settings: str = OFFICE + SITE + ZALO, post: str = POST, units: str = ""):
    (folder.config / "settings.yaml").write_text(settings, encoding="utf-8")
    (folder.posts / "a.yaml").write_text(post, encoding="utf-8")
    if units:
        (folder.config / "units.yaml").write_text(f"units:\n{units}", encoding="utf-8")
    loaded, problems = load_settings(folder)
    if loaded is None:
        return [(one.code, one.place.line) for one in problems]
    problems = read_checked(folder, loaded, today=START.date()).problems
    return [(one.code, one.place.line) for one in problems if one.is_error]


def test_a_post_for_both_with_a_card_is_sound(folder):
    assert told(folder) == []


def test_it_needs_the_websites_picture(folder):
    assert told(folder, post=POST.replace("[website, zalo]", "[zalo]")) == [("pictures-missing", 6)]
    assert told(folder, OFFICE + ZALO) == [("pictures-missing", 6)]
    bare = POST.partition("    card:")[0]
    assert told(folder, post=bare) == [("pictures-missing", 6)]
    assert told(folder, post=bare.replace("[website, zalo]", "[website]")) == []
    assert told(folder, post=bare + "    status: draft\n") == []


def test_a_title_is_no_longer_than_zalo_takes_counted_as_it_goes_out(folder):
    long = POST.replace("title: Giữ mật khẩu", f"title: {'à' * 151}")
    assert told(folder, post=long) == [("text-too-long", 4)]
    assert told(folder, post=long.replace("à" * 151, "à" * 150)) == []
    assert told(folder, post=long.replace("[website, zalo]", "[website]")) == []
    own = long.replace("[website, zalo]", "{website: {}, zalo: {title: Ngắn}}")
    assert told(folder, post=own) == []
    own = POST.replace("[website, zalo]", f"{{website: {{}}, zalo: {{title: '{'à' * 160}'}}}}")
    assert told(folder, post=own) == [("text-too-long", 6)]
    filled = POST.replace("title: Giữ mật khẩu", f'title: "{{{{ unit.name }}}} {"à" * 140}"')
    assert told(folder, post=filled) == [("text-too-long", 4)]


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ('"4318"', "phu-nu", "zalo-number"),
        ('"1780"', "a1", "zalo-number"),
        ("file:config/zalo.txt", "env:LOA_ZALO_TOKEN", "zalo-token"),
        ("file:config/zalo.txt", "v1.aBcDeFgHiJkLmNoP0123456789", "secret-in-file"),
        ("env:LOA_ZALO,", "env:LOA_ZALO, api_url: http://openapi.zalo.me,", "plain-http"),
        ("env:LOA_ZALO,", f"env:LOA_ZALO, author: {'x' * 51},", "text-length"),
        ("app_secret: env:LOA_ZALO, ", "", "missing"),
    ],
)
def test_a_block_that_is_wrong_is_told_at_its_line(folder, was, now, code):
    found = told(folder, OFFICE + SITE + ZALO.replace(was, now))
    assert [line for _, line in found] == [3]
    assert found[0][0] == code or code == "text-length"


def test_a_unit_has_its_own_account_and_token(folder):
    units = "  - {id: a, name: A, website: {folder: var/a, address: https://a.vn/}, zalo: {%s}}\n"
    assert told(folder, units=units % 'oa: "5"') == [("unit-zalo", 2)]
    assert told(folder, units=units % 'oa: "5", token: file:config/zalo.txt') == [("unit-taken", 2)]
    assert told(folder, units=units % 'oa: "4318", token: file:config/a.txt') == [("unit-taken", 2)]
    assert told(folder, units=units % 'oa: "5", token: file:config/a.txt') == []


def opened(folder: WorkFolder):
    settings, _ = load_settings(folder)
    assert settings is not None
    outlets = Outlets(folder, settings, {}, FixedClock(START))
    return outlets.get(PROVINCE, ChannelName("zalo")), outlets


def test_it_opens_with_its_secrets_and_a_website_and_else_says_what_is_missing(folder, monkeypatch):
    monkeypatch.setenv("LOA_ZALO", "app-secret-0123456789")
    told(folder)
    channel, outlets = opened(folder)
    assert channel is None
    (stop,) = outlets.missing.values()
    assert "config/zalo.txt" in stop.say("vi")
    assert "loa connect zalo" in stop.say("vi")
    keep_pair(folder.config / "zalo.txt")
    channel, _ = opened(folder)
    assert channel is not None
    assert channel.describe() == "Zalo OA 4318"
    told(folder, OFFICE + ZALO)
    channel, outlets = opened(folder)
    assert channel is None
    (stop,) = outlets.missing.values()
    assert "website" in stop.say("vi")
