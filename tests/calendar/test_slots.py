"""Slots never clash and are given out in order, each at most once, whenever somebody wakes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar.slots import give_out, slots_between
from scheduler.problems import Text
from scheduler.settings.closed import Closed
from scheduler.settings.week import Slots

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = st.sampled_from(
    [VIETNAM, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"))]
)
OPEN = Closed()
# Days on and around which clocks change in one of those zones, a leap day, the ends of months and years.
DAYS = st.sampled_from(
    [
        date(2026, 3, 8),
        date(2026, 3, 29),
        date(2026, 4, 5),
        date(2026, 10, 4),
        date(2026, 10, 25),
        date(2026, 11, 1),
        date(2026, 12, 31),
        date(2028, 2, 29),
    ]
)
STARTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    DAYS,
    st.integers(-2 * 1440, 1440),
)
LENGTHS = st.integers(0, 3 * 1440).map(lambda minutes: timedelta(minutes=minutes))
TIMES = st.lists(
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59])), unique=True, max_size=5
)
PATTERNS = st.tuples(*[TIMES.map(lambda times: tuple(sorted(times)))] * 7).map(Slots)
WHY = Text("nghỉ", "closed")
CLOSED = DAYS.flatmap(
    lambda day: st.integers(0, 2).map(lambda more: Closed((((day, day + timedelta(more)), WHY),)))
)

Waiting = list[tuple[int, datetime | None]]  # a name, and from when it may go out


def slots_of(*clock: str) -> Slots:
    return Slots((tuple(map(time.fromisoformat, clock)),) * 7)


def shown(slots: Iterator[datetime]) -> list[str]:
    return [f"{slot:%m-%d %H:%M %z}" for slot in slots]


def earliest(item: tuple[int, datetime | None]) -> datetime | None:
    return item[1]


# -- which slots there are --------------------------------------------------------------------------


def test_a_week_of_slots_with_its_closed_days() -> None:
    week = Slots((*((time(7, 30), time(19, 30)),) * 5, (time(8, 30),), ()))
    closed = Closed((((date(2026, 12, 25), date(2026, 12, 25)), WHY),))
    start = datetime(2026, 12, 24, 7, 30, tzinfo=VIETNAM)
    assert shown(slots_between(week, closed, VIETNAM, start, start + timedelta(4))) == [
        "12-24 19:30 +0700",
        "12-26 08:30 +0700",
        "12-28 07:30 +0700",
    ]


def test_no_slot_on_tet() -> None:
    start = datetime(2027, 2, 3, tzinfo=VIETNAM)
    found = slots_between(slots_of("19:30"), Closed(country="VN"), VIETNAM, start, start + timedelta(9))
    assert shown(found) == ["02-03 19:30 +0700", "02-11 19:30 +0700"]


@given(PATTERNS, CLOSED, ZONES, STARTS, LENGTHS)
def test_the_slots_are_the_minutes_that_clocks_show_and_those_they_skip(
    pattern: Slots, closed: Closed, zone: ZoneInfo, start: datetime, length: timedelta
) -> None:
    found = list(slots_between(pattern, closed, zone, start, start + length))
    expected = set()
    for minutes in range(1, length // timedelta(minutes=1) + 1):
        moment = (start + timedelta(minutes=minutes)).astimezone(zone)
        is_first = moment.fold == 0
        if is_first and moment.time() in pattern.on(moment.date()) and closed.why(moment.date()) is None:
            expected.add(moment)
    assert expected <= set(found)
    for slot in set(found) - expected:  # an hour, or half of one, was skipped just before
        skipped = [time for time in pattern.on(slot.date()) if is_skipped(slot.date(), time, zone)]
        assert skipped
        assert slot - timedelta(hours=1) <= datetime.combine(slot.date(), skipped[0], zone) < slot
    instants = [slot.astimezone(UTC) for slot in found]
    assert all(earlier < later for earlier, later in pairwise(instants))


def is_skipped(day: date, clock: time, zone: ZoneInfo) -> bool:
    moment = datetime.combine(day, clock, zone)
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None)


@given(PATTERNS, CLOSED, ZONES, STARTS, LENGTHS, st.lists(st.floats(0, 1), max_size=6))
def test_however_time_is_cut_the_same_slots_come(
    pattern: Slots, closed: Closed, zone: ZoneInfo, start: datetime, length: timedelta, parts: list[float]
) -> None:
    cuts = [start, *sorted(start + length * part for part in parts), start + length]
    in_parts = [
        slot
        for earlier, later in pairwise(cuts)
        for slot in slots_between(pattern, closed, zone, earlier, later)
    ]
    assert in_parts == list(slots_between(pattern, closed, zone, start, start + length))


def test_a_slot_that_clocks_skip_comes_later_and_never_beside_another() -> None:
    berlin, lord_howe = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
    start = datetime(2026, 3, 28, 12, tzinfo=berlin)
    found = slots_between(slots_of("02:30", "03:00", "03:30"), OPEN, berlin, start, start + timedelta(1))
    assert shown(found) == ["03-29 03:00 +0200", "03-29 03:30 +0200"]
    start = datetime(2026, 10, 3, 12, tzinfo=lord_howe)
    found = slots_between(slots_of("02:15"), OPEN, lord_howe, start, start + timedelta(1))
    assert shown(found) == ["10-04 02:45 +1100"]


def test_a_slot_that_clocks_show_twice_comes_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 24, 12, tzinfo=berlin)
    assert shown(slots_between(slots_of("02:30"), OPEN, berlin, start, start + timedelta(2))) == [
        "10-25 02:30 +0200",
        "10-26 02:30 +0100",
    ]
    again = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)  # half past two is over
    assert shown(slots_between(slots_of("02:30"), OPEN, berlin, again, again + timedelta(hours=9))) == []


def test_a_day_that_a_country_left_out_has_no_slots() -> None:
    apia = ZoneInfo("Pacific/Apia")
    start = datetime(2011, 12, 29, tzinfo=apia)
    found = slots_between(slots_of("07:30"), OPEN, apia, start, datetime(2012, 1, 1, tzinfo=apia))
    assert [slot.day for slot in found] == [29, 31]


def test_no_slots_at_all_end_at_once() -> None:
    far = datetime(9999, 12, 30, tzinfo=VIETNAM)
    assert list(slots_between(Slots(), OPEN, VIETNAM, datetime(1, 1, 2, tzinfo=VIETNAM), far)) == []


# -- who takes which --------------------------------------------------------------------------------


@st.composite
def queues(draw: st.DrawFn) -> tuple[Waiting, list[datetime]]:
    """Who waits, and ascending slots."""
    hours = draw(st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted))
    start = datetime(2026, 12, 1, tzinfo=VIETNAM)
    since = st.none() | st.integers(0, 60).map(lambda hour: start + timedelta(hours=hour))
    waiting = draw(st.lists(since, max_size=10))
    return list(enumerate(waiting)), [start + timedelta(hours=hour) for hour in hours]


@given(queues())
def test_each_slot_goes_to_the_first_who_may_have_it(queue: tuple[Waiting, list[datetime]]) -> None:
    waiting, slots = queue
    given_out = list(give_out(waiting, slots, earliest))
    taken = {slot: item for item, slot in given_out}
    assert len(taken) == len(given_out) == len({item for item, _ in given_out})  # each once
    assert [slot for _, slot in given_out] == sorted(taken)
    rest = list(waiting)
    for slot in slots:
        may = [item for item in rest if item[1] is None or item[1] <= slot]
        assert taken.get(slot) == (may[0] if may else None)
        if may:
            rest.remove(may[0])


@given(queues())
def test_those_without_an_earliest_keep_their_order(queue: tuple[Waiting, list[datetime]]) -> None:
    waiting, slots = queue
    free = [item[0] for item, _ in give_out(waiting, slots, earliest) if item[1] is None]
    assert free == sorted(free)


def wake_by_wake(
    waiting: Waiting, pattern: Slots, zone: ZoneInfo, wakes: Sequence[datetime]
) -> list[tuple[int, datetime]]:
    """What a program gives out that keeps a cursor, and wakes at the times of *wakes* alone."""
    rest, given_out = list(waiting), []
    for cursor, now in pairwise(wakes):
        for item, slot in give_out(rest, slots_between(pattern, OPEN, zone, cursor, now), earliest):
            given_out.append((item[0], slot))
        taken = {name for name, _ in given_out}
        rest = [item for item in waiting if item[0] not in taken]
    return given_out


@given(
    st.lists(st.none() | st.integers(0, 10 * 1440), max_size=8),
    PATTERNS,
    ZONES,
    STARTS,
    st.lists(st.integers(1, 10 * 1440), max_size=30),
)
def test_whenever_and_however_late_it_wakes_each_post_gets_the_same_slot(
    since: list[int | None], pattern: Slots, zone: ZoneInfo, start: datetime, minutes: list[int]
) -> None:
    waiting: Waiting = [
        (name, None if one is None else start + timedelta(minutes=one)) for name, one in enumerate(since)
    ]
    end = start + timedelta(10)
    punctual = [start, *slots_between(pattern, OPEN, zone, start, end), end]
    sleepy = [start, *sorted(start + timedelta(minutes=one) for one in minutes), end]
    expected = wake_by_wake(waiting, pattern, zone, punctual)
    assert wake_by_wake(waiting, pattern, zone, sleepy) == expected
    assert wake_by_wake(waiting, pattern, zone, [start, end]) == expected


@given(PATTERNS, STARTS, st.integers(0, 8), st.integers(0, 10 * 1440))
def test_a_post_that_joins_the_end_of_the_queue_moves_nobody(
    pattern: Slots, start: datetime, before: int, minutes: int
) -> None:
    end, now = start + timedelta(10), start + timedelta(minutes=minutes)
    slots = list(slots_between(pattern, OPEN, VIETNAM, start, end))
    waiting: Waiting = [(name, None) for name in range(before)]
    alone = list(give_out(waiting, slots, earliest))
    joined = list(give_out([*waiting, (before, now)], slots, earliest))
    assert joined[: len(alone)] == alone
    free = slots[len(alone) :]
    taken = [slot for item, slot in joined if item[0] == before]
    place = bisect_right([slot.astimezone(UTC) for slot in free], now - timedelta(microseconds=1))
    assert taken == free[place : place + 1]


def test_endless_slots_are_asked_for_no_more_than_are_needed() -> None:
    start = datetime(2026, 12, 1, tzinfo=VIETNAM)
    endless = (start + timedelta(days) for days in count())
    assert [slot.day for _, slot in give_out("ab", endless, lambda _: None)] == [1, 2]
    assert next(endless).day == 3
    assert list(give_out("", endless, lambda _: None)) == []
    assert next(endless).day == 4
