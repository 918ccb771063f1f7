"""The right to carry: one program at a time on one ledger, by a lock that ends with its process.

The lock lies beside the ledger, so that two folders of work that share a ledger share the right as well.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from scheduler.clock import SystemClock, as_read
from scheduler.delivery.sqlite import doubt
from scheduler.files import write_whole
from scheduler.locales import time_text
from scheduler.problems import Stop, Text


@contextmanager
def carrying(ledger: Path) -> Iterator[None]:
    """Hold the right to carry what *ledger* remembers.

    A holder that left its name behind was cut off: the ledger is then looked over at its next opening.

    Raises:
        Stop: another program has it (status 3), and the words say which; or its folder cannot be written.
    """
    ledger = _resolved(ledger)
    holder = _holder(ledger)
    lock = FileLock(ledger.with_name(f"{ledger.name}.carrying.lock"), mode=0o600)
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise _taken(holder) from None
    except OSError as error:
        raise Stop(_UNWRITABLE, path=ledger.parent) from error
    try:
        if holder.exists():
            doubt(ledger)
        since = SystemClock().now().isoformat(timespec="seconds")
        me = {
            "pid": os.getpid(),
            "since": since,
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        }
        write_whole(holder, json.dumps(me, ensure_ascii=False).encode(), private=True)
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def sign_of_life(ledger: Path) -> None:
    """The holder says that a round went well just now."""
    with suppress(OSError):
        os.utime(_holder(_resolved(ledger)))


def last_sign(ledger: Path) -> datetime | None:
    """When whoever carries now, or was cut off, last said that a round went well (aware); None: nobody."""
    try:
        return datetime.fromtimestamp(_holder(_resolved(ledger)).stat().st_mtime, UTC)
    except OSError:
        return None


def _resolved(ledger: Path) -> Path:
    try:
        return ledger.resolve()
    except (OSError, RuntimeError):  # a loop of links: whoever opens it says so
        return ledger.absolute()


def _holder(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.carrying.json")


def _taken(holder: Path) -> Stop:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
        since = as_read(datetime.fromisoformat(known["since"]))
        pid, command = int(known["pid"]), str(known["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return Stop(_TAKEN, status=3)
    return Stop(_TAKEN_BY, status=3, pid=pid, command=command, since=time_text(since))


_TAKEN = Text(
    "Một chương trình khác đang đăng bài với sổ này. Đợi nó xong, hoặc tắt nó rồi chạy lại.",
    "Another program is publishing with this ledger. Wait for it to end, or stop it, and run again.",
)
_TAKEN_BY = Text(
    "Một chương trình khác đang đăng bài với sổ này: “{command}” (số tiến trình {pid}, chạy từ {since}). "
    "Đợi nó xong, hoặc tắt nó rồi chạy lại.",
    "Another program is publishing with this ledger: “{command}” (process {pid}, since {since}). "
    "Wait for it to end, or stop it, and run again.",
)
_UNWRITABLE = Text(
    "Không ghi được vào thư mục {path}. Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi chạy lại.",
    "The folder {path} cannot be written. See its permissions and the free disk space.",
)
