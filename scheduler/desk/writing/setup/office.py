"""The office's own files as forms change them: never over another's change, only where all is sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.calendar.writing import change_keys, changes_between, mark_of
from scheduler.desk.writing.saves import Change, Saves, Undoing
from scheduler.files import WorkFolder, read_file
from scheduler.problems import Language, Problem, Text
from scheduler.reader.parsing import read
from scheduler.settings.loading import FILE, read_settings
from scheduler.settings.users import FILE as USERS
from scheduler.settings.users import HEAD, read_users


class Faulty(Exception):  # noqa: N818 - a finding: the form says it
    """The file would not be sound with what was typed; nothing was written.

    *fields* has what is said beside a field, by its name.
    """

    def __init__(self, *told: Text, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__("not sound")
        self.fields = fields or {}
        self.told = (*told, *dict.fromkeys(self.fields.values()))

    @classmethod
    def of(cls, problems: list[Problem]) -> Faulty:
        """With what is wrong and what to do, for each of *problems* that is an error."""
        return cls(*(_words(one) for one in problems if one.is_error))

    def say(self, language: Language) -> list[str]:
        """Each in words."""
        return [one.say(language) for one in self.told]

    def beside_fields(self, language: Language) -> dict[str, str]:
        """What is said beside each field, by its name."""
        return {name: one.say(language) for name, one in self.fields.items()}


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """One file of config/ as it lies there; it need not be there."""

    path: Path
    name: str
    data: bytes
    is_private: bool = False
    head: bytes = b""  # how a new one begins

    @property
    def mark(self) -> str:
        """What a form carries, so that a change made meanwhile is noticed; '' for no file."""
        return mark_of(self.data) if self.data else ""

    @property
    def value(self) -> dict[str, Any]:
        """What it says."""
        value = read(self.name, self.data).value
        return dict(value) if isinstance(value, dict) else {}

    def changed(self, wanted: Mapping[str, Any], order: Sequence[str] = ()) -> bytes:
        """Its bytes once it says *wanted*; new keys come in that *order*.

        Raises:
            Unwritable: it leaves no place for that.
        """
        return change_keys(self.name, self.data or self.head, changes_between(self.value, wanted), order)

    def save(self, saves: Saves, data: bytes, address: str, undoing: Undoing | None = None) -> str:
        """Let it hold *data*; gives the save's name, by which it is taken back, with what *undoing* does.

        Raises:
            Conflict: somebody wrote it meanwhile.
            Unwritable: the desk cannot read it back.
            OSError: it cannot be written.
        """
        change = Change(self.path, self.data, data, self.is_private)
        return saves.keep_all([change], address, undoing=undoing)


def open_file(folder: WorkFolder, name: str, *, is_private: bool = False, head: bytes = b"") -> OfficeFile:
    """The file *name* (`config/…`) as it lies there now.

    Raises:
        OSError: it cannot be read.
    """
    path = folder.root / name
    try:
        data = read_file(path)
    except FileNotFoundError:
        data = b""
    return OfficeFile(path, name, data, is_private, head)


def open_settings_file(folder: WorkFolder) -> OfficeFile:
    """That of the settings."""
    return open_file(folder, FILE)


def open_users_file(folder: WorkFolder) -> OfficeFile:
    """That of the people."""
    return open_file(folder, USERS, is_private=True, head=f"{HEAD}\n".encode())


def settings_with(folder: WorkFolder, file: OfficeFile, wanted: Mapping[str, Any]) -> bytes:
    """The settings' bytes once they say *wanted*, which is sound.

    Raises:
        Faulty: it is not.
        Unwritable: the file leaves no place for it.
    """
    data = file.changed(wanted)
    settings, problems = read_settings(folder, data)
    if settings is None:
        raise Faulty.of(problems)
    return data


def users_with(file: OfficeFile, wanted: Mapping[str, Any]) -> bytes:
    """The same of the people."""
    data = file.changed(wanted)
    _, problems = read_users(data)
    if any(one.is_error for one in problems):
        raise Faulty.of(problems)
    return data


def without_empty(value: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """*value* without those of *keys* that say nothing: an empty key would be a riddle in a file."""
    return {key: one for key, one in value.items() if one or key not in keys}


def _words(problem: Problem) -> Text:
    def both(say: Callable[[Language], str]) -> Text:
        return Text(_sentence(say("vi")), _sentence(say("en")))

    wrong, cure = both(problem.wrong), both(problem.way_out)
    return Text(f"{wrong.vi}. {cure.vi}", f"{wrong.en}. {cure.en}")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
