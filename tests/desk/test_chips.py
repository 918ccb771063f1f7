"""What the form puts into a text: a number or a name, as it is read there."""

import pytest

from scheduler.desk.pages.chips import Chip, chips_of
from tests.desk.conftest import client_of

LINE = Chip("{{ hotline('tong-dai-111') }}", "111", "Tổng đài Quốc gia bảo vệ trẻ em")
UNITS = """\
units:
  - {id: xa-an-hiep, name: Hội LHPN xã An Hiệp, hotlines: [hoi-phu-nu-tinh]}
"""


@pytest.fixture
def reading(folder):
    def read(units=""):
        if units:
            (folder.config / "units.yaml").write_text(units, "utf-8")
        return client_of(folder).app.state.live.reading

    return read


def labels(chips):
    return {chip.code: chip.label for chip in chips}


def test_an_office_of_its_own_has_its_lines_and_its_name(reading):
    found = chips_of(reading(), ["province"], "vi")
    assert LINE in found
    assert labels(found)["{{ unit.name }}"] == "Hội LHPN tỉnh Sóc Trăng"
    assert "{{ unit.parent }}" not in labels(found)


def test_one_unit_is_read_by_its_own_name_and_several_by_whose_it_is(reading):
    office = reading(UNITS)
    alone = labels(chips_of(office, ["xa-an-hiep"], "vi"))
    assert alone["{{ unit.name }}"] == "Hội LHPN xã An Hiệp"
    assert alone["{{ unit.hotline }}"] == "0377 672 444"
    assert alone["{{ unit.parent }}"] == "Hội LHPN tỉnh Sóc Trăng"
    for ids in (["all"], ["province", "xa-an-hiep"]):
        assert labels(chips_of(office, ids, "vi"))["{{ unit.name }}"] == "Tên đơn vị đăng"
