"""config/hotlines.yaml: where `{{ hotline(…) }}` takes its numbers from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.calendar import messages
from scheduler.calendar.entry import HotlineEntry, as_id, is_id
from scheduler.calendar.model import Hotline, Unit, UnitId
from scheduler.calendar.numbers import digits
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.reader.document import Document
from scheduler.reader.opening import load, unread
from scheduler.reader.parsing import read
from scheduler.reader.shape import odd_characters, text_of, validate

FILE = "config/hotlines.yaml"


@dataclass(frozen=True, slots=True)
class Directory:
    """The hotlines by key, the keys whose entry has a mistake, and all problems of the file.

    The units are beside them (`units.py` reads them): both are what a post may name.
    """

    hotlines: Mapping[str, Hotline] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    faulty_units: frozenset[str] = frozenset()


def read_directory(folder: WorkFolder) -> Directory:
    """The directory of *folder*; a folder without one has no hotlines."""
    try:
        data = load(folder.config / "hotlines.yaml", FILE)
        if not isinstance(data, Problem):
            return directory_of(data)
    except FileNotFoundError:
        return Directory()
    except Exception as error:  # noqa: BLE001 - whatever lies there, it is told; posts that name a line wait
        data = unread(FILE, error)
    return Directory(problems=(data,))


def directory_of(data: bytes) -> Directory:
    """The directory that *data*, the bytes of its file, holds."""
    document = read(FILE, data)
    problems = list(document.problems)
    hotlines: dict[str, Hotline] = {}
    entries = document.value
    if not isinstance(entries, dict):
        if entries is not None:
            problems.append(document.places.problem(messages.HOTLINES_SHAPE))
        entries = {}
    faulty = set(document.unread())
    for key, value in entries.items():
        hotline, wrong = _entry(document, key, value)
        problems += wrong
        if hotline is None or any(document.is_below(one.place, key) for one in document.problems):
            faulty.add(key)
        else:
            hotlines[key] = hotline
    return Directory(hotlines, frozenset(faulty), tuple(problems))


def _entry(document: Document, key: str, value: object) -> tuple[Hotline | None, list[Problem]]:
    places = document.at(key)
    problems = []
    if not is_id(key):
        place = document.places.key(key)
        values = {"value": text_of(key), "nearest": as_id(key) or "tong-dai-111"}
        problems.append(places.problem_at(messages.HOTLINE_KEY, place, **values))
    entry, wrong = validate(HotlineEntry, value, places)
    problems += [*wrong, *odd_characters(value, places)]
    if entry is None:
        return None, problems
    number = digits(entry.number)
    if not number:
        problems.append(places.problem(messages.HOTLINE_NUMBER, "number", value=text_of(entry.number)))
    if any(problem.is_error for problem in problems):
        return None, problems
    is_called = not entry.verified_number or digits(entry.verified_number) == number
    hotline = Hotline(
        key,
        entry.name,
        number,
        entry.who,
        entry.hours,
        entry.area,
        entry.valid_until,
        entry.verified_on if is_called else None,  # another number was called
        entry.verified_by,
        places.place("number"),
    )
    return hotline, problems
