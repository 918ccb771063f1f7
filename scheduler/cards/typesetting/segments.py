"""A text as words: what is never broken, what is marked, and what it costs to end a line behind each.

Lengths are in em. `*…*` marks a phrase; NBSP, phone numbers and numbers with their units hold together.
Between words of Khmer, which has no spaces, a line may end too, and at every space of no width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from scheduler.cards.typesetting import khmer
from scheduler.cards.typesetting.fonts import (
    CAP_HEIGHT,
    KHMER_FACES,
    Face,
    OwnFace,
    Shaped,
    Style,
    font,
    has_icons,
    is_khmer,
    runs,
)
from scheduler.cards.typesetting.holding import (
    FREE,
    IN_MARKED,
    IN_NAME,
    IN_TOKEN,
    IN_WORD,
    holds_of,
    in_one_spelling,
    read_list,
)

# Between the groups of a phone number, in em: at least, and from ink to ink (1 and 7 stand close together).
_DIGIT_GAP, _INK_GAP = 0.22, 0.32
_GAP, _OPEN, _CLOSE = "\ue000", "\ue001", "\ue002"  # stand inside a text for that gap, and for marks

_MARK = f"[{_OPEN}{_CLOSE}]"
_PART = f"{_MARK}?[ .]{_MARK}?"  # between the groups of a number
_PHONE = re.compile(
    rf"(?<![\d.])(?:[0០]\d{{2,3}}(?:{_PART}\d{{3,4}}){{2}}|[0០]\d{{2,3}}{_PART}\d{{6,7}}"
    rf"|[1១][89៨៩][0០]{{2}}{_PART}\d{{4}})(?![\d.]*\d)"
)
_UNITS = (
    "ký|chữ|số|tuổi|giây|phút|giờ|tiếng|ngày|đêm|buổi|tuần|tháng|năm|lần|bước|điều|việc|câu|trang|mũi|người|em|con|bạn|"
    "trẻ|chị|hộ|ca|vụ|triệu|tỷ|tỉ|nghìn|ngàn|đồng|đ|%|kg|g|tạ|tấn|lít|km|mét|m|cm|mm|ha|độ|°C"
)
_KHMER_UNITS = "ឆ្នាំ|ថ្ងៃ|យប់|ខែ|សប្ដាហ៍|សប្តាហ៍|ម៉ោង|នាទី|វិនាទី|នាក់|ដង|អក្សរ|តួ|ខ្ទង់|ជំហាន|ចំណុច|លេខ|រៀល|ដុង"
_WITH_UNIT = re.compile(rf"(?<=\d)({_MARK}?) (?={_MARK}?(?:(?:{_UNITS})(?!\w)|{_KHMER_UNITS}))")
_MARKED = re.compile(r"\*([^*]+)\*")
_MARKS = re.compile(_MARK)
_DIGIT = re.compile(r"\d")
_LONG = 13  # letters: a token that may be parted behind its hyphens and slashes, and before its dots
_INSIDE = re.compile(r"(?<=[^\W\d][-/@])(?=\w)|(?<=\w)(?=\.[^\W\d])")
_JOINT = re.compile(r"[-/@.]\w")  # what has no such place is found to have none much faster
_SPACES = re.compile(r"[ \t]+")  # str.split() would part words at NBSP too
_STOP = re.compile(r"[,.;:!?…–)”។៕៖]$")
_FULL_STOP = re.compile(r"[.!?…។៕]”?$")
_NO_LETTER = re.compile(r"[^\w]")

# What a break costs, beside the squared raggedness of the lines (each 0 to 1). Khmer has its spaces between
# phrases: rather there than within one.
IN_PHRASE = 0.02
AT_MARK, AFTER_STOP, AFTER_SENTENCE = -0.04, -0.04, -0.15
# A word that leads on to the next one is not left behind at a line's end, nor is the first or the last word
# of a clause parted from the rest.
LEFT_BEHIND = 0.15
# What holds together is parted only where nothing else fits (fitting's levels), and even then rather there:
PARTED = {FREE: 0.0, IN_MARKED: 0.22, IN_NAME: 0.5, IN_WORD: 1.0, IN_TOKEN: 2.0}

_KEPT_USUAL = 3_000  # words of one style
_ROUNDED = 0.018  # em: a mark's height is rounded to a pixel, by half of one at the smallest size
KHMER_LEADING = 1.58  # em of the Khmer letters

Part = tuple[str, bool]  # letters, and whether they are marked


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word in one colour and face, *x* em from the word's start, *scale* of the text's size."""

    shaped: Shaped
    x: float
    is_marked: bool
    face: Face
    scale: float


@dataclass(frozen=True, slots=True)
class Word:
    """What is never broken. *deep* and *high* are the inks that neighbouring lines may meet.

    Each of those is left, right (from the word's start) and how far it reaches below or above the base
    line; *bottom* and *top* are the farthest. *overhang* is how far ink goes beyond the advance (ế, ư);
    *after* is the space to the next word of its line (0 within a phrase of Khmer).
    """

    text: str
    bare: str  # without signs, figures before it and case, to be looked up
    begins: str  # its first letter or figure
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
    pause: float  # what a line's end costs there
    leads_on: bool  # to the next one, as conjunctions do
    after: float


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
    step: float  # the space between two words, at most
    leading: float  # the least that its letters need; 0 for what the setting says
    cheapest: tuple[float, ...]  # the least that 0, 1, 2 … breaks of one's own choice can cost
    # where lines may end, the strictest first: the last such place up to each
    levels: tuple[Sequence[int], ...]
    tiers: tuple[int, ...]  # how firm what each level gives up was

    def __len__(self) -> int:
        return len(self.words)

    @property
    def loosest(self) -> int:
        """The level at which a line may end behind every word."""
        return len(self.levels) - 1


class _Style(NamedTuple):
    """*khmer* is the size of Khmer letters in parts of the text's; 0 where a text has none."""

    face: Style
    tracking: float
    khmer: float


@lru_cache(maxsize=1024)
def words_of(text: str, weight: Style, tracking: float = 0.0, khmer_size: float = 1.0) -> Words:
    """*text* as words; a star without a partner is a star."""
    has_khmer = is_khmer(text)
    is_cut = has_khmer or khmer.BREAK in text
    style = _Style(weight, tracking, khmer_size if has_khmer else 0.0)
    step = space(weight, tracking)
    words: list[Word] = []
    ends: list[int] = []
    is_marked = False
    usual = _usual(style, step)
    marked = _MARKED.sub(rf"{_OPEN}\1{_CLOSE}", text.strip())
    for line in (_whole_clusters(marked) if has_khmer else marked).split("\n"):
        glued = _glue(line.strip())
        if is_cut:
            tokens = _parts(glued, step)
        elif len(glued) >= _LONG and _JOINT.search(glued):
            tokens = _pieces(glued, step)
        else:  # str.split() would part words at NBSP too; what is empty is no word
            tokens = zip(glued.replace("\t", " ").split(" "), repeat(step))
        for token, after in tokens:
            if _OPEN not in token and _CLOSE not in token:
                if token:
                    is_usual = after == step and not is_marked
                    words.append(usual[token] if is_usual else _word(((token, is_marked),), style, after))
                continue
            parts: list[Part] = []
            for number, letters in enumerate(_MARKS.split(token)):
                is_marked ^= number > 0
                if letters:
                    parts.append((letters, is_marked))
            if parts:
                words.append(_word(tuple(parts), style, after))
        if words and (not ends or ends[-1] < len(words)):
            ends.append(len(words))
    holds = holds_of(words)
    tiers = tuple(sorted({*holds} - {FREE}))
    costs = tuple(map(_cost, (None, *words), words, words[1:], holds))
    starts = tuple(accumulate([word.advance + word.after for word in words], initial=0.0))
    reach = [end - word.after + word.overhang for end, word in zip(starts[1:], words, strict=True)]
    cheapest = accumulate(sorted(cost for cost in costs if cost < 0), initial=0.0)
    return Words(
        tuple(words), (*costs, 0.0), tuple(ends), starts, (0.0, *reach), step,
        KHMER_LEADING * style.khmer, tuple(cheapest), _levels(holds, ends, tiers), tiers,
    )  # fmt: skip


def _pieces(line: str, step: float) -> Iterator[tuple[str, float]]:
    """The tokens of *line*, long ones in pieces: where a line is too short for one, it may end inside."""
    for token in _SPACES.split(line):
        is_held = len(token) < _LONG or "\u00a0" in token
        *pieces, last = [token] if is_held else _INSIDE.split(token)
        yield from ((piece, 0.0) for piece in pieces)
        yield last, step


def _parts(line: str, step: float) -> Iterator[tuple[str, float]]:
    """What is never broken in *line*, each with the space behind it."""
    for token in _SPACES.split(line):
        parts = [part for held in token.split(khmer.BREAK) for part in _parted(held)]
        for number, part in enumerate(parts, start=1):
            yield part, step if number == len(parts) else 0.0


def _parted(token: str) -> Iterator[str]:
    """*token* at the ends of its Khmer words; signs of marks stay with what they mark."""
    ends = iter(khmer.breaks(_MARKS.sub("", token)))
    end, count, start = next(ends, -1), 0, 0
    for at, sign in enumerate(token):
        if count == end and sign != _CLOSE:
            yield token[start:at]
            start, end = at, next(ends, -1)
        count += sign not in (_OPEN, _CLOSE)
    yield token[start:]


def _whole_clusters(text: str) -> str:
    """*text* with its marks moved out of clusters: one that is marked in part is marked."""
    bare: list[str] = []
    marks: list[bool] = []
    is_marked = False
    for sign in text:
        if sign in (_OPEN, _CLOSE):
            is_marked = sign == _OPEN
        else:
            bare.append(sign)
            marks.append(is_marked)
    found, at, before = [], 0, False
    for cluster in khmer.clusters("".join(bare)):
        here = any(marks[at : at + len(cluster)])
        if here != before:
            found.append(_OPEN if here else _CLOSE)
        found.append(cluster)
        at, before = at + len(cluster), here
    return "".join((*found, _CLOSE)) if before else "".join(found)


def _glue(line: str) -> str:
    if not _DIGIT.search(line):
        return line
    line = _PHONE.sub(lambda found: re.sub(r"[ .]", _GAP, found[0]), line)
    return _WITH_UNIT.sub("\\1\u00a0", line)


class _Usual(dict[str, Word]):
    """A style's unmarked words with a space behind them, which most are: their letters alone are looked up
    much faster than all that a word depends on. All are dropped when they are too many.
    """

    def __init__(self, style: _Style, after: float) -> None:
        super().__init__()
        self._style, self._after = style, after

    def __missing__(self, letters: str) -> Word:
        if len(self) >= _KEPT_USUAL:
            self.clear()
        found = self[letters] = _word(((letters, False),), self._style, self._after)
        return found


_usual = lru_cache(maxsize=32)(_Usual)


@lru_cache(maxsize=2_000)
def _word(parts: tuple[Part, ...], style: _Style, after: float) -> Word:
    tracking = style.tracking
    pieces: list[Piece] = []
    deep, high = [], []
    pen = bottom = top = end = begin = trail = 0.0
    for letters, is_marked in parts:
        for number, group in enumerate(letters.split(_GAP)):
            is_next = number > 0
            for face, run in _faces(group, style):
                scale = style.khmer if face in KHMER_FACES else 1.0
                opened = font(face)
                shaped, units = opened.shape(run), opened.units / scale
                if is_next:
                    pen, is_next = pen + _gap(pieces[-1], shaped, units), False
                pieces.append(Piece(shaped, pen, is_marked, face, scale))
                for _, count, along, rise, upper, lower, first, last in shaped.glyphs:
                    x = pen + along / units + count * tracking
                    left, right = x + first / units, x + last / units
                    below, above = (lower + rise) / units, (upper + rise) / units
                    bottom = below if below < bottom else bottom
                    top = above if above > top else top
                    begin = left if left < begin else begin
                    end = right if right > end else end
                    if below < 0:
                        deep.append((left, right, below - (_ROUNDED if rise else 0.0)))
                    if above > CAP_HEIGHT:
                        high.append((left, right, above + (_ROUNDED if rise else 0.0)))
                trail = tracking if shaped.count else 0.0
                pen += shaped.advance / units + tracking * shaped.count
    text = "".join(letters for letters, _ in parts).replace(_GAP, " ")
    begins = _NO_LETTER.sub("", text)
    bare = in_one_spelling(begins.lstrip("0123456789").casefold())
    advance = pen - trail
    if style.khmer and begin < 0:  # a subscript may begin before its letter: it begins the word instead
        pieces = [replace(piece, x=piece.x - begin) for piece in pieces]
        deep = [(left - begin, right - begin, below) for left, right, below in deep]
        high = [(left - begin, right - begin, above) for left, right, above in high]
        advance, end = advance - begin, end - begin
    return Word(
        text, bare, begins[:1], tuple(pieces), advance, max(0.0, end - advance),
        tuple(deep), tuple(high), bottom, top, parts[0][1], parts[-1][1],
        _STOP.search(text) is not None, AFTER_SENTENCE if _FULL_STOP.search(text) else AFTER_STOP,
        bare in _leading_on(), after,
    )  # fmt: skip


def _faces(group: str, style: _Style) -> Iterable[tuple[Face, str]]:
    """*group* in parts that one face has; nearly always one."""
    lacks = isinstance(style.face, OwnFace) and font(style.face).lacks(group)
    is_whole = not style.khmer and not has_icons(group) and not lacks
    return ((style.face, group),) if is_whole else runs(group, style.face)


def _gap(before: Piece, after: Shaped, units: float) -> float:
    """The space between two groups of a number; *units* to the em of the second."""
    if not before.shaped.glyphs or not after.glyphs:
        return _DIGIT_GAP
    last, first = before.shaped.glyphs[-1], after.glyphs[0]
    behind = (before.shaped.advance - last.x - last.right) * before.scale / font(before.face).units
    return max(_DIGIT_GAP, _INK_GAP - behind - (first.x + first.left) / units)


def _levels(holds: Sequence[int], ends: Sequence[int], tiers: Sequence[int]) -> tuple[Sequence[int], ...]:
    """Of every count of words the largest one up to it behind which a line may end: while all that holds
    together is kept, then while less of it is, at last behind every word."""
    levels: list[Sequence[int]] = []
    for least in tiers:
        found = [0]
        for count, hold in enumerate((*holds, FREE), start=1):
            found.append(count if hold < least or count in ends else found[-1])
        levels.append(found)
    return (*levels, range(len(holds) + 2))


def _cost(before: Word | None, word: Word, following: Word, hold: int) -> float:
    cost = PARTED[hold]
    if word.ends_marked != following.begins_marked:
        cost += AT_MARK
    if word.stops:
        return cost + word.pause
    if not hold and (word.leads_on or following.stops or (before is not None and before.stops)):
        cost += LEFT_BEHIND
    if not word.after:
        cost += IN_PHRASE
    return cost


@cache
def _leading_on() -> frozenset[str]:
    """Words that ask for the next one: conjunctions, prepositions, what stands before a verb or a noun."""
    return frozenset(read_list("leading_on.txt"))


def space(weight: Style, tracking: float) -> float:
    """What stands between two words, in em."""
    opened = font(weight)
    return opened.space / opened.units + tracking
