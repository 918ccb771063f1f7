"""The desk's own files (styles, scripts, drawings) and its fonts: a closed list, so no address leaves it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_sans_khmer
from fontpkg_be_vietnam_pro import ROOT

_HERE = Path(__file__).parent / "static"
_MIME = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


@dataclass(frozen=True, slots=True)
class Served:
    """What is ready to send; *tag* changes with its content."""

    data: bytes
    mime: str
    tag: str


@lru_cache(maxsize=64)
def packed(data: bytes) -> bytes:
    """*data* as browsers take it over a slow line: fonts, styles and scripts come to a third. Never what
    tells a secret beside what others wrote: its length would tell it.
    """
    return gzip.compress(data, mtime=0)


def _stored(path: Path) -> Served:
    data = path.read_bytes()
    return Served(data, _MIME[path.suffix], f'"{hashlib.sha256(data).hexdigest()[:16]}"')


def _fonts() -> dict[str, Served]:
    folder = Path(ROOT) / "files"
    fonts = {name: _stored(folder / name) for name in (f"BeVietnamPro-{weight}.ttf" for weight in _WEIGHTS)}
    khmer = next(Path(fontpkg_noto_sans_khmer.__file__).parent.rglob("*.ttf"))
    return fonts | {"NotoSansKhmer.ttf": _stored(khmer)}


_WEIGHTS = ("Regular", "SemiBold", "ExtraBold")

STATIC = {path.name: _stored(path) for path in sorted(_HERE.iterdir()) if path.suffix in _MIME}
FONTS = _fonts()
