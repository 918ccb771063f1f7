"""Pieces of text shown with care: the line of a problem with its caret, and a text as Facebook cuts it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.problems import Problem

_WIDTH = 92  # characters of a long line that are shown around the fault
_AHEAD = 48  # of them at most before it

CUT_CHARACTERS = 477  # where Facebook's page folds a text behind "See more" (seen, not documented)
CUT_LINES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, the faulty span apart; a long line is cut around it."""

    number: int
    before: str
    marked: str
    after: str

    @property
    def caret(self) -> str:
        """Blanks and carets that stand under the marked span."""
        return " " * len(self.before) + "^" * len(self.marked)


def line_of(problem: Problem) -> Line | None:
    """The line that *problem* shows, or None when it has none."""
    text = problem.line_text.expandtabs(1)  # one column a character, as places count
    if not text.strip():
        return None
    start = min(max(problem.place.column - 1, 0), len(text))
    end = min(start + max(1, problem.place.length), len(text))
    first = max(0, start - _AHEAD) if len(text) > _WIDTH else 0
    last = min(len(text), max(first + _WIDTH, min(end, first + _WIDTH)))
    end = min(end, last)
    before = ("…" if first else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) else "")
    return Line(problem.place.line, before, text[start:end] or " ", after)


def facebook_cut(text: str) -> tuple[str, str]:
    """*text* as a follower first sees it, and the rest behind "See more" ('' when all is shown).

    Facebook folds after about five lines, or 477 characters where lines are long, at a blank.
    """
    end = len(text)
    lines = [found.start() for found in re.finditer("\n", text)]
    if len(lines) >= CUT_LINES:
        end = lines[CUT_LINES - 1]
    if end > CUT_CHARACTERS:
        blank = max(text.rfind(" ", 0, CUT_CHARACTERS), text.rfind("\n", 0, CUT_CHARACTERS))
        end = blank if blank > 0 else CUT_CHARACTERS
    if not text[end:].strip():
        return text, ""
    return text[:end].rstrip(), text[end:]
