"""What the house rules found, kept by what they were held against.

While nothing changes they are not run; after an edit, those of one post look at that file's posts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import msgspec

from scheduler.cache import Cache, plain, print_of
from scheduler.calendar.model import Post
from scheduler.files import WorkFolder
from scheduler.problems import Problem


class Found(msgspec.Struct, frozen=True):
    """What the rules found, and how many sound posts an error among it stops."""

    problems: list[Problem]
    stopped: int = 0


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
        kept = self._read(key)
        if kept is not None:
            return kept
        found = find()
        self._note(key, found)
        self._cache.put(self._entries)
        return found

    def of_file(self, posts: Sequence[Post], find: Callable[[], list[Problem]]) -> list[Problem]:
        """What is found in *posts*, of one file, each looked at alone; *find* is asked if that changed."""
        # Which posts of a file are sound may hang on another file, which has the same id.
        key = print_of(self._prints[posts[0].file], self._today, [post.id for post in posts])
        kept = self._read(key)
        found = Found(find()) if kept is None else kept
        self._note(key, found)
        return found.problems

    def _read(self, key: str) -> Found | None:
        kept = self._cache.get(key)
        try:
            return None if kept is None else msgspec.msgpack.decode(kept, type=Found)
        except msgspec.MsgspecError:
            return None

    def _note(self, key: str, found: Found) -> None:
        problems = [plain(problem) for problem in found.problems]
        self._entries[key] = msgspec.msgpack.encode(Found(problems, found.stopped))
