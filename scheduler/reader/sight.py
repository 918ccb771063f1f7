"""The YAML that nearly every file is made of, read at sight; of any other the parser must tell.

libyaml's events take the larger part of reading a calendar. What is known here is narrow on purpose: block
mappings and lists by their margin, values of one line that begin with no sign of YAML's, blocks below
`|`, and brackets with such words on one line. At the first thing that could be meant otherwise nothing
is said at all, and `values.read_values` reads the whole; where something is said, both say the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from scheduler.reader.source import Source
from scheduler.reader.values import DEEPEST, Range, Reading

# No sign that YAML knows: digits, letters, `(`, and all beyond ASCII. Said by what it is not: `re` compiles
# that in a hundredth of the time.
_FIRST = r"[^\x00-'\x29-/:-@\x5b-`{-\x7f]"
_WORDS = rf"{_FIRST}(?:[^\n:#]++|:(?=\S))*+(?<! )"
_BRACKETED = (
    rf"{_FIRST}(?:[^\n:#,?\[\]{{}}]*[^\s:#,?\[\]{{}}])?"  # has no comma and no colon: it can be cut there
)
_KEY = "[a-z_]{1,40}"
_PAIR = f"{_KEY}: {_BRACKETED}"
_LIST = rf"\[(?P<list>{_BRACKETED}(?:, {_BRACKETED})*)\]"
_PAIRS = rf"\{{(?P<pairs>{_PAIR}(?:, {_PAIR})*)\}}"
_QUOTED = r""""(?P<double>[^"\\\n]*)"|'(?P<single>[^'\n]*)'"""
_VALUE = rf"(?:(?P<words>{_WORDS})|{_LIST}|{_PAIRS}|{_QUOTED}|(?P<block>\|))"

_ENTRY = re.compile(rf"{_VALUE}\n")
_MARGIN = re.compile(r"(?P<spaces> *)(?P<dash>- )?")
_GAP = re.compile(r"(?: *(?:#.*)?\n)+")  # empty lines, and those of a comment alone


class _OtherwiseError(Exception):
    """Something that only the parser can tell."""


def read_at_sight(source: Source, items: str = "") -> Reading | None:
    """The value of *source*, with the places of the root's *items*; None if the parser must tell."""
    text = source.text
    if not source.composed or "\t" in text or "\r" in text or not text.endswith("\n"):
        return None
    sight = _Sight(text, items)
    try:
        sight.skip()
        value = sight.mapping(0)
    except _OtherwiseError:
        return None
    return Reading(value, items=sight.ranges) if value and sight.at == len(text) else None


class _Sight:
    def __init__(self, text: str, items: str) -> None:
        self.at = 0  # the character that is read next, a line's first
        self.ranges: list[Range] = []
        self._text = text
        self._items = items

    def skip(self) -> None:
        """Pass over what says nothing."""
        gap = _GAP.match(self._text, self.at)
        if gap is not None:
            self.at = gap.end()

    def mapping(self, margin: int, *, is_entry: bool = False) -> dict[str, Any]:
        """The mapping with its keys at *margin*; its first line is the next, or the rest of an entry's."""
        text = self._text
        match = _line(margin).match
        result: dict[str, Any] = {}
        found = (_line(0).match if is_entry else match)(text, self.at)
        while found is not None:
            self.at = found.end()
            key = found["key"]
            kind = found.lastgroup
            if key in result or (kind == "list" and margin == 0 and key == self._items):
                raise _OtherwiseError  # said twice; items whose places are in brackets
            if kind == "words":
                result[key] = found["words"]
            elif kind == "key":
                result[key] = self._below(margin, is_items=margin == 0 and key == self._items)
            else:
                result[key] = self._value(found, margin)
            found = match(text, self.at)
            if found is None:
                self.skip()
                found = match(text, self.at)
        return result

    def _below(self, margin: int, *, is_items: bool) -> dict[str, Any] | list[Any]:
        """What stands below a key at *margin*, deeper than it."""
        self.skip()
        found = self._margin()
        deeper = len(found["spaces"])
        if not margin < deeper < DEEPEST - 2:  # an entry's mapping and its value lie two deeper than its dash
            raise _OtherwiseError
        value: dict[str, Any] | list[Any]
        if found["dash"]:
            value = self._list(deeper, self.ranges if is_items else None)
        else:
            value = self.mapping(deeper)
        if not value:
            raise _OtherwiseError
        return value

    def _margin(self) -> re.Match[str]:
        """The spaces and the dash before the next line's words."""
        found = _MARGIN.match(self._text, self.at)
        assert found is not None, "both may be missing"
        return found

    def _list(self, margin: int, ranges: list[Range] | None) -> list[Any]:
        """The list with its dashes at *margin*; where each entry lies is added to *ranges*."""
        text = self._text
        dash = " " * margin + "- "
        result: list[Any] = []
        while text.startswith(dash, self.at):
            self.at += len(dash)
            start = self.at
            found = _ENTRY.match(text, start) if ranges is None else None
            if found is not None:
                self.at = found.end()
                result.append(found["words"] or self._value(found, margin))
                self.skip()
                continue
            entry = self.mapping(margin + 2, is_entry=True)
            if not entry:
                raise _OtherwiseError
            result.append(entry)
            if ranges is not None:  # to where the next begins, as the parser has it
                ranges.append((start, self.at + (margin if text.startswith(dash, self.at) else 0)))
        return result

    def _value(self, found: re.Match[str], margin: int) -> Any:
        """The value that *found* is, of a key or dash at *margin*."""
        kind = found.lastgroup
        if kind == "list":
            return found["list"].split(", ")
        if kind == "pairs":
            pairs = [pair.split(": ") for pair in found["pairs"].split(", ")]
            value = dict(pairs)  # two each, by the pattern
            if len(value) < len(pairs):
                raise _OtherwiseError
            return value
        if kind == "block":
            return self._block(margin)
        return found[str(kind)]

    def _block(self, margin: int) -> str:
        """The lines below `|`, which keep their ends."""
        spaces = self._margin()["spaces"]
        lines = _deeper(len(spaces)).match(self._text, self.at)
        if len(spaces) <= margin or lines is None:
            raise _OtherwiseError
        self.at = lines.end()
        return lines[0].replace("\n" + spaces, "\n")[len(spaces) :].rstrip("\n") + "\n"


@lru_cache(maxsize=64)
def _line(margin: int) -> re.Pattern[str]:
    return re.compile(rf" {{{margin}}}(?P<key>{_KEY}):(?: {_VALUE})?\n")


@lru_cache(maxsize=64)
def _deeper(margin: int) -> re.Pattern[str]:
    """Lines at *margin* or deeper, the first with words in it; none at all where one of fewer spaces alone
    follows: what is below that one may belong to them, even if it looks like a comment.
    """
    return re.compile(rf" {{{margin}}}[^ \n].*\n(?: {{{margin}}}.*\n|\n)*+(?! +\n)")
