"""A photo is placed by what is on it, the same on every machine; what is poor about it is told or mended."""

import io
import runpy
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from scheduler.calendar.model import PROVINCE
from scheduler.cards import seeing
from scheduler.cards.pictures import WHOLE, Finish, Pictures, _heif, cover, crop_of, levelled, whole
from scheduler.cards.seeing import Seen, look
from tests.cards.making import Studio
from tests.examples import examples

BENCH = Path(__file__).parents[2] / "bench" / "photos.py"
RED, GREEN = (200, 30, 40), (30, 160, 60)
CARD = "{template: story, headline: Một, image: photos/a.jpg, alt: Ảnh, mood: song%s}"
needs_eyes = pytest.mark.skipif(not seeing.detector(), reason="the extra photos is not installed")


@cache
def boat(width=1600, height=760):
    """A red boat at the left of a grey sea."""
    image = Image.new("RGB", (width, height), (150, 170, 175))
    ImageDraw.Draw(image).ellipse((80, 380, 380, 570), fill=RED)
    return image.filter(ImageFilter.GaussianBlur(2))


def saved(studio, image, name="a.jpg", **options):
    path = studio.folder.assets / "photos" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **{"quality": 92, **options} if name.endswith("jpg") else options)
    return path


def content_of(studio):
    gallery, calendar = studio.open()
    return gallery.content(calendar.post("bai-1"), (calendar.units[PROVINCE],))


def codes(studio):
    return [problem.code for problem in studio.problems()]


def red(studio):
    pixels = np.asarray(Image.open(studio.paint()[0].path).convert("RGB")).astype(int)
    return int((abs(pixels - RED).max(axis=2) < 40).sum())


boxes = st.tuples(*[st.floats(0, 1)] * 4)


@settings(max_examples=examples(100))
@given(st.integers(20, 6000), st.integers(20, 6000), st.integers(20, 1200), st.integers(20, 1400), boxes,
       boxes, st.booleans())  # fmt: skip
def test_a_crop_fills_its_place_and_holds_the_subject_where_it_can(width, height, wide, high, at, free, near):
    subject = (*map(min, at[:2], at[2:]), *map(max, at[:2], at[2:]))
    clear = (min(free[0], free[2]), min(free[1], free[3]), max(free[0], free[2]), max(free[1], free[3]))
    crop = crop_of(width, height, wide, high, Finish(subject, clear, near))
    left, top, right, bottom = crop
    assert -1e-6 <= left < right <= width + 1e-6
    assert -1e-6 <= top < bottom <= height + 1e-6
    assert (right - left) / (bottom - top) == pytest.approx(wide / high, rel=1e-6)
    if (subject[3] - subject[1]) * height <= bottom - top:  # all of its height has room
        assert top <= subject[1] * height + 1e-6
        assert subject[3] * height <= bottom + 1e-6
    if (subject[2] - subject[0]) * width <= (right - left) * (clear[2] - clear[0]):
        assert left <= subject[0] * width + 1e-6
        assert subject[2] * width <= right + 1e-6


def test_a_near_view_never_enlarges_what_has_the_pixels(tmp_path):
    image = Image.new("RGB", (1200, 1200), GREEN)
    finish = Finish((0.45, 0.45, 0.55, 0.55), WHOLE, is_near=True)
    left, top, right, bottom = crop_of(*image.size, 300, 300, finish)
    assert (right - left, bottom - top) == (300, 300)
    assert left < 0.45 * 1200
    assert right > 0.55 * 1200


@pytest.mark.slow
@needs_eyes
def test_the_one_thing_that_stands_out_is_found_and_stays_in_view(studio):
    saved(studio, boat())
    studio.cards(CARD % "")
    assert red(studio) > 10_000
    assert codes(studio) == []


@needs_eyes
def test_nothing_is_made_up_where_nothing_stands_out():
    noise = np.random.default_rng(1).integers(0, 255, (400, 640, 3), dtype=np.uint8)
    flat = np.full((400, 640, 3), 130, dtype=np.uint8)
    assert look(noise, 640, 400).subject is None
    assert look(flat, 640, 400).subject is None


@needs_eyes
@pytest.mark.parametrize("size", [(1, 1), (3, 640), (640, 2), (33, 33)])
def test_a_photo_of_any_shape_can_be_looked_at(size):
    seen = look(np.zeros((size[1], size[0], 3), dtype=np.uint8), *size)
    assert (seen.width, seen.height, seen.subject) == (*size, None)


@pytest.mark.slow
@needs_eyes
def test_where_it_is_placed_is_part_of_what_is_approved(studio, monkeypatch):
    saved(studio, boat())
    studio.cards(CARD % "")
    with_eyes, seen = content_of(studio), red(studio)
    (studio.folder.var / "cache" / "photos").unlink()
    monkeypatch.setattr(seeing, "detector", lambda: "")
    assert content_of(studio) != with_eyes  # the upper third: another picture, and so another approval
    assert red(studio) < seen - 5_000


@pytest.mark.slow
@needs_eyes
def test_what_was_found_here_stands_where_nobody_can_look(studio, monkeypatch):
    saved(studio, boat())
    studio.cards(CARD % "")
    with_eyes, cards = content_of(studio), [card.data for card in studio.paint()]
    monkeypatch.setattr(seeing, "detector", lambda: "")
    assert content_of(studio) == with_eyes
    assert [card.data for card in studio.paint()] == cards


@needs_eyes
def test_a_point_that_was_chosen_is_the_same_with_and_without_eyes(studio, monkeypatch):
    saved(studio, boat())
    studio.cards(CARD % ", focus: [0.9, 0.5]")
    with_eyes = content_of(studio)
    (studio.folder.var / "cache" / "photos").unlink()
    monkeypatch.setattr(seeing, "detector", lambda: "")
    assert content_of(studio) == with_eyes


def test_a_photo_is_looked_at_once_by_each_detector(studio, monkeypatch):
    looks = []

    def counted(pixels, width, height):
        looks.append(seeing.detector())
        return Seen(width, height, by=seeing.detector())

    monkeypatch.setattr(seeing, "look", counted)
    monkeypatch.setattr(seeing, "detector", lambda: "one")
    saved(studio, boat())
    studio.cards(CARD % "", CARD % "")
    codes(studio)
    codes(studio)
    monkeypatch.setattr(seeing, "detector", lambda: "two")
    codes(studio)
    codes(studio)
    assert looks == ["one", "two"]


def test_without_a_place_to_keep_it_or_with_a_broken_one_it_is_looked_at_again(studio):
    path = saved(studio, boat())
    kept = studio.folder.var / "cache" / "photos"
    first = Pictures(studio.folder.assets, kept).find("photos/a.jpg")
    kept.write_bytes(b"\xff" * 300)
    assert Pictures(studio.folder.assets, kept).find("photos/a.jpg") == first
    assert Pictures(studio.folder.assets).find("photos/a.jpg") == first
    assert first.path == path


def test_too_few_pixels_are_told_with_numbers(studio):
    saved(studio, boat().resize((300, 140)))
    studio.cards(CARD % "")
    (problem,) = studio.problems()
    assert (problem.code, problem.is_error) == ("card-photo-small", False)
    assert "300×140" in problem.wrong("vi")
    assert "1080×708" in problem.wrong("en")
    assert studio.paint()  # it may be all that there is


@pytest.mark.parametrize("by", ["", "somebody"])
@pytest.mark.slow
def test_a_photo_of_which_little_is_seen_and_nobody_knows_what_matters_is_told(studio, monkeypatch, by):
    monkeypatch.setattr(seeing, "detector", lambda: by)
    monkeypatch.setattr(seeing, "look", lambda _, width, height: Seen(width, height, by=by))
    saved(studio, boat().resize((1200, 1800)))
    studio.cards(CARD % "")
    (problem,) = studio.problems()
    assert (problem.code, problem.is_error) == ("card-photo-unsure", False)
    assert ("loa[photos]" in problem.way_out("vi")) is (by == "")
    studio.cards(CARD % ", focus: [0.2, 0.4]")
    assert codes(studio) == []


POOR = {
    "card-photo-dark": lambda v: v // 6,
    "card-photo-bright": lambda v: 215 + v // 7,
    "card-photo-flat": lambda v: 110 + v // 8,
}


def scene(light):
    """Something with every tone, in that light."""
    tones = Image.linear_gradient("L").resize((1600, 1400))
    return Image.merge("RGB", (tones, tones, tones)).point(light)


@pytest.mark.slow
@pytest.mark.parametrize("code", POOR)
def test_poor_light_is_told_and_mended_when_asked(studio, code):
    saved(studio, scene(POOR[code]))
    studio.cards(CARD % "")
    assert codes(studio) in ([code], ["card-photo-flat"])  # what is very dark is flat as well
    as_taken = studio.paint()[0].data
    studio.cards(CARD % ", light: levelled")
    assert codes(studio) == []
    assert studio.paint()[0].data != as_taken


@pytest.mark.parametrize("code", POOR)
def test_a_levelled_photo_has_darks_lights_and_a_middle(code):
    before, after = (
        np.percentile(np.asarray(one.convert("L")), (2, 50, 98))
        for one in (scene(POOR[code]), levelled(scene(POOR[code])))
    )
    assert after[2] - after[0] > 2.5 * (before[2] - before[0])
    assert 80 < after[1] < 175


@pytest.mark.slow
def test_a_photo_in_good_light_is_hardly_changed():
    image = scene(lambda v: v)
    before, after = (np.asarray(one).astype(int) for one in (image, levelled(image)))
    assert abs(before - after).max() <= 4
    assert levelled(Image.new("RGB", (50, 50), RED)).size == (50, 50)
    assert levelled(Image.new("RGBA", (50, 50), (*RED, 0))).mode == "RGBA"


@pytest.mark.slow
@pytest.mark.parametrize(("ink", "ground"), [((250, 240, 230), "deep"), ((20, 10, 30), "soft")])
def test_what_is_transparent_lies_on_the_moods_ground(studio, ink, ground):
    from scheduler.cards.design.colours import Palette, rgb

    image = Image.new("RGBA", (2000, 2000))
    ImageDraw.Draw(image).ellipse((600, 600, 1400, 1400), fill=(*ink, 255))
    saved(studio, image, "a.png")
    studio.cards((CARD % "").replace("a.jpg", "a.png"))
    pixel = Image.open(studio.paint(("wide",))[0].path).getpixel((620, 300))
    assert max(abs(a - b) for a, b in zip(pixel, rgb(Palette("song").base[ground]), strict=True)) <= 6


@pytest.mark.slow
def test_each_treatment_is_another_picture_and_another_approval(studio):
    saved(studio, boat())
    contents, pictures = set(), set()
    for extra in ("", ", treatment: natural", ", treatment: duotone", ", treatment: tinted"):
        studio.cards(CARD % extra)
        assert codes(studio) == []
        contents.add(content_of(studio))
        pictures.add(studio.paint()[0].data)
    assert len(contents) == 4
    assert len(pictures) == 3  # natural is what is painted without a word


@pytest.mark.parametrize("extra", [", treatment: duoton", ", light: sang"])
def test_a_word_that_is_none_of_those_is_told_with_the_nearest(studio, extra):
    saved(studio, boat())
    studio.cards(CARD % extra)
    (problem,) = studio.problems()
    assert problem.code == "card-field-choice"
    assert "duotone" in problem.way_out("vi") or "levelled" in problem.way_out("vi")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tip", "cover", "quote", "event", "number", "story"])
def test_a_photo_is_seen_at_every_size_and_a_card_without_one_stays_as_it_is(studio, name):
    fields = {
        "tip": "headline: Một", "cover": "headline: Một", "quote": "quote: Một", "story": "headline: Một",
        "event": "date: 12/12/2026, title: Một", "number": "number: '3', headline: Một",
    }[name]  # fmt: skip
    sizes = ("portrait", "square", "wide")
    saved(studio, Image.new("RGB", (1600, 1600), (0, 255, 80)), "a.jpg")
    studio.cards(f"{{template: {name}, {fields}, alt: Thẻ, image: photos/a.jpg}}")
    assert all(not problem.is_error for problem in studio.problems())
    for card in studio.paint(sizes):
        pixels = np.asarray(Image.open(io.BytesIO(card.data)).convert("RGB")).astype(int)
        green = (abs(pixels - (0, 255, 80)).max(axis=2) < 60).mean()
        assert green > 0.03, (card.size, green)


def test_the_two_pictures_of_a_phone_count_as_a_jpeg(tmp_path, monkeypatch):
    path = tmp_path / "a.jpg"
    boat().save(path, "MPO", save_all=True, append_images=[boat().resize((300, 140))])
    with Image.open(path) as image:
        assert image.format == "MPO"
    monkeypatch.setattr("scheduler.cards.pictures.MOST_PLAIN_PIXELS", 1_000_000)
    assert cover(path, 100, 100, Finish()).size == (100, 100)


def test_of_a_moving_picture_the_first_is_shown(tmp_path):
    path = tmp_path / "a.webp"
    Image.new("RGB", (90, 90), RED).save(
        path, "WEBP", save_all=True, append_images=[Image.new("RGB", (90, 90), GREEN)], lossless=True
    )
    assert whole(path, 50).getpixel((20, 20)) == RED


@pytest.mark.skipif(not _heif(), reason="the extra photos is not installed")
def test_a_broken_heic_is_told(studio):
    path = saved(studio, boat(), "a.jpg")
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400)
    studio.cards(CARD % "")
    assert [code for code in codes(studio) if code in {"card-photo-broken", "card-photo-format"}]


@needs_eyes
@pytest.mark.slow
def test_of_forty_difficult_photos_thirty_six_are_placed_rightly(monkeypatch, capsys):
    pytest.importorskip("skimage")
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(sys, "argv", [str(BENCH)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(BENCH), run_name="__main__")
    assert ended.value.code == 0, capsys.readouterr().out


def test_a_studio_without_photos_looks_at_none(studio: Studio):
    assert codes(studio) == []
    assert not (studio.folder.var / "cache" / "photos").exists()
