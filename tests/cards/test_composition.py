"""How whole cards are composed: each fault that a designer once saw, and its kind, is kept out."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from docs.make_card_sheet import LENGTHS
from scheduler.calendar.model import Hotline
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.items import DoesNotFit, Emblem, Figured, Logo, Patch, Picture, Run, edges, meet
from scheduler.cards.design.layers import Band, DrawingLayer, Figure, Header, Panel, Tiles
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.template import SizeDesign
from scheduler.cards.inking import draw_runs
from scheduler.cards.pictures import Photograph
from scheduler.cards.sizes import SIZES
from tests.cards.making import NUMBERS, PAINTER, bounds, choices, content, ink, laid_out, runs_in, template
from tests.cards.test_templates import ALL, contents
from tests.cards.written import written

PALETTE = Palette("man")
SAFE = 250, 1580  # rows of a story that Facebook's own signs leave free


def inked(runs, canvas):
    """The box of all their ink."""
    return bounds(ink(runs, *canvas))


@pytest.mark.parametrize("name", ALL)
def test_every_text_of_a_story_stands_between_the_signs_of_facebook(name):
    for number, chosen in itertools.product(range(len(LENGTHS)), [next(choices(name))]):
        layout = lay_out(template(name).sizes["story"], contents()[name, number], PALETTE, chosen)
        _, top, _, bottom = inked(runs_in(layout), layout.canvas)
        assert SAFE[0] <= top < bottom <= SAFE[1]


@pytest.mark.parametrize("name", ALL)
def test_a_story_is_no_portrait_with_a_border(name):
    sizes = template(name).sizes
    first, second = sizes["portrait"].layers, sizes["story"].layers
    assert [entry.layer for entry in first] != [entry.layer for entry in second]
    assert sizes["story"].canvas == (1080, 1920)


# The band


def band_of(lines, size="portrait", **more):
    """The items of the band alone, and its box."""
    design = template("tip").sizes[size]
    entry = next(entry for entry in design.layers if isinstance(entry.layer, Band))
    alone = SizeDesign(canvas=design.canvas, layers=(entry,))
    layout = lay_out(alone, replace(content("tip"), hotlines=tuple(lines)), PALETTE, {"look.text": "main"})
    height, foot = entry.layer.height, design.canvas[1] - entry.layer.foot
    return layout, (0, foot - height, design.canvas[0], foot)


NAMES = (
    "Công an xã",
    "Hội LHPN tỉnh Sóc Trăng",
    "Tổng đài Quốc gia bảo vệ trẻ em",
    "Hội Liên hiệp Phụ nữ xã Vĩnh Hải",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", ["111", "0377672444"])
@pytest.mark.parametrize("name", NAMES)
def test_one_hotline_leaves_no_hole_in_the_band(size, number, name):
    layout, (_, top, width, foot) = band_of([Hotline("a", name, number)], size)
    height = foot - top
    _, _, right, _ = inked(runs_in(layout), layout.canvas)
    tiles = [item.left for item in layout.below if isinstance(item, Patch) and item.left > right]
    assert min([*tiles, width]) - right < height + 60


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("names", list(itertools.product(NAMES[:3], NAMES)))
def test_the_texts_of_the_band_keep_within_it_and_apart(size, names):
    lines = [Hotline("a", names[0], "111"), Hotline("b", names[1], "0377672444")]
    layout, (_, top, width, foot) = band_of(lines, size)
    runs = runs_in(layout)
    left, first, right, last = inked(runs, layout.canvas)
    assert top + 6 <= first < last <= foot - 6
    assert foot - top + 20 <= left < right <= width - 40
    taken = np.zeros(layout.canvas[::-1], dtype=bool)
    for run in runs:
        solid = ink([run], *layout.canvas, least=128)
        assert not (taken & solid).any()
        taken |= solid


# Figures


@pytest.mark.parametrize("digits", ["1", "15", "25", "47", "90%", "806", "3"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.slow
def test_no_sliver_of_a_tile_shows_in_a_figure(digits, size):
    entries = tuple(e for e in template("number").sizes[size].layers if isinstance(e.layer, Figure))
    canvas = template("number").sizes[size].canvas
    alone = SizeDesign(canvas=canvas, layers=entries)
    layout = lay_out(alone, content("number", number=digits), PALETTE, {"look.panel": "main"})
    (figure,) = [item for item in layout.below if isinstance(item, Figured)]
    left, top, right, bottom = figure.box
    canvas = np.zeros(layout.canvas[::-1], dtype=np.uint32)
    draw_runs(canvas, figure.runs)
    mask = (canvas & 0xFF)[top:bottom, left:right] >= 250
    shown = np.asarray(PAINTER.paint(layout, PALETTE, "x").convert("RGB")).astype(int)[top:bottom, left:right]
    for x in range(figure.module, right - left, figure.module):
        for y in range(0, bottom - top, figure.module):
            rows = slice(y, y + figure.module)
            before, after = mask[rows, max(0, x - figure.module) : x], mask[rows, x : x + figure.module]
            for narrow, other in ((before, after), (after, before)):
                if not 0 < narrow.any(axis=0).sum() <= 0.2 * figure.module or other.mean() < 0.6:
                    continue
                # What is that narrow goes on with the colours beside it: nobody sees where the tile ends.
                edge = np.flatnonzero(mask[rows, x - 1] & mask[rows, x])[2:-2]
                if len(edge):
                    change = abs(shown[rows, x - 1][edge] - shown[rows, x][edge]).max(axis=1)
                    assert (change > 60).mean() < 0.1


@pytest.mark.parametrize("body", ["", "Một câu hỏi mỗi tối giúp con quen kể."])
@pytest.mark.parametrize("digits", ["5", "15", "87%"])
@pytest.mark.parametrize("size", ["portrait", "square", "story"])
def test_a_figure_and_its_words_are_one_group_without_a_hole_above_or_below(size, digits, body):
    fields = {"number": digits, "headline": "phút *mỗi tối*"} | ({"body": body} if body else {})
    filled = replace(content("number"), fields=fields)
    design = template("number").sizes[size]
    layout = lay_out(design, filled, PALETTE, template("number").choices("a", {}))
    (figure,) = [item for item in layout.below if isinstance(item, Figured)]
    _, top, _, bottom = inked(layout.above, layout.canvas)
    header = next(entry.layer for entry in design.layers if isinstance(entry.layer, Header))
    band = next(entry.layer for entry in design.layers if isinstance(entry.layer, Band))
    foot = layout.canvas[1] - band.foot - band.height
    assert 30 <= top - figure.box[3] <= 190
    assert figure.box[1] - header.middle <= 210
    assert foot - bottom <= 190


@pytest.mark.parametrize("size", ["portrait", "square", "story"])
def test_a_quote_that_nobody_signs_has_no_empty_strip_below_its_bubble(size):
    design = template("quote").sizes[size]
    band = next(entry.layer for entry in design.layers if isinstance(entry.layer, Band))
    foot = design.canvas[1] - band.foot - band.height
    ends = []
    for fields in ({}, {"speaker": "Cô Mai"}):
        filled = replace(content("quote"), fields={"quote": "Kể ra là nhẹ."} | fields)
        layout = lay_out(design, filled, PALETTE, template("quote").choices("a", {}))
        bubbles = [item for item in layout.below if isinstance(item, Panel) and any(item.corners)]
        ends.append(max(item.box[3] for item in bubbles))
    assert foot - ends[0] <= 80
    assert ends[1] < ends[0] - 100


def test_points_that_need_two_lines_stand_in_two_columns_of_a_wide_checklist():
    points = ("Hối em giữ bí mật với cha mẹ", "Đòi hình riêng hoặc đòi bật camera",
              "Cho quà, nạp thẻ rồi bắt trả ơn", "Rủ ra gặp một mình")  # fmt: skip
    filled = content("checklist", headline="Bạn mới quen, *lúc nào nên dừng?*", points=points)
    design, chosen = template("checklist").sizes["wide"], template("checklist").choices("a", {})
    shown = [text for text in written(design, filled, PALETTE, chosen) if text.field == "points"]
    assert [text.value for text in shown] == list(points)
    places = [inked(itertools.chain(*text.lines), design.canvas) for text in shown]
    (first, second, third, fourth) = places
    assert first[2] < second[0]
    assert third[2] < fourth[0]
    assert max(first[3], second[3]) < min(third[1], fourth[1])


def test_behind_a_figure_of_several_signs_lie_no_tiles():
    for size, digits in itertools.product(("portrait", "square", "story"), ("15", "90%")):
        layout = laid_out("number", size, number=digits)
        (figure,) = [item for item in layout.below if isinstance(item, Figured)]
        tiles = [item.box for item in layout.below if hasattr(item, "module") and item is not figure]
        assert not any(
            a < figure.box[2] and figure.box[0] < c and b < figure.box[3] and figure.box[1] < d
            for a, b, c, d in tiles
        )


@pytest.mark.parametrize("size", ["portrait", "wide", "story"])
def test_a_short_number_takes_its_whole_measure(size):
    layout = laid_out("hotline", size, shown=NUMBERS[0])
    great = [run for run in layout.below if isinstance(run, Run) and run.size > 200]
    left, _, right, _ = inked(great, layout.canvas)
    start, end = {"wide": (566, 1144)}.get(size, (72, 1008))
    assert abs(left - start) <= 2
    assert abs(right - end) <= 3


# Drawings


@pytest.mark.parametrize("size", SIZES)
def test_the_lotus_ends_where_the_water_begins(size):
    """Its leaf, 352 of 400 units down, lies under the surface: not even a part of a row is seen."""
    layers = [entry.layer for entry in template("end").sizes[size].layers]
    place = next(n for n, one in enumerate(layers) if isinstance(one, DrawingLayer) and one.name == "lotus")
    _, top, width = map(int, layers[place].box)
    water = next(one for one in layers[place:] if isinstance(one, Panel))
    assert water.box[1] <= top + 352 / 400 * width


# Event, quote


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", range(len(LENGTHS)), ids=LENGTHS)
def test_an_event_says_day_month_and_year_large_enough_and_its_rows_in_one_size(size, number):
    filled = contents()["event", number]
    layout = lay_out(template("event").sizes[size], filled, PALETTE, next(choices("event")))
    sizes = {}
    for field in ("day", "month_year", "time", "place"):
        if field in filled.fields:
            bare = replace(
                filled, fields={key: value for key, value in filled.fields.items() if key != field}
            )
            without = lay_out(template("event").sizes[size], bare, PALETTE, next(choices("event")))
            others = {(run.weight, run.size, run.colour) for run in without.above}
            sizes[field] = {
                run.size for run in layout.above if (run.weight, run.size, run.colour) not in others
            }
    assert max(sizes["day"]) <= 5 * max(sizes["month_year"])
    rows = {run.size for run in layout.above if run.weight == "SemiBold"}
    assert len(rows) <= 1


LONG_EVENT = {
    "title": "Sinh hoạt chuyên đề *giữ con an toàn trên mạng* cho cha mẹ",
    "time": "7 giờ 30 đến 9 giờ 30, đến sớm 10 phút nhận tài liệu",
    "place": "Nhà sinh hoạt cộng đồng ấp Mỹ Thanh, xã Vĩnh Hải",
    "note": "Có góc chơi và nước uống cho các cháu nhỏ đi cùng",
}


@pytest.mark.parametrize("without", ["", "time", "place", "note"])
def test_a_wide_event_says_all_it_has_to_say_however_long(without):
    said = LONG_EVENT | ({without: ""} if without else {})
    filled = content("event", **said)
    chosen = template("event").choices("a", {})
    shown = {text.value for text in written(template("event").sizes["wide"], filled, PALETTE, chosen)}
    assert {value for value in said.values() if value} <= shown


def test_a_wide_event_with_a_photo_has_room_for_three_facts_of_two_lines(tmp_path):
    said = LONG_EVENT | {"title": "Sinh hoạt chuyên đề *giữ con an toàn*", "time": "7 giờ 30 đến 9 giờ 30"}
    filled, chosen = pictured("event", tmp_path, **said), template("event").choices("a", {})
    shown = {text.value for text in written(template("event").sizes["wide"], filled, PALETTE, chosen)}
    assert set(said.values()) <= shown


def test_a_wide_quote_says_who_speaks_and_what_she_is_however_long_her_words():
    said = {
        "quote": "Hồi đó má không biết mạng là gì, con hỏi má cũng đành chịu. Giờ má học cùng con: con chỉ "
        "má bấm, má chỉ con *cách nhìn người*. Hai má con mình coi chừng cho nhau, vậy là đỡ sợ hơn nhiều.",
        "speaker": "Một người mẹ ở Trần Đề",
        "role": "Kể trong buổi sinh hoạt chi hội phụ nữ ấp",
    }
    design, chosen = template("quote").sizes["wide"], template("quote").choices("a", {})
    shown = {text.value for text in written(design, content("quote", **said), PALETTE, chosen)}
    assert set(said.values()) <= shown


@pytest.mark.parametrize("size", ["portrait", "square", "story"])
@pytest.mark.parametrize("asked", ["Nói *hay không?*", "Mẹ ơi?", "Ai *xin ảnh?*"])
def test_a_short_question_of_two_answers_leaves_no_hole(asked, size):
    layout = laid_out("question", size, question=asked, answers=("Nói liền", "Để mai"), hint="")
    largest = max(run.size for run in layout.above)
    *_, bottom = inked([run for run in layout.above if run.size == largest], layout.canvas)
    bars = [item.box for item in layout.below if isinstance(item, Panel) and item.corners == (0, 36, 36, 0)]
    band = next(one.layer for one in template("question").sizes[size].layers if isinstance(one.layer, Band))
    foot = layout.canvas[1] - band.foot - band.height
    assert len(bars) == 2
    assert min(box[1] for box in bars) - bottom <= 210
    assert foot - max(box[3] for box in bars) <= 130


# Photos


def pictured(name, tmp_path, **fields):
    """A template's card with a photo."""
    Image.effect_noise((80, 60), 60).convert("RGB").save(tmp_path / "a.jpg")
    filled = contents()[name, 1]
    fields = filled.fields | {"image": "a.jpg", **fields}
    return replace(filled, fields=fields, photos={"image": Photograph(tmp_path / "a.jpg", "a")})


@pytest.mark.parametrize("name", [name for name in ALL if template(name).photo_fields])
def test_no_text_of_a_story_lies_on_its_photo(name, tmp_path):
    layout = lay_out(
        template(name).sizes["story"], pictured(name, tmp_path), PALETTE, template(name).choices("a", {})
    )
    (photo,) = [item for item in layout.below if isinstance(item, Picture)]
    for run in runs_in(layout):
        assert not meet(inked([run], layout.canvas), photo.box)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", ["3", "15"])
def test_a_figure_beside_a_photo_is_still_the_largest_thing_written(number, size, tmp_path):
    filled = pictured("number", tmp_path, number=number)
    layout = lay_out(template("number").sizes[size], filled, PALETTE, template("number").choices("a", {}))
    (figure,) = [item for item in layout.below if isinstance(item, Figured)]
    assert figure.box[3] - figure.box[1] >= 2 * max(run.size for run in layout.above)


# Header


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ALL)
def test_a_long_name_in_the_header_keeps_off_the_bright_tiles(name, size):
    filled = replace(contents()[name, 0], brand="Hội LHPN xã Vĩnh Hải, Sóc Trăng")
    layout = lay_out(template(name).sizes[size], filled, PALETTE, next(choices(name)))
    canvas = layout.canvas
    tiles = [edges(item.box, canvas) for item in layout.below if isinstance(item, Tiles) and item.bright]
    head = [run for run in layout.below if isinstance(run, Run) and run.weight == "Bold"]
    assert head
    assert not [box for box in tiles if meet(inked(head[:2], canvas), box)]


def test_a_name_without_room_beside_a_wide_logo_leaves_it_alone(tmp_path):
    Image.new("RGBA", (500, 100), "#0E7C86").save(tmp_path / "logo.png")
    filled = replace(content("event"), brand="Hội Liên hiệp Phụ nữ huyện Mỹ Xuyên, tỉnh Sóc Trăng")
    with pytest.raises(DoesNotFit):
        lay_out(template("event").sizes["wide"], filled, PALETTE, next(choices("event")))
    filled = replace(filled, logo=Logo(tmp_path / "logo.png", 0))
    layout = lay_out(template("event").sizes["wide"], filled, PALETTE, next(choices("event")))
    assert [item for item in layout.below if isinstance(item, Emblem)]
    head = [run for run in layout.below if isinstance(run, Run)]
    assert not [run for run in head if inked([run], layout.canvas)[1] < 96]


@pytest.mark.parametrize("words", ["Con *không có lỗi*.", "Kể ra nha em!", "Mẹ tin con."])
@pytest.mark.parametrize("size", SIZES)
def test_a_short_quote_fills_its_bubble(words, size):
    layout = laid_out("quote", size, quote=words, speaker="", role="")
    bubble = next(item for item in layout.below if isinstance(item, Panel) and any(item.corners))
    left, top, right, bottom = inked(layout.above, layout.canvas)
    a, b, c, d = bubble.box
    assert (right - left) / (c - a) > 0.6
    assert (bottom - top) / (d - b) > 0.22


def test_what_has_no_room_in_one_line_of_the_header_takes_two():
    filled = replace(content("tip"), brand="Hội Liên hiệp Phụ nữ xã Vĩnh Hải, tỉnh Sóc Trăng")
    layout = lay_out(template("tip").sizes["wide"], filled, PALETTE, next(choices("tip")))
    header = [run for run in layout.below if isinstance(run, Run) and run.weight == "Bold"]
    assert inked(header, layout.canvas)[3] <= 100
    with pytest.raises(DoesNotFit):
        lay_out(
            template("tip").sizes["wide"], replace(filled, brand="Hội " * 40), PALETTE, next(choices("tip"))
        )
