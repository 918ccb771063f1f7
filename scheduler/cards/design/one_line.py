"""Single lines of the part that many cards share: their glyphs are set once and kept."""

from __future__ import annotations

from functools import lru_cache

from scheduler.cards.design.items import Run, runs_of
from scheduler.cards.typesetting.fitting import Block, Setting, set_block, words_of
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, Style


@lru_cache(maxsize=512)
def line_of(
    words: str, style: tuple[Style, int, float], colour: str, at: tuple[float, float], anchor: str
) -> tuple[list[Run], float]:
    """A line of *style* (weight, size, tracking), its capitals' middle *at*; and where it ends."""
    block, (x, middle), size = _one_line(words, *style), at, style[1]
    length = block.width(block.lines[0])
    x -= {"left": 0.0, "middle": length / 2, "right": length}[anchor]
    return runs_of(block, x, middle - size * CAP_HEIGHT / 2, colour, colour), x + length


def length_of(words: str, weight: Style, size: int, tracking: float = 0.0) -> float:
    """How long it is, in pixels."""
    block = _one_line(words, weight, size, tracking)
    return block.width(block.lines[0])


@lru_cache(maxsize=512)
def _one_line(words: str, weight: Style, size: int, tracking: float) -> Block:
    setting = Setting(weight, size, size, 1, tracking=tracking)
    return set_block(words_of(words.replace("\n", " "), setting), setting, size, float("inf"))
