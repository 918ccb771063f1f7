"""A post's text as HTML, and cut short."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.site.prose import excerpt, html_of, phrased


def test_paragraphs_and_lines_stay_apart() -> None:
    assert html_of("Một\nhai\n\n\nBa") == "<p>Một<br>\nhai</p>\n<p>Ba</p>"


def test_lists_are_lists_even_within_a_paragraph() -> None:
    assert html_of("Ba việc:\n- hỏi\n• kể\nXong.") == (
        "<p>Ba việc:</p>\n<ul><li>hỏi</li><li>kể</li></ul>\n<p>Xong.</p>"
    )
    assert html_of("1. một\n2) hai") == "<ol><li>một</li><li>hai</li></ol>"


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("Gọi 111 ngay.", ["111"]),
        ("(111)", ["111"]),
        ("0377 672 444, 0299 3551 717 hoặc 0299.3551717", ["0377672444", "02993551717", "02993551717"]),
        ("0377672444", ["0377672444"]),
        ("Nghị quyết 111/NQ, 111% và 1.111 bài, số 1110", []),
        ("ngày 01/12/2026, 0,377672444 và A0377672444", []),
        ("mã 03776724441234", []),
    ],
)
def test_telephone_numbers_can_be_called_and_other_numbers_cannot(text: str, dialled: list[str]) -> None:
    assert re.findall(r'href="tel:(\d+)"', html_of(text, ["111"])) == dialled


def test_a_short_number_is_a_telephone_number_only_where_it_is_known_as_one() -> None:
    assert "tel:" not in html_of("Gọi 111.")


def test_addresses_become_links_without_the_full_stop_behind_them() -> None:
    made = html_of("Xem https://a.vn/x?b=1&c=2.")
    assert made == (
        '<p>Xem <a href="https://a.vn/x?b=1&amp;c=2" rel="noopener">https://a.vn/x?b=1&amp;c=2</a>.</p>'
    )


def test_an_excerpt_ends_between_words_or_at_a_sentence() -> None:
    assert excerpt("Ngắn\nthôi.") == "Ngắn thôi."
    assert excerpt("Một câu đủ dài để đứng một mình. Câu sau thì không vừa chỗ nữa.", 40) == (
        "Một câu đủ dài để đứng một mình."
    )
    assert excerpt("một hai ba bốn năm sáu bảy", 13) == "một hai ba…"
    assert excerpt("Ba việc:\n- hỏi\n2. kể") == "Ba việc: hỏi kể"


def test_a_heading_breaks_between_its_phrases() -> None:
    assert phrased("Gặp chuyện trên mạng? Gọi <111>.") == (
        "<span>Gặp chuyện trên mạng?</span> <span>Gọi &lt;111&gt;.</span>"
    )


@given(st.text())
def test_nothing_that_is_written_becomes_markup_or_gets_lost(text: str) -> None:
    made = str(html_of(text, ["111"]))
    bare = re.sub(r"</?(?:p|ul|ol|li)>|<br>|<a href=\"[^\"<>]*\"(?: rel=\"noopener\")?>|</a>", "", made)
    assert not re.search(r"[<>]", bare)
    kept = [part for part in re.split(r"\W+", html.unescape(bare)) if part]
    written = [part for part in re.split(r"\W+", text) if part]
    numbers = re.findall(r"\d+", text)
    assert [part for part in kept if part not in numbers] == [part for part in written if part not in numbers]


@given(st.text(), st.integers(5, 300))
def test_an_excerpt_is_one_line_and_never_too_long(text: str, most: int) -> None:
    short = excerpt(text, most)
    assert len(short) <= most + 1
    assert short == " ".join(short.split())
