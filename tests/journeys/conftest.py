"""A practice page that stands for the length of a test, in real time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.rehearsal.server import Rehearsal, start


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Rehearsal]:
    with start(tmp_path / "practice", real_time=True) as world:
        yield world
