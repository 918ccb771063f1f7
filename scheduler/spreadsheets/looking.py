"""How a sheet looks: merged, hidden and struck-out cells, formulas without a result; and where it ends.

Read from the sheet's own XML, since openpyxl gives none of it while it reads a large workbook row by row.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO
from xml.parsers.expat import ParserCreate

from openpyxl.utils import column_index_from_string, range_boundaries

from scheduler.problems import Stop
from scheduler.spreadsheets import messages

MOST_EMPTY = 2_000  # rows on end, before the rest is taken for mere formatting
MOST_ROWS = 20_000  # that hold something: more posts than fifty years have
_MOST_CELLS = 400_000  # that hold something, or show what a merged cell above holds
_MOST_TAGS = 4_000_000  # begun and ended ones, of all that is read
_MOST_REACH = 20_000_000  # places up to the last cell of each row, empty or not: openpyxl fills them in
_DEEPEST = 100  # elements in each other; a sheet has ten
_CHUNK = 1 << 20  # bytes, of which the longest text that a cell takes is a fifth
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Spot = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that show as one, the value of the first: rows and columns from 1, both ends inclusive."""

    column: int
    row: int
    last_column: int
    last_row: int


@dataclass(slots=True)
class SheetLook:
    """What a sheet shows besides its values.

    *unsolved* are formulas without a result, *struck* cells with struck-out words written in the sheet
    itself; *stopped* the last row that was looked at, where too many empty ones followed, else 0.
    """

    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last
    unsolved: set[Spot] = field(default_factory=set)
    struck: set[Spot] = field(default_factory=set)
    stopped: int = 0

    def hides_column(self, number: int) -> bool:
        """Whether the column is hidden, or has no width."""
        return any(first <= number <= last for first, last in self.hidden_columns)


@dataclass(slots=True)
class Budget:
    """How much a workbook called *name* may still hold; what goes beyond it is refused."""

    name: str
    rows: int = MOST_ROWS
    cells: int = _MOST_CELLS
    tags: int = _MOST_TAGS
    reach: int = _MOST_REACH

    def take(self, *, rows: int = 0, cells: int = 0, tags: int = 0, reach: int = 0) -> None:
        """That much more.

        Raises:
            Stop: it is beyond what any calendar has.
        """
        self.rows -= rows
        self.cells -= cells
        self.tags -= tags
        self.reach -= reach
        if min(self.rows, self.cells, self.tags, self.reach) < 0:
            raise Stop(messages.TOO_MANY, name=self.name, rows=MOST_ROWS)

    def take_strings(self, file: IO[bytes]) -> None:
        """The texts that cells share, counted before any is read."""
        count, rest = 0, b""
        while chunk := file.read(_CHUNK):
            self.take(tags=chunk.count(b"<"))
            rest += chunk
            count += len(_STRING.findall(rest))
            rest = rest[rest.rfind(b"<") :] if rest.rfind(b"<") > rest.rfind(b">") else b""
            if count > _MOST_CELLS:
                self.take(cells=count)  # alone it says too much: cells share texts, or take none of them


class _Enough(Exception):  # noqa: N818 - no error: nothing but formatting follows
    pass


def look_at(file: IO[bytes], budget: Budget) -> tuple[SheetLook, bytes]:
    """How the sheet in *file* looks, and its XML up to the last row that holds something.

    Raises:
        Stop: it holds more than *budget* has left.
        ExpatError: it is no XML.
    """
    eye = _Eye(budget)
    read = bytearray()
    with suppress(_Enough):
        while chunk := file.read(_CHUNK):
            budget.take(tags=chunk.count(b"<"))
            if len(chunk) == _CHUNK and b">" not in chunk:
                raise Stop(messages.DAMAGED, name=budget.name)  # one word of a megabyte
            read += chunk
            eye.parser.Parse(chunk)
        eye.parser.Parse(b"", True)
    # Merged cells stand behind all rows, wherever the parser gave up.
    rest = bytes(read[eye.end :])
    found = set(_MERGE.findall(rest))
    while chunk := file.read(_CHUNK):
        rest = rest[-_LONGEST_TAG:] + chunk
        found.update(_MERGE.findall(rest))
    merges = (_merge(*range_boundaries(one.decode()), last=eye.last) for one in found)
    eye.look.merges = sorted(filter(None, merges), key=lambda one: (one.row, one.column))
    budget.take(cells=sum(one.last_row - one.row for one in eye.look.merges))
    if not eye.end:
        return eye.look, _EMPTY
    closing = f"</{eye.prefix}sheetData></{eye.prefix}worksheet>"
    return eye.look, bytes(read[: eye.end]) + closing.encode()


def _merge(column: int, row: int, last_column: int, last_row: int, *, last: int) -> Merge | None:
    """As much of it as lies in the rows up to the *last* that holds something."""
    return Merge(column, row, last_column, min(last_row, last)) if row <= last else None


class _Eye:
    """Follows a parser through a sheet; *last* is the last row that holds something, *end* the byte behind
    it.
    """

    def __init__(self, budget: Budget) -> None:
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._close
        self.look = SheetLook()
        self.end = self.last = 0
        self.prefix = ""
        self._budget = budget
        self._depth = self._row = self._column = 0
        self._row_holds = self._is_formula = self._holds = self._is_struck = False

    def _begin(self, name: str, about: dict[str, str]) -> None:
        if not self._depth:
            self.prefix = name[: name.rfind(":") + 1]
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Stop(messages.DAMAGED, name=self._budget.name)
        part = name.rpartition(":")[2]
        if part == "c":
            where = _REF.fullmatch(about.get("r", ""))
            self._column = column_index_from_string(where[1]) if where else self._column + 1
            self._is_formula = self._holds = self._is_struck = False
        elif part == "v":
            self.parser.CharacterDataHandler = self._value
        elif part == "is":
            self._holds = True
        elif part == "f":
            self._is_formula = True
        elif part in ("strike", "dstrike") and about.get("val") not in _NO:
            self._is_struck = True
        elif part == "row":
            self._begin_row(about)
        elif part == "col" and (_is_yes(about.get("hidden")) or _is_zero(about.get("width"))):
            self.look.hidden_columns.append((int(about["min"]), int(about["max"])))

    def _begin_row(self, about: dict[str, str]) -> None:
        self._row = int(about.get("r", self._row + 1))
        self._column, self._row_holds = 0, False
        if self._row - self.last > MOST_EMPTY:
            self.look.stopped = self.last
            raise _Enough
        if _is_yes(about.get("hidden")) or _is_zero(about.get("ht")):
            self.look.hidden_rows.add(self._row)

    def _value(self, words: str) -> None:
        self._holds = self._holds or bool(words.strip())

    def _close(self, name: str) -> None:
        self._depth -= 1
        part = name.rpartition(":")[2]
        if part == "v":
            self.parser.CharacterDataHandler = None
        elif part == "c" and (self._holds or self._is_formula):
            self._row_holds = True
            self._budget.take(cells=1)
            if not self._holds:
                self.look.unsolved.add((self._row, self._column))
            if self._is_struck:
                self.look.struck.add((self._row, self._column))
        elif part == "row" and self._row_holds:
            self._budget.take(rows=1, reach=self._column)
            self.last = self._row
            self.end = self.parser.CurrentByteIndex + len(f"</{name}>".encode())


_NO = ("0", "false")
_LONGEST_TAG = 200  # bytes of a tag that two chunks may share
_EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def _is_yes(value: str | None) -> bool:
    return value is not None and value not in _NO


def _is_zero(value: str | None) -> bool:
    return value is not None and float(value) == 0
