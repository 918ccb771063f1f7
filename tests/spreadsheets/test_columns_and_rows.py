"""Workbooks as staff make them: what is understood, and what is said of the rest."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from scheduler.calendar.units import read_names
from scheduler.kinds.registry import kind_of
from scheduler.problems import Stop
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.cells import Cell, CellPlace, Wrong, hour, moment, text
from scheduler.spreadsheets.columns import column_of, index
from scheduler.spreadsheets.importing import Imported, import_posts, is_calendar_file
from scheduler.spreadsheets.loading import read_workbook
from scheduler.spreadsheets.vocabulary import vocabulary
from scheduler.spreadsheets.writing import SHEET, Sources, workbook

HEAD = ["Mã bài", "Ngày đăng", "Giờ đăng", "Tiêu đề", "Nội dung"]
POST = ["a", "1/12/2026", "7h30", "Tiêu đề", "Nội dung"]


def book(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ("Lịch tháng 12", "Tháng 1")) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in zip(names, sheets, strict=False):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def bring(folder, settings):
    """Imports a workbook into the small folder."""
    directory, _ = read_names(folder, settings)
    words = vocabulary(settings, directory.hotlines)

    def bring_in(data: bytes, out: str = "") -> Imported:
        return import_posts(
            read_workbook("lich.xlsx", data), words, settings, directory, "posts/lich.yaml", out
        )

    return bring_in


def told(imported: Imported) -> list[str]:
    return [problem.as_text().split("\n")[0] for problem in imported.problems]


def only(imported: Imported) -> dict[str, Any]:
    assert told(imported) == []
    (draft,) = imported.drafts
    return draft.entry


# -- one cell ---------------------------------------------------------------------------------------


def cell(value: object, shown_as: str = "General") -> Cell:
    return Cell(value, CellPlace("a.xlsx", 7, 4, sheet="Tháng 12", heading="Giờ đăng"), shown_as)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1/12/2026", (date(2026, 12, 1), None)),
        ("01-12-26", (date(2026, 12, 1), None)),
        ("1.12.2026", (date(2026, 12, 1), None)),
        ("2026-12-01", (date(2026, 12, 1), None)),
        ("Thứ Ba, 1/12/2026", (date(2026, 12, 1), None)),
        ("Chủ nhật ngày 6 tháng 12 năm 2026", (date(2026, 12, 6), None)),
        ("1/12/2026 7h30", (date(2026, 12, 1), time(7, 30))),
        ("7h30 1/12/2026", (date(2026, 12, 1), time(7, 30))),
        ("7.30, ngày 1/12/2026", (date(2026, 12, 1), time(7, 30))),
        ("2026-12-01 07:30", (date(2026, 12, 1), time(7, 30))),
        (datetime.fromisoformat("2026-12-01"), (date(2026, 12, 1), None)),
        (datetime.fromisoformat("2026-12-01 07:29:59.999000"), (date(2026, 12, 1), time(7, 30))),
        (46357, (date(2026, 12, 1), None)),
        (46357.3125, (date(2026, 12, 1), time(7, 30))),
    ],
)
def test_a_day_is_read_as_people_write_it_with_the_day_before_the_month(written, meant):
    assert moment(cell(written)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7h30", time(7, 30)),
        ("7:30", time(7, 30)),
        ("07:30:00", time(7, 30)),
        ("7.30", time(7, 30)),
        ("19 giờ 30", time(19, 30)),
        ("19 giờ 30 phút", time(19, 30)),
        ("19g", time(19)),
        ("7h30 tối", time(19, 30)),
        ("7:30 PM", time(19, 30)),
        ("12:15 SA", time(0, 15)),
        ("1h trưa", time(13, 0)),
        ("sáng 8h", time(8, 0)),
        ("Tối lúc 7 giờ", time(19, 0)),
        ("chiều, 2h30", time(14, 30)),
        (time(0, 0), time(0, 0)),
        (0.3125, time(7, 30)),
        (datetime.fromisoformat("1899-12-30 07:30"), time(7, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(written, meant):
    assert hour(cell(written)) == meant


@pytest.mark.parametrize(
    ("read", "written", "message"),
    [
        (moment, "31/11/2026", messages.NO_SUCH_DAY_IN_MONTH),
        (moment, "12/25/2026", messages.NO_SUCH_DAY),
        (moment, "1/12", messages.NO_YEAR),
        (moment, "mai", messages.DAY_FORM),
        (moment, time(7, 30), messages.DAY_FORM),
        (hour, "25:00", messages.HOUR_FORM),
        (hour, "sáng", messages.NO_CLOCK),
        (hour, "12 giờ tối", messages.HOUR_FORM),
        (hour, "13h sáng", messages.HOUR_FORM),
        (hour, "sáng 8h tối", messages.HOUR_FORM),
        (moment, "Sáng thứ năm 17/12/2026", messages.NO_CLOCK),
        (hour, "7:30:15", messages.SECONDS),
        (hour, time(7, 30, 15), messages.SECONDS),
        (hour, datetime.fromisoformat("2026-12-01"), messages.HOUR_FORM),
        (text, datetime.fromisoformat("2026-06-01"), messages.BECAME_DATE),
        (text, "a\x7fb", messages.INVISIBLE),
    ],
)
def test_what_is_no_day_time_or_text_is_told_with_its_cell(read, written, message):
    with pytest.raises(Wrong) as caught:
        read(cell(written))
    problem = caught.value.problem
    assert problem.message is message
    assert problem.as_text().startswith("Tháng 12, ô D7 (Giờ đăng): ")
    assert problem.as_text("en").startswith("Tháng 12, cell D7 (Giờ đăng): ")


@pytest.mark.parametrize(
    ("value", "shown_as", "words"),
    [
        (111.0, "General", "111"),
        (3.5, "General", "3,5"),
        (0.25, "0%", "25%"),
        (0.125, "0.0%", "12,5%"),
        (3321, "#,##0", "3.321"),
        (377672444, "0000000000", "0377672444"),
        ("Dòng một_x000D_\nDòng hai\r\nDòng ba", "General", "Dòng một\nDòng hai\nDòng ba"),
        ("Tie\u0302\u0301ng", "General", "Tiếng"),
    ],
)
def test_numbers_and_line_breaks_are_read_as_excel_shows_them(value, shown_as, words):
    assert text(cell(value, shown_as)) == words


# -- headings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("NGÀY  ĐĂNG", "at.date"),
        ("gio dang", "at.time"),
        ("Tiêu đề (bắt buộc)", "title"),
        ("Nội dung *", "text"),
        ("hashtags", "hashtags"),
        ("translation_of", "translation_of"),
        ("Thẻ: tiêu đề", "card.headline"),
        ("the: tieu de", "card.headline"),
        ("headline", "card.headline"),
        ("card.points", "card.points"),
        ("Thẻ: mục riêng", "card.mục riêng"),
        ("Facebook: nội dung", "channels.facebook.text"),
    ],
)
def test_a_heading_is_known_whatever_its_accents_case_and_language(heading, path):
    column = column_of(heading)
    assert column is not None
    assert ".".join(column.path) == path


def test_each_heading_and_each_key_names_its_own_column():
    for column in index().columns:
        assert column_of(column.heading) is column
        assert column_of(".".join(column.path)) is column


# -- a sheet ----------------------------------------------------------------------------------------


def test_a_sheet_is_read_below_titles_in_any_order_of_columns_and_over_several_sheets(bring):
    head = [
        "STT",
        "Nội dung",
        "Tiêu đề",
        "Ngày giờ đăng",
        "Hashtags",
        "Đường dây nóng",
        "Đối tượng",
        "Thẻ: các ý",
    ]
    lines = "Tổng đài 111, 0377 672 444"
    first = [
        ["HỘI LHPN TỈNH SÓC TRĂNG"],
        ["LỊCH TRUYỀN THÔNG THÁNG 12", None, None],
        [],
        head,
        [1, "Một", "Mật khẩu mạnh", "1/12/2026 7h30", "#AnToan; BaoVe", 377672444, "Cha mẹ", "- a\n- b"],
        [2, None, None, None, None, None, None, None],
        [3, "Hai", "Mật khẩu mạnh", "2/12/2026 19:30", "", lines, "hoc-sinh", "x; y"],
    ]
    second = [HEAD, ["", datetime.fromisoformat("2027-01-05"), time(8, 15), "Năm mới", "Chào"]]
    data = book(first, second)
    made = openpyxl.load_workbook(BytesIO(data))
    made.worksheets[0].merge_cells("A1:H1")
    imported = bring(saved(made))
    # The card lacks its template: what the file's reader says of it names the cell's row.
    assert [problem.code for problem in imported.problems] == ["missing", "missing"]
    entries = [draft.entry for draft in imported.drafts]
    assert [entry["id"] for entry in entries] == ["mat-khau-manh", "mat-khau-manh-2", "nam-moi"]
    assert [entry["at"] for entry in entries] == ["2026-12-01 07:30", "2026-12-02 19:30", "2027-01-05 08:15"]
    assert entries[0]["hashtags"] == ["AnToan", "BaoVe"]
    assert [entry["hotlines"] for entry in entries[:2]] == [
        ["hoi-phu-nu-tinh"],
        ["tong-dai-111", "hoi-phu-nu-tinh"],
    ]
    assert [entry["audience"] for entry in entries[:2]] == ["cha-me", "hoc-sinh"]
    assert [entry["card"]["points"] for entry in entries[:2]] == [["a", "b"], ["x", "y"]]


def test_every_wrong_cell_is_told_at_once_with_sheet_row_and_column(bring):
    rows = [
        ["Lịch tháng 12"],
        [*HEAD, "Đối tượng", "Hashtag", "Thẻ: tông màu"],
        ["Mã Sai", "31/11/2026", "7h30", "Một", "Nội dung", "Cha me", "", ""],
        ["b", "1/12/2026", None, "Hai", "Gọi {{ hotline('tong-dai-113') }}", "Ông bà", "", ""],
        ["b2", "1/12/2026", "7h61", "", "Nội dung", "", "a-b", ""],
        ["b2", "1/12/2026", "7h00", "Bốn", "Nội dung", "", "", ""],
        ["khac", None, None, None, None, None, None, "sen"],
    ]
    assert told(bring(book(rows))) == [
        "Lịch tháng 12, ô A3 (Mã bài): mã “Mã Sai” viết chưa đúng",
        "Lịch tháng 12, ô B3 (Ngày đăng): tháng 11 chỉ có 30 ngày, không có ngày 31/11/2026",
        "Lịch tháng 12, ô C4 (Giờ đăng): bài có ngày đăng mà chưa có giờ",
        "Lịch tháng 12, ô E4 (Nội dung): danh bạ đường dây nóng không có “tong-dai-113”",
        "Lịch tháng 12, ô F4 (Đối tượng): Loa chưa biết “Ông bà” là ai",
        "Lịch tháng 12, ô C5 (Giờ đăng): “7h61” không phải là giờ",
        "Lịch tháng 12, ô D5 (Tiêu đề): còn thiếu “Tiêu đề”",
        "Lịch tháng 12, ô G5 (Hashtag): “a-b” không dùng làm hashtag được",
        "Lịch tháng 12, ô A6 (Mã bài): mã bài “b2” đã dùng ở Lịch tháng 12, ô A5 (Mã bài)",
        "Lịch tháng 12, dòng 7: dòng này chỉ có thẻ mà không thuộc bài nào",
    ]


def test_errors_and_formulas_without_a_result_are_told_and_results_are_read(bring):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Lịch"
    for row in (HEAD, [*POST[:3], "#REF!", "=A1"]):
        sheet.append(row)
    assert told(bring(saved(made))) == [
        "Lịch, ô D2 (Tiêu đề): ô này báo lỗi #REF!",
        "Lịch, ô E2 (Nội dung): ô này là công thức chưa được tính",
    ]
    sheet["D2"], sheet["E2"] = "Tiêu đề", '="Tổng: "&A1'
    calculated = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(made))) as before, zipfile.ZipFile(calculated, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            if part == "xl/worksheets/sheet1.xml":  # as Excel writes the result beside the formula
                data = data.replace(b'<c r="E2"><f>', b'<c r="E2" t="str"><f>')
                data = data.replace(b"</f><v></v>", "</f><v>Tổng: Mã bài</v>".encode())
                data = data.replace(b"</f><v />", "</f><v>Tổng: Mã bài</v>".encode())
                data = data.replace(b"</f><v/>", "</f><v>Tổng: Mã bài</v>".encode())
            after.writestr(part, data)
    assert only(bring(calculated.getvalue()))["text"] == "Tổng: Mã bài"


def test_columns_that_are_unknown_misspelt_double_or_missing_are_told(bring):
    rows = [[*HEAD, "Tiu đề", "Ý kiến lãnh đạo", "Tên bài", "Nguồn"], POST]
    said = told(bring(book(rows, [["Tiêu đề", "Mã bài"]], names=("A", "B"))))
    assert said == [
        "A, ô F1 (Tiu đề): không có cột nào tên là “Tiu đề”",
        "A, ô G1 (Ý kiến lãnh đạo): lưu ý: cột “Ý kiến lãnh đạo” không thuộc lịch bài nên không được đọc",
        "A, ô H1 (Tên bài): cột “Tên bài” có hai lần, ở A, ô D1 (Tiêu đề) và ở đây",
        "B, dòng 1: trang này thiếu cột “Nội dung”",
    ]


def test_further_cards_stand_in_rows_of_their_own_wherever_they_were_sorted_to(bring):
    head = [*HEAD, "Mẫu thẻ", "Thẻ: tiêu đề"]
    cards = [["a", None, None, None, None, "tip", "Hai"], [None, None, None, None, None, "end", "Ba"]]
    first = [*POST, "cover", "Một"]
    for rows in ([first, *cards], [cards[0], first, cards[1]]):
        shown = only(bring(book([head, *rows])))["cards"]
        assert [card["headline"] for card in shown] == ["Một", "Hai", "Ba"]


def test_each_campaign_has_its_file_unless_the_row_or_the_line_names_another(bring):
    head = [*HEAD, "Mã đợt", "Đợt truyền thông", "Tệp"]
    rows = [
        ["a", *POST[1:], "dot-1", "Đợt một", ""],
        ["b", *POST[1:], "", "", ""],
        ["c", *POST[1:], "", "", "posts/rieng.yaml"],
    ]
    imported = bring(book([head, *rows]))
    assert told(imported) == []
    assert [draft.file for draft in imported.drafts] == [
        "posts/dot-1.yaml",
        "posts/lich.yaml",
        "posts/rieng.yaml",
    ]
    assert told(bring(book([head, *rows]), "posts/het.yaml")) == [
        "Lịch tháng 12, ô F3 (Mã đợt): posts/het.yaml đã thuộc đợt “Đợt một”, bài này lại thuộc đợt “–”"
    ]


OUTSIDE = [
    "a.yaml",
    "posts/../a.yaml",
    "/posts/a.yaml",
    "posts\\a.yaml",
    "posts/.a.yaml",
    "posts/a.txt",
    "C:/a.yaml",
]


@pytest.mark.parametrize("file", OUTSIDE)
def test_a_workbook_writes_nowhere_but_into_the_calendar(bring, file):
    assert not is_calendar_file(file)
    assert told(bring(book([[*HEAD, "Tệp"], [*POST, file]]))) == [
        f"Lịch tháng 12, ô F2 (Tệp): “{file}” không phải là một tệp lịch"
    ]


# -- the workbook -----------------------------------------------------------------------------------


def test_what_is_no_workbook_is_told_by_its_kind():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    bomb, archive = BytesIO(), BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        with parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(201):
                part.write(bytes(1_000_000))
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    sound = book([HEAD, POST])
    for data, said in (
        (b"id,title\na,b\n", messages.NOT_A_WORKBOOK),
        (b"", messages.NOT_A_WORKBOOK),
        (archive.getvalue(), messages.OTHER_KIND),
        (ole, messages.OLD_WORKBOOK),
        (ole + "EncryptedPackage".encode("utf-16-le"), messages.PASSWORD),
        (bomb.getvalue(), messages.TOO_BIG),
        (sound[: len(sound) // 2], messages.DAMAGED),
        (sound.replace(b"PK\x01\x02", b"PK\x01\x03", 1), messages.DAMAGED),
        (book([["a", "b"], ["c", "d"]]), messages.NO_SHEET),
    ):
        with pytest.raises(Stop) as caught:
            read_workbook("a.xlsx", data)
        assert caught.value.text is said


def test_a_million_rows_of_formatting_end_the_reading_with_a_word(bring):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Lịch"
    sheet.append(HEAD)
    sheet.append(POST)
    sheet.cell(1_048_576, 1).number_format = "@"
    imported = bring(saved(made))
    assert [draft.entry["id"] for draft in imported.drafts] == ["a"]
    assert told(imported) == [
        "Lịch, dòng 2: lưu ý: sau dòng này là hơn 2000 dòng trống, nên phần dưới nữa không được đọc"
    ]


def test_the_template_is_understood_offers_its_lists_and_keeps_a_zero(folder, settings, bring):
    words = vocabulary(settings, read_names(folder, settings)[0].hotlines)
    made = openpyxl.load_workbook(BytesIO(workbook([], Sources(words, {"tip": ["headline"]}))))
    assert made.sheetnames == [SHEET, "Hướng dẫn", "Danh mục"]
    sheet = made[SHEET]
    assert sheet.freeze_panes == "E2"
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {
        str(rule.sqref).split("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation
    }
    lists = made["Danh mục"]
    for heading, values in (
        ("Đối tượng", ["Cha mẹ", "Học sinh"]),
        ("Mẫu thẻ", ["tip", "ảnh"]),  # a plain photo is chosen there too
        ("Trạng thái", ["Sẵn sàng", "Nháp", "Tuyên bố soạn sẵn"]),
        ("Kênh đăng", ["facebook, website", "facebook", "website"]),
    ):
        where = offered[headings[heading]].split("!")[1].replace("$", "")
        assert [row[0].value for row in lists[where]] == values
    assert sheet.column_dimensions[headings["Đường dây nóng"]].number_format == "@"
    guide = {row[0].value for row in made["Hướng dẫn"].rows}
    known = {column.heading for column in index().columns}
    assert known - guide == {"Tiêu đề", "Nội dung"}  # these say (bắt buộc)
    for heading, value in zip(HEAD, POST, strict=True):
        sheet[f"{headings[heading]}2"] = value
    assert only(bring(saved(made)))["at"] == "2026-12-01 07:30"


def test_a_list_of_all_channels_leaves_out_what_sends_others_on():
    words = replace(vocabulary(None, {}), channels=tuple(map(kind_of, ("facebook", "zalo", "followers"))))
    lists = openpyxl.load_workbook(BytesIO(workbook([], Sources(words))))["Danh mục"]
    offered = {cell.value: lists.cell(cell.row, cell.column + 1).value for row in lists for cell in row}
    assert offered["facebook, zalo"] == "Cả trang Facebook và Zalo OA"
    assert offered["zalo, followers"] == "Zalo OA và người quan tâm Zalo OA (để trống thì không gửi)"
    assert not {"followers", "facebook, zalo, followers"} & set(offered)


def test_text_that_excel_would_calculate_stays_text(bring, read):
    post = read("posts:\n  - {id: a, at: 2026-12-01 07:30, title: '=1+1', text: '#N/A'}\n").posts[0]
    data = workbook([post], Sources(vocabulary(None, {})))
    sheet = openpyxl.load_workbook(BytesIO(data))[SHEET]
    assert [(cell.value, cell.data_type) for cell in (sheet["D2"], sheet["E2"])] == [
        ("=1+1", "s"),
        ("#N/A", "s"),
    ]
    assert sheet["D2"].quotePrefix
    assert only(bring(data))["title"] == "=1+1"


def test_what_any_unit_has_by_hand_is_offered_and_nothing_else(folder, settings):
    (folder.config / "units.yaml").write_text(
        "units:\n  - {id: a, name: A, groups: {folder: var/a, places: {Nhóm A: ''}}}\n", "utf-8"
    )
    directory = read_names(folder, settings)[0]
    words = vocabulary(settings, directory.hotlines, directory.units.values())
    lists = openpyxl.load_workbook(BytesIO(workbook([], Sources(words))))["Danh mục"]
    column = next(cell.column for cell in lists[1] if cell.value == "Kênh đăng")
    offered = [row[column - 1].value for row in lists.iter_rows(min_row=2) if row[column - 1].value]
    assert offered == ["facebook, website", "facebook", "website", "groups"]
