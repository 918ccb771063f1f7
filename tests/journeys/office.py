"""An office on this machine: a folder of work of its own, and the program run in it as a user runs it."""

from __future__ import annotations

import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import yaml

from scheduler.delivery.witness import STATE
from scheduler.rehearsal.server import Rehearsal
from tests import warm
from tests.pace import slowness

PROGRAM = Path(__file__).parents[2] / "run.py"
REHEARSAL_SITE = "var/site"
PATIENCE = 60.0  # seconds for anything that must end; far more than it takes
LONG = 600.0  # seconds that no test waits
SLOWEST = 4.0  # times longer than on a machine with nothing else to do, for which a scene is laid out


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The whole of stdout as one JSON value on one line."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err


def loa(*words: str | Path, folder: Path, env: Mapping[str, str] | None = None, given: str = "") -> Done:
    """Run `loa WORDS` in *folder* to its end, *given* on stdin; what it says must be UTF-8, no traceback."""
    with TemporaryDirectory() as into:
        (Path(into) / "in").write_text(given, "utf-8")
        status = warm.run([*map(str, words)], folder, _environment(env), Path(into), PATIENCE)
        if status is not None:
            return _done(status, *((Path(into) / name).read_bytes() for name in ("out", "err")))
    with started(*words, folder=folder, env=env, given=given) as program:
        return program.ended()


def _environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """This process's own without anything of Loa's but the tests' own memory of ledgers, and *env*."""
    kept = {name: value for name, value in os.environ.items() if name == STATE or not name.startswith("LOA_")}
    return {**kept, **(env or {})}


def _done(status: int, out: bytes, err: bytes) -> Done:
    done = Done(status, out.decode("utf-8"), err.decode("utf-8"))
    if status != -signal.SIGKILL:  # Python's own helpers of a killed program may lament on stderr
        assert "Traceback" not in done.said, done.said
    return done


class Program:
    """A command that runs; its output is read as it comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._said = {"out": b"", "err": b""}
        self._readers = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in (("out", process.stdout), ("err", process.stderr))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def err(self) -> str:
        """What it said on stderr so far."""
        return self._said["err"].decode()

    def wait_for_words(self, words: str) -> None:
        """Until it says *words* on stderr."""
        wait_until(lambda: words in self.err or self.process.poll() is not None)
        assert words in self.err, self.err

    def send(self, number: signal.Signals) -> tuple[Done, float]:
        """Send it that signal; gives how it ended, and after how many seconds."""
        begun = time.monotonic()
        self.process.send_signal(number)
        done = self.ended()
        return done, time.monotonic() - begun

    def ended(self) -> Done:
        """Wait for its end."""
        status = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return _done(status, self._said["out"], self._said["err"])

    def _read(self, name: str, stream: Any) -> None:
        with stream:
            while some := stream.read1(65_536):
                self._said[name] += some


@contextmanager
def started(
    *words: str | Path, folder: Path, env: Mapping[str, str] | None = None, given: str = ""
) -> Iterator[Program]:
    """Run `python run.py WORDS` in *folder* while the block lasts, a few lines *given* on stdin."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), *map(str, words)],
        cwd=folder,
        env=_environment(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    with process.stdin as lines:
        lines.write(given.encode())
    try:
        yield Program(process)
    finally:
        process.kill()
        process.wait()


class Office:
    """A folder of work in *root*, set up for *practice* (a rehearsal in real time) if one is given.

    Its calendar's times are whole minutes, as everywhere; so that no test waits for the next one, the
    office lies in a time zone of its own, where a minute begins *ahead* seconds from now: `minute`. Those are
    seconds of a machine with nothing else to do, so that what a test does before is done by then on any.
    """

    def __init__(
        self, root: Path, practice: Rehearsal | None = None, *, ahead: float = 0.0, language: str = "en"
    ) -> None:
        self.root = root
        self.practice = practice
        self.env: dict[str, str] = {}
        self.minute, self.zone = self._place(ahead)
        settings: dict[str, Any] = {
            "organisation": "Hội LHPN xã Đại Tâm",
            "time_zone": "Test/Office",
            "language": language,
            "late": {"publish_within": "6h", "spacing": "0s"},
            "website": {"folder": REHEARSAL_SITE, "address": "https://dai-tam.example/tin/"},
        }
        if practice is not None:
            settings["facebook"] = {
                "page": practice.page_id,
                "token": "file:config/token.txt",
                "graph_url": practice.address,
            }
            self.write_secret("config/token.txt", practice.token)
        self.settings = settings
        self.write("config/settings.yaml", dump(settings))
        line = f'{{name: Tổng đài 111, number: "111", verified_on: {datetime.now(UTC):%Y-%m-%d}}}'
        self.write("config/hotlines.yaml", f"tong-dai-111: {line}\n")
        (root / "posts").mkdir()

    def begin(self) -> None:
        """Let the ledger be born: what is due from now on goes out, however long a program takes to start."""
        done = self.run("publish", "--due")
        assert done.status == 0, done.said

    def run(self, *words: str | Path, given: str = "", **env: str) -> Done:
        """Run a command here to its end, *given* on stdin."""
        return loa(*words, folder=self.root, env={**self.env, **env}, given=given)

    @contextmanager
    def running(self, *words: str | Path, **env: str) -> Iterator[Program]:
        """Run a command here while the block lasts."""
        with started(*words, folder=self.root, env={**self.env, **env}) as program:
            yield program

    @contextmanager
    def serving(self, *words: str) -> Iterator[Program]:
        """`serve`, once it stands."""
        with self.running("serve", "--no-desk", *words) as program:
            program.wait_for_words("Ctrl-C")
            yield program

    def write(self, name: str, text: str) -> None:
        """Put a file there at once, as editors do: written beside, then renamed."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)

    def write_secret(self, name: str, secret: str) -> None:
        """A file that its owner alone may read."""
        self.write(name, secret + "\n")
        (self.root / name).chmod(0o600)

    def plan(self, name: str, *posts: dict[str, Any]) -> None:
        """Write *posts* into posts/NAME.yaml."""
        self.write(f"posts/{name}.yaml", dump({"posts": list(posts)}))

    def post(self, id_: str, text: str = "", *, at: datetime | None = None, **keys: Any) -> dict[str, Any]:
        """A post with a card, due at `minute` unless told otherwise."""
        return {
            "id": id_,
            "at": self.local(at or self.minute),
            "title": f"Bài {id_}",
            "text": text or f"Lời của bài {id_}, chỉ bài này nói vậy.",
            "card": {"template": "tip", "headline": f"Thẻ {id_}", "alt": f"Tấm thẻ ghi {id_}"},
            **keys,
        }

    def local(self, instant: datetime) -> str:
        """*instant* (a whole minute here) as the calendar writes it."""
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def messages(self) -> list[str]:
        """What stands on the practice page: the first line of each post, sorted."""
        return sorted(post["message"].partition("\n")[0] for post in self.practice.posts())

    def standings(self) -> dict[str, dict[str, Any]]:
        """`status --format json`, by key."""
        return {row["key"]: row for row in self.run("status", "--format", "json").json}

    def feed(self) -> list[str]:
        """The titles in the website's feed, sorted."""
        try:
            items = json.loads((self.root / REHEARSAL_SITE / "feed.json").read_text("utf-8"))["items"]
        except FileNotFoundError:
            return []
        return sorted(item["title"] for item in items)

    def _place(self, ahead: float) -> tuple[datetime, ZoneInfo]:
        """Write the zone's file; gives the minute that begins *ahead* seconds from now, and the zone."""
        pace = min(slowness(), SLOWEST) if 0 < ahead < LONG else 1.0
        instant = math.ceil(time.time() + ahead * pace)
        offset = 7 * 3600 + -instant % 60
        header = struct.pack(">4sc15x6L", b"TZif", b"\0", 0, 0, 0, 0, 1, 4)
        path = self.root / "zones" / "Test" / "Office"
        path.parent.mkdir(parents=True)
        path.write_bytes(header + struct.pack(">lbB4s", offset, 0, 0, b"LMT\0"))
        self.env["PYTHONTZPATH"] = str(path.parents[1])
        with path.open("rb") as file:
            return datetime.fromtimestamp(instant, UTC), ZoneInfo.from_file(file, "Test/Office")


def wait_until(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Look until *condition* holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def sleep_until(instant: datetime) -> None:
    """Real time."""
    time.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds()))


def dump(value: Any) -> str:
    """As YAML, in the order given."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=200)


def items_of_feeds(site: Path) -> dict[str, Counter[str]]:
    """How often each address stands in each of the three feeds, which must be sound."""
    found = {}
    for name in ("rss.xml", "atom.xml"):
        parsed = feedparser.parse((site / name).read_bytes())
        assert not parsed.bozo, (name, parsed.get("bozo_exception"))
        found[name] = Counter(entry.link for entry in parsed.entries)
    items = json.loads((site / "feed.json").read_text("utf-8"))["items"]
    found["feed.json"] = Counter(item["url"] for item in items)
    return found
