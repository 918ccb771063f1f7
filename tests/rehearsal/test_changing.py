"""What can be done with a post of the practice page: other words, away with it, a comment below."""

from __future__ import annotations

import pytest
import requests

from scheduler.rehearsal.server import start


def change(api, method: str, path: str, **data) -> requests.Response:
    return api.session.request(method, api.url(path), data=data or None, timeout=20)


@pytest.fixture
def post(api, request):
    return api.feed(message=f"Bài để sửa, {request.node.name}").json()["id"]


def test_an_edit_changes_the_words_and_nothing_else(api, post):
    before = api.get(post, fields="created_time,permalink_url").json()
    assert change(api, "POST", post, message="Lời đã sửa ").json() == {"success": True}
    after = api.get(post, fields="message,created_time,permalink_url").json()
    assert after == before | {"message": "Lời đã sửa"}
    change(api, "DELETE", post)


def test_a_deleted_post_is_gone_with_its_comments_and_may_be_posted_again(api, post):
    words = api.get(post).json()["message"]
    change(api, "POST", f"{post}/comments", message="Bình luận")
    assert change(api, "DELETE", post).json() == {"success": True}
    for path in (post, f"{post}/comments"):
        error = api.get(path).json()["error"]
        assert (error["code"], error["error_subcode"]) == (100, 33)
    assert change(api, "DELETE", post).json()["error"]["error_subcode"] == 33
    again = api.feed(message=words).json()["id"]
    assert again != post
    change(api, "DELETE", again)


def test_comments_stand_in_their_order_and_show_a_few_seconds_late(api, post):
    ids = [change(api, "POST", f"{post}/comments", message=f"Lời {n}").json()["id"] for n in range(3)]
    assert api.get(f"{post}/comments").json() == {"data": []}
    api.world.clock.wait(10)
    first = api.get(f"{post}/comments", fields="id,message,from{id}", limit=2).json()
    assert [one["id"] for one in first["data"]] == ids[:2]
    assert first["data"][0]["from"] == {"id": api.world.page_id}
    after = first["paging"]["cursors"]["after"]
    rest = api.get(f"{post}/comments", limit=2, after=after).json()
    assert [one["message"] for one in rest["data"]] == ["Lời 2"]
    assert "next" not in rest["paging"]


@pytest.mark.parametrize(
    ("method", "edge", "data"),
    [
        ("POST", "", {"message": "x", "picture": "y"}),
        ("POST", "", {"message": " "}),
        ("POST", "/comments", {"message": ""}),
        ("POST", "/comments", {"text": "x"}),
        ("POST", "/likes", {}),
        ("DELETE", "/comments", {}),
    ],
)
def test_what_facebook_would_not_take_is_refused(api, post, method, edge, data):
    assert change(api, method, post + edge, **data).status_code == 400
    change(api, "DELETE", post)


@pytest.mark.parametrize("call", ["edit", "delete", "comment"])
@pytest.mark.parametrize("fault", ["error-500-before", "error-500-after", "cut-before", "cut-after"])
def test_the_same_faults_strike_changes_as_strike_posting(api, post, call, fault):
    api.world.arm(fault, call)
    method, path = {
        "edit": ("POST", post), "delete": ("DELETE", post), "comment": ("POST", f"{post}/comments"),
    }[call]  # fmt: skip
    try:
        data = {} if call == "delete" else {"message": "Lời mới"}
        assert change(api, method, path, **data).status_code == 500
    except requests.ConnectionError:
        assert fault.startswith("cut")
    api.world.clock.wait(10)
    seen = {one["id"]: one for one in api.world.posts()}
    happened = {
        "edit": lambda: seen[post]["message"] == "Lời mới",
        "delete": lambda: post not in seen,
        "comment": lambda: seen[post]["comments"] == ["Lời mới"],
    }[call]()
    assert happened == fault.endswith("after")
    change(api, "DELETE", post)


def test_changes_outlive_the_server(tmp_path):
    with start(tmp_path) as world:
        from .conftest import Api

        api = Api(world)
        one, two = (api.feed(message=f"Bài {n}").json()["id"] for n in range(2))
        change(api, "POST", one, message="Đã sửa")
        change(api, "POST", f"{one}/comments", message="Bình luận")
        change(api, "DELETE", two)
    with start(tmp_path) as world:
        (kept,) = world.posts()
        assert (kept["id"], kept["message"], kept["comments"]) == (one, "Đã sửa", ["Bình luận"])
        third = Api(world).feed(message="Bài mới").json()["id"]
        assert third not in {one, two}


def test_the_page_shows_comments_and_that_a_post_was_edited(api, post):
    change(api, "POST", post, message="Lời <đã> sửa")
    change(api, "POST", f"{post}/comments", message="Hỏi thêm: 111 <i>")
    html = api.session.get(f"{api.world.address}/{post}", timeout=20).text
    assert "Đã chỉnh sửa" in html
    assert "Hỏi thêm: 111 &lt;i&gt;" in html
    change(api, "DELETE", post)
