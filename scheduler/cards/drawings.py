"""SVG drawings of assets/drawings, painted by resvg at any size and in any mood (decision 0001)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import resvg_py
from PIL import Image

from scheduler.cards.template import built_in

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings of a folder of work, and behind them the built-in ones."""

    folder: Path  # assets/drawings of the folder of work

    def has(self, name: str) -> bool:
        """Whether there is a drawing of that name."""
        return self._file(name) is not None

    def names(self) -> list[str]:
        """Every illustration: what is no tile, icon or mark."""
        found = {path.stem for place in self._places() if place.is_dir() for path in place.glob("*.svg")}
        return sorted(name for name in found if not name.startswith(("tile-", "icon-", "mark-")))

    def print_of(self, name: str) -> str:
        """A hash of the drawing's file; '' when there is none."""
        file = self._file(name)
        return hashlib.sha256(file.read_bytes()).hexdigest() if file else ""

    def paint(self, name: str, width: int, colours: Mapping[str, str], *, turn: int = 0) -> Image.Image:
        """The drawing *width* pixels wide, with its CSS classes in *colours*, turned by *turn* quarters.

        Raises:
            KeyError: there is no drawing of that name.
            ValueError: it is not SVG that can be painted.
        """
        file = self._file(name)
        if file is None:
            raise KeyError(name)
        image = _painted(str(file), file.stat().st_mtime_ns, width, tuple(sorted(colours.items())))
        return image.rotate(-90 * turn) if turn % 4 else image

    def _file(self, name: str) -> Path | None:
        if not _NAME.fullmatch(name):
            return None
        return next((file for place in self._places() if (file := place / f"{name}.svg").is_file()), None)

    def _places(self) -> tuple[Path, Path]:
        return self.folder, built_in("drawings")


def paint_svg(svg: str, width: int, style: str = "") -> Image.Image:
    """*svg* as an RGBA image, *width* pixels wide.

    Raises:
        ValueError: it cannot be painted.
    """
    data = resvg_py.svg_to_bytes(svg_string=svg, width=width, style_sheet=style, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


@lru_cache(maxsize=128)
def _painted(file: str, _: int, width: int, colours: tuple[tuple[str, str], ...]) -> Image.Image:
    # !important: resvg gives a file's own <style> the last word otherwise.
    style = "".join(f".{n}{{fill:{c} !important}}.s-{n}{{stroke:{c} !important}}" for n, c in colours)
    return paint_svg(Path(file).read_text(encoding="utf-8"), width, style)
