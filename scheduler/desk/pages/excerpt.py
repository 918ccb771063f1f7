"""The line of a problem with its caret, cut where it is long."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problems import Problem

_WIDTH = 92  # characters of a long line that are shown around the fault
_AHEAD = 48  # of them at most before it


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
