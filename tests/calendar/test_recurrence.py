"""A series by RFC 5545: every occurrence once, on its day and at its time of day there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from scheduler.calendar.model import Post, PostId
from scheduler.calendar.recurrence import LONGEST, days_of, falls_on, nearest_day, parse_rule
from scheduler.calendar.slots import FIRST, occurrences
from tests.examples import examples

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = st.sampled_from(
    [VIETNAM, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe"))]
)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOMENTS = st.builds(
    datetime.combine,
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


def series(at: datetime, repeat: str, *excluded: date) -> list[tuple[str, datetime]]:
    post = Post(PostId("a"), "b", "c", at=at, repeat=parse_rule(repeat), excluded=excluded)
    return list(occurrences(post))


def days(written: str, repeat: str, *excluded: date) -> list[str]:
    """The names of the occurrences, the first by its date too."""
    at = datetime.fromisoformat(written).replace(tzinfo=VIETNAM)
    names = [name for name, _ in series(at, repeat, *excluded)]
    assert names[0] == FIRST
    return [written[:10], *names[1:]]


@pytest.mark.parametrize(
    ("at", "repeat", "expected"),
    [
        (
            "2026-12-31 07:30",
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4",
            "2026-12-31 2027-01-31 2027-03-31 2027-05-31",
        ),
        ("2026-12-31 07:30", "FREQ=MONTHLY;COUNT=3", "2026-12-31 2027-01-31 2027-03-31"),
        (
            "2027-12-31 07:30",
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4",
            "2027-12-31 2028-01-31 2028-02-29 2028-03-31",
        ),
        ("2028-02-29 07:30", "FREQ=YEARLY;COUNT=3", "2028-02-29 2032-02-29 2036-02-29"),
        ("2096-02-29 07:30", "FREQ=YEARLY;COUNT=2", "2096-02-29 2104-02-29"),
        ("2026-12-06 19:30", "FREQ=WEEKLY;BYDAY=SU;COUNT=3", "2026-12-06 2026-12-13 2026-12-20"),
        ("2026-12-07 19:30", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3", "2026-12-07 2026-12-10 2026-12-14"),
        ("2026-12-06 19:30", "FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2026-12-06 2026-12-20 2027-01-03"),
        ("2026-12-25 19:30", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-12-25 2027-01-29 2027-02-26"),
        (
            "2026-12-31 19:30",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
            "2026-12-31 2027-01-29",
        ),
        (
            "2027-03-08 07:30",
            "FREQ=YEARLY;BYMONTH=3,10;BYMONTHDAY=8;COUNT=3",
            "2027-03-08 2027-10-08 2028-03-08",
        ),
        ("2026-12-06 19:30", "FREQ=DAILY;COUNT=1", "2026-12-06"),
        ("2026-12-06 19:30", "FREQ=DAILY;UNTIL=20261208", "2026-12-06 2026-12-07 2026-12-08"),
        ("2026-12-06 23:59", "FREQ=DAILY;UNTIL=20261207", "2026-12-06 2026-12-07"),
        ("2026-12-06 19:30", "FREQ=DAILY;UNTIL=20261208T193000", "2026-12-06 2026-12-07 2026-12-08"),
        ("2026-12-06 19:30", "FREQ=DAILY;UNTIL=20261208T192959", "2026-12-06 2026-12-07"),
        ("2026-12-06 19:30", "FREQ=DAILY;UNTIL=20261208T123000Z", "2026-12-06 2026-12-07 2026-12-08"),
        ("2026-12-06 19:30", "FREQ=DAILY;UNTIL=20261208T122959Z", "2026-12-06 2026-12-07"),
        ("2026-12-06 19:30", "RRULE:freq=weekly; byday=su ;count=2;", "2026-12-06 2026-12-13"),
    ],
)
def test_a_series_comes_on_its_days_up_to_its_end_inclusive(at: str, repeat: str, expected: str) -> None:
    assert days(at, repeat) == expected.split()


def test_a_day_left_out_is_not_made_up_for() -> None:
    left_out = date(2026, 12, 13)
    assert days("2026-12-06 19:30", "FREQ=WEEKLY;COUNT=3", left_out) == ["2026-12-06", "2026-12-20"]


def test_without_a_rule_there_is_the_first_alone_and_without_a_time_nothing() -> None:
    at = datetime(2026, 12, 6, 19, 30, tzinfo=VIETNAM)
    assert series(at, "") == [(FIRST, at)]
    assert list(occurrences(Post(PostId("a"), "b", "c", repeat="FREQ=DAILY"))) == []


def test_an_endless_series_is_cut() -> None:
    assert len(series(datetime(2026, 12, 6, tzinfo=VIETNAM), "FREQ=DAILY")) == LONGEST
    assert len(series(datetime(2026, 12, 6, tzinfo=VIETNAM), "FREQ=YEARLY")) == 101
    assert len(series(datetime(9998, 12, 30, tzinfo=VIETNAM), "FREQ=DAILY")) == 2


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Berlin", "2026-03-28 02:30", ["28 02:30 +0100", "29 03:30 +0200", "30 02:30 +0200"]),
        ("Europe/Berlin", "2026-10-24 02:30", ["24 02:30 +0200", "25 02:30 +0200", "26 02:30 +0100"]),
        ("America/New_York", "2026-03-07 02:15", ["07 02:15 -0500", "08 03:15 -0400", "09 02:15 -0400"]),
        ("America/New_York", "2026-10-31 01:30", ["31 01:30 -0400", "01 01:30 -0400", "02 01:30 -0500"]),
        ("Australia/Lord_Howe", "2026-10-03 02:15", ["03 02:15 +1030", "04 02:45 +1100", "05 02:15 +1100"]),
        ("Australia/Lord_Howe", "2026-04-04 01:45", ["04 01:45 +1100", "05 01:45 +1100", "06 01:45 +1030"]),
    ],
)
def test_where_clocks_change_a_series_keeps_its_time_of_day(zone: str, at: str, expected: list[str]) -> None:
    start = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))
    assert [f"{due:%d %H:%M %z}" for _, due in series(start, "FREQ=DAILY;COUNT=3")] == expected


@st.composite
def rules(draw: st.DrawFn) -> tuple[datetime, str]:
    """A time, and a rule of which its day is one."""
    at = draw(MOMENTS)
    part = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                f"FREQ=WEEKLY;BYDAY={WEEKDAYS[at.weekday()]},WE",
                f"FREQ=MONTHLY;BYMONTHDAY={at.day},31,-1",
                f"FREQ=MONTHLY;BYDAY={(at.day - 1) // 7 + 1}{WEEKDAYS[at.weekday()]}",
                f"FREQ=YEARLY;BYMONTH={at.month};BYMONTHDAY={at.day}",
                "FREQ=YEARLY",
            ]
        )
    )
    interval = draw(st.integers(1, 4))
    end = draw(st.sampled_from(["", ";COUNT=20", f";UNTIL={at + timedelta(400):%Y%m%d}", ";COUNT=1"]))
    return at, f"{part};INTERVAL={interval}{end}"


@given(rules(), ZONES, st.sets(st.integers(1, 800), max_size=5))
def test_every_occurrence_comes_once_on_its_own_day(
    moment_and_rule: tuple[datetime, str], zone: ZoneInfo, left_out: set[int]
) -> None:
    moment, rule = moment_and_rule
    at = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(fold=0)
    excluded = {at.date() + timedelta(more) for more in left_out}
    found = series(at, rule, *excluded)[:200]
    assert found[0] == (FIRST, at)
    assert len({name for name, _ in found}) == len(found)
    for (_, earlier), (_, later) in pairwise(found):
        assert earlier.astimezone(UTC) < later.astimezone(UTC)
    for name, due in found[1:]:
        assert due.date().isoformat() == name
        assert due.date() not in excluded
        wall = datetime.combine(due.date(), at.time(), zone)
        assert due.astimezone(UTC) == wall.astimezone(UTC)  # the wall's time, or where clocks skipped to


@given(MOMENTS, st.sets(st.integers(0, 6), min_size=1), st.integers(1, 60))
def test_weekdays_are_those_that_a_walk_over_the_days_finds(
    moment: datetime, weekdays: set[int], number: int
) -> None:
    at = moment.replace(tzinfo=VIETNAM)
    weekdays |= {at.weekday()}
    rule = f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[day] for day in sorted(weekdays))};COUNT={number}"
    walk = (at + timedelta(more) for more in range(7 * number + 7))
    expected = [day for day in walk if day.weekday() in weekdays][:number]
    assert [due for _, due in series(at, rule)] == expected


@given(MOMENTS, st.integers(1, 31))
def test_a_month_too_short_for_the_day_is_passed_over(moment: datetime, number: int) -> None:
    start = moment.replace(day=1, tzinfo=VIETNAM)
    walk = [start + timedelta(more) for more in range(1200)]
    expected = [day for day in walk if day.day == number]
    rule = f"FREQ=MONTHLY;BYMONTHDAY={number};UNTIL={walk[-1]:%Y%m%d}"
    assert [due for _, due in series(expected[0], rule)] == expected


@settings(max_examples=examples(30))
@given(MOMENTS, st.sampled_from(["WEEKLY", "MONTHLY", "YEARLY"]), st.sampled_from(WEEKDAYS))
def test_the_nearest_day_is_one_of_the_rule_and_none_is_nearer(
    moment: datetime, frequency: str, weekday: str
) -> None:
    at = moment.replace(tzinfo=VIETNAM)
    rule = f"FREQ={frequency};BYDAY={weekday}"
    nearest = nearest_day(rule, at)
    assert nearest is not None
    distance = (WEEKDAYS.index(weekday) - at.weekday()) % 7
    assert abs((nearest - at.date()).days) == min(distance, 7 - distance)
    assert falls_on(rule, datetime.combine(nearest, at.time(), VIETNAM))


VALUES = {  # of each part, the sound ones first
    "FREQ": ["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"],
    "INTERVAL": ["2", "999", "0"],
    "COUNT": ["3", "9999", "0"],
    "UNTIL": ["20300101", "00010101", "99991231T235959Z", "20270230"],
    "BYDAY": ["MO,TH", "53SU", "-1FR", "0MO"],
    "BYMONTHDAY": ["29", "31,-31", "32"],
    "BYMONTH": ["2", "1,3", "13"],
    "BYSETPOS": ["-1", "366", "0"],
    "BYWEEKNO": ["53", "-1", "54"],
    "BYYEARDAY": ["-366", "999", "0"],
    "WKST": ["SU", "CN"],
    "BYHOUR": ["3"],
}
PARTS = st.sampled_from([f"{key}={value}" for key, values in VALUES.items() for value in values])
RULES = st.tuples(st.sampled_from(VALUES["FREQ"]), st.lists(PARTS, max_size=3)).map(
    lambda drawn: ";".join([f"FREQ={drawn[0]}", *drawn[1]])
)


@settings(max_examples=examples(60))
@given(RULES | st.text(max_size=20), MOMENTS)
def test_any_rule_is_refused_in_words_or_can_be_followed(written: str, moment: datetime) -> None:
    try:
        rule = parse_rule(written)
    except PydanticCustomError as error:
        assert error.context is not None
        assert error.context["message"].way_out.say("vi", **error.context["values"])
        return
    if rule:
        assert parse_rule(rule) == rule
        at = moment.replace(tzinfo=VIETNAM)
        if falls_on(rule, at):
            assert all(day >= moment for day in days_of(rule, at))


@given(
    st.sampled_from([date(1, 1, 1), date(1, 1, 2), date(999, 2, 28), date(9999, 12, 31), date(9998, 12, 31)])
)
def test_the_ends_of_all_dates_are_no_trap(day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM)
    for rule in ("FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=MO;UNTIL=21990301", "FREQ=YEARLY;BYMONTH=3"):
        assert isinstance(falls_on(rule, at), bool)
        nearest_day(rule, at)
        assert series(at, rule)[0] == (FIRST, at)
