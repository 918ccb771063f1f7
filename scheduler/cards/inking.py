"""Glyphs onto a canvas: as whole blocks where one colour lies behind a text, elsewhere pixel by pixel."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from scheduler.cards.design.colours import rgb
from scheduler.cards.design.items import Run, meet
from scheduler.cards.design.layers import Box
from scheduler.cards.typesetting.fonts import PHASES, WHOLE_PIXELS, Ink, font

Canvas = NDArray[np.uint32]  # rows of pixels: red, green, blue and an unused byte (255) in memory

Spot = tuple[int, int, int]  # a glyph, quarters of a pixel across, and its base line
Block = tuple[Canvas, int, int, int, int]  # a glyph's box in finished pixels, and its edges from the pen

_LINE_BACK = 3  # em: what lies that far back is the next line's, not a sign of the same stack
_MARGIN = 3  # pixels: for the parts of a pixel on both sides, and one beyond
_SQUARE = 8  # pixels: a ground is known in squares of that side
_KEPT_BLOCKS = 12_000_000  # bytes


class Ground:
    """What lies under a card's text, and where it is of one colour. Not to be drawn on."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        height, width = canvas.shape
        whole = np.pad(canvas, ((0, -height % _SQUARE), (0, -width % _SQUARE)), mode="edge")
        squares = whole.reshape(whole.shape[0] // _SQUARE, _SQUARE, -1, _SQUARE)
        first = squares[:, :1, :, :1]
        self._flat = np.where((squares == first).all(axis=(1, 3)), first[:, 0, :, 0], 0)

    @property
    def nbytes(self) -> int:
        """What it takes to keep it."""
        return self.canvas.nbytes + self._flat.nbytes

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Rows of red, green and blue."""
        return self.canvas.view(np.uint8).reshape(*self.canvas.shape, 4)[:, :, :3]

    def colour(self, box: Box) -> int:
        """The one pixel that fills *box*; 0 where there may be several, or where nothing of it is on the
        canvas.
        """
        left, top, right, bottom = box
        if left >= right or top >= bottom:
            return 0
        part = self._flat[top // _SQUARE : -(-bottom // _SQUARE), left // _SQUARE : -(-right // _SQUARE)]
        first = part[0, 0]
        return int(first) if (part == first).all() else 0


def pen_of(across: int, size: float) -> tuple[int, int]:
    """The pixel and the quarter of it on which a glyph at *across* quarters stands."""
    return divmod(across, PHASES) if size < WHOLE_PIXELS else ((across + PHASES // 2) // PHASES, 0)


def draw_runs(canvas: Canvas, runs: Sequence[Run], ground: Ground | None = None) -> list[Box]:
    """Compose glyphs onto *canvas*. Where it is a copy of *ground* and that is given: in which boxes."""
    height, width = canvas.shape
    drawn: list[Box] = []
    for run in runs:
        glyphs: Sequence[Spot] = run.glyphs
        if ground is not None and glyphs:
            box = around(run, width, height)
            colour = ground.colour(box)
            if colour:
                is_bare = not any(meet(box, other) for other in drawn)
                glyphs = _lay_blocks(canvas, run, box, colour, is_bare=is_bare)
            drawn.append(box)
        if glyphs:
            _draw_pixels(canvas, run, glyphs)
    return drawn


def around(run: Run, width: int, height: int) -> Box:
    """Room for all ink of *run* and the pixels that border it, as far as a canvas of that size goes."""
    opened, size = font(run.weight), run.size
    _, across, bases = zip(*run.glyphs, strict=True)
    top, bottom, left, right = (reach * size / opened.units for reach in opened.reach)
    return (
        max(0, min(across) // PHASES + floor(left) - _MARGIN),
        max(0, min(bases) - ceil(top) - _MARGIN),
        min(width, max(across) // PHASES + ceil(right) + _MARGIN),
        min(height, max(bases) + ceil(-bottom) + _MARGIN),
    )


def _lay_blocks(canvas: Canvas, run: Run, box: Box, ground: int, *, is_bare: bool) -> list[Spot]:
    """Lay down each glyph that keeps within *box*, which was all *ground* and *is_bare* if it still is; gives
    the rest, and those that share a pixel with others.

    Beside those of its line, only a tall letter meets others: between the letters of the line above.
    """
    size, stride = run.size, canvas.shape[1]
    kept = _sets.of(run, ground)
    back, is_fine = _LINE_BACK * size, size < WHOLE_PIXELS
    west, north, east, south = box
    reach = deepest = 0  # how far the glyphs of this line go, and how deep any does
    above = 0  # how deep those of other lines go
    rest = []
    for spot in run.glyphs:
        glyph, across, y = spot
        column, phase = divmod(across, PHASES) if is_fine else pen_of(across, size)
        block = kept.by_phase[phase].get(glyph)
        if block is None:
            ink = font(run.weight).ink(glyph, size, phase, stride)
            block = kept.by_phase[phase][glyph] = kept.made(ink, run.colour, ground)
        pixels, left, top, right, bottom = block
        left += column
        right += column
        top += y
        bottom += y
        if left + back < reach:  # another line
            above, reach = deepest, 0
        if left < west or right > east or top < north or bottom > south:
            rest.append(spot)
            continue
        if not is_bare or left < reach or top < above:
            part = canvas[top:bottom, left:right]
            bare = part == ground
            if not bare.all():  # boxes often overlap, their inks seldom
                if not (bare | (pixels == ground)).all():
                    rest.append(spot)
                    continue
                pixels = part + (pixels - np.uint32(ground))  # where one is ground, the other stays
        canvas[top:bottom, left:right] = pixels
        reach = right if right > reach else reach
        deepest = bottom if bottom > deepest else deepest
    return rest


class _Set:
    """Glyphs of one face, size and colour on one ground, as the finished pixels of their boxes, by phase."""

    __slots__ = ("by_phase", "bytes")

    def __init__(self) -> None:
        self.by_phase: tuple[dict[int, Block], ...] = tuple({} for _ in range(PHASES))
        self.bytes = 0

    def made(self, ink: Ink, colour: str, ground: int) -> Block:
        pixels = _shades(colour, ground).take(ink.coverage)
        self.bytes += pixels.nbytes
        return pixels, ink.left, ink.top, ink.right, ink.bottom


class _Sets:
    """Those that were painted last; threads may share them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], _Set] = OrderedDict()

    def of(self, run: Run, ground: int) -> _Set:
        """That of the run's face, size and colour on that ground."""
        key = run.weight, run.size, run.colour, ground
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                while sum(one.bytes for one in self._kept.values()) > _KEPT_BLOCKS:
                    self._kept.popitem(last=False)
                found = self._kept[key] = _Set()
            self._kept.move_to_end(key)
            return found


_sets = _Sets()


def _draw_pixels(canvas: Canvas, run: Run, glyphs: Sequence[Spot]) -> None:
    """Only inked pixels are touched, those of one run together."""
    height, width = canvas.shape
    pixels = canvas.reshape(-1)
    opened, size = font(run.weight), run.size
    kept, is_fine = opened.inks(size, width), size < WHOLE_PIXELS
    # Glyphs whose boxes overlap go into different layers: they may share pixels. Khmer stacks several.
    layers: list[tuple[list[Ink], list[int]]] = [([], [])]
    reach = 0  # how far the last glyph of the first layer goes, and those of the others
    others: list[int] = []
    for glyph, across, y in glyphs:
        column, phase = divmod(across, PHASES) if is_fine else pen_of(across, size)
        ink = kept[phase].get(glyph) or opened.ink(glyph, size, phase, width)
        left, right = column + ink.left, column + ink.right
        if left < 0 or right > width or y + ink.top < 0 or y + ink.bottom > height:
            continue  # nothing is painted over the edge
        inks, pens = layers[0]
        if left >= reach:
            reach = right
        elif left + _LINE_BACK * size < max((reach, *others)):
            reach, others = right, [0] * len(others)
        else:
            number = next((each for each, other in enumerate(others) if other <= left), len(others))
            if number == len(others):
                layers.append(([], []))
                others.append(0)
            others[number] = right
            inks, pens = layers[number + 1]
        inks.append(ink)
        pens.append(y * width + column)
    for inks, pens in layers:
        if inks:
            _compose(pixels, [ink.pixels for ink in inks], pens, run.colour)


def _compose(pixels: Canvas, inks: Sequence[NDArray[np.int32]], pens: Sequence[int], colour: str) -> None:
    packed = np.concatenate(inks)
    where = np.array(pens, dtype=np.intp).repeat([len(each) for each in inks])
    coverage = packed & 255
    packed >>= 8
    where += packed
    ground = pixels.take(where)
    first = ground[0]
    if (ground == first).all():
        pixels[where] = _shades(colour, int(first)).take(coverage)
        return
    under = ground.view(np.uint8).reshape(-1, 4).astype(np.int32)
    over = np.array([*rgb(colour), 255], dtype=np.int32)
    under += ((over - under) * coverage[:, None] + 127) // 255
    pixels[where] = under.astype(np.uint8).view(np.uint32).reshape(-1)


@lru_cache(maxsize=256)
def _shades(colour: str, ground: int) -> Canvas:
    """The pixels of *colour* over the pixel *ground*, by coverage."""
    under = np.array([ground], dtype=np.uint32).view(np.uint8).astype(np.int32)
    over = np.array([*rgb(colour), 255], dtype=np.int32)
    part = np.arange(256, dtype=np.int32)[:, None]
    return (under + ((over - under) * part + 127) // 255).astype(np.uint8).view(np.uint32).reshape(-1)
