"""Photos of the folder of work: found, examined, turned upright, cropped, in sRGB and without metadata.

What a phone writes beside the pixels (place, time, name) never leaves the office: a photo goes onto a card
as pixels alone.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from scheduler.cards import messages
from scheduler.cards.finding import FileFault, find

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_PLAIN_PIXELS = 25_000_000  # of the others, which are decoded whole: four bytes for each, and a copy
FORMATS = ("JPEG", "PNG", "WEBP")

_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)  # orientations that swap width and height
# What Pillow's decoders raise for broken files, found by cutting and changing bytes of real ones.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, ArithmeticError)
_PAPER = (255, 255, 255)  # under what is transparent
_opening = threading.Lock()  # warnings are filtered for the whole process
_decoding = threading.Lock()  # one photo at a time: each may take a few hundred MB
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024  # a PNG's texts, unpacked; nobody reads them here


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photo that can be painted: its file and a hash of its bytes."""

    path: Path
    print: str


class PhotoFault(FileFault):
    """Why a photo cannot be painted."""

    endings = (".jpg", ".jpeg", ".png", ".webp")
    absent, otherwise, outside = messages.NO_PHOTO, messages.PHOTO_CASE, messages.PHOTO_OUTSIDE


@dataclass(frozen=True, slots=True)
class Pictures:
    """The photos under the folder *assets*."""

    assets: Path

    def find(self, name: str) -> Photograph:
        """The photo that a post calls *name*: a path below assets/, with or without `assets/` before it.

        Raises:
            PhotoFault: it is missing, lies elsewhere, or cannot be painted.
        """
        path, state = find(self.assets, name, PhotoFault)
        fault, print_ = _examined(path, state.st_mtime_ns, state.st_size)
        if fault is not None:
            raise PhotoFault(fault.message, **{"name": name, **fault.values})
        return Photograph(path, print_)


def cover(path: Path, width: int, height: int, focus: tuple[float, float]) -> Image.Image:
    """The photo in *path* as RGB in sRGB, filling *width* x *height* pixels round *focus* (parts, 0 to 1).

    Raises:
        PhotoFault: it cannot be read.
    """
    with opened(path) as image:
        turn = image.getexif().get(_ORIENTATION, 1)
        wanted = (height, width) if turn in _SIDEWAYS else (width, height)
        scale = max(wanted[0] / image.width, wanted[1] / image.height)
        if scale < 1:  # a JPEG is decoded at an eighth, a quarter or half where that is enough
            image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
        # The profile and the turn are read before the pixels change.
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(_plain(image))
        crop = _crop(upright.width, upright.height, width / height, focus)
        # Transparent pixels have colours too: Pillow weighs them by their alpha while it resizes.
        fitted = upright.resize((width, height), Image.Resampling.LANCZOS, crop, reducing_gap=3.0)
        return _flat(_in_srgb(fitted, profile))


def whole(source: Path | BinaryIO, longest: int) -> Image.Image:
    """The photo in *source* upright, as RGB in sRGB, at most *longest* pixels long.

    Raises:
        PhotoFault: it cannot be read.
    """
    with opened(source) as image:
        scale = longest / max(image.size)
        if scale < 1:
            image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(_plain(image))
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
        return _flat(_in_srgb(upright, profile))


def _crop(
    width: int, height: int, ratio: float, focus: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The largest part of that ratio, its middle as near to *focus* as the edges allow."""
    wide, high = min(width, height * ratio), min(height, width / ratio)
    left = min(max(width * focus[0] - wide / 2, 0), width - wide)
    top = min(max(height * focus[1] - high / 2, 0), height - high)
    return left, top, left + wide, top + high


def _plain(image: Image.Image) -> Image.Image:
    """The decoded pixels in a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow itself would cut them off at 255
        grey = np.asarray(image).clip(0, 65_535).astype(np.uint32)
        grey += 128
        grey //= 257
        plain = Image.fromarray(grey.astype(np.uint8))
        plain.info = dict(image.info)
        return plain
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        if "transparency" in image.info:
            return image.convert("RGBA")
        image.load()
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours by the profile that the file brings; a profile that says nothing sensible is passed over."""
    if not profile:
        return image
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    bare = image.convert("RGB" if image.mode == "RGBA" else "L") if alpha else image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(own).lower():
            return image
        bare = ImageCms.profileToProfile(bare, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or bare
    except (ImageCms.PyCMSError, *_BROKEN):
        return image
    if alpha:
        bare = bare.convert("RGB")
        bare.putalpha(alpha)
    return bare


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in {"LA", "RGBA"}:
        over = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, (*_PAPER, 255)), over).convert("RGB")
    return image.convert("RGB")


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Image.Image]:
    """The opened file: looked at by its head, small enough, its pixels still unread. One at a time.

    Raises:
        PhotoFault: it is no photo, it is too large, or (while it is used) its pixels are broken.
    """
    with _decoding:
        yield from _opened(source)


def _opened(source: Path | BinaryIO) -> Iterator[Image.Image]:
    try:
        if isinstance(source, Path) and source.stat().st_size > MOST_BYTES:
            raise PhotoFault(messages.PHOTO_HEAVY, most=MOST_BYTES >> 20)
        with _opening, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured below
            image = Image.open(source, formats=FORMATS)
    except UnidentifiedImageError:
        raise PhotoFault(messages.PHOTO_FORMAT) from None
    except Image.DecompressionBombError:
        raise PhotoFault(messages.PHOTO_LARGE, most=MOST_PIXELS // 1_000_000) from None
    except _BROKEN:
        raise PhotoFault(messages.PHOTO_BROKEN) from None
    with image:
        most = MOST_PIXELS if image.format == "JPEG" else MOST_PLAIN_PIXELS
        if image.width * image.height > most:
            raise PhotoFault(messages.PHOTO_LARGE, most=most // 1_000_000)
        try:
            yield image
        except PhotoFault:
            raise
        except (*_BROKEN, Image.DecompressionBombError, MemoryError):
            raise PhotoFault(messages.PHOTO_BROKEN) from None


@lru_cache(maxsize=2000)
def _examined(path: Path, _changed: int, _bytes: int) -> tuple[PhotoFault | None, str]:
    """What is wrong with the file, and a hash of it; its pixels are read once, as coarsely as may be."""
    try:
        cover(path, 64, 64, (0.5, 0.5))
        return None, hashlib.sha256(path.read_bytes()).hexdigest()
    except PhotoFault as fault:
        return fault, ""
    except OSError:
        return PhotoFault(messages.PHOTO_BROKEN), ""
