"""Photos, figures, codes, gradients and shapes at their places (the models are in layers.py)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Protocol

from scheduler.cards.design.colours import Palette
from scheduler.cards.design.items import (
    Code,
    DoesNotFit,
    Figured,
    Focus,
    Item,
    Picture,
    Run,
    Shade,
    edges,
)
from scheduler.cards.design.layers import Box, Figure, Gradient, Photo, Qr, Shape
from scheduler.cards.pictures import WHOLE, Finish, Photograph
from scheduler.cards.qr import LEAST, QUIET, code_of, module_of
from scheduler.cards.seeing import Part
from scheduler.cards.typesetting.fonts import PHASES, Face, Family, Glyph, font, runs, style_of

CROP = "crop"  # the field of a card that says which part of its photo is used: left, top, right, bottom
LEAST_CROP = 0.1  # of a photo's width, and of its height
FOCUS = "focus"  # the field of a card that says which point of its photo stays in view
TREATMENT, LIGHT = "treatment", "light"  # those that say how it is toned, and whether it is levelled
LEVELLED = "levelled"
_ROUNDED = 1e-6  # of a number that was written in few digits
_TINTED = 0.55  # how much of a tinted photo's own colours the mood's take
_SCRIM = 0.72
_TRACKING = -0.02  # em, of a figure
_WARM = ("#C77BA6", "#FFD08A", "#FFF3DC")  # the lighter tones of a duotone photo in every mood


class Filling(Protocol):
    """What of a card's content is asked for here."""

    @property
    def fields(self) -> Mapping[str, str | tuple[str, ...]]:
        """The card's fields by name."""

    @property
    def photos(self) -> Mapping[str, Photograph]:
        """The photos by field."""

    @property
    def family(self) -> Family:
        """The office's own font."""


Pictorial = Photo | Figure | Qr | Gradient | Shape
PICTORIAL = (Photo, Figure, Qr, Gradient, Shape)


def needs_of(layer: Pictorial, content: Filling) -> tuple[object, ...]:
    """All of *content* that `place` looks at for *layer*."""
    match layer:
        case Photo():
            asked = (content.fields.get(name) for name in (FOCUS, TREATMENT, LIGHT))
            return content.photos.get(layer.field), *asked
        case Figure() | Qr():
            return (content.fields.get(layer.field),)
    return ()


def place(layer: Pictorial, canvas: tuple[int, int], content: Filling, palette: Palette) -> Iterator[Item]:
    """What is painted of *layer*.

    Raises:
        DoesNotFit: a figure has too many glyphs, or an address too many letters for its code.
        ValueError: it names a colour that there is not.
    """
    match layer:
        case Photo():
            yield from _photo(layer, canvas, content, palette)
        case Figure():
            yield from _figure(layer, canvas, content)
        case Qr():
            yield from _code(layer, canvas, content, palette)
        case Gradient():
            colours = {"start": palette.colour(layer.start), "end": palette.colour(layer.end)}
            yield layer.model_copy(update={"box": edges(layer.box, canvas), **colours})
        case Shape():
            yield _shape(layer, canvas, palette)


def focus_of(value: object) -> Focus | None:
    """Two numbers from 0 to 1, or parts in percent, as a point; None if they are something else."""
    found = _parts_of(value, 2)
    return (found[0], found[1]) if found else None


def crop_of(fields: Mapping[str, object]) -> Part | None:
    """The part of its photo that a card uses: the whole where it says nothing, None where it is none.

    As numbers from 0 to 1 or parts in percent, of the photo as it stands upright.
    """
    value = fields.get(CROP)
    if not value:
        return WHOLE
    found = _parts_of(value, 4)
    if not found:
        return None
    left, top, right, bottom = found
    is_sound = right - left >= LEAST_CROP - _ROUNDED and bottom - top >= LEAST_CROP - _ROUNDED
    return (left, top, right, bottom) if is_sound else None


def focus_within(focus: Focus, part: Part) -> Focus:
    """The point *focus* of a whole photo as one of its *part*; at its nearest edge where it lies outside."""
    left, top, right, bottom = part
    across, down = (focus[0] - left) / (right - left), (focus[1] - top) / (bottom - top)
    return min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)


def _parts_of(value: object, count: int) -> list[float] | None:
    """So many numbers from 0 to 1, or parts in percent; None if *value* is something else."""
    if not isinstance(value, tuple) or len(value) != count:
        return None
    parts = []
    for text in value:
        number = str(text).strip().replace(",", ".")
        try:
            part = float(number[:-1]) / 100 if number.endswith("%") else float(number)
        except ValueError:
            return None
        if not 0 <= part <= 1:  # NaN is neither
            return None
        parts.append(part)
    return parts


def _photo(layer: Photo, canvas: tuple[int, int], content: Filling, palette: Palette) -> Iterator[Item]:
    photo = content.photos.get(layer.field)
    if photo is None:
        return
    colour, shades = palette.base[layer.on], []
    for length, is_foot in ((layer.scrim, False), (layer.foot, True)):
        if length:
            shades.append(Shade(length, colour, _SCRIM, is_foot))
    box = edges(layer.box, canvas)
    treatment = content.fields.get(TREATMENT) or ("duotone" if layer.duotone else "natural")
    tones: tuple[str, ...]
    tones, toned = (palette.base["deep"], palette.base["main"], *_WARM), 1.0
    if treatment == "tinted":
        tones, toned = tuple(palette.base[name] for name in ("deep", "mid", "soft", "light")), _TINTED
    focus = focus_of(content.fields.get(FOCUS))
    focus = focus_within(focus, photo.part) if focus else None
    subject = (*focus, *focus) if focus else photo.seen.subject if photo.seen else None
    finish = Finish(
        subject or (*layer.focus, *layer.focus),
        _clear(layer, box) if subject else WHOLE,
        layer.near,
        content.fields.get(LIGHT) == LEVELLED,
        (palette.colour(layer.under) if layer.under else colour, palette.base["soft"]),
    )
    shown = () if treatment == "natural" else tones
    yield Picture(photo, box, layer.corners, finish, tuple(shades), shown, toned)


def _clear(layer: Photo, box: Box) -> Part:
    """The clear part of the layer's box, in parts of that."""
    width, height = box[2] - box[0], box[3] - box[1]
    left, top, right, bottom = edges(layer.clear, (width, height))
    return left / width, top / height, right / width, bottom / height


def _figure(layer: Figure, canvas: tuple[int, int], content: Filling) -> Iterator[Item]:
    text = content.fields.get(layer.field, "") if layer.field else layer.text
    text = "".join(text.split()) if isinstance(text, str) else ""
    if not text:
        return
    spots: list[tuple[Face, Glyph, float, float]] = []  # where each glyph stands, in em
    pen, count = 0.0, 0
    for face, part in runs(text, style_of("Black", content.family)):
        opened = font(face)
        shaped, units = opened.shape(part), opened.units
        spots += [
            (face, glyph, pen + glyph.x / units + (count + glyph.number) * _TRACKING, glyph.y / units)
            for glyph in shaped.glyphs
        ]
        pen, count = pen + shaped.advance / units, count + shaped.count
    if not spots:
        return
    if len(spots) > 3:
        raise DoesNotFit(layer.field, -1, 3 / len(spots))
    first = min(x + glyph.left / font(face).units for face, glyph, x, _ in spots)
    last = max(x + glyph.right / font(face).units for face, glyph, x, _ in spots)
    highest = max(y + glyph.top / font(face).units for face, glyph, _, y in spots)
    lowest = min(y + glyph.bottom / font(face).units for face, glyph, _, y in spots)
    left, top, right, bottom = edges(layer.box, canvas)
    size = math.floor(min((right - left) / (last - first), (bottom - top) / (highest - lowest)))
    wide, high = math.ceil((last - first) * size), math.ceil((highest - lowest) * size)
    left += {"left": 0, "middle": (right - left - wide) // 2, "right": right - left - wide}[layer.align]
    top += {"top": 0, "middle": (bottom - top - high) // 2, "bottom": bottom - top - high}[layer.stand]
    base = top + math.ceil(highest * size)
    placed = (
        (face, (glyph.code, round((left + (x - first) * size) * PHASES), base - round(y * size)))
        for face, glyph, x, y in spots
    )
    # Rows of tiles end where the figure ends: no sliver of a tile at its foot.
    module = math.ceil(high / max(1, round(high / layer.module)))
    box = (left, top, left + wide, top + high)
    painted = tuple(Run(face, size, "#FFFFFF", (spot,)) for face, spot in placed)
    yield Figured(painted, box, module, layer.kinds, layer.on, layer.bright)


def _code(layer: Qr, canvas: tuple[int, int], content: Filling, palette: Palette) -> Iterator[Item]:
    address = content.fields.get(layer.field, "")
    if not isinstance(address, str) or not address:
        return
    left, top, right, bottom = edges(layer.box, canvas)
    room = min(right - left, bottom - top)
    try:
        rows = code_of(address)
    except ValueError:
        raise DoesNotFit(layer.field, -1, 0.5) from None
    module = module_of(rows, room)
    if module < LEAST:
        raise DoesNotFit(layer.field, -1, 0.7)
    whole = module * (len(rows) + 2 * QUIET)
    left += (right - left - whole) // 2
    top += (bottom - top - whole) // 2
    yield Code(rows, left, top, module, palette.base["deep"])


def _shape(layer: Shape, canvas: tuple[int, int], palette: Palette) -> Item:
    width, height = canvas
    changes: dict[str, object] = {"fill": palette.colour(layer.fill)}
    for kind in ("circle", "ring"):
        if form := getattr(layer, kind):
            x, y, *rest = form
            changes[kind] = (x if x >= 0 else width + x, y if y >= 0 else height + y, *rest)
    return layer.model_copy(update=changes)
