"""The site's news on somebody else's page: a page for a frame, and a script; both follow the records."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.channels.channel import Prepared
from scheduler.channels.site.pages import WIDGET_POSTS
from scheduler.channels.site.store import digest_of
from scheduler.channels.website_kind import WIDGET, WIDGET_SCRIPT
from scheduler.clock import FixedClock
from tests.channels.making import START, outgoing, website
from tests.channels.test_site_pages import Page

EVIL = "</script><img src=x onerror=alert(1)>\u202e ]]> “hay” 👩\u200d👧"


def titles(folder: Path) -> list[str]:
    return re.findall(r'<span class="title"[^>]*>(.*?)</span>', (folder / WIDGET).read_text("utf-8"))


def test_it_shows_the_newest_and_what_is_over_or_taken_down_vanishes(tmp_path: Path) -> None:
    clock = FixedClock(START)
    channel = website(tmp_path, clock)
    for number in range(8):
        expires = date(2026, 12, 10) if number == 7 else None
        post = outgoing(f"bai-{number}", title=f"Bài {number}", expires=expires)
        receipt = channel.reveal(post, channel.prepare(post))
        clock.wait(86400)
    assert titles(tmp_path) == [f"Bài {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert len(titles(tmp_path)) == WIDGET_POSTS
    clock.wait(20 * 86400)
    channel.tidy(clock.now())
    assert titles(tmp_path)[0] == "Bài 6"
    channel.withdraw("bai-5")
    assert titles(tmp_path) == [f"Bài {number}" for number in (6, 4, 3, 2, 1, 0)]
    channel.edit("bai-6", outgoing("bai-6", title="Sửa"))
    assert titles(tmp_path)[0] == "Sửa"
    assert receipt.remote_id == "bai-7"


def test_a_site_without_posts_says_so(tmp_path: Path) -> None:
    channel = website(tmp_path)
    channel.reveal(outgoing(), Prepared())
    channel.withdraw("mat-khau-manh")
    assert "Chưa có bài nào." in (tmp_path / WIDGET).read_text("utf-8")


def test_it_runs_no_script_asks_nobody_else_and_allows_no_more(tmp_path: Path) -> None:
    channel = website(tmp_path)
    post = replace(outgoing(title=EVIL), language="km")
    channel.reveal(post, channel.prepare(post))
    page = Page(tmp_path / WIDGET)
    assert EVIL in page.data["span"]
    assert not [tag for tag, _ in page.elements if tag in {"script", "iframe", "form", "base"}]
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    style = base64.b64encode(hashlib.sha256(page.data["style"].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src 'self'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    )
    for link in page.all("a"):
        assert (link["target"], link["rel"]) == ("_blank", "noopener")
        assert (tmp_path / link["href"]).is_file()
    for image in page.all("img"):
        assert not urlsplit(image["src"]).netloc
        assert (tmp_path / image["src"]).is_file()
    assert "url(" not in page.data["style"]
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert page.all("span", **{"class": "title", "lang": "km"})


def test_the_script_puts_nothing_there_as_html_and_no_name_of_an_office_ends_it(tmp_path: Path) -> None:
    channel = website(tmp_path, title="Hội </script> ' \" \u2028 xã")
    channel.reveal(outgoing(), Prepared())
    script = (tmp_path / WIDGET_SCRIPT).read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|srcdoc", script
    )
    assert "</script" not in script
    assert "\u2028" not in script
    assert r'title: "H\u1ed9i \u003c/script\u003e \u0027 \" \u2028 x\u00e3"' in script


def test_files_of_those_names_that_somebody_else_put_there_stay(tmp_path: Path) -> None:
    channel = website(tmp_path)
    (tmp_path / WIDGET).write_text("<p>của người khác</p>")
    (tmp_path / WIDGET_SCRIPT).write_text("/* của người khác */")
    for number in range(2):
        channel.reveal(outgoing(f"bai-{number}"), Prepared())
    assert (tmp_path / WIDGET).read_text() == "<p>của người khác</p>"
    assert (tmp_path / WIDGET_SCRIPT).read_text() == "/* của người khác */"


def test_a_change_of_one_post_writes_the_page_and_not_the_script(tmp_path: Path) -> None:
    channel = website(tmp_path)
    channel.reveal(outgoing("bai-1"), Prepared())
    before = {name: (tmp_path / name).stat().st_ino for name in (WIDGET, WIDGET_SCRIPT)}
    digest = digest_of((tmp_path / WIDGET_SCRIPT).read_bytes())
    channel.reveal(outgoing("bai-2", title="Bài hai"), Prepared())
    after = {name: (tmp_path / name).stat().st_ino for name in (WIDGET, WIDGET_SCRIPT)}
    assert [before[name] == after[name] for name in (WIDGET, WIDGET_SCRIPT)] == [False, True]
    assert digest_of((tmp_path / WIDGET_SCRIPT).read_bytes()) == digest
