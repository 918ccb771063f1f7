"""What Lighthouse says of the website: accessibility, best practices and SEO, on a phone and on a desktop.

    npm install lighthouse
    export CHROME_PATH=/usr/bin/chromium
    python bench/lighthouse.py --lighthouse node_modules/.bin/lighthouse

A site of forty posts is made by the channel itself and served from its folder by a plain static server.
Without `--lighthouse` the one that `npx` finds is asked; nothing is downloaded. Ends with 1 if any figure is
below 100.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, whose calendar.py `http` would take for Python's

import argparse  # noqa: E402
import functools  # noqa: E402
import http.server  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import tempfile  # noqa: E402
import threading  # noqa: E402
from dataclasses import replace  # noqa: E402

from bench.website import APART, LINES, START, TITLE, ZONE, pictures  # noqa: E402
from scheduler.calendar.model import PostId  # noqa: E402
from scheduler.calendar.wording import Wording  # noqa: E402
from scheduler.channels.channel import Outgoing  # noqa: E402
from scheduler.channels.website import WebsiteChannel  # noqa: E402
from scheduler.channels.website_kind import WebsiteSettings  # noqa: E402
from scheduler.clock import FixedClock  # noqa: E402

POSTS = 40
PAGES = "", "bai/bai-39.html", "luu-tru/2023-01.html", "duong-day-nong.html", "tim.html?q=mat%20khau"
KINDS = "accessibility", "best-practices", "seo"
TEXT = "Đặt mật khẩu dài, mỗi nơi một mật khẩu.\n\n- Không lấy ngày sinh\n- Không đưa cho ai\n\nGọi 111."


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain static server that writes no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lighthouse", help="the program; without it: npx --no-install lighthouse")
    given = parser.parse_args()
    program = [given.lighthouse] if given.lighthouse else ["npx", "--no-install", "lighthouse"]
    lowest = 100
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        handler = functools.partial(Quiet, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/"
            fill(folder, address)
            print(f"{'':<32}{'':<9}" + "".join(f"{kind:>16}" for kind in KINDS))
            for page in PAGES:
                for size in ("mobile", "desktop"):
                    scores, faults = judged(program, address + page, size)
                    print(
                        f"{page or 'front':<32}{size:<9}" + "".join(f"{one:>16}" for one in scores), *faults
                    )
                    lowest = min(lowest, *scores)
            server.shutdown()
    return 0 if lowest == 100 else 1


def fill(folder: Path, address: str) -> None:
    """Publish the posts there, a month of them."""
    clock = FixedClock(START)
    settings = WebsiteSettings(folder=str(folder), address=address)
    channel = WebsiteChannel(folder, settings, TITLE, "vi", ZONE, clock, directory=lambda _: LINES)
    for number in range(POSTS):
        wording = Wording(f"Mật khẩu mạnh cho con, bài {number}", TEXT, ("AnToanMang",), "")
        post = Outgoing(
            key=f"bai-{number}@first/province/website",
            post=PostId(f"bai-{number}"),
            occurrence="first",
            wording=wording,
            media=(),
            due=clock.now(),
            audience=f"Người đọc {number % 5}",
            topic=f"Chủ đề {number % 12}",
            hotlines=LINES,
        )
        post = replace(post, media=pictures(number))
        channel.reveal(post, channel.prepare(post))
        clock.wait(APART)


def judged(program: list[str], address: str, size: str) -> tuple[list[int], list[str]]:
    """Its scores in the order of `KINDS`, and the names of what it finds at fault."""
    command = [
        *program, address, f"--only-categories={','.join(KINDS)}", "--output=json", "--quiet",
        "--chrome-flags=--no-sandbox --headless", *(["--preset=desktop"] if size == "desktop" else []),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ)
    if done.returncode:
        sys.exit(
            f"{' '.join(program)} did not run; see --help\n{done.stderr.decode(errors='replace')[-2000:]}"
        )
    told = json.loads(done.stdout)
    audits, categories = told["audits"], [told["categories"][kind] for kind in KINDS]
    faults = [
        one["id"]
        for category in categories
        for one in category["auditRefs"]
        if one["weight"] and audits[one["id"]]["score"] not in (None, 1)
    ]
    return [round(100 * category["score"]) for category in categories], faults


if __name__ == "__main__":
    sys.exit(main())
