"""A text laid down in whole blocks is the text drawn glyph after glyph, wherever it stands."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cards import inking
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.items import runs_of
from scheduler.cards.inking import Ground, around, draw_runs
from scheduler.cards.sizes import SIZES
from scheduler.cards.typesetting.fitting import Setting, set_block, words_of
from scheduler.cards.typesetting.fonts import font
from tests.cards.making import NAMES, PAINTER, choices, laid_out

INK, MARKED = "#EAF6F2", "#FFC24A"
WIDTH, HEIGHT = 700, 421  # no whole number of squares
WORDS = "Ế", "gậy", "*Ỗ", "quyển*", "n*gh*iêng", "ngộ", "111", "កុមារ", "ខ្ញុំ", "*ស្ត្រី*"
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=24).map(" ".join)


def flat(colour=0xFF6A6309):
    return np.full((HEIGHT, WIDTH), colour, dtype=np.uint32)


def runs(text, size, width, leading, at):
    setting = Setting("ExtraBold", size, size, 99, leading, -0.02)
    return runs_of(set_block(words_of(text, setting), setting, size, width), *at, INK, MARKED)


def both_ways(canvas, drawn):
    """Drawn with what is known of the ground, and glyph after glyph without."""
    blocks, alone = canvas.copy(), canvas.copy()
    draw_runs(blocks, drawn, Ground(canvas))
    for run in drawn:
        for spot in run.glyphs:
            draw_runs(alone, [replace(run, glyphs=(spot,))])
    return [each.view(np.uint8).astype(int) for each in (blocks, alone)]


@given(
    texts, st.integers(28, 90), st.integers(60, 640), st.floats(1.15, 1.4),
    st.floats(-20, 600), st.floats(-20, 400),
)  # fmt: skip
def test_blocks_are_the_same_however_lines_and_letters_meet(text, size, width, leading, x, y):
    """Lines close together, letters that reach into others, marks within a word, text over the edge."""
    blocks, alone = both_ways(flat(), runs(text, size, width, leading, (x, y)))
    assert np.abs(blocks - alone).max() <= 1  # where letters share a pixel: in another order


QUICK = (NAMES[0], "wide")
CARDS = [
    pytest.param(name, size, marks=() if (name, size) == QUICK else pytest.mark.slow)
    for name in NAMES
    for size in SIZES
]


@pytest.mark.parametrize(("name", "size"), CARDS)
def test_a_card_drawn_in_blocks_is_the_card_drawn_glyph_after_glyph(name, size):
    for chosen in choices(name):
        layout = laid_out(name, size, chosen=chosen)
        ground = PAINTER.below(layout, Palette("man"), "x")
        blocks, alone = both_ways(ground.canvas, layout.above)
        assert np.abs(blocks - alone).max() <= 1


def test_two_texts_over_one_another_are_both_there():
    twice = [*runs("Ế gậy", 60, 600, 1.2, (40, 60)), *runs("quyển", 60, 600, 1.2, (52, 70))]
    blocks, alone = both_ways(flat(), twice)
    assert np.array_equal(blocks, alone)
    assert not np.array_equal(blocks, both_ways(flat(), twice[1:])[0])


boxes = st.tuples(*(st.integers(0, edge) for edge in (WIDTH, HEIGHT, WIDTH, HEIGHT)))


@given(boxes, st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
def test_a_ground_never_takes_two_colours_for_one(box, x, y):
    canvas = flat()
    canvas[y, x] ^= 1
    left, top, right, bottom = box
    if found := Ground(canvas).colour(box):
        assert (canvas[top:bottom, left:right] == found).all()


@given(boxes)
def test_a_ground_of_one_colour_is_known_everywhere(box):
    left, top, right, bottom = box
    is_there = left < right and top < bottom
    assert Ground(flat()).colour(box) == (int(flat()[0, 0]) if is_there else 0)


@given(texts, st.integers(28, 90), st.floats(0.7, 1.6))
def test_no_ink_leaves_the_room_that_is_looked_at(text, size, leading):
    for run in runs(text, size, 500, leading, (60, 60)):
        left, top, right, bottom = around(run, WIDTH, HEIGHT)
        alone = np.zeros((HEIGHT, WIDTH), dtype=np.uint32)
        draw_runs(alone, [run])
        alone[top:bottom, left:right] = 0
        assert not alone.any()


def test_kept_blocks_are_bounded(monkeypatch):
    monkeypatch.setattr(inking, "_KEPT_BLOCKS", 300_000)
    canvas = flat()
    for size in range(40, 90):
        draw_runs(canvas.copy(), runs("Ế gậy quyển nghiêng", size, 600, 1.3, (20, 90)), Ground(canvas))
    largest = 40 * font("ExtraBold").reach[0] / 1000 * 90 * 90 * 4  # the blocks of one text
    assert sum(one.bytes for one in inking._sets._kept.values()) <= 300_000 + largest


def test_what_is_painted_on_every_card_is_kept_while_others_come_and_go(monkeypatch):
    monkeypatch.setattr(inking, "_KEPT_BLOCKS", 300_000)
    monkeypatch.setattr(inking, "_sets", inking._Sets())
    canvas = flat()
    footer = runs("Hội Liên hiệp Phụ nữ", 30, 600, 1.3, (20, 90))
    kept = [inking._sets.of(run, int(canvas[0, 0])) for run in footer]
    for size in range(40, 90):
        draw_runs(canvas.copy(), [*footer, *runs("Ế gậy", size, 600, 1.3, (20, 90))], Ground(canvas))
    assert [inking._sets.of(run, int(canvas[0, 0])) for run in footer] == kept
