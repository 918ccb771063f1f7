"""Cards of units: one picture for all that look the same, another where a unit's own brand shows."""

import io

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from scheduler.calendar.model import PROVINCE, ChannelVariant, UnitId
from scheduler.cards.design.filling import CardOf, content_of
from scheduler.cards.pictures import Pictures
from tests.cards.making import SETTINGS, TIP

UNITS = """\
units:
  - {id: dai-tam, name: Hội LHPN xã Đại Tâm, hotlines: [hoi-phu-nu-tinh]}
  - {id: my-xuyen, name: Hội LHPN xã Mỹ Xuyên, brand: {name: Phụ nữ Mỹ Xuyên}}
  - {id: my-tu, name: Hội LHPN xã Mỹ Tú, brand: {name: Phụ nữ Mỹ Xuyên}}
  - {id: mau-rieng, name: Hội LHPN xã Màu Riêng, brand: {deep: "#103A2A", primary: "#0E5B45"}}
"""


@pytest.fixture
def units(studio):
    studio.put("config/units.yaml", UNITS)
    studio.cards(TIP.replace("}", ", mood: man}"))
    studio.change("posts/2026-12.yaml", "    title:", "    units: all\n    title:")
    return studio


def paint(studio, *ids, size="wide"):
    """That card for each of the units."""
    gallery, calendar = studio.open()
    post = calendar.post("bai-1")
    return [gallery.paint(post, calendar.units[UnitId(id_)], (size,))[0] for id_ in ids]


def test_units_whose_cards_look_the_same_share_one_file(units):
    province, dai_tam, my_xuyen, my_tu = paint(units, "province", "dai-tam", "my-xuyen", "my-tu")
    assert dai_tam.path == province.path
    assert my_tu.path == my_xuyen.path != province.path
    assert len(units.files) == 2


def test_a_units_own_name_and_colours_show(units):
    province, named, coloured = paint(units, "province", "my-xuyen", "mau-rieng")
    images = [
        np.asarray(Image.open(io.BytesIO(card.data)).convert("RGB"), int)
        for card in (province, named, coloured)
    ]
    differs = np.abs(images[0] - images[1]).max(axis=2) > 60
    rows = np.flatnonzero(differs.any(axis=1))
    assert rows.size
    assert rows.max() < images[0].shape[0] // 4, "the name stands at the head, all else is the same"
    green = (images[2][:, :, 1] > images[2][:, :, 0] + 20).mean()
    assert green > 0.2 > (images[0][:, :, 1] > images[0][:, :, 0] + 20).mean()


def test_without_a_brands_name_each_unit_has_its_own_on_its_cards(units):
    units.put("config/settings.yaml", SETTINGS.replace("name: Phụ nữ Sóc Trăng, ", ""))
    province, dai_tam = paint(units, "province", "dai-tam")
    assert province.data != dai_tam.data


def test_painting_for_one_unit_leaves_the_others_cards_and_drops_its_own_old_ones(units):
    ids = ("province", "my-xuyen", "mau-rieng")
    paint(units, *ids)
    before = units.files
    paint(units, *ids)
    assert units.files == before
    units.change("posts/2026-12.yaml", "Dài", "Rất dài")
    after = paint(units, *ids)
    assert len(units.files) == len(before) == 3
    assert all(card.path.is_file() for card in after)
    assert not set(units.files) & set(before)


def test_a_code_without_a_link_leads_to_the_units_own_site(units):
    end = "{template: end, headline: Cùng lên tiếng}"
    site = "website: {folder: v, address: https://phunu.example.vn/dt/}"
    units.put("config/units.yaml", UNITS.replace("Đại Tâm, hotlines", f"Đại Tâm, {site}, hotlines"))
    units.change("posts/2026-12.yaml", TIP.replace("}", ", mood: man}"), end)
    province, dai_tam = paint(units, "province", "dai-tam")
    assert dai_tam.path != province.path
    units.change("posts/2026-12.yaml", "    title:", "    link: https://phunu.example.vn/bai\n    title:")
    province, dai_tam = paint(units, "province", "dai-tam")
    assert dai_tam.path == province.path


PROVED = ", signing_key: file:config/khoa-ky, proof_code: true}"


def test_a_code_leads_to_the_page_of_proof_only_where_the_office_wants_that(units):
    units.change("posts/2026-12.yaml", TIP.replace("}", ", mood: man}"), "{template: end, headline: A}")

    def led_to(settings, **post):
        units.put("config/settings.yaml", SETTINGS.replace('/tin/"}', f'/tin/"{settings}'))
        gallery, calendar = units.open()
        unit = calendar.units[PROVINCE]
        found = replace(calendar.post("bai-1"), channels={"website": ChannelVariant()}, **post)
        _, known, hotlines = gallery.made_of
        given = (
            CardOf(found, 0),
            gallery.templates["end"],
            unit,
            known,
            hotlines,
            Pictures(units.folder.assets),
        )
        return content_of(*given).fields["link"], gallery.content(found, [unit])

    plain, before = led_to(PROVED.replace("true", "false"))
    proved, after = led_to(PROVED)
    assert plain.endswith("/tin/")
    assert proved == f"{plain}xac-minh/bai-1.html"
    assert before != after  # an approval is of what was seen
    assert led_to(PROVED, link="https://a.vn/")[0] == "https://a.vn/"
    assert led_to(PROVED, repeat="FREQ=WEEKLY")[0] == plain  # each date has its own page


def test_a_units_name_that_has_no_room_is_told_once_with_the_post(units):
    long = "Hội Liên hiệp Phụ nữ xã có cái tên dài đến nỗi không tấm thẻ nào chứa cho hết được cả câu này"
    units.change("config/units.yaml", "Phụ nữ Mỹ Xuyên}}\n  - {id: my-tu", f"{long}}}}}\n  - {{id: my-tu")
    (problem,) = units.problems()
    assert (problem.code, problem.post) == ("card-brand", "bai-1")
    assert "Hội Liên hiệp" in problem.wrong("vi")
    assert "units.yaml" in problem.way_out("vi")
    gallery, calendar = units.open()
    post = calendar.post("bai-1")
    assert gallery.problems(post, calendar.units[UnitId("my-xuyen")])
    assert not gallery.problems(post, calendar.units[UnitId("my-tu")])


def test_a_units_colours_that_cannot_be_read_are_told_with_its_name(units):
    units.change("config/units.yaml", '"#103A2A"', '"#9FD8C0"')
    found = [problem for problem in units.problems() if problem.code == "card-brand-colours"]
    assert [problem.place.file for problem in found] == ["config/units.yaml"]
    assert "Phụ nữ Sóc Trăng" in found[0].wrong("vi")
