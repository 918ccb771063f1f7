"""The website in real Chromium and before the W3C's checker: its archive on a laptop and on a phone."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.site.archive import LATEST
from scheduler.channels.site.records import dump, record_of
from scheduler.clock import FixedClock
from tests.browser.conftest import WIDTHS
from tests.browser.test_markup import complaints
from tests.channels.making import ADDRESS, SEALING, START, outgoing, website

POSTS = LATEST + 15  # of one topic: enough for pages of its years
KHMER = "ការពារកុមារនៅលើបណ្តាញអ៊ីនធឺណិត"
LONG = "Chốnglừađảo" * 9  # no line may end in it, as in Khmer where a browser does not know its words
PAGES = (
    "xac-minh.html",
    "xac-minh/*.html",
    "index.html",
    "luu-tru.html",
    "bai/*.html",
    "luu-tru/*.html",
    "chu-de/*.html",
    "doi-tuong/*.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of years, with a Khmer post and pictures in the newest."""
    folder = tmp_path_factory.mktemp("site")
    clock = FixedClock(START)
    (folder / "posts").mkdir()
    for number in range(POSTS):
        post = outgoing(f"bai-{number}", title=f"Bài số {number}", media=())
        if number % 10 == 0:
            post = replace(post, language="km", wording=replace(post.wording, title=KHMER, text=KHMER))
        if number == POSTS - 2:
            post = replace(post, topic=LONG)
        if number % 7 == 0:
            post = replace(post, topic="", audience="")
        record = record_of(post, (), ADDRESS, clock.now())
        (folder / f"posts/{record.name}.json").write_bytes(dump(record))
        clock.wait(7 * 86400)
    channel = website(folder, clock, sealing=SEALING)
    newest = outgoing("moi", title="Bài mới & “hay”: <nhất>")
    channel.reveal(newest, channel.prepare(newest))
    return folder


@pytest.fixture(scope="module")
def address(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    with contextlib.closing(server.socket):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_every_page_of_the_site_is_valid_html(site):
    assert len([page for pattern in PAGES for page in site.glob(pattern)]) > POSTS + 20
    assert not complaints(*(site / pattern.partition("/")[0] for pattern in PAGES))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_archive_is_sound_and_reached_by_links_alone(window, site, address, width):
    one = window(address, width, "vi")
    opened = one.open("index.html")
    one.is_sound()
    month = f"Tháng {(START + timedelta(weeks=POSTS)).month} năm 2028"
    for name, heading in (
        ("Lưu trữ", "Tất cả bài viết"),
        ("Kỹ năng số", "Kỹ năng số"),
        ("Năm 2027", "Kỹ năng số"),
        ("Năm sau", "Kỹ năng số"),
        (month, month),
        ("Tháng trước", "Tháng"),
        ("Lưu trữ", "Tất cả bài viết"),
        ("Cha mẹ", "Cha mẹ"),
        ("Bài mới", "Bài mới"),
    ):
        opened.get_by_role("link", name=name).first.click()
        opened.wait_for_load_state("load")
        assert heading in opened.locator("h1").inner_text()
        one.is_sound()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_proof_is_reached_from_the_post_and_is_sound(window, site, address, width):
    one = window(address, width, "vi")
    opened = one.open("bai/moi.html")
    for name, heading in (
        ("Bài này có đúng của Hội không?", "Đúng là bài của Hội"),
        ("Cách kiểm tra bằng máy", "Bài này có đúng của Hội không?"),
    ):
        opened.get_by_role("link", name=name).first.click()
        opened.wait_for_load_state("load")
        assert heading in opened.locator("h1").inner_text()
        one.is_sound()
