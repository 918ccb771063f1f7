"""Khmer letters stand as HarfBuzz places them, and look as they did when somebody last looked at them."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from scheduler.cards.design.items import runs_of
from scheduler.cards.inking import draw_runs
from scheduler.cards.typesetting.fitting import Setting, set_block, words_of
from scheduler.cards.typesetting.fonts import KHMER, font
from tests.cards.khmer_making import GOLDEN, PHRASES, SHAPES, STYLES, harfbuzz, painted, shaped

SHADES = 40  # of 255: what 16 greys and another FreeType may change a pixel by
STRAY = 0.001  # of the pixels may differ by more
HEAVY = Setting("ExtraBold", 1000, 1000, 1)
REORDERED, SPLIT = "េែៃ", "ើឿៀោៅ"


@pytest.fixture(scope="module")
def now():
    return painted()


@pytest.mark.parametrize("name", [f"{shape}-{style}.png" for shape in SHAPES for style in STYLES])
def test_the_letters_look_as_they_did(now, name, tmp_path):
    with Image.open(GOLDEN / name) as image:
        golden = np.asarray(image.convert("L"), dtype=int)
    here = np.asarray(now[name], dtype=int)
    assert here.shape == golden.shape
    differs = np.abs(here - golden) > SHADES
    if differs.mean() > STRAY:
        now[name].save(tmp_path / name)
        pytest.fail(
            f"{differs.mean():.2%} of the pixels differ: see {tmp_path / name}. "
            "If that was meant: python -m tests.cards.khmer_making"
        )


@pytest.mark.parametrize("text", PHRASES)
def test_words_shaped_alone_stand_as_in_the_whole_phrase(text):
    """A phrase is cut into words before it is shaped: no letter may notice."""
    block = set_block(words_of(text, HEAVY), HEAVY, 1000, float("inf"))
    (run,) = runs_of(block, 0, 0, "#000000", "#000000")
    inked = [(glyph, x, y) for glyph, _, x, y in shaped(text) if harfbuzz().get_glyph_extents(glyph).width]
    assert [glyph for glyph, _, _ in run.glyphs] == [glyph for glyph, _, _ in inked]
    base = run.glyphs[0][2]
    for (_, x, y), (_, expected_x, expected_y) in zip(run.glyphs, inked, strict=True):
        assert x / 4 == pytest.approx(expected_x * 0.92, abs=1)
        assert base - y == pytest.approx(expected_y * 0.92, abs=1)


@pytest.mark.parametrize("vowel", REORDERED)
@pytest.mark.parametrize("base", ["ក", "ក្រ", "ស្ត្រ", "ខ្ម"])
def test_a_vowel_that_is_written_first_stands_first(base, vowel):
    """In the text it comes last; HarfBuzz makes one cluster of both."""
    glyphs = shaped(base + vowel)
    assert len({cluster for _, cluster, _, _ in glyphs}) == 1
    assert glyphs[0][0] == shaped(vowel)[0][0]
    (word,) = words_of(base + vowel, HEAVY).words
    drawn = word.pieces[0].shaped.glyphs
    assert drawn[0].code == glyphs[0][0]
    assert drawn[0].x == min(glyph.x for glyph in drawn)


@pytest.mark.parametrize("vowel", SPLIT)
def test_a_split_vowel_stands_on_both_sides_of_its_letter(vowel):
    assert len({cluster for _, cluster, _, _ in shaped("ក" + vowel)}) == 1
    (word,) = words_of("ក" + vowel, HEAVY).words
    left, *rest = word.pieces[0].shaped.glyphs
    assert left.code == shaped("េ")[0][0]
    letters = {shaped("ក")[0][0], shaped("កា")[0][0], shaped("កៅ")[1][0]}  # with ា it becomes one glyph
    body = next(glyph for glyph in rest if glyph.code in letters)
    assert left.x + left.right <= body.x + body.left + 1
    (alone,) = words_of("ក", HEAVY).words[0].pieces[0].shaped.glyphs
    behind = max(glyph.x + glyph.right for glyph in rest) - (body.x + body.left)
    above = max(glyph.y + glyph.top for glyph in rest)
    assert behind > alone.right - alone.left + 50 or above > alone.top + 50


@pytest.mark.parametrize(
    "letter", [chr(code) for code in range(0x1780, 0x17A3) if code not in (0x179D, 0x179E)]
)
def test_a_subscript_stands_under_its_letter_or_beside_it_never_as_a_letter(letter):
    """No coeng is ever seen: it and its letter become one subscript, in one cluster with the base."""
    glyphs = shaped(f"ក\u17d2{letter}")
    coeng = harfbuzz().get_nominal_glyph(0x17D2)
    assert len({cluster for _, cluster, _, _ in glyphs}) == 1
    (word,) = words_of(f"ក\u17d2{letter}", HEAVY).words
    drawn = [glyph.code for glyph in word.pieces[0].shaped.glyphs]
    assert coeng not in drawn
    assert harfbuzz().get_nominal_glyph(ord(letter)) not in (drawn if letter != "ក" else drawn[1:])
    assert len(words_of(f"ក\u17d2{letter}", HEAVY).words) == 1


@pytest.mark.parametrize("style", STYLES)
def test_glyphs_that_share_pixels_are_laid_over_one_another(style):
    """Vowels and subscripts touch their letter, several at once: no pixel may be lost to another."""
    setting = STYLES[style]
    words = words_of("ស្ត្រី ញ៉ាំ ភ្ញៀវ ក្រឿ Ế ្រឡ្ចូ វ៏ឹ gỗ", setting)
    block = set_block(words, setting, setting.largest, 10 * setting.largest)
    runs = runs_of(block, 40, setting.largest, "#F9B732", "#F9B732")
    (glyph, x, y), *_ = runs[0].glyphs  # and worse than any font: three letters nearly in one place
    runs.append(replace(runs[0], glyphs=((glyph, x, y + 90), (glyph, x + 9, y + 88), (glyph, x + 5, y + 93))))
    ground = np.random.default_rng(3).integers(0, 256, (700, 800, 4), dtype=np.uint8)
    at_once, one_by_one = (ground.copy().view(np.uint32)[:, :, 0].copy() for _ in range(2))
    draw_runs(at_once, runs)
    for run in runs:
        for glyph in run.glyphs:
            draw_runs(one_by_one, [replace(run, glyphs=(glyph,))])
    differ = at_once.view(np.uint8).astype(int) - one_by_one.view(np.uint8)
    assert abs(differ).max() <= 2
    assert (at_once != ground.view(np.uint32)[:, :, 0]).sum() > 1000


@pytest.mark.parametrize("weight", KHMER)
def test_both_libraries_draw_the_same_weight_and_width(weight):
    """A variable font is set twice: HarfBuzz tells the outlines' bounds, FreeType draws them."""
    opened = font(KHMER[weight])
    for glyph in opened.shape("ស្ត្រីក").glyphs:
        ink = opened.ink(glyph.code, 1000, 0, 4000)
        assert ink.left == pytest.approx(glyph.left, abs=1.5)
        assert ink.right == pytest.approx(glyph.right, abs=1.5)
        assert -ink.top == pytest.approx(glyph.top, abs=1.5)
        assert -ink.bottom == pytest.approx(glyph.bottom, abs=1.5)


def test_each_weight_is_heavier_than_the_one_before():
    def area(weight):
        opened = font(KHMER[weight])
        (glyph,) = opened.shape("ក").glyphs
        return (opened.ink(glyph.code, 200, 0, 1000).pixels & 255).sum()

    areas = [area(weight) for weight in ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold", "Black")]
    assert areas == sorted(set(areas))
