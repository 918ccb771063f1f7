"""What Facebook takes, and how it shows it on the page's edges."""

from __future__ import annotations

import json
from datetime import timedelta

import requests

from .conftest import media, picture

ASKED = "id,message,created_time,attachments{target,media_type,subattachments{target}}"


def test_a_post_with_one_picture_shows_it_as_its_target(api):
    photo = api.upload(alt_text_custom="Hai mẹ con")
    post = api.feed(message="Một ảnh", attached_media=media(photo)).json()["id"]
    assert post.startswith(api.world.page_id + "_")
    api.world.clock.wait(10)
    shown = api.on_page("published_posts", fields=ASKED).json()["data"][0]
    assert shown["id"] == post
    assert shown["message"] == "Một ảnh"
    (attachment,) = shown["attachments"]["data"]
    assert attachment["media_type"] == "photo"
    assert attachment["target"]["id"] == photo
    assert "subattachments" not in attachment


def test_a_post_with_several_pictures_shows_them_as_subattachments_in_order(api):
    photos = [api.upload() for _ in range(3)]
    each = {f"attached_media[{n}]": json.dumps({"media_fbid": p}) for n, p in enumerate(photos)}
    post = api.feed(message="Ba ảnh", **each).json()["id"]
    (attachment,) = api.get(post, fields=ASKED).json()["attachments"]["data"]
    assert attachment["media_type"] == "album"
    assert [sub["target"]["id"] for sub in attachment["subattachments"]["data"]] == photos


def test_a_link_shows_as_a_share_and_a_text_alone_has_no_attachment(api):
    link = api.feed(message="Đọc thêm", link="https://a.vn/b?c=1").json()["id"]
    (attachment,) = api.get(link, fields="attachments").json()["attachments"]["data"]
    assert (attachment["type"], attachment["url"]) == ("share", "https://a.vn/b?c=1")
    text = api.feed(message="Chỉ có chữ").json()["id"]
    assert "attachments" not in api.get(text, fields=ASKED).json()


def test_default_fields_are_facebooks(api):
    post = api.feed(message="Mặc định").json()["id"]
    assert set(api.get(post).json()) == {"created_time", "message", "id"}


def test_reading_after_writing_in_one_call(api):
    answer = api.feed(message="Đọc ngay", fields="id,permalink_url,is_published,from").json()
    assert answer["is_published"] is True
    assert answer["from"] == {"name": "Phụ nữ Sóc Trăng", "id": api.world.page_id}
    assert requests.get(answer["permalink_url"], timeout=9).status_code == 200


def test_created_time_is_whole_seconds_in_utc_without_a_colon(api):
    post = api.feed(message="Giờ đăng").json()["id"]
    now = api.world.clock.now()
    assert api.get(post).json()["created_time"] == now.strftime("%Y-%m-%dT%H:%M:%S+0000")


def test_a_new_post_reaches_the_edge_a_few_seconds_late_but_can_be_read_at_once(api):
    post = api.feed(message="Vừa đăng").json()["id"]
    assert api.get(post).json()["message"] == "Vừa đăng"
    first = [p["id"] for p in api.on_page("published_posts").json()["data"]]
    api.world.clock.wait(5)
    then = [p["id"] for p in api.on_page("published_posts").json()["data"]]
    assert post not in first
    assert then[0] == post


def test_a_published_photo_is_a_post_at_once(api):
    answer = api.photos(picture("JPEG"), caption="Ảnh đăng thẳng").json()
    assert set(answer) == {"id", "post_id"}
    shown = api.get(answer["post_id"], fields="message,attachments{target{id}}").json()
    assert shown["message"] == "Ảnh đăng thẳng"
    assert shown["attachments"]["data"] == [{"target": {"id": answer["id"]}}]


def test_an_unpublished_photo_shows_nowhere(api):
    before = len(api.world.posts())
    assert set(api.photos(picture(), published="false").json()) == {"id"}
    assert len(api.world.posts()) == before


def test_an_unpublished_post_can_be_read_by_its_id_alone(api):
    post = api.feed(message="Bài ẩn", published="false").json()["id"]
    api.world.clock.wait(10)
    assert api.get(post, fields="is_published").json() == {"is_published": False, "id": post}
    assert "Bài ẩn" not in api.messages()
    assert post not in api.on_page("scheduled_posts").text


def test_a_scheduled_post_waits_and_becomes_public_by_itself(api):
    world = api.world
    at = world.clock.now().replace(microsecond=0) + timedelta(hours=2)
    fields = {"published": "false", "scheduled_publish_time": str(int(at.timestamp()))}
    post = api.feed(message="Bài hẹn giờ", **fields).json()["id"]
    world.clock.wait(10)
    asked = "is_published,scheduled_publish_time"
    (waiting,) = (p for p in api.on_page("scheduled_posts", fields=asked).json()["data"] if p["id"] == post)
    assert waiting == {"is_published": False, "scheduled_publish_time": int(at.timestamp()), "id": post}
    assert "Bài hẹn giờ" not in api.messages()
    world.clock.advance_to(at + timedelta(seconds=10))
    assert post not in api.on_page("scheduled_posts").text
    newest = api.on_page("published_posts", limit=1).json()["data"][0]
    assert newest["id"] == post
    assert newest["created_time"] == at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def test_the_edge_is_read_whole_through_its_cursors(api):
    wanted = []
    for number in range(7):
        wanted.append(api.feed(message=f"Trang thứ {number}").json()["id"])
        api.world.clock.wait(60)
    since = int(api.world.clock.now().timestamp()) - 7 * 60
    found, answer = [], api.on_page("published_posts", limit=3, since=since, fields="id").json()
    while True:
        found += [post["id"] for post in answer["data"]]
        after = answer["paging"].get("next")
        if not after:
            break
        assert api.world.token not in after
        assert f"after={answer['paging']['cursors']['after']}" in after
        answer = api.session.get(after).json()
    assert found == wanted[::-1]
    assert api.session.get(answer["paging"]["previous"]).json()["data"][-1]["id"] == wanted[1]


def test_since_and_until_bound_the_edge(api):
    early = api.feed(message="Sớm").json()["id"]
    api.world.clock.wait(3600)
    middle = int(api.world.clock.now().timestamp())
    api.world.clock.wait(3600)
    late = api.feed(message="Muộn").json()["id"]
    api.world.clock.wait(10)
    after = [p["id"] for p in api.on_page("published_posts", since=middle).json()["data"]]
    before = [p["id"] for p in api.on_page("published_posts", until=middle).json()["data"]]
    assert after == [late]
    assert early in before
    assert late not in before


def test_an_empty_edge_has_no_paging(api):
    assert api.on_page("published_posts", since=4102444800).json() == {"data": []}


def test_usage_headers_come_with_each_answer(api):
    headers = api.get("me").headers
    assert set(json.loads(headers["x-app-usage"])) == {"call_count", "total_cputime", "total_time"}
    (usage,) = json.loads(headers["x-business-use-case-usage"])[api.world.page_id]
    assert usage["type"] == "pages"
    assert usage["estimated_time_to_regain_access"] == 0


def test_the_token_describes_itself(api):
    data = api.get("debug_token", input_token=api.world.token).json()["data"]
    assert (data["type"], data["profile_id"], data["expires_at"]) == ("PAGE", api.world.page_id, 0)
    assert {"pages_manage_posts", "pages_read_engagement"} <= set(data["scopes"])
    other = api.get("debug_token", input_token="another").json()["data"]
    assert other["is_valid"] is False


def test_the_machine_view_tells_pictures_and_duplicates(api):
    photo = api.upload(alt_text_custom="Một ổ khóa")
    first = api.feed(message="Trùng nhau", attached_media=media(photo)).json()["id"]
    (shown,) = (post for post in api.world.posts() if post["id"] == first)
    (seen,) = shown["pictures"]
    assert (seen["id"], seen["alt"], seen["width"], seen["height"]) == (photo, "Một ổ khóa", 8, 10)
    assert requests.get(seen["address"], timeout=9).headers["content-type"] == "image/png"
    api.world.arm("same-text-unseen", "feed")
    second = api.feed(message="Trùng  nhau").json()["id"]
    assert [first, second] in api.world.duplicates()
