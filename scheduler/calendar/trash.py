"""What was deleted from the calendar, kept for 30 days: a file of JSON for each post, in var/trash.

Each holds `post` (the id), `file`, `title`, `at` (ISO 8601, with its offset), `who`, `entry` (the post's own
keys), `defaults` (those of its file), and, to put back every character: `removed` (the characters), `start`
(how many stood before them) and `mark` (of the file without them).

A file is written before the calendar's own is, and taken away after it: whatever happens in between, a post
is in the calendar, or here, or in both; what is in both is in the calendar.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from scheduler.calendar.versions import entries, is_entry
from scheduler.calendar.writing import Unwritable, add_post, entry_in, mark_of, remove_post
from scheduler.calendar.yaml_text import Entry
from scheduler.files import read_file, write_whole
from scheduler.problems import Text
from scheduler.reader.parsing import read

KEPT = timedelta(days=30)
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A post that was deleted; *name* is what it is called in the trash, *at* is aware."""

    name: str
    post: str
    file: str
    title: str
    at: datetime
    who: str
    entry: Entry
    defaults: Entry
    removed: str
    start: int
    mark: str

    @property
    def until(self) -> datetime:
        """Up to when it is kept."""
        return self.at + KEPT


def take_out(file: str, data: bytes, post: str, who: str, at: datetime) -> tuple[Deleted, bytes]:
    """*post* of *file*, whose content is *data*, and that content without it; *at* is aware.

    Raises:
        Unwritable: it is not there, or the file leaves no way to take it out.
    """
    entry, rest = entry_in(file, data, post), remove_post(file, data, post)
    value = read(file, data, items="posts").value
    defaults = value.get("defaults") if isinstance(value, dict) else None
    before, after = data.decode("utf-8"), rest.decode("utf-8")
    same = (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    start = next(same, min(len(before), len(after)))
    removed = before[start : start + len(before) - len(after)]
    if before[:start] + removed + after[start:] != before:  # an empty list was written in its place
        start, removed = -1, before
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    title, shared = str(entry.get("title", "")), defaults if isinstance(defaults, dict) else {}
    gone = Deleted(name, post, file, title, at, who, entry, shared, removed, start, mark_of(rest))
    return gone, rest


def put_in(data: bytes, gone: Deleted) -> bytes:
    """*data*, the content of its file as it is now (b'': not there), with what is *gone* in it again.

    As it stood, where nothing has changed since; else behind the other posts, saying what it said.

    Raises:
        Unwritable: there is a post of that id, or the file leaves no place for it.
    """
    if data and mark_of(data) == gone.mark:
        text = data.decode("utf-8")
        start = gone.start
        whole = gone.removed if start < 0 else text[:start] + gone.removed + text[start:]
        return whole.encode("utf-8")
    if gone.post in entries(gone.file, data):
        raise Unwritable(THERE_AGAIN)
    document = read(gone.file, data, items="posts").value if data else None
    defaults = document.get("defaults") if isinstance(document, dict) else None
    return add_post(gone.file, data, _by_itself(gone, defaults if isinstance(defaults, dict) else {}))


def _by_itself(gone: Deleted, defaults: Mapping[str, Any]) -> Entry:
    """Its keys, with those of its file's former defaults that are others now."""
    shared = {key: one for key, one in gone.defaults.items() if defaults.get(key) != one}
    entry = {**shared, **gone.entry}
    if isinstance(shared.get("card"), dict):  # a default card alone is none: it fills up a post's own
        entry["card"] = {**shared["card"], **gone.entry.get("card", {})}
        if "card" not in gone.entry:
            del entry["card"]
    return entry


class Trash:
    """The deleted posts of a folder of work; *folder* is var/trash in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, gone: Deleted) -> None:
        """Keep it.

        Raises:
            OSError: it cannot be written.
        """
        kept = {**asdict(gone), "at": gone.at.isoformat()}
        del kept["name"]
        data = json.dumps(kept, ensure_ascii=False, indent=1).encode("utf-8")
        write_whole(self._path(gone.name), data)

    def get(self, name: str) -> Deleted | None:
        """What is called so; None where there is none, or it cannot be read."""
        if not _NAME.fullmatch(name):
            return None
        try:
            kept = msgspec.convert({**json.loads(read_file(self._path(name))), "name": name}, Deleted)
        except (OSError, ValueError, TypeError, RecursionError):  # msgspec's own errors are ValueErrors
            return None
        is_sound = kept.at.tzinfo and is_entry(kept.entry) and is_entry(kept.defaults)
        return kept if is_sound else None

    def drop(self, name: str) -> None:
        """Keep it no more."""
        if _NAME.fullmatch(name):
            with suppress(OSError):
                self._path(name).unlink()

    def all(self) -> list[Deleted]:
        """All that can be read, the latest first."""
        try:
            names = sorted((path.stem for path in self._folder.glob("*.json")), reverse=True)
        except OSError:
            return []
        return [found for name in names if (found := self.get(name)) is not None]

    def ids(self) -> Collection[str]:
        """The posts of which it holds something: a new one is not called so."""
        return {one.post for one in self.all()}

    def tidy(self, now: datetime) -> int:
        """Drop what was deleted more than 30 days before *now* (aware); gives how many."""
        old = [one.name for one in self.all() if one.until <= now]
        for name in old:
            self.drop(name)
        return len(old)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


THERE_AGAIN = Text(
    "Trong lịch đã có một bài mang cùng mã. Đổi mã bài ấy, hoặc xóa nó, rồi lấy lại bài này.",
    "The calendar has a post of the same id. Give that one another id, or delete it, then bring this back.",
)
