"""The hotlines that come with a bundle, in her directory: what she has there is hers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.bundles import taking_texts
from scheduler.calendar.directory import FILE
from scheduler.calendar.entry import HOTLINE_KEYS
from scheduler.calendar.numbers import digits
from scheduler.calendar.writing import change_keys
from scheduler.calendar.yaml_text import Entry, entry_lines
from scheduler.characters import shown
from scheduler.problems import Text
from scheduler.reader.parsing import read

_CALLED = ("verified_on", "verified_by", "verified_number")


@dataclass(slots=True)
class Lines:
    """The directory as it is to be, what came with the bundle, and what is to be *told*."""

    data: bytes
    came: dict[str, Entry]
    told: list[Text] = field(default_factory=list)


def merged_lines(data: bytes, given: Mapping[str, Entry], known: Mapping[str, Entry]) -> Lines:
    """The directory *data* with the lines *given*; *known* are those that came before, as they came.

    A line that she has is hers: what she has not changed since it came follows the giver, all else stays.

    Raises:
        Unwritable: the file leaves no place for it.
    """
    value = read(FILE, data).value if data else None
    hers: Mapping[str, Any] = value if isinstance(value, dict) else {}
    found = Lines(data, dict(known))
    for key, line in given.items():
        own, before = hers.get(key), known.get(key)
        if own is None:
            found.data = _added(found.data, key, line)
            found.came[key] = line
            found.told.append(
                taking_texts.NEW_LINE.filled(name=shown(line["name"]), number=shown(line["number"]))
            )
        elif before is None:
            if isinstance(own, dict) and digits(str(own.get("number", ""))) != digits(line["number"]):
                told = taking_texts.OWN_LINE
                found.told.append(
                    told.filled(
                        name=shown(line["name"]),
                        own=shown(str(own.get("number", ""))),
                        number=shown(line["number"]),
                    )
                )
        elif before != line and isinstance(own, dict):
            _follow(found, key, line, before, own)
    return found


def _follow(found: Lines, key: str, line: Entry, before: Entry, own: Entry) -> None:
    """Let her line say what the giver says now, as far as it said what he said before."""
    names = [name for name in HOTLINE_KEYS if name not in _CALLED and before.get(name) != line.get(name)]
    follows: dict[tuple[str | int, ...], Any] = {
        (key, name): line.get(name) for name in names if own.get(name) == before.get(name)
    }
    if (key, "number") in follows:
        follows |= {(key, name): None for name in _CALLED if name in own}  # the other number was called
        told = taking_texts.LINE_CHANGED
        found.told.append(
            told.filled(
                name=shown(line["name"]), old=shown(str(own.get("number", ""))), number=shown(line["number"])
            )
        )
    elif "number" in names and digits(str(own.get("number", ""))) != digits(line["number"]):
        told = taking_texts.OWN_LINE
        found.told.append(
            told.filled(
                name=shown(line["name"]), own=shown(str(own.get("number", ""))), number=shown(line["number"])
            )
        )
    found.data = change_keys(FILE, found.data, follows, HOTLINE_KEYS)
    found.came[key] = line


def _added(data: bytes, key: str, line: Entry) -> bytes:
    entry = {name: line[name] for name in HOTLINE_KEYS if name in line}
    if data:
        return change_keys(FILE, data, {(key,): entry})
    return "".join(f"{one}\n" for one in entry_lines(f"{key}:", entry, 0, ())).encode()
