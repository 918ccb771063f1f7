"""Files of posts/ → the calendar: every sound post, and every problem of all files at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory, read_directory
from scheduler.calendar.file import Part, read_part
from scheduler.calendar.model import Calendar, Post
from scheduler.calendar.units import read_units
from scheduler.files import WorkFolder
from scheduler.problems import Place, Problem
from scheduler.settings import Settings


def read_calendar(folder: WorkFolder, settings: Settings) -> Calendar:
    """The calendar of *folder* as it reads now; never raises for what a person wrote.

    A post with an error is left out of `posts`, the rest of its file stays.
    """
    lines = read_directory(folder)
    found = read_units(folder, settings, lines)
    directory = replace(lines, units=found.units, faulty_units=found.faulty)
    problems = [*lines.problems, *found.problems]
    if not folder.posts.is_dir():
        problems.append(Problem(messages.NO_FOLDER, Place("posts")))
    parts = []
    for path in calendar_files(folder):
        file = folder.relative(path)
        if path.suffix != ".yaml":
            message = messages.WORKBOOK_THERE if path.suffix == ".xlsx" else messages.OTHER_ENDING
            problems.append(Problem(message, Place(file), {"ending": path.suffix, "file": file}))
            continue
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # taken away since the folder was listed
            continue
        except OSError as error:
            problems.append(Problem(messages.UNREADABLE, Place(file), {"why": error.strerror or "?"}))
            continue
        parts.append(read_part(file, data, settings, directory))
    return join(parts, directory, [*problems, *found.unknown_declined(_ids(parts))])


def calendar_files(folder: WorkFolder) -> list[Path]:
    """The files of posts/, at any depth, in the order of their names; without those of editors."""
    found = (path for path in folder.posts.rglob("*") if path.suffix in (".yaml", *_NOT_READ))
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


# What was likely meant to be a calendar: Notepad adds .txt, and Explorer hides it.
_NOT_READ = (".yml", ".txt", ".doc", ".docx", ".xls", ".xlsx", ".csv")


def join(parts: Iterable[Part], directory: Directory, problems: Iterable[Problem] = ()) -> Calendar:
    """One calendar of all *parts*; posts that share an id are left out, each with both places named.

    Which of the two was meant cannot be known, and the ledger counts by id: the wrong one would go out.
    """
    parts = list(parts)
    told = list(problems)
    posts: list[Post] = []
    faulty: list[Post] = []
    doubles = {id_: found for id_, found in _by_id(parts).items() if len(found) > 1}
    for part in parts:
        told += part.problems
        posts += [post for post in part.posts if post.id not in doubles] if doubles else part.posts
        faulty += part.faulty
        faulty += [post for post in part.posts if post.id in doubles] if doubles else ()
    told += _duplicates(doubles)
    told.sort(key=lambda problem: (problem.place.file, problem.place.line, problem.place.column))
    return Calendar(
        posts=tuple(posts),
        faulty=tuple(faulty),
        hotlines=directory.hotlines,
        units=directory.units,
        problems=tuple(told),
    )


def _ids(parts: Iterable[Part]) -> set[str]:
    """The ids of all posts and campaigns, sound or not."""
    parts = list(parts)
    posts = {id_ for part in parts for _, id_ in part.ids}
    return posts | {post.campaign.id for part in parts for post in (*part.posts, *part.faulty)}


def _by_id(parts: Iterable[Part]) -> dict[str, list[tuple[Part, int]]]:
    found = defaultdict(list)
    for part in parts:
        for number, id_ in part.ids:
            found[id_].append((part, number))
    return found


def _duplicates(doubles: dict[str, list[tuple[Part, int]]]) -> Iterator[Problem]:
    for id_, found in doubles.items():
        places = [part.document.at("posts", number).place("id") for part, number in found]
        for (part, _), place in zip(found, places, strict=True):
            other = next(one for one in places if one != place)
            yield part.document.places.problem_at(
                messages.DUPLICATE_ID, place, post=id_, id=id_, other=f"{other.file}:{other.line}"
            )
