"""What one more post on the website costs when ten are there, and when five thousand are.

    python bench/website.py [--json] [--proved]

Two real folders, filled with four posts a day of twelve topics and five audiences. Then posts go out on both
in turns through the channel itself, pictures included; the medians count, by the wall and in the processor's
time. Beside each stands a floor measured in the same run: the same changed bytes, written plainly into files
and synced. `anew` is the same from a process that has just started (`publish --due` by cron), `edit` another
topic for a post from the middle, `wake-up` a look with nothing to do; the `first of a day` reads all.
`--proved`: with pages of proof and signed lists.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from PIL import Image  # noqa: E402

from scheduler.calendar.model import Hotline, PostId  # noqa: E402
from scheduler.calendar.wording import Wording  # noqa: E402
from scheduler.channels.channel import Mark, Media, Outgoing  # noqa: E402
from scheduler.channels.site.proof.proofs import Sealing  # noqa: E402
from scheduler.channels.site.proof.signing import make_key, read_key  # noqa: E402
from scheduler.channels.site.records import dump, record_of  # noqa: E402
from scheduler.channels.website import WebsiteChannel  # noqa: E402
from scheduler.channels.website_kind import WebsiteSettings  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402

SIZES = 10, 5_000
ROUNDS = 15
START = datetime(2023, 1, 1, tzinfo=UTC)
APART = 6 * 3600  # seconds between two posts
TITLE, ZONE = "Hội LHPN tỉnh Sóc Trăng", ZoneInfo("Asia/Ho_Chi_Minh")
ADDRESS = "https://phunu.example.vn/tin/"
TEXT = "Cùng con đặt mật khẩu dài, mỗi nơi một mật khẩu.\n\n" * 12 + "Cần giúp đỡ, gọi 111."
LINES = (Hotline("tong-dai-111", "Tổng đài Quốc gia bảo vệ trẻ em", "111", hours="24/7"),)
ROWS = "publish", "publish, anew", "edit", "withdraw", "wake-up", "wake-up, anew", "first of a day"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--posts", type=int, default=SIZES[1], help="on the large site")
    parser.add_argument("--proved", action="store_true", help="with pages of proof and signed lists")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sites = [
            Site(Path(scratch) / name, size, is_proved=given.proved)
            for name, size in (("small", SIZES[0]), ("large", given.posts))
        ]
        for _ in range(ROUNDS):
            for site in sites:
                site.round()
        ratios = table(sites)
    if given.json:
        print(json.dumps(ratios))


def table(sites: list[Site]) -> dict[str, float]:
    """Milliseconds at both sizes and their ratios; gives the ratios."""
    small, large = sites
    print(f"the first go over {large.size} records of the code before: {large.first_go:.1f} s\n")
    print(f"{'milliseconds':<18}{f'no. {small.size + 1}':>12}{f'no. {large.size + 1}':>12}{'ratio':>9}")
    ratios = {}
    for name in ROWS:
        for kind in ("wall", "cpu"):
            one, other = (statistics.median(site.times[name, kind]) for site in sites)
            ratios[f"{name}, {kind}"] = ratio = round(other / one, 2)
            print(f"{name + ', ' + kind:<22}{one * 1e3:>8.1f}{other * 1e3:>12.1f}{ratio:>9.2f}")
    floors = [statistics.median(site.floors) for site in sites]
    for site, floor in zip(sites, floors, strict=True):
        files, size = statistics.median(site.files), statistics.median(site.bytes)
        beside = statistics.median(site.times["publish", "wall"]) / floor
        ratios[f"floor_{site.size}"] = round(beside, 2)
        print(
            f"\nno. {site.size + 1}: {files:.0f} files, {size / 1e3:.0f} kB change; "
            f"written plainly {floor * 1e3:.1f} ms; a publication takes {beside:.2f} of that"
        )
    return ratios


class Site:
    """A website's folder with *size* posts, and its channel."""

    def __init__(self, folder: Path, size: int, *, is_proved: bool) -> None:
        self.size = size
        self.sealing = Sealing(read_key(make_key())) if is_proved else None
        self.folder = folder
        self.clock = FixedClock(START)
        self.times: dict[tuple[str, str], list[float]] = {
            (row, kind): [] for row in ROWS for kind in ("wall", "cpu")
        }
        self.floors: list[float] = []
        self.files: list[int] = []
        self.bytes: list[int] = []
        self._number = 0
        self._public: list[str] = []  # names, the newest last
        (folder / "posts").mkdir(parents=True)
        for _ in range(size):
            record = record_of(self._post(), (), ADDRESS, self.clock.now())
            (folder / f"posts/{record.name}.json").write_bytes(dump(record))
            self._public.append(record.name)
            self.clock.wait(APART)
        self.channel = self._opened()
        start = time.perf_counter()
        self.channel.tidy(self.clock.now())
        self.first_go = time.perf_counter() - start
        self._publish()  # so that what is made once is made

    def round(self) -> None:
        """One of each."""
        self._timed("wake-up", lambda: self.channel.tidy(self.clock.now()))
        before = self._states()
        self._timed("publish", self._publish)
        changed = [name for name, state in self._states().items() if before.get(name) != state]
        self._floor(changed)
        middle = self._public.pop(len(self._public) // 2)
        post = replace(self._post(), key=f"{middle}@first/province/website")
        self._timed("edit", lambda: self.channel.edit(middle, post))
        self._timed("withdraw", lambda: self.channel.withdraw(middle))
        anew = self._opened()
        self._timed("wake-up, anew", lambda: anew.tidy(self.clock.now()))
        self._timed("publish, anew", lambda: self._publish(self._opened()))
        self.channel = self._opened()
        self.clock.wait(86400)
        self._timed("first of a day", lambda: self.channel.tidy(self.clock.now()))

    def post_with_pictures(self) -> Outgoing:
        """The next post, with two cards."""
        post = self._post()
        return replace(post, media=pictures(self._number))

    def _publish(self, channel: WebsiteChannel | None = None) -> None:
        channel = channel or self.channel
        self.clock.wait(60)
        post = self.post_with_pictures()
        media = channel.prepare(post)
        channel.set_mark(Mark("so-cai", self._number, "may"))  # as before each public call
        self._public.append(channel.reveal(post, media).remote_id)

    def _timed(self, name: str, call: Callable[[], object]) -> None:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        call()
        self.times[name, "wall"].append(time.perf_counter() - wall)
        self.times[name, "cpu"].append(time.process_time() - cpu)

    def _floor(self, changed: list[str]) -> None:
        """The same bytes, each file opened, written, synced and closed."""
        data = [(self.folder / name).read_bytes() for name in changed]
        self.files.append(len(data))
        self.bytes.append(sum(map(len, data)))
        plain = self.folder.with_name("plain")
        plain.mkdir()
        start = time.perf_counter()
        for number, one in enumerate(data):
            with (plain / str(number)).open("wb") as file:
                file.write(one)
                file.flush()
                os.fsync(file.fileno())
        self.floors.append(time.perf_counter() - start)
        shutil.rmtree(plain)

    def _states(self) -> dict[str, tuple[int, int]]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}

    def _opened(self) -> WebsiteChannel:
        settings = WebsiteSettings(folder=str(self.folder), address=ADDRESS)
        return WebsiteChannel(self.folder, settings, TITLE, "vi", ZONE, self.clock, sealing=self.sealing)

    def _post(self) -> Outgoing:
        self._number += 1
        number = self._number
        return Outgoing(
            key=f"bai-{number}@first/province/website",
            post=PostId(f"bai-{number}"),
            occurrence="first",
            wording=Wording(f"Mật khẩu mạnh cho con, bài {number}", TEXT, ("BaoVeTreEm", "AnToanMang"), ""),
            media=(),
            due=self.clock.now(),
            audience=f"Người đọc {number % 5}",
            topic=f"Chủ đề {number % 12}",
            source="Quyết định số 830/QĐ-TTg",
            hotlines=LINES,
        )


def pictures(number: int) -> tuple[Media, ...]:
    """A wide and an upright card."""
    found = []
    for size, width, height in (("wide", 1200, 630), ("portrait", 1080, 1350)):
        out = io.BytesIO()
        Image.new("RGB", (width, height), (155, number % 256, number // 256)).save(out, "JPEG")
        found.append(Media(out.getvalue(), "image/jpeg", width, height, size, "Tấm thẻ"))
    return tuple(found)


if __name__ == "__main__":
    main()
