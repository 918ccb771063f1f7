"""One file: its value, what is wrong with its writing, and where everything stands."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from scheduler.problems import Place, Problem
from scheduler.reader.places import Look, Node, Path, Places, look
from scheduler.reader.source import Source
from scheduler.reader.values import Range, Value

_ROOT = -1  # beside the numbers of the items


@dataclass(slots=True)
class Parts:
    """Keys of a mapping that does not parse as a whole: where each lies that could be read, or could not.

    What has no name is unread under ''.
    """

    read: dict[str, Range] = field(default_factory=dict)
    unread: dict[str, Range] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """What one file holds.

    *value* is None when nothing could be read; what could not be read of the rest is left out of it.
    *ranges* has the places of the entries of value[items]; *parts* those of the keys of each entry (by its
    number), and of the root, that had to be read key by key; *empty* the keys that have no value, and so are
    in no mapping, each with its character.
    """

    source: Source
    value: Value | None = None
    problems: list[Problem] = field(default_factory=list)
    items: str = ""
    ranges: list[Range] = field(default_factory=list)
    parts: dict[int, Parts] = field(default_factory=dict)
    empty: list[tuple[str, int]] = field(default_factory=list)
    _looks: dict[int, Look] = field(default_factory=dict)
    _glances: dict[int, Look] = field(default_factory=dict)  # at items, up to the first key asked for

    @property
    def file(self) -> str:
        """The file's name."""
        return self.source.file

    @property
    def places(self) -> Places:
        """Finds where each value stands."""
        return Places(self)

    def at(self, *path: str | int, otherwise: Path | None = None) -> Places:
        """The same, rooted below *path*; what is absent there is sought below *otherwise*."""
        return Places(self, path, otherwise)

    def index(self, place: Place) -> int:
        """The character of the source at *place*."""
        starts = self.source.starts
        return starts[min(place.line, len(starts)) - 1] + place.column - 1

    def item_at(self, place: Place) -> int | None:
        """The entry of value[items] that holds *place*; its dash counts."""
        index = self.index(place) + 1
        number = bisect_right(self.ranges, (index, sys.maxsize)) - 1
        return number if number >= 0 and index <= self.ranges[number][1] else None

    def unread(self, number: int = _ROOT) -> Collection[str]:
        """The keys of entry *number*, or of the root, whose value could not be read ('' for no name)."""
        return self.parts[number].unread if number in self.parts else ()

    def is_below(self, place: Place, key: str) -> bool:
        """Whether *place* lies in the value of the root's *key*."""
        index = self.index(place)
        parts = self.parts.get(_ROOT, Parts())
        alone = parts.unread.get(key) or parts.read.get(key)
        if alone is not None:
            return alone[0] <= index < alone[1]
        nodes = list(self.nodes((key,)))
        return len(nodes) > 1 and nodes[1].start <= index < nodes[1].end

    def nodes(self, path: Path) -> Iterator[Node]:
        """The nodes along *path*, from the root to the deepest one that exists."""
        node = self._look(_ROOT).root
        rest = list(path)
        if self.ranges and len(path) > 1 and path[0] == self.items and isinstance(path[1], int):
            if node is not None:
                yield node
                yield node.below.get(self.items, node)
            if not 0 <= path[1] < len(self.ranges):
                return
            node = self._look(path[1]).root
            rest = rest[2:]
        while node is not None:
            yield node
            node = node.below.get(rest.pop(0)) if rest else None

    def deepest(self, path: Path) -> tuple[Node | None, int]:
        """The deepest node along *path* that exists, and how many there are on the way, itself among them."""
        if self.ranges and len(path) > 2 and path[0] == self.items and isinstance(path[1], int):
            node = self._glance(path[1], path[2]) if 0 <= path[1] < len(self.ranges) else None
            if node is not None:
                rest = path[2:]
                for count, key in enumerate(rest):
                    if key not in node.below:
                        return node, 3 + count
                    node = node.below[key]
                return node, 3 + len(rest)
        nodes = list(self.nodes(path))
        return (nodes[-1] if nodes else None), len(nodes)

    def _glance(self, number: int, key: str | int) -> Node | None:
        """The root of item *number*, looked at as far as *key*: mostly one place of an item is asked for."""
        if number not in self._looks and number not in self.parts:
            root = plain_value(self.source, self.ranges[number], key)
            if root is not None:
                return root
            if number not in self._glances:
                self._glances[number] = look(*item_text(self.source, self.ranges[number]), key)
            root = self._glances[number].root
            if root is not None and key in root.below:
                return root
        return self._look(number).root

    def _look(self, number: int) -> Look:
        """A look at item *number*, or at the whole without the items."""
        if number not in self._looks:
            if number == _ROOT:
                text, offset = without(self.source.text, self.ranges), 0
            else:
                text, offset = item_text(self.source, self.ranges[number])
            self._looks[number] = self._look_at(number, text, offset)
        return self._looks[number]

    def _look_at(self, number: int, text: str, offset: int) -> Look:
        if number not in self.parts:
            return look(text, offset)
        root = Node(offset + len(text) - len(text.lstrip()), offset + len(text), scalar=False)
        for start, end in self.parts[number].read.values():
            found = look(text[start - offset : end - offset], start).root
            if found is not None:
                root.below |= found.below
                root.empty |= found.empty
        return Look(root)


def item_text(source: Source, span: Range) -> tuple[str, int]:
    """The text of an item that can be parsed alone, its column kept, and its first character's index."""
    column = source.margin(span[0])
    return " " * column + source.text[span[0] : span[1]], span[0] - column


def plain_value(source: Source, span: Range, key: str | int) -> Node | None:
    """The item at *span*, which parses, with the value of its *key* alone; None where the parser must tell.

    That is told at sight where each line up to the next key is `key: words`, as nobody could take otherwise:
    starting a parser takes longer than all else that a problem needs.
    """
    found = _plain_line(str(key), source.margin(span[0])).match(source.text, *span)
    if found is None:
        return None
    value = Node(*found.span("value"), key=found.span("key"))
    return Node(*span, below={key: value}, scalar=False)


@lru_cache(maxsize=256)
def _plain_line(key: str, margin: int) -> re.Pattern[str]:
    words = r"[^\W_](?:[^\r\n\t:#]|:(?=\S))*"
    start = rf"\n {{{margin}}}"
    return re.compile(
        rf"(?:(?!{re.escape(key)}:)[a-z_]+: +{words}{start})*"
        rf"(?P<key>{re.escape(key)}): +(?P<value>{words}?) *(?={start}[a-z_]+:[ \n])"
    )


def without(text: str, ranges: list[Range]) -> str:
    """*text* with *ranges* (and the dashes before them) emptied, each line and column kept."""
    if not ranges:
        return text
    parts: list[str] = []
    end = 0
    for start, stop in ranges:
        parts.append(_LAST_DASH.sub(" ", text[end:start]))
        parts.append(_ANY_LINE.sub(lambda found: " " * len(found[0]), text[start:stop]))
        end = stop
    parts.append(text[end:])
    return "".join(parts)


_ANY_LINE = re.compile(r"[^\r\n]+")
_LAST_DASH = re.compile(r"-(?=[ \t\r\n]*\Z)")
