"""Where a sheet's headings stand: in one row or two, merged or not, below whatever titles."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scheduler.calendar.entry import as_id
from scheduler.spreadsheets.cells import clean
from scheduler.spreadsheets.columns import TEXT, TITLE, column_of, is_known
from scheduler.spreadsheets.grid import Grid, GridRow
from scheduler.spreadsheets.hand import heading_key
from scheduler.spreadsheets.looking import Merge

_TITLE_ROWS = 50  # above the headings at most
_FEWEST = 2  # headings that make a sheet one of posts
_GUESSED = 3  # of words that nobody knows
_SHORT = 60  # characters of a heading
_CARD = ("the", "card")
# Official forms number their columns below the headings: 1, 2, 3 or (1), (2) or A, B, 1.
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[A-ZĐ])\)?")


@dataclass(frozen=True, slots=True)
class Headings:
    """The words above each column, the row they stand in, and the last row of them all.

    *covered* are columns without a heading of their own, below a merged one, by that one's column; *passed*
    rows that a merged heading reaches down to; *elsewhere* rows of headings that another table has above.
    """

    words: dict[int, str]
    rows: dict[int, int]
    last: int
    covered: dict[int, int]
    passed: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()


def find_headings(
    grid: Grid, merges: Sequence[Merge], learnt: Container[str] = frozenset()
) -> Headings | None:
    """The headings of a sheet of posts, those that people *learnt* (by `heading_key`) among them; None where
    there are not even two.
    """
    best: tuple[int, tuple[int, ...]] = (_FEWEST - 1, ())
    for row in islice(grid, _TITLE_ROWS):
        pairs: tuple[tuple[int, ...], ...] = ((row,), (row, row + 1))
        for rows in pairs:
            if len(rows) > 1 and not _are_both(grid, merges, row):
                continue
            words = _words(grid, merges, rows)
            count = _count(words.values(), learnt)
            if count > best[0]:
                best = count, rows
    rows = best[1]
    if not rows:
        return None
    words = _words(grid, merges, rows)
    own = {column: max(row for row in rows if column in grid.get(row, {})) for column in words}
    ends = [merge.last_row for merge in merges if merge.row in rows and merge.column in words]
    needed = [column for column, heading in words.items() if column_of(heading) in (TITLE, TEXT)]
    reached = range(rows[-1] + 1, max((*rows, *ends)) + 1)
    posts = (row for row in reached if needed and all(column in grid.get(row, {}) for column in needed))
    last = next(posts, reached.stop) - 1  # a heading merged into the first post is no reason to lose it
    passed = tuple(row for row in range(rows[-1] + 1, last + 1) if row in grid)
    elsewhere = tuple(
        row for row in grid if row < rows[0] - 1 and _count(_words(grid, merges, (row,)).values()) >= _FEWEST
    )
    below = grid.get(last + 1, {})
    if len(below) > _FEWEST and all(_NUMBERING.fullmatch(str(one.value).strip()) for one in below.values()):
        last += 1
    covered = {
        column: merge.column
        for merge in merges
        if merge.row in rows and merge.column in words
        for column in range(merge.column + 1, merge.last_column + 1)
        if column not in words
    }
    return Headings(words, own, last, covered, passed, elsewhere)


def guess_headings(grid: Grid) -> Headings | None:
    """The first row that could be one of headings, where none is known: short words side by side, and rows
    below it.
    """
    for number in islice(grid, _TITLE_ROWS):
        words = _texts(grid[number])
        values = [cell.value for cell in grid[number].values()]
        is_short = all(isinstance(value, str) and len(value) <= _SHORT for value in values)
        if len(words) >= _GUESSED and is_short and any(below > number for below in grid):
            return Headings(words, dict.fromkeys(words, number), number, {})
    return None


def is_repeated(row: GridRow, headings: Headings) -> bool:
    """Whether *row* is the headings once more, as on each page that is printed."""
    return all(
        as_id(str(cell.value)) == as_id(headings.words.get(column, "")) != "" for column, cell in row.items()
    )


def is_other(row: GridRow) -> bool:
    """Whether *row* holds nothing but headings, as another table has."""
    texts = _texts(row).values()
    return len(texts) >= _FEWEST and all(map(is_known, texts))


def _are_both(grid: Grid, merges: Sequence[Merge], row: int) -> bool:
    """Whether the row below is one of headings too: most of what stands there is known as such."""
    below = _texts(grid.get(row + 1, {}))
    if not below:
        return False
    words = _words(grid, merges, (row, row + 1))
    # A dash, as staff put where nothing is to be said, would be known as the heading above it.
    known = sum(_is_heading(words.get(column, "")) for column, own in below.items() if as_id(own))
    return 2 * known > len(below) and any(_is_heading(one) for one in words.values())


def _words(grid: Grid, merges: Sequence[Merge], rows: Sequence[int]) -> dict[int, str]:
    """The heading of each column over *rows*, one or two."""
    top = _texts(grid.get(rows[0], {}))
    if len(rows) == 1:
        return top
    groups = dict(top)
    for merge in merges:
        if merge.row == rows[0] and merge.column in top:
            groups |= dict.fromkeys(range(merge.column, merge.last_column + 1), top[merge.column])
    below = _texts(grid.get(rows[1], {}))
    found = {column: _joined(groups.get(column, ""), words) for column, words in below.items()}
    return {**top, **found}


def _joined(group: str, words: str) -> str:
    """*words* below those of their *group*: `Thẻ` over `tiêu đề` is `Thẻ: tiêu đề`."""
    if group and not as_id(words):
        return group  # a dash, as staff put where nothing is to be said
    both = f"{group}: {words}"
    if group and is_known(both):
        return both
    if as_id(group) in _CARD:  # but `Mẫu` below `Thẻ` is the card's template
        column = column_of(words)
        return words if column is not None and column.is_card else both
    return words if is_known(words) or not is_known(group) else group


def _texts(row: GridRow) -> dict[int, str]:
    return {column: clean(str(cell.value)) for column, cell in row.items() if cell.value is not None}


def _is_heading(words: str) -> bool:
    return is_known(words) or as_id(words.partition(":")[0]) in _CARD


def _count(headings: Iterable[str], learnt: Container[str] = frozenset()) -> int:
    return len(set(_paths(headings, learnt)))


def _paths(headings: Iterable[str], learnt: Container[str]) -> Iterator[tuple[str, ...]]:
    for words in headings:
        column = column_of(words)
        if column is not None:
            yield column.path
        elif heading_key(words) in learnt:
            yield ("learnt", heading_key(words))
