"""Files of posts/ → the calendar: every sound post, and every problem of all files at once."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.file import Part
from scheduler.calendar.kept import KeptPart, Reader
from scheduler.calendar.listing import calendar_files, unread_files
from scheduler.calendar.made import Made, OfFile, Posts, without_collecting
from scheduler.calendar.model import Calendar, Post
from scheduler.calendar.units import read_names
from scheduler.files import WorkFolder
from scheduler.problems import Place, Problem
from scheduler.reader.messages import UNREAD
from scheduler.reader.opening import load, unread
from scheduler.reader.places import Places
from scheduler.settings.model import Settings

_log = logging.getLogger(__name__)

AnyPart = Part | KeptPart
Doubles = dict[str, list[tuple[AnyPart, int]]]  # by id


@without_collecting()
def read_calendar(folder: WorkFolder, settings: Settings) -> Calendar:
    """The calendar of *folder* as it reads now; never raises for what a person wrote.

    A post with an error is left out of `posts`, the rest of its file stays.
    """
    directory, units = read_names(folder, settings)
    problems = list(directory.problems)
    if not folder.posts.is_dir():
        problems.append(Problem(messages.NO_FOLDER, Place("posts")))
    problems += unread_files(folder)
    reader = Reader(folder, settings, directory)
    parts = []
    for path in calendar_files(folder):
        file = folder.relative(path)
        try:
            data = load(path, file)
            if isinstance(data, Problem):
                problems.append(data)
            else:
                parts.append(reader.read(file, data))
        except FileNotFoundError:  # taken away since the folder was listed
            continue
        except Exception as error:  # noqa: BLE001 - whatever lies there, the other files are read
            _log.warning("%s could not be read", file, exc_info=True)
            problems.append(unread(file, error))
    reader.close()
    if any(unit.declines for unit in units.units.values()):
        problems += units.unknown_declined(_ids(parts))
    calendar = join(parts, directory, problems)
    return replace(calendar, prints=reader.prints)


def beyond_reading(calendar: Calendar) -> set[str]:
    """The files whose reading failed in a way that nobody foresaw."""
    return {one.place.file for one in calendar.problems if one.code == UNREAD.code}


def join(parts: Iterable[AnyPart], directory: Directory, problems: Iterable[Problem] = ()) -> Calendar:
    """One calendar of all *parts*; posts that share an id are left out, each with both places named.

    Which of the two was meant cannot be known, and the ledger counts by id: the wrong one would go out.
    """
    parts = list(parts)
    told = list(problems)
    doubles = _doubles(parts)
    told += (problem for part in parts for problem in part.problems)
    told += _duplicates(doubles)
    told.sort(key=lambda problem: (problem.place.file, problem.place.line, problem.place.column))
    files = [_of_file(part, doubles) for part in parts]
    return Calendar(
        posts=Posts(files),
        faulty=Made(
            lambda: (post for one in files for post in one.faulty), sum(len(one.faulty) for one in files)
        ),
        hotlines=directory.hotlines,
        units=directory.units,
        problems=tuple(told),
        unread={id_: name for part in parts for id_, name in part.unread.items() if id_},
    )


def _ids(parts: Iterable[AnyPart]) -> set[str]:
    """The ids of all posts and campaigns, sound or not."""
    return {id_ for part in parts for id_ in (part.campaign_id, *part.ids.values())}


def _of_file(part: AnyPart, doubles: Doubles) -> OfFile:
    doubled = tuple(id_ for id_ in part.ids.values() if id_ in doubles) if doubles else ()
    lost = sum(post.id in doubles for post in part.posts) if doubled else 0

    def sound() -> Iterable[Post]:
        return (post for post in part.posts if post.id not in doubles) if lost else part.posts

    def faulty() -> Iterable[Post]:
        return (*part.faulty, *(post for post in part.posts if post.id in doubles)) if lost else part.faulty

    return OfFile(
        part.document.file,
        Made(sound, part.count - lost),
        Made(faulty, part.faulty_count + lost),
        doubled,
    )


def _doubles(parts: Sequence[AnyPart]) -> Doubles:
    """The ids that more than one entry has, each with the entries."""
    ids = [id_ for part in parts for id_ in part.ids.values()]
    if len(set(ids)) == len(ids):
        return {}
    counts = Counter(ids)
    found = defaultdict(list)
    for part in parts:
        for number, id_ in part.ids.items():
            if counts[id_] > 1:
                found[id_].append((part, number))
    return found


def _duplicates(doubles: Doubles) -> Iterator[Problem]:
    for id_, found in doubles.items():
        places = [Places(part.document, ("posts", number)).place("id") for part, number in found]
        for (part, _), place in zip(found, places, strict=True):
            other = next(one for one in places if one != place)
            yield Places(part.document).problem_at(
                messages.DUPLICATE_ID, place, post=id_, id=id_, other=f"{other.file}:{other.line}"
            )
