"""A month of posts, killed twenty times at random moments and started again: each stands once."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import timedelta

import pytest

from scheduler.delivery.ledger import State
from tests.faults.real import check_each_once, open_works, posts, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork")]


@pytest.mark.parametrize("seed", range(5))
def test_killed_twenty_times_each_post_is_public_once(tmp_path, rehearsal, seed):
    dice = random.Random(seed)
    story = posts(f"kills-{seed}", rehearsal.clock.now() + timedelta(hours=1), count=31)
    for _ in range(20):
        child = os.fork()
        if child == 0:
            try:
                run_to_the_end(open_works(tmp_path, rehearsal, story))
            finally:
                os._exit(0)
        time.sleep(dice.uniform(0.02, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    works = open_works(tmp_path, rehearsal, story)
    run_to_the_end(works)
    rows = works.ledger.deliveries()
    assert [row for row in rows if row.state is not State.PUBLISHED] == [], f"seed {seed}"
    assert len(rows) == 62
    check_each_once(tmp_path, rehearsal, story, rows)
    works.close()
    works.clock.close()
