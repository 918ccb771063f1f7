"""An office that writes in English letters alone: whatever Vietnamese a page then has, is the desk's own."""

import re

import pytest

from scheduler.desk.pages.texts import WORDS
from tests.desk.conftest import client_of, hold

SETTINGS = """\
organisation: Office of Soc Trang
audiences: {parents: Parents}
topics: {passwords: Passwords}
approval: required
facebook: {page: "102938475610293", token: env:LOA_FACEBOOK_TOKEN, version: v26.0}
website: {folder: var/site, address: "https://phunu.soctrang.gov.vn/tin/"}
"""
POSTS = """\
posts:
  - id: strong
    at: 2026-12-01 07:30
    title: A strong word
    text: Choose a long one. Call {{ hotline('line') }}.
    channels: [facebook, website]
    hotlines: [line]
    audience: parents
    topic: passwords
    card: {template: tip, headline: A strong word, body: Long., alt: A card}
  - id: draft
    title: Not ready
    text: Not ready.
    status: draft
"""
ADDRESSES = (
    "/", "/month", "/post/strong", "/post/draft", "/deliveries", "/history?key=strong@first/province/website",
    "/units", "/sheet", "/write", "/write/strong", "/problems", "/nowhere",
)  # fmt: skip
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
# The way to the other language, and the words by which a drawing is found, which nobody is shown.
OFFICES_OWN = re.compile(r'Tiếng Việt|Xem trang này bằng tiếng Việt|data-words="[^"]*"')


@pytest.fixture
def office(folder):
    (folder.config / "settings.yaml").write_text(SETTINGS, "utf-8")
    (folder.config / "hotlines.yaml").write_text('line: {name: The line, number: "111"}\n', "utf-8")
    (folder.posts / "2026-12.yaml").write_text(POSTS, "utf-8")
    hold(folder, "strong", "website")
    return folder


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_english_page_has_no_vietnamese(office, address):
    page = client_of(office).get(address, params={**_query(address), "lang": "en"}).text
    assert '<html lang="en">' in page
    shown = OFFICES_OWN.sub("", page)
    assert [line.strip() for line in shown.splitlines() if VIETNAMESE.search(line)] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_vietnamese_page_has_no_english_of_the_desk(office, address):
    page = client_of(office).get(address, params={**_query(address), "lang": "vi"}).text
    assert '<html lang="vi">' in page
    english = [text.en for text in WORDS.values() if "{" not in text.en and text.en != text.vi]
    own = {"Read this page in English", "English"}
    assert [said for said in english if f">{said}<" in page and said not in own] == []


def _query(address):
    _, _, query = address.partition("?")
    return dict([query.split("=", 1)]) if query else {}
