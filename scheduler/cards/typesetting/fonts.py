"""Be Vietnam Pro, then Noto Sans Khmer, each face opened once, at its first use.

Shaping by HarfBuzz, glyphs by FreeType, both without hinting. Lengths of shaped text are in font units
(1000 to the em), so one shaping serves every size.
"""

from __future__ import annotations

import ctypes
import io
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans_khmer
import freetype
import numpy as np
import uharfbuzz as hb
from freetype.ft_enums.ft_load_flags import FT_LOAD_NO_HINTING, FT_LOAD_RENDER
from freetype.ft_errors import FT_Exception
from numpy.typing import NDArray

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold", "Black"]
KhmerFace = Literal[
    "Khmer Regular", "Khmer Medium", "Khmer SemiBold", "Khmer Bold", "Khmer ExtraBold", "Khmer Black"
]


class OwnFace(NamedTuple):
    """A face of an office's own font, which stands where Be Vietnam Pro would in that *weight*."""

    weight: Weight
    file: Path
    stamp: int  # tells one state of it from another
    variation: int  # on its axis of weights; 0 where it has none


Style = Weight | OwnFace
Family = tuple[OwnFace, ...]  # one for each weight, in their order; none is Be Vietnam Pro
# Be Vietnam Pro in a weight, an own font, the Khmer that looks as heavy, or our icons.
Face = Style | KhmerFace | Literal["Icons"]
_ORDER: Mapping[Weight, int] = {weight: number for number, weight in enumerate(get_args(Weight))}


def style_of(weight: Weight, family: Family) -> Style:
    """That weight in the office's own font, if it has one."""
    return family[_ORDER[weight]] if family else weight


def weight_of(style: Style) -> Weight:
    """The weight of a style of any font."""
    return style.weight if isinstance(style, OwnFace) else style


KHMER: Mapping[Weight, KhmerFace] = {
    "Regular": "Khmer Regular", "Medium": "Khmer Medium", "SemiBold": "Khmer SemiBold",
    "Bold": "Khmer Bold", "ExtraBold": "Khmer ExtraBold", "Black": "Khmer Black",
}  # fmt: skip
KHMER_FACES = frozenset(KHMER.values())
# Noto Sans Khmer's own strokes are thin at body sizes: it is taken a little heavier there.
_KHMER_WEIGHTS: Mapping[KhmerFace, int] = {
    "Khmer Regular": 500, "Khmer Medium": 600, "Khmer SemiBold": 650,
    "Khmer Bold": 700, "Khmer ExtraBold": 800, "Khmer Black": 900,
}  # fmt: skip

CAP_HEIGHT = 0.74  # em, measured
PHASES = 4  # a glyph of running text stands on quarters of a pixel
WHOLE_PIXELS = 72  # from this size in pixels on, a whole pixel is exact enough

_UNHINTED = FT_LOAD_RENDER | FT_LOAD_NO_HINTING
_TRIED_AT = 48.0  # pixels to the em, at which a glyph is tried
_KEPT_WORDS = 20_000
_KEPT_INK = 8_000_000  # bytes for each weight
_INK_WEIGHT = 3  # bytes to a pixel of a box: its coverage, and four more for each that is inked, about half


Extent = tuple[float, float, float, float]  # of a glyph's ink, in font units: top, bottom, left, right
_NO_INK: Extent = 0.0, 0.0, 0.0, 0.0


class Glyph(NamedTuple):
    """One glyph of a shaped word, in font units: where it stands from the word's start, and its ink."""

    code: int  # what the font knows it by
    number: int  # counted from the word's start, glyphs without ink included; 0 where nothing is tracked
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
    count: int  # of glyphs, those without ink included; 0 where nothing is tracked


class Ink:
    """A glyph's box at one size, with its *coverage*, 0 to 255, for a canvas *stride* pixels wide.

    The box lies *left* to *right* and *top* to *bottom* from the pen, in pixels (rows count downwards).
    """

    __slots__ = ("_pixels", "_stride", "bottom", "coverage", "left", "right", "top")

    def __init__(self, coverage: NDArray[np.uint8], left: int, top: int, stride: int) -> None:
        self.coverage = coverage
        self.left, self.top = left, top
        self.right, self.bottom = left + coverage.shape[1], top + coverage.shape[0]
        self._stride = stride
        self._pixels: NDArray[np.int32] | None = None

    @property
    def pixels(self) -> NDArray[np.int32]:
        """Its inked pixels: of each its place, counted row after row of the canvas from the pen's pixel,
        times 256, plus its coverage, 1 to 255.
        """
        if self._pixels is None:
            rows, columns = self.coverage.nonzero()
            places = (rows + self.top) * self._stride + (columns + self.left)
            self._pixels = (places * 256 + self.coverage[rows, columns]).astype(np.int32)
        return self._pixels


class Font:
    """One face; use `font(face)`, which opens each once. Threads may share it.

    *language* is that of its words (some fonts have letters of their own for some languages). *axes* sets
    a variable font. Letters that are joined by marks above and below must not be *tracked*. With *data*, the
    bytes of its file, it is an office's own: it is taken so large that its capitals are as high as Be Vietnam
    Pro's, by which the designs are made; and its signs are tried before they are believed.
    """

    def __init__(
        self, path: Path, language: str, *, axes: Mapping[str, float] | None = None, tracked: bool = True,
        data: bytes = b"",
    ) -> None:  # fmt: skip
        # Ours are mapped, as every process shares them. A file that an office writes over would take the
        # program with it, mapped, and on Windows could not be written over.
        self._shaper = hb.Font(hb.Face(hb.Blob(data) if data else hb.Blob.from_file_path(str(path))))
        self._face = freetype.Face(io.BytesIO(data) if data else str(path))
        self._is_own = bool(data)
        self._language = language
        self._tracked = tracked
        if axes:
            self._shaper.set_variations(dict(axes))
            there = self._face.get_variation_info().axes
            self._face.set_var_design_coords(tuple(axes.get(str(axis.tag), axis.default) for axis in there))
        one, nothing = ctypes.c_long(0x10000), ctypes.c_long(0)
        self._upright = freetype.Matrix(one, nothing, nothing, one)
        self._phases = [
            freetype.Vector(ctypes.c_long(phase * 64 // PHASES), nothing) for phase in range(PHASES)
        ]
        self._known: set[str] = set(_UNSEEN)  # characters that it has, as far as asked
        own = self.units = float(self._shaper.face.upem)
        capital = self._shaper.get_glyph_extents(self._face.get_char_index("H")) if data else None
        if capital is not None and capital.y_bearing > 0:
            self.units = capital.y_bearing / CAP_HEIGHT
        self._em = own / self.units  # how much larger than its own em says
        self._shapes: dict[str, Shaped] = {}
        self._extents: dict[int, Extent] = {}
        self._inks: dict[tuple[float, int], tuple[dict[int, Ink], ...]] = {}
        self._kept = 0  # bytes of ink
        self._lock = threading.Lock()  # a face of FreeType is for one thread at a time
        self.space = self.shape(" ").advance

    @cached_property
    def reach(self) -> Extent:
        """How far the ink of any of its glyphs goes."""
        tops, bottoms, lefts, rights = zip(*map(self._extent, range(self._face.num_glyphs)), strict=True)
        return max(tops), min(bottoms), min(lefts), max(rights)

    def lacks(self, text: str) -> str:
        """The first character of *text* that the font has no glyph for; '' if it has all."""
        if self._known.issuperset(text):
            return ""
        for sign in text:
            if sign not in self._known:
                with self._lock:
                    if not sign.isspace() and not self._has(sign):
                        return sign
                self._known.add(sign)
        return ""

    def _has(self, sign: str) -> bool:
        """Whether it has a glyph for *sign*; of an own font one that can be drawn, and that can be seen."""
        glyph = self._face.get_char_index(sign)
        if not glyph or not self._is_own:
            return bool(glyph)
        if self._extent(glyph) is _NO_INK:
            return False
        try:
            return bool(self._draw(glyph, _TRIED_AT, 0, 0).coverage.any())
        except FT_Exception:
            return False

    def shape(self, text: str) -> Shaped:
        """*text* (one word) as glyphs; kept, since words come again."""
        found = self._shapes.get(text)
        if found is None:
            with self._lock:
                if len(self._shapes) > _KEPT_WORDS:
                    self._shapes.clear()
                found = self._shapes[text] = self._shape(text)
        return found

    def inks(self, size: float, stride: int) -> tuple[dict[int, Ink], ...]:
        """The glyphs that are kept at *size* for canvases of that width: by phase, then by glyph."""
        key = size, stride
        return self._inks.get(key) or self._inks.setdefault(key, tuple({} for _ in range(PHASES)))

    def ink(self, glyph: int, size: float, phase: int, stride: int) -> Ink:
        """The glyph at *size* pixels to the em, *phase* quarters of a pixel to the right; kept.

        *stride* is the width in pixels of the canvas that it is for.
        """
        known = self.inks(size, stride)[phase].get(glyph)
        if known is not None:
            return known
        with self._lock:
            found = self._draw(glyph, size, phase, stride)
            weight = _INK_WEIGHT * found.coverage.size
            self._kept += weight
            while self._kept > _KEPT_INK and self._inks:
                oldest = self._inks.pop(next(iter(self._inks)))
                self._kept -= sum(
                    _INK_WEIGHT * one.coverage.size for phase in oldest for one in phase.values()
                )
            self.inks(size, stride)[phase][glyph] = found
        return found

    def _shape(self, text: str) -> Shaped:
        if not text:  # HarfBuzz has nothing to give for it, not even empty lists
            return Shaped((), 0.0, 0)
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = self._language  # the guess is that of the machine
        hb.shape(self._shaper, buffer)
        glyphs, pen = [], 0.0
        for number, (info, position) in enumerate(
            zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ):
            code = info.codepoint
            ink = self._extents.get(code) or self._extents.setdefault(code, self._extent(code))
            if ink is not _NO_INK:
                x, y = pen + position.x_offset, float(position.y_offset)
                glyphs.append(Glyph(code, number if self._tracked else 0, x, y, *ink))
            pen += position.x_advance
        return Shaped(tuple(glyphs), pen, len(buffer.glyph_infos) if self._tracked else 0)

    def _extent(self, code: int) -> Extent:
        ink = self._shaper.get_glyph_extents(code)
        if ink is None or not ink.width:
            return _NO_INK
        left, top = float(ink.x_bearing), float(ink.y_bearing)
        return top, top + ink.height, left, left + ink.width

    def _draw(self, glyph: int, size: float, phase: int, stride: int) -> Ink:
        self._face.set_char_size(round(size * self._em * 64))  # at 72 to the inch: 64ths of a pixel
        self._face.set_transform(self._upright, self._phases[phase])
        self._face.load_glyph(glyph, _UNHINTED)
        # freetype-py hands the pixels out as a list, one by one: fifty times slower than this copy.
        slot: Any = self._face._FT_Face.contents.glyph.contents  # its numbers come as Python's own
        bitmap = slot.bitmap
        rows, width, pitch = bitmap.rows, bitmap.width, bitmap.pitch
        data = np.frombuffer(ctypes.string_at(bitmap.buffer, rows * pitch), dtype=np.uint8)
        coverage = data.reshape(rows, pitch)[:, :width]
        return Ink(coverage, slot.bitmap_left, -slot.bitmap_top, stride)


# Spaces and joiners of no width, soft hyphens: nobody sees them, and HarfBuzz leaves them out.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"
_KHMER_SIGNS = re.compile("[\u1780-\u17ff\u19e0-\u19ff]")


# Beyond letters and Khmer: arrows, signs, pictures; what of them the icons have stands for emoji.
_PICTURES = re.compile("[\u203c\u2190-\u2bff\U0001f000-\U0001faff]")


@lru_cache(maxsize=8)
def data_of(file: Path, _stamp: int) -> bytes:
    """The bytes of an own font's *file*, shared by its faces."""
    return file.read_bytes()


@cache
def font(face: Face) -> Font:
    """That face, opened at its first use."""
    if face == "Icons":
        return Font(Path(__file__).parent / "icons.otf", "vi", tracked=False)
    if isinstance(face, OwnFace):
        axes = {"wght": float(face.variation)} if face.variation else None
        return Font(face.file, "vi", axes=axes, data=data_of(face.file, face.stamp))
    for khmer, weight in _KHMER_WEIGHTS.items():
        if face == khmer:
            return Font(_khmer_file(), "km", axes={"wght": weight, "wdth": 100}, tracked=False)
    return Font(fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{face}.ttf", "vi")


def is_khmer(text: str) -> bool:
    """Whether any sign of *text* is written in Khmer."""
    return _KHMER_SIGNS.search(text) is not None


def lacks(text: str) -> str:
    """The first character of *text* that no font of the stack has; '' if they have all."""
    latin = font("Bold")  # every weight has the same characters
    if not latin.lacks(text):
        return ""
    signs = dict.fromkeys(text)
    others = font("Khmer Bold"), font("Icons")
    return next((sign for sign in signs if all(one.lacks(sign) for one in (latin, *others))), "")


def has_icons(text: str) -> bool:
    """Whether a sign of *text* may be one of the icons."""
    return _PICTURES.search(text) is not None


def runs(text: str, style: Style) -> Iterator[tuple[Face, str]]:
    """*text* in parts that one face has; signs of no width stay with what is before them."""
    face: Face = style
    faces: list[Face] = []
    weight = weight_of(style)
    stack: tuple[Face, ...] = tuple(dict.fromkeys((style, weight)))
    for sign in text:
        if is_khmer(sign):
            face = KHMER[weight]
        elif sign not in _UNSEEN:
            face = next((each for each in stack if not font(each).lacks(sign)), _other_face(sign, weight))
        faces.append(face)
    for each, pairs in groupby(zip(faces, text, strict=True), lambda pair: pair[0]):
        yield each, "".join(sign for _, sign in pairs)


def _other_face(sign: str, weight: Weight) -> Face:
    return "Icons" if has_icons(sign) and not font("Icons").lacks(sign) else KHMER[weight]


def _khmer_file() -> Path:
    return Path(fontpkg_noto_sans_khmer.ROOT) / "files" / "NotoSansKhmer[wdth,wght].ttf"


@lru_cache(maxsize=1)
def font_files() -> tuple[Path, ...]:
    """Every file of both families, for `doctor`."""
    return (*sorted((fontpkg_be_vietnam_pro.ROOT / "files").glob("*.ttf")), _khmer_file())
