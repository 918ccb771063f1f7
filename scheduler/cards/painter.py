"""Layout → Pillow image → JPEG. What does not depend on the post's text is painted once and kept."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from scheduler.cards.colours import WHITE, Palette, mix, rgb
from scheduler.cards.drawings import Drawings, paint_svg
from scheduler.cards.fonts import font
from scheduler.cards.layout import Item, Layout, Patch, Run
from scheduler.cards.template import Panel, Rings, Tiles, pick

KEPT_BYTES = 32 * 1024 * 1024  # of painted layers, for each process
QUALITY = 90
MAX_BYTES = 4 * 1024 * 1024  # Facebook scales larger pictures itself, and badly

_QUARTERS = {  # by row and column: how the quarters of a tile are turned
    "none": ((0, 0), (0, 0)),
    "alternate": ((0, 1), (1, 0)),
    "meet": ((3, 0), (2, 1)),  # leaves, quarters and rings close into circles
}


class Painter:
    """Paints layouts; keeps the layers that many cards share, the least recently used going first."""

    def __init__(self, drawings: Drawings) -> None:
        self._drawings = drawings
        self._kept: OrderedDict[object, Image.Image] = OrderedDict()
        self._bytes = 0

    def paint(self, layout: Layout, palette: Palette, seed: str) -> Image.Image:
        """The card; *seed* turns random tiles.

        Raises:
            KeyError: a drawing is missing.
            ValueError: a drawing is not SVG that can be painted.
        """
        card = self.below(layout, palette, seed).copy()
        draw_runs(card, layout.above)
        return card

    def below(self, layout: Layout, palette: Palette, seed: str) -> Image.Image:
        """The kept part of a card. Not to be drawn on."""
        random = any(isinstance(item, Tiles) and item.turn == "random" for item in layout.below)
        key = (
            layout.canvas,
            palette.mood,
            tuple(palette.base.values()),
            tuple(layout.below),
            seed if random else "",
        )
        found = self._kept.get(key)
        if found is None:
            found = self._paint_below(layout, palette, seed)
            self._keep(key, found)
        else:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: object, image: Image.Image) -> None:
        self._kept[key] = image
        self._bytes += _bytes(image)
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _bytes(gone)

    def _paint_below(self, layout: Layout, palette: Palette, seed: str) -> Image.Image:
        image = Image.new("RGB", layout.canvas, palette.base["main"])
        runs: list[Run] = []
        for item in layout.below:
            if isinstance(item, Run):
                runs.append(item)
            else:
                self._put(image, item, palette, seed)
        draw_runs(image, runs)
        return image

    def _put(self, image: Image.Image, item: Item, palette: Palette, seed: str) -> None:
        match item:
            case Panel():
                _panel(image, item)
            case Tiles():
                self._tiles(image, item, palette, seed)
            case Rings():
                _rings(image, item, palette)
            case Patch():
                drawing = self._drawings.paint(item.name, item.width, dict(item.colours), turn=item.turn)
                if item.mirror:
                    drawing = drawing.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
                image.paste(drawing, (item.left, item.top), drawing)

    def _tiles(self, image: Image.Image, tiles: Tiles, palette: Palette, seed: str) -> None:
        # Each tile goes into its own square of whole pixels: no seams.
        left, top, right, bottom = tiles.box
        floor = Image.new("RGBA", (right - left, bottom - top))
        pairs = _bright(palette) if tiles.bright else _quiet(palette, tiles.on)
        for row, y in enumerate(range(0, bottom - top, tiles.module)):
            for column, x in enumerate(range(0, right - left, tiles.module)):
                kind, colours = (
                    tiles.kinds[(row + column) % len(tiles.kinds)],
                    pairs[(row + column) % len(pairs)],
                )
                if tiles.turn == "random":
                    turn = int(pick((0, 1, 2, 3), f"{seed}/{row}/{column}"))
                else:
                    turn = _QUARTERS[tiles.turn][row % 2][column % 2]
                named = dict(zip("abc", colours, strict=True))
                tile = self._drawings.paint(kind, tiles.module, named, turn=turn)
                floor.paste(tile, (x, y), tile)
        image.paste(floor, (left, top), floor)


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


def draw_runs(image: Image.Image, runs: Sequence[Run]) -> None:
    """Compose glyphs onto *image*: one mask for each run, filled with its colour."""
    for run in runs:
        opened = font(run.weight)
        placed = [(opened.bitmap(glyph, run.size), x, base) for glyph, x, base in run.glyphs]
        left = max(0, min(x + bitmap.left for bitmap, x, _ in placed))
        top = max(0, min(base - bitmap.top for bitmap, _, base in placed))
        right = min(image.width, max(x + b.left + b.coverage.shape[1] for b, x, _ in placed))
        bottom = min(image.height, max(base - b.top + b.coverage.shape[0] for b, _, base in placed))
        if right <= left or bottom <= top:
            continue
        mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
        for bitmap, x, base in placed:
            column, row = x + bitmap.left - left, base - bitmap.top - top
            height, width = bitmap.coverage.shape
            if column >= 0 and row >= 0 and row + height <= mask.shape[0] and column + width <= mask.shape[1]:
                window = mask[row : row + height, column : column + width]
                np.maximum(window, bitmap.coverage, out=window)
            else:  # the brand's name may be cut by the card's edge, nothing else comes here
                _paste_cut(mask, bitmap.coverage, column, row)
        image.paste(rgb(run.colour), (left, top, right, bottom), Image.fromarray(mask))


def _paste_cut(mask: np.ndarray, ink: np.ndarray, column: int, row: int) -> None:
    y0, x0 = max(0, row), max(0, column)
    y1, x1 = min(mask.shape[0], row + ink.shape[0]), min(mask.shape[1], column + ink.shape[1])
    if y1 > y0 and x1 > x0:
        window = mask[y0:y1, x0:x1]
        np.maximum(window, ink[y0 - row : y1 - row, x0 - column : x1 - column], out=window)


def _panel(image: Image.Image, panel: Panel) -> None:
    left, top, right, bottom = panel.box
    if not any(panel.corners):
        ImageDraw.Draw(image).rectangle((left, top, right - 1, bottom - 1), fill=panel.fill)
        return
    width, height = right - left, bottom - top
    a, b, c, d = panel.corners
    outline = (
        f"M{a} 0H{width - b}A{b} {b} 0 0 1 {width} {b}V{height - c}A{c} {c} 0 0 1 {width - c} {height}"
        f"H{d}A{d} {d} 0 0 1 0 {height - d}V{a}A{a} {a} 0 0 1 {a} 0Z"
    )
    patch = paint_svg(_svg(width, height, f'<path fill="{panel.fill}" d="{outline}"/>'), width)
    image.paste(patch, (left, top), patch)


def _rings(image: Image.Image, rings: Rings, palette: Palette) -> None:
    side, y = rings.centre
    x = 0 if side == "left" else image.width
    ground, deep, mid = palette.base[rings.on], palette.base["deep"], palette.base["mid"]
    circles = []
    for number in range(rings.count, 0, -1):
        depth = 0.06 + 0.05 * (rings.count - number)
        if palette.is_dark(rings.on):
            toward = mid if rings.on == "deep" else deep
            fill = mix(ground, toward, depth) if number % 2 else mix(ground, mid, 0.18)
        else:
            fill = mix(ground, mid, depth - 0.01) if number % 2 else mix(ground, WHITE, 0.18)
        circles.append(f'<circle cx="{x}" cy="{y}" r="{rings.step * number}" fill="{fill}"/>')
    patch = paint_svg(_svg(image.width, image.height, "".join(circles)), image.width)
    image.paste(patch, (0, 0), patch)


def _svg(width: int, height: int, inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{inside}</svg>'


@lru_cache(maxsize=64)
def _quiet_pairs(ground: str, mid: str, is_dark: bool) -> tuple[tuple[str, str, str], ...]:
    other = mix(ground, mid, 0.17) if is_dark else mix(ground, WHITE, 0.25)
    return (ground, mix(ground, mid, 0.28), mix(ground, mid, 0.42)), (ground, other, mix(ground, mid, 0.28))


def _quiet(palette: Palette, on: str) -> tuple[tuple[str, str, str], ...]:
    return _quiet_pairs(palette.base[on], palette.base["mid"], palette.is_dark(on))


def _bright(palette: Palette) -> tuple[tuple[str, str, str], ...]:
    base, turmeric = palette.base, palette.turmeric
    return (
        (turmeric, base["mark"], base["deep"]),
        (base["deep"], base["mid"], turmeric),
        (base["mid"], base["soft"], base["deep"]),
        (base["mark"], base["light"], turmeric),
    )


def _bytes(image: Image.Image) -> int:
    return image.width * image.height * 4  # Pillow keeps RGB in four bytes
