"""A post's text as HTML, and cut short."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.site.prose import address_in, excerpt, html_of, phrased
from scheduler.rehearsal.viewing import dressed


def test_paragraphs_and_lines_stay_apart() -> None:
    assert html_of("Một\nhai\n\n\nBa") == "<p>Một<br>\nhai</p>\n<p>Ba</p>"


def test_lists_are_lists_even_within_a_paragraph() -> None:
    assert html_of("Ba việc:\n- hỏi\n• kể\nXong.") == (
        "<p>Ba việc:</p>\n<ul><li>hỏi</li><li>kể</li></ul>\n<p>Xong.</p>"
    )
    assert html_of("1. một\n2. hai") == "<ol><li>một</li><li>hai</li></ol>"


def test_a_list_goes_on_over_blank_lines_with_its_own_numbers() -> None:
    assert html_of("1. một\n\n2. hai\n\n\n3. ba\n\nTối mai làm tiếp:\n4. bốn\n5. năm\n\n- a\n\n- b") == (
        "<ol><li>một</li><li>hai</li><li>ba</li></ol>\n<p>Tối mai làm tiếp:</p>\n"
        '<ol start="4"><li>bốn</li><li>năm</li></ol>\n<ul><li>a</li><li>b</li></ul>'
    )
    assert html_of("1. một\n1. lại một\n3. ba\n0. không") == (
        '<ol><li>một</li></ol>\n<ol><li>lại một</li></ol>\n<ol start="3"><li>ba</li></ol>\n'
        '<ol start="0"><li>không</li></ol>'
    )


@pytest.mark.parametrize("marker", ["4)", "a)", "01.", "✅", "✔", "*", "១.", "111."])
def test_what_a_browser_would_draw_otherwise_stays_as_it_is_written(marker: str) -> None:
    line = f"{marker} hỏi"
    assert html_of(f"{line}\n{line}") == f"<p>{line}<br>\n{line}</p>"


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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://vi.wikipedia.org/wiki/An_toàn_(mạng) nhé", "https://vi.wikipedia.org/wiki/An_toàn_(mạng)"),
        ("(xem https://a.vn/b_(c)).", "https://a.vn/b_(c)"),
        ("(https://a.vn/b)", "https://a.vn/b"),
        ("[https://a.vn/b[1]].", "https://a.vn/b[1]"),
        ("“https://a.vn/b”, rồi", "https://a.vn/b"),
        ("សូមមើល https://a.vn/b។", "https://a.vn/b"),
        ("https://a.vn/?q={x}…", "https://a.vn/?q={x}"),
    ],
)
def test_a_closing_bracket_belongs_to_the_address_that_opened_it(written: str, address: str) -> None:
    assert re.findall(r'href="([^"]*)"', html_of(written)) == [address]
    assert re.findall(r'href="([^"]*)"', dressed(written)) == [address]  # the practice page shows the same


def test_no_address_is_made_of_nothing_and_none_takes_long() -> None:
    assert html_of("Gõ https://… và http://)") == "<p>Gõ https://… và http://)</p>"
    assert dressed("https://…") == "https://…"
    assert len(address_in("https://a.vn/" + ")" * 100_000)) == len("https://a.vn/")


def test_an_excerpt_ends_between_words_or_at_a_sentence() -> None:
    assert excerpt("Ngắn\nthôi.") == "Ngắn thôi."
    assert excerpt("Một câu đủ dài để đứng một mình. Câu sau thì không vừa chỗ nữa.", 40) == (
        "Một câu đủ dài để đứng một mình."
    )
    assert excerpt("một hai ba bốn năm sáu bảy", 13) == "một hai ba…"
    assert excerpt("Ba việc:\n- hỏi\n2. kể\n✅ ôm") == "Ba việc: - hỏi 2. kể ✅ ôm"
    assert excerpt("Ba bước cần nhớ: 1. khóa máy lại 2. hỏi con", 36) == "Ba bước cần nhớ: 1. khóa máy lại…"
    assert excerpt("Cần giúp đỡ thì gọi 0377 672 444 ngay", 28) == "Cần giúp đỡ thì gọi…"


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
