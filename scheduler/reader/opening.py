"""The content of a file that a person wrote, or in words why there is none: whatever lies there."""

from __future__ import annotations

import errno
from pathlib import Path

from scheduler.files import MOST_BYTES, NotAFileError, TooLargeError, read_file
from scheduler.problems import Place, Problem
from scheduler.reader import messages


def load(path: Path, file: str) -> bytes | Problem:
    """The bytes of *path*, called *file* in messages, or what is wrong with it; it never waits.

    Raises:
        FileNotFoundError: nothing lies there.
    """
    try:
        return read_file(path)
    except FileNotFoundError:
        if not path.is_symlink():
            raise
        return Problem(messages.LINK_LOST, Place(file))
    except TooLargeError:
        return Problem(messages.TOO_LARGE, Place(file), {"most": MOST_BYTES >> 20})
    except OSError as error:
        return _why(error, file)


def unread(file: str, error: Exception) -> Problem:
    """What to say of a *file* whose reading failed in a way that nobody foresaw: it is left out."""
    return Problem(messages.UNREAD, Place(file), {"why": type(error).__name__})


def _why(error: OSError, file: str) -> Problem:
    if isinstance(error, (NotAFileError, IsADirectoryError)) or error.errno == errno.ENXIO:  # a socket
        return Problem(messages.NOT_A_FILE, Place(file))
    if error.errno == errno.ELOOP:
        return Problem(messages.LINK_CIRCLE, Place(file))
    return Problem(messages.UNREADABLE, Place(file), {"why": error.strerror or type(error).__name__})
