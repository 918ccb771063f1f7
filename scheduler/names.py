"""Files found by the names that people write: what is the same to the eye is the same name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


def composed(name: str) -> str:
    """*name* in NFC: the one form in which names are compared and told."""
    return unicodedata.normalize("NFC", name)


def find_named(root: Path, name: str) -> Path | None:
    """What is called *name* below *root* (parts parted by slashes), None if nothing is.

    Names are the same when they are the same to the eye, at every level: Macs, and archives made on them,
    write `ả` as two characters where keyboards write one. Capitals count, on Windows too: what is found on
    one machine must be found on each.
    """
    return _find(root, name, lambda names, part: names.same.get(composed(part)))


def otherwise_spelt(root: Path, name: str) -> str:
    """What below *root* differs from *name* in capitals alone, as it is written there; '' for nothing."""
    found = _find(root, name, lambda names, part: names.whatever_case.get(_small(part)))
    return composed(found.relative_to(root).as_posix()) if found is not None else ""


@dataclass(frozen=True, slots=True)
class _Names:
    """The names in one folder, by their composed form, and by that in small letters."""

    same: dict[str, str]
    whatever_case: dict[str, str]


def _find(root: Path, name: str, look: Callable[[_Names, str], str | None]) -> Path | None:
    path = root
    for part in name.replace("\\", "/").split("/"):
        if part in ("", "."):
            continue
        found = look(_kept_names(path), part) if part != ".." else None
        if found is None or not os.path.lexists(path / found):
            # Clocks of folders are coarse: what was kept may be older than it looks.
            found = look(_names(path), part) if part != ".." else None
        if found is None:
            return None
        path /= found
    return path if path != root else None


def _kept_names(folder: Path) -> _Names:
    try:
        changed = folder.stat().st_mtime_ns
    except (OSError, ValueError):
        return _Names({}, {})
    return _names_at(folder, changed)


@lru_cache(maxsize=256)
def _names_at(folder: Path, _changed: int) -> _Names:
    return _names(folder)


def _names(folder: Path) -> _Names:
    try:
        found = [entry.name for entry in os.scandir(folder)]
    except (OSError, ValueError):
        return _Names({}, {})
    found.sort(key=lambda one: (one == composed(one), one))  # of two that look alike the composed one wins
    return _Names({composed(one): one for one in found}, {_small(one): one for one in found})


def _small(name: str) -> str:
    return composed(composed(name).casefold())
