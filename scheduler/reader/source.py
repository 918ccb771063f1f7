"""Bytes → characters: a file in another encoding, damaged letters, and characters nobody can see."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.characters import shown
from scheduler.problems import Message, Place, Problem
from scheduler.reader import messages

_LINE_BREAK = re.compile(r"\r\n?|\n")
# What YAML's reader refuses or takes for a line break, and what marks damage: each would shift lines,
# vanish, or stand on a public page as a box.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff]")
_MOST_BROKEN_PLACES = 20  # beyond that, one more message tells nobody anything new

# The two legacy encodings of Vietnamese differ in where their letters lie: TCVN3 has its unmarked and
# falling-tone letters at A8-BF, where Windows-1258 has only rare signs.
_TCVN3_BYTES = bytes(range(0xA8, 0xC0))


@dataclass(slots=True)
class Source:
    """A file's text, for the eyes: its lines, and where a character stands."""

    file: str
    text: str
    composed: bool = True  # already in NFC, so that its parts need not be normalised
    _starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The index at which each line begins."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str:
        """Line *number*, from 1, without its end; '' beyond the last."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def margin(self, start: int) -> int:
        """How many characters stand before the one at index *start* in its line."""
        return start - self.starts[bisect_right(self.starts, start) - 1]

    def place(self, start: int, end: int | None = None) -> Place:
        """The place of the characters from index *start* to *end*, the caret kept to one line."""
        row = bisect_right(self.starts, start) - 1
        column = start - self.starts[row] + 1
        rest = len(self.line(row + 1)) - column + 1
        length = max(1, min(1 if end is None else end - start, rest))
        return Place(self.file, row + 1, column, length)

    def problem(self, message: Message, start: int, end: int | None = None, **values: object) -> Problem:
        """A problem there, with its line to show."""
        place = self.place(start, end)
        return Problem(message, place, values, line_text=shown(self.line(place.line)))


def open_source(file: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """The text of *data* and what is wrong with its characters.

    A forbidden character is reported and becomes a space, so that all else keeps its place. A file in
    another encoding gives no text at all: guessing would put wrong letters on a public page.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(data):
        return None, [Problem(messages.UTF_16, Place(file))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_legacy(data):
            return None, [_legacy(file, data, error.start)]
        text = data.decode("utf-8-sig", errors="replace")
    problems = list(_forbidden(Source(file, text)))
    source = Source(file, _FORBIDDEN.sub(" ", text) if problems else text)
    source.composed = unicodedata.is_normalized("NFC", source.text)
    return source, problems


def has_forbidden(value: str) -> bool:
    """Whether *value*, written with escapes such as `\\0`, holds a character that no page can show."""
    return _FORBIDDEN.search(value) is not None


def _forbidden(source: Source) -> Iterator[Problem]:
    last_end = -1
    shown = 0
    for found in _FORBIDDEN.finditer(source.text):
        touching = found.start() == last_end  # one damaged letter is often several bytes
        last_end = found.end()
        if touching:
            continue
        shown += 1
        if shown > _MOST_BROKEN_PLACES:
            return
        yield _forbidden_at(source, found.start(), found[0])


def _forbidden_at(source: Source, index: int, character: str) -> Problem:
    code = f"U+{ord(character):04X}"
    if character == "\x00":
        message = messages.NUL
    elif character in "\u2028\u2029\x85":
        message = messages.ODD_LINE_BREAK
    elif character == "\ufffd":
        message = messages.DAMAGED
    else:
        message = messages.INVISIBLE
    place = source.place(index)
    # The line as it can be shown: a control character would play with the terminal.
    line = shown(_FORBIDDEN.sub("\ufffd", source.line(place.line)))
    return Problem(message, place, {"character": code}, line_text=line)


def _looks_like_utf16(data: bytes) -> bool:
    sample = data[:4000]
    return len(sample) > 8 and max(sample[::2].count(0), sample[1::2].count(0)) > len(sample) // 5


def _is_legacy(data: bytes) -> bool:
    """Whether broken letters outnumber sound ones: then it is the file, not a slip in one place."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return broken > sound


def _legacy(file: str, data: bytes, start: int) -> Problem:
    high = [byte for byte in data if byte >= 0x80]
    tcvn3 = sum(byte in _TCVN3_BYTES for byte in high) > len(high) // 4
    before = data[:start]
    line_start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    number = len(_LINE_BREAK.findall(before.decode("latin-1"))) + 1
    line = re.split(rb"[\r\n]", data[line_start:], maxsplit=1)[0]
    if tcvn3:  # its letters lie in fonts, so no machine can show them: the ASCII rest must do
        shown = line.decode("ascii", errors="replace")
    else:
        shown = unicodedata.normalize("NFC", line.decode("cp1258", errors="replace"))
    message = messages.TCVN3 if tcvn3 else messages.WINDOWS_1258
    place = Place(file, number, len(unicodedata.normalize("NFC", shown[: start - line_start])) + 1)
    return Problem(message, place, line_text=shown)
