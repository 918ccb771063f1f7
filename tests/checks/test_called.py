"""A number that nobody has called within a year: told once, or, where the office wants it, holding posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.checks.rules import read_checked
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.checks.conftest import TODAY, Find, posts

HELD = {"hotline-unverified": "error"}
CARD = {"template": "hotline", "headline": "Hỏi con", "hotline": "cu", "alt": "Thẻ có số thật lớn"}


@pytest.fixture
def line(tmp_path: Path, find: Find):
    """Let the line `cu` have been called on that day ('': never)."""

    def called(day: str) -> None:
        said = f", verified_on: {day}" if day else ""
        text = f"cu: {{name: Đường dây cũ, number: 18001567{said}}}\n"
        (tmp_path / "config/hotlines.yaml").write_text(text, encoding="utf-8")

    return called


def test_it_is_told_once_where_it_stands_however_many_posts_name_it(find: Find, line):
    line("")
    (told,) = find(
        posts({"hotlines": ["cu"]}, {"hotlines": ["cu"], "at": "2026-12-09 07:30", "text": "Khác."})
    )
    assert (told.code, told.is_error, told.post) == ("hotline-unverified", False, "")
    assert (told.place.file, told.place.line) == ("config/hotlines.yaml", 1)
    assert "18001567" in told.wrong()
    assert "Đường dây cũ" in told.wrong()
    assert "verified_on" in told.way_out()


def test_switched_off_nothing_is_told(find: Find, line):
    line("")
    assert find(posts({"hotlines": ["cu"]}), checks={"hotline-unverified": "off"}) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Gọi {{ hotline('cu') }}."},
        {"text": "Gọi 1800 1567."},
        {"card": {"template": "number", "number": "18001567", "headline": "Số của con", "alt": "Thẻ có số"}},
        {"hotlines": ["cu"]},
        {"card": CARD},
    ],
)
def test_where_the_office_wants_it_each_post_that_names_the_line_is_stopped(find: Find, line, fields):
    line("")
    told = [one for one in find(posts(fields), checks=HELD) if one.is_error]
    assert [(one.code, one.post) for one in told] == [("hotline-unverified", "bai-0")]
    assert "Đường dây cũ” (config/hotlines.yaml:1)" in told[0].wrong()
    line("2026-11-20")
    assert find(posts(fields), checks=HELD) == []


def test_a_line_is_told_once_for_a_post_however_often_it_names_it(find: Find, line):
    line("")
    post = {"text": "Gọi {{ hotline('cu') }} hay 1800 1567.", "hotlines": ["cu"], "card": CARD}
    assert sum(one.is_error for one in find(posts(post), checks=HELD)) == 1


@pytest.mark.parametrize(("day", "is_held"), [("2026-12-31", False), ("2027-01-01", True)])
def test_the_year_counts_to_the_day_on_which_the_post_goes_out(find: Find, line, day, is_held):
    line("2025-12-31")
    told = find(posts({"hotlines": ["cu"], "at": f"{day} 07:30"}), checks=HELD)
    assert [one.is_error for one in told] == ([True] if is_held else [])
    if is_held:
        assert "31/12/2025" in told[0].wrong()


def test_a_day_that_has_not_come_proves_nothing(find: Find, line):
    line("2027-11-20")
    told = find(posts({"hotlines": ["cu"], "at": "2026-12-02 07:30"}), checks=HELD)
    assert {one.is_error for one in told} == {True, False}
    assert "chưa tới" in told[0].wrong()


def test_what_went_out_before_is_not_judged_anew(find: Find, line):
    line("")
    told = find(posts({"hotlines": ["cu"], "at": "2026-11-02 07:30"}), checks=HELD)
    assert [one.is_error for one in told] == [False]


def test_a_units_own_line_keeps_no_other_unit_waiting(find: Find, line, tmp_path: Path):
    line("")
    units = "units:\n  - {id: province, hotlines: [cu]}\n"
    (tmp_path / "config/units.yaml").write_text(units, encoding="utf-8")
    told = find(posts({"text": "Gọi {{ unit.hotline }}."}), checks=HELD)
    assert [one.is_error for one in told] == [False]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Sáng thứ bảy rảnh tay.", "thứ Bảy"),
        ("Sáng Thứ Bảy rảnh tay.", "thứ Bảy"),
        ("Họp chiều thứ 7, nhớ tới.", "thứ Bảy"),
        ("Thứ bảy này, nhà mình đi chợ.", "Thứ Bảy"),
        ("Họp thứ tư, ngày 2/12.", "thứ Tư"),
        ("Tối chủ nhật con cháu đông đủ.", "Chủ Nhật"),
        ("Tối Chủ nhật con cháu đông đủ.", "Chủ Nhật"),
        ("Sáng thứ Bảy, tối Chủ Nhật. Thứ Hai này họp.", ""),
        ("Bàn thứ ba hôm nay im hơn mọi bữa.", ""),
        ("Người thứ hai chưa để ý thì kể với người thứ ba.", ""),
        ("Đứa con thứ ba này hay cười.", ""),
        ("Lần thứ hai này con nói thật.", ""),
        ("Ngày thứ ba đi học, con quen hơn.", ""),
        ("Đêm thứ hai của trại, các em tập nói không.", ""),
        ("Tuần thứ ba này mình tập nói không.", ""),
        ("Gia chủ nhật ký từng ngày.", ""),
        ("Hẹn gặp vào thứ năm.", "thứ Năm"),
        ("Vào ngày thứ năm, chi hội họp.", "thứ Năm"),
        ("Mở cửa từ thứ hai đến thứ Sáu.", "thứ Hai"),
        ("THỨ BẢY NÀY", ""),
    ],
)
def test_days_of_the_week_are_spelt_one_way_and_ordinals_are_no_days(find: Find, said, wanted):
    told = [one for one in find(posts({"text": said})) if one.code == "day-spelling"]
    assert [one.values["wanted"] for one in told] == ([wanted] if wanted else [])
    assert not any(one.is_error for one in told)


def test_khmer_that_nobody_has_looked_over_is_told_until_somebody_has(find: Find):
    post = {"language": "km", "title": "សួស្តី", "text": "សួស្តី"}
    (told,) = find(posts(post))
    assert (told.code, told.is_error) == ("khmer-unread", False)
    assert find(posts(post | {"khmer_reader": "Cô Sa Rây, 28/11/2026"})) == []
    for nobody in (" ", "chưa có", "Không", "?", "-"):
        assert [one.code for one in find(posts(post | {"khmer_reader": nobody}))] == ["khmer-unread"]


@pytest.mark.parametrize(
    ("reader", "is_read"),
    [
        ("Cô Sa Rây, ngày 28/11/2026", True),
        ("cô rây đọc lại, 28.11.26", True),
        ("Thạch Thị Sa Rây, 28 tháng 11 năm 2026", True),
        ("Sa Rây 2026-11-28", True),
        ("លោកគ្រូ សុខា ២៨/១១/២០២៦", True),
        ("sẽ nhờ cô Rây", False),
        ("sẽ nhờ cô Rây đọc ngày 28/11/2026", False),
        ("Cô Sa Rây", False),
        ("Cô Sa Rây, 28/11", False),
        ("đã đọc xong ngày 28/11/2026", False),
        ("Cô Sa Rây, ngày 31/11/2026", False),
        ("Cô Sa Rây, ngày 28/11/2036", False),
    ],
)
def test_a_reading_needs_who_and_a_day_that_has_come(find: Find, reader, is_read):
    told = find(posts({"language": "km", "title": "សួស្តី", "text": "សួស្តី", "khmer_reader": reader}))
    assert [(one.code, one.is_error) for one in told] == ([] if is_read else [("khmer-unread", False)])
    assert all(reader in one.wrong("vi") for one in told)


def test_kept_findings_tell_it_too(find: Find, line, tmp_path: Path):
    line("")
    find(posts({"hotlines": ["cu"]}))
    folder = WorkFolder(tmp_path)
    settings, _ = load_settings(folder)
    first, again = (read_checked(folder, settings, today=TODAY).problems for _ in range(2))
    assert [one.code for one in first] == ["hotline-unverified"]
    assert list(again) == list(first)
