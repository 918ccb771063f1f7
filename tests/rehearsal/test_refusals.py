"""What Facebook refuses, the rehearsal refuses, in Facebook's words; and nothing becomes public."""

from __future__ import annotations

import hashlib
import hmac
import io
from datetime import UTC, date, datetime

import pytest
import requests
from PIL import Image

from scheduler.rehearsal.server import start

from .conftest import Api, media, picture


class WatchfulApi(Api):
    """Sees to it that what was refused is not public all the same."""

    def feed(self, **data) -> requests.Response:
        before = self.world.posts()
        answer = super().feed(**data)
        assert answer.ok or self.world.posts() == before
        return answer

    def photos(self, data: bytes, **fields) -> requests.Response:
        before = self.world.posts()
        answer = super().photos(data, **fields)
        assert answer.ok or self.world.posts() == before
        return answer


@pytest.fixture
def api(world) -> WatchfulApi:
    return WatchfulApi(world)


def refused(answer: requests.Response, code: int, *, status: int = 400, says: str = "", subcode=None):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert says in error["message"]
    assert error.get("error_subcode") == subcode
    assert error["type"] in {"OAuthException", "GraphMethodException"}
    assert 10 < len(error["fbtrace_id"]) < 30
    if status < 500:
        assert answer.headers["www-authenticate"].startswith('OAuth "Facebook Platform" "invalid_')
    assert "x-business-use-case-usage" in answer.headers
    return error


@pytest.mark.parametrize("version", ["v2.8", "v3.1", "v20.0", "v28.0", "v99.0"])
def test_an_unknown_or_ended_version_is_refused(api, version):
    answer = api.session.get(api.url("me", version))
    refused(answer, 2635, says="v27.0")


def test_a_call_without_a_version_is_refused(api):
    refused(api.session.get(f"{api.world.address}/me"), 2635)


@pytest.mark.parametrize("version", ["v24.0", "v25.0", "v26.0", "v27.0"])
def test_living_versions_answer(api, version):
    answer = api.session.get(api.url("me", version))
    assert answer.json() == {"name": "Phụ nữ Sóc Trăng", "id": api.world.page_id}
    assert answer.headers["facebook-api-version"] == version


def test_a_version_ends_by_the_practice_worlds_own_time(folder):
    with start(folder, start=datetime(2027, 1, 21, 23, 59, tzinfo=UTC)) as world:
        api = Api(world)
        assert api.session.get(api.url("me", "v21.0")).status_code == 200
        world.clock.wait(60)
        refused(api.session.get(api.url("me", "v21.0")), 2635)


WITHDRAWN = {
    "several ids": ("GET", "", {"ids": "102938475610293,me"}),
    "date_format": ("GET", "102938475610293/published_posts", {"date_format": "U"}),
    "another method": ("GET", "102938475610293_1", {"method": "delete"}),
    "another method in a form": ("POST", "102938475610293_1", {"method": "delete"}),
    "aliases": ("GET", "me", {"fields": "id,name.as(ten)"}),
    "JSONP": ("GET", "me", {"callback": "dung"}),
    "the asynchronous batch": ("POST", "", {"batch": "[]", "asyncbatch": "[]"}),
    "its edge": ("POST", "102938475610293/async_batch_requests", {"name": "a"}),
}


def asked(api, version, method, path, given):
    where = "params" if method == "GET" else "data"
    return api.session.request(method, api.url(path, version), **{where: given}, timeout=20)


@pytest.mark.parametrize("version", ["v24.0", "v27.0"])
@pytest.mark.parametrize("call", WITHDRAWN.values(), ids=WITHDRAWN)
def test_what_was_withdrawn_from_new_apps_is_refused_on_every_version(api, call, version):
    refused(asked(api, version, *call), 100, says="is not available to apps created since 2026-11-04")


def test_an_app_of_before_is_judged_by_the_other_rules_alone(folder):
    with start(folder, app_created=date(2026, 11, 3)) as world:
        for call in WITHDRAWN.values():
            assert "apps created since" not in asked(Api(world), "v27.0", *call).text


def test_a_missing_token_is_refused(api):
    refused(requests.get(api.url("me"), timeout=9), 104, says="access token")


@pytest.mark.parametrize("token", ["EAAwrong", "mã-sai", " "])
def test_a_wrong_token_is_refused(api, token):
    answer = requests.get(api.url("me"), params={"access_token": token}, timeout=9)
    refused(answer, 190, status=401, says="Invalid OAuth access token")


def test_the_token_may_come_as_a_parameter(api):
    answer = requests.get(api.url("me"), params={"access_token": api.world.token}, timeout=9)
    assert answer.json()["id"] == api.world.page_id


def test_a_right_appsecret_proof_passes_and_a_wrong_one_does_not(api):
    world = api.world
    proof = hmac.new(world.app_secret.encode(), world.token.encode(), hashlib.sha256).hexdigest()
    assert api.get("me", appsecret_proof=proof).status_code == 200
    error = refused(api.get("me", appsecret_proof="0" * 64), 100, says="appsecret_proof")
    assert error["type"] == "GraphMethodException"


def test_another_page_and_another_post_do_not_exist(api):
    refused(api.get("1234567890/published_posts"), 100, subcode=33, says="'1234567890'")
    refused(api.get(f"{api.world.page_id}_999"), 100, subcode=33)


def test_an_edge_with_a_typing_mistake_is_named(api):
    refused(api.on_page("published_post"), 2500, says="/published_post")


def test_reading_what_can_only_be_written_is_refused(api):
    refused(api.on_page("photos"), 100, subcode=33, says="Unsupported get request")
    answer = api.session.post(api.url(f"{api.world.page_id}/published_posts"), data={"limit": "3"})
    refused(answer, 100, subcode=33, says="Unsupported post request")


@pytest.mark.parametrize("edge", ["feed", "photos"])
def test_an_unknown_parameter_of_a_post_is_named(api, edge):
    answer = api.session.post(api.url(f"{api.world.page_id}/{edge}"), data={"mesage": "Xin chào"})
    refused(answer, 100, says="mesage")


@pytest.mark.parametrize("edge", ["published_posts", "scheduled_posts"])
def test_an_unknown_parameter_of_a_read_is_named(api, edge):
    refused(api.on_page(edge, sinse="1"), 100, says="sinse")


def test_scheduled_posts_knows_no_since(api):
    refused(api.on_page("scheduled_posts", since="1"), 100, says="since")


def test_a_python_list_sent_as_it_is_does_not_pass(api):
    """requests sends it as two parameters of one name: facebook-sdk's silent trap."""
    body = {"message": "Hai ảnh", "attached_media": ["media_fbid", "media_fbid"]}
    refused(api.feed(**body), 100, says="attached_media")


def test_pythons_false_is_no_boolean_for_facebook(api):
    refused(api.feed(message="Sai kiểu", published="False"), 100, says="published must be a boolean")


@pytest.mark.parametrize("fields", [{}, {"message": "  \n "}, {"published": "true"}])
def test_a_post_of_nothing_is_refused(api, fields):
    refused(api.feed(**fields), 197, says="empty")


@pytest.mark.parametrize(
    "link",
    ["trang-web", "ftp://a.vn/b", "http://", "http://[", "https://a b.vn/"],
)
def test_a_link_that_is_no_address_is_refused(api, link):
    refused(api.feed(message=f"Xem {link}", link=link), 1500)


def test_a_text_that_is_too_long_is_refused(api):
    refused(api.feed(message="ă" * 63_207), 100, says="too long")
    assert api.feed(message="ắ" * 63_206).status_code == 200


def test_a_comment_or_a_description_that_is_too_long_is_refused(api):
    comments = api.url(f"{api.feed(message='Hỏi con').json()['id']}/comments")
    said = [{"message": "ă" * length, "access_token": api.world.token} for length in (8_001, 8_000)]
    longer, longest = (requests.post(comments, data=one, timeout=20) for one in said)
    refused(longer, 100, says="too long")
    assert longest.status_code == 200
    refused(api.photos(picture(), published="false", alt_text_custom="ă" * 1_001), 100, says="too long")


def test_the_same_text_again_within_a_day_is_a_duplicate(api):
    assert api.feed(message="Gọi 111 khi cần giúp đỡ").status_code == 200
    refused(api.feed(message=" Gọi 111  khi cần\r\ngiúp đỡ "), 506, says="Duplicate status message")
    assert api.messages().count("Gọi 111 khi cần giúp đỡ") == 1
    api.world.clock.wait(25 * 3600)
    assert api.feed(message="Gọi 111 khi cần giúp đỡ").status_code == 200


def test_the_same_letters_in_another_unicode_form_are_the_same_text(api):
    assert api.feed(message="Tr\u1ebb em").status_code == 200
    refused(api.feed(message="Tre\u0309 em"), 506)


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0broken"]
)
def test_what_is_no_picture_is_refused(api, data):
    refused(api.photos(data, published="false"), 324)


def test_a_picture_cut_short_is_refused(api):
    big = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(big, "PNG")
    refused(api.photos(big.getvalue()[:-3000], published="false"), 324)


def test_a_picture_over_ten_megabytes_is_refused(api):
    big = io.BytesIO()
    Image.effect_noise((2000, 2000), 90).convert("RGB").save(big, "BMP")
    assert len(big.getvalue()) > 10 * 1024 * 1024
    refused(api.photos(big.getvalue(), published="false"), 324)


def test_an_animated_or_an_undocumented_format_is_refused(api):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    refused(api.photos(moving.getvalue(), published="false"), 324)
    refused(api.photos(picture("WEBP"), published="false"), 324)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF"])
def test_documented_formats_are_taken(api, kind):
    assert api.photos(picture(kind), published="false").status_code == 200


def test_photos_without_a_file_is_refused(api):
    answer = api.session.post(api.url(f"{api.world.page_id}/photos"), data={"published": "false"})
    refused(answer, 324)


def test_a_temporary_picture_cannot_be_published(api):
    refused(api.photos(picture(), temporary="true"), 100, says="temporary")


def test_an_unknown_media_id_is_refused(api):
    refused(api.feed(message="Ảnh lạ", attached_media=media("122000000")), 100)


def test_a_media_id_is_used_once(api):
    photo = api.upload()
    assert api.feed(message="Lần một", attached_media=media(photo)).status_code == 200
    refused(api.feed(message="Lần hai", attached_media=media(photo)), 100, subcode=1366051)
    other = api.upload()
    refused(api.feed(message="Lần ba", attached_media=media(other, other)), 100, subcode=1366051)


def test_an_upload_is_gone_after_a_day(api):
    old = api.upload()
    api.world.clock.wait(24 * 3600 + 1)
    refused(api.feed(message="Ảnh cũ", attached_media=media(old)), 100, says="expired")


@pytest.mark.parametrize(
    "value", ["media_fbid", "{}", "null", '["1"]', '[{"media_fbid": 1}]', '[{"media_fbid": "1", "x": 1}]']
)
def test_attached_media_of_the_wrong_shape_is_refused(api, value):
    refused(api.feed(message=f"Sai dạng {value}", attached_media=value), 100, says="attached_media")


def scheduled(api, seconds: float, **more) -> requests.Response:
    at = int(api.world.clock.now().timestamp() + seconds)
    fields = {"message": f"Hẹn {seconds}", "published": "false", "scheduled_publish_time": str(at)}
    return api.feed(**(fields | more))


@pytest.mark.parametrize("seconds", [-60, 0, 599, 30 * 86400 + 1])
def test_a_scheduled_time_outside_the_window_is_refused(api, seconds):
    refused(scheduled(api, seconds), 100, says="The specified scheduled publish time is invalid.")


@pytest.mark.parametrize("seconds", [600, 30 * 86400 - 1])
def test_a_scheduled_time_inside_the_window_is_taken(api, seconds):
    assert scheduled(api, seconds).status_code == 200


def test_published_and_scheduled_exclude_each_other(api):
    refused(scheduled(api, 3600, published="true"), 100, says="on a published post")


def test_a_scheduled_post_wants_its_kind_and_temporary_pictures(api):
    lasting, temporary = api.upload(), api.upload(temporary="true")
    kind = {"unpublished_content_type": "SCHEDULED"}
    refused(scheduled(api, 3600, attached_media=media(lasting), **kind), 100, says="temporary")
    refused(scheduled(api, 3601, attached_media=media(temporary)), 100, says="SCHEDULED")
    assert scheduled(api, 3602, attached_media=media(temporary), **kind).status_code == 200


@pytest.mark.parametrize("when", ["tomorrow", "2026-12-24T07:30:00", "99999999999999", "-5"])
def test_a_time_that_names_no_instant_is_refused(api, when):
    answer = api.feed(message=f"Lúc {when}", published="false", scheduled_publish_time=when)
    refused(answer, 100, says="scheduled_publish_time")


def test_an_unknown_field_is_named_with_its_kind_of_node(api):
    says = "Tried accessing nonexisting field (mesage) on node type (PagePost)"
    refused(api.on_page("published_posts", fields="id,mesage"), 100, says=says)  # though nothing be there
    api.feed(message="Một bài để đọc")
    api.world.clock.wait(10)
    refused(api.on_page("published_posts", fields="id,mesage"), 100, says=says)
    refused(api.on_page("published_posts", fields="id{x}"), 100, says="(x)")


@pytest.mark.parametrize("fields", ["id,", "id}", "attachments{", "a b", "{id}", "ID"])
def test_fields_that_cannot_be_read_are_refused(api, fields):
    refused(api.on_page("published_posts", fields=fields), 2500, says="Syntax error")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e2", ""])
def test_a_limit_beyond_a_hundred_is_refused(api, limit):
    refused(api.on_page("published_posts", limit=limit), 100, says="limit")


def test_a_cursor_of_nobody_is_refused(api):
    refused(api.on_page("published_posts", after="zzz"), 100, says="cursors")


@pytest.mark.parametrize("body", [b"[]", b"nothing", b"\xff", b'{"message": "\\ud800"}'])
def test_a_json_body_must_be_an_object(api, body):
    url = api.url(f"{api.world.page_id}/feed")
    answer = api.session.post(url, data=body, headers={"Content-Type": "application/json"})
    refused(answer, 100)


def test_a_body_of_another_kind_is_refused(api):
    url = api.url(f"{api.world.page_id}/feed")
    refused(api.session.post(url, data=b"message=a", headers={"Content-Type": "text/plain"}), 100)
    broken = {"Content-Type": "multipart/form-data"}
    refused(api.session.post(url, data=b"message=a", headers=broken), 100)


def test_a_json_body_may_say_what_a_form_says(api):
    photo = api.upload()
    url = api.url(f"{api.world.page_id}/feed")
    body = {"message": "Bằng JSON", "published": True, "attached_media": [{"media_fbid": photo}]}
    answer = api.session.post(url, json=body)
    assert answer.status_code == 200
    shown = api.get(answer.json()["id"], fields="attachments{target{id}}").json()
    assert shown["attachments"]["data"] == [{"target": {"id": photo}}]
