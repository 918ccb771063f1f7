"""Whether a card's texts can be read on the pixels really behind them; a veil where a photo hides one.

The contrast of a text is that of the worst percent of the pixels that its glyphs cover or border (WCAG's
ratio): at least 4.5:1, and 3:1 from 48 pixels. The built-in flat templates are held to it by the tests;
here it is measured for what no test has seen: a photo, and a template of the office's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.cards.design.colours import Palette, rgb
from scheduler.cards.design.items import Item, Layout, Picture, Run, Shared, Veil
from scheduler.cards.design.layers import Box
from scheduler.cards.inking import Ground, around, draw_runs, pen_of
from scheduler.cards.typesetting.fonts import font

LARGE = 48  # pixels: from here on 3:1 is enough
WORST = 1  # percent of the pixels that may be worse
_VEILS = (0.35, 0.5, 0.65, 0.8, 0.92)  # how dense, the lightest that is enough
_NEAR = 0.22  # of a photo's height: so near to an edge a text has the whole edge shaded
_HEADER = 0.17  # of a card's height, where a header stands on a photo from edge to edge
_SOFT = 36  # pixels over which a veil fades out
_ROUND = 0.6  # em that a veil reaches beyond its text

_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255],
    dtype=np.float32,
)
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)

Pixels = NDArray[np.uint8]
PaintGround = Callable[[Layout], Ground]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text without the contrast that it needs."""

    run: Run
    ratio: float
    needed: float
    behind: str  # what hides it most


def needed_for(run: Run) -> float:
    """The contrast that a text of that size needs."""
    return 3.0 if run.size >= LARGE else 4.5


def veiled(layout: Layout, palette: Palette, paint: PaintGround) -> tuple[Layout, list[Unreadable]]:
    """The card with a veil under each text that a photo makes hard to read, and what stays so even then.

    *paint* paints what lies under a layout's text.
    """
    texts = [item for item in layout.below if isinstance(item, Run)] + layout.above
    ground = _wordless(layout.below if isinstance(layout.below, Shared) else Shared(layout.below))
    painted = paint(replace(layout, below=ground, above=[]))
    pixels = painted.pixels
    bad = {
        run for run in texts if not _is_plain(run, painted) and worst_contrast(run, pixels) < needed_for(run)
    }
    veils = [veil for run in texts if run in bad for veil in _veils(run, layout, palette)]
    if veils:
        veils = _joined(veils)
        photos = max(index for index, item in enumerate(ground) if isinstance(item, Picture))
        for alpha in _VEILS:
            laid = [replace(veil, alpha=alpha) for veil in veils]
            # Over the photo, and under whatever the design lays upon it.
            covered: list[Item] = [*ground[: photos + 1], *laid, *ground[photos + 1 :]]
            pixels = paint(replace(layout, below=covered, above=[])).pixels
            if all(worst_contrast(run, pixels) >= needed_for(run) for run in bad):
                break
        runs = (item for item in layout.below if isinstance(item, Run))
        layout = replace(layout, below=Shared((*covered, *runs)))
    found = ((run, worst_contrast(run, pixels)) for run in texts if run in bad)
    return layout, [
        Unreadable(run, ratio, needed_for(run), _worst_behind(run, pixels))
        for run, ratio in found
        if ratio < needed_for(run)
    ]


@lru_cache(maxsize=64)
def _wordless(items: Shared) -> Shared:
    """What of them is no text: the same for the same, so that it is found again where it was painted."""
    return Shared(item for item in items if not isinstance(item, Run))


def _is_plain(run: Run, ground: Ground) -> bool:
    """Whether all that lies around the text has the contrast, by every fourth pixel: most texts, quickly."""
    pixels = ground.pixels
    height, width, _ = pixels.shape
    left, top, right, bottom = around(run, width, height)
    if ground.colour((left, top, right, bottom)):
        right, bottom = left + 1, top + 1  # one pixel tells of all
    else:
        left, top, right, bottom = _bounds(run, width, height)
    behind = pixels[top:bottom:4, left:right:4]
    return not behind.size or float(_ratios(behind, run.colour).min()) >= needed_for(run)


def _ratios(behind: Pixels, colour: str) -> NDArray[np.float32]:
    ground = _LINEAR[behind] @ _WEIGHTS
    own = _LINEAR[np.array(rgb(colour))] @ _WEIGHTS
    ratios: NDArray[np.float32] = (np.maximum(ground, own) + 0.05) / (np.minimum(ground, own) + 0.05)
    return ratios


def worst_contrast(run: Run, pixels: Pixels) -> float:
    """The contrast of the worst percent of the pixels that the run's glyphs cover or border."""
    behind = _behind(run, pixels)
    if not len(behind):
        return 21.0
    return float(np.percentile(_ratios(behind, run.colour), WORST))


def _worst_behind(run: Run, pixels: Pixels) -> str:
    behind = _behind(run, pixels)
    red, green, blue = (int(value) for value in behind[_ratios(behind, run.colour).argmin()])
    return f"#{red:02X}{green:02X}{blue:02X}"


def _behind(run: Run, pixels: Pixels) -> Pixels:
    """The pixels that the run's glyphs cover or border."""
    height, width, _ = pixels.shape
    left, top, right, bottom = _bounds(run, width, height)
    if left >= right or top >= bottom:
        return pixels[:0, 0]
    moved = tuple((glyph, x, y - top) for glyph, x, y in run.glyphs)
    canvas = np.zeros((bottom - top, width), dtype=np.uint32)  # as wide as the card: glyphs are kept for that
    draw_runs(canvas, [replace(run, colour="#FFFFFF", glyphs=moved)])
    found: Pixels = pixels[top:bottom, left:right][_grown((canvas[:, left:right] & 0xFF) > 0)]
    return found


def _veils(run: Run, layout: Layout, palette: Palette) -> Sequence[Veil]:
    """A veil for each photo that the text stands on, dark under a light text and light under a dark one."""
    own = float(_LINEAR[np.array(rgb(run.colour))] @ _WEIGHTS)
    colour = palette.base["deep" if own > 0.18 else "light"]
    width, height = layout.canvas
    left, top, right, bottom = _bounds(run, width, height)
    more = round(run.size * _ROUND)
    box = (left - more, top - more, right + more, bottom + more)
    found = []
    for item in layout.below:
        if isinstance(item, Picture):
            a, b, c, d = item.box
            if left < c and a < right and top < d and b < bottom:
                found.append(_veil(box, item.box, colour, layout.canvas))
    return found


def _veil(box: Box, photo: Box, colour: str, canvas: tuple[int, int]) -> Veil:
    """A text near the photo's upper or lower edge has the whole edge shaded: no blot behind each word."""
    (width, height), (_, top, _, bottom) = canvas, photo
    near = (bottom - top) * _NEAR
    if box[1] < max(top + near, 0 if top else height * _HEADER):
        return Veil((-width, top - width, 2 * width, box[3] + _SOFT), photo, colour, 0.0, 2 * _SOFT)
    if box[3] > bottom - near:
        return Veil((-width, box[1] - _SOFT, 2 * width, bottom + width), photo, colour, 0.0, 2 * _SOFT)
    return Veil(box, photo, colour, 0.0, _SOFT)


def _joined(veils: Sequence[Veil]) -> list[Veil]:
    """Those of one edge as one, so that they do not lie upon one another."""
    found: dict[object, Veil] = {}
    for veil in veils:
        left, top, right, bottom = veil.box
        edge: object = veil.box
        if left < 0 and right > veil.within[2]:
            edge = top < veil.within[1]
        key = veil.within, veil.colour, edge
        if key in found:
            a, b, c, d = found[key].box
            found[key] = replace(veil, box=(min(a, left), min(b, top), max(c, right), max(d, bottom)))
        else:
            found[key] = veil
    return list(found.values())


def _bounds(run: Run, width: int, height: int) -> Box:
    """The pixels of a canvas between which all ink of *run* lies, and one more."""
    opened = font(run.weight)
    inks = []
    for glyph, across, y in run.glyphs:
        x, phase = pen_of(across, run.size)
        inks.append((x, y, opened.ink(glyph, run.size, phase, width)))
    return (
        max(0, min(x + ink.left for x, _, ink in inks) - 1),
        max(0, min(y + ink.top for _, y, ink in inks) - 1),
        min(width, max(x + ink.right for x, _, ink in inks) + 2),
        min(height, max(y + ink.bottom for _, y, ink in inks) + 1),
    )


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """*mask* and the pixels that border it."""
    found = mask.copy()
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found
