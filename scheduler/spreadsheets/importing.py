"""A workbook → the files of a calendar, read back by the calendar's own reader before anything is written.

So a post from Excel is held against all that a post in a file is, and what is wrong names its cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from scheduler.calendar import messages as calendar_messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import as_id
from scheduler.calendar.file import read_part
from scheduler.calendar.listing import is_calendar_name
from scheduler.calendar.model import Campaign, Post
from scheduler.calendar.yaml_text import Entry, Line, file_lines, yaml_text
from scheduler.problems import Problem
from scheduler.reader.shape import text_of
from scheduler.settings.model import Settings
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.cells import CellPlace
from scheduler.spreadsheets.columns import DAY, ID
from scheduler.spreadsheets.rows import Written, read_row
from scheduler.spreadsheets.table import Row, Workbook
from scheduler.spreadsheets.telling import in_excel
from scheduler.spreadsheets.vocabulary import Vocabulary

_LONGEST_ID = 60  # characters of an id made from a title


@dataclass(frozen=True, slots=True)
class Draft:
    """A post of the workbook: as a file writes it, the rows that say it, and the *file* it goes to."""

    entry: Entry
    row: Row
    cards: tuple[Row, ...]  # of each card, the post's own row first if it has one
    campaign: Campaign
    file: str
    rows: tuple[Row, ...] = ()  # all that say it

    @property
    def is_unseen(self) -> bool:
        """Whether the sheet does not show all of it."""
        return any(row.is_unseen for row in self.rows)

    def place(self, path: Sequence[str | int]) -> CellPlace:
        """The cell that holds the value at *path* of the post; the row if no cell does."""
        keys = [str(key) for key in path]
        row = self.row
        if keys[:1] in (["cards"], ["photos"]) and len(keys) > 1:
            row = self.cards[int(keys[1])] if int(keys[1]) < len(self.cards) else row
            keys = ["card", *keys[2:]]
        if keys == ["at"]:
            return row.place_of(*DAY.path)
        for length in range(len(keys), 0, -1):
            if tuple(keys[:length]) in row.headings:
                return row.place_of(*keys[:length])
        return row.place


@dataclass(slots=True)
class Imported:
    """What a workbook gives: the posts, and every problem in the order of its cells."""

    drafts: list[Draft] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)  # by id, as they will read
    problems: list[Problem] = field(default_factory=list)

    def sound(self) -> list[Draft]:
        """The posts of which no problem speaks that is an error, neither of theirs nor of their sheet's."""
        errors = [problem for problem in self.problems if problem.is_error]
        places = [(problem.place, problem.message in messages.OF_SHEET) for problem in errors]
        cells = [(place, is_of_all) for place, is_of_all in places if isinstance(place, CellPlace)]
        sheets = {place.sheet for place, is_of_all in cells if is_of_all}
        rows = {(place.sheet, place.line) for place, _ in cells}
        ids = {problem.post for problem in errors}
        asked = any(problem.message in messages.UNSEEN for problem in errors)
        return [
            draft
            for draft in self.drafts
            if draft.entry["id"] in self.posts.keys() - ids
            and draft.row.place.sheet not in sheets
            and not any((row.place.sheet, row.place.line) in rows for row in draft.rows)
            and not (asked and draft.is_unseen)
        ]


def import_posts(
    workbook: Workbook,
    words: Vocabulary,
    settings: Settings,
    directory: Directory,
    otherwise: str,
    out: str = "",
    *,
    hidden_as_draft: bool = False,
) -> Imported:
    """The posts of *workbook*; what its sheets hide or strike out is an error, or with *hidden_as_draft* a
    draft.

    Each goes to *out* if given, else to the file its row names, else to its campaign's, else to
    *otherwise* (paths like `posts/a.yaml`).
    """
    imported = gather(workbook, words, otherwise, out, hidden_as_draft=hidden_as_draft)
    hold_against(imported, workbook, words, settings, directory)
    return imported


def gather(
    workbook: Workbook, words: Vocabulary, otherwise: str, out: str = "", *, hidden_as_draft: bool = False
) -> Imported:
    """The posts that the rows of *workbook* say, not yet held against what a calendar may say."""
    imported = Imported(
        problems=[
            replace(problem, message=replace(problem.message, way_out=messages.AS_DRAFT), level="warning")
            if hidden_as_draft and problem.message in messages.UNSEEN
            else problem
            for problem in workbook.problems
        ]
    )
    written = [read_row(row, words) for row in workbook.rows]
    for one in written:
        imported.problems += one.problems
    imported.drafts = _drafts(written, imported.problems, otherwise, out)
    return imported


def hold_against(
    imported: Imported,
    workbook: Workbook,
    words: Vocabulary,
    settings: Settings,
    directory: Directory,
    defaults: Entry | None = None,
) -> None:
    """Read the drafts as their files will be read, below *defaults*: all of a file at once.

    Each problem names its cell, in the words of a workbook.
    """
    for file, drafts in by_file(imported.drafts).items():
        _require_one_campaign(file, drafts, imported.problems)
        lines = lines_of(drafts, defaults)
        part = read_part(file, yaml_text(lines).encode(), settings, directory)
        imported.posts |= {post.id: post for post in part.posts}
        told = {problem.place for problem in imported.problems}
        found = [located(problem, lines, drafts, words) for problem in part.problems]
        imported.problems += [problem for problem in found if problem.place not in told]
    imported.problems.sort(key=lambda problem: _order(problem, workbook.sheets))


def by_file(drafts: Iterable[Draft]) -> dict[str, list[Draft]]:
    """*drafts* by the file they go to, in order."""
    files: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        files[draft.file].append(draft)
    return dict(files)


def lines_of(drafts: Sequence[Draft], defaults: Entry | None = None) -> list[Line]:
    """The lines of the file that holds *drafts*, below its *defaults*."""
    return file_lines(drafts[0].campaign, [draft.entry for draft in drafts], defaults)


def is_calendar_file(file: str) -> bool:
    """Whether *file* names a YAML file below posts/, and nothing outside it."""
    parts = PurePosixPath(file).parts
    is_safe = all(re.fullmatch(r"[^\W_][^<>:\"|?*\\\x00-\x1f]*", part) for part in parts)
    return is_safe and len(parts) > 1 and parts[0] == "posts" and is_calendar_name(file) and "//" not in file


def _drafts(written: Iterable[Written], problems: list[Problem], otherwise: str, out: str) -> list[Draft]:
    """The posts, each with its further cards, under ids that none shares."""
    found: list[tuple[Written, list[Written]]] = []
    by_id: dict[str, list[Written]] = {}
    alone: list[tuple[Written, list[Written] | None]] = []
    last: list[Written] | None = None
    for one in written:
        id_ = one.values.get(ID.path, "")
        if one.is_card_alone:
            alone.append((one, last if not id_ else None))
        elif set(one.values) - {("campaign", "id"), ("campaign", "title"), ("file",)} or one.problems:
            last = []
            found.append((one, last))
            if id_:
                by_id.setdefault(id_, last)
    for one, above in alone:  # sorting may have brought a card's row before its post's
        cards = by_id.get(one.values.get(ID.path, ""), above)
        if cards is None:
            problems.append(Problem(messages.CARD_OF_NOTHING, one.row.place))
        else:
            cards.append(one)
    return _named(found, problems, otherwise, out)


def _named(
    found: list[tuple[Written, list[Written]]], problems: list[Problem], otherwise: str, out: str
) -> list[Draft]:
    given = [one.values.get(ID.path, "") for one, _ in found]
    taken: dict[str, CellPlace] = {}
    used = set(given)
    drafts = []
    for (one, others), id_ in zip(found, given, strict=True):
        place = one.row.place_of(*ID.path)
        if not id_:
            id_ = _made(one, used)  # noqa: PLW2901 - the row's own is empty
            used.add(id_)
        elif id_ in taken:
            values = {"id": id_, "other": taken[id_].say()}
            problems.append(Problem(calendar_messages.DUPLICATE_ID, place, values, post=id_))
            continue
        taken[id_] = place
        cards = [row for row in (one, *others) if row.card]
        file = (
            out
            or _file_of(one, problems)
            or (f"posts/{as_id(one.campaign.id)}.yaml" if one.campaign.id else "")
        )
        rows = (one.row, *(row.row for row in others))
        drafts.append(
            Draft(
                one.entry(id_, others),
                one.row,
                tuple(row.row for row in cards),
                one.campaign,
                file or otherwise,
                rows,
            )
        )
    return drafts


def _made(one: Written, used: set[str]) -> str:
    """An id for a post without one: its title's words, and a number if another is called so."""
    words = as_id(one.values.get(("title",), ""))
    if len(words) > _LONGEST_ID:
        words = words[: _LONGEST_ID + 1].rpartition("-")[0] or words[:_LONGEST_ID]
    base = words or "bai"
    numbered = (f"{base}-{number}" for number in range(2, len(used) + 3))
    return next(id_ for id_ in (base, *numbered) if id_ not in used)


def _file_of(one: Written, problems: list[Problem]) -> str:
    file: str = one.values.get(("file",), "")
    if file and not is_calendar_file(file):
        problems.append(Problem(messages.FILE_FORM, one.row.place_of("file"), {"value": text_of(file)}))
        return ""
    return file


def _require_one_campaign(file: str, drafts: Sequence[Draft], problems: list[Problem]) -> None:
    first = drafts[0].campaign
    for draft in drafts:
        if draft.campaign != first:
            values = {"file": file, "first": _name(first), "second": _name(draft.campaign)}
            place = draft.place(("campaign", "id"))
            problems.append(Problem(messages.TWO_CAMPAIGNS, place, values, post=draft.entry["id"]))
            return


def _name(campaign: Campaign) -> str:
    return campaign.title or campaign.id or NO_NAME


def located(problem: Problem, lines: Sequence[Line], drafts: Sequence[Draft], words: Vocabulary) -> Problem:
    """*problem* of the file that *lines* make, at the cell its line came from."""
    path = lines[min(problem.place.line, len(lines)) - 1][0]
    problem = in_excel(problem, words)
    if path[:1] in (("campaign",), ("defaults",)):
        return replace(problem, place=drafts[0].place(path), line_text="")
    number = path[1] if len(path) > 1 else 0
    draft = drafts[number if isinstance(number, int) else 0]
    inside: Sequence[str | int] = path[2:]
    if problem.code == "missing":  # a key that is not there stands where it would be
        inside = (
            *(inside[:-1] if inside[:1] in (("card",), ("cards",), ("photos",)) else ()),
            str(problem.values["key"]),
        )
    return replace(problem, place=draft.place(inside), line_text="")


def _order(problem: Problem, sheets: Sequence[str]) -> tuple[int, int, int]:
    place = problem.place
    sheet = sheets.index(place.sheet) if isinstance(place, CellPlace) else 0
    return sheet, place.line, place.column


NO_NAME = "–"
