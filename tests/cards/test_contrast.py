"""A text over a photo is measured on the photo's own pixels, and veiled where nobody could read it."""

import itertools

import numpy as np
import pytest
from PIL import Image

from scheduler.cards.contrast import LARGE, needed_for, veiled, worst_contrast
from scheduler.cards.design.colours import Palette, contrast
from scheduler.cards.design.items import Layout, Picture, Shared, Veil, runs_of
from scheduler.cards.painter import Painter
from scheduler.cards.pictures import Finish, Photograph
from scheduler.cards.typesetting.fitting import Setting, set_block, words_of
from scheduler.files import built_in
from tests.cards.making import PAINTER, SETTINGS

OWN = """\
name: {name}
fields: {{headline: {{required: true}}, image: {{}}}}
moods: [man]
vary: {{look: [{{panel: main}}]}}
sizes:
"""
SIZE = """\
  {size}:
    canvas: {canvas}
    layers:
      - panel: {{box: [0, 0, 0, 0], fill: {fill}}}
      - photo: {{field: image, box: [0, 0, 0, 0]}}
      - stack:
          box: [72, 200, -72, 500]
          on: {on}
          texts: [{{field: headline, weight: Bold, size: [{px}, {px}], lines: 3}}]
"""
CANVASES = {"portrait": "[1080, 1350]", "square": "[1080, 1080]", "wide": "[1200, 630]"}


def own(studio, *, fill="deep", on="deep", px=60, name="rieng"):
    sizes = "".join(
        SIZE.format(size=size, canvas=canvas, fill=fill, on=on, px=px) for size, canvas in CANVASES.items()
    )
    studio.put(f"assets/templates/{name}.yaml", OWN.format(name=name) + sizes)


def photo(studio, colour):
    path = studio.folder.assets / "photos/a.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (1200, 1200), colour) if isinstance(colour, tuple) else colour
    image.save(path)


def run_of(text, size, colour, at=(40, 40)):
    setting = Setting("Bold", size, size, 1)
    return runs_of(set_block(words_of(text, setting), setting, size, 9999), *at, colour, colour)[0]


@pytest.mark.parametrize("ground", ["#FFFFFF", "#767676", "#101010", "#9B1459"])
@pytest.mark.parametrize("colour", ["#FDEFF3", "#3F0A35", "#FFC24A"])
def test_on_a_flat_ground_it_is_the_ratio_of_the_two_colours(ground, colour):
    pixels = np.asarray(Image.new("RGB", (400, 120), ground))
    found = worst_contrast(run_of("Tiếng nói", 40, colour), pixels)
    assert found == pytest.approx(contrast(colour, ground), rel=0.001)


def test_what_lies_beside_the_glyphs_does_not_count_and_the_worst_of_what_lies_behind_does():
    run = run_of("Tiếng nói", 40, "#FFFFFF")
    picture = Image.new("RGB", (600, 200), "#101010")
    plain = worst_contrast(run, np.asarray(picture))
    picture.paste("#FFFFFF", (400, 0, 600, 200))  # beside it
    assert worst_contrast(run, np.asarray(picture)) == plain
    picture.paste("#FFFFFF", (60, 0, 90, 200))  # behind a letter or two
    assert worst_contrast(run, np.asarray(picture)) < 1.1


@pytest.mark.parametrize(("size", "needed"), [(LARGE - 1, 4.5), (LARGE, 3.0), (110, 3.0)])
def test_large_text_needs_less(size, needed):
    assert needed_for(run_of("a", size, "#000000")) == needed


def restless():
    """Light and dark in turn, as leaves against the sky."""
    noise = np.random.default_rng(7).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((1200, 1200), Image.Resampling.BICUBIC)


def luminances(pixels):
    linear = np.array(
        [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255]
    )
    return linear[pixels] @ np.array([0.2126, 0.7152, 0.0722])


def spread(found):
    """The ratio between the lightest and the darkest of a part of a card."""
    return (found.max() + 0.05) / (found.min() + 0.05)


PHOTOS = {"snow": (250, 250, 250), "grey": (128, 128, 128), "night": (12, 12, 16), "leaves": restless()}


GROUNDS_OF_TEXT = list(itertools.product(enumerate(PHOTOS), enumerate(("deep", "light"))))


@pytest.mark.parametrize(
    ("case", "on", "px"),
    [  # each two of photo, colour and size come together
        pytest.param(case, on, (60, 40)[(n + o) % 2], marks=() if n == o == 0 else pytest.mark.slow)
        for (n, case), (o, on) in GROUNDS_OF_TEXT
    ],
)
@pytest.mark.slow
def test_every_text_over_a_photo_can_be_read(studio, case, on, px):
    own(studio, on=on, px=px)
    photo(studio, PHOTOS[case])
    studio.cards("{template: rieng, headline: Một *lời nói* nhẹ, image: photos/a.png, alt: Ảnh}")
    assert not studio.problems()
    for card in studio.paint(tuple(CANVASES)):
        with Image.open(card.path) as painted:
            pixels = np.asarray(painted.convert("RGB"))
        height = pixels.shape[0]
        ground = luminances(pixels[200 : height - 100, 40:-40])
        assert spread(ground) > 3, card.size


def laid(photo_path, palette, colour, size=40):
    """A card of one text over one photo."""
    picture = Picture(Photograph(photo_path, "x"), (0, 0, 600, 400), (0, 0, 0, 0), Finish())
    return Layout(
        (600, 400), palette.mood, Shared((picture,)), [run_of("Kể với mẹ", size, colour, (60, 150))]
    )


def over(tmp_path, image, colour):
    image.save(tmp_path / "a.png")
    palette = Palette("man")
    layout = laid(tmp_path / "a.png", palette, colour)
    return layout, *veiled(layout, palette, lambda each: PAINTER.below(each, palette, "x"))


def test_a_photo_that_is_dark_already_stays_as_it_is(tmp_path):
    before, after, bad = over(tmp_path, Image.new("RGB", (600, 400), "#101010"), "#FDEFF3")
    assert after is before
    assert not bad


@pytest.mark.parametrize("colour", ["#FDEFF3", "#3F0A35"])
def test_a_restless_photo_gets_a_veil_where_the_text_is_and_nowhere_else(tmp_path, colour):
    before, after, bad = over(tmp_path, restless().resize((600, 400)), colour)
    assert not bad
    veils = [item for item in after.below if isinstance(item, Veil)]
    assert veils
    palette = Palette("man")
    pictures = []
    for layout in (before, after):
        layout.above, runs = [], layout.above
        pictures.append(np.asarray(PAINTER.paint(layout, palette, "x").convert("RGB")).astype(int))
        layout.above = runs
    assert worst_contrast(after.above[0], pictures[1].astype(np.uint8)) >= 4.5
    changed = abs(pictures[0] - pictures[1]).max(axis=2) > 8
    assert not changed[330:].any()
    assert not changed[:60].any()
    assert changed[150:190, 60:200].mean() > 0.5


def test_a_template_of_ones_own_that_nobody_can_read_is_told(studio):
    own(studio, fill="soft", on="deep")  # light text on a light ground
    studio.cards("{template: rieng, headline: Một lời nói, alt: Thẻ}")
    found = studio.problems()
    assert {problem.code for problem in found} == {"card-contrast"}
    assert found[0].place.file == "posts/2026-12.yaml"
    assert "3:1" in found[0].wrong("vi")
    assert "assets/templates/rieng.yaml" in found[0].way_out("vi")


def test_where_the_offices_own_colour_is_hard_to_read_its_key_is_told_with_a_tone_that_can_be(studio):
    own(studio, fill="turmeric", on="deep")  # paper on the accent
    studio.put("config/settings.yaml", SETTINGS.replace("brand: {", 'brand: {paper: "#FFF3DA", '))
    studio.cards("{template: rieng, headline: Một lời nói, alt: Thẻ}")
    for found in studio.problems():
        assert (found.values["key"], found.values["colour"]) == ("paper", "#FFF3DA")
        assert contrast(str(found.values["tone"]), "#FFC24A") >= 3
        assert str(found.values["tone"]) in found.way_out("vi")
        assert "templates" not in found.way_out("vi")


def test_a_template_of_ones_own_that_can_be_read_is_not(studio):
    own(studio)
    studio.cards("{template: rieng, headline: Một lời nói, alt: Thẻ}")
    assert not studio.problems()


def test_the_painted_text_is_measured_again_when_the_photo_changes(studio):
    own(studio)
    studio.cards("{template: rieng, headline: Một lời nói, image: photos/a.png, alt: Ảnh}")
    photo(studio, (12, 12, 16))
    dark = studio.paint(("wide",))[0]
    photo(studio, (250, 250, 250))
    light = studio.paint(("wide",))[0]
    assert dark.path != light.path


def test_a_copy_of_a_built_in_template_is_measured_only_once_it_differs(studio, monkeypatch):
    painted = []
    below = Painter.below
    monkeypatch.setattr(Painter, "below", lambda *given: painted.append(1) or below(*given))
    copy = studio.folder.assets / "templates" / "tip.yaml"
    copy.parent.mkdir(parents=True)
    copy.write_bytes((built_in("templates") / "tip.yaml").read_bytes())
    studio.cards("{template: tip, headline: Một lời nói, alt: Thẻ}")
    assert (studio.problems(), painted) == ([], [])
    copy.write_text(copy.read_text("utf-8").replace("moods: [man, ", "moods: ["), "utf-8")
    assert (studio.problems(), bool(painted)) == ([], True)
