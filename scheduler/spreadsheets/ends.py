"""Which rows of a sheet are posts: what stands around a table (groups, totals, signatures) is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.spreadsheets.columns import DAY, HOUR, TEXT, TITLE, Column, Path
from scheduler.spreadsheets.grid import Grid, GridRow, Shown
from scheduler.spreadsheets.headings import Headings, is_other, is_repeated
from scheduler.spreadsheets.looking import Merge

# What official papers close with; below it stand names.
_SIGNED = re.compile(
    r"(?:t/?m|k/?t|t/?l|t/?u/?q)\s*\.\s*\w|t/m\s|thay mặt\b|thừa lệnh\b|"
    r"(?:người|cán bộ) (?:lập|duyệt|tổng hợp|phê duyệt|ký)\b|(?:phê|xét) duyệt\b|xác nhận của\b|"
    r"(?:phó )?chủ tịch\W*$|(?:phó )?trưởng ban\W*$|(?:thủ trưởng|lãnh đạo)(?: đơn vị)?\W*$|\(?ký[, ]|"
    r".{0,60}, ?ngày\W.{1,8}tháng\W.{1,8}năm.{0,8}$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:tổng|cộng|total)(?: cộng| số)?\b|nơi nhận\b|ghi chú\b|lưu ý\b", re.IGNORECASE)
_SHORT = 100  # characters; what closes a table is no story


@dataclass(slots=True)
class Ends:
    """The rows of posts by their number, and what was passed over, each with its words.

    *end* is the first row of what closes the table, with its words and how many rows that takes; *below* are
    rows behind it that look like posts all the same, *elsewhere* the headings of another table.
    """

    rows: dict[int, GridRow] = field(default_factory=dict)
    passed: list[tuple[int, str]] = field(default_factory=list)
    end: tuple[int, str, int] | None = None
    below: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)


def posts_of(grid: Grid, headings: Headings, columns: Mapping[int, Column], merges: Sequence[Merge]) -> Ends:
    """The rows of *grid* below its *headings* that are posts or their further cards."""
    found = Ends()
    wide = {merge.row: merge for merge in merges if merge.last_column > merge.column}
    rows = [(number, row) for number, row in grid.items() if number > headings.last]
    last_dated = max((number for number, row in rows if _Row(row, columns).is_dated), default=0)
    last = headings.last
    for number, row in rows:
        seen = _Row(row, columns)
        if is_repeated(seen.everything, headings):
            continue
        if is_other(seen.everything):
            found.elsewhere.append(number)
        elif found.end is not None:
            found.end = (*found.end[:2], found.end[2] + 1)
            if seen.is_whole and seen.is_dated:
                found.below.append(number)
        elif seen.is_signature:
            found.end = number, seen.words, 1
        elif not seen.own:
            found.passed += [(number, seen.words)] if any(map(str.isalpha, seen.words)) else []
        elif seen.is_note or _is_group(row, wide.get(number)) or _is_apart(seen, number, last, last_dated):
            found.passed.append((number, seen.words))
        else:
            found.rows[number] = row
            last = number
    return found


def _is_group(row: GridRow, merge: Merge | None) -> bool:
    """Whether the row is one line across the table: `Tuần 1`."""
    return merge is not None and all(
        column == merge.column for column, cell in row.items() if not cell.is_inherited
    )


def _is_apart(seen: _Row, number: int, last: int, last_dated: int) -> bool:
    """Whether the row only happens to stand in the table's columns.

    One word that is no title; or, behind an empty row, what has no day where posts above have one.
    """
    if seen.is_alone and not {TITLE.path, TEXT.path} & seen.own.keys():
        return True
    return number > last + 1 and 0 < last_dated < number and (seen.is_alone or not seen.is_card)


class _Row:
    """What is asked of one row; *own* are its cells in known columns, none of them from above."""

    def __init__(self, row: GridRow, columns: Mapping[int, Column]) -> None:
        self._row = row
        shown = {columns[number].path: cell for number, cell in row.items() if number in columns}
        self.shown: dict[Path, Shown] = shown
        self.own = {path: cell for path, cell in shown.items() if not cell.is_inherited}

    @property
    def everything(self) -> GridRow:
        """All that is the row's own, in columns that nobody knows too."""
        return {column: cell for column, cell in self._row.items() if not cell.is_inherited}

    @property
    def is_dated(self) -> bool:
        """Whether it says a day or a time; who signs often stands in those columns."""
        moments = (self.shown[path].value for path in (DAY.path, HOUR.path) if path in self.shown)
        return any(
            not isinstance(one, str) or (any(map(str.isdecimal, one)) and not _SIGNED.match(one.strip()))
            for one in moments
        )

    @property
    def is_whole(self) -> bool:
        """Whether it has all that a post needs."""
        return TITLE.path in self.shown and TEXT.path in self.shown

    @property
    def is_alone(self) -> bool:
        """Whether one cell is all it has, and no card's."""
        return len(self.own) == 1 and not self.is_card

    @property
    def is_card(self) -> bool:
        """Whether it speaks of a card."""
        return any(path[0] == "card" for path in self.own)

    @property
    def is_signature(self) -> bool:
        """Whether somebody signs here: in two columns, that may look like a title and its text."""
        texts = self._texts()
        return not self.is_dated and max(map(len, texts), default=0) <= _SHORT and _any(_SIGNED, texts)

    @property
    def is_note(self) -> bool:
        """Whether it is a total or a remark."""
        return not self.is_whole and _any(_NOTE, self._texts())

    @property
    def words(self) -> str:
        """Its first words."""
        return next((str(cell.value) for cell in self.everything.values() if cell.value is not None), "")

    def _texts(self) -> list[str]:
        return [cell.value.strip() for cell in self.everything.values() if isinstance(cell.value, str)]


def _any(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return any(pattern.match(words) for words in texts)
