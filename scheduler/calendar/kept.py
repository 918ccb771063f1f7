"""What each file of the calendar gave, kept in the cache: a file that is as it was is not read again.

Its problems and ids are there at once; its posts are made when somebody asks for them, and where their
values stand is found by reading the file again, which only a problem in it needs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from typing import Any, get_type_hints
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import msgspec

from scheduler.cache import Cache, decoded_problems, encoded_problems, print_of
from scheduler.calendar.directory import Directory
from scheduler.calendar.file import Part, read_part
from scheduler.calendar.model import CONTENT, Post, content_of
from scheduler.files import WorkFolder
from scheduler.reader.later import Later
from scheduler.reader.places import Places
from scheduler.settings.model import Settings

# A post as a row: the values of all its fields but `places`, which lead back into the file.
_HINTS = get_type_hints(Post)
_Row: Any = tuple[tuple(_HINTS[name] for name in CONTENT)]  # type: ignore[misc]  # made from the model
_MOMENTS = [CONTENT.index("at"), CONTENT.index("after")]


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """A part in the cache; *numbers* and *faulty_numbers* say which entry of the file each post was."""

    problems: msgspec.Raw
    ids: dict[int, str]
    campaign_id: str
    numbers: list[int]
    faulty_numbers: list[int]
    posts: msgspec.Raw
    faulty: msgspec.Raw


_DECODER = msgspec.msgpack.Decoder(_Kept)


class KeptPart:
    """A `Part` from the cache."""

    def __init__(self, kept: _Kept, document: Later, zone: ZoneInfo) -> None:
        self.document = document
        self.problems = decoded_problems(kept.problems)
        self.ids = kept.ids
        self.campaign_id = kept.campaign_id
        self.count = len(kept.numbers)
        self.faulty_count = len(kept.faulty_numbers)
        self._kept = kept
        self._zone = zone

    @cached_property
    def posts(self) -> list[Post]:
        """Its sound posts."""
        return self._made(self._kept.posts, self._kept.numbers)

    @cached_property
    def faulty(self) -> list[Post]:
        """Its posts that have an error, as far as they could be read."""
        return self._made(self._kept.faulty, self._kept.faulty_numbers)

    def _made(self, rows: msgspec.Raw, numbers: list[int]) -> list[Post]:
        posts = []
        for number, row in zip(numbers, msgspec.msgpack.decode(rows, type=list[_Row]), strict=True):
            values = list(row)
            for place in _MOMENTS:
                if values[place] is not None:
                    values[place] = values[place].astimezone(self._zone)
            values.append(Places(self.document, ("posts", number), ("defaults",)))
            posts.append(Post(*values))
        return posts


# By key, those of the calendar that is in use: a program that stays reads it again at every save, and makes
# anew the posts of the saved file alone.
_IN_USE: WeakValueDictionary[str, KeptPart] = WeakValueDictionary()


class Reader:
    """Reads the files of one calendar, each only if it is not kept as it stands now."""

    def __init__(self, folder: WorkFolder, settings: Settings, directory: Directory) -> None:
        self._cache = Cache(folder.var / "cache" / "calendar")
        self._settings = settings
        self._directory = directory
        # All that `read_part` takes besides the file.
        context = print_of(settings, replace(directory, problems=()))
        self._context = context.encode()
        self.prints = {"": context}  # by file: a hash of all that its posts were made of; '': what all share
        self._entries: dict[str, bytes] = {}
        self._is_new = False

    def read(self, file: str, data: bytes) -> Part | KeptPart:
        """What *data*, the content of *file*, gives to the calendar."""
        key = self.prints[file] = print_of(self._context, file, data)
        kept = self._cache.get(key)
        part = self._part(key, kept, file, data) if kept is not None else None
        if kept is not None and part is not None:
            self._entries[key] = kept
            return part
        read = read_part(file, data, self._settings, self._directory)
        self._entries[key] = _encoded(read)
        self._is_new = True
        return read

    def _part(self, key: str, kept: bytes, file: str, data: bytes) -> KeptPart | None:
        part = _IN_USE.get(key)
        if part is None:
            later = Later(file, data, items="posts")
            try:
                part = KeptPart(_DECODER.decode(kept), later, self._settings.zone)
            except (msgspec.MsgspecError, IndexError):
                return None
            _IN_USE[key] = part
        return part

    def close(self) -> None:
        """Keep what was read for the next time, and nothing else."""
        if self._is_new or len(self._entries) < len(self._cache):
            self._cache.put(self._entries)


def _encoded(part: Part) -> bytes:
    kept = _Kept(
        msgspec.Raw(encoded_problems(part.problems)),
        part.ids,
        part.campaign_id,
        _numbers(part.posts),
        _numbers(part.faulty),
        msgspec.Raw(msgspec.msgpack.encode(list(map(content_of, part.posts)))),
        msgspec.Raw(msgspec.msgpack.encode(list(map(content_of, part.faulty)))),
    )
    return msgspec.msgpack.encode(kept)


def _numbers(posts: Collection[Post]) -> list[int]:
    return [int(post.places.root[1]) for post in posts if isinstance(post.places, Places)]
