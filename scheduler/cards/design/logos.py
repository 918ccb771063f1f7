"""An office's own mark: trimmed to what is seen of it, and put on a plate that it stands out from.

Most marks stand in a disc. A wide one has a plate of its own shape beside the name, one that is light on
nothing a dark plate; one that brings its ground keeps that. It is never redrawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from scheduler.cards import messages
from scheduler.cards.design.colours import WHITE
from scheduler.cards.design.drawings import paint_own_svg, paint_svg
from scheduler.cards.design.items import Emblem, Logo
from scheduler.cards.pictures import PhotoFault, opened
from scheduler.problems import Message

LEAST = 200  # pixels a side, that an office is asked for: sharp in a film and on the website too
_LONGEST = 640  # pixels of a mark as it is kept: more than any card shows
_SVG_BYTES = 4 * 1024 * 1024
_NARROWEST = 12  # times as long as wide, and no more
_WIDE = 1.6  # times as wide as high: from here on beside its name
_WIDEST = 3.2  # times as wide as its plate is high
_HIGH, _AIR = 0.64, 0.2  # of the plate's height: a wide mark's own, and the air at its ends
_IN_DISC = 0.96  # of the radius, that the farthest pixel of a mark keeps within
_SEEN = 16  # of 255: alpha, and how far a pixel differs from the ground that a file brings
_LIGHT = 0.5  # of a mark's pixels; where more are nearly white it needs a dark plate
_NEARLY_WHITE = 1.5  # contrast with white
_RING = 2  # pixels
_PLATE = 68  # pixels, that a plate is high on the shipped cards


Pixels = NDArray[np.int16]


class LogoFault(Exception):  # noqa: N818 - a finding, which becomes a problem
    """Why a logo cannot be painted."""

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.code, values)
        self.message, self.values = message, values


@dataclass(frozen=True, slots=True)
class Mark:
    """A logo without the empty edges of its file; *plate* is what it stands on, '' for something dark."""

    image: Image.Image
    plate: str
    reach: float  # from its middle to its farthest pixel, in pixels

    @property
    def is_wide(self) -> bool:
        """Whether it stands beside the name, not in a disc."""
        return self.image.width >= _WIDE * self.image.height

    @property
    def is_small(self) -> bool:
        """Whether a card has to enlarge it."""
        return self.image.height < _HIGH * _PLATE if self.is_wide else 2 * self.reach < _IN_DISC * _PLATE

    def width(self, high: int, room: float) -> int:
        """How wide its plate is, if that is so many pixels high; at most *room*."""
        if not self.is_wide:
            return high
        inside = min(self.image.width / self.image.height * _HIGH * high, _WIDEST * high)
        return max(high, min(round(inside + 2 * _AIR * high), int(room)))


def mark_of(logo: Logo) -> Mark:
    """The mark in the logo's file.

    Raises:
        LogoFault: it cannot be opened or painted, it is larger than a logo can be, or nothing is on it.
        OSError: it cannot be read.
    """
    return _mark(logo.file, logo.stamp)


def paint_emblem(emblem: Emblem) -> Image.Image:
    """The mark on its plate.

    Raises:
        LogoFault, OSError: as `mark_of`.
    """
    mark, width, height = mark_of(emblem.logo), emblem.width, emblem.height
    radius = height * 0.28 if mark.is_wide else height / 2
    ring = f' stroke="{emblem.ring}" stroke-width="{_RING}"' if emblem.ring else ""
    edge = _RING / 2 if emblem.ring else 0
    plate = paint_svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><rect x="{edge}" y="{edge}" '
        f'width="{width - 2 * edge}" height="{height - 2 * edge}" rx="{radius - edge}" fill="{emblem.plate}"'
        f"{ring}/></svg>",
        width,
    )
    image = mark.image
    scale = min(_HIGH * height / image.height, (width - 2 * _AIR * height) / image.width)
    if not mark.is_wide:
        scale = _IN_DISC * (height / 2 - edge) / mark.reach
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    plate.alpha_composite(small, ((width - size[0]) // 2, (height - size[1]) // 2))
    return plate


@lru_cache(maxsize=32)
def _mark(file: Path, _stamp: int) -> Mark:
    if file.suffix.casefold() == ".svg":
        image = _open_svg(file)
    else:
        try:
            with opened(file) as found:
                image = ImageOps.exif_transpose(found).convert("RGBA")
        except PhotoFault as fault:
            is_large = fault.message in {messages.PHOTO_LARGE, messages.PHOTO_HEAVY}
            raise LogoFault(messages.LOGO_LARGE if is_large else messages.BAD_LOGO) from fault
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS, reducing_gap=3.0)
    pixels = np.asarray(image).astype(np.int16)
    ground = _ground_of(pixels)
    seen = pixels[:, :, 3] > _SEEN
    if ground is not None:
        apart = np.abs(pixels[:, :, :3] - ground).max(axis=2) > _SEEN
        seen = apart if apart.any() or ground.min() >= 255 - _SEEN else seen  # a plain square is one too
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        raise LogoFault(messages.LOGO_EMPTY)
    left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    if max(right - left, bottom - top) > _NARROWEST * min(right - left, bottom - top):
        raise LogoFault(messages.LOGO_LONG)
    seen, pixels = seen[top:bottom, left:right], pixels[top:bottom, left:right]
    ys, xs = np.nonzero(seen)
    middle = (seen.shape[1] - 1) / 2, (seen.shape[0] - 1) / 2
    reach = float(np.hypot(xs - middle[0], ys - middle[1]).max()) + 0.5
    if ground is not None:
        plate = "#{:02X}{:02X}{:02X}".format(*ground)
    else:
        plate = "" if _is_light(pixels[seen]) else WHITE
    return Mark(image.crop((int(left), int(top), int(right), int(bottom))), plate, reach)


def _ground_of(pixels: Pixels) -> Pixels | None:
    """The one colour at all corners of a picture without transparency; None where there is none."""
    if pixels[:, :, 3].min() < 255 - _SEEN:
        return None
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1], :3]
    return corners[0] if np.abs(corners - corners[0]).max() <= _SEEN else None


def _is_light(seen: Pixels) -> bool:
    """Whether most of what is seen would be lost on white."""
    luminance = (seen[:, :3] / 255) ** 2.2 @ np.array([0.2126, 0.7152, 0.0722])
    return float((1.05 / (luminance + 0.05) < _NEARLY_WHITE).mean()) > _LIGHT


_NUMBER = r"\s*[\"']\s*([\d.]+(?:[eE][+-]?\d+)?)\s*(?:px|pt|mm|cm|in|pc)?\s*[\"']"
_ROOT = re.compile(r"<svg\b[^>]*>")
_PART = r"[\s,]+([\d.eE+-]+)"
_VIEW = re.compile(rf"\bviewBox\s*=\s*[\"'] *[\d.eE+-]+{_PART}{_PART}{_PART}\s*[\"']")


def _open_svg(file: Path) -> Image.Image:
    if file.stat().st_size > _SVG_BYTES:
        raise LogoFault(messages.LOGO_LARGE)
    try:
        svg = file.read_text(encoding="utf-8")
        width, height = _size_of(svg)
        if max(width, height) > _NARROWEST * min(width, height):
            raise LogoFault(messages.LOGO_LONG)
        return paint_own_svg(svg, max(1, round(_LONGEST * min(1.0, width / height))))
    except ValueError as error:
        raise LogoFault(messages.BAD_LOGO) from error


def _size_of(svg: str) -> tuple[float, float]:
    """Width and height, as far as their ratio goes: asked before it is painted to any height."""
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("no svg")
    view = _VIEW.search(root[0])
    inner = (float(view[2]), float(view[3])) if view else (0.0, 0.0)
    own = [re.search(rf"\s{name}\s*={_NUMBER}", root[0]) for name in ("width", "height")]
    width, height = (float(found[1]) if found else there for found, there in zip(own, inner, strict=True))
    if not width or not height:
        return 1.0, 1.0  # resvg's own measure: 100 by 100
    return width, height
