"""Whatever colours an office gives: what is written on its cards can be read, in its own."""

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.cards.contrast import needed_for, worst_contrast
from scheduler.cards.design.colours import GROUNDS, MOODS, SHIPPED, Palette, contrast, mix, rgb
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.tones import Own, tones_of
from scheduler.cards.sizes import SIZES
from tests.cards.brands import BRANDS, pairs, palettes
from tests.cards.making import choices, runs_in, template
from tests.cards.test_readable import behind
from tests.cards.test_templates import ALL, LENGTHS, contents
from tests.examples import examples

colours = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
maybe = st.just("") | colours


@settings(max_examples=examples(12))
@example(own=Own("#9B1458", accent="#9D4CE6"))  # on which white has hardly the contrast that it needs
@example(own=Own(accent="#B15559"))
@given(own=st.builds(Own, primary=maybe, deep=maybe, accent=maybe, paper=maybe, ink=maybe))
@pytest.mark.slow
def test_every_pair_of_text_and_ground_has_its_contrast_whatever_the_brand(own):
    for mood, tones in tones_of(own).items():
        for first, second, needed in pairs(Palette(mood, tones)):
            assert contrast(first, second) >= needed, (mood, first, second)


def test_an_office_without_colours_has_the_shipped_ones():
    assert tones_of(Own()) is SHIPPED


@pytest.mark.parametrize("primary", ["#0B5FA5", "#E4002B", "#F7C8D8", "#FFD100", "#16161A", "#00843D"])
def test_the_primary_itself_is_worn(primary):
    assert primary in {tones_of(Own(primary))["man"].main, tones_of(Own(primary))["man"].deep}


@pytest.mark.parametrize("accent", ["#00E5FF", "#C8E600", "#FFFFFF"])
def test_an_accent_alone_is_worn_where_turmeric_was(accent):
    tones = tones_of(Own(accent=accent))
    assert {one.turmeric for one in tones.values()} == {tones["nghe"].main} == {accent}
    assert tones["man"].main == SHIPPED["man"].main


@pytest.mark.parametrize("mood", MOODS)
def test_an_office_in_black_marks_a_phrase_in_its_accent(mood):
    mark = Palette(mood, tones_of(Own("#121417", accent="#D9A441"))[mood]).marked("light")
    red, _, blue = rgb(mark)
    assert red > blue + 60  # no grey, which would stand out less than the text around it


@pytest.mark.parametrize("mood", MOODS)
def test_both_drops_of_a_quotation_are_seen(mood):
    for palette, ground in itertools.product(palettes(mood).values(), ("deep", "light")):
        assert contrast(palette.classes(ground)["drop"], palette.base[ground]) >= 1.4


@pytest.mark.parametrize("brand", BRANDS)
def test_the_moods_of_an_office_differ_from_one_another(brand):
    assert len({palettes(mood)[brand].base["main"] for mood in MOODS}) == len(MOODS)


def in_all_colours():
    """Each template in each office's colours at each size, in moods by turns: each mood meets each of them.

    In the fast suite each mood and each office comes once.
    """
    for (b, brand), (n, name), (s, size) in itertools.product(*map(enumerate, (BRANDS, ALL, SIZES))):
        marks = () if n == 2 * b and s == 2 else pytest.mark.slow
        yield pytest.param(brand, name, size, list(MOODS)[(b + n + s) % len(MOODS)], marks=marks)


@pytest.mark.parametrize(("brand", "name", "size", "mood"), list(in_all_colours()))
@pytest.mark.slow
def test_every_text_of_every_template_can_be_read_in_the_offices_colours(brand, name, size, mood):
    palette, found = palettes(mood)[brand], []
    for number, chosen in enumerate(choices(name)):
        content = contents()[name, (number + list(MOODS).index(mood)) % len(LENGTHS)]
        layout = lay_out(template(name).sizes[size], content, palette, chosen)
        picture = behind(layout, palette)
        found += [
            (round(ratio, 2), run.size, run.colour, chosen)
            for run in runs_in(layout)
            if (ratio := worst_contrast(run, picture)) < needed_for(run)
        ]
    assert not found


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("name", BRANDS)
def test_quiet_tiles_are_seen_on_every_ground(name, mood):
    palette = palettes(mood)[name]
    for ground in GROUNDS:
        here, toward = palette.base[ground], palette.tiled(ground)
        leaf, other = mix(here, toward, 0.36), mix(here, "#FFFFFF", 0.0 if palette.is_dark(ground) else 0.25)
        assert max(contrast(here, leaf), contrast(here, other)) >= 1.11
