"""The pages: what a reader, a search engine, a share and a screen reader find in them."""

from __future__ import annotations

import json
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import fontpkg_be_vietnam_pro
import pytest

from scheduler.calendar.model import Hotline
from scheduler.channels.channel import Prepared
from scheduler.channels.site.archive import AUDIENCE, TOPIC, page_of
from scheduler.channels.site.fonts import font_files
from scheduler.channels.site.pages import ON_FRONT
from scheduler.clock import FixedClock
from tests.channels.making import ADDRESS, LINE_111, START, TITLE, outgoing, picture, website

VOID = {"meta", "link", "img", "br", "input"}
UNION = Hotline("hoi", "Hội LHPN tỉnh Sóc Trăng", "0377672444")


class Page(HTMLParser):
    """A page as its elements; well-formedness is checked on the way."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.data: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.data[tag] = self.data.get(tag, "") + data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]

    def meta(self, name: str) -> str:
        found = [one["content"] for one in self.all("meta") if name in (one.get("property"), one.get("name"))]
        assert len(found) == 1, name
        return found[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    clock = FixedClock(START)
    channel = website(folder, clock, directory=lambda _: (LINE_111, UNION))
    posts = [
        outgoing("bai-0", title="Bài không"),
        outgoing(
            "bai-1",
            title="Mật khẩu & “khóa”: <dài>",
            link="https://a.vn/?x=1&y=2",
            hotlines=(LINE_111, UNION),
        ),
        outgoing("bai-2", title="Ba thẻ", media=tuple(picture(size) for size in ("wide", "portrait") * 3)),
        outgoing("bai-3", title="Không ảnh", media=(), hotlines=(), topic=""),
    ]
    for post in posts:
        channel.reveal(post, channel.prepare(post))
        clock.wait(86400)
    return folder


ALL = [
    "index.html",
    "luu-tru.html",
    "tim.html",
    "duong-day-nong.html",
    *(f"bai/bai-{number}.html" for number in range(4)),
]


@pytest.mark.parametrize("name", ALL)
def test_every_page_is_sound_and_leads_only_to_what_is_there(site: Path, name: str) -> None:
    page = Page(site / name)
    assert page.all("html") == [{"lang": "vi"}]
    assert len(page.all("main")) == len(page.all("h1")) == 1
    assert page.all("meta", name="viewport")
    assert page.all("link", rel="canonical")[0]["href"] == ADDRESS + ("" if name == "index.html" else name)
    assert page.all("a", **{"class": "skip"})[0]["href"] == f"#{page.all('main')[0]['id']}"
    here = f"http://site/{name}"
    for tag, key in (("a", "href"), ("img", "src"), ("link", "href"), ("img", "srcset")):
        for element in page.all(tag):
            for part in element.get(key, "").split(", "):
                target = urlsplit(urljoin(here, part.split(" ")[0]))
                if part and target.netloc == "site":
                    assert (site / unquote(target.path).lstrip("/")).is_file(), part
    for image in page.all("img"):
        assert image.keys() >= {"alt", "width", "height"}


@pytest.mark.parametrize("name", ALL)
def test_no_page_needs_another_host_and_its_policy_lets_it_ask_none(site: Path, name: str) -> None:
    page = Page(site / name)
    assert page.all("link")
    own = "script-src 'self'; style-src 'self'; img-src 'self'"
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith(f"default-src 'none'; {own};")
    assert "http" not in policy
    assert "unsafe" not in policy
    for tag, key in (("img", "src"), ("script", "src"), ("iframe", "src")):
        assert not any(one.get(key, "").startswith("http") for one in page.all(tag))
    assert not any("style" in attributes or "onclick" in attributes for _, attributes in page.elements)
    assert all(one["href"].startswith((ADDRESS, "../", "site.", "mark", "chu/")) for one in page.all("link"))
    assert "http" not in (site / "site.css").read_text(encoding="utf-8")


def test_a_shared_post_shows_its_title_its_words_and_its_wide_card(site: Path) -> None:
    page = Page(site / "bai/bai-1.html")
    record = json.loads((site / "posts/bai-1.json").read_bytes())
    wide = next(one for one in record["pictures"] if one["size"] == "wide")
    assert page.meta("og:type") == "article"
    assert page.meta("og:title") == page.meta("twitter:title") == "Mật khẩu & “khóa”: <dài>"
    assert page.meta("og:url") == f"{ADDRESS}bai/bai-1.html"
    assert page.meta("og:image") == page.meta("twitter:image") == ADDRESS + wide["file"]
    assert (page.meta("og:image:width"), page.meta("og:image:height")) == ("1200", "630")
    assert page.meta("og:image:alt") == "Tấm thẻ"
    assert page.meta("og:locale") == "vi_VN"
    assert page.meta("twitter:card") == "summary_large_image"
    assert page.meta("og:description").startswith("Cùng con đặt mật khẩu dài.")
    assert page.meta("article:published_time") == "2026-12-02T07:30:00+07:00"


def test_a_search_engine_reads_an_article(site: Path) -> None:
    article = json.loads(Page(site / "bai/bai-1.html").data["script"])
    assert article["@type"] == "Article"
    assert article["headline"] == "Mật khẩu & “khóa”: <dài>"
    assert article["datePublished"] == "2026-12-02T07:30:00+07:00"
    assert article["author"]["name"] == TITLE
    assert article["inLanguage"] == "vi"


def test_a_post_says_for_whom_what_about_from_where_and_whom_to_call(site: Path) -> None:
    page = Page(site / "bai/bai-1.html")
    said = " ".join(page.data["body"].split())
    for part in ("Dành cho cha mẹ", "Kỹ năng số", "Nguồn: Quyết định số 830/QĐ-TTg", "#BaoVeTreEm"):
        assert part in said
    assert "Thứ Tư, 2/12/2026 · 07:30" in said
    assert page.all("a", href="https://a.vn/?x=1&y=2")
    # in the text, and again as buttons to call
    assert len(page.all("a", href="tel:111")) == len(page.all("a", href="tel:0377672444")) == 2


def test_a_post_leads_to_the_one_before_and_the_one_after(site: Path) -> None:
    page = Page(site / "bai/bai-1.html")
    assert page.all("a", rel="prev")[0]["href"] == "../bai/bai-0.html"
    assert page.all("a", rel="next")[0]["href"] == "../bai/bai-2.html"
    assert not Page(site / "bai/bai-0.html").all("a", rel="prev")
    assert not Page(site / "bai/bai-3.html").all("a", rel="next")


def test_every_card_of_a_post_is_shown_and_a_phone_gets_the_small_file(site: Path) -> None:
    pictures = [one for one in Page(site / "bai/bai-2.html").all("img") if one["alt"]]
    assert len(pictures) == 3
    assert all(" 540w, " in one["srcset"] and one["srcset"].endswith(" 1080w") for one in pictures)


def test_the_index_shows_the_newest_first_and_a_post_without_pictures_too(site: Path) -> None:
    page = Page(site / "index.html")
    links = [one["href"] for one in page.all("a") if one["href"].startswith("bai/")]
    assert list(dict.fromkeys(links)) == [f"bai/bai-{number}.html" for number in (3, 2, 1, 0)]
    assert page.all("a", href="tel:111")


def test_the_front_page_keeps_the_latest_and_leads_to_the_archive_for_the_rest(tmp_path: Path) -> None:
    channel = website(tmp_path, keep=2)
    for number in range(4):
        channel.reveal(outgoing(f"bai-{number}"), Prepared())
    front, archive = Page(tmp_path / "index.html"), Page(tmp_path / "luu-tru.html")
    links = {page: {one["href"] for one in page.all("a")} for page in (front, archive)}
    assert sum(link.startswith("bai/") for link in links[front]) == 2
    assert "luu-tru.html" in links[front]
    assert {f"bai/bai-{number}.html" for number in range(4)} <= links[archive]


def test_the_site_speaks_english_where_the_office_does(tmp_path: Path) -> None:
    channel = website(tmp_path, language="en")
    channel.reveal(outgoing(), Prepared())
    page = Page(tmp_path / "bai/mat-khau-manh.html")
    assert "Tuesday, 1 December 2026 · 07:30" in page.data["body"]
    assert page.all("html") == [{"lang": "vi"}]  # the post itself is Vietnamese
    assert Page(tmp_path / "index.html").all("html") == [{"lang": "en"}]


@pytest.mark.parametrize(("number", "name"), [(400, "Regular"), (600, "SemiBold"), (800, "ExtraBold")])
def test_a_packed_font_unpacks_to_the_very_same_tables(number: int, name: str) -> None:
    packed = font_files()[f"BeVietnamPro-{number}.woff"]
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    font = (folder / f"BeVietnamPro-{name}.ttf").read_bytes()
    signature, flavor, length, count, _, total = struct.unpack_from(">4sIIHHI", packed)
    assert (signature, flavor, length) == (b"wOFF", 0x00010000, len(packed))
    assert total == len(font) + -len(font) % 4
    for index in range(count):
        tag, offset, size, plain_size, checksum = struct.unpack_from(">4sIIII", packed, 44 + 20 * index)
        data = packed[offset : offset + size]
        plain = zlib.decompress(data) if size < plain_size else data
        entry = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        assert (tag, checksum, plain_size) == (entry[0], entry[1], entry[3])
        assert plain == font[entry[2] : entry[2] + entry[3]]
    assert len(packed) < len(font) / 2


def test_a_post_is_shared_without_any_script_of_others(site: Path) -> None:
    page = Page(site / "bai/bai-1.html")
    (box,) = page.all("div", id="chia-se")
    assert (box["data-title"], box["data-address"]) == (
        "Mật khẩu & “khóa”: <dài>",
        f"{ADDRESS}bai/bai-1.html",
    )
    sharer = "https://www.facebook.com/sharer/sharer.php?u="
    (link,) = [one for one in page.all("a") if one["href"].startswith(sharer)]
    assert unquote(link["href"].removeprefix(sharer)) == box["data-address"]
    assert "&" not in link["href"]
    assert link["rel"] == "noopener noreferrer"
    buttons = [one for one in page.all("button") if "data-share" in one or "data-copy" in one]
    assert len(buttons) == 2
    assert all("hidden" in one for one in buttons), "without the script they would do nothing"
    assert f"{ADDRESS}bai/bai-1.html" in page.data["main"], "on paper its address is read"


def test_the_front_page_stays_short_and_leads_to_search_topics_readers_and_hotlines(tmp_path: Path) -> None:
    channel = website(tmp_path)
    for number in range(ON_FRONT + 3):
        channel.reveal(outgoing(f"bai-{number}", media=()), Prepared())
    page = Page(tmp_path / "index.html")
    links = [one["href"] for one in page.all("a")]
    assert len({link for link in links if link.startswith("bai/")}) == ON_FRONT
    assert {"tim.html", "luu-tru.html", "duong-day-nong.html", page_of(TOPIC, "Kỹ năng số")} < {*links}
    assert page_of(AUDIENCE, "Cha mẹ") in links
    assert page.all("form", action="tim.html", role="search")
    assert json.loads(page.data["script"])["@type"] == "Organization"
