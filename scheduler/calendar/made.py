"""What is made when somebody asks for the first of it: a calendar's posts, and its problems."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar, overload

from scheduler.calendar.model import Calendar, Post

Item = TypeVar("Item")


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python's collector rest: it would look through thousands of new values again and again, and all
    are kept."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Made(Sequence[Item], Generic[Item]):
    """*count* values that are made when somebody asks for the first of them."""

    def __init__(self, make: Callable[[], Iterable[Item]], count: int) -> None:
        self._make = make
        self._count = count

    @cached_property
    def _all(self) -> tuple[Item, ...]:
        with without_collecting():
            return tuple(self._make())

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        return self._all[place]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        return self._all == (other._all if isinstance(other, Made) else other)

    __hash__ = None  # type: ignore[assignment]  # as a list has none


@dataclass(frozen=True)
class OfFile:
    """The posts of one *file*, sound or not; *doubled*: the ids in it that another entry has too."""

    file: str
    posts: Sequence[Post] = ()
    faulty: Sequence[Post] = ()
    doubled: tuple[str, ...] = ()


class Posts(Made[Post]):
    """The sound posts of *files*."""

    def __init__(self, files: Sequence[OfFile]) -> None:
        self.files = files
        super().__init__(
            lambda: chain.from_iterable(one.posts for one in files), sum(len(one.posts) for one in files)
        )


def by_file(calendar: Calendar) -> Sequence[OfFile]:
    """The posts of *calendar*, file by file; none is made that nobody asked for."""
    if isinstance(calendar.posts, Posts):
        return calendar.posts.files
    found: dict[str, tuple[list[Post], list[Post]]] = {}
    for number, posts in enumerate((calendar.posts, calendar.faulty)):
        for post in posts:
            found.setdefault(post.file, ([], []))[number].append(post)
    return [OfFile(file, *posts) for file, posts in found.items()]
