"""From words to lines: how lines are balanced, the largest size that fits, and ink that never touches.

Lengths are in em until a size is chosen; vertical measures hang from the cap top of the first line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import accumulate, islice, pairwise
from math import ceil

from scheduler.cards.typesetting.fonts import CAP_HEIGHT, Style, Weight, weight_of
from scheduler.cards.typesetting.holding import FREE, IN_MARKED
from scheduler.cards.typesetting.segments import Word, Words
from scheduler.cards.typesetting.segments import words_of as _words_of

FLOOR = 34  # pixels of a card 1080 wide: nothing is written smaller
ABOVE = 0.43  # em above the first cap top that every template keeps free for stacked signs
# Noto Sans Khmer beside Be Vietnam Pro, for equal area: headlines in heavy weights, the rest lighter.
_KHMER_SIZES: Mapping[Weight, float] = {
    "Regular": 1.05, "Medium": 1.05, "SemiBold": 1.05, "Bold": 1.0, "ExtraBold": 0.92, "Black": 0.92,
}  # fmt: skip
_OPEN_LEADING = 1.30  # where the ink of neighbouring lines would touch

_LONELY_LAST = 10.0  # a last line of one word loses against any other breaking into as many lines
_LONELY = 0.35  # what any line of one word costs when sizes are compared
# A smaller size may be worth a better break: how far down, in what steps, and what giving all up would cost.
_GIVE_WAY, _STEP, _SMALLER = 0.72, 0.04, 1.2
_CLOSE_ENOUGH = 1e-9
_MOST_BREAKINGS = 200  # of a text that are looked at where it would not fit otherwise
# A long marked phrase stays whole down to this part of the size that it could have in two lines.
_WORTH_A_MARK = 0.6


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: sizes in pixels, the largest first; leading and tracking in em."""

    weight: Style
    largest: int
    smallest: int
    lines: int
    leading: float = 1.2
    tracking: float = 0.0
    khmer: float = 0.0  # size of Khmer letters in parts of the text's size; 0: what its weight asks for

    @property
    def khmer_size(self) -> float:
        """How large Khmer letters are beside the Latin ones, so that both look alike."""
        return max(self.khmer or _KHMER_SIZES[weight_of(self.weight)], FLOOR / max(self.smallest, FLOOR))


@dataclass(frozen=True, slots=True)
class Block:
    """A text set at one size: its lines, and the leading (em) that keeps their ink apart.

    In pixels, ink goes *rise* above the first cap top and *depth* below the last base line.
    Where signs above its first line are taller than what is kept free there, it stands *drop* pixels lower.
    """

    lines: tuple[tuple[Word, ...], ...]
    setting: Setting
    size: int
    leading: float
    rise: float
    depth: float
    drop: float = 0.0
    level: int = 0  # of its words' levels: how much of what holds together was given up

    @property
    def height(self) -> float:
        """From the first cap top to the last base line, in pixels."""
        return self.drop + self.size * (CAP_HEIGHT + (len(self.lines) - 1) * self.leading)

    def width(self, line: Sequence[Word]) -> float:
        """The length of one of its lines, in pixels."""
        last = line[-1]
        return (sum(word.advance + word.after for word in line) - last.after + last.overhang) * self.size


class Overflow(Exception):  # noqa: N818 - a finding, which becomes a problem of the post
    """The text of that number does not fit; about *keep* (0 to 1) of it would.

    *word* is its first one that is wider than a line, '' if there is none.
    """

    def __init__(self, number: int, keep: float, word: str = "") -> None:
        super().__init__(number, keep, word)
        self.number, self.keep, self.word = number, keep, word


def floor_of(width: int) -> int:
    """The smallest size on a canvas of that width: on a phone each card is as wide as the screen."""
    return round(FLOOR * width / 1080)


def words_of(text: str, setting: Setting) -> Words:
    """*text* as words of that weight and tracking; empty for a text without any."""
    return _words_of(text, setting.weight, setting.tracking, setting.khmer_size)


def fit(
    texts: Sequence[tuple[Words, Setting]],
    width: float,
    height: float,
    gaps: Sequence[float],
    over: float = float("inf"),
) -> list[Block]:
    """Set texts, none of them empty, below one another as large as they fit into *width* × *height* pixels.

    *gaps* are the pixels before each text; ink of the first rises at most *over* pixels above the whole.
    When that is too high, the first text shrinks first. What holds together is parted only where it does
    not fit at any size.

    Raises:
        Overflow: one of them does not fit at its smallest size.
    """
    tried = [_Firmness(*text) for text in texts]
    while True:
        try:
            blocks = _fit(tried, width, height, gaps, over)
            break
        except Overflow as overflow:
            firm = [number for number, one in enumerate(tried) if one.gives]
            if not firm:
                raise
            number = overflow.number if overflow.number in firm else firm[0]
            tried[number] = tried[number].less
    for number, one in enumerate(tried):
        block = blocks[number]
        if one.keeps == IN_MARKED and block.size < _WORTH_A_MARK * block.setting.largest:
            with suppress(Overflow):
                others = _fit([*tried[:number], one.less, *tried[number + 1 :]], width, height, gaps, over)
                if block.size < _WORTH_A_MARK * others[number].size:
                    tried[number], blocks = one.less, others
    return blocks


@dataclass(frozen=True, slots=True)
class _Firmness:
    """How a text is tried: at one of its levels, with one line more than it should have, or without."""

    words: Words
    setting: Setting
    level: int = 0
    more: int = 0

    @property
    def gives(self) -> bool:
        """Whether anything is left that can be given up."""
        return self.level < self.words.loosest

    @property
    def keeps(self) -> int:
        """What would be given up next."""
        return self.words.tiers[self.level] if self.gives else FREE

    @property
    def less(self) -> _Firmness:
        """The next thing to try: rather a line too many than a name or a word parted."""
        setting = self.setting
        if (
            not self.more
            and self.keeps > IN_MARKED
            and setting.lines > 1
            and setting.smallest < setting.largest
        ):
            return replace(self, setting=replace(setting, lines=setting.lines + 1), more=1)
        return replace(
            self, setting=replace(setting, lines=setting.lines - self.more), level=self.level + 1, more=0
        )

    def at(self, size: int, width: float, ends: Sequence[int] = ()) -> Block:
        """The text set at that size, its lines ending at *ends* if they are given."""
        return set_block(self.words, self.setting, size, width, self.level, ends)


def _fit(
    texts: Sequence[_Firmness],
    width: float,
    height: float,
    gaps: Sequence[float],
    over: float,
) -> list[Block]:
    kept: dict[tuple[int, int], Block] = {}
    sizes = []
    for number, one in enumerate(texts):
        words, setting = one.words, one.setting
        largest = _largest(words, setting, width, one.level)
        if largest is None:
            wide = _wider(words, width / setting.smallest)
            raise Overflow(number, _kept(words, width / setting.smallest, setting.lines), wide)
        sizes.append(_well_broken(words, setting, largest, width, one.level))

    def block(number: int) -> Block:
        size = sizes[number]
        found = kept.get((number, size))
        if found is None:
            found = kept[number, size] = texts[number].at(size, width)
        return found

    def whole() -> list[Block]:
        return _kept_apart([block(number) for number in range(len(texts))], gaps, over)

    def fits(number: int, size: int) -> bool:
        sizes[number] = size
        return total(whole(), gaps) <= height

    def may_fit(number: int, size: int, rest: float) -> bool:
        words, setting = texts[number].words, texts[number].setting
        count = _count_lines(words, width / size, texts[number].level) or 1
        return size * CAP_HEIGHT + (count - 1) * _step(words, setting, size) + rest <= height

    for number, one in enumerate(texts):
        if fits(number, sizes[number]):
            break
        # Counting lines is cheap: blocks are set only about the size that this gives.
        rest = total([block(each) for each in range(len(texts))], gaps) - block(number).height
        rest -= block(number).depth if number == len(texts) - 1 else 0.0
        size = _bisect(partial(may_fit, number, rest=rest), one.setting.smallest, sizes[number])
        if not fits(number, size):
            size = _bisect(partial(fits, number), one.setting.smallest, size)
        better = _well_broken(one.words, one.setting, size, width, one.level)
        if not fits(number, better):  # other lines, whose ink needed to be opened
            sizes[number] = size
    blocks = whole()
    if (tall := total(blocks, gaps)) > height:
        for number, one in enumerate(texts):
            found = block(number)
            if found.leading * found.size > _step(one.words, one.setting, found.size):
                for ends in _other_ends(one.words, width / found.size, one.level, len(found.lines)):
                    kept[number, found.size] = one.at(found.size, width, ends)
                    if total(others := whole(), gaps) <= height:
                        return others
                kept[number, found.size] = found
        number = max(
            range(len(blocks)), key=lambda index: (len(blocks[index].lines) > 1, blocks[index].height)
        )
        long, words = blocks[number], texts[number].words
        over = ceil((tall - height) / (long.leading * long.size))
        raise Overflow(number, _kept(words, width / long.size, max(1, len(long.lines) - over)))
    return blocks


def total(blocks: Sequence[Block], gaps: Sequence[float]) -> float:
    """The height of blocks below one another, from the first cap top to the last ink, in pixels."""
    if not blocks:
        return 0.0
    return sum(gaps[1 : len(blocks)]) + sum(block.height for block in blocks) + blocks[-1].depth


def set_block(
    words: Words,
    setting: Setting,
    size: int,
    width: float,
    level: int | None = None,
    ends: Sequence[int] = (),
) -> Block:
    """*words* in balanced lines at *size*, opened where ink of neighbouring lines would touch.

    At that *level* of what holds together; without one, at the first that needs no more than its lines. With
    *ends*, in the lines that end there.
    """
    if level is None:
        level = next(
            filter(partial(_holds_at, words, setting, width / size), range(words.loosest)), words.loosest
        )
    ends = ends or _balance(words, width / size, level)
    lines = tuple(words.words[start:end] for start, end in pairwise((0, *ends)))
    step = _step(words, setting, size)
    for upper, lower in pairwise(lines):
        needed = _step_needed((upper, lower), (size, size), step)
        if needed > step:
            step = max(round(_OPEN_LEADING * size), needed)
    rise = (max(word.top for word in lines[0]) - CAP_HEIGHT) * size
    depth = -min(word.bottom for word in lines[-1]) * size
    drop = max(0.0, rise - ABOVE * size) if words.leading else 0.0
    return Block(lines, setting, size, step / size, rise, depth, drop, level)


def _step(words: Words, setting: Setting, size: int) -> int:
    """From line to line, in whole pixels, so that all lines are equally far apart."""
    return round(max(setting.leading, words.leading) * size)


def line_xs(line: Sequence[Word]) -> list[float]:
    """Where each word of a line begins, in em."""
    return list(accumulate((word.advance + word.after for word in line[:-1]), initial=0.0))


def _holds_at(words: Words, setting: Setting, width: float, level: int) -> bool:
    """Whether *words* need no more than their lines of *width* em at that level."""
    count = _count_lines(words, width, level)
    return count is not None and count <= setting.lines


def _largest(words: Words, setting: Setting, width: float, level: int) -> int | None:
    """The largest size at which *words* need no more than their lines; None if there is none."""

    def fits(size: int) -> bool:
        return _holds_at(words, setting, width / size, level)

    if fits(setting.largest):
        return setting.largest
    return _bisect(fits, setting.smallest, setting.largest) if fits(setting.smallest) else None


def _bisect(fits: Callable[[int], bool], low: int, high: int) -> int:
    """The largest size from *low* (taken to fit) to below *high* (taken not to) that fits."""
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _well_broken(words: Words, setting: Setting, largest: int, width: float, level: int) -> int:
    """The size between *largest* and a little less at which the lines end where the sense allows."""
    if setting.lines == 1:
        return largest
    best, least = largest, float("inf")
    at_best = words.cheapest[min(setting.lines, len(words.cheapest)) - 1]
    share = 1.0
    while share >= _GIVE_WAY and (size := round(largest * share)) >= setting.smallest:
        smaller = _SMALLER * (1 - share)
        if smaller + at_best >= least:
            break
        ends = _balance(words, width / size, level)
        cost = sum(words.costs[end - 1] for end in ends[:-1] if end not in words.ends) + smaller
        if len(ends) > 1:
            cost += _LONELY * sum(end - start == 1 for start, end in pairwise((0, *ends)))
        if cost < least - _CLOSE_ENOUGH:
            best, least = size, cost
        share -= _STEP
    return best


def _kept(words: Words, width: float, lines: int) -> float:
    """How much of a text that is too long would fit into so many *lines* of *width* em, 0 to 1."""
    ends: list[int] = []
    for start, end in pairwise((0, *words.ends)):
        ends += _filled(words, start, end, width, words.loosest) or (end,)
    letters = list(accumulate(len(word.text) + 1 for word in words.words))
    return max(0.1, 0.95 * letters[ends[min(lines, len(ends)) - 1] - 1] / letters[-1])


def _wider(words: Words, width: float) -> str:
    """The first word that is wider than *width* em; '' if none is."""
    limit = width + _CLOSE_ENOUGH
    return next((word.text for word in words.words if word.advance + word.overhang > limit), "")


def _count_lines(words: Words, width: float, level: int) -> int | None:
    """How many lines *words* need in *width* em; None if one of what is never parted is wider."""
    count = 0
    for start, end in pairwise((0, *words.ends)):
        filled = _filled(words, start, end, width, level)
        if filled is None:
            return None
        count += len(filled)
    return count


def _filled(words: Words, start: int, end: int, width: float, level: int) -> list[int] | None:
    """Where lines end when each takes all it can; None if one of what is never parted is wider."""
    found = []
    may_end = words.levels[level]
    while start < end:
        limit = words.starts[start] + width + _CLOSE_ENOUGH
        stop = bisect_right(words.starts, limit + words.step, start, end + 1) - 1
        while stop > start and words.reach[stop] > limit:
            stop -= 1
        stop = may_end[max(stop, start)]
        if stop <= start:
            return None
        found.append(stop)
        start = stop
    return found


@lru_cache(maxsize=512)
def _balance(words: Words, width: float, level: int) -> tuple[int, ...]:
    """Where lines end, in the fewest lines, these most alike, at the least cost. Width in em."""
    found: list[int] = []
    for start, end in pairwise((0, *words.ends)):
        latest = _filled(words, start, end, width, level)
        if latest is None:
            return (len(words),)
        if len(latest) > 1:
            latest = _balance_paragraph(words, start, end, width, latest, words.levels[level])
        found += latest
    return tuple(found)


def _balance_paragraph(
    words: Words, start: int, end: int, width: float, latest: Sequence[int], may_end: Sequence[int]
) -> list[int]:
    """The same for a part without breaks by hand; each line's end lies between the earliest and *latest*."""
    starts, reach = words.starts, words.reach
    earliest = [end]
    while len(earliest) < len(latest):
        earliest.insert(0, bisect_left(starts, reach[earliest[0]] - width - _CLOSE_ENOUGH, start, end))
    # of each end of the line before: the least cost up to there, and the ends that lead to it
    best: dict[int, tuple[float, list[int]]] = {start: (0.0, [])}
    for first, last in zip(earliest, latest, strict=True):
        row: dict[int, tuple[float, list[int]]] = {}
        for stop in range(first, last + 1):
            if may_end[stop] != stop:
                continue
            cheapest, way, reached = float("inf"), None, reach[stop]
            for begin, (cost, before) in best.items():
                slack = 1.0 - (reached - starts[begin]) / width
                if slack < -_CLOSE_ENOUGH or begin >= stop:
                    continue
                here = cost + slack * slack
                if here >= cheapest:
                    continue
                if stop == end and stop - begin == 1:
                    here += _LONELY_LAST
                if here < cheapest:
                    cheapest, way = here, before
            if way is not None:
                row[stop] = cheapest + (words.costs[stop - 1] if stop < end else 0.0), [*way, stop]
        best = row
    return best[end][1]


def _other_ends(words: Words, width: float, level: int, count: int) -> list[tuple[int, ...]]:
    """Where *count* lines of *width* em may end besides, those most alike first: the signs of two lines that
    meet in one breaking (ệ above Ế) may stand apart in another, which then is less tall."""
    starts, reach, may_end = words.starts, words.reach, words.levels[level]

    def from_here(start: int, left: int) -> Iterator[tuple[tuple[int, ...], float]]:
        hard = next(end for end in words.ends if end > start)
        for stop in range(start + 1, hard + 1):
            slack = 1.0 - (reach[stop] - starts[start]) / width
            if slack < -_CLOSE_ENOUGH or may_end[stop] != stop:
                continue
            cost = slack * slack + (
                words.costs[stop - 1] if stop < hard else _LONELY_LAST * (stop == start + 1)
            )
            if stop == len(words) and left == 1:
                yield (stop,), cost
            elif stop < len(words) and left > 1:
                yield from (((stop, *more), cost + rest) for more, rest in from_here(stop, left - 1))

    found = islice(from_here(0, count), _MOST_BREAKINGS)
    return [ends for ends, _ in sorted(found, key=lambda one: one[1])]


def _kept_apart(blocks: list[Block], gaps: Sequence[float], over: float) -> list[Block]:
    """*blocks* below one another, each lowered where its ink would meet that of the block above.

    The first is lowered where its ink would rise more than *over* pixels above them all.
    """
    if blocks and blocks[0].rise - blocks[0].drop > over:
        blocks[0] = replace(blocks[0], drop=blocks[0].rise - over)
    for number in range(1, len(blocks)):
        upper, lower = blocks[number - 1], blocks[number]
        if upper.depth + lower.rise + 5 <= gaps[number] + lower.drop:
            continue
        room = gaps[number] + lower.drop + CAP_HEIGHT * lower.size
        needed = _step_needed((upper.lines[-1], lower.lines[0]), (upper.size, lower.size), int(room) - 1)
        if needed + 1 > room:  # each base line comes to lie on a whole pixel
            blocks[number] = replace(lower, drop=lower.drop + needed + 1 - room)
    return blocks


def _step_needed(lines: tuple[Sequence[Word], Sequence[Word]], sizes: tuple[int, int], step: int) -> int:
    """The pixels between base lines that leave a row free between the inks of two lines; 0 if *step* does."""
    (upper, lower), (above, below) = lines, sizes
    deepest = max(0, ceil(-min(word.bottom for word in upper) * above))
    highest = ceil(max(word.top for word in lower) * below)
    if deepest + highest + 1 <= step:
        return 0
    # What does not even meet the farthest ink of the other line meets none. Stacks of Khmer reach beyond
    # letters that rise or hang: the words' own bodies are met too.
    deep = [
        ((x + left) * above, (x + right) * above, ceil(-low * above))
        for x, word in _placed(upper)
        if max(0, ceil(-word.bottom * above)) + highest + 1 > step
        for left, right, low in (*word.deep, (0.0, word.advance + word.overhang, 0.0))
    ]
    high = [
        ((x + left) * below, (x + right) * below, ceil(top * below))
        for x, word in _placed(lower)
        if ceil(word.top * below) + deepest + 1 > step
        for left, right, top in (*word.high, (0.0, word.advance + word.overhang, min(word.top, CAP_HEIGHT)))
    ]
    return max((d[2] + h[2] + 1 for d in deep for h in high if d[0] < h[1] and h[0] < d[1]), default=0)


def _placed(line: Sequence[Word]) -> zip[tuple[float, Word]]:
    return zip(line_xs(line), line, strict=True)
