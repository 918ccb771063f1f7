"""Secrets that are kept together with the settings that name them, and put back together with them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from scheduler.files import read_file, write_whole
from scheduler.secrets import Secret, SecretMissing, fetch, forget, keep

Kept = tuple[str, Secret]  # its place, and what it is to hold


class Keeping:
    """Writes secrets to their places in the folder of work, and remembers what these held."""

    def __init__(self, root: Path, secrets: Sequence[Kept]) -> None:
        self._root = root
        self._secrets = secrets
        self._had = {place: _held(place, root) for place, _ in secrets}

    def keep(self) -> None:
        """Keep them all, where no history of the folder takes them up.

        Raises:
            Stop: one cannot be kept.
            OSError: the folder's list of what its history leaves out cannot be written.
        """
        leave_out(self._root, [place for place, _ in self._secrets])
        for place, secret in self._secrets:
            keep(place, secret, self._root)

    def put_back(self) -> None:
        """Let each place hold what it held, but one that holds another secret by now.

        Raises:
            Stop: one cannot be written.
            OSError: one cannot be removed.
        """
        for place, secret in self._secrets:
            had, now = self._had[place], _held(place, self._root)
            if now is None or not now.is_same(secret):
                continue
            if had is None:
                forget(place, secret, self._root)
            else:
                keep(place, had, self._root)


def _held(place: str, root: Path) -> Secret | None:
    try:
        return fetch(place, root)
    except SecretMissing:
        return None


def leave_out(root: Path, places: Sequence[str]) -> None:
    """Let `.gitignore` name the files of *places* in the folder of work, where there is one, or a history.

    What an older Loa began does not name them all.

    Raises:
        OSError: it cannot be written.
    """
    path = root / ".gitignore"
    if not path.exists() and not (root / ".git").exists():
        return
    present = read_file(path) if path.exists() else b""
    lines = [line.strip().removeprefix("/") for line in present.decode("utf-8", "replace").splitlines()]
    names = [place.removeprefix("file:") for place in places if place.startswith("file:")]
    inside = [name for name in names if not Path(name).is_absolute()]
    new = [name for name in inside if not any(fnmatch(name, line) for line in lines)]
    if new:
        lead = b"" if not present or present.endswith(b"\n") else b"\n"
        write_whole(path, present + lead + "".join(f"{name}\n" for name in new).encode())
