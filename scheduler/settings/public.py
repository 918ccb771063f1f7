"""Secrets whose file lies in a folder that a website shows to everybody."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scheduler.kinds.block import Block
from scheduler.kinds.kind import ChannelBlock


def public_folders(root: Path, blocks: Iterable[ChannelBlock]) -> dict[str, str]:
    """What *blocks* make public: each folder as it is compared, and as it is written."""
    return {
        _lexical(root, block.public_folder): block.public_folder for block in blocks if block.public_folder
    }


def public_secrets(root: Path, block: Block, folders: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The keys of *block* whose secret lies in one of *folders*, with the folder as it is written."""
    for key, file in _files(block):
        path = _lexical(root, file)
        while path not in folders and len(above := posixpath.dirname(path)) < len(path):
            path = above
        if path in folders:
            yield key, folders[path]


def _files(block: Block) -> Iterator[tuple[str, str]]:
    for key in type(block).model_fields:
        value = getattr(block, key)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and one.startswith("file:"):
                yield key, one.removeprefix("file:")


def _lexical(root: Path, path: str) -> str:
    """*path* from the folder of work, without what leads back and forth, as Windows too compares it."""
    written = path.replace(chr(92), "/")
    is_whole = written.startswith("/") or written[1:2] == ":"
    return posixpath.normpath(written if is_whole else f"{root.as_posix()}/{written}").lower()
