"""A script for loudspeakers and radio: a post's words to read aloud, how long that takes, and its Khmer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from scheduler.problems import Text
from scheduler.speech.reading import Reading

PACE = 140  # syllables that are read in a minute; a Vietnamese word of a script is one
_STEP = 5  # seconds to which a length is told


@dataclass(frozen=True, slots=True)
class Script:
    """*title* and *paragraphs* in words; *translated* is its Khmer as written, title first, () for none;
    *left_out* is what is not said (links, hashtags), *spelled* what is said letter by letter."""

    title: str
    paragraphs: tuple[str, ...]
    translated: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()

    @property
    def syllables(self) -> int:
        """How many are read, the title's too."""
        return sum(len(line.split()) for line in (self.title, *self.paragraphs))

    @property
    def seconds(self) -> int:
        """How long the Vietnamese takes, to the next five seconds."""
        return -(-self.syllables * 60 // (PACE * _STEP)) * _STEP

    @property
    def length(self) -> Text:
        """How long the Vietnamese takes, in words."""
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            return _SECONDS.filled(seconds=seconds)
        return (_BOTH if seconds else _MINUTES).filled(minutes=minutes, seconds=seconds)

    def with_translation(self, title: str, text: str) -> Script:
        """The same with its Khmer beside it."""
        lines = (title, *text.splitlines())
        return replace(self, translated=tuple(line.strip() for line in lines if line.strip()))

    @property
    def text(self) -> str:
        """The script as plain text."""
        parts = [f"{HEADING.vi}: {self.title}", f"{LENGTH.vi}: {self.length.vi}", *self.paragraphs]
        if self.translated:
            parts += [IN_KHMER.vi, *self.translated]
        return "\n\n".join(parts) + "\n"


def script_of(title: str, text: str, numbers: Collection[str] = ()) -> Script:
    """The script of a post's *title* and *text*; *numbers* are short telephone numbers, such as 111."""
    reading = Reading(numbers)
    said = " ".join(reading.read(title))
    return Script(
        said, tuple(reading.read(text)), (), tuple(reading.left_out), tuple(dict.fromkeys(reading.spelled))
    )


HEADING = Text("Bài đọc trên loa", "To be read aloud")
LENGTH = Text("Thời lượng", "Length")
IN_KHMER = Text("Bản tiếng Khmer", "In Khmer")
NOT_READ = Text("Không đọc: {words}", "Not read: {words}")
SPELLED = Text("Đọc từng chữ cái, xem lại: {words}", "Spelled, look again: {words}")
_SECONDS = Text("khoảng {seconds} giây", "about {seconds} seconds")
_MINUTES = Text("khoảng {minutes} phút", "about {minutes} min")
_BOTH = Text("khoảng {minutes} phút {seconds} giây", "about {minutes} min {seconds} s")
