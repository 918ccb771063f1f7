"""A post's card as things at their places: what is painted once and kept, and the post's own text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.cards.design.colours import Palette
from scheduler.cards.design.fixed import BETWEEN_BARS, bars_of, depends_on, lay_fixed, rows_of, shown_rows
from scheduler.cards.design.items import Content, DoesNotFit, Layout, edges, runs_of
from scheduler.cards.design.layers import Points, Rows, Stack
from scheduler.cards.design.template import SizeDesign
from scheduler.cards.typesetting.fitting import Block, Overflow, Setting, fit, set_block, total, words_of
from scheduler.cards.typesetting.fonts import style_of
from scheduler.cards.typesetting.segments import Words

# Pixels of a row that its text leaves free, so that two lines of one are nearer than two rows.
_BETWEEN_ROWS, _IN_ROW, _IN_BAR = 26, 30, 20
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
    if content.shown is not None:
        choices["number"] = "short" if len(content.shown.number) <= 4 else "long"
    layers = design.chosen(choices)
    needs = frozenset(choices.items()), palette.key, depends_on(layers, content)
    fixed = design.kept(needs, lambda: lay_fixed(layers, design.canvas, content, palette))
    layout = Layout(design.canvas, palette.mood, fixed)
    for layer in layers:
        if isinstance(layer, Stack):
            _stack(layer, layout, content, palette)
        elif isinstance(layer, Points):
            _points(layer, layout, content, palette)
        elif isinstance(layer, Rows):
            _rows(layer, layout, content, palette)
    return layout


def _stack(layer: Stack, layout: Layout, content: Content, palette: Palette) -> None:
    left, top, right, bottom = edges(layer.box, layout.canvas)
    names, texts, gaps, colours = [], [], [], []
    for one in layer.texts:
        value = content.fields.get(one.field, "") if one.field else one.text
        if one.caps and isinstance(value, str):
            value = value.upper()
        style = style_of(one.weight, content.family)
        setting = Setting(style, *one.size, one.lines, one.leading, one.tracking, one.khmer)
        if isinstance(value, str) and len(words := words_of(value, setting)):
            names.append(one.field)
            texts.append((words, setting))
            gaps.append(float(one.gap))
            colours.append(palette.colour(one.colour) if one.colour else palette.ink(layer.on))
    try:
        over = float("inf") if layer.over is None else layer.over
        blocks = fit(texts, right - left, bottom - top, gaps, over)
    except Overflow as overflow:
        raise DoesNotFit(names[overflow.number], -1, overflow.keep, overflow.word) from None
    spare = bottom - top - total(blocks, gaps)
    pen = top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[layer.align]
    for index, block in enumerate(blocks):
        pen += gaps[index] if index else 0.0
        layout.above += runs_of(block, left, pen, colours[index], palette.marked(layer.on, block.size))
        pen += block.height


def _points(layer: Points, layout: Layout, content: Content, palette: Palette) -> None:
    points = content.fields.get(layer.field, ())
    if isinstance(points, str) or not points:
        return
    rows = (
        bars_of(layer, layout.canvas, len(points))
        if layer.bars
        else rows_of(layer, layout.canvas, len(points))
    )
    setting = Setting(style_of("SemiBold", content.family), layer.size[0], layer.size[1], 2, 1.3)
    texts = [words_of(point, setting) for point in points]
    room = rows.height - (BETWEEN_BARS if layer.bars else 0)
    height = room - (_IN_BAR if layer.bars else _IN_ROW)
    try:
        blocks = _alike(texts, setting, rows.right - rows.start, height, room - _FREE)
    except Overflow as overflow:
        raise DoesNotFit(layer.field, overflow.number, overflow.keep, overflow.word) from None
    ink = palette.ink("light" if layer.bars else layer.on)
    for index, block in enumerate(blocks):
        middle = rows.top + rows.height * (index + 0.5)
        layout.above += runs_of(block, rows.start, _top_of(block, middle, room - _FREE), ink, ink)


def _rows(layer: Rows, layout: Layout, content: Content, palette: Palette) -> None:
    shown = shown_rows(layer, content)
    if not shown:
        return
    rows = rows_of(layer, layout.canvas, len(shown))
    setting = Setting(style_of("SemiBold", content.family), layer.size[0], layer.size[1], layer.lines, 1.3)
    ink, width = palette.ink(layer.on), rows.right - rows.start
    spare, free = (_BETWEEN_ROWS, _FREE) if len(shown) > 1 else (0, 0)
    for index, (item, value) in enumerate(shown):
        words = words_of(value, setting)
        try:
            (block,) = _alike([words], setting, width, rows.height - spare, rows.height - free)
        except Overflow as overflow:
            raise DoesNotFit(item.field, -1, overflow.keep, overflow.word) from None
        top = _top_of(block, rows.top + rows.height * (index + 0.5), rows.height - free)
        layout.above += runs_of(block, rows.start, top, ink, palette.marked(layer.on, block.size))


def _alike(texts: Sequence[Words], setting: Setting, width: float, height: float, room: float) -> list[Block]:
    """*texts* in one size, that of the longest: each in *height* pixels, and with all its ink in *room*.

    Raises:
        Overflow: the text of that number does not fit.
    """
    size = setting.largest
    for number, words in enumerate(texts):
        try:
            size = min(size, fit([(words, setting)], width, height, [0.0])[0].size)
        except Overflow as overflow:
            raise Overflow(number, overflow.keep, overflow.word) from None
    while True:
        blocks = [set_block(words, setting, size, width) for words in texts]
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
