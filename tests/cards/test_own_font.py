"""An office's own font: what it lacks is told; cards are set in it only where it has all of Vietnamese."""

import os
import shutil
from pathlib import Path

import freetype
import pytest

from scheduler.cards.typesetting.families import LETTERS, MOST_BYTES, missing, own_family
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, font, font_files
from tests.cards.making import SETTINGS, TIP

FILES = {path.stem.removeprefix("BeVietnamPro-"): path for path in font_files()}
KHMER = next(path for path in font_files() if "Khmer" in path.name)


def with_font(studio, name):
    studio.put("config/settings.yaml", SETTINGS.replace("brand: {", f"brand: {{font: {name}, "))


def copied(studio, name, *files):
    place = studio.folder.assets / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if len(files) > 1:
        place.mkdir()
    for file in files:
        shutil.copy(file, place)


def test_cards_are_set_in_it_and_painted_anew_when_it_changes(studio):
    (ours,) = studio.paint()
    copied(studio, "fonts/rieng.ttf", FILES["Light"])
    with_font(studio, "fonts/rieng.ttf")
    assert studio.problems() == []
    (light,) = studio.paint()
    copied(studio, "fonts/rieng.ttf", FILES["Black"])
    (black,) = studio.paint()
    assert len({ours.data, light.data, black.data}) == len({ours.path, light.path, black.path}) == 3


def test_each_weight_takes_the_nearest_that_is_there_and_no_italics(studio):
    names = ("Regular", "Bold", "Black", "BlackItalic")
    copied(studio, "fonts/nha", *(FILES[name] for name in names))
    family = own_family(studio.folder.assets / "fonts/nha")
    assert [(face.weight, face.file.stem.removeprefix("BeVietnamPro-")) for face in family] == [
        ("Regular", "Regular"), ("Medium", "Regular"), ("SemiBold", "Bold"),
        ("Bold", "Bold"), ("ExtraBold", "Black"), ("Black", "Black"),
    ]  # fmt: skip
    assert missing(family) == ""


def test_its_capitals_are_as_high_as_the_designs_expect(studio):
    for file in (FILES["Bold"], KHMER):
        opened = font(own_family(file)[0])
        (glyph,) = opened.shape("H").glyphs
        assert glyph.top / opened.units == pytest.approx(CAP_HEIGHT)
        assert opened.ink(glyph.code, 100, 0, 400).coverage.shape[0] == pytest.approx(100 * CAP_HEIGHT, abs=2)


def test_what_it_lacks_of_vietnamese_is_told_and_cards_stay_in_ours(studio):
    (ours,) = studio.paint()
    copied(studio, "fonts/khac.ttf", KHMER)
    with_font(studio, "fonts/khac.ttf")
    (told,) = studio.problems()
    assert (told.code, told.place.file) == ("card-font", "assets/fonts/khac.ttf")
    lacking = missing(own_family(KHMER))
    assert str(told.values["count"]) == str(len(lacking))
    assert set(lacking) <= set(LETTERS)
    assert {"ễ", "Ở", "ơ"} <= set(lacking)
    assert studio.paint()[0].data == ours.data


@pytest.mark.parametrize(
    ("name", "data", "where"),
    [
        ("fonts/khong-co.ttf", None, "config/settings.yaml"),
        ("fonts/hong.ttf", b"no font", "assets/fonts/hong.ttf"),
        ("fonts/cut.otf", FILES["Bold"].read_bytes()[:900], "assets/fonts/cut.otf"),
        ("fonts/chu.txt", b"", "assets/fonts/chu.txt"),
    ],
)
def test_one_that_cannot_be_opened_is_told_and_cards_are_painted(studio, name, data, where):
    if data is not None:
        studio.put(name, "")
        path: Path = studio.folder.assets / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with_font(studio, name)
    (told,) = studio.problems()
    assert (told.code, told.place.file) == ("card-font", where)
    assert studio.paint()


def test_of_a_folder_the_file_that_is_no_font_is_named_and_one_too_large_called_so(studio):
    copied(studio, "nha/a.ttf", FILES["Bold"])
    studio.put("assets/nha/hong.ttf", "no font")
    with_font(studio, "nha")
    (told,) = studio.problems()
    assert (told.place.file, told.values["name"]) == ("assets/nha/hong.ttf", "nha/hong.ttf")
    os.truncate(studio.folder.assets / "nha/hong.ttf", MOST_BYTES + 1)
    (told,) = studio.problems()
    assert "quá nặng" in told.wrong("vi")


def test_a_sign_that_it_lacks_comes_from_ours_and_khmer_from_noto(studio):
    copied(studio, "fonts/rieng.ttf", FILES["Bold"])
    with_font(studio, "fonts/rieng.ttf")
    studio.cards(TIP, TIP.replace("Dài và dễ nhớ.", "ការពារកុមារ"))
    assert studio.problems() == []
    assert studio.paint(post="bai-2")


def damaged(studio, letter, *, is_taken_out):
    """A font without the outline of *letter*, or with one that ends before its last point."""
    data = bytearray(FILES["Bold"].read_bytes())
    tables = {
        data[at : at + 4].decode(): int.from_bytes(data[at + 8 : at + 12], "big")
        for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16)
    }
    wide = 4 if data[tables["head"] + 51] else 2  # bytes of a place
    entry = tables["loca"] + wide * freetype.Face(str(FILES["Bold"])).get_char_index(letter)
    if is_taken_out:  # the next begins where it begins
        data[entry : entry + wide] = data[entry + wide : entry + 2 * wide]
    else:
        place = int.from_bytes(data[entry : entry + wide], "big") * (1 if wide == 4 else 2)
        outline = tables["glyf"] + place
        data[outline + 10 : outline + 14] = b"\xff\xf0\x00\x01"
    studio.put("assets/hong.ttf", "").write_bytes(data)


@pytest.mark.parametrize(("letter", "is_taken_out"), [("ệ", True), ("G", True), ("Đ", False)])
def test_a_letter_that_cannot_be_seen_is_one_that_it_lacks(studio, letter, is_taken_out):
    """As in trial versions of bought fonts, which have all of the letters and no outlines for some."""
    (ours,) = studio.paint()
    damaged(studio, letter, is_taken_out=is_taken_out)
    with_font(studio, "hong.ttf")
    (told,) = studio.problems()
    assert letter in told.values["letters"]
    assert studio.paint()[0].data == ours.data


def test_it_may_be_written_over_while_it_is_in_use(studio):
    """A file that is mapped would take the program with it once it is shorter."""
    file = studio.folder.assets / "rieng.ttf"
    copied(studio, "rieng.ttf", FILES["Bold"])
    (face, *_) = own_family(file)
    opened = font(face)
    file.write_bytes(b"half of an")
    assert opened.shape("Nghỉ ngơi").glyphs
    assert opened.ink(opened.shape("g").glyphs[0].code, 301, 0, 1080).coverage.any()
