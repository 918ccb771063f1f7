"""Where a value stands is told at sight where it can be, and then it is what the parser tells."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from scheduler.reader.document import item_text, plain_value
from scheduler.reader.parsing import read
from scheduler.reader.places import look
from tests.calendar.made_up import SPICE
from tests.examples import examples

KEYS = ("id", "at", "title", "text")
LINE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "  ", "    ", "      "]),
    st.sampled_from([*KEYS, "- id", "card", "# id", "“at”", "'at'", "at "]),
    st.sampled_from([":", ": ", ":  ", ":\t", ": |", ": >", ': "', ": '", ": [", ": {", ": &a "]),
    st.lists(
        SPICE | st.sampled_from(["a", "07:30", "Tối nay", "ễ", "x: y", "x #y", "}", "]", " "]), max_size=4
    ).map("".join),
)


@tried(max_examples=examples(400))
@given(lines=st.lists(LINE, max_size=8))
@example(lines=["    at: a", "    at: b", "    text: c"])
@example(lines=['    title: "a', "    at: 1", '    b"', "    at: 2", "    text: c"])
@example(lines=["    title: a", "      at: b", "    at: c", "    text: d"])
@example(lines=["    title: |", "      at: b", "    at: c   ", "    text: d"])
@pytest.mark.slow
def test_what_is_told_at_sight_is_what_the_parser_tells(lines: list[str]) -> None:
    text = "\n".join(["posts:", "  - id: a", *lines, ""])
    document = read("a.yaml", text.encode(), items="posts")
    for number, span in enumerate(document.ranges if not document.parts else ()):
        root = look(*item_text(document.source, span)).root
        for key in KEYS:
            seen = plain_value(document.source, span, key)
            if seen is not None:
                assert root is not None
                assert seen.below == {key: root.below[key]}
            path = ("posts", number, key)
            nodes = list(document.nodes(path))
            found, depth = read("a.yaml", text.encode(), items="posts").deepest(path)
            assert found is not None
            assert (found.start, found.end, found.key, depth) == (
                nodes[-1].start, nodes[-1].end, nodes[-1].key, len(nodes),
            )  # fmt: skip


def test_in_a_post_as_people_write_it_no_parser_is_needed() -> None:
    text = "posts:\n  - id: a\n    at: 2026-12-01 07:30\n    title: Tối nay: [hỏi] con\n    text: b\n"
    text = text.replace("nay: ", "nay, ")
    document = read("a.yaml", text.encode(), items="posts")
    seen = plain_value(document.source, document.ranges[0], "title")
    assert seen is not None
    assert text[seen.below["title"].start : seen.below["title"].end] == "Tối nay, [hỏi] con"
