"""From words to lines: what may not be broken, how lines are balanced, and the largest size that fits.

Lengths are in em until a size is chosen; vertical measures hang from the cap top of the first line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from scheduler.cards.fonts import CAP_HEIGHT, Font, Shaped, Weight, font

_DIGIT_GAP = 0.22  # em between the groups of a phone number (the font has no tabular figures)
_GAP = "\ue000"  # stands for that gap inside a word
_OPEN_LEADING = 1.30  # where the ink of neighbouring lines would touch
_CLEAR = 0.02  # em of air that neighbouring lines keep

_PHONE = re.compile(r"(?<![\d])\d{3,4}(?:[ .]\d{3,4}){1,2}(?!\d)")
_UNITS = "ký|chữ|số|tuổi|giây|phút|giờ|ngày|đêm|tuần|tháng|năm|lần|bước|điều|việc|câu|người|em|con|bạn|%|km|m"
_WITH_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})\b)")
_STOP = re.compile(r"[,.;:!?…–)”]$")

# What a break costs, beside the squared raggedness of the lines (each 0 to 1).
_IN_COMPOUND, _IN_MARKED, _AFTER_STOP, _LONELY = 0.30, 0.22, -0.04, 0.35
# A smaller size may be worth a better break: how far down, in what steps, and what giving all up would cost.
_GIVE_WAY, _STEP, _SMALLER = 0.72, 0.04, 1.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word in one colour, *x* em from the word's start."""

    shaped: Shaped
    x: float
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What is never broken; *cost* is that of ending a line behind it, *must_break* a line end by hand."""

    text: str
    pieces: tuple[Piece, ...]
    advance: float  # em
    cost: float = 0.0
    must_break: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: sizes in pixels, the largest first; leading and tracking in em."""

    weight: Weight
    largest: int
    smallest: int
    lines: int
    leading: float = 1.2
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """A text set at one size: its lines, and the leading that keeps their ink apart."""

    lines: tuple[tuple[Word, ...], ...]
    setting: Setting
    size: int
    leading: float

    @property
    def height(self) -> float:
        """From the first cap top to the last base line, in pixels."""
        return self.size * (CAP_HEIGHT + (len(self.lines) - 1) * self.leading)

    @property
    def depth(self) -> float:
        """How far ink hangs below the last base line, in pixels."""
        units = font(self.setting.weight).units
        inks = [
            glyph.bottom + glyph.y
            for word in self.lines[-1]
            for p in word.pieces
            for glyph in p.shaped.glyphs
        ]
        return max(0.0, -min(inks, default=0.0)) / units * self.size

    def width(self, line: Sequence[Word]) -> float:
        """The length of one of its lines, in pixels."""
        return _length(line, self.setting) * self.size


class Overflow(Exception):  # noqa: N818 - a finding, which becomes a problem of the post
    """The text of that number does not fit; about *keep* (0 to 1) of it would."""

    def __init__(self, number: int, keep: float) -> None:
        super().__init__(number, keep)
        self.number = number
        self.keep = keep


def words_of(text: str, setting: Setting) -> tuple[Word, ...]:
    """*text* as words: `*…*` marks a phrase, a line break breaks, NBSP and numbers hold together."""
    opened = font(setting.weight)
    words: list[Word] = []
    is_marked = False
    for line in text.strip().split("\n"):
        line_words: list[tuple[str, list[tuple[str, bool]]]] = []
        for token in _glue(line).split():
            parts: list[tuple[str, bool]] = []
            for index, part in enumerate(token.split("*")):
                is_marked ^= bool(index)
                if part:
                    parts.append((part, is_marked))
            if parts:
                line_words.append(("".join(part for part, _ in parts), parts))
        for index, (plain, parts) in enumerate(line_words):
            following = line_words[index + 1] if index + 1 < len(line_words) else None
            cost = _cost(plain, parts, following) if following else 0.0
            words.append(_word(plain, parts, opened, setting.tracking, cost, following is None))
    return tuple(words)


def fit(
    texts: Sequence[tuple[Sequence[Word], Setting]], width: float, height: float, gaps: Sequence[float]
) -> list[Block]:
    """Set texts below one another as large as they fit into *width* × *height* pixels.

    *gaps* are the pixels before each text. When the whole is too high, the first text shrinks first.

    Raises:
        Overflow: one of them does not fit at its smallest size.
    """
    sizes = []
    for number, (words, setting) in enumerate(texts):
        largest = _largest(words, setting, width)
        if largest is None:
            raise Overflow(number, _kept(words, setting, width))
        sizes.append(_well_broken(words, setting, largest, width))

    def set_all() -> list[Block]:
        return [
            set_block(words, setting, size, width)
            for (words, setting), size in zip(texts, sizes, strict=True)
        ]

    def fits() -> bool:
        return total(set_all(), gaps) <= height

    for number, (words, setting) in enumerate(texts):
        if fits():
            break
        low, high = setting.smallest, sizes[number]
        sizes[number] = low
        if fits():
            while low + 1 < high:
                sizes[number] = (low + high) // 2
                low, high = (sizes[number], high) if fits() else (low, sizes[number])
            sizes[number] = _well_broken(words, setting, low, width)
    blocks = set_all()
    if (tall := total(blocks, gaps)) > height:
        number = max(range(len(blocks)), key=lambda index: blocks[index].height)
        raise Overflow(number, max(0.1, 1 - (tall - height) / max(blocks[number].height, 1.0)))
    return blocks


def total(blocks: Sequence[Block], gaps: Sequence[float]) -> float:
    """The height of blocks below one another, from the first cap top to the last ink, in pixels."""
    return (
        sum(gaps[1 : len(blocks)])
        + sum(block.height for block in blocks)
        + (blocks[-1].depth if blocks else 0)
    )


def set_block(words: Sequence[Word], setting: Setting, size: int, width: float) -> Block:
    """*words* in balanced lines at *size*, opened where ink of neighbouring lines would touch."""
    lines = _balance(words, setting, width / size)
    needed = max((_leading_needed(upper, lower, setting) for upper, lower in pairwise(lines)), default=0.0)
    leading = setting.leading if needed <= setting.leading else max(_OPEN_LEADING, needed)
    return Block(lines, setting, size, leading)


def line_xs(line: Sequence[Word], setting: Setting) -> list[float]:
    """Where each word of a line begins, in em."""
    step = font(setting.weight).space / font(setting.weight).units + setting.tracking
    found, pen = [], 0.0
    for word in line:
        found.append(pen)
        pen += word.advance + step
    return found


def _glue(line: str) -> str:
    line = _PHONE.sub(lambda found: re.sub(r"[ .]", _GAP, found[0]), line)
    return _WITH_UNIT.sub("\u00a0", line).replace("\u00a0", "\u2060\u00a0")


def _word(
    plain: str,
    parts: Sequence[tuple[str, bool]],
    opened: Font,
    tracking: float,
    cost: float,
    must_break: bool,
) -> Word:
    pieces, pen = [], 0.0
    for part, is_marked in parts:
        for index, group in enumerate(part.replace("\u2060", "").split(_GAP)):
            shaped = opened.shape(group)
            pen += _DIGIT_GAP if index else 0.0
            pieces.append(Piece(shaped, pen, is_marked))
            pen += shaped.advance / opened.units + tracking * len(group)
    return Word(plain, tuple(pieces), pen - tracking, cost, must_break)


def _cost(
    plain: str, parts: Sequence[tuple[str, bool]], following: tuple[str, Sequence[tuple[str, bool]]]
) -> float:
    if _STOP.search(plain):
        return _AFTER_STOP
    after, after_parts = following
    bare = f"{plain} {after}".casefold()
    cost = _IN_COMPOUND if re.sub(r"[^\w ]", "", bare) in _compounds() else 0.0
    return cost + (_IN_MARKED if parts[-1][1] and after_parts[0][1] else 0.0)


def _length(line: Sequence[Word], setting: Setting) -> float:
    step = font(setting.weight).space / font(setting.weight).units + setting.tracking
    return sum(word.advance for word in line) + step * (len(line) - 1)


def _count_lines(words: Sequence[Word], setting: Setting, width: float) -> int | None:
    """How many lines *words* need in *width* em; None if one word is wider."""
    step = font(setting.weight).space / font(setting.weight).units + setting.tracking
    lines, pen = 0, 0.0
    begins = True
    for word in words:
        if word.advance > width:
            return None
        if begins or pen + step + word.advance > width:
            lines, pen = lines + 1, word.advance
        else:
            pen += step + word.advance
        begins = word.must_break
    return lines


def _fits_alone(words: Sequence[Word], setting: Setting, size: int, width: float) -> bool:
    count = _count_lines(words, setting, width / size)
    return count is not None and count <= setting.lines


def _largest(words: Sequence[Word], setting: Setting, width: float) -> int | None:
    low, high = setting.smallest, setting.largest
    if _fits_alone(words, setting, high, width):
        return high
    if not _fits_alone(words, setting, low, width):
        return None
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits_alone(words, setting, middle, width) else (low, middle)
    return low


def _well_broken(words: Sequence[Word], setting: Setting, largest: int, width: float) -> int:
    """The size between *largest* and a little less at which the lines end where the sense allows."""
    if setting.lines == 1:
        return largest
    best, least = largest, float("inf")
    share = 1.0
    while share >= _GIVE_WAY and (size := round(largest * share)) >= setting.smallest:
        lines = _balance(words, setting, width / size)
        ends = sum(line[-1].cost for line in lines[:-1])
        lonely = _LONELY * sum(len(line) == 1 for line in lines) if len(lines) > 1 else 0.0
        cost = ends + lonely + _SMALLER * (1 - share)
        if cost < least - 1e-9:
            best, least = size, cost
        share -= _STEP
    return best


def _kept(words: Sequence[Word], setting: Setting, width: float) -> float:
    """How much of a text that is too long would fit, 0 to 1."""
    room = setting.lines * width / setting.smallest
    return max(0.1, min(0.95, 0.9 * room / max(_length(words, setting), 0.1)))


def _balance(words: Sequence[Word], setting: Setting, width: float) -> tuple[tuple[Word, ...], ...]:
    """The breaking into the fewest lines that leaves them most alike, at the least cost."""
    count = _count_lines(words, setting, width)
    if count is None:
        return (tuple(words),)
    step = font(setting.weight).space / font(setting.weight).units + setting.tracking
    size = len(words)
    # best[lines][end]: the least cost of setting words[:end] in that many lines, and where the last begins
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for number in range(1, count + 1):
        row: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            pen = -step
            for end in range(start + 1, size + 1):
                word = words[end - 1]
                pen += step + word.advance
                if pen > width:
                    break
                slack = (width - pen) / width
                here = cost + slack * slack + (word.cost if end < size else 0.0)
                if end == size and number == count > 1 and end - start == 1:
                    here += _LONELY
                if end not in row or here < row[end][0]:
                    row[end] = here, start
                if word.must_break:
                    break
        best.append(row)
    lines: list[tuple[Word, ...]] = []
    end = size
    for number in range(count, 0, -1):
        start = best[number][end][1]
        lines.insert(0, tuple(words[start:end]))
        end = start
    return tuple(lines)


def _leading_needed(upper: Sequence[Word], lower: Sequence[Word], setting: Setting) -> float:
    """The leading in em at which the ink of two neighbouring lines keeps its distance."""
    units = font(setting.weight).units
    deep = [ink for ink in _inks(upper, setting) if ink[2] < -0.12 * units]
    high = [ink for ink in _inks(lower, setting) if ink[3] > 0.80 * units]
    return max(
        ((h[3] - d[2]) / units + _CLEAR for d in deep for h in high if d[0] < h[1] and h[0] < d[1]),
        default=0.0,
    )


def _inks(line: Sequence[Word], setting: Setting) -> list[tuple[float, float, float, float]]:
    """Left, right, bottom and top of each glyph's ink, in font units from the line's start."""
    units = font(setting.weight).units
    return [
        (start + glyph.left, start + glyph.right, glyph.bottom + glyph.y, glyph.top + glyph.y)
        for word, x in zip(line, line_xs(line, setting), strict=True)
        for piece in word.pieces
        for index, glyph in enumerate(piece.shaped.glyphs)
        for start in ((x + piece.x + index * setting.tracking) * units + glyph.x,)
    ]


@cache
def _compounds() -> frozenset[str]:
    """Words of two syllables that should not be torn apart at a line's end."""
    listed = (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8")
    return frozenset(listed.casefold().split("\n")) - {""}
