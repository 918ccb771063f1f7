"""A workbook → its rows: sheets, headings and cells found wherever staff put them.

What a sheet shows counts: a merged cell holds for all its rows, and what is hidden or struck out is asked
about.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, pairwise

from openpyxl import load_workbook

from scheduler.problems import Message, Problem, Stop
from scheduler.reader.shape import nearest, text_of
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.cells import Cell, CellPlace, said
from scheduler.spreadsheets.columns import (
    DAY,
    HOUR,
    NOTE,
    TEXT,
    TITLE,
    Column,
    Kind,
    Path,
    column_of,
    index,
)
from scheduler.spreadsheets.ends import posts_of
from scheduler.spreadsheets.grid import Grid, GridRow, grid_of, inherit, mended
from scheduler.spreadsheets.hand import NO_COLUMN, NOTHING_SAID, Hand
from scheduler.spreadsheets.headings import Headings, find_headings, guess_headings
from scheduler.spreadsheets.looking import MOST_EMPTY, SheetLook
from scheduler.spreadsheets.package import open_package
from scheduler.spreadsheets.table import ColumnSeen, Row, Workbook
from scheduler.spreadsheets.vocabulary import says_draft
from scheduler.spreadsheets.years import year_of

GUIDE, LISTS = "Hướng dẫn", "Danh mục"  # the sheets that the program adds

_IGNORED = frozenset({"stt", "so-tt", "tt", "no"})  # a number for each row, which says nothing
_NEAR = 0.85
_SAMPLES = 3  # cells that show what a column holds


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook as it lies open: of each sheet its title, whether it is hidden, its look, its cells, and the
    row after which it was not read."""

    name: str
    epoch: datetime
    sheets: tuple[tuple[str, bool, SheetLook, Grid, int], ...]


def read_workbook(name: str, data: bytes, hand: Hand = NOTHING_SAID) -> Workbook:
    """The rows of the workbook *data*, called *name*, with what *hand* says of it. What is hidden is read
    too, and told.

    Raises:
        Stop: it is no workbook, an old, locked, damaged or too large one, or no sheet holds posts.
    """
    return rows_of(open_workbook(name, data), hand)


def open_workbook(name: str, data: bytes) -> Opened:
    """The workbook *data*, called *name*: what takes long of reading it.

    Raises:
        Stop: it is no workbook, or an old, locked, damaged or too large one.
    """
    package = open_package(name, data)
    # openpyxl warns of what it leaves out (lists, pictures): none of it is read here.
    with warnings.catch_warnings(action="ignore"):
        try:
            book = load_workbook(
                package.data, read_only=True, data_only=True, keep_links=False, rich_text=True
            )
            sheets = tuple(
                (sheet.title, sheet.sheet_state != "visible", look, *grid_of(sheet, look))
                for sheet in book.worksheets
                if sheet.title != GUIDE and (look := package.looks.get(sheet.title)) is not None
            )
        except Exception as error:  # openpyxl raises whatever a broken part happens to cause
            raise Stop(messages.DAMAGED, name=name) from error
    return Opened(name, book.epoch, sheets)


def rows_of(opened: Opened, hand: Hand = NOTHING_SAID) -> Workbook:
    """The rows of *opened*, with what *hand* says of it.

    Raises:
        Stop: no sheet holds posts.
    """
    found = Workbook(tuple(title for title, *_ in opened.sheets))
    if hand.guesses and any(_is_plain(look, grid) for _, _, look, grid, _ in opened.sheets):
        hand = replace(hand, guesses=False)  # a list of members beside the plan is no plan
    are_posts = [
        _Sheet(opened, title, look, found, hand).read(grid, stopped, is_hidden=is_hidden)
        for title, is_hidden, look, grid, stopped in opened.sheets
    ]
    if not any(are_posts):
        raise Stop(messages.NO_SHEET, name=opened.name)
    return found


class _Sheet:
    """The sheet *title*; its rows and problems are added to those *found*."""

    def __init__(self, opened: Opened, title: str, look: SheetLook, found: Workbook, hand: Hand) -> None:
        self._file = opened.name
        self._title = title
        self._look = look
        self._found = found
        self._epoch = opened.epoch
        self._hand = hand
        self._grid: Grid = {}
        self._year = 0

    def read(self, grid: Grid, stopped: int, *, is_hidden: bool) -> bool:
        """Whether it has headings, and so is a sheet of posts."""
        grid = mended(grid, self._hand.cells_of(self._title))
        headings = find_headings(grid, self._look.merges, self._hand.headings)
        if headings is None and self._hand.guesses and not is_hidden and self._title != LISTS:
            headings = guess_headings(grid)
        self._grid = grid
        if headings is None:
            if grid and not is_hidden and self._title != LISTS:  # lists to choose from are often hidden
                self._tell(messages.SHEET_UNREAD, self._place(0))
            return False
        if self._title == LISTS and not _has_posts(headings):
            return False
        above = (str(cell.value) for row in grid for cell in grid[row].values() if row < headings.last)
        self._year = year_of(above, (self._title, self._file))
        columns = self._columns(headings)
        places = {column.path: place for column, place in reversed(columns.values())}
        for needed in (TITLE, TEXT):
            if needed.path not in places:
                place = self._place(max(headings.rows.values()))
                self._tell(messages.NO_COLUMN, place, heading=needed.heading)
        inherit(grid, self._look.merges, headings.last + 1)
        known = {number: column for number, (column, _) in columns.items()}
        ends = posts_of(grid, headings, known, self._look.merges)
        reached = ((number, str(next(iter(grid[number].values())).value)) for number in headings.passed)
        for number, words in (*reached, *ends.passed):
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
        self._found.tables[self._title] = tuple(self._seen(headings, known, ends.rows))
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
        by_people = {
            number: self._hand.key_of(self._title, number, heading)
            for number, heading in headings.words.items()
        }
        by_hand = set()
        for number, heading in sorted(
            headings.words.items(), key=lambda one: (by_people[one[0]] is None, one[0])
        ):
            place = self._place(headings.rows[number], number, heading)
            key = by_people[number]
            if key == NO_COLUMN:
                continue
            column = column_of(heading) if key is None else index().by_path.get(tuple(key.split(".")))
            if column is None:
                self._tell_unknown(heading, place)
            elif (column.path, column.kind) in seen:
                if column.path not in by_hand:  # else people have said which of the two it is
                    first = seen[column.path, column.kind].say()
                    self._tell(messages.COLUMN_TWICE, place, heading=text_of(heading), first=first)
            else:
                columns[number] = (column, place)
                seen[column.path, column.kind] = place
                if key is not None:
                    by_hand.add(column.path)
        return dict(sorted(columns.items()))

    def _seen(
        self, headings: Headings, known: Mapping[int, Column], rows: Mapping[int, GridRow]
    ) -> Iterator[ColumnSeen]:
        for number, heading in sorted(headings.words.items()):
            below = (row[number].value for row in rows.values() if number in row)
            samples = tuple(
                text_of(said(value), 40) for value in islice(below, _SAMPLES) if value is not None
            )
            column = known.get(number)
            is_said = self._hand.key_of(self._title, number, heading) is not None or _is_numbering(heading)
            yield ColumnSeen(number, heading, ".".join(column.path) if column else "", samples, is_said)

    def _tell_unknown(self, heading: str, place: CellPlace) -> None:
        if _is_numbering(heading):
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
            place = self._place(number, at, heading.heading)
            one = Cell(cell.value, place, cell.shown_as, self._epoch, self._year)
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
            for column, cell in row.items():
                is_note = column not in known or known[column] is NOTE
                if is_note and says_draft(cell.value):
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


def _is_numbering(heading: str) -> bool:
    return re.sub("[^a-z]+", "-", heading.lower()).strip("-") in _IGNORED


def _is_plain(look: SheetLook, grid: Grid) -> bool:
    """Whether the headings of posts are there, in words that everybody knows."""
    headings = find_headings(grid, look.merges)
    return headings is not None and _has_posts(headings)


def _has_posts(headings: Headings) -> bool:
    found = {column_of(heading) for heading in headings.words.values()}
    return {TITLE, TEXT} <= found


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of *numbers*, which rise."""
    breaks = [0, *(at for at, (one, two) in enumerate(pairwise(numbers), start=1) if two != one + 1)]
    for start, end in pairwise([*breaks, len(numbers)]):
        if end > start:
            yield numbers[start], numbers[end - 1]
