"""How slow this machine is just now: what is promised within seconds is so on one that has time for it."""

from __future__ import annotations

import time

_WORK = 0.15  # seconds of a processor


def slowness() -> float:
    """How often longer than on a machine with nothing else to do a piece of work takes here; at least 1."""
    begun, used = time.perf_counter(), time.thread_time()
    while time.thread_time() - used < _WORK:
        pass
    return max(1.0, (time.perf_counter() - begun) / _WORK)
