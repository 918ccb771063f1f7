"""Changes a site of several months, and is killed before each rename, removal and time it sets in a folder.

Run as a program of its own (`python -m tests.channels.killing_archive FOLDER SCENE [--proved]`: with signed
lists), since it forks. Prints one JSON object for each kill: what a wake-up alone made of it, and what doing
the same again did.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.channels.channel import Gone, Mark
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import FixedClock
from tests import once
from tests.channels.making import SEALING, START, files_of, outgoing, website

STRIKES = {"os.rename", "os.remove", "os.utime"}
EVENT_OVER = date(2027, 1, 20)
NOW = START + timedelta(days=50)  # 20 January 2027
HALF = re.compile(rb"</html>\n?\Z|</urlset>\n\Z|</sitemapindex>\n\Z|</rss>\n\Z|</feed>\n\Z|\}\n\Z")
IS_PROVED = "--proved" in sys.argv  # pages of proof, and signed lists
ENDS = (".html", ".xml", "feed.json")


def opened(folder: Path, at: timedelta = timedelta()) -> WebsiteChannel:
    return website(folder, FixedClock(NOW + at), sealing=SEALING if IS_PROVED else None)


def publish(channel: WebsiteChannel, name: str, **what: object) -> None:
    post = outgoing(name, **what)
    channel.reveal(post, channel.prepare(post))


def filled(folder: Path) -> None:
    """Two months; one topic, one audience and one picture that only `rieng` has."""
    clock = FixedClock(START)
    channel = website(folder, clock, sealing=SEALING if IS_PROVED else None)
    for number in range(3):
        publish(channel, f"cu-{number}", title=f"Bài cũ {number}")
        clock.wait(15 * 86400)
    rare = replace(outgoing("rieng", title="Bài riêng", topic="Chủ đề riêng"), audience="Riêng ai")
    channel.reveal(rare, channel.prepare(rare))
    clock.wait(86400)
    publish(channel, "su-kien", title="Sự kiện", expires=EVENT_OVER)
    channel.set_mark(Mark("so-cai", 3, "may"))
    opened(folder).tidy(NOW)


def aged(folder: Path) -> None:
    """As the code of before left it: no catalogue, no archive but its front, pages of another look."""
    filled(folder)
    for name in (".loa", "luu-tru", "chu-de", "doi-tuong", "so-do"):
        shutil.rmtree(folder / name)
    (folder / "sitemap.xml").unlink()
    for page in (*folder.glob("bai/*.html"), folder / "luu-tru.html", folder / "index.html"):
        page.write_text('<!doctype html><meta name="generator" content="Loa"><title>Cũ</title></html>')


def into_a_new_month(folder: Path) -> None:
    publish(opened(folder, timedelta(days=30)), "moi", title="Bài mới", topic="Chủ đề mới")


def moved_elsewhere(folder: Path) -> None:
    post = replace(outgoing("rieng", title="Bài đã sửa", topic="Kỹ năng số"), audience="Học sinh")
    opened(folder).edit("rieng", post)


def taken_down(folder: Path) -> None:
    with suppress(Gone):
        opened(folder).withdraw("rieng")


def a_day_later(folder: Path) -> None:
    opened(folder, timedelta(days=1)).tidy(NOW + timedelta(days=1))


def taken_over(folder: Path) -> None:
    opened(folder).tidy(NOW)


SCENES: dict[str, tuple[Callable[[Path], None], Callable[[Path], None], timedelta]] = {
    "new-month": (filled, into_a_new_month, timedelta(days=30)),
    "edit": (filled, moved_elsewhere, timedelta()),
    "withdraw": (filled, taken_down, timedelta()),
    "expiry": (filled, a_day_later, timedelta(days=1)),
    "older-folder": (aged, taken_over, timedelta()),
}


def killed_before(
    number: int, folder: Path, act: Callable[[Path], None], strikes: Collection[str] = STRIKES
) -> bool:
    """*act* in a child that kills itself before its nth strike at that folder; False if it ends."""
    child = os.fork()
    if child == 0:
        left = number

        def strike(event: str, _arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in strikes:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(strike)
        act(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def words(files: dict[str, bytes]) -> dict[str, bytes]:
    """All but the pictures: those of a post come before it, and go after it."""
    return {name: data for name, data in files.items() if not name.startswith("anh/")}


def main(root: Path, scene: str) -> None:
    begin, act, later = SCENES[scene]
    begun = root / "begun"
    begin(begun)
    sound = []
    for name in ("before", "after"):
        folder = root / name
        shutil.copytree(begun, folder)  # with all its times
        if name == "after":
            act(folder)
        opened(folder, later).tidy(NOW + later)
        sound.append(files_of(folder))
    number = 1
    while True:
        folder = root / str(number)
        shutil.copytree(begun, folder)
        killed = killed_before(number, folder, act)
        cut = files_of(folder)
        opened(folder, later).tidy(NOW + later)
        woken = files_of(folder)
        act(folder)
        opened(folder, later).tidy(NOW + later)
        seen = {
            "killed": killed,
            "half": [name for name, data in cut.items() if name.endswith(ENDS) and not HALF.search(data)],
            "in_step": words(woken) in (words(sound[0]), words(sound[1])),
            "healed": files_of(folder) == sound[1],
        }
        sys.stdout.write(json.dumps(seen) + "\n")
        sys.stdout.flush()  # before the next fork
        shutil.rmtree(folder)
        if not killed:
            return
        number += 1


if __name__ == "__main__":
    once.keep_templates(pytest.MonkeyPatch())
    main(Path(sys.argv[1]), sys.argv[2])
