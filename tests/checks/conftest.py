"""An office whose calendar is held against the house rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from scheduler.calendar.loading import read_calendar
from scheduler.checks.rules import run
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.settings.loading import load_settings

TODAY = date(2026, 12, 1)
SETTINGS = {
    "organisation": "Hội LHPN tỉnh Sóc Trăng",
    "facebook": {"page": "1", "token": "env:LOA_FACEBOOK_TOKEN"},
    "website": {"address": "https://phunu.example.vn/tin/"},
}
HOTLINES = """\
tong-dai-111: {name: Tổng đài 111, number: "111", verified_on: 2026-11-20}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh, number: 0377 672 444, verified_on: 2026-11-20}
so-ldtbxh: {name: Sở LĐTB&XH, number: 0299.3551717, verified_on: 2026-11-20}
cu: {name: Đường dây cũ, number: 18001567, valid_until: 2026-12-10, verified_on: 2026-11-20}
"""

Find = Callable[..., list[Problem]]


def posts(*each: dict[str, object]) -> str:
    """The calendar file of these posts, each with what a post must have."""
    common = {"title": "Hỏi con một câu", "at": "2026-12-02 07:30", "text": "Mỗi tối hỏi con."}
    return yaml.safe_dump(
        {"posts": [{"id": f"bai-{n}"} | common | one for n, one in enumerate(each)]},
        allow_unicode=True, sort_keys=False, width=10_000,
    )  # fmt: skip


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """What the house rules tell of the calendar file *text*, by *settings* beside the usual ones."""
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    (tmp_path / "config/hotlines.yaml").write_text(HOTLINES, encoding="utf-8")

    def found(text: str, today: date = TODAY, **settings: object) -> list[Problem]:
        whole = yaml.safe_dump(SETTINGS | settings, allow_unicode=True, sort_keys=False)
        (tmp_path / "config/settings.yaml").write_text(whole, encoding="utf-8")
        (tmp_path / "posts/a.yaml").write_text(text, encoding="utf-8")
        loaded, problems = load_settings(WorkFolder(tmp_path))
        assert loaded is not None, problems
        return run(read_calendar(WorkFolder(tmp_path), loaded), loaded, today=today)

    return found
