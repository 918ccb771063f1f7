"""The organisation's own name, colours and logo, on every card."""

import io

import numpy as np
import pytest
from PIL import Image

from scheduler.cards.design.branding import palette_of
from scheduler.settings.model import Brand
from tests.cards.making import SETTINGS, TIP


def test_without_a_brand_cards_carry_the_organisation(studio):
    lines = [line for line in SETTINGS.splitlines() if not line.startswith("brand")]
    studio.put("config/settings.yaml", "\n".join(lines) + "\n")
    assert studio.problems() == []
    assert studio.paint()


SVG_LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#00F"/></svg>
"""


def with_logo(studio, name, data):
    path = studio.folder.assets / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    studio.put("config/settings.yaml", SETTINGS.replace("brand: {", f"brand: {{logo: {name}, "))


def picture(kind, size=(300, 200), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "#0000FF").save(out, kind, **more)
    return out.getvalue()


def blue_in_mark(card):
    """How many pixels of the mark's place are the logo's blue."""
    with Image.open(io.BytesIO(card.data)) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=int)[34:102, 72:140]
    return int(((pixels[:, :, 2] > 200) & (pixels[:, :, 0] < 60)).sum())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.svg", SVG_LOGO.encode()),
        ("logo.png", picture("PNG")),
        ("logo/of the union.jpg", picture("JPEG")),
        ("logo.webp", picture("WEBP")),
    ],
)
def test_the_organisations_own_logo_is_the_mark(studio, name, data):
    assert blue_in_mark(studio.paint()[0]) == 0
    with_logo(studio, f'"{name}"', b"")
    (studio.folder.assets / name).parent.mkdir(parents=True, exist_ok=True)
    (studio.folder.assets / name).write_bytes(data)
    assert studio.problems() == []
    assert blue_in_mark(studio.paint()[0]) > 500


def test_a_logo_that_changed_is_painted_anew(studio):
    with_logo(studio, "logo.png", picture("PNG"))
    before = studio.paint()[0]
    with_logo(studio, "logo.png", picture("PNG", (200, 300)))
    assert studio.paint()[0].data != before.data


NO_LOGOS = {
    "empty": lambda: b"",
    "no picture": lambda: b"no picture",
    "cut": lambda: picture("PNG")[:90],
    "too large": lambda: picture("PNG", (9000, 9000), compress_level=1),
}


@pytest.mark.parametrize("data", NO_LOGOS.values(), ids=NO_LOGOS)
def test_a_logo_that_cannot_be_opened_is_told_and_the_lotus_stands_in(studio, data):
    with_logo(studio, "logo.png", data())
    (problem,) = studio.problems()
    assert (problem.code, str(problem.place)) == ("card-logo", "assets/logo.png:1:1")
    assert studio.paint()


OWN = 'primary: "#9B1459", deep: "#3F0A35"'


@pytest.mark.parametrize(
    ("colours", "key"),
    [
        ('deep: "#F0A0C0"', "deep"),
        ('accent: "#7A1050"', "accent"),
        ('paper: "#B01060"', "paper"),
        ('ink: "#D9A0C0"', "ink"),
        ('primary: "#0B5FA5", deep: "#6FA3DD"', "deep"),
    ],
)
def test_a_colour_that_cannot_be_read_is_told_by_its_key_with_the_nearest_tone_that_passes(
    studio, colours, key
):
    studio.put("config/settings.yaml", SETTINGS.replace(OWN, colours))
    (problem,) = studio.problems()
    assert (problem.code, problem.place.file) == ("card-brand-colours", "config/settings.yaml")
    assert problem.values["key"] == key
    assert problem.values["value"] in colours
    assert ":1" in problem.wrong("vi")
    assert "templates" not in problem.way_out("vi")
    mended = colours.replace(str(problem.values["value"]), str(problem.values["tone"]))
    assert mended != colours
    studio.put("config/settings.yaml", SETTINGS.replace(OWN, mended))
    assert studio.problems() == []


@pytest.mark.parametrize(
    "colours", ['primary: "#FFD0E0"', 'primary: "#E4002B"', 'primary: "#0A0A0C", accent: "#004B87"']
)
def test_any_primary_is_a_brand(studio, colours):
    studio.put("config/settings.yaml", SETTINGS.replace(OWN, colours))
    assert studio.problems() == []


def test_another_colour_is_another_card_and_the_shipped_one_is_none_of_its_own(studio):
    studio.cards(TIP.replace("}", ", mood: song}"))
    (shipped,) = studio.paint()
    studio.put("config/settings.yaml", SETTINGS.replace(OWN, 'primary: "#9b1459"'))
    assert studio.paint()[0].data == shipped.data
    studio.put("config/settings.yaml", SETTINGS.replace(OWN, 'primary: "#0B5FA5"'))
    (own,) = studio.paint()
    assert own.data != shipped.data
    assert own.path != shipped.path


def test_only_the_moods_that_the_office_wears_are_chosen_and_only_by_it(studio):
    studio.cards(TIP.replace("}", ", mood: song}"), *(TIP for _ in range(9)))
    worn = SETTINGS.replace("brand: {", "brand: {moods: [sen, dem], ")
    studio.put("config/settings.yaml", worn)
    assert {studio.paint(post=f"bai-{number}")[0].mood for number in range(1, 11)} == {"sen", "dem"}
    studio.put("config/settings.yaml", worn.replace("[sen, dem]", "[song]"))
    assert studio.paint()[0].mood == "song"


def test_ink_is_the_colour_of_text_on_paper(studio):
    assert palette_of(Brand(ink="#103A70"), "man").ink("light") == "#103A70"
    assert palette_of(Brand(ink="#103A70"), "man").ink("deep") == palette_of(None, "man").ink("deep")
