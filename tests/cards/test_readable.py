"""Every shipped template, size, mood and look: text is readable on what is really behind it, and whole."""

import dataclasses
import itertools

import numpy as np
import pytest

from scheduler.cards.design.colours import GROUNDS, Palette, contrast, rgb
from scheduler.cards.design.items import DoesNotFit, Run
from scheduler.cards.design.layers import Points, Stack, StackText
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.template import LayerEntry, SizeDesign
from scheduler.cards.sizes import SIZES
from tests.cards.making import (
    MOODS,
    NAMES,
    NUMBERS,
    PAINTER,
    at_one_size,
    at_one_size_each,
    bounds,
    choices,
    content,
    ink,
    laid_out,
    rows_of,
    runs_in,
    template,
)

LARGE = 48  # pixels: from here on 3:1 is enough, below it is 4.5:1
WORST = 1  # percent of the pixels at and round a text that may be worse
CROP = (135, 1215)  # rows of a portrait that Facebook's square crop keeps

# As long as they may be, with the tallest and the deepest letters: texts shrink and fill their boxes.
LONG = {
    "headline": "Ế ẩm gậy *Ỗ Ậ nghiêng* quyển gì vậy mà ngộ quá ẾỖẬ",
    "body": "Gậy ẾỖẬ nghiêng quyển. " * 5,
    "points": tuple(f"Gậy ẾỖẬ nghiêng {word} Ỗ Ậ gậy" for word in ("một", "hai", "ba", "bốn", "năm")),
}
SHORT = {"headline": "Kể", "body": "", "points": ("Một", "Hai"), "illustration": ""}

cases = pytest.mark.parametrize(("name", "size"), list(itertools.product(NAMES, SIZES)))


def behind(layout, palette):
    """The picture without any of its text, as an array."""
    bare = dataclasses.replace(
        layout, below=[item for item in layout.below if not isinstance(item, Run)], above=[]
    )
    return np.asarray(PAINTER.paint(bare, palette, "x").convert("RGB"))


def grown(mask):
    """*mask* and the pixels that border it."""
    found = mask.copy()
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found


LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])


def luminances(pixels):
    return LINEAR[pixels] @ np.array([0.2126, 0.7152, 0.0722])


def worst_contrast(run, picture):
    """That of the worst percent of the pixels that the run's glyphs cover or border."""
    height, width, _ = picture.shape
    first, last = rows_of(run, height)
    mask = ink([run], width, last - first, dy=-first)
    own = luminances(np.array(rgb(run.colour)))
    ground = luminances(picture[first:last][grown(mask)])
    ratios = (np.maximum(ground, own) + 0.05) / (np.minimum(ground, own) + 0.05)
    return float(np.percentile(ratios, WORST))


@pytest.mark.parametrize(("name", "size", "mood"), at_one_size_each(NAMES, SIZES))
@pytest.mark.slow
def test_every_text_stands_out_from_what_is_behind_it(name, size, mood):
    palette = Palette(mood)
    found = []
    for chosen in choices(name):
        layout = laid_out(name, size, mood=mood, chosen=chosen)
        picture = behind(layout, palette)
        for run in runs_in(layout):
            ratio = worst_contrast(run, picture)
            if ratio < (3 if run.size >= LARGE else 4.5):
                found.append((round(ratio, 2), run.size, run.colour, chosen))
    assert not found


@pytest.mark.parametrize(("name", "size"), at_one_size(NAMES, SIZES))
@pytest.mark.slow
def test_without_an_illustration_and_with_a_long_number_too(name, size):
    shown = NUMBERS[1]
    for mood, chosen in zip(itertools.cycle(MOODS), choices(name), strict=False):
        layout = laid_out(name, size, mood=mood, chosen=chosen, illustration="", shown=shown)
        picture = behind(layout, Palette(mood))
        for run in runs_in(layout):
            ratio = worst_contrast(run, picture)
            assert ratio >= (3 if run.size >= LARGE else 4.5), (mood, run.size, run.colour, chosen)


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_ink_and_marks_have_their_contrast_on_every_ground(mood, ground):
    palette = Palette(mood)
    here = palette.base[ground]
    assert contrast(palette.ink(ground), here) >= 4.5
    assert contrast(palette.marked(ground), here) >= 3
    assert contrast(palette.base["light"], palette.band(ground)) >= 4.5
    assert contrast(palette.turmeric, palette.band(ground)) >= 3


@cases
@pytest.mark.parametrize("texts", [{}, LONG, SHORT], ids=["usual", "long", "short"])
@pytest.mark.parametrize("shown", NUMBERS[:2], ids=["111", "ten digits"])
@pytest.mark.slow
def test_no_text_is_cut_or_touches_another(name, size, texts, shown):
    """The ink of every text is the same on a far larger canvas, keeps from the edge, and meets no other."""
    layout = laid_out(name, size, shown=shown, **texts)
    width, height = layout.canvas
    taken = np.zeros((height, width), dtype=bool)
    for run in runs_in(layout):
        mask = ink([run], width, height)
        whole = ink([run], width + 800, height + 800, dx=400, dy=400)
        assert mask.sum() == whole.sum()
        left, top, right, bottom = bounds(mask)
        assert left >= 24
        assert top >= 8
        assert right <= width - 24
        assert bottom <= height - 8
        solid = ink([run], width, height, least=128)
        assert not (taken & solid).any(), (run.size, run.colour)
        taken |= solid


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("texts", [{}, LONG, SHORT], ids=["usual", "long", "short"])
@pytest.mark.parametrize("shown", NUMBERS[:2], ids=["111", "ten digits"])
def test_the_square_crop_of_a_portrait_cuts_no_text(name, texts, shown):
    for chosen in choices(name):
        layout = laid_out(name, "portrait", chosen=chosen, shown=shown, **texts)
        for run in runs_in(layout):
            width, height = layout.canvas
            above, below = rows_of(run, height)
            _, top, _, bottom = bounds(ink([run], width, below - above, dy=-above))
            top, bottom = top + above, bottom + above
            first, last = CROP
            assert bottom <= first or (top >= first and bottom <= last) or top >= last, (
                run.size,
                top,
                bottom,
            )


@cases
def test_nothing_is_written_smaller_than_34_pixels_of_a_card_1080_wide(name, size):
    least = 34 * template(name).sizes[size].canvas[0] // 1080
    for texts in ({}, LONG, SHORT):
        assert min(run.size for run in runs_in(laid_out(name, size, **texts))) >= least


def test_a_template_that_asks_for_less_is_not_given_it():
    design = template("tip").sizes["portrait"]
    small = StackText(field="headline", weight="Medium", size=(20, 12), lines=1)
    layers = [LayerEntry(stack=Stack(box=(72, 200, 1008, 400), on="light", texts=(small,)))]
    layout = lay_out(SizeDesign(canvas=design.canvas, layers=layers), content("tip"), Palette("man"), {})
    assert [run.size for run in layout.above] == [34] * len(layout.above)


@cases
def test_what_is_far_too_long_is_told_with_its_field(name, size):
    shown = template(name).sizes[size].layers
    layers = [entry.layer for entry in shown if entry.when.get("room", "no") == "no"]
    stacks = [layer.texts for layer in layers if isinstance(layer, Stack)]
    written = {text.field for texts in stacks for text in texts}
    written |= {layer.field for layer in layers if isinstance(layer, Points)}
    assert "headline" in written
    for field, value in LONG.items():
        if field not in written:  # the wide card has no room for a body, and shows none
            continue
        longer = value * 12 if isinstance(value, str) else (value[0], value[0] * 12)
        with pytest.raises(DoesNotFit) as told:
            laid_out(name, size, **{field: longer})
        assert told.value.name == field
        assert told.value.index == (-1 if isinstance(value, str) else 1)
