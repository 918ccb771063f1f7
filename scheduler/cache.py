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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from scheduler.files import read_part, walk, write_whole
from scheduler.problems import Level, Message, Place, Problem, Text

_MOST = 2**26  # bytes of an index that are looked at
_SIZE = 8  # bytes at the file's beginning: how long the index behind them is
_PACKAGE = Path(__file__).parent
_Index = dict[str, tuple[int, int, int]]  # key → start, end, checksum
_SAID = (str, bool, int, float, Text)  # values that say the same after they were kept


class Cache:
    """One file of the cache. It holds what was put there last, and so never grows beyond it.

    Two processes may use it at once: the last one's file stays. A folder that cannot be written has none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> bytes | None:
        """What was kept under *key*; None if nothing was, or not whole."""
        index, behind = self._kept
        if key not in index:
            return None
        start, end, checksum = index[key]
        try:
            found = read_part(self._path, behind + start, end - start)
        except (OSError, ValueError, OverflowError, MemoryError):  # places of a damaged index
            return None
        return found if zlib.crc32(found) == checksum else None

    def __contains__(self, key: str) -> bool:
        """Whether something was kept under *key*, whole or not."""
        return key in self._kept[0]

    def __len__(self) -> int:
        """How many entries were kept."""
        return len(self._kept[0])

    def __iter__(self) -> Iterator[str]:
        """Their keys, in the order in which they were put."""
        return iter(self._kept[0])

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
    def _kept(self) -> tuple[_Index, int]:
        """What lies where behind the index, and where that ends. Another process may put a new file there
        meanwhile: then no checksum is right."""
        try:
            length = int.from_bytes(read_part(self._path, 0, _SIZE), "big")
            index = read_part(self._path, _SIZE, min(length, _MOST))
            return msgspec.msgpack.decode(index, type=_Index), _SIZE + length
        except (OSError, ValueError, msgspec.MsgspecError, RecursionError, MemoryError):
            return {}, 0


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


class _Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A problem; *message* is its number."""

    message: int
    place: Place
    values: dict[str, str | bool | int | float | Text]
    line_text: str
    post: str
    level: Level | None


class _Table(msgspec.Struct, array_like=True, frozen=True):
    """Problems, with each of their messages once: thousands of them may say the same."""

    messages: list[Message]
    rows: list[_Row]


_ENCODER = msgspec.msgpack.Encoder()
_TABLES = msgspec.msgpack.Decoder(_Table)


def encoded_problems(problems: Iterable[Problem]) -> bytes:
    """*problems* as they are kept; what each says stays the same."""
    problems = list(problems)
    messages = {id(one.message): one.message for one in problems}
    numbers = {known: number for number, known in enumerate(messages)}
    rows = [
        _Row(
            numbers[id(one.message)],
            one.place,
            {name: found if isinstance(found, _SAID) else str(found) for name, found in one.values.items()},
            one.line_text,
            one.post,
            one.level,
        )
        for one in problems
    ]
    return _ENCODER.encode(_Table(list(messages.values()), rows))


def decoded_problems(kept: bytes | msgspec.Raw) -> list[Problem]:
    """What `encoded_problems` was given.

    Raises:
        msgspec.MsgspecError, IndexError: it was not.
    """
    table = _TABLES.decode(kept)
    messages = table.messages
    return [
        Problem(messages[row.message], row.place, row.values, row.line_text, row.post, row.level)
        for row in table.rows
    ]


def states_of(folder: Path, but: str = "") -> list[tuple[str, int, int]]:
    """All below *folder* by name: a file with its size and time of change, a folder with zeros.

    What is called *but*, and what lies in it, is none of it.
    """
    return sorted(
        (entry.path, 0, 0) if stat.S_ISDIR(state.st_mode) else (entry.path, state.st_size, state.st_mtime_ns)
        for entry, state in walk(folder, but)
    )


@cache
def _program() -> bytes:
    """What tells this program from another: Python, the packages installed, and its own files.

    The files count by size and time, as they do for Python's own .pyc files.
    """
    packages = sorted(
        entry.name for entry in os.scandir(sysconfig.get_path("purelib")) if entry.name.endswith(".dist-info")
    )
    code = [state for state in states_of(_PACKAGE, but="__pycache__") if state[0].endswith(".py")]
    return hashlib.sha256(repr((sys.version, packages, code)).encode()).digest()
