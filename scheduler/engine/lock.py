"""The right to carry: one program at a time on one folder of work, by a lock that ends with its process."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from scheduler.clock import SystemClock
from scheduler.files import WorkFolder, write_whole
from scheduler.problems import Stop, Text

LOCK = "carrying.lock"
_HOLDER = "carrying.json"


@contextmanager
def carrying(folder: WorkFolder) -> Iterator[None]:
    """Hold the right to carry in *folder*.

    Raises:
        Stop: another program has it (status 3), and the words say which; or `var/` cannot be written.
    """
    holder = folder.var / _HOLDER
    lock = FileLock(folder.var / LOCK)
    try:
        folder.var.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise _taken(holder) from None
    except OSError as error:
        raise Stop(_UNWRITABLE, path=folder.var) from error
    try:
        since = SystemClock().now().isoformat(timespec="seconds")
        me = {
            "pid": os.getpid(),
            "since": since,
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        }
        write_whole(holder, json.dumps(me, ensure_ascii=False).encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _taken(holder: Path) -> Stop:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(known["since"]).astimezone()
        pid, command = int(known["pid"]), str(known["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return Stop(_TAKEN, status=3)
    return Stop(_TAKEN_BY, status=3, pid=pid, command=command, since=f"{since:%H:%M %d/%m/%Y}")


_TAKEN = Text(
    "Một chương trình khác đang đăng bài từ thư mục này. Đợi nó xong, hoặc tắt nó rồi chạy lại.",
    "Another program is publishing from this folder. Wait for it to end, or stop it, and run again.",
)
_TAKEN_BY = Text(
    "Một chương trình khác đang đăng bài từ thư mục này: “{command}” (số tiến trình {pid}, chạy từ {since}). "
    "Đợi nó xong, hoặc tắt nó rồi chạy lại.",
    "Another program is publishing from this folder: “{command}” (process {pid}, since {since}). "
    "Wait for it to end, or stop it, and run again.",
)
_UNWRITABLE = Text(
    "Không ghi được vào thư mục {path}. Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi chạy lại.",
    "The folder {path} cannot be written. See its permissions and the free disk space.",
)
