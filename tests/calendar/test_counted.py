"""Links to the union's own website, in the words of other channels, tell from where a reader came."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from scheduler.calendar.model import PROVINCE, Campaign, ChannelName, Post, PostId, Unit, UnitId
from scheduler.calendar.units import read_names
from scheduler.calendar.wording import word
from scheduler.files import WorkFolder
from scheduler.kinds.registry import kind_of
from scheduler.settings.loading import load_settings

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
website: {address: "https://phunu.example.vn/tin/", utm: true}
facebook: {page: "1", token: env:LOA_TOKEN}
"""
UNITS = """\
units:
  - id: dai-tam
    name: Hội LHPN xã Đại Tâm
    facebook: {page: "2", token: env:LOA_TOKEN_2}
"""
LINK = "https://phunu.example.vn/tin/bai/a.html"
OTHER = "https://bocongan.gov.vn/"
POST = Post(
    PostId("mat-khau"), "Mật khẩu", f"Xem {LINK} và {OTHER}.", link=LINK, first_comment=f"Thêm: {LINK}"
)


@pytest.fixture
def units(tmp_path):
    folder = WorkFolder(tmp_path)
    folder.config.mkdir()

    def read(settings=SETTINGS):
        (folder.config / "settings.yaml").write_text(settings, encoding="utf-8")
        (folder.config / "units.yaml").write_text(UNITS, encoding="utf-8")
        known, problems = load_settings(folder)
        assert known and not problems
        return read_names(folder, known)[0].units

    return read


def worded(unit: Unit, channel: str, post: Post = POST):
    name = ChannelName(channel)
    return word(post, unit, {}, name, kind_of(name).limits)


@pytest.mark.parametrize("unit", [PROVINCE, "dai-tam"])
@pytest.mark.parametrize("channel", ["facebook", "groups"])
def test_other_channels_say_from_where_a_reader_came(units, unit, channel):
    tags = f"?utm_source={channel}&utm_medium=social&utm_campaign=mat-khau"
    said = worded(units()[UnitId(unit)], channel)
    assert said.link == LINK + tags
    assert said.text.count(LINK + tags) == 2
    assert f" {OTHER}." in said.text
    assert said.body == POST.text  # by which posts are compared
    assert said.first_comment == (f"Thêm: {LINK}{tags}" if channel == "facebook" else "")


def test_a_campaign_has_its_own_name(units):
    post = replace(POST, campaign=Campaign(id="thang-12"))
    assert worded(units()[PROVINCE], "facebook", post).link.endswith("utm_campaign=thang-12")


def test_the_website_itself_and_an_office_that_does_not_want_it_stay_as_they_are(units):
    assert "utm_" not in repr(worded(units()[PROVINCE], "website"))
    plain = units(SETTINGS.replace(", utm: true", ""))[PROVINCE]
    assert "utm_" not in repr(worded(plain, "facebook"))
