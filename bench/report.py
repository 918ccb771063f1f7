"""What a report costs: a year of 10,000 deliveries of one province, and a month of 3,321 communes.

    python bench/report.py [--part year|country ...] [--json]

`year` is 5,000 posts on two channels, each told of by three metrics on ten days; `country` is 31 posts for
every commune on two channels, 205,964 deliveries. Each is made in a new process: the calendar is read, the
figures gathered, Word (where python-docx is installed) and Excel written; times are seconds of the processor,
`clock_s` what passed meanwhile on this machine; and the most memory. The floor, in the same process, is plain
openpyxl (write-only, no looks) writing the same rows of deliveries and nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own

from openpyxl import Workbook  # noqa: E402
from sqlalchemy import Table, insert  # noqa: E402

from bench import desk, units  # noqa: E402
from scheduler.calendar.loading import read_calendar  # noqa: E402
from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402
from scheduler.delivery import sqlite  # noqa: E402
from scheduler.delivery.catalogue import kept  # noqa: E402
from scheduler.delivery.ledger import Ledger  # noqa: E402
from scheduler.delivery.reason import NOTHING  # noqa: E402
from scheduler.delivery.reasons import LATE  # noqa: E402
from scheduler.delivery.schema import birth, deliveries, events, insights  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.reports.making import Source, has_word  # noqa: E402
from scheduler.reports.periods import parse  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402

NOW = datetime(2027, 1, 5, tzinfo=UTC)
POSTS, CHUNK = 5_000, 10_000
CHANNELS = "facebook", "website"
STEPS = (None, "claimed"), ("claimed", "prepared"), ("prepared", "sending"), ("sending", None)
METRICS, DAYS = ("post_media_view", "post_reactions", "post_shares"), 10
PARTS = {"year": "2026", "country": "2026-12"}
TEXT = "Nghe con kể mỗi tối. " * 15 + "Cần giúp đỡ, gọi {number}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--part", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, PARTS[given.part[0]])))
        return
    found: dict[str, Any] = {}
    for part in given.part:
        with tempfile.TemporaryDirectory() as name:
            {"year": make_year, "country": make_country}[part](Path(name))
            command = [sys.executable, __file__, "--measure", name, "--part", part]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found[part] = json.loads(done.stdout)
        if not given.json:
            for key, value in found[part].items():
                print(f"{part:8} {key:22} {value:>12,}")
    if given.json:
        print(json.dumps(found))


def make_year(root: Path) -> None:
    """5,000 posts of one province, all through 2026."""
    folder = desk.made(root, 31)  # for its settings and hotlines
    for file in folder.posts.iterdir():
        file.unlink()
    posts = [
        (f"bai-{n}", datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=105 * n)) for n in range(POSTS)
    ]
    for start in range(0, POSTS, 500):
        text = desk.HEADING.format(number=start) + "".join(
            desk.POST.format(number=n, at=posts[n][1], mark="như đã viết", words=f"Lời thứ {n}")
            for n in range(start, start + 500)
        )
        (folder.posts / f"tap-{start:05}.yaml").write_text(text, "utf-8")
    keys = [(post, "province", channel, at) for post, at in posts for channel in CHANNELS]
    fill(root / "var" / "ledger.db", keys, is_told=True)


def make_country(root: Path) -> None:
    """31 posts for every commune."""
    units.make(root, units.COMMUNES)
    names = ["province", *(f"xa-{n}" for n in range(units.COMMUNES))]
    keys = [
        (f"bai-{n}", unit, channel, datetime(2026, 12, n, 0, 30, tzinfo=UTC))
        for n in range(1, units.POSTS + 1)
        for unit in names
        for channel in CHANNELS
    ]
    fill(root / "var" / "ledger.db", keys, is_told=False)


def fill(path: Path, keys: list[tuple[str, str, str, datetime]], *, is_told: bool) -> None:
    """A ledger with those deliveries; of a hundred one is held, one was taken down, one came late."""
    engine = sqlite.open_store(path, NOW).reading

    def rows() -> Iterator[dict[str, Any]]:
        for number, (post, unit, channel, at) in enumerate(keys, 1):
            state = state_of(number)
            is_out = state != "held"
            public = at + timedelta(hours=2 if number % 100 == 50 else 0)
            yield {
                "id": number, "post": post, "occurrence": "first", "unit": unit, "channel": channel,
                "page_key": f"{channel}:{unit}", "state": state, "due_at": at, "changed_at": public,
                "remote_id": f"1_{number}" if is_out else None, "public_at": public if is_out else None,
                "address": f"https://www.facebook.com/102938475610293_{number}" if is_out else "",
                "message": TEXT, "text": TEXT.format(number="111"), "text_hash": f"{number:064x}",
                **said(state),
            }  # fmt: skip

    def lines() -> Iterator[dict[str, Any]]:
        for number, (_, unit, channel, at) in enumerate(keys, 1):
            steps = STEPS if state_of(number) != "held" else ((None, "held"),)
            for before, after in steps:
                state = after or "published"
                yield line(number, f"{channel}:{unit}", at, before, state)
            if state_of(number) == "withdrawn":
                yield line(number, f"{channel}:{unit}", at + timedelta(hours=5), "published", "withdrawn")

    def told() -> Iterator[dict[str, Any]]:
        for number, (*_, at) in enumerate(keys, 1):
            for day in range(DAYS):
                for metric in METRICS:
                    yield {
                        "delivery_id": number, "metric": metric, "value": 100 + 30 * day,
                        "day": (at.date() + timedelta(days=day)).isoformat(), "asked_at": at,
                    }  # fmt: skip

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(birth), [{"id": 1, "born_at": NOW - timedelta(days=3650)}])
        made: list[tuple[Table, Iterator[dict[str, Any]]]] = [(deliveries, rows()), (events, lines())]
        for table, values in [*made, *([(insights, told())] if is_told else [])]:
            while part := list(islice(values, CHUNK)):
                connection.execute(insert(table), part)
    engine.dispose()


def line(number: int, page: str, at: datetime, before: str | None, after: str) -> dict[str, Any]:
    """A line of the book."""
    return {
        "delivery_id": number, "page_key": page, "at": at, "who": "may-1", "before": before, "after": after,
        **said(after),
    }  # fmt: skip


def state_of(number: int) -> str:
    return {0: "held", 25: "withdrawn"}.get(number % 100, "published")


def said(state: str) -> dict[str, Any]:
    return kept(LATE.filled(due="1/12 07:30", post="bai-1") if state == "held" else NOTHING)


def measure(root: Path, period: str) -> dict[str, Any]:
    """All figures of one folder."""
    folder = WorkFolder(root)
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    clock = time.perf_counter()
    begun = time.process_time()
    calendar = read_calendar(folder, settings)
    read = time.process_time()
    ledger = Ledger.open(root / "var" / "ledger.db", FixedClock(NOW))
    source = Source(folder, settings, calendar, Gallery(folder, settings, calendar.hotlines))
    figures = source.figures(ledger, parse(period), NOW)
    gathered = time.process_time()
    word = source.file(figures, "docx", date(2027, 1, 5)) if has_word() else b""
    written = time.process_time()
    book = source.file(figures, "xlsx", date(2027, 1, 5))
    ended, clock = time.process_time(), time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    floor = plain(figures)
    total = ended - begun
    return {
        "deliveries": len(figures.rows), "read_s": round(read - begun, 2),
        "figures_s": round(gathered - read, 2), "word_s": round(written - gathered, 2),
        "excel_s": round(ended - written, 2), "total_s": round(total, 2),
        "clock_s": round(clock, 1), "memory_mb": memory,
        "word_kb": len(word) // 1000, "excel_kb": len(book) // 1000,
        "floor_s": round(floor, 2), "to_floor": round(total / floor, 1),
    }  # fmt: skip


def plain(figures: Any) -> float:
    """How long plain openpyxl takes for the same rows."""
    begun = time.process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in figures.rows:
        at = row.at.replace(tzinfo=None) if row.at else None
        sheet.append(
            [
                figures.titles[row.key.post], row.key.post, row.key.occurrence, row.key.channel, row.campaign,
                row.topic, row.audience, row.key.unit, row.outcome.value, row.due.replace(tzinfo=None), at,
                str(row.is_late), row.reason.why.vi if row.reason else "", row.address, "", "", *("",) * 5,
            ]
        )  # fmt: skip
    book.save(BytesIO())
    return time.process_time() - begun


if __name__ == "__main__":
    main()
