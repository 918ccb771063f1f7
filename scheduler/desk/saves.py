"""What was saved on the desk lately, so that it can be taken back while the file is still as it left it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from scheduler.calendar.writing import Conflict, mark_of, save

_KEPT = 30


@dataclass(frozen=True, slots=True)
class _Save:
    path: Path
    before: bytes
    after: str  # the file's mark once it was saved
    address: str  # where what was saved can be seen


class Saves:
    """The latest saves, by a name that is told to nobody but who made it."""

    def __init__(self) -> None:
        self._saves: OrderedDict[str, _Save] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, name: object) -> bool:
        return name in self._saves

    def note(self, path: Path, before: bytes, after: bytes, address: str) -> str:
        """Remember a save; gives its name."""
        name = secrets.token_hex(6)
        with self._lock:
            self._saves[name] = _Save(path, before, mark_of(after), address)
            while len(self._saves) > _KEPT:
                self._saves.popitem(last=False)
        return name

    def take_back(self, name: str) -> str | None:
        """Let the file be as it was before that save; gives the address to look at.

        None where the file has changed since, or the save is not known any more.
        """
        with self._lock:
            kept = self._saves.pop(name, None)
        if kept is None:
            return None
        try:
            if kept.before:
                save(kept.path, kept.before, kept.after)
            elif mark_of(kept.path.read_bytes()) == kept.after:
                kept.path.unlink()  # that save had made it
            else:
                return None
        except (OSError, Conflict):
            return None
        return kept.address
