"""Plain photos: painted whole and bare, held back by whatever holds a card's photo back."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from scheduler.calendar.model import PROVINCE
from scheduler.cards.mourning import begin
from scheduler.cards.plain import LONGEST
from tests.cards.making import Studio
from tests.cards.test_photos import PLACE, RED, near, quarters, saved, with_place

POST = """\
posts:
  - id: hoi
    at: 2026-12-01 07:30
    title: Ngày hội
    text: Cảm ơn các chị.
    photos:
      - {image: photos/a.jpg, alt: Bốn ô màu, children_seen: none}
      - {image: photos/b.jpg, alt: Chấm đỏ, children_seen: none}
"""


def dotted(width, height, across, down):
    """A white photo with a red dot at that point."""
    image = Image.new("RGB", (width, height), "#fafafa")
    x, y = width * across, height * down
    ImageDraw.Draw(image).ellipse((x - 60, y - 60, x + 60, y + 60), fill=RED)
    return image


@pytest.fixture
def studio(tmp_path):
    """A folder of work with a post of two photos: one from a phone that was held upright, one small."""
    made = Studio(tmp_path)
    made.put("posts/2026-12.yaml", POST)
    turned = quarters(3000, 1500)
    exif = with_place(turned)
    exif[0x0112] = 6
    saved(tmp_path / "assets/photos/a.jpg", turned, exif=exif)
    saved(tmp_path / "assets/photos/b.jpg", dotted(1600, 900, 0.92, 0.5))
    return made


def opened(card):
    return Image.open(io.BytesIO(card.data))


def has_red(card):
    pixels = np.asarray(opened(card)).astype(int)
    return bool((abs(pixels - RED).max(axis=2) < 30).any())


def test_photos_are_painted_upright_whole_bounded_and_without_what_the_phone_wrote(studio):
    first, second = studio.paint(("portrait",), "hoi")
    assert (first.width, first.height) == opened(first).size == (LONGEST // 2, LONGEST)
    assert near(opened(first).getpixel((30, 30)), (40, 60, 200))  # what was below on the left
    assert (second.width, second.height) == (1600, 900)  # never enlarged
    assert [first.alt, second.alt] == ["Bốn ô màu", "Chấm đỏ"]
    assert not opened(first).getexif()
    assert PLACE not in first.data


def test_where_a_place_has_a_shape_the_point_stays_in_view_and_a_screen_shows_all_of_a_broad_photo(studio):
    studio.change("posts/2026-12.yaml", "image: photos/b.jpg,", "image: photos/b.jpg, focus: [0.05, 0.5],")
    *_, wide, story = studio.paint(("wide", "story"), "hoi")
    assert (wide.width, wide.height) == opened(wide).size == (1200, 630)
    assert (story.width, story.height) == opened(story).size == (1080, 1920)
    assert has_red(story)


def test_the_point_that_was_pressed_on_stays_in_a_links_preview(studio):
    saved(studio.folder.assets / "photos/b.jpg", dotted(900, 1600, 0.5, 0.95))
    studio.change("posts/2026-12.yaml", "image: photos/b.jpg,", "image: photos/b.jpg, focus: [0.5, 0.1],")
    assert not has_red(studio.paint(("wide",), "hoi")[1])
    studio.change("posts/2026-12.yaml", "focus: [0.5, 0.1]", "focus: [50%, 95%]")
    assert has_red(studio.paint(("wide",), "hoi")[1])


def test_another_photo_of_that_name_makes_another_print_and_so_voids_an_approval(studio):
    def prints():
        gallery, calendar = studio.open()
        post, unit = calendar.post("hoi"), calendar.units[PROVINCE]
        return gallery.content(post, [unit]), gallery.fingerprint(post, unit)

    before = prints()
    assert prints() == before
    saved(studio.folder.assets / "photos/b.jpg", dotted(1600, 900, 0.1, 0.5))
    assert all(old != new for old, new in zip(before, prints(), strict=True))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("photos/b.jpg", "photos/c.jpg", "card-photo-missing"),
        ("image: photos/b.jpg", "image: ../config/settings.yaml", "card-photo-outside"),
        ("alt: Chấm đỏ", "alt: Chấm đỏ, focus: [2, 0]", "card-focus"),
        ("alt: Chấm đỏ", "alt: Chấm đỏ, light: sang", "card-field-choice"),
    ],
)
def test_what_cannot_be_shown_is_an_error_at_its_line_and_paints_nothing(studio, old, new, code):
    studio.change("posts/2026-12.yaml", old, new)
    (problem,) = [one for one in studio.problems() if one.is_error]
    assert (problem.code, problem.place.line) == (code, 8)
    if code.startswith("card-photo"):
        with pytest.raises(ValueError, match="hoi"):
            studio.paint(("portrait",), "hoi")


def test_a_small_or_dark_photo_is_warned_of(studio):
    dim = Image.linear_gradient("L").resize((320, 240)).point(lambda level: level // 3).convert("RGB")
    saved(studio.folder.assets / "photos/b.jpg", dim)
    assert {one.code for one in studio.problems()} == {"card-photo-small", "card-photo-dark"}


def test_while_all_is_grey_so_are_photos(studio):
    begin(studio.folder, "Chị Hoa: quốc tang")
    first, _ = studio.paint(("portrait",), "hoi")
    red, green, blue = (np.asarray(opened(first))[..., n].astype(int) for n in range(3))
    assert abs(red - green).max() <= 2
    assert abs(red - blue).max() <= 2
