"""A post's card as things at their places: what is painted once and kept, and the post's own text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from scheduler.calendar.model import Hotline
from scheduler.cards import text as setting_text
from scheduler.cards.colours import GROUNDS, TURMERIC_SOFT, WHITE, Palette, mix
from scheduler.cards.fonts import CAP_HEIGHT, PHASES, Weight, font
from scheduler.cards.template import (
    Band,
    Box,
    DrawingLayer,
    Header,
    Layer,
    Number,
    Panel,
    Points,
    Rings,
    SizeDesign,
    Stack,
    Tiles,
)
from scheduler.cards.text import FLOOR, Block, Overflow, Setting, fit, line_xs, set_block, words_of
from scheduler.cards.words import Words

LABEL, BRAND, HOTLINES = "label", "brand", "hotlines"  # what a card may have no room for, beside its fields
_LABEL_TRACKING = 0.08  # em, of its capitals
_APART = 40  # pixels between two texts of one line


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one weight, size and colour: (glyph, x, base line), in quarters of a pixel and in pixels."""

    weight: Weight
    size: int
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


Item = Panel | Tiles | Rings | Patch | Run


@dataclass(frozen=True, slots=True)
class Content:
    """What fills a template: the card's fields by name (lists too), and what stands on every card."""

    fields: Mapping[str, str | tuple[str, ...]]
    brand: str
    label: str
    hotlines: tuple[Hotline, ...]  # on the band, in order
    shown: Hotline | None  # the one that the card is about


class DoesNotFit(Exception):  # noqa: N818 - a finding, which becomes a problem of the post
    """A field's text has no room; *index* counts in a list (-1: the field itself)."""

    def __init__(self, name: str, index: int, keep: float) -> None:
        super().__init__(name, index, keep)
        self.name, self.index, self.keep = name, index, keep


@dataclass(slots=True)
class Layout:
    """*below*: the same for every text, kept by its value. *above*: this post's own glyphs."""

    canvas: tuple[int, int]
    mood: str
    below: list[Item] = field(default_factory=list)
    above: list[Run] = field(default_factory=list)

    @property
    def drawings(self) -> list[str]:
        """The names of all drawings on it."""
        patches = [item.name for item in self.below if isinstance(item, Patch)]
        tiles = [kind for item in self.below if isinstance(item, Tiles) for kind in item.kinds]
        return patches + tiles


def lay_out(design: SizeDesign, content: Content, palette: Palette, choices: Mapping[str, str]) -> Layout:
    """Everything of one card at its place.

    Raises:
        DoesNotFit: a text is too long for its box at its smallest size.
        KeyError, ValueError: the template names a colour, a ground or a choice that there is not.
    """
    # What a template may ask for besides its own choices: a number of three digits fills a card, one of ten
    # is a line; where there is no illustration, the tiles take its place.
    choices = {**choices, "illustrated": "yes" if content.fields.get("illustration") else "no"}
    if content.shown is not None:
        choices["number"] = "short" if len(content.shown.number) <= 4 else "long"
    layer = _Layer(design.canvas, content, palette, choices, Layout(design.canvas, palette.mood))
    for one in design.chosen(choices):
        layer.put(one)
    return layer.out


@dataclass(slots=True)
class _Layer:
    canvas: tuple[int, int]
    content: Content
    palette: Palette
    choices: Mapping[str, str]
    out: Layout

    def put(self, layer: Layer) -> None:
        if not isinstance(layer, Panel) and layer.on not in GROUNDS:
            raise KeyError(layer.on)
        match layer:
            case Panel():
                changes = {"box": self.box(layer.box), "fill": self.palette.colour(layer.fill)}
                self.out.below.append(layer.model_copy(update=changes))
            case Tiles() | Rings():
                changes = {"box": self.box(layer.box)} if isinstance(layer, Tiles) else {}
                self.out.below.append(layer.model_copy(update=changes))
            case DrawingLayer():
                self.drawing(layer)
            case Stack():
                self.stack(layer)
            case Points():
                self.points(layer)
            case Number():
                self.number(layer)
            case Header():
                self.header(layer)
            case Band():
                self.band(layer)

    def box(self, box: Box) -> Box:
        left, top, right, bottom = box
        width, height = self.canvas
        return (
            left if left >= 0 else width + left,
            top if top >= 0 else height + top,
            right if right > 0 else width + right,
            bottom if bottom > 0 else height + bottom,
        )

    def drawing(self, layer: DrawingLayer) -> None:
        name = str(self.content.fields.get(layer.field, "")) if layer.field else layer.name
        if not name:
            return
        left, top, width = (int(edge) for edge in layer.box)
        left = left if left >= 0 else self.canvas[0] + left - width
        colours = tuple(sorted(self.palette.classes(layer.on).items()))
        self.out.below.append(Patch(name, left, top, width, colours, mirror=layer.mirror == "true"))

    def stack(self, layer: Stack) -> None:
        left, top, right, bottom = self.box(layer.box)
        names, texts, gaps = [], [], []
        for one in layer.texts:
            value = self.content.fields.get(one.field, "")
            setting = Setting(one.weight, one.size[0], one.size[1], one.lines, one.leading, one.tracking)
            if isinstance(value, str) and len(words := words_of(value, setting)):
                names.append(one.field)
                texts.append((words, setting))
                gaps.append(float(one.gap))
        try:
            blocks = fit(texts, right - left, bottom - top, gaps)
        except Overflow as overflow:
            raise DoesNotFit(names[overflow.number], -1, overflow.keep) from None
        spare = bottom - top - setting_text.total(blocks, gaps)
        pen = top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[layer.align]
        for index, block in enumerate(blocks):
            pen += gaps[index] if index else 0.0
            self.out.above += runs_of(
                block, left, pen, self.palette.ink(layer.on), self.palette.marked(layer.on, block.size)
            )
            pen += block.height

    def points(self, layer: Points) -> None:
        left, top, right, bottom = self.box(layer.box)
        points = self.content.fields.get(layer.field, ())
        if isinstance(points, str) or not points:
            return
        row = min((bottom - top) / len(points), layer.row)
        top += round((bottom - top - row * len(points)) / 2)
        start = left + layer.tile + layer.gap
        setting = Setting("SemiBold", layer.size[0], layer.size[1], 2, 1.3)
        settings = [words_of(point, setting) for point in points]
        size = self._common_size(layer.field, settings, setting, right - start, row - 20)
        ink, rule = self.palette.ink(layer.on), self.palette.rule(layer.on)
        for index, words in enumerate(settings):
            middle = top + row * (index + 0.5)
            tile = min(layer.tile, int(row) - 16)
            self._numbered_tile(index, left, round(middle - tile / 2), tile, layer.on)
            block = set_block(words, setting, size, right - start)
            self.out.above += runs_of(block, start, middle - block.height / 2, ink, ink)
            if index and layer.rules:
                y = round(top + row * index)
                self.out.below.append(Panel(box=(start, y - 1, right, y + 1), fill=rule))

    def _common_size(
        self, name: str, texts: Sequence[Words], setting: Setting, width: float, height: float
    ) -> int:
        """One size for all rows: that of the longest."""
        size = setting.largest
        for index, words in enumerate(texts):
            try:
                size = min(size, fit([(words, setting)], width, height, [0.0])[0].size)
            except Overflow as overflow:
                raise DoesNotFit(name, index, overflow.keep) from None
        return size

    def _numbered_tile(self, index: int, left: int, top: int, width: int, ground: str) -> None:
        colours = self.palette.base
        mid, deep, mark = colours["mid"], colours["deep"], colours["mark"]
        turmeric = (self.palette.turmeric, self.palette.turmeric_soft, deep)
        if self.palette.is_dark(ground):
            soft = colours["soft"]
            rows = [
                turmeric,
                (soft, mix(soft, WHITE, 0.4), deep),
                (mid, mix(mid, WHITE, 0.2), deep),
                (colours["light"], soft, deep),
                turmeric,
            ]
        else:
            first = (mark, mix(mark, WHITE, 0.16), WHITE)
            soft = colours["soft"]  # not mid: neither white nor deep figures are plain on it in every mood
            rows = [
                first,
                turmeric,
                (soft, mix(soft, mid, 0.28), deep),
                (deep, mix(deep, mid, 0.3), self.palette.turmeric),
                first,
            ]
        a, b, ink = rows[index % len(rows)]
        tile = Patch("tile-leaf", left, top, width, (("a", a), ("b", b)), turn=(index + 1) % 2)
        self.out.below.append(tile)
        size = round(width * 0.53)
        self.text(str(index + 1), "ExtraBold", size, ink, left + width / 2, top + width / 2, anchor="middle")

    def number(self, layer: Number) -> None:
        hotline = self.content.shown
        if hotline is None:
            return
        left, top, right, bottom = self.box(layer.box)
        setting = Setting("Black", 2000, FLOOR, 1)
        word = words_of(hotline.display, setting).words[0]
        size = int(min((bottom - top) / CAP_HEIGHT, (right - left) / word.advance))
        digits = len(hotline.number)
        tracking = 0.0
        if digits <= 4:  # a short number is spread over the whole measure
            spare = (right - left) / size - word.advance
            tracking = max(0.0, min(spare / (digits - 1), 0.12))
        setting = Setting("Black", size, size, 1, tracking=tracking)
        block = set_block(words_of(hotline.display, setting), setting, size, 10 * self.canvas[0])
        y = (top + bottom) / 2 - block.height / 2
        colour = self.palette.turmeric if self.palette.is_dark(layer.on) else self.palette.marked(layer.on)
        bearing = block.lines[0][0].pieces[0].shaped.glyphs[0].left / font("Black").units * size
        self.out.below += runs_of(block, left - bearing, y, colour, colour)

    def header(self, layer: Header) -> None:
        ink = self.palette.ink(layer.on)
        diameter = 2 * layer.radius
        self.out.below.append(Patch("mark-lotus", layer.left, layer.middle - layer.radius, diameter, ()))
        x, right = layer.left + diameter + 20, self.canvas[0] - layer.left
        end = self.text(self.content.brand, "Bold", 30, ink, x, layer.middle)
        if end > right:
            raise DoesNotFit(BRAND, -1, (right - x) / (end - x))
        label = self.content.label.upper()
        if not layer.label or not label:
            return
        room, length = right - end - _APART, _length_of(label, "Bold", FLOOR, _LABEL_TRACKING)
        if length <= room:
            self.text(
                label, "Bold", FLOOR, ink, right, layer.middle, tracking=_LABEL_TRACKING, anchor="right"
            )
        elif self.content.fields.get(LABEL):  # the topic's own words give way to a long name instead
            raise DoesNotFit(LABEL, -1, max(0.1, room / length))

    def band(self, layer: Band) -> None:
        width, height = self.canvas
        top = height - layer.height
        ground = self.palette.band(layer.on)
        deep, light = self.palette.base["deep"], self.palette.base["light"]
        self.out.below.append(Panel(box=(0, top, width, height), fill=ground))
        leaf = (("a", self.palette.turmeric), ("b", TURMERIC_SOFT))
        self.out.below.append(Patch("tile-leaf", 0, top, layer.height, leaf))
        handset = round(layer.height * 0.46)
        inset = round(layer.height * 0.27)
        self.out.below.append(Patch("icon-handset", inset, top + inset, handset, (("a", deep),)))
        left, right, middle = layer.height + 34, width - 56, top + layer.height / 2
        lines = self.content.hotlines[:2]
        if not lines:
            return
        start = float(right)
        if len(lines) == 2:
            start -= self._cell_width(lines[1])
            self._over_name(lines[1], start, middle, light)
            right = round(start) - 40 - 16 if not layer.pair else round(start) - _APART
        if len(lines[0].number) > 4:
            if left + self._cell_width(lines[0]) > right:
                raise DoesNotFit(HOTLINES, -1, 0.5)
            self._over_name(lines[0], left, middle, light)
        else:
            self._beside_name(lines[0], left, right, middle, layer.height, light)
        if len(lines) == 2 and not layer.pair:
            x, third = round(start) - 40, layer.height // 4
            rule = mix(ground, light, 0.4)
            self.out.below.append(Panel(box=(x, top + third, x + 3, height - third), fill=rule))

    def _beside_name(
        self, hotline: Hotline, x: float, right: float, middle: float, height: int, light: str
    ) -> None:
        size = 90 if height > 115 else 82
        pen = self.text(hotline.number, "Black", size, self.palette.turmeric, x, middle) + 24
        setting = Setting("SemiBold", FLOOR, FLOOR, 2, 1.34)
        words = words_of(hotline.name, setting)
        for width in (290, right - pen):
            with suppress(Overflow):
                (block,) = fit([(words, setting)], min(width, right - pen), height, [0.0])
                self.out.below += runs_of(block, pen, middle - block.height / 2, light, light)
                return
        raise DoesNotFit(HOTLINES, -1, 0.5)

    def _over_name(self, hotline: Hotline, x: float, middle: float, light: str) -> None:
        self.text(hotline.display, "ExtraBold", 48, light, x, middle - 20)
        self.text(hotline.name, "SemiBold", FLOOR, light, x, middle + 25)

    def _cell_width(self, hotline: Hotline) -> float:
        return max(_length_of(hotline.display, "ExtraBold", 48), _length_of(hotline.name, "SemiBold", FLOOR))

    def text(
        self, words: str, weight: Weight, size: int, colour: str, x: float, middle: float, *,
        tracking: float = 0.0, anchor: str = "left",
    ) -> float:  # fmt: skip
        """One line of the kept part, its capitals' middle at *middle*; gives where it ends."""
        runs, end = _line_of(words, (weight, size, tracking), colour, (x, middle), anchor)
        self.out.below += runs
        return end


@lru_cache(maxsize=512)
def _line_of(
    words: str, style: tuple[Weight, int, float], colour: str, at: tuple[float, float], anchor: str
) -> tuple[list[Run], float]:
    """A line that many cards share: its glyphs, and where it ends."""
    block, (x, middle), size = _one_line(words, *style), at, style[1]
    length = block.width(block.lines[0])
    x -= {"left": 0.0, "middle": length / 2, "right": length}[anchor]
    return runs_of(block, x, middle - size * CAP_HEIGHT / 2, colour, colour), x + length


def runs_of(block: Block, left: float, top: float, ink: str, marked: str) -> list[Run]:
    """The glyphs of *block*, its first cap top at *top*, in two colours at most."""
    setting, size = block.setting, block.size
    scale, tracking = size / font(setting.weight).units, setting.tracking * size
    plain: list[tuple[int, int, int]] = []
    other: list[tuple[int, int, int]] = []
    for number, line in enumerate(block.lines):
        base = round(top + size * (CAP_HEIGHT + number * block.leading))
        for word, x in zip(line, line_xs(line, setting), strict=True):
            for piece in word.pieces:
                run = other if piece.is_marked else plain
                start = left + (x + piece.x) * size
                for glyph in piece.shaped.glyphs:
                    pen = start + glyph.x * scale + glyph.number * tracking
                    run.append((glyph.index, round(pen * PHASES), base - round(glyph.y * scale)))
    runs = ((ink, plain), (marked, other)) if ink != marked else ((ink, plain + other),)
    return [Run(setting.weight, size, colour, tuple(run)) for colour, run in runs if run]


def _length_of(words: str, weight: Weight, size: int, tracking: float = 0.0) -> float:
    block = _one_line(words, weight, size, tracking)
    return block.width(block.lines[0])


@lru_cache(maxsize=512)
def _one_line(words: str, weight: Weight, size: int, tracking: float) -> Block:
    setting = Setting(weight, size, size, 1, tracking=tracking)
    return set_block(words_of(words.replace("\n", " "), setting), setting, size, float("inf"))
