"""A province's communes by many workers: does each page have its post once, and how fast?

    python bench/cluster.py [--pages N] [--workers W …] [--late SECONDS …] [--trouble] [--keep DIR] [--json]

One post with a card of each commune's own is due on all pages at the same minute. A real PostgreSQL (with
fsync) has the ledger, two processes are the practice Facebook, and W processes `loa worker` carry. The floor,
in the same run: the same cards painted by two processes and nothing else. `ratio` is the time from the due
minute to the last receipt, by that floor.

--trouble: three workers, of which one is killed (SIGKILL) five times and one frozen (SIGSTOP) for longer than
its lease; PostgreSQL is stopped in the middle and started again, twice. `doubled`: a page with a post twice;
`lost`: published by the ledger and not on the page, or the other way round; `left`: neither public nor held.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.checks.rules import read_checked  # noqa: E402
from scheduler.clock import SystemClock  # noqa: E402
from scheduler.delivery.leases import workers_of  # noqa: E402
from scheduler.delivery.ledger import Ledger, State  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402
from tests.postgres import Server  # noqa: E402

PAGES = 3_321
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SIZES = ("portrait",)  # as a page on Facebook has them
PATIENCE = 1_500  # seconds until what is still left is left
SETTINGS = """\
organisation: Hội LHPN tỉnh
ledger: "{ledger}"
"""
UNIT = """\
  - id: xa-{n}
    name: Hội LHPN xã {n}
    facebook: {{page: "{page}", token: env:LOA_TOKEN, graph_url: "http://127.0.0.1:{port}"}}
"""
POST = """\
posts:
  - id: mat-khau
    at: {at:%Y-%m-%d %H:%M}
    units: all
    channels: [facebook]
    title: Mật khẩu mạnh cho con
    text: |
      {{{{ unit.name }}}} nhắc cha mẹ: mỗi tài khoản của con một mật khẩu riêng, dài và khó đoán.
    source: Bộ Khoa học và Công nghệ
    card:
      template: quote
      quote: Mỗi tài khoản một mật khẩu riêng
      speaker: Má ngồi xuống cạnh con
      role: Rồi cùng con đặt lại
      alt: Thẻ nhắc mỗi tài khoản một mật khẩu riêng
"""


class Office:
    """A folder of work for so many communes, its PostgreSQL and its practice Facebook."""

    def __init__(self, root: Path, pages: int, late: float) -> None:
        self.root, self.pages, self.late = root, pages, late
        self.server = Server(root / "pg", durable=True)
        self.ports = [_free_port() for _ in range(2)]
        self.log = root / "public.jsonl"
        self.folder = WorkFolder(root / "work")
        self._facebooks: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Office:
        self.root.mkdir(exist_ok=True)
        self.root.chmod(0o711)  # the server has an account of its own
        self.server.start()
        self.where = self.server.database("loa")
        for port in self.ports:
            command = [
                sys.executable,
                ROOT / "bench/manypages.py",
                str(port),
                self.log,
                "--late",
                str(self.late),
            ]
            self._facebooks.append(subprocess.Popen(command))
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._facebooks:
            one.kill()
            one.wait()
        self.server.stop()

    def write(self, at: datetime) -> None:
        """The folder of work, with its one post due *at*."""
        units = "".join(
            UNIT.format(n=n, page=10**9 + n, port=self.ports[n % len(self.ports)]) for n in range(self.pages)
        )
        ledger = self.where.render_as_string(hide_password=False)
        for name, text in (
            ("config/settings.yaml", SETTINGS.format(ledger=ledger)),
            ("config/units.yaml", f"units:\n{units}"),
            ("posts/2026.yaml", POST.format(at=at)),
        ):
            file = self.folder.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def public(self) -> Counter[str]:
        """How many posts stand on each page."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return Counter(json.loads(line)["page"] for line in lines)


class Crew:
    """The workers, started anew where they are killed."""

    def __init__(self, office: Office, count: int, hands: int) -> None:
        self._office, self._hands = office, hands
        self.workers: list[subprocess.Popen[bytes]] = []
        for number in range(count):
            self.workers.append(self.start(number))

    def start(self, number: int) -> subprocess.Popen[bytes]:
        folder = self._office.root / f"worker-{number}"
        folder.mkdir(exist_ok=True)
        environment = {**os.environ, "LOA_TOKEN": "x" * 40, "LOA_STATE": str(folder / "state")}
        command = [sys.executable, ROOT / "run.py", "worker", "--hands", str(self._hands)]
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*command, "-C", self._office.folder.root], env=environment, stdout=log, stderr=log
            )

    def kill(self, number: int) -> None:
        self.workers[number].kill()
        self.workers[number].wait()
        self.workers[number] = self.start(number)

    def end(self) -> None:
        for one in self.workers:
            one.send_signal(signal.SIGCONT)
            one.terminate()
        for one in self.workers:
            try:
                one.wait(30)
            except subprocess.TimeoutExpired:
                one.kill()


def arguments(said: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--late", type=float, nargs="*", default=[0.0, 0.3, 3.0])
    parser.add_argument("--hands", type=int, default=8, help="pages that a worker carries at once")
    parser.add_argument("--trouble", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ready", type=int, default=45, help="seconds until all workers have started")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--paint", type=int, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(said)


def main() -> None:
    given = arguments()
    if given.paint:
        paint(WorkFolder(given.folder), *given.paint)
        return
    found = {}
    if given.trouble:
        found["trouble"] = measure(given, 3, 0.0)
    else:
        for late in given.late:
            for workers in given.workers:
                found[f"{workers} workers, answers after {late} s"] = measure(given, workers, late)
    for name, figures in found.items():
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()), file=sys.stderr)
    if given.json:
        print(json.dumps(found))


def measure(given: argparse.Namespace, workers: int, late: float) -> dict[str, float]:
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="loa-cluster-")))
        office = stack.enter_context(Office(root, given.pages, late))
        at = (datetime.now(ZONE) + timedelta(seconds=given.ready + 59)).replace(second=0, microsecond=0)
        office.write(at)
        floor = painting_alone(office)
        at = (datetime.now(ZONE) + timedelta(seconds=given.ready + 59)).replace(second=0, microsecond=0)
        office.write(at)
        crew = Crew(office, workers, given.hands)
        stack.callback(crew.end)
        ledger = Ledger.open(office.where, SystemClock())
        stack.callback(ledger.close)
        while datetime.now(ZONE) < at:
            time.sleep(0.2)
        ready = sum(one.is_alive for one in workers_of(ledger))
        trouble = Trouble(office, crew, random.Random(given.seed)) if given.trouble else None
        seconds = wait_for(ledger, office, at, trouble)
        if trouble:
            trouble.end()
        rows = {row.page_key.partition(":")[2]: row for row in ledger.deliveries()}
        public = office.public()
    published = {page for page, row in rows.items() if row.state is State.PUBLISHED}
    states = Counter(row.state.value for row in rows.values())
    return {
        "pages": given.pages,
        "ready": ready,
        "published": len(published),
        "doubled": sum(count - 1 for count in public.values()),
        "lost": len(published ^ set(public)),
        "left": given.pages - len(published) - states["held"],
        "held": states["held"],
        "seconds": round(seconds, 1),
        "per_second": round(given.pages / seconds, 1),
        "painting_alone": round(floor, 1),
        "ratio": round(seconds / floor, 2),
        **(trouble.done if trouble else {}),
    }


def wait_for(ledger: Ledger, office: Office, at: datetime, trouble: Trouble | None) -> float:
    """Seconds from *at* until all that is due is public, or held, or nothing more comes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(0.5)
        with contextlib.suppress(SQLAlchemyError):
            states = ledger.count_by_state()
            through = states.get(State.PUBLISHED, 0) + states.get(State.HELD, 0)
            if trouble:
                trouble.make(through / office.pages)
            if through >= office.pages:
                break
    found = max(row.public_at for row in ledger.deliveries(states=[State.PUBLISHED]) if row.public_at)
    return (found - at).total_seconds()


class Trouble:
    """What befalls the workers and the database, each at a share of the work done."""

    def __init__(self, office: Office, crew: Crew, chance: random.Random) -> None:
        self._office, self._crew, self._chance = office, crew, chance
        self.done = Counter[str]()
        acts = ["kill"] * 5 + ["restart"] * 2 + ["freeze"]
        chance.shuffle(acts)
        self._to_come = [(0.08 + 0.1 * number, act) for number, act in enumerate(acts)]
        self._thaw: tuple[float, int] | None = None

    def make(self, share: float) -> None:
        if self._thaw and time.monotonic() > self._thaw[0]:
            self._crew.workers[self._thaw[1]].send_signal(signal.SIGCONT)
            self._thaw = None
        if not self._to_come or share < self._to_come[0][0]:
            return
        act = self._to_come.pop(0)[1]
        self.done[act] += 1
        frozen = self._thaw[1] if self._thaw else None
        number = self._chance.choice([one for one in range(len(self._crew.workers)) if one != frozen])
        if act == "kill":
            self._crew.kill(number)
        elif act == "restart":
            self._office.server.stop()
            time.sleep(2)
            self._office.server.start()
        else:
            self._crew.workers[number].send_signal(signal.SIGSTOP)
            self._thaw = time.monotonic() + 45, number  # its leases end after 20 s

    def end(self) -> None:
        """Whoever is still frozen wakes, and has time to send what it must not."""
        if self._thaw:
            self._crew.workers[self._thaw[1]].send_signal(signal.SIGCONT)
        time.sleep(15)


def painting_alone(office: Office) -> float:
    """Seconds that two processes take for all the cards, and nothing else."""
    half = office.pages // 2
    begun = time.perf_counter()
    painters = [
        subprocess.Popen(
            [sys.executable, __file__, "--folder", office.folder.root, "--paint", str(first), str(last)]
        )
        for first, last in ((0, half), (half, office.pages))
    ]
    for one in painters:
        assert one.wait() == 0
    seconds = time.perf_counter() - begun
    for card in (office.folder.var / "cards").glob("**/*"):
        if card.is_file():
            card.unlink()
    return seconds


def paint(folder: WorkFolder, first: int, last: int) -> None:
    settings, _ = load_settings(folder)
    assert settings is not None
    calendar = read_checked(folder, settings, today=datetime.now(ZONE).date())
    gallery = Gallery(folder, settings, calendar.hotlines)
    (post,) = calendar.posts
    for unit in calendar.units_of(post)[first:last]:
        gallery.paint(post, unit, SIZES)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    main()
