"""The page to look at: what followers see, the panel, and the practice website beside it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rehearsal.server import start
from scheduler.rehearsal.viewing import ZONE, ago, dressed, folded

from .conftest import FIRST_DAY, media

LONG = "Một câu dài để gấp lại. " * 30


def look(world, path: str = "/", **options) -> requests.Response:
    return requests.get(world.address + path, timeout=9, **options)


def test_an_empty_page_says_so_and_that_nobody_else_sees_it(folder):
    with start(folder, start=FIRST_DAY) as world:
        html = look(world).text
    assert "Chưa có bài nào" in html
    assert "không ai ngoài máy này nhìn thấy" in html
    assert "Thứ Ba, 1/12/2026 · 07:30" in html


def test_a_post_shows_its_text_its_picture_and_the_pictures_words(api):
    photo = api.upload(alt_text_custom='Mẹ & con "an toàn"')
    api.feed(message="Chữ <b>thường</b> & #AnToan", attached_media=media(photo))
    html = look(api.world).text
    assert "Chữ &lt;b&gt;thường&lt;/b&gt; &amp; <span" in html
    assert 'alt="Mẹ &amp; con &#34;an toàn&#34;"' in html
    source = re.search(r'<img src="(/pictures/[0-9a-f]{64}\.png)"', html)[1]
    assert look(api.world, source).headers["content-type"] == "image/png"


def test_a_story_is_above_the_posts_for_a_day(api):
    photo = api.upload()
    told = api.story(photo)
    assert told.json() == {"success": True, "post_id": api.world.stories()[0]["id"]}
    assert re.search(r'<figure>.*?"/pictures/[0-9a-f]{64}\.png"', look(api.world).text)
    again = api.story(photo)
    assert again.json()["error"]["error_subcode"] == 1366051
    api.world.clock.wait(24 * 3600)
    assert api.world.stories() == []
    assert "<figure>" not in look(api.world).text


def test_newest_first_with_their_times_in_vietnamese(api):
    api.feed(message="Bài cũ của hôm qua")
    api.world.clock.wait(24 * 3600)  # yesterday, whatever the hour that other tests left it at
    api.feed(message="Bài mới của hôm nay")
    html = look(api.world).text
    assert html.index("Bài mới của hôm nay") < html.index("Bài cũ của hôm qua")
    assert "Vừa xong" in html
    assert "Hôm qua lúc" in html


def test_a_long_text_is_folded_without_javascript(api):
    api.feed(message=LONG)
    html = look(api.world).text
    assert 'type="checkbox" class="more"' in html
    assert "Xem thêm</label>" in html
    post = api.world.posts()[0]
    assert "Xem thêm" not in requests.get(post["address"], timeout=9).text  # alone it stands whole


def test_several_pictures_are_a_grid_and_the_sixth_is_counted(api):
    photos = [api.upload() for _ in range(7)]
    api.feed(message="Bảy ảnh", attached_media=media(*photos))
    html = look(api.world).text
    assert "grid-5" in html
    assert "<span>+2</span>" in html


def test_scheduled_posts_have_their_own_tab(api):
    at = int(api.world.clock.now().timestamp()) + 7200
    api.feed(message="Bài chờ đến giờ", published="false", scheduled_publish_time=str(at))
    assert "Bài chờ đến giờ" not in look(api.world).text
    html = look(api.world, "/len-lich").text
    assert "Bài chờ đến giờ" in html
    assert "Sẽ đăng lúc" in html


def test_the_panel_steps_the_time(world):
    before = world.clock.now()
    answer = requests.post(world.address + "/gio", data={"advance": "600"}, timeout=9)
    assert answer.url == world.address + "/#bang"
    assert world.clock.now() == before + timedelta(minutes=10)
    goal = (before + timedelta(days=2)).astimezone(ZONE).replace(second=0, microsecond=0)
    requests.post(world.address + "/gio", data={"to": goal.strftime("%Y-%m-%dT%H:%M")}, timeout=9)
    assert world.clock.now() == goal


def test_the_panel_arms_and_takes_away_faults(world):
    form = {"fault": "expired-token", "path": "feed", "count": ""}
    html = requests.post(world.address + "/su-co", data=form, timeout=9).text
    assert "<b>Mã truy cập hết hạn</b><br>Khi đăng bài · đến khi bỏ" in html
    number = re.search(r'name="id" value="(\d+)"', html)[1]
    html = requests.post(world.address + "/su-co/bo", data={"id": number}, timeout=9).text
    assert "Không có sự cố nào" in html


@pytest.mark.parametrize("path", ["/gio", "/su-co", "/su-co/bo"])
def test_a_form_of_another_website_moves_nothing(world, path):
    before = world.clock.now()
    form = {"advance": "600", "fault": "late", "path": "*", "count": "1"}
    headers = {"Origin": "https://example.org"}
    requests.post(world.address + path, data=form, headers=headers, timeout=9)
    assert world.clock.now() == before
    assert requests.get(world.address + "/_rehearsal/faults", timeout=9).json() == []


@pytest.mark.parametrize("form", [{}, {"advance": "x"}, {"to": "soon"}, {"advance": "9" * 400}])
def test_a_form_of_nonsense_shows_the_page_as_it_is(world, form):
    assert requests.post(world.address + "/gio", data=form, timeout=9).status_code == 200


def test_another_host_name_is_not_answered(world):
    assert look(world, headers={"Host": "example.org"}).status_code == 400


def test_the_page_loads_nothing_from_elsewhere(api):
    api.feed(message="Không có gì từ nơi khác", link="https://phunu.soctrang.gov.vn/")
    answer = look(api.world)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', answer.text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    for address in set(loaded):
        assert look(api.world, address).status_code == 200


@pytest.mark.parametrize("path", ["/pictures/none.png", "/pages/base.html", "/1_2", "/site/none.html"])
def test_what_is_not_there_has_a_page_that_says_so(world, path):
    answer = look(world, path)
    assert answer.status_code == 404
    assert "Về trang luyện tập" in answer.text


SITE = {
    "index.html": ("<!doctype html><title>Tin</title>", "text/html; charset=utf-8"),
    "rss.xml": ('<?xml version="1.0"?><rss version="2.0"/>', "application/rss+xml; charset=utf-8"),
    "atom.xml": ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "application/atom+xml; charset=utf-8"),
    "feed.json": ('{"version": "https://jsonfeed.org/version/1.1"}', "application/feed+json; charset=utf-8"),
    "other.json": ("{}", "application/json; charset=utf-8"),
    "a/b.css": ("p{}", "text/css; charset=utf-8"),
    "a/c.jpg": ("x", "image/jpeg"),
}


def test_the_website_is_served_with_the_right_types(tmp_path):
    site = tmp_path / "site"
    (tmp_path / "secret.txt").write_text("x")
    with start(tmp_path / "world", site=site) as world:
        assert "Trang web chưa có gì" in look(world, "/trang-web").text
        (site / "a").mkdir(parents=True)
        for name, (text, _) in SITE.items():
            (site / name).write_text(text)
        for name, (text, kind) in SITE.items():
            answer = look(world, f"/site/{name}")
            assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, text, kind)
        assert look(world, "/site/").text == SITE["index.html"][0]
        again = look(world, "/site/", headers={"If-None-Match": look(world, "/site/").headers["etag"]})
        assert again.status_code == 304
        (site / "404.html").write_text("<!doctype html><title>Không có</title>")
        missing = look(world, "/site/bai/x.html")
        assert (missing.status_code, "Không có" in missing.text) == (404, True)
        assert look(world, "/site/..%2Fsecret.txt").status_code == 404
        assert 'src="/site/"' in look(world, "/trang-web").text
        assert 'href="/trang-web"' in look(world).text


NOON = datetime(2026, 12, 10, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=59), "Vừa xong"),
        (timedelta(minutes=5), "5 phút"),
        (timedelta(hours=23), "23 giờ"),
        (timedelta(hours=25), "Hôm qua lúc 11:00"),
        (timedelta(days=9), "1 tháng 12 lúc 12:00"),
        (timedelta(days=365), "10 tháng 12, 2025 lúc 12:00"),
        (timedelta(hours=-1), "Thứ Năm, 10/12/2026 · 13:00"),
    ],
)
def test_times_read_as_facebook_says_them(past, said):
    assert ago(NOON - past, NOON) == said


@given(st.text(alphabet="ab ắ\n#.", max_size=800))
def test_folding_loses_nothing(text):
    head, rest = folded(text)
    assert head + rest == text


def test_a_short_text_is_not_folded():
    assert folded("Ngắn thôi.\n\n#AnToan") == ("Ngắn thôi.\n\n#AnToan", "")


def test_folding_parts_no_word():
    head, rest = folded(LONG)
    assert len(head) < 300
    assert rest.startswith(" ")
    assert rest.strip()


def test_addresses_and_tags_are_marked_and_all_else_is_escaped():
    html = str(dressed('Xem https://a.vn/b?c=1&d=2. <script> #AnToàn a#b "x"\nhết'))
    assert '<a href="https://a.vn/b?c=1&amp;d=2" rel="noopener">https://a.vn/b?c=1&amp;d=2</a>.' in html
    assert "&lt;script&gt;" in html
    assert '<span class="tag">#AnToàn</span>' in html
    assert "a#b" in html
    assert "<br>hết" in html


def test_a_picture_has_a_page_with_the_way_back_and_all_of_its_post(api):
    post = api.feed(message="Có ảnh", attached_media=media(api.upload())).json()["id"]
    html = look(api.world, f"/{post}").text
    address = re.search(r'href="(/xem/[^"]+)"', html)[1].replace("&amp;", "&")
    shown = look(api.world, address.partition("#")[0])
    assert shown.status_code == 200
    assert f'<a href="/{post}">← Quay lại</a>' in shown.text
    assert re.search(r'<img src="/pictures/[0-9a-f]{64}[.]png"', shown.text)
    assert look(api.world, "/xem/khong-co.png").status_code == 404


def test_the_board_of_controls_is_folded_until_a_fault_is_armed(world):
    assert "<details>" in look(world).text
    assert "Dành cho người thử máy" in look(world).text
    world.arm("refuse", "feed")
    assert "<details open>" in look(world).text
    world.disarm()


def test_it_leads_back_to_the_desk_of_this_machine_and_to_nowhere_else(folder):
    with start(folder, start=FIRST_DAY) as world:
        assert "Về Loa" not in look(world).text
        world.dress(home="https://loa.example.vn/")
        assert "Về Loa" not in look(world).text
        world.dress(home="http://127.0.0.1:8765/post/a")
        assert '<a href="http://127.0.0.1:8765/post/a">← Về Loa</a>' in look(world).text


def test_it_wears_the_offices_colours(folder):
    with start(folder, start=FIRST_DAY) as world:
        assert "#9B1459" in look(world, "/pages/cover.svg").text
        world.dress(colours={"main": "#0A5BC4", "soft": "xanh", "other": "#123456"})
        for drawing in ("cover", "mark"):
            text = look(world, f"/pages/{drawing}.svg").text
            assert "#0A5BC4" in text
            assert "#9B1459" not in text
            assert "#F3B3CB" in text
        assert look(world, "/pages/look.css").text == ":root{--main:#0A5BC4;}"
