"""What a sheet shows counts: merged, hidden, struck-out cells, headings in two rows, where a table ends."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scheduler.calendar.directory import Directory
from scheduler.calendar.units import read_names
from scheduler.files import WorkFolder
from scheduler.problems import Problem, Stop
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.columns import column_of
from scheduler.spreadsheets.importing import Imported, import_posts
from scheduler.spreadsheets.loading import read_workbook
from scheduler.spreadsheets.vocabulary import Vocabulary, vocabulary
from tests.calendar.conftest import HOTLINES, SETTINGS
from tests.examples import examples
from tests.spreadsheets.test_columns_and_rows import saved

HEAD = ["Tiêu đề", "Nội dung", "Ngày đăng", "Giờ đăng", "Kênh", "Trạng thái"]
Office = tuple[Settings, Directory, Vocabulary]


def post(number: int, *, channel: str | None = None, status: str | None = None) -> list[Any]:
    day = datetime(2026, 12, number)  # noqa: DTZ001 - a cell has no zone
    return [f"Bài số {number}", f"Nội dung {number}", day, time(7, 30), channel, status]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = WorkFolder(tmp_path_factory.mktemp("office"))
    folder.config.mkdir()
    (folder.config / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder.config / "hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    settings, _ = load_settings(folder)
    assert settings is not None
    directory, _ = read_names(folder, settings)
    return settings, directory, vocabulary(settings, directory.hotlines)


def brought(data: bytes, office: Office, *, hidden_as_draft: bool = False) -> Imported:
    settings, directory, words = office
    workbook = read_workbook("lich.xlsx", data)
    return import_posts(
        workbook, words, settings, directory, "posts/lich.yaml", hidden_as_draft=hidden_as_draft
    )


@pytest.fixture
def bring(office: Office) -> Callable[..., Imported]:
    """Imports a sheet of *rows* after *change* was made to it."""

    def bring_in(
        rows: Sequence[Sequence[Any]],
        change: Callable[[Any], None] = lambda _: None,
        *,
        hidden_as_draft: bool = False,
    ) -> Imported:
        book = openpyxl.Workbook()
        sheet: Any = book.active
        sheet.title = "Lịch"
        for row in rows:
            sheet.append(row)
        change(sheet)
        return brought(saved(book), office, hidden_as_draft=hidden_as_draft)

    return bring_in


def codes(imported: Imported) -> list[tuple[str, int]]:
    return [(problem.code, problem.place.line) for problem in imported.problems]


def errors(imported: Imported) -> list[Problem]:
    return [problem for problem in imported.problems if problem.is_error]


def statuses(imported: Imported) -> list[str]:
    return [draft.entry.get("status", "ready") for draft in imported.drafts]


# -- merged cells -----------------------------------------------------------------------------------


def test_a_merged_cell_holds_for_every_row_that_it_covers(bring):
    rows = [HEAD, post(1, status="nháp"), post(2), post(3, channel="website"), post(4), post(5)]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("F2:F3")
        sheet.merge_cells("E4:E5")

    imported = bring(rows, merge)
    assert imported.problems == []
    assert statuses(imported) == ["draft", "draft", "ready", "ready", "ready"]
    channels = [draft.entry.get("channels") for draft in imported.drafts]
    assert channels == [None, None, ["website"], ["website"], None]


def test_cards_below_a_post_whose_cells_are_merged_over_them_stay_its_cards(bring):
    head = [*HEAD, "Mẫu thẻ", "Thẻ: tiêu đề"]
    rows = [head, [*post(1), "cover", "Một"], [*[None] * 6, "tip", "Hai"], [*[None] * 6, "end", "Ba"]]
    imported = bring(rows, lambda sheet: [sheet.merge_cells(f"{one}2:{one}4") for one in "ABCD"])
    (draft,) = imported.drafts
    assert [card["headline"] for card in draft.entry["cards"]] == ["Một", "Hai", "Ba"]


def test_a_cell_merged_over_several_columns_is_told_but_for_a_day_with_its_time(bring):
    both = [HEAD, ["Một", "Chữ", "1/12/2026 7h30", None, "nháp", None], post(2)]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("C2:D2")
        sheet.merge_cells("E2:F2")

    imported = bring(both, merge)
    assert next(problem.message for problem in errors(imported)) is messages.MERGED_ACROSS
    assert imported.drafts[0].entry["at"] == "2026-12-01 07:30"


# -- what is hidden or struck out -------------------------------------------------------------------


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def hide_sheet(sheet: Any) -> None:
    sheet.sheet_state = "veryHidden"
    sheet.parent.create_sheet("Khác").append(["a"])
    sheet.parent.active = 1


def strike_cell(sheet: Any) -> None:
    sheet["A3"].font = Font(strike=True)


def strike_row(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def strike_words(sheet: Any) -> None:
    sheet["B3"] = CellRichText("Nội ", TextBlock(InlineFont(strike=True), "dung"))


def strike_heading(sheet: Any) -> None:
    sheet["B1"].font = Font(strike=True)


def show_nothing(sheet: Any) -> None:
    sheet["D3"].number_format = ";;;"


HIDING = [
    (hide_row, messages.HIDDEN_ROWS, [1]),
    (hide_column, messages.HIDDEN_COLUMN, [0, 1]),
    (hide_sheet, messages.HIDDEN_SHEET, [0, 1]),
    (strike_cell, messages.STRUCK_CELL, [1]),
    (strike_words, messages.STRUCK_CELL, [1]),
    (strike_row, messages.STRUCK_ROW, [1]),
    (strike_heading, messages.HIDDEN_COLUMN, [0, 1]),
    (show_nothing, messages.BLANK_CELL, [1]),
]


@pytest.mark.parametrize(("hide", "message", "which"), HIDING)
def test_what_a_sheet_hides_is_asked_about_and_comes_in_as_a_draft_at_most(bring, hide, message, which):
    rows = [HEAD, post(1), post(2)]
    asked = bring(rows, hide)
    assert [problem.message for problem in errors(asked)] == [message]
    assert [draft.entry["title"] for draft in asked.sound()] == [
        f"Bài số {number + 1}" for number in range(2) if number not in which
    ]
    taken = bring(rows, hide, hidden_as_draft=True)
    assert errors(taken) == []
    told = {problem.code: problem.way_out() for problem in taken.problems}
    assert told[message.code] == messages.AS_DRAFT.say("vi"), "what was chosen already is not advised again"
    assert [number for number, status in enumerate(statuses(taken)) if status == "draft"] == which


def test_words_struck_out_in_the_shared_texts_of_excel_are_seen(office):
    """Excel keeps texts apart from the sheet; openpyxl writes them into it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEAD, post(1)):
        sheet.append(row)
    title = "<is><t>Bài số 1</t></is>"
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>Bài </t></r><r><rPr><strike/></rPr><t>số 1</t></r></si></sst>"
    )
    kind = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(book))) as before, zipfile.ZipFile(made, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            if part == "xl/worksheets/sheet1.xml":
                forms = title.encode(), title.encode("ascii", "xmlcharrefreplace")  # with lxml the latter
                written = next(form for form in forms if form in data)
                data = data.replace(b't="inlineStr">' + written, b't="s"><v>0</v>')
            elif part == "[Content_Types].xml":
                data = data.replace(b"</Types>", kind.encode())
            after.writestr(part, data)
        after.writestr("xl/sharedStrings.xml", strings)
    imported = brought(made.getvalue(), office)
    assert [problem.message for problem in errors(imported)] == [messages.STRUCK_CELL]
    assert imported.drafts[0].entry["title"] == "Bài số 1"


def test_hidden_lists_and_empty_hidden_columns_ask_nothing(bring):
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["E"].hidden = True
        lists = sheet.parent.create_sheet("Nguồn")
        lists.append(["nháp"])
        lists.sheet_state = "hidden"
        sheet.row_dimensions[9].hidden = True

    assert bring([HEAD, post(1)], hide).problems == []


# -- headings ---------------------------------------------------------------------------------------


def test_headings_in_two_rows_merged_or_not_with_numbers_below_are_understood(bring):
    rows = [
        ["KẾ HOẠCH ĐĂNG BÀI THÁNG 12"],
        ["STT", "Tiêu đề bài viết", "Nội dung đăng tải", "Thời gian đăng", None, "Thẻ", None],
        [None, None, None, "Ngày", "Giờ", "Mẫu", "Tiêu đề"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, *post(1)[:4], "tip", "Câu lớn"],
    ]

    def merge(sheet: Any) -> None:
        for where in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"):
            sheet.merge_cells(where)

    imported = bring(rows, merge)
    assert errors(imported) == []
    (draft,) = imported.drafts
    assert draft.entry["at"] == "2026-12-01 07:30"
    assert draft.entry["card"] == {"template": "tip", "headline": "Câu lớn"}
    rows[1][5] = rows[2][5] = rows[2][6] = None
    assert bring(rows).drafts[0].entry["title"] == "Bài số 1"


def test_a_heading_merged_over_two_columns_that_both_hold_something_is_told(bring):
    rows = [["Tiêu đề", None, *HEAD[1:]], ["Một", "Hai", *post(1)[1:]]]
    imported = bring(rows, lambda sheet: sheet.merge_cells("A1:B1"))
    assert [problem.message for problem in errors(imported)] == [messages.COLUMN_SHARED]
    rows[1][1] = None
    assert bring(rows, lambda sheet: sheet.merge_cells("A1:B1")).problems == []


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Tiêu đề bài viết", "title"),
        ("2. Tiêu\u00a0đề bài", "title"),
        ("Nội\u200b dung bài đăng", "text"),
        ("Nội dung đăng tải (không quá 300 chữ)", "text"),
        ("Ngày đăng bài", "at.date"),
        ("Thời gian đăng tải", "at.date"),
        ("Giờ đăng bài", "at.time"),
        ("Kênh đăng tải", "channels"),
        ("Tình trạng", "status"),
    ],
)
def test_a_heading_is_known_as_people_write_it(heading, path):
    column = column_of(heading)
    assert column is not None
    assert ".".join(column.path) == path


def test_where_a_post_stands_on_facebook_is_no_link_of_it():
    assert column_of("Link bài đăng") is None


def test_a_column_without_a_heading_is_told(bring):
    imported = bring([HEAD, [*post(1), "Chị Hoa sửa"]])
    assert codes(imported) == [("column-unknown", 2)]
    assert errors(imported) == []


# -- what stands around the table -------------------------------------------------------------------


def test_groups_totals_and_signatures_are_no_posts_and_block_none(bring):
    rows = [
        HEAD,
        ["Tuần 1"],
        post(1),
        HEAD,
        post(2),
        ["Tổng cộng: 2 bài"],
        [],
        ["NGƯỜI LẬP BIỂU", "TM. BAN THƯỜNG VỤ"],
        [None, "CHỦ TỊCH"],
        [],
        ["Trần Thị Lan", "Nguyễn Thị Hoa"],
    ]
    imported = bring(rows, lambda sheet: sheet.merge_cells("A2:F2"))
    assert errors(imported) == []
    assert [draft.entry["title"] for draft in imported.drafts] == ["Bài số 1", "Bài số 2"]
    assert codes(imported) == [("row-passed-over", 2), ("row-passed-over", 6), ("table-ends", 8)]
    assert "3 dòng từ đây" in imported.problems[-1].as_text()


def test_a_plan_as_an_office_signs_it_gives_its_posts_and_nothing_else(bring):
    def merge(sheet: Any) -> None:
        for where in ("A2:F2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5", "A6:F6"):
            sheet.merge_cells(where)

    rows = [
        ["HỘI LHPN TỈNH SÓC TRĂNG"],
        ["KẾ HOẠCH TRUYỀN THÔNG THÁNG 12/2026"],
        [],
        ["TT", "Tiêu đề bài viết", "Nội dung bài viết", "Thời gian đăng", None, "Đối tượng"],
        [None, None, None, "Ngày", "Giờ"],
        ["Tuần 1"],
        *([number, *post(number)[:4], "Cha mẹ"] for number in range(1, 9)),
        ["Tổng cộng", None, "8 bài"],
        [],
        [None, None, None, "Sóc Trăng, ngày 28 tháng 11 năm 2026"],
        [None, "NGƯỜI LẬP BIỂU", None, "TM. BAN THƯỜNG VỤ"],
        [None, None, None, "PHÓ CHỦ TỊCH"],
        [],
        [None, "Trần Thị Lan", None, "Nguyễn Thị Hoa"],
    ]
    imported = bring(rows, merge)
    assert errors(imported) == []
    assert len(imported.drafts) == 8
    assert codes(imported) == [("row-passed-over", 6), ("row-passed-over", 15), ("table-ends", 17)]


def test_a_post_below_the_signature_is_asked_about_and_names_alone_are_none(bring):
    signed = [HEAD, post(1), ["Người lập biểu"], post(2)]
    assert [problem.message for problem in errors(bring(signed))] == [messages.ROW_BELOW]
    unsigned = [HEAD, post(1), [], ["Trần Thị Lan", "Nguyễn Thị Hoa"]]
    imported = bring(unsigned)
    assert [draft.entry["title"] for draft in imported.drafts] == ["Bài số 1"]
    assert codes(imported) == [("row-passed-over", 4)]


def test_a_row_that_lacks_its_text_is_a_mistake_and_no_signature(bring):
    rows = [HEAD, post(1), ["Chủ tịch Hội thăm các cháu", None, *post(2)[2:]], ["Bài chưa viết xong"]]
    assert {problem.place.line for problem in errors(bring(rows))} == {3, 4}


def test_a_status_in_a_column_that_is_not_read_is_told(bring):
    rows = [[*HEAD, "Ý kiến"], [*post(1), "NHÁP"], [*post(2), "Đã xem"]]
    imported = bring(rows)
    assert [(one.message, one.place.line) for one in errors(imported)] == [(messages.STATUS_ELSEWHERE, 2)]
    assert [draft.entry["title"] for draft in imported.sound()] == ["Bài số 2"]


def test_of_two_tables_in_one_sheet_none_is_lost_in_silence(bring):
    two = [HEAD[:4], post(1)[:4], [], HEAD, post(2), [], ["Giờ", "Ngày", "Nguồn"], [time(7), None, "Báo"]]
    found = [one.place.line for one in errors(bring(two)) if one.message is messages.TWO_TABLES]
    assert found == [1, 7]


def test_a_heading_merged_into_the_first_post_loses_nothing(bring):
    imported = bring([HEAD, post(1), post(2)], lambda sheet: sheet.merge_cells("F1:F2"))
    assert imported.problems == []
    assert len(imported.drafts) == 2
    explained = [HEAD, [None, None, "(ngày/tháng)"], post(1)]
    imported = bring(explained, lambda sheet: sheet.merge_cells("A1:A2"))
    assert codes(imported) == [("row-passed-over", 2)]


def test_posts_in_a_sheet_called_like_one_of_ours_are_read(bring):
    def rename(sheet: Any) -> None:
        sheet.title = "Danh mục"

    assert len(bring([HEAD, post(1)], rename).drafts) == 1


def test_a_post_that_waits_for_its_turn_below_others_of_its_kind_stays_one(bring):
    undated = [["Một", "Chữ một"], [], ["Tổng cộng năm mẹo giữ mật khẩu", "Chữ hai, đủ dài để là một bài."]]
    assert len(bring([HEAD, *undated]).drafts) == 2


def test_with_one_bad_row_the_sound_ones_are_known(bring):
    rows = [[*HEAD, "Mã bài"], [*post(1), "a"], [*post(2), "a"], [*post(3), "b"], [*post(4), "C D"]]
    assert [draft.entry["id"] for draft in bring(rows).sound()] == ["b"]
    rows[0][0] = "Tieu dde"
    assert bring(rows).sound() == []


# -- numbers and dates ------------------------------------------------------------------------------


def test_a_number_that_was_a_date_is_dated_by_its_workbooks_own_count(office):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet: Any = book.active
    sheet.append(HEAD)
    sheet.append(["Một", "Chữ", 44895, 0.3125])  # 1/12/2026, counted from 1904
    sheet.append(["Hai", "Chữ", 44895.3125])
    (first, second) = brought(saved(book), office).drafts
    assert first.entry["at"] == second.entry["at"] == "2026-12-01 07:30"


def test_a_telephone_number_that_lost_its_zero_and_numbers_in_formats_of_their_own_are_told(bring):
    head = [*HEAD, "Bình luận đầu tiên", "Đường dây nóng"]
    rows = [head, [*post(1), 377672444, 377672444], [*post(2), 12, None]]

    def shape(sheet: Any) -> None:
        sheet["G3"].number_format = '0" giờ"'

    assert codes(bring(rows, shape)) == [("zero-lost", 2), ("number-format", 3)]
    rows[1][6] = rows[2][6] = None
    assert bring(rows).drafts[0].entry["hotlines"] == ["hoi-phu-nu-tinh"]


# -- any sheet --------------------------------------------------------------------------------------

ROWS, COLUMNS = range(2, 10), range(1, 7)
SPOTS = st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Any, set[int]]:
    """A sheet of eight posts, and the rows that show a draft or do not show all they hold."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append(post(row, status=draw(st.sampled_from(["Nháp", None, "Sẵn sàng"]))))
    taken: set[tuple[int, int]] = set()
    shows = {row: row for row in ROWS}  # whose status a row shows
    for (row, column), (high, wide) in draw(
        st.lists(st.tuples(SPOTS, st.tuples(st.integers(0, 3), st.integers(0, 1))), max_size=5)
    ):
        rows, columns = range(row, min(row + high, 9) + 1), range(column, min(column + wide, 6) + 1)
        cells = {(one, two) for one in rows for two in columns}
        if cells & taken or len(cells) < 2:
            continue
        taken |= cells
        sheet.merge_cells(start_row=row, end_row=rows[-1], start_column=column, end_column=columns[-1])
        if column == 6:
            shows |= dict.fromkeys(rows, row)
    unseen = {row for row in ROWS if sheet.cell(shows[row], 6).value == "Nháp"}
    for row in draw(st.sets(st.sampled_from(ROWS), max_size=3)):
        sheet.row_dimensions[row].hidden = True
        unseen.add(row)
    for row, column in draw(st.sets(SPOTS, max_size=3)):
        if sheet.cell(row, column).value is not None:
            sheet.cell(row, column).font = Font(strike=True)
            unseen.add(row)
    if draw(st.booleans()):
        sheet.column_dimensions["F"].hidden = True
    return book, unseen


@rules(max_examples=examples(25))
@given(sheet=sheets(), as_draft=st.booleans())
def test_no_row_is_ready_whose_shown_status_is_draft(office, sheet, as_draft):
    book, unseen = sheet
    imported = brought(saved(book), office, hidden_as_draft=as_draft)
    going = imported.sound() if errors(imported) else imported.drafts
    ready = {draft.row.place.line for draft in going if draft.entry.get("status") != "draft"}
    assert not ready & unseen


def test_a_workbook_of_nothing_but_format_is_no_calendar(bring):
    with pytest.raises(Stop) as caught:
        bring([])
    assert caught.value.text is messages.NO_SHEET
