"""What an examination of the machine found, as the desk shows it: its commands become places to press."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from scheduler.problems import Language, Text


class Found(Protocol):
    """How one thing stands, as `doctor` found it."""

    @property
    def level(self) -> Literal["fine", "warning", "error"]:
        """How much it matters."""

    @property
    def what(self) -> Text:
        """The thing."""

    @property
    def said(self) -> Text:
        """How it stands."""

    @property
    def cure(self) -> Text | None:
        """What to do."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """What looks the machine over, one channel alone, and the places of one unit (by its id); all of them
    ask servers, and take their time."""

    whole: Callable[[], Sequence[Found]]
    channel: Callable[[str], Sequence[Found]]
    unit: Callable[[str], Sequence[Found]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found, in the reader's language."""

    level: Literal["fine", "warning", "error"]
    what: str
    said: str
    cure: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and when (aware)."""

    at: datetime
    found: Sequence[Found]

    @property
    def is_sound(self) -> bool:
        """Whether nothing in it keeps posts from going out."""
        return not any(one.level == "error" for one in self.found)

    def lines(self, language: Language) -> list[Line]:
        """In words, what has to be mended first."""
        lines = [
            Line(
                one.level,
                one.what.say(language),
                on_desk(one.said.say(language), language),
                on_desk(one.cure.say(language), language) if one.cure else "",
            )
            for one in self.found
        ]
        return sorted(lines, key=lambda line: ("error", "warning", "fine").index(line.level))


@dataclass(eq=False)
class Examinations:
    """The latest of each; *examiner* is None where nobody can look."""

    examiner: Examiner | None = None
    whole: Examined | None = None
    channels: dict[str, Examined] = field(default_factory=dict)
    units: dict[str, Examined] = field(default_factory=dict)

    def look(self, now: datetime) -> None:
        """Look everything over."""
        if self.examiner is not None:
            self.whole = Examined(now, self.examiner.whole())

    def try_channel(self, name: str, now: datetime) -> None:
        """Try that channel out; nothing of it is to be seen there."""
        if self.examiner is not None:
            self.channels[name] = Examined(now, self.examiner.channel(name))

    def try_unit(self, id_: str, now: datetime) -> None:
        """Try the places of that unit out, likewise."""
        if self.examiner is not None:
            self.units[id_] = Examined(now, self.examiner.unit(id_))


def on_desk(words: str, language: Language) -> str:
    """*words* with places of the desk in place of commands and files."""
    for command, place in _PLACES.items():
        words = re.sub(command, place.say(language), words)
    return words


_SETUP = Text("mục “Thiết lập”", "“Set-up”")
_PLACES = {
    r"Chạy( lại)?: loa (connect|user) \S*\w": Text("Làm ở mục “Thiết lập”", "“Set-up”"),
    r"chạy( lại)?: loa (connect|user) \S*\w": Text("làm ở mục “Thiết lập”", "“Set-up”"),
    r"Run( again)?: loa (connect|user) \S*\w": Text("Mục “Thiết lập”", "Do it at “Set-up”"),
    r"run( again)?: loa (connect|user) \S*\w": Text("mục “Thiết lập”", "do it at “Set-up”"),
    r"loa (connect|user) \S*\w": _SETUP,
    r"loa check": Text("mục “Cần sửa”", "“To mend”"),
    r"loa doctor": Text("nút “Khám máy”", "“Look the machine over”"),
    r"config/settings\.yaml": _SETUP,
    r"(?<![\w.])(facebook|liferay|website|wordpress|zalo)\.(?!com\b|me\b|vn\b)[a-z]+(_[a-z]+)*\b": _SETUP,
}
