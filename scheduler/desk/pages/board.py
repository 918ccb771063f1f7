"""How every unit stands, beside all others: what a province looks over each morning."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, compress
from pathlib import Path

from scheduler.calendar.model import PROVINCE, ChannelName, PostId, Unit, UnitId, named_units
from scheduler.delivery.agenda import Agenda, Occurrence
from scheduler.delivery.approvals import Approval
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.plan import PUNCTUAL
from scheduler.delivery.records import PausedPage
from scheduler.delivery.states import State
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Snapshot
from scheduler.desk.live.visit import Visit
from scheduler.folding import bare, comparable
from scheduler.queries.units import Begun, Tally, behind, tally
from scheduler.secrets import is_there, references

SILENT_FOR = timedelta(days=7)  # without anything published
_LOOK_AGAIN = timedelta(minutes=1)  # at the places of secrets
LATE_FOR = timedelta(days=14)  # what was due earlier and never began is told as silence


class Trouble(StrEnum):
    """What is wrong with a unit, the worst first."""

    REFUSED = "refused"  # its page takes nothing: a token that ended, a limit, a rule of the page's
    NO_KEY = "no_key"  # the place that the settings name holds none
    HELD = "held"  # deliveries that a person must decide about
    LATE = "late"  # their time has passed, and they are not out
    UNCONNECTED = "unconnected"  # it has no page of its own, so nothing goes out
    SILENT = "silent"  # nothing was published for a week


@dataclass(frozen=True, slots=True)
class Stand:
    """How one unit stands; counts are of deliveries, times aware."""

    unit: Unit
    words: tuple[str, str]  # by which it is found, as they are and without accents
    published: int
    coming: int
    late: int
    held: int
    next: Occurrence | None
    last: datetime | None  # when what it published last was due
    troubles: tuple[Trouble, ...]
    pauses: Mapping[str, PausedPage]  # by channel
    lacking: tuple[str, ...]  # the channels without their secret
    weight: tuple[int, int, float, str]  # by which the worst come first


@dataclass(slots=True)
class _Group:
    """The dates of the posts that are for the same units and channels, ascending."""

    channels: frozenset[ChannelName]
    dates: list[Occurrence]
    place: int = 0  # of the first that is yet to come
    passed: Sequence[Occurrence] = ()  # those of late that should be out


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What a calendar settles of one unit."""

    unit: Unit
    words: tuple[str, str]
    groups: Sequence[tuple[_Group, Sequence[ChannelName]]]  # with those of its channels that it has
    pages: Sequence[tuple[str, str]]  # page key, and channel
    secrets: Sequence[tuple[str, str]]  # channel, and where its secret lies


class Boards:
    """The board of a calendar and a ledger; kept while both and the minute are the same. From any thread."""

    def __init__(self, root: Path | None = None) -> None:
        """*root*: the folder of work, where secrets may lie; None: nobody looks for them."""
        self.root = root
        self._lock = threading.Lock()
        self._fixed: tuple[Reading, Sequence[_Group], Sequence[_Fixed]] | None = None
        self._made: tuple[Reading, Snapshot, datetime, Sequence[Stand]] | None = None
        self._secrets: tuple[Reading, datetime, Mapping[str, bool]] | None = None
        self._tally: tuple[Ledger, Tally] | None = None

    def of(self, visit: Visit) -> Sequence[Stand]:
        """Every unit, in the order of the calendar."""
        minute = visit.now.replace(second=0, microsecond=0)
        with self._lock:  # who comes meanwhile waits for the same
            made = self._made
            if made is None or made[0] is not visit.reading or made[1:3] != (visit.ledger, minute):
                made = self._made = visit.reading, visit.ledger, minute, self._look(visit)
            return made[3]

    def _look(self, visit: Visit) -> Sequence[Stand]:
        groups, units = self._settled(visit.reading)
        ledger, now = visit.ledger.book, visit.now
        born = ledger.birth if ledger else None
        since = max(born, now - LATE_FOR) if born else now
        for group in groups:
            group.place = bisect_right(group.dates, now, key=_due)
            first = bisect_right(group.dates, since, key=_due)
            late = bisect_right(group.dates, now - PUNCTUAL, key=_due)
            group.passed = [one for one in group.dates[first:late] if _is_let_out(one, visit)]
        slow = behind(ledger, now - PUNCTUAL) if ledger else {}
        known = self._tallied(ledger, groups) if ledger else Tally(0, {}, {}, {})
        paused, counts = visit.ledger.paused, visit.ledger.counts
        may_be_silent = born is not None and now - born >= SILENT_FOR
        there = self._there(now)
        found = []
        for one in units:
            unit, of_states = one.unit, counts.get(one.unit.id, _NONE)
            coming, following = _coming(one)
            last, held = known.lasts.get(unit.id), of_states[State.HELD]
            late = _never_begun(one, known.begun) + slow.get(unit.id, 0)
            pauses = {name: paused[page] for page, name in one.pages if page in paused}
            lacking = tuple(dict.fromkeys(name for name, place in one.secrets if not there[place]))
            is_silent = may_be_silent and bool(unit.channels) and not _is_fresh(last, now)
            wrong = bool(pauses), bool(lacking), held > 0, late > 0, not unit.channels, is_silent
            troubles = tuple(compress(Trouble, wrong))
            rank = wrong.index(True) if troubles else len(wrong)
            weight = rank, -late - held, last.timestamp() if last else 0.0, one.words[1]
            published = of_states[State.PUBLISHED]
            found.append(
                Stand(
                    unit, one.words, published, coming, late, held, following, last, troubles, pauses,
                    lacking, weight,
                )
            )  # fmt: skip
        return found

    def _settled(self, reading: Reading) -> tuple[Sequence[_Group], Sequence[_Fixed]]:
        if self._fixed is None or self._fixed[0] is not reading:
            self._fixed = reading, *_settle(reading)
        return self._fixed[1:]

    def _tallied(self, ledger: Ledger, groups: Sequence[_Group]) -> Tally:
        dates: defaultdict[PostId, set[str]] = defaultdict(set)
        for one in chain.from_iterable(group.passed for group in groups):
            dates[one.post.id].add(one.name)
        former = self._tally[1] if self._tally and self._tally[0] is ledger else None
        self._tally = ledger, tally(ledger, dict(dates), former)
        return self._tally[1]

    def _there(self, now: datetime) -> Mapping[str, bool]:
        """Whether each secret lies where it should, as somebody looked within a minute before *now*."""
        fixed = self._fixed
        assert fixed is not None, "the calendar was looked at before"
        if self._secrets is None or self._secrets[0] is not fixed[0] or now - self._secrets[1] >= _LOOK_AGAIN:
            places = {place for one in fixed[2] for _, place in one.secrets}
            there = {place: self.root is None or is_there(place, self.root) for place in places}
            self._secrets = fixed[0], now, there
        return self._secrets[2]


def found_in(stands: Iterable[Stand], words: str) -> list[Stand]:
    """Those in whose name, or their parent's, words begin with all *words*, which may lack all accents."""
    wanted = comparable(words)
    is_plain = bare(wanted) == wanted
    return [one for one in stands if all(f" {word}" in one.words[is_plain] for word in wanted.split())]


_NONE: Counter[State] = Counter()


def _settle(reading: Reading) -> tuple[Sequence[_Group], Sequence[_Fixed]]:
    units = reading.calendar.units
    groups: dict[tuple[tuple[UnitId, ...], frozenset[ChannelName]], _Group] = {}
    for one in Agenda(reading.calendar).occurrences:
        key = one.post.units, frozenset(one.post.channels)
        if key not in groups:
            groups[key] = _Group(key[1], [])
        groups[key].dates.append(one)
    of_unit: defaultdict[UnitId, list[_Group]] = defaultdict(list)
    for (ids, _), group in groups.items():
        for unit in named_units(ids, units):
            of_unit[unit.id].append(group)
    fixed = [
        _Fixed(
            unit,
            _searchable(unit),
            [
                (group, channels)
                for group in of_unit[unit.id]
                if (channels := [name for name in group.channels if name in unit.channels])
            ],
            [(block.page_key, name) for name, block in unit.channels.items()],
            [(name, place) for name, block in unit.channels.items() for place in references(block)],
        )
        for unit in units.values()
    ]
    return list(groups.values()), fixed


def above_of(unit: Unit) -> str:
    """The name of the unit above it; '' below the province, as most are."""
    return unit.above if unit.parent not in (None, PROVINCE) else ""


def _searchable(unit: Unit) -> tuple[str, str]:
    text = f" {comparable(f'{unit.name} {above_of(unit)} {unit.id}')}"
    return text, bare(text)


def _coming(one: _Fixed) -> tuple[int, Occurrence | None]:
    """How many deliveries its calendar has yet to come, and the first of their dates."""
    count, firsts = 0, []
    for group, channels in one.groups:
        if not one.unit.declines:
            count += len(channels) * (len(group.dates) - group.place)
            firsts += group.dates[group.place : group.place + 1]
            continue
        taken = [date for date in group.dates[group.place :] if _is_taken(date, one.unit)]
        count += len(channels) * len(taken)
        firsts += taken[:1]
    return count, min(firsts, key=_due, default=None) if len(firsts) != 1 else firsts[0]


def _never_begun(one: _Fixed, begun: Begun) -> int:
    """How many of its deliveries of late should be out and never began."""
    expected: dict[ChannelName, int] = {}
    for group, channels in one.groups:
        passed = group.passed
        if one.unit.declines:
            passed = [date for date in passed if _is_taken(date, one.unit)]
        for channel in channels:
            expected[channel] = expected.get(channel, 0) + len(passed)
    unit, count = one.unit.id, 0
    for channel, number in expected.items():
        count += max(0, number - begun.get((unit, channel), 0))
    return count


def _is_taken(date: Occurrence, unit: Unit) -> bool:
    return unit.declines.isdisjoint((date.post.id, date.post.campaign.id))


def _is_let_out(one: Occurrence, visit: Visit) -> bool:
    """Whether nobody has yet to approve it: then it is not the unit that is late."""
    return visit.asked is None or visit.asked.of(one.post) is Approval.APPROVED


def _is_fresh(last: datetime | None, now: datetime) -> bool:
    return last is not None and now - last < SILENT_FOR


def _due(one: Occurrence) -> datetime:
    return one.due
