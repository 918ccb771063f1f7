"""A post's card as things at their places: what is painted once and kept, and the post's own text."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress

from scheduler.cards.design.colours import Palette
from scheduler.cards.design.fixed import depends_on, lay_fixed
from scheduler.cards.design.items import Content, DoesNotFit, LaidLayer, Layout, Shared, runs_of
from scheduler.cards.design.layers import Box, Points, Qr, Rows, Stack
from scheduler.cards.design.plate import QR, Plate, asked, beside, plate_of, rooms
from scheduler.cards.design.rows import BETWEEN_BARS, bars_of, rows_of, shown_rows
from scheduler.cards.design.template import Layer, SizeDesign
from scheduler.cards.typesetting.fitting import (
    Block,
    Overflow,
    Setting,
    fit,
    floor_of,
    set_block,
    total,
    words_of,
)
from scheduler.cards.typesetting.fonts import style_of
from scheduler.cards.typesetting.segments import Words

# Pixels of a row that its text leaves free, so that two lines of one are nearer than two rows.
_BETWEEN_ROWS, _IN_ROW, _IN_BAR = 26, 30, 20
_UPRIGHT = 2  # signs of a figure that is about as tall as it is wide
_FREE = 8  # and those that the marks above and below its letters leave free


def lay_out(design: SizeDesign, content: Content, palette: Palette, choices: Mapping[str, str]) -> Layout:
    """Everything of one card at its place.

    Raises:
        DoesNotFit: a text is too long for its box at its smallest size.
        KeyError, ValueError: the template names a colour, a ground or a choice that there is not.
    """
    # What a template may ask for besides its own choices: a number of three digits fills a card, one of ten
    # is a line; where there is no illustration, the tiles take its place.
    choices = {**choices, "illustrated": "yes" if content.fields.get("illustration") else "no"}
    choices |= {f"with-{name}": "yes" for name, value in content.fields.items() if value}
    choices |= {"pictured": "yes" if content.photos else "no"}
    choices |= {"linked": "yes" if content.fields.get("link_name") else "no"}
    choices["coded"] = asked(content.fields)
    if number := content.fields.get("number"):
        choices["signs"] = "one" if len(number) == 1 else "several"
        choices["flat"] = "yes" if len(number) > _UPRIGHT else "no"
    if content.shown is not None:
        choices["number"] = "short" if len(content.shown.number) <= 4 else "long"
    if not design.rooms:
        return _laid_out(design, content, palette, choices)
    for room in design.rooms:
        with suppress(DoesNotFit):
            return _laid_out(design, content, palette, {**choices, "room": room})
    return _laid_out(design, content, palette, {**choices, "room": "no"})


def _laid_out(design: SizeDesign, content: Content, palette: Palette, choices: Mapping[str, str]) -> Layout:
    layers: Sequence[Layer] = design.chosen(choices)
    needs: tuple[Hashable, ...] = frozenset(choices.items()), palette.key, depends_on(layers, content)
    plate = plate_of(layers, design.canvas, content)
    if plate is None:
        fixed = design.kept(needs, lambda: lay_fixed(layers, design.canvas, content, palette))
    else:
        layers = tuple(beside(layers, design.canvas, plate))
        fixed = design.kept(
            (*needs, plate.items),
            lambda: Shared((*lay_fixed(layers, design.canvas, content, palette), *plate.items)),
        )
    layout = Layout(design.canvas, palette.mood, fixed, layers=layers)
    for layer in layers:
        _written(layer, layout, content, palette, plate)
    return layout


def layer_by_layer(layout: Layout, content: Content, palette: Palette) -> Iterator[LaidLayer]:
    """What each layer of *layout* puts on the card, back to front; *content* and *palette* as it has them."""
    plate = plate_of(layout.layers, layout.canvas, content)
    for layer in layout.layers:
        own = Layout(layout.canvas, layout.mood)
        _written(layer, own, content, palette, plate)
        below = lay_fixed((layer,), layout.canvas, content, palette)
        yield LaidLayer(layer, tuple(below), tuple(own.above))
    if plate is not None:
        yield LaidLayer(Qr(field=QR, box=plate.box, on="light"), plate.items, ())


def _written(layer: Layer, layout: Layout, content: Content, palette: Palette, plate: Plate | None) -> None:
    if isinstance(layer, Stack):
        _stack(layer, layout, content, palette, rooms(layer, layout.canvas, plate))
    elif isinstance(layer, Points):
        _points(layer, layout, content, palette)
    elif isinstance(layer, Rows):
        _rows(layer, layout, content, palette)


def _stack(layer: Stack, layout: Layout, content: Content, palette: Palette, boxes: Sequence[Box]) -> None:
    names, texts, gaps, colours = [], [], [], []
    for one in layer.texts:
        value = content.fields.get(one.field, "") if one.field else one.text
        if one.caps and isinstance(value, str):
            value = value.upper()
        style = style_of(one.weight, content.family)
        setting = Setting(style, *_sizes(one.size, layout), one.lines, one.leading, one.tracking, one.khmer)
        if isinstance(value, str) and len(words := words_of(value, setting)):
            names.append(one.field)
            texts.append((words, setting))
            gaps.append(float(one.gap))
            colours.append(palette.colour(one.colour) if one.colour else palette.ink(layer.on))
    over = float("inf") if layer.over is None else layer.over
    fitted: tuple[list[Block], Box] | None = None
    for number, box in enumerate(boxes):  # one, but for the texts of a card with a code
        try:
            blocks = fit(texts, box[2] - box[0], box[3] - box[1], gaps, over)
        except Overflow as overflow:
            if number + 1 == len(boxes) and fitted is None:
                raise DoesNotFit(names[overflow.number], -1, overflow.keep, overflow.word) from None
            continue
        if fitted is None or [block.size for block in blocks] > [block.size for block in fitted[0]]:
            fitted = blocks, box
    assert fitted is not None, "else it was told"
    blocks, (left, top, _, bottom) = fitted
    spare = bottom - top - total(blocks, gaps)
    pen = top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[layer.align]
    for index, block in enumerate(blocks):
        pen += gaps[index] if index else 0.0
        layout.above += runs_of(block, left, pen, colours[index], palette.marked(layer.on, _least(block)))
        pen += block.height


def _least(block: Block) -> int:
    """The size of its smallest letters: Khmer ones may be smaller than the others."""
    if block.size > 60:
        return block.size
    return int(
        block.size * min(piece.scale for line in block.lines for word in line for piece in word.pieces)
    )


def _points(layer: Points, layout: Layout, content: Content, palette: Palette) -> None:
    points = content.fields.get(layer.field, ())
    if isinstance(points, str) or not points:
        return
    rows = (
        bars_of(layer, layout.canvas, len(points))
        if layer.bars
        else rows_of(layer, layout.canvas, len(points))
    )
    setting = Setting(style_of("SemiBold", content.family), *_sizes(layer.size, layout), 2, 1.3)
    texts = [words_of(point, setting) for point in points]
    room = rows.height - (BETWEEN_BARS if layer.bars else 0)
    height = room - (_IN_BAR if layer.bars else _IN_ROW)
    try:
        blocks = _alike(texts, setting, rows.right - rows.start, height, room - _FREE)
    except Overflow as overflow:
        raise DoesNotFit(layer.field, overflow.number, overflow.keep, overflow.word) from None
    ink = palette.ink("light" if layer.bars else layer.on)
    for index, block in enumerate(blocks):
        across, middle = rows.at(index)
        layout.above += runs_of(block, rows.start + across, _top_of(block, middle, room - _FREE), ink, ink)


def _rows(layer: Rows, layout: Layout, content: Content, palette: Palette) -> None:
    shown = shown_rows(layer, content)
    if not shown:
        return
    rows = rows_of(layer, layout.canvas, len(shown))
    setting = Setting(style_of("SemiBold", content.family), *_sizes(layer.size, layout), layer.lines, 1.3)
    ink, width = palette.ink(layer.on), rows.right - rows.start
    spare, free = (_BETWEEN_ROWS, _FREE) if len(shown) > 1 else (0, 0)
    texts = [words_of(value, setting) for _, value in shown]
    try:
        blocks = _alike(texts, setting, width, rows.height - spare, rows.height - free)
    except Overflow as overflow:
        raise DoesNotFit(shown[overflow.number][0].field, -1, overflow.keep, overflow.word) from None
    for index, block in enumerate(blocks):
        top = _top_of(block, rows.top + rows.height * (index + 0.5), rows.height - free)
        layout.above += runs_of(block, rows.start, top, ink, palette.marked(layer.on, block.size))


def _sizes(asked: tuple[int, int], layout: Layout) -> tuple[int, int]:
    """The largest and the smallest size as a template asks for them, but never below what can be read."""
    floor = floor_of(layout.canvas[0])
    return max(asked[0], floor), max(asked[1], floor)


def _alike(texts: Sequence[Words], setting: Setting, width: float, height: float, room: float) -> list[Block]:
    """*texts* in one size, that of the longest: each in *height* pixels, and with all its ink in *room*.

    Raises:
        Overflow: the text of that number does not fit.
    """
    size, levels = setting.largest, []
    for number, words in enumerate(texts):
        try:
            (block,) = fit([(words, setting)], width, height, [0.0])
            size = min(size, block.size)
            levels.append(block.level)
        except Overflow as overflow:
            raise Overflow(number, overflow.keep, overflow.word) from None
    while True:
        blocks = [
            set_block(words, setting, size, width, level) for words, level in zip(texts, levels, strict=True)
        ]
        inks = [_above(block) + block.height + block.depth for block in blocks]
        if max(inks) <= room:
            return blocks
        size -= 1
        if size < setting.smallest:
            raise Overflow(inks.index(max(inks)), max(0.1, 0.9 * room / max(inks)))


def _above(block: Block) -> float:
    """How far ink goes above the block's top, in pixels."""
    return max(0.0, block.rise - block.drop)


def _top_of(block: Block, middle: float, room: float) -> float:
    """The top of a block in its row: its letters in the middle, unless their marks would leave *room*."""
    top = min(middle - block.height / 2, middle + room / 2 - block.height - block.depth)
    return max(top, middle - room / 2 + _above(block))
