"""A card's design as YAML: a canvas, and layers from back to front, for each size of its own.

    name: tip
    fields: {headline: {required: true}, body: {}, illustration: {}, label: {}}
    moods: [man, song]
    vary: {look: [{panel: deep, text: main}, {panel: main, text: light}], kind: [tile-leaf, tile-rings]}
    sizes:
      portrait:
        canvas: [1080, 1350]
        layers:
          - panel: {box: [0, 0, 0, 0], fill: $look.text}
          - tiles: {box: [0, 0, 0, 540], module: 135, kinds: [$kind], on: $look.panel}

`vary` names choices that are made by the post's id; `$NAME` or `$NAME.KEY` stands for what was chosen.
A box is [left, top, right, bottom] in pixels; a right or bottom edge of 0 or less counts from the far edge.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, PrivateAttr, model_validator

from scheduler.cards import messages
from scheduler.cards.design.items import edges
from scheduler.cards.design.layers import (
    Band,
    Box,
    DrawingLayer,
    Figure,
    Gradient,
    Header,
    Number,
    Panel,
    Part,
    Photo,
    Points,
    Qr,
    Rings,
    Rows,
    Shape,
    Stack,
    Tiles,
)
from scheduler.cards.sizes import LATER
from scheduler.files import built_in
from scheduler.names import composed
from scheduler.problems import Problem
from scheduler.reader.opening import load
from scheduler.reader.parsing import read
from scheduler.reader.places import Places
from scheduler.reader.shape import fault, validate

Value = TypeVar("Value")
P = TypeVar("P", bound=Part)

_KEPT = 500  # layouts of a size's shared layers


Layer = (
    Panel | Tiles | Rings | DrawingLayer | Stack | Points | Rows | Number | Header | Band
    | Photo | Figure | Qr | Gradient | Shape
)  # fmt: skip

_KINDS: Mapping[str, type[BaseModel]] = {
    "panel": Panel, "tiles": Tiles, "rings": Rings, "drawing": DrawingLayer, "stack": Stack,
    "points": Points, "rows": Rows, "number": Number, "header": Header, "band": Band,
    "photo": Photo, "figure": Figure, "qr": Qr, "gradient": Gradient, "shape": Shape,
}  # fmt: skip


class LayerEntry(Part):
    """One entry of `layers`: exactly one kind of layer."""

    panel: Panel | None = None
    tiles: Tiles | None = None
    rings: Rings | None = None
    drawing: DrawingLayer | None = None
    stack: Stack | None = None
    points: Points | None = None
    rows: Rows | None = None
    number: Number | None = None
    header: Header | None = None
    band: Band | None = None
    photo: Photo | None = None
    figure: Figure | None = None
    qr: Qr | None = None
    gradient: Gradient | None = None
    shape: Shape | None = None
    when: Mapping[str, str] = Field(default_factory=dict)  # only where these choices were made

    @cached_property
    def kind(self) -> str:
        """Its name: `panel`, `stack` …"""
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    @cached_property
    def layer(self) -> Layer:
        """The layer itself."""
        found: Layer = getattr(self, self.kind)
        return found

    @model_validator(mode="after")
    def _is_one(self) -> LayerEntry:
        count = sum(getattr(self, kind) is not None for kind in _KINDS)
        if count != 1:
            raise fault(messages.ONE_LAYER, count=count, known=", ".join(_KINDS))
        return self


class SizeDesign(Part):
    """One size of a template: its canvas in pixels and its layers, back to front."""

    canvas: tuple[int, int]
    layers: tuple[LayerEntry, ...]
    _chosen: dict[frozenset[tuple[str, str]], tuple[Layer, ...]] = PrivateAttr(default_factory=dict)
    _kept: dict[Hashable, Any] = PrivateAttr(default_factory=dict)

    @cached_property
    def rooms(self) -> tuple[str, ...]:
        """What is tried, in order, before the layers of `room: "no"` for texts that find no room otherwise;
        nothing where it has no such layers."""
        asked = {entry.when["room"] for entry in self.layers if "room" in entry.when}
        return ("yes", *sorted(asked & {"two"})) if asked else ()

    def chosen(self, choices: Mapping[str, str]) -> tuple[Layer, ...]:
        """The layers there are where *choices* were made, each with `$NAME` replaced; kept.

        Raises:
            KeyError: a layer names a choice that there is not.
        """
        key = frozenset(choices.items())
        found = self._chosen.get(key)
        if found is None:
            there = (
                entry.layer
                for entry in self.layers
                if all(choices.get(name, "no") == value for name, value in entry.when.items())
            )
            found = self._chosen[key] = tuple(_resolved(layer, choices) for layer in there)
        return found

    def kept(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What *make* gives for *key*, made once; a few hundred are kept."""
        found: Value | None = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[key] = make()
        return found


class FieldRule(Part):
    """What a field of the card may be."""

    required: bool = False
    list: bool = False
    at_least: int = 0
    at_most: int = 0
    longest: int = 0  # characters; 0: what the card has room for
    date: bool = False  # gives the layers `day` and `weekday` to show
    one_of: tuple[str, ...] = ()  # the words of which it is one; empty: any


class Template(Part):
    """A card's design."""

    name: str
    fields: Mapping[str, FieldRule]
    moods: Annotated[tuple[str, ...], Field(min_length=1)]
    motion: bool = False  # its cards move where a post says nothing else
    vary: Mapping[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(default_factory=dict)
    sizes: Mapping[str, SizeDesign]

    def design(self, size: str) -> SizeDesign:
        """Its design of that size, or of the one that stands for it."""
        return self.sizes.get(size) or self.sizes[LATER[size]]

    @cached_property
    def photo_fields(self) -> frozenset[str]:
        """The fields that name photos."""
        return frozenset(layer.field for layer in self._layers if isinstance(layer, Photo))

    def photo_places(self, field: str) -> Iterator[tuple[str, Box]]:
        """Where the photo of *field* stands: size by size, in pixels of its canvas."""
        for size, design in self.sizes.items():
            for entry in design.layers:
                if isinstance(entry.layer, Photo) and entry.layer.field == field:
                    yield size, edges(entry.layer.box, design.canvas)

    def draws(self, field: str, *, pictured: bool) -> bool:
        """Whether a drawing of *field* is seen at any size, beside a photo (*pictured*) or without one."""
        there = "yes" if pictured else "no"
        return any(
            isinstance(entry.layer, DrawingLayer)
            and entry.layer.field == field
            and entry.when.get("pictured", there) == there
            for design in self.sizes.values()
            for entry in design.layers
        )

    @cached_property
    def link_fields(self) -> frozenset[str]:
        """The fields that hold web addresses."""
        fields = (layer.field for layer in self._layers if isinstance(layer, Qr))
        return frozenset(name for name in fields if name != "qr")  # that every card may have

    @cached_property
    def print(self) -> str:
        """A hash of all that it says."""
        unsaid = None if self.motion else {"motion"}  # a template that does not say it reads as it always did
        return hashlib.sha256(self.model_dump_json(exclude=unsaid).encode()).hexdigest()

    @cached_property
    def options(self) -> Mapping[str, Sequence[str]]:
        """What each choice may be, by its name: `kind`, `look.panel`."""
        found: dict[str, list[str]] = {}
        for name, options in self.vary.items():
            for option in options:
                if isinstance(option, Mapping):
                    for key, value in option.items():
                        found.setdefault(f"{name}.{key}", []).append(str(value))
                else:
                    found.setdefault(name, []).append(str(option))
        return found

    def possible(self, written: str) -> Iterator[str]:
        """Everything that *written* may stand for, one choice after the other."""
        names = list(dict.fromkeys(variables(written)))
        if not names:
            yield written
            return
        first = names[0]
        for value in dict.fromkeys(self.options.get(first, ())):
            yield from self.possible(written.replace(f"${first}", value))

    @cached_property
    def drawings(self) -> frozenset[str]:
        """The drawings that its layers name, whatever is chosen; not those of a card's fields."""
        written = (name for layer in self._layers for name in _drawn_by(layer))
        return frozenset(name for one in written if one for name in self.possible(one))

    @property
    def _layers(self) -> Iterator[Layer]:
        return (entry.layer for design in self.sizes.values() for entry in design.layers)

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds of its text that a card may ask for."""
        options = (one for options in self.vary.values() for one in options if isinstance(one, Mapping))
        return tuple(dict.fromkeys(str(one[self.ground_key]) for one in options if self.ground_key in one))

    @property
    def ground_key(self) -> str:
        """The key of `vary` that says on which ground the text stands."""
        options = (one for options in self.vary.values() for one in options if isinstance(one, Mapping))
        return "text" if any("text" in one for one in options) else "panel"

    def choices(self, seed: str, asked: Mapping[str, str], turn: int = 0) -> dict[str, str]:
        """What was chosen for *seed*, by name: `kind`, `look.panel`; *asked* wins where it is possible.

        The *turn*-th of several cards takes the options that come after those of the one before.
        """
        found: dict[str, str] = {}
        for name, options in self.vary.items():
            possible = [one for one in options if isinstance(one, Mapping) and _agrees(one, asked)] or options
            chosen = pick(possible, f"{seed}/{name}", turn)
            if isinstance(chosen, Mapping):
                found |= {f"{name}.{key}": str(value) for key, value in chosen.items()}
            else:
                found[name] = str(chosen)
        return found


def pick(options: Sequence[Any], seed: str, turn: int = 0) -> Any:
    """One of *options*, always the same one for *seed*; of those that differ the one *turn* further on."""
    number = int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=8).digest(), "big")
    if not turn:
        return options[number % len(options)]
    first = options[number % len(options)]
    others = [option for index, option in enumerate(options) if option not in options[:index]]
    return others[(others.index(first) + turn) % len(others)]


def _drawn_by(layer: Layer) -> Sequence[str]:
    match layer:
        case DrawingLayer():
            return (layer.name,)
        case Tiles() | Figure():
            return layer.kinds
        case Rows():
            return tuple(item.icon for item in layer.items)
    return ()


def _agrees(option: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    return all(option.get(key) == value for key, value in asked.items())


def _resolved(layer: P, choices: Mapping[str, str]) -> P:
    changes = {
        key: value
        for key in type(layer).model_fields
        if (value := _filled(getattr(layer, key), choices)) != getattr(layer, key)
    }
    return layer.model_copy(update=changes) if changes else layer


def _filled(value: Any, choices: Mapping[str, str]) -> Any:
    if isinstance(value, str) and "$" in value:
        return _VARIABLE.sub(lambda found: choices[found[1]], value)
    if isinstance(value, tuple):
        return tuple(_filled(one, choices) for one in value)
    if isinstance(value, Part):
        return _resolved(value, choices)
    return value


_VARIABLE = re.compile(r"\$([a-z]+(?:\.[a-z]+)?)")


def variables(text: str) -> list[str]:
    """The choices that *text* names with `$`."""
    return _VARIABLE.findall(text)


_ENDINGS = (".yaml", ".yml")


def find_templates(folder: Path) -> dict[str, Path]:
    """Every template by name: those of *folder* (assets/templates) come before the built-in ones."""
    found: dict[str, Path] = {}
    for place in (built_in("templates"), folder):
        if place.is_dir():
            files = (path for path in sorted(place.iterdir()) if path.suffix.lower() in _ENDINGS)
            found |= {composed(path.stem): path for path in files}
    return found


def load_template(path: Path, file: str, changed: int) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template in *path*, called *file* in messages; *changed* is the file's time of change."""
    template, problems, _ = read_template(path, file, changed)
    return template, problems


@lru_cache(maxsize=64)
def read_template(
    path: Path, file: str, _changed: int
) -> tuple[Template | None, tuple[Problem, ...], Places]:
    """The same, and where its values stand in the file."""
    data = load(path, file)
    document = read(file, b"" if isinstance(data, Problem) else data)
    if isinstance(data, Problem):
        return None, (data,), document.places
    if document.value is None:
        return None, tuple(document.problems), document.places
    template, problems = validate(Template, document.value, document.places)
    return template, (*document.problems, *problems), document.places
