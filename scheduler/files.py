"""Files as the program reads and writes them: never waiting, whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import Literal

MOST_BYTES = 20 * 2**20  # of what a person writes; ten years of daily posts are a quarter of it
_TRIES = 40
_PAUSE = 0.05  # seconds; a reader on Windows holds a file for some hundredths


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """A folder of work: `config/`, `posts/`, `assets/`, and `var/`, which the program makes."""

    root: Path

    @property
    def config(self) -> Path:
        """Settings, hotlines, units."""
        return self.root / "config"

    @property
    def posts(self) -> Path:
        """The content calendar."""
        return self.root / "posts"

    @property
    def assets(self) -> Path:
        """Templates, logo, photos."""
        return self.root / "assets"

    @property
    def var(self) -> Path:
        """Made by the program: ledger, site, cards, caches, logs."""
        return self.root / "var"

    def relative(self, path: Path) -> str:
        """*path* as messages name it: relative to the folder of work, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


@cache
def built_in(kind: Literal["templates", "drawings"]) -> Path:
    """The folder of what the program brings: beside the package, or in it once it is installed as a wheel."""
    package = Path(__file__).parent
    packaged = package / "built_in" / kind
    return packaged if packaged.is_dir() else package.parent / "assets" / kind


class NotAFileError(OSError):
    """It is a folder, a pipe, a socket or a device, and no file."""


class TooLargeError(OSError):
    """The file is larger than it may be."""


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file, *most* of them at most.

    It never waits: opening a pipe that nobody writes to would stop the program for good.

    Raises:
        NotAFileError: what lies there is none.
        TooLargeError: it is.
        OSError: it is not there, may not be read, or its links lead in a circle.
    """
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(size + 1) if size <= most else b""  # one more: it may grow meanwhile
        while size < len(data) <= most and (more := file.read(most + 1 - len(data))):
            data += more
        if size > most or len(data) > most:
            raise TooLargeError(errno.EFBIG, "too large")
        return data


def read_part(path: Path, start: int, count: int) -> bytes:
    """*count* bytes of a regular file from *start* on, or as many as there are.

    Raises:
        NotAFileError: what lies there is none.
        OSError: it is not there, or may not be read.
    """
    with _opened(path) as file:
        file.seek(start)
        return file.read(count)


def _opened(path: Path) -> BufferedReader:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise NotAFileError(errno.EINVAL, "not a file")


def walk(folder: Path, but: str = "") -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """Everything below *folder*, each with its state, but what vanishes meanwhile or is called *but*.

    Folders behind links are gone into too, each folder once: links may lead in a circle. A link that leads
    nowhere has its own state.
    """
    waiting, seen = [str(folder)], set()
    while waiting:
        try:
            here = waiting.pop()
            state = Path(here).stat()
            if (state.st_dev, state.st_ino) in seen and state.st_ino:
                continue
            seen.add((state.st_dev, state.st_ino))
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name == but:
                continue
            with suppress(OSError):
                yield entry, state_of(entry)
            with suppress(OSError):  # a link that leads back to itself
                if entry.is_dir():
                    waiting.append(entry.path)


def state_of(entry: os.DirEntry[str] | Path) -> os.stat_result:
    """The state of what lies there; of a link that leads nowhere, its own.

    Raises:
        OSError: nothing lies there.
    """
    try:
        return entry.stat()
    except OSError:
        return entry.stat(follow_symlinks=False)


def private_file(path: Path) -> None:
    """Let there be a file that its owner alone may read: from its first byte, where it is not there yet.

    One that is there is not opened: closing it would let go of the locks that this program has on it.

    Raises:
        OSError: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        _close_to_others(path)


def private_folder(path: Path) -> None:
    """Let there be a folder that its owner alone may look into; those above it are made as usual.

    Raises:
        OSError: it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _close_to_others(path: Path) -> None:
    """An older Loa left it open to all."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) and mode & 0o077 and sys.platform != "win32":
        with suppress(PermissionError):  # somebody else's: theirs to close
            path.chmod(0o600)


def write_whole(path: Path, data: bytes, *, outlives_power: bool = True, private: bool = False) -> bool:
    """Replace *path* by *data* at once, so that a reader or a crash sees the old file or the new one.

    Equal content is left untouched. Where a reader holds the file open (Windows), it is tried again
    for two seconds. What can be made anew at any time need not outlive a power cut: that costs a wait for
    the disk. What is *private* its owner alone may read, at no moment anybody else.

    Returns:
        whether anything was written.

    Raises:
        OSError: the disk is full, the folder is not writable, or a reader held on for too long.
    """
    try:
        if path.stat().st_size == len(data) and read_file(path, len(data)) == data:
            if private:
                _close_to_others(path)
            return False
    except (NotAFileError, TooLargeError):
        pass
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if outlives_power:
                file.flush()
                os.fsync(file.fileno())
        if not private:
            Path(name).chmod(0o644)  # mkstemp gives 0600; a web server must be able to read it
        _replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _replace(source: str, target: Path) -> None:
    for attempt in range(_TRIES):
        try:
            Path(source).replace(target)
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return


def shared_storage(path: Path) -> str:
    """What *path* lies on, if several machines or a cloud share it ('OneDrive', 'nfs', …); '' if it does not.

    SQLite's locks do not hold there.
    """
    try:
        path = path.resolve()
    except (OSError, RuntimeError):  # a loop of links: whoever opens it says so
        path = path.absolute()
    for part in path.parts:
        for name in _SYNCED:
            if part.casefold().startswith(name.casefold()):
                return name
    if sys.platform == "win32":
        drive_of = ctypes.windll.kernel32.GetDriveTypeW
        return (
            "network" if path.drive.startswith("\\\\") or drive_of(path.drive + "\\") == _REMOTE_DRIVE else ""
        )
    try:
        mounts = [
            line.split(" ")[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
        ]
    except OSError:  # macOS: the names above are all that can be known cheaply
        return ""
    holders = [(point, kind) for point, kind in mounts if path.is_relative_to(point.replace("\\040", " "))]
    kind = max(holders, key=lambda holder: len(holder[0]), default=("", ""))[1]
    return kind if kind in _NETWORK_KINDS else ""


_SYNCED = ("OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloudDrive")
_NETWORK_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs", "fuse.rclone"}
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of the Windows API
