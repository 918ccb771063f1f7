"""What is written on a card, line by line as it is really laid out, and what else lies there."""

import itertools
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from unittest.mock import patch

from scheduler.cards.design import layout as layout_module
from scheduler.cards.design.items import Code, DoesNotFit, Figured, Patch, Picture, Run, edges
from scheduler.cards.design.layers import (
    Band,
    Box,
    DrawingLayer,
    Figure,
    Header,
    Panel,
    Photo,
    Points,
    Qr,
    Rows,
    Stack,
)
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.template import SizeDesign
from scheduler.cards.qr import QUIET
from scheduler.cards.typesetting.fitting import Block
from tests.cards.making import PAINTER

SCENES = ("scene-", "lotus")  # drawings that texts may lie on


@dataclass(frozen=True)
class Written:
    """One text of a card: its lines' glyphs, and the box that it was given."""

    field: str
    value: str  # as it was written
    box: Box
    smallest: int
    block: Block
    lines: tuple[tuple[Run, ...], ...]


def settled(design, content, palette, choices):
    """*design* with those layers alone that the card has: of two ways the first for which there is room."""
    if not design.rooms:
        return design
    for room in (*design.rooms, "no"):
        layers = tuple(
            entry.model_copy(
                update={"when": {key: value for key, value in entry.when.items() if key != "room"}}
            )
            for entry in design.layers
            if entry.when.get("room", room) == room
        )
        found = SizeDesign(canvas=design.canvas, layers=layers)
        with suppress(DoesNotFit):
            lay_out(found, content, palette, choices)
            break
    return found


def written(design, content, palette, choices):
    """Every text of the card in the order in which it is painted, layer by layer.

    A layer is laid out alone to know which texts are its own; together they are the card.
    """
    found = []
    design = settled(design, content, palette, choices)
    for entry in design.layers:
        layer = entry.layer
        if isinstance(layer, Stack | Points | Rows):
            alone, placed = _placed(_alone(entry, design, content), content, palette, choices)
            boxes = itertools.repeat(edges(layer.box, design.canvas))
            if isinstance(layer, Points) and layer.bars:
                boxes = [edges(item.box, design.canvas) for item in alone.below if isinstance(item, Panel)]
            values = _values(layer, content) if placed else ()
            for (field, value, smallest), (block, runs, colours), box in zip(
                values, placed, boxes, strict=False
            ):
                lines = tuple(_lines(block, runs, *colours))
                found.append(Written(field, value, box, smallest, block, lines))
    return found


def _alone(entry, design, content):
    """That layer of *design* alone; a code's plate stands over the band, unless it has a place of its own."""
    beside = [one for one in design.layers if isinstance(one.layer, Band | Qr) and content.fields.get("qr")]
    return SizeDesign(canvas=design.canvas, layers=(entry, *beside))


def _placed(design, content, palette, choices):
    """The layout, and each block as it was handed to the painter, with its glyphs and its two colours."""
    placed = []
    runs_of = layout_module.runs_of

    def watched(block, left, top, ink, marked):
        runs = runs_of(block, left, top, ink, marked)
        placed.append((block, runs, (ink, marked)))
        return runs

    with patch.object(layout_module, "runs_of", watched):
        return lay_out(design, content, palette, choices), placed


def _values(layer, content):
    """The texts of a layer that have a word to say: field, text, smallest size."""
    fields = content.fields
    if isinstance(layer, Points):
        return [(layer.field, value, layer.size[1]) for value in fields.get(layer.field, ())]
    parts = layer.texts if isinstance(layer, Stack) else layer.items
    texts = []
    for part in parts:
        value = fields.get(part.field, "") if part.field else part.text
        if value.strip(" \n\t\u200b"):
            size = part.size if isinstance(layer, Stack) else layer.size
            texts.append((part.field, value.upper() if getattr(part, "caps", False) else value, size[1]))
    return texts


def _lines(block, runs, ink, marked):
    """The glyphs of *runs*, which are painted by colour and face, line by line."""
    rest = {(run.weight, run.size, run.colour): iter(run.glyphs) for run in runs}
    for line in block.lines:
        glyphs = defaultdict(tuple)
        for piece in (piece for word in line for piece in word.pieces):
            size = block.size if piece.scale == 1 else round(block.size * piece.scale * 64) / 64
            key = piece.face, size, marked if piece.is_marked else ink
            glyphs[key] += tuple(itertools.islice(rest.get(key, iter(())), len(piece.shaped.glyphs)))
        yield tuple(Run(*key, each) for key, each in glyphs.items() if each)
    assert not any(list(glyphs) for glyphs in rest.values())


def in_the_way(design, content, palette, choices):
    """What no text of the post's own may lie on: header, band, drawings, tiles, rules, the code; as boxes."""
    for entry in settled(design, content, palette, choices).layers:
        layer = entry.layer
        if not isinstance(layer, Header | Band | Points | Rows | DrawingLayer | Qr | Figure | Photo):
            continue
        if isinstance(layer, Figure) and not layer.bright:  # a figure of the ground's own tone
            continue
        for item in lay_out(_alone(entry, design, content), content, palette, choices).below:
            match item:
                case Patch() if not item.name.startswith(SCENES):
                    yield _drawn(item)
                case Panel() if not (isinstance(layer, Points) and layer.bars):
                    yield edges(item.box, design.canvas)
                case Picture() if layer.near:  # a person beside the words, not under them
                    yield item.box
                case Figured():
                    yield item.box
                case Code():
                    side = item.module * (len(item.rows) + 2 * QUIET)
                    yield item.left, item.top, item.left + side, item.top + side


def _drawn(patch):
    """The box of what a drawing really covers."""
    drawing = PAINTER._drawings.paint(patch.name, patch.width, dict(patch.colours), turn=patch.turn)
    left, top, right, bottom = drawing.getchannel("A").getbbox()
    if patch.mirror:
        left, right = drawing.width - right, drawing.width - left
    return patch.left + left, patch.top + top, patch.left + right, patch.top + bottom
