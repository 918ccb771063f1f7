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
from sqlalchemy import URL

from scheduler.clock import SystemClock, as_read
from scheduler.delivery.sqlite import doubt
from scheduler.delivery.store import Where, open_store
from scheduler.engine.leasing import COORDINATOR, Leasing
from scheduler.files import write_whole
from scheduler.locales import time_text
from scheduler.problems import Stop, Text


@contextmanager
def carrying(ledger: Where) -> Iterator[Leasing | None]:
    """Hold the right to carry what *ledger* remembers; of a shared ledger with the leases of this process.

    A holder that left its name behind was cut off: the ledger is then looked over at its next opening.

    Raises:
        Stop: another program has it (status 3), and the words say which; or its folder cannot be written.
    """
    if isinstance(ledger, URL):
        with joining(ledger) as leasing:
            if not leasing.take([COORDINATOR]):
                raise coordinated(leasing)
            with leasing.in_hand(COORDINATOR):  # whoever slept meanwhile makes no more calls
                yield leasing
        return
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
        yield None
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def sign_of_life(ledger: Where) -> None:
    """The holder says that a round went well just now; of a shared ledger its lease does."""
    if isinstance(ledger, URL):
        return
    with suppress(OSError):
        os.utime(_holder(_resolved(ledger)))


def last_sign(ledger: Where) -> datetime | None:
    """When whoever carries now, or was cut off, last said that a round went well (aware); None: nobody, or a
    shared ledger, which knows its workers."""
    if isinstance(ledger, URL):
        return None
    try:
        return datetime.fromtimestamp(_holder(_resolved(ledger)).stat().st_mtime, UTC)
    except OSError:
        return None


@contextmanager
def joining(where: URL) -> Iterator[Leasing]:
    """The leases of this process in the ledger that many machines share.

    Raises:
        Stop: it cannot be opened.
    """
    store = open_store(where, SystemClock().now())
    try:
        with Leasing(store) as leasing:
            yield leasing
    finally:
        store.reading.dispose()


def coordinated(leasing: Leasing) -> Stop:
    """Another program coordinates the ledger."""
    host, _, rest = (leasing.owner_of(COORDINATOR) or "?").partition(":")
    return Stop(_COORDINATED, status=3, host=host, pid=rest.partition(":")[0])


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
_COORDINATED = Text(
    "Máy {host} (số tiến trình {pid}) đang điều phối sổ này. Máy này muốn đăng cùng thì chạy: loa worker",
    "{host} (process {pid}) coordinates this ledger. For this machine to carry as well, run: loa worker",
)
_UNWRITABLE = Text(
    "Không ghi được vào thư mục {path}. Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi chạy lại.",
    "The folder {path} cannot be written. See its permissions and the free disk space.",
)
