"""What is said to people, in Vietnamese or English: texts, problems with their place, and refusals.

A problem is a value: found anywhere, collected, and shown together. A `Stop` is for what nobody can
mend in the calendar (no such folder, another program carries): the command ends with its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["vi", "en"]
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{names}` in braces are filled in when it is said."""

    vi: str
    en: str

    def say(self, language: Language = "vi", /, **values: object) -> str:
        """The sentence in *language*, with *values* filled in (a `Text` among them in that language)."""
        sentence = self.en if language == "en" else self.vi
        if not values:
            return sentence
        said = {name: one.say(language) if isinstance(one, Text) else one for name, one in values.items()}
        return sentence.format(**said)

    def filled(self, **values: object) -> Text:
        """The same sentence with *values* put in, in both languages."""
        return Text(self.say("vi", **values), self.say("en", **values))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; line and column count from 1, in characters.

    *file* is relative to the folder of work, with forward slashes.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def say(self, language: Language = "vi") -> str:
        """The place as a person reads it; a cell of a workbook has words of its own."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of problem: its code (stable, for machines), what is wrong, and the way out."""

    code: str
    wrong: Text
    way_out: Text
    level: Level = "error"

    @classmethod
    def of(cls, code: str, vi: str, en: str, way_vi: str, way_en: str, level: Level = "error") -> Message:
        """One of four sentences that take a line each: what is wrong, then the way out."""
        return cls(code, Text(vi, en), Text(way_vi, way_en), level)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to write instead.

    *line_text* is the line of the file that *place* names, shown with a caret under it ('' for none);
    *post* is the id of the post it belongs to ('' for none).
    """

    message: Message
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    line_text: str = ""
    post: str = ""
    level: Level | None = None  # a house rule's level may be set in the settings

    @property
    def code(self) -> str:
        """The message's stable code."""
        return self.message.code

    @property
    def is_error(self) -> bool:
        """Errors keep a post from going out; warnings do not."""
        return (self.level or self.message.level) == "error"

    def wrong(self, language: Language = "vi") -> str:
        """What is wrong, in one sentence."""
        return self.message.wrong.say(language, **self.values)

    def way_out(self, language: Language = "vi") -> str:
        """What to do about it."""
        return self.message.way_out.say(language, **self.values)

    def as_text(self, language: Language = "vi") -> str:
        """Place, fault, the line with a caret under it, and the cure, for a terminal."""
        level = "" if self.is_error else LEVEL_WARNING.say(language) + ": "
        parts = [f"{self.place.say(language)}: {level}{self.wrong(language)}"]
        if self.line_text:
            number = f"{self.place.line:>5}"
            before = self.line_text[: self.place.column - 1]
            indent = "".join("\t" if c == "\t" else " " for c in before)
            length = max(1, min(self.place.length, len(self.line_text) - len(before)))
            parts.append(f"{number} | {self.line_text}")
            parts.append(f"{' ' * len(number)} | {indent}{'^' * length}")
        parts.append(f"      {self.way_out(language)}")
        return "\n".join(parts)

    def as_json(self, language: Language = "vi") -> dict[str, Any]:
        """The object of `check --format json`: file, line, column, level, code, message, hint."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "level": "error" if self.is_error else "warning",
            "code": self.code,
            "message": self.wrong(language),
            "hint": self.way_out(language),
        }

    def as_github(self, language: Language = "vi") -> str:
        """A workflow command that GitHub shows beside the line."""
        level = "error" if self.is_error else "warning"
        said = f"{self.wrong(language)}\n{self.way_out(language)}"
        said = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        file = self.place.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        where = f"file={file},line={self.place.line},col={self.place.column},title={self.code}"
        return f"::{level} {where}::{said}"


LEVEL_WARNING = Text("lưu ý", "warning")


class Stop(Exception):  # noqa: N818 - it is a decision told to a person, not an error of the program
    """The command cannot go on, for a reason a person can act on; carries the words and the exit status.

    Exit statuses (docs: cli): 1 errors found or something held, 2 wrong use, 3 another program carries.
    """

    def __init__(self, text: Text, /, *, status: int = 1, **values: object) -> None:
        super().__init__(text.say("en", **values))
        self.text = text
        self.status = status
        self.values = values

    @property
    def words(self) -> Text:
        """The reason and the cure."""
        return self.text.filled(**self.values)

    def say(self, language: Language) -> str:
        """The same in *language*."""
        return self.text.say(language, **self.values)
