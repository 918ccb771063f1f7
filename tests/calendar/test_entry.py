"""A post's keys alone are taken as the whole entry takes them: the same values, and the same mistakes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pydantic import ValidationError

from scheduler.calendar.entry import POST_KEYS, PostEntry
from scheduler.calendar.post import _validated
from tests.examples import examples

WORDS = st.sampled_from(
    ["a", " a ", "", " ", "A b", "#Con", "2026-12-01", "2026-12-01 07:30", "2026-02-30 07:30", "9", "ready",
     "km", "https://a.vn/b", "facebook", "handoff", "FREQ=DAILY;COUNT=2", "freq=x", "all", "template"]
)  # fmt: skip
VALUE = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.sampled_from(["template", "text", "facebook"]), inner, max_size=3)
    ),
    max_leaves=5,
)
SOUND: dict[str, Any] = {"id": "a", "title": "a", "text": "a"}


def taken_by_the_entry(value: dict[str, Any]) -> object:
    try:
        entry = PostEntry.model_validate(value)
    except ValidationError as error:
        return error.errors(include_url=False)
    return {name: getattr(entry, name) for name in entry.model_fields_set}


def taken_alone(value: dict[str, Any]) -> object:
    try:
        return _validated(value)
    except ValidationError as error:
        return error.errors(include_url=False)


def shown(taken: object) -> object:
    """*taken* in a form that two errors of one kind share."""
    if isinstance(taken, dict):
        return taken
    assert isinstance(taken, list)
    return sorted(repr(one) for one in taken)


@tried(max_examples=examples(300))
@given(
    value=st.dictionaries(st.sampled_from([*POST_KEYS, "titel"]), VALUE, max_size=5), is_whole=st.booleans()
)
@example(value={}, is_whole=True)
@example(value={}, is_whole=False)
@example(
    value={"id": " a ", "hashtags": [" #Con "], "card": {"template": " tip ", "x": [" y "]}, "source": " z "},
    is_whole=True,
)
@example(value={"children": [["9"], {"a": "9"}]}, is_whole=True)
@example(value={"except": ["2026-12-01"], "repeat": "FREQ=DAILY", "excluded": ["x"]}, is_whole=True)
@pytest.mark.slow
def test_a_posts_keys_alone_are_taken_as_the_whole_entry_takes_them(
    value: dict[str, Any], is_whole: bool
) -> None:
    given_ = SOUND | value if is_whole else value
    assert shown(taken_alone(given_)) == shown(taken_by_the_entry(given_))
