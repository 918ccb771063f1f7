"""What the disk or the ledger refuses, in words: whatever a command had no words of its own for."""

from __future__ import annotations

import logging
import os

from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)


def surroundings_stop(error: Exception, folder: WorkFolder) -> Stop | None:
    """What *error* says of the machine and its disk; None if it is the program's own fault."""
    if isinstance(error, OSError):
        log.debug("the machine refused", exc_info=error)
        name = error.filename if isinstance(error.filename, str) else str(folder.root)
        return Stop(_REFUSED, path=os.fsdecode(name), why=error.strerror or type(error).__name__)
    if not type(error).__module__.startswith(("sqlalchemy", "sqlite3")):
        return None
    from scheduler.delivery.store import doubt, stop_of, where_of
    from scheduler.settings.loading import load_settings

    settings, _ = load_settings(folder)
    if settings is None:
        return None
    ledger = where_of(folder.root, settings.ledger)
    try:
        doubt(ledger)  # the next one to open it looks it over
    except OSError:
        log.debug("no note could be taken away", exc_info=True)
    return stop_of(error, ledger)


_REFUSED = Text(
    "Máy không cho dùng {path} ({why}). Kiểm tra quyền ghi, chỗ trống của ổ đĩa, và ổ đĩa còn cắm không, rồi "
    "chạy lại. Không có bài nào bị mất.",
    "The machine does not let Loa use {path} ({why}). See its permissions, the free disk space, and whether "
    "the drive is still there, then run again. Nothing is lost.",
)
