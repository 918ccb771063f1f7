"""Named points between the courier's writes and calls, where a test kills the process.

Off, a point is one comparison of two strings. On (`LOA_FAULT_POINT=after-intent`, or `after-intent:3`
for the third passing), the process ends there as by `kill -9`: nothing is flushed, nothing cleaned up.
The points are exactly the calls of `fault_point` in this package, so a new one is tested by being there.
"""

from __future__ import annotations

import os

_KILL = 9  # SIGKILL; on Windows `os.kill` ends the process at once for it
_name, _, _count = os.environ.get("LOA_FAULT_POINT", "").partition(":")
_left = int(_count or 1)


def fault_point(name: str) -> None:
    """Die here, if the environment names this point."""
    if name == _name:
        _die_in_turn()


def _die_in_turn() -> None:
    global _left  # noqa: PLW0603 - one countdown for one process
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), _KILL)
