"""The board of the units as one page shows it: what is looked for, fifty rows of it; and as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode

from scheduler import locales
from scheduler.calendar.wording import fill
from scheduler.channels.channel import FailureKind
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.board import Boards, Stand, Trouble, above_of, found_in
from scheduler.desk.pages.standing import by_button, channel_name
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import number
from scheduler.queries.units import Last, what_was_last

ROWS = 50  # of one page
WELL = "well"
STATES = (*Trouble, WELL)
SORTS: Mapping[str, Callable[[Stand], Any]] = {
    "worst": lambda one: one.weight,
    "name": lambda one: one.words[::-1],
    "last": lambda one: (bool(one.last), one.last.timestamp() if one.last else 0, one.words[1]),
    "published": lambda one: (-one.published, one.words[1]),
}
_LONGEST = 200  # letters of what is looked for
_TONES = {Trouble.LATE: "going", Trouble.UNCONNECTED: "unconnected", Trouble.SILENT: "draft"}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is wrong, what to do about it, and where (its words and address; '' where nowhere)."""

    tone: str
    why: str
    todo: str
    way: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, in the reader's language."""

    id: str
    name: str
    above: str
    published: int
    coming: int
    late: int
    held: int
    told: Sequence[Told]
    last: tuple[str, str, str] | None  # the post's id, its title, when
    next: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Board:
    """One page of it; *counts*: of all units, how many are so, by the name of the filter."""

    rows: Sequence[Row]
    counts: Mapping[str, int]
    units: int
    found: int
    text: str
    state: str
    sort: str
    page: int
    pages: int

    def address(self, path: str = "/units", **more: object) -> str:
        """Where the same is looked for, *more* words of its address given."""
        words = {"text": self.text, "state": self.state, "sort": self.sort if self.sort != "worst" else ""}
        asked = {name: value for name, value in (words | more).items() if value}
        return f"{path}?{urlencode(asked)}" if asked else path


def board_of(visit: Visit, boards: Boards) -> Board:
    """The page that the address asks for."""
    every = boards.of(visit)
    found, text, state, sort = _asked(visit, every)
    pages = max(1, ceil(len(found) / ROWS))
    page = min(max(1, number(visit.wanted.get("p", "1")) or 1), pages)
    shown = found[(page - 1) * ROWS : page * ROWS]
    counts = Counter(trouble.value for one in every for trouble in one.troubles)
    counts[WELL] = sum(not one.troubles for one in every)
    lasts = _lasts(shown, visit)
    rows = [_row(one, lasts.get(one.unit.id), visit) for one in shown]
    return Board(rows, counts, len(every), len(found), text, state, sort, page, pages)


def board_file(visit: Visit, boards: Boards) -> bytes:
    """All that the address asks for, as a workbook of one table."""
    from scheduler.reports.workbook import table_book  # noqa: PLC0415 - it takes long to import

    say = speaker(visit.language)
    found = _asked(visit, boards.of(visit))[0]

    def row(one: Stand) -> list[str | int | date | datetime | None]:
        told = " ".join(each.why for each in _told(one, visit)) or say("b_well")
        following = _wall(one.next.due, visit) if one.next else None
        last = _wall(one.last, visit) if one.last else None
        counts = [one.published, one.coming, one.late, one.held]
        return [one.unit.name, above_of(one.unit), *counts, last, following, told]

    widths = {"b_unit": 40, "b_above": 30, "b_published": 12, "b_coming": 12, "b_late": 10, "b_held": 10,
              "b_last": 18, "b_next": 18, "b_wrong": 70}  # fmt: skip
    headings = [(say(name), width) for name, width in widths.items()]
    title, unit = say("b_title"), visit.reading.unit
    return table_book(title, headings, map(row, found), visit.today, unit)


def _asked(visit: Visit, every: Sequence[Stand]) -> tuple[list[Stand], str, str, str]:
    """What is looked for, sorted; by which words, in which state, in which order."""
    text = visit.wanted.get("text", "").strip()[:_LONGEST]
    state, sort = visit.wanted.get("state", ""), visit.wanted.get("sort", "")
    state, sort = state if state in STATES else "", sort if sort in SORTS else "worst"
    found = found_in(every, text)
    if state:
        found = [one for one in found if state in one.troubles or (state == WELL and not one.troubles)]
    return sorted(found, key=SORTS[sort]), text, state, sort


def _lasts(shown: Sequence[Stand], visit: Visit) -> Mapping[str, Last]:
    ledger = visit.ledger.book
    if ledger is None:
        return {}
    found = what_was_last(ledger, {one.unit.id: one.last for one in shown if one.last})
    return {str(unit): last for unit, last in found.items()}


def _row(one: Stand, last: Last | None, visit: Visit) -> Row:
    following = None
    if one.next:
        post = one.next.post
        following = post.id, _title(post.title, one, visit), _when(one.next.due, visit)
    return Row(
        one.unit.id,
        one.unit.name,
        above_of(one.unit),
        one.published,
        one.coming,
        one.late,
        one.held,
        _told(one, visit),
        (last.post, _last_title(last, one, visit), _when(last.at, visit)) if last else None,
        following,
    )


def _last_title(last: Last, one: Stand, visit: Visit) -> str:
    post = visit.reading.post(last.post)
    return _title(post.title, one, visit) if post else visit.title_of(last.post)


def _title(title: str, one: Stand, visit: Visit) -> str:
    """*title* as that unit says it."""
    try:
        return fill(title, one.unit, visit.reading.calendar.hotlines)
    except LookupError:
        return title


def _told(one: Stand, visit: Visit) -> list[Told]:
    """What is wrong with that unit, the worst first, each with the way to mend it."""
    say, unit, language = speaker(visit.language), one.unit.id, visit.language
    mends = visit.person.may_approve and not visit.is_narrow
    mending = (say("b_connect"), f"/setup/units?{urlencode({'unit': unit})}") if mends else ("", "")
    ask = say("b_mend" if mends else "b_ask")
    told = []
    for channel, paused in one.pauses.items():
        name, why = channel_name(channel, language), paused.reason.why.say(language)
        way = mending if paused.kind is FailureKind.CREDENTIAL else ("", "")
        said = why if name in why else f"{name}: {why}"
        told.append(Told("attention", said, by_button(paused.reason.todo, visit), *way))
    for trouble in one.troubles:
        tone = _TONES.get(trouble, "attention")
        if trouble is Trouble.NO_KEY:
            names = ", ".join(channel_name(name, language) for name in one.lacking)
            told.append(Told(tone, say("b_no_key", channels=names), ask, *mending))
        elif trouble is Trouble.UNCONNECTED:
            told.append(Told(tone, say("b_unconnected"), ask, *mending))
        elif trouble is Trouble.HELD:
            address = f"/deliveries?{urlencode({'unit': unit, 'state': 'held'})}"
            told.append(Told(tone, say("b_held_told", n=one.held), "", say("b_decide"), address))
        elif trouble is Trouble.LATE:
            address = f"/?{urlencode({'unit': unit, 'state': 'attention'})}"
            told.append(Told(tone, say("b_late_told", n=one.late), "", say("b_look"), address))
        elif trouble is Trouble.SILENT:
            days = (visit.now - one.last).days if one.last else 0
            words = say("b_silent_told", n=days) if one.last else say("b_never")
            told.append(Told(tone, words, ""))
    return told


def _when(moment: datetime, visit: Visit) -> str:
    """In short: 1/12 · 07:30; the year where it is another."""
    local = visit.local(moment)
    day = locales.day(local.date(), visit.language, year=local.year != visit.today.year)
    return f"{day} · {local:%H:%M}"


def _wall(when: datetime, visit: Visit) -> datetime:
    """As the office's clock shows it: a cell has no zone."""
    return visit.local(when).replace(tzinfo=None, second=0, microsecond=0)
