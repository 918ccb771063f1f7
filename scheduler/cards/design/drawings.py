"""SVG drawings of assets/drawings, painted by resvg at any size and in any mood (decision 0001)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from PIL import Image, ImageOps

from scheduler.cards import messages
from scheduler.cards.keeping import Kept
from scheduler.cards.pictures import PhotoFault, opened
from scheduler.cards.trial import is_paintable
from scheduler.files import built_in
from scheduler.problems import Message

_PARTS = ("tile-", "icon-", "mark-", "badge-", "sign-", "scene-")
# An entity may hide any of the others.
_NOT_ALONE = re.compile(
    r"<!ENTITY|<(?:\w+:)?(?:text|foreignObject|script)\b|href\s*=\s*[\"'](?!\s*(?:#|data:image/(?:png|jpe?g|webp);base64,))"
    r"|@import|url\(\s*[\"']?\s*(?![\"'\s#])",
    re.IGNORECASE,
)
_USE = re.compile(r"<(?:\w+:)?use\b", re.IGNORECASE)
_MOST_USES = 24  # parts that use parts that use parts: twenty-four make some thousands, a hundred never end
MOST_SVG_BYTES = 1 << 20
LEAST_PIXELS = 600  # of a picture's longer side: a drawing is painted up to so wide
_LONGEST_NAME = 100
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENDINGS = (".svg", ".png")
_PICTURES = (*_ENDINGS, ".jpg", ".jpeg", ".webp", ".gif", ".ai", ".eps", ".pdf", ".bmp")  # as people have


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings of a folder of work, and behind them the built-in ones."""

    folder: Path  # assets/drawings of the folder of work

    def has(self, name: str) -> bool:
        """Whether there is a drawing of that name."""
        return name in _brought() or self._file(name) is not None

    def names(self) -> list[str]:
        """Every illustration: what is no part of a design, as tiles and icons are."""
        return sorted(name for name in self._all() if not name.startswith(_PARTS))

    def every_name(self) -> frozenset[str]:
        """Every drawing that can be had by its name, the parts of designs too."""
        return frozenset(name for name in self._all() if self.has(name))

    def fault_of(self, name: str) -> Message | None:
        """Why the drawing of that name cannot be painted; None where it can."""
        file = self._file(name)
        return messages.BAD_DRAWING if file is None else _fault_of(file, file.stat().st_mtime_ns)

    def is_own(self, name: str) -> bool:
        """Whether it is a drawing of the folder of work."""
        return self._file(name) != _brought().get(name)

    def own_faults(self) -> Iterator[tuple[str, Message]]:
        """The files of the folder that nobody could name, or that are too small, and why; what is wrong
        inside one is told to whoever uses it."""
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.suffix.lower() not in _PICTURES or not path.is_file():
                continue
            if path.suffix not in _ENDINGS:
                yield path.name, messages.DRAWING_FORMAT
            elif not _NAME.fullmatch(path.stem) or len(path.stem) > _LONGEST_NAME:
                yield path.name, messages.DRAWING_NAME
            elif path.suffix == ".png" and 0 < _longest_side(path) < LEAST_PIXELS:
                yield path.name, messages.DRAWING_SMALL

    def print_of(self, name: str) -> str:
        """A hash of the drawing's file; '' when there is none."""
        file = self._file(name)
        return _print(file) if file else ""

    def own_print_of(self, name: str) -> str:
        """A hash of the drawing where it is the folder's own; '' for one that the program brings."""
        found = self.print_of(name)
        brought = _brought().get(name)
        return "" if brought is not None and found == _print(brought) else found

    def is_part(self, name: str) -> bool:
        """Whether it is a part of a design, as tiles and icons are: `print_of_parts` has it."""
        return name.startswith(_PARTS)

    def print_of_parts(self, *, own: bool = False) -> str:
        """A hash of every part of a design: what any card may have on it; of the folder's *own* alone."""
        print_of = self.own_print_of if own else self.print_of
        parts = sorted(name for name in self._all() if name.startswith(_PARTS))
        return hashlib.sha256("".join(print_of(name) for name in parts).encode()).hexdigest()

    def paint(self, name: str, width: int, colours: Mapping[str, str], *, turn: int = 0) -> Image.Image:
        """The drawing *width* pixels wide, with its CSS classes in *colours*, turned by *turn* quarters.

        Raises:
            KeyError: there is no drawing of that name.
            ValueError: it is not SVG that can be painted.
        """
        file = self._file(name)
        if file is None:
            raise KeyError(name)
        key = file, file.stat().st_mtime_ns, width, tuple(colours.items())
        image = _KEPT.get(key, lambda: _paint_file(file, width, colours))
        return image.rotate(-90 * turn) if turn % 4 else image

    def _all(self) -> set[str]:
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        own = {path.stem for path in files if path.suffix in _ENDINGS}
        return own | _brought().keys()

    def _file(self, name: str) -> Path | None:
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
            return None
        own = (self.folder / f"{name}{ending}" for ending in _ENDINGS)
        return next((file for file in own if file.is_file()), _brought().get(name))


@cache
def _brought() -> dict[str, Path]:
    """The drawings that the program brings, which stay as they are while it runs."""
    return {path.stem: path for path in built_in("drawings").glob("*.svg")}


def paint_svg(svg: str, width: int, style: str = "") -> Image.Image:
    """*svg* as an RGBA image, *width* pixels wide.

    Raises:
        ValueError: it cannot be painted, or not alone: it calls other files, or fonts, which are not the
            same on every machine.
    """
    if _NOT_ALONE.search(svg):
        raise ValueError("it needs other files or fonts")
    if len(_USE.findall(svg)) > _MOST_USES:
        raise ValueError("it repeats its parts too often")
    data = resvg_py.svg_to_bytes(svg_string=svg, width=width, style_sheet=style, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


def paint_own_svg(svg: str, width: int, style: str = "") -> Image.Image:
    """The same of one that the program does not bring: tried out before, by a process that may die of it.

    Raises:
        ValueError: as there, or it asks for too much.
        OSError: it could not be tried out.
    """
    if len(_USE.findall(svg)) <= _MOST_USES and not _NOT_ALONE.search(svg) and not is_paintable(svg):
        raise ValueError("it asks for too much, or cannot be read")
    return paint_svg(svg, width, style)


def _is_brought(file: Path) -> bool:
    ours = _brought().get(file.stem)
    return ours is not None and file.samefile(ours)


def _print(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _open_picture(file: Path) -> Image.Image:
    try:
        with opened(file) as image:
            return ImageOps.exif_transpose(image).convert("RGBA")
    except PhotoFault as fault:
        raise ValueError(str(fault)) from fault


def _paint_file(file: Path, width: int, colours: Mapping[str, str]) -> Image.Image:
    if file.suffix == ".png":
        return _squared(_open_picture(file), width)
    if file.stat().st_size > MOST_SVG_BYTES:
        raise ValueError("it is too large")
    # !important: resvg gives a file's own <style> the last word otherwise.
    style = "".join(
        f".{n}{{fill:{c} !important}}.s-{n}{{stroke:{c} !important}}" for n, c in sorted(colours.items())
    )
    svg = file.read_text(encoding="utf-8")
    image = paint_svg(svg, width, style) if _is_brought(file) else paint_own_svg(svg, width, style)
    return image if image.height <= width else _squared(image, width)


def _squared(image: Image.Image, width: int) -> Image.Image:
    """*image* whole, in the middle of a square: a drawing has no more room than that."""
    scale = width / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    square = Image.new("RGBA", (width, width))
    square.paste(
        image.resize(size, Image.Resampling.LANCZOS), ((width - size[0]) // 2, (width - size[1]) // 2)
    )
    return square


@lru_cache(maxsize=256)
def _fault_of(file: Path, _: int) -> Message | None:
    try:
        if file.suffix == ".svg" and file.stat().st_size > MOST_SVG_BYTES:
            return messages.DRAWING_HEAVY
        if file.suffix == ".svg" and _NOT_ALONE.search(file.read_text(encoding="utf-8")):
            return messages.DRAWING_CALLS
        _paint_file(file, 10, {})
    except (ValueError, OSError):
        return messages.BAD_DRAWING
    return None


def _longest_side(file: Path) -> int:
    try:
        with opened(file) as image:
            return max(image.size)
    except (PhotoFault, OSError):
        return 0


KEPT_BYTES = 8 * 1024 * 1024
_KEPT: Kept[Image.Image] = Kept(KEPT_BYTES, lambda image: image.width * image.height * 4)
