"""What was worked out before, kept under var/cache/ by what it was made of: asking again costs a look.

Every file there may be deleted at any time. Nothing in one is ever run: a damaged, foreign or older file
counts as empty. Why not pickle: docs/decisions/0006.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import sysconfig
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from scheduler.files import read_file, walk, write_whole
from scheduler.problems import Problem, Text

_MOST = 2**30  # bytes of a file of the cache that are looked at
_SIZE = 8  # bytes at the file's beginning: how long the index behind them is
_PACKAGE = Path(__file__).parent
_Index = dict[str, tuple[int, int, int]]  # key → start, end, checksum


class Cache:
    """One file of the cache. It holds what was put there last, and so never grows beyond it.

    Two processes may use it at once: the last one's file stays. A folder that cannot be written has none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> bytes | None:
        """What was kept under *key*; None if nothing was, or not whole."""
        index, data = self._kept
        if key not in index:
            return None
        start, end, checksum = index[key]
        found = data[start:end]
        return found if zlib.crc32(found) == checksum else None

    def __len__(self) -> int:
        """How many entries were kept."""
        return len(self._kept[0])

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Keep *entries* in place of all that was kept before."""
        index: _Index = {}
        place = 0
        for key, found in entries.items():
            index[key] = place, place + len(found), zlib.crc32(found)
            place += len(found)
        head = msgspec.msgpack.encode(index)
        data = b"".join((len(head).to_bytes(_SIZE, "big"), head, *entries.values()))
        with suppress(OSError):
            write_whole(self._path, data, outlives_power=False, private=True)

    @cached_property
    def _kept(self) -> tuple[_Index, bytes]:
        try:
            data = read_file(self._path, _MOST)
            end = _SIZE + int.from_bytes(data[:_SIZE], "big")
            return msgspec.msgpack.decode(data[_SIZE:end], type=_Index), data[end:]
        except (OSError, ValueError, msgspec.MsgspecError, RecursionError, MemoryError):
            return {}, b""


def print_of(*parts: Any) -> str:
    """A hash of *parts* (bytes, or values of plain types and dataclasses) and of the program itself."""
    digest = hashlib.sha256(_program())
    for part in parts:
        data = part if isinstance(part, bytes) else _encoded(part)
        digest.update(len(data).to_bytes(_SIZE, "big"))
        digest.update(data)
    return digest.hexdigest()


def _encoded(part: Any) -> bytes:
    def dumped(model: Any) -> Any:
        return model.model_dump(mode="json")  # pydantic's, for which msgspec knows no form of its own

    return msgspec.msgpack.encode(part, order="deterministic", enc_hook=dumped)


def plain(problem: Problem) -> Problem:
    """*problem* with its values as they are said, so that it says the same after it was kept."""
    if any(isinstance(value, Text) for value in problem.values.values()):
        said = problem.message
        wrong, way_out = said.wrong.filled(**problem.values), said.way_out.filled(**problem.values)
        return replace(problem, message=replace(said, wrong=wrong, way_out=way_out), values={})
    values = {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in problem.values.items()
    }
    return replace(problem, values=values)


def states_of(folder: Path) -> list[tuple[str, int, int]]:
    """All below *folder* by name: a file with its size and time of change, a folder with zeros."""
    return sorted(
        (entry.path, 0, 0) if stat.S_ISDIR(state.st_mode) else (entry.path, state.st_size, state.st_mtime_ns)
        for entry, state in walk(folder)
    )


@cache
def _program() -> bytes:
    """What tells this program from another: Python, the packages installed, and its own files.

    The files count by size and time, as they do for Python's own .pyc files.
    """
    packages = sorted(
        entry.name for entry in os.scandir(sysconfig.get_path("purelib")) if entry.name.endswith(".dist-info")
    )
    code = [state for state in states_of(_PACKAGE) if state[0].endswith(".py")]
    return hashlib.sha256(repr((sys.version, packages, code)).encode()).digest()
