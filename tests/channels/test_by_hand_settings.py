"""What is wrong in the block of a channel that is a person is told where it stands, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

OFFICE = "organisation: Hội LHPN xã Mỹ Xuyên\n"
SOUND = OFFICE + 'groups: {places: {Nhóm Zalo: "https://zalo.me/g/abc"}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    return WorkFolder(tmp_path)


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ('groups: {places: {"Nhóm a; nhóm b": ""}}', "by-hand-place"),
        ('groups: {places: {" ": ""}}', "by-hand-place"),
        ('groups: {places: {Nhóm: "javascript:alert(1)"}}', "by-hand-address"),
        ('broadcast: {places: {Đài: "dai@soctrang.vn"}}', "by-hand-address"),
        ("broadcast: {places: {}}", "by-hand-nowhere"),
        ("groups: {places: {Nhóm: ''}, remind: 3 giờ}", "duration"),
    ],
)
def test_a_wrong_block_is_told_at_its_line(folder: WorkFolder, block: str, code: str) -> None:
    (folder.config / "settings.yaml").write_text(f"{OFFICE}{block}\n", "utf-8")
    settings, problems = load_settings(folder)
    assert settings is None
    assert [(one.code, one.place.line) for one in problems] == [(code, 2)]
    assert all(one.way_out(language) for one in problems for language in ("vi", "en"))


def test_a_unit_has_places_and_a_folder_of_its_own(folder: WorkFolder) -> None:
    (folder.config / "settings.yaml").write_text(SOUND, "utf-8")
    (folder.config / "units.yaml").write_text(
        "units:\n"
        "  - {id: a, name: A, groups: {places: {Nhóm A: ''}}}\n"
        "  - {id: b, name: B, groups: {folder: var/dang-tay/nhom/, places: {Nhóm B: ''}}}\n"
        "  - {id: c, name: C, groups: {folder: var/c, places: {Nhóm C: ''}}}\n",
        "utf-8",
    )
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    read = read_calendar(folder, settings)
    assert [(one.code, one.place.line) for one in read.problems] == [("unit-by-hand", 2), ("unit-taken", 3)]
    assert read.units["c"].channels["groups"].page_name == "Nhóm C"
