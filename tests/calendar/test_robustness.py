"""Nothing that lies in a folder of work makes reading fall, and nothing broken passes in silence."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.directory import Directory, read_directory
from scheduler.calendar.file import read_part
from scheduler.calendar.model import PROVINCE, Hotline, Unit, UnitId
from scheduler.calendar.units import read_names
from scheduler.calendar.wording import fill
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.calendar.conftest import HOTLINES, SETTINGS
from tests.calendar.test_reading import WHOLE
from tests.calendar.test_units import AP_MOT, HEAD, MY_XUYEN
from tests.calendar.test_units import LINES as UNIT_LINES
from tests.examples import examples

LINES = {"tong-dai-111": Hotline("tong-dai-111", "Tổng đài", "111")}
OFFICE = Settings(
    organisation="Hội",
    audiences={"cha-me": "Cha mẹ", "hoc-sinh": "Học sinh"},
    topics={"mat-khau": "Mật khẩu"},
)
DIRECTORY = Directory(LINES)
DATA = WHOLE.encode()
FLIPS = st.lists(
    st.tuples(
        st.integers(0, len(DATA) - 1), st.one_of(st.integers(0, 255), st.sampled_from(b"\t\n #:\"'{}[]*&!-"))
    ),
    min_size=1,
    max_size=3,
)


def changed(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    result = bytearray(data)
    for index, byte in flips:
        result[index % len(result)] = byte
    return bytes(result)


def check(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.place.line >= 1
        for language in ("vi", "en"):
            assert problem.as_text(language)
            assert problem.way_out(language)


@given(FLIPS)
def test_flipped_bytes_never_raise_and_no_post_is_lost_in_silence(flips: list[tuple[int, int]]) -> None:
    part = read_part("posts/a.yaml", changed(DATA, flips), OFFICE, DIRECTORY)
    check(part.problems)
    if len(part.posts) < 2:
        assert part.problems


@given(FLIPS)
def test_whatever_is_left_can_be_worded(flips: list[tuple[int, int]]) -> None:
    for post in read_part("posts/a.yaml", changed(DATA, flips), OFFICE, DIRECTORY).posts:
        assert "{{" not in fill(post.text, Unit(UnitId("province"), "Hội"), LINES)
        assert post.place("text").line > 1


@given(st.integers(0, len(DATA)))
def test_a_file_cut_off_anywhere_never_raises(length: int) -> None:
    check(read_part("posts/a.yaml", DATA[:length], OFFICE, DIRECTORY).problems)


@settings(max_examples=examples(30))
@given(FLIPS, st.booleans())
def test_broken_settings_and_directories_never_raise(flips: list[tuple[int, int]], is_settings: bool) -> None:
    with TemporaryDirectory() as name:
        folder = WorkFolder(Path(name))
        folder.config.mkdir()
        text = SETTINGS if is_settings else HOTLINES
        file = folder.config / ("settings.yaml" if is_settings else "hotlines.yaml")
        file.write_bytes(changed(text.encode(), flips))
        if is_settings:
            loaded, problems = load_settings(folder)
            assert loaded is not None or problems
            check(problems)
        else:
            check(list(read_directory(folder).problems))


UNITS = (HEAD + MY_XUYEN + AP_MOT).encode()


@given(FLIPS, st.integers(0, len(UNITS)))
def test_broken_units_never_raise_and_the_province_stays(flips: list[tuple[int, int]], length: int) -> None:
    for data in (changed(UNITS, flips), UNITS[:length]):
        with TemporaryDirectory() as name:
            folder = WorkFolder(Path(name))
            folder.config.mkdir()
            (folder.config / "hotlines.yaml").write_text(HOTLINES + UNIT_LINES, encoding="utf-8")
            (folder.config / "units.yaml").write_bytes(data)
            directory, found = read_names(folder, OFFICE)
            check([*directory.problems, *found.unknown_declined({"chi-tinh"})])
            assert next(iter(found.units)) == PROVINCE


@pytest.mark.parametrize(
    "text", ["posts:\n- &a {id: a}\n- *a\n", "a: &a [*a]\n", "? {a: b}\n: c\n", "- - - [\n"]
)
def test_odd_structures_are_told(text: str) -> None:
    part = read_part("posts/a.yaml", text.encode(), OFFICE, DIRECTORY)
    assert part.posts == []
    assert part.problems
