"""A post's entry ↔ the rows of a sheet: one row a post, and one more for each further card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from scheduler.calendar.entry import POST_KEYS, as_id
from scheduler.calendar.model import ALL_UNITS, CARD_KEYS, PROVINCE, Campaign
from scheduler.calendar.yaml_text import Entry
from scheduler.folding import comparable
from scheduler.problems import Problem
from scheduler.spreadsheets import cells, messages
from scheduler.spreadsheets.cells import NOTHING, Cell, Wrong
from scheduler.spreadsheets.columns import DAY, HOUR, ID, Column, Kind, Path, card_column, index
from scheduler.spreadsheets.table import Row
from scheduler.spreadsheets.vocabulary import Vocabulary

CellValue = str | date | datetime | time
_LISTS = frozenset({"hashtags", "hotlines", "units", "except", "children"})
# What a list's single words are parted by; hotlines, days and channels may have spaces inside.
_SEPARATORS = {"hashtags": r"\s,;", "children": r"\s,;", "channels": r",;+&/\n", "units": r",;\n"}
_BETWEEN = {"hashtags": " ", "hotlines": "\n", "units": "\n", "except": "\n"}
_EVERY_CHANNEL = ("tat-ca", "tat-ca-cac-kenh", "tat-ca-kenh", "moi-kenh", "cac-kenh")
PLAIN = "ảnh"  # in the column of templates: a plain photo, without one
_STAND_IN = "2000-01-01 00:00"  # for a time that cannot be read, so that it is not told to be missing too
# A text of the card that Excel likes to turn into a date or a time is written as people say it.
_SAID: dict[Path, type] = {("card", "date"): date, ("card", "time"): time}


@dataclass(frozen=True, slots=True)
class Written:
    """What one row says: keys of a post by their path, and of a card; the rest of its file."""

    row: Row
    values: Mapping[Path, Any]
    problems: tuple[Problem, ...]

    @property
    def card(self) -> Entry:
        """What it says of a card."""
        return {path[1]: value for path, value in self.values.items() if path[0] == "card"}

    @property
    def is_card_alone(self) -> bool:
        """Whether it is a further card of a post that has a row of its own."""
        known = {
            path for path in self.values if path[0] not in ("card", "campaign", "file") and path != ID.path
        }
        return not known and bool(self.card)

    @property
    def campaign(self) -> Campaign:
        """The heading of the file it belongs to."""
        return Campaign(*(self.values.get(("campaign", key), "") for key in ("id", "title", "programme")))

    def entry(self, id_: str, others: list[Written]) -> Entry:
        """The post as a file writes it; *others* are its further cards. What is not shown is no more than a
        draft.
        """
        entry: Entry = {path[0]: value for path, value in self.values.items() if len(path) == 1}
        entry.pop("file", None)
        entry["id"] = id_
        if any(one.row.is_unseen for one in (self, *others)):
            entry["status"] = "draft"
        shown = [card for card in (self.card, *(one.card for one in others)) if card]
        if shown:
            entry |= _pictures(shown)
        variants = [path for path in self.values if path[0] == "channels" and len(path) == 3]
        if variants:
            named = entry.get("channels") or dict.fromkeys(path[1] for path in variants)
            entry["channels"] = {name: {} for name in named}
            for path in variants:
                entry["channels"].setdefault(path[1], {})[path[2]] = self.values[path]
        return {key: entry[key] for key in POST_KEYS if key in entry}


def _pictures(shown: list[Entry]) -> Entry:
    """The cards, or the plain photos; where both are mixed, those are told of as an unknown template."""
    if all(comparable(card.get("template", "")) == PLAIN for card in shown):
        return {"photos": [{key: one for key, one in card.items() if key != "template"} for card in shown]}
    return {"cards": shown} if len(shown) > 1 else {"card": shown[0]}


def read_row(row: Row, words: Vocabulary) -> Written:
    """What *row* says, and what is wrong in its cells."""
    values: dict[Path, Any] = {}
    problems: list[Problem] = []
    for (path, kind), cell in row.cells.items():
        if path[0] == "at" or cell.value is None:
            continue
        try:
            value = _value(path, kind, cell, words)
        except Wrong as wrong:
            problems.append(wrong.problem)
            value = ""
        if value != "":
            values[path] = value
    try:
        at = _at(row)
    except Wrong as wrong:
        problems.append(wrong.problem)
        at = _STAND_IN
    if at:
        values["at",] = at
    if values.get(("status",)) == "ready":
        del values["status",]
    return Written(row, values, tuple(problems))


def row_cells(
    entry: Entry, campaign: Campaign, file: str, words: Vocabulary
) -> list[dict[Column, CellValue]]:
    """The rows of a post: its own, then one for each further card."""
    photos = [{"template": PLAIN, **photo} for photo in entry.get("photos", ())]
    shown = photos or entry.get("cards") or ([entry["card"]] if "card" in entry else [])
    first = dict(_cells_of(entry, words))
    about: dict[Path, str] = {("campaign", "id"): campaign.id, ("campaign", "title"): campaign.title}
    about |= {("campaign", "programme"): campaign.programme, ("file",): file}
    first |= {index().by_path[path]: value for path, value in about.items() if value}
    rows: list[dict[Column, CellValue]] = [first, *({ID: entry["id"]} for _ in shown[1:])]
    for cells_of_row, card in zip(rows, shown, strict=False):
        cells_of_row.update(_card_cells(card))
    return rows


def _cells_of(entry: Entry, words: Vocabulary) -> Iterator[tuple[Column, CellValue]]:
    for key, value in entry.items():
        if key == "at":
            at = datetime.fromisoformat(value)
            yield DAY, _as_excel(at.date())
            yield HOUR, at.time()
        elif key in ("expires", "after"):
            moment = datetime.fromisoformat(value)
            yield index().by_path[key,], _as_excel(moment if moment.time() != time() else moment.date())
        elif key == "channels":
            yield index().by_path[key,], ", ".join(value)
            for name, variant in value.items() if isinstance(value, dict) else ():
                for part, said in variant.items():
                    yield (
                        index().by_path[key, name, part],
                        _joined(part, said, words) if part == "hashtags" else said,
                    )
        elif key not in ("card", "cards", "photos"):
            is_list = key in _LISTS and isinstance(value, list)
            yield index().by_path[key,], _joined(key, value, words) if is_list else words.said(key, value)


def _card_cells(card: Entry) -> Iterator[tuple[Column, CellValue]]:
    for key, value in card.items():
        if ("card", key) in index().by_path and key in ("template", *CARD_KEYS):
            yield index().by_path["card", key], value
        elif isinstance(value, list):
            yield card_column(key, Kind.LINES), cells.as_lines(value)
        else:
            yield card_column(key, Kind.TEXT), value


def _joined(key: str, values: list[str], words: Vocabulary) -> str:
    if key == "except":
        values = [f"{date.fromisoformat(day):%d/%m/%Y}" for day in values]
    elif key == "hashtags":
        values = [f"#{tag}" for tag in values] or [NOTHING]
    return _BETWEEN.get(key, ", ").join(words.said(key, value) for value in values)


def _as_excel(moment: date) -> CellValue:
    """*moment*, or its words where Excel has no such date: it counts from 1900 and has a 29/2/1900."""
    if moment.year > 1900:
        return moment
    return moment.isoformat()[:10] if not isinstance(moment, datetime) else moment.isoformat(" ", "minutes")


def _value(path: Path, kind: Kind, cell: Cell, words: Vocabulary) -> Any:
    """The value of the key at *path*, as a file writes it; '' for none.

    Raises:
        Wrong: the cell cannot be read.
    """
    if kind in (Kind.DATE, Kind.MOMENT):
        day, hour = cells.moment(cell)
        return f"{day} {hour:%H:%M}" if hour and kind is Kind.MOMENT else day.isoformat()
    if isinstance(cell.value, _SAID.get(path, ())):
        return _said(cell.value)
    if path == ("except",):
        return _days(cell)
    number = cells.bare_number(cell) if path == ("hotlines",) else ""
    written = number or cells.text(cell)
    if kind is Kind.LINES:
        return cells.lines(written) if written else ""
    if kind is Kind.NAMES:
        return _names(path, written, words)
    return words.key(path[0], written) if len(path) == 1 else written


def _names(path: Path, written: str, words: Vocabulary) -> Any:
    """The list of single words that is *written*; '' for none."""
    key = path[-1]
    names = cells.names(written, _SEPARATORS.get(key, r",;\n"))
    if key == "hashtags":
        names = [name.removeprefix("#") for name in names]
    elif key == "channels" and as_id(written) in _EVERY_CHANNEL:
        names = [kind.name for kind in words.channels]
    elif key == "channels":
        meant = [kind for name in names for one in _both(name, words) for kind in words.channels_of(one)]
        names = list(dict.fromkeys(meant))
    elif key == "hotlines":
        names = [words.hotline(name) for name in names]
    elif key == "units":
        names = [words.key(key, name) for name in names]
    if key == "units" and names in ([ALL_UNITS], [PROVINCE]):
        return names[0]
    return names if names or (written == NOTHING and len(path) > 1) else ""


def _both(name: str, words: Vocabulary) -> list[str]:
    """The channels of `FB và web`, where both are known; else *name*, which may be one of its own."""
    parts = re.split(r"\s+và\s+", name)
    known = {kind.name for kind in words.channels}
    return parts if all(known.issuperset(words.channels_of(part)) for part in parts) else [name]


def _days(cell: Cell) -> list[str]:
    if not isinstance(cell.value, str):
        return [cells.day(cell).isoformat()]
    parts = cells.names(cells.text(cell), r",;\n")
    return [cells.day(Cell(part, cell.place, epoch=cell.epoch, year=cell.year)).isoformat() for part in parts]


def _at(row: Row) -> str:
    """When the post goes out, from one cell or two; '' for not said."""
    day_cell, hour_cell = row.cells.get((DAY.path, DAY.kind)), row.cells.get((HOUR.path, HOUR.kind))
    day_cell = day_cell if day_cell and day_cell.value is not None else None
    hour_cell = hour_cell if hour_cell and hour_cell.value is not None else None
    if day_cell is None:
        if hour_cell is not None:
            raise Wrong(Problem(messages.HOUR_WITHOUT_DAY, hour_cell.place))
        return ""
    day, beside = cells.moment(day_cell)
    hour = cells.hour(hour_cell) if hour_cell is not None else beside
    if hour is None:
        place = row.place_of(*HOUR.path) if HOUR.path in row.headings else day_cell.place
        raise Wrong(Problem(messages.DAY_WITHOUT_HOUR, place))
    if beside is not None and beside != hour:
        values = {"first": f"{beside:%H:%M}", "second": f"{hour:%H:%M}"}
        raise Wrong(Problem(messages.TWO_HOURS, day_cell.place, values))
    return f"{day} {hour:%H:%M}"


def _said(moment: Any) -> str:
    if isinstance(moment, date):
        return f"{moment.day}/{moment.month}/{moment.year}"
    return f"{moment.hour}h{moment.minute:02}"
