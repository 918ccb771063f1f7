"""A QR code on a card whose template has no place for one: a white plate over the band, and texts beside it.

Only cards with a code pay for it; the plate lies in the part that is painted once and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.cards.design.items import Code, Content, DoesNotFit, Item, edges, meet
from scheduler.cards.design.layers import Band, Box, Figure, Number, Panel, Points, Qr, Rows, Stack
from scheduler.cards.design.one_line import line_of
from scheduler.cards.design.template import Layer
from scheduler.cards.qr import LEAST, QUIET, code_of, module_of

QR = "qr"  # the field that every template has, beside its own
_SHARES = 4.2  # the plate's share of a card's shorter side
_WORDS, _LINE, _SIZE = "Quét mã", 46, 34
_MARGIN, _GAP, _RADIUS = 56, 30, 34
_DARK = "#1B0B18"  # nearly black, in every mood: a phone needs the contrast more than the look does


@dataclass(frozen=True, slots=True)
class Plate:
    """What is painted of it, and the box that texts must keep out of."""

    items: tuple[Item, ...]
    box: Box


def plate_of(layers: Sequence[Layer], canvas: tuple[int, int], content: Content) -> Plate | None:
    """The plate of a card that has a code and no place for one; none on a wide card, which is the picture
    of a link and leads there by itself.

    Raises:
        DoesNotFit: the address is too long.
    """
    address = content.fields.get(QR, "")
    if not isinstance(address, str) or not address or any(isinstance(layer, Qr) for layer in layers):
        return None
    width, height = canvas
    if width > height:
        return None
    bands = [layer.height + layer.foot for layer in layers if isinstance(layer, Band)]
    bottom = height - max(bands, default=round(0.12 * height)) - _GAP
    if height > 1.6 * width:
        bottom = min(bottom, height - 340 - _GAP)  # the foot of a story belongs to the app
    try:
        rows = code_of(address)
    except ValueError:
        raise DoesNotFit(QR, -1, 0.5) from None
    module = module_of(rows, round(min(canvas) / _SHARES))
    if module < LEAST:
        raise DoesNotFit(QR, -1, 0.7)
    side = module * (len(rows) + 2 * QUIET)
    left, top = width - _MARGIN - side, bottom - side - _LINE
    corners = (_RADIUS, _RADIUS, 0, _RADIUS)
    words, _ = line_of(
        _WORDS, ("Bold", _SIZE, 0.0), _DARK, (left + side / 2, bottom - _LINE * 0.62), "middle"
    )
    items: tuple[Item, ...] = (
        Panel(box=(left, top, left + side, bottom), fill="#FFFFFF", corners=corners, shadow=True),
        Code(rows, left, top, module, _DARK),
        *words,
    )
    return Plate(items, (left - _GAP, top - _GAP, width, bottom + _GAP))


def beside(layers: Sequence[Layer], canvas: tuple[int, int], plate: Plate) -> Iterator[Layer]:
    """*layers* so that lists and great signs keep out of the plate; texts find their own way (`rooms`)."""
    for layer in layers:
        if isinstance(layer, Points | Rows | Number | Figure) and meet(edges(layer.box, canvas), plate.box):
            left, top, right, bottom = edges(layer.box, canvas)
            narrow, low = (left, top, plate.box[0], bottom), (left, top, right, plate.box[1])
            aside = isinstance(layer, Points | Rows) or plate.box[1] - top < (bottom - top) / 2
            yield layer.model_copy(update={"box": narrow if aside else low})
        else:
            yield layer


def rooms(layer: Stack, canvas: tuple[int, int], plate: Plate | None) -> Sequence[Box]:
    """The boxes that a text may take: its own, or those above and beside the plate."""
    box = edges(layer.box, canvas)
    if plate is None or not meet(box, plate.box):
        return (box,)
    left, top, right, bottom = box
    above, aside = (left, top, right, plate.box[1]), (left, top, plate.box[0], bottom)
    return [each for each in (above, aside) if each[2] - each[0] > 160 and each[3] - each[1] > 60] or (box,)


def asked(fields: Mapping[str, object]) -> str:
    """What a template's `when: {coded: …}` asks for."""
    return "yes" if fields.get(QR) else "no"
