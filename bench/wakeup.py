"""How long a wake-up takes that finds nothing due, and whether that grows with what is planned or past.

    python bench/wakeup.py [--json]

Thrice against a twin: 100,000 deliveries planned against 100; 1,000,000 published ones in the ledger against
1,000; and 100,000 as years leave them (held, skipped, withdrawn, with all lines of the book) against 1,000. A
wake-up is `tick` whole: the ledger's questions, what is due, when to come again. `first` is
the one after opening, which also compares the calendar with the ledger; `opening` is the ledger's own. The
median of many wake-ups counts, in turns, in the processor's time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from sqlalchemy import insert  # noqa: E402

from bench import archive  # noqa: E402
from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, ChannelVariant, Post, PostId, Unit  # noqa: E402
from scheduler.channels.website_kind import WebsiteSettings  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402
from scheduler.delivery import sqlite  # noqa: E402
from scheduler.delivery.schema import birth, deliveries  # noqa: E402
from scheduler.engine.opening import open_works  # noqa: E402
from scheduler.engine.tick import tick  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings.model import Settings  # noqa: E402

NOW = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
WEBSITE = ChannelName("website")
PLANNED = 100, 100_000
PAST = 1_000, 1_000_000
YEARS = 1_000, 100_000
ROUNDS = 200
CHUNK = 20_000  # rows in one statement
LEDGER = "var/ledger.db"

Result = TypeVar("Result")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        planned = compare(Path(scratch), "planned", [(count, 0) for count in PLANNED])
        past = compare(Path(scratch), "past", [(PLANNED[0], count) for count in PAST])
        lines = compare(Path(scratch) / "lines", "years", [(PLANNED[0], count) for count in YEARS], years)
    if given.json:
        told = {f"past_{name}_ratio": past[name] for name in past}
        told |= {f"years_{name}_ratio": lines[name] for name in lines}
        print(json.dumps({"ratio": planned["again"], **told}))


def compare(
    scratch: Path,
    what: str,
    sizes: list[tuple[int, int]],
    filled: Callable[[WorkFolder, int], None] | None = None,
) -> dict[str, float]:
    """A table of wake-ups at the two *sizes* (planned, past), and the ratios of the large to the small."""
    worlds = []
    for planned, past in sizes:
        folder = WorkFolder(scratch / f"{planned}-{past}")
        (filled or fill)(folder, past)
        worlds.append(World(folder, planned))
    for _ in range(ROUNDS):
        for world in worlds:
            world.wake()
    print(f"{'planned':>9}{'past':>11}{'opening':>12}{'first':>12}{'again':>12}   ms")
    for (planned, past), world in zip(sizes, worlds, strict=True):
        print(f"{planned:>9}{past:>11}" + "".join(f"{value * 1e3:>12.2f}" for value in world.times.values()))
    small, large = (world.times for world in worlds)
    ratios = {name: round(large[name] / small[name], 3) for name in small}
    print(f"{what + ': large / small':>20}" + "".join(f"{ratio:>12.2f}" for ratio in ratios.values()) + "\n")
    for world in worlds:
        world.works.close()
    return ratios


class World:
    """A folder of work with *planned* posts to come, none of them due, opened to be woken."""

    def __init__(self, folder: WorkFolder, planned: int) -> None:
        settings = Settings.whole()(
            organisation="Hội",
            ledger=LEDGER,
            website=WebsiteSettings(address="https://phunu.example.vn/tin/"),
        )
        calendar = Calendar(
            posts=tuple(post(number) for number in range(planned)), units={PROVINCE: Unit(PROVINCE, "Hội")}
        )
        state = folder.root / "state"
        opened = lambda: open_works(  # noqa: E731
            folder, settings, FixedClock(NOW), calendar=lambda: calendar, state=state
        )
        opening, self.works = timed(opened)
        first, _ = timed(lambda: tick(self.works))
        self._times: dict[str, list[float]] = {"opening": [opening], "first": [first], "again": []}

    @property
    def times(self) -> dict[str, float]:
        """Seconds, the median of each."""
        return {name: statistics.median(times) for name, times in self._times.items()}

    def wake(self) -> None:
        seconds, report = timed(lambda: tick(self.works))
        assert not report.carried
        assert report.next_due is not None
        self._times["again"].append(seconds)


def timed(call: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def post(number: int) -> Post:
    at = NOW + timedelta(hours=1, minutes=10 * number)
    return Post(PostId(f"bai-{number}"), "Tiêu đề", "Lời", at=at, channels={WEBSITE: ChannelVariant()})


def years(folder: WorkFolder, past: int) -> None:
    """A ledger with *past* deliveries, whatever became of them, and their lines of the book."""
    folder.config.mkdir(parents=True)
    archive.fill(folder.root / LEDGER, past, [], NOW)


def fill(folder: WorkFolder, past: int) -> None:
    """A ledger with *past* deliveries that were published."""
    folder.config.mkdir(parents=True)
    engine = sqlite.open_store(folder.root / LEDGER, NOW).reading
    begun = NOW - timedelta(days=3650)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(birth), [{"id": 1, "born_at": begun}])
        for start in range(0, past, CHUNK):
            rows = [
                row(number, NOW - timedelta(minutes=5 * (past - number)))
                for number in range(start, min(past, start + CHUNK))
            ]
            connection.execute(insert(deliveries), rows)
    engine.dispose()


def row(number: int, at: datetime) -> dict[str, object]:
    return {
        "post": f"cu-{number}", "occurrence": "first", "unit": PROVINCE, "channel": WEBSITE,
        "page_key": "website:var/site", "state": "published", "due_at": at, "changed_at": at,
        "remote_id": f"tin-{number}", "public_at": at, "text_hash": f"{number:064x}", "text": "Lời " * 20,
    }  # fmt: skip


if __name__ == "__main__":
    main()
