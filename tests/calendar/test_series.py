"""A series moved: one date, all that follow, the whole; what was not meant stays, to the date."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.calendar.model import Post, PostId
from scheduler.calendar.series import BEGUN, OWN_RULE, Scope, moved
from scheduler.calendar.slots import FIRST, occurrences
from scheduler.problems import Stop

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime.fromisoformat("2026-12-01T07:30")
APRIL = datetime.fromisoformat("2027-04-06T07:30")
ENTRY = {"id": "nhac", "at": "2026-12-01 07:30", "title": "Nhắc", "text": "Gọi 111.", "source": "Hội"}


def series(rule, *excluded, at=TUESDAY):
    post = Post(
        PostId("nhac"), "Nhắc", "Gọi 111.", at=at.replace(tzinfo=ZONE), repeat=rule, excluded=excluded
    )
    entry = {**ENTRY, "at": f"{at:%Y-%m-%d %H:%M}", "repeat": rule}
    return post, entry | ({"except": [str(day) for day in excluded]} if excluded else {})


def dues(entry):
    """When an entry goes out, on the wall."""
    if entry is None:
        return []
    at = datetime.fromisoformat(entry["at"]).replace(tzinfo=ZONE)
    days = tuple(datetime.fromisoformat(day).date() for day in entry.get("except", ()))
    post = Post(PostId("x"), "X", "X", at=at, repeat=entry.get("repeat", ""), excluded=days)
    return [due.replace(tzinfo=None) for _, due in occurrences(post)][:50]


def day(number, month=12, hour=7, minute=30):
    return TUESDAY.replace(month=month, day=number, hour=hour, minute=minute)


def test_one_date_becomes_a_post_of_its_own_and_the_others_keep_their_names():
    post, entry = series("FREQ=WEEKLY;COUNT=4")
    parted = moved(post, entry, "2026-12-15", day(16, hour=9), Scope.THIS, {FIRST}, "nhac-2")
    assert parted.own == entry | {"except": ["2026-12-15"]}
    assert dues(parted.own) == [day(1), day(8), day(22)]
    assert (dues(parted.new), parted.new["id"], parted.new["continues"]) == (
        [day(16, hour=9)],
        "nhac-2",
        "nhac",
    )
    assert parted.new["source"] == "Hội"
    assert parted.new.keys().isdisjoint({"repeat", "except"})


def test_the_first_date_is_moved_alone_and_the_series_begins_with_the_second():
    post, entry = series("FREQ=WEEKLY;COUNT=4", day(8).date())
    parted = moved(post, entry, FIRST, day(3), Scope.THIS, (), "nhac-2")
    assert (dues(parted.own), dues(parted.new)) == ([day(15), day(22)], [day(3)])
    assert "except" not in parted.own


def test_all_that_follow_are_a_series_of_their_own_moved_by_as_many_days():
    post, entry = series("FREQ=WEEKLY;BYDAY=TU;COUNT=5", day(22).date())
    parted = moved(post, entry, "2026-12-15", day(17, hour=19), Scope.AFTER, {FIRST, "2026-12-08"}, "nhac-2")
    assert dues(parted.own) == [day(1), day(8)]
    assert dues(parted.new) == [day(17, hour=19), day(31, hour=19)]
    assert parted.new["repeat"] == "FREQ=WEEKLY;BYDAY=TH;COUNT=3"


def test_the_whole_is_moved_where_nothing_began_and_keeps_its_id():
    post, entry = series("FREQ=WEEKLY;UNTIL=20261222")
    parted = moved(post, entry, "2026-12-08", day(10), Scope.ALL, (), "nhac-2")
    assert parted.new is None
    assert dues(parted.own) == [day(3), day(10), day(17), day(24)]


def test_of_the_whole_what_is_out_stays_and_the_rest_goes_on_from_there():
    post, entry = series("FREQ=WEEKLY;COUNT=4")
    parted = moved(post, entry, "2026-12-22", day(23), Scope.ALL, {FIRST, "2026-12-08"}, "nhac-2")
    assert dues(parted.own) == [day(1), day(8)]
    assert dues(parted.new) == [day(16), day(23)]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_date_that_began_is_not_moved(scope):
    post, entry = series("FREQ=WEEKLY;COUNT=4")
    with pytest.raises(Stop) as stop:
        moved(post, entry, "2026-12-08", day(9), scope, {"2026-12-08"}, "nhac-2")
    assert stop.value.words == BEGUN


@pytest.mark.parametrize(
    ("rule", "to", "found"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=3", day(5), "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=3"),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", day(10), "FREQ=MONTHLY;BYDAY=2TH;COUNT=3"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", day(8), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=9", day(4, hour=9), "FREQ=DAILY;INTERVAL=2;COUNT=9"),
    ],
)
def test_the_days_that_a_rule_names_follow(rule, to, found):
    post, entry = series(rule)
    parted = moved(post, entry, FIRST, to, Scope.ALL, (), "nhac-2")
    assert parted.own["repeat"] == found
    assert dues(parted.own)[0] == to


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "FREQ=MONTHLY;BYMONTHDAY=1,15"])
def test_a_rule_that_cannot_be_moved_is_refused_and_one_date_of_it_is_moved_all_the_same(rule):
    post, entry = series(rule)
    with pytest.raises(Stop) as stop:
        moved(post, entry, FIRST, day(3), Scope.ALL, (), "nhac-2")
    assert stop.value.words == OWN_RULE
    second = [name for name, _ in occurrences(post)][1]
    assert moved(post, entry, second, day(30), Scope.THIS, (), "nhac-2").own["except"] == [second]


@given(
    st.sampled_from(
        ["FREQ=WEEKLY;COUNT=7", "FREQ=DAILY;INTERVAL=3;COUNT=7", "FREQ=WEEKLY;BYDAY=TU,FR;COUNT=7"]
    ),
    st.integers(0, 6),
    st.integers(-3, 20),
    st.sampled_from(list(Scope)),
)
def test_what_was_not_meant_stays_and_nothing_comes_twice(rule, place, by, scope):
    post, entry = series(rule)
    dates = list(occurrences(post))
    name, due = dates[place]
    old = [one.replace(tzinfo=None) for _, one in dates]
    to = due.replace(tzinfo=None) + timedelta(days=by)
    try:
        parted = moved(post, entry, name, to, scope, (), "nhac-2")
    except Stop:
        assert "TU,FR" in rule, "only what names several days may be refused"
        return
    kept = {"this": [*old[:place], *old[place + 1 :]], "after": old[:place], "all": []}[scope]
    shift = timedelta(days=by)
    gone = {"this": [to], "after": [one + shift for one in old[place:]], "all": [one + shift for one in old]}
    assert sorted([*dues(parted.own), *dues(parted.new)]) == sorted([*kept, *gone[scope]])


def test_of_what_was_parted_before_the_first_series_is_named():
    post, entry = series("FREQ=WEEKLY;COUNT=4")
    parted = moved(replace(post, continues="goc"), entry, "2026-12-15", day(16), Scope.THIS, (), "nhac-2")
    assert parted.new["continues"] == "goc"


@pytest.mark.parametrize(
    ("rule", "first", "to", "excluded"),
    [
        ("FREQ=MONTHLY", day(31), day(30), ()),  # April, June and others would come in
        ("FREQ=MONTHLY;BYMONTHDAY=28", day(28), day(30), ()),  # February would be lost
        ("FREQ=MONTHLY;BYDAY=1TU", day(1), day(10), (APRIL.date(),)),  # that day would come
        ("FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270504", APRIL, APRIL.replace(day=8), ()),  # its last day would not
    ],
)
def test_a_series_that_would_get_or_lose_a_date_is_not_moved_as_a_whole(rule, first, to, excluded):
    post, entry = series(rule, *excluded, at=first)
    with pytest.raises(Stop) as stop:
        moved(post, entry, FIRST, to, Scope.ALL, (), "nhac-2")
    assert stop.value.words == OWN_RULE


def test_the_first_date_is_not_moved_from_before_one_that_is_held_or_skipped():
    post, entry = series("FREQ=WEEKLY;COUNT=4")
    with pytest.raises(Stop) as stop:
        moved(post, entry, FIRST, day(3), Scope.THIS, {"2026-12-08"}, "nhac-2")
    assert stop.value.words == BEGUN
