"""Reads a file: whole if it can be, else item by item and key by key, so that no mistake hides another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from yaml import YAMLError

from scheduler.problems import Problem
from scheduler.reader import messages
from scheduler.reader.document import Document, Parts, item_text, without
from scheduler.reader.opening import unread
from scheduler.reader.places import look
from scheduler.reader.sight import read_at_sight
from scheduler.reader.source import Source, open_source
from scheduler.reader.syntax import diagnose, not_a_key
from scheduler.reader.values import Range, Reading, Value, read_values

# A `#` after a space, followed by a letter or digit: a hashtag that YAML would take for a comment.
# (The sign comes first in the pattern, so that the search runs from # to #.)
_HASHTAG = re.compile(r"#(?<=[ \t\[{,]#)(?=\w)[^\s,\]}]*")
# What ends the items: a key of one word; words with a colon at the margin are a text that slipped there.
_ROOT_KEY = re.compile(r"^[^\s#:\-][^\s:]*[ \t]*:(?=\s|$)", re.MULTILINE)
_DASH = re.compile(r"^(?P<margin>[ \t]*)(?P<dash>-)(?=\s|$)(?P<id>[ \t]+id[ \t]*:)?", re.MULTILINE)
_MARGIN = re.compile(r"^[ \t]*(?=[^\s#])", re.MULTILINE)


def read(file: str, data: bytes, *, items: str = "") -> Document:
    """Read the YAML *data* of *file* (its name in messages, relative to the folder of work).

    *items* names a list of the root whose entries are read each alone if the file does not parse.
    Never raises for what a person wrote.
    """
    try:
        return _read(file, data, items)
    except Exception as error:  # noqa: BLE001 - whatever it is made of, a person is told so in words
        return Document(Source(file, ""), None, [unread(file, error)], items)


def _read(file: str, data: bytes, items: str) -> Document:
    source, problems = open_source(file, data)
    if source is None:
        return Document(Source(file, ""), None, problems, items)
    document = Document(source, None, problems, items)
    try:
        reading = read_at_sight(source, items) or read_values(source, source.text, 0, items)
    except YAMLError as error:
        _read_in_parts(document, error)
    else:
        if items and any(problem.message is messages.DOCUMENTS for problem in reading.problems):
            _read_in_parts(document)  # a line `---` between two items; it belongs to one of them
        else:
            document.value = {} if reading.value is None else reading.value
            document.ranges = reading.items
            _keep(document, reading, source.text, 0)
            _find_lost_hashtags(document)
    problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
    return document


def _keep(document: Document, reading: Reading, text: str, offset: int) -> None:
    document.problems.extend(reading.problems)
    document.empty += reading.empty
    if document.items:
        told = (joined.problem(document.source) for joined in reading.joined)
        document.problems.extend(problem for problem in told if problem is not None)
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
        entries.append(_read_alone(document, *item_text(source, span), len(entries)))
        document.ranges.append(span)
    value = _read_keys(document, without(source.text, spans), 0, -1)
    if spans and document.items in value:  # words between the key and its first entry
        node = list(document.nodes((document.items,)))[-1]
        document.problems.append(source.problem(messages.NO_COLON, node.start, node.end))
    if entries:
        value[document.items] = entries
    document.value = value
    if error is not None and len(document.problems) == before:
        # Each part is sound alone: it is how they stand together.
        document.problems.append(diagnose(source, error, source.text))


def _read_alone(document: Document, text: str, offset: int, number: int) -> Value:
    """The value of item *number*; of one that does not parse, the keys that do."""
    before = len(document.problems)
    try:
        reading = read_values(document.source, text, offset)
    except YAMLError as error:
        value = _read_keys(document, text, offset, number)
        if len(document.problems) == before:
            document.problems.append(diagnose(document.source, error, text, offset))
        return value
    document.problems += _lost_hashtags(document.source, text, offset)
    _keep(document, reading, text, offset)
    return {} if reading.value is None else reading.value


def _read_keys(document: Document, text: str, offset: int, number: int) -> dict[str, Any]:
    """Each key of a mapping alone; notes in `document.parts[number]` which could be read, and which not."""
    parts = document.parts[number] = Parts()
    value: dict[str, Any] = {}
    for key, part, start in _cut_keys(text):
        span = offset + start, offset + start + len(part)
        first = parts.read.get(key) or parts.unread.get(key)
        if key and first:
            again = span[0] + part.index(key)
            line = document.source.place(first[0]).line
            document.problems.append(
                document.source.problem(messages.DUPLICATE_KEY, again, again + len(key), key=key, first=line)
            )
            continue
        reading = _read_part(document, part, span[0])
        if reading is not None and isinstance(reading.value, dict):
            value |= reading.value
            parts.read[key] = span
        elif reading is None or reading.value is not None:
            parts.unread[key] = span
            words = look(part, span[0]).root if reading is not None else None
            if words is not None:
                document.problems.append(not_a_key(document.source, words.start, words.end))
    return value


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
    numbers = {document.item_at(source.place(found.start())) for found in _HASHTAG.finditer(source.text)}
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
    head = re.search(rf"^{re.escape(items)}[ \t]*:[ \t]*(?:#.*)?\r?$", text, re.MULTILINE) if items else None
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
    """The keys of the mapping in *text*, each with its own stretch and where that begins."""
    margin = _MARGIN.search(text)
    key_line = rf"^{margin[0] if margin else ''}(?P<key>[^\s#:\-][^:\r\n]*?)(?:[ \t]*:(?=\s|$)|(?<=[a-z_]):)"
    found = list(re.finditer(key_line, text, re.MULTILINE))
    starts = [*(key.start() for key in found), len(text)]
    if text[: starts[0]].strip():
        yield "", text[: starts[0]], 0
    for key, end in zip(found, starts[1:], strict=True):
        yield key["key"], text[key.start() : end], key.start()
