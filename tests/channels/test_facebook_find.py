"""Looking at the page for a post whose answer was lost: what counts as found, and what proves nothing."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Receipt, Trace
from scheduler.channels.facebook import LOOK_BACK
from tests.channels import graph_server
from tests.channels.graph_server import PAGE, GraphServer, Reply, refusal
from tests.channels.making import START, TEXT, facebook

TRACE = Trace("mat-khau@first/province/facebook", START, frozenset({"501", "502"}), TEXT)


def seen(
    number: int, *, text: str = "Bài khác", at: datetime = START, media: list[str] | None = None
) -> dict[str, Any]:
    """A post as Facebook shows it: one picture as itself, several as subattachments of an album."""
    post: dict[str, Any] = {
        "id": f"{PAGE}_{number}",
        "message": text,
        "created_time": at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{number}",
    }
    photos = [{"media_type": "photo", "target": {"id": photo, "url": "https://…"}} for photo in media or []]
    if len(photos) == 1:
        post["attachments"] = {"data": photos}
    elif photos:
        album = {"media_type": "album", "target": {"id": "9", "url": "…"}, "subattachments": {"data": photos}}
        post["attachments"] = {"data": [album]}
    return post


def test_a_post_is_known_by_any_of_its_pictures(graph: GraphServer) -> None:
    graph.will(
        "published_posts", Reply({"data": [seen(3), seen(2, media=["7", "502"]), seen(1, media=["501"])]})
    )
    found = facebook(graph.address).confirm([TRACE])[0]
    assert found == (
        Receipt(f"{PAGE}_2", f"https://www.facebook.com/{PAGE}/posts/2", START),
        Receipt(f"{PAGE}_1", f"https://www.facebook.com/{PAGE}/posts/1", START),
    )


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        unicodedata.normalize("NFD", TEXT),
        f"  {TEXT}\n",
        TEXT.replace("\n\n", "\r\n \r\n"),
        TEXT.replace(" gọi", "\u00a0gọi"),
    ],
)
def test_a_post_is_known_by_its_text_however_facebook_wraps_it(graph: GraphServer, text: str) -> None:
    graph.will("published_posts", Reply({"data": [seen(1, text=text)]}))
    assert [one.remote_id for one in facebook(graph.address).confirm([TRACE])[0]] == [f"{PAGE}_1"]


def test_the_same_text_from_before_is_another_post(graph: GraphServer) -> None:
    old = [
        seen(2, text=TEXT, at=START - LOOK_BACK),
        seen(1, text=TEXT, at=START - LOOK_BACK - timedelta(seconds=1)),
    ]
    graph.will("published_posts", Reply({"data": old}))
    assert [one.remote_id for one in facebook(graph.address).confirm([TRACE])[0]] == [f"{PAGE}_2"]


def test_a_picture_proves_it_even_where_this_machines_clock_is_ahead(graph: GraphServer) -> None:
    graph.will("published_posts", Reply({"data": [seen(1, at=START - timedelta(hours=1), media=["501"])]}))
    assert len(facebook(graph.address).confirm([TRACE])[0]) == 1


def test_a_post_without_text_is_not_known_by_having_none(graph: GraphServer) -> None:
    bare = seen(1)
    del bare["message"]
    graph.will("published_posts", Reply({"data": [bare]}))
    assert facebook(graph.address).confirm([Trace("k", START, frozenset(), "")])[0] == ()


def test_what_facebook_has_scheduled_counts_too_and_nothing_counts_twice(graph: GraphServer) -> None:
    graph.will("published_posts", Reply({"data": [seen(1, media=["501"])]}))
    graph.will("scheduled_posts", Reply({"data": [seen(1, media=["501"]), seen(2, text=TEXT)]}))
    found = facebook(graph.address).confirm([TRACE])[0]
    assert [one.remote_id for one in found] == [f"{PAGE}_1", f"{PAGE}_2"]


def test_every_page_since_then_is_read_by_its_cursor_at_the_same_host(graph: GraphServer) -> None:
    with graph_server.running() as elsewhere:

        def page(number: int, cursor: str | None, at: datetime = START) -> Reply:
            body: dict[str, Any] = {"data": [seen(number, at=at)]}
            if cursor:
                next_page = f"{elsewhere.address}/v26.0/x?access_token=EAAtheirs&after={cursor}"
                body["paging"] = {"cursors": {"before": "b", "after": cursor}, "next": next_page}
            return Reply(body)

        graph.will("published_posts", page(3, "c1"), page(2, "c2", START - timedelta(hours=1)), page(1, None))
        graph.will("scheduled_posts", page(5, "c3", START - timedelta(days=3)), page(4, None))
        facebook(graph.address).confirm([TRACE])
        asked = [(one.edge, one.query.get("after")) for one in graph.asked]
        # the second page of what is public is older than the intent: nothing after it can be newer
        assert asked == [
            ("scheduled_posts", None),
            ("scheduled_posts", "c3"),
            ("published_posts", None),
            ("published_posts", "c1"),
        ]
        assert elsewhere.asked == []
        assert all("access_token" not in one.query for one in graph.asked)


def test_paging_by_time_is_followed_as_well(graph: GraphServer) -> None:
    following = "https://graph.facebook.com/v26.0/1/published_posts?access_token=T&until=1764549000&__paging_token=enc"
    graph.will(
        "published_posts", Reply({"data": [seen(2)], "paging": {"next": following}}), Reply({"data": []})
    )
    facebook(graph.address).confirm([TRACE])
    assert graph.asked[2].query["until"] == "1764549000"
    assert graph.asked[2].query["__paging_token"] == "enc"
    assert "access_token" not in graph.asked[2].query


WITH_MORE = {"data": [seen(1, media=["501"])], "paging": {"cursors": {"after": "c"}, "next": "https://…"}}
UNPROVEN = {
    "an edge that fails": [refusal(2, status=500)],
    "an edge that is refused": [refusal(100)],
    "a page cut off": [Reply(WITH_MORE), Reply({"data": []}, cut="midway")],
    "a page that fails": [Reply(WITH_MORE), refusal(1, status=500)],
    "a next page that cannot be told": [Reply({"data": [seen(1)], "paging": {"next": "https://…"}})],
    "pages in a ring": [Reply(WITH_MORE), Reply(WITH_MORE)],
    "no list": [Reply({"paging": {}})],
    "not a list": [Reply({"data": {}})],
    "a strange post": [Reply({"data": ["?"]})],
    "a post without a time": [Reply({"data": [{"id": "1_2", "message": TEXT}]})],
    "a post with a strange time": [Reply({"data": [seen(1) | {"created_time": "yesterday"}]})],
    "a post with a number as its id": [Reply({"data": [seen(1) | {"id": 12}]})],
    "odd attachments": [Reply({"data": [seen(1) | {"attachments": ["?"]}]})],
    "odd paging": [Reply({"data": [], "paging": ["?"]})],
}


@pytest.mark.parametrize("edge", ["published_posts", "scheduled_posts"])
@pytest.mark.parametrize("name", UNPROVEN)
def test_a_read_that_is_not_complete_proves_nothing(graph: GraphServer, name: str, edge: str) -> None:
    graph.will(edge, *UNPROVEN[name])
    with pytest.raises(ChannelError) as failed:
        facebook(graph.address).confirm([TRACE])
    assert failed.value.failure.kind is FailureKind.DOUBTFUL


def test_pages_without_end_prove_nothing(graph: GraphServer) -> None:
    for number in range(100):
        paging = {"cursors": {"after": f"c{number}"}, "next": "https://…"}
        graph.will("published_posts", Reply({"data": [seen(number)], "paging": paging}))
    with pytest.raises(ChannelError):
        facebook(graph.address).confirm([TRACE])
    assert len(graph.asked) <= 42


def test_an_empty_page_in_between_is_not_the_end(graph: GraphServer) -> None:
    paging = {"cursors": {"after": "c"}, "next": "https://…"}
    graph.will(
        "published_posts", Reply({"data": [], "paging": paging}), Reply({"data": [seen(1, text=TEXT)]})
    )
    assert len(facebook(graph.address).confirm([TRACE])[0]) == 1


def test_nothing_found_is_an_empty_answer(graph: GraphServer) -> None:
    assert facebook(graph.address).confirm([TRACE])[0] == ()
    # What becomes public between the two reads is on the second one.
    assert [one.edge for one in graph.asked] == ["scheduled_posts", "published_posts"]
    fields = "id,message,created_time,permalink_url,attachments{target,media_type,subattachments{target}}"
    asked = [one.query for one in graph.asked]
    assert asked == [
        {"fields": f"{fields},scheduled_publish_time", "limit": "25"},
        {"fields": fields, "limit": "25"},
    ]
