"""Beside the form: the post as it will be seen on each channel, in the words that go there."""

import re

import pytest

from tests.desk.conftest import POSTS, SETTINGS, client_of
from tests.desk.test_writing import opened, send, text_of

ZALO = """\
zalo: {oa: "4318", app_id: "1780", app_secret: env:LOA_TEST, token: file:zalo-token.txt}
groups: {places: {Nhóm Zalo ấp 3: "https://zalo.me/g/abc"}}
"""
LONG = "\n\n".join(f"Đoạn {number}: cùng con học cách giữ mình trên mạng." for number in range(1, 12))


@pytest.fixture
def client(folder):
    return client_of(folder)


def seen(client, way="", **changes):
    return client.post("/write/look", data={**opened(client), **changes, "way": way}).json()["ways"]


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_facebook_post_is_cut_where_facebook_cuts_and_has_its_first_comment(client):
    html = seen(client, text=LONG, first_comment="Đọc thêm ở https://example.vn")
    shown, _, rest = html.partition('<details id="more">')
    assert "Hội LHPN tỉnh Sóc Trăng" in shown
    assert "Thứ Ba, 1/12/2026 · 07:30" in shown
    assert "Đoạn 1:" in shown
    assert "Đoạn 11" not in shown
    assert "Xem thêm" in rest
    assert "Đoạn 11" in rest
    assert 'class="comment"' in rest
    assert "Đọc thêm ở https://example.vn" in rest


def test_the_website_has_its_page_with_the_numbers_to_call(client):
    html = seen(client, "website")
    assert 'value="website" checked' in html
    assert '<p class="title">Mật khẩu mạnh cho con</p>' in html
    assert 'class="call"' in html
    assert "Nguồn: Công văn 267" in plain(html)
    assert "Xem thêm" not in html


def test_the_zalo_article_and_the_message_to_a_group_have_shapes_of_their_own(folder):
    (folder.config / "settings.yaml").write_text(SETTINGS + ZALO, "utf-8")
    client = client_of(folder)
    channels = {"channels": ["facebook", "website", "zalo", "groups"]}
    article, message = seen(client, "zalo", **channels), seen(client, "groups", **channels)
    assert 'class="as-article zalo"' in article
    assert article.count("/write/card/") == 2  # the cover, and the card below the text
    assert 'class="bubble"' in message
    assert "Cần giúp đỡ, gọi 111" in plain(message)


def test_one_channel_has_words_of_its_own_and_the_others_keep_theirs(client, folder):
    own = {"own-website-text": "Bản dài cho trang web.", "own-website-title": "Tựa riêng"}
    assert "Bản dài cho trang web." in seen(client, "website", **own)
    assert "Bản dài" not in seen(client, "facebook", **own)
    assert send(client, opened(client), **own).status_code == 303
    written = text_of(folder)
    assert (
        "      website:\n        title: Tựa riêng\n        text: |\n          Bản dài cho trang web.\n"
        in written
    )
    fields = opened(client)
    assert (fields["own-website-title"], fields["own-facebook-text"]) == ("Tựa riêng", "")
    assert send(client, fields, **{"own-website-title": "", "own-website-text": ""}).status_code == 303
    assert "Bản dài" not in text_of(folder)


def test_what_is_wrong_with_a_channels_own_words_is_told_there(client):
    given = {**opened(client), "own-facebook-text": "Gọi 0912345678 nha"}
    told = client.post("/write/look", data=given).json()["told"]
    assert [one["field"] for one in told if one["level"] == "error"] == ["own-facebook-text"]


def test_a_channels_own_hashtags_are_kept(client, folder, posts):
    posts(
        "    audience: cha-me\n",
        "    audience: cha-me\n    channels: {facebook: {hashtags: [Rieng]}, website: {}}\n",
    )
    client = client_of(folder)
    before = text_of(folder)
    assert send(client, opened(client)).status_code == 303
    assert text_of(folder) == before
    assert send(client, opened(client), **{"own-facebook-text": "Lời riêng"}).status_code == 303
    assert "hashtags: [Rieng]" in text_of(folder)
    assert "Lời riêng" in text_of(folder)


def test_words_for_one_channel_of_a_post_that_goes_everywhere_leave_it_going_everywhere(
    client, folder, posts
):
    posts("  channels: [facebook, website]\n", "")
    client = client_of(folder)
    sent = send(client, opened(client), **{"own-facebook-text": "Lời riêng"})
    assert sent.status_code == 303
    post = client.app.state.live.reading.post("mat-khau-manh")
    assert set(post.channels) == {"facebook", "website"}
    assert post.channels["facebook"].text.strip() == "Lời riêng"
    assert POSTS.count("posts:") == 1
