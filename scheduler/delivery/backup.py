"""A copy of the ledger for each day, made while it is in use; the oldest ones are given up."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from sqlalchemy import URL

from scheduler.delivery import sqlite
from scheduler.delivery.store import Where
from scheduler.files import private_folder
from scheduler.problems import Stop, Text

KEEP = 14  # days


def back_up(ledger: Path, today: date, keep: int = KEEP) -> Path:
    """Copy *ledger* into the folder `backups` beside it, once a day; the newest *keep* copies stay.

    Raises:
        Stop: the copy could not be made.
    """
    target = _copy_of(ledger, today)
    folder = target.parent
    try:
        private_folder(folder)
        if not target.exists():
            for left in folder.glob(f"{ledger.stem}-*.part*"):  # by a kill, perhaps with what people said
                left.unlink()
            sqlite.copy(ledger, target)
        for old in copies(ledger)[keep:]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        raise Stop(_NOT_COPIED, folder=folder, why=type(error).__name__) from error
    return target


def is_backed_up(ledger: Where, today: date) -> bool:
    """Whether today's copy is there; of a database on a server its keeper makes them."""
    return isinstance(ledger, URL) or _copy_of(ledger, today).exists()


def _copy_of(ledger: Path, day: date) -> Path:
    return ledger.parent / "backups" / f"{ledger.stem}-{day.isoformat()}{ledger.suffix}"


def copies(ledger: Path) -> list[Path]:
    """The copies of *ledger* that there are, the newest first."""
    day = "[0-9]" * 4 + "-[0-9][0-9]" * 2
    return sorted((ledger.parent / "backups").glob(f"{ledger.stem}-{day}{ledger.suffix}"), reverse=True)


_NOT_COPIED = Text(
    "Không chép được sổ đăng bài vào {folder} ({why}). Kiểm tra quyền ghi và chỗ trống của ổ đĩa.",
    "The ledger cannot be copied into {folder} ({why}). See its permissions and the free disk space.",
)
