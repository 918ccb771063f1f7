"""Where the rows of a list stand, and the bars of answers: for what is fixed, for the texts, for a film."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.cards.design.items import Content, edges
from scheduler.cards.design.layers import Points, RowItem, Rows

APART = 40  # pixels between two texts of one line
BETWEEN_BARS = 24  # pixels between the bars of answers
BAR_RADIUS = 36
_AROUND_TILE = 14  # pixels of a row that its tile leaves free


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the rows of a list stand, in pixels: its edges, a row's height, its tile, where texts start.

    Of several *columns*, those of the first; each stands *across* pixels right of the one before.
    """

    left: int
    right: int
    top: int
    height: float
    tile: int
    start: int
    columns: int = 1
    across: int = 0

    def at(self, index: int) -> tuple[int, float]:
        """How far right of the first column the point of that number stands, and the middle of its row."""
        row, column = divmod(index, self.columns)
        return column * self.across, self.top + self.height * (row + 0.5)


def rows_of(layer: Points | Rows, canvas: tuple[int, int], count: int) -> Grid:
    """The rows of *count* points, centred in the layer's box."""
    left, top, right, bottom = edges(layer.box, canvas)
    columns = layer.columns if isinstance(layer, Points) else 1
    across = (right - left + APART) // columns
    lines = -(-count // columns)
    height = min((bottom - top) / lines, layer.row)
    top += round((bottom - top - height * lines) / 2)
    tile = min(layer.tile, int(height) - _AROUND_TILE)
    right = left + across - APART
    return Grid(left, right, top, height, tile, left + tile + layer.gap, columns, across)


def bars_of(layer: Points, canvas: tuple[int, int], count: int) -> Grid:
    """The same for bars: their tiles are as tall as they are, and their text keeps from their round end."""
    rows = rows_of(layer, canvas, count)
    start = rows.left + round(rows.height) - BETWEEN_BARS + layer.gap
    return replace(rows, right=rows.right - BAR_RADIUS, start=start)


def shown_rows(layer: Rows, content: Content) -> list[tuple[RowItem, str]]:
    """The items that have something to say, with their words."""
    pairs = ((item, content.fields.get(item.field, "") if item.field else item.text) for item in layer.items)
    return [(item, value) for item, value in pairs if isinstance(value, str) and value.strip()]
