"""An office's own font: a file, or a folder of its weights; each weight of the design takes the nearest."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import freetype
import uharfbuzz as hb
from freetype.ft_errors import FT_Exception

from scheduler.cards.typesetting.fonts import Family, OwnFace, Weight, data_of, font

ENDINGS = (".ttf", ".otf")
MOST_BYTES = 20 * 1024 * 1024
_NUMBERS: Mapping[Weight, int] = {
    "Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700, "ExtraBold": 800, "Black": 900,
}  # fmt: skip
_VOWELS, _TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SMALL = "bcdđfghjklmnpqrstvwxz" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES
)
LETTERS = _SMALL + _SMALL.upper() + "0123456789.,:;?!%/()-–…“”\"'"


class FontFault(ValueError):  # noqa: N818 - a finding, which becomes a problem
    """Which file is no font that can be used; *is_large* tells why."""

    def __init__(self, file: Path, *, is_large: bool = False) -> None:
        super().__init__(str(file))
        self.file, self.is_large = file, is_large


class _Cut(NamedTuple):
    file: Path
    stamp: int
    lightest: int
    heaviest: int  # another than the lightest where the file has an axis of weights
    is_italic: bool


def own_family(place: Path) -> Family:
    """The faces of the font at *place*, for each weight of the design.

    Raises:
        FontFault: there is no font, or one cannot be opened.
        OSError: it cannot be read.
    """
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    cuts = [_cut(file, file.stat().st_mtime_ns) for file in files if file.suffix.casefold() in ENDINGS]
    upright = [cut for cut in cuts if not cut.is_italic] or cuts
    if not upright:
        raise FontFault(place)
    return tuple(_face(weight, number, upright) for weight, number in _NUMBERS.items())


def missing(family: Family) -> str:
    """The letters and signs of Vietnamese that any of its faces lacks."""
    return "".join(dict.fromkeys(_lacking(family)))


def _lacking(family: Family) -> Iterator[str]:
    for face in family:
        yield from (sign for sign in LETTERS if font(face).lacks(sign))


def _face(weight: Weight, number: int, cuts: list[_Cut]) -> OwnFace:
    best = min(cuts, key=lambda cut: abs(min(max(number, cut.lightest), cut.heaviest) - number))
    is_variable = best.lightest != best.heaviest
    variation = min(max(number, best.lightest), best.heaviest) if is_variable else 0
    return OwnFace(weight, best.file, best.stamp, variation)


@lru_cache(maxsize=256)
def _cut(file: Path, stamp: int) -> _Cut:
    if file.stat().st_size > MOST_BYTES:
        raise FontFault(file, is_large=True)
    try:
        freetype.Face(io.BytesIO(data_of(file, stamp)))
    except FT_Exception as error:
        raise FontFault(file) from error
    face = hb.Face(hb.Blob(data_of(file, stamp)))
    axis = next((axis for axis in face.axis_infos if axis.tag == "wght"), None) if face.has_var_data else None
    table = bytes(face.reference_table("OS/2").data)
    if not face.glyph_count or len(table) < 64:
        raise FontFault(file)
    own = int.from_bytes(table[4:6], "big")
    lightest, heaviest = (round(axis.min_value), round(axis.max_value)) if axis else (own, own)
    return _Cut(file, stamp, lightest, heaviest, bool(table[63] & 1))
