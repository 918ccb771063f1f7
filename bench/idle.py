"""What `serve` costs while nothing is due: the processor's time and the memory of a real one.

    python bench/idle.py [--minutes N] [--json]

A copy of the sample calendar, whose posts lie in the future, with a practice Facebook in a process of its own
and a website; `serve` as the office starts it, with its desk, its watch of the files and its daily work. What
is measured is `serve` alone, after a minute of starting up: percent of one core, and megabytes. Beside it the
floor: a Python process that has imported the same and does nothing but sleep.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from scheduler.rehearsal.server import start  # noqa: E402

TOKEN = "LOA_IDLE_TOKEN"
STARTING = 60.0
TICKS = os.sysconf("SC_CLK_TCK")
SLEEPER = "import time, uvicorn, sqlalchemy, PIL, apscheduler, pydantic, watchfiles, numpy; time.sleep(36000)"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(Path(scratch), given.minutes)
    for name, value in found.items():
        print(f"{name:>14}  {value}", file=sys.stderr)
    if given.json:
        print(json.dumps(found))


def measure(folder: Path, minutes: float) -> dict[str, float]:
    """Start `serve` there and watch it."""
    with start(folder / "rehearsal", site=folder / "var" / "site", real_time=True) as world:
        write_folder(folder, world.page_id, world.address, world.site_address)
        command = [
            sys.executable,
            str(ROOT / "run.py"),
            "-C",
            str(folder),
            "serve",
            "--port",
            str(free_port()),
        ]
        environment = os.environ | {TOKEN: world.token}
        with (folder / "serve.log").open("wb") as log:
            served = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER])
            try:
                time.sleep(STARTING)
                before, begun = seconds_of(served.pid), time.monotonic()
                peak = 0.0
                while time.monotonic() - begun < minutes * 60:
                    time.sleep(min(10.0, minutes * 60))
                    assert served.poll() is None, (folder / "serve.log").read_text()[-2000:]
                    peak = max(peak, megabytes_of(served.pid))
                spent, lasted = seconds_of(served.pid) - before, time.monotonic() - begun
                return {
                    "minutes": round(lasted / 60, 1),
                    "core_percent": round(100 * spent / lasted, 3),
                    "peak_mb": round(peak, 1),
                    "sleeping_mb": round(megabytes_of(sleeper.pid), 1),
                }
            finally:
                for process in (served, sleeper):
                    process.terminate()
                    process.wait(20)


def write_folder(folder: Path, page: str, graph: str, site: str) -> None:
    """The sample calendar, a year from now, pointed at the rehearsal."""
    for name in ("posts", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "config").mkdir()
    shutil.copy(ROOT / "config" / "hotlines.yaml", folder / "config" / "hotlines.yaml")
    settings = (ROOT / "config" / "settings.yaml").read_text(encoding="utf-8")
    head = settings.split("\nfacebook:")[0]
    (folder / "config" / "settings.yaml").write_text(
        f"{head}\nfacebook: {{page: '{page}', token: 'env:{TOKEN}', graph_url: '{graph}'}}\n"
        f"website: {{folder: var/site, address: '{site}'}}\n",
        encoding="utf-8",
    )
    year = (datetime.now(UTC) + timedelta(days=400)).year
    for path in (folder / "posts").glob("*.yaml"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("at: 2026-", f"at: {year}-"), encoding="utf-8"
        )


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def seconds_of(pid: int) -> float:
    """The processor's time that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes_of(pid: int) -> float:
    """Its memory that is really there."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
