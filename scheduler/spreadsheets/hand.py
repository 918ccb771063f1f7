"""What people said of a workbook by hand: which column holds what, and what a cell says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.calendar.entry import as_id

NO_COLUMN = ""  # a column that says nothing of posts


@dataclass(frozen=True, slots=True)
class Hand:
    """What was said by hand, of sheets by their title.

    *columns* gives the key (`card.image`) that a column holds, by its number, NO_COLUMN for none; *headings*
    the same for every workbook, by `heading_key`; *cells* what was typed in place of a cell's own words.
    With *guesses* a row of headings that nobody knows is taken for one, so that people can match it.
    """

    columns: Mapping[tuple[str, int], str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    guesses: bool = False

    def key_of(self, sheet: str, number: int, heading: str) -> str | None:
        """The key of that column, NO_COLUMN for none; None where nothing was said of it."""
        said = self.columns.get((sheet, number))
        return self.headings.get(heading_key(heading)) if said is None else said

    def cells_of(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """What was typed into the cells of *sheet*, by row and column."""
        return {(row, column): words for (title, row, column), words in self.cells.items() if title == sheet}


NOTHING_SAID = Hand()


def heading_key(heading: str) -> str:
    """A heading as it is remembered: accents, case and spaces do not matter."""
    return as_id(heading)
