from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.calendar.model import Post
from scheduler.clock import FixedClock
from scheduler.problems import Message, Place, Problem, Text
from tests.delivery.practice import START, Page, Painter, World, calendar, settings

Make = Callable[..., World]


class _Unforeseen(logging.Handler):
    """Keeps what was logged with its trace: an exception that no code foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.told.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


@pytest.fixture(autouse=True)
def unforeseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """What nobody foresaw is survived, and looks like success: there is none but what a test plants."""
    handler, log = _Unforeseen(), logging.getLogger("scheduler")
    log.addHandler(handler)
    yield
    log.removeHandler(handler)
    mark = request.node.get_closest_marker("unforeseen")
    planted = mark.args if mark else ()
    assert [told for told in handler.told if not any(one in told for one in planted)] == []


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
    for thread in threading.enumerate():
        if thread.name == "daily":  # what `serve` began and does not wait for: its folder goes away
            thread.join(30)
    for new in made:
        new.works.close()


@pytest.fixture
def broken_file() -> Problem:
    """What is told of a calendar file that cannot be read at all."""
    message = Message("yaml", Text("tệp hỏng", "the file is broken"), Text("Sửa lại.", "Mend it."))
    return Problem(message, Place("posts/a.yaml", 3))
