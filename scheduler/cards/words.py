"""A text as words: what is never broken, what is marked, and what it costs to end a line behind each.

Lengths are in em. `*…*` marks a phrase; NBSP, phone numbers and numbers with their units hold together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from scheduler.cards.fonts import CAP_HEIGHT, Shaped, Weight, font

# Between the groups of a phone number, in em: at least, and from ink to ink (1 and 7 stand close together).
_DIGIT_GAP, _INK_GAP = 0.22, 0.32
_GAP, _OPEN, _CLOSE = "\ue000", "\ue001", "\ue002"  # stand inside a text for that gap, and for marks

_MARK = f"[{_OPEN}{_CLOSE}]"
_PART = f"{_MARK}?[ .]{_MARK}?"  # between the groups of a number
_PHONE = re.compile(
    rf"(?<![\d.])(?:0\d{{2,3}}(?:{_PART}\d{{3,4}}){{2}}|0\d{{2,3}}{_PART}\d{{6,7}}|1[89]00{_PART}\d{{4}})(?![\d.]*\d)"
)
_UNITS = "ký|chữ|số|tuổi|giây|phút|giờ|ngày|đêm|tuần|tháng|năm|lần|bước|điều|việc|câu|người|em|con|bạn|%|km|m"
_WITH_UNIT = re.compile(rf"(?<=\d)({_MARK}?) (?={_MARK}?(?:{_UNITS})(?!\w))")
_MARKED = re.compile(r"\*([^*]+)\*")
_MARKS = re.compile(_MARK)
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"[ \t]+")  # str.split() would part words at NBSP too
_STOP = re.compile(r"[,.;:!?…–)”]$")
_NO_LETTER = re.compile(r"[^\w]")

# What a break costs, beside the squared raggedness of the lines (each 0 to 1).
IN_COMPOUND, IN_MARKED, AT_MARK, AFTER_STOP = 0.30, 0.22, -0.04, -0.04

Part = tuple[str, bool]  # letters, and whether they are marked


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word in one colour, *x* em from the word's start."""

    shaped: Shaped
    x: float
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What is never broken. *deep* and *high* are the inks that neighbouring lines may meet.

    Each of those is left, right (from the word's start) and how far it reaches below or above the base
    line; *bottom* and *top* are the farthest. *overhang* is how far ink goes beyond the advance (ế, ư).
    """

    text: str
    bare: str  # without signs and case, to be looked up
    pieces: tuple[Piece, ...]
    advance: float
    overhang: float
    deep: tuple[tuple[float, float, float], ...]
    high: tuple[tuple[float, float, float], ...]
    bottom: float  # below 0 when it hangs under the base line
    top: float
    begins_marked: bool
    ends_marked: bool
    stops: bool  # with a comma, a full stop …


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A text: *costs[i]* is that of ending a line behind word *i*, *ends* the words behind which it must.

    Lengths are in em.
    """

    words: tuple[Word, ...]
    costs: tuple[float, ...]
    ends: tuple[int, ...]  # counts of words from the beginning; the last is len(words)
    starts: tuple[float, ...]  # where each word would begin in one endless line, and behind the last one
    reach: tuple[float, ...]  # how far the ink of the words before goes there
    step: float  # the space between two words
    cheapest: tuple[float, ...]  # the least that 0, 1, 2 … breaks of one's own choice can cost

    def __len__(self) -> int:
        return len(self.words)


@lru_cache(maxsize=1024)
def words_of(text: str, weight: Weight, tracking: float = 0.0) -> Words:
    """*text* as words; a star without a partner is a star."""
    words: list[Word] = []
    ends: list[int] = []
    is_marked = False
    for line in _MARKED.sub(rf"{_OPEN}\1{_CLOSE}", text.strip()).split("\n"):
        for token in _SPACES.split(_glue(line.strip())):
            if _OPEN not in token and _CLOSE not in token:
                if token:
                    words.append(_word(((token, is_marked),), weight, tracking))
                continue
            parts: list[Part] = []
            for number, letters in enumerate(_MARKS.split(token)):
                is_marked ^= number > 0
                if letters:
                    parts.append((letters, is_marked))
            if parts:
                words.append(_word(tuple(parts), weight, tracking))
        if words and (not ends or ends[-1] < len(words)):
            ends.append(len(words))
    costs = tuple(_cost(first, second) for first, second in pairwise(words))
    step = space(weight, tracking)
    starts = tuple(accumulate((word.advance + step for word in words), initial=0.0))
    reach = (end - step + word.overhang for end, word in zip(starts[1:], words, strict=True))
    cheapest = accumulate(sorted(cost for cost in costs if cost < 0), initial=0.0)
    return Words(tuple(words), (*costs, 0.0), tuple(ends), starts, (0.0, *reach), step, tuple(cheapest))


def _glue(line: str) -> str:
    if not _DIGIT.search(line):
        return line
    line = _PHONE.sub(lambda found: re.sub(r"[ .]", _GAP, found[0]), line)
    return _WITH_UNIT.sub("\\1\u00a0", line)


@lru_cache(maxsize=20_000)
def _word(parts: tuple[Part, ...], weight: Weight, tracking: float) -> Word:
    opened = font(weight)
    units = opened.units
    pieces: list[Piece] = []
    deep, high = [], []
    pen = bottom = top = end = 0.0
    for letters, is_marked in parts:
        for number, group in enumerate(letters.split(_GAP)):
            shaped = opened.shape(group)
            if number:
                pen += _gap(pieces[-1].shaped, shaped, units)
            pieces.append(Piece(shaped, pen, is_marked))
            for glyph in shaped.glyphs:
                x = pen + glyph.x / units + glyph.number * tracking
                left, right = x + glyph.left / units, x + glyph.right / units
                below, above = (glyph.bottom + glyph.y) / units, (glyph.top + glyph.y) / units
                bottom, top, end = min(bottom, below), max(top, above), max(end, right)
                if below < 0:
                    deep.append((left, right, below))
                if above > CAP_HEIGHT:
                    high.append((left, right, above))
            pen += shaped.advance / units + tracking * shaped.count
    text = "".join(letters for letters, _ in parts).replace(_GAP, " ")
    advance = pen - tracking
    return Word(
        text, _NO_LETTER.sub("", text).casefold(), tuple(pieces), advance, max(0.0, end - advance),
        tuple(deep), tuple(high), bottom, top, parts[0][1], parts[-1][1],
        _STOP.search(text) is not None,
    )  # fmt: skip


def _gap(before: Shaped, after: Shaped, units: float) -> float:
    if not before.glyphs or not after.glyphs:
        return _DIGIT_GAP
    last, first = before.glyphs[-1], after.glyphs[0]
    bearings = before.advance - last.x - last.right + first.x + first.left
    return max(_DIGIT_GAP, _INK_GAP - bearings / units)


def _cost(word: Word, following: Word) -> float:
    cost = 0.0
    if word.ends_marked != following.begins_marked:
        cost += AT_MARK
    elif word.ends_marked:
        cost += IN_MARKED
    if word.stops:
        return cost + AFTER_STOP
    if (word.bare, following.bare) in _compounds():
        cost += IN_COMPOUND
    return cost


@cache
def _compounds() -> frozenset[tuple[str, ...]]:
    """Words of two syllables that should not be torn apart at a line's end."""
    listed = (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8")
    return frozenset(tuple(line.casefold().split()) for line in listed.split("\n") if line.strip())


def space(weight: Weight, tracking: float) -> float:
    """What stands between two words, in em."""
    opened = font(weight)
    return opened.space / opened.units + tracking
