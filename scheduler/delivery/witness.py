"""What a machine remembers of a ledger outside its folder of work, where an older copy does not have it.

One small file for each ledger, a line before each public call: which generation of the ledger makes it, from
where, and which delivery it is. Whoever is behind the last line has an older copy, and the lines say what it
missed.
"""

from __future__ import annotations

import json
import os
import platform
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from scheduler.delivery.records import Identity, Seat
from scheduler.delivery.store import Where
from scheduler.files import private_file, private_folder, write_whole
from scheduler.problems import Stop, Text

STATE = "LOA_STATE"  # the environment's variable that names another folder
_ENOUGH = 4096  # bytes, for the last line
_WAIT = 10.0  # seconds for another program's line


@dataclass(frozen=True, slots=True)
class Call:
    """A public call that was about to be made; *key* is '' where a ledger was only taken over."""

    generation: int
    seat: str
    key: str = ""


def state_folder() -> Path:
    """Where this machine's memory lies: a folder of the person who logged in, unless told otherwise."""
    named = os.environ.get(STATE)
    return Path(named) if named else platformdirs.user_state_path("loa", appauthor=False)


class Unusable(Stop):
    """This machine's memory cannot be read or written now; it may be a disk that is full for a while."""


class Witness:
    """This machine's memory in *folder*, for whoever carries the ledger that lies *where*.

    *seat* is that of a database which many machines share; None: this machine's.
    """

    def __init__(self, folder: Path, where: Where, seat: Seat | None = None) -> None:
        self._folder = folder
        self._where = where
        self._seat = seat

    def seat(self) -> Seat:
        """From where this ledger is carried; the machine's id is made when it is first asked for.

        Raises:
            Unusable: the folder cannot be written or read.
        """
        if self._seat is not None:
            return self._seat
        file = self._folder / "machine"
        try:
            machine = file.read_text(encoding="ascii").strip() if file.exists() else ""
            if not machine:
                private_folder(self._folder)
                with FileLock(self._folder / "machine.lock", timeout=_WAIT, mode=0o600):
                    machine = file.read_text(encoding="ascii").strip() if file.exists() else ""
                    if not machine:
                        machine = uuid.uuid4().hex
                        write_whole(file, machine.encode(), private=True)
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable() from error
        return Seat(machine, platform.node() or "?", os.path.realpath(str(self._where)))

    def calls(self, ledger: str) -> list[Call]:
        """All that is known of the ledger with that id, the oldest first.

        Raises:
            Unusable: the folder cannot be read.
        """
        try:
            with self._file(ledger).open("rb") as lines:
                return [call for call in map(_call, lines) if call]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable() from error

    def last(self, ledger: str) -> Call | None:
        """The last that is known of that ledger.

        Raises:
            Unusable: the folder cannot be read.
        """
        try:
            with self._file(ledger).open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _ENOUGH))
                known = [call for call in map(_call, file) if call]
                return known[-1] if known else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable() from error

    def others(self, seat: Seat, ledger: str | None) -> dict[str, Call]:
        """The last of every other ledger that was carried from *seat*, by its id."""
        found = {}
        for file in sorted(self._folder.glob("*.calls")):
            last = self.last(file.stem)
            if file.stem != ledger and last is not None and last.seat == seat.mark:
                found[file.stem] = last
        return found

    def add(self, identity: Identity, key: str = "", *, by_force: bool = False) -> bool:
        """Remember that this call is about to be made; False, and nothing is remembered, where a newer ledger
        was carried or another place took over. *by_force*: it is this one that takes over.

        Raises:
            Unusable: it cannot be written, so the call must not be made.
        """
        file = self._file(identity.ledger)
        call = {"generation": identity.generation, "seat": identity.seat.mark, "key": key}
        try:
            private_folder(self._folder)
            with FileLock(file.with_suffix(".lock"), timeout=_WAIT, mode=0o600):
                last = self.last(identity.ledger)
                if last is not None and not by_force and not is_newest(identity, last):
                    return False
                private_file(file)
                with file.open("ab") as journal:
                    # A line that a power cut tore off must not take this one along.
                    journal.write(b"\n" + json.dumps(call).encode() + b"\n")
                    journal.flush()
                    os.fsync(journal.fileno())
        except OSError as error:  # filelock's time-out is one too
            raise self._unusable() from error
        return True

    def _file(self, ledger: str) -> Path:
        return self._folder / f"{ledger}.calls"

    def _unusable(self) -> Unusable:
        return Unusable(_UNUSABLE, path=self._folder)


def is_newest(identity: Identity, last: Call) -> bool:
    """Whether nobody made a public call, or took over, that *identity* does not know of."""
    return last.seat == identity.seat.mark and last.generation <= identity.generation


def _call(line: bytes) -> Call | None:
    """The call of a line; None for an empty or torn one."""
    try:
        read: dict[str, Any] = json.loads(line)
        return Call(int(read["generation"]), str(read["seat"]), str(read["key"]))
    except (ValueError, TypeError, KeyError):
        return None


_UNUSABLE = Text(
    "Không đọc hay ghi được {path}, nơi máy này nhớ sổ nào là mới nhất, nên Loa không đăng gì, để khỏi đăng "
    "hai lần. Kiểm tra quyền và chỗ trống của ổ đĩa, hoặc chỉ một thư mục khác bằng biến LOA_STATE, rồi "
    "chạy lại.",
    "{path}, where this machine remembers which ledger is the newest, cannot be read or written, so nothing "
    "is published, lest it be published twice. See its permissions and the disk's room, or name another "
    "folder by LOA_STATE, then run again.",
)
