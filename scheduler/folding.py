"""A text as a reader takes it: what looks the same is the same, and every letter knows where it was typed.

A no-break space, a soft hyphen or a full-width digit inside a number changes nothing for the eye, and must
change nothing for a rule. So rules judge the folded copy, and messages point at the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Characters that folding leaves as they are and that nearly all texts are made of, as the inside of a set in
# a pattern. Latin-1 stays whole: Vietnamese typed for the fonts of the nineties is known by its signs.
PLAIN = "\\n -~¡-¬®-ıĴ-ľŁ-ňŊ-žƠơƯưẠ-ỹក-ឳា-៓\u2013\u2014\u2018\u2019\u201c\u201d•…₫"
EMOJI = "\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff"
# Two, since a set without what lies beyond U+FFFF is searched twice as fast.
_ODD = re.compile(f"[^{PLAIN}]")
_ODDER = re.compile(f"[^{PLAIN}{EMOJI}]")
# What is not seen and yet counts as a letter or a mark; the rest of what is not seen has the category Cf.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u20e3\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_HYPHENS = frozenset("\u2010\u2011\u2012\u2212\ufe63\uff0d")


@dataclass(frozen=True, slots=True)
class Folded:
    """*text* as it is judged; its letter n was typed from *starts*[n] to *ends*[n] (empty: as it is)."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that became those from *start* to *end*, which are not none."""
        return (self.starts[start], self.ends[end - 1]) if self.starts else (start, end)


def is_plain(text: str) -> bool:
    """Whether folding leaves *text* as it is."""
    return "  " not in text and "\t" not in text and not (_ODD.search(text) and _ODDER.search(text))


def fold(text: str) -> Folded:
    """*text* with every kind of space as one space, what is not seen left out, digits of all scripts and
    full-width, circled and joined letters as plain ones; line breaks stay.
    """
    if is_plain(text):
        return Folded(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, typed in enumerate(text):
        for letter in _folded(typed):
            last = letters[-1] if letters else ""
            if letter == " " == last:
                ends[-1] = index + 1
            elif last and unicodedata.combining(letter) and len(joined := _composed(last, letter)) == 1:
                letters[-1], ends[-1] = joined, index + 1
            else:
                letters.append(letter)
                starts.append(index)
                ends.append(index + 1)
    return Folded("".join(letters), tuple(starts), tuple(ends))


def says_nothing(text: str) -> bool:
    """Whether there is nothing in *text* that can be seen."""
    return not text or not fold(text).text.strip()


def comparable(text: str) -> str:
    """The same for all texts in which a reader reads the same words."""
    return " ".join((text if is_plain(text) else fold(text).text).lower().split())


def bare(text: str) -> str:
    """*text* without the accents of its letters, and with d for đ."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")))


def _composed(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """What one *character* becomes; '' for one that is not seen."""
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if category == "Cf" or _UNSEEN.match(character):
        return ""
    if character in _HYPHENS:
        return "-"
    if character <= "\xff" or character == "…":
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    return character if plain == character else "".join(map(_folded, plain))
