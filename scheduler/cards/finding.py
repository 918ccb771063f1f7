"""A file that a post names, below its folder of the folder of work and nowhere else."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from scheduler.names import composed, find_named, otherwise_spelt
from scheduler.problems import Message

_SHOWN = 8


class FileFault(Exception):  # noqa: N818 - a finding, which becomes a problem of the post
    """Why a file cannot be used, as a message and its values; each kind of file has its own."""

    endings: ClassVar[tuple[str, ...]]
    absent: ClassVar[Message]
    otherwise: ClassVar[Message]  # it is spelt otherwise
    outside: ClassVar[Message]

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.code, values)
        self.message, self.values = message, values


def find(folder: Path, name: str, fault: type[FileFault]) -> tuple[Path, os.stat_result]:
    """The file that a post calls *name*, with or without the folder's own name before it.

    Raises:
        FileFault: a *fault*: it is not there, it is spelt otherwise there, or it lies outside *folder*.
    """
    root, under = folder.resolve(), name.replace("\\", "/").removeprefix(f"{folder.name}/")
    found = find_named(root, under)
    spelt = otherwise_spelt(root, under) if found is None else ""
    if spelt:
        raise fault(fault.otherwise, name=name, spelt=spelt)
    path = found or root / under
    with suppress(OSError, ValueError, RuntimeError):  # too long, a NUL, links in a circle
        path = path.resolve()
    if not path.is_relative_to(root) or path == root:
        raise fault(fault.outside, name=name)
    with suppress(OSError, ValueError):
        state = path.stat()
        if stat.S_ISREG(state.st_mode):
            return path, state
    there = sorted(path for path in folder.rglob("*") if path.suffix.lower() in fault.endings)
    known = ", ".join(composed(path.relative_to(folder).as_posix()) for path in there[:_SHOWN]) or "—"
    raise fault(fault.absent, name=name, known=known)
