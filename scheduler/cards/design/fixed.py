"""The part of a card that many posts share: panels, tiles, drawings, header, band, the great number."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from scheduler.calendar.model import Hotline
from scheduler.cards.design.colours import GROUNDS, WHITE, Palette, contrast, mix
from scheduler.cards.design.items import (
    BRAND,
    HOTLINES,
    LABEL,
    Content,
    DoesNotFit,
    Emblem,
    Item,
    Logo,
    Patch,
    Run,
    Shared,
    edges,
    runs_of,
)
from scheduler.cards.design.layers import (
    Band,
    DrawingLayer,
    Figure,
    Gradient,
    Header,
    Number,
    Panel,
    Photo,
    Points,
    Qr,
    Rings,
    RowItem,
    Rows,
    Shape,
    Tiles,
)
from scheduler.cards.design.logos import mark_of
from scheduler.cards.design.placing import PICTORIAL, needs_of, place
from scheduler.cards.design.template import Layer
from scheduler.cards.typesetting.fitting import FLOOR, Block, Overflow, Setting, fit, set_block, words_of
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, Style, Weight, font, style_of

_LABEL_TRACKING = 0.08  # em, of its capitals
_LOST = 1.6  # contrast of a mark's plate with a light ground, below which it has a ring
_APART = 40  # pixels between two texts of one line
BETWEEN_BARS = 24  # pixels between the bars of answers
_BAR_RADIUS = 36
_AROUND_TILE = 14  # pixels of a row that its tile leaves free


def lay_fixed(layers: Sequence[Layer], canvas: tuple[int, int], content: Content, palette: Palette) -> Shared:
    """What of *layers* does not depend on the post's own words (of a list, its count of points alone does).

    Raises:
        DoesNotFit: the brand's name, the label or a hotline has no room.
        KeyError, ValueError: the template names a colour or a ground that there is not.
    """
    fixed = _Fixed(canvas, content, palette)
    for layer in layers:
        fixed.put(layer)
    return Shared(fixed.items)


def depends_on(layers: Sequence[Layer], content: Content) -> tuple[object, ...]:
    """All of *content* that `lay_fixed` looks at."""
    fields = content.fields
    drawn = tuple(fields.get(layer.field) for layer in layers if isinstance(layer, DrawingLayer))
    counts = tuple(len(fields.get(layer.field, ())) for layer in layers if isinstance(layer, Points))
    own_label = bool(fields.get(LABEL))
    there = tuple(bool(fields.get(i.field)) for one in layers if isinstance(one, Rows) for i in one.items)
    pictorial = tuple(needs_of(layer, content) for layer in layers if isinstance(layer, PICTORIAL))
    return (
        drawn,
        pictorial,
        content.page,
        counts,
        there,
        content.brand,
        content.label,
        own_label,
        content.hotlines,
        content.shown,
        content.logo,
        content.family,
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the rows of a list stand, in pixels: its edges, a row's height, its tile, where texts start."""

    left: int
    right: int
    top: int
    height: float
    tile: int
    start: int


def rows_of(layer: Points | Rows, canvas: tuple[int, int], count: int) -> Grid:
    """The rows of *count* points, centred in the layer's box."""
    left, top, right, bottom = edges(layer.box, canvas)
    height = min((bottom - top) / count, layer.row)
    top += round((bottom - top - height * count) / 2)
    tile = min(layer.tile, int(height) - _AROUND_TILE)
    return Grid(left, right, top, height, tile, left + tile + layer.gap)


def bars_of(layer: Points, canvas: tuple[int, int], count: int) -> Grid:
    """The same for bars: their tiles are as tall as they are, and their text keeps from their round end."""
    rows = rows_of(layer, canvas, count)
    start = rows.left + round(rows.height) - BETWEEN_BARS + layer.gap
    return replace(rows, right=rows.right - _BAR_RADIUS, start=start)


def shown_rows(layer: Rows, content: Content) -> list[tuple[RowItem, str]]:
    """The items that have something to say, with their words."""
    pairs = ((item, content.fields.get(item.field, "") if item.field else item.text) for item in layer.items)
    return [(item, value) for item, value in pairs if isinstance(value, str) and value.strip()]


@dataclass(slots=True)
class _Fixed:
    canvas: tuple[int, int]
    content: Content
    palette: Palette
    items: list[Item] = field(default_factory=list)

    def put(self, layer: Layer) -> None:
        if not isinstance(layer, Panel | Gradient | Shape) and layer.on not in GROUNDS:
            raise KeyError(layer.on)
        match layer:
            case Panel():
                changes = {"box": edges(layer.box, self.canvas), "fill": self.palette.colour(layer.fill)}
                self.items.append(layer.model_copy(update=changes))
            case Tiles():
                colours = tuple(self.palette.colour(name) for name in layer.colours)
                changes = {"box": edges(layer.box, self.canvas), "colours": colours}
                self.items.append(layer.model_copy(update=changes))
            case Rings():
                self.items.append(layer)
            case DrawingLayer():
                self.drawing(layer)
            case Points():
                (self.bars if layer.bars else self.points)(layer)
            case Rows():
                self.rows(layer)
            case Number():
                self.number(layer)
            case Header():
                self.header(layer)
            case Band():
                self.band(layer)
            case Photo() | Figure() | Qr() | Gradient() | Shape():
                self.items += place(layer, self.canvas, self.content, self.palette)

    def drawing(self, layer: DrawingLayer) -> None:
        name = str(self.content.fields.get(layer.field, "")) if layer.field else layer.name
        if not name:
            return
        left, top, width = (int(edge) for edge in layer.box)
        left = left if left >= 0 else self.canvas[0] + left - width
        colours = tuple(sorted(self.palette.classes(layer.on).items()))
        self.items.append(Patch(name, left, top, width, colours, mirror=layer.mirror == "true"))

    def points(self, layer: Points) -> None:
        count = len(self.content.fields.get(layer.field, ()))
        if not count:
            return
        rows = rows_of(layer, self.canvas, count)
        tile = rows.tile
        for index in range(count):
            middle = rows.top + rows.height * (index + 0.5)
            self._numbered_tile(index, rows.left, round(middle - tile / 2), tile, layer.on)
            if index and layer.rules:
                y = round(rows.top + rows.height * index)
                rule = self.palette.rule(layer.on)
                self.items.append(Panel(box=(rows.start, y - 1, rows.right, y + 1), fill=rule))

    def bars(self, layer: Points) -> None:
        count = len(self.content.fields.get(layer.field, ()))
        if not count:
            return
        rows = rows_of(layer, self.canvas, count)
        bar = round(rows.height) - BETWEEN_BARS
        base, deep = self.palette.base, self.palette.base["deep"]
        guest, pale = self.palette.classes("deep")["guest-soft"], mix(base["mid"], WHITE, 0.5)
        # None of them stands out: the answer is not given away.
        tones = [base["soft"], self.palette.turmeric, guest, pale]
        fill = base["soft" if layer.on == "light" else "light"]
        for index in range(count):
            top = round(rows.top + rows.height * (index + 0.5) - bar / 2)
            corners = (0, _BAR_RADIUS, _BAR_RADIUS, 0)
            self.items.append(Panel(box=(rows.left, top, rows.right, top + bar), fill=fill, corners=corners))
            tone = tones[index % len(tones)]
            colours = (("a", tone), ("b", mix(tone, WHITE, 0.42)))
            self.items.append(Patch("tile-leaf", rows.left, top, bar, colours, turn=(index + 1) % 2))
            place = rows.left + bar / 2, top + bar / 2
            self.text("ABCDEF"[index], "ExtraBold", round(bar * 0.54), deep, *place, anchor="middle")

    def rows(self, layer: Rows) -> None:
        shown = shown_rows(layer, self.content)
        if not shown:
            return
        rows = rows_of(layer, self.canvas, len(shown))
        tile = rows.tile
        deep, soft = self.palette.base["deep"], self.palette.base["soft"]
        tones = [soft, self.palette.turmeric, self.palette.classes("deep")["guest-soft"]]
        for index, (item, _) in enumerate(shown):
            top, tone = round(rows.top + rows.height * (index + 0.5) - tile / 2), tones[index % len(tones)]
            if layer.bare:
                ink = self.palette.classes(layer.on)["alt"]
                self.items.append(Patch(item.icon, rows.left, top, tile, (("a", ink),)))
                continue
            colours = (("a", tone), ("b", mix(tone, WHITE, 0.42)))
            self.items.append(Patch("tile-leaf", rows.left, top, tile, colours, turn=(index + 1) % 2))
            inset = round(tile * 0.27)
            icon = Patch(item.icon, rows.left + inset, top + inset, tile - 2 * inset, (("a", deep),))
            self.items.append(icon)

    def _numbered_tile(self, index: int, left: int, top: int, width: int, ground: str) -> None:
        colours = self.palette.base
        mid, deep, mark = colours["mid"], colours["deep"], colours["mark"]
        turmeric = (self.palette.turmeric, self.palette.turmeric_soft, deep)
        if self.palette.is_dark(ground):
            soft = colours["soft"]
            rows = [
                turmeric,
                (soft, mix(soft, WHITE, 0.4), deep),
                self.palette.tile(mid),
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
                (deep, mix(deep, self.palette.toward("deep"), 0.3), self.palette.turmeric),
                first,
            ]
        a, b, ink = rows[index % len(rows)]
        tile = Patch("tile-leaf", left, top, width, (("a", a), ("b", b)), turn=(index + 1) % 2)
        self.items.append(tile)
        size = round(width * 0.53)
        self.text(str(index + 1), "ExtraBold", size, ink, left + width / 2, top + width / 2, anchor="middle")

    def number(self, layer: Number) -> None:
        hotline = self.content.shown
        if hotline is None:
            return
        left, top, right, bottom = edges(layer.box, self.canvas)
        style = self.style("Black")
        setting = Setting(style, 2000, FLOOR, 1)
        word = words_of(hotline.display, setting).words[0]
        size = int(min((bottom - top) / CAP_HEIGHT, (right - left) / word.advance))
        digits = len(hotline.number)
        tracking = 0.0
        if digits <= 4:  # a short number is spread over the whole measure
            spare = (right - left) / size - word.advance
            tracking = max(0.0, min(spare / (digits - 1), 0.12))
        setting = Setting(style, size, size, 1, tracking=tracking)
        block = set_block(words_of(hotline.display, setting), setting, size, 10 * self.canvas[0])
        y = (top + bottom) / 2 - block.height / 2
        colour = self.palette.figure(layer.on)
        bearing = block.lines[0][0].pieces[0].shaped.glyphs[0].left / font(style).units * size
        self.items += runs_of(block, left - bearing, y, colour, colour)

    def header(self, layer: Header) -> None:
        ink = self.palette.ink(layer.on)
        diameter = 2 * layer.radius
        top, right = layer.middle - layer.radius, self.canvas[0] - layer.left
        if self.content.logo:
            room = right - layer.left - 20 - _length_of(self.content.brand, self.style("Bold"), 30)
            wide = self.emblem(self.content.logo, layer.left, top, diameter, room, layer.on)
        else:
            wide = diameter
            self.items.append(Patch("mark-lotus", layer.left, top, diameter, ()))
        x = layer.left + wide + 20
        end = self.text(self.content.brand, "Bold", 30, ink, x, layer.middle)
        if end > right:
            raise DoesNotFit(BRAND, -1, (right - x) / (end - x))
        label = self.content.label.upper()
        if layer.label == "page" and self.content.page:
            label = self.content.page
        if not layer.label or not label:
            return
        room, length = right - end - _APART, _length_of(label, self.style("Bold"), FLOOR, _LABEL_TRACKING)
        if length <= room:
            self.text(
                label, "Bold", FLOOR, ink, right, layer.middle, tracking=_LABEL_TRACKING, anchor="right"
            )
        elif self.content.fields.get(LABEL):  # the topic's own words give way to a long name instead
            raise DoesNotFit(LABEL, -1, max(0.1, room / length))

    def emblem(self, logo: Logo, left: int, top: int, height: int, room: float, ground: str) -> int:
        """The office's own mark on its plate; gives how wide that is."""
        mark, here = mark_of(logo), self.palette.base[ground]
        width, plate = mark.width(height, room), mark.plate or self.palette.base["deep"]
        is_lost = not self.palette.is_dark(ground) and contrast(plate, here) < _LOST
        ring = mix(here, self.palette.base["deep"], 0.24) if is_lost else ""
        self.items.append(Emblem(logo, left, top, width, height, plate, ring))
        return width

    def band(self, layer: Band) -> None:
        width, height = self.canvas
        top = height - layer.height
        ground = self.palette.band(layer.on)
        deep, light = self.palette.base["deep"], self.palette.base["light"]
        self.items.append(Panel(box=(0, top, width, height), fill=ground))
        leaf = (("a", self.palette.turmeric), ("b", self.palette.turmeric_leaf))
        self.items.append(Patch("tile-leaf", 0, top, layer.height, leaf))
        lines = self.content.hotlines[:2]
        if not lines:  # a handset would promise a number
            pale = ("a", mix(ground, light, 0.14)), ("b", mix(ground, light, 0.28))
            self.items += [
                Patch("tile-leaf", left, top, layer.height, pale)
                for left in range(layer.height, width, layer.height)
            ]
            return
        handset = round(layer.height * 0.46)
        inset = round(layer.height * 0.27)
        self.items.append(Patch("icon-handset", inset, top + inset, handset, (("a", deep),)))
        left, right, middle = layer.height + 34, width - 56, top + layer.height / 2
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
            self.items.append(Panel(box=(x, top + third, x + 3, height - third), fill=rule))

    def _beside_name(
        self, hotline: Hotline, x: float, right: float, middle: float, height: int, light: str
    ) -> None:
        size = 90 if height > 115 else 82
        pen = self.text(hotline.number, "Black", size, self.palette.turmeric, x, middle) + 20
        setting = Setting(self.style("SemiBold"), FLOOR, FLOOR, 2, 1.34)
        words = words_of(hotline.name, setting)
        for width in (290, right - pen):
            with suppress(Overflow):
                (block,) = fit([(words, setting)], min(width, right - pen), height, [0.0])
                self.items += runs_of(block, pen, middle - block.height / 2, light, light)
                return
        raise DoesNotFit(HOTLINES, -1, 0.5)

    def _over_name(self, hotline: Hotline, x: float, middle: float, light: str) -> None:
        self.text(hotline.display, "ExtraBold", 48, light, x, middle - 20)
        self.text(hotline.name, "SemiBold", FLOOR, light, x, middle + 25)

    def _cell_width(self, hotline: Hotline) -> float:
        number = _length_of(hotline.display, self.style("ExtraBold"), 48)
        return max(number, _length_of(hotline.name, self.style("SemiBold"), FLOOR))

    def style(self, weight: Weight) -> Style:
        """That weight in the office's font."""
        return style_of(weight, self.content.family)

    def text(
        self, words: str, weight: Weight, size: int, colour: str, x: float, middle: float, *,
        tracking: float = 0.0, anchor: str = "left",
    ) -> float:  # fmt: skip
        """One line of the kept part, its capitals' middle at *middle*; gives where it ends."""
        runs, end = _line_of(words, (self.style(weight), size, tracking), colour, (x, middle), anchor)
        self.items += runs
        return end


@lru_cache(maxsize=512)
def _line_of(
    words: str, style: tuple[Style, int, float], colour: str, at: tuple[float, float], anchor: str
) -> tuple[list[Run], float]:
    """A line that many cards share: its glyphs, and where it ends."""
    block, (x, middle), size = _one_line(words, *style), at, style[1]
    length = block.width(block.lines[0])
    x -= {"left": 0.0, "middle": length / 2, "right": length}[anchor]
    return runs_of(block, x, middle - size * CAP_HEIGHT / 2, colour, colour), x + length


def _length_of(words: str, weight: Style, size: int, tracking: float = 0.0) -> float:
    block = _one_line(words, weight, size, tracking)
    return block.width(block.lines[0])


@lru_cache(maxsize=512)
def _one_line(words: str, weight: Style, size: int, tracking: float) -> Block:
    setting = Setting(weight, size, size, 1, tracking=tracking)
    return set_block(words_of(words.replace("\n", " "), setting), setting, size, float("inf"))
