"""A rehearsed year of deliveries under everything at once: is each public once, whatever is killed or cut?

    python bench/endurance.py [--deliveries N] [--seed S] [--handover 2d] [--without WAY …]
        [--per-kill N] [--keep DIR] [--json]

A calendar of posts, each on six ways (the practice page, website and Zalo OA, three kinds of packs for
persons), is carried by a child process against the practice world on a socket. The child is killed (SIGKILL)
at named fault points and at random moments and started again; every network fault strikes 5 % of all calls;
the calendar's files are edited on the disk (words, times, posts taken out and put in); public posts are
corrected, withdrawn, and published anew, every third has a first comment; persons say of their packs that
they are posted, or taken down, and connect the OA again where a fault took its tokens; the program's clock is
wrong by up to a minute and a half, the machine sleeps for hours. At the end comes a clear day: a person lets
the changes go on that are held, as she was asked to, so that none is in doubt any more; then the ledger is
compared with what really stands there.

`lost`: published or handed over by the ledger, absent there, or taken down as it says and by nobody's order.
`doubled`: a text or a comment that stands
there twice, or a post that the ledger does not know or has withdrawn. `other_words`: there in other words
than the ledger says. `waiting`: neither through nor to come. Everything random comes from the seed, but for
where exactly a timed kill strikes.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import logging
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

import scheduler  # noqa: E402
from scheduler.calendar.model import Campaign, PostId  # noqa: E402
from scheduler.calendar.writing import add_post, change_post, remove_post  # noqa: E402
from scheduler.calendar.yaml_text import file_lines, yaml_text  # noqa: E402
from scheduler.channels.channel import FailureKind  # noqa: E402
from scheduler.channels.packs import Packs  # noqa: E402
from scheduler.channels.zalo.articles import SHOWN  # noqa: E402
from scheduler.channels.zalo.tokens import Pair  # noqa: E402
from scheduler.delivery import faults  # noqa: E402
from scheduler.delivery.edition import same_words  # noqa: E402
from scheduler.delivery.follow_ups import Progress  # noqa: E402
from scheduler.delivery.ledger import Delivery, Ledger, State  # noqa: E402
from scheduler.engine import by_hand  # noqa: E402
from scheduler.engine.deciding import retry_changes  # noqa: E402
from scheduler.engine.mending import ask_anew, ask_edit, ask_withdrawal, public_rows  # noqa: E402
from scheduler.engine.opening import open_works  # noqa: E402
from scheduler.engine.tick import tick  # noqa: E402
from scheduler.engine.works import Works  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.problems import Stop  # noqa: E402
from scheduler.queries.corrections import corrections  # noqa: E402
from scheduler.rehearsal.clock import RehearsalClock  # noqa: E402
from scheduler.rehearsal.faults import Kind  # noqa: E402
from scheduler.rehearsal.server import Rehearsal, start  # noqa: E402
from scheduler.rehearsal.zalo import APP_ID, OA_ID  # noqa: E402
from scheduler.secrets import keep  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402

START = datetime(2027, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
CHANCE = 0.05
AT_MOST = 1000  # wake-ups of the day after the year
LATEST = 6  # public posts that a person may think better of
THROUGH = {State.PUBLISHED, State.HELD, State.SKIPPED, State.WITHDRAWN}
PLACES = {  # what persons post in
    "groups": ["Nhóm Zalo ấp 1", "Messenger"],
    "broadcast": ["Loa xã"],
    "portal": ["Cổng thông tin xã"],
}
WAYS = 3 + len(PLACES)
TOKEN, ZALO_SECRET, ZALO_TOKEN = "LOA_ENDURANCE_TOKEN", "LOA_ENDURANCE_ZALO", "file:zalo-token.txt"


@dataclass
class Run:
    """What happened."""

    folder: WorkFolder
    dice: random.Random
    handover: str
    without: list[str]
    per_kill: int
    kills: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    sleeps: int = 0
    added: int = 0
    memory: list[tuple[int, float]] = field(default_factory=list)  # deliveries done, MB of the child then


class WrongClock:
    """The rehearsal's clock as a machine shows it whose own is wrong by *ahead*.

    *alone*: nobody else steps it meanwhile, so it is asked once for each step: half the time goes there else.
    """

    def __init__(self, address: str, ahead: timedelta, *, alone: bool = True) -> None:
        self._clock = RehearsalClock(address)
        self._ahead = ahead
        self._alone = alone
        self._now: datetime | None = None

    def now(self) -> datetime:
        if self._now is None or not self._alone:
            self._now = self._clock.now()
        return self._now + self._ahead

    def monotonic(self) -> float:
        return (self.now() - self._ahead).timestamp()

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self.advance_to(self.now() + timedelta(seconds=seconds))

    def advance_to(self, instant: datetime) -> None:
        self._now = None
        self._clock.advance_to(instant - self._ahead)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--handover", default="0d", help="let Facebook's own scheduler hold posts, as in 2d")
    parser.add_argument("--without", nargs="*", default=[], help="ways that are left out, as in zalo")
    parser.add_argument("--per-kill", type=int, default=40, help="deliveries between two kills, about")
    parser.add_argument("--keep", type=Path, help="keep the folder of work here")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"seed {given.seed}: python bench/endurance.py --deliveries {given.deliveries} --seed {given.seed}"
          f" --handover {given.handover} --per-kill {given.per_kill}", file=sys.stderr)  # fmt: skip
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        result = endure(WorkFolder(root), given)
    for name, value in result.items():
        if name != "json":
            print(f"{name:>12}  {value}", file=sys.stderr)
    if given.json:
        print(json.dumps(result))
    bad = any(result[name] for name in ("lost", "doubled", "other_words", "waiting"))
    few = result["deliveries"] < 0.9 * given.deliveries
    sys.exit(1 if bad or few or result["held_percent"] > 5 else 0)


def endure(folder: WorkFolder, given: argparse.Namespace) -> dict[str, object]:
    """Carry *posts* posts through the year; gives what cli.md promises, and more."""
    seed, posts = given.seed, given.deliveries // (WAYS - len(given.without))
    run = Run(folder, random.Random(seed), given.handover, given.without, given.per_kill)
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
    for _ in range(dice.randint(0, 2)):
        edit(run, world)
    if dice.random() < 0.05:
        world.clock.advance_to(world.clock.now() + timedelta(hours=dice.uniform(1, 30)))
        run.sleeps += 1
    kills_left = max(0, posts * (WAYS - len(run.without)) // run.per_kill - run.kills)
    at_point = dice.random() < 0.6
    point, passing, ahead = dice.choice(POINTS), dice.randint(1, 12), dice.uniform(-90, 90)
    own_dice = random.Random(dice.random())
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if kills_left and at_point:
                faults._name, faults._left = point, passing
            status = 0 if live(run, world, timedelta(seconds=ahead), own_dice) else 2
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


def live(run: Run, world: Rehearsal, ahead: timedelta, dice: random.Random) -> bool:
    """In the child: carry on until enough more are done (False) or the calendar is through (True)."""
    os.environ[TOKEN], os.environ[ZALO_SECRET] = world.token, world.app_secret
    connect(run, world)
    settings, problems = load_settings(run.folder)
    assert settings is not None, problems
    clock = WrongClock(world.address, ahead)
    done = 0
    wishes = think_better(run, world, run.folder.root / settings.ledger, dice)
    with open_works(run.folder, settings, clock, state=run.folder.root / "state") as works:
        ask_for(works, wishes)
        while done < run.per_kill * 2:
            report = tick(works)
            done += sum(is_through(row) for row in report.carried)
            lost = (page.kind for key, page in works.ledger.paused().items() if key.startswith("zalo:"))
            if FailureKind.CREDENTIAL in lost:  # a renewal was cut off, and the office was told
                connect(run, world)
            if report.next_due is None and not speak(works, dice):
                note_memory(run, works.ledger.count())
                return True
            if report.next_due is not None:
                clock.advance_to(max(report.next_due, clock.now() + timedelta(milliseconds=1)))
        note_memory(run, works.ledger.count())
    return False


def connect(run: Run, world: Rehearsal) -> None:
    """A person connects the OA."""
    keep(ZALO_TOKEN, Pair.given(world.zalo_pair(), world.clock.now()).dump(), run.folder.root)


def is_through(row: Delivery) -> bool:
    return row.state in THROUGH or row.is_with_person


def speak(works: Works, dice: random.Random) -> int:
    """Persons say of their packs what is done: taken down if they were asked to, else posted, mostly."""
    said = 0
    for row in works.ledger.deliveries(states={State.HANDED_OVER}):
        if row.is_with_person:
            if by_hand.withdrawal(works, row):
                said += by_hand.say_down(works, "Chị Hoa", row.key)
            elif dice.random() < 0.5:
                by_hand.say_done(works, "Chị Hoa", row.key, PLACES[row.key.channel])
    return said


def think_better(run: Run, world: Rehearsal, path: Path, dice: random.Random) -> dict[str, str]:
    """What a person wants of the latest public posts, some of them: say it otherwise, take it down, anew."""
    ledger = Ledger.open(path, world.clock)
    since = world.clock.now() - timedelta(days=7)
    public = [row for row in ledger.deliveries(states={State.PUBLISHED}) if row.due >= since]
    ledger.close()
    wishes = {}
    for post in list(dict.fromkeys(row.key.post for row in public))[-LATEST:]:
        wish = dice.choice(["", "", "", "edit", "edit", "withdraw", "anew"])
        if wish == "edit":
            say_otherwise(run, post, f"Lời đính chính {dice.randrange(10**6)} của {post}.")
        if wish:
            wishes[post] = wish
    return wishes


def ask_for(works: Works, wishes: dict[str, str]) -> None:
    asks = {"edit": ask_edit, "withdraw": ask_withdrawal, "anew": ask_anew}
    for post, wish in wishes.items():
        for row in public_rows(works, [PostId(post)]):
            asks[wish](works, row, "Chị Lan", "sai số")


def say_otherwise(run: Run, post: str, text: str) -> None:
    for path in sorted(run.folder.posts.glob("*.yaml")):
        data = path.read_bytes()
        if any(entry["id"] == post for entry in entries(data)):
            path.write_bytes(change_post(f"posts/{path.name}", data, post, {("text",): text}))


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
    settings = {
        "organisation": "Hội LHPN tỉnh Sóc Trăng",
        "language": "vi",
        "checks": dict.fromkeys(("near-duplicate", "too-close", "not-covered", "source-missing"), "off"),
        "late": {"publish_within": "14d", "spacing": "1m"},
        "facebook": {
            "page": world.page_id, "token": f"env:{TOKEN}", "graph_url": world.address,
            "handover": run.handover,
        },
        "website": {"folder": "var/site", "address": world.site_address, "keep": 60},
        "zalo": {
            "oa": OA_ID, "app_id": APP_ID, "app_secret": f"env:{ZALO_SECRET}", "token": ZALO_TOKEN,
            "api_url": world.address, "oauth_url": world.address,
        },
    }  # fmt: skip
    for name, places in PLACES.items():
        settings[name] = {"folder": f"var/{name}", "places": dict.fromkeys(places, "")}
    for name in run.without:
        del settings[name]
    (root / "config" / "settings.yaml").write_text(json.dumps(settings), encoding="utf-8")
    step = YEAR / posts
    weeks: dict[int, list[dict[str, object]]] = {}
    for number in range(posts):
        at = START + timedelta(hours=1) + step * number
        weeks.setdefault((at - START).days // 7, []).append(
            entry_of(f"bai-{number:05}", at, first_comment=number % 3 == 0)
        )
    for week, found in weeks.items():
        text = yaml_text(file_lines(Campaign(), found))
        (root / "posts" / f"tuan-{week:02}.yaml").write_text(text, encoding="utf-8")


def entry_of(post: str, at: datetime, *, first_comment: bool = False) -> dict[str, object]:
    comment = {"first_comment": f"Hội trả lời mọi câu hỏi về {post} ở đây."} if first_comment else {}
    return {
        "id": post,
        "at": f"{local(at):%Y-%m-%d %H:%M}",
        "title": f"Bài {post}",
        "text": f"Lời riêng của {post}, không giống bài nào.",
        "card": {"template": "tip", "headline": f"Một *lời khuyên* {post}", "alt": "Thẻ"},
        **comment,
    }


def entries(data: bytes) -> list[dict[str, str]]:
    from scheduler.reader.parsing import read  # noqa: PLC0415 - used once in a life

    value = read("posts/a.yaml", data, items="posts").value
    return value["posts"] if isinstance(value, dict) and isinstance(value.get("posts"), list) else []


def local(at: datetime) -> datetime:
    return at.astimezone(UTC) + timedelta(hours=7)


def moment(words: str) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=7)


def faults_struck(world: Rehearsal) -> Counter[str]:
    """How often each kind of fault struck: what is left of so many."""
    from scheduler.rehearsal.loopback import Loopback  # noqa: PLC0415 - used once

    _, answer = Loopback(world.address).ask("GET", "/_rehearsal/faults")
    return Counter({str(one["fault"]): 10**9 - int(one["count"]) for one in answer})


def judge(run: Run, world: Rehearsal, seed: int, seconds: float, struck: Counter[str]) -> dict[str, object]:
    """Compare the ledger with what the public sees."""
    settings, _ = load_settings(run.folder)
    assert settings is not None
    world.disarm()
    os.environ[TOKEN], os.environ[ZALO_SECRET] = world.token, world.app_secret
    connect(run, world)
    with open_works(run.folder, settings, world.clock, state=run.folder.root / "state") as works:
        held_changes = [row for row, _ in works.ledger.follow_ups() if row.progress is Progress.HELD]
        clear_day(works)
        rows = works.ledger.deliveries()
        agenda = works.edition().agenda
        planned = {one.key for date in agenda.occurrences for one in agenda.unfold(date)}
        left = [row for row, _ in works.ledger.follow_ups()]
        asked = corrections(works.ledger)
    there = standing(run, world)
    begun = {row.key for row in rows}
    carried = [row for row in rows if row.state is State.PUBLISHED or row.is_with_person]
    held = [row for row in rows if row.state is State.HELD]
    ordered = {one.key for one in asked if one.what != "edit"}
    # What is held in doubt may be public: a person was asked to look, and it is not sent again.
    in_doubt = {(row.key.channel, title(row.text)) for row in held if row.text}
    known = {(row.key.channel, row.remote_id) for row in rows}
    strange = [(way, one) for way, posts in there.items() for one in posts if (way, one) not in known]
    yet_public = [(way, one) for way, one in strange if (way, title(there[way][one])) in in_doubt]
    comments = [len(post["comments"]) for post in world.posts()]

    def is_there(one: str | None, row: Delivery) -> bool:
        return one in there[row.key.channel]

    found = {
        "lost": [
            *(row.key for row in carried if not is_there(row.remote_id, row)),
            *(row.key for row in rows if row.state is State.WITHDRAWN and row.key not in ordered),
        ],
        "doubled": [
            *(
                (way, one)
                for way, posts in there.items()
                for one, count in Counter(map(title, posts.values())).items()
                if count > 1
            ),
            *(row.key for row in rows if row.state is State.WITHDRAWN and is_there(row.remote_id, row)),
            *(one for row in rows for one in row.former_ids if one != row.remote_id and is_there(one, row)),
            *(one for one in strange if one not in yet_public),
            *(count for count in comments if count > 1),
        ],
        "other_words": [
            row.key
            for row in carried
            if same_words(there[row.key.channel].get(str(row.remote_id), row.text)) != same_words(row.text)
        ],
        "waiting": [
            *(key for key in planned if key not in begun),
            *(row.key for row in rows if not is_through(row)),
            *(row for row in left if row.progress is not Progress.HELD),
        ],
    }
    for name, what in found.items():
        for one in what[:10]:
            print(f"{name}: {one}", file=sys.stderr)
    memory = [line.split() for line in (run.folder.root / "memory.txt").read_text().splitlines()]
    return {
        "seed": seed,
        "deliveries": len(rows),
        "published": sum(row.state is State.PUBLISHED for row in rows),
        "handed_over": sum(row.is_with_person for row in rows),
        "withdrawn": sum(row.state is State.WITHDRAWN for row in rows),
        "held": len(held) + len(held_changes),
        "held_percent": round(100 * (len(held) + len(held_changes)) / max(1, len(rows)), 2),
        "held_because": dict(Counter(one.reason.code for one in (*held, *held_changes) if one.reason)),
        "held_yet_public": len(yet_public),
        "skipped": sum(row.state is State.SKIPPED for row in rows),
        **{name: len(what) for name, what in found.items()},
        "kills": run.kills,
        "faults": struck.total(),
        "faults_by_kind": dict(struck),
        "edits": dict(run.edits),
        "corrections": dict(Counter(one.what for one in asked)),
        "comments": sum(comments),
        "sleeps": run.sleeps,
        "first_mb": float(memory[0][1]),
        "last_mb": float(memory[-1][1]),
        "per_second": round(len(rows) / seconds, 2),
        "seconds": round(seconds),
    }


def clear_day(works: Works) -> None:
    """Nothing strikes any more: a person lets go on what is held of the changes, but for her own to make."""
    changes = works.ledger.follow_ups()
    for key in {of.key for row, of in changes if row.progress is Progress.HELD}:
        if key.channel not in PLACES:
            retry_changes(works, "Chị Lan", key)
    for _ in range(AT_MOST):
        due = tick(works).next_due
        if due is None:
            break
        works.clock.advance_to(max(due, works.clock.now() + timedelta(milliseconds=1)))


def standing(run: Run, world: Rehearsal) -> dict[str, dict[str, str]]:
    """What really stands on each way: its words by its id there."""
    site = (run.folder.var / "site" / "posts").glob("*.json")
    found = {
        "facebook": {str(post["id"]): str(post["message"]) for post in world.posts()},
        "website": {file.stem: str(json.loads(file.read_text(encoding="utf-8"))["text"]) for file in site},
    }
    found["zalo"] = {
        str(one["id"]): words_of(one["content"]) for one in world.articles() if one["status"] == SHOWN
    }
    for name in PLACES:
        packs = Packs(run.folder.var / name)
        found[name] = {one: pack.text for one in packs.ids() if (pack := packs.find(one))}
    return found


def words_of(content: dict[str, object]) -> str:
    """Title and text of an article."""
    parts = content["body"]
    assert isinstance(parts, list)
    html = "".join(str(part.get("content", "")) for part in parts)
    text = re.sub(r"<[^>]+>", "", re.sub(r"</p>|<br>", "\n", html))
    return f"{content['title']}\n\n{unescape(text)}"


def title(words: str) -> str:
    return words.partition("\n")[0]


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
