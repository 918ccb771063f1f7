"""The records as files, `posts/ID.json`: the truth that all the rest of the site is made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from scheduler.channels.site.records import Record, dump, load
from scheduler.files import write_whole

FOLDER = "posts"
_KEPT = 1500  # records in memory; the front page shows 1,000 at most


class Damaged(OSError):  # noqa: N818 - said of the record
    """A record's file that cannot be understood: whether its post is public is not known."""


class Records:
    """The records below the site's *folder*, each with the digest of its file. OSError: the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._read: dict[str, tuple[str, Record]] = {}  # by name

    def get(self, name: str) -> tuple[str, Record] | None:
        """The digest and the record of that name as they are now; None if there is none.

        Raises:
            Damaged: it cannot be understood.
        """
        try:
            data = self._file(name).read_bytes()
        except FileNotFoundError:
            return None
        known = self._read.get(name)
        digest = digest_of(data)
        if known and known[0] == digest:
            return known
        try:
            record = load(data)
        except ValueError as error:
            raise Damaged(f"{FOLDER}/{name}.json cannot be understood") from error
        if record.name != name:
            raise Damaged(f"{FOLDER}/{name}.json is that of {record.name}")
        if len(self._read) >= _KEPT:
            self._read.clear()
        self._read[name] = digest, record
        return digest, record

    def digest(self, name: str) -> str:
        """The digest alone; '' if there is no such record."""
        try:
            return digest_of(self._file(name).read_bytes())
        except FileNotFoundError:
            return ""

    def put(self, record: Record) -> None:
        """Write it."""
        write_whole(self._file(record.name), dump(record))

    def remove(self, name: str) -> None:
        """Let there be none of that name."""
        self._file(name).unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Whether there is one, sound or not."""
        return self._file(name).exists()

    def names(self) -> Iterator[str]:
        """Those of all, sound or not.

        Raises:
            FileNotFoundError: there is no such folder; a disk that is away proves nothing.
        """
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json"):
                    yield entry.name.removesuffix(".json")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def digest_of(data: bytes) -> str:
    """What tells one state of a file from another: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def time_of(path: Path) -> int:
    """When it was changed last, in nanoseconds; 0: it is not there."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
