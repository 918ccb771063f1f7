"""A child process that may die by `kill -9` in the middle of its work."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Hashable, Iterable

from tests.faults.points import Point

_met: dict[Hashable, set[str]] = {}  # scene -> the points that a whole run of it came by


def may_die(scene: Hashable, point: str) -> bool:
    """Whether *scene* may come by *point*: no more once a whole run of it, for whichever point, did not."""
    return scene not in _met or point in _met[scene]


def likely_first(test: str, scenes: Iterable[Hashable], point: str) -> list[tuple[int, Hashable]]:
    """The scenes of *test*, each with its number; last those that are known not to come by *point*."""
    numbered = [*enumerate(scenes)]
    return sorted(numbered, key=lambda one: not may_die((test, one[0]), point))


def is_killed(work: Callable[..., object], *args: object, scene: Hashable = None) -> bool:
    """Do *work* with *args* in a child; whether it was killed. Any other early end fails the test.

    By which points a whole run of *scene* came is kept for `may_die`.
    """
    point = next((one for one in args if isinstance(one, Point)), None)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if point is not None:
                point.met.clear()
            work(*args)
            os.write(writes, json.dumps([*point.met] if point is not None else []).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writes)
    with os.fdopen(reads, "rb") as said:
        met = said.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}
    if code == 0 and scene is not None and point is not None:
        _met[scene] = set(json.loads(met))
    return code != 0
