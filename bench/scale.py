"""100,000 pages with three posts a day, on paper and in code: rates, hands, lateness, rows and bytes.

    python bench/scale.py [--pages N] [--per-day N] [--hands N …] [--answer SECONDS] [--json]

A day is simulated: most posts are due at the three hours at which people look (half of each at the very
minute), the others around them; a delivery takes a hand for so many calls as it makes, each answered after
`--answer` seconds, and Loa's own part. Given for each number of hands: after how many minutes the latest post
is out, and how much of a day they work. Bytes are measured: a real ledger of 20,000 deliveries is moved
to a real PostgreSQL, and its tables are asked.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from sqlalchemy import text  # noqa: E402

from bench.archive import fill  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402
from scheduler.delivery.ledger import Ledger  # noqa: E402
from scheduler.engine.moving import move  # noqa: E402
from tests.postgres import Server  # noqa: E402

PEAKS = (7.5, 11.5, 19.75)  # hours of the day
CALLS = 4  # of a delivery: two looks at the page, a picture, the post
OWN = 0.03  # seconds of Loa's own part with the card painted ahead: `bench/cluster.py`
PAINTING = 0.06  # seconds of one core for a card: `bench/cards.py`
ROWS = 20_000
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--per-day", type=int, default=3)
    parser.add_argument("--hands", type=int, nargs="*", default=[64, 160, 320, 640])
    parser.add_argument("--answer", type=float, default=0.3)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    due = a_day(given.pages, given.per_day, random.Random(1))
    each = CALLS * given.answer + OWN
    size = bytes_of_a_delivery()
    count = len(due)
    busiest = max(sum(1 for _ in group) for group in _quarters(due))
    found = {
        "deliveries_a_day": count,
        "per_second_on_average": round(count / 86_400, 1),
        "per_second_in_the_busiest_quarter_hour": round(busiest / 900, 1),
        "cores_that_paint_within_the_hour_before_a_peak": round(count / len(PEAKS) * PAINTING / 3600, 1),
        "bytes_a_delivery": round(size),
        "rows_a_year_millions": round(count * 365 / 1e6, 1),
        "gigabytes_a_year": round(count * 365 * size / 1e9),
        "hands": {hands: simulate(due, hands, each) for hands in given.hands},
    }
    for name, value in found.items():
        print(f"{name:>48}  {value}", file=sys.stderr)
    if given.json:
        print(json.dumps(found))


def a_day(pages: int, per_day: int, chance: random.Random) -> list[float]:
    """The due times of a day's deliveries, in seconds after midnight, in order."""
    due = []
    for _ in range(pages):
        for number in range(per_day):
            peak = PEAKS[number % len(PEAKS)] * 3600
            at = peak if chance.random() < 0.5 else peak + chance.triangular(-3600, 3600, 0)
            due.append(at // 60 * 60)
    return sorted(due)


def simulate(due: list[float], hands: int, each: float) -> dict[str, float]:
    """What becomes of them with so many *hands*, each taking *each* seconds."""
    free = [0.0] * hands
    latest = 0.0
    for at in due:
        begun = max(at, heapq.heappop(free))
        heapq.heappush(free, begun + each)
        latest = max(latest, begun + each - at)
    busy = len(due) * each / hands
    percent = 100 * busy / 86_400
    return {"latest_after_minutes": round(latest / 60, 1), "busy_percent_of_a_day": round(percent, 1)}


def bytes_of_a_delivery() -> float:
    """Of a delivery with its four lines, indexes and all, on a real server."""
    with tempfile.TemporaryDirectory(prefix="loa-scale-") as scratch:
        Path(scratch).chmod(0o711)
        server, clock = Server(Path(scratch) / "pg"), FixedClock(NOW)
        server.start()
        try:
            file, where = Path(scratch) / "ledger.db", server.database("loa")
            fill(file, ROWS, [], NOW)
            move(file, where, _Nowhere(), Path(scratch) / "state", clock)
            with closing(Ledger.open(where, clock)) as ledger, ledger.reading() as reading:
                asked = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname = ANY(:names)"
                held = reading.execute(text(asked), {"names": ["deliveries", "events"]}).scalar_one()
                return float(held) / ledger.count()
        finally:
            server.stop()


class _Nowhere:
    """No channels: the archive's posts are of the past."""

    def names(self, _: object) -> tuple[str, ...]:
        return ()


def _quarters(due: list[float]) -> list[list[float]]:
    found: dict[int, list[float]] = {}
    for at in due:
        found.setdefault(int(at // 900), []).append(at)
    return list(found.values())


if __name__ == "__main__":
    main()
