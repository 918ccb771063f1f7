"""Whatever the staff write into any field of any template: the card is sound, or a problem says where."""

import itertools
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from PIL import Image

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, Card, Post, PostId
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.filling import CardOf, content_of
from scheduler.cards.design.items import DoesNotFit, Run, meet
from scheduler.cards.design.layers import Band, Points, Rows, Stack
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.plate import plate_of, rooms
from scheduler.cards.pictures import Photograph, Pictures
from scheduler.cards.sizes import SIZES
from scheduler.cards.typesetting.fitting import ABOVE, FLOOR
from scheduler.settings.loading import load_settings
from tests.cards import test_khmer, test_text
from tests.cards.making import POST, Studio, at_one_size, bounds, content, coverage, rows_of, template
from tests.cards.test_readable import CROP
from tests.cards.test_templates import ALL
from tests.cards.test_text import PHONES, ROUNDING, WITH_UNITS
from tests.cards.written import in_the_way, written
from tests.examples import examples

MOST = 400  # characters
SIDE, EDGE = 24, 8  # pixels that stay free at the sides of the canvas, and above and below
SAFE = 250, 1580  # rows of a story between which all its texts stand
APART = {1080: 48, 1200: 40}  # pixels from a text to the band, by the canvas' width
SPARE = 120  # pixels round a canvas, so that ink beyond its edge is seen
ROUNDS = 40  # a text that is shortened as told is short enough before that
LINKS = ("https://phunu.soctrang.gov.vn/", "https://phunu.soctrang.gov.vn/tin/la-chan-dau-tien-cua-con")
UNSEEN = "card-drawing-unseen"  # a warning: the card is sound without its drawing
TOLD_WHEN_LAID_OUT = ("card-too-long", "card-word-too-long", "card-contrast")
HOLES = re.compile(r"[\s.\u200b]")  # spaces are widths, the dots of a phone number are gaps
WHOLE = re.compile(
    r"(?<![\d.])(?:" + "|".join(map(re.escape, (*PHONES, *test_khmer.KHMER_PHONES))) + r")(?![\d.]*\d)"
    "|" + "|".join(map(re.escape, WITH_UNITS))
)
# The tallest letters over the deepest ones, wherever a line ends.
TWO_MARKS = ("GẬY", "ẾỖẬ", "QUỴ", "ẶNG", "ỖẬY", "Ế")

capitals = st.lists(st.sampled_from(["Ế", "Ỗ", "Ậ", "ẾỖẬ", "GẬY", "QUỴ", "ỨNG"]), min_size=1).map(" ".join)
long_words = st.text("nghiêuyươằẾg", min_size=1, max_size=MOST)
many_lines = st.lists(test_text.tokens, min_size=2, max_size=40).map("\n".join)
numbers = st.lists(
    st.sampled_from([*PHONES, *WITH_UNITS, *test_khmer.KHMER_PHONES, "111", "100.000", "12/12/2026"]),
    min_size=1,
).map(" ".join)
kinds = st.one_of(test_text.texts(), test_khmer.texts(), capitals, long_words, many_lines, numbers)


@st.composite
def texts(draw):
    """One to 400 characters: short ones that fill a card alone, and ones that no card can hold."""
    return draw(kinds)[: draw(st.sampled_from([12, 30, 60, 120, 200, MOST]))].strip() or "Ế"


days = st.sampled_from(["12/12/2026", "5/12/2026", "28/11/2026", "31/4/2026"])
figures = st.one_of(st.sampled_from(["3", "90%", "១៥", "Ỗ"]), texts())
UNUSUAL = {
    "date": days, "number": figures, "link": st.sampled_from(LINKS), "illustration": st.just("lock"),
    "hotline": st.sampled_from(["tong-dai-111", "hoi-phu-nu-tinh"]), "image": st.just("photos/a.jpg"),
    "focus": st.just(["20%", "30%"]), "treatment": st.sampled_from(["natural", "duotone", "tinted"]),
    "light": st.sampled_from(["as-taken", "levelled"]),
}  # fmt: skip


@st.composite
def cards(draw, name):
    """A card of that template with something in each field that must have it, and in some of the others."""
    found = {"template": name, "alt": "Thẻ", "mood": draw(st.sampled_from(template(name).moods))}
    for field, rule in template(name).fields.items():
        if rule.required or draw(st.booleans()):
            value = UNUSUAL.get(field, texts())
            if rule.list and field not in UNUSUAL:
                value = st.lists(value, min_size=rule.at_least, max_size=rule.at_most)
            found[field] = draw(value)
    return found | draw(st.sampled_from([{}, {}, {"qr": "link"}]))


class Desk:
    """A folder of work whose only post is written anew again and again."""

    def __init__(self, root):
        self.studio = Studio(root)
        photo = root / "assets/photos/a.jpg"
        photo.parent.mkdir(parents=True)
        Image.effect_noise((640, 480), 60).resize((1600, 1200)).convert("RGB").save(photo)
        self.settings, _ = load_settings(self.studio.folder)
        self.gallery, self.calendar = self.studio.open()
        self._last = "", None

    def read(self, card):
        """The post with that card, as it was read from its file; once for all its sizes."""
        text = json.dumps(card, ensure_ascii=False)
        if self._last[0] != text:
            self._last = text, self._read(text)
        return self._last[1]

    def _read(self, text):
        self.studio.put("posts/2026-12.yaml", "posts:\n" + POST.format(id="bai-1", day=1, card=text))
        calendar = read_calendar(self.studio.folder, self.settings)
        for problem in calendar.problems:
            check_told(problem)
        return calendar.post("bai-1") if calendar.posts else None

    def problems(self, post):
        return self.gallery.problems(post, self.calendar.units[PROVINCE])

    def content(self, post):
        design = template(post.cards[0].template)
        pictures = Pictures(self.studio.folder.assets)
        return content_of(
            CardOf(post, 0), design, self.calendar.units[PROVINCE], self.settings,
            self.calendar.hotlines, pictures,
        )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


def check_card(desk, card):
    """Every size of the card is sound or told; one that is told is sound when it is shortened as told."""
    post = desk.read(card)
    problems = [problem for problem in (desk.problems(post) if post else []) if problem.code != UNSEEN]
    for problem in problems:
        check_told(problem)
    if not post or any(problem.code not in TOLD_WHEN_LAID_OUT for problem in problems):
        event("told before it is laid out")
        return
    refused = [size for size in SIZES if not check_size(desk, card, size)]
    event(f"refused at {len(refused)} sizes")
    assert bool(refused) == any(problem.code != "card-contrast" for problem in problems)


def check_told(problem):
    """The problem has the card's line, and words to go with it."""
    assert problem.is_error
    assert problem.code != "card-template-wrong"  # no text makes a shipped template wrong
    assert problem.place.file == "posts/2026-12.yaml"
    assert '"template"' in problem.line_text, problem.as_text()
    assert problem.as_text("vi")
    assert problem.as_text("en")


def check_size(desk, card, size):
    """Whether the card fits that size as it is; the layout that fits, whole or shortened, is sound."""
    design, fits = template(card["template"]), True
    for _ in range(ROUNDS):
        if not (post := desk.read(card)):
            return fits
        content, palette = desk.content(post), Palette(card["mood"])
        chosen = design.choices(f"{post.id}/0", {})
        try:
            layout = lay_out(design.sizes[size], content, palette, chosen)
        except DoesNotFit as misfit:
            fits = False
            card = shortened(card, misfit)
        else:
            check_layout(layout, design.sizes[size], content, palette, chosen)
            return fits
    pytest.fail(f"never fits: {card}")


def shortened(card, misfit):
    """The card with the text in question as short as its writer is told to make it."""
    value = card[misfit.name]
    if misfit.index < 0:
        return card | {misfit.name: _cut(value, misfit)}
    points = [_cut(one, misfit) if number == misfit.index else one for number, one in enumerate(value)]
    return card | {misfit.name: points}


def _cut(value, misfit):
    word = misfit.word
    if word and word in value:
        return value.replace(word, word[: len(word) // 2])
    return value[: int(len(value) * misfit.keep)].strip() or "Ế"


def check_layout(layout, design, content, palette, chosen):
    """All its texts, whose ink lies in their boxes, whole, clear of one another and of all else."""
    width, height = layout.canvas
    all_written = written(design, content, palette, chosen)
    lines = [run for text in all_written for line in text.lines for run in line]
    assert sorted(inked(lines)) == sorted(inked(layout.above))  # nothing is looked at but the card itself
    taken = np.zeros((height, width), dtype=bool)
    fixed = [item for item in layout.below if isinstance(item, Run)]
    for line in one_line(fixed):
        check_line(line, taken, layout.canvas)
    obstacles = list(in_the_way(design, content, palette, chosen))
    bands = [entry.layer for entry in design.layers if isinstance(entry.layer, Band)]
    floor = (
        min((height - band.foot - band.height for band in bands), default=height + APART[width])
        - APART[width]
    )
    for text in all_written:
        left, top, right, bottom = text.box
        assert text.block.size >= text.smallest >= FLOOR
        for line in text.lines:
            x1, y1, x2, y2 = check_line(line, taken, layout.canvas)
            assert left - ROUNDING <= x1 < x2 <= right + ROUNDING, (text.field, x1, x2)
            assert top - ABOVE * text.block.size - ROUNDING <= y1, (text.field, y1)
            assert y2 <= bottom + ROUNDING, (text.field, y2)
            assert y2 <= floor + ROUNDING, (text.field, y2)
            for a, b, c, d in obstacles:
                assert x2 <= a or c <= x1 or y2 <= b or d <= y1, (text.field, (x1, y1, x2, y2), (a, b, c, d))
        check_breaks(text)
    return all_written


def one_line(runs):
    """The texts of header and band: letters of two scripts on one base line are one text."""
    line = []
    for run in runs:
        if line and not (run.weight != line[-1].weight and run.glyphs[0][2] == line[-1].glyphs[0][2]):
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def inked(runs):
    return [(run.weight, run.size, run.colour, *glyph) for run in runs for glyph in run.glyphs]


def check_line(line, taken, canvas):
    """The bounds of the line's ink, which is whole, keeps from the canvas' edges and from all ink before."""
    width, height = canvas
    first, last = rows_of_all(line, height)
    tall = last - first
    around = coverage(line, width + 2 * SPARE, tall + 2 * SPARE, dx=SPARE, dy=SPARE - first)
    shades = around[SPARE : SPARE + tall, SPARE : SPARE + width]
    assert shades.sum() == around.sum()
    x1, y1, x2, y2 = bounds(shades > 0)
    y1, y2 = y1 + first, y2 + first
    assert all(run.size >= FLOOR for run in line)
    assert SIDE <= x1 < x2 <= width - SIDE
    assert EDGE <= y1 < y2 <= height - EDGE
    if canvas == (1080, 1920):
        assert SAFE[0] <= y1 < y2 <= SAFE[1], (y1, y2)
    if canvas == (1080, 1350):
        assert y2 <= CROP[0] or CROP[0] <= y1 < y2 <= CROP[1] or CROP[1] <= y1, (y1, y2)
    solid = shades >= 128
    near = solid.copy()
    near[1:] |= solid[:-1]  # a row stays free between two lines
    near[:-1] |= solid[1:]
    here = taken[first:last]
    assert not (near & here).any(), (x1, y1, x2, y2)
    here |= solid
    return x1, y1, x2, y2


def rows_of_all(line, height):
    spans = [rows_of(run, height) for run in line]
    return int(min(first for first, _ in spans)), int(max(last for _, last in spans))


def check_breaks(text):
    """Every sign is there; a line ends at a space or a word of Khmer, in no cluster, number, held phrase."""
    bare = test_khmer.unmarked(text.value)
    said = "".join(word.text for line in text.block.lines for word in line)
    assert HOLES.sub("", said) == HOLES.sub("", bare)
    ends = test_khmer.ends_in(text.block, bare)
    if not ends:
        return
    starts, words = test_khmer.cluster_starts(bare), test_khmer.ends_of_words(bare)
    kept = [found.span() for found in WHOLE.finditer(bare)]
    for end in ends:
        if "\u00a0" in bare[end - 1 : end + 1] and bare[end:].lstrip("\u00a0\u200c")[:1] in (
            " ",
            "\n",
            "\u200b",
        ):
            continue  # a space that holds nothing: one that does not hold, or the line's end, follows it
        assert test_khmer.is_space(bare, end) or (end in starts and end in words), (bare[:end], bare[end:])
        assert "\u00a0" not in bare[end - 1 : end + 1]
        assert not any(first < end < last for first, last in kept), (bare[:end], bare[end:])


slower = settings(suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", ALL)
@given(st.data())
@settings(slower, max_examples=1, derandomize=True)  # the deep one looks elsewhere each time
def test_a_card_is_sound_or_told(desk, name, data):
    check_card(desk, data.draw(cards(name)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
@given(st.data())
@settings(slower, max_examples=examples(30))
def test_a_card_is_sound_or_told_whatever_is_tried(desk, name, data):
    check_card(desk, data.draw(cards(name)))


def several_lines(design):
    """The fields of a size that may take more than one line."""
    for entry in design.layers:
        layer = entry.layer
        if "yes" in (entry.when.get("pictured"), entry.when.get("coded")):
            continue
        if isinstance(layer, Points):
            yield layer.field
        elif isinstance(layer, Stack | Rows):
            for part in layer.texts if isinstance(layer, Stack) else layer.items:
                if part.field and (part if isinstance(layer, Stack) else layer).lines > 1:
                    yield part.field


@pytest.mark.parametrize(("name", "size"), at_one_size(ALL, SIZES))
@pytest.mark.slow
def test_capitals_with_two_marks_are_whole_and_never_touch_the_line_above(desk, name, size):
    design = template(name)
    fields = {field for field in several_lines(design.sizes[size]) if field in design.fields}
    usual = {"date": "12/12/2026", "number": "3"}
    most = dict.fromkeys(fields, 0)
    for field, count in itertools.product(fields, (5, 9, 14)):
        filled = {each: usual.get(each, "Ế") for each, rule in design.fields.items() if rule.required}
        filled[field] = " ".join(itertools.islice(itertools.cycle(TWO_MARKS), count))
        card = {"template": name, "alt": "Thẻ", "mood": "man"}
        card |= {
            key: [value] * design.fields[key].at_least if design.fields[key].list else value
            for key, value in filled.items()
        }
        content, palette = desk.content(desk.read(card)), Palette("man")
        chosen = design.choices("bai-1/0", {})
        try:
            layout = lay_out(design.sizes[size], content, palette, chosen)
        except DoesNotFit:
            continue
        texts = check_layout(layout, design.sizes[size], content, palette, chosen)
        most[field] = max([most[field], *(len(text.lines) for text in texts if text.field == field)])
    # What has no room in several lines is left out where the design gives way.
    least = 0 if design.sizes[size].rooms else 2
    assert all(count >= 2 or count == least for count in most.values()), most


def test_stacked_marks_keep_from_the_figure_of_a_card_with_photo_and_code(desk):
    card = {"template": "number", "alt": "Thẻ", "mood": "sen", "number": "3", "headline": "ẾỖẬ Ế Ế QUỴ"}
    body = "1900 1234 biết,\xa0rồi Ở hênêuhii"
    assert check_size(desk, card | {"body": body, "image": "photos/a.jpg", "qr": "link"}, "story")


def fillings(name):
    """Its fields: all of them, each that may be missing left out, and figures of one to three signs."""
    filled = content(name)
    yield filled
    for field, rule in template(name).fields.items():
        if filled.fields.get(field) and not rule.required:
            yield replace(filled, fields=filled.fields | {field: ""})
    if "number" in filled.fields:
        for number, without in itertools.product(("5", "300"), ({}, {"body": ""})):
            yield replace(filled, fields=filled.fields | {"number": number, **without})


@pytest.mark.parametrize("coded", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("pictured", [False, True])
@pytest.mark.parametrize("name", ALL)
@pytest.mark.slow
def test_where_the_marks_of_a_first_line_may_rise_nothing_lies(desk, name, pictured, coded):
    """The room above a box that `over` gives away: a text that fills its box to the last pixel takes it."""
    known = template(name)
    if pictured and not known.photo_fields:
        return
    photo = Photograph(desk.studio.folder.assets / "photos/a.jpg", "a")
    palette, chosen = Palette("man"), known.choices("bai-1/0", {})
    for filled in fillings(name):
        fields = filled.fields | ({"qr": LINKS[0]} if coded else {})
        card = replace(filled, fields=fields, photos={"image": photo} if pictured else {})
        for size, design in known.sizes.items():
            layers = lay_out(design, card, palette, chosen).layers  # those that this card has
            in_it = [layer for layer in layers if isinstance(layer, Stack) and layer.over]
            obstacles = list(in_the_way(design, card, palette, chosen)) if in_it else []
            plate = plate_of(layers, design.canvas, card)
            for layer in in_it:
                for left, top, right, _ in rooms(layer, design.canvas, plate):
                    above = left, top - layer.over, right, top
                    assert not [box for box in obstacles if meet(above, box)], (size, layer.box, card.fields)


@pytest.mark.parametrize("seen", ["\u200c", "\u200b \u2060"])
def test_a_point_of_unseen_characters_is_told_at_its_place(desk, seen):
    card = Card("checklist", {"headline": "D", "points": ("E", seen)}, "e")
    post = Post(PostId("a"), "b", "c", cards=(card,))
    assert [one.code for one in desk.problems(post)] == ["card-field-unseen"]
