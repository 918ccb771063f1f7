"""One file: read whole if it can be, else item by item, so that one bad post never stops the others."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError

from scheduler.problems import Place, Problem
from scheduler.reader import messages
from scheduler.reader.places import Look, Node, Path, Places, look
from scheduler.reader.source import Source, open_source
from scheduler.reader.syntax import diagnose
from scheduler.reader.values import Range, Reading, Value, read_values

# A `#` after a space, followed by a letter or digit: a hashtag that YAML would take for a comment.
# (The sign comes first in the pattern, so that the search runs from # to #.)
_HASHTAG = re.compile(r"#(?<=[ \t\[{,]#)(?=\w)[^\s,\]}]*")
# What ends the items: a key of one word; words with a colon at the margin are a text that slipped there.
_ROOT_KEY = re.compile(r"^[^\s#:\-][^\s:]*[ \t]*:(?=\s|$)", re.MULTILINE)
_ANY_ROOT_KEY = re.compile(r"^(?P<key>[^\s#:\-][^:\r\n]*?)[ \t]*:(?=\s|$)", re.MULTILINE)
_DASH = re.compile(r"^(?P<margin>[ \t]*)(?P<dash>-)(?=\s|$)(?P<id>[ \t]+id[ \t]*:)?", re.MULTILINE)
_ANY_LINE = re.compile(r"[^\r\n]+")


@dataclass(slots=True)
class Document:
    """What one file holds: its value, what is wrong with its writing, and where everything stands.

    *value* is None when nothing could be read; what could not be read of the rest is left out of it.
    *unread* has the keys of the root whose value is not YAML ('' for what has no name), and where.
    """

    source: Source
    value: Value | None = None
    problems: list[Problem] = field(default_factory=list)
    items: str = ""
    ranges: list[Range] = field(default_factory=list)  # of the entries of value[items], in order
    unread: dict[str, Range] = field(default_factory=dict)
    lost: list[Range] = field(default_factory=list)  # entries of the items that are not in value
    keys: dict[str, Range] = field(default_factory=dict)  # the root's, where each was read alone
    _looks: dict[int, Look] = field(default_factory=dict)

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
        """The entry of value[items] that holds *place*."""
        return _holder(self.ranges, self.index(place))

    def lost_item_at(self, place: Place) -> str | None:
        """The text of the entry that could not be read and holds *place*."""
        number = _holder(self.lost, self.index(place))
        return None if number is None else self.source.text[slice(*self.lost[number])]

    def is_below(self, place: Place, key: str) -> bool:
        """Whether *place* lies in the value of the root's *key*."""
        index = self.index(place)
        alone = self.unread.get(key) or self.keys.get(key)
        if alone is not None:
            return alone[0] <= index < alone[1]
        nodes = list(self.nodes((key,)))
        return len(nodes) > 1 and nodes[1].start <= index < nodes[1].end

    def nodes(self, path: Path) -> Iterator[Node]:
        """The nodes along *path*, from the root to the deepest one that exists."""
        node = self._look(-1).root
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

    def _look(self, number: int) -> Look:
        """A look at item *number*, or at the whole without the items (-1)."""
        if number not in self._looks:
            if number >= 0:
                self._looks[number] = look(*item_text(self.source, self.ranges[number]))
            else:
                self._looks[number] = self._look_at_root()
        return self._looks[number]

    def _look_at_root(self) -> Look:
        text = without(self.source.text, sorted(self.ranges + self.lost))
        if not self.keys:
            return look(text, 0)
        ranges = sorted(self.keys.values())
        root = Node(ranges[0][0], ranges[-1][1], scalar=False)
        for start, end in ranges:
            found = look(text[start:end], start).root
            if found is not None:
                root.below |= found.below
                root.empty |= found.empty
        return Look(root)


def read(file: str, data: bytes, *, items: str = "") -> Document:
    """Read the YAML *data* of *file* (its name in messages, relative to the folder of work).

    *items* names a list of the root whose entries are read each alone if the file does not parse.
    Never raises for what a person wrote.
    """
    source, problems = open_source(file, data)
    if source is None:
        return Document(Source(file, ""), None, problems, items)
    document = Document(source, None, problems, items)
    try:
        reading = read_values(source, source.text, 0, items)
    except YAMLError as error:
        _read_in_parts(document, error)
        return document
    else:
        if items and any(problem.message is messages.DOCUMENTS for problem in reading.problems):
            _read_in_parts(document)  # a line `---` between two items; it belongs to one of them
            return document
        document.value = {} if reading.value is None else reading.value
        document.ranges = reading.items
        _keep(document, reading, source.text, 0)
        _find_lost_hashtags(document)
    _sort(problems)
    return document


def _sort(problems: list[Problem]) -> None:
    problems.sort(key=lambda problem: (problem.place.line, problem.place.column))


def _holder(ranges: list[Range], index: int) -> int | None:
    number = bisect_right(ranges, (index, sys.maxsize)) - 1
    return number if number >= 0 and index < ranges[number][1] else None


def item_text(source: Source, span: Range) -> tuple[str, int]:
    """The text of an item that can be parsed alone, its column kept, and its first character's index."""
    column = source.place(span[0]).column - 1
    return " " * column + source.text[span[0] : span[1]], span[0] - column


def without(text: str, ranges: list[Range]) -> str:
    """*text* with *ranges* (and the dashes before them) emptied, each line and column kept."""
    if not ranges:
        return text
    parts: list[str] = []
    end = 0
    for start, stop in ranges:
        parts.append(_NO_DASH.sub(lambda found: " " * len(found[0]), text[end:start]))
        parts.append(_ANY_LINE.sub(lambda found: " " * len(found[0]), text[start:stop]))
        end = stop
    parts.append(text[end:])
    return "".join(parts)


_NO_DASH = re.compile(r"-[ \t\r\n]*\Z")


def _keep(document: Document, reading: Reading, text: str, offset: int) -> None:
    document.problems.extend(reading.problems)
    if reading.duplicates:
        source = document.source
        for key, first, again in look(text, offset).duplicates:
            line = source.place(first[0]).line
            document.problems.append(source.problem(messages.DUPLICATE_KEY, *again, key=key, first=line))


# -- a file that does not parse ---------------------------------------------------------------------


def _read_in_parts(document: Document, error: YAMLError | None = None) -> None:
    """Read the items, and the other keys of the root, each alone; *error* is why that is necessary."""
    source = document.source
    before = len(document.problems)
    spans, misplaced = _cut_items(source, document.items)
    column = min((source.place(start - 1).column for start, _ in set(spans) - misplaced), default=1)
    entries: list[Value] = []
    for span in spans:
        if span in misplaced:
            problem = source.problem(messages.ITEM_INDENT, span[0] - 1, span[0], column=column)
            document.problems.append(problem)
            document.lost.append(span)
            continue
        reading = _read_part(document, *item_text(source, span))
        if reading is not None and reading.value is not None:
            entries.append(reading.value)
            document.ranges.append(span)
        else:
            document.lost.append(span)
    value: dict[str, Any] = {}
    for key, text, offset in _cut_keys(without(source.text, spans)):
        reading = _read_part(document, text, offset)
        if reading is not None and isinstance(reading.value, dict):
            value |= reading.value
            document.keys[key] = offset, offset + len(text)
        elif reading is None or reading.value is not None:
            document.unread[key] = offset, offset + len(text)
    if spans and document.items in value:  # words between the key and its first entry
        node = list(document.nodes((document.items,)))[-1]
        document.problems.append(source.problem(messages.NO_COLON, node.start, node.end))
        del value[document.items]
    if entries:
        value[document.items] = entries
    document.value = value
    if (
        error is not None and len(document.problems) == before
    ):  # each part is sound alone: it is how they stand together
        document.problems.append(diagnose(source, error, source.text))
    _sort(document.problems)


def _read_part(document: Document, text: str, offset: int) -> Reading | None:
    source = document.source
    hashtags = list(_lost_hashtags(source, text, offset))
    document.problems += hashtags
    try:
        reading = read_values(source, text, offset)
    except YAMLError as error:
        problem = diagnose(source, error, text, offset)
        # Words behind a hashtag that YAML took for a comment are no second mistake.
        if not any(problem.place.line - hashtag.place.line in (0, 1) for hashtag in hashtags):
            document.problems.append(problem)
        return None
    _keep(document, reading, text, offset)
    return reading


def _find_lost_hashtags(document: Document) -> None:
    """Those of a file that parses; only the items that hold something like it are looked at again."""
    source = document.source
    numbers = {_holder(document.ranges, found.start()) for found in _HASHTAG.finditer(source.text)}
    for number in numbers:
        if number is None:
            part = without(source.text, document.ranges), 0
        else:
            part = item_text(source, document.ranges[number])
        document.problems += _lost_hashtags(source, *part)


def _lost_hashtags(source: Source, text: str, offset: int) -> Iterator[Problem]:
    found = list(_HASHTAG.finditer(text))
    if not found:
        return
    seen = look(text, offset)
    for hashtag in found:
        start, end = hashtag.start() + offset, hashtag.end() + offset
        if start < seen.stopped and not any(scalar.holds(start, source.text) for scalar in seen.scalars):
            yield source.problem(messages.HASHTAG_LOST, start, end, words=hashtag[0])


def _cut_items(source: Source, items: str) -> tuple[list[Range], set[Range]]:
    """Where the entries of *items* begin (behind their dash) and end, judged by the margin alone.

    An entry begins at a dash with the usual margin, or at `- id:` wherever it stands (those whose margin
    is another are given a second time, as misplaced). A key of the root ends the list, unless more `- id:`
    come: then it is a line of an entry that slipped to the margin.
    """
    text = source.text
    head = re.search(rf"^{re.escape(items)}[ \t]*:[ \t]*(?:#.*)?$", text, re.MULTILINE) if items else None
    if head is None:
        return [], set()
    after = _ROOT_KEY.search(text, head.end())
    near = after.start() if after else len(text)
    dashes = list(_DASH.finditer(text, head.end()))
    margins = Counter(dash["margin"] for dash in dashes if dash["id"])
    first = next((dash["margin"] for dash in dashes if dash.start() < near), "")
    usual = margins.most_common(1)[0][0] if margins else first
    found = [dash for dash in dashes if dash["id"] or (dash["margin"] == usual and dash.start() < near)]
    if not found:
        return [], set()
    after = _ROOT_KEY.search(text, found[-1].end())
    ends = [*(dash.start() for dash in found[1:]), after.start() if after else len(text)]
    spans = [(dash.end("dash"), end) for dash, end in zip(found, ends, strict=True)]
    misplaced = {span for dash, span in zip(found, spans, strict=True) if dash["margin"] != usual}
    return spans, misplaced


def _cut_keys(text: str) -> Iterator[tuple[str, str, int]]:
    """The root's keys of *text*, each with its own stretch and where that begins."""
    found = list(_ANY_ROOT_KEY.finditer(text))
    starts = [*(key.start() for key in found), len(text)]
    if text[: starts[0]].strip():
        yield "", text[: starts[0]], 0
    for key, end in zip(found, starts[1:], strict=True):
        yield key["key"], text[key.start() : end], key.start()
