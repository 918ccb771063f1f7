"""A sheet as its reader sees it: merged cells hold for all that they cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.cell.rich_text import CellRichText

from scheduler.spreadsheets.looking import MOST_EMPTY, Merge, SheetLook

_SHOWS_NOTHING = ";;;"  # a number format that hides whatever the cell holds


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell that holds something; *is_inherited* when it shows what a merged cell above says.

    *value* is None for a formula without a result.
    """

    value: Any
    shown_as: str = "General"
    is_error: bool = False
    is_struck: bool = False
    is_blank: bool = False  # holds something and shows nothing
    is_inherited: bool = False


GridRow = dict[int, Shown]  # by the column's number
Grid = dict[int, GridRow]  # by the row's number, in order


def grid_of(sheet: Any, look: SheetLook) -> tuple[Grid, int]:
    """The cells of openpyxl's read-only *sheet* that hold something.

    Returns:
        the cells, and the row after which so many are empty that the rest is not read; 0 if there is none.
    """
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    grid: Grid = {}
    last = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        found = {
            column: _shown(cell, look)
            for column, cell in enumerate(cells, start=1)
            if not _is_empty(cell.value) or (number, column) in look.unsolved
        }
        if found:
            last = number
            grid[number] = found
        elif number - last > MOST_EMPTY:
            return grid, last
    return grid, look.stopped


def mended(grid: Grid, cells: Mapping[tuple[int, int], str]) -> Grid:
    """A copy of *grid* in which *cells*, by row and column, say what was typed there; '' empties one."""
    copy = {number: dict(row) for number, row in grid.items()}
    for (number, column), words in cells.items():
        row = copy.get(number, {})
        if words:
            row[column] = Shown(words)
        else:
            row.pop(column, None)
        if row:
            copy[number] = dict(sorted(row.items()))
        else:
            copy.pop(number, None)
    return dict(sorted(copy.items()))


def inherit(grid: Grid, merges: Iterable[Merge], first: int) -> None:
    """Give each row from *first* on what merged cells above show in it, where it has something of its own."""
    for merge in merges:
        shown = grid.get(merge.row, {}).get(merge.column)
        if merge.row < first or shown is None:
            continue
        for number in range(merge.row + 1, merge.last_row + 1):
            if number in grid:
                grid[number].setdefault(merge.column, replace(shown, is_inherited=True))


def _shown(cell: Any, look: SheetLook) -> Shown:
    value, format_ = cell.value, cell.number_format
    is_struck = (cell.row, cell.column) in look.struck or bool(cell.font and cell.font.strike)
    if isinstance(value, CellRichText):
        is_struck = is_struck or any(_is_struck(part) for part in value)
        value = str(value)
    return Shown(value, format_, cell.data_type == "e", is_struck, format_.startswith(_SHOWS_NOTHING))


def _is_struck(part: object) -> bool:
    font = getattr(part, "font", None)
    return bool(font is not None and font.strike)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
