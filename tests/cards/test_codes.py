"""QR codes on cards, read as a phone reads them: from the picture itself, and from one half as large."""

import io

import pytest
import zxingcpp
from PIL import Image

from scheduler.cards.design.items import Run
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.plate import plate_of
from scheduler.cards.design.template import find_templates
from tests.cards.making import PAINTER, SETTINGS, Palette, built_in, content, template

ADDRESS = "https://phunu.soctrang.gov.vn/tin/"
SHORT = {"body": "Kể ngay.", "headline": "Kể *với mẹ*", "quote": "Con *không có lỗi*."}


def read(image):
    return [found.text for found in zxingcpp.read_barcodes(image.convert("RGB"))]


SLOW = [pytest.param(size, marks=pytest.mark.slow) for size in ("portrait", "story")]


@pytest.mark.parametrize("size", ["square", *SLOW])
@pytest.mark.parametrize("name", sorted(find_templates(built_in("templates"))))
@pytest.mark.slow
def test_a_code_is_read_from_every_template_and_no_text_runs_into_it(name, size):
    found = template(name)
    fields = dict.fromkeys(found.link_fields, ADDRESS) or {"qr": ADDRESS}
    filled = content(name, **SHORT)
    filled.fields.update(fields | ({"link_name": "phunu.vn"} if found.link_fields else {}))
    palette = Palette(found.moods[0])
    design, chosen = found.sizes[size], found.choices("bai-1/0", {})
    layout = lay_out(design, filled, palette, chosen)
    painted = PAINTER.paint(layout, palette, "bai-1")
    assert read(painted) == [ADDRESS]
    assert read(painted.resize((painted.width // 2, painted.height // 2))) == [ADDRESS]
    plate = plate_of(
        design.chosen({**chosen, "coded": "yes"}) if "qr" in fields else (), design.canvas, filled
    )
    if plate is None:
        return
    left, top, _, bottom = plate.box
    for run in layout.above:
        assert isinstance(run, Run)
        for _, x, base in run.glyphs:
            assert x / 4 < left + 20 or not top < base < bottom


def codes_in(card):
    return read(Image.open(io.BytesIO(card.data)))


def test_link_is_the_posts_own_address_and_an_address_is_itself(studio):
    studio.cards(
        "{template: tip, headline: Một câu, alt: Thẻ, qr: link}",
        "{template: tip, headline: Một câu, alt: Thẻ, qr: 'https://a.vn/b'}",
        "{template: event, date: 12/12/2026, title: Họp, alt: Thẻ, qr: link}",
        "{template: tip, headline: Một câu, alt: Thẻ}",
    )
    gallery, calendar = studio.open()
    assert gallery.problems_of(calendar) == []
    (own,) = studio.paint()
    assert codes_in(own) == [ADDRESS]
    assert codes_in(studio.paint(post="bai-2")[0]) == ["https://a.vn/b"]
    assert codes_in(studio.paint(post="bai-3")[0]) == [ADDRESS]
    assert codes_in(studio.paint(post="bai-4")[0]) == []
    studio.change(
        "posts/2026-12.yaml",
        "    title: Mật khẩu mạnh\n",
        "    title: Mật khẩu mạnh\n    link: https://b.vn/\n",
    )
    assert codes_in(studio.paint()[0]) == ["https://b.vn/"]


@pytest.mark.parametrize(
    ("qr", "code"), [("abc", "card-link"), ("https://a.vn/" + "x" * 300, "card-qr"), ("link", "card-qr")]
)
def test_a_code_that_leads_nowhere_or_is_too_fine_is_told(studio, qr, code):
    studio.put("config/settings.yaml", SETTINGS[: SETTINGS.index("website")])
    studio.cards(f"{{template: tip, headline: Một câu, alt: Thẻ, qr: '{qr}'}}")
    assert {problem.code for problem in studio.problems()} == {code}
