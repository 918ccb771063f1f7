"""What each file of the calendar gave, kept in the cache: a file that is as it was is not read again.

Its problems and ids are there at once; its posts are fetched and made when somebody asks for them, and
where their values stand is found by reading the file again, which only a problem in it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cached_property, partial
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
    unread: dict[str, str]
    numbers: list[int]
    faulty_numbers: list[int]


_DECODER = msgspec.msgpack.Decoder(_Kept)
_ROWS = msgspec.msgpack.Decoder(tuple[list[_Row], list[_Row]])  # of its sound posts, and of its faulty ones


class KeptPart:
    """A `Part` from the cache; *rows* fetches what its posts are made of, *read* reads the file if they are
    gone: another process may have put a new cache in place."""

    def __init__(
        self,
        kept: _Kept,
        document: Later,
        zone: ZoneInfo,
        rows: Callable[[], bytes | None],
        read: Callable[[], Part],
    ) -> None:
        self.document = document
        self.problems = decoded_problems(kept.problems)
        self.ids = kept.ids
        self.campaign_id = kept.campaign_id
        self.unread = kept.unread
        self.count = len(kept.numbers)
        self.faulty_count = len(kept.faulty_numbers)
        self._numbers = kept.numbers, kept.faulty_numbers
        self._zone = zone
        self._rows = rows
        self._read = read

    @property
    def posts(self) -> Collection[Post]:
        """Its sound posts."""
        return self._both[0]

    @property
    def faulty(self) -> Collection[Post]:
        """Its posts that have an error, as far as they could be read."""
        return self._both[1]

    @cached_property
    def _both(self) -> tuple[Collection[Post], Collection[Post]]:
        try:
            sound, faulty = _ROWS.decode(self._rows() or b"")
        except msgspec.MsgspecError:
            part = self._read()
            return part.posts, part.faulty
        return self._made(sound, self._numbers[0]), self._made(faulty, self._numbers[1])

    def _made(self, rows: list[_Row], numbers: list[int]) -> list[Post]:
        posts = []
        for number, row in zip(numbers, rows, strict=True):
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
        self._entries: dict[str, bytes | None] = {}  # None: as it is kept
        self._is_new = False

    def read(self, file: str, data: bytes) -> Part | KeptPart:
        """What *data*, the content of *file*, gives to the calendar."""
        key = self.prints[file] = print_of(self._context, file, data)
        part = self._part(key, file, data)
        if part is not None:
            self._entries |= dict.fromkeys((key, _rows_of(key)))
            return part
        return self._anew(key, file, data)

    def _anew(self, key: str, file: str, data: bytes) -> Part:
        read = read_part(file, data, self._settings, self._directory)
        self._entries |= {key: _encoded(read), _rows_of(key): _encoded_rows(read)}
        self._is_new = True
        return read

    def _mended(self, key: str, file: str, data: bytes) -> Part:
        """Its posts, where what they are made of is gone from the cache, or damaged there."""
        read = self._anew(key, file, data)
        self.close()
        return read

    def _part(self, key: str, file: str, data: bytes) -> KeptPart | None:
        rows = _rows_of(key)
        kept = self._cache.get(key) if rows in self._cache else None
        if kept is None:
            return None
        part = _IN_USE.get(key)
        if part is None:
            fetch, read = partial(self._cache.get, rows), partial(self._mended, key, file, data)
            later = Later(file, data, items="posts")
            try:
                part = KeptPart(_DECODER.decode(kept), later, self._settings.zone, fetch, read)
            except (msgspec.MsgspecError, IndexError):
                return None
            _IN_USE[key] = part
        return part

    def close(self) -> None:
        """Keep what was read for the next time, and nothing else."""
        if self._is_new or len(self._entries) < len(self._cache):
            found = ((key, data or self._cache.get(key)) for key, data in self._entries.items())
            self._cache.put({key: data for key, data in found if data is not None})


def _rows_of(key: str) -> str:
    return f"{key} posts"


def _encoded(part: Part) -> bytes:
    return msgspec.msgpack.encode(
        _Kept(
            msgspec.Raw(encoded_problems(part.problems)),
            part.ids,
            part.campaign_id,
            part.unread,
            _numbers(part.posts),
            _numbers(part.faulty),
        )
    )


def _encoded_rows(part: Part) -> bytes:
    return msgspec.msgpack.encode([list(map(content_of, posts)) for posts in (part.posts, part.faulty)])


def _numbers(posts: Collection[Post]) -> list[int]:
    return [int(post.places.root[1]) for post in posts if isinstance(post.places, Places)]
