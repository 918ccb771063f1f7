"""The log: warnings on stderr, more in var/log, a file a day; without secrets."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

from scheduler.clock import as_read
from scheduler.files import WorkFolder, private_file, private_folder
from scheduler.secrets import starred

KEEP = 30  # days
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_log = logging.getLogger(__name__)


class Starred(logging.Formatter):
    """Stars for every secret in a finished line, traceback included; times as the office reads them."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's
        """With the offset, so that nobody takes it for another zone's."""
        return as_read(datetime.fromtimestamp(record.created, UTC)).isoformat(" ", "milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return starred(super().format(record))


def log_to_stderr() -> None:
    """Warnings, and what is worse, on stderr."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)  # its own: the root is lowered where a log is kept
    handler.setFormatter(Starred(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that takes long is no fault
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts every change


class _PrivateLog(TimedRotatingFileHandler):
    """A log that its owner alone may read, on each of its days; a full disk leaves gaps in it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's
        """Nothing: a traceback on the screen would bury the words that say what to do."""

    def _open(self) -> TextIOWrapper:
        private_file(Path(self.baseFilename))
        return super()._open()


def log_to(folder: WorkFolder) -> None:
    """From now on also into `var/log/loa.log`, begun anew each midnight and kept for 30 days.

    Only who holds the right to carry calls this: one program writes at a time. A folder that cannot be
    written is told, and stops nothing.
    """
    try:
        target = folder.var / "log" / "loa.log"
        private_folder(target.parent)
        handler = _PrivateLog(target, when="midnight", backupCount=KEEP, encoding="utf-8")
    except OSError as error:
        _log.warning("no log is kept: %s", error.strerror)
        return
    handler.setLevel(logging.INFO)
    handler.setFormatter(Starred(_FORM))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(root.level, logging.INFO))
