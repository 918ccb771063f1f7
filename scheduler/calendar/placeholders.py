"""Placeholders in a post's texts: a few exact forms, and nothing between double braces goes out unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.wording import PLACEHOLDER, UNIT_FIELDS
from scheduler.problems import Message
from scheduler.reader.shape import meant, nearest

FORMS = ", ".join([*(f"{{{{ unit.{name} }}}}" for name in UNIT_FIELDS), "{{ hotline('mã-đường-dây') }}"])

LOCAL_LINE = re.compile(r"\{\{\s*unit\.hotline\s*\}\}")
_SHOWN = 12  # of the directory's keys: a province's has hundreds
_BRACES = re.compile(r"\{\{[^{}\n]*\}\}?|\{\{|\}\}")
_HOTLINE = re.compile(r"hotline\W*(?P<key>[a-z0-9-]+)")

Found = tuple[Message, str, int, dict[str, object]]  # what is wrong, the words, which of the same, values


def is_sound(text: str, directory: Directory) -> bool:
    """Whether every placeholder of *text* can be filled in, and no other braces stand in it."""
    if "{{" not in text and "}}" not in text:
        return True
    found = PLACEHOLDER.findall(text)
    return len(found) == text.count("{{") == text.count("}}") and all(
        field in UNIT_FIELDS if field else key in directory.hotlines for field, key in found
    )


def check_text(text: str, directory: Directory) -> Iterator[Found]:
    """What is wrong with the placeholders of *text*, which are filled in when it is worded."""
    for found in PLACEHOLDER.finditer(text):
        name, key = found["field"], found["hotline"]
        if name is not None and name not in UNIT_FIELDS:
            forms = ", ".join(f"{{{{ unit.{known} }}}}" for known in UNIT_FIELDS)
            yield messages.UNIT_FIELD, found[0], _nth(text, found), {"field": name, "forms": forms}
        elif key is not None and key not in directory.hotlines:
            message, values = unknown_hotline(key, directory)
            yield message, found[0], _nth(text, found), values
    rest = PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
    for found in _BRACES.finditer(rest):
        values = {"written": found[0], "forms": _meant(found[0], directory)}
        yield messages.PLACEHOLDER, found[0], _nth(text, found), values


def unknown_hotline(key: str, directory: Directory) -> tuple[Message, dict[str, object]]:
    """The words for a *key* that has no sound entry in the directory."""
    if key in directory.faulty:
        return messages.FAULTY_HOTLINE, {"key": key}
    known = sorted(directory.hotlines)
    shown = ", ".join([*known[:_SHOWN], *(["…"] if len(known) > _SHOWN else ())])
    return messages.UNKNOWN_HOTLINE, {"key": key, "meant": meant(nearest(key, known)), "known": shown or "–"}


def _nth(text: str, found: re.Match[str]) -> int:
    return text.count(found[0], 0, found.start())


def _meant(words: str, directory: Directory) -> str:
    """The placeholder that *words* were probably meant to be, or both forms."""
    hotline = _HOTLINE.search(words)
    if hotline:
        key = nearest(hotline["key"], directory.hotlines) or hotline["key"]
        return f"{{{{ hotline('{key}') }}}}"
    name = nearest(words.strip("{} "), [f"unit.{name}" for name in UNIT_FIELDS])
    return f"{{{{ {name} }}}}" if name else FORMS
