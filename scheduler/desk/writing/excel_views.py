"""What was understood of a workbook → what the page shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from scheduler import locales
from scheduler.calendar.model import ChannelName, Hotline
from scheduler.calendar.yaml_text import Entry
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.excel import EMPTY, Asked, CellView, ExcelView, RowState, RowView, SheetView, Told
from scheduler.desk.pages.excel_texts import NOT_CONNECTED
from scheduler.desk.pages.writing_texts import TEMPLATES
from scheduler.desk.writing.excel_plans import Plan
from scheduler.desk.writing.excel_rows import Understood, moment_of
from scheduler.kinds.registry import kind_of, kinds
from scheduler.problems import Problem, Text
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.cells import Cell, CellPlace
from scheduler.spreadsheets.columns import DAY, HOUR, TEXT, TITLE, index
from scheduler.spreadsheets.importing import Draft
from scheduler.spreadsheets.telling import heading_of

_OPENING = 120  # characters of a text that are shown
_LONG = 60  # characters of a cell that wants more than a line
_ASKED = {"unknown-audience": "audience", "unknown-topic": "topic", "unknown-channel": "channels"}
# Told by the page in its own words, beside the columns.
_OF_COLUMNS = (messages.NO_COLUMN, messages.UNKNOWN_COLUMN, messages.MISSPELT_COLUMN, messages.COLUMN_UNNAMED)


def view_of(
    key: str,
    plan: Plan,
    found: Understood,
    visit: Visit,
    intos: Mapping[str, str],
    into: str,
    defaults: Entry,
    *,
    opened: str = "",
) -> ExcelView:
    """The page of a workbook; the row called *opened* is there to be mended whole."""
    rows = [_row(draft, plan, found, visit, defaults, opened) for draft in found.drafts]
    of_rows = {(row.place.sheet, row.place.line) for draft in found.drafts for row in draft.rows}
    told = [one for one in found.problems if not _is_of(one, of_rows) and one.message not in _OF_COLUMNS]
    sheets = [
        SheetView(number, title, columns, _lacks(found, title))
        for number, (title, columns) in enumerate(found.workbook.tables.items())
    ]
    filled = {one for keys in found.filled.values() for one in keys}
    gives = list(_gives(defaults, filled, visit.reading.calendar.hotlines))
    return ExcelView(key, plan.name, rows, sheets, told, intos, into, gives)


def name_of(sheet: int, row: int, column: int) -> str:
    """The name of the input for that cell."""
    return f"c-{sheet}-{row}-{column}"


def _row(draft: Draft, plan: Plan, found: Understood, visit: Visit, defaults: Entry, opened: str) -> RowView:
    entry, place = draft.entry, draft.row.place
    number = list(found.workbook.tables).index(place.sheet)
    key = f"{number}-{place.line}"
    state = _state(draft, plan, found)
    told = [
        _told(one, number)
        for one in found.problems
        if state in ("wrong", "sound") and _is_of_draft(one, draft)
    ]
    in_cells = {one.problem.wrong() for one in told if one.field}  # a card that was filled in says it again
    told = [one for one in told if one.field or one.problem.wrong() not in in_cells]
    told += _unconnected(draft, entry, defaults, visit, number) if state == "sound" else []
    fields = {one.field for one in told if one.problem.is_error}
    asked = tuple(_asked(draft, told, plan, found, visit))
    questions = {one.field for one in asked}
    told = [one for one in told if one.problem.code not in _ASKED or one.field not in questions]
    cells = list(_cells(draft, number)) if key == opened or state == "wrong" else []
    if key != opened and any(
        one.name in fields for one in cells
    ):  # else what is wrong has no cell of its own
        cells = [one for one in cells if one.name in fields]
    id_ = entry["id"]
    return RowView(
        key=key,
        line=place.line,
        state=state,
        when=_when(draft, visit),
        title=str(entry.get("title", "")),
        opening=_short(str(entry.get("text", ""))),
        channels=", ".join(
            _channel(one, visit) for one in entry.get("channels", defaults.get("channels")) or ()
        ),
        audience=found.words.said("audience", str(entry.get("audience", ""))),
        photo=_photo(entry),
        more=tuple((heading_of(one), str(entry[one])) for one in ("in_charge", "note") if entry.get(one)),
        told=tuple(told),
        cells=tuple(cells) if state in ("wrong", "sound") else (),
        asked=asked,
        known=found.known.get(id_, ""),
        elsewhen=_elsewhen(draft, found, visit),
        other=found.doubles.get(id_, 0),
        is_own=found.prints[id_] in found.own,
    )


def _state(draft: Draft, plan: Plan, found: Understood) -> RowState:
    id_ = draft.entry["id"]
    if id_ in found.known or id_ in found.doubles:
        return "known"
    if (draft.row.place.sheet, draft.row.place.line) in plan.away:
        return "away"
    return "sound" if id_ in found.sound else "wrong"


def _told(problem: Problem, sheet: int) -> Told:
    place = problem.place
    return Told(name_of(sheet, place.line, place.column) if place.column else "", problem)


def _cells(draft: Draft, sheet: int) -> Iterator[CellView]:
    """Its cells, those that are empty too, in the order of the columns."""
    held = {cell.place.column: cell for cell in draft.row.cells.values()}
    for path, place in sorted(draft.row.headings.items(), key=lambda one: one[1].column):
        cell = held.get(place.column)
        words = _words(cell) if cell else ""
        is_long = path == TEXT.path or len(words) > _LONG or "\n" in words
        heading = index().by_path[path].heading if path in index().by_path else place.heading
        yield CellView(name_of(sheet, place.line, place.column), heading, place.name, words, is_long)


def _words(cell: Cell) -> str:
    """What the cell says, as somebody would type it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date | time):
        day = f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else ""
        moment = value.time() if isinstance(value, datetime) else value if isinstance(value, time) else None
        is_midnight = moment == time() and bool(day)
        hour = f"{moment.hour}:{moment.minute:02}" if moment is not None and not is_midnight else ""
        return f"{day} {hour}".strip()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _asked(
    draft: Draft, told: Sequence[Told], plan: Plan, found: Understood, visit: Visit
) -> Iterator[Asked]:
    """What is asked of its words, with what was chosen already."""
    place = draft.row.place
    chosen = {one[2:4]: one[4:] for one in plan.chosen if one[:2] == (place.sheet, place.line)}
    words = found.words
    of_channels = {kind.name: kind.said.say(visit.language) for kind in words.channels}
    for one in {(_ASKED.get(one.problem.code), one.field): one for one in told if one.field}.values():
        kind = _ASKED.get(one.problem.code, "")
        choices = of_channels if kind == "channels" else words.words.get(kind, {})
        said = draft.entry.get(kind, "") if kind else ""
        written = [said] if isinstance(said, str) else list(said)
        for number, word in enumerate(word for word in written if word and word not in choices):
            meant, remembers = chosen.get((one.problem.place.column, word), ((), True))
            known = tuple(key for key in meant if key in choices or key == EMPTY)
            yield Asked(kind, word, choices, one.field, number, known, remembers)


def _unconnected(draft: Draft, entry: Entry, defaults: Entry, visit: Visit, sheet: int) -> list[Told]:
    """Channels that the post names, and no unit has."""
    there = {name for unit in visit.reading.calendar.units.values() for name in unit.channels}
    named = entry.get("channels", defaults.get("channels")) or ()
    missing = [name for name in named if name not in there]
    if not missing:
        return []
    names = [kind_of(ChannelName(name)).said for name in missing]
    said = Text(", ".join(name.vi for name in names), ", ".join(name.en for name in names))
    return [_told(Problem(NOT_CONNECTED, draft.place(["channels"]), {"names": said}), sheet)]


def _when(draft: Draft, visit: Visit) -> str:
    at = moment_of(draft.entry)
    if at is None or at.year == 2000:  # a stand-in for what cannot be read
        row = draft.row
        said = [row.cells.get((one.path, one.kind)) for one in (DAY, HOUR)]
        return " ".join(_words(cell) for cell in said if cell)
    return locales.moment(at, visit.language)


def _elsewhen(draft: Draft, found: Understood, visit: Visit) -> str:
    """When its post goes out, where the row says another time."""
    post = visit.reading.post(found.known.get(draft.entry["id"], ""))
    if post is None or post.at is None or post.at.replace(tzinfo=None) == moment_of(draft.entry):
        return ""
    return locales.moment(post.at, visit.language)


def _channel(name: str, visit: Visit) -> str:
    known = {kind.name for kind in kinds()}
    return kind_of(ChannelName(name)).said.say(visit.language) if name in known else name


def _photo(entry: Entry) -> str:
    card = entry.get("card")
    image = card.get("image", "") if isinstance(card, dict) else ""
    return str(image).rpartition("/")[2]


def _lacks(found: Understood, title: str) -> tuple[str, ...]:
    held = {column.key for column in found.workbook.tables[title]}
    return tuple(one.heading for one in (TITLE, TEXT) if ".".join(one.path) not in held)


def _is_of(problem: Problem, rows: set[tuple[str, int]]) -> bool:
    place = problem.place
    return isinstance(place, CellPlace) and (place.sheet, place.line) in rows


def _is_of_draft(problem: Problem, draft: Draft) -> bool:
    return _is_of(problem, {(row.place.sheet, row.place.line) for row in draft.rows})


def _gives(defaults: Entry, filled: set[str], hotlines: Mapping[str, Hotline]) -> Iterator[Text]:
    """What a post takes where its row says nothing, in words."""
    tags = defaults.get("hashtags")
    if isinstance(tags, list) and tags:
        said = " ".join(f"#{str(tag).removeprefix('#')}" for tag in tags)
        yield Text(f"hashtag {said}", f"hashtags {said}")
    keys = defaults.get("hotlines")
    keys = keys if isinstance(keys, list) else [next(iter(hotlines))] if "hotlines" in filled else []
    lines = ", ".join(hotlines[key].display for key in keys if key in hotlines)
    if lines:
        yield Text(f"đường dây nóng {lines}", f"hotline {lines}")
    if "card" in filled:
        card = defaults.get("card")
        name = str(card.get("template", "tip")) if isinstance(card, dict) else "tip"
        template = TEMPLATES.get(name, Text(name, name))
        yield Text(
            f"thẻ “{template.vi}” lấy tiêu đề làm câu chính", f"the card “{template.en}” with the title on it"
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _OPENING else words[:_OPENING].rsplit(" ", 1)[0] + "…"
