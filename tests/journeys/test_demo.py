"""`demo`: a whole month, each post once on the page and in each feed, however often it is killed."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import sqlite3
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.rehearsal.server import start
from tests.journeys.office import PROGRAM, Office, items_of_feeds, loa, started, wait_until

HOUSE = PROGRAM.parent
MARK = "LOA_JOURNEY"
KEYS = [
    "deliveries", "published", "held", "doubled", "lost", "page_posts", "feed_items", "seconds",
]  # fmt: skip


def perfect(count: int) -> dict[str, int]:
    return {
        "deliveries": 2 * count, "published": 2 * count, "held": 0, "doubled": 0, "lost": 0,
        "page_posts": count, "feed_items": count,
    }  # fmt: skip


@pytest.mark.slow
def test_a_month_is_painted_and_published_once_each_and_a_second_run_changes_nothing(tmp_path):
    folder = tmp_path / "month"
    first = loa("demo", "--once", "--dir", folder, "--format", "json", "-C", HOUSE, folder=tmp_path)
    assert first.status == 0, first.err
    assert list(first.json) == KEYS
    assert first.json == perfect(31) | {"seconds": first.json["seconds"]}
    check_public(folder, 31)
    site = folder / "var" / "site"
    lists = [site / "index.html", *(site / "luu-tru").glob("*.html")]
    pages = "".join(page.read_text("utf-8") for page in lists)
    shown = set(re.findall(r'href="(?:\.\./)?(bai/[^"]+)', pages))
    assert len(shown) == 31
    assert all((site / page).is_file() for page in shown)
    assert len(list((folder / "var" / "cards").rglob("*.jpg"))) >= 31

    before = public_state(folder)
    again = loa("demo", "--once", "--dir", folder, "--lang", "en", folder=tmp_path)
    assert again.status == 0, again.err
    assert public_state(folder) == before
    rows = [line for line in again.out.splitlines() if "facebook" in line or "website" in line]
    assert len([row for row in rows if "published" in row and "http://127.0.0.1:" in row]) == 62
    assert "62" in again.out.splitlines()[-2]


def check_public(folder: Path, count: int) -> None:
    """What followers and readers see: every post once, with its picture."""
    with start(folder / "var" / "rehearsal", site=folder / "var" / "site") as world:
        posts = world.posts()
        assert world.duplicates() == []
    assert len({post["message"] for post in posts}) == len(posts) == count
    assert all(post["pictures"] for post in posts)
    assert all(picture["alt"] for post in posts for picture in post["pictures"])
    for name, links in items_of_feeds(folder / "var" / "site").items():
        assert (len(links), set(links.values())) == (count, {1}), name


def public_state(folder: Path) -> dict[str, object]:
    """All that a run could have changed: the site, the cards, the ledger, the page."""
    var = folder / "var"
    files = {
        path.relative_to(var).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in ("site", "cards")
        for path in sorted((var / name).rglob("*"))
        if path.is_file()
    }
    with sqlite3.connect(var / "ledger.db") as ledger:
        rows = ledger.execute("SELECT * FROM deliveries ORDER BY id").fetchall()
        events = ledger.execute("SELECT count(*) FROM events").fetchall()
    ledger.close()
    journal = (var / "rehearsal" / "journal.jsonl").read_text("utf-8").splitlines()
    public = [line for line in journal if '"post"' in line or '"photo"' in line]
    return {"files": files, "rows": rows, "events": events, "public": public}


@pytest.mark.skipif(sys.platform == "win32", reason="kills are told apart by SIGKILL")
@pytest.mark.slow
def test_killed_three_times_and_started_again_a_short_calendar_is_public_once(tmp_path):
    office = Office(tmp_path / "office")
    office.plan("lich", *(office.post(f"bai-{n}", at=office.minute + timedelta(days=n)) for n in range(5)))
    kill_and_start_again(office.root, office.env, tmp_path / "practice", kills=3, posts=5, longest=1.5)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills are told apart by SIGKILL")
def test_killed_before_it_could_note_its_very_last_public_call_it_does_not_repeat_it(tmp_path):
    office = Office(tmp_path / "office")
    office.plan("lich", office.post("mot"), office.post("hai", channels=["facebook"]))
    command = ("demo", "--once", "--dir", tmp_path / "practice", "--format", "json")
    killed = office.run(*command, LOA_FAULT_POINT="after-call:3")
    assert (killed.status, killed.out) == (-signal.SIGKILL, "")
    again = office.run(*command)
    assert again.status == 0, again.err
    counts = {"deliveries": 3, "published": 3, "feed_items": 1, "seconds": again.json["seconds"]}
    assert again.json == perfect(2) | counts


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(sys.platform == "win32", reason="kills are told apart by SIGKILL")
def test_killed_twenty_times_and_started_again_the_month_is_public_once(tmp_path):
    kill_and_start_again(HOUSE, {}, tmp_path / "practice", kills=20, posts=31, longest=1.8)


def kill_and_start_again(
    source: Path, env: dict[str, str], folder: Path, *, kills: int, posts: int, longest: float
) -> None:
    """SIGKILL at random moments (LOA_SEED repeats them), then one run to the end."""
    seed = int(os.environ.get("LOA_SEED", random.randrange(10**6)))
    print(f"LOA_SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    dice = random.Random(seed)
    env = {**env, MARK: uuid.uuid4().hex}
    command = ("demo", "--once", "--dir", folder, "--format", "json", "-C", source)
    killed = 0
    while killed < kills:  # a run that was through before its kill does not count, and its folder begins anew
        with started(*command, folder=source, env=env) as program:
            time.sleep(dice.uniform(0.1, longest))
            program.process.kill()
            if program.ended().status == -signal.SIGKILL:
                killed += 1
    wait_until(lambda: not left_behind(env[MARK]), seconds=10)
    last = loa(*command, folder=source, env=env)
    assert last.status == 0, last.said
    assert last.json == perfect(posts) | {"seconds": last.json["seconds"]}
    check_public(folder, posts)
    wait_until(lambda: not left_behind(env[MARK]), seconds=10)


def left_behind(mark: str) -> list[str]:
    """Processes that were started by the runs of *mark* and still live; [] where /proc does not tell."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found
