from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.calendar.model import Post
from scheduler.clock import FixedClock
from scheduler.problems import Message, Place, Problem, Text
from tests.delivery.practice import START, Page, Painter, World, calendar, settings

Make = Callable[..., World]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Make]:
    """A practice world with these posts; its ledger is born at START."""
    made: list[World] = []

    def make(
        *posts: Post,
        within: timedelta = timedelta(hours=6),
        spacing: timedelta = timedelta(minutes=10),
        slots: dict[str, list[str]] | None = None,
        **more: object,
    ) -> World:
        clock = FixedClock(START)
        read, rules = calendar(*posts, slots=slots), settings(within, spacing, **more)
        new = World(tmp_path, clock, Page(clock), Painter(), read, rules)
        made.append(new)
        return new

    yield make
    for new in made:
        new.works.close()


@pytest.fixture
def broken_file() -> Problem:
    """What is told of a calendar file that cannot be read at all."""
    message = Message("yaml", Text("tệp hỏng", "the file is broken"), Text("Sửa lại.", "Mend it."))
    return Problem(message, Place("posts/a.yaml", 3))
