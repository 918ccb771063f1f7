"""Line breaks that YAML takes away: a list below `>`, or in a value without `|`, is published as one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.problems import Problem
from scheduler.reader import messages
from scheduler.reader.source import Source

_LINE_END = re.compile(r"\r\n?|\n")
# What begins an entry of a list, as people type it or paste it: - • 1. 2) a) ✅
_ENTRY = re.compile(
    r"(?:[-–—+*•·▪▫◦●○■□➢❖✓✔➤►]|\d{1,2}[.)/]|[A-Za-zĐđ][.)]|[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?"
    r"|[\ue000-\uf8ff])(?=\s)"
)
_ENDED = re.compile(r"[.!?…:][”\"')\]]*\s*\Z")


@dataclass(frozen=True, slots=True)
class Joined:
    """A value over several lines that are not kept as they are: its characters, its style, and its key."""

    start: int
    end: int
    style: str  # '' plain, ' or ", or >
    key: str  # '' for an entry of a list

    def problem(self, source: Source) -> Problem | None:
        """The first place where a reader would miss the break, if there is one."""
        previous: _Line | None = None
        gap = False
        for line in self._lines(source):
            if not line.words:
                gap = previous is not None
                continue
            message = None
            if previous is not None and not (self.style == ">" and (line.is_deeper or previous.is_deeper)):
                if gap:
                    message = messages.GAP_LOST
                elif _ENTRY.match(line.words) or self._is_paragraph(previous, line):
                    message = messages.BREAK_LOST
            if message is not None:
                place = line.start + line.margin
                head = f"{self.key}: |" if self.key else "- |"
                return source.problem(message, place, place + len(line.words), head=head)
            previous, gap = line, False
        return None

    def _is_paragraph(self, previous: _Line, line: _Line) -> bool:
        """Whether *line* was indented to begin a paragraph."""
        return (
            self.style != ">"
            and not previous.is_first
            and line.margin > previous.margin
            and _ENDED.search(previous.words) is not None
        )

    def _lines(self, source: Source) -> Iterator[_Line]:
        text = source.text[self.start : self.end]
        starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        least = -1  # the margin of a folded block: that of its first line
        for number, start in enumerate(starts):
            if number == 0 and self.style == ">":
                continue  # the header
            line = text[start : starts[number + 1] if number + 1 < len(starts) else len(text)]
            words = line.strip()
            margin = len(line) - len(line.lstrip(" \t"))
            if words and least < 0:
                least = margin
            yield _Line(self.start + start, margin, words, margin > least, number == 0)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    margin: int
    words: str
    is_deeper: bool  # than the block it is in, so that its break is kept
    is_first: bool  # behind the key, where the margin is not its own
