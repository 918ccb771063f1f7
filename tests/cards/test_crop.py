"""A photo may be cut to the part that is wanted: its file stays as it is, on cards and in albums."""

import io

import numpy as np
import pytest
from PIL import Image

from scheduler.calendar.model import PROVINCE
from scheduler.cards.design.placing import crop_of, focus_within
from scheduler.cards.pictures import WHOLE, Pictures, cover, whole
from tests.cards.test_photos import BLUE, GREEN, MIDDLE, RED, WHITE, corners, near, quarters, saved
from tests.cards.test_plain import POST

STORY = "{{template: story, headline: Một, image: photos/a.jpg, {more}alt: Ảnh}}"


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ((), WHOLE),
        (("0.1", "0", "0.9", "0,5"), (0.1, 0, 0.9, 0.5)),
        (("10%", "0%", "90%", "50%"), (0.1, 0, 0.9, 0.5)),
        (("0.4", "0.9", "0.5", "1"), (0.4, 0.9, 0.5, 1)),  # a tenth each way is enough
        (("0.4", "0.9", "0.49", "1"), None),
        (("0.9", "0", "0.1", "1"), None),
        (("0", "0", "1"), None),
        (("0", "0", "1", "1.2"), None),
        (("0", "0", "1", "nan"), None),
        ("0 0 1 1", None),
    ],
)
def test_a_crop_is_four_numbers_in_order_with_a_tenth_between_them(written, part):
    assert crop_of({"crop": written}) == part


def test_a_point_is_one_of_the_whole_photo_whatever_is_cut_off():
    assert focus_within((0.5, 0.5), (0.25, 0, 0.75, 1)) == (0.5, 0.5)
    assert focus_within((0.9, 0.25), (0.0, 0.0, 0.5, 0.5)) == (1.0, 0.5)  # at its nearest edge


@pytest.mark.parametrize(
    ("part", "colour"),
    [((0, 0, 0.5, 0.5), RED), ((0.5, 0, 1, 0.5), GREEN), ((0, 0.5, 0.5, 1), BLUE), ((0.5, 0.5, 1, 1), WHITE)],
)
def test_only_that_part_is_shown_of_the_photo_as_it_stands_upright(tmp_path, part, colour):
    image = quarters(1600, 1200)
    exif = image.getexif()
    exif[0x0112] = 6
    path = saved(tmp_path / "a.jpg", image.transpose(Image.Transpose.ROTATE_90), exif=exif, quality=95)
    assert all(near(pixel, colour) for pixel in corners(cover(path, 200, 200, MIDDLE, part)))
    found = whole(path, 400, part=part)
    assert found.size == (400, 300)
    assert all(near(pixel, colour) for pixel in corners(found))


def test_what_is_looked_for_on_a_photo_is_looked_for_in_that_part(tmp_path):
    saved(tmp_path / "photos/a.jpg", quarters(1600, 1200))
    pictures = Pictures(tmp_path)
    seen = pictures.find("photos/a.jpg").seen
    assert (seen.width, seen.height) == (1600, 1200)
    cut = pictures.find("photos/a.jpg", (0.0, 0.0, 0.5, 0.25))
    assert (cut.seen.width, cut.seen.height) == (800, 300)


def test_a_cards_photo_is_cut_and_its_file_is_not(studio):
    path = saved(studio.folder.assets / "photos/a.jpg", quarters(2400, 1800))
    before = path.read_bytes()
    studio.cards(STORY.format(more="crop: [0.5, 0, 1, 0.5], "))
    assert not [one for one in studio.problems() if one.is_error]
    (card,) = studio.paint()
    pixels = np.asarray(Image.open(io.BytesIO(card.data))).astype(int)
    share = [(abs(pixels - colour).max(axis=2) < 20).mean() for colour in (RED, GREEN, BLUE)]
    assert share[1] > 0.2
    assert share[0] < 0.01
    assert share[2] < 0.01
    assert path.read_bytes() == before


def test_another_crop_makes_another_print_and_so_voids_an_approval(studio):
    saved(studio.folder.assets / "photos/a.jpg", quarters(2400, 1800))

    def content(more):
        studio.cards(STORY.format(more=more))
        gallery, calendar = studio.open()
        return gallery.content(calendar.post("bai-1"), [calendar.units[PROVINCE]])

    assert len({content(more) for more in ("", "crop: [0, 0, 1, 0.5], ", "crop: [0, 0, 1, 0.6], ")}) == 3


def test_a_photo_of_an_album_is_cut_too(studio):
    for name in "ab":
        saved(studio.folder.assets / f"photos/{name}.jpg", quarters(1600, 1200))
    studio.put("posts/2026-12.yaml", POST.replace("b.jpg,", "b.jpg, crop: [50%, 0, 100%, 50%],"))
    first, second = studio.paint(("portrait",), "hoi")
    assert [(one.width, one.height) for one in (first, second)] == [(1600, 1200), (800, 600)]
    assert all(near(pixel, GREEN) for pixel in corners(Image.open(io.BytesIO(second.data))))
    (wide,) = studio.paint(("wide",), "hoi")[1:]
    assert all(near(pixel, GREEN) for pixel in corners(Image.open(io.BytesIO(wide.data))))


@pytest.mark.parametrize("crop", ["[0.5, 0, 0.5, 1]", "[0, 0, 1]", "[a, 0, 1, 1]", "giữa"])
def test_a_crop_that_is_none_is_told_at_its_line_and_paints_nothing(studio, crop):
    saved(studio.folder.assets / "photos/a.jpg", quarters(2400, 1800))
    studio.cards(STORY.format(more=f"crop: {crop}, "))
    (problem,) = [one for one in studio.problems() if one.is_error]
    assert problem.code == "card-crop"
    with pytest.raises(ValueError, match="bai-1"):
        studio.paint()


def test_too_little_left_of_a_photo_is_told_as_of_a_small_one(studio):
    saved(studio.folder.assets / "photos/a.jpg", quarters(2400, 1800))
    studio.cards(STORY.format(more="crop: [0, 0, 0.2, 0.2], "))
    assert "card-photo-small" in {one.code for one in studio.problems()}
