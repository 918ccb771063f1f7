"""Files as the program writes them: whole or not at all, and where the folder of work has what."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

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
        if path.read_bytes() == data:
            if private:
                _close_to_others(path)
            return False
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
    path = path.resolve()
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
