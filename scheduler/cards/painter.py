"""Layout → Pillow image → JPEG. What does not depend on the post's text is painted once and kept."""

from __future__ import annotations

import io
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scheduler.cards import brushes
from scheduler.cards.design.colours import WHITE, Palette, contrast, mix
from scheduler.cards.design.drawings import Drawings, paint_svg
from scheduler.cards.design.items import (
    Code,
    Emblem,
    Figured,
    Item,
    Layout,
    Patch,
    Picture,
    Run,
    Shared,
    Veil,
)
from scheduler.cards.design.layers import Box, Gradient, Panel, Rings, Shape, Tiles
from scheduler.cards.design.logos import paint_emblem
from scheduler.cards.design.template import pick
from scheduler.cards.inking import Canvas, Ground, draw_runs
from scheduler.cards.keeping import Kept

KEPT_BYTES = 24 * 1024 * 1024  # of painted layers, for each process; drawings have 8 MB of their own
QUALITY = 90
_KEPT_SHEETS = 6 * 1024 * 1024  # bytes: one of the largest size
_SLIVER = 0.36  # of a tile: less than that of it looks like a mistake
_WHOLE_TILE = 245  # of 255: from here on a tile of a figure is none of its rim
MAX_BYTES = 4 * 1024 * 1024  # Facebook scales larger pictures itself, and badly

Cell = tuple[int, int]  # row and column

_UPRIGHT = ("tile-lotus", "tile-rose", "tile-kite", "tile-balloon", "tile-ribbon")  # never turned
_QUARTERS = {  # by row and column: how the quarters of a tile are turned
    "none": ((0, 0), (0, 0)),
    "alternate": ((0, 1), (1, 0)),
    "meet": ((3, 0), (2, 1)),  # leaves, quarters and rings close into circles
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A copy of *ground*, drawn on in *boxes* alone; *card* is dead once nobody has that card any more."""

    ground: Ground
    canvas: Canvas
    boxes: Sequence[Box]
    card: weakref.ref[Canvas]


class Painter:
    """Paints layouts; keeps the layers that many cards share, the least recently used going first."""

    def __init__(self, drawings: Drawings) -> None:
        self._drawings = drawings
        self._kept: Kept[Ground] = Kept(KEPT_BYTES, lambda ground: ground.nbytes)
        # A card is drawn on the last one's canvas: where the ground is the same, less is copied.
        self._sheets: Kept[_Sheet] = Kept(_KEPT_SHEETS, lambda sheet: sheet.canvas.nbytes)

    def paint(self, layout: Layout, palette: Palette, seed: str) -> Image.Image:
        """The card, in Pillow's mode RGBX (RGB as it lies in memory); *seed* turns random tiles.

        Raises:
            KeyError: a drawing is missing.
            ValueError: a drawing is not SVG that can be painted.
        """
        ground = self.below(layout, palette, seed)
        canvas = self._copy(ground, layout.canvas)
        boxes = draw_runs(canvas, layout.above, ground)
        card = canvas.view()  # which the image holds, and all that share its memory
        self._sheets.get(layout.canvas, lambda: _Sheet(ground, canvas, boxes, weakref.ref(card)))
        return Image.frombuffer("RGBX", layout.canvas, card, "raw", "RGBX", 0, 1)

    def _copy(self, ground: Ground, size: tuple[int, int]) -> Canvas:
        """The pixels of *ground*, to be drawn on."""
        last = self._sheets.take(size)
        if last is None or last.card() is not None:
            return ground.canvas.copy()
        if last.ground is not ground:
            last.canvas[:] = ground.canvas
        else:
            for left, top, right, bottom in last.boxes:
                last.canvas[top:bottom, left:right] = ground.canvas[top:bottom, left:right]
        return last.canvas

    def below(self, layout: Layout, palette: Palette, seed: str) -> Ground:
        """The kept part of a card."""
        random = any(isinstance(item, Tiles) and item.turn == "random" for item in layout.below)
        key = (
            layout.canvas,
            palette.key,
            layout.below if isinstance(layout.below, Shared) else tuple(layout.below),
            seed if random else "",
        )
        return self._kept.get(key, lambda: self._paint_below(layout, palette, seed))

    def _paint_below(self, layout: Layout, palette: Palette, seed: str) -> Ground:
        return Ground(self.lay(layout.below, layout.canvas, palette.base["main"], palette, seed))

    def lay(
        self, items: Sequence[Item], size: tuple[int, int], fill: str, palette: Palette, seed: str
    ) -> Canvas:
        """*items* on a ground of *fill*, glyphs above all else."""
        image = Image.new("RGB", size, fill)
        runs: list[Run] = []
        for item in items:
            if isinstance(item, Run):
                runs.append(item)
            else:
                self._put(image, item, palette, seed)
        canvas: Canvas = np.asarray(image.convert("RGBX")).view(np.uint32)[:, :, 0].copy()
        draw_runs(canvas, runs)
        return canvas

    def _put(self, image: Image.Image, item: Item, palette: Palette, seed: str) -> None:
        match item:
            case Panel():
                brushes.panel(image, item, palette.base["deep"])
            case Tiles():
                self._tiles(image, item, palette, seed)
            case Rings():
                _rings(image, item, palette)
            case Picture():
                brushes.photo(image, item)
            case Figured():
                self._figure(image, item, palette)
            case Code():
                brushes.code(image, item)
            case Gradient():
                brushes.gradient(image, item)
            case Shape():
                brushes.shape(image, item, palette.base["deep"])
            case Veil():
                brushes.veil(image, item)
            case Patch():
                drawing = self._drawings.paint(item.name, item.width, dict(item.colours), turn=item.turn)
                if item.mirror and not self._drawings.is_own(item.name):  # it may have letters
                    drawing = drawing.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
                image.paste(drawing, (item.left, item.top), drawing)
            case Emblem():
                emblem = paint_emblem(item)
                image.paste(emblem, (item.left, item.top), emblem)

    def _tiles(self, image: Image.Image, tiles: Tiles, palette: Palette, seed: str) -> None:
        # Each tile goes into its own square of whole pixels: no seams.
        left, top, right, bottom = tiles.box
        floor = Image.new("RGBA", (right - left, bottom - top))
        pairs = _bright(palette) if tiles.bright else _quiet(palette, tiles.on)
        if len(tiles.colours) == 3:
            pairs = ((tiles.colours[0], tiles.colours[1], tiles.colours[2]),)
        for row, y in enumerate(range(0, bottom - top, tiles.module)):
            for column, x in enumerate(range(0, right - left, tiles.module)):
                number = row * tiles.step + column
                kind, colours = tiles.kinds[number % len(tiles.kinds)], pairs[number % len(pairs)]
                if tiles.turn == "random":
                    turn = int(pick((0, 1, 2, 3), f"{seed}/{row}/{column}"))
                else:
                    turn = _QUARTERS[tiles.turn][row % 2][column % 2]
                named = dict(zip("abc", colours, strict=True))
                turn = 0 if kind in _UPRIGHT else turn
                tile = self._drawings.paint(kind, tiles.module, named, turn=turn)
                floor.paste(tile, (x, y), tile)
        image.paste(floor, (left, top), floor)

    def _figure(self, image: Image.Image, item: Figured, palette: Palette) -> None:
        left, top, right, bottom = item.box
        width, height = right - left, bottom - top
        canvas = np.zeros((image.height, image.width), dtype=np.uint32)
        draw_runs(canvas, item.runs)
        mask = (canvas & 0xFF).astype(np.uint8)[top:bottom, left:right]
        tiles: dict[tuple[int, int], Image.Image] = {}
        anywhere, rim = _figure_pairs(palette, item.on) if item.bright else (_ghost(palette, item.on),) * 2
        cells = _cells(mask, item.module)
        continued = _continued(cells, item.module)
        lent = {near for near, _ in continued.values()}
        for (row, column), ink in cells.items():
            beside = (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)
            is_inside = ink.mean() >= _WHOLE_TILE and all(cell in cells for cell in beside)
            pairs = anywhere if is_inside and (row, column) not in lent else rim
            colours = pairs[(row * 5 + column * 3) % len(pairs)]
            kind = item.kinds[(row * 2 + column) % len(item.kinds)]
            turn = 0 if kind in _UPRIGHT[1:] else int(pick((0, 1, 2, 3), f"{row}/{column}"))
            named = dict(zip("abc", colours, strict=True))
            tiles[row, column] = self._drawings.paint(kind, item.module, named, turn=turn)
        floor = Image.new("RGB", (width, height))
        tiles |= {cell: tiles[near].transpose(how) for cell, (near, how) in continued.items()}
        for cell, tile in tiles.items():
            floor.paste(tile, (cell[1] * item.module, cell[0] * item.module), tile)
        image.paste(floor, (left, top), Image.fromarray(mask))


def _cells(mask: NDArray[np.uint8], module: int) -> dict[Cell, NDArray[np.uint8]]:
    """What of a figure lies in each tile, where anything does, by row and column."""
    height, width = mask.shape
    return {
        (row, column): ink
        for row, y in enumerate(range(0, height, module))
        for column, x in enumerate(range(0, width, module))
        if (ink := mask[y : y + module, x : x + module]).any()
    }


def _continued(
    cells: Mapping[Cell, NDArray[np.uint8]], module: int
) -> dict[Cell, tuple[Cell, Image.Transpose]]:
    """For each cell of which a figure shows a sliver alone, whose tile goes on there, mirrored."""
    slivers = {cell for cell, ink in cells.items() if _is_sliver(ink, module)}
    found = {}
    for row, column in slivers:
        ink = cells[row, column]
        edges = {
            (row, column - 1): (ink[:, 0], Image.Transpose.FLIP_LEFT_RIGHT),
            (row, column + 1): (ink[:, -1], Image.Transpose.FLIP_LEFT_RIGHT),
            (row - 1, column): (ink[0], Image.Transpose.FLIP_TOP_BOTTOM),
            (row + 1, column): (ink[-1], Image.Transpose.FLIP_TOP_BOTTOM),
        }
        whole = {cell: edge for cell, edge in edges.items() if cell in cells and cell not in slivers}
        if whole:
            near = max(whole, key=lambda cell: int(whole[cell][0].sum()))
            found[row, column] = near, whole[near][1]
    return found


def _is_sliver(ink: NDArray[np.uint8], module: int) -> bool:
    seen = ink >= 128
    return min(int(seen.any(axis=0).sum()), int(seen.any(axis=1).sum())) < _SLIVER * module


def encode(image: Image.Image) -> bytes:
    """JPEG at quality 90, 4:4:4, without metadata: at most 4 MB, or the quality gives way."""
    quality = QUALITY
    while True:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0)
        data = out.getvalue()
        if len(data) <= MAX_BYTES or quality <= 50:
            return data
        quality -= 10


def _rings(image: Image.Image, rings: Rings, palette: Palette) -> None:
    side, y = rings.centre
    x = 0 if side == "left" else image.width
    ground, deep, mid = palette.base[rings.on], palette.base["deep"], palette.tiled(rings.on)
    dark = palette.is_dark(rings.on)
    circles = []
    for number in range(rings.count, 0, -1):
        depth = (0.06 if dark else 0.05) + (0.05 if dark else 0.032) * (rings.count - number)
        if dark:
            toward = mid if rings.on == "deep" else deep
            fill = mix(ground, toward, depth) if number % 2 else mix(ground, mid, 0.18)
        else:
            fill = mix(ground, mid, depth) if number % 2 else mix(ground, WHITE, 0.18)
        circles.append(f'<circle cx="{x}" cy="{y}" r="{rings.step * number}" fill="{fill}"/>')
    patch = paint_svg(brushes.svg(image.width, image.height, "".join(circles)), image.width)
    image.paste(patch, (0, 0), patch)


@lru_cache(maxsize=64)
def _quiet_pairs(ground: str, mid: str, is_dark: bool) -> tuple[tuple[str, str, str], ...]:
    other = mix(ground, mid, 0.17) if is_dark else mix(ground, WHITE, 0.25)
    return (ground, mix(ground, mid, 0.26), mix(ground, mid, 0.36)), (ground, other, mix(ground, mid, 0.26))


def _quiet(palette: Palette, on: str) -> tuple[tuple[str, str, str], ...]:
    return _quiet_pairs(palette.base[on], palette.tiled(on), palette.is_dark(on))


def _bright(palette: Palette) -> tuple[tuple[str, str, str], ...]:
    base, turmeric = palette.base, palette.turmeric
    return (
        (turmeric, base["mark"], base["deep"]),
        (base["deep"], base["mid"], turmeric),
        (base["mid"], base["soft"], base["deep"]),
        (base["mark"], base["light"], turmeric),
    )


def _figure_pairs(palette: Palette, on: str) -> tuple[tuple[tuple[str, str, str], ...], ...]:
    """Colours of a figure's tiles: those for anywhere, and those that keep its shape at the rim."""
    base, turmeric, ground = palette.base, palette.turmeric, palette.base[on]
    guest, guest_soft = (palette.classes("deep")[name] for name in ("guest", "guest-soft"))
    pairs = (
        (base["mark"], base["light"], base["mid"]),
        (turmeric, base["mark"], base["deep"]),
        (base["deep"], base["mid"], turmeric),
        (guest, guest_soft, turmeric),
        (base["mid"], base["light"], base["deep"]),
        (base["deep"], base["mark"], turmeric),
        (base["mark"], turmeric, base["light"]),
        (base["light"], base["mid"], turmeric),
        (base["soft"], base["deep"], turmeric),
        (turmeric, base["light"], base["mark"]),
    )
    seen = tuple(pair for pair in pairs if contrast(pair[0], ground) >= 1.25)
    accents = (turmeric, base["light"], base["deep"])

    def is_seen(colour: str) -> bool:
        return contrast(colour, ground) >= 1.9

    plain = tuple(
        (a, b, c if is_seen(c) else next((one for one in accents if one not in (a, b) and is_seen(one)), a))
        for a, b, c in seen
        if is_seen(a) and is_seen(b)
    )
    return seen, plain or seen


def _ghost(palette: Palette, on: str) -> tuple[tuple[str, str, str], ...]:
    """Tone on tone, a little stronger than a floor: no tile has the ground's own colour."""
    ground, toward = palette.base[on], palette.tiled(on)
    steps = ((0.16, 0.3, 0.4), (0.24, 0.12, 0.34), (0.2, 0.36, 0.12))
    return tuple(
        (mix(ground, toward, a), mix(ground, toward, b), mix(ground, toward, c)) for a, b, c in steps
    )
