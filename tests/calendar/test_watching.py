"""The watch: a change is read, half of a file is not told to anyone, and nothing is missed without events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from scheduler.calendar import watching
from scheduler.calendar.watching import Watch
from scheduler.files import WorkFolder
from tests.calendar.conftest import Write

POST = "- {{id: {id}, at: 2026-12-01 07:30, title: b, text: c}}\n"
PATIENCE = 15.0  # seconds, on a busy machine


def posts(*ids: str) -> str:
    return "posts:\n" + "".join(POST.format(id=id_) for id_ in ids)


def ids(watch: Watch) -> list[str]:
    return [post.id for post in watch.calendar.posts]


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@contextmanager
def watching_folder(folder: WorkFolder) -> Iterator[tuple[Watch, list[list[str]]]]:
    """A watch that waits in a thread; gives it and the ids it told of at each change."""
    watch, told, stop = Watch(folder), [], threading.Event()
    thread = threading.Thread(target=watch.wait, args=(stop, lambda: told.append(ids(watch))))
    thread.start()
    try:
        yield watch, told
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "it did not stop"


def test_it_holds_what_was_read_and_the_same_value_while_nothing_changes(
    folder: WorkFolder, write: Write
) -> None:
    write("posts/a.yaml", posts("a"))
    with watching_folder(folder) as (watch, told):
        before = watch.calendar
        assert ids(watch) == ["a"]
        time.sleep(0.3)
        assert watch.calendar is before
        assert told == []


def test_a_changed_a_new_and_a_deleted_file_are_read(folder: WorkFolder, write: Write) -> None:
    path = write("posts/a.yaml", posts("a"))
    with watching_folder(folder) as (watch, told):
        write("posts/a.yaml", posts("a", "b"))
        until(lambda: ids(watch) == ["a", "b"])
        write("posts/tháng 12/c.yaml", posts("c"))
        until(lambda: ids(watch) == ["a", "b", "c"])
        path.unlink()
        until(lambda: ids(watch) == ["c"])
        until(lambda: told[-1:] == [["c"]])


def test_a_file_written_in_two_halves_is_told_once_and_whole(folder: WorkFolder, write: Write) -> None:
    path = write("posts/a.yaml", posts("a"))
    whole = posts("a", "b", "c").encode()
    with watching_folder(folder) as (watch, told):
        with path.open("wb") as file:
            file.write(whole[: len(whole) - 20])
            file.flush()
            time.sleep(0.6)
            file.write(whole[len(whole) - 20 :])
        until(lambda: told != [])
        assert told == [["a", "b", "c"]]
        assert watch.calendar.problems == ()


def test_a_mistake_that_stays_is_told(folder: WorkFolder, write: Write) -> None:
    write("posts/a.yaml", posts("a"))
    with watching_folder(folder) as (watch, _):
        write("posts/a.yaml", posts("a") + "- {id: b\n")
        until(lambda: watch.calendar.problems != ())
        assert ids(watch) == ["a"]


def test_a_mistake_in_the_settings_keeps_those_of_before(folder: WorkFolder, write: Write) -> None:
    write("posts/a.yaml", posts("a"))
    with watching_folder(folder) as (watch, _):
        write("config/settings.yaml", "organisation: a: b\n")
        until(lambda: watch.calendar.problems != ())
        assert ids(watch) == ["a"]
        assert watch.calendar.problems[0].place.file == "config/settings.yaml"


def test_a_folder_that_appears_later_is_watched(folder: WorkFolder, write: Write) -> None:
    folder.posts.rmdir()
    with watching_folder(folder) as (watch, _):
        write("posts/a.yaml", posts("a"))
        until(lambda: ids(watch) == ["a"])
        write("posts/a.yaml", posts("b"))
        until(lambda: ids(watch) == ["b"])


def test_without_events_as_on_a_network_share_glances_are_enough(
    folder: WorkFolder, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, stop_event: threading.Event, **__: object) -> Iterator[set[object]]:
        while not stop_event.wait(0.1):
            yield set()

    monkeypatch.setattr(watching, "watch", silent)
    with watching_folder(folder) as (watch, _):
        write("posts/a.yaml", posts("a"))
        until(lambda: ids(watch) == ["a"])


def test_where_events_fail_it_goes_on_by_glances(
    folder: WorkFolder, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watching, "watch", failing)
    monkeypatch.setattr(watching, "GLANCE", 0.05)
    with watching_folder(folder) as (watch, _):
        write("posts/a.yaml", posts("a"))
        until(lambda: ids(watch) == ["a"])
    assert len(caplog.records) == 1
