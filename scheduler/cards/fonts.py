"""Be Vietnam Pro, opened once: shaping by HarfBuzz, glyphs by FreeType, both without hinting.

Lengths of shaped text are in font units (1000 to the em), so one shaping serves every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import fontpkg_be_vietnam_pro
import freetype
import numpy as np
import uharfbuzz as hb
from freetype.ft_enums.ft_load_flags import FT_LOAD_NO_HINTING, FT_LOAD_RENDER
from numpy.typing import NDArray

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold", "Black"]

CAP_HEIGHT = 0.74  # em, measured


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a shaped word, in font units: where it stands from the word's start, and its ink."""

    index: int
    x: float
    y: float
    top: float  # of its ink above the base line
    bottom: float
    left: float  # of its ink, from *x*
    right: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A word as glyphs, with its advance in font units."""

    glyphs: tuple[Glyph, ...]
    advance: float


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A glyph at one size: coverage 0 to 255, and its corner from the pen (y upwards), in pixels."""

    coverage: NDArray[np.uint8]
    left: int
    top: int


class Font:
    """One weight; use `font(weight)`, which opens each once."""

    def __init__(self, path: Path) -> None:
        blob = hb.Blob.from_file_path(str(path))
        self._shaper = hb.Font(hb.Face(blob))
        self._face = freetype.Face(str(path))
        self.units = float(self._shaper.face.upem)
        self._shapes: dict[str, Shaped] = {}
        self._bitmaps: dict[tuple[int, int], Bitmap] = {}
        self.space = self.shape(" ").advance

    def lacks(self, text: str) -> str:
        """The first character of *text* that the font has no glyph for; '' if it has all."""
        for sign in text:
            if not sign.isspace() and sign != "\u200b" and not self._face.get_char_index(sign):
                return sign
        return ""

    def shape(self, text: str) -> Shaped:
        """*text* (one word) as glyphs; kept, since words come again."""
        found = self._shapes.get(text)
        if found is None:
            if len(self._shapes) > _KEPT_WORDS:
                self._shapes.clear()
            found = self._shapes[text] = self._shape(text)
        return found

    def bitmap(self, glyph: int, size: int) -> Bitmap:
        """The glyph at *size* pixels to the em; kept."""
        found = self._bitmaps.get((glyph, size))
        if found is None:
            if len(self._bitmaps) > _KEPT_GLYPHS:
                self._bitmaps.clear()
            found = self._bitmaps[glyph, size] = self._draw(glyph, size)
        return found

    def _shape(self, text: str) -> Shaped:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._shaper, buffer)
        glyphs, pen = [], 0.0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            ink = self._shaper.get_glyph_extents(info.codepoint)
            if ink is not None and ink.width:
                left, top = float(ink.x_bearing), float(ink.y_bearing)
                glyphs.append(
                    Glyph(
                        info.codepoint, pen + position.x_offset, float(position.y_offset),
                        top, top + ink.height, left, left + ink.width,
                    )
                )  # fmt: skip
            pen += position.x_advance
        return Shaped(tuple(glyphs), pen)

    def _draw(self, glyph: int, size: int) -> Bitmap:
        self._face.set_pixel_sizes(0, size)
        self._face.load_glyph(glyph, _UNHINTED)
        slot = self._face.glyph
        bitmap = slot.bitmap
        data = np.array(bitmap.buffer, dtype=np.uint8).reshape(bitmap.rows, bitmap.pitch)
        return Bitmap(np.ascontiguousarray(data[:, : bitmap.width]), slot.bitmap_left, slot.bitmap_top)


_UNHINTED = FT_LOAD_RENDER | FT_LOAD_NO_HINTING
_KEPT_WORDS = 20_000
_KEPT_GLYPHS = 4_000


@cache
def font(weight: Weight) -> Font:
    """The font of that weight, opened at its first use."""
    return Font(fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{weight}.ttf")


@lru_cache(maxsize=1)
def font_files() -> tuple[Path, ...]:
    """Every file of the family, for `doctor`."""
    return tuple(sorted((fontpkg_be_vietnam_pro.ROOT / "files").glob("*.ttf")))
