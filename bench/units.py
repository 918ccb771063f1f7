"""What it costs to plan a month for every commune of the country: 3,321 units × 31 posts × 2 channels.

    python bench/units.py [--json]

A folder of work is made with 3,321 units and 31 posts `units: all`, then read, planned and asked for what
is due on its busiest day, each step timed in a new process; the most memory beside it. The floor is the
same calendar for one unit alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own

from scheduler.calendar.loading import read_calendar  # noqa: E402
from scheduler.calendar.wording import Limits, word  # noqa: E402
from scheduler.delivery.agenda import Agenda  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402

COMMUNES, POSTS = 3_321, 31
SETTINGS = """\
organisation: Hội LHPN tỉnh
facebook: {page: "1", token: env:LOA_TOKEN}
website: {folder: var/site, address: https://phunu.example.vn/}
"""
UNIT = """\
  - id: xa-{n}
    name: Hội LHPN xã số {n}
    hotlines: [cong-an-xa-{n}]
    facebook: {{page: "{page}", token: env:LOA_TOKEN_{n}}}
    website: {{folder: var/site/xa-{n}, address: "https://phunu.example.vn/xa-{n}/"}}
"""
POST = """\
  - id: bai-{n}
    at: {at:%Y-%m-%d} 07:30
    title: Bài số {n}
    text: |
      {{{{ unit.name }}}} nhắc cha mẹ mỗi tối hỏi con một câu, bài {n}.
      Cần giúp đỡ, gọi {{{{ unit.hotline }}}}.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    figures: dict[str, float] = {}
    for name, count in (("one", 0), ("all", COMMUNES)):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), count)
            done = subprocess.run(
                [sys.executable, __file__, "--measure", folder], capture_output=True, text=True, check=True
            )
            figures |= {f"{key}_{name}": value for key, value in json.loads(done.stdout).items()}
    if not given.json:
        for key, value in figures.items():
            print(f"{key:22} {value:,.3f}")
    print(json.dumps(figures))


def make(folder: Path, count: int, first: datetime = datetime(2026, 12, 1)) -> None:  # noqa: DTZ001 - a day
    """A folder of work with *count* communes below the province, and a post a day from *first* on."""
    for name in ("config", "posts", "assets"):
        (folder / name).mkdir()
    lines = "".join(
        f'cong-an-xa-{n}: {{name: Công an xã {n}, number: "{2990000000 + n:011}"}}\n' for n in range(count)
    )
    lines += "tong-dai-111: {name: Tổng đài 111, number: '111'}\n"
    units = "  - id: province\n    hotlines: [tong-dai-111]\n"
    units += "".join(UNIT.format(n=n, page=10_000 + n) for n in range(count))
    (folder / "config/settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "config/hotlines.yaml").write_text(lines, encoding="utf-8")
    (folder / "config/units.yaml").write_text("units:\n" + units, encoding="utf-8")
    posts = "".join(POST.format(n=n, at=first + timedelta(days=n - 1)) for n in range(1, POSTS + 1))
    heading = "defaults: {channels: [facebook, website], units: all}\nposts:\n"
    (folder / "posts/thang.yaml").write_text(heading + posts, encoding="utf-8")


def measure(folder: Path) -> dict[str, float]:
    """Seconds to read, to plan, and to word and list one day's deliveries; megabytes at the most."""
    work = WorkFolder(folder)
    settings, _ = load_settings(work)
    assert settings is not None
    start = time.perf_counter()
    calendar = read_calendar(work, settings)
    read = time.perf_counter()
    assert not [one for one in calendar.problems if one.is_error], calendar.problems[0].as_text()
    agenda = Agenda(calendar)
    deliveries = len(agenda)
    planned = time.perf_counter()
    noon = datetime(2026, 12, 1, 12, tzinfo=settings.zone)
    day = [one for date in agenda.between(noon - timedelta(1), noon) for one in agenda.unfold(date)]
    words = {
        word(one.post, one.unit, calendar.hotlines, one.channel, Limits(63_206, inline=True)).text
        for one in day
    }
    assert len(words) == len(calendar.units), "each unit's text names it and its line"
    ended = time.perf_counter()
    return {
        "deliveries": deliveries,
        "read_s": read - start,
        "plan_s": planned - read,
        "day_s": ended - planned,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    main()
