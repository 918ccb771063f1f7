"""The band at the foot of a card: a tile with a handset, and one or two hotlines, as large as they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from scheduler.calendar.model import Hotline
from scheduler.cards.design.colours import Palette, mix
from scheduler.cards.design.items import HOTLINES, Content, DoesNotFit, Item, Patch, Run, runs_of
from scheduler.cards.design.layers import Band, Panel
from scheduler.cards.design.one_line import length_of, line_of
from scheduler.cards.typesetting.fitting import Overflow, Setting, fit, floor_of, words_of
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, Family, Weight, style_of

_SHORT = 4  # digits of a number that everybody knows by heart: it stands large, its name beside it
_INSET, _RIGHT = 28, 48  # pixels free beside the tile, and at the right
_BESIDE, _APART = 18, 60  # from a number to its name, and from one hotline to the other
_NAME, _LEADING = 44, 1.24  # a name's largest size, and its lines'
_COLUMNS = 48  # of a number over its name
_ROWS = (48, 46, 44, 42, 40)  # sizes of numbers one above the other, the largest that fits
_LARGER = 1.25  # a number known by heart, of them
_DEPTH = 0.26  # em that a dot goes below the base line
_AIR = 12  # pixels of the band above and below all ink


def band_items(layer: Band, canvas: tuple[int, int], content: Content, palette: Palette) -> Iterator[Item]:
    """All that lies on the band; quiet tiles wherever nothing is written.

    Raises:
        DoesNotFit: the hotlines' names are too long.
    """
    width, foot, hotlines = canvas[0], canvas[1] - layer.foot, content.hotlines[:2]
    height, top = layer.height, foot - layer.height
    ground, light = palette.band(layer.on), palette.base["light"]
    yield Panel(box=(0, top, width, foot), fill=ground)
    yield Patch("tile-leaf", 0, top, height, (("a", palette.turmeric), ("b", palette.turmeric_leaf)))
    end = 0.0
    if hotlines:  # else a handset would promise a number
        inset = round(height * 0.27)
        deep = ("a", palette.base["deep"])
        yield Patch("icon-handset", inset, top + inset, round(height * 0.46), (deep,))
        writer = _Writer(
            height + _INSET, width - _RIGHT, top, height, floor_of(width), light, palette.turmeric,
            layer.pair, content.family,
        )  # fmt: skip
        items, end = writer.written(hotlines, mix(ground, light, 0.4))
        yield from items
    pale = ("a", mix(ground, light, 0.14)), ("b", mix(ground, light, 0.28))
    free = int(width - end - _INSET) // height
    count = free if hotlines else -(-width // height) - 1
    for number in range(count):
        left = width - (count - number) * height if hotlines else (number + 1) * height
        yield Patch("tile-leaf", left, top, height, pale)


@dataclass(frozen=True, slots=True)
class _Writer:
    left: int
    right: int
    top: int
    height: int
    floor: int
    light: str
    turmeric: str
    pair: bool
    family: Family

    def written(self, lines: Sequence[Hotline], rule: str) -> tuple[list[Item], float]:
        """The hotlines' texts, and where the last one ends."""
        ways = (
            (self._alone, self._alone_over, self._long)
            if len(lines) == 1
            else (self._columns, self._rows, self._tight, self._long)
        )
        for way in ways:
            with suppress(Overflow):
                return way(lines, rule)
        raise DoesNotFit(HOTLINES, -1, 0.5)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    def _alone(self, lines: Sequence[Hotline], _: str) -> tuple[list[Item], float]:
        runs, end = self._beside(lines[0], self.left, self.right, _NAME)
        return [*runs], end

    def _alone_over(self, lines: Sequence[Hotline], _: str) -> tuple[list[Item], float]:
        """The number over its name, where there is no room beside it."""
        end = self.left + self._over_length(lines[0])
        if end > self.right:
            raise Overflow(0, 0.5)
        return [*self._over(lines[0], self.left)], end

    def _columns(self, lines: Sequence[Hotline], rule: str) -> tuple[list[Item], float]:
        """The first large, or both over their names; a hairline between them."""
        first, second = lines
        over = self._over_length(second)
        start = self.right - over
        if len(first.number) <= _SHORT and not self.pair:
            runs, end = self._beside(first, self.left, start - _APART, self.floor)
        else:
            runs, end = self._over(first, self.left), self.left + self._over_length(first)
        if end > start - _APART:
            raise Overflow(0, 0.5)
        x, third = round((end + start) / 2), self.height // 4
        line = Panel(box=(x - 1, self.top + third, x + 2, self.top + self.height - third), fill=rule)
        return [*runs, *self._over(second, start), line], self.right

    def _rows(self, lines: Sequence[Hotline], _: str) -> tuple[list[Item], float]:
        """One above the other, each with its name behind it; a number known by heart is the larger."""
        for size in _ROWS:
            sizes = [round(_LARGER * size) if len(line.number) <= _SHORT else size for line in lines]
            ends = [
                self.left
                + length_of(line.display, style_of("ExtraBold", self.family), own)
                + _BESIDE
                + length_of(line.name, style_of("SemiBold", self.family), self.floor)
                for line, own in zip(lines, sizes, strict=True)
            ]
            free = self.height - sum(sizes) * CAP_HEIGHT
            if free >= 0.5 * size + 2 * _AIR and max(ends) <= self.right:
                break
        else:
            raise Overflow(0, 0.5)
        first, second = (own * CAP_HEIGHT / 2 for own in sizes)
        middles = (
            self.top + 0.37 * free + first,
            self.top + self.height - max(0.3 * free, self.floor * _DEPTH + 8) - second,
        )
        found: list[Item] = []
        for line, own, y in zip(lines, sizes, middles, strict=True):
            # Turmeric has the contrast that a large text needs.
            colour = self.turmeric if len(line.number) <= _SHORT and own >= _COLUMNS else self.light
            runs, pen = self._line(line.display, "ExtraBold", own, colour, self.left, y)
            # Base lines agree: the name's smaller capitals stand as low as the number.
            low = y + (own - self.floor) * CAP_HEIGHT / 2
            found += runs + self._line(line.name, "SemiBold", self.floor, self.light, pen + _BESIDE, low)[0]
        return found, max(ends)

    def _tight(self, lines: Sequence[Hotline], _: str) -> tuple[list[Item], float]:
        """For long names: both wrap, the second below its number."""
        first, second = lines
        runs, end = self._beside(first, self.left, (self.left + self.right) / 2, self.floor)
        start, size = end + _APART / 2, self.floor + 4
        if start + length_of(second.display, style_of("ExtraBold", self.family), size) > self.right:
            raise Overflow(1, 0.5)
        setting = Setting(style_of("SemiBold", self.family), self.floor, self.floor, 2, 1.12)
        words = words_of(second.name, setting)
        (block,) = fit([(words, setting)], self.right - start, self.height, [0.0])
        whole = size * CAP_HEIGHT + _AIR + block.height + block.depth
        top = self.middle - whole / 2
        if whole + _AIR > self.height:
            raise Overflow(1, 0.5)
        number = self._line(second.display, "ExtraBold", size, self.light, start, top + size * CAP_HEIGHT / 2)
        below = runs_of(block, start, top + size * CAP_HEIGHT + _AIR, self.light, self.light)
        return [*runs, *number[0], *below], self.right

    def _long(self, lines: Sequence[Hotline], _: str) -> tuple[list[Item], float]:
        """For names as long as offices have: a number known by heart has none, the last name is in lines."""
        *first, last = lines
        found: list[Item] = []
        start = float(self.left)
        for line in first:
            if len(line.number) > _SHORT:
                raise Overflow(0, 0.5)
            size = round(self.height * 0.72)
            runs, end = self._line(line.display, "Black", size, self.turmeric, start, self.middle)
            found += runs
            start = end + _APART / 2
        size = self.floor + 4
        number, capital = length_of(last.display, style_of("ExtraBold", self.family), size), size * CAP_HEIGHT
        setting = Setting(style_of("SemiBold", self.family), self.floor, self.floor, 3, 1.12)
        words = words_of(last.name, setting)
        for x, above in (
            (start, capital + 10),
            (start + number + _BESIDE, 0.0),
        ):  # over its name, or beside it
            with suppress(Overflow):
                (block,) = fit([(words, setting)], self.right - x, self.height - above - 10, [0.0])
                top = self.middle - (above + block.height + block.depth) / 2
                middle = top + capital / 2 if above else self.middle
                found += self._line(last.display, "ExtraBold", size, self.light, start, middle)[0]
                return [*found, *runs_of(block, x, top + above, self.light, self.light)], self.right
        raise Overflow(0, 0.5)

    def _beside(self, hotline: Hotline, x: float, right: float, largest: int) -> tuple[list[Run], float]:
        """A large number, and beside it its name in at most two lines."""
        short = len(hotline.number) <= _SHORT
        size = round(self.height * (0.72 if short else 0.46))
        weight: Weight = "Black" if short else "ExtraBold"
        colour = self.turmeric if short else self.light
        runs, end = self._line(hotline.display, weight, size, colour, x, self.middle)
        pen = end + _BESIDE + 4
        if right - pen < self.floor:
            raise Overflow(0, 0.5)
        setting = Setting(style_of("SemiBold", self.family), largest, self.floor, 2, _LEADING)
        words = words_of(hotline.name, setting)
        (block,) = fit([(words, setting)], right - pen, self.height - 2 * _AIR, [0.0])
        top = self.middle - (block.height + block.depth / 2) / 2
        end = pen + max(block.width(line) for line in block.lines)
        return [*runs, *runs_of(block, pen, top, self.light, self.light)], end

    def _over(self, hotline: Hotline, x: float) -> list[Run]:
        """A number over its name."""
        number, name, gap = _COLUMNS * CAP_HEIGHT, self.floor * CAP_HEIGHT, self.floor * 0.38
        top = self.middle - (number + gap + name + self.floor * _DEPTH) / 2
        low = top + number + gap + name / 2
        colour = self.turmeric if len(hotline.number) <= _SHORT else self.light
        return [
            *self._line(hotline.display, "ExtraBold", _COLUMNS, colour, x, top + number / 2)[0],
            *self._line(hotline.name, "SemiBold", self.floor, self.light, x, low)[0],
        ]

    def _over_length(self, hotline: Hotline) -> float:
        return max(
            length_of(hotline.display, style_of("ExtraBold", self.family), _COLUMNS),
            length_of(hotline.name, style_of("SemiBold", self.family), self.floor),
        )

    def _line(
        self, words: str, weight: Weight, size: int, colour: str, x: float, middle: float
    ) -> tuple[list[Run], float]:
        style = style_of(weight, self.family), size, 0.0
        return line_of(words, style, colour, (x, middle), "left")
