"""One file of the calendar: its heading and defaults, then each of its posts on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import CampaignEntry, FileEntry, PostEntry
from scheduler.calendar.model import Campaign, Post
from scheduler.calendar.post import PostReader
from scheduler.problems import Problem
from scheduler.reader import Document, read, validate
from scheduler.settings import Settings

_ID = re.compile(r"^[ \t]*(?:-[ \t]+)?id[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_NOT_OF_DEFAULTS = frozenset({"missing"})  # what is wrong in a post may be right in its defaults


@dataclass(slots=True)
class Part:
    """What one file gives to the calendar; *ids* has every post's, sound or not, with its number."""

    document: Document
    posts: list[Post] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: list[tuple[int, str]] = field(default_factory=list)


def read_part(file: str, data: bytes, settings: Settings, directory: Directory) -> Part:
    """Read *data*, the content of *file* (its name in messages).

    A mistake in what all posts of the file share holds them all: nobody can know what they would have
    taken from it. The heading (`campaign`) is for reports alone and holds nothing.
    """
    document = read(file, data, items="posts")
    part = Part(document)
    faulty, shared = _share_out(document, part)
    value = document.value
    if not isinstance(value, dict):
        if value is not None:
            part.problems.append(document.places.problem(messages.FILE_SHAPE))
        return part
    _, wrong = validate(FileEntry, value, document.places)
    part.problems += wrong
    shared += [problem for problem in wrong if not document.is_below(problem.place, "campaign")]
    campaign = _campaign(value.get("campaign"), part)
    defaults = value.get("defaults")
    defaults = defaults if isinstance(defaults, dict) else {}
    shared += _check_defaults(defaults, part)
    reader = PostReader(settings, directory, defaults, campaign)
    entries = value.get("posts")
    for number, raw in enumerate(entries if isinstance(entries, list) else ()):
        _read_post(reader, number, raw, part, is_sound=number not in faulty)
    if shared and part.posts:
        first = shared[0]
        part.problems.append(document.places.problem_at(messages.HELD, first.place, count=len(part.posts)))
        part.posts.clear()
    return part


def _share_out(document: Document, part: Part) -> tuple[set[int], list[Problem]]:
    """Give each mistake of writing to its post.

    Returns:
        the numbers of the posts that have an error, and the errors in what all posts share.
    """
    faulty: set[int] = set()
    shared: list[Problem] = []
    for problem in document.problems:
        number = document.item_at(problem.place)
        lost = document.lost_item_at(problem.place)
        id_ = ""
        if number is not None:
            id_ = _id_of(document.value["posts"][number]) if isinstance(document.value, dict) else ""
            if problem.is_error:
                faulty.add(number)
        elif lost is not None:
            found = _ID.search(lost)
            id_ = found[1] if found else ""
        elif problem.is_error and not document.is_below(problem.place, "campaign"):
            shared.append(problem)
        part.problems.append(replace(problem, post=id_))
    return faulty, shared


def _campaign(value: Any, part: Part) -> Campaign:
    if not isinstance(value, dict):
        return Campaign()
    entry, wrong = validate(CampaignEntry, value, part.document.at("campaign"))
    part.problems += wrong
    if entry is None:
        return Campaign()
    return Campaign(entry.id or "", entry.title, entry.programme)


def _check_defaults(defaults: dict[str, Any], part: Part) -> Sequence[Problem]:
    """Tell what is wrong in the defaults; gives what holds the whole file.

    A wrong value holds only the posts that take it, an unknown key all of them: who wrote `statu: draft`
    did not mean them to go out.
    """
    if not defaults:
        return ()
    _, wrong = validate(PostEntry, defaults, part.document.at("defaults"))
    wrong = [problem for problem in wrong if problem.code not in _NOT_OF_DEFAULTS]
    part.problems += wrong
    return [problem for problem in wrong if problem.code == "unknown-key"]


def _read_post(reader: PostReader, number: int, raw: Any, part: Part, *, is_sound: bool) -> None:
    places = part.document.at("posts", number, otherwise=("defaults",))
    if not isinstance(raw, dict):
        part.problems.append(places.problem(messages.FILE_SHAPE))
        return
    id_ = _id_of(raw)
    if id_:
        part.ids.append((number, id_))
    post, problems = reader.read(raw, places)
    for problem in problems:
        # What comes from the defaults is wrong once, however many posts take it.
        if not part.document.is_below(problem.place, "defaults"):
            part.problems.append(problem)
        elif not any(problem.code == told.code and problem.place == told.place for told in part.problems):
            part.problems.append(replace(problem, post=""))
    if post is not None and is_sound:
        part.posts.append(post)


def _id_of(raw: Any) -> str:
    id_ = raw.get("id") if isinstance(raw, dict) else None
    return id_ if isinstance(id_, str) else ""
