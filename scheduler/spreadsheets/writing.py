"""The calendar → a workbook that staff can go on with: the posts, a guide, and lists to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scheduler.calendar.model import Hotline, Post
from scheduler.calendar.yaml_text import entry_of
from scheduler.kinds.kind import ChannelKind
from scheduler.kinds.registry import kind_of
from scheduler.settings.model import Brand
from scheduler.spreadsheets.columns import (
    DAY,
    HOUR,
    ID,
    TEMPLATE,
    TEXT,
    TITLE,
    Column,
    in_order,
    index,
)
from scheduler.spreadsheets.loading import GUIDE, LISTS
from scheduler.spreadsheets.rows import PLAIN, CellValue, row_cells
from scheduler.spreadsheets.styles import (
    CENTRED,
    DATE_FORMAT,
    TEXT_FORMAT,
    TIME_FORMAT,
    WRAPPED,
    Look,
    add_looks,
    write,
    write_headings,
)
from scheduler.spreadsheets.vocabulary import LANGUAGES, STATUSES, UNITS, Vocabulary

SHEET = "Lịch bài"
LONGEST = 32_767  # characters in a cell, by Excel's own limit

_LINE = 15.0  # points
_TALLEST = 10  # lines of text that a row shows at most: a long post must not fill the screen
_ROWS = 1_000  # at least so many rows offer lists to choose from
_CHOICES = {  # which list of the sheet `Danh mục` a column offers, by the list's heading
    ("audience",): "Đối tượng",
    ("topic",): "Chủ đề",
    ("card", "template"): "Mẫu thẻ",
    ("channels",): "Kênh đăng",
    ("status",): "Trạng thái",
    ("language",): "Ngôn ngữ",
}
_TYPED = {DAY: DATE_FORMAT, HOUR: TIME_FORMAT}  # how a cell shows what will be typed there


@dataclass(frozen=True, slots=True)
class Sources:
    """What a workbook is made of besides the posts: *templates* by name, each with the fields it has."""

    words: Vocabulary
    templates: Mapping[str, Sequence[str]] = field(default_factory=dict)
    brand: Brand = field(default_factory=Brand)


def workbook(posts: Iterable[Post], sources: Sources) -> bytes:
    """The workbook of *posts*; without any it is a template to fill in."""
    rows = [
        row
        for post in posts
        for row in row_cells(entry_of(post), post.campaign, post.place().file, sources.words)
    ]
    used = {column for row in rows for column in row}
    columns = in_order({*used, *(column for column in index().columns if column.usual)})
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    add_looks(book, sources.brand)
    _write_posts(sheet, columns, rows)
    _write_guide(book.create_sheet(GUIDE))
    ranges = _write_lists(book.create_sheet(LISTS), sources)
    _offer_choices(sheet, columns, ranges, max(_ROWS, len(rows) + 200))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fits(post: Post, words: Vocabulary) -> bool:
    """Whether each of its values has room in a cell."""
    rows = row_cells(entry_of(post), post.campaign, "", words)
    return all(len(value) <= LONGEST for row in rows for value in row.values() if isinstance(value, str))


def _write_posts(sheet: Any, columns: Sequence[Column], rows: Sequence[Mapping[Column, CellValue]]) -> None:
    cards = frozenset(number for number, column in enumerate(columns, start=1) if column.is_card)
    write_headings(sheet, 1, [column.heading for column in columns], cards)
    for number, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        dimension.alignment = CENTRED if column in (DAY, HOUR) else WRAPPED
        # What is typed below the posts stays what was typed: 0377672444 keeps its zero.
        dimension.number_format = _TYPED.get(column, TEXT_FORMAT)
        for line, row in enumerate(rows, start=2):
            if column in row:
                write(sheet.cell(line, number), row[column])
    for line, row in enumerate(rows, start=2):
        sheet.row_dimensions[line].height = _LINE * min(_TALLEST, max(map(_lines, row, row.values())))
    sheet.freeze_panes = sheet.cell(2, columns.index(TITLE) + 2)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 3, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.print_title_cols = "1:1", f"A:{get_column_letter(columns.index(TITLE) + 1)}"


def _lines(column: Column, value: CellValue) -> int:
    """About how many lines *value* takes in its column."""
    if not isinstance(value, str):
        return 1
    return sum(1 + len(line) // column.width for line in value.split("\n"))


def _write_guide(sheet: Any) -> None:
    for letter, width in zip("ABC", (26, 78, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    _fit_page(sheet)
    write(sheet.cell(1, 1), "Cách điền lịch bài", Look.TITLE)
    line = 2
    for words in _GUIDE:
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=3)
        write(sheet.cell(line, 1), words, Look.NOTE)
        sheet.row_dimensions[line].height = 17 * (1 + len(words) // 118)
        line += 1
    line += 1
    write_headings(sheet, line, ("Cột", "Ghi gì", "Khóa trong tệp YAML"))
    for column in index().columns:
        line += 1
        needed = " (bắt buộc)" if column in (TITLE, TEXT) else ""
        texts = (column.heading + needed, column.explained, ".".join(column.path))
        for number, words in enumerate(texts, start=1):
            write(sheet.cell(line, number), words, Look.STRONG if number == 1 else Look.TEXT)
        sheet.row_dimensions[line].height = 17 * (1 + len(column.explained) // 80)


def _write_lists(sheet: Any, sources: Sources) -> dict[str, str]:
    """The lists side by side, and where each one's values lie, by its heading."""
    words = sources.words
    lists: dict[str, tuple[str, Mapping[str, str]]] = {
        heading: ("Mã", {words.said(kind, key): key for key in words.words.get(kind, {})})
        for heading, kind in (("Đối tượng", "audience"), ("Chủ đề", "topic"))
    }
    lists["Mẫu thẻ"] = (
        "Các mục của thẻ",
        {name: ", ".join(keys) for name, keys in sources.templates.items()} | {PLAIN: "chỉ ảnh, không chữ"},
    )
    lists["Kênh đăng"] = ("Nghĩa là", _channel_choices(words.channels))
    lists["Trạng thái"] = ("Mã", {said: key for key, said in STATUSES.items()})
    lists["Ngôn ngữ"] = ("Mã", {said: key for key, said in LANGUAGES.items()})
    lists["Đơn vị"] = ("Mã", {said: key for key, said in UNITS.items()})
    lists["Đường dây nóng"] = ("Số, tên", {key: _line(line) for key, line in words.hotlines.items()})
    write_headings(sheet, 1, [text for heading, (about, _) in lists.items() for text in (heading, about)])
    ranges = {}
    for number, (heading, (_, values)) in enumerate(lists.items()):
        first = 2 * number + 1
        letter, beside = get_column_letter(first), get_column_letter(first + 1)
        sheet.column_dimensions[letter].width = (
            max(16, *(len(value) + 2 for value in values), 0) if values else 16
        )
        sheet.column_dimensions[beside].width = min(
            44, max([16, *(len(value) + 2 for value in values.values())])
        )
        for line, (value, about) in enumerate(values.items(), start=2):
            write(sheet.cell(line, first), value, Look.STRONG)
            write(sheet.cell(line, first + 1), about)
        if values:
            ranges[heading] = f"'{LISTS}'!${letter}$2:${letter}${len(values) + 1}"
    sheet.freeze_panes = "A2"
    _fit_page(sheet)
    return ranges


def _fit_page(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _offer_choices(sheet: Any, columns: Sequence[Column], ranges: Mapping[str, str], last: int) -> None:
    for number, column in enumerate(columns, start=1):
        where = f"{get_column_letter(number)}2:{get_column_letter(number)}{last}"
        chosen = ranges.get(_CHOICES.get(column.path, ""))
        if chosen:
            # It advises and lets pass: a key typed by hand is as good as the words of the list.
            rule = DataValidation(type="list", formula1=chosen, allow_blank=True, errorStyle="warning")
            rule.errorTitle, rule.error = column.heading, f"Nên chọn trong danh sách (trang {LISTS})."
            rule.showErrorMessage = True
        elif column in (ID, TITLE, TEXT, DAY, HOUR, TEMPLATE):
            rule = DataValidation(allow_blank=True)
        else:
            continue
        if column.explained:
            rule.promptTitle, rule.prompt = column.heading, column.explained[:250]
            rule.showInputMessage = True
        rule.add(where)
        sheet.add_data_validation(rule)


def _channel_choices(offered: Collection[ChannelKind]) -> dict[str, str]:
    """What a cell may say of the channels, all of them or one, and what it means."""
    # Few posts are to be posted by hand too; what sends others on goes out where it is named alone.
    alone = [kind for kind in offered if not kind.by_hand and not kind.sends_on]
    *first, last = (kind.place for kind in alone)
    every = f"Cả {', '.join(first)} và {last}"
    several = {", ".join(kind.name for kind in alone): every}
    several |= {kind.name: f"Chỉ {kind.place}" for kind in offered if not kind.sends_on}
    return several | {
        f"{kind.sends_on}, {kind.name}": f"{kind_of(kind.sends_on).place} và {kind.place} "
        "(để trống thì không gửi)"
        for kind in offered
        if kind.sends_on
    }


def _line(line: Hotline) -> str:
    return f"{line.display}, {line.name}"


_GUIDE = (
    f"1. Mỗi bài một dòng ở trang “{SHEET}”. Chỉ cần Tiêu đề và Nội dung; cột nào không dùng thì để trống "
    "hoặc xóa cả cột.",
    "2. Xuống dòng trong một ô: bấm Alt+Enter. Xuống dòng trong ô cũng là xuống dòng trên Facebook.",
    "3. Được đổi thứ tự cột, thêm dòng tên bảng ở trên cùng, thêm trang cho từng tháng. Tên cột thì giữ "
    "như bảng dưới đây.",
    f"4. Không gõ số điện thoại vào bài mà ghi {{{{ hotline('mã') }}}}; mã nằm ở trang “{LISTS}”.",
    "5. Ô gộp có giá trị cho mọi dòng nó phủ. Dòng ẩn, dòng bị lọc, chữ gạch ngang thì Loa hỏi lại. Bài chưa "
    "muốn đăng thì ghi Trạng thái là Nháp.",
    "6. Đưa lịch vào Loa: loa import TÊN_TỆP.xlsx. Có ô sai thì Loa chỉ đúng trang, dòng, cột và chưa ghi "
    "gì.",
)
