"""What is saved on the desk: read back at once, and taken back while the file is still as it left it."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scheduler.calendar.writing import Unwritable, mark_of, put_back, save
from scheduler.problems import Text

log = logging.getLogger(__name__)

_KEPT = 30


@dataclass(frozen=True, slots=True)
class _Save:
    path: Path
    before: bytes
    after: bytes
    address: str  # where what was saved can be seen
    is_private: bool = False  # its owner alone may read it


class Saves:
    """The latest saves, by a name that is told to nobody but who made it."""

    def __init__(self, renew: Callable[[], bool]) -> None:
        """*renew* lets the desk read what was written; False: the calendar cannot be read with it."""
        self._renew = renew
        self._saves: OrderedDict[str, _Save] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, name: object) -> bool:
        return name in self._saves

    def keep(self, path: Path, before: bytes, after: bytes, address: str, *, is_private: bool = False) -> str:
        """Let the file hold *after* in place of *before*, and remember it; gives the save's name.

        What cannot be read back is not kept: the file is then as it was. One that *is_private* its owner
        alone may read.

        Raises:
            Conflict: somebody wrote it meanwhile.
            Unwritable: it cannot be read back.
            OSError: it cannot be written.
        """
        save(path, after, mark_of(before) if before else "", is_private=is_private)
        if not self._is_read():
            put_back(path, before, after, is_private=is_private)
            self._is_read()
            raise Unwritable(NOT_READ_BACK)
        name = secrets.token_hex(6)
        with self._lock:
            self._saves[name] = _Save(path, before, after, address, is_private)
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
            if not put_back(kept.path, kept.before, kept.after, is_private=kept.is_private):
                return None
        except OSError:
            return None
        self._is_read()
        return kept.address

    def _is_read(self) -> bool:
        try:
            return self._renew()
        except Exception:
            log.exception("what was saved could not be read back")
            return False


NOT_READ_BACK = Text(
    "Loa không đọc lại được lịch với những gì chị vừa nhập, nên chưa lưu; tệp vẫn như cũ. Xem lại ngày, giờ "
    "và những chỗ vừa sửa.",
    "With what was typed the calendar cannot be read back, so nothing was saved; the file is as it was. Look "
    "at the date, the time and what was changed last.",
)
