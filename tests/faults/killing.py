"""A child process that may die by `kill -9` in the middle of its work."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def is_killed(work: Callable[..., object], *args: object) -> bool:
    """Do *work* with *args* in a child; whether it was killed. Any other early end fails the test."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*args)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}
    return code != 0
