"""The figures of a rehearsed quarter are what the practice page's own log and the website's feed say."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tests.journeys.office import PROGRAM, loa

PERIODS = {"2026-Q4": ("2026-10-01", "2027-01-01"), "2026-12-05..2026-12-11": ("2026-12-05", "2026-12-12")}


@pytest.mark.slow
def test_the_report_of_a_rehearsed_quarter_is_what_an_independent_count_finds(tmp_path):
    """Of two weeks of the sample's month, which the shorter period cuts at both ends."""
    work, folder = tmp_path / "work", tmp_path / "month"
    for part in ("config", "assets"):
        shutil.copytree(PROGRAM.parent / part, work / part)
    (work / "posts").mkdir()
    for file in sorted((PROGRAM.parent / "posts").glob("*.yaml"))[:2]:
        shutil.copy(file, work / "posts")
    done = loa("demo", "--once", "--dir", folder, "-C", work, folder=tmp_path)
    assert done.status == 0, done.err
    compare(folder)


def compare(folder):
    from scheduler.cards.gallery import Gallery
    from scheduler.checks.rules import read_checked
    from scheduler.clock import FixedClock
    from scheduler.delivery.ledger import Ledger
    from scheduler.files import WorkFolder
    from scheduler.reports.figures import Shown
    from scheduler.reports.making import Source
    from scheduler.reports.periods import parse
    from scheduler.settings.loading import load_settings

    posts, items = public(folder)
    work = WorkFolder(folder)
    settings, _ = load_settings(work)
    now = datetime(2027, 1, 5, tzinfo=settings.zone)
    calendar = read_checked(work, settings, today=now.date())
    ledger = Ledger.open(work.root / settings.ledger, FixedClock(now))
    source = Source(work, settings, calendar, Gallery(work, settings, calendar.hotlines))
    for period, (since, until) in PERIODS.items():
        first, after = (datetime.fromisoformat(one).replace(tzinfo=settings.zone) for one in (since, until))
        there = [text for at, text in posts if first <= at < after]
        on_site = [title for at, title in items if first <= at < after]
        figures = source.figures(ledger, parse(period), now)
        by_channel = {count.key: count.went_out for count in figures.counts(_channel())}
        assert by_channel == {"facebook": len(there), "website": len(on_site)}
        assert sorted(figures.titles.values()) == sorted(text.splitlines()[0] for text in there)
        called = [text for text in there if re.search(r"(?<!\d)111(?!\d)", text)]
        shown = [row for row in figures.out if row.key.channel == "facebook" and row.hotlines]
        assert sum("tong-dai-111" in row.hotlines.get(Shown.WORDS, ()) for row in shown) == len(called)
        sheet = load_workbook(io.BytesIO(source.file(figures, "xlsx", now.date())))["Từng lượt"]
        assert sheet.max_row - 1 == len(there) + len(on_site)
    ledger.close()


def public(folder):
    """What the page's log and the feed say: each with its time and its words; no ledger is asked."""
    lines = (folder / "var" / "rehearsal" / "journal.jsonl").read_text("utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    gone = {line["id"] for line in said if line["kind"] == "deleted"}
    posts = [
        (datetime.fromisoformat(line["at"]), line["message"])
        for line in said
        if line["kind"] == "post" and line["id"] not in gone
    ]
    feed = json.loads((folder / "var" / "site" / "feed.json").read_text("utf-8"))
    return posts, [(datetime.fromisoformat(item["date_published"]), item["title"]) for item in feed["items"]]


def _channel():
    from scheduler.reports.figures import Dimension

    return Dimension.CHANNEL
