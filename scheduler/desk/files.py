"""The desk's own files (styles, scripts, drawings) and its fonts: a closed list, so no address leaves it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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
class StoredFile:
    """A file that never changes while the program runs; *tag* names its content."""

    path: Path
    mime: str
    tag: str

    def data(self) -> bytes:
        """Its content."""
        return self.path.read_bytes()


def _stored(path: Path) -> StoredFile:
    return StoredFile(path, _MIME[path.suffix], f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"')


def _fonts() -> dict[str, StoredFile]:
    folder = Path(ROOT) / "files"
    fonts = {name: _stored(folder / name) for name in (f"BeVietnamPro-{weight}.ttf" for weight in _WEIGHTS)}
    khmer = next(Path(fontpkg_noto_sans_khmer.__file__).parent.rglob("*.ttf"))
    return fonts | {"NotoSansKhmer.ttf": _stored(khmer)}


_WEIGHTS = ("Regular", "SemiBold", "ExtraBold")

STATIC = {path.name: _stored(path) for path in sorted(_HERE.iterdir()) if path.suffix in _MIME}
FONTS = _fonts()
