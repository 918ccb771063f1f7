"""What people say of a workbook's rows: words typed into cells, and what the office's own words mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.datastructures import FormData

from scheduler.desk.pages.excel import EMPTY, Asked, RowView
from scheduler.desk.people.given import number
from scheduler.desk.writing.excel_plans import Plan
from scheduler.desk.writing.excel_rows import Spot, Understood
from scheduler.files import WorkFolder
from scheduler.spreadsheets.importing import Draft
from scheduler.spreadsheets.learnt import learn
from scheduler.spreadsheets.vocabulary import word_key

_LONGEST = 32_767  # characters, as in Excel
_LONGEST_WORD = 500
_MOST_MEANT = 20


def keep_said(plan: Plan, titles: Sequence[str], given: FormData) -> None:
    """Keep what was typed into cells, and what was chosen of their words: nothing is learnt yet.

    *titles* are the sheets, as inputs count them.
    """
    for name, words in given.multi_items():
        if not isinstance(words, str):
            continue
        kind, place = name[:2], _place(name, titles)
        if kind == "c-" and place is not None and len(words) <= _LONGEST:
            plan.say_cell(*place, words.replace("\r\n", "\n").strip())
        elif kind == "a-" and place is not None and len(words) <= _LONGEST:
            meant = [one for one in given.getlist(f"w-{name[2:]}") if isinstance(one, str) and one]
            remembers = "1" in given.getlist(f"k-{name[2:]}")
            plan.choose((*place, words.replace("\r\n", "\n"), tuple(meant[:_MOST_MEANT]), remembers))


def settle(folder: WorkFolder, plan: Plan, row: RowView, draft: Draft, found: Understood) -> dict[str, str]:
    """Let the words of *row* mean what was chosen: from now on where that is to be remembered, else in its
    cell alone. Gives the words that were learnt, with their kind.

    Raises:
        OSError: it cannot be written.
    """
    spot = draft.row.place.sheet, draft.row.place.line
    learnt: dict[str, str] = {}
    by_field = {one.field: [each for each in row.asked if each.field == one.field] for one in row.asked}
    for field, asked in by_field.items():
        kept = [one for one in asked if one.meant and one.remembers and _can_be_learnt(one)]
        for one in kept:
            learn(folder, words={one.kind: {one.written: ",".join(one.meant)}})
            learnt[one.written] = one.kind
        if any(one.meant and one not in kept for one in asked):
            column = int(field.rpartition("-")[2])
            plan.say_cell(*spot, column, _cell_words(draft, asked, found))
    answered = {one.written for one in row.asked if one.meant}
    plan.chosen = [one for one in plan.chosen if one[:2] != spot or one[3] not in answered]
    return learnt


def lines_that_say(kind: str, written: str, found: Understood) -> list[int]:
    """The rows in which that word stands."""
    wanted = word_key(written)
    return [draft.row.place.line for draft in found.drafts if f"-{wanted}-" in _said(draft, kind)]


def _can_be_learnt(asked: Asked) -> bool:
    """Whether another row could say the same: signs alone are no word, and a whole text is none either."""
    return asked.meant != (EMPTY,) and len(asked.written) <= _LONGEST_WORD and word_key(asked.written) != ""


def _said(draft: Draft, kind: str) -> str:
    cells = [cell.value for (path, _), cell in draft.row.cells.items() if path == (kind,)]
    return "".join(f"-{word_key(str(value))}-" for value in cells)


def _cell_words(draft: Draft, asked: Sequence[Asked], found: Understood) -> str:
    """What the cell says with the words in place of those that were asked for."""
    meant = {one.written: one.meant for one in asked if one.meant}
    kind = asked[0].kind
    said = draft.entry.get(kind, "")
    written = [said] if isinstance(said, str) else list(said)
    keys = [key for word in written for key in meant.get(word, (word,)) if key != EMPTY]
    if kind != "channels":
        return ", ".join(found.words.said(kind, key) for key in keys)
    names = {channel.name: channel.said.vi for channel in found.words.channels}
    return ", ".join(
        names[key] if key in names and found.words.channel(names[key]) == key else key
        for key in dict.fromkeys(keys)
    )


def _place(name: str, titles: Sequence[str]) -> tuple[str, int, int] | None:
    """The sheet, row and column of the cell that the input *name* speaks of."""
    parts = list(_numbers(name))
    if len(parts) < 3 or parts[0] >= len(titles) or not parts[1] or not parts[2]:
        return None
    return titles[parts[0]], parts[1], parts[2]


def _numbers(name: str) -> Iterator[int]:
    for part in name.split("-")[1:]:
        found = number(part)
        if found is None:
            return
        yield found


def spot_in(key: str, titles: Sequence[str]) -> Spot | None:
    """Where the row called *key* stands."""
    sheet, _, line = key.partition("-")
    at, row = number(sheet), number(line)
    return (titles[at], row) if at is not None and row and at < len(titles) else None
