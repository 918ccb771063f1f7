"""How fast the desk is: from a saved file to the screen, and the month page; beside what it cannot undercut.

    python bench/desk.py [--part saves|archive|readers ...] [--posts N ...] [--json]

`save_to_screen_ms` is a real save of one calendar file until the open page of real Chromium shows it (without
Chromium: until the event stream told and the page fetched anew has it). Its floor, in the same run: reading
and checking that calendar again after the same edit, nothing watched, sent or drawn. `month_ms` is the month
page as fetched over HTTP, its floor a file of the same size from Python's static server; `month_kb` is all
that Chromium fetches for it, pictures too (fonts it keeps). `readers`: 50 with open
streams ask for pages at once. Medians.

`board`: the board of 3,321 units whose calendar has 31 posts for all of them, with 1,000 and with 100,000
deliveries in the ledger: after nothing was written (`quiet`) and after another process wrote
a line (`written`), searched, filtered, sorted, a page further on; median and 95 of 100.

`archive`: every page of two desks over one calendar of 1,000 posts, one with 1,000 deliveries in its ledger,
one with 100,000; in turns, each time after nothing was written (`quiet`) and after another process wrote a
line (`written`). The fastest of some turns counts, as in timeit: other work only adds. `readers`: 20 people
turn all pages of a desk with 10,000 posts as fast as they come, while the ledger gets a line each second.
Both desks are processes of their own (`loa preview`), asked over a socket.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own `calendar`

import http.server  # noqa: E402 - the path comes first

import httpx2 as httpx  # noqa: E402

from bench.archive import fill  # noqa: E402
from bench.units import COMMUNES  # noqa: E402
from bench.units import make as make_units  # noqa: E402
from scheduler.calendar.watching import Watch  # noqa: E402
from scheduler.checks.rules import read_checked  # noqa: E402
from scheduler.clock import SystemClock  # noqa: E402
from scheduler.delivery.ledger import Ledger  # noqa: E402
from scheduler.delivery.reasons import LATE  # noqa: E402
from scheduler.delivery.states import State  # noqa: E402
from scheduler.desk.opening import open_desk  # noqa: E402
from scheduler.desk.server import serving  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402

SIZES = (100, 1_000, 10_000)
A_MONTH = 31  # posts in a file, as staff write them
SAVES = 7
FETCHES = 15
READERS = 50
PAGES_EACH = 4
IN_CALENDAR = 1_000
ROWS = 1_000, 100_000
TURNS = 12
AT_ONCE, LONG = 20, 10_000  # readers, and posts in their calendar
ROUNDS = 3
PAGES = (
    "", "?state=attention", "?text=mat+khau", "month", "post/bai-40", "deliveries", "deliveries?state=held",
    "deliveries?state=published", "history?key=bai-40@first/province/facebook", "units", "sheet", "problems",
    "write", "month?text=mat+khau", "week", "week?text=mat+khau",
)  # fmt: skip
BOARD = "units", "units?p=30", "units?text=xa+so+12", "units?state=no_key", "units?sort=last"
LOOKS = 12
PATIENCE = 120.0  # seconds

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, hoc-sinh: Học sinh, giao-vien: Giáo viên}
topics: {mat-khau: Mật khẩu, nguoi-la: Người lạ, bat-nat: Bắt nạt}
facebook: {page: "102938475610293", token: env:LOA_FACEBOOK_TOKEN}
website: {address: https://phunu.example.vn/tin/}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
"""
HEADING = """\
campaign: {{id: dot-{number}, title: Bảo vệ trẻ em trên mạng}}
defaults: {{channels: [facebook, website], hotlines: [tong-dai-111]}}
posts:
"""
POST = """\
  - id: bai-{number}
    at: {at:%Y-%m-%d %H:%M}
    title: "Bài số {number}: {mark}"
    text: |
      {words}.

      Cần giúp đỡ, gọi {{{{ hotline('tong-dai-111') }}}}.
    audience: cha-me
    topic: mat-khau
    hashtags: [AnToanMang]
    source: Công văn 267/BTV-BTGCSLP
    card: {{template: tip, headline: "Chuyện *số {number}*", body: Nghe con kể., alt: Thẻ số {number}}}
"""
# What each post says in its own way: posts of one text over and over would all be near-duplicates.
WORDS = """
điện thoại mật khẩu chìa khóa cửa nhà con em cha mẹ ông bà cô giáo bạn bè lớp học tin nhắn đường dẫn lạ quen
gặp hỏi kể nghe nói giữ kín hình ảnh trò chơi quà tặng vội dừng lại bấm xem chặn báo giúp thương buồn vui giận
sợ lời hứa giờ ngủ sáng tối cuối tuần mùa thi nghỉ hè chợ ruộng vườn ghe xuồng sông nước cầu xóm ấp họp mời
"""
CLIENT = httpx.Client(timeout=PATIENCE, limits=httpx.Limits(max_connections=None))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, nargs="+", default=SIZES)
    parts = ("saves", "archive", "board", "readers")
    arguments.add_argument("--part", nargs="+", choices=parts, default=parts)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    found: dict[str, Any] = {"screen": "chromium" if _chromium() else "stream"}
    if "archive" in given.part:
        found["archive"] = archive()
    if "board" in given.part:
        found["board"] = board()
    if "readers" in given.part:
        found["readers"] = readers()
    for count in given.posts if "saves" in given.part else ():
        with tempfile.TemporaryDirectory() as path:
            found[str(count)] = measure(made(Path(path), count), count)
        if not given.json:
            print(
                f"{count:>6} posts  "
                + "  ".join(f"{key} {value}" for key, value in found[str(count)].items())
            )
    if given.json:
        print(json.dumps(found, indent=2))


def made(root: Path, count: int, past: int = 3) -> WorkFolder:
    """A folder of work with *count* posts, one a day, of which so many are *past*, in files of a month."""
    for name in ("config", "posts"):
        (root / name).mkdir()
    (root / "config" / "settings.yaml").write_text(SETTINGS, "utf-8")
    (root / "config" / "hotlines.yaml").write_text(HOTLINES, "utf-8")
    shutil.copytree(ROOT / "assets", root / "assets")
    chance = random.Random(830)
    first = datetime.now() - timedelta(days=past)  # noqa: DTZ005 - the calendar says local times
    for start in range(0, count, A_MONTH):
        posts = [
            POST.format(
                number=n,
                at=first + timedelta(days=n),
                mark="như đã viết",
                words=" ".join(chance.choices(WORDS.split(), k=40)),
            )
            for n in range(start, min(start + A_MONTH, count))
        ]
        text = HEADING.format(number=start) + "".join(posts)
        (root / "posts" / f"tap-{start:05}.yaml").write_text(text, "utf-8")
    return WorkFolder(root)


def archive() -> dict[str, Any]:
    """A table of all pages with a small and a large ledger, and the ratios of the large to the small."""
    with ExitStack() as stack:
        desks = [stack.enter_context(_office(IN_CALENDAR, rows)) for rows in ROWS]
        found: dict[str, Any] = {}
        small, large = (f"{rows:,} rows" for rows in ROWS)
        print(f"{'page':<45}{'':<9}{small:>12}{large:>14}   ms, and their ratio")
        for page in PAGES:
            for kind in ("quiet", "written"):
                times: list[list[float]] = [[], []]
                for _ in range(TURNS + 1):
                    for (address, write), spent in zip(desks, times, strict=True):
                        if kind == "written":
                            write()
                        spent.append(_timed(lambda: _page(address + page)))  # noqa: B023 - called at once
                one, other = (round(min(spent[1:]) * 1000, 1) for spent in times)
                found[f"/{page} {kind}"] = {
                    "small_ms": one,
                    "large_ms": other,
                    "ratio": round(other / one, 2),
                }
                print(f"/{page:<44}{kind:<9}{one:>12}{other:>14}   {other / one:.2f}", flush=True)
    ratios = [each["ratio"] for each in found.values()]
    print(f"largest ratio {max(ratios):.2f}, median {statistics.median(ratios):.2f}\n")
    return {**found, "largest_ratio": max(ratios)}


def board() -> dict[str, Any]:
    """The board's pages with a small and a large ledger, and the ratios of the large to the small."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        desks = [stack.enter_context(_province(rows)) for rows in ROWS]
        small, large = (f"{rows:,} rows" for rows in ROWS)
        print(f"{COMMUNES:,} units {'':<32}{small:>18}{large:>20}   ms: median (95 of 100), and their ratio")
        for page in BOARD:
            for kind in ("quiet", "written"):
                times: list[list[float]] = [[], []]
                for _ in range(LOOKS + 1):
                    for (address, write), spent in zip(desks, times, strict=True):
                        if kind == "written":
                            write()
                        spent.append(_timed(lambda: _page(address + page)))  # noqa: B023 - called at once
                (one, one_slow), (other, other_slow) = ((_ms(each[1:]), _slow(each[1:])) for each in times)
                ratio = round(other / one, 2)
                found[f"/{page} {kind}"] = {
                    "small_ms": one, "large_ms": other, "large_p95_ms": other_slow, "ratio": ratio,
                }  # fmt: skip
                told = f"{one:>9} ({one_slow:>6}){other:>10} ({other_slow:>7})   {ratio:.2f}"
                print(f"/{page:<36}{kind:<9}{told}", flush=True)
    ratios = [each["ratio"] for each in found.values()]
    medians = [each["large_ms"] for each in found.values()]
    print(f"largest ratio {max(ratios):.2f}, largest median {max(medians)} ms\n")
    return {**found, "largest_ratio": max(ratios), "largest_median_ms": max(medians)}


def readers() -> dict[str, Any]:
    """How long a page takes while 20 people turn pages at once; by page, and of all."""
    with _office(LONG, LONG) as (address, write):
        first = _ms([_timed(lambda: _page(address))])
        alone = {page: _ms([_timed(lambda: _page(address + page)) for _ in range(3)]) for page in PAGES}  # noqa: B023
        stop = threading.Event()

        def keep_writing() -> None:
            while not stop.wait(1):
                write()

        def turn(reader: int) -> list[tuple[str, float]]:
            chance = random.Random(reader)
            order = [page for _ in range(ROUNDS) for page in chance.sample(PAGES, len(PAGES))]
            return [(page, _timed(lambda: _page(address + page))) for page in order]  # noqa: B023

        writer = threading.Thread(target=keep_writing)
        writer.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = [one for each in pool.map(turn, range(AT_ONCE)) for one in each]
        stop.set()
        writer.join()
    print(f"{AT_ONCE} readers at {LONG:,} posts; the very first page {first} ms")
    by_page = {page: _ms([spent for one, spent in told if one == page]) for page in PAGES}
    for page, spent in by_page.items():
        print(f"/{page:<44}{spent:>10} ms, alone {alone[page]}")
    every = sorted(spent for _, spent in told)
    median, slow = _ms(every), _slow(every)
    print(f"median of {len(every)} pages {median} ms, 95 of 100 within {slow} ms\n")
    return {"median_ms": median, "p95_ms": slow, "first_ms": first, "pages": by_page}


@contextmanager
def _office(posts: int, rows: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A desk with half of its *posts* past and as many *rows* in its ledger: see `_desk`."""
    with tempfile.TemporaryDirectory() as path:
        past = posts // 2
        folder = made(Path(path), posts, past)
        now = datetime.now(UTC)
        recent = [(f"bai-{n}", now - timedelta(days=past - n)) for n in range(past)]
        fill(folder.var / "ledger.db", rows, recent, now)
        with _desk(folder) as found:
            yield found


@contextmanager
def _province(rows: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A desk of a province with all its communes, half of its posts past, and as many *rows*; see `_desk`."""
    with tempfile.TemporaryDirectory() as path:
        now = datetime.now(UTC)
        first = now - timedelta(days=15)
        folder = WorkFolder(Path(path))
        make_units(folder.root, COMMUNES, first)
        recent = [(f"bai-{n}", first + timedelta(days=n - 1)) for n in range(1, 17)]
        units = ["province", *(f"xa-{n}" for n in range(COMMUNES))]
        fill(folder.var / "ledger.db", rows, recent[::-1], now, units)
        tokens = {f"LOA_TOKEN_{n}": "x" * 20 for n in range(COMMUNES) if n % 50}
        with _desk(folder, {"LOA_TOKEN": "x" * 20, **tokens}) as found:
            yield found


@contextmanager
def _desk(
    folder: WorkFolder, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Callable[[], None]]]:
    """A desk in a process of its own; gives its address, and what lets its ledger have one line more."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        ledger = Ledger.open(folder.var / "ledger.db", SystemClock())
        held = ledger.deliveries(states=[State.HELD])
        port = free.getsockname()[1]
        free.close()
        command = [
            sys.executable, str(ROOT / "run.py"), "-C", str(folder.root), "preview", "--port", str(port),
        ]  # fmt: skip
        around = {**os.environ, **(environment or {})}
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=around)

        def write() -> None:
            with ledger.writing("bench") as book:
                book.note(held[0], reason=LATE.filled(due="1/12 07:30", post=held[0].key.post))

        address = f"http://127.0.0.1:{port}/"
        try:
            while server.poll() is None:
                try:
                    _page(address + "problems")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address, write
        finally:
            server.terminate()
            server.wait(PATIENCE)
            ledger.close()


def _page(address: str) -> None:
    assert CLIENT.get(address).status_code == 200, address


def measure(folder: WorkFolder, count: int) -> dict[str, Any]:
    """All figures of one folder."""
    app = open_desk(folder)
    post = app.state.live.reading.posts[8]
    file = folder.root / post.place().file
    with serving(app, port=0) as address:
        with _screen(address, f"post/{post.id}") as shows:
            saves = [_save(file, post.id, f"sửa lần {n}", shows) for n in range(SAVES)]
        month = [_timed(lambda: CLIENT.get(f"{address}month")) for _ in range(FETCHES)]
        size = len(CLIENT.get(f"{address}month").content)
        weight = _weight(f"{address}month")
        readers = _readers(address)
    watch = Watch(folder, read=read_checked)
    reads = []
    for n in range(SAVES):
        _change(file, post.id, f"đọc lần {n}")
        reads.append(_timed(watch.read_now))
    return {
        "save_to_screen_ms": _ms(saves),
        "save_to_screen_worst_ms": round(max(saves) * 1000),
        "read_and_check_ms": _ms(reads),
        "month_ms": _ms(month),
        "static_file_ms": _ms(_static(size)),
        "month_kb": weight,
        **readers,
    }


def _save(file: Path, post: str, mark: str, shows: Callable[[str], None]) -> float:
    time.sleep(0.3)  # the folder is at rest, as it is when a person saves
    begun = time.perf_counter()
    _change(file, post, mark)
    shows(mark)
    return time.perf_counter() - begun


def _change(file: Path, post: str, mark: str) -> None:
    head, start, rest = file.read_text("utf-8").partition(f"id: {post}\n")
    before, title, after = rest.partition('title: "')
    _, end, after = after.partition('"\n')
    file.write_text(f"{head}{start}{before}{title}Bài {mark}{end}{after}", "utf-8")


@contextmanager
def _screen(address: str, path: str) -> Iterator[Callable[[str], None]]:
    """Gives what waits until the open page shows those words."""
    if not _chromium():
        yield lambda mark: _told(address, path, mark)
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where Chromium is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = browser.new_page(bypass_csp=True)  # for wait_for_function alone
        page.goto(address + path)

        def shows(mark: str) -> None:
            page.wait_for_function(
                "mark => document.querySelector('h1').textContent.includes(mark)",
                arg=mark, polling="raf", timeout=PATIENCE * 1000,
            )  # fmt: skip

        yield shows
        browser.close()


def _told(address: str, path: str, mark: str) -> None:
    with CLIENT.stream("GET", f"{address}events") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: ") and mark in CLIENT.get(address + path).text:
                return


def _weight(address: str) -> int | None:
    """Kilobytes that Chromium fetches for that page, with every picture and script."""
    if not _chromium():
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where Chromium is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 4000})  # the whole month: nothing is lazy
        sizes: list[int] = []
        page.on("requestfinished", lambda one: _is_lasting(one.url) or sizes.append(_bytes(one)))
        page.goto(address, wait_until="load")
        page.wait_for_timeout(1500)
        browser.close()
        return round(sum(sizes) / 1000)


def _is_lasting(url: str) -> bool:
    return "/events" in url or "/static/fonts/" in url  # the browser keeps the fonts for a week


def _bytes(request: Any) -> int:
    return int(request.sizes()["responseBodySize"])


def _readers(address: str) -> dict[str, Any]:
    """50 people with open streams turn pages; every answer must be a page."""
    stop = threading.Event()
    open_streams = threading.Semaphore(0)

    def listen() -> None:
        with CLIENT.stream("GET", f"{address}events") as answer:
            next(answer.iter_lines())
            open_streams.release()
            stop.wait()

    def turn(number: int) -> list[tuple[float, int]]:
        answers = []
        for path in ("", "month", "problems", "")[:PAGES_EACH]:
            begun = time.perf_counter()
            status = CLIENT.get(address + path).status_code
            answers.append((time.perf_counter() - begun, status))
        return answers

    streams = [threading.Thread(target=listen, daemon=True) for _ in range(READERS)]
    for one in streams:
        one.start()
    for _ in streams:
        assert open_streams.acquire(timeout=PATIENCE), "a stream did not open"
    with ThreadPoolExecutor(READERS) as pool:
        answers = [one for each in pool.map(turn, range(READERS)) for one in each]
    stop.set()
    return {
        "readers_errors": sum(status != 200 for _, status in answers),
        "readers_page_ms": _ms([seconds for seconds, _ in answers]),
    }


def _static(size: int) -> list[float]:
    """Fetches of a file of that size from a static file server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with tempfile.TemporaryDirectory() as path:
        (Path(path) / "month.html").write_bytes(b"x" * size)
        handler = functools.partial(Quiet, directory=path)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/month.html"
            times = [_timed(lambda: CLIENT.get(address)) for _ in range(FETCHES)]
            server.shutdown()
    return times


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _slow(seconds: list[float]) -> float:
    """Within what 95 of 100 were, in milliseconds."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 1)


def _ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


if __name__ == "__main__":
    main()
