"""What lies on a card: drawings and glyphs at their places, and what fills a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.calendar.model import Hotline
from scheduler.cards.design.layers import Box, Corners, Gradient, Panel, Rings, Shape, Tiles
from scheduler.cards.pictures import Finish, Photograph
from scheduler.cards.qr import Rows
from scheduler.cards.typesetting.fitting import Block, line_xs
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, PHASES, Face, Family, font

if TYPE_CHECKING:
    from scheduler.cards.design.template import Layer

LABEL, BRAND, HOTLINES = "label", "brand", "hotlines"  # what a card may have no room for, beside its fields


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face, size and colour: (glyph, x, base line), in quarters of a pixel and in pixels."""

    weight: Face
    size: float  # pixels to the em
    colour: str
    glyphs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """A drawing at its place; *colours* by CSS class."""

    name: str
    left: int
    top: int
    width: int
    colours: tuple[tuple[str, str], ...]
    turn: int = 0
    mirror: bool = False


@dataclass(frozen=True, slots=True)
class Logo:
    """The organisation's own mark, as a file; *stamp* tells one state of it from another."""

    file: Path
    stamp: int


@dataclass(frozen=True, slots=True)
class Emblem:
    """A logo on its *plate*, which has a thin *ring* where it would be lost on its ground."""

    logo: Logo
    left: int
    top: int
    width: int
    height: int
    plate: str
    ring: str


Focus = tuple[float, float]  # a point of a photo, in parts of its width and height


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour over the upper (or lower) *length* pixels of a photo, from *alpha* down to nothing."""

    length: int
    colour: str
    alpha: float
    is_foot: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in its box; *tones* from dark to light over its own colours, if there are any."""

    photo: Photograph
    box: Box
    corners: Corners
    finish: Finish
    shades: tuple[Shade, ...] = ()
    tones: tuple[str, ...] = ()
    toned: float = 1.0  # how much of its own colours the tones take


@dataclass(frozen=True, slots=True)
class Figured:
    """Great glyphs filled with tiles of *module* pixels; the box is that of their ink."""

    runs: tuple[Run, ...]
    box: Box
    module: int
    kinds: tuple[str, ...]
    on: str
    bright: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: the corner of its quiet zone, and pixels to a module."""

    rows: Rows
    left: int
    top: int
    module: int
    colour: str


@dataclass(frozen=True, slots=True)
class Veil:
    """A shade behind a text on a photo, within the photo's box, fading out over *soft* pixels."""

    box: Box
    within: Box
    colour: str
    alpha: float
    soft: int


Item = Panel | Tiles | Rings | Patch | Emblem | Run | Picture | Figured | Code | Gradient | Shape | Veil


class Shared(tuple[Item, ...]):
    """Items that many cards share; equal to itself alone, so that looking it up costs nothing."""

    __slots__ = ()

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Content:
    """What fills a template: the card's fields by name (lists too), and what stands on every card."""

    fields: Mapping[str, str | tuple[str, ...]]
    brand: str
    label: str
    hotlines: tuple[Hotline, ...]  # on the band, in order
    shown: Hotline | None  # the one that the card is about
    logo: Logo | None = None
    photos: Mapping[str, Photograph] = field(default_factory=dict)  # by the field that names each
    page: str = ""  # "1 / 6"; '' on a post of one card
    occasion: str = ""  # that it dresses for, '' for none
    family: Family = ()  # the office's own font


class DoesNotFit(Exception):  # noqa: N818 - a finding, which becomes a problem of the post
    """A field's text has no room; *index* counts in a list (-1: the field itself).

    About *keep* (0 to 1) of it has; *word* is one that is wider than a line, '' if there is none.
    """

    def __init__(self, name: str, index: int, keep: float, word: str = "") -> None:
        super().__init__(name, index, keep, word)
        self.name, self.index, self.keep, self.word = name, index, keep, word


@dataclass(slots=True)
class Layout:
    """*below*: the same for every text, painted once and kept. *above*: this post's own glyphs."""

    canvas: tuple[int, int]
    mood: str
    below: Sequence[Item] = ()
    above: list[Run] = field(default_factory=list)
    layers: Sequence[Layer] = ()  # of which it was laid out, back to front

    @property
    def drawings(self) -> list[str]:
        """The names of all drawings on it."""
        patches = [item.name for item in self.below if isinstance(item, Patch)]
        tiles = [kind for item in self.below if isinstance(item, Tiles | Figured) for kind in item.kinds]
        return patches + tiles


@dataclass(frozen=True, slots=True)
class LaidLayer:
    """What one layer puts on a card: what lies below all words of the post, and its own words."""

    layer: Layer
    below: tuple[Item, ...]
    above: tuple[Run, ...]


def meet(one: Box, other: Box) -> bool:
    """Whether they share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def edges(box: Box, canvas: tuple[int, int]) -> Box:
    """*box* in pixels from the upper left corner of *canvas*."""
    left, top, right, bottom = box
    width, height = canvas
    return (
        left if left >= 0 else width + left,
        top if top >= 0 else height + top,
        right if right > 0 else width + right,
        bottom if bottom > 0 else height + bottom,
    )


def runs_of(block: Block, left: float, top: float, ink: str, marked: str) -> list[Run]:
    """The glyphs of *block*, its first cap top at *top*, in two colours at most."""
    setting, size = block.setting, block.size
    # Across, everything is in quarters of a pixel.
    em, tracking = size * PHASES, setting.tracking * size * PHASES
    found: dict[tuple[Face, float, str], list[tuple[int, int, int]]] = {}
    face: Face | None = None
    was_marked = False
    for number, line in enumerate(block.lines):
        base = round(top + block.drop + size * (CAP_HEIGHT + number * block.leading))
        for word, x in zip(line, line_xs(line), strict=True):
            for piece in word.pieces:
                if piece.face is not face or piece.is_marked is not was_marked:
                    face, was_marked = piece.face, piece.is_marked
                    add = found.setdefault((face, piece.scale, marked if was_marked else ink), []).extend
                    scale = size * piece.scale / font(face).units
                    fine = scale * PHASES
                start = left * PHASES + (x + piece.x) * em
                add(
                    [
                        (
                            code,
                            round(start + across * fine + number * tracking),
                            base - round(up * scale) if up else base,
                        )
                        for code, number, across, up, _, _, _, _ in piece.shaped.glyphs
                    ]
                )
    return [
        Run(face, size if scale == 1 else round(size * scale * 64) / 64, colour, tuple(glyphs))
        for (face, scale, colour), glyphs in found.items()
        if glyphs
    ]
