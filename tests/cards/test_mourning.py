"""In mourning cards are grey, and nobody's approval covers a picture that she did not see."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from scheduler.calendar.model import PROVINCE, Card, Post, PostId, Unit
from scheduler.cards import mourning
from scheduler.cards.design.colours import MOODS, MOURNING, Palette, contrast, rgb
from scheduler.cards.gallery import Gallery
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings
from tests.cards.brands import pairs, palettes

UNIT = Unit(PROVINCE, "Hội LHPN tỉnh")


def card_of(mood=""):
    return Post(PostId("a"), "Bài", "Lời", cards=(Card("tip", {"headline": "Bình tĩnh"}, "Thẻ", mood),))


@pytest.fixture
def folder(tmp_path):
    for name in ("config", "posts", "assets"):
        (tmp_path / name).mkdir()
    return WorkFolder(tmp_path)


def gallery(folder):
    return Gallery(folder, Settings.whole().model_validate({"organisation": "Hội LHPN tỉnh"}), {})


def painted(folder, post):
    (card,) = gallery(folder).paint(post, UNIT, ["square"])
    return Image.open(io.BytesIO(card.data)).convert("RGB")


def is_grey(image):
    red, green, blue = (band.tobytes() for band in image.split())
    return red == green == blue


def test_while_it_lasts_cards_are_grey_and_then_have_their_colours_again(folder):
    coloured = painted(folder, card_of())
    assert not is_grey(coloured)
    mourning.begin(folder, "Chị Hoa: quốc tang")
    assert is_grey(painted(folder, card_of()))
    assert mourning.end(folder)
    assert not mourning.end(folder)
    assert painted(folder, card_of()).tobytes() == coloured.tobytes()


def test_a_card_that_changes_by_it_is_another_to_an_approver_and_the_same_again_afterwards(folder):
    before = gallery(folder).content(card_of(), [UNIT])
    mourning.begin(folder, "tang")
    assert gallery(folder).content(card_of(), [UNIT]) != before
    mourning.end(folder)
    assert gallery(folder).content(card_of(), [UNIT]) == before


def test_a_card_prepared_for_mourning_is_grey_at_all_times_and_stays_approved(folder):
    prepared = card_of(MOURNING)
    assert gallery(folder).problems(prepared, UNIT) == []
    before, picture = gallery(folder).content(prepared, [UNIT]), painted(folder, prepared)
    assert is_grey(picture)
    mourning.begin(folder, "tang")
    assert gallery(folder).content(prepared, [UNIT]) == before
    assert painted(folder, prepared).tobytes() == picture.tobytes()


@pytest.mark.parametrize("mood", MOODS)
def test_what_can_be_read_in_colour_can_be_read_in_grey(mood):
    def grey(colour):
        value = Image.new("RGB", (1, 1), rgb(colour))
        return "#{:02X}{:02X}{:02X}".format(*mourning.in_greys(value).getpixel((0, 0)))

    for brand, palette in (("", Palette(mood)), *palettes(mood).items()):
        for first, second, needed in pairs(palette):
            assert contrast(grey(first), grey(second)) >= needed, (brand, first, second)
