"""What rules need that hold posts against each other: little of each post, so that no other file's is made.

The facts of a file hang on its posts alone, and are kept with what was found in them; the rules are run
anew over the facts of all. So they tell the same whether any of the facts were kept or not.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, chain
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np

from scheduler.calendar.model import Post
from scheduler.calendar.slots import FIRST, occurrences
from scheduler.folding import comparable
from scheduler.locales import day_text, time_text
from scheduler.problems import Level, Message, Problem

# Of each post the smallest of its three-word numbers are kept: posts that are alike share most of them, so
# only those that do are compared letter by letter.
_SKETCH = 24
_TIMES = np.array([2654435761, 2246822519, 3266489917], dtype=np.uint32)  # odd, to mix the three well

HALF = np.uint64(32)  # bits: a post's number stands above its sketch's

Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint32]]"
Page = tuple[tuple[str, ...], tuple[str, ...]]  # channels and units


class Facts(msgspec.Struct, array_like=True, frozen=True):
    """Of the ready posts of one file, a value for each in most lists; times are those on the wall."""

    ids: list[str] = []
    titles: list[str] = []
    at: list[datetime | None] = []
    after: list[date | None] = []  # of a queued post
    pages: list[Page] = []  # those that there are
    page: list[int] = []  # which of them
    audiences: list[str] = []
    topics: list[str] = []
    heads: list[str] = []  # titles and texts as they are compared
    bodies: list[str] = []
    lengths: list[int] = []  # of the sketches
    sketches: bytes = b""  # all in one
    later: dict[int, list[datetime]] = {}  # the other dates of those that are a series
    own: dict[int, dict[str, str]] = {}  # texts as they are compared, where a channel has its own
    originals: dict[int, str] = {}  # what is translated
    parted: dict[int, str] = {}  # of those parted from a series, that series
    faces: list[str] = []  # what each first card is known by


def facts_of(posts: Sequence[Post]) -> Facts:
    """The facts of *posts*, all of one file."""
    heads = [comparable(post.title) for post in posts]
    bodies = [comparable(post.text) for post in posts]
    lengths, sketches = _sketches(list(map(" ".join, zip(heads, bodies, strict=True))))
    pages: dict[Page, int] = {}
    page = [pages.setdefault((tuple(post.channels), post.units), len(pages)) for post in posts]
    return Facts(
        ids=[post.id for post in posts],
        titles=[post.title for post in posts],
        at=[post.at and post.at.replace(tzinfo=None) for post in posts],
        after=[post.after and post.after.date() for post in posts],
        pages=list(pages),
        page=page,
        audiences=[post.audience for post in posts],
        topics=[post.topic for post in posts],
        heads=heads,
        bodies=bodies,
        lengths=lengths,
        sketches=sketches,
        later={
            number: [due.replace(tzinfo=None) for name, due in occurrences(post) if name != FIRST]
            for number, post in enumerate(posts)
            if post.repeat
        },
        own={number: own for number, post in enumerate(posts) if (own := _own_texts(post))},
        originals={number: post.translation_of for number, post in enumerate(posts) if post.translation_of},
        parted={number: post.continues for number, post in enumerate(posts) if post.continues},
        faces=list(map(_face_of, posts)),
    )


def _face_of(post: Post) -> str:
    """What people know its first card by, as `TEMPLATE|DRAWING`; nothing drawn is '', and no card is ''."""
    if not post.cards:
        return ""
    card = post.cards[0]
    drawn = card.fields.get("image", "") or card.fields.get("illustration", "")  # a photo takes its place
    if card.template == "hotline":
        drawn = card.fields.get("hotline", "") or next(iter(post.hotlines), "")
    return f"{card.template}|{drawn if isinstance(drawn, str) else ''}"


def _own_texts(post: Post) -> dict[str, str]:
    return {name: comparable(one.text) for name, one in post.channels.items() if one.text is not None}


def _sketches(texts: Sequence[str]) -> tuple[list[int], bytes]:
    """Of each text the smallest numbers of its three-word runs (of its words, if they are fewer), ascending.

    Returns:
        how many of each there are, and all of them as 32-bit numbers.
    """
    words = [text.split() for text in texts]
    numbers = {word: zlib.crc32(word.encode()) for word in set(chain.from_iterable(words))}
    flat = np.fromiter(map(numbers.__getitem__, chain.from_iterable(words)), dtype=np.uint32)
    counts = np.array([len(one) for one in words], dtype=np.int64)
    owners = np.repeat(np.arange(len(words), dtype=np.uint64), counts)
    runs = flat[:-2] * _TIMES[0] + flat[1:-1] * _TIMES[1] + flat[2:] * _TIMES[2]
    is_run = owners[:-2] == owners[2:]
    is_few = (counts <= 2)[owners.astype(np.int64)]
    keys = np.sort(np.concatenate(((owners[:-2] << HALF | runs)[is_run], (owners << HALF | flat)[is_few])))
    keys = keys[np.diff(keys, prepend=keys[:1] + np.uint64(1)) != 0]
    owner = (keys >> HALF).astype(np.int64)
    is_kept = np.arange(len(keys)) - np.searchsorted(owner, owner) < _SKETCH
    lengths = np.bincount(owner[is_kept], minlength=len(words))
    return lengths.tolist(), keys[is_kept].astype("<u4").tobytes()


class Told(NamedTuple):
    """What a rule tells of post *number*: at *path*, or at the *words* there (which of the same: *nth*).

    A day or a time among the *values* is said as either language writes it.
    """

    number: int
    message: Message
    path: tuple[str, ...]
    values: Mapping[str, object]
    words: str | None = None
    nth: int = 0
    is_of_post: bool = True  # else it is the month's

    def problem(self, post: Post, level: Level) -> Problem:
        """The problem of *post*, which has that number."""
        values = {name: _said(value) for name, value in self.values.items()}
        if self.words is not None:
            found = post.problem_in(self.message, self.words, *self.path, nth=self.nth, **values)
        else:
            found = post.problem(self.message, *self.path, **values)
        whose = found.post if self.is_of_post else ""
        return Problem(found.message, found.place, found.values, found.line_text, whose, level)


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return time_text(value)
    return day_text(value) if isinstance(value, date) else value


class Everything:
    """The ready posts of all files, numbered through: their facts, and the posts that somebody asks for."""

    def __init__(self, parts: Sequence[Facts], posts: Sequence[Sequence[Post]]) -> None:
        self._parts = parts
        self._posts = posts
        self._starts = [0, *accumulate(len(part.ids) for part in parts)]

    def __len__(self) -> int:
        return self._starts[-1]

    def column(self, name: str) -> list[Any]:
        """That fact of every post."""
        return list(chain.from_iterable(getattr(part, name) for part in self._parts))

    def sparse(self, name: str) -> dict[int, Any]:
        """That fact of the posts that have it, by their numbers."""
        found = zip(self._starts, self._parts, strict=False)
        return {start + own: value for start, part in found for own, value in getattr(part, name).items()}

    @property
    def pages(self) -> list[Page]:
        """Where every post goes."""
        return [part.pages[number] for part in self._parts for number in part.page]

    @property
    def texts(self) -> list[str]:
        """Titles and texts as they are compared."""
        return list(map(" ".join, zip(self.column("heads"), self.column("bodies"), strict=True)))

    @property
    def runs(self) -> Numbers:
        """The sketches of all posts in one."""
        return np.frombuffer(b"".join(part.sketches for part in self._parts), dtype="<u4")

    def place(self, number: int) -> tuple[int, int]:
        """The file of post *number*, and which of its posts it is."""
        file = bisect_right(self._starts, number) - 1
        return file, number - self._starts[file]

    def post(self, number: int) -> Post:
        """The post of that number."""
        file, place = self.place(number)
        return self._posts[file][place]
