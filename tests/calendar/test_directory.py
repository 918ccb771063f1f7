"""The directory of hotlines: the only source of numbers."""

from __future__ import annotations

import pytest

from scheduler.calendar.directory import read_directory
from scheduler.calendar.model import Hotline
from scheduler.calendar.numbers import digits
from scheduler.files import WorkFolder
from tests.calendar.conftest import Read, Write, codes

POST = 'posts:\n- {{id: a, at: 2026-12-01 07:30, title: b, text: "{text}"}}\n'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("111", "111"),
        ("0299.3551717", "02993551717"),
        ("0377 672 444", "0377672444"),
        ("0377-672-444", "0377672444"),
        ("(0299) 3551 717", "02993551717"),
        ("+84 377 672 444", "0377672444"),
        ("1800 1567", "18001567"),
        ("19001567", "19001567"),
        ("18", ""),
        ("377672444", ""),
        ("0377 672 44", ""),
        ("0377672444 (Hội)", ""),
        ("một một một", ""),
        ("", ""),
    ],
)
def test_a_number_becomes_its_digits(written: str, expected: str) -> None:
    assert digits(written) == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [("111", "111"), ("0377672444", "0377 672 444"), ("02993551717", "0299 3551 717")],
)
def test_a_number_has_one_written_form(number: str, shown: str) -> None:
    assert Hotline("a", "b", number).display == shown


def test_a_number_may_be_typed_without_quotes(folder: WorkFolder, write: Write) -> None:
    write(
        "config/hotlines.yaml", "so: {name: Sở, number: 0299.3551717}\nhoi: {name: Hội, number: 0377672444}\n"
    )
    directory = read_directory(folder)
    assert directory.problems == ()
    assert {key: line.number for key, line in directory.hotlines.items()} == {
        "so": "02993551717",
        "hoi": "0377672444",
    }


def test_a_folder_without_a_directory_has_no_hotlines(folder: WorkFolder) -> None:
    (folder.config / "hotlines.yaml").unlink()
    assert read_directory(folder).hotlines == {}


def test_a_wrong_entry_is_told_and_the_others_stay(folder: WorkFolder, write: Write) -> None:
    write(
        "config/hotlines.yaml",
        "a: {name: A, number: 111}\nb: {name: B, number: x}\nc: {name: C: D, number: 1}\n"
        "Tổng đài: {name: E, number: 111}\nf: {number: 111}\ng: {name: G, number: 112, giờ: 24/7}\nh: 111\n",
    )
    directory = read_directory(folder)
    assert list(directory.hotlines) == ["a"]
    assert [(one.code, one.place.line) for one in directory.problems] == [
        ("colon", 3),
        ("hotline-number", 2),
        ("hotline-key", 4),
        ("missing", 5),
        ("unknown-key", 6),
        ("not-mapping", 7),
    ]
    assert directory.faulty >= {"b", "c", "f", "g", "h"}


def test_a_post_whose_hotline_has_a_mistake_is_held_with_the_reason(read: Read, write: Write) -> None:
    write("config/hotlines.yaml", "tong-dai-111: {name: A, number: x}\n")
    calendar = read(POST.format(text="Gọi {{ hotline('tong-dai-111') }}"))
    assert calendar.posts == ()
    assert {code for code, _ in codes(calendar)} == {"hotline-number", "faulty-hotline"}


def test_a_directory_that_is_no_mapping_is_told(folder: WorkFolder, write: Write) -> None:
    write("config/hotlines.yaml", "- a\n- b\n")
    assert [one.code for one in read_directory(folder).problems] == ["file-shape"]
