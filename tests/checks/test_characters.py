"""Characters that nobody meant to publish are told where they stand, and can be taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.units import read_names
from scheduler.characters import cleaned, odd_in, shown
from scheduler.files import WorkFolder
from scheduler.folding import fold
from scheduler.settings.loading import load_settings
from tests.checks.conftest import Find, posts
from tests.examples import examples

CARD = {"template": "tip", "headline": "Hỏi con", "alt": "Tấm thẻ vẽ mặt trăng"}


def test_one_that_does_not_belong_is_told_behind_one_that_does(find: Find):
    calendar = posts({"text": "Cả nhà 👨\u200d👩 và ba\u200dmá"})
    (problem,) = find(calendar)
    line = calendar.splitlines()[problem.place.line - 1]
    assert problem.place.column - 1 == line.index("a\u200dm") + 1


@pytest.mark.parametrize(
    ("code", "text", "character", "words"),
    [
        ("broken-character", "\uf0b7 Khóa máy lại", "\uf0b7", "dấu đầu dòng của Word"),
        ("broken-character", "Bấm \uf0e0 là xong", "\uf0e0", "phông chữ"),
        ("broken-character", "Hỏi con \u202eđọc ngược\u202c xong", "\u202e", "đảo chiều"),
        ("broken-character", "Hỏi \u2067con\u2069", "\u2067", "đảo chiều"),
        ("hidden-character", "Bảo v\u00adệ trẻ em", "\u00ad", "gạch nối ẩn"),
        ("hidden-character", "Thẻ\u200b ẩn", "\u200b", "khoảng trống ẩn"),
        ("hidden-character", "Con\u200e kể", "\u200e", "hướng chữ"),
        ("hidden-character", "Ba\u200dmá", "\u200d", "dấu nối ẩn"),
        ("hidden-character", "Ba\u2060má", "\u2060", "dấu nối ẩn"),
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        lambda text: {"text": text},
        lambda text: {"title": text},
        lambda text: {"first_comment": text},
        lambda text: {"source": text},
        lambda text: {"channels": {"website": {"text": text}}},
        lambda text: {"card": CARD | {"body": text}},
        lambda text: {"card": CARD | {"alt": text}},
        lambda text: {"card": {"template": "checklist", "points": ["Một", text], "alt": "Thẻ"}},
    ],
)
def test_each_is_told_where_it_stands_in_any_public_text(find: Find, where, code, text, character, words):
    calendar = posts(where(text))
    problem = next(one for one in find(calendar) if one.code == code)
    place = problem.place
    assert calendar.splitlines()[place.line - 1][place.column - 1] == character
    assert problem.is_error == (code == "broken-character")
    assert words in problem.wrong()
    assert f"U+{ord(character):04X}" in problem.wrong()
    assert character not in problem.as_text() + problem.as_text("en")


@pytest.mark.parametrize(
    "text",
    [
        "Cả nhà 👨\u200d👩\u200d👧 vui ❤\ufe0f, số 1\ufe0f\u20e3, cờ 🏴\U000e0067\U000e0062\U000e007f",
        "សួស្តី\u200bកុមារ\u200cក",
        "Tiếng Việt – “đủ dấu” • chấm … 12\u00a0000 đồng",
    ],
)
def test_what_emoji_khmer_and_office_writing_need_is_left_alone(text):
    assert list(odd_in(text)) == []
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\uf0b7 Khóa máy\n\uf0b7\tHỏi con\n  \uf0a7Kể", "• Khóa máy\n• Hỏi con\n▪ Kể"),
        ("\ue123 Một\n\uf0fc Hai", "• Một\n✓ Hai"),
        ("Bấm \uf0e0 xong \uf04a", "Bấm → xong ☺"),
        ("Hỏi con \u202eđọc ngược\u202c xong", "Hỏi con đọc ngược xong"),
        ("Bảo v\u00adệ tr\u200bẻ", "Bảo vệ trẻ"),
    ],
)
def test_cleaning_puts_in_what_was_meant(text, clean):
    assert cleaned(text) == clean


ODD = st.text(
    st.one_of(
        st.sampled_from("\u200b\u200c\u200d\u202e\u2069\u00ad\uf0b7\uf0e0\ue000\ufe0f\U000e0062🏴👩ក \n\ta"),
        st.characters(categories=["Cf", "Co", "L"]),
    )
)


@given(ODD)
@settings(max_examples=examples(200))
def test_after_cleaning_nothing_odd_is_left_and_every_letter_stays(text):
    clean = cleaned(text)
    assert list(odd_in(clean)) == []
    assert cleaned(clean) == clean
    letters = [one for one in fold(text).text if one.isalpha()]
    assert [one for one in fold(clean).text if one.isalpha()] == letters
    assert len(shown(text)) == len(text)


@pytest.mark.parametrize("tag", ["@[102938475610293]", "@[1029:1:Hội Phụ nữ]", "@\u200b[102938475610293]"])
def test_a_page_that_facebook_would_take_out_is_told(find: Find, tag):
    told = [one for one in find(posts({"text": f"Cảm ơn {tag} đã tới."})) if one.code == "page-tag"]
    assert [one.is_error for one in told] == [True]
    assert find(posts({"text": "Viết về hoi@hoi.vn [hỏi đáp], @HoiPhuNu."})) == []


def test_names_of_the_office_its_units_and_its_lines_are_looked_at_too(tmp_path: Path):
    folder = WorkFolder(tmp_path)
    (tmp_path / "config").mkdir()
    write = (tmp_path / "config/settings.yaml").write_text
    write('organisation: "Hội \\u202ePhụ nữ"\n', encoding="utf-8")
    none, (problem,) = load_settings(folder)
    assert none is None
    assert (problem.code, problem.place.line) == ("broken-character", 1)
    assert "trang làm việc" not in problem.way_out()  # where only posts are cleaned
    write("organisation: Hội LH\u00adPN\nwebsite: {address: 'https://x.vn/'}\n", encoding="utf-8")
    office, (warning,) = load_settings(folder)
    assert office is not None
    assert (warning.code, warning.is_error) == ("hidden-character", False)
    (tmp_path / "config/hotlines.yaml").write_text(
        "mot: {name: \uf0b7 Tổng đài, number: '111'}\nhai: {name: Hội\u200b Tỉnh, number: '112'}\n",
        encoding="utf-8",
    )
    site = "website: {folder: x, address: 'https://y.vn/'}"
    (tmp_path / "config/units.yaml").write_text(
        f"units:\n  - {{id: x, name: Hội\u202e X, {site}}}\n", encoding="utf-8"
    )
    directory, units = read_names(folder, office)
    assert list(directory.hotlines) == ["hai"]
    assert "x" not in units.units
    assert [(one.code, one.is_error) for one in directory.problems] == [
        ("broken-character", True),
        ("hidden-character", False),
        ("broken-character", True),
    ]
