"""What the house rules found, kept by what they were held against.

While nothing changes they are not run. After an edit, those of one post look at that file's posts alone;
those that hold posts against each other are run over the facts of all, and a problem is made, with its
place, only where they tell something new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain

import msgspec

from scheduler.cache import Cache, decoded_problems, encoded_problems, print_of
from scheduler.calendar.made import Made, OfFile
from scheduler.checks.facts import Facts
from scheduler.files import WorkFolder
from scheduler.problems import Problem


@dataclass(frozen=True)
class Found:
    """What the rules found, and the ids of the sound posts that an error among it stops."""

    problems: Sequence[Problem]
    stopped: frozenset[str] = frozenset()


_NONE = msgspec.Raw(msgspec.msgpack.encode(None))


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """A `Found` in the cache: its *count* problems, or the keys of the *parts* that have them."""

    count: int
    stopped: list[str]
    problems: msgspec.Raw = _NONE
    facts: msgspec.Raw = _NONE
    parts: list[str] = []


_KEPT = msgspec.msgpack.Decoder(_Kept)
_FACTS = msgspec.msgpack.Decoder(Facts | None)


class Kept:
    """The findings of one reading, whose files have *prints*, on the day *today*."""

    def __init__(self, folder: WorkFolder, prints: Mapping[str, str], today: date) -> None:
        self._cache = Cache(folder.var / "cache" / "checks")
        self._prints = prints
        self._today = today
        self._entries: dict[str, bytes] = {}

    def whole(self, find: Callable[[], Found]) -> Found:
        """All that is found; *find* is asked if anything changed."""
        key = print_of(self._prints, self._today)
        kept = _decoded(self._cache.get(key))
        if kept is not None and all(part in self._cache for part in kept.parts):
            return Found(Made(lambda: self._joined(kept.parts, find), kept.count), frozenset(kept.stopped))
        found = find()
        whole = _Kept(len(found.problems), sorted(found.stopped), parts=list(self._entries))
        self._cache.put({key: msgspec.msgpack.encode(whole), **self._entries})
        self._entries.clear()
        return found

    def of_file(self, file: OfFile, find: Callable[[], tuple[Found, Facts]]) -> tuple[Found, Facts]:
        """What is found in the posts of *file*, each looked at alone, and their facts."""
        key = self._key(file)
        kept = self._taken(key)
        facts = None if kept is None else _facts(kept)
        if kept is None or facts is None:
            found, facts = find()
            self._entries[key] = _encoded(found, facts)
            return found, facts
        return _found(kept, lambda: find()[0]), facts

    def of_others(self, file: OfFile, told: object, find: Callable[[], Found]) -> Found:
        """What is found in the posts of *file*, held against all others, which is what was *told* of them."""
        key = print_of(self._key(file).encode(), told)
        kept = self._taken(key)
        if kept is None:
            found = find()
            self._entries[key] = _encoded(found)
            return found
        return _found(kept, find)

    def _key(self, file: OfFile) -> str:
        # Which posts of a file are sound may hang on another file, which has the same id.
        return print_of(self._prints[file.file], self._today, file.doubled)

    def _taken(self, key: str) -> _Kept | None:
        """What is kept under *key*, and will be."""
        data = self._cache.get(key)
        kept = _decoded(data)
        if data is not None and kept is not None:
            self._entries[key] = data
        return kept

    def _joined(self, parts: Sequence[str], find: Callable[[], Found]) -> Sequence[Problem]:
        """The problems of all *parts*; *find* is asked where one cannot be read."""
        kept = [_decoded(self._cache.get(part)) for part in parts]
        sound = [one for one in kept if one is not None]
        try:
            if len(sound) == len(kept):
                return list(chain.from_iterable(decoded_problems(one.problems) for one in sound))
        except (msgspec.MsgspecError, IndexError):
            pass
        return find().problems


def _decoded(data: bytes | None) -> _Kept | None:
    try:
        return None if data is None else _KEPT.decode(data)
    except msgspec.MsgspecError:
        return None


def _found(kept: _Kept, find: Callable[[], Found]) -> Found:
    def problems() -> Sequence[Problem]:
        try:
            return decoded_problems(kept.problems)
        except (msgspec.MsgspecError, IndexError):
            return find().problems

    return Found(Made(problems, kept.count), frozenset(kept.stopped))


def _facts(kept: _Kept) -> Facts | None:
    facts: Facts | None = None
    with suppress(msgspec.MsgspecError):
        facts = _FACTS.decode(kept.facts)
    return facts


def _encoded(found: Found, facts: Facts | None = None) -> bytes:
    problems, encoded = encoded_problems(found.problems), msgspec.msgpack.encode(facts)
    kept = _Kept(len(found.problems), sorted(found.stopped), msgspec.Raw(problems), msgspec.Raw(encoded))
    return msgspec.msgpack.encode(kept)
