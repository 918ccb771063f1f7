"""SVG drawings of assets/drawings, painted by resvg at any size and in any mood (decision 0001)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from PIL import Image

from scheduler.cards.keeping import Kept
from scheduler.files import built_in

_PARTS = ("tile-", "icon-", "mark-", "badge-", "sign-", "scene-")
# An entity may hide any of the others.
_NOT_ALONE = re.compile(r"<!ENTITY|<(?:\w+:)?(?:text|foreignObject)\b|href\s*=\s*[\"'](?!\s*(?:#|data:))")
_LONGEST_NAME = 100
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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

    def is_sound(self, name: str) -> bool:
        """Whether there is a drawing of that name that can be painted."""
        file = self._file(name)
        return file is not None and _is_svg(file, file.stat().st_mtime_ns)

    def print_of(self, name: str) -> str:
        """A hash of the drawing's file; '' when there is none."""
        file = self._file(name)
        return _print(file) if file else ""

    def own_print_of(self, name: str) -> str:
        """A hash of the drawing where it is the folder's own; '' for one that the program brings."""
        found = self.print_of(name)
        brought = _brought().get(name)
        return "" if brought is not None and found == _print(brought) else found

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
        own = {path.stem for path in self.folder.glob("*.svg")} if self.folder.is_dir() else set()
        return own | _brought().keys()

    def _file(self, name: str) -> Path | None:
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
            return None
        own = self.folder / f"{name}.svg"
        return own if own.is_file() else _brought().get(name)


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
    data = resvg_py.svg_to_bytes(svg_string=svg, width=width, style_sheet=style, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


def _print(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _paint_file(file: Path, width: int, colours: Mapping[str, str]) -> Image.Image:
    # !important: resvg gives a file's own <style> the last word otherwise.
    style = "".join(
        f".{n}{{fill:{c} !important}}.s-{n}{{stroke:{c} !important}}" for n, c in sorted(colours.items())
    )
    return paint_svg(file.read_text(encoding="utf-8"), width, style)


@lru_cache(maxsize=256)
def _is_svg(file: Path, _: int) -> bool:
    try:
        _paint_file(file, 10, {})
    except ValueError:
        return False
    return True


KEPT_BYTES = 8 * 1024 * 1024
_KEPT: Kept[Image.Image] = Kept(KEPT_BYTES, lambda image: image.width * image.height * 4)
