"""What an examination found of one thing: how it stands, in words, and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scheduler.problems import Language, Text

Level = Literal["fine", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands; *cure* is '' where nothing is to be done."""

    level: Level
    what: Text
    said: Text
    cure: Text | None = None

    def as_text(self, language: Language) -> str:
        """A line for people, the cure below it."""
        line = f"{_MARKS[self.level]} {self.what.say(language)}: {self.said.say(language)}"
        return f"{line}\n  → {self.cure.say(language)}" if self.cure else line

    def as_json(self, language: Language) -> dict[str, Any]:
        """The same for machines."""
        return {
            "level": self.level,
            "what": self.what.say(language),
            "said": self.said.say(language),
            "cure": self.cure.say(language) if self.cure else None,
        }


def fine(what: Text, said: Text) -> Finding:
    """It is as it should be."""
    return Finding("fine", what, said)


def fault(what: Text, said: Text, cure: Text | None) -> Finding:
    """It keeps Loa from publishing."""
    return Finding("error", what, said, cure)


def warning(what: Text, said: Text, cure: Text | None = None) -> Finding:
    """It does not yet."""
    return Finding("warning", what, said, cure)


_MARKS = {"fine": "✓", "warning": "!", "error": "✗"}
