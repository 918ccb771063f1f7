"""One file of the calendar: its heading and defaults, then each of its posts on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import POST_KEYS, CampaignEntry, FileEntry, PostEntry
from scheduler.calendar.model import Campaign, Post
from scheduler.calendar.post import STAND_IN, PostReader
from scheduler.calendar.recovering import name_of
from scheduler.problems import Problem
from scheduler.reader.document import Document
from scheduler.reader.parsing import read
from scheduler.reader.shape import unknown_empty, validate
from scheduler.settings.model import Settings

_ID = re.compile(r"^[ \t]*(?:-[ \t]+)?id[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)

_CARD_KEYS = frozenset({"card", "cards", "photos"})
_ABSENT = frozenset({"missing", "at-missing", "slots-missing", "repeat-without-at"})
_HOLD_NOTHING = ("campaign", "posts")  # the heading is for reports; a stray line among posts is no default


@dataclass(slots=True)
class Part:
    """What one file gives to the calendar; *ids* has every post's, sound or not, by its number; *unread* what
    those are called whose title could not be read, by id."""

    document: Document
    posts: list[Post] = field(default_factory=list)
    faulty: list[Post] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    campaign_id: str = ""

    @property
    def count(self) -> int:
        """How many sound posts it has."""
        return len(self.posts)

    @property
    def faulty_count(self) -> int:
        """How many posts have an error."""
        return len(self.faulty)


def read_part(file: str, data: bytes, settings: Settings, directory: Directory) -> Part:
    """Read *data*, the content of *file* (its name in messages).

    A mistake in what all posts of the file share holds them all: nobody can know what they would have
    taken from it. The heading (`campaign`) is for reports alone and holds nothing.
    """
    document = read(file, data, items="posts")
    document.problems += _empty_keys(document)
    part = Part(document)
    faulty, shared = _share_out(document, part)
    value = document.value
    if not isinstance(value, dict):
        if value is not None:
            part.problems.append(document.places.problem(messages.FILE_SHAPE))
        return part
    _, wrong = validate(FileEntry, value, document.places)
    part.problems += wrong
    for problem in wrong:
        if _slipped_from_the_last_post(problem, document):
            faulty.add(len(document.ranges) - 1)
        elif not any(document.is_below(problem.place, key) for key in _HOLD_NOTHING):
            shared.append(problem)
    campaign = _campaign(value.get("campaign"), part)
    part.campaign_id = campaign.id
    defaults = value.get("defaults")
    defaults = defaults if isinstance(defaults, dict) else {}
    reader = PostReader(settings, directory, campaign, defaults, document.at("defaults"))
    part.problems += reader.problems
    # A wrong value holds the posts that take it, an unknown key all of them: who wrote `statu: draft` did
    # not mean them to go out.
    shared += [problem for problem in reader.problems if problem.code == "unknown-key"]
    entries = value.get("posts")
    for number, raw in enumerate(entries if isinstance(entries, list) else ()):
        _read_post(reader, number, raw, part, is_sound=number not in faulty)
    held = reader.held + (len(part.posts) if shared else 0)
    if held:
        place = next(problem.place for problem in (*shared, *reader.problems) if problem.is_error)
        part.problems.append(document.places.problem_at(messages.HELD, place, count=held))
    if shared:
        part.faulty += part.posts
        part.posts.clear()
    document.value = None  # its posts have all that is needed; places are found in the text
    return part


def _empty_keys(document: Document) -> Iterator[Problem]:
    """Unknown keys without a value, in posts and at the root."""
    known = {*POST_KEYS, *FileEntry.model_fields}
    found = (index for key, index in document.empty if key not in known)
    for number in {document.item_at(document.source.place(index)) for index in found}:
        if number is None:
            yield from unknown_empty(FileEntry, document.places)
        else:
            yield from unknown_empty(PostEntry, document.at("posts", number))


def _share_out(document: Document, part: Part) -> tuple[set[int], list[Problem]]:
    """Give each mistake of writing to its post.

    Returns:
        the numbers of the posts that have an error, and the errors in what all posts share.
    """
    faulty: set[int] = set()
    shared: list[Problem] = []
    for problem in document.problems:
        number = document.item_at(problem.place)
        if number is not None:
            part.problems.append(replace(problem, post=_id_at(document, number)))
            if problem.is_error:
                faulty.add(number)
            continue
        part.problems.append(problem)
        if problem.is_error and not any(document.is_below(problem.place, key) for key in _HOLD_NOTHING):
            shared.append(problem)
    return faulty, shared


def _slipped_from_the_last_post(problem: Problem, document: Document) -> bool:
    """Whether it is a post's key that stands at the margin, behind the posts: the last one misses it."""
    is_key = problem.code == "unknown-key" and problem.values["key"] in POST_KEYS
    return is_key and bool(document.ranges) and document.index(problem.place) >= document.ranges[-1][1]


def _campaign(value: Any, part: Part) -> Campaign:
    if not isinstance(value, dict):
        return Campaign()
    entry, wrong = validate(CampaignEntry, value, part.document.at("campaign"))
    part.problems += wrong
    if entry is None:
        return Campaign()
    return Campaign(entry.id or "", entry.title, entry.programme)


def _read_post(reader: PostReader, number: int, raw: Any, part: Part, *, is_sound: bool) -> None:
    document = part.document
    places = document.at("posts", number, otherwise=("defaults",))

    def called() -> str:
        written = document.source.text[slice(*document.ranges[number])]
        return name_of(raw, written, reader.language)

    if not isinstance(raw, dict):
        if is_sound:
            part.problems.append(places.problem(messages.POST_SHAPE))
        part.unread[_id_at(part.document, number)] = called()
        return
    id_ = _id_of(raw)
    if id_:
        part.ids[number] = id_
    post, problems, is_read = reader.read(raw, places)
    lines = () if is_sound else {told.place.line for told in part.problems}
    for problem in problems:
        if not is_sound and (problem.code in _ABSENT or problem.place.line in lines):
            continue  # it is there and could not be read, which has been told
        # What comes from the defaults is wrong once, however many posts take it.
        if not part.document.is_below(problem.place, "defaults"):
            part.problems.append(problem)
        elif not any(problem.code == told.code and problem.place == told.place for told in part.problems):
            part.problems.append(replace(problem, post=""))
    if is_sound and is_read:
        part.posts.append(post)
    elif _CARD_KEYS.isdisjoint(document.unread(number)):
        part.faulty.append(post)
        if id_ and post.title == STAND_IN != raw.get("title"):
            part.unread[id_] = called()
    elif id_:
        part.unread[id_] = called()


def _id_at(document: Document, number: int) -> str:
    """The id of post *number*, also where its other lines cannot be read."""
    id_ = _id_of(document.value["posts"][number]) if isinstance(document.value, dict) else ""
    found = _ID.search(document.source.text[slice(*document.ranges[number])])
    return id_ or (found[1] if found else "")


def _id_of(raw: Any) -> str:
    id_ = raw.get("id") if isinstance(raw, dict) else None
    return id_.strip() if isinstance(id_, str) else ""
