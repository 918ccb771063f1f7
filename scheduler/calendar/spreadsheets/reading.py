"""A workbook → its rows: sheets, headings and cells found wherever staff put them."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from scheduler.calendar.spreadsheets import messages
from scheduler.calendar.spreadsheets.cells import Cell, CellPlace, clean
from scheduler.calendar.spreadsheets.columns import HEADINGS, TEXT, TITLE, Column, Kind, Path, column_of
from scheduler.problems import Problem, Stop
from scheduler.reader import nearest, text_of

GUIDE, LISTS = "Hướng dẫn", "Danh mục"  # the sheets that the program adds

_LARGEST = 200  # MB, unpacked; a calendar of ten years has 5
_TITLE_ROWS = 50  # above the headings at most
_MOST_EMPTY = 2_000  # rows on end, before the rest is taken for mere formatting
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls and workbooks with a password begin with
_IGNORED = frozenset({"stt", "so-tt", "tt", "no"})  # a number for each row, which says nothing
_NEAR = 0.85

Cells = Mapping[tuple[Path, Kind], Cell]
Filled = tuple[int, list[tuple[Any, Any]]]  # a row's number, and its cells with the formulas behind them


@dataclass(slots=True)
class Row:
    """One row below the headings: its cells that hold something, by the path and kind of their column."""

    place: CellPlace
    cells: Cells
    headings: Mapping[Path, CellPlace]  # where a key's cell would be

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
    """The rows of the workbook *data*, called *name*. Hidden rows and sheets are read like the others.

    Raises:
        Stop: it is no workbook, an old or locked or damaged one, or no sheet holds posts.
    """
    _require_workbook(name, data)
    # openpyxl warns of what it leaves out (lists, pictures): none of it is read here.
    with warnings.catch_warnings(action="ignore"):
        try:
            shown = load_workbook(BytesIO(data), read_only=True, data_only=True)
            written = load_workbook(BytesIO(data), read_only=True)
            sheets = [
                (sheet.title, *_filled_rows(sheet, formulas))
                for sheet, formulas in zip(shown.worksheets, written.worksheets, strict=True)
                if sheet.title not in (GUIDE, LISTS)
            ]
        except Exception as error:  # openpyxl raises whatever a broken part happens to cause
            raise Stop(messages.DAMAGED, name=name) from error
    found = Workbook(tuple(title for title, _, _ in sheets))
    headings = [_Sheet(name, title, found).read(rows, stopped) for title, rows, stopped in sheets]
    if not any(headings):
        raise Stop(messages.NO_SHEET, name=name)
    return found


def _filled_rows(sheet: Any, formulas: Any) -> tuple[list[Filled], int]:
    """The rows that hold something, each such cell with its formula; and after which too many hold nothing.

    *sheet* has the results of formulas, *formulas* the formulas themselves.
    """
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    formulas.reset_dimensions()
    filled: list[Filled] = []
    last = 0
    rows = zip(sheet.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (values, written) in enumerate(rows, start=1):
        pairs = zip(values, written, strict=True)
        cells = [pair for pair in pairs if not all(_is_empty(cell.value) for cell in pair)]
        if cells:
            last = number
            filled.append((number, cells))
        elif number - last > _MOST_EMPTY:
            return filled, last
    return filled, 0


def _require_workbook(name: str, data: bytes) -> None:
    if data.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Stop(messages.PASSWORD if is_locked else messages.OLD_WORKBOOK, name=name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            is_workbook = "xl/workbook.xml" in parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        is_cut = data.startswith(b"PK\x03\x04")
        raise Stop(messages.DAMAGED if is_cut else messages.NOT_A_WORKBOOK, name=name) from error
    if not is_workbook:
        raise Stop(messages.NOT_A_WORKBOOK, name=name)
    if size > _LARGEST * 1_000_000:
        raise Stop(messages.TOO_BIG, name=name, limit=_LARGEST)


class _Sheet:
    """The sheet *title*; its rows and problems are added to those *found*."""

    def __init__(self, file: str, title: str, found: Workbook) -> None:
        self._file = file
        self._title = title
        self._found = found

    def read(self, rows: list[Filled], stopped: int) -> bool:
        """Whether it has headings, and so is a sheet of posts."""
        counts = [_recognised(cells) for _, cells in rows[:_TITLE_ROWS]]
        if max(counts, default=0) < 2:
            if rows:
                self._tell(Problem(messages.SHEET_UNREAD, self._place(0)))
            return False
        at = counts.index(max(counts))
        columns = self._columns(*rows[at])
        headings = {column.path: place for column, place in reversed(columns.values())}
        for needed in (TITLE, TEXT):
            if needed.path not in headings:
                place = self._place(rows[at][0])
                self._tell(Problem(messages.NO_COLUMN, place, {"heading": needed.heading}))
        for number, cells in rows[at + 1 :]:
            self._take(number, cells, columns, headings)
        if stopped:
            self._tell(Problem(messages.STOPPED, self._place(stopped), {"count": _MOST_EMPTY}))
        return True

    def _columns(self, number: int, cells: list[tuple[Any, Any]]) -> dict[int, tuple[Column, CellPlace]]:
        """The columns by their number, each with its heading's place."""
        columns: dict[int, tuple[Column, CellPlace]] = {}
        seen: dict[tuple[Path, Kind], CellPlace] = {}
        for cell, _ in cells:
            heading = clean(str(cell.value))
            place = self._place(number, cell.column, heading)
            column = column_of(heading)
            if column is None:
                self._tell_unknown(heading, place)
            elif (column.path, column.kind) in seen:
                first = seen[column.path, column.kind]
                values = {"heading": text_of(heading), "first": first.say()}
                self._tell(Problem(messages.COLUMN_TWICE, place, values))
            else:
                columns[cell.column] = (column, place)
                seen[column.path, column.kind] = place
        return columns

    def _tell_unknown(self, heading: str, place: CellPlace) -> None:
        if re.sub("[^a-z]+", "-", heading.lower()).strip("-") in _IGNORED:
            return
        near = nearest(heading, HEADINGS, _NEAR)
        message = messages.MISSPELT_COLUMN if near else messages.UNKNOWN_COLUMN
        self._tell(Problem(message, place, {"heading": text_of(heading), "nearest": near}))

    def _take(
        self,
        number: int,
        cells: list[tuple[Any, Any]],
        columns: Mapping[int, tuple[Column, CellPlace]],
        headings: Mapping[Path, CellPlace],
    ) -> None:
        taken: dict[tuple[Path, Kind], Cell] = {}
        for cell, _ in cells:
            if cell.column not in columns:
                continue
            column, heading = columns[cell.column]
            one = Cell(cell.value, self._place(number, cell.column, heading.heading), cell.number_format)
            if cell.data_type == "e":
                self._tell(one.problem(messages.ERROR_CELL, value=cell.value))
            elif cell.value is None:
                self._tell(one.problem(messages.FORMULA))
            taken[column.path, column.kind] = one
        if taken:
            places = {
                path: self._place(number, place.column, place.heading) for path, place in headings.items()
            }
            self._found.rows.append(Row(self._place(number), taken, places))

    def _place(self, row: int, column: int = 0, heading: str = "") -> CellPlace:
        return CellPlace(self._file, row, column, sheet=self._title, heading=heading)

    def _tell(self, problem: Problem) -> None:
        self._found.problems.append(problem)


def _recognised(cells: list[tuple[Any, Any]]) -> int:
    return sum(isinstance(cell.value, str) and column_of(clean(cell.value)) is not None for cell, _ in cells)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
