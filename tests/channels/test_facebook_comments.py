"""What others say on the practice page: read to its end, hidden and shown, answered where it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Gone, Moderates
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.clock import FixedClock
from scheduler.secrets import Secret
from tests.channels.graph_server import PAGE, GraphServer, Reply
from tests.channels.making import START, facebook

LAG = timedelta(minutes=5).total_seconds()


def said(channel, post):
    return [one for page in channel.comments_of(post) for one in page]


def comment_on(practice, post, message, **more):
    made = practice.visit(post=post, message=message, **more)[-1]
    practice.clock.wait(LAG)
    return made["id"]


def test_others_words_are_read_newest_first_with_answers_and_without_the_pages_own(practice, channel, post):
    assert isinstance(channel, Moderates)
    for number in range(120):
        practice.visit(post=post, message=f"lời {number}")
    first = practice.comments()[-120]["id"]
    channel.comment(post, "Hội chào cả nhà")
    answer = comment_on(practice, post, "trả lời nhau", parent=first)
    found = said(channel, post)
    assert [one.text for one in found] == ["trả lời nhau", *(f"lời {n}" for n in reversed(range(120)))]
    assert (found[0].id, found[0].thread) == (answer, first)
    assert found[-1].thread == first


def test_one_is_hidden_and_shown_again_and_twice_is_as_once(practice, channel, post):
    one = comment_on(practice, post, "x")
    for hidden in (True, True, False):
        channel.set_hidden(one, hidden=hidden)
        assert channel.is_hidden(one) is hidden
        assert said(channel, post)[0].is_hidden is hidden


def test_an_answer_stands_below_its_comment_and_is_found_there(practice, channel, post):
    one, other = comment_on(practice, post, "x"), comment_on(practice, post, "y")
    made = channel.comment(one, "Bạn gọi 111 nhé")
    practice.clock.wait(LAG)
    assert channel.find_comments(one, "Bạn gọi 111 nhé") == (made,)
    assert channel.find_comments(other, "Bạn gọi 111 nhé") == ()
    assert practice.comments()[-1]["parent"] == one


def test_what_its_writer_took_back_is_gone(practice, channel, post):
    one = comment_on(practice, post, "x")
    practice.take_back(one)
    assert channel.is_hidden(one) is None
    with pytest.raises(Gone):
        channel.set_hidden(one, hidden=True)
    with pytest.raises(Gone):
        channel.comment(one, "Bạn gọi 111 nhé")


def test_a_post_that_is_gone_is_told_as_such(channel, post):
    channel.withdraw(post)
    with pytest.raises(Gone):
        said(channel, post)


def test_a_missing_permission_is_told_in_its_own_words_and_pauses_nothing(practice, channel, post):
    practice.arm("no-permission", "comments")
    with pytest.raises(ChannelError) as refused:
        said(channel, post)
    assert refused.value.failure.code == "facebook:comments-unread"
    assert refused.value.failure.kind is FailureKind.CERTAIN
    assert "thiếu quyền đọc bình luận" in refused.value.failure.why.vi


def test_without_that_permission_the_token_is_sound_and_doctor_remarks_it(practice):
    settings = FacebookSettings(page=practice.page_id, token="env:X", graph_url=practice.address)
    whole = FacebookChannel(settings, Secret(practice.token), None, FixedClock(START), (2.0, 2.0))
    assert whole.checkup().remarks == ()


def test_a_token_without_it_is_remarked(graph: GraphServer):
    scopes = ["pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_manage_engagement"]
    about = {"is_valid": True, "type": "PAGE", "profile_id": PAGE, "scopes": scopes, "expires_at": 0}
    graph.will("debug_token", Reply({"data": about}))
    checkup = facebook(graph.address).checkup()
    assert checkup.faults == ()
    assert [one.code for one in checkup.remarks] == ["facebook:comments-unread"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"data": 1},
        {"data": [{"id": "x", "created_time": "2026-12-01T00:00:00+0000"}]},
        {"data": [{"id": "1_2"}]},
        {"data": [{"id": "1_2", "created_time": "2026-12-01T00:00:00+0000", "message": 5}]},
        {"data": ["x"]},
    ],
    ids=str,
)
def test_what_is_not_of_facebooks_form_proves_nothing(graph: GraphServer, body):
    graph.will("comments", Reply(body))
    with pytest.raises(ChannelError) as refused:
        said(facebook(graph.address), f"{PAGE}_1")
    assert refused.value.failure.kind is FailureKind.DOUBTFUL


def test_a_comment_of_a_picture_alone_says_nothing(graph: GraphServer):
    node = {"id": "1_2", "created_time": "2026-12-01T00:00:00+0000"}
    graph.will("comments", Reply({"data": [node]}))
    (one,) = said(facebook(graph.address), f"{PAGE}_1")
    assert (one.text, one.is_hidden, one.thread) == ("", False, "1_2")
