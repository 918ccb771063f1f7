"""Whoever carries goes by a calendar that is kept new, and carries nothing by one that is not read yet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.calendar.watching import Watch
from scheduler.checks.rules import read_checked
from scheduler.clock import FixedClock
from scheduler.engine.opening import open_works
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)  # 01:00 on 2 December there
SETTINGS = "organisation: Hội\nwebsite: {folder: var/site, address: https://hoi.example/}\n"
POST = "{id: %s, title: Bài, at: 2026-12-03 08:00, text: Nhớ ngày 2/12.}"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "posts").mkdir()
    (tmp_path / "config" / "settings.yaml").write_text(SETTINGS)
    write(tmp_path, "a")
    return WorkFolder(tmp_path)


def write(root, *names):
    (root / "posts" / "a.yaml").write_text(f"posts: [{', '.join(POST % name for name in names)}]\n")


def posts(works):
    return [one.id for one in works.calendar().posts]


@pytest.mark.sqlite
def test_a_watch_is_gone_by_and_nothing_is_carried_while_it_holds_what_lies_there_no_more(folder, tmp_path):
    watch = Watch(folder, read=read_checked)
    with open_works(folder, watch.settings, FixedClock(NOW), watch=watch, state=tmp_path / "state") as works:
        assert (works.folder, posts(works), works.hindrance()) == (folder, ["a"], None)
        works.begin()
        assert (tmp_path / "state").exists()
        write(tmp_path, "a", "bb")
        assert works.hindrance().code == "calendar-changing"
    changed = watch.settings.model_copy(update={"organisation": "Hội khác"})
    with open_works(folder, changed, FixedClock(NOW), watch=watch) as works:
        watch.read_now()
        assert posts(works) == ["a", "bb"]
        assert works.hindrance().code == "settings-changed"


def test_without_one_the_calendar_is_read_once(folder, tmp_path):
    settings, _ = load_settings(folder)
    with open_works(folder, settings, FixedClock(NOW)) as works:
        write(tmp_path, "a", "bb")
        assert (posts(works), works.hindrance()) == (["a"], None)
    given = read_checked(folder, settings, today=NOW.date())
    with open_works(folder, settings, FixedClock(NOW), calendar=lambda: given) as works:
        assert works.calendar() is given
