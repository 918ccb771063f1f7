"""Every template with the texts of the sheets: readable in each mood and look, whole, and out of the crop."""

import itertools
from functools import cache

import numpy as np
import pytest

from docs.make_card_sheet import LENGTHS, ROOT, posts, texts
from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE
from scheduler.cards.contrast import needed_for, worst_contrast
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.filling import CardOf, content_of
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.template import built_in
from scheduler.cards.pictures import Pictures
from scheduler.cards.sizes import SIZES
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.cards.making import MOODS, at_one_size_each, bounds, choices, ink, runs_in, template
from tests.cards.test_readable import CROP, behind

ALL = sorted(path.stem for path in built_in("templates").glob("*.yaml"))


@cache
def contents():
    """What fills each template, by its name and the number of the text."""
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    calendar = read_calendar(folder, settings)
    return {
        (name, number): content_of(
            CardOf(post, 0), template(name), calendar.units[PROVINCE], settings, calendar.hotlines,
            Pictures(folder.assets),
        )
        for name, number, post in posts()
    }  # fmt: skip


def layouts(name, size, mood):
    """Every look of that template once, with its texts in turn."""
    for number, chosen in enumerate(choices(name)):
        content = contents()[name, (number + MOODS.index(mood)) % len(LENGTHS)]
        yield chosen, lay_out(template(name).sizes[size], content, Palette(mood), chosen)


def test_every_template_is_on_the_sheets_with_little_the_usual_and_much():
    assert sorted(texts()) == ALL
    assert all(len(cards) == len(LENGTHS) for cards in texts().values())
    assert all(set(template(name).sizes) == set(SIZES) for name in ALL)


@pytest.mark.parametrize(("name", "size", "mood"), at_one_size_each(ALL, SIZES))
@pytest.mark.slow
def test_every_text_of_the_sheets_stands_out_from_what_is_behind_it(name, size, mood):
    found = []
    for chosen, layout in layouts(name, size, mood):
        picture = behind(layout, Palette(mood))
        for run in runs_in(layout):
            ratio = worst_contrast(run, picture)
            if ratio < needed_for(run):
                found.append((round(ratio, 2), run.size, run.colour, chosen))
    assert not found


@pytest.mark.parametrize(("name", "size"), list(itertools.product(ALL, SIZES)))
@pytest.mark.parametrize("number", range(len(LENGTHS)), ids=LENGTHS)
@pytest.mark.slow
def test_no_text_of_the_sheets_is_cut_or_touches_another(name, size, number):
    design, content = template(name).sizes[size], contents()[name, number]
    layout = lay_out(design, content, Palette("man"), next(choices(name)))
    width, height = layout.canvas
    taken = np.zeros((height, width), dtype=bool)
    for run in runs_in(layout):
        left, top, right, bottom = bounds(ink([run], width, height))
        assert left >= 24
        assert top >= 8
        assert right <= width - 24
        assert bottom <= height - 8
        if size == "portrait":  # Facebook's square crop cuts no text
            first, last = CROP
            assert bottom <= first or first <= top < bottom <= last or top >= last, (run.size, top, bottom)
        solid = ink([run], width, height, least=128)
        assert not (taken & solid).any(), (run.size, run.colour)
        taken |= solid
