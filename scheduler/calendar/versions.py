"""How each post read after each save on the desk: a file of JSON lines for each post, in var/versions.

A line has `post` (the id), `at` (ISO 8601, with its offset), `who` ('' where nobody logs in, null for what
was found in the calendar, whoever wrote it) and `entry` (the post's own keys). Lines are added, each by one
write that reaches the disk; half of one, which a crash may leave, is passed over. What the calendar's file
said before a save is written down before it, and what it says then after it: whatever happens in between, no
wording of the calendar is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from scheduler.calendar.entry import as_id
from scheduler.calendar.yaml_text import Entry
from scheduler.files import read_file, write_whole
from scheduler.reader.parsing import read

MOST = 100  # of one post; older ones are dropped


@dataclass(frozen=True, slots=True)
class Version:
    """How a post read since *at* (aware), by *who* ('': nobody logged in); None: it was found so then."""

    at: datetime
    who: str | None
    entry: Entry

    @property
    def mark(self) -> str:
        """What tells it from the others of its post, however many of these are dropped."""
        return hashlib.sha256(_line("", self)).hexdigest()[:16]


def entries(file: str, data: bytes) -> Mapping[str, Entry]:
    """The posts of a calendar's *file* with that content, by their ids, each with its own keys."""
    value = read(file, data, items="posts").value if data else None
    posts = value.get("posts") if isinstance(value, dict) else None
    found = posts if isinstance(posts, list) else []
    return {one["id"]: one for one in found if isinstance(one, dict) and isinstance(one.get("id"), str)}


def changed(file: str, before: bytes, after: bytes) -> Mapping[str, tuple[Entry | None, Entry | None]]:
    """The posts that are not the same in both contents of *file*: before and after (None: not there)."""
    old, new = entries(file, before), entries(file, after)
    every = dict.fromkeys((*old, *new))
    return {one: (old.get(one), new.get(one)) for one in every if old.get(one) != new.get(one)}


class Versions:
    """The versions of the posts of a folder of work; *folder* is var/versions in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def of(self, post: str) -> list[Version]:
        """Those of *post*, oldest first."""
        try:
            lines = read_file(self._path(post)).split(b"\n")
        except OSError:
            return []
        return [found for line in lines if (found := _read(line, post)) is not None]

    def note(self, post: str, entry: Entry, who: str | None, at: datetime) -> None:
        """*post* reads so; nothing is written where the last version says the same.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock:
            known = self.of(post)
            if known and known[-1].entry == entry:
                return
            line = _line(post, Version(at, who, entry))
            path = self._path(post)
            if len(known) >= 2 * MOST:
                kept = [_line(post, one) for one in known[-MOST:]]
                write_whole(path, b"".join((*kept, line)))
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(b"\n" + line if _is_torn(path) else line)
                file.flush()
                os.fsync(file.fileno())

    def _path(self, post: str) -> Path:
        print_ = hashlib.sha256(post.encode()).hexdigest()[
            :12
        ]  # an id may be a word that Windows keeps for itself
        return self._folder / f"{as_id(post)[:60]}-{print_}.jsonl"


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) not in {b"", b"\n"}


def _line(post: str, version: Version) -> bytes:
    kept = {"post": post, "at": version.at.isoformat(), "who": version.who, "entry": version.entry}
    return json.dumps(kept, ensure_ascii=False).encode("utf-8") + b"\n"


def _read(line: bytes, post: str) -> Version | None:
    try:
        kept = json.loads(line)
        found = msgspec.convert(kept, Version)
    except (ValueError, TypeError, RecursionError):  # msgspec's own errors are ValueErrors
        return None
    return found if found.at.tzinfo and is_entry(found.entry) and kept.get("post") == post else None


def is_entry(value: object) -> bool:
    """Whether *value* is such as a calendar holds: texts, and lists and mappings of them."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_value(one) for key, one in value.items())
    return False


def _is_value(value: object) -> bool:
    return (
        isinstance(value, str) or is_entry(value) or (isinstance(value, list) and all(map(_is_value, value)))
    )
