"""The part of a card that many posts share: panels, tiles, drawings, header, band, the great number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scheduler.cards.design.banding import band_items
from scheduler.cards.design.colours import GROUNDS, WHITE, Palette, contrast, mix
from scheduler.cards.design.items import (
    BRAND,
    LABEL,
    Content,
    DoesNotFit,
    Emblem,
    Item,
    Logo,
    Patch,
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
    Rows,
    Shape,
    Tiles,
)
from scheduler.cards.design.logos import mark_of
from scheduler.cards.design.one_line import length_of, line_of
from scheduler.cards.design.placing import PICTORIAL, needs_of, place
from scheduler.cards.design.rows import APART, BAR_RADIUS, BETWEEN_BARS, rows_of, shown_rows
from scheduler.cards.design.template import Layer
from scheduler.cards.occasions import OCCASIONS
from scheduler.cards.typesetting.fitting import FLOOR, Overflow, Setting, fit, floor_of, set_block, words_of
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, Style, Weight, font, style_of

Dressed = TypeVar("Dressed", Tiles, Figure)

_LABEL_TRACKING = 0.08  # em, of its capitals
_NAME_LEADING = 1.12
_HEAD_AIR = 12  # pixels above a name in two lines
_WIDEST = 0.4  # em between the digits of a short number
_LOST = 1.6  # contrast of a mark's plate with a light ground, below which it has a ring


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
        content.occasion,
        content.family,
    )


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
                layer = self._dressed(layer)
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
                self.items += band_items(layer, self.canvas, self.content, self.palette)
            case Figure():
                self.items += place(self._dressed(layer), self.canvas, self.content, self.palette)
            case Photo() | Qr() | Gradient() | Shape():
                self.items += place(layer, self.canvas, self.content, self.palette)

    def _dressed(self, layer: Dressed) -> Dressed:
        """*layer* with the tiles of the card's occasion, where it has one."""
        tiles = OCCASIONS[self.content.occasion].tiles if self.content.occasion else {}
        kinds = tuple(tiles.get(kind, kind) for kind in layer.kinds)
        return layer if kinds == layer.kinds else layer.model_copy(update={"kinds": kinds})

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
            across, middle = rows.at(index)
            self._numbered_tile(index, rows.left + across, round(middle - tile / 2), tile, layer.on)
            if index >= rows.columns and layer.rules:
                y = round(middle - rows.height / 2)
                rule = self.palette.rule(layer.on)
                box = (rows.start + across, y - 1, rows.right + across, y + 1)
                self.items.append(Panel(box=box, fill=rule))

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
            across, middle = rows.at(index)
            left, top = rows.left + across, round(middle - bar / 2)
            box, corners = (left, top, rows.right + across, top + bar), (0, BAR_RADIUS, BAR_RADIUS, 0)
            self.items.append(Panel(box=box, fill=fill, corners=corners))
            tone = tones[index % len(tones)]
            colours = (("a", tone), ("b", mix(tone, WHITE, 0.42)))
            self.items.append(Patch("tile-leaf", left, top, bar, colours, turn=(index + 1) % 2))
            place = left + bar / 2, top + bar / 2
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
        if 1 < digits <= 4:  # a short number is spread over the whole measure
            glyphs, units = word.pieces[0].shaped.glyphs, font(style).units
            bare = (glyphs[-1].x + glyphs[-1].right - glyphs[0].x - glyphs[0].left) / units
            tracking = min(max(0.0, ((right - left) / size - bare) / (digits - 1)), _WIDEST)
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
        bold, floor, limit = self.style("Bold"), floor_of(self.canvas[0]), layer.right or right
        setting = Setting(bold, floor, floor, 2, _NAME_LEADING)
        words = words_of(self.content.brand, setting)
        name, wide = None, diameter
        whole = room = limit - layer.left
        if self.content.logo:  # half of the room at least is the name's, which may have two lines
            room -= 20 + round(min(length_of(self.content.brand, bold, floor), whole / 2))
            wide = mark_of(self.content.logo).width(diameter, room)
        try:
            (name,) = fit([(words, setting)], whole - wide - 20, 3 * floor, [0.0])
        except Overflow as overflow:
            if not (self.content.logo and mark_of(self.content.logo).is_wide):
                raise DoesNotFit(BRAND, -1, overflow.keep) from None
            room = whole  # a wide logo says who it is: where its name has no room beside it, it stands alone
        if self.content.logo:
            wide = self.emblem(self.content.logo, layer.left, top, diameter, room, layer.on)
        else:
            petal, inner = self.palette.tones.sign[::-1]  # white lies around them, whatever the ground
            colours = ("petal", petal), ("petal-deep", inner)
            self.items.append(Patch("mark-lotus", layer.left, top, diameter, colours))
        x, end = layer.left + wide + 20, float(layer.left + wide)
        if name:
            upper = max(layer.middle - name.height / 2, _HEAD_AIR)
            self.items += runs_of(name, x, upper, ink, ink)
            end = x + max(name.width(line) for line in name.lines)
        label = self.content.page or self.content.label.upper()  # whoever swipes sees how many there are
        if not layer.label or not label:
            return
        rest, length = right - end - APART, length_of(label, bold, floor, _LABEL_TRACKING)
        if length <= rest:
            self.text(
                label, "Bold", floor, ink, right, layer.middle, tracking=_LABEL_TRACKING, anchor="right"
            )
        elif (
            self.content.fields.get(LABEL) and not self.content.page
        ):  # the topic's own words give way to a long name instead
            raise DoesNotFit(LABEL, -1, max(0.1, rest / length))

    def emblem(self, logo: Logo, left: int, top: int, height: int, room: float, ground: str) -> int:
        """The office's own mark on its plate; gives how wide that is."""
        mark, here = mark_of(logo), self.palette.base[ground]
        width, plate = mark.width(height, room), mark.plate or self.palette.base["deep"]
        is_lost = not self.palette.is_dark(ground) and contrast(plate, here) < _LOST
        ring = mix(here, self.palette.base["deep"], 0.24) if is_lost else ""
        self.items.append(Emblem(logo, left, top, width, height, plate, ring))
        return width

    def style(self, weight: Weight) -> Style:
        """That weight in the office's font."""
        return style_of(weight, self.content.family)

    def text(
        self, words: str, weight: Weight, size: int, colour: str, x: float, middle: float, *,
        tracking: float = 0.0, anchor: str = "left",
    ) -> float:  # fmt: skip
        """One line of the kept part, its capitals' middle at *middle*; gives where it ends."""
        runs, end = line_of(words, (self.style(weight), size, tracking), colour, (x, middle), anchor)
        self.items += runs
        return end
