"""What the program brings along: every drawing and template is sound in every mood, on every ground."""

import base64
import io
import itertools
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from scheduler.cards.design.colours import GROUNDS, MOODS, Palette
from scheduler.cards.design.drawings import Drawings, paint_own_svg, paint_svg
from scheduler.cards.design.template import built_in, find_templates
from scheduler.cards.sizes import SIZES
from tests.cards.making import choices, laid_out, template

FILES = sorted(built_in("drawings").glob("*.svg"))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
TILE = frozenset("abc")  # the three colours of a tile or an icon, given by whoever lays it

each_drawing = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
each_template = pytest.mark.parametrize("name", sorted(find_templates(built_in("templates"))))


def shipped(tmp_path):
    return Drawings(tmp_path)  # an empty folder of work: the built-in ones


def classes_in(svg):
    return {name for found in re.findall(r'class="([^"]*)"', svg) for name in found.split()}


def test_every_class_of_a_drawing_has_a_colour():
    """From the mood, or from the file itself: skin, hair and petals are the same in every mood."""
    known = {*Palette("man").classes("main"), *TILE}
    for file in FILES:
        svg = file.read_text(encoding="utf-8")
        for name in classes_in(svg):
            assert name.removeprefix("s-") in known or f".{name}{{" in svg, (file.stem, name)


def test_a_drawing_stands_alone():
    """Nothing is fetched, run, or drawn with a font of the machine."""
    assert len(FILES) > 100
    for file in FILES:
        svg = file.read_text(encoding="utf-8")
        for wrong in (
            "<image",
            "<text",
            "<script",
            "<foreignObject",
            "<!ENTITY",
            "href=",
            "@import",
            "url(h",
        ):
            assert wrong not in svg, file.stem
        assert re.search(r'viewBox="0 0 \d+ \d+"', svg), file.stem


@each_drawing
@pytest.mark.slow
def test_a_drawing_can_be_painted_in_every_mood(file, tmp_path):
    painted = set()
    for mood in MOODS:
        palette = Palette(mood)
        base = palette.base
        tile = {"a": base["mark"], "b": base["soft"], "c": base["mid"]}
        image = shipped(tmp_path).paint(file.stem, 30, {**palette.classes("deep"), **tile})
        assert image.width == 30
        assert np.asarray(image)[:, :, 3].any()
        painted.add(image.tobytes())
    if file.stem != "mark-lotus":  # the mark keeps its colours
        assert len(painted) == len(MOODS)


def test_a_turned_tile_comes_round_after_four_quarters(tmp_path):
    colours = {"a": "#112233", "b": "#445566", "c": "#778899"}
    turned = [shipped(tmp_path).paint("tile-leaf", 60, colours, turn=turn) for turn in range(5)]
    assert turned[4].tobytes() == turned[0].tobytes()
    assert turned[1].tobytes() != turned[0].tobytes()
    assert turned[1].rotate(-90).tobytes() == turned[2].tobytes()


def look_at(name, mood, ground, folder):
    """Some of the drawing differs clearly from what it stands on."""
    palette = Palette(mood)
    here = np.array([int(palette.base[ground][i : i + 2], 16) for i in (1, 3, 5)])
    pixels = np.asarray(shipped(folder).paint(name, 60, palette.classes(ground)), dtype=int)
    drawn = pixels[pixels[:, :, 3] > 200][:, :3]
    assert (np.abs(drawn - here).max(axis=1) > 60).mean() > 0.3, (name, mood)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.slow
def test_an_illustration_is_seen_on_every_ground(ground, tmp_path):
    """Each in one mood of each ground; the slow suite takes all."""
    moods = itertools.cycle([*MOODS])
    for name, mood in zip(
        shipped(tmp_path).names(), itertools.islice(moods, GROUNDS.index(ground), None), strict=False
    ):
        look_at(name, mood, ground, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("mood", MOODS)
def test_an_illustration_is_seen_on_every_ground_of_every_mood(mood, ground, tmp_path):
    for name in shipped(tmp_path).names():
        look_at(name, mood, ground, tmp_path)


def test_a_folders_own_drawing_comes_before_the_built_in_one(tmp_path):
    own = f'{SVG}<rect width="9" height="9" class="deep"/></svg>'
    before = shipped(tmp_path).paint("lock", 50, {"deep": "#123456"})
    (tmp_path / "lock.svg").write_text(own, encoding="utf-8")
    after = shipped(tmp_path).paint("lock", 50, {"deep": "#123456"})
    assert after.tobytes() != before.tobytes()
    assert after.getpixel((25, 25)) == (0x12, 0x34, 0x56, 255)


@pytest.mark.parametrize("name", ["../lock", "/etc/passwd", "lock.svg", "", "LOCK", "a/b", "..", "khóa"])
def test_a_name_is_never_a_path(name, tmp_path):
    assert not shipped(tmp_path).has(name)
    with pytest.raises(KeyError):
        shipped(tmp_path).paint(name, 10, {})


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="{file}" width="9" height="9"/>',
        '<image xlink:href = "{file}" width="9" height="9"/>',
        "<svg:image href='file://{file}' width='9' height='9'/>",
        '<use href="{file}#a"/>',
        "<text>chữ</text>",
    ],
)
def test_a_drawing_calls_no_file_and_no_font_of_the_machine(inside, tmp_path):
    """What it would show then is not in the folder of work, and not the same elsewhere."""
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "#FF0000").save(secret)
    with pytest.raises(ValueError, match="needs"):
        paint_svg(SVG + inside.replace("{file}", str(secret)) + "</svg>", 20)


def test_an_entity_that_may_hide_anything_is_refused():
    with pytest.raises(ValueError, match="needs"):
        paint_svg("<!DOCTYPE svg [<!ENTITY x \"&#60;image href='/a.png'/>\">]>" + SVG + "&x;</svg>", 20)


def embedded(width, height, kind="png"):
    """An SVG that brings a picture of its own."""
    data = io.BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    code = base64.b64encode(data.getvalue()).decode()
    address = f"data:image/{kind};base64,{code[:40]}&#10;{code[40:]}"
    return f'{SVG}<image href="{address}" width="9" height="9"/></svg>'


NEVER_ENDING = {
    "noise": '<filter id="f"><feTurbulence numOctaves="99999"/></filter>'
    '<rect width="9" height="9" filter="url(#f)"/>',
    "groups in groups": "<g>" * 300 + "</g>" * 300,
}


@pytest.mark.parametrize("case", [pytest.param("noise", marks=pytest.mark.slow), "groups in groups"])
def test_a_drawing_that_would_never_end_or_would_end_the_program_is_refused(case):
    with pytest.raises(ValueError, match="too much"):
        paint_own_svg(SVG + NEVER_ENDING[case] + "</svg>", 20)


@pytest.mark.slow
def test_a_picture_within_a_drawing_is_painted_unless_it_unpacks_to_gigabytes():
    assert np.asarray(paint_own_svg(embedded(9, 9), 20))[:, :, 3].all()
    with pytest.raises(ValueError, match="too much"):
        paint_own_svg(embedded(20_000, 20_000), 20)
    with pytest.raises(ValueError, match="needs"):  # it could call what the drawing itself may not
        paint_own_svg(embedded(9, 9, "svg+xml"), 20)


def test_a_drawing_may_use_its_own_parts():
    inside = '<defs><rect id="a" width="9" height="9" fill="red"/></defs><use href="#a"/></svg>'
    assert np.asarray(paint_svg(SVG + inside, 20))[:, :, 0].all()


@each_template
def test_a_shipped_template_has_every_size_and_shows_every_field(name):
    found = template(name)
    assert found.name == name
    assert set(found.sizes) == set(SIZES)
    assert {size: design.canvas for size, design in found.sizes.items()} == {
        "portrait": (1080, 1350), "square": (1080, 1080), "wide": (1200, 630), "story": (1080, 1920),
    }  # fmt: skip
    assert set(found.moods) <= set(MOODS)
    assert len(found.moods) >= 3
    for chosen in choices(name):
        for size in SIZES:
            assert laid_out(name, size, chosen=chosen).above


@pytest.mark.slow
def test_the_same_post_makes_the_same_choices_in_every_process(tmp_path):
    """In this one and another, whose hashes differ."""
    program = "from tests.cards.making import template; print(template('tip').choices('bai-1/0', {}))"
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": "1", "PATH": ""},
    ).stdout.strip()  # fmt: skip
    assert said == str(template("tip").choices("bai-1/0", {}))


def test_posts_make_different_choices():
    made = {str(template("tip").choices(f"bai-{number}/0", {})) for number in range(31)}
    assert len(made) > 20


def test_a_ground_that_was_asked_for_is_chosen():
    found = template("tip")
    for ground in found.grounds:
        for number in range(8):
            assert found.choices(f"bai-{number}/0", {found.ground_key: ground})["look.text"] == ground


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("{template: event, date: 12/12/2026, title: Một, illustration: lock}", "không có chỗ cho hình vẽ"),
        ("{template: tip, headline: Một, illustration: lock, image: photos/a.png}", "ảnh đã chiếm chỗ"),
        ("{template: tip, headline: Một, illustration: lock}", ""),
        ("{template: tip, headline: Một, image: photos/a.png}", ""),
    ],
)
@pytest.mark.slow
def test_a_drawing_that_will_not_be_seen_is_told_and_keeps_nothing_back(studio, card, said):
    if "image" in card:
        Image.new("RGB", (1400, 1400), "#406080").save(studio.put("assets/photos/a.png", ""))
    studio.cards(card.replace("}", ", alt: Thẻ, focus: [0.5, 0.5]}" if "image" in card else ", alt: Thẻ}"))
    found = [problem for problem in studio.problems() if problem.code == "card-drawing-unseen"]
    assert bool(found) == bool(said)
    for problem in found:
        assert not problem.is_error
        assert "illustration: lock" in problem.line_text
        assert problem.wrong("vi").startswith("thẻ 1 sẽ không có hình “Ổ khóa”: ")
        assert said in problem.wrong("vi")
        assert problem.way_out("vi")
    assert studio.paint(("wide",))
