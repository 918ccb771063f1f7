"""A rehearsed year of deliveries under everything at once: is each public once, whatever is killed or cut?

    python bench/endurance.py [--deliveries N] [--seed S] [--handover 2d] [--keep DIR] [--json]

A calendar of N/2 posts, each to the practice page and the website, is carried by a child process against the
practice Facebook on a socket. The child is killed (SIGKILL) at named fault points and at random moments and
started again; every network fault strikes 5 % of all calls; the calendar's files are edited on the disk
(words, times, posts taken out and put in); the program's clock is wrong by up to a minute and a half, the
machine sleeps for hours. At the end the ledger is compared with what the page and the feed really show.

`lost`: published by the ledger, absent there. `doubled`: a text that stands there twice. `waiting`: neither
through nor to come. Everything random comes from the seed, but for where exactly a timed kill strikes.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import logging
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

import scheduler  # noqa: E402
from scheduler.calendar.model import Campaign  # noqa: E402
from scheduler.calendar.writing import add_post, change_post, remove_post  # noqa: E402
from scheduler.calendar.yaml_text import file_lines, yaml_text  # noqa: E402
from scheduler.delivery import faults  # noqa: E402
from scheduler.delivery.ledger import State  # noqa: E402
from scheduler.engine.opening import open_works  # noqa: E402
from scheduler.engine.tick import tick  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.problems import Stop  # noqa: E402
from scheduler.rehearsal import Rehearsal, start  # noqa: E402
from scheduler.rehearsal.clock import RehearsalClock  # noqa: E402
from scheduler.rehearsal.faults import Kind  # noqa: E402
from scheduler.settings import load_settings  # noqa: E402

START = datetime(2027, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
TOKEN = "LOA_ENDURANCE_TOKEN"
CHANCE = 0.05
PER_KILL = 40  # deliveries between two kills, about
THROUGH = {State.PUBLISHED, State.HELD, State.SKIPPED, State.WITHDRAWN}


@dataclass
class Run:
    """What happened."""

    folder: WorkFolder
    dice: random.Random
    handover: str
    kills: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    sleeps: int = 0
    added: int = 0
    memory: list[tuple[int, float]] = field(default_factory=list)  # deliveries done, MB of the child then


class WrongClock:
    """The rehearsal's clock as a machine shows it whose own is wrong by *ahead*."""

    def __init__(self, address: str, ahead: timedelta) -> None:
        self._clock = RehearsalClock(address)
        self._ahead = ahead

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def wait(self, seconds: float) -> None:
        self._clock.wait(seconds)

    def advance_to(self, instant: datetime) -> None:
        self._clock.advance_to(instant - self._ahead)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--handover", default="0d", help="let Facebook's own scheduler hold posts, as in 2d")
    parser.add_argument("--keep", type=Path, help="keep the folder of work here")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"seed {given.seed}: python bench/endurance.py --deliveries {given.deliveries} --seed {given.seed}"
          f" --handover {given.handover}", file=sys.stderr)  # fmt: skip
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        result = endure(WorkFolder(root), given.deliveries // 2, given.seed, given.handover)
    for name, value in result.items():
        if name != "json":
            print(f"{name:>12}  {value}", file=sys.stderr)
    if given.json:
        print(json.dumps(result))
    bad = result["lost"] or result["doubled"] or result["waiting"] or result["held_percent"] > 5
    sys.exit(1 if bad else 0)


def endure(folder: WorkFolder, posts: int, seed: int, handover: str) -> dict[str, object]:
    """Carry *posts* posts through the year; gives what cli.md promises, and more."""
    run = Run(folder, random.Random(seed), handover)
    with start(folder.root / "rehearsal", site=folder.var / "site", start=START) as world:
        write_folder(run, world, posts)
        for number, kind in enumerate(Kind):
            if kind not in {Kind.SLOW_EDGES, Kind.SAME_TEXT_UNSEEN}:
                details = {"seconds": 0.02} if kind is Kind.LATE else {}
                world.arm(kind.value, "*", count=10**9, chance=CHANCE, seed=seed + number, **details)
        world.arm("slow-edges", "*", count=10**9, chance=CHANCE, seed=seed, seconds=120)
        begun = time.perf_counter()
        while not carried(run, world, posts):
            pass
        seconds = time.perf_counter() - begun
        struck = faults_struck(world)
        return judge(run, world, seed, seconds, struck)


def carried(run: Run, world: Rehearsal, posts: int) -> bool:
    """One life of the child; whether it came to the calendar's end."""
    dice = run.dice
    if dice.random() < 0.3:
        edit(run, world)
    if dice.random() < 0.05:
        world.clock.advance_to(world.clock.now() + timedelta(hours=dice.uniform(1, 30)))
        run.sleeps += 1
    kills_left = max(0, posts * 2 // PER_KILL - run.kills)
    at_point = dice.random() < 0.6
    point, passing, ahead = dice.choice(POINTS), dice.randint(1, 12), dice.uniform(-90, 90)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if kills_left and at_point:
                faults._name, faults._left = point, passing
            status = 0 if live(run, world, timedelta(seconds=ahead), PER_KILL * 2) else 2
        except (SQLAlchemyError, Stop) as error:
            print(f"the child ended: {error}", file=sys.stderr)
        finally:
            os._exit(status)
    if kills_left and not at_point:
        deadline = time.monotonic() + dice.expovariate(1 / 3.0) + 0.2
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return finished(run, status)
            time.sleep(0.02)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return finished(run, status)


def finished(run: Run, status: int) -> bool:
    if os.WIFSIGNALED(status):
        run.kills += 1
        return False
    code = os.WEXITSTATUS(status)
    assert code in {0, 2}, f"the child failed with {code}"
    return code == 0


def live(run: Run, world: Rehearsal, ahead: timedelta, most: int) -> bool:
    """In the child: carry on until *most* more are done (False) or the calendar is through (True)."""
    os.environ[TOKEN] = world.token
    settings, problems = load_settings(run.folder)
    assert settings is not None, problems
    clock = WrongClock(world.address, ahead)
    done = 0
    with open_works(run.folder, settings, clock) as works:
        while done < most:
            report = tick(works)
            done += sum(row.state in THROUGH for row in report.carried)
            if report.next_due is None:
                note_memory(run, works.ledger.count())
                return True
            clock.advance_to(max(report.next_due, clock.now() + timedelta(milliseconds=1)))
        note_memory(run, works.ledger.count())
    return False


def note_memory(run: Run, count: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with (run.folder.root / "memory.txt").open("a") as book:
        book.write(f"{count} {peak:.0f}\n")


def edit(run: Run, world: Rehearsal) -> None:
    """What an office does to its calendar: other words, another time, a post taken out, one put in."""
    dice, now = run.dice, world.clock.now()
    path = dice.choice(sorted(run.folder.posts.glob("*.yaml")))
    file = f"posts/{path.name}"
    data = path.read_bytes()
    coming = [
        (entry["id"], entry["at"])
        for entry in entries(data)
        if moment(entry["at"]) > now + timedelta(hours=2)
    ]
    if not coming:
        return
    post, at = dice.choice(coming)
    what = dice.choice(["words", "words", "time", "out", "in"])
    if what == "words":
        changes = {("text",): f"Lời của {post}, sửa lần {run.edits['words']}."}
        path.write_bytes(change_post(file, data, post, changes))
    elif what == "time":
        later = moment(at) + timedelta(minutes=dice.randint(-60, 600))
        path.write_bytes(change_post(file, data, post, {("at",): f"{local(later):%Y-%m-%d %H:%M}"}))
    elif what == "out":
        path.write_bytes(remove_post(file, data, post))
    else:
        run.added += 1
        path.write_bytes(
            add_post(file, data, entry_of(f"them-{run.added}", moment(at) + timedelta(minutes=37)))
        )
    run.edits[what] += 1


def write_folder(run: Run, world: Rehearsal, posts: int) -> None:
    """A folder of work whose calendar has *posts* posts over the year, a file for each week."""
    root = run.folder.root
    for name in ("config", "posts", "assets"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "config" / "settings.yaml").write_text(
        "organisation: Hội LHPN tỉnh Sóc Trăng\nlanguage: vi\n"
        "checks: {near-duplicate: 'off', too-close: 'off', not-covered: 'off', source-missing: 'off'}\n"
        "late: {publish_within: 14d, spacing: 1m}\n"
        f"facebook: {{page: '{world.page_id}', token: 'env:{TOKEN}', graph_url: '{world.address}', "
        f"handover: {run.handover}}}\n"
        f"website: {{folder: var/site, address: '{world.site_address}', keep: 60}}\n",
        encoding="utf-8",
    )
    step = YEAR / posts
    weeks: dict[int, list[dict[str, object]]] = {}
    for number in range(posts):
        at = START + timedelta(hours=1) + step * number
        weeks.setdefault((at - START).days // 7, []).append(entry_of(f"bai-{number:05}", at))
    for week, found in weeks.items():
        text = yaml_text(file_lines(Campaign(), found))
        (root / "posts" / f"tuan-{week:02}.yaml").write_text(text, encoding="utf-8")


def entry_of(post: str, at: datetime) -> dict[str, object]:
    return {
        "id": post,
        "at": f"{local(at):%Y-%m-%d %H:%M}",
        "title": f"Bài {post}",
        "text": f"Lời riêng của {post}, không giống bài nào.",
        "card": {"template": "tip", "headline": f"Một *lời khuyên* {post}", "alt": "Thẻ"},
    }


def entries(data: bytes) -> list[dict[str, str]]:
    from scheduler.reader import read  # noqa: PLC0415 - used once in a life

    value = read("posts/a.yaml", data, items="posts").value
    return value["posts"] if isinstance(value, dict) and isinstance(value.get("posts"), list) else []


def local(at: datetime) -> datetime:
    return at.astimezone(UTC) + timedelta(hours=7)


def moment(words: str) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=7)


def faults_struck(world: Rehearsal) -> int:
    """How often a fault struck: what is left of so many."""
    from scheduler.rehearsal.loopback import Loopback  # noqa: PLC0415 - used once

    _, answer = Loopback(world.address).ask("GET", "/_rehearsal/faults")
    return sum(10**9 - int(one["count"]) for one in answer)


def judge(run: Run, world: Rehearsal, seed: int, seconds: float, struck: int) -> dict[str, object]:
    """Compare the ledger with what the public sees."""
    settings, _ = load_settings(run.folder)
    assert settings is not None
    world.disarm()
    os.environ[TOKEN] = world.token
    with open_works(run.folder, settings, world.clock) as works:
        rows = works.ledger.deliveries()
        agenda = works.edition().agenda
        planned = {one.key for date in agenda.occurrences for one in agenda.unfold(date)}
    begun = {row.key for row in rows}
    published = [row for row in rows if row.state is State.PUBLISHED]
    held = [row for row in rows if row.state is State.HELD]
    page = world.posts()
    on_page = {str(post["id"]) for post in page}
    said = Counter(str(post["message"]).partition("\n")[0] for post in page)
    lost = [
        row
        for row in published
        if (row.remote_id not in on_page if row.key.channel == "facebook" else not shown(run, row.remote_id))
    ]
    doubled = {title: count for title, count in said.items() if count > 1}
    unknown = len(on_page - {row.remote_id for row in rows})
    waiting = [key for key in planned if key not in begun]
    waiting += [row.key for row in rows if row.state not in THROUGH]
    memory = [line.split() for line in (run.folder.root / "memory.txt").read_text().splitlines()]
    for name, what in (("lost", lost), ("doubled", doubled), ("waiting", waiting)):
        for one in list(what)[:10]:
            print(f"{name}: {one}", file=sys.stderr)
    return {
        "seed": seed,
        "deliveries": len(rows),
        "published": len(published),
        "held": len(held),
        "held_percent": round(100 * len(held) / max(1, len(rows)), 2),
        "held_because": dict(Counter(row.reason.code if row.reason else "" for row in held)),
        "skipped": sum(row.state is State.SKIPPED for row in rows),
        "waiting": len(waiting),
        "lost": len(lost),
        "doubled": len(doubled) + unknown,
        "kills": run.kills,
        "faults": struck,
        "edits": dict(run.edits),
        "sleeps": run.sleeps,
        "first_mb": float(memory[0][1]),
        "last_mb": float(memory[-1][1]),
        "per_second": round(len(rows) / seconds, 2),
        "seconds": round(seconds),
    }


def shown(run: Run, remote_id: str | None) -> bool:
    """Whether the website's record of that delivery is there."""
    return remote_id is not None and (run.folder.var / "site" / "posts" / f"{remote_id}.json").is_file()


def fault_points() -> list[str]:
    """The named points, read from the code itself."""
    names = []
    for file in sorted(Path(scheduler.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault_point":
                names.append(ast.literal_eval(node.args[0]))
    return names


POINTS = fault_points()

if __name__ == "__main__":
    main()
