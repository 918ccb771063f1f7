"""A workbook as it was read: its rows, and the columns of its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.problems import Problem
from scheduler.spreadsheets.cells import Cell, CellPlace
from scheduler.spreadsheets.columns import Kind, Path

Cells = Mapping[tuple[Path, Kind], Cell]


@dataclass(slots=True)
class Row:
    """One row below the headings: its cells that hold something, by the path and kind of their column.

    *is_unseen*: some of it is hidden or struck out on the sheet.
    """

    place: CellPlace
    cells: Cells
    headings: Mapping[Path, CellPlace]  # where a key's cell would be
    is_unseen: bool = False

    def place_of(self, *path: str) -> CellPlace:
        """The cell of the key at *path*, or the row if it has no column."""
        return self.headings.get(path, self.place)


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a sheet of posts: its heading, the key that it holds ('' for none), and what stands below.

    *is_said*: people said by hand which key that is, or it only numbers the rows.
    """

    number: int
    heading: str
    key: str
    samples: tuple[str, ...] = ()
    is_said: bool = False


@dataclass(slots=True)
class Workbook:
    """The rows of all *sheets*, in order, and what is wrong in them; *tables* has the columns of each."""

    sheets: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, tuple[ColumnSeen, ...]] = field(default_factory=dict)
