"""The website survives SIGKILL before any of the files that a publication puts in place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.channels.killing_archive import SCENES


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="forks, to be killed many times in a second")
def test_a_kill_between_any_two_files_heals_at_the_next_wake_up(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.channels.killing_site", str(tmp_path)]
    root = Path(__file__).parents[2]
    ran = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True, timeout=500)
    seen = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["killed"] for one in seen] == [True] * (len(seen) - 1) + [False]
    assert len(seen) > 8  # pictures, record, page, neighbour, index, archive, three feeds
    assert all(one["healed"] for one in seen), seen
    assert all(bool(one["found"]) == one["record"] for one in seen), seen
    assert {one["record"] for one in seen} == {True, False}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "proved"),
    [*((scene, ("--proved",)) for scene in SCENES), ("new-month", ()), ("withdraw", ())],
)
@pytest.mark.skipif(sys.platform == "win32", reason="forks, to be killed many times in a second")
def test_a_kill_in_the_middle_of_any_change_leaves_no_half_page_and_heals(
    tmp_path: Path, scene: str, proved: tuple[str, ...]
) -> None:
    """With signed lists there are all the files of a site without: that is tried where files come and go."""
    program = [sys.executable, "-m", "tests.channels.killing_archive", str(tmp_path), scene, *proved]
    root = Path(__file__).parents[2]
    ran = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True, timeout=500)
    seen = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["killed"] for one in seen] == [True] * (len(seen) - 1) + [False]
    assert len(seen) > 8  # records, pages, lists, feeds, maps, catalogue, its times
    assert not [one for one in seen if one["half"] or not one["in_step"] or not one["healed"]]
