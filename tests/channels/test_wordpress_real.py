"""The channel against WordPress itself: what it keeps and refuses, what its plugins and people do to it."""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from scheduler.channels.channel import ChannelError, FailureKind, Gone, Media, Trace
from scheduler.channels.wordpress_kind import WordPressSettings
from tests.channels import wordpress_server
from tests.channels.making import PORTRAIT, START, TEXT, WIDE, outgoing, picture
from tests.channels.wordpress_server import WordPress, opened
from tests.films import film

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    with (
        tempfile.TemporaryDirectory(prefix="wp", dir="/tmp") as scratch,
        wordpress_server.running(Path(scratch)) as one,
    ):
        yield one


def post_of(name: str, **more: Any) -> Any:
    return outgoing(name, channel="wordpress", **more)


def publish(site: WordPress, name: str, user: str = "tacgia", **more: Any) -> tuple[Any, Any]:
    post, channel = post_of(name, **more), site.opened(user)
    return post, channel.reveal(post, channel.prepare(post))


def code_of(call: Any) -> str:
    with pytest.raises(ChannelError) as error:
        call()
    return f"{error.value.failure.kind.name} {error.value.failure.code}"


@pytest.mark.parametrize("user", ["tacgia", "bientap", "quantri"])
def test_each_role_that_may_publish_keeps_words_pictures_and_mark(wordpress: WordPress, user: str) -> None:
    words = f"{TEXT}\n\n- Một “ngoặc”, 😀, ភាសាខ្មែរ, [gallery] & <b>\n- Hai https://chinhphu.vn/a?b=1&c=2"
    post, receipt = publish(wordpress, f"vai-{user}", user, title="Giữ <con> & mình [1] 😀", text=words)
    page = requests.get(receipt.address, timeout=30).text
    for part in ("Giữ &lt;con&gt; &amp; mình", "ភាសាខ្មែរ", 'href="tel:111"', 'alt="Tấm thẻ"'):
        assert part in page, part
    assert "[gallery] & <b>" in html.unescape(page)
    channel = wordpress.opened(user)
    assert channel.confirm([Trace(post.key, START, frozenset(), "", (receipt.remote_id,))]) == [(receipt,)]
    later = replace(post, wording=replace(post.wording, text="Lời sửa."), media=(picture(colour="#0a5"),))
    channel.edit(receipt.remote_id, later)
    assert "Lời sửa." in (channel.shown(receipt.remote_id) or "")
    assert "Lời sửa." in requests.get(receipt.address, timeout=30).text
    pictures = wordpress.run(
        f"return count(get_children(['post_parent' => {receipt.remote_id}, 'post_type' => 'attachment']));"
    )
    assert pictures == 1
    assert code_of(
        lambda: channel.edit(receipt.remote_id, later) or channel.edit("999999", later)
    ).startswith("CONTENT")


def test_a_film_is_shown_in_place_of_its_card(wordpress: WordPress) -> None:
    moving = Media(film(540, 720, 3), "video/mp4", 540, 720, "film", "Phim", 3.0)
    _, receipt = publish(wordpress, "co-phim", media=(WIDE, PORTRAIT, moving))
    page = requests.get(receipt.address, timeout=30).text
    address = re.search(r'<video controls preload="metadata" src="([^"]+\.mp4)"', page)
    assert address, page
    assert requests.get(address[1], timeout=30).content == moving.data


def test_nobody_sees_a_draft_nor_its_pictures_in_lists(wordpress: WordPress) -> None:
    prepared = wordpress.opened().prepare(post_of("kin"))
    rest = f"{wordpress.address}/wp-json/wp/v2"
    assert requests.get(f"{rest}/posts/{prepared.draft}", timeout=30).status_code == 401
    assert requests.get(f"{wordpress.address}/?p={prepared.draft}", timeout=30).status_code == 404
    listed = {str(one["id"]) for one in requests.get(f"{rest}/media?per_page=100", timeout=30).json()}
    assert not listed & set(prepared.media)


def test_a_slug_that_is_taken_stays_its_owners(wordpress: WordPress) -> None:
    made = (
        "return wp_insert_post(['post_title' => 'Khác', 'post_content' => 'Của họ', 'post_name' => 'trung', "
        "'post_status' => 'publish', 'post_author' => 1]);"
    )
    foreign = wordpress.run(made)
    post, receipt = publish(wordpress, "trung")
    assert receipt.address.endswith("/trung-2/")
    channel = wordpress.opened()
    assert channel.confirm([Trace(post.key, START, frozenset(), "")]) == [(receipt,)]
    channel.withdraw(receipt.remote_id)
    assert wordpress.post(foreign)["post_content"] == "Của họ"
    assert wordpress.post(foreign)["post_status"] == "publish"


def test_a_killed_create_is_found_again(wordpress: WordPress) -> None:
    channel, post = wordpress.opened(), post_of("mo-coi")
    first = channel.prepare(post)
    assert wordpress.opened().prepare(post).draft == first.draft


def test_publishing_twice_is_once_and_keeps_its_date(wordpress: WordPress) -> None:
    channel, post = wordpress.opened(), post_of("hai-lan")
    prepared = channel.prepare(post)
    first = channel.reveal(post, prepared)
    assert channel.reveal(post, prepared) == first
    assert len([one for one in wordpress.public() if one["post_name"].startswith("hai-lan")]) == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Ho_Chi_Minh"])
def test_a_site_in_another_zone_and_language_tells_the_same_times(wordpress: WordPress, zone: str) -> None:
    wordpress.run(f"update_option('timezone_string', '{zone}'); return update_option('WPLANG', 'vi');")
    _, receipt = publish(wordpress, f"mui-gio-{zone.split('/')[1].lower().replace('_', '-')}")
    now = datetime.now(UTC)
    assert abs(receipt.at - now) < timedelta(minutes=5)
    channel = wordpress.opened()
    assert receipt.remote_id in channel.standing(now - timedelta(minutes=10))
    assert channel.shown(receipt.remote_id)


def test_plain_permalinks_are_spoken_to_by_rest_route(wordpress: WordPress) -> None:
    (wordpress.folder / "plain").touch()
    wordpress.run("return update_option('permalink_structure', '');")
    try:
        _, receipt = publish(wordpress, "khong-duong-dan")
        assert f"?p={receipt.remote_id}" in receipt.address
        assert "Mật khẩu mạnh" in requests.get(receipt.address, timeout=30).text
    finally:
        (wordpress.folder / "plain").unlink()
        wordpress.run("return update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');")


def test_what_a_person_does_there_is_minded(wordpress: WordPress) -> None:
    channel = wordpress.opened()
    post, binned = publish(wordpress, "tay-vut")
    wordpress.run(f"wp_trash_post({binned.remote_id}); return 1;")
    assert channel.shown(binned.remote_id) is None
    with pytest.raises(Gone):
        channel.edit(binned.remote_id, post)
    assert channel.prepare(post).draft != binned.remote_id
    post, edited = publish(wordpress, "tay-sua")
    change = (
        "$words = str_replace('dài', 'thật dài', get_post({0})->post_content); "
        "return wp_update_post(['ID' => {0}, 'post_content' => $words]);"
    )
    wordpress.run(change.format(edited.remote_id))
    later = replace(post, wording=replace(post.wording, text="Lời trong lịch."))
    assert code_of(lambda: channel.edit(edited.remote_id, later)) == "CONTENT wordpress:edited-by-hand"
    assert "thật dài" in wordpress.post(edited.remote_id)["post_content"]
    channel.withdraw(edited.remote_id)
    assert wordpress.post(edited.remote_id)["post_status"] == "trash"


def test_where_the_bin_is_turned_off_it_becomes_a_draft_that_is_never_revealed_again(
    wordpress: WordPress,
) -> None:
    post, receipt = publish(wordpress, "khong-thung-rac")
    wordpress.plug_in("define('EMPTY_TRASH_DAYS', 0);")
    try:
        channel = wordpress.opened()
        channel.withdraw(receipt.remote_id)
        assert wordpress.post(receipt.remote_id)["post_status"] == "draft"
        assert channel.prepare(post).draft != receipt.remote_id
    finally:
        wordpress.plug_in("")


CHANGED = """add_filter('wp_insert_post_data', function ($data) {
    $data['post_content'] = %s($data['post_content']);
    return $data;
});"""
PLUGINS = {
    "warnings before the JSON": ("echo '<br />Warning: foo[1] {x} in bar.php on line 3<br />';", ""),
    "the words are changed": (
        CHANGED % "(fn($all) => str_replace('Cùng con', 'Cùng  bé', $all))",
        "",
    ),
    "comments are stripped": (
        CHANGED % "(fn($all) => preg_replace('/<!-- loa.*?-->/', '', $all))",
        "CREDENTIAL wordpress:no-mark",
    ),
    "application passwords are off": (
        "add_filter('wp_is_application_passwords_available', '__return_false');",
        "CREDENTIAL wordpress:rest_forbidden_status",
    ),
    "REST is for nobody": (
        "add_filter('rest_authentication_errors', "
        "fn() => new WP_Error('rest_disabled', 'no', ['status' => 403]));",
        "CREDENTIAL wordpress:rest_disabled",
    ),
    "REST is gone": (
        "if (preg_match('/wp-json|rest_route/', $_SERVER['REQUEST_URI'])) "
        "{ http_response_code(404); echo '<h1>404</h1>'; exit; }",
        "CREDENTIAL wordpress:rest_hidden",
    ),
    "maintenance": (
        "http_response_code(503); header('Retry-After: 600'); "
        "echo '<h1>Briefly unavailable for scheduled maintenance.</h1>'; exit;",
        "THROTTLED wordpress:HTTP-503",
    ),
    "a firewall": (
        "http_response_code(403); echo '<html>Blocked by Wordfence</html>'; exit;",
        "CREDENTIAL wordpress:HTTP-403",
    ),
    "too many calls": (
        "http_response_code(429); header('Retry-After: 60'); exit;",
        "THROTTLED wordpress:HTTP-429",
    ),
    "a fatal error": ("throw new Exception('x');", "CERTAIN wordpress:internal_server_error"),
    "an error page with 200": (
        "header('Content-Type: text/html'); echo '<html>Trang đang lỗi</html>'; exit;",
        "CREDENTIAL wordpress:rest_hidden",
    ),
    "another host": (
        "header('Location: https://khac.example.vn' . $_SERVER['REQUEST_URI'], true, 301); exit;",
        "CREDENTIAL wordpress:redirect",
    ),
}


@pytest.mark.parametrize("what", PLUGINS)
def test_what_plugins_and_servers_do_is_told_or_borne(wordpress: WordPress, what: str) -> None:
    php, expected = PLUGINS[what]
    channel, post = wordpress.opened(), post_of(f"phan-bo-tro-{list(PLUGINS).index(what)}")
    wordpress.plug_in(php)
    try:
        if expected:
            assert code_of(lambda: channel.prepare(post)) == expected
        else:
            receipt = channel.reveal(post, channel.prepare(post))
            channel.edit(receipt.remote_id, replace(post, source="Nguồn khác"))
            assert "Nguồn khác" in (channel.shown(receipt.remote_id) or "")
    finally:
        wordpress.plug_in("")


def test_an_account_that_may_not_publish_is_told_what_to_do(wordpress: WordPress) -> None:
    channel = wordpress.opened("congtac")
    (fault,) = channel.checkup().faults
    assert "Tác giả" in fault.todo.vi
    assert code_of(channel.try_out).startswith("CREDENTIAL")
    assert code_of(lambda: channel.prepare(post_of("cong-tac"))).startswith("CREDENTIAL")


def test_a_wrong_password_and_a_wrong_name_are_told(wordpress: WordPress) -> None:
    for user, password in (
        ("tacgia", "sai sai sai sai sai sai"),
        ("khong-ai", wordpress.passwords["tacgia"]),
    ):
        channel = opened(wordpress.block(user), password)
        assert code_of(channel.checkup).startswith("CREDENTIAL wordpress:")


def test_a_doctor_tries_it_all_and_leaves_nothing(wordpress: WordPress) -> None:
    count = (
        "return (int) array_sum((array) wp_count_posts()) + (int) array_sum((array) wp_count_attachments());"
    )
    before = wordpress.run(count)
    assert "nhận ảnh" in wordpress.opened().try_out().vi
    assert wordpress.run(count) == before
    wordpress.plug_in(
        "add_filter('user_has_cap', fn($may) => $may + "
        "array_fill_keys(['edit_posts', 'edit_others_posts', 'edit_published_posts'], true));"
    )
    try:
        assert code_of(wordpress.opened().try_out) == "CREDENTIAL wordpress:drafts-are-public"
    finally:
        wordpress.plug_in("")


def test_categories_are_those_of_the_settings_or_a_person_is_told(wordpress: WordPress) -> None:
    number = wordpress.run("return wp_insert_term('Tin hội', 'category', ['slug' => 'tin-hoi'])['term_id'];")
    channel, post = wordpress.opened(categories=["tin-hoi"]), post_of("chuyen-muc")
    receipt = channel.reveal(post, channel.prepare(post))
    assert wordpress.run(f"return wp_get_post_categories({receipt.remote_id});") == [number]
    wrong = wordpress.opened(categories=["khong-co"])
    assert code_of(lambda: wrong.prepare(post_of("khong-chuyen-muc"))) == "CREDENTIAL wordpress:no-category"


def test_a_site_set_up_anew_is_not_ours_under_the_same_numbers(wordpress: WordPress) -> None:
    post, receipt = publish(wordpress, "cai-lai")
    wordpress.run(f"return wp_update_post(['ID' => {receipt.remote_id}, 'post_content' => 'Bài khác hẳn']);")
    channel = wordpress.opened()
    for call in (
        lambda: channel.withdraw(receipt.remote_id),
        lambda: channel.edit(receipt.remote_id, replace(post, source="khác")),
        lambda: channel.confirm([Trace(post.key, START, frozenset(), "", (receipt.remote_id,))]),
    ):
        assert code_of(call).endswith("wordpress:not-ours")
    assert wordpress.post(receipt.remote_id)["post_status"] == "publish"


def test_a_database_that_is_away_makes_nothing_public_and_is_told(wordpress: WordPress) -> None:
    channel, post = wordpress.opened(), post_of("mat-co-so-du-lieu")
    prepared = channel.prepare(post)
    wordpress.configure("db.sock", "khong-co.sock")
    try:
        with pytest.raises(ChannelError) as error:
            channel.reveal(post, prepared)
        assert error.value.failure.kind in {FailureKind.CERTAIN, FailureKind.THROTTLED}
    finally:
        wordpress.configure("khong-co.sock", "db.sock")
    assert wordpress.post(prepared.draft)["post_status"] == "draft"
    assert channel.reveal(post, prepared).remote_id == prepared.draft


def test_its_password_does_not_go_over_plain_http_to_another_machine() -> None:
    with pytest.raises(ValueError, match="plain-http"):
        WordPressSettings(address="http://hoi.example.vn", user="loa", password="env:X")
    assert WordPressSettings(address="http://127.0.0.1:8080/", user="loa", password="env:X").home.endswith(
        "8080/"
    )


def test_php_and_database_end_with_the_test(wordpress: WordPress) -> None:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(wordpress.folder.parent) in listed
