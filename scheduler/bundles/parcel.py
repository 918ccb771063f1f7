"""A bundle as it travels: one ZIP file, or the same as a folder for git.

A ZIP has many bytes that mean nothing. Here each has one possible value: what was read is packed once more
and must come out the same, so that there is nothing beside what was signed, whatever a reader makes of it.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.bundles import messages
from scheduler.bundles.manifest import Manifest, is_photo, unsealed
from scheduler.files import NotAFileError, TooLargeError, read_file, write_whole
from scheduler.problems import Stop

MOST_BYTES = 80 * 2**20
MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"
_MOST_MANIFEST = 2**20
MOST_NAMES = 1000
_FOR_GIT = ".gitattributes"  # else git on Windows changes the ends of lines, and with them the hashes
_KEEPS_BYTES = b"* -text\n"
_OF_GIT = frozenset({".git", _FOR_GIT, ".gitignore"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A bundle whose signature and hashes are right: its manifest, and its files by path."""

    manifest: Manifest
    files: Mapping[str, bytes]


def read_parcel(path: Path) -> Parcel:
    """The bundle in *path*, a file or a folder.

    Raises:
        Stop: it is none, or not as it was signed; the words say so.
    """
    try:
        found = _of_folder(path) if path.is_dir() else _of_zip(read_file(path, MOST_BYTES))
    except FileNotFoundError:
        raise Stop(messages.NO_FILE, status=2, name=path) from None
    except TooLargeError:
        raise Stop(messages.TOO_LARGE, most=MOST_BYTES >> 20) from None
    except NotAFileError:
        raise Stop(messages.NOT_A_BUNDLE) from None
    except OSError as error:
        raise Stop(messages.UNREADABLE, name=path.name, why=error.strerror or "?") from None
    return _opened(found)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The ZIP file of *files*: the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)  # of 1980: when it was made, the manifest says
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def put_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* as the folder *path*, which is not there yet or holds an earlier edition.

    Raises:
        Stop: something else lies there.
        OSError: it cannot be written.
    """
    if path.exists() and any(path.iterdir()) and not (path / MANIFEST).is_file():
        raise Stop(messages.OTHER_FOLDER, name=path.name)
    old = _names(path) if path.exists() else set()
    wanted = {**files, _FOR_GIT: _KEEPS_BYTES}
    for name in sorted(wanted, key=lambda one: one == MANIFEST):  # what it names is there before it
        write_whole(path / name, wanted[name])
    for name in filter(is_photo, old - wanted.keys()):
        (path / name).unlink(missing_ok=True)


def _opened(found: Mapping[str, bytes]) -> Parcel:
    if MANIFEST not in found or SIGNATURE not in found:
        raise Stop(messages.NOT_A_BUNDLE)
    manifest = unsealed(found[MANIFEST], found[SIGNATURE])
    files = {name: data for name, data in found.items() if name not in {MANIFEST, SIGNATURE}}
    if files.keys() != {one.path for one in manifest.files}:
        raise Stop(messages.DAMAGED)
    for one in manifest.files:
        data = files[one.path]
        if len(data) != one.size or hashlib.sha256(data).hexdigest() != one.sha256:
            raise Stop(messages.DAMAGED)
    return Parcel(manifest, files)


def _of_zip(data: bytes) -> dict[str, bytes]:
    if not data.startswith(b"PK\x03\x04"):
        raise Stop(messages.NOT_A_BUNDLE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            is_plain = all(one.compress_type == zipfile.ZIP_STORED and not one.flag_bits & 1 for one in infos)
            if not is_plain or sum(one.file_size for one in infos) > len(data):
                raise Stop(messages.REPACKED)
            found = {one.filename: archive.read(one) for one in infos}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError, KeyError):
        raise Stop(messages.DAMAGED) from None
    try:
        is_one_way = packed(found) == data
    except (ValueError, OverflowError, UnicodeError, zipfile.LargeZipFile):
        is_one_way = False
    if not is_one_way:
        raise Stop(messages.REPACKED)
    return found


def _of_folder(path: Path) -> dict[str, bytes]:
    if not os.path.lexists(path / MANIFEST):
        raise Stop(messages.NOT_A_BUNDLE)
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for name in sorted(_names(path)):
        if name == _FOR_GIT:
            continue
        found[name] = read_file(path / name, min(left, _MOST_MANIFEST) if name == MANIFEST else left)
        left -= len(found[name])
    return found


def _names(path: Path) -> set[str]:
    """The files below *path*; links and whatever else is no file are none of a bundle's."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if here == path and entry.name in _OF_GIT - {_FOR_GIT}:
                    continue
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode) and here == path:
                    waiting.append(Path(entry.path))
                elif stat.S_ISREG(mode) and len(found) < MOST_NAMES:
                    found.add(Path(entry.path).relative_to(path).as_posix())
                else:
                    raise Stop(messages.ODD_FILE, name=entry.name)
    return found
