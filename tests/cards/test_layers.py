"""Each layer that brings pictures and shapes does what its model says, to the pixel."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import segno
from PIL import Image

from scheduler.cards.design.colours import Palette, contrast, rgb
from scheduler.cards.design.items import Code, Content, DoesNotFit, Layout, Run, Shared
from scheduler.cards.design.layers import Figure, Gradient, Panel, Photo, Qr, Shape
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.one_line import line_of
from scheduler.cards.design.placing import place
from scheduler.cards.pictures import Photograph
from scheduler.cards.qr import QUIET, code_of, is_address, words_of_address
from tests.cards.making import MOODS, NUMBERS, PAINTER, TIP, Studio, choices, content, template

CANVAS = (600, 500)
PALETTE = Palette("man")
KINDS = ["tile-leaf", "tile-rings", "tile-flower"]


def painted(*layers, ground="#FFFFFF", palette=PALETTE, **content):
    """The card of these layers on a flat ground, as an array of signed numbers."""
    filling = Content(content.pop("fields", {}), "", "", (), None, **content)
    items = [Panel(box=(0, 0, *CANVAS), fill=ground)]
    for layer in layers:
        items += [layer] if isinstance(layer, Panel) else place(layer, CANVAS, filling, palette)
    layout = Layout(CANVAS, palette.mood, Shared(items))
    return np.asarray(PAINTER.paint(layout, palette, "x").convert("RGB")).astype(int)


def placed(layer, **fields):
    (item,) = place(layer, CANVAS, Content(fields, "", "", (), None), PALETTE)
    return item


def is_colour(pixels, colour, most=2):
    return abs(pixels - rgb(colour)).max(axis=-1) <= most


def box_of(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


# Photos


@pytest.fixture
def photograph(tmp_path):
    image = Image.fromarray(np.tile(np.arange(256, dtype=np.uint8)[:, None, None], (1, 300, 3)))
    image.save(tmp_path / "a.png")
    return {"image": Photograph(tmp_path / "a.png", "x")}


def test_a_photo_fills_its_box_and_nothing_else(photograph):
    found = painted(Photo(box=(50, 60, 250, 260)), ground="#00FF00", photos=photograph)
    assert box_of(~is_colour(found, "#00FF00")) == (50, 60, 250, 260)


def test_without_a_photo_nothing_is_painted():
    assert is_colour(painted(Photo(box=(50, 60, 250, 260))), "#FFFFFF").all()


def test_corners_of_a_photo_are_round_where_asked(photograph):
    found = painted(Photo(box=(100, 100, 300, 300), corners=(60, 0, 0, 60)), photos=photograph)
    assert is_colour(found[103, 103], "#FFFFFF")
    assert is_colour(found[296, 103], "#FFFFFF")
    assert not is_colour(found[103, 296], "#FFFFFF")
    assert not is_colour(found[296, 296], "#FFFFFF")


def test_a_scrim_darkens_from_the_edge_down_to_nothing(photograph):
    plain = painted(Photo(box=(0, 0, 600, 400)), photos=photograph)
    under = painted(Photo(box=(0, 0, 600, 400), scrim=200), photos=photograph)
    deep = np.array(rgb(PALETTE.base["deep"]))
    assert abs(under[0, 300] - (plain[0, 300] * 0.28 + deep * 0.72)).max() <= 2
    assert (under[205:] == plain[205:]).all()
    foot = painted(Photo(box=(0, 0, 600, 400), foot=200), photos=photograph)
    assert (foot[:195] == plain[:195]).all()
    assert abs(foot[399, 300] - (plain[399, 300] * 0.28 + deep * 0.72)).max() <= 2


@pytest.mark.parametrize("mood", MOODS)
def test_a_duotone_goes_from_deep_to_cream_through_the_mood(photograph, mood):
    palette = Palette(mood)
    found = painted(Photo(box=(0, 0, 256, 256), duotone=True), photos=photograph, palette=palette)
    tones = found[:256, 128]
    assert is_colour(tones[2], palette.base["deep"], 12)
    assert is_colour(tones[253], "#FFF3DC", 12)
    assert min(abs(tones - rgb(palette.base["main"])).max(axis=1)) <= 6


# Figures of tiles


@pytest.mark.parametrize("text", ["3", "12", "70%", "?", "100", "១៥", "1៥%"])
@pytest.mark.parametrize("align", ["left", "middle", "right"])
def test_a_figure_fills_its_box_and_stands_on_its_lower_edge(text, align):
    figure = Figure(text=text, box=(40, 30, 560, 330), on="light", kinds=KINDS, align=align, module=60)
    found = painted(figure, ground="#00FF00")
    left, top, right, bottom = box_of(~is_colour(found, "#00FF00", 40))
    assert left + 1 >= 40
    assert right <= 561
    assert abs(bottom - 330) <= 2
    assert right - left >= 517 or bottom - top >= 296  # as large as one of its sides allows
    if align == "left":
        assert abs(left - 40) <= 2
    if align == "right":
        assert abs(right - 560) <= 2


@pytest.mark.parametrize(("text", "count"), [("15", 2), ("១៥", 2), ("1៥%", 3), ("\u200b", 0)])
def test_a_figure_is_drawn_whole_in_any_script(text, count):
    found = list(place(Figure(text=text, box=(0, 0, 600, 500), on="light", kinds=KINDS), CANVAS,
                       Content({}, "", "", (), None), PALETTE))  # fmt: skip
    assert sum(len(run.glyphs) for item in found for run in item.runs) == count


def test_rows_of_tiles_end_where_the_figure_ends():
    for module in (40, 55, 70, 90, 110):
        item = placed(Figure(text="3", box=(0, 0, 600, 500), on="light", kinds=KINDS, module=module))
        high = item.box[3] - item.box[1]
        last = high % item.module
        assert last == 0 or last > item.module * 0.8
        assert abs(item.module - module) < module * 0.35


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("on", ["deep", "main", "soft", "light"])
@pytest.mark.slow
def test_a_figure_keeps_its_shape_against_its_ground(mood, on):
    """Next to its edge, most of a figure stands out from the ground."""
    palette = Palette(mood)
    ground = palette.base[on]
    figure = Figure(text="8", box=(40, 20, 560, 480), on=on, kinds=KINDS, module=70)
    found = painted(figure, ground=ground, palette=palette)
    solid = ~is_colour(painted(figure, ground="#00FF00", palette=palette), "#00FF00", 40)
    inner = solid.copy()
    for shift in range(1, 7):
        for axis in (0, 1):
            inner &= np.roll(solid, shift, axis) & np.roll(solid, -shift, axis)
    rim = solid & ~inner
    colours, counts = np.unique(found[rim], axis=0, return_counts=True)
    plain = [contrast("#" + bytes(colour.tolist()).hex(), ground) >= 1.5 for colour in colours]
    assert counts[plain].sum() / counts.sum() > 0.85


def test_more_than_three_glyphs_are_no_figure():
    with pytest.raises(DoesNotFit):
        list(place(Figure(field="n", box=(0, 0, 600, 500), on="light", kinds=KINDS), CANVAS,
                   Content({"n": "2026"}, "", "", (), None), PALETTE))  # fmt: skip


# QR codes


@pytest.mark.parametrize("address", ["https://phunu.soctrang.gov.vn/tin/", "https://a.vn/" + "b" * 120])
def test_a_code_holds_its_address_with_four_modules_of_white_round_it(address):
    item = placed(Qr(box=(20, 20, 480, 480)), link=address)
    assert isinstance(item, Code)
    found = painted(Qr(box=(20, 20, 480, 480)), ground="#9B1459", fields={"link": address})
    module, side = item.module, len(item.rows)
    whole = module * (side + 2 * QUIET)
    code = found[item.top : item.top + whole, item.left : item.left + whole]
    assert is_colour(code[: QUIET * module], "#FFFFFF").all()
    assert is_colour(code[:, -QUIET * module :], "#FFFFFF").all()
    middles = code[module // 2 :: module, module // 2 :: module][QUIET:-QUIET, QUIET:-QUIET]
    dark = middles.sum(axis=2) < 300
    wanted = segno.make_qr(address.encode(), error="m", boost_error=True).matrix
    assert (dark == np.array([list(row) for row in wanted], dtype=bool)).all()
    assert is_colour(found[:20], "#9B1459").all()


def test_an_address_too_long_for_a_phone_to_read_is_told():
    for address in ("https://a.vn/" + "b" * 900, "https://a.vn/" + "b" * 9000):
        with pytest.raises(DoesNotFit):
            placed(Qr(box=(0, 0, 300, 300)), link=address)


def test_a_code_is_made_once():
    assert code_of("https://a.vn/") is code_of("https://a.vn/")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("https://phunu.soctrang.gov.vn/tin/", True), ("http://a.vn", True),
        ("https://a.vn:8080/x?y=1#z", True),
        ("phunu.soctrang.gov.vn", False), ("https://", False), ("https://localhost/x", False),
        ("https://a.vn/có chỗ trống", False), ("javascript:alert(1)", False), ("ftp://a.vn/", False),
        ("https://lan:mat@a.vn/", False), ("https://:mat@a.vn/", False), ("https://@a.vn/", False),
        ("https://a.vn/\u202egnp.exe", False),
        ("https://a.vn:nope/", False), ("https://[::1", False), ("", False),
    ],
)  # fmt: skip
def test_only_whole_web_addresses_become_codes(text, sound):
    assert is_address(text) is sound


def test_an_address_is_shown_as_people_write_it():
    assert words_of_address("https://phunu.soctrang.gov.vn/tin/") == "phunu.soctrang.gov.vn/tin"


# Gradients, shapes, panels


@pytest.mark.parametrize(
    ("angle", "first", "last"),
    [(180, (100, 300), (399, 300)), (0, (399, 300), (100, 300)), (90, (250, 100), (250, 499))],
)
def test_a_gradient_goes_from_one_colour_to_the_other(angle, first, last):
    layer = Gradient.model_validate(
        {"box": (100, 100, 500, 400), "from": "deep", "to": "turmeric", "angle": angle}
    )
    found = painted(layer)
    assert is_colour(found[first], PALETTE.base["deep"], 3)
    assert is_colour(found[last], PALETTE.turmeric, 3)
    middle = (np.array(rgb(PALETTE.base["deep"])) + rgb(PALETTE.turmeric)) / 2
    assert abs(found[250, 300] - middle).max() <= 3
    assert is_colour(found[50], "#FFFFFF").all()


SHAPES = {
    "circle": ({"circle": (300, 250, 100)}, (250, 300), (250, 420)),
    "circle from the far edge": ({"circle": (-100, -100, 50)}, (400, 500), (300, 500)),
    "ring": ({"ring": (300, 250, 100, 30)}, (250, 215), (250, 300)),
    "polygon": ({"polygon": ((100, 100), (500, 100), (300, 400))}, (150, 300), (390, 120)),
    "path": ({"path": "M100 100H500V400H100Z"}, (250, 300), (50, 50)),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_shape_covers_what_it_should_and_no_more(case):
    form, inside, outside = SHAPES[case]
    found = painted(Shape(fill="main", **form))
    assert is_colour(found[inside], PALETTE.base["main"])
    assert is_colour(found[outside], "#FFFFFF")


def test_half_a_shape_lets_half_of_the_ground_through():
    found = painted(Shape(circle=(300, 250, 100), fill="#000000", alpha=0.5))
    assert abs(found[250, 300] - 127).max() <= 2


@pytest.mark.parametrize(
    "layer",
    [
        Panel(box=(150, 150, 450, 350), fill="#FFFFFF", corners=(50, 50, 50, 0), shadow=True),
        Shape(circle=(300, 250, 100), fill="#FFFFFF", shadow=True),
    ],
)
def test_a_shadow_is_soft_and_falls_downwards(layer):
    found = painted(layer).sum(axis=2)
    assert found[352:356, 300].max() < 765
    below, above = 765 - found[351:400, 300], 765 - found[100:149, 300]
    assert below.sum() > 2 * above.sum() > 0
    assert (np.diff(below) <= 0).all()
    assert (found[:60] == 765).all()


def test_a_path_that_is_more_than_a_path_is_refused():
    with pytest.raises(ValueError, match="path"):
        Shape(path='M0 0"/><image href="x"/>', fill="main")


# Carousels


CAROUSEL = """\
posts:
  - id: bo
    at: 2026-12-20 07:30
    title: Một bộ
    text: Cùng xem.
    audience: cha-me
    topic: mat-khau
    hotlines: [tong-dai-111, hoi-phu-nu-tinh]
    source: Công văn 267/BTV-BTGCSLP
    cards:
"""
MIDDLE = "{template: tip, headline: Mở đầu, alt: Thẻ}"


def carousel(studio, *cards):
    studio.put("posts/2026-12.yaml", CAROUSEL + "".join(f"      - {card}\n" for card in cards))
    return studio.paint(("portrait",), post="bo")


@pytest.mark.parametrize("day", range(1, 29, 9))
def test_all_cards_of_a_carousel_share_one_mood(studio, day):
    cover = "{template: cover, headline: Cha mẹ là lá chắn, alt: Thẻ}"
    end = "{template: end, headline: Lưu lại. Chia sẻ. Gọi khi cần., alt: Thẻ}"
    checklist = "{template: checklist, headline: Bốn bước, points: [Một, Hai, Ba], alt: Thẻ}"
    studio.put("posts/2026-12.yaml", "")
    text = CAROUSEL.replace("2026-12-20", f"2026-12-{day:02}")
    studio.put(
        "posts/2026-12.yaml", text + "".join(f"      - {card}\n" for card in (cover, checklist, TIP, end))
    )
    assert len({card.mood for card in studio.paint(("wide",), post="bo")}) == 1


def test_a_mood_named_on_the_first_card_is_that_of_all(studio):
    cards = carousel(studio, MIDDLE.replace("tip,", "tip, mood: nghe,"), MIDDLE, MIDDLE)
    assert [card.mood for card in cards] == ["nghe"] * 3


def test_cards_of_a_carousel_say_which_they_are(studio):
    cover = "{template: cover, headline: Mở đầu, alt: Thẻ, mood: man}"
    first, second = carousel(studio, cover, cover)
    head = [np.asarray(Image.open(card.path).convert("RGB"))[:120, 800:] for card in (first, second)]
    assert (head[0] != head[1]).any()


def test_two_cards_of_a_carousel_with_one_template_do_not_look_the_same(studio):
    tip = "{template: tip, headline: Mở đầu, illustration: lock, mood: man, alt: Thẻ}"
    shown = [
        np.asarray(Image.open(card.path).convert("RGB"))[135:600] for card in carousel(studio, *[tip] * 4)
    ]
    for one, other in itertools.combinations(shown, 2):
        assert (one != other).any(axis=2).mean() > 0.05


@pytest.mark.parametrize("name", ["tip", "checklist", "quote", "story"])
def test_a_card_between_the_first_and_the_last_says_which_it_is(name):
    filled = replace(content(name), page="2 / 6")
    layout = lay_out(template(name).sizes["portrait"], filled, PALETTE, next(choices(name)))
    numbered, _ = line_of("2 / 6", ("Bold", 34, 0.08), "#FFFFFF", (1008, 68), "right")
    glyphs = [glyph[0] for run in numbered for glyph in run.glyphs]
    assert any([glyph[0] for glyph in run.glyphs] == glyphs for run in layout.below if isinstance(run, Run))


def test_a_link_of_the_post_is_on_its_last_card(tmp_path):
    studio = Studio(tmp_path)
    studio.cards("{template: end, headline: Lưu lại, alt: Thẻ}")
    assert not studio.problems()
    before = studio.paint()[0].data
    studio.cards("{template: end, headline: Lưu lại, link: https://phunu.soctrang.gov.vn/khac, alt: Thẻ}")
    assert not studio.problems()
    assert studio.paint()[0].data != before
    studio.cards("{template: end, headline: Lưu lại, link: phunu.soctrang.gov.vn, alt: Thẻ}")
    assert [problem.code for problem in studio.problems()] == ["card-link"]


# The band


@pytest.mark.parametrize("lines", [(), NUMBERS[:1], NUMBERS[:2]])
def test_the_band_shows_a_handset_only_beside_a_number(lines):
    filled = replace(content("tip"), hotlines=lines)
    layout = lay_out(template("tip").sizes["portrait"], filled, PALETTE, next(choices("tip")))
    assert ("icon-handset" in layout.drawings) == bool(lines)
