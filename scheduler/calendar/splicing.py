"""One value of a YAML text put in another's place, and every other character left as it is.

Works on the characters that the reader's second look gives for a value, its key and what is below it; so
comments, order, quoting and line ends of everything else stay. Pure functions on texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.calendar.yaml_text import Path, block_lines, entry_lines, item_lines, scalar
from scheduler.reader.document import Document
from scheduler.reader.places import Node

Value = str | list[Any] | dict[str, Any]

_LINE_END = re.compile(r"\r\n|\r|\n")
_TRAILING_BLANKS = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]*)+\Z")
_IN_BRACKETS = re.compile(r"[^\W_]\w*(?:[ -]\w+)*")  # what needs no quotes between brackets and commas
_STEP = 2


class NotHere(Exception):  # noqa: N818 - a finding: the caller says it in words
    """The text is written in a way that this change cannot be put into."""


@dataclass(frozen=True, slots=True)
class Splice:
    """The characters from *start* to *end* become *text*."""

    start: int
    end: int
    text: str

    def into(self, whole: str) -> str:
        """*whole* with this put in."""
        return whole[: self.start] + self.text + whole[self.end :]


class Splicer:
    """Finds what to put where in *text*, of which *document* is the reader's view."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._document = document
        found = _LINE_END.search(text)
        self._line_end = found[0] if found else "\n"

    def put(self, path: Path, value: Value, order: Sequence[str] = ()) -> Splice:
        """Let the value at *path* be *value*. An absent key comes behind those that *order* names before it.

        Raises:
            NotHere: the way the file is written leaves no place for it.
        """
        nodes = list(self._document.nodes(path))
        if len(nodes) == len(path) + 1:
            return self._instead(nodes, path, value)
        if len(nodes) < len(path):
            raise NotHere
        return self._added(nodes, path, value, order)

    def put_first(self, path: Path, value: Value, order: Sequence[str] = ()) -> Splice:
        """The same in a text that holds nothing yet but comments: at its end.

        Raises:
            NotHere: *path* leads below a key that is not there, or the text holds something.
        """
        root = next(self._document.nodes(()), None)
        if len(path) > 1 or (root is not None and (root.below or root.scalar or self._is_flow(root))):
            raise NotHere
        if root is not None and root.empty:
            return self.put(path, value, order)
        end = len(self._text)
        lead = "" if not self._text or self._text.endswith(("\n", "\r")) else self._line_end
        return Splice(end, end, lead + self._lines(entry_lines(f"{scalar(str(path[0]))}:", value, 0, path)))

    def remove(self, path: Path) -> Splice:
        """Take the key at *path* out, with its line.

        Raises:
            NotHere: it is not there, or opens its list's entry.
        """
        nodes = list(self._document.nodes(path))
        if len(nodes) != len(path) + 1 or nodes[-1].key is None:
            raise NotHere
        parent, node = nodes[-2], nodes[-1]
        start = (node.key or (node.start, 0))[0]
        if self._is_flow(parent):
            return self._out_of_brackets(parent, start, self._tail(node))
        line = self._line_start(start)
        if self._text[line:start].strip():
            raise NotHere
        return Splice(line, self._next_line(self._tail(node)), "")

    def append_items(self, values: Sequence[Mapping[str, Any]]) -> Splice:
        """Put *values* behind the last of the document's items, or make their list.

        Raises:
            NotHere: the list is written in brackets.
        """
        ranges, items = self._document.ranges, self._document.items
        if ranges:
            number = len(ranges) - 1
            node = list(self._document.nodes((items, number)))[-1]
            dash = self._text.rfind("-", 0, ranges[number][0])
            if dash < 0 or self._text[self._line_start(dash) : dash].strip():
                raise NotHere
            indent = dash - self._line_start(dash)
            end = self._next_line(self._tail(node))
            before = "" if self._text[:end].endswith(("\n", "\r")) else self._line_end
            return Splice(end, end, before + self._line_end + self._lines(self._items(values, indent)))
        head = [f"{items}:", *self._items(values, _STEP)]
        key = self._root_key(items)
        if key is not None:
            start = self._line_start(key[0])
            return Splice(start, self._next_line(key[1]), self._lines(head))
        end = len(self._text)
        before = "" if not self._text or self._text.endswith(("\n", "\r")) else self._line_end
        return Splice(end, end, before + self._lines(head))

    def remove_item(self, number: int) -> Splice:
        """Take item *number* of the document out, with the blank line behind it.

        Raises:
            NotHere: the list is written in brackets.
        """
        start, items = self._document.ranges[number][0], self._document.items
        node = list(self._document.nodes((items, number)))[-1]
        dash = self._text.rfind("-", 0, start)
        line = self._line_start(max(dash, 0))
        if dash < 0 or self._text[line:dash].strip():
            raise NotHere
        end = self._next_line(self._tail(node))
        rest = self._text[end : self._next_line(end)]
        if rest and not rest.strip():
            end += len(rest)
        if len(self._document.ranges) == 1:  # an empty list is written as one
            key = self._root_key(items)
            if key is None:
                raise NotHere
            colon = self._text.index(":", key[1]) + 1
            return Splice(key[1], end, ": []" + self._text[colon:line])
        return Splice(line, end, "")

    def _items(self, values: Sequence[Mapping[str, Any]], indent: int) -> list[str]:
        """The lines of *values*, an empty one between two."""
        lines = [["", *item_lines(value, indent)] for value in values]
        return [line for item in lines for line in item][1:]

    def _root_key(self, name: str) -> tuple[int, int] | None:
        root = next(self._document.nodes(()), None)
        if root is None:
            return None
        return root.below[name].key if name in root.below else root.empty.get(name)

    # -- in the place of another -------------------------------------------------------------------

    def _instead(self, nodes: list[Node], path: Path, value: Value) -> Splice:
        node, parents = nodes[-1], nodes[:-1]
        is_flow = any(self._is_flow(parent) for parent in parents)
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if is_flow or (is_list and self._is_flow(node)):  # words between brackets stay there
            return Splice(node.start, node.end, in_brackets(value))
        if isinstance(value, str) and node.scalar:
            return self._scalar_instead(node, value)
        if node.key is None:
            raise NotHere
        return self._entry_instead(node, path, value)

    def _scalar_instead(self, node: Node, value: str) -> Splice:
        end = self._tail(node)
        if node.style not in ("|", ">") and "\n" not in value:
            return Splice(node.start, end, quoted_as(node.style, value))
        indent = self._indent(node)
        lines = block_lines(value, indent)
        if not lines:
            return Splice(node.start, end, scalar(value))
        if node.style in ("|", ">"):  # below its header the text keeps its own margin
            first = next(line for line in _LINE_END.split(self._text[node.start : end])[1:] if line.strip())
            margin = len(first) - len(first.lstrip(" "))
            own = [one[indent + _STEP :] for one in lines[1:]]
            lines = [lines[0], *(" " * margin + one if one else "" for one in own)]
        return Splice(node.start, end, self._line_end.join(lines).lstrip())

    def _entry_instead(self, node: Node, path: Path, value: Value) -> Splice:
        assert node.key is not None, "the caller saw to it"
        start, end = node.key
        head = self._text[start:end] + ":"
        lines = entry_lines(head, value, self._column(start), path)
        return Splice(start, self._tail(node), self._line_end.join(lines))

    # -- where there was nothing --------------------------------------------------------------------

    def _added(self, nodes: list[Node], path: Path, value: Value, order: Sequence[str]) -> Splice:
        parent, key = nodes[-1], str(path[-1])
        if parent.scalar:
            raise NotHere
        if key in parent.empty and not any(self._is_flow(node) for node in nodes):
            start, end = parent.empty[key]
            lines = entry_lines(self._text[start:end] + ":", value, self._column(start), path)
            colon = self._text.index(":", end) + 1
            return Splice(start, colon, self._line_end.join(lines))
        before = [name for name in order[: order.index(key)] if name in parent.below] if key in order else []
        names = [str(name) for name in parent.below]
        if any(self._is_flow(node) for node in nodes):
            if not names or not self._is_flow(parent):
                raise NotHere
            last = parent.below[before[-1] if before else names[-1]]
            return Splice(last.end, last.end, f", {key}: {in_brackets(value)}")
        if not names:
            raise NotHere
        sibling = parent.below[before[-1] if before else names[0] if order else names[-1]]
        if sibling.key is None:
            raise NotHere
        column = self._column(sibling.key[0])
        lines = entry_lines(f"{' ' * column}{key}:", value, column, path)
        end = self._next_line(self._tail(sibling))
        lead = "" if self._text[:end].endswith(("\n", "\r")) else self._line_end
        return Splice(end, end, lead + self._lines(lines))

    def _out_of_brackets(self, parent: Node, start: int, end: int) -> Splice:
        rest = re.match(r"[ \t]*,[ \t]*", self._text[end : parent.end])
        if rest:
            return Splice(start, end + rest.end(), "")
        before = re.search(r"[ \t]*,[ \t]*\Z", self._text[parent.start : start])
        return Splice(parent.start + before.start() if before else start, end, "")

    # -- where things stand -------------------------------------------------------------------------

    def _tail(self, node: Node) -> int:
        """Where the value really ends: behind a block's last written line, a mapping's last value."""
        if node.scalar or self._is_flow(node):
            if node.style in ("|", ">"):
                blanks = _TRAILING_BLANKS.search(self._text, node.start, node.end)
                return blanks.start() if blanks else node.end
            return node.end
        ends = [self._tail(one) for one in node.below.values()]
        ends += [self._text.find(":", end) + 1 for _, end in node.empty.values()]
        return max(ends, default=node.start)

    def _is_flow(self, node: Node) -> bool:
        return not node.scalar and self._text[node.start : node.start + 1] in ("[", "{")

    def _indent(self, node: Node) -> int:
        """The margin that a block below this value's key is measured from."""
        if node.key is not None:
            return self._column(node.key[0])
        return self._column(node.start) - _STEP

    def _column(self, index: int) -> int:
        return index - self._line_start(index)

    def _line_start(self, index: int) -> int:
        return max(self._text.rfind("\n", 0, index), self._text.rfind("\r", 0, index)) + 1

    def _next_line(self, index: int) -> int:
        found = _LINE_END.search(self._text, index)
        return found.end() if found else len(self._text)

    def _lines(self, lines: Sequence[str]) -> str:
        return "".join(line + self._line_end for line in lines)


def quoted_as(style: str, value: str) -> str:
    """*value* in one line, in the quotes that stood there where they can hold it."""
    if style == "'" and value.isprintable() and value:
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        return scalar(value, quotes=True)
    return scalar(value)


def in_brackets(value: Value) -> str:
    """*value* as it is written between brackets."""
    if isinstance(value, str):
        return value if _IN_BRACKETS.fullmatch(value) else scalar(value, quotes=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {in_brackets(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(in_brackets, value)) + "]"
