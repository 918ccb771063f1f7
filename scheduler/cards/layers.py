"""The layers that bring pictures and shapes: photo, figure, QR code, gradient, shape.

Lengths are pixels of the canvas. A box is [left, top, right, bottom]; a right or bottom edge of 0 or less
counts from the far edge, and so does a left or top edge below 0.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Box = tuple[int, int, int, int]
Corners = tuple[int, int, int, int]
Share = Annotated[float, Field(ge=0, le=1)]
Position = tuple[int, int]

_PATH = r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.eE+\-]+"  # what an SVG path is written in


class Part(BaseModel):
    """A frozen value of a template; a key that it does not have is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def listed(value: object) -> object:
    """One value where several may stand."""
    return value if isinstance(value, list) else [value]


class Photo(Part):
    """The photo that the card's field *field* names, filling the box; nothing where it names none.

    *focus* is the point that stays in view, in parts of the photo's width and height; a card's own field
    `focus` comes before it. *scrim* and *foot* are how far down from the upper and up from the lower edge
    a shade of the ground *on* reaches, from 72 % to nothing.
    """

    field: str = "image"
    box: Box
    on: str = "deep"
    corners: Corners = (0, 0, 0, 0)
    focus: tuple[Share, Share] = (0.5, 0.33)
    scrim: Annotated[int, Field(ge=0)] = 0
    foot: Annotated[int, Field(ge=0)] = 0
    duotone: bool = False  # in five tones of the mood instead of its own colours


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


class Qr(Part):
    """A QR code of the web address in the field *field*, with its quiet zone of four modules inside the box."""

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
            raise ValueError("one form")
        return self
