"""A comment as words that can be compared: accents or none, teencode, letters spaced or stretched out.

Whoever is afraid, or up to something, does not write as a dictionary does. An accent that stands there must
be the right one; one that is missing may be any. All is plain loops over a text of bounded length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scheduler.folding import fold

LONGEST = 8_000  # letters that are looked at; Facebook takes no more
_WORD = re.compile(r"[^\W_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")  # "cứuuuu"
_LEAST_SPACED = 3  # letters that stand alone in a row are one word, spelt out
_TIGHT = frozenset(" .-_*·•|/+,~")
_APART = 3  # signs between two of its letters
_ACCENTED = 0.4  # of the words, from which on a text is one that is written with accents


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its letters without accents, the accents that it has, and where it was typed."""

    plain: str
    marks: tuple[str, ...]  # of each letter: circumflex, breve, horn, stroke
    tone: str
    start: int = 0
    end: int = 0

    @property
    def is_bare(self) -> bool:
        """Whether it has no accent at all."""
        return not self.tone and not any(self.marks)

    def may_be(self, wanted: Word) -> bool:
        """Whether it can be read as *wanted*: whatever accent it has is one of that."""
        return (
            self.plain == wanted.plain
            and self.tone in {"", wanted.tone}
            and all(mine in {"", other} for mine, other in zip(self.marks, wanted.marks, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after another; where *gaps* is True some others may stand before the word."""

    written: str
    words: tuple[Word, ...]
    gaps: tuple[bool, ...]

    @property
    def together(self) -> str:
        """All its letters, without spaces."""
        return "".join(word.plain for word in self.words)


GAP = "…"
_WITHIN = 5  # words that a gap may have


@lru_cache(maxsize=4096)
def phrase_of(written: str) -> Phrase:
    """*written* as it is looked for; `…` or `...` stands for up to five words."""
    words: list[Word] = []
    gaps: list[bool] = []
    for number, part in enumerate(written.lower().replace("...", GAP).split(GAP)):
        for place, word in enumerate(words_in(part)):
            words.append(word)
            gaps.append(number > 0 and place == 0 and len(words) > 1)
    return Phrase(written, tuple(words), tuple(gaps))


def words_in(text: str, teencode: Mapping[str, str] | None = None) -> list[Word]:
    """The words of *text*, as they are compared."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        written = _STRETCHED.sub(r"\1", match[0])
        for part in (teencode or {}).get(written, written).split():
            found.append(_word(part, match.start(), match.end()))
    return found


@lru_cache(maxsize=8192)
def _parts(written: str) -> tuple[str, tuple[str, ...], str]:
    letters: list[str] = []
    marks: list[str] = []
    tone = ""
    for sign in unicodedata.normalize("NFD", written.replace("đ", "d\u0335")):
        if sign in _TONES:
            tone = sign
        elif unicodedata.combining(sign):
            if marks:
                marks[-1] = sign
        else:
            letters.append(sign)
            marks.append("")
    return "".join(letters), tuple(marks), tone


def _word(written: str, start: int, end: int) -> Word:
    return Word(*_parts(written), start, end)


class Said:
    """What somebody wrote: its words, and those that were spelt out letter by letter."""

    def __init__(self, text: str, teencode: Mapping[str, str]) -> None:
        self.text = fold(unicodedata.normalize("NFC", text[:LONGEST])).text
        self.lower = self.text.lower()
        if len(self.lower) != len(self.text):  # İ and its like
            self.lower = self.text
        self.words = words_in(self.lower, teencode)
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self._places.setdefault(word.plain, []).append(place)
        self._spelt = list(self._spelt_out())
        accented = sum(not word.is_bare for word in self.words)
        self._is_accented = accented > _ACCENTED * len(self.words)

    def find(self, phrase: Phrase) -> Iterator[range]:
        """Where *phrase* stands, as places of words; a range of none: spelt out, or written together."""
        for place in self._places.get(phrase.words[0].plain, ()) if phrase.words else ():
            end = self._end(phrase, place)
            if end is not None and self._is_of_a_kind(phrase, place, end):
                yield range(place, end)
        together = phrase.together
        if len(together) >= 6 and not any(phrase.gaps):
            if len(phrase.words) > 1:
                yield from (range(place, place + 1) for place in self._places.get(together, ()))
            if any(together in spelt for spelt in self._spelt):
                yield range(0)

    def _is_of_a_kind(self, phrase: Phrase, place: int, end: int) -> bool:
        """Whether those words are all written with their accents, or all without: who writes accents means
        "so" by "so". In a text without them each may be meant."""
        if not self._is_accented:
            return True
        wanted = {word.plain: word for word in phrase.words if not word.is_bare}
        bare = {self.words[at].is_bare for at in range(place, end) if self.words[at].plain in wanted}
        return len(bare) < 2

    def _end(self, phrase: Phrase, place: int) -> int | None:
        """After which word *phrase* ends that begins at *place*; None: it is not there. Of several words that
        fit after a gap the first one counts, so that the way is never gone back."""
        for wanted, is_gap in zip(phrase.words, phrase.gaps, strict=True):
            last = min(len(self.words), place + (_WITHIN if is_gap else 0) + 1)
            while place < last and not self.words[place].may_be(wanted):
                place += 1
            if place >= last:
                return None
            place += 1
        return place

    def _spelt_out(self) -> Iterator[str]:
        """What stands there letter by letter, as "h i ế p"."""
        run: list[str] = []
        end = 0
        for match in _WORD.finditer(self.lower):
            is_tight = match.start() - end <= _APART and _TIGHT.issuperset(self.lower[end : match.start()])
            if len(match[0]) > 1 or not is_tight:
                yield from _whole(run)
                run = []
            if len(match[0]) == 1:
                run.append(_parts(match[0])[0])
            end = match.end()
        yield from _whole(run)


def _whole(run: Sequence[str]) -> Iterator[str]:
    if len(run) >= _LEAST_SPACED:
        yield "".join(run)
