"""The layers that a template is made of, one model each; fixed.py, placing.py and layout.py place them.

Lengths are pixels of the canvas. A box is [left, top, right, bottom]; a right or bottom edge of 0 or less
counts from the far edge, and so does a left or top edge below 0.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from scheduler.cards import messages
from scheduler.cards.typesetting.fonts import Weight
from scheduler.reader.shape import fault


def _four(value: object) -> object:
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise fault(messages.BOX_OF_FOUR)
    return value


Box = Annotated[tuple[int, int, int, int], BeforeValidator(_four)]
Corners = tuple[int, int, int, int]
Share = Annotated[float, Field(ge=0, le=1)]
Position = tuple[int, int]
Turn = Literal["none", "alternate", "meet", "random"]
Align = Literal["top", "middle", "bottom"]

_PATH = r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.eE+\-]+"  # what an SVG path is written in


class Part(BaseModel):
    """A frozen value of a template; a key that it does not have is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def listed(value: object) -> object:
    """One value where several may stand."""
    return value if isinstance(value, list) else [value]


class Panel(Part):
    """A flat area; *corners* are the four radii from the upper left, clockwise."""

    box: Box
    fill: str
    corners: Corners = (0, 0, 0, 0)
    alpha: Share = 1.0
    shadow: bool = False  # a soft one under it


class Tiles(Part):
    """A floor of tiles on the ground *on*, from the box's upper left corner, cut at its edges."""

    box: Box
    module: Annotated[int, Field(ge=20)]
    kinds: Annotated[tuple[str, ...], BeforeValidator(listed)]
    on: str
    turn: Turn = "meet"
    bright: bool = False  # full colour instead of tone on tone
    colours: tuple[str, ...] = ()  # a, b and c of every tile, instead of those of the mood
    step: Annotated[int, Field(ge=1)] = 1  # by how many kinds a row begins after the one above it


class Rings(Part):
    """Quarter rings around a corner, as of a bell that rings."""

    centre: tuple[str, int]  # left or right, and y
    step: Annotated[int, Field(ge=10)]
    count: Annotated[int, Field(ge=1, le=20)] = 9
    on: str


class DrawingLayer(Part):
    """An SVG of assets/drawings: *name* is its own, or comes from the field *field*."""

    name: str = ""
    field: str = ""
    # left, top, width, each a number or a choice; a left below 0 counts the right edge from the far edge
    box: tuple[int | str, int | str, int | str]
    on: str
    mirror: str = "false"  # true, false, or a choice


class StackText(Part):
    """One text of a stack: that of *field*, or *text*, words that stand on every card."""

    field: str = ""
    text: str = ""
    weight: Weight
    size: tuple[int, int]
    lines: Annotated[int, Field(ge=1)]
    leading: float = 1.2
    tracking: float = 0.0
    khmer: float = 0.0  # size of Khmer letters in parts of the text's; 0: what the weight asks for
    gap: int = 0
    caps: bool = False
    colour: str = ""  # instead of that of text on the stack's ground


class Stack(Part):
    """Texts below one another; what is empty is left out with its gap.

    The marks of capitals (Ế, Ỗ) on the first line rise above the box, at most *over* pixels if that is given.
    """

    box: Box
    over: Annotated[int, Field(ge=0)] | None = None
    on: str
    align: Align = "top"
    texts: tuple[StackText, ...]


class Points(Part):
    """A list: each point in a row beside a tile with its number, or in a bar with a letter to choose by."""

    field: str
    box: Box
    on: str
    tile: int
    gap: int
    size: tuple[int, int]
    row: int = 170  # pixels a row takes at most
    rules: bool = True
    columns: Annotated[int, Field(ge=1, le=3)] = 1  # beside one another, read line by line
    bars: bool = False  # answers: light bars 24 pixels apart, each with a letter


class RowItem(Part):
    """One row: an icon, and the text of *field*, or *text*, words that stand on every card."""

    icon: str
    field: str = ""
    text: str = ""


class Rows(Part):
    """Facts below one another, each beside its icon on a leaf tile; what is empty is left out."""

    box: Box
    on: str
    tile: int
    gap: int
    size: tuple[int, int]
    row: int = 170  # pixels a row takes at most
    lines: Annotated[int, Field(ge=1)] = 2
    bare: bool = False  # icons without tiles
    items: tuple[RowItem, ...]


class Number(Part):
    """A hotline's number as large as the box allows."""

    box: Box
    on: str


class Header(Part):
    """The mark with the brand's name, in two lines where it is long, and the label at the right."""

    left: int = 72
    middle: int = 68
    radius: int = 34
    on: str
    right: Annotated[int, Field(ge=0)] = 0  # where the name must end; 0: as far from the edge as *left*
    label: bool | Literal["page"] = True  # on a post of several cards "1 / 6" stands there


class Band(Part):
    """The floor of the card: hotlines on a band of *height* pixels under the ground *on*."""

    height: int
    on: str
    foot: Annotated[int, Field(ge=0)] = 0  # pixels of the card below it
    pair: bool = False  # two equal numbers instead of the first one large


class Photo(Part):
    """The photo that the card's field *field* names, filling the box; nothing where it names none.

    *focus* is the point that stays in view, in parts of the photo's width and height; a card's own field
    `focus` comes before it. *scrim* and *foot* are how far down from the upper and up from the lower edge
    a shade of the ground *on* reaches, from 72 % to nothing. *clear* is the part of the box, in pixels from
    its upper left corner as a box of its own, over which nothing else lies: there the subject goes.
    """

    field: str = "image"
    box: Box
    on: str = "deep"
    corners: Corners = (0, 0, 0, 0)
    focus: tuple[Share, Share] = (0.5, 0.33)
    scrim: Annotated[int, Field(ge=0)] = 0
    foot: Annotated[int, Field(ge=0)] = 0
    duotone: bool = (
        False  # in five tones of the mood instead of its own colours, unless the card says another
    )
    clear: Box = (0, 0, 0, 0)
    near: bool = False  # of a person, the head: for small places
    under: str = ""  # the colour under what is transparent, instead of that of *on*


class Figure(Part):
    """One to three glyphs as large as the box allows, filled with tiles whose rows end at its edges."""

    field: str = ""
    text: str = ""
    box: Box
    on: str
    kinds: Annotated[tuple[str, ...], BeforeValidator(listed)]
    module: Annotated[int, Field(ge=20)] = 108
    bright: bool = True  # full colour, dark ones at the rim; else tone on tone
    align: Literal["left", "middle", "right"] = "left"
    stand: Align = "bottom"  # where in its box, where that is higher than the figure


class Qr(Part):
    """A QR code of the web address in the field *field*; its quiet zone of four modules is inside the box."""

    field: str = "link"
    box: Box
    on: str = "light"  # the quiet zone's own ground is white; this says where the panel under it stands


class Gradient(Part):
    """A straight gradient over the box; *angle* in degrees: 0 upwards, 90 to the right, 180 downwards."""

    box: Box
    start: Annotated[str, Field(alias="from")]
    end: Annotated[str, Field(alias="to")]
    angle: Annotated[int, Field(ge=0, le=360)] = 180
    corners: Corners = (0, 0, 0, 0)


class Shape(Part):
    """A circle [x, y, radius], ring [x, y, radius, width], polygon of points, or SVG path, in one colour."""

    circle: tuple[int, int, int] | None = None
    ring: tuple[int, int, int, int] | None = None
    polygon: Annotated[tuple[Position, ...], Field(min_length=3)] | None = None
    path: Annotated[str, Field(pattern=f"^{_PATH}$")] = ""
    fill: str
    alpha: Share = 1.0
    shadow: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> Shape:
        if sum(bool(form) for form in (self.circle, self.ring, self.polygon, self.path)) != 1:
            raise fault(messages.ONE_FORM)
        return self
