"""A commune's plan as it is kept: the year in its title, its own names for things, notes, who sees to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.units import read_names
from scheduler.calendar.wording import word
from scheduler.calendar.yaml_text import yaml_text
from scheduler.files import WorkFolder
from scheduler.kinds.registry import kinds
from scheduler.settings.model import Settings
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.hand import Hand
from scheduler.spreadsheets.importing import Imported, import_posts, lines_of
from scheduler.spreadsheets.learnt import FILE, learn, load_learnt
from scheduler.spreadsheets.loading import read_workbook
from scheduler.spreadsheets.vocabulary import vocabulary
from scheduler.spreadsheets.writing import Sources, workbook
from tests.spreadsheets.test_columns_and_rows import saved

TITLE = "KẾ HOẠCH TRUYỀN THÔNG THÁNG 12 NĂM 2026"
Bring = Callable[..., Imported]


def plan(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "Kế hoạch") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
        assert any(isinstance(cell, MergedCell) for row in sheet[cells] for cell in row)
    return saved(book)


COMMUNE = plan(
    [
        ["HỘI LHPN XÃ MỸ XUYÊN", None, None, "Mỹ Xuyên, ngày 25 tháng 11 năm 2025"],
        [TITLE],
        ["(Thực hiện Quyết định số 830/QĐ-TTg năm 2021)"],
        [],
        ["STT", "Thời gian", None, "Bài đăng", None, "Kênh đăng tải", "Người phụ trách", "Ghi chú"],
        [None, "Ngày", "Giờ", "Tiêu đề bài viết", "Nội dung", None, None, None],
        [
            1,
            "Thứ tư 9/12",
            "7h30",
            "Mật khẩu mạnh",
            "Đặt mật khẩu dài.",
            "Fanpage",
            "Chị Lan",
            "Xin ảnh tổ 3",
        ],
        [2, "Thứ 5 ngày 10/12", "19 giờ", "Ngủ sớm", "Tắt máy rồi ngủ.", "FB + Trang web", "Chị Hoa", None],
        [None, None, None, "Ghi chú: các bài gửi trước hai ngày"],
        [None, None, None, None, "TM. BAN THƯỜNG VỤ"],
        [None, None, None, "Người lập biểu", "CHỦ TỊCH"],
        [],
        [None, None, None, "Trần Thị Lan", "Nguyễn Thị Hoa"],
    ],
    ["A2:H2", "A5:A6", "B5:C5", "D5:E5", "F5:F6", "G5:G6", "H5:H6"],
)


@pytest.fixture
def bring(folder: WorkFolder, settings: Settings) -> Bring:
    """Imports a workbook into the small folder, with what was learnt there."""

    def bring_in(data: bytes, hand: Hand | None = None) -> Imported:
        directory, _ = read_names(folder, settings)
        learnt, _ = load_learnt(folder)
        words = vocabulary(settings, directory.hotlines, learnt=learnt.words)
        book = read_workbook("ke-hoach.xlsx", data, hand or Hand(headings=learnt.columns))
        return import_posts(book, words, settings, directory, "posts/ke-hoach.yaml")

    return bring_in


def errors(imported: Imported) -> list[str]:
    return [problem.as_text().split("\n")[0] for problem in imported.problems if problem.is_error]


def test_a_communes_plan_is_read_below_its_title_and_above_its_signatures(bring, folder):
    learn(folder, words={"channels": {"Fanpage": "facebook"}})
    imported = bring(COMMUNE)
    assert errors(imported) == []
    assert [draft.entry for draft in imported.drafts] == [
        {
            "id": "mat-khau-manh",
            "at": "2026-12-09 07:30",
            "title": "Mật khẩu mạnh",
            "text": "Đặt mật khẩu dài.",
            "channels": ["facebook"],
            "in_charge": "Chị Lan",
            "note": "Xin ảnh tổ 3",
        },
        {
            "id": "ngu-som",
            "at": "2026-12-10 19:00",
            "title": "Ngủ sớm",
            "text": "Tắt máy rồi ngủ.",
            "channels": ["facebook", "website"],
            "in_charge": "Chị Hoa",
        },
    ]


def test_a_weekday_that_is_not_the_dates_is_asked_about(bring):
    head = ["Ngày", "Giờ", "Tiêu đề", "Nội dung"]
    rows = [[TITLE], head, ["Thứ ba 9/12", "7h30", "Một", "Hai"], ["CN 13/12/2026", "7h", "Ba", "Bốn"]]
    assert errors(bring(plan(rows))) == [
        "Kế hoạch, ô A3 (Ngày): “Thứ ba 9/12”: ngày 09/12/2026 lại là Thứ Tư"
    ]


@pytest.mark.parametrize(
    ("above", "title", "year"),
    [
        ("KẾ HOẠCH QUÝ I NĂM 2027", "Kế hoạch", 2027),
        ("KẾ HOẠCH", "Tháng 12-2026", 2026),
        ("TỪ THÁNG 12/2026 ĐẾN THÁNG 01/2027", "Kế hoạch", None),
        ("Số 15/KH-BTV ngày 20/12/2026", "Kế hoạch", None),
    ],
)
def test_a_day_takes_its_year_from_the_one_that_title_or_sheet_names(bring, above, title, year):
    rows = [[above, None], ["Ngày", "Giờ", "Tiêu đề", "Nội dung"], ["5/1", "7h30", "Một", "Hai"]]
    imported = bring(plan(rows, title=title))
    if year:
        assert [draft.entry["at"] for draft in imported.drafts] == [f"{year}-01-05 07:30"]
    assert [problem.message for problem in imported.problems] == ([] if year else [messages.NO_YEAR])


def test_notes_and_who_sees_to_a_post_are_kept_and_go_to_excel_again_but_to_no_channel(
    bring, folder, settings
):
    learn(folder, words={"channels": {"Fanpage": "facebook"}})
    drafts = bring(COMMUNE).drafts
    (folder.posts / "ke-hoach.yaml").write_text(yaml_text(lines_of(drafts)), "utf-8")
    calendar = read_calendar(folder, settings)
    post = calendar.post("mat-khau-manh")
    assert (post.in_charge, post.note) == ("Chị Lan", "Xin ảnh tổ 3")
    sheet = openpyxl.load_workbook(
        BytesIO(workbook([post], Sources(vocabulary(settings, calendar.hotlines))))
    ).worksheets[0]
    row = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    assert (row["Người phụ trách"], row["Ghi chú"]) == ("Chị Lan", "Xin ảnh tổ 3")
    unit = calendar.unit_of(post)
    said = [repr(word(post, unit, calendar.hotlines, kind.name, kind.limits)) for kind in kinds()]
    assert said
    assert not [one for one in said if "Lan" in one or "tổ 3" in one]


def test_a_note_that_says_draft_is_asked_about(bring):
    rows = [
        ["Ngày", "Giờ", "Tiêu đề", "Nội dung", "Ghi chú"],
        ["9/12/2026", "7h30", "Một", "Hai", "Chưa duyệt"],
    ]
    assert [problem.message for problem in bring(plan(rows)).problems] == [messages.STATUS_ELSEWHERE]


def test_the_offices_own_names_are_learnt_for_columns_audiences_and_channels(bring, folder):
    head = ["Ngày", "Giờ", "Chuyên đề", "Lời kể", "Dành cho", "Kênh", "Hình thức"]
    row = ["9/12/2026", "7h30", "Một", "Hai", "Phụ huynh, thầy cô", "Fanpage, web", "Bài viết"]
    before = bring(plan([[*head[:2], "Tiêu đề", "Nội dung", "Đối tượng", *head[5:]], row]))
    assert [problem.code for problem in before.problems if problem.is_error] == [
        "unknown-audience",
        "unknown-channel",
    ]
    columns = {"Chuyên đề": "title", "Lời kể": "text", "DÀNH CHO": "audience", "Hình thức": ""}
    words = {"audience": {"phụ huynh,  Thầy cô": "cha-me"}, "channels": {"FANPAGE": "facebook"}}
    learn(folder, columns, words)
    imported = bring(plan([head, row]))
    assert imported.problems == []
    (draft,) = imported.drafts
    assert (draft.entry["title"], draft.entry["text"]) == ("Một", "Hai")
    assert (draft.entry["audience"], draft.entry["channels"]) == ("cha-me", ["facebook", "website"])


@pytest.mark.parametrize("damage", ['{"columns": ', '{"columns": {"a": 1}}', "[]", '{"other": {}}', "\x00"])
def test_a_damaged_memory_is_told_passed_over_and_kept_beside(folder, damage):
    path = folder.root / FILE
    path.write_text(damage, "utf-8")
    learnt, problems = load_learnt(folder)
    assert (dict(learnt.columns), dict(learnt.words)) == ({}, {})
    assert [problem.code for problem in problems] == ["excel-memory-damaged"]
    learn(folder, {"Hình thức": ""})
    assert load_learnt(folder)[0].columns == {"hinh-thuc": ""}
    assert json.loads(path.read_text("utf-8")) == {"columns": {"hinh-thuc": ""}, "words": {}}
    assert path.with_name("excel.json.bak").read_text("utf-8") == damage


def test_columns_matched_and_cells_mended_by_hand_count_for_that_workbook(bring):
    rows = [["Cột một", "Cột hai", "Cột ba", "Cột bốn"], ["32/12/2026", "7h30", "Một", "Hai"]]
    columns = dict(zip([1, 2, 3, 4], ["at.date", "at.time", "title", "text"], strict=True))
    hand = Hand(
        columns={("Kế hoạch", number): key for number, key in columns.items()},
        cells={("Kế hoạch", 2, 1): "Thứ tư 9/12/2026"},
        guesses=True,
    )
    imported = bring(plan(rows), hand)
    assert imported.problems == []
    assert imported.drafts[0].entry["at"] == "2026-12-09 07:30"


def test_no_mistake_in_a_workbook_is_told_in_the_words_of_a_file(bring):
    head = ["Mã bài", "Ngày", "Giờ", "Tiêu đề", "Nội dung", "Đối tượng", "Chủ đề", "Kênh", "Đường dây nóng"]
    more = ["Ngày hết hạn", "Tuổi trẻ em trong ảnh", "Lặp lại", "Đăng từ ngày", "Phim", "Mẫu thẻ"]
    rows = [
        [*head, *more],
        ["Mã", "9/12/2026", "7h", "", "Hai", "Ông bà", "Lạ", "báo", "999", "1/1/2026", "x", "", "1/1/2027"],
        ["", "", "", "Ba", "Bốn", *[""] * 6, "FREQ=DAILY", "", "a.mp4"],
        ["", "10/12/2026", "8h", "Năm", "", *[""] * 9, "tip"],
    ]
    problems = bring(plan(rows)).problems
    assert len(problems) > 10
    said = "\n".join(problem.as_text() for problem in problems)
    for word_of_file in (
        "Thêm một dòng",
        "config/",
        ".yaml",
        "title",
        "[6, 9]",
        "film_alt",
        "at:",
        "|",
        "cha-me",
    ):
        assert word_of_file not in said
