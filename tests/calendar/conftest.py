"""A small folder of work to read calendars in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Calendar
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, hoc-sinh: Học sinh}
topics: {mat-khau: Mật khẩu, nguoi-la: Người lạ}
facebook: {page: "1", token: env:LOA_FACEBOOK_TOKEN}
website: {address: https://phunu.example.vn/tin/}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài 111, number: "111", hours: 24/7, who: Mọi người}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh, number: 0377672444}
"""

Write = Callable[[str, str], Path]
Read = Callable[..., Calendar]


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    """A folder of work with settings and hotlines, and no posts yet."""
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    (tmp_path / "config/settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "config/hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    return WorkFolder(tmp_path)


@pytest.fixture
def settings(folder: WorkFolder) -> Settings:
    """Its settings."""
    loaded, problems = load_settings(folder)
    assert problems == []
    assert loaded is not None
    return loaded


@pytest.fixture
def write(folder: WorkFolder) -> Write:
    """Writes a file of the folder: `write("posts/a.yaml", text)`."""

    def write_file(name: str, text: str) -> Path:
        path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    return write_file


@pytest.fixture
def read(folder: WorkFolder, settings: Settings, write: Write) -> Read:
    """Reads the calendar, after writing *text* as its file."""

    def read_text(text: str = "", file: str = "posts/a.yaml") -> Calendar:
        if text:
            write(file, text)
        return read_calendar(folder, settings)

    return read_text


def codes(calendar: Calendar) -> list[tuple[str, int]]:
    """The code and line of each problem."""
    return [(problem.code, problem.place.line) for problem in calendar.problems]
