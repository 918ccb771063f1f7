"""Which files of posts/ are the calendar's, and which only look as if somebody meant them to be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from scheduler.calendar import messages
from scheduler.files import WorkFolder
from scheduler.problems import Message, Place, Problem

ENDINGS = (".yaml", ".yml")  # in capitals or not: Windows does not tell them apart

_OF_EDITORS = (".bak", ".tmp", ".part", ".swp", "~")  # copies that programs keep beside a file
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_KINDS: dict[str, Message] = {
    **dict.fromkeys((".xlsx", ".xlsm"), messages.WORKBOOK_THERE),
    **dict.fromkeys((".xls", ".xlsb", ".ods", ".csv", ".tsv", ".numbers"), messages.TABLE_THERE),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pdf", ".pages"), messages.DOCUMENT_THERE),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif"), messages.PHOTO_THERE),
}


FILM = ".mp4"  # beside what is read lie the films that posts have


def is_calendar_name(name: str) -> bool:
    """Whether a file called *name* below posts/ is read."""
    return PurePath(name).suffix.lower() in ENDINGS and not _is_passed_over(PurePath(name).name)


def calendar_files(folder: WorkFolder) -> list[Path]:
    """The files of posts/ that are read, at any depth, in the order of their names."""
    return [path for path in _files(folder.posts) if is_calendar_name(path.name)]


def unread_files(folder: WorkFolder) -> Iterator[Problem]:
    """Every other file there, told with what to do: nobody puts one there for nothing.

    So are folders that are links: they may lead in a circle, and are not gone into.
    """
    for where, folders, _ in os.walk(folder.posts):
        for path in (Path(where, name) for name in sorted(folders)):
            if path.is_symlink():
                yield Problem(messages.FOLDER_LINK, Place(folder.relative(path)))
    for path in _files(folder.posts):
        if not is_calendar_name(path.name) and path.suffix.lower() != FILM:
            file = folder.relative(path)
            message = _KINDS.get(path.suffix.lower(), messages.OTHER_ENDING)
            yield Problem(message, Place(file), {"ending": path.suffix or path.name, "file": file})


def _files(folder: Path) -> list[Path]:
    """All files below *folder* but those that editors and systems keep for themselves."""
    found = []
    for where, folders, names in os.walk(folder):
        named = [name for name in folders if is_calendar_name(name)]  # told as what it is: no file
        folders[:] = [name for name in folders if not name.startswith(".") and name not in named]
        found += [Path(where, name) for name in (*named, *names) if not _is_passed_over(name)]
    return sorted(found)


def _is_passed_over(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(_OF_EDITORS) or name.lower() in _OF_SYSTEMS
