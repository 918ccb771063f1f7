"""What Facebook says of a film that was uploaded, and what that proves."""

from __future__ import annotations

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Trace
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import START, TEXT, facebook

ABSENT = Reply({"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}, status=400)
DRAFT = Reply({"id": "700", "published": False, "status": {"video_status": "upload_complete"}})
SHOWN = Reply({"id": "700", "published": True, "status": {"video_status": "ready"}})
TRACE = Trace("p@first/province/facebook", START, frozenset({"700"}), TEXT, ("700:print",))


def test_a_film_that_facebook_does_not_know_now_is_not_proved_to_be_unseen(graph: GraphServer) -> None:
    graph.will("700", ABSENT)
    with pytest.raises(ChannelError) as failed:
        facebook(graph.address).confirm([TRACE])
    assert (failed.value.failure.kind, failed.value.failure.code) == (
        FailureKind.DOUBTFUL,
        "facebook:film-absent",
    )


def test_a_film_that_lies_there_unseen_is_proved_to_be_so(graph: GraphServer) -> None:
    graph.will("700", DRAFT)
    assert facebook(graph.address).confirm([TRACE]) == [()]


def test_a_film_that_is_shown_is_found_by_its_id(graph: GraphServer) -> None:
    graph.will("700", SHOWN)
    ((receipt,),) = facebook(graph.address).confirm([TRACE])
    assert receipt.remote_id.endswith("700")
