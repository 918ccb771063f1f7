"""The feeds by the rules that the W3C validator applies; it runs over them from outside as well."""

from __future__ import annotations

import email.utils
import json
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from scheduler.channels.channel import Prepared
from scheduler.channels.site.records import load
from scheduler.clock import FixedClock
from tests.channels.making import ADDRESS, START, TITLE, outgoing, picture, website

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
HARD = [
    {
        "title": "Hỏi & đáp: 5 < 7 > 3 và &amp; &lt;b&gt;",
        "text": "A & B < C > D\n\n<script>alert(1)</script>",
    },
    {"title": "Một bài không ảnh", "media": ()},
    {"title": "Có đường dẫn", "link": "https://tongdai111.vn/?a=1&b=2", "text": "Xem https://a.vn/?x=1&y=2."},
    {"title": "“Trích” – dấu … & ‘nháy’", "text": "- một\n- hai\n\n1. ba\n2. bốn\nGọi 111."},
    {
        "title": "Nhiều thẻ",
        "media": tuple(picture(size, alt='Thẻ "1" & <2>') for size in ("wide", "portrait") * 2),
    },
    {"title": "Dài", "text": "Rất dài. " * 900},
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    clock = FixedClock(START)
    channel = website(folder, clock, title="Hội LHPN & bạn bè <tỉnh>")
    for number in range(31):
        what = HARD[number] if number < len(HARD) else {"title": f"Bài {number}"}
        post = outgoing(f"bai-{number}", **what)
        channel.reveal(post, channel.prepare(post))
        clock.wait(0 if number % 2 else 86400)
    return folder


@pytest.fixture(scope="module")
def rss(site: Path) -> ElementTree.Element:
    return ElementTree.fromstring((site / "rss.xml").read_bytes())


@pytest.fixture(scope="module")
def atom(site: Path) -> ElementTree.Element:
    return ElementTree.fromstring((site / "atom.xml").read_bytes())


@pytest.fixture(scope="module")
def feed(site: Path):
    return json.loads((site / "feed.json").read_bytes())


def find(element: ElementTree.Element, path: str) -> ElementTree.Element:
    found = element.find(path, NAMES)
    assert found is not None, path
    return found


def text(element: ElementTree.Element, path: str) -> str:
    return find(element, path).text or ""


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
@pytest.mark.slow
def test_a_reader_finds_every_item_and_nothing_wrong(site: Path, name: str) -> None:
    parsed = feedparser.parse((site / name).read_bytes())
    assert not parsed.bozo
    assert len(parsed.entries) == 31
    assert parsed.entries[-1].title == HARD[0]["title"]
    assert [entry.published_parsed for entry in parsed.entries] == sorted(
        (entry.published_parsed for entry in parsed.entries), reverse=True
    )
    assert parsed.entries[0].enclosures[0].type == "image/jpeg"


def test_rss_says_where_it_is_in_which_language_and_when_it_changed(rss: ElementTree.Element) -> None:
    channel = find(rss, "channel")
    assert text(channel, "title") == "Hội LHPN & bạn bè <tỉnh>"
    assert text(channel, "link") == ADDRESS
    assert text(channel, "language") == "vi"
    assert find(channel, "atom:link").attrib == {
        "rel": "self",
        "href": f"{ADDRESS}rss.xml",
        "type": "application/rss+xml",
    }
    newest = text(channel, "item/pubDate")
    assert text(channel, "lastBuildDate") == newest
    children = [child.tag for child in channel]
    assert children.index("item") == len(children) - 31  # all metadata come first


def test_every_item_of_rss_has_what_the_profile_asks_for(site: Path, rss: ElementTree.Element) -> None:
    guids = set()
    for item in rss.iterfind("channel/item"):
        tags = [child.tag for child in item]
        assert tags.index("description") < tags.index(f"{{{NAMES['content']}}}encoded")
        link, guid = text(item, "link"), find(item, "guid")
        assert guid.text == link
        assert guid.attrib["isPermaLink"] == "true"
        guids.add(link)
        date = text(item, "pubDate")
        assert re.fullmatch(
            r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 2026 \d\d:\d\d:\d\d \+0700", date
        )
        assert email.utils.format_datetime(email.utils.parsedate_to_datetime(date)) == date
        assert text(item, "dc:creator") == "Hội LHPN & bạn bè <tỉnh>"
        assert all((category.text or "").strip() for category in item.iterfind("category"))
        enclosures = item.findall("enclosure")
        record = load(
            (site / "posts" / (link.rsplit("/", 1)[1].removesuffix(".html") + ".json")).read_bytes()
        )
        assert len(enclosures) == (1 if record.pictures else 0)
        for enclosure in enclosures:
            file = site / enclosure.attrib["url"].removeprefix(ADDRESS)
            assert int(enclosure.attrib["length"]) == file.stat().st_size
            media = find(item, "media:content")
            assert media.attrib["url"] == enclosure.attrib["url"]
            assert (media.attrib["width"], media.attrib["height"]) == ("1200", "630")
            assert media.attrib["medium"] == "image"
    assert len(guids) == 31


def test_markup_characters_of_plain_text_are_hexadecimal_references(site: Path) -> None:
    for name in ("rss.xml", "atom.xml"):
        source = (site / name).read_text(encoding="utf-8")
        titles = re.findall(r"<title>(.*?)</title>", source)
        assert titles[0] == "Hội LHPN &#x26; bạn bè &#x3C;tỉnh&#x3E;"
        assert all(set(re.findall(r"&[^;]*;", title)) <= {"&#x26;", "&#x3C;", "&#x3E;"} for title in titles)
        for element in ("category", "dc:creator", "media:description", "name", "subtitle"):
            for said in re.findall(rf"<{element}(?: [^>]*)?>(.*?)</{element}>", source):
                assert "&amp;" not in said


def test_atom_has_ids_and_a_time_of_its_own_for_every_entry(atom: ElementTree.Element) -> None:
    assert text(atom, "atom:id") == ADDRESS
    links = {link.attrib["rel"]: link.attrib for link in atom.iterfind("atom:link", NAMES)}
    assert links["self"] == {"rel": "self", "href": f"{ADDRESS}atom.xml", "type": "application/atom+xml"}
    assert links["alternate"]["href"] == ADDRESS
    assert atom.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "vi"
    entries = atom.findall("atom:entry", NAMES)
    updated = [text(entry, "atom:updated") for entry in entries]
    assert len(set(updated)) == len({text(entry, "atom:id") for entry in entries}) == 31
    assert text(atom, "atom:updated") == max(updated)
    for entry in entries:
        assert datetime.fromisoformat(text(entry, "atom:published")).utcoffset() == timedelta(hours=7)
        assert text(entry, "atom:author/atom:name")
        assert find(entry, "atom:content").attrib["type"] == "html"


class _Content(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_content_is_safe_html_with_whole_addresses(
    rss: ElementTree.Element, atom: ElementTree.Element, feed: dict[str, list[dict[str, str]]]
) -> None:
    contents = [text(item, "content:encoded") for item in rss.iterfind("channel/item")]
    assert contents == [text(entry, "atom:content") for entry in atom.iterfind("atom:entry", NAMES)]
    assert contents == [item["content_html"] for item in feed["items"]]
    allowed = {"p", "br", "img", "a", "ul", "ol", "li", "small"}
    for content in contents:
        parser = _Content()
        parser.feed(content)
        assert {tag for tag, _ in parser.tags} <= allowed
        for tag, attributes in parser.tags:
            assert set(attributes) <= {"href", "rel", "src", "alt", "width", "height"}
            if tag in {"a", "img"}:
                assert re.match(r"https?://|tel:\d", attributes.get("href") or attributes.get("src") or "")


def test_the_json_feed_is_of_version_1_1(feed) -> None:
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{ADDRESS}feed.json"
    assert feed["home_page_url"] == ADDRESS
    assert feed["authors"][0]["name"]
    assert len(feed["items"]) == 31
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["url"].startswith(ADDRESS)
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        for attachment in item.get("attachments", ()):
            assert attachment["mime_type"] == "image/jpeg"
            assert attachment["size_in_bytes"] > 1000


def test_feeds_keep_the_newest_and_the_archive_keeps_all(tmp_path: Path) -> None:
    clock = FixedClock(START)
    channel = website(tmp_path, clock, keep=3)
    for number in range(5):
        channel.reveal(outgoing(f"bai-{number}", title=f"Bài {number}"), Prepared())
        clock.wait(86400)
    for name in ("rss.xml", "atom.xml"):
        parsed = feedparser.parse((tmp_path / name).read_bytes())
        assert [entry.title for entry in parsed.entries] == ["Bài 4", "Bài 3", "Bài 2"]
    assert [item["title"] for item in json.loads((tmp_path / "feed.json").read_bytes())["items"]] == [
        "Bài 4",
        "Bài 3",
        "Bài 2",
    ]
    assert "Bài 0" in (tmp_path / "luu-tru.html").read_text(encoding="utf-8")


def test_a_feed_without_items_is_still_a_feed(tmp_path: Path) -> None:
    from datetime import date

    channel = website(tmp_path)
    channel.reveal(outgoing(expires=date(2026, 12, 1)), Prepared())
    channel.tidy(START + timedelta(days=2))
    for name in ("rss.xml", "atom.xml"):
        parsed = feedparser.parse((tmp_path / name).read_bytes())
        assert not parsed.bozo
        assert parsed.entries == []
        assert parsed.feed.title == TITLE
