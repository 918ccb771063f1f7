"""config/settings.yaml → `Settings`, with every problem in it and no secret in any of them."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from scheduler.files import WorkFolder
from scheduler.names import find_named, otherwise_spelt
from scheduler.problems import Place, Problem
from scheduler.reader.opening import load, unread
from scheduler.reader.parsing import read
from scheduler.reader.shape import odd_characters, unknown_empty, validate
from scheduler.settings import messages
from scheduler.settings.model import Settings
from scheduler.settings.public import public_folders, public_secrets
from scheduler.settings.week import weekday_meant

FILE = "config/settings.yaml"


def load_settings(folder: WorkFolder) -> tuple[Settings | None, list[Problem]]:
    """The settings of *folder*, and every problem in them; None when an error stands among those.

    Never raises for what a person wrote, and no problem shows a secret.
    """
    path = folder.config / "settings.yaml"
    try:
        data = load(path, FILE)
    except FileNotFoundError:
        return None, [Problem(messages.NO_FILE, Place(FILE))]
    return (None, [data]) if isinstance(data, Problem) else read_settings(folder, data)


def read_settings(folder: WorkFolder, data: bytes) -> tuple[Settings | None, list[Problem]]:
    """The same of *data*, which the file holds or is to hold."""
    try:
        return _read(folder, data)
    except Exception as error:  # noqa: BLE001 - whatever lies there, a person is told so in words
        return None, [unread(FILE, error)]


def _read(folder: WorkFolder, data: bytes) -> tuple[Settings | None, list[Problem]]:
    document, model = read(FILE, data), Settings.whole()
    problems = [*document.problems, *(unknown_empty(model, document.places) if document.empty else ())]
    settings: Settings | None = None
    value = document.value
    if value is not None:
        settings, wrong = validate(model, value, document.places)
        wrong += odd_characters(value, document.places)
        # A key that could not be read is not missing.
        problems += [
            weekday_meant(problem) if document.is_below(problem.place, "slots") else problem
            for problem in wrong
            if problem.values.get("key") not in document.unread()
        ]
    logo = settings.brand.logo if settings is not None and settings.brand is not None else ""
    missing = missing_logo(folder, logo)
    if missing:
        problems.append(document.places.problem(messages.NO_LOGO, "brand", "logo", **missing))
    problems += [
        document.places.problem(doubt.message, name, doubt.key, **doubt.values)
        for name, block in (settings.channels if settings is not None else {}).items()
        for doubt in block.doubts()
    ]
    if settings is not None:
        folders = public_folders(folder.root, settings.channels.values())
        problems += [
            document.places.problem(messages.PUBLIC_SECRET, name, key, key=f"{name}.{key}", folder=shown)
            for name, block in settings.with_secrets.items()
            for key, shown in public_secrets(folder.root, block, folders)
        ]
    problems = sorted(map(hide_secrets, problems), key=lambda one: (one.place.line, one.place.column))
    sound = not any(problem.is_error for problem in problems)
    return settings if sound else None, problems


def missing_logo(folder: WorkFolder, name: str) -> dict[str, Any]:
    """The values of `messages.NO_LOGO` where assets/ has no file *name*; none for no name or where it is."""
    file = find_named(folder.assets, name)
    if not name or (file is not None and file.is_file()):
        return {}
    spelt = otherwise_spelt(folder.assets, name) if file is None else ""
    return {"name": name, "meant": messages.LOGO_SPELT.filled(spelt=spelt) if spelt else ""}


# -- secrets ----------------------------------------------------------------------------------------

_SECRET_LINE = re.compile(
    r"(?P<key>[\"']?(?:[\w-]*(?:token|secret|password|passwd|mat_?khau)[\w-]*|\bkey\b)[\"']?\s*:?\s*)"
    r"(?P<value>(?![\"']?(?:env|file|keyring):)[^\s,}:][^,}]*)",
    re.IGNORECASE,
)
_SECRET_LIKE = re.compile(r"(?=[^\s\"',]*[0-9])(?=[^\s\"',]*[A-Za-z])[A-Za-z0-9_|%+=-]{24,}")
_IN_ADDRESS = re.compile(  # a user and his password, where no address was begun rightly too
    r"(?<=://)[^\s/:@]+:\S*@|(?<![^\s\"'/“])[^\s/:@\"'“]+:(?!//)\S*@"
)
_STARS = "***"


def hide_secrets(problem: Problem) -> Problem:
    """*problem* without anything that may be a secret, whatever was wrong with its line."""
    secrets = [_bare(found["value"]) for found in _SECRET_LINE.finditer(problem.line_text)]

    def hidden(value: object) -> object:
        if not isinstance(value, str):
            return value
        bare = _bare(value)
        is_secret = any(bare in secret or secret in bare for secret in secrets) and bare != ""
        return _STARS if is_secret else _hidden(value)

    values = {name: hidden(value) for name, value in problem.values.items()}
    return dataclasses.replace(problem, line_text=_hidden(problem.line_text), values=values)


def _bare(value: str) -> str:
    return value.strip().strip("\"'”")


def _hidden(line: str) -> str:
    line = _IN_ADDRESS.sub(f"{_STARS}@", line)
    return _SECRET_LIKE.sub(_STARS, _SECRET_LINE.sub(rf"\g<key>{_STARS}", line))
