"""Drawings as people find them: by a word, with accents or without; the right one for a post first."""

from pathlib import Path

import pytest
from PIL import Image

from scheduler.cards.design.catalogue import Catalogue, catalogue_of, fitting, found
from scheduler.cards.design.drawings import Drawings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def catalogue(folder: Path = Path("none")) -> Catalogue:
    return catalogue_of(folder, "assets/drawings", Drawings(folder).names())[0]


@pytest.mark.parametrize(
    ("typed", "drawing"),
    [
        ("cơm", "rice-bowl"), ("bữa cơm", "dinner"), ("com", "rice-bowl"), ("thuốc", "medicine"),
        ("thuoc", "medicine"), ("tiền", "money"), ("lũ", "flood"), ("xuồng", "boat"), ("chùa", "pagoda"),
        ("cho", "market"), ("trường học", "school"), ("ruộng", "field"), ("cuoc goi la", "scary-call"),
        ("bão", "storm"), ("quà", "gift-box"), ("Tết", "blossom"), ("8/3", "bouquet"), ("market", "market"),
    ],
)  # fmt: skip
def test_a_drawing_is_found_by_what_people_call_it(typed, drawing):
    assert found(typed, catalogue())[0] == drawing


def test_what_is_typed_with_accents_means_them():
    assert "storm" in found("bao", catalogue())
    assert "newspaper" in found("bao", catalogue())
    assert "newspaper" not in found("bão", catalogue())


def test_what_is_in_no_drawing_finds_none():
    assert found("xyz", catalogue()) == found(" ", catalogue()) == []


@pytest.mark.parametrize(
    ("title", "drawing"),
    [
        ("Nghe tin cháu cấp cứu, gọi lại trước đã", "scary-call"),
        ("Một bữa cơm không điện thoại", "dinner"),
        ("Hộp quà lấp lánh trên máy của con", "gift-box"),
    ],
)
def test_the_drawing_that_a_post_asks_for_is_offered_first(title, drawing):
    assert fitting(title, "Cả nhà, gia đình và trẻ em.", catalogue())[0] == drawing


def test_every_drawing_has_a_name_in_both_languages_and_words_of_its_own():
    known = catalogue()
    assert len(known) >= 100
    assert len({one.title.vi for one in known.values()}) == len(known)
    for name, one in known.items():
        assert one.title.vi != one.title.en
        assert len(one.words) >= 4, name
        assert found(one.title.vi, known), name


def test_the_office_names_its_own_drawings(tmp_path):
    (tmp_path / "cho-noi.svg").write_text(SVG.format('<circle r="4"/>'), encoding="utf-8")
    (tmp_path / "ba-ba.svg").write_text(SVG.format('<circle r="4"/>'), encoding="utf-8")
    written = 'drawings:\n  cho-noi: {vi: Chợ nổi Ngã Năm, words: "ghe, ngã năm"}\n'
    (tmp_path / "drawings.yaml").write_text(written, encoding="utf-8")
    assert found("nga nam", catalogue(tmp_path))[0] == "cho-noi"
    assert found("ba ba", catalogue(tmp_path))[0] == "ba-ba"
    (tmp_path / "drawings.yaml").write_text("drawings: {cho-noi: {tên: Chợ}}\n", encoding="utf-8")
    problems = catalogue_of(tmp_path, "assets/drawings", ["cho-noi"])[1]
    assert {one.place.file for one in problems} == {"assets/drawings/drawings.yaml"}


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script>alert(1)</script>", "card-drawing"),
        ('<image href="https://a.vn/a.png" width="9" height="9"/>', "card-drawing"),
        ("<style>@import 'https://a.vn/a.css';</style>", "card-drawing"),
        ('<rect style="fill:url(https://a.vn/a.svg#b)" width="9" height="9"/>', "card-drawing"),
        ("<text>Hội</text>", "card-drawing"),
        ("<!-- " + "a" * (1 << 20) + " -->", "card-drawing"),
        ('<use href="#a"/>' * 25, "card-drawing"),
        ("<rect", "card-drawing"),
    ],
)
def test_an_own_drawing_that_is_not_safe_or_sound_is_told(tmp_path, inside, code):
    (tmp_path / "cho-noi.svg").write_text(SVG.format(inside), encoding="utf-8")
    drawings = Drawings(tmp_path)
    fault = drawings.fault_of("cho-noi")
    assert fault is not None
    assert fault.code == code
    with pytest.raises(ValueError, match=r"."):
        drawings.paint("cho-noi", 50, {})


CLIPPED = '<rect width="9" height="9" clip-path="url(#c{})"/>'
HOURS = "".join(f'<clipPath id="c{n}">{CLIPPED.format(n + 1) * 4}</clipPath>' for n in range(15))


@pytest.mark.parametrize(
    "svg",
    [
        pytest.param(SVG.format("<g>" * 20_000 + "</g>" * 20_000), id="the painter's stack ends"),
        pytest.param(SVG.format("").replace("9 9", "1 100000"), id="all memory"),
        pytest.param(SVG.format(HOURS + CLIPPED.format(0)), id="hours", marks=pytest.mark.slow),
    ],
)
def test_a_drawing_that_would_end_whoever_paints_it_is_told_and_nobody_ends(tmp_path, svg):
    (tmp_path / "bom.svg").write_text(svg, encoding="utf-8")
    fault = Drawings(tmp_path).fault_of("bom")
    assert fault is not None
    assert fault.code == "card-drawing"
    with pytest.raises(ValueError, match="too much"):
        Drawings(tmp_path).paint("bom", 144, {})


def test_a_picture_is_a_drawing_too_whole_and_in_the_middle(tmp_path):
    Image.new("RGBA", (900, 450), "#112233").save(tmp_path / "cho-noi.png")
    drawings = Drawings(tmp_path)
    assert "cho-noi" in drawings.names()
    assert list(drawings.own_faults()) == []
    painted = drawings.paint("cho-noi", 100, {})
    assert painted.size == (100, 100)
    assert painted.getpixel((50, 50)) == (0x11, 0x22, 0x33, 255)
    assert painted.getpixel((50, 10))[3] == 0


def test_files_that_no_post_could_name_are_told(tmp_path):
    Image.new("RGB", (300, 300)).save(tmp_path / "nho.png")
    Image.new("RGB", (700, 700)).save(tmp_path / "Chợ nổi.png")
    Image.new("RGB", (700, 700)).save(tmp_path / "anh.jpg")
    codes = {name: fault.code for name, fault in Drawings(tmp_path).own_faults()}
    assert codes == {
        "nho.png": "card-drawing-small",
        "Chợ nổi.png": "card-drawing-name",
        "anh.jpg": "card-drawing-format",
    }
