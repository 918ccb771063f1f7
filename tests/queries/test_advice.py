"""Advice is told from enough figures, with its spread, and never as certain."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.model import PROVINCE, ChannelName, Post, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, INTENT, RECEIPT, UPLOADED
from scheduler.delivery.schema import insights
from scheduler.delivery.states import State
from scheduler.kinds.metric import Measure, Metric
from scheduler.queries.advice import ENOUGH, Figure, best_hours, compare, figures, halves, left_out
from tests.examples import examples

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 1, 1, tzinfo=UTC)
FACEBOOK = ChannelName("facebook")
KEY = FACEBOOK, Measure.VIEWS


def figure(number: int, hour: int, value: int, unit: str = "province") -> Figure:
    at = (START + timedelta(days=number)).astimezone(ZONE).replace(hour=hour)
    return Figure(PostId(f"p{number}"), UnitId(unit), FACEBOOK, at, value)


def evenings(count: int) -> list[Figure]:
    """Every second post in the evening, where it does twice as well."""
    return [figure(one, 19 if one % 2 else 7, (200 if one % 2 else 100) + one) for one in range(count)]


def test_below_thirty_posts_nothing_is_told_and_from_thirty_on_the_hours_with_their_spread() -> None:
    assert best_hours({KEY: evenings(ENOUGH - 1)}, ZONE) == []
    (told,) = best_hours({KEY: evenings(ENOUGH)}, ZONE)
    assert [one.hour for one in told.hours] == [19, 7]
    assert told.stands_out
    assert all(one.low <= one.middle <= one.high for one in told.hours)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 23), st.integers(0, 5000), st.sampled_from("abc")), max_size=60),
    st.randoms(use_true_random=False),
)
def test_advice_is_silent_below_thirty_and_the_order_and_names_of_units_change_nothing(posts, chance) -> None:
    found = [figure(number, hour, value, unit) for number, (hour, value, unit) in enumerate(posts)]
    told = best_hours({KEY: found}, ZONE)
    assert not told or len(found) >= ENOUGH
    assert all(one.posts >= ENOUGH and sum(hour.posts for hour in one.hours) <= one.posts for one in told)
    mixed = [
        figure(number, hour, value, "cab"["abc".index(unit)])
        for number, (hour, value, unit) in enumerate(posts)
    ]
    chance.shuffle(mixed)
    again = best_hours({KEY: mixed}, ZONE)
    assert [one.hours for one in again] == [one.hours for one in told]


def test_a_post_on_many_pages_is_one_post() -> None:
    def on_pages(posts):
        return [
            figure(one, 19 if one % 2 else 7, 200 if one % 2 else 100, f"u{unit}")
            for one in range(posts)
            for unit in range(10)
        ]

    assert best_hours({KEY: on_pages(ENOUGH - 1)}, ZONE) == []
    (told,) = best_hours({KEY: on_pages(ENOUGH)}, ZONE)
    assert (told.posts, [one.posts for one in told.hours]) == (ENOUGH, [ENOUGH // 2, ENOUGH // 2])


def test_a_large_page_does_not_make_its_hour_the_best() -> None:
    small = [figure(one, 7, 10 + one % 3, "small") for one in range(20)]
    large = [figure(one, 19, 9000 + one % 3, "large") for one in range(20, 40)]
    (told,) = best_hours({KEY: [*small, *large]}, ZONE)
    assert not told.stands_out


UNITS = st.sets(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=2, max_size=40)


@settings(max_examples=examples(60), deadline=None)
@given(UNITS, st.randoms(use_true_random=False))
def test_the_halves_are_all_the_units_alike_in_number_and_the_same_in_any_order(units, chance) -> None:
    sizes = {UnitId(unit): len(unit) * 100 for unit in units if unit < "n"}
    first, second = halves(map(UnitId, sorted(units)), sizes, "bai")
    assert sorted([*first, *second]) == sorted(units)
    assert abs(len(first) - len(second)) <= 1
    shuffled = sorted(units)
    chance.shuffle(shuffled)
    assert halves(map(UnitId, shuffled), sizes, "bai") == (first, second)
    assert abs(sum(sizes.get(one, 0) for one in first) - sum(sizes.get(one, 0) for one in second)) <= 600


def test_two_cards_that_did_the_same_are_not_told_apart_and_a_great_difference_seems_so() -> None:
    same = compare([10, 11, 12, 13, 14, 15], [10, 11, 12, 13, 14, 15], "x")
    assert same is not None
    assert (same.seems_so, same.chance) == (False, 1.0)
    assert same.low <= 0 <= same.high
    other = compare([100, 110, 120, 130, 140], [10, 11, 12, 13, 14], "x")
    assert other is not None
    assert other.seems_so
    assert other.chance == pytest.approx(2 / 252), "counted, not drawn: 2 of the ways to share 10 units out"
    assert other.low > 0


def test_of_few_units_nothing_is_told() -> None:
    assert compare([1, 2, 3, 4], [100, 200, 300, 400, 500], "x") is None


SIDES = st.lists(st.integers(0, 999), min_size=5, max_size=9)


@settings(max_examples=examples(8), deadline=None)
@given(SIDES, SIDES, st.randoms(use_true_random=False))
def test_the_order_of_units_changes_no_comparison(first, second, chance) -> None:
    told = compare(first, second, "x")
    chance.shuffle(first)
    chance.shuffle(second)
    assert compare(first, second, "x") == told
    assert told is not None
    assert 0 < told.chance <= 1


VIEWS = Metric("seen", Measure.VIEWS)


@pytest.fixture
def ledger(tmp_path):
    """Post *a* became public at START, and was seen 5 times on its first day, 9 in its week, 90 till now."""
    clock = FixedClock(START)
    with closing(Ledger.open(tmp_path / "ledger.db", clock)) as book:
        with book.writing("test") as writing:
            row = writing.begin(
                Key(PostId("a"), FIRST, PROVINCE, FACEBOOK), "p", START, State.CLAIMED, reason=CLAIM
            )
            row = writing.move(row, State.PREPARED, reason=UPLOADED)
            row = writing.move(row, State.SENDING, reason=INTENT)
            writing.move(row, State.PUBLISHED, reason=RECEIPT, remote_id="1", public_at=START)
        with book.store.writing.begin() as writing:
            for day, value in ((1, 5), (6, 9), (30, 90)):
                told = {"metric": "seen", "day": f"2026-01-{day:02}", "value": value, "asked_at": START}
                writing.execute(insights.insert().values(delivery_id=row.id, **told))
        yield book


def test_what_counts_is_a_posts_first_week_once_it_is_over(ledger) -> None:
    def found(days: int):
        return figures(ledger, START + timedelta(days=days), ZONE, lambda channel: [VIEWS])

    assert found(6) == {}
    (told,) = found(40)[KEY]
    assert (told.post, told.at, told.value) == ("a", START, 9)
    assert figures(ledger, START + timedelta(days=40), ZONE, lambda channel: []) == {}, "it tells nothing"


def test_left_out_is_who_was_not_spoken_to_in_ninety_days_and_nobody_where_nothing_was_published(
    ledger,
) -> None:
    posts = {PostId("a"): Post(PostId("a"), "Bài", "Lời", audience="cha-me")}

    def missing(days: int):
        known = ["cha-me", "hoc-sinh"]
        return left_out(ledger, START + timedelta(days=days), posts, known, lambda post: post.audience)

    assert missing(80) == ["hoc-sinh"]
    assert missing(100) is None
