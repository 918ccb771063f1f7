"""A plan in Excel as the desk shows it: its columns, its rows as they were understood, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.problems import Language, Problem, Text
from scheduler.spreadsheets.cells import CellPlace
from scheduler.spreadsheets.columns import index
from scheduler.spreadsheets.table import ColumnSeen

RowState = Literal["wrong", "sound", "known", "away"]
ORDER: tuple[RowState, ...] = ("wrong", "sound", "known", "away")

# What a column may be taken for, as few as an officer's plan has; others where the sheet has them.
OFFERED = (
    "at.date", "at.time", "title", "text", "channels", "audience", "topic", "hashtags", "hotlines", "link",
    "card.template", "card.headline", "card.image", "card.alt", "source", "first_comment", "status",
    "in_charge", "note",
)  # fmt: skip


EMPTY = "-"  # what a word is taken for that is to be left out


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workbook with rows that were not taken yet."""

    key: str
    name: str
    left: int

    @property
    def title(self) -> str:
        """Its name as people say it, without the ending."""
        return self.name.rpartition(".")[0] or self.name


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is wrong with a row; *field* is the name of its cell's input, '' for the whole row."""

    field: str
    problem: Problem

    def say(self, language: Language) -> str:
        """It and the way out, with its cell."""
        place = self.problem.place
        wrong, way = self.problem.wrong(language), self.problem.way_out(language)
        cell = f"{place.name}: " if isinstance(place, CellPlace) and place.column else ""
        ended = "" if wrong.endswith((".", "?", "!")) else "."
        return f"{cell}{wrong[:1].upper()}{wrong[1:]}{ended} {way}".strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of the office's own that nobody knows yet: its *kind*, what is *written*, what it may mean.

    *field* is the cell that says it, *number* which of that cell's words it is; *meant* was chosen already
    and is not saved yet; *remembers*: for every row that says it, and every workbook.
    """

    kind: str
    written: str
    choices: Mapping[str, str]
    field: str
    number: int = 0
    meant: tuple[str, ...] = ()
    remembers: bool = True

    @property
    def name(self) -> str:
        """What its inputs are called, behind `a-` (the word), `w-` (what it means) and `k-` (remember it)."""
        return f"{self.field.removeprefix('c-')}-{self.number}"


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell that can be mended: the *name* of its input, its column's heading, its place, what it says."""

    name: str
    heading: str
    cell: str
    words: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as understood; *known* is the post that it is already, *elsewhen* that post's own time where it
    is another than the row's; *other* a row that says the same."""

    key: str
    line: int
    state: RowState
    when: str
    title: str
    opening: str
    channels: str
    audience: str
    photo: str
    more: tuple[tuple[str, str], ...] = ()
    told: tuple[Told, ...] = ()
    cells: tuple[CellView, ...] = ()
    asked: tuple[Asked, ...] = ()
    known: str = ""
    elsewhen: str = ""
    other: int = 0
    is_own: bool = False  # it became that post itself

    def asked_of(self, name: str) -> list[Asked]:
        """What is asked of the words in that cell."""
        return [one for one in self.asked if one.field == name]

    def told_of(self, name: str) -> list[Told]:
        """What is wrong with that cell."""
        return [one for one in self.told if one.field == name]

    @property
    def errors(self) -> int:
        """How many things have to be mended besides what is asked."""
        return sum(one.problem.is_error for one in self.told)

    @property
    def unanswered(self) -> int:
        """How many words nobody has explained yet."""
        return sum(not one.meant for one in self.asked)


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet with its columns; *number* counts from 0, *lacks* are headings that it cannot do without."""

    number: int
    title: str
    columns: Sequence[ColumnSeen]
    lacks: tuple[str, ...]

    @property
    def unknown(self) -> list[str]:
        """The headings of columns that hold something, and nobody knows what."""
        return [one.heading for one in self.columns if not one.key and not one.is_said and one.samples]


@dataclass(frozen=True, slots=True)
class ExcelView:
    """A workbook: its rows by their state, what is told of whole sheets, and where its posts will go.

    *intos* are the campaigns by their files, *into* the one that is chosen ('' for none), *gives* what its
    posts take from there where the sheet says nothing.
    """

    key: str
    name: str
    rows: Sequence[RowView]
    sheets: Sequence[SheetView]
    told: Sequence[Problem]
    intos: Mapping[str, str]
    into: str
    gives: Sequence[Text] = ()

    @property
    def title(self) -> str:
        """Its name as people say it, without the ending."""
        return self.name.rpartition(".")[0] or self.name

    def of(self, state: RowState) -> list[RowView]:
        """Its rows in that state."""
        return [row for row in self.rows if row.state == state]

    @property
    def left(self) -> int:
        """How many rows are still to be taken."""
        return len(self.of("wrong")) + len(self.of("sound"))


def choices_of() -> Mapping[str, str]:
    """What a column may hold, by its key: headings are Vietnamese in every language, as in the workbook."""
    columns = index().by_path
    return {key: columns[tuple(key.split("."))].heading for key in OFFERED}
