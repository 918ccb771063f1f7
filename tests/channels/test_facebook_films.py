"""What Facebook says of a film that was uploaded, and what that proves; and how its bytes come there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Media, Trace
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import START, TEXT, facebook, outgoing

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


@pytest.mark.parametrize("kept", [lambda path: path, Path.read_bytes], ids=["in its file", "in memory"])
def test_a_film_is_sent_from_where_it_lies_and_after_a_cut_what_is_left(
    graph: GraphServer, tmp_path: Path, kept: Callable[[Path], bytes | Path]
) -> None:
    path, whole = tmp_path / "phim.mp4", bytes(range(256)) * 64
    path.write_bytes(whole)
    begun = {"video_id": "700", "upload_url": f"{graph.address}/bytes/700"}
    graph.will("video_reels", Reply(begun))
    half = {"uploading_phase": {"bytes_transfered": len(whole) // 2}}
    graph.will("700", Reply(cut="before"), Reply({"id": "700", "status": half}), Reply({"success": True}))
    film = Media(kept(path), "video/mp4", 540, 960, "film", "Mẹ và con", 3.0)
    assert facebook(graph.address).prepare(outgoing(media=(film,))).media == ("700",)
    sent = [
        (one.headers["offset"], one.headers["file_size"], one.body)
        for one in graph.asked
        if one.body[:1] == b"\x00"
    ]
    middle = len(whole) // 2
    assert sent == [("0", str(len(whole)), whole), (str(middle), str(len(whole)), whole[middle:])]
