"""A storm over one page: two thousand random operations, and nothing goes out that was not wanted.

    python bench/storm.py [--operations N] [--seed S] [--keep DIR] [--json]

An office's folder of work is used by its own command line, each command in a process of its own, against
the practice Facebook on a socket and a website folder. What happens to it is drawn by lot: edits in the
calendar; files broken in every way that files break; the ledger put back from an older copy; the folder
copied to a second and a third machine that carry too, sometimes at the same moment; a clock that is wrong
by minutes to years; SIGKILL at named points and at any moment; a full disk; every network fault; freezing,
and a person who does what the words advise.

After each operation the page and the website are compared with the calendar of the office that carried.

`doubled`: a post that stands twice. `unwanted`: became public although the calendar, as a fresh process
would read it at that moment, did not want it so, or not yet, or in other words. `lost`: wanted at the end,
and neither public nor held nor skipped nor told of. `traces`: a traceback before a person's eyes.
`stuck`: at the end a person's advised commands did not bring the office to carry again.
Everything random comes from the seed, but for where exactly a timed kill strikes.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import fcntl
import importlib
import json
import logging
import os
import pkgutil
import random
import re
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from unittest.mock import Mock  # noqa: E402

import pytest  # noqa: E402

import scheduler.cli.commands  # noqa: E402 - once here, so that each command's child has it already
import scheduler.clock  # noqa: E402
from bench.endurance import POINTS, START, TOKEN, WrongClock, local  # noqa: E402
from scheduler.calendar.model import Campaign  # noqa: E402
from scheduler.calendar.yaml_text import file_lines, yaml_text  # noqa: E402
from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.channels.site.pages import Pages  # noqa: E402
from scheduler.checks.rules import read_checked  # noqa: E402
from scheduler.cli.app import main as command_line  # noqa: E402
from scheduler.delivery import faults  # noqa: E402
from scheduler.delivery.ledger import Delivery, Ledger, State  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.rehearsal.faults import Kind  # noqa: E402
from scheduler.rehearsal.server import Rehearsal, start  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402
from tests import once  # noqa: E402

PER_FILE = 25  # posts
STEP = timedelta(hours=5)  # between two posts of the first calendar
AHEAD = timedelta(minutes=10)  # a clock that is wrong by less is not noticed
MOST_OFFICES = 3
HEEDED = 0.7  # the chance that a person does at once what the words advise
REPEATED = 4  # times that a person tries what was advised
NETWORK = 0.01  # the chance of each kind of network fault, on each call
SETTLED = {State.PUBLISHED, State.HELD, State.SKIPPED, State.WITHDRAWN}
_TITLE = re.compile(r"Bài (so-\d+)")


@dataclass
class Wish:
    """What the office wants of one post, as it was last written down."""

    at: datetime
    text: str
    draft: bool = False

    def entry(self, post: str) -> dict[str, object]:
        # The status stands before the words: a file cut off in the middle has lost the words first.
        draft = {"status": "draft"} if self.draft else {}
        return {
            "id": post,
            "at": f"{local(self.at):%Y-%m-%d %H:%M}",
            **draft,
            "title": f"Bài {post}",
            "text": self.text,
            "card": {"template": "tip", "headline": "Một *lời khuyên*", "alt": "Thẻ"},
        }


@dataclass
class Office:
    """One folder of work on one machine; *files* holds what its calendar says, file by file."""

    folder: WorkFolder
    machine: Path
    files: dict[str, dict[str, Wish]]
    broken: dict[Path, bytes | None] = field(default_factory=dict)  # what stood there before; None: nothing
    copies: list[bytes] = field(default_factory=list)  # of its ledger
    frozen: bool = False

    @property
    def ledger(self) -> Path:
        return self.folder.var / "ledger.db"

    def wishes(self) -> dict[str, Wish]:
        return {post: wish for wishes in self.files.values() for post, wish in wishes.items()}

    def write(self, file: str) -> None:
        found = [wish.entry(post) for post, wish in self.files[file].items()]
        (self.folder.posts / file).write_text(yaml_text(file_lines(Campaign(), found)), encoding="utf-8")


@dataclass
class Storm:
    """The world, the offices, and what was seen."""

    root: Path
    world: Rehearsal
    dice: random.Random
    offices: list[Office] = field(default_factory=list)
    added: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    public: dict[str, set[str]] = field(default_factory=dict)  # by place: the posts known to be public
    faults: dict[str, list[str]] = field(default_factory=dict)

    def say(self, fault: str, what: str) -> None:
        told = self.faults.setdefault(fault, [])
        if what not in told:
            told.append(what)
            print(f"{fault}: {what}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path, help="keep everything here")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"python bench/storm.py --operations {given.operations} --seed {given.seed}", file=sys.stderr)
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        result = rage(root.resolve(), given.operations, given.seed)
    for name, value in result.items():
        print(f"{name:>12}  {value}", file=sys.stderr)
    if given.json:
        print(json.dumps(result))
    sys.exit(1 if any(result[name] for name in ("doubled", "unwanted", "lost", "traces", "stuck")) else 0)


def rage(root: Path, operations: int, seed: int) -> dict[str, object]:
    """So many operations, then calm; gives what was counted."""
    begun = time.perf_counter()
    with start(root / "rehearsal", site=root / "site", start=START) as world:
        storm = Storm(root, world, random.Random(seed))
        storm.offices.append(first_office(storm, posts=max(10, operations * 3 // 10)))
        warm_up(storm.offices[0].folder)
        arm(world, seed)
        for number in range(operations):
            name = storm.dice.choices(list(OPERATIONS), [weight for weight, _ in OPERATIONS.values()])[0]
            storm.counts[name] += 1
            OPERATIONS[name][1](storm, storm.dice.choice([storm.offices[0], *storm.offices]))
            if number % 200 == 199:
                print(f"{number + 1} operations, {len(world.posts())} posts public", file=sys.stderr)
        world.disarm()
        calm(storm)
        judge(storm)
        rows = rows_of(storm.offices[0])
        return {
            "seed": seed,
            "operations": operations,
            "page_posts": len(world.posts()),
            **{
                name: len(storm.faults.get(name, ()))
                for name in ("doubled", "unwanted", "lost", "traces", "stuck")
            },
            "by_operation": dict(storm.counts),
            "answers": dict(sorted(storm.answers.items())),
            "states": dict(Counter(row.state.value for row in rows)),
            "held_because": dict(
                Counter(row.reason.code for row in rows if row.reason and row.state is State.HELD)
            ),
            "seconds": round(time.perf_counter() - begun),
        }  # fmt: skip


def warm_up(folder: WorkFolder) -> None:
    """Make once, for all processes forked from here, what no storm is about: imports and templates."""
    for one in pkgutil.walk_packages(scheduler.__path__, "scheduler."):
        if not one.name.endswith("__main__"):
            importlib.import_module(one.name)
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    Gallery(folder, settings, {})
    once.keep_templates(pytest.MonkeyPatch())
    pages = Pages(Mock(), Mock())._environment  # of no site
    for name in pages.list_templates():
        pages.get_template(name)


# What may happen


def wake_up(storm: Storm, office: Office) -> None:
    """Time passes and `publish --due` runs, perhaps on a machine in trouble; now and then a person then does
    what it advised."""
    pass_time(storm)
    run(storm, office, ["publish", "--due"], trouble=trouble_of(storm))
    if "loa rebuild" in said_by(storm, office) and storm.dice.random() < HEEDED:
        for _ in range(REPEATED):  # a page that cannot be read to its end is asked again
            if run(storm, office, ["rebuild"], trouble=trouble_of(storm)) == 0:
                break


def wake_up_everywhere(storm: Storm, _: Office) -> None:
    """All machines at the same moment."""
    pass_time(storm)
    run_at_once(storm, storm.offices, ["publish", "--due"])


def edit(storm: Storm, office: Office) -> None:
    """Other words, another time, back to draft, ready again, taken out, put in."""
    dice, now = storm.dice, storm.world.clock.now()
    file = dice.choice(sorted(office.files))
    if office.folder.posts / file in office.broken:
        return
    wishes = office.files[file]
    what = dice.choice(["words", "words", "time", "draft", "draft", "ready", "out", "in"])
    coming = [post for post, wish in wishes.items() if wish.at > now - STEP]
    if what == "in" or not coming:
        storm.added += 1
        at = now + timedelta(minutes=dice.randint(-60, 60 * 48))
        wishes[f"so-{9000 + storm.added}"] = Wish(at, f"Lời thêm số {storm.added}.")
    else:
        post = dice.choice(coming)
        if what == "words":
            # Fewer digits than an identity number has, which would be a mistake in the post.
            wishes[post].text = f"Lời của {post}, sửa lần {dice.randrange(10**6)}."
        elif what == "time":
            wishes[post].at += timedelta(minutes=dice.randint(-600, 600))
        elif what == "out":
            del wishes[post]
        else:
            wishes[post].draft = what == "draft"
    office.write(file)


def break_file(storm: Storm, office: Office) -> None:
    """One file becomes what no reader likes."""
    dice = storm.dice
    posts, config = office.folder.posts, office.folder.config
    calendar = posts / dice.choice(sorted(office.files))
    target = dice.choice([
        calendar, calendar, calendar, posts / "zz.yaml", config / "hotlines.yaml", config / "units.yaml",
        config / "settings.yaml",
    ])  # fmt: skip
    if target in office.broken:
        return
    before = target.read_bytes() if target.is_file() else None
    office.broken[target] = before
    data = before or b"posts:\n"
    how = dice.choice(["noise", "deep", "year", "half", "zeros", "fifo", "loop", "folder", "large"])
    target.unlink(missing_ok=True)
    if how == "fifo":
        os.mkfifo(target)
    elif how == "loop":
        target.symlink_to(target.name)
    elif how == "folder":
        target.mkdir()
    elif how == "large":
        target.write_bytes(data + b"# " + b"x" * 30_000_000)
    elif how == "noise":
        spot = dice.randrange(len(data))
        target.write_bytes(data[:spot] + dice.randbytes(dice.randint(1, 40)) + data[spot:])
    elif how == "half":
        target.write_bytes(data[: dice.randrange(len(data))])
    elif how == "zeros":
        target.write_bytes(b"\0" * len(data))
    elif how == "deep":
        target.write_bytes(data + b"\n- " + b"{a: " * dice.choice([50, 800, 3000]) + b"1")
    else:
        target.write_bytes(data + b"\n- {id: so-0, at: 0001-01-01 00:00, title: Xa, text: Xa}\n")


def mend_file(storm: Storm, office: Office) -> None:
    """What was broken stands again as it was."""
    if office.broken:
        mend(office, storm.dice.choice(sorted(office.broken)))


def copy_ledger(storm: Storm, office: Office) -> None:
    """A copy of the ledger is laid aside, as a backup tool would."""
    if office.ledger.is_file():
        source = sqlite3.connect(office.ledger)
        aside = storm.root / "aside.db"
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(aside)) as target:
            source.backup(target)
        source.close()
        office.copies.append(aside.read_bytes())
        aside.unlink()


def restore_ledger(storm: Storm, office: Office) -> None:
    """An older ledger stands in the newer one's place; or none does."""
    for end in ("-wal", "-shm"):
        office.ledger.with_name(office.ledger.name + end).unlink(missing_ok=True)
    if storm.dice.random() < 0.1:
        office.ledger.unlink(missing_ok=True)
    elif office.copies:
        office.ledger.write_bytes(storm.dice.choice(office.copies))


def copy_folder(storm: Storm, office: Office) -> None:
    """The folder of work goes to another machine, where it is used as well."""
    number = len(storm.offices)
    if number == MOST_OFFICES:
        number = storm.dice.choice([n for n in range(1, MOST_OFFICES) if storm.offices[n] is not office])
        shutil.rmtree(storm.offices[number].folder.root)
    root = storm.root / f"office-{number}"
    shutil.copytree(office.folder.root, root, symlinks=True, copy_function=_copied)
    broken = {root / path.relative_to(office.folder.root): before for path, before in office.broken.items()}
    twin = Office(
        WorkFolder(root), storm.root / f"machine-{number}", copy.deepcopy(office.files), broken,
        list(office.copies), office.frozen,
    )  # fmt: skip
    storm.offices[number:] = [twin, *storm.offices[number + 1 :]]


def decide(storm: Storm, office: Office) -> None:
    """A person does something about what she was told."""
    what = storm.dice.choice(["rebuild", "rebuild", "retry", "retry", "skip", "freeze", "thaw", "status"])
    if what in {"retry", "skip"}:
        held = [row.key for row in rows_of(office) if row.state is State.HELD]
        if held:
            key = storm.dice.choice(held)
            place = "page" if key.channel == "facebook" else "website"
            # She looks there first, as the words say: another machine may have sent it, in other words.
            is_there = any(post == key.post for post, _ in public_places(storm)[place])
            what = "skip" if is_there else what
            run(storm, office, [what, str(key), *(["--why", "không cần nữa"] if what == "skip" else [])])
    elif what == "freeze":
        run(storm, office, ["freeze", "--why", "quốc tang"])
        wake_up(storm, office)
        run(storm, office, ["thaw", storm.dice.choice(["--publish-late", "--skip-late"])])
    else:
        run(storm, office, [what, "--publish-late"] if what == "thaw" else [what])


OPERATIONS: dict[str, tuple[int, Callable[[Storm, Office], None]]] = {
    "wake-up": (36, wake_up),
    "everywhere": (4, wake_up_everywhere),
    "edit": (22, edit),
    "break": (7, break_file),
    "mend": (10, mend_file),
    "copy": (4, copy_ledger),
    "restore": (4, restore_ledger),
    "twin": (2, copy_folder),
    "decide": (11, decide),
}


# How a command runs


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the machine while a command runs."""

    ahead: timedelta = timedelta()
    point: str = ""
    passing: int = 1
    killed_after: float | None = None  # seconds
    most_bytes: int | None = None  # of a file: a disk that is full


def trouble_of(storm: Storm) -> Trouble:
    dice = storm.dice
    kind = dice.choices(["none", "clock", "point", "timed", "disk"], [60, 12, 12, 10, 6])[0]
    if kind == "clock":
        far = timedelta(
            minutes=dice.choice([4, 11, 90, 60 * 24, 60 * 24 * 40, 60 * 24 * 400, 60 * 24 * 2000])
        )
        return Trouble(ahead=far * dice.choice([-1, 1]))
    if kind == "point":
        return Trouble(point=dice.choice(POINTS), passing=dice.randint(1, 4))
    if kind == "timed":
        return Trouble(killed_after=dice.expovariate(1 / 0.15))
    if kind == "disk":
        return Trouble(most_bytes=dice.choice([0, 4096, 40_000, 200_000]))
    return Trouble()


def run(storm: Storm, office: Office, words: Sequence[str], *, trouble: Trouble = Trouble()) -> int:
    """One command of the office; gives its exit status (negative: the signal that ended it)."""
    return run_at_once(storm, [office], words, trouble=trouble)[0]


def run_at_once(
    storm: Storm, offices: Sequence[Office], words: Sequence[str], *, trouble: Trouble = Trouble()
) -> list[int]:
    """The same command in each of *offices* at the same moment; then the public places are looked at."""
    alone = len(offices) == 1
    begun = (begin(storm, office, words, trouble, alone=alone) for office in offices)
    children, said = zip(*begun, strict=True)
    deadline = time.monotonic() + (60.0 if trouble.killed_after is None else trouble.killed_after)
    statuses = []
    for office, child, end in zip(offices, children, said, strict=True):
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                ended = os.waitpid(child, 0)
                if trouble.killed_after is None:
                    storm.say(
                        "stuck", f"{' '.join(words)} in {office.folder.root.name} did not end in a minute"
                    )
                break
            time.sleep(0.005)
        statuses.append(os.waitstatus_to_exitcode(ended[1]))
        storm.answers[f"{words[0]} {statuses[-1]}"] += 1
        with os.fdopen(end, "rb") as pipe:
            log_of(storm, office).write_bytes(pipe.read())
        said = said_by(storm, office)
        if "Traceback" in said or statuses[-1] not in {0, 1, 2, 3, -signal.SIGKILL}:
            storm.say("traces", f"{' '.join(words)}: {statuses[-1]} ({trouble}): {said[-1500:]}")
    look(storm, offices)
    return statuses


def begin(
    storm: Storm, office: Office, words: Sequence[str], trouble: Trouble, *, alone: bool
) -> tuple[int, int]:
    """Its process, and the pipe from which to read what it says: a full disk does not silence a screen."""
    end, log = os.pipe()
    fcntl.fcntl(log, fcntl.F_SETPIPE_SZ, 1 << 20)  # it is read only once the process has ended
    child = os.fork()
    if child:
        os.close(log)
        return child, end
    status = 70
    try:
        os.dup2(log, 1)
        os.dup2(log, 2)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
        logging.disable(logging.NOTSET)
        os.environ[TOKEN] = storm.world.token
        os.environ["LOA_STATE"] = str(office.machine)
        os.chdir(office.folder.root)
        clock = WrongClock(storm.world.address, trouble.ahead, alone=alone)
        scheduler.clock.SystemClock = lambda: clock  # type: ignore[misc,assignment]
        faults._name, faults._left = trouble.point, trouble.passing
        if trouble.most_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (trouble.most_bytes, trouble.most_bytes))
        command_line(list(words))
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 70
    except BaseException:  # noqa: BLE001 - what a person would see
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def log_of(storm: Storm, office: Office) -> Path:
    return storm.root / f"said-{office.folder.root.name}.txt"


def said_by(storm: Storm, office: Office) -> str:
    return log_of(storm, office).read_text(encoding="utf-8", errors="replace")


# What must hold


def look(storm: Storm, offices: Sequence[Office]) -> None:
    """Whatever became public since the last look was wanted just so by one of *offices*."""
    now = storm.world.clock.now()
    for place, texts in public_places(storm).items():
        for post, count in Counter(post for post, _ in texts).items():
            if count > 1:
                storm.say("doubled", f"{post} on {place}, {count} times")
        known = storm.public.setdefault(place, set())
        for post, words in texts:
            if post not in known and not any(is_wanted(office, post, words, now) for office in offices):
                wishes = [office.wishes().get(post) for office in offices]
                storm.say("unwanted", f"{post} on {place} at {now}: {words!r}; wanted: {wishes}")
        known.clear()
        known.update(post for post, _ in texts)


def is_wanted(office: Office, post: str, words: str, now: datetime) -> bool:
    wish = office.wishes().get(post)
    if wish is None or wish.draft or wish.at > now + AHEAD:
        return False
    return wish.text in words or words_read_anew(office, post) in words


def words_read_anew(office: Office, post: str) -> str:
    """What a fresh reading gives: a broken file may hold half a text, and still be a calendar."""
    settings, _ = load_settings(office.folder)
    if settings is None:
        return "\0"
    found = read_checked(office.folder, settings, today=START.date()).post(post)  # type: ignore[arg-type]
    return found.text.strip() if found else "\0"


def public_places(storm: Storm) -> dict[str, list[tuple[str, str]]]:
    """Of the page and the website, each post that anyone can see, and its words."""
    page = [str(post["message"]) for post in storm.world.posts()]
    records = (storm.root / "site" / "posts").glob("*.json")
    site = []
    for record in records:
        said = json.loads(record.read_text(encoding="utf-8"))
        if isinstance(said, dict) and "text" in said:
            site.append(f"{said.get('title', '')}\n{said['text']}")
    found = {"page": page, "website": site}
    return {
        place: [(match[1], words) for words in texts if (match := _TITLE.search(words))]
        for place, texts in found.items()
    }


def calm(storm: Storm) -> None:
    """All is mended, one machine is left, and a person does what the words say until it is through."""
    office = storm.offices[0]
    for path in list(office.broken):
        mend(office, path)
    storm.world.clock.advance_to(storm.world.clock.now() + timedelta(minutes=5))
    run(storm, office, ["thaw"])
    end = max((wish.at for wish in office.wishes().values()), default=START) + timedelta(hours=2)
    in_vain, is_through = 0, False
    while not is_through and in_vain < 8:
        status = run(storm, office, ["publish", "--due"])
        if status in {0, 1} and "loa rebuild" not in said_by(storm, office):
            in_vain = 0
            is_through = storm.world.clock.now() >= end
            storm.world.clock.advance_to(storm.world.clock.now() + STEP)
        else:
            in_vain += 1
            run(storm, office, ["rebuild"])
    if in_vain:
        storm.say("stuck", f"after the storm: {said_by(storm, office)[-800:]}")
    idle = 0
    for _ in range(2 * len(office.wishes()) + 12):  # one at a time, since those that are late are spaced
        run(storm, office, ["publish", "--due"])
        waits = any(row.state not in SETTLED for row in rows_of(office))
        idle = 0 if waits or "┃" in said_by(storm, office) else idle + 1
        if idle == 3:
            break
        storm.world.clock.advance_to(storm.world.clock.now() + timedelta(minutes=5))


def judge(storm: Storm) -> None:
    """At the end: each wanted post is public, or a person was told why it is not."""
    office = storm.offices[0]
    rows = {(row.key.post, row.key.channel): row for row in rows_of(office)}
    public = {place: {post for post, _ in texts} for place, texts in public_places(storm).items()}
    run(storm, office, ["plan", "--format", "json", "--days", "1"])
    told = said_by(storm, office)
    for post, wish in office.wishes().items():
        for place, channel in (("page", "facebook"), ("website", "website")):
            row = rows.get((post, channel))
            if post in public[place] or wish.draft or post in told:
                if row and row.state is State.PUBLISHED and post not in public[place]:
                    storm.say("lost", f"{post} on {place}: published by the ledger, absent there")
            elif row is None or row.state not in SETTLED:
                storm.say("lost", f"{post} on {place}: {row.state if row else 'no row'}, wanted at {wish.at}")
            elif row.state is State.PUBLISHED:
                storm.say("lost", f"{post} on {place}: published by the ledger, absent there")


# The office


def first_office(storm: Storm, posts: int) -> Office:
    folder = WorkFolder(storm.root / "office-0")
    for name in ("config", "posts", "assets"):
        (folder.root / name).mkdir(parents=True)
    world = storm.world
    (folder.config / "settings.yaml").write_text(
        "organisation: Hội LHPN tỉnh Sóc Trăng\nlanguage: vi\n"
        "checks: {near-duplicate: 'off', too-close: 'off', not-covered: 'off', source-missing: 'off'}\n"
        "late: {publish_within: 14d, spacing: 1m}\n"
        f"facebook: {{page: '{world.page_id}', token: 'env:{TOKEN}', graph_url: '{world.address}'}}\n"
        f"website: {{folder: {storm.root / 'site'}, address: '{world.site_address}', keep: 60}}\n",
        encoding="utf-8",
    )
    (folder.config / "hotlines.yaml").write_text(
        "tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: '111', hours: 24/7, who: trẻ em}\n",
        encoding="utf-8",
    )
    files: dict[str, dict[str, Wish]] = {}
    for number in range(posts):
        at = START + timedelta(hours=3) + STEP * number
        wishes = files.setdefault(f"tuan-{number // PER_FILE:02}.yaml", {})
        wishes[f"so-{1000 + number}"] = Wish(at, f"Lời riêng của bài số {number}, không giống bài nào.")
    office = Office(folder, storm.root / "machine-0", files)
    for file in files:
        office.write(file)
    return office


def rows_of(office: Office) -> list[Delivery]:
    if not office.ledger.is_file():
        return []
    ledger = Ledger.open(office.ledger, scheduler.clock.SystemClock())
    try:
        return ledger.deliveries()
    finally:
        ledger.close()


def mend(office: Office, path: Path) -> None:
    before = office.broken.pop(path)
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    if path.parent == office.folder.posts and path.name in office.files:
        office.write(path.name)
    elif before is not None:
        path.write_bytes(before)


def pass_time(storm: Storm) -> None:
    """Most often to about the next post; now and then a machine was off for a day or two."""
    far = storm.dice.expovariate(1 / 2.0) if storm.dice.random() < 0.95 else storm.dice.uniform(10, 60)
    storm.world.clock.advance_to(storm.world.clock.now() + timedelta(hours=far))


def arm(world: Rehearsal, seed: int) -> None:
    for number, kind in enumerate(Kind):
        if kind not in {Kind.SLOW_EDGES, Kind.SAME_TEXT_UNSEEN}:
            details = {"seconds": 0.02} if kind is Kind.LATE else {}
            world.arm(kind.value, "*", count=10**9, chance=NETWORK, seed=seed + number, **details)


def _copied(source: str, target: str) -> None:
    if Path(source).is_fifo():
        os.mkfifo(target)
    else:
        shutil.copy2(source, target)


if __name__ == "__main__":
    main()
