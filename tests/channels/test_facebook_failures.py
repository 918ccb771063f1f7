"""The table of Facebook's refusals: complete, in words, and the same for the adapter as on the wire."""

from __future__ import annotations

import pytest

from scheduler.channels.calling import Reach
from scheduler.channels.channel import ChannelError, FailureKind, Prepared
from scheduler.channels.facebook_failures import (
    ANYWHERE,
    BY_WORDS,
    TABLE,
    UNKNOWN,
    failure_of,
    regain_seconds,
    row_of,
)
from scheduler.channels.facebook_sdk import CallFailed, GraphError
from tests.channels.graph_server import PAGE, GraphServer, refusal
from tests.channels.making import facebook, outgoing

DOUBTFUL, CERTAIN, CONTENT = FailureKind.DOUBTFUL, FailureKind.CERTAIN, FailureKind.CONTENT
THROTTLED, CREDENTIAL, POLICY = FailureKind.THROTTLED, FailureKind.CREDENTIAL, FailureKind.POLICY

# Meta's error reference and recorded answers, as the project knows them.
KNOWN = [
    (1, None, DOUBTFUL),
    (1, 1965014, DOUBTFUL),
    (2, None, DOUBTFUL),
    (3, None, CREDENTIAL),
    (4, None, THROTTLED),
    (10, None, CREDENTIAL),
    (17, None, THROTTLED),
    (32, None, THROTTLED),
    (100, None, CONTENT),
    (100, 33, CREDENTIAL),
    (102, None, CREDENTIAL),
    *((190, subcode, CREDENTIAL) for subcode in (None, 458, 459, 460, 463, 464, 467, 492)),
    *((code, None, CREDENTIAL) for code in (200, 240, 283, 299)),
    (324, None, CONTENT),
    (341, None, THROTTLED),
    (368, None, POLICY),
    (368, 1390008, THROTTLED),
    (368, 1404082, FailureKind.DUPLICATE),
    (368, 4854002, POLICY),
    (506, None, FailureKind.DUPLICATE),
    (613, None, THROTTLED),
    (613, 1996, THROTTLED),
    (80001, None, THROTTLED),
    (100, 1609005, CONTENT),
    (1609005, None, CONTENT),
    (100, 1609008, CONTENT),
    (2635, None, CREDENTIAL),
    (3001, 1504028, CERTAIN),
    (368, 1346003, CONTENT),
    (200, 1404006, POLICY),
    (100, 2069019, CONTENT),
    (368, 1404102, CONTENT),
    (200, 1404078, POLICY),
    (100, 1366051, FailureKind.DUPLICATE),
    (100, 1366046, CONTENT),
    (100, 2061006, CONTENT),
    (100, 1349125, CONTENT),
    (200, 1404112, POLICY),
    (1, 1363047, DOUBTFUL),
    (1, 1609010, DOUBTFUL),
]


@pytest.mark.parametrize(("code", "subcode", "kind"), KNOWN)
def test_a_known_refusal_has_its_row_and_means_the_same_on_the_wire(
    graph: GraphServer, code: int, subcode: int | None, kind: FailureKind
) -> None:
    row = row_of(GraphError(code, subcode))
    assert row is not None
    graph.will("feed", refusal(code, subcode))
    with pytest.raises(ChannelError) as failed:
        facebook(graph.address).reveal(outgoing(), Prepared(("1",)))
    failure = failed.value.failure
    assert failure.kind is row.kind is kind
    assert failure.code == f"facebook:{code}" + (f"/{subcode}" if subcode else "")
    assert (failure.why, failure.todo) == (row.why, row.todo)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (100, "Invalid appsecret_proof provided in the API argument", CREDENTIAL),
        (100, "(#100) Name parameter too long", CONTENT),
        (100, "(#100) Param message parameter too long (the rehearsal takes 8000 characters)", CONTENT),
        (100, "(#100) Object does not exist, cannot be loaded due to missing permission or …", CREDENTIAL),
        (
            368,
            "You’ve already posted this. Posting the same content repeatedly on Facebook isn’t allowed.",
            FailureKind.DUPLICATE,
        ),
        (368, "We limit how often you can post, comment or do other things…", THROTTLED),
    ],
)
def test_where_the_number_does_not_tell_the_words_do(code: int, message: str, kind: FailureKind) -> None:
    for error in (GraphError(code, message=message), GraphError(code, message="…", user_message=message)):
        row = row_of(error)
        assert row is not None
        assert row.kind is kind


def test_an_unknown_subcode_falls_back_to_its_code_and_an_unknown_code_to_nothing() -> None:
    assert row_of(GraphError(190, 999999)) is TABLE[190, None]
    assert row_of(GraphError(424242)) is None
    assert UNKNOWN.kind is DOUBTFUL


def test_every_reason_and_cure_is_said_in_both_languages_and_reads_as_words() -> None:
    rows = [*TABLE.values(), *ANYWHERE.values(), *(row for _, _, row in BY_WORDS), UNKNOWN]
    for row in rows:
        for text in (row.why, row.todo):
            assert text.vi
            assert text.en
            assert text.vi != text.en
            assert "{" not in text.vi + text.en
        assert not row.why.vi.endswith(".")
        assert row.todo.vi.endswith(".")
        assert (row.wait > 0) == (row.kind is THROTTLED)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (
            f'{{"{PAGE}":[{{"estimated_time_to_regain_access":5}},{{"estimated_time_to_regain_access":7}}]}}',
            420,
        ),
        ('{"1":[{"estimated_time_to_regain_access":5}],"2":[{"estimated_time_to_regain_access":9}]}', 540),
        (f'{{"{PAGE}":[{{"estimated_time_to_regain_access":0}}]}}', 0),
        ("{}", 0),
        ("not JSON", 0),
        ("[1]", 0),
        ('{"1":5}', 0),
        ('{"1":[{"estimated_time_to_regain_access":"soon"}]}', 0),
    ],
)
def test_the_wait_comes_from_the_usage_header_in_minutes(header: str, seconds: float) -> None:
    assert regain_seconds({"x-business-use-case-usage": header}, PAGE) == seconds


def test_without_the_header_a_throttled_call_waits_all_the_same() -> None:
    failed = CallFailed(Reach.REFUSED, status=400, error=GraphError(4))
    assert failure_of(failed, PAGE).wait_seconds >= 600
