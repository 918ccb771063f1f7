"""What is given for a portal: HTML that every editor keeps, pictures that every portal takes, and Word."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from scheduler.calendar.model import PROVINCE, ChannelName, Hotline
from scheduler.channels.article import TAGS, html_of_article, summary_of, word_of_article
from scheduler.channels.channel import ChannelError, FailureKind, Media
from scheduler.channels.outlets import Outlets
from scheduler.channels.packs import Article, Pack, Picture, Translated
from scheduler.channels.portal import MOST_BYTES, Portal, small_jpeg
from scheduler.channels.site.records import clean
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings
from tests.channels.making import LINE_111, START, outgoing, picture
from tests.examples import examples
from tests.speech.test_word_file import lines_of

EVIL = (
    "</script><script>alert(1)</script>]]><!-- \" onerror=x ' & &amp; \u202etxt 👩\u200d👧 "
    "\u17a2\u1780\u17d2\u179f\u179a"
)
DAY = date(2026, 12, 1)


class Reader(HTMLParser):
    """The tags, with their attributes, and the text of HTML, as any parser of it finds them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said = ""
        self.strange: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def pack(title: str, text: str, link: str = "", alt: str = "") -> Pack:
    pictures = (
        Picture("a-dai-dien.jpg", alt, 1200, 630, is_lead=True),
        Picture("a-1.jpg", alt, 1080, 1350),
    )
    return Pack("a", "a@first/province/portal", title, text, link, "vi", START, pictures, numbers=("111",))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
LINES = st.lists(
    st.one_of(ANY, st.sampled_from([EVIL, "- một", "1. hai", "https://a.vn/(b)?c=<d>", "111"])), max_size=6
)


@settings(max_examples=examples(80))
@given(title=ANY, lines=LINES, name=ANY, source=ANY, alt=ANY)
@example(EVIL, [EVIL], EVIL, EVIL, EVIL)
@example("a", ["javascript:alert(1)", "https://a.vn/\"onclick='x'"], "b", "", "")
def test_whatever_is_written_it_is_clean_html_that_says_all_of_it(title, lines, name, source, alt) -> None:
    text = "\n".join(lines)
    given_, about = (
        pack(title, text, "https://a.vn/x?y=1&z", alt),
        Article(DAY, (Hotline("k", name, "111"),), (), source),
    )
    found = Reader(str(html_of_article(given_, about, pictures=True)))
    assert found.open == [] == found.strange
    for tag, attributes in found.tags:
        assert attributes.keys() <= TAGS[tag], tag
        assert re.match(r"https?://|tel:\d", attributes.get("href") or "tel:1")
    assert [one for tag, one in found.tags if tag == "img"] == [
        {"src": "a-1.jpg", "alt": clean(alt or title)}
    ]
    shown = squeezed(found.said)
    for line in clean(text).splitlines():
        # What a browser draws by itself, bullets and numbers, is no part of the text.
        assert squeezed(re.sub(r"^\s*(?:[-–•]|\d{1,2}\.)\s+(?=\S)", "", line)) in shown
    assert squeezed(clean(name)) in shown
    assert not source.strip() or squeezed(clean(source)) in shown


def test_what_is_copied_has_no_pictures_and_the_source_has_those_within() -> None:
    one, about = pack("Mật khẩu", "Dài."), Article(DAY)
    assert "<img" not in html_of_article(one, about, pictures=False)
    assert html_of_article(one, about, pictures=True).count("<img") == 1


def test_an_article_is_paragraphs_lists_links_and_whom_to_call() -> None:
    one = pack("Mật khẩu", "Ba việc:\n- hỏi\n- kể\n\nGọi 111.", "https://a.vn/")
    about = Article(DAY, (LINE_111,), ("AnToanMang",), "Quyết định 830")
    assert html_of_article(one, about, pictures=False) == (
        "<p>Ba việc:</p>\n<ul><li>hỏi</li><li>kể</li></ul>\n"
        '<p>Gọi <a href="tel:111">111</a>.</p>\n'
        '<p>Xem thêm: <a href="https://a.vn/">https://a.vn/</a></p>\n'
        "<h2>Cần giúp đỡ? Gọi ngay</h2>\n"
        '<ul><li><a href="tel:111">111</a>: Tổng đài Quốc gia bảo vệ trẻ em (24/7)</li></ul>\n'
        "<p>Nguồn: Quyết định 830</p>"
    )


def test_a_list_that_goes_on_keeps_its_numbers_where_an_editor_would_count_anew() -> None:
    one = pack("a", "3. ba\n4. gọi 111\n\n1. một")
    assert html_of_article(one, Article(DAY), pictures=False) == (
        '<p>3. ba<br>\n4. gọi <a href="tel:111">111</a></p>\n<ol><li>một</li></ol>'
    )


def test_a_summary_is_what_stands_before_the_first_list() -> None:
    assert summary_of(pack("a", "Cùng con đặt mật khẩu.\nTối nay.\n\nBa việc:\n- hỏi")) == (
        "Cùng con đặt mật khẩu. Tối nay."
    )
    assert summary_of(pack("a", "Ba việc:\n- hỏi")) == "Ba việc:"
    assert summary_of(pack("a", "- hỏi\n- kể")) == "- hỏi - kể"
    assert len(summary_of(pack("a", "dài " * 200))) <= 251


def test_the_word_file_says_the_same_with_its_picture() -> None:
    one = pack("Hỏi & đáp <1>", "Hai việc:\n1. hỏi\n2. kể\x0b", alt='"Thẻ" & <ảnh>')
    data = word_of_article(one, Article(DAY, (LINE_111,), (), "Sở"), {"a-1.jpg": picture().data})
    assert lines_of(data) == [
        ("Title", "Hỏi & đáp <1>"),
        ("Note", "1/12/2026"),
        ("Summary", "Hai việc:"),
        ("Normal", ""),
        ("Normal", "Hai việc:"),
        ("Item", "1. hỏi"),
        ("Item", "2. kể"),
        ("Heading1", "Cần giúp đỡ? Gọi ngay"),
        ("Item", "– 111: Tổng đài Quốc gia bảo vệ trẻ em (24/7)"),
        ("Normal", "Nguồn: Sở"),
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.read("word/media/anh-1.jpg") == picture().data
    khmer = replace(one, translation=Translated("ពាក្យ", "- មួយ\n- ពីរ"))
    assert lines_of(word_of_article(khmer, Article(DAY), {}))[-4:] == [
        ("Heading1", "Bản tiếng Khmer"),
        ("Summary", "ពាក្យ"),
        ("Item", "– មួយ"),
        ("Item", "– ពីរ"),
    ]


def noise(width: int, height: int, form: str, mode: str = "RGB") -> bytes:
    """The picture that compresses worst: no photo is larger."""
    made = Image.frombytes(mode, (width, height), random.Random(width).randbytes(width * height * len(mode)))
    out = io.BytesIO()
    made.save(out, form, **({"quality": 98} if form == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.parametrize(
    ("width", "height", "form", "mode"),
    [
        pytest.param(1080, 1350, "JPEG", "RGB", marks=pytest.mark.slow),
        pytest.param(1200, 630, "PNG", "RGBA", marks=pytest.mark.slow),
        (640, 400, "PNG", "RGBA"),
        (1, 1, "PNG", "RGBA"),
        (3000, 10, "PNG", "L"),
    ],
)
def test_no_picture_is_larger_than_a_portal_takes(width: int, height: int, form: str, mode: str) -> None:
    data, size = small_jpeg(noise(width, height, form, mode))
    assert len(data) <= MOST_BYTES
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
        assert abs(size[0] / size[1] - width / height) < 0.02 * width / height


def test_what_is_small_enough_stays_as_it_is() -> None:
    data = picture().data
    assert small_jpeg(data) == (data, (1080, 1350))


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    plain = {"organisation": "Hội", "portal": {"folder": "packs", "places": {"Cổng TTĐT xã": ""}}}
    office = Settings.whole().model_validate(plain)
    channel = Outlets(WorkFolder(tmp_path), office, {}, FixedClock(START)).get(
        PROVINCE, ChannelName("portal")
    )
    assert isinstance(channel, Portal)
    return channel


def test_pictures_have_names_that_say_what_they_are_and_those_of_before_go(portal: Portal) -> None:
    media = (picture("wide"), picture(), picture("wide", "Hai"), picture(alt="Hai"))
    post = outgoing(channel="portal", title="Mật khẩu mạnh: “Đừng cho ai!”", media=media)
    receipt = portal.reveal(post, portal.prepare(post))
    found = portal.packs.find(receipt.remote_id)
    assert found is not None
    assert [one.file for one in found.pictures] == [
        "mat-khau-manh-dung-cho-ai-20261201-dai-dien.jpg",
        "mat-khau-manh-dung-cho-ai-20261201-1.jpg",
        "mat-khau-manh-dung-cho-ai-20261201-2.jpg",
    ]
    assert found.article == Article(
        DAY, (LINE_111,), ("BaoVeTreEm", "AnToanMang"), "Quyết định số 830/QĐ-TTg"
    )
    portal.edit(receipt.remote_id, outgoing(channel="portal", title="ខ្មែរ", media=media[:2]))
    there = {path.name for path in (portal.packs.folder / receipt.remote_id).iterdir()}
    assert there == {
        "bai.txt",
        "pack.json",
        "mat-khau-manh-20261201-dai-dien.jpg",
        "mat-khau-manh-20261201-1.jpg",
    }


def test_what_was_put_there_under_another_title_goes_with_the_first_giving(portal: Portal) -> None:
    prepared = portal.prepare(outgoing(channel="portal", title="Một"))
    renamed = replace(outgoing(channel="portal", title="Hai"), draft=prepared.draft)
    receipt = portal.reveal(renamed, prepared)  # the title was changed after a kill
    there = {path.name for path in (portal.packs.folder / receipt.remote_id).iterdir()}
    assert there == {"bai.txt", "pack.json", "hai-20261201-dai-dien.jpg", "hai-20261201-1.jpg"}


def test_its_day_is_the_office_s(portal: Portal) -> None:
    assert portal._zone == ZoneInfo("Asia/Ho_Chi_Minh")
    late = replace(outgoing(channel="portal"), due=datetime(2026, 12, 1, 17, 30, tzinfo=UTC))
    receipt = portal.reveal(late, portal.prepare(late))
    found = portal.packs.find(receipt.remote_id)
    assert found is not None
    assert found.article is not None
    assert found.article.day == DAY + timedelta(days=1)


def test_a_picture_that_cannot_be_made_smaller_is_no_half_pack(portal: Portal) -> None:
    broken = Media(b"no picture", "image/jpeg", 10, 10, "portrait", "")
    with pytest.raises(ChannelError) as raised:
        portal.prepare(outgoing(channel="portal", media=(broken,)))
    assert raised.value.failure.kind is FailureKind.CERTAIN
    assert list(portal.packs.ids()) == []
