"""Mending, taking down and commenting on the practice page, and what a refusal proves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.channel import (
    ChannelError,
    Comments,
    Edits,
    FailureKind,
    Gone,
    Prepared,
    Schedules,
    Trace,
    Withdraws,
)
from scheduler.channels.facebook import FacebookChannel
from scheduler.rehearsal.server import Rehearsal
from tests.channels.graph_server import PAGE, GraphServer, Reply, refusal
from tests.channels.making import START, facebook, outgoing


def test_a_page_can_be_mended_emptied_and_commented_on(channel: FacebookChannel) -> None:
    assert isinstance(channel, Edits)
    assert isinstance(channel, Withdraws)
    assert isinstance(channel, Comments)
    assert isinstance(channel, Schedules)
    assert not channel.replaces_pictures


def test_an_edit_twice_is_as_once(channel: FacebookChannel, post: str) -> None:
    for _ in range(2):
        channel.edit(post, outgoing(text="Lời đã sửa"))
    assert channel.shown(post) == "Lời đã sửa"


def test_what_was_taken_down_is_gone_for_every_call(
    practice: Rehearsal, channel: FacebookChannel, post: str
) -> None:
    practice.clock.wait(10)
    assert post in channel.standing(START)
    channel.withdraw(post)
    assert channel.shown(post) is None
    assert post not in channel.standing(START)
    for call in (
        lambda: channel.withdraw(post),
        lambda: channel.edit(post, outgoing()),
        lambda: channel.comment(post, "x"),
        lambda: channel.find_comments(post, "x"),
    ):
        with pytest.raises(Gone):
            call()


def test_a_comment_is_found_by_its_words(practice: Rehearsal, channel: FacebookChannel, post: str) -> None:
    made = [channel.comment(post, text) for text in ("Gọi  111\nnhé", "Lời khác")]
    practice.clock.wait(10)
    assert channel.find_comments(post, "Gọi 111 nhé") == (made[0],)
    assert channel.find_comments(post, "Gọi 112 nhé") == ()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("error-500-before", FailureKind.DOUBTFUL),
        ("error-500-after", FailureKind.DOUBTFUL),
        ("cut-after", FailureKind.DOUBTFUL),
        ("truncated-json", FailureKind.DOUBTFUL),
        ("empty-object", FailureKind.DOUBTFUL),
        ("throttle", FailureKind.THROTTLED),
        ("expired-token", FailureKind.CREDENTIAL),
        ("policy-block", FailureKind.POLICY),
    ],
)
@pytest.mark.parametrize("call", ["edit", "delete", "comment"])
def test_each_fault_has_the_kind_it_has_in_posting(
    practice: Rehearsal, channel: FacebookChannel, post: str, call: str, fault: str, kind: FailureKind
) -> None:
    practice.arm(fault, call)
    does = {
        "edit": lambda: channel.edit(post, outgoing()),
        "delete": lambda: channel.withdraw(post),
        "comment": lambda: channel.comment(post, "x"),
    }
    with pytest.raises(ChannelError) as error:
        does[call]()
    assert error.value.failure.kind is kind


def test_comments_that_cannot_be_read_prove_nothing(
    practice: Rehearsal, channel: FacebookChannel, post: str
) -> None:
    practice.arm("error-500-before", "comments")
    with pytest.raises(ChannelError) as error:
        channel.find_comments(post, "x")
    assert error.value.failure.kind is FailureKind.DOUBTFUL


def test_does_not_exist_proves_nothing_where_the_page_cannot_be_seen_either(graph: GraphServer) -> None:
    post = f"{PAGE}_7"
    graph.will(post, refusal(100, 33))
    graph.will("published_posts", refusal(190, 467, status=401))
    with pytest.raises(ChannelError) as error:
        facebook(graph.address).shown(post)
    assert not isinstance(error.value, Gone)
    assert error.value.failure.kind is FailureKind.CREDENTIAL


def test_another_authors_same_words_are_not_our_comment(graph: GraphServer) -> None:
    said = [
        {"id": "7_1", "message": "Gọi 111", "from": {"id": "99"}},
        {"id": "7_2", "message": "Gọi 111", "from": {"id": PAGE}},
    ]
    graph.will("comments", Reply({"data": said}))
    assert facebook(graph.address).find_comments(f"{PAGE}_7", "Gọi 111") == ("7_2",)


def test_what_is_given_ahead_waits_for_its_time_is_found_with_it_and_can_be_taken_back(
    practice: Rehearsal, channel: FacebookChannel
) -> None:
    at = practice.clock.now().replace(microsecond=0) + timedelta(days=3)
    ahead = replace(outgoing(text="Bài hẹn giờ"), scheduled=at)
    receipt = channel.reveal(ahead, channel.prepare(ahead))
    assert receipt.at == at
    practice.clock.wait(10)
    trace = Trace(key="x", since=START, media=frozenset(), text="Bài hẹn giờ")
    assert [(one.remote_id, one.at) for one in channel.confirm([trace])[0]] == [(receipt.remote_id, at)]
    assert all("Bài hẹn giờ" not in post["message"] for post in practice.posts())
    channel.withdraw(receipt.remote_id)
    assert channel.confirm([trace])[0] == ()


def test_what_was_given_ahead_is_looked_up_by_its_id(practice: Rehearsal, channel: FacebookChannel) -> None:
    at = practice.clock.now().replace(microsecond=0) + timedelta(days=3)
    post = channel.reveal(
        replace(outgoing(text="Bài hẹn ba ngày", media=()), scheduled=at), Prepared()
    ).remote_id
    waiting = channel.look_up(post)
    assert waiting is not None
    assert (waiting.remote_id, waiting.at, waiting.waits) == (post, at, True)
    practice.clock.advance_to(at)
    public = channel.look_up(post)
    assert public is not None
    assert (public.remote_id, public.at, public.waits) == (post, at, False)
    assert post in public.address
    channel.withdraw(post)
    assert channel.look_up(post) is None


@pytest.mark.parametrize("said", [{}, {"created_time": "2026-12-01T00:30:00+0000"}, {"is_published": True}])
def test_an_answer_that_does_not_say_whether_it_is_public_proves_nothing(
    graph: GraphServer, said: dict[str, object]
) -> None:
    graph.will(f"{PAGE}_7", Reply({"id": f"{PAGE}_7", **said}))
    with pytest.raises(ChannelError) as error:
        facebook(graph.address).look_up(f"{PAGE}_7")
    assert error.value.failure.kind is FailureKind.DOUBTFUL


def test_a_time_that_facebook_will_not_take_is_a_refusal_of_the_time_and_not_of_the_post(
    channel: FacebookChannel, practice: Rehearsal
) -> None:
    soon = replace(outgoing(text="Bài quá gần"), scheduled=practice.clock.now() + timedelta(minutes=5))
    with pytest.raises(ChannelError) as refused:
        channel.reveal(soon, channel.prepare(soon))
    assert refused.value.failure.kind is FailureKind.CERTAIN
