"""How many deliveries a second the courier carries to a page, and how much of the time is its own.

    python bench/courier.py [--deliveries N] [--json]

N posts with a card each are due at the same time, and one wake-up carries them to the practice page on a
socket, which answers at once; then a tenth of them with every answer 300 ms late. The floor, in the same run,
is `requests` alone: the same calls with a picture of the same size, nothing painted, nothing written down.
`ours_percent` is the time outside the calls; of it painting and the ledger's transactions are told apart.
Memory is read after the first tenth and at the end.
"""

from __future__ import annotations

import argparse
import functools
import json
import logging
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

import requests  # noqa: E402

from bench.endurance import START, TOKEN, entry_of  # noqa: E402
from bench.idle import megabytes_of  # noqa: E402
from scheduler.calendar.model import Campaign  # noqa: E402
from scheduler.calendar.yaml_text import file_lines, yaml_text  # noqa: E402
from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402
from scheduler.delivery.ledger import Ledger, State  # noqa: E402
from scheduler.engine.opening import open_works  # noqa: E402
from scheduler.engine.tick import tick  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.rehearsal.server import Rehearsal, start  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402
from scheduler.settings.model import Settings  # noqa: E402

LATE = 0.3  # seconds


class Watch:
    """Where the seconds go, by name; *sizes*: megabytes of this process after each call."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.sizes: list[float] = []
        self.picture = b""

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - begun

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.on(name):
                answer = function(*args, **kwargs)
            if name == "calls":
                self.sizes.append(megabytes_of(os.getpid()))
            else:
                self.picture = answer[0].data
            return answer

        return timed

    def in_ledger(self, writing: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def timed(ledger: Ledger, who: str) -> Iterator[Any]:
            with self.on("ledger"), writing(ledger, who) as book:
                yield book

        return timed


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    at_once = measure(given.deliveries, 0.0)
    late = measure(max(1, given.deliveries // 10), LATE)
    for name in at_once:
        print(f"{name:>17}  at once {at_once[name]:>8}   {LATE} s late {late[name]:>8}", file=sys.stderr)
    if given.json:
        print(json.dumps({"at_once": at_once, "late": late}))


def measure(posts: int, late: float) -> dict[str, float]:
    """Carry *posts* posts to a page whose answers come *late* seconds late."""
    with tempfile.TemporaryDirectory() as scratch, start(Path(scratch) / "rehearsal", start=START) as world:
        folder = WorkFolder(Path(scratch))
        write_folder(folder, world, posts)
        os.environ[TOKEN] = world.token
        settings, problems = load_settings(folder)
        assert settings is not None, problems
        if late:
            world.arm("late", "*", count=10**9, seconds=late)
        watch = Watch()
        seconds = carry(folder, settings, world, posts, watch)
        floor = requests_alone(world, posts, watch.picture)
        outside = seconds - watch.seconds["calls"]
        return {
            "deliveries": posts,
            "per_second": round(posts / seconds, 1),
            "requests_alone": round(posts / floor, 1),
            "ratio": round(seconds / floor, 2),
            "calls_each": round(len(watch.sizes) / posts, 2),
            "ours_percent": round(100 * outside / seconds, 1),
            "painting_percent": round(100 * watch.seconds["painting"] / seconds, 1),
            "ledger_percent": round(100 * watch.seconds["ledger"] / seconds, 1),
            "first_mb": round(watch.sizes[len(watch.sizes) // 10]),
            "last_mb": round(watch.sizes[-1]),
        }


def carry(folder: WorkFolder, settings: Settings, world: Rehearsal, posts: int, watch: Watch) -> float:
    """Seconds of the one wake-up that carries them all."""
    clock = FixedClock(START)
    with (
        open_works(folder, settings, clock, state=folder.root / "state") as works,
        patch.object(requests.Session, "send", watch.around("calls", requests.Session.send)),
        patch.object(Gallery, "paint", watch.around("painting", Gallery.paint)),
        patch.object(Ledger, "writing", watch.in_ledger(Ledger.writing)),
    ):
        works.begin()
        for one in (clock, world.clock):  # a page whose time is another stops everything
            one.wait(timedelta(days=1).total_seconds())
        begun = time.perf_counter()
        report = tick(works)
        seconds = time.perf_counter() - begun
    assert [row.state for row in report.carried] == [State.PUBLISHED] * posts, report
    return seconds


def requests_alone(world: Rehearsal, posts: int, picture: bytes) -> float:
    """Seconds of the same calls without a courier."""
    page = f"{world.address}/v26.0/{world.page_id}"
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {world.token}"
        begun = time.perf_counter()
        for number in range(posts):
            file = {"source": ("card.jpg", picture, "image/jpeg")}
            photo = session.post(f"{page}/photos", data={"published": "false"}, files=file, timeout=60).json()
            media = json.dumps({"media_fbid": photo["id"]})
            words = {"message": f"Lời số {number}, không giống bài nào.", "attached_media[0]": media}
            session.post(f"{page}/feed", data=words, timeout=60).raise_for_status()
        return time.perf_counter() - begun


def write_folder(folder: WorkFolder, world: Rehearsal, posts: int) -> None:
    """A folder of work with *posts* posts for the page, all at the same time."""
    for name in ("config", "posts", "assets"):
        (folder.root / name).mkdir(parents=True)
    (folder.root / "config" / "settings.yaml").write_text(
        "organisation: Hội LHPN tỉnh Sóc Trăng\nlanguage: vi\n"
        "checks: {near-duplicate: 'off', too-close: 'off', not-covered: 'off', source-missing: 'off'}\n"
        "late: {spacing: 0m}\n"
        f"facebook: {{page: '{world.page_id}', token: 'env:{TOKEN}', graph_url: '{world.address}'}}\n",
        encoding="utf-8",
    )
    found = [entry_of(f"bai-{number:05}", START + timedelta(hours=20)) for number in range(posts)]
    (folder.posts / "a.yaml").write_text(yaml_text(file_lines(Campaign(), found)), encoding="utf-8")


if __name__ == "__main__":
    main()
