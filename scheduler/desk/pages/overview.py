"""What the ledger holds, looked over: deliveries with what to do about each, and the units as a tree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler import locales
from scheduler.calendar.model import PROVINCE, Hotline, Unit, UnitId
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.reason import NOTHING
from scheduler.delivery.records import Event
from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.standing import (
    BEGUN,
    PLANNED,
    Tone,
    begun,
    by_button,
    changing,
    channel_name,
    public_address,
)
from scheduler.kinds.metric import MEASURE_NAMES
from scheduler.kinds.registry import is_by_hand
from scheduler.problems import Language, Text
from scheduler.queries.deliveries import Summary
from scheduler.queries.insights import Came

MOST = 200  # rows of one page
EMERGENCY = 3  # digits of a number that is not to be called for a try
_ACTS = {
    State.HELD: ("retry", "skip"),
    State.SKIPPED: ("retry",),
    State.RETRY: ("retry", "skip"),
    State.UNCONFIRMED: ("retry",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery, in the reader's language."""

    key: str
    post: str
    title: str
    unit: str
    channel: str
    when: str
    state: State
    tone: Tone
    word: str
    why: str
    todo: str
    address: str
    acts: tuple[str, ...]  # what the reader may do with it
    is_given: bool  # to a person, who posts it by hand
    figures: str  # what came of it, in words; '' where nothing is known


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a delivery's history."""

    when: str
    who: str
    word: str
    tone: Tone
    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the tree, *depth* below the one that is shown first."""

    unit: Unit
    depth: int
    below: int  # how many units are directly below it
    hotlines: tuple[str, ...]
    standing: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the directory, whether somebody called it within a year, and how that is said."""

    line: Hotline
    is_verified: bool
    is_emergency: bool  # of such, who runs it is asked
    said: str  # the name of the text
    when: str  # '': never


def delivery_rows(visit: Visit) -> tuple[list[Row], int]:
    """The deliveries that the address asks for, the urgent ones first, then the latest; and how many more."""
    named, unit, post = (visit.wanted.get(name, "") for name in ("state", "unit", "post"))
    states = [state for state in State if named in {"", state.value}]
    if not states:
        return [], 0
    found = visit.ledger.latest(MOST, states=states, unit=unit, post=post)
    counts = visit.ledger.counts_of(post) if post else visit.ledger.counts
    units = counts.values() if not unit else [counts.get(UnitId(unit), Counter())]
    count = sum(each[state] for each in units for state in states)
    came = visit.ledger.came_of([row for row in found if row.state is State.PUBLISHED])
    return [row_of(row, visit, came.get(row.id)) for row in found], max(0, count - MOST)


def row_of(row: Summary, visit: Visit, came: Came | None = None) -> Row:
    """That delivery, with what *came* of it."""
    word, tone = begun(row.state, row.key.channel, row.reason)
    if row.is_at_rest and row.due > visit.now:
        word, tone = PLANNED, Tone.PLANNED
    reason = row.reason or NOTHING
    explained = reason.why.say(visit.language), by_button(reason.todo, visit, "retry")
    acts = _ACTS.get(row.state, ())
    change = visit.change_of(row)
    if change is not None:
        word, tone, explained = changing(change, visit) or (word, tone, explained)
        acts = ("again",) if change.progress is Progress.HELD else ()
    why, todo = explained
    return Row(
        key=str(row.key),
        post=row.key.post,
        title=visit.title_of(row.key.post),
        unit=visit.unit_name(row.key.unit),
        channel=channel_name(row.key.channel, visit.language),
        when=visit.moment(row.public_at or row.due),
        state=row.state,
        tone=tone,
        word=word.say(visit.language),
        why=why,
        todo=todo,
        address=public_address(row.address),
        acts=acts if visit.decides and visit.person.may_approve else (),
        is_given=row.state is State.HANDED_OVER and is_by_hand(row.key.channel),
        figures=_figures(came, visit) if came else "",
    )


def _figures(came: Came, visit: Visit) -> str:
    """The counts, each with its name."""
    return " · ".join(
        f"{name.say(visit.language)} {locales.whole_number(came.figures[measure], visit.language)}"
        for measure, name in MEASURE_NAMES.items()
        if measure in came.figures
    )


def states_of(visit: Visit) -> dict[str, tuple[str, int]]:
    """The states that some delivery has: in words, and how many."""
    counts = sum(visit.ledger.counts.values(), Counter[State]())
    return {
        state.value: (_counted(state).say(visit.language), counts[state]) for state in State if counts[state]
    }


def standing_words(counts: Mapping[State, int], language: Language) -> dict[str, tuple[str, Tone, int]]:
    """How many deliveries stand in each state, by its name: in words, with its tone."""
    said = {state: (_counted(state), BEGUN[state][1]) for state in State if counts.get(state)}
    return {state.value: (word.say(language), tone, counts[state]) for state, (word, tone) in said.items()}


def _counted(state: State) -> Text:
    return _HANDED_OVER if state is State.HANDED_OVER else BEGUN[state][0]


_HANDED_OVER = Text("Đã giao (hẹn giờ, đăng tay)", "Handed over (scheduled, by hand)")


def history(events: list[Event], visit: Visit) -> list[Line]:
    """A delivery's lines of the book, oldest first."""
    lines = []
    for event in events:
        channel = event.key.channel if event.key else ""
        word, tone = begun(event.after, channel, event.reason) if event.after else BEGUN[State.HELD]
        why = event.reason.why.say(visit.language)
        lines.append(
            Line(visit.moment(event.at), event.who, word.say(visit.language), tone, why, event.reason.detail)
        )
    return lines


def line_rows(visit: Visit) -> list[LineRow]:
    """The directory of hotlines, those first that nobody has called within a year."""
    lines = visit.reading.calendar.hotlines.values()
    rows, today = [], visit.today
    for line in lines:
        on = line.verified_on
        is_later = on is not None and on > today
        is_verified = line.is_verified(today) and not is_later
        is_emergency = len(line.number) == EMERGENCY
        never = "unasked" if is_emergency else "never"
        said = "fresh" if is_verified else "later" if is_later else "old" if on else never
        when = locales.day(on, visit.language) if on else ""
        rows.append(LineRow(line, is_verified, is_emergency, f"line_{said}", when))
    return sorted(rows, key=lambda row: row.is_verified)[:MOST]


def unit_rows(visit: Visit) -> tuple[list[Unit], list[UnitRow]]:
    """The way down to the unit that the address asks for, and that unit with those below it.

    Of a large tree only the next step down, where that is not too many.
    """
    units = visit.reading.calendar.units
    children: defaultdict[UnitId, list[Unit]] = defaultdict(list)
    for one in units.values():
        if one.id != PROVINCE:
            children[one.parent or PROVINCE].append(one)
    counts = visit.ledger.counts
    top = units.get(UnitId(visit.wanted.get("unit", PROVINCE))) or visit.reading.unit
    is_small = len(units) <= MOST
    rows: list[UnitRow] = []

    def add(unit: Unit, depth: int) -> None:
        lines = (visit.reading.calendar.hotlines.get(key) for key in unit.hotlines)
        said = tuple(f"{line.display} {line.name}" for line in lines if line)
        rows.append(UnitRow(unit, depth, len(children[unit.id]), said, counts.get(unit.id, {})))
        if is_small or (depth == 0 and len(children[unit.id]) <= MOST):
            for below in children[unit.id]:
                add(below, depth + 1)

    add(top, 0)
    way: list[Unit] = []
    above = top
    while above.id != PROVINCE and (parent := units.get(above.parent or PROVINCE)):
        above = parent
        way.insert(0, above)
    return way, rows
