"""A program of its own that serves a practice page in real time: `python -m tests.engine.serving DIR`.

DIR/plan.json: [[post, instant], …], read again when it changes; DIR/read.txt: which one was read last.
DIR/slow.json: seconds that an upload and a public call take; DIR/uploading and DIR/calling: one has begun.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from scheduler.calendar.model import Calendar
from scheduler.clock import SystemClock
from scheduler.engine.local import serve
from scheduler.engine.lock import carrying
from tests.delivery.practice import Page, Painter, World, calendar, post, settings


def read(folder: Path) -> Calendar:
    plan = json.loads((folder / "plan.json").read_text())
    return calendar(*(post(name, datetime.fromisoformat(at)) for name, at in plan))


class Watch:
    """Reads the plan anew when its file changes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ended = threading.Event()  # from then on nothing is read

    def wait(self, stop: threading.Event, on_change) -> None:
        seen = None
        while not stop.wait(0.1):
            stamp = (self.world.folder / "plan.json").stat().st_mtime_ns
            if stamp != seen:
                seen = stamp
                self.world.read = read(self.world.folder)
                on_change()
                (self.world.folder / "read.txt").write_text(str(stamp))
        self.ended.set()


def open_world(folder: Path) -> World:
    clock = SystemClock()
    page = Page(clock, file=folder / "page.jsonl")
    slow = json.loads((folder / "slow.json").read_text()) if (folder / "slow.json").exists() else [0, 0]

    def take(name: str, seconds: float) -> None:
        (folder / name).touch()
        time.sleep(seconds)

    page.during_prepare = lambda: take("uploading", slow[0])
    page.during_publish = lambda: take("calling", slow[1])
    return World(folder, clock, page, Painter(), read(folder), settings())


class SayingWatch(Watch):
    """Says so once it is begun: signals are answered by then."""

    def wait(self, stop: threading.Event, on_change) -> None:
        say("serving")
        super().wait(stop, on_change)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    world = open_world(Path(sys.argv[1]))
    with carrying(world.folder / "var" / "ledger.db"), world.works:
        serve(world.works, SayingWatch(world))
    say("ended")
