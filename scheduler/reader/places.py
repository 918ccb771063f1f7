"""Where a value stands: worked out when somebody asks, from a second look at its part of the file.

Sound posts are read once and never looked up; keeping a mark for each of their values would cost more
than reading them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from unicodedata import normalize

import msgspec
from yaml import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, YAMLError
from yaml._yaml import CParser

from scheduler.characters import shown
from scheduler.problems import Message, Place, Problem
from scheduler.reader.source import Source
from scheduler.reader.syntax import error_index
from scheduler.reader.values import DEEPEST, Range, TooDeepError

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """One value's characters in the source, those of its key, and what lies below it."""

    start: int
    end: int
    key: Range | None = None
    below: dict[str | int, Node] = field(default_factory=dict)
    empty: dict[str, Range] = field(default_factory=dict)  # keys without a value, which count as absent
    style: str = ""  # of a scalar: '' plain, ' or ", | or >
    scalar: bool = True

    def holds(self, index: int, text: str) -> bool:
        """Whether the source's character *index* is part of this scalar's words."""
        start = self.start if self.style not in ("|", ">") else text.find("\n", self.start)
        return start <= index < self.end


@dataclass(slots=True)
class Look:
    """A stretch of YAML looked at for places, as far as it can be parsed."""

    root: Node | None = None
    scalars: list[Node] = field(default_factory=list)
    duplicates: list[tuple[str, Range, Range]] = field(default_factory=list)  # key, first, again
    stopped: float = float("inf")  # the character where parsing failed


def look(text: str, offset: int, until: str | int | None = None) -> Look:
    """The places in *text*, whose character 0 is the source's character *offset*.

    Where only the value of the root's key *until* is asked for, what comes behind it is not looked at.
    """
    eye = _Eye(text, offset, until)
    try:
        eye.look.root = eye.node(eye.first())
    except YAMLError as error:  # told elsewhere; what came before it is known
        eye.look.stopped = error_index(error) + offset
    return eye.look


class _Eye:
    def __init__(self, text: str, offset: int, until: str | int | None) -> None:
        self._next: Callable[[], Any] = CParser(text).get_event
        self._offset = offset
        self._until = until
        self.look = Look()

    def first(self) -> Any:
        event = self._next()
        while event is not None and not hasattr(event, "anchor"):
            event = self._next()
        return event

    def node(self, event: Any, depth: int = 0) -> Node | None:
        """The node that begins with *event*; None for what the reader takes for absent."""
        if event is None:
            return None
        node = Node(*self._range(event))
        if isinstance(event, ScalarEvent):
            node.style = event.style or ""
            self.look.scalars.append(node)
            return node if event.value or node.style else None
        if isinstance(event, AliasEvent):
            return None
        if depth > DEEPEST:
            raise TooDeepError(event)
        node.scalar = False
        if isinstance(event, MappingStartEvent):
            node.end = self._mapping(node, depth + 1)
        else:
            node.end = self._sequence(node, depth + 1)
        return node

    def _mapping(self, node: Node, depth: int) -> int:
        while True:
            event = self._next()
            if isinstance(event, MappingEndEvent):
                return self._range(event)[1]
            key_range = self._range(event)
            key = normalize("NFC", event.value) if isinstance(event, ScalarEvent) else None
            self.node(event, depth)
            value = self.node(self._next(), depth)
            if key in node.below:
                first = node.below[key].key or key_range
                self.look.duplicates.append((key, first, key_range))
            elif key is not None and value is not None:
                value.key = key_range
                node.below[key] = value
                if depth == 1 and key == self._until:
                    return value.end
            elif key is not None:
                node.empty[key] = key_range

    def _sequence(self, node: Node, depth: int) -> int:
        count = 0
        while True:
            event = self._next()
            if isinstance(event, SequenceEndEvent):
                return self._range(event)[1]
            value = self.node(event, depth)
            if value is not None:
                node.below[count] = value
                count += 1

    def _range(self, event: Any) -> Range:
        return event.start_mark.index + self._offset, event.end_mark.index + self._offset


class Finder(Protocol):
    """What `Places` needs of a document."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def source(self) -> Source:
        """The file's text."""

    def deepest(self, path: Path) -> tuple[Node | None, int]:
        """The deepest node along *path* that exists, and how many there are on the way, itself among them."""


class Places(msgspec.Struct, frozen=True):
    """Finds where the values below *root* stand; what is absent there is sought below *otherwise*."""

    document: Finder
    root: Path = ()
    otherwise: Path | None = None

    @property
    def file(self) -> str:
        """The file's name."""
        return self.document.file

    def place(self, *path: str | int) -> Place:
        """The place of the value at *path*, or of the nearest one above it."""
        node = self._node(path)
        if node is None:
            return self.document.source.place(0)
        return self.document.source.place(node.start, node.end)

    def key(self, *path: str | int) -> Place:
        """The place of the key at *path*, or of the nearest value above it."""
        node = self._node(path)
        if node is not None and path and path[-1] in node.empty:
            return self.document.source.place(*node.empty[str(path[-1])])
        if node is None or node.key is None:
            return self.place(*path)
        return self.document.source.place(*node.key)

    def empty_keys(self, *path: str | int) -> list[str]:
        """The keys below *path* that are written without a value, and so are absent from it."""
        node = self._node(path)
        return list(node.empty) if node else []

    def problem(self, message: Message, *path: str | int, post: str = "", **values: object) -> Problem:
        """A problem at the value of *path*, with its line to show."""
        return self.problem_at(message, self.place(*path), post=post, **values)

    def problem_at(self, message: Message, place: Place, *, post: str = "", **values: object) -> Problem:
        """A problem at *place*, which this gave."""
        line = shown(self.document.source.line(place.line))
        return Problem(message, place, values, line_text=line, post=post)

    def find(self, words: str, *path: str | int, nth: int = 0) -> Place:
        """The place of *words* inside the text at *path*: their occurrence number *nth*, from 0.

        Words written differently in the file (with escapes, over two lines) have the text's place.
        """
        node = self._node(path)
        if node is None or not node.scalar:
            return self.place(*path)
        source = self.document.source
        index = node.start - 1
        for _ in range(nth + 1):
            index = source.text.find(words, index + 1, node.end)
            if index < 0:
                return self.place(*path)
        return source.place(index, index + len(words))

    def _node(self, path: Path) -> Node | None:
        own, depth = self.document.deepest((*self.root, *path))
        if self.otherwise is not None and depth <= len(self.root) + len(path):
            other, reached = self.document.deepest((*self.otherwise, *path))
            if reached - len(self.otherwise) > depth - len(self.root):
                return other
        return own
