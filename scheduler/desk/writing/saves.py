"""What is saved on the desk: read back at once, kept as versions, taken back while it is as it was left."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.calendar.versions import Versions, changed
from scheduler.calendar.writing import Conflict, Unwritable, mark_of, put_back, save
from scheduler.clock import Clock
from scheduler.files import WorkFolder, read_file
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

_KEPT = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is to hold *after* in place of *before* (b'': it is not there)."""

    path: Path
    before: bytes
    after: bytes
    is_private: bool = False  # its owner alone may read it


@dataclass(frozen=True, slots=True)
class Undoing:
    """What belongs to taking a save back besides the files: before they are put back, and after."""

    before: Callable[[], None]
    after: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class _Save:
    changes: Sequence[Change]
    address: str  # where what was saved can be seen
    who: str
    undoing: Undoing | None
    at: datetime | None  # aware


class History:
    """Writes down how posts read, as they are saved in *folder*."""

    def __init__(self, folder: WorkFolder, clock: Clock) -> None:
        self.versions = Versions(folder.var / "versions")
        self._folder = folder
        self._clock = clock

    def now(self) -> datetime:
        """Aware."""
        return self._clock.now()

    def note(self, change: Change, who: str, *, is_saved: bool) -> None:
        """How the posts of *change* read before it, or (once it *is_saved*) after it.

        Raises:
            OSError: it cannot be written.
        """
        if not change.path.is_relative_to(self._folder.posts):
            return
        file = self._folder.relative(change.path)
        for post, (before, after) in changed(file, change.before, change.after).items():
            entry = after if is_saved else before
            if entry is not None:
                self.versions.note(post, entry, who if is_saved else None, self.now())


class Saves:
    """The latest saves, by a name that is told to nobody but who made it."""

    def __init__(self, renew: Callable[[], bool], history: History | None = None) -> None:
        """*renew* lets the desk read what was written; False: the calendar cannot be read with it."""
        self._renew = renew
        self._history = history
        self._saves: OrderedDict[str, _Save] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, name: object) -> bool:
        return name in self._saves

    def keep(
        self,
        path: Path,
        before: bytes,
        after: bytes,
        address: str,
        who: str = "",
        *,
        is_private: bool = False,
    ) -> str:
        """Let the file hold *after* in place of *before*, by *who*, and remember it; gives the save's name.

        One that *is_private* its owner alone may read. As `keep_all` in all else.
        """
        return self.keep_all([Change(path, before, after, is_private)], address, who)

    def keep_all(
        self, changes: Sequence[Change], address: str, who: str = "", undoing: Undoing | None = None
    ) -> str:
        """The same of several files: all of them, or none.

        What cannot be read back is not kept: the files are then as they were.

        Raises:
            Conflict: somebody wrote one meanwhile.
            Unwritable: it cannot be read back.
            OSError: it cannot be written.
        """
        done: list[Change] = []
        try:
            for one in changes:
                self._note(one, "", is_saved=False)
                mark = mark_of(one.before) if one.before else ""
                save(one.path, one.after, mark, is_private=one.is_private)
                done.append(one)
        except (Conflict, OSError):
            _put_all_back(done)
            raise
        if not self._is_read():
            _put_all_back(done)
            self._is_read()
            raise Unwritable(NOT_READ_BACK)
        for one in changes:
            self._note(one, who, is_saved=True)
        name = secrets.token_hex(6)
        at = self._history.now() if self._history else None
        with self._lock:
            self._saves[name] = _Save(tuple(changes), address, who, undoing, at)
            while len(self._saves) > _KEPT:
                self._saves.popitem(last=False)
        return name

    def changes_of(self, name: str) -> tuple[Sequence[Change], datetime | None]:
        """What that save changed, and when (aware); nothing where it is not known any more."""
        kept = self._saves.get(name)
        return (kept.changes, kept.at) if kept else ((), None)

    def is_of_office(self, name: str) -> bool:
        """Whether that save changed the office's own files, which approvers alone may."""
        kept = self._saves.get(name)
        return kept is not None and kept.address.startswith("/setup")

    def take_back(self, name: str) -> str | None:
        """Let the files be as they were before that save; gives the address to look at.

        None where one has changed since, or the save is not known any more.
        """
        with self._lock:
            kept = self._saves.pop(name, None)
        if kept is None or not all(_is_as_left(one) for one in kept.changes):
            return None
        try:
            if kept.undoing:
                kept.undoing.before()
            if not _put_all_back(kept.changes):
                return None
        except (OSError, Stop):
            return None
        if kept.undoing:
            kept.undoing.after()
        self._is_read()
        for one in kept.changes:
            self._note(Change(one.path, one.after, one.before), kept.who, is_saved=True)
        return kept.address

    def _note(self, change: Change, who: str, *, is_saved: bool) -> None:
        if self._history is None:
            return
        try:
            self._history.note(change, who, is_saved=is_saved)
        except OSError:  # a full disk: the calendar itself says so, where it cannot be written
            log.exception("the versions of %s could not be written", change.path.name)

    def _is_read(self) -> bool:
        try:
            return self._renew()
        except Exception:
            log.exception("what was saved could not be read back")
            return False


def _is_as_left(change: Change) -> bool:
    try:
        return read_file(change.path) == change.after
    except OSError:
        return False


def _put_all_back(changes: Sequence[Change]) -> bool:
    """Whether all of them could be."""
    done = []
    for one in changes:
        with suppress(OSError):
            done.append(put_back(one.path, one.before, one.after, is_private=one.is_private))
    return all(done) and len(done) == len(changes)


NOT_READ_BACK = Text(
    "Loa không đọc lại được lịch với những gì chị vừa nhập, nên chưa lưu; tệp vẫn như cũ. Xem lại ngày, giờ "
    "và những chỗ vừa sửa.",
    "With what was typed the calendar cannot be read back, so nothing was saved; the file is as it was. Look "
    "at the date, the time and what was changed last.",
)
