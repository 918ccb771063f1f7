"""The offices whose people go the journeys: a real folder, a real desk, a practice page on a socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.walking import PATIENCE
from scheduler.clock import FixedClock
from scheduler.delivery.states import State
from scheduler.desk.login import door_of
from scheduler.desk.opening import open_desk
from scheduler.desk.server import serving
from scheduler.engine.lock import carrying
from scheduler.engine.opening import open_works
from scheduler.engine.tick import tick
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.rehearsal.practice import Practice
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.settings.loading import load_settings
from tests.desk.conftest import FIRST_DAY, HOTLINES, POSTS, SETTINGS

TOKEN = "LOA_JOURNEYS_TOKEN"
_LOA = [sys.executable, str(Path(__file__).resolve().parent.parent / "run.py")]


@dataclass(frozen=True)
class Office:
    """A small folder of work with two sound posts; *world* is the page that its settings name."""

    folder: WorkFolder
    clock: FixedClock
    world: Rehearsal

    @property
    def posts(self) -> Path:
        return self.folder.posts / "2026-12.yaml"

    @contextmanager
    def works(self) -> Iterator[Works]:
        settings, problems = load_settings(self.folder)
        assert settings, problems
        with open_works(self.folder, settings, self.clock, state=self.folder.var / "state") as works:
            yield works

    def carry(self, after: timedelta = timedelta(0)) -> None:
        """Let *after* pass, then do what is due, as `serve` does."""
        for clock in (self.clock, self.world.clock):  # a page whose time is another stops everything
            clock.wait(after.total_seconds())
        with carrying(self.folder.var / "ledger.db"), self.works() as works:
            tick(works)

    def states(self, post: str) -> set[State]:
        """How far the ledger says that its deliveries are."""
        with self.works() as works:
            return {row.state for row in works.ledger.deliveries() if row.key.post == post}

    def days(self, title: str) -> list[int]:
        """The days of the month on which the posts of that title are planned."""
        with self.works() as works:
            zone = works.settings.zone
            planned = works.edition().agenda.occurrences
            return sorted({one.due.astimezone(zone).day for one in planned if one.post.title == title})

    @contextmanager
    def desk(self) -> Iterator[str]:
        """Its desk, as `preview` opens it; gives its address."""
        settings, problems = load_settings(self.folder)
        assert settings, problems
        door = door_of(self.folder, settings, None)
        with Practice(self.folder) as practice:
            practise = None if door.asks_login else practice.publish
            app = open_desk(self.folder, clock=self.clock, door=door, practise=practise)
            with serving(app, port=0) as address:
                yield address

    def public(self) -> list[str]:
        """What the page shows, newest first."""
        return [str(post["message"]) for post in self.world.posts()]


@contextmanager
def office(root: Path, *, posts: str = POSTS, logs_in: bool = False) -> Iterator[Office]:
    """One in the empty folder *root*, where Loa has begun to serve; *logs_in*: its people, and approve."""
    folder = WorkFolder(root / "hoi")
    for one in (folder.config, folder.posts, folder.assets):
        one.mkdir(parents=True)
    with start(root / "rehearsal", start=FIRST_DAY) as world:
        os.environ[TOKEN] = world.token
        page = f"facebook: {{page: '{world.page_id}', token: 'env:{TOKEN}', graph_url: '{world.address}'}}"
        lines = [page if line.startswith("facebook") else line for line in SETTINGS.splitlines()]
        lines += ["approval: required", "desk: {hosts: [loa.hoi.vn]}"] if logs_in else []
        (folder.config / "settings.yaml").write_text("\n".join([*lines, ""]), "utf-8")
        (folder.config / "hotlines.yaml").write_text(HOTLINES, "utf-8")
        made = Office(folder, FixedClock(FIRST_DAY), world)
        made.posts.write_text(posts, "utf-8")
        made.carry()
        yield made


@contextmanager
def first_desk(root: Path) -> Iterator[str]:
    """The desk of a folder as the program makes it, its samples taken away; real commands."""
    subprocess.run([*_LOA, "new", str(root)], check=True, capture_output=True)
    for sample in (root / "posts").glob("*.yaml"):
        sample.unlink()  # the harder way: there is nothing to copy from
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    command = [*_LOA, "-C", str(root), "preview", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as desk:
        try:
            _until_answers(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            desk.terminate()


def _until_answers(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "the desk does not answer"
            time.sleep(0.05)
        else:
            return
