"""The news on a portal's page in real Chromium: in a frame without scripts, as a script, and before a feed
that means harm."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import threading
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from scheduler.clock import FixedClock
from scheduler.desk.pages.embedding import codes_of
from tests.channels.making import START, TITLE, outgoing, picture, website

WIDTHS = [280, 375, 800, 1200]
COLOURS = "#9b1459", "#075058", "#2f3190", "#6b3a00", "#3f0a35", "#c9387f", "#111111", "#9a1f0c"
HARM = "</script><img src=x onerror='window.harmed=1'><b>đậm</b>"
PORTAL = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Cổng TTĐT</title>
<style>body {{ margin: 0; background: {ground}; color: {ink}; font: 15px/1.4 serif }} main {{ padding: 12px }}
ol {{ margin-left: 40px }} a {{ color: lime !important }} img {{ border: 3px solid }}</style>
<main><h1>Cổng TTĐT xã Mỹ Xuyên</h1>{code}</main></html>"""


class Served(NamedTuple):
    """A portal and the site that it shows, each with an address of its own; the site is below /tin/."""

    portal: str
    site: str
    pages: object
    news: object


def serving(folder, stack, *, shares=False):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def end_headers(self):
            if shares:
                self.send_header("Access-Control-Allow-Origin", "*")
            super().end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """`sites(shares)`: a portal and a site of eight posts whose feed others may read, or not; made once."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def site_of(shares):
            folder = tmp_path_factory.mktemp("widget")
            pages, root = folder / "portal", folder / "site"
            pages.mkdir()
            (root / "tin").mkdir(parents=True)
            site = f"{serving(root, stack, shares=shares)}tin/"
            clock = FixedClock(START)
            channel = website(root / "tin", clock, address=site)
            for number, colour in enumerate(COLOURS):
                post = outgoing(f"bai-{number}", title=f"Bài số {number}", media=(picture(colour=colour),))
                channel.reveal(post, channel.prepare(post))
                clock.wait(86400)
            return Served(serving(pages, stack), site, pages, root / "tin")

        yield site_of


@pytest.fixture
def served(request, sites):
    """One of them; what a test writes into its feed is gone after it."""
    one = sites(getattr(request, "param", True))
    feed = one.news / "feed.json"
    kept = feed.read_bytes()
    yield one
    feed.write_bytes(kept)


def shown(chromium, served, code, width, *, ground="#fff", ink="#222", **more):
    (served.pages / "index.html").write_text(PORTAL.format(code=code, ground=ground, ink=ink), "utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, **more)
    page = context.new_page()
    page.goto(served.portal, wait_until="networkidle")
    return context, page


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("ground", ["#fff", "#111"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_frame_shows_it_without_scripts_at_any_width(chromium, served, width, ground):
    codes = codes_of(served.site, TITLE)
    code = codes.column if width < 500 else codes.across
    ink = "#eee" if ground == "#111" else "#222"
    context, page = shown(chromium, served, code, width, ground=ground, ink=ink, java_script_enabled=False)
    frame = page.frame_locator("iframe")
    expect(frame.locator(".title").first).to_have_text("Bài số 7")
    expect(frame.locator(".post:visible")).to_have_count(4 if width < 500 else 6)
    last = frame.locator(".all").bounding_box()
    box = page.locator("iframe").bounding_box()
    assert last["y"] + last["height"] <= box["y"] + box["height"], "nothing is cut off"
    context.close()
    context, page = shown(chromium, served, code, width, ground=ground, ink=ink)
    (inside,) = [one for one in page.frames if one != page.main_frame]
    assert is_narrow(page)
    assert inside.evaluate("innerWidth") <= width
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_script_shows_the_same_and_the_portal_s_style_stays_outside(chromium, served, width):
    context, page = shown(chromium, served, codes_of(served.site, TITLE).script, width)
    expect(page.locator("[data-loa] .title")).to_have_text([f"Bài số {number}" for number in range(7, 1, -1)])
    assert is_narrow(page)
    first = page.locator("[data-loa] .post").first
    assert first.get_attribute("href") == f"{served.site}bai/bai-7.html"
    assert first.evaluate("one => getComputedStyle(one).color") == "rgb(63, 10, 53)"
    expect(page.locator("[data-loa] img").nth(1)).to_have_js_property("naturalWidth", 540)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    context.close()


@pytest.mark.parametrize("served", [False], indirect=True)
def test_where_the_feed_may_not_be_read_the_frame_stands_there(chromium, served):
    context, page = shown(chromium, served, codes_of(served.site, TITLE).script, 375)
    expect(page.frame_locator("[data-loa] iframe").locator(".title").first).to_have_text("Bài số 7")
    context.close()


def test_without_scripts_the_other_code_is_a_link(chromium, served):
    code = codes_of(served.site, TITLE).script
    context, page = shown(chromium, served, code, 375, java_script_enabled=False)
    expect(page.get_by_role("link", name=TITLE)).to_have_attribute("href", served.site)
    context.close()


def test_a_feed_that_means_harm_is_text_and_leads_nowhere(chromium, served):
    addresses = [
        "javascript:window.harmed=1",
        "data:text/html,<script>1</script>",
        " jAvaScript:1",
        None,
        3,
        {},
    ]
    items = [
        {
            "title": HARM,
            "url": address,
            "image": address,
            "language": HARM,
            "date_published": HARM,
            "_loa": {"thumbnail": address},
        }
        for address in addresses
    ]
    feed = {"title": HARM, "home_page_url": addresses[0], "language": "vi", "items": items}
    (served.news / "feed.json").write_text(json.dumps(feed))
    context, page = shown(chromium, served, codes_of(served.site, TITLE).script, 800)
    expect(page.locator("[data-loa] .title").first).to_have_text(HARM)
    expect(page.locator("[data-loa] .title")).to_have_count(6)
    for number in range(6):
        page.locator("[data-loa] .title").nth(number).click()
    links = page.locator("[data-loa] a").evaluate_all("all => all.map(one => one.href)")
    assert all(link.startswith(served.site) for link in links)
    assert page.locator("[data-loa] b, [data-loa] script").count() == 0
    assert page.evaluate("window.harmed") is None
    assert page.locator("[data-loa] img").count() == 1  # the site's own mark
    context.close()


@pytest.mark.parametrize("feed", ["", "{", "[]", '{"items": 3}', '{"items": [null]}'])
def test_a_feed_that_is_none_leaves_the_frame(chromium, served, feed):
    (served.news / "feed.json").write_text(feed)
    context, page = shown(chromium, served, codes_of(served.site, TITLE).script, 375)
    expect(page.frame_locator("[data-loa] iframe").locator(".title").first).to_have_text("Bài số 7")
    context.close()
