"""The organisation's own name, colours and logo, on every card."""

import dataclasses
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scheduler.calendar.model import PROVINCE
from scheduler.cards.design.branding import palette_of
from scheduler.cards.design.colours import MOODS, OCCASION_MOODS, WHITE, Palette, contrast
from scheduler.cards.design.items import Emblem, Logo, Patch
from scheduler.cards.design.layout import lay_out
from scheduler.settings.model import Brand
from tests.cards.brands import BRANDS, palettes
from tests.cards.making import SETTINGS, TIP, choices, content, template


def test_without_a_brand_cards_carry_the_organisation(studio):
    lines = [line for line in SETTINGS.splitlines() if not line.startswith("brand")]
    studio.put("config/settings.yaml", "\n".join(lines) + "\n")
    assert studio.problems() == []
    assert studio.paint(("wide",))


SVG_LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#00F"/></svg>
"""


def with_logo(studio, name, data):
    path = studio.folder.assets / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    studio.put("config/settings.yaml", SETTINGS.replace("brand: {", f"brand: {{logo: {name}, "))


def picture(kind, size=(300, 200), colour="#0000FF", **more):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def on_nothing(size, colour):
    """A mark of one colour in the middle of a transparent picture."""
    image = Image.new("RGBA", (size[0] + 80, size[1] + 200))
    image.paste(colour, (40, 100, 40 + size[0], 100 + size[1]))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def streak():
    return on_nothing((900, 20), "#0000FF")


def head(card):
    with Image.open(io.BytesIO(card.data)) as image:
        return np.asarray(image.convert("RGB"), dtype=int)[34:102, 72:500]


def blue_in_mark(card):
    """How many pixels of the mark's place are the logo's blue."""
    with Image.open(io.BytesIO(card.data)) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=int)[34:102, 72:140]
    return int(((pixels[:, :, 2] > 200) & (pixels[:, :, 0] < 60)).sum())


LOGOS = {
    "logo.svg": SVG_LOGO.encode,
    "logo.png": lambda: picture("PNG"),
    "logo/of the union.jpg": lambda: picture("JPEG"),
    "logo.webp": lambda: picture("WEBP"),
}


def test_the_organisations_own_logo_is_the_mark(studio):
    assert blue_in_mark(studio.paint()[0]) == 0
    for name, data in LOGOS.items():
        with_logo(studio, f'"{name}"', b"")
        (studio.folder.assets / name).parent.mkdir(parents=True, exist_ok=True)
        (studio.folder.assets / name).write_bytes(data())
        assert studio.problems() == [], name
        assert blue_in_mark(studio.paint()[0]) > 500, name


@pytest.mark.parametrize(("side", "told"), [(40, ["card-logo"]), (200, [])])
def test_a_logo_of_fewer_pixels_than_its_place_is_told_and_worn_all_the_same(studio, side, told):
    path = studio.folder.assets / "logo.png"
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (side, side), "blue").save(path)
    studio.change("config/settings.yaml", "brand: {", "brand: {logo: logo.png, ")
    found = studio.problems()
    assert [(one.code, one.is_error) for one in found] == [(code, False) for code in told]


def test_a_logo_that_changed_is_painted_anew(studio):
    with_logo(studio, "logo.png", picture("PNG"))
    before = studio.paint(("wide",))[0]
    with_logo(studio, "logo.png", picture("PNG", colour="#C00000"))
    assert studio.paint(("wide",))[0].data != before.data


def test_a_wide_logo_stands_whole_beside_the_name(studio):
    studio.cards(TIP.replace("}", ", mood: man, ground: light}"))
    with_logo(studio, "logo.png", on_nothing((600, 150), "#0000FF"))
    pixels = head(studio.paint()[0])
    blue = (pixels[:, :, 2] > 200) & (pixels[:, :, 0] < 60)
    columns, rows = np.flatnonzero(blue.any(axis=0)), np.flatnonzero(blue.any(axis=1))
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(4, rel=0.1)
    assert np.ptp(rows) > 30


def test_a_white_logo_on_nothing_is_seen_and_a_white_plate_has_a_ring_on_paper():
    marks = {}
    for name, colour in (("white", "#FFFFFF"), ("red", "#C00000")):
        file = Path(tempfile.mkdtemp()) / f"{name}.png"
        file.write_bytes(on_nothing((300, 300), colour))
        marks[name] = content("tip"), Logo(file, 1)
    found = {}
    for name, (filling, logo) in marks.items():
        chosen = next(iter(choices("tip"))) | {"look.panel": "light"}
        card = lay_out(
            template("tip").sizes["portrait"], dataclasses.replace(filling, logo=logo), Palette("man"), chosen
        )
        (found[name],) = (item for item in card.below if isinstance(item, Emblem))
    assert contrast(found["white"].plate, "#FFFFFF") > 4.5
    assert (found["white"].ring, found["red"].plate) == ("", "#FFFFFF")
    assert contrast(found["red"].ring, Palette("man").base["light"]) > 1.3


@pytest.mark.parametrize(
    "size", ['viewBox="0 0 1 100000000"', 'width="1" height="9e9"', 'width="3000" height="2"']
)
def test_an_svg_of_any_height_is_told_before_it_is_painted(studio, size):
    with_logo(studio, "logo.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode())
    assert [problem.code for problem in studio.problems()] == ["card-logo"]


def too_large():
    out = io.BytesIO()
    Image.new("1", (9000, 9000), 1).save(out, "PNG", compress_level=1)
    return out.getvalue()


NO_LOGOS = {
    "nothing on it": lambda: picture("PNG", colour="#FFFFFF"),
    "a streak": streak,
    "empty": lambda: b"",
    "no picture": lambda: b"no picture",
    "cut": lambda: picture("PNG")[:90],
    "too large": too_large,
}


@pytest.mark.parametrize("data", NO_LOGOS.values(), ids=NO_LOGOS)
def test_a_logo_that_cannot_be_opened_is_told_and_the_lotus_stands_in(studio, data):
    with_logo(studio, "logo.png", data())
    (problem,) = studio.problems()
    assert (problem.code, str(problem.place)) == ("card-logo", "assets/logo.png:1:1")
    assert studio.paint(("wide",))


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


@pytest.mark.parametrize("brand", BRANDS)
def test_the_mark_wears_the_offices_colour_and_is_seen_on_its_white(brand):
    plain = template("tip").sizes["square"]
    for mood in (*MOODS, *OCCASION_MOODS):
        layout = lay_out(plain, content("tip"), palettes(mood)[brand], template("tip").choices("a", {}))
        (mark,) = (item for item in layout.below if isinstance(item, Patch) and item.name == "mark-lotus")
        colours = dict(mark.colours)
        assert not {MOODS["man"]["main"], MOODS["man"]["mid"]} & set(colours.values())
        assert contrast(colours["petal-deep"], WHITE) >= 4.5
        assert contrast(colours["petal"], WHITE) >= 3
        assert contrast(*colours.values()) >= 1.3


def test_a_colour_is_the_same_in_small_letters_and_asks_for_no_second_approval(studio):
    prints = []
    for colour in ("#0b6e4f", "#0B6E4F"):
        studio.put("config/settings.yaml", SETTINGS.replace(OWN, f'primary: "{colour}"'))
        gallery, calendar = studio.open()
        prints.append(gallery.content(calendar.post("bai-1"), (calendar.units[PROVINCE],)))
    assert prints[0] == prints[1]


def test_only_the_moods_that_the_office_wears_are_chosen_and_only_by_it(studio):
    studio.cards(TIP.replace("}", ", mood: song}"), *(TIP for _ in range(9)))
    worn = SETTINGS.replace("brand: {", "brand: {moods: [sen, dem], ")
    studio.put("config/settings.yaml", worn)
    assert {studio.paint(("wide",), f"bai-{number}")[0].mood for number in range(1, 11)} == {"sen", "dem"}
    studio.put("config/settings.yaml", worn.replace("[sen, dem]", "[song]"))
    assert studio.paint(("wide",))[0].mood == "song"


def test_ink_is_the_colour_of_text_on_paper(studio):
    assert palette_of(Brand(ink="#103A70"), "man").ink("light") == "#103A70"
    assert palette_of(Brand(ink="#103A70"), "man").ink("deep") == palette_of(None, "man").ink("deep")
