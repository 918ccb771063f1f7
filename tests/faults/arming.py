"""The faults of a scene: armed beforehand, or, with `at`, when the work comes by that fault point, so that no
other call uses them up and nothing hangs on luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from mmap import mmap

import pytest

from scheduler.delivery import changes, courier, faults, reconcile
from scheduler.rehearsal.server import Rehearsal

# The looks of a delivery: the fault strikes just then, and not before or after.
LOOKS = ("before-look", "before-last-look")


def arm(rehearsal: Rehearsal, scene: Sequence[Mapping], monkeypatch: pytest.MonkeyPatch) -> None:
    """Arm the faults of *scene*, and none of before."""
    rehearsal.disarm()
    later = [fault for fault in scene if "at" in fault]
    for fault in scene:
        if "at" not in fault:
            rehearsal.arm(**fault)
    struck = mmap(-1, len(later) + 1)  # shared with the child that is killed: each strikes once

    def fault_point(name: str) -> None:
        for number, fault in enumerate(later):
            if fault["at"] == name and not struck[number]:
                struck[number] = 1
                rehearsal.arm(**{key: value for key, value in fault.items() if key != "at"})
        faults.fault_point(name)

    for module in (changes, courier, reconcile):
        monkeypatch.setattr(module, "fault_point", fault_point)
