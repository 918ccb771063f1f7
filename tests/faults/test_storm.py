"""The storm, short: random operations over one page, and nothing goes out that was not wanted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "storm.py"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]


@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_storm_nothing_is_doubled_unwanted_lost_or_a_riddle(seed):
    ran = subprocess.run(
        [sys.executable, str(BENCH), "--operations", "250", "--seed", str(seed), "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=580,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert [found[name] for name in ("doubled", "unwanted", "lost", "traces", "stuck")] == [0] * 5
    assert found["page_posts"] > 10
    assert sum(count for said, count in found["answers"].items() if said.endswith(" -9")) > 2, "it was killed"
    assert {"wake-up", "restore", "twin", "break"} <= found["by_operation"].keys()
