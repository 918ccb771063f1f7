"""A template read with a designer's eye: every name in it must be known, every box on its card.

What YAML and the models already refuse (an unknown layer or key, a wrong weight) is told by the reader.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.cards import messages
from scheduler.cards.design.colours import GROUNDS, MOODS, Palette
from scheduler.cards.design.items import edges
from scheduler.cards.design.layers import (
    DrawingLayer,
    Figure,
    Gradient,
    Panel,
    Part,
    Photo,
    Points,
    Qr,
    Rows,
    Shape,
    Stack,
    Tiles,
)
from scheduler.cards.design.template import Layer, LayerEntry, Template, variables
from scheduler.cards.sizes import LATER, SIZES
from scheduler.problems import Message, Problem
from scheduler.reader.places import Places
from scheduler.reader.shape import nearest

_CANVASES = {
    "portrait": "[1080, 1350]",
    "square": "[1080, 1080]",
    "wide": "[1200, 630]",
    "story": "[1080, 1920]",
}
_COLOURS = "deep, main, mid, soft, light, mark, turmeric, turmeric-soft, white"
# Fields that every card has or that are filled in: by the hotline shown, the day, the address.
_MADE = ("hotline_name", "day", "weekday", "day_name", "month_year", "link_name", "qr")

Path = tuple[str | int, ...]


def proof(template: Template, places: Places, drawings: Collection[str]) -> Iterator[Problem]:
    """Every name that is unknown and every box that leaves its card, at its place in the file; *drawings*
    are the names of all that there are."""
    reader = _Reader(template, places, drawings)
    for index, mood in enumerate(template.moods):
        if mood not in MOODS:
            yield reader.told(messages.NO_MOOD, ("moods", index), name=mood, known=", ".join(MOODS))
    for size in SIZES:
        if size not in template.sizes and size not in LATER:
            yield reader.told(messages.NO_SIZE, ("sizes",), name=size, canvas=_CANVASES[size])
    for size, design in template.sizes.items():
        for index, entry in enumerate(design.layers):
            kind = entry.kind
            yield from reader.layer(entry, ("sizes", size, "layers", index, kind), design.canvas)


@dataclass(frozen=True)
class _Reader:
    template: Template
    places: Places
    drawings: Collection[str]

    def told(self, message: Message, path: Path, **values: Any) -> Problem:
        return self.places.problem(message, *path, **values)

    def layer(self, entry: LayerEntry, path: Path, canvas: tuple[int, int]) -> Iterator[Problem]:
        layer = entry.layer
        unknown = [*self._choices(layer, path)]
        if unknown:  # what it stands for cannot be known either
            yield from unknown
            return
        yield from self._colours(layer, path)
        yield from self._fields(layer, path)
        yield from self._drawn(layer, path)
        box = getattr(layer, "box", None)
        if box is not None and not isinstance(layer, DrawingLayer):
            left, top, right, bottom = edges(box, canvas)
            width, height = canvas
            if not (0 <= left < right <= width and 0 <= top < bottom <= height):
                yield self.told(
                    messages.BOX_OUTSIDE, (*path, "box"), box=list(box), width=width, height=height
                )

    def _choices(self, layer: Part, path: Path) -> Iterator[Problem]:
        known = self.template.options
        for here, text in _texts(layer, path):
            for name in variables(text):
                if name not in known:
                    shown = ", ".join(f"${each}" for each in known) or "—"
                    yield self.told(messages.NO_CHOICE, here, name=name, known=shown)

    def _colours(self, layer: Layer, path: Path) -> Iterator[Problem]:
        colours: list[tuple[Path, str]] = []
        match layer:
            case Panel() | Shape():
                colours = [((*path, "fill"), layer.fill)]
            case Gradient():
                colours = [((*path, "from"), layer.start), ((*path, "to"), layer.end)]
            case Tiles():
                colours = [((*path, "colours", index), each) for index, each in enumerate(layer.colours)]
            case Stack():
                named = [(index, each.colour) for index, each in enumerate(layer.texts) if each.colour]
                colours = [((*path, "texts", index, "colour"), colour) for index, colour in named]
        palette = Palette("man")
        for here, written in colours:
            for colour in self.template.possible(written):
                try:
                    palette.colour(colour)
                except (ValueError, KeyError):
                    yield self.told(messages.NO_COLOUR, here, name=colour, known=_COLOURS)
        ground = getattr(layer, "on", None)
        for each in self.template.possible(ground) if isinstance(ground, str) else ():
            if each not in GROUNDS:
                known = ", ".join(GROUNDS)
                yield self.told(messages.NO_GROUND, (*path, "on"), name=each, known=known)

    def _fields(self, layer: Layer, path: Path) -> Iterator[Problem]:
        named: list[tuple[Path, str]] = []
        match layer:
            case DrawingLayer() | Points() | Photo() | Figure() | Qr():
                named = [((*path, "field"), layer.field)]
            case Stack():
                named = [((*path, "texts", i, "field"), text.field) for i, text in enumerate(layer.texts)]
            case Rows():
                named = [((*path, "items", i, "field"), item.field) for i, item in enumerate(layer.items)]
        declared = self.template.fields
        for here, name in named:
            if name and name not in declared and name not in _MADE:
                yield self.told(messages.NO_FIELD, here, name=name, known=", ".join(declared))

    def _drawn(self, layer: Layer, path: Path) -> Iterator[Problem]:
        named: list[tuple[Path, str]] = []
        match layer:
            case DrawingLayer():
                named = [((*path, "name"), layer.name)] if layer.name else []
            case Tiles() | Figure():
                # One tile alone is written without brackets: its place is that of the key.
                named = [((*path, "kinds", index), kind) for index, kind in enumerate(layer.kinds)]
            case Rows():
                named = [
                    ((*path, "items", index, "icon"), item.icon) for index, item in enumerate(layer.items)
                ]
        for here, written in named:
            for name in self.template.possible(written):
                if name not in self.drawings:
                    near = nearest(name, sorted(self.drawings)) or "tile-leaf"
                    yield self.told(messages.NO_DRAWING, here, name=name, nearest=near)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below *value*, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, Part):
        for name, info in type(value).model_fields.items():
            yield from _texts(getattr(value, name), (*path, info.alias or name))
