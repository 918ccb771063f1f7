"""The small readers inside: whatever is thrown at them, they answer or refuse, and never break."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rehearsal.fields import parse_fields
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refused
from scheduler.rehearsal.usage import Usage

from .conftest import FIRST_DAY

names = st.from_regex(r"[a-z_]{1,6}", fullmatch=True)
trees = st.recursive(
    st.none(), lambda below: st.dictionaries(names, below, min_size=1, max_size=3), max_leaves=8
)


def written(tree) -> str:
    parts = (name if below is None else f"{name}{{{written(below)}}}" for name, below in tree.items())
    return ",".join(parts)


@given(trees.filter(bool))
def test_fields_are_read_as_they_are_written(tree):
    assert parse_fields(written(tree)) == tree


@given(st.text(alphabet="ab{},. \n", max_size=30))
def test_any_fields_are_read_or_refused(text):
    try:
        fields = parse_fields(text)
    except Refused as refused:
        assert refused.refusal.code == 2500
    else:
        assert fields is None or all(fields)


@given(st.lists(st.tuples(st.sampled_from(["media", "media[0]", "media[1]", "x"]), st.text()), max_size=4))
def test_any_list_is_read_or_refused(pairs):
    try:
        found = Parameters(pairs).objects("media")
    except Refused as refused:
        assert refused.refusal.code == 100
    else:
        assert all(isinstance(one, dict) for one in found)


@given(st.permutations(range(12)))
def test_indexed_objects_come_in_the_order_of_their_index(order):
    pairs = [(f"media[{index}]", json.dumps({"n": index})) for index in order]
    assert [one["n"] for one in Parameters(pairs).objects("media")] == list(range(12))


@given(st.text(max_size=40))
def test_any_time_is_read_or_refused(text):
    try:
        instant = Parameters([("at", text)]).instant("at")
    except Refused:
        return
    assert instant is not None
    assert instant.tzinfo is not None


def test_more_calls_than_a_day_allows_are_throttled_until_the_oldest_is_a_day_old():
    usage = Usage("7", per_day=4)
    assert [usage.count(FIRST_DAY + timedelta(hours=hour)) for hour in range(5)] == [True] * 4 + [False]
    assert json.loads(usage.headers()["x-app-usage"])["call_count"] == 100
    assert usage.regain_minutes(FIRST_DAY + timedelta(hours=4)) == 20 * 60
    assert usage.count(FIRST_DAY + timedelta(hours=24))


@pytest.mark.parametrize("used", [0, 1, 3])
def test_usage_is_told_in_percent(used):
    usage = Usage("7", per_day=4)
    for _ in range(used):
        usage.count(FIRST_DAY)
    (page,) = json.loads(usage.headers()["x-business-use-case-usage"])["7"]
    assert page["call_count"] == 25 * used
