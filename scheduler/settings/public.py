"""Secrets whose file lies in a folder that a website shows to everybody."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scheduler.kinds.block import Block
from scheduler.kinds.kind import ChannelBlock


def public_folders(root: Path, blocks: Iterable[ChannelBlock]) -> dict[str, str]:
    """What *blocks* make public: each folder as it is compared, and as it is written."""
    folders = [block.public_folder for block in blocks if block.public_folder]
    return {path: folder for folder in folders for path in _paths(root, folder)}


def public_secrets(root: Path, block: Block, folders: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The keys of *block* whose secret lies in one of *folders*, with the folder as it is written."""
    for key, file in _files(block):
        above = (parent for path in _paths(root, file) for parent in (path, *_parents(path)))
        found = next((folders[path] for path in above if path in folders), None)
        if found is not None:
            yield key, found


def _files(block: Block) -> Iterator[tuple[str, str]]:
    for key in type(block).model_fields:
        value = getattr(block, key)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and one.startswith("file:"):
                yield key, one.removeprefix("file:")


def _paths(root: Path, path: str) -> tuple[str, str]:
    """*path* from the folder of work, without what leads back and forth, as Windows too compares it; and
    where links lead it."""
    written = path.replace(chr(92), "/")
    is_whole = written.startswith("/") or written[1:2] == ":"
    whole = written if is_whole else f"{root.as_posix()}/{written}"
    followed = os.path.realpath(whole).replace(chr(92), "/")
    return posixpath.normpath(whole).lower(), followed.lower()


def _parents(path: str) -> Iterator[str]:
    while len(above := posixpath.dirname(path)) < len(path):
        yield above
        path = above
