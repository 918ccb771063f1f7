"""Occasions: the post's own day dresses its card, or its own word; the day of painting changes nothing."""

from datetime import date

import pytest

from scheduler.calendar.model import PROVINCE
from scheduler.cards import mourning
from scheduler.cards.design.colours import GROUNDS, OCCASION_MOODS, Palette, contrast
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.occasions import BY_DATE, OCCASIONS, lunar_new_year, occasion_of
from tests.cards.making import SETTINGS, TIP, built_in

PLAIN = "{template: tip, headline: Một câu, alt: Thẻ}"


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (date(2027, 2, 6), "tet"), (date(2027, 1, 27), "tet"), (date(2027, 1, 26), ""),
        (date(2027, 2, 13), "tet"), (date(2027, 2, 14), ""), (date(2026, 12, 31), ""),
        (date(2027, 3, 8), "8-3"), (date(2027, 3, 9), ""), (date(2027, 6, 1), "1-6"),
        (date(2026, 10, 20), "20-10"), (date(2026, 11, 20), ""), (date(2026, 11, 25), "25-11"),
    ],
)  # fmt: skip
def test_a_day_belongs_to_its_occasion(day, occasion):
    assert occasion_of(day) == occasion


def test_new_year_is_vietnams_where_it_is_not_chinas():
    assert lunar_new_year(2007) == date(2007, 2, 17)
    assert lunar_new_year(2030) == date(2030, 2, 2)
    assert lunar_new_year(2900) is None


def test_all_that_an_occasion_brings_is_there():
    drawings = Drawings(built_in("drawings"))
    for occasion in OCCASIONS.values():
        for name in (occasion.drawing, *occasion.tiles, *occasion.tiles.values()):
            assert drawings.has(name), name
    assert set(OCCASION_MOODS) == set(BY_DATE)


@pytest.mark.parametrize("mood", OCCASION_MOODS)
def test_every_text_is_readable_in_the_colours_of_an_occasion(mood):
    palette = Palette(mood)
    for ground in GROUNDS:
        here, band = palette.base[ground], palette.band(ground)
        assert contrast(palette.ink(ground), here) >= 4.5
        assert contrast(palette.marked(ground), here) >= 3
        assert contrast(palette.marked(ground, 30), here) >= 4.5
        assert contrast(palette.base["light"], band) >= 4.5
        assert contrast(palette.turmeric, band) >= 3


def moved(studio, day):
    studio.put("posts/2026-12.yaml", studio.text.replace("2026-12-01", day))
    gallery, calendar = studio.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    return gallery.content(post, (unit,)), gallery.paint(post, unit, ("portrait",))[0]


def test_the_days_of_one_occasion_have_one_print_and_one_picture(studio):
    studio.cards(PLAIN)
    usual, plain = moved(studio, "2026-12-02")
    first, painted = moved(studio, "2027-02-05")
    assert moved(studio, "2027-02-07") == (first, painted)
    assert painted.mood == "tet"
    assert first != usual
    assert painted.data != plain.data
    assert moved(studio, "2027-02-20")[0] == usual


@pytest.mark.parametrize("key", ["", "evergreen: 60", "repeat: FREQ=DAILY;COUNT=2"])
def test_a_post_whose_day_is_not_its_own_dresses_for_nothing_by_itself(studio, key):
    studio.cards(PLAIN)
    at = "    at: 2026-12-01 07:30\n"
    new = "    at: 2027-02-05 07:30\n    repeat: FREQ=DAILY;COUNT=2\n" if "repeat" in key else f"    {key}\n"
    studio.put("posts/2026-12.yaml", studio.text.replace(at, new))
    studio.put("config/settings.yaml", SETTINGS + 'slots: {daily: ["07:30"]}\n')
    gallery, calendar = studio.open()
    post = calendar.post("bai-1")
    (painted,) = gallery.paint(post, calendar.units[PROVINCE], ("portrait",))
    assert painted.mood not in OCCASION_MOODS


def test_a_card_says_by_hand_what_it_dresses_for(studio):
    studio.cards(PLAIN.replace("alt", "occasion: 8-3, alt"))
    assert studio.paint()[0].mood == "8-3"
    studio.cards(PLAIN.replace("alt", "occasion: none, alt"))
    _, calm = moved(studio, "2027-02-05")
    assert calm.mood not in OCCASION_MOODS
    studio.cards(PLAIN.replace("alt", "occasion: noel, alt"))
    (problem,) = studio.problems()
    assert problem.code == "card-occasion"


def test_a_mood_that_was_named_stays_and_the_settings_may_leave_an_occasion_out(studio):
    studio.cards(PLAIN.replace("alt", "mood: song, alt"))
    assert moved(studio, "2027-02-05")[1].mood == "song"
    studio.put("config/settings.yaml", SETTINGS + "occasions: [8-3]\n")
    studio.cards(PLAIN)
    assert moved(studio, "2027-02-05")[1].mood not in OCCASION_MOODS


def test_a_card_that_names_a_drawing_keeps_it(studio):
    studio.cards(TIP)
    lock = moved(studio, "2027-02-05")[1].data
    studio.cards(TIP.replace("illustration: lock, ", ""))
    assert moved(studio, "2027-02-05")[1].data != lock


def test_in_mourning_no_card_celebrates(studio):
    studio.cards(PLAIN)
    mourning.begin(studio.folder, "tang")
    _, one = moved(studio, "2027-02-05")
    assert one.mood not in OCCASION_MOODS
