"""What the website shows is what was written: every visible character, in its order, on page and in feeds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.pages import Neighbours, Pages
from scheduler.channels.site.prose import excerpt, html_of
from scheduler.channels.site.records import Record, clean, dump, load
from scheduler.channels.site.texts import Words
from tests.channels.making import ADDRESS, LINE_111, TITLE
from tests.examples import examples

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FEEDS = Feeds(TITLE, "Bản tin", "vi", ADDRESS, ZONE)
PAGES = Pages(FEEDS, Words("vi", ZONE))
NOW = datetime(2026, 12, 1, tzinfo=UTC)
CASE = """Đọc https://vi.wikipedia.org/wiki/An_toàn_(mạng) nhé.

1. Khóa máy lại.

2. Hỏi con thấy gì.

3. Gọi 111.

Tối mai làm tiếp:
4. Ghi lại lời con kể.
5. Báo thầy cô.

✅ Nên hỏi
❌ Đừng la"""

MARKERS = "- – • * ✅ ❌ ✔ 1. 2. 3. 4. 9. 10. 99. 100. 0. 01. 1) 4) a) b. ១. ➡️ -5 1.5 #"
WORDS = """Hỏi con mạng, ngủ. có? កុមារ ស្រី។ & &amp; <b> </p> <!-- ]]> “a” ' " ( ) [x] – - • 2. 👨‍👩‍👧 ❤️ 111
0377 672 444 {} %s {{ https://a.vn/b_(c) (https://a.vn/d). https://a.vn/?a=1&b=2, http://) https://…"""
INVISIBLE = ["\u00a0", "a\u00adb"]

words = st.lists(st.one_of(st.sampled_from(WORDS.split() + INVISIBLE), st.text(max_size=4)), max_size=5).map(
    " ".join
)
lines = st.tuples(
    st.sampled_from(["", "", "  ", "\u00a0"]), st.sampled_from(["", *MARKERS.split()]), words
).map(lambda parts: parts[0] + " ".join(part for part in parts[1:] if part))
texts = st.lists(st.tuples(lines, st.sampled_from(["\n", "\n", "\n\n", "\n \t\n\n"])), max_size=9).map(
    lambda parts: "".join(line + gap for line, gap in parts)
)


class Reader(HTMLParser):
    """The visible characters of HTML as a browser shows them: bullets and numbers of lists are drawn."""

    def __init__(self, *, tag: str = "", of_class: str = "") -> None:
        super().__init__()
        self.seen = ""
        self._within = (tag, of_class)
        self._depth = 0 if tag else 1
        self._lists: list[int | None] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if self._depth:
            self._depth += tag not in {"br", "img"}
        elif tag == self._within[0] and self._within[1] in given.get("class", "").split():
            self._depth = 1
        if tag in {"ul", "ol"}:
            self._lists.append(None if tag == "ul" else int(given.get("start", 1)))
        elif tag == "li" and self._depth:
            number = self._lists[-1]
            self.seen += "•" if number is None else f"{number}."
            self._lists[-1] = None if number is None else number + 1

    def handle_endtag(self, tag):
        if tag in {"ul", "ol"}:
            self._lists.pop()
        if self._depth and tag not in {"br", "img"} and (self._depth > 1 or self._within[0]):
            self._depth -= 1

    def handle_data(self, data):
        if self._depth:
            self.seen += data


def shown(html: str, tag: str = "", of_class: str = "") -> str:
    reader = Reader(tag=tag, of_class=of_class)
    reader.feed(html)
    reader.close()
    return bare(reader.seen)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def written(text: str) -> str:
    """The visible characters of *text*; the browser draws its own bullet for a dash or a dot."""
    return bare("\n".join(re.sub(r"^\s*[-–•](?=\s+\S)", "•", line) for line in text.splitlines()))


def record(text: str) -> Record:
    tags, link = ("BaoVeTreEm",), "https://a.vn/x_(y)"
    return Record("a", "a@first/province/website", f"{ADDRESS}bai/a.html", NOW, NOW, "Ba & <bước>",
                  clean(text), tags, link, source="Luật số 102", hotlines=(LINE_111,))  # fmt: skip


def assert_all_is_seen(text: str) -> None:
    one = record(text)
    wanted = written(one.text)
    page = PAGES.post(one, Neighbours()).decode()
    assert shown(page, "div", "text") == wanted
    assert shown(page, "p", "link").endswith(one.link)
    files = FEEDS.files([one], NOW)
    after = bare(f"{one.link} #BaoVeTreEm Nguồn: {one.source}")
    summary = excerpt(one.text)
    for name in ("rss.xml", "atom.xml"):
        (entry,) = feedparser.parse(files[name]).entries
        assert shown(entry.content[-1].value) == wanted + after, name
        assert bare(entry.title) == bare(one.title), name
        assert shown(entry.summary) == bare(summary or one.title), name
    (item,) = json.loads(files["feed.json"])["items"]
    assert shown(item["content_html"]) == wanted + after
    assert item["summary"] == summary
    assert f'<meta property="og:description" content="{escape(summary)}">' in page
    assert bare(one.text).startswith(bare(summary.removesuffix("…"))), "descriptions say it as it was written"


def test_the_case_that_was_found_is_shown_as_it_was_written() -> None:
    assert_all_is_seen(CASE)
    made = html_of(CASE, ["111"])
    assert made.count("<ol") == 2
    assert '<ol start="4"><li>Ghi lại' in made
    assert "<p>✅ Nên hỏi<br>\n❌ Đừng la</p>" in made
    assert 'href="https://vi.wikipedia.org/wiki/An_toàn_(mạng)"' in made
    assert "1. Khóa máy lại. 2. Hỏi con" in excerpt(CASE)


@settings(max_examples=examples(60))
@given(texts)
def test_every_visible_character_is_seen_on_the_page_and_in_each_feed(text: str) -> None:
    assert_all_is_seen(text)


@pytest.mark.parametrize("marker", MARKERS.split())
def test_whatever_a_line_begins_with_is_seen(marker: str) -> None:
    assert_all_is_seen(f"Ba việc:\n{marker} hỏi\n\n{marker} kể\n{marker}\n")


def test_a_record_keeps_of_a_hotline_what_readers_are_shown_and_reads_back():
    ends = date(2027, 1, 1)
    line = replace(LINE_111, valid_until=ends, verified_on=date(2026, 11, 30), verified_by="Cô Mai")
    said = dump(replace(record("Lời."), hotlines=(line,)))
    assert b"2027-01-01" in said
    assert "Cô Mai".encode() not in said
    assert load(said).hotlines == (replace(LINE_111, valid_until=ends),)
