"""What stands at a home: each file with the SHA-256 of what it holds, kept there and remembered here.

At the home there are two files in `.loa/`: a base of all files, and `manifest.json`, which names that base
and says what has changed since; so a publication writes little. Before anything is changed the files
concerned are noted there as unknown; afterwards as they are. So a cut is seen by whoever reads it next.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from scheduler.channels.site.homes.store import Store
from scheduler.channels.site.store import digest_of
from scheduler.files import write_whole

FOLDER = ".loa"
MANIFEST = f"{FOLDER}/manifest.json"
UNKNOWN = "?"  # in place of a hash: it may be there, and what it holds is not known
_BASE = "base-"
_MOST = 300  # changes beside a base
_PLAIN = re.compile(r"(?:[^/\\:.][^/\\:]*/)?[^/\\:.][^/\\:]*")


class _Since(msgspec.Struct):
    """`manifest.json`; *nonce* makes each differ from every other."""

    nonce: str
    base: str
    changed: dict[str, str | None]  # None: it is not there


class _Remembered(msgspec.Struct):
    seal: str = ""
    base: str = ""
    files: dict[str, str] = {}
    changed: set[str] = set()
    hashed: dict[str, tuple[int, int, str]] = {}
    times: dict[str, int] = {}
    day: str = ""


class Damaged(ValueError):  # noqa: N818 - said of the manifest
    """It cannot be understood, or its base is not there."""


class Manifest:
    """The manifest of *store*, remembered in the file *memory*. HomeError: the home; OSError: the disk."""

    def __init__(self, store: Store, memory: Path) -> None:
        self._store = store
        self._memory = memory
        known = _Remembered()
        with suppress(OSError, msgspec.MsgspecError):
            known = msgspec.json.decode(memory.read_bytes(), type=_Remembered)
        self._seal = known.seal
        self._base = known.base
        self._changed = known.changed
        self.files = known.files  # name → hash, or UNKNOWN
        self.hashed = known.hashed  # local file → its size, time and hash
        self.times = known.times  # of the local folders when all of them was carried
        self.day = known.day  # on which the home was looked through last
        self.is_behind = False  # whether the home's does not say all of it

    @property
    def is_known(self) -> bool:
        """Whether nothing in it is unknown."""
        return UNKNOWN not in self.files.values()

    def is_there(self) -> bool:
        """Whether the home has one."""
        return self._store.read(MANIFEST) is not None

    def read(self) -> bool:
        """Take what the home has; True if another hand wrote it since.

        Raises:
            Damaged: there is none that could be used.
        """
        data = self._store.read(MANIFEST)
        if data is not None and digest_of(data) == self._seal:
            return False
        try:
            since = msgspec.json.decode(data or b"", type=_Since)
            base = msgspec.json.decode(self._store.read(f"{FOLDER}/{since.base}") or b"", type=dict[str, str])
        except msgspec.MsgspecError as error:
            raise Damaged(MANIFEST) from error
        if not all(is_plain(name) for name in (*since.changed, *base)):
            raise Damaged(MANIFEST)
        changed = {name: found for name, found in since.changed.items() if found is not None}
        kept = {name: found for name, found in base.items() if name not in since.changed}
        self.files, self._changed = kept | changed, set(since.changed)
        self._seal, self._base = digest_of(data or b""), since.base
        self.day, self.is_behind = "", False
        return True

    def begin_anew(self, files: dict[str, str]) -> None:
        """Take *files* for what stands there; the next manifest has a base of its own."""
        self.files, self._changed = files, set()
        self._seal = self._base = self.day = ""
        self.is_behind = bool(files)

    def note(self, name: str, found: str | None) -> None:
        """That file holds this now; None: it is not there."""
        if found is None:
            self.files.pop(name, None)
        else:
            self.files[name] = found
        self._changed.add(name)
        self.is_behind = True

    def write(self) -> None:
        """Let the home have it, and remember it."""
        before = ""
        if not self._base or (len(self._changed) > _MOST and self.is_known):
            before, self._base = self._base, f"{_BASE}{secrets.token_hex(8)}.json"
            self._store.write(f"{FOLDER}/{self._base}", msgspec.json.encode(self.files))
            self._changed = set()
        changed = {name: self.files.get(name) for name in sorted(self._changed)}
        data = msgspec.json.encode(_Since(secrets.token_hex(8), self._base, changed))
        self._seal = ""  # until it is sure which of the two is there
        self._store.write(MANIFEST, data)
        self._seal, self.is_behind = digest_of(data), False
        if before:
            self._store.remove(f"{FOLDER}/{before}")
        self.remember()

    def remember(self) -> None:
        """Keep in the file what is known."""
        known = _Remembered(
            self._seal, self._base, self.files, self._changed, self.hashed, self.times, self.day
        )
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._memory, msgspec.json.encode(known), outlives_power=False)

    def leftovers(self, names: Iterable[str]) -> list[str]:
        """Which of *names* in `.loa/` are bases of before."""
        return [name for name in names if name.startswith(_BASE) and name != self._base]


def is_plain(name: str) -> bool:
    """Whether it leads nowhere but to a file of the site: a home's names become files of this machine."""
    return _PLAIN.fullmatch(name) is not None
