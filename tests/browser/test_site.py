"""The website in real Chromium and before the W3C's checker: its archive on a laptop and on a phone."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

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
    "404.html",
    "tim.html",
    "duong-day-nong.html",
    "luu-tru.html",
    "bai/*.html",
    "luu-tru/*.html",
    "chu-de/*.html",
    "doi-tuong/*.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that lets browsers keep what they read."""

    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("cache-control", "max-age=600")
        super().end_headers()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of years, with a Khmer post and pictures in the newest."""
    folder = tmp_path_factory.mktemp("web") / "tin"  # below the root, as its address says
    clock = FixedClock(START)
    (folder / "posts").mkdir(parents=True)
    for number in range(POSTS):
        post = outgoing(f"bai-{number}", title=f"Bài số {number}", media=())
        if number % 10 == 0:
            post = replace(post, language="km", wording=replace(post.wording, title=KHMER, text=KHMER))
        if number == POSTS - 2:
            post = replace(post, topic=LONG, wording=replace(post.wording, title=LONG, text=LONG * 9))
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
    handler = functools.partial(Quiet, directory=site.parent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with contextlib.closing(server.socket):
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tin/"
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
        with opened.expect_navigation():
            opened.get_by_role("link", name=name).first.click()
        expect(opened.locator("h1")).to_contain_text(heading)
        one.is_sound()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_is_sound_in_light_and_dark_and_not_heavy(window, site, address, width, scheme):
    one = window(address, width, "vi", color_scheme=scheme)
    topic = next((site / "chu-de").glob("ky-nang-so-??????.html"))
    pages = (
        "index.html", "tim.html?q=bai", "duong-day-nong.html", "bai/moi.html", "luu-tru.html", "404.html",
        f"chu-de/{topic.name}", "xac-minh.html",
    )  # fmt: skip
    for path in pages:
        one.open(path)
        one.is_sound()
        assert len((site / path.partition("?")[0]).read_bytes()) < 300_000


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_finds_posts_with_and_without_accents_and_nothing_is_read_before(
    window, site, address, width
):
    one = window(address, width, "vi")
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    opened = one.open("tim.html")
    assert not [name for name in asked if name.startswith("tim/")], "who does not search loads nothing"
    for words, title in (
        ("BAI MOI hay", "Bài mới & “hay”: <nhất>"),
        ("bài mới", "Bài mới & “hay”: <nhất>"),
        ("ky nang so moi", "Bài mới & “hay”: <nhất>"),
        (KHMER, KHMER),
        ("កុមារ", KHMER),  # a word in the midst of others, as Khmer has no blanks
    ):
        one.type_into("#q", words)
        expect(opened.locator("#thay li a").first).to_have_text(title)
        one.is_sound()
    expect(opened.locator("#thay li a").first).to_have_attribute("lang", "km")
    marked = opened.locator("#thay mark").first
    expect(marked).to_have_text("កុមារ")
    one.type_into("#q", "không ai viết chữ này")
    expect(opened.locator("#noi")).to_contain_text("Chưa thấy bài nào có “không ai viết chữ này”")
    expect(opened.locator("#thay li")).to_have_count(0)
    one.type_into("#q", "bài số 7")
    with opened.expect_navigation():
        opened.locator("#thay li a").first.click()
    expect(opened.locator("h1")).to_have_text("Bài số 7")
    opened.go_back()
    expect(opened.locator("#thay li a").first).to_have_text("Bài số 7")


def test_what_was_taken_down_is_found_no_more_by_who_searched_before(window, site, address):
    channel = website(site.parent / "khac")
    for name, text in (("o-lai", "Ở lại. $& " + "chữ " * 90 + "gọi 0377 672 444, tận cùng"), ("go", "Gỡ")):
        going = outgoing(name, title=f"Tựa {name}", text=text, media=())
        channel.reveal(going, channel.prepare(going))
    for file in (site.parent / "khac" / "tim").iterdir():  # a browser compares whole seconds
        os.utime(file, (1_000_000_000, 1_000_000_000))
    one = window(f"{address.removesuffix('tin/')}khac/", 390, "vi")
    opened = one.open("tim.html?q=tua")
    expect(opened.locator("#noi")).to_have_text("Thấy 2 bài.")
    channel.withdraw("go")
    opened = one.open("tim.html?q=tua")
    expect(opened.locator("#noi")).to_have_text("Thấy 1 bài.")
    one.type_into("#q", "tan cung")  # deep in its text
    expect(opened.locator("#thay mark")).to_have_text("tận cùng")
    expect(opened.locator("#thay .about")).to_contain_text("0377 672 444, tận cùng")
    one.type_into("#q", "{found} $& không có")
    expect(opened.locator("#noi")).to_contain_text("“{found} $& không có”")


def test_a_month_whose_posts_were_taken_down_hides_no_older_one(chromium, site, address):
    with contextlib.closing(chromium.new_page()) as page:
        newest = max(path.name for path in (site / "tim").iterdir())
        page.route(f"**/tim/{newest}", lambda route: route.fulfill(status=404))
        page.goto(f"{address}tim.html?q=bai")
        expect(page.locator("#noi")).to_contain_text("Thấy")
        page.route("**/tim/*.json", lambda route: route.fulfill(status=404))
        page.goto(f"{address}tim.html?q=bai")
        expect(page.locator("#noi")).to_contain_text("Chưa tải được danh sách bài")


def test_who_finds_more_posts_than_are_shown_is_told(window, site, address):
    one = window(address, 390, "vi")
    opened = one.open("tim.html?q=bai")
    expect(opened.locator("#noi")).to_contain_text("Thấy")
    one.press("#them")
    expect(opened.locator("#noi")).to_contain_text("Đây là 60 bài gần nhất")
    expect(opened.locator("#thay > li")).to_have_count(60)


def test_old_posts_are_read_when_the_reader_says_so(window, site, address):
    one = window(address, 390, "vi")
    opened = one.open("index.html")
    one.type_into("#q", "bai")  # the box of the front page leads there
    one.page.keyboard.press("Enter")
    opened.wait_for_url("**/tim.html?q=bai")
    expect(opened.locator("#noi")).to_contain_text("Thấy")
    more = opened.locator("#them")
    expect(more).to_contain_text("bài cũ hơn")
    found = opened.locator("#noi").inner_text()
    more.click()
    expect(more).to_be_hidden()
    expect(opened.locator("#noi")).not_to_have_text(found)


def test_without_scripts_the_search_page_leads_to_every_month_and_topic(window, site, address):
    one = window(address, 390, "vi", java_script_enabled=False)
    one.page.goto(f"{address}tim.html?q=bai")
    assert not one.page.locator("#tim").is_visible()
    # Not by `expect`, which reads none of a <noscript>; the page is loaded.
    assert "Ô tìm kiếm cần JavaScript" in one.page.locator("main").inner_text()
    one.page.get_by_role("link", name="Kỹ năng số").click()
    expect(one.page.locator("h1")).to_have_text("Kỹ năng số")


def test_a_link_is_copied_and_says_so(window, site, address):
    one = window(address, 390, "vi", permissions=["clipboard-read", "clipboard-write"])
    opened = one.open("bai/moi.html")
    one.press("[data-copy]")
    expect(opened.locator("#chia-se [role=status]")).to_have_text("Đã chép liên kết.")
    assert opened.evaluate("navigator.clipboard.readText()") == f"{ADDRESS}bai/moi.html"
    one.is_sound()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_proof_is_reached_from_the_post_and_is_sound(window, site, address, width):
    one = window(address, width, "vi")
    opened = one.open("bai/moi.html")
    for name, heading in (
        ("Bài này có đúng của Hội không?", "Đúng là bài của Hội"),
        ("Cách kiểm tra bằng máy", "Bài này có đúng của Hội không?"),
    ):
        with opened.expect_navigation():
            opened.get_by_role("link", name=name).first.click()
        expect(opened.locator("h1")).to_contain_text(heading)
        one.is_sound()
