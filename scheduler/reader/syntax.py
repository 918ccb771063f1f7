"""The C parser's complaints → what a person did: the same mistake always gets the same words.

libyaml says what it expected, which helps nobody who does not know YAML; the line itself shows what was
meant.
"""

from __future__ import annotations

import re
from typing import Any

from yaml import YAMLError

from scheduler.problems import Message, Problem
from scheduler.reader import messages
from scheduler.reader.source import Source
from scheduler.reader.values import TooDeepError

_LEAD = r"^[ \t]*(?:-[ \t]+)*(?:[^\s:#\"'\[{][^:#\"'\[{]*:[ \t]+)?"  # up to a line's value
_BRACES = re.compile(_LEAD + r"(?P<it>\{\{)")
_BRACES_IN_LIST = re.compile(r"[\[,][ \t]*(?P<it>\{\{)")
_CURLY = re.compile(_LEAD + r"(?P<it>[“”„‘’])")
_CURLY_IN_LIST = re.compile(r"[\[{,][ \t]*(?P<it>[“”„‘’])")
_SIGN = re.compile(_LEAD + r"(?P<it>[@`%&*!])")
_TAB = re.compile(r"^ *(?P<it>\t+)")
_VALUE = re.compile(_LEAD + r"(?P<value>.*)$")
_NO_SPACE = re.compile(r"^[ \t]*(?:-[ \t]+)?(?P<key>[A-Za-z_][\w-]*):(?=[^\s/])")
_KEY = re.compile(r"^[ \t]*(?:-[ \t]+)?[A-Za-z_][\w-]*$", re.ASCII)
_KEY_BEFORE = re.compile(r"[ \t]*[^\s:]+:[ \t]+(?=.)")
_CLOSING = {"[": "]", "{": "}"}


def error_index(error: YAMLError) -> int:
    """The character, from the beginning of what was parsed, where *error* was noticed."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.index) if mark else 0


def diagnose(source: Source, error: YAMLError, text: str, offset: int = 0) -> Problem:
    """What a person did wrong in *text*, which begins at *source*'s character *offset*."""
    return _Diagnosis(source, error, text, offset).problem()


def not_a_key(source: Source, start: int, end: int) -> Problem:
    """What is wrong with the characters from *start* to *end*, which are YAML, but no `key: value`."""
    place = source.place(start)
    found = _NO_SPACE.match(source.line(place.line))
    if found:
        colon = source.starts[place.line - 1] + found.end("key")
        return source.problem(messages.COLON_NEEDS_SPACE, colon, colon + 1, key=found["key"])
    return source.problem(messages.NO_COLON, start, end)


class _Diagnosis:
    def __init__(self, source: Source, error: Any, text: str, offset: int) -> None:
        self.source = source
        self.is_too_deep = isinstance(error, TooDeepError)
        self.what: str = getattr(error, "problem", None) or ""
        self.context: str = getattr(error, "context", None) or ""
        end = offset + len(text.rstrip())  # behind it other items may follow in the source
        self.index = min(error_index(error) + offset, end)
        self.first_row = source.place(offset + len(text) - len(text.lstrip())).line
        context_mark = getattr(error, "context_mark", None)
        self.context_index = context_mark.index + offset if context_mark else self.index
        self.row = source.place(self.index).line
        self.context_row = source.place(self.context_index).line
        if self.row > self.context_row and not source.line(self.row).strip():
            # The end of the text: what was opened is to blame.
            self.row = self._last_written(self.row)

    def problem(self) -> Problem:
        if self.is_too_deep:
            return self.source.problem(messages.TOO_DEEP, self.index)
        return (
            self._tab()
            or self._braces()
            or self._quotes()
            or self._sign()
            or self._colon()
            or self._brackets()
            or self._structure()
            or self.source.problem(messages.SYNTAX, self._visible(self.index))
        )

    def _tab(self) -> Problem | None:
        for row in self._rows():
            found = _TAB.match(self.source.line(row))
            if found and ("tab" in self.what or "cannot start any token" in self.what or row == self.row):
                return self._at(messages.TAB, row, found.start("it"), found.end("it"))
        return None

    def _braces(self) -> Problem | None:
        for row in self._rows():
            line = self.source.line(row)
            found = _BRACES.match(line) or _BRACES_IN_LIST.search(line)
            if found:
                return self._at(messages.BRACES_FIRST, row, found.start("it"), found.end("it"))
        return None

    def _quotes(self) -> Problem | None:
        for row in self._rows():
            line = self.source.line(row)
            found = _CURLY.match(line) or _CURLY_IN_LIST.search(line)
            if found:
                return self._at(messages.CURLY_QUOTE, row, *found.span("it"), sign=found["it"])
        if "quoted scalar" in self.context:
            sign = self._character(self.context_index)
            if "escape" in self.what or "hexdecimal" in self.what or "Unicode" in self.what:
                return self.source.problem(messages.ESCAPE, self._backslash(), self.index + 1)
            return self.source.problem(messages.QUOTE_OPEN, self.context_index, sign=sign)
        line, column = self._line_and_column()
        value = _VALUE.match(line)
        if value and value["value"][:1] in ('"', "'"):
            sign = value["value"][0]
            if line[:column].rstrip().endswith(sign) and column - 1 > value.start("value"):
                return self.source.problem(messages.QUOTE_INSIDE, self.index, sign=sign)
        return None

    def _sign(self) -> Problem | None:
        for row in self._rows():
            found = _SIGN.match(self.source.line(row))
            if found is not None:
                begin = self.source.starts[row - 1]
                return self._of_sign(found["it"], begin + found.start("it"))
        if "cannot start any token" in self.what:
            return self._of_sign(self._character(self.index), self.index)
        if "anchor" in self.context or "alias" in self.context or "tag" in self.context:
            return self._of_sign(self._character(self.context_index), self.context_index)
        if "block scalar" in self.context:
            sign = self._character(self.context_index)
            return self.source.problem(messages.BAR_LINE, self.index, sign=sign)
        if "block sequence entries are not allowed" in self.what:
            return self.source.problem(messages.DASH_FIRST, self.index)
        return None

    def _of_sign(self, sign: str, index: int) -> Problem:
        if sign == "!":
            return self.source.problem(messages.TAG, index)
        message = messages.ANCHOR if sign in ("&", "*") else messages.SIGN_FIRST
        return self.source.problem(message, index, sign=sign)

    def _colon(self) -> Problem | None:
        cut, missing = "mapping values" in self.what, "expected ':'" in self.what
        if not cut and not missing:
            return None
        for row in (self.context_row, self.row - 1, self.row):
            found = _NO_SPACE.match(self.source.line(row))
            if found and ": " not in self.source.line(row):
                span = found.end("key"), found.end("key") + 1
                return self._at(messages.COLON_NEEDS_SPACE, row, *span, key=found["key"])
        return self._colon_cuts() if cut else self._no_colon(self.context_row)

    def _colon_cuts(self) -> Problem:
        line, column = self._line_and_column()
        if not _KEY.match(line[:column]):
            found = _VALUE.match(line)
            start = found.start("value") if found and found.start("value") <= column else 0
            words = line[start:].strip().replace('"', "”")
            return self.source.problem(messages.COLON_CUTS, self.index, words=words)
        # A key where a value goes on: the line above is no key, or this one stands too deep.
        above = self._last_written(self.row - 1)
        before = self.source.line(above)
        if above < self.row and ":" not in before and _margin(before) == _margin(line):
            return self._no_colon(above)
        return self.source.problem(messages.INDENT, self.index - column + _margin(line), self.index)

    def _no_colon(self, row: int) -> Problem:
        line = self.source.line(row)
        return self._at(messages.NO_COLON, row, _margin(line), len(line.rstrip()))

    def _brackets(self) -> Problem | None:
        if "flow" in self.context:
            line, column = self._line_and_column()
            if line[column : column + 1] == ":" and not _KEY.match(line[:column]):
                return self._colon_cuts_in_brackets()
            if self._character(self.context_index) in _CLOSING:
                return self._bracket_open(self.context_index)
            for row in self._rows():
                line = self.source.line(row)
                for sign, closing in _CLOSING.items():
                    if line.count(sign) > line.count(closing):
                        return self._bracket_open(self.source.starts[row - 1] + line.index(sign))
        sign = self._character(self.index)
        if sign == ",":
            return self.source.problem(messages.COMMA, self.index)
        if sign in ("]", "}"):
            return self.source.problem(messages.BRACKET_STRAY, self.index, sign=sign)
        return None

    def _colon_cuts_in_brackets(self) -> Problem:
        line, column = self._line_and_column()
        start = max(line.rfind(sign, 0, column) for sign in "[{,") + 1
        key = _KEY_BEFORE.match(line[start:column])
        start += key.end() if key else 0
        end = min((line.find(sign, column) for sign in ",]}" if sign in line[column:]), default=len(line))
        words = line[start:end].strip().replace('"', "”")
        return self.source.problem(messages.COLON_CUTS, self.index, words=words)

    def _bracket_open(self, index: int) -> Problem:
        sign = self.source.text[index]
        return self.source.problem(messages.BRACKET_OPEN, index, sign=sign, closing=_CLOSING[sign])

    def _structure(self) -> Problem | None:
        if not any(words in self.what for words in ("document start", "expected key", "'-' indicator")):
            return None
        line, column = self._line_and_column()
        if not line[:column].strip() and ":" not in line and not line.lstrip().startswith("-"):
            return self._no_colon(self.row)
        return self.source.problem(messages.INDENT, self._visible(self.index))

    # -- small helpers ------------------------------------------------------------------------------

    def _rows(self) -> tuple[int, ...]:
        """The lines to look at: where it was noticed, where it began, and the one before."""
        rows = dict.fromkeys((self.context_row, self._last_written(self.row - 1), self.row))
        return tuple(row for row in reversed(rows) if row >= self.first_row)

    def _last_written(self, row: int) -> int:
        while row > 1 and not self.source.line(row).strip():
            row -= 1
        return max(1, row)

    def _line_and_column(self) -> tuple[str, int]:
        place = self.source.place(self.index)
        return self.source.line(place.line), place.column - 1

    def _visible(self, index: int) -> int:
        """*index*, or the end of the last written line before it."""
        text = self.source.text
        while index > 0 and (index >= len(text) or text[index].isspace()):
            index -= 1
        return index

    def _backslash(self) -> int:
        found = self.source.text.rfind("\\", self.context_index, self.index + 1)
        return self.index if found < 0 else found

    def _character(self, index: int) -> str:
        return self.source.text[index : index + 1]

    def _at(self, message: Message, row: int, start: int, end: int, **values: object) -> Problem:
        begin = self.source.starts[row - 1]
        return self.source.problem(message, begin + start, begin + end, **values)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
