"""Names as people type them and as disks hold them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from scheduler.names import composed, find_named, otherwise_spelt
from tests.examples import examples

FORMS = ("NFC", "NFD")
LETTERS = "aảậổờưđýÝĐỆ1 "
PARTS = st.text(LETTERS, min_size=1, max_size=6).map(str.strip).filter(bool)


@rules(max_examples=examples(30))
@given(parts=st.lists(PARTS, min_size=1, max_size=3), forms=st.lists(st.sampled_from(FORMS), min_size=6))
def test_a_name_is_found_in_any_form_at_every_level(tmp_path_factory, parts, forms):
    root = tmp_path_factory.mktemp("assets", numbered=True)
    there = root.joinpath(
        *(unicodedata.normalize(form, part) for part, form in zip(parts, forms, strict=False))
    )
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(b"")
    asked = "/".join(unicodedata.normalize(form, part) for part, form in zip(parts, forms[3:], strict=False))
    assert find_named(root, asked) == there
    other = asked.swapcase()
    if composed(other) != composed(asked) and composed(other).swapcase() == composed(asked):
        assert find_named(root, other) is None
        assert otherwise_spelt(root, other) == "/".join(map(composed, parts))


def test_of_two_files_that_look_alike_the_composed_one_is_meant(tmp_path: Path) -> None:
    for form in FORMS:
        (tmp_path / unicodedata.normalize(form, "ảnh.jpg")).write_bytes(b"")
    assert find_named(tmp_path, "ảnh.jpg") == tmp_path / composed("ảnh.jpg")


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/../../b", "a\0b", "x" * 5000, "không có"])
def test_what_is_not_below_the_folder_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    assert find_named(tmp_path, name) is None


def test_a_file_that_was_renamed_is_found_under_its_new_name_at_once(tmp_path: Path) -> None:
    for form in (*FORMS, *FORMS):
        (tmp_path / unicodedata.normalize(form, "ảnh.jpg")).write_bytes(b"")
        found = find_named(tmp_path, "ảnh.jpg")
        assert found is not None
        found.unlink()
        assert find_named(tmp_path, "ảnh.jpg") is None
