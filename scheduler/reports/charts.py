"""Charts for paper: bars by Pillow, in the office's colour, at the resolution of a printer.

matplotlib would be 60 MB in each office for two charts of bars, and draws the same bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO

import fontpkg_be_vietnam_pro
from PIL import Image, ImageDraw, ImageFont

DPI = 200
_INK, _PALE, _LINE = "#222222", "#666666", "#D9D2D6"
Bars = Sequence[tuple[str, int]]


def columns(bars: Bars, width_mm: int, height_mm: int, colour: str) -> bytes:
    """A PNG of upright bars, each with its number above and its name below."""
    width, height = _pixels(width_mm), _pixels(height_mm)
    image = Image.new("RGB", (width, height), "white")
    draw, small = ImageDraw.Draw(image), _font(_pixels(3))
    top, floor = _pixels(5), height - _pixels(6)
    most = max((value for _, value in bars), default=0) or 1
    room = width / max(1, len(bars))
    thick = max(2, min(_pixels(12), int(room * 0.62)))
    every = _step(bars, room, small)
    for number, (name, value) in enumerate(bars):
        middle = room * (number + 0.5)
        head = floor - round((floor - top) * value / most)
        if value:
            draw.rectangle((middle - thick / 2, head, middle + thick / 2, floor), fill=colour)
            if draw.textlength(str(value), small) < room * 1.1:
                draw.text((middle, head - _pixels(0.6)), _said(value), _INK, small, "ms")
        if number % every == 0:
            half = draw.textlength(name, small) / 2
            within = min(max(middle, half), width - half)
            draw.text((within, floor + _pixels(1.2)), name, _PALE, small, "ma")
    draw.line((0, floor, width, floor), _LINE, 2)
    return _png(image)


def rows(bars: Bars, width_mm: int, colour: str) -> bytes:
    """A PNG of lying bars, each with its name at its left and its number behind it."""
    line, width = _pixels(6.4), _pixels(width_mm)
    image = Image.new("RGB", (width, line * max(1, len(bars))), "white")
    draw, font = ImageDraw.Draw(image), _font(_pixels(3.4))
    widest = width * 0.42
    names = [_fitting(draw, name, font, widest) for name, _ in bars]
    left = max((draw.textlength(name, font) for name in names), default=0) + _pixels(2)
    room = width - left - _pixels(12)
    most = max((value for _, value in bars), default=0) or 1
    for number, (name, (_, value)) in enumerate(zip(names, bars, strict=True)):
        middle = line * (number + 0.5)
        end = left + max(2, room * value / most)
        draw.text((left - _pixels(2), middle), name, _INK, font, "rm")
        if value:
            draw.rectangle((left, middle - line * 0.31, end, middle + line * 0.31), fill=colour)
        draw.text((end + _pixels(1.2), middle), _said(value), _INK, font, "lm")
    return _png(image)


def _step(bars: Bars, room: float, font: ImageFont.FreeTypeFont) -> int:
    """Of how many bars one is named, so that names stay apart."""
    widest = max((font.getlength(name) for name, _ in bars), default=0) + _pixels(1.5)
    return max(1, -int(-widest // max(1.0, room)))


def _fitting(draw: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont, widest: float) -> str:
    if draw.textlength(name, font) <= widest:
        return name
    while name and draw.textlength(f"{name}…", font) > widest:
        name = name[:-1]
    return f"{name.rstrip()}…"


def _said(value: int) -> str:
    return f"{value:,}".replace(",", ".")  # as Vietnamese writes it


def _pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    file = fontpkg_be_vietnam_pro.ROOT / "files" / "BeVietnamPro-Regular.ttf"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()
