"""A workbook → its rows: sheets, headings and cells found wherever staff put them.

What a sheet shows counts: a merged cell holds for all its rows, and what is hidden or struck out is asked
about.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from openpyxl import load_workbook

from scheduler.problems import Message, Problem, Stop
from scheduler.reader.shape import nearest, text_of
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.cells import Cell, CellPlace
from scheduler.spreadsheets.columns import (
    DAY,
    HOUR,
    TEXT,
    TITLE,
    Column,
    Kind,
    Path,
    column_of,
    index,
)
from scheduler.spreadsheets.ends import posts_of
from scheduler.spreadsheets.grid import Grid, GridRow, grid_of, inherit
from scheduler.spreadsheets.headings import Headings, find_headings
from scheduler.spreadsheets.looking import MOST_EMPTY, SheetLook
from scheduler.spreadsheets.package import open_package
from scheduler.spreadsheets.vocabulary import says_draft

GUIDE, LISTS = "Hướng dẫn", "Danh mục"  # the sheets that the program adds

_IGNORED = frozenset({"stt", "so-tt", "tt", "no"})  # a number for each row, which says nothing
_NEAR = 0.85

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


@dataclass(slots=True)
class Workbook:
    """The rows of all *sheets*, in order, and what is wrong in them."""

    sheets: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_workbook(name: str, data: bytes) -> Workbook:
    """The rows of the workbook *data*, called *name*. What is hidden is read too, and told.

    Raises:
        Stop: it is no workbook, an old, locked, damaged or too large one, or no sheet holds posts.
    """
    package = open_package(name, data)
    # openpyxl warns of what it leaves out (lists, pictures): none of it is read here.
    with warnings.catch_warnings(action="ignore"):
        try:
            book = load_workbook(
                package.data, read_only=True, data_only=True, keep_links=False, rich_text=True
            )
            sheets = [
                (sheet.title, sheet.sheet_state != "visible", look, *grid_of(sheet, look))
                for sheet in book.worksheets
                if sheet.title != GUIDE and (look := package.looks.get(sheet.title)) is not None
            ]
        except Exception as error:  # openpyxl raises whatever a broken part happens to cause
            raise Stop(messages.DAMAGED, name=name) from error
    found = Workbook(tuple(title for title, *_ in sheets))
    are_posts = [
        _Sheet(name, title, look, found, book.epoch).read(grid, stopped, is_hidden=is_hidden)
        for title, is_hidden, look, grid, stopped in sheets
    ]
    if not any(are_posts):
        raise Stop(messages.NO_SHEET, name=name)
    return found


class _Sheet:
    """The sheet *title*; its rows and problems are added to those *found*."""

    def __init__(self, file: str, title: str, look: SheetLook, found: Workbook, epoch: datetime) -> None:
        self._file = file
        self._title = title
        self._look = look
        self._found = found
        self._epoch = epoch
        self._grid: Grid = {}

    def read(self, grid: Grid, stopped: int, *, is_hidden: bool) -> bool:
        """Whether it has headings, and so is a sheet of posts."""
        headings = find_headings(grid, self._look.merges)
        self._grid = grid
        if headings is None:
            if grid and not is_hidden and self._title != LISTS:  # lists to choose from are often hidden
                self._tell(messages.SHEET_UNREAD, self._place(0))
            return False
        if self._title == LISTS and not _has_posts(headings):
            return False
        columns = self._columns(headings)
        places = {column.path: place for column, place in reversed(columns.values())}
        for needed in (TITLE, TEXT):
            if needed.path not in places:
                place = self._place(max(headings.rows.values()))
                self._tell(messages.NO_COLUMN, place, heading=needed.heading)
        inherit(grid, self._look.merges, headings.last + 1)
        known = {number: column for number, (column, _) in columns.items()}
        ends = posts_of(grid, headings, known, self._look.merges)
        above = ((number, str(next(iter(grid[number].values())).value)) for number in headings.passed)
        for number, words in (*above, *ends.passed):
            self._tell(messages.ROW_PASSED, self._place(number), words=text_of(words, 40))
        for number in (*headings.elsewhere, *ends.elsewhere):
            self._tell(messages.TWO_TABLES, self._place(number), first=max(headings.rows.values()))
        if ends.end is not None:
            end, words, count = ends.end
            self._tell(messages.TABLE_ENDS, self._place(end), words=text_of(words, 40), count=count)
            for number in ends.below:
                self._tell(messages.ROW_BELOW, self._place(number), end=end)
        rows = [self._take(number, row, columns, places) for number, row in ends.rows.items()]
        taken = [row for row in rows if row is not None]
        self._found.rows += taken
        self._tell_uncovered(ends.rows, headings, known)
        self._tell_merged(ends.rows, headings, known)
        self._tell_unseen(taken, columns, is_hidden=is_hidden)
        if stopped:
            self._tell(messages.STOPPED, self._place(stopped), count=MOST_EMPTY)
        return True

    def _columns(self, headings: Headings) -> dict[int, tuple[Column, CellPlace]]:
        """The columns by their number, each with its heading's place."""
        columns: dict[int, tuple[Column, CellPlace]] = {}
        seen: dict[tuple[Path, Kind], CellPlace] = {}
        for number, heading in sorted(headings.words.items()):
            place = self._place(headings.rows[number], number, heading)
            column = column_of(heading)
            if column is None:
                self._tell_unknown(heading, place)
            elif (column.path, column.kind) in seen:
                first = seen[column.path, column.kind].say()
                self._tell(messages.COLUMN_TWICE, place, heading=text_of(heading), first=first)
            else:
                columns[number] = (column, place)
                seen[column.path, column.kind] = place
        return columns

    def _tell_unknown(self, heading: str, place: CellPlace) -> None:
        if re.sub("[^a-z]+", "-", heading.lower()).strip("-") in _IGNORED:
            return
        near = nearest(heading, index().headings, _NEAR)
        message = messages.MISSPELT_COLUMN if near else messages.UNKNOWN_COLUMN
        self._tell(message, place, heading=text_of(heading), nearest=near)

    def _take(
        self,
        number: int,
        shown: GridRow,
        columns: Mapping[int, tuple[Column, CellPlace]],
        headings: Mapping[Path, CellPlace],
    ) -> Row | None:
        """The row, or None where it says nothing of its own."""
        known = [(column, *columns[column], cell) for column, cell in shown.items() if column in columns]
        own = [column for _, column, _, cell in known if not cell.is_inherited]
        if not own:
            return None
        if all(column.is_card for column in own):  # a further card of the post above, whatever that says
            known = [one for one in known if not one[-1].is_inherited]
        taken: dict[tuple[Path, Kind], Cell] = {}
        is_unseen = number in self._look.hidden_rows
        is_struck = all(cell.is_struck for *_, cell in known if not cell.is_inherited)
        if is_struck:  # told once, and not of each cell
            is_unseen = True
            self._tell(messages.STRUCK_ROW, self._place(number))
        for at, column, heading, cell in known:
            one = Cell(cell.value, self._place(number, at, heading.heading), cell.shown_as, self._epoch)
            if cell.is_error:
                self._tell(messages.ERROR_CELL, one.place, value=cell.value)
            elif cell.value is None:
                self._tell(messages.FORMULA, one.place)
            elif (cell.is_struck and not is_struck) or cell.is_blank:
                is_unseen = True
                self._tell(messages.STRUCK_CELL if cell.is_struck else messages.BLANK_CELL, one.place)
            taken[column.path, column.kind] = one
        places = {path: self._place(number, place.column, place.heading) for path, place in headings.items()}
        return Row(self._place(number), taken, places, is_unseen)

    def _tell_uncovered(
        self, rows: dict[int, GridRow], headings: Headings, known: Mapping[int, Column]
    ) -> None:
        """Columns that hold something and have no heading, or share that of another, or speak of drafts."""
        for number, row in rows.items():
            for column in row.keys() - known.keys():
                if says_draft(row[column].value):
                    self._tell(messages.STATUS_ELSEWHERE, self._place(number, column))
        held = {column: number for number in reversed(rows) for column in rows[number]}
        for column in sorted(held.keys() - headings.words.keys()):
            place = self._place(held[column], column)
            above = headings.covered.get(column)
            if above is not None and above in known:
                self._tell(messages.COLUMN_SHARED, place, heading=text_of(headings.words[above]))
            else:
                self._tell(messages.COLUMN_UNNAMED, place)

    def _tell_merged(
        self, rows: Mapping[int, GridRow], headings: Headings, known: Mapping[int, Column]
    ) -> None:
        """Cells merged over several columns: of which key they speak is anybody's guess."""
        for merge in self._look.merges:
            over = range(merge.column + 1, merge.last_column + 1)
            others = [column for number, column in known.items() if number in over]
            numbers = rows.keys() & range(merge.row, merge.last_row + 1) if others else set()
            is_moment = known.get(merge.column) is DAY and others == [HOUR]
            is_empty = merge.column not in self._grid.get(merge.row, {})
            if merge.row <= headings.last or not numbers or not others or is_moment or is_empty:
                continue
            self._tell(messages.MERGED_ACROSS, self._place(min(numbers), merge.column))

    def _tell_unseen(
        self, rows: Sequence[Row], columns: Mapping[int, tuple[Column, CellPlace]], *, is_hidden: bool
    ) -> None:
        """Ask about what the sheet does not show, and mark the rows that it concerns."""
        if is_hidden and rows:
            self._tell(messages.HIDDEN_SHEET, self._place(0), count=len(rows))
            for row in rows:
                row.is_unseen = True
            return
        hidden = [row.place.line for row in rows if row.place.line in self._look.hidden_rows]
        for first, last in _runs(hidden):
            lines = f"{first}–{last}" if last > first else f"{first}"
            self._tell(messages.HIDDEN_ROWS, self._place(first), rows=lines)
        for number, (column, place) in columns.items():
            if not self._look.hides_column(number) and not self._grid[place.line][number].is_struck:
                continue
            held = [row for row in rows if (column.path, column.kind) in row.cells]
            for row in held:
                row.is_unseen = True
            if held:
                self._tell(messages.HIDDEN_COLUMN, place, count=len(held))

    def _place(self, row: int, column: int = 0, heading: str = "") -> CellPlace:
        return CellPlace(self._file, row, column, sheet=self._title, heading=heading)

    def _tell(self, message: Message, place: CellPlace, **values: object) -> None:
        self._found.problems.append(Problem(message, place, values))


def _has_posts(headings: Headings) -> bool:
    found = {column_of(heading) for heading in headings.words.values()}
    return {TITLE, TEXT} <= found


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of *numbers*, which rise."""
    breaks = [0, *(at for at, (one, two) in enumerate(pairwise(numbers), start=1) if two != one + 1)]
    for start, end in pairwise([*breaks, len(numbers)]):
        if end > start:
            yield numbers[start], numbers[end - 1]
