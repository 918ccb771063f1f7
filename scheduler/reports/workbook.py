"""The report in Excel: one sheet a question, tables to be filtered, dates as dates, Excel's own charts."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from scheduler.calendar.model import Unit
from scheduler.kinds.metric import MEASURE_NAMES
from scheduler.reports.figures import DIMENSIONS, OUTCOMES, SHORT, Dimension, Figures, Outcome, Shown
from scheduler.reports.ooxml import NEVER
from scheduler.reports.summary import NO_FIGURES, span, summary
from scheduler.settings.model import Brand
from scheduler.spreadsheets.styles import Look, add_looks
from scheduler.word_files import MADE

MOST_ROWS = 1_000_000  # of one sheet; Excel's own limit is a little more
_CHARTED = 20  # bars that can still be told apart
_LONGEST = 32_000  # characters in a cell, by Excel's own limit
_WHOLE = "Loa: số"

Value = str | int | date | datetime | None


def workbook(figures: Figures, made: date, brand: Brand) -> bytes:
    """The workbook of *figures*, dated *made*."""
    book = Workbook(write_only=True)
    _add_looks(book, brand)
    pages = _Pages(book, brand.primary[1:])
    _overview(pages, figures, made)
    for by in Dimension:
        _by(pages, figures, by)
    _over_time(pages, figures)
    _hotlines(pages, figures)
    _points(pages, figures)
    _reached(pages, figures)
    _mended(pages, figures)
    _deliveries(pages, figures)
    book.properties.creator = figures.unit.signature
    book.properties.title = f"Báo cáo kết quả công tác truyền thông {figures.period.name.vi}"
    return _saved(book, made)


def table_book(
    title: str, headings: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]], made: date, unit: Unit
) -> bytes:
    """A workbook of one table, *title* its sheet's name too, as *unit* gives it out, dated *made*; *headings*
    with the widths of their columns."""
    brand = unit.brand or Brand()
    book = Workbook(write_only=True)
    _add_looks(book, brand)
    _Pages(book, brand.primary[1:]).table(title, headings, rows, is_long=True)
    book.properties.creator, book.properties.title = unit.signature, title
    return _saved(book, made)


class _Pages:
    """The sheets of a workbook that is written once from top to bottom."""

    def __init__(self, book: Workbook, colour: str) -> None:
        self._book = book
        self._colour = colour
        self._looks: dict[str, Any] = {}

    def sheet(self, title: str, widths: Sequence[int]) -> Any:
        """A new sheet."""
        sheet = self._book.create_sheet(title)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        return sheet

    def table(
        self,
        title: str,
        headings: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[Any]],
        *,
        is_long: bool = False,
    ) -> tuple[Any, int]:
        """A sheet that is one table with filters; gives it, and how many rows it has.

        *is_long*: its words have no look of their own, which takes half the time.
        """
        sheet = self.sheet(title, [width for _, width in headings])
        sheet.freeze_panes = "A2"
        sheet.append([self.cell(sheet, words, Look.HEADING) for words, _ in headings])
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - its last value is what is wanted
            sheet.append([self._bare(sheet, value) if is_long else self.cell(sheet, value) for value in row])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{count + 1}"
        sheet.print_title_rows = "1:1"
        return sheet, count

    def cell(self, sheet: Any, value: Value, look: str | None = None) -> Any:
        """*value* in its look; text stays text, whatever Excel would make of it."""
        if isinstance(value, str):
            value = NEVER.sub("", value[:_LONGEST])
        made: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type] # it takes a date as well
        name = look or _look_of(value)
        if name not in self._looks:
            made.style = name
            self._looks[name] = made._style
        made._style = self._looks[name]
        if isinstance(value, str):
            made.data_type = "s"
        return made

    def _bare(self, sheet: Any, value: Value) -> Any:
        if isinstance(value, str):
            if not value:
                return None
            if value[0] != "=" and len(value) < _LONGEST and not NEVER.search(value):
                return value
        return self.cell(sheet, value)

    def chart(self, sheet: Any, title: str, count: int, column: int, at: str, *, lying: bool) -> None:
        """Bars over the first rows of a table: their names in its first column, their values in *column*."""
        shown = min(count, _CHARTED) if lying else count
        if not shown:
            return
        chart = BarChart()
        chart.type = "bar" if lying else "col"
        chart.title, chart.legend, chart.style = title, None, 10
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=shown + 1), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=shown + 1))
        chart.gapWidth = 60
        series = chart.series[0]
        series.graphicalProperties = GraphicalProperties(solidFill=self._colour)
        series.dLbls = DataLabelList()
        series.dLbls.showVal = True
        for no in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(series.dLbls, no, False)
        chart.x_axis.delete = chart.y_axis.delete = False  # else Excel shows none
        chart.y_axis.numFmt, chart.y_axis.majorGridlines = "0", None
        if lying:
            chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
        chart.width, chart.height = 20, max(7.0, 0.75 * shown + 3) if lying else 9
        sheet.add_chart(chart, at)


def _overview(pages: _Pages, figures: Figures, made: date) -> None:
    sheet = pages.sheet("Tổng hợp", (44, 16, 16, 60))
    sheet.append([pages.cell(sheet, "Kết quả công tác truyền thông", Look.TITLE)])
    for words in (
        f"{figures.unit.signature}: {span(figures).vi}",
        f"Lập ngày {made:%d/%m/%Y}. Mọi lượt đăng mà các số này đếm nằm ở trang “Từng lượt”, lọc ra là thấy.",
    ):
        sheet.append([pages.cell(sheet, words, "Normal")])
    for sentence in summary(figures):
        sheet.append([pages.cell(sheet, sentence.vi, "Normal")])
    sheet.append([])
    sheet.append([pages.cell(sheet, words, Look.HEADING) for words in ("Con số", "Số lượng")])
    for words, value in (
        ("Số bài đã đăng", figures.posts),
        ("Số lượt đã đăng", len(figures.out)),
        *((f"Lượt: {OUTCOMES[outcome].vi.lower()}", figures.of[outcome]) for outcome in Outcome),
        ("Lượt đăng trễ", len(figures.late)),
        ("Lần sửa, gỡ bài đang công khai", len(figures.mended)),
    ):
        sheet.append([pages.cell(sheet, words), pages.cell(sheet, value)])


def _by(pages: _Pages, figures: Figures, by: Dimension) -> None:
    counts = figures.counts(by)
    headings = (
        (DIMENSIONS[by].vi, 40), ("Số bài", 12), ("Số lượt đã đăng", 18),
        *((SHORT[outcome].vi, 12) for outcome in Outcome),
    )  # fmt: skip
    rows = (
        [one.name.vi, one.posts, one.went_out, *(one.of[outcome] for outcome in Outcome)] for one in counts
    )
    title = f"Theo {DIMENSIONS[by].vi.lower()}"
    sheet, count = pages.table(title, headings, rows)
    words = f"Số lượt đã đăng theo {DIMENSIONS[by].vi.lower()}"
    if count > _CHARTED:
        words += f" ({_CHARTED} nhiều nhất)"
    pages.chart(sheet, words, count, 3, "L2", lying=True)


def _over_time(pages: _Pages, figures: Figures) -> None:
    headings = ((f"{figures.step.vi.capitalize()} bắt đầu", 18), ("Số lượt đã đăng", 16))
    sheet, count = pages.table("Theo thời gian", headings, figures.steps)
    pages.chart(sheet, f"Số lượt đã đăng theo {figures.step.vi}", count, 2, "D2", lying=False)


def _hotlines(pages: _Pages, figures: Figures) -> None:
    headings = (
        ("Đường dây nóng", 40), ("Số", 18), ("Số bài", 12), ("Số lượt", 12), ("Trong lời", 12),
        ("Trên thẻ", 12), ("Nút gọi", 12),
    )  # fmt: skip
    rows = (
        [one.line.name, one.line.display, one.posts, one.deliveries, *(one.ways[way] for way in Shown)]
        for one in figures.hotline_counts
    )
    sheet, count = pages.table("Đường dây nóng", headings, rows)
    pages.chart(sheet, "Số lượt nêu đường dây nóng", count, 4, "I2", lying=True)


def _points(pages: _Pages, figures: Figures) -> None:
    headings = (
        ("Mục", 8), ("Nội dung", 60), ("Số bài", 12), ("Số lượt", 12), ("Cách tính", 60),
        ("Đơn vị ghi thêm", 40),
    )  # fmt: skip
    rows = (
        [one.point.number, one.point.asks.vi, one.posts, one.deliveries, one.point.decided.vi, ""]
        for one in figures.point_counts
    )
    pages.table("Sáu mục Công văn 267", headings, rows)


def _reached(pages: _Pages, figures: Figures) -> None:
    measures = figures.measures
    headings = (
        ("Kênh", 30), ("Số lượt đã đăng", 18),
        *(one for of in measures for one in ((MEASURE_NAMES[of].vi, 18), ("… trên số lượt", 14))),
    )  # fmt: skip

    def row_of(one: Any) -> Iterator[Value]:
        yield from (one.name.vi, one.deliveries)
        for of in measures:
            yield from one.sums.get(of, (NO_FIGURES.vi, ""))

    pages.table("Tiếp cận", headings, (list(row_of(one)) for one in figures.reached))
    own = (
        [figures.name(Dimension.CHANNEL, channel).vi, MEASURE_NAMES[of].vi, total, count]
        for channel, sums in figures.pages.items()
        for of, (total, count) in sums.items()
    )
    pages.table("Số liệu của trang", (("Kênh", 30), ("Con số", 24), ("Số lượng", 16), ("Ở số nơi", 14)), own)


def _mended(pages: _Pages, figures: Figures) -> None:
    headings = (
        ("Bài", 44), ("Kênh", 18), ("Đơn vị", 30), ("Việc", 30), ("Vì sao", 44), ("Yêu cầu lúc", 18),
        ("Xong lúc", 18),
    )  # fmt: skip
    rows = (
        [
            figures.titles.get(one.key.post, one.key.post),
            figures.name(Dimension.CHANNEL, one.key.channel).vi,
            figures.name(Dimension.UNIT, one.key.unit).vi,
            one.what.vi,
            one.why,
            _wall(one.asked),
            _wall(one.done),
        ]
        for one in figures.mended
    )
    pages.table("Sửa, gỡ", headings, rows)


def _deliveries(pages: _Pages, figures: Figures) -> None:
    measures = figures.measures
    headings = (
        ("Bài", 44), ("Mã bài", 24), ("Lần", 12), *((DIMENSIONS[by].vi, 22) for by in Dimension),
        ("Kết quả", 20), ("Hẹn", 17), ("Lên lúc", 17), ("Trễ", 8), ("Vì sao", 44), ("Địa chỉ", 44),
        ("Đường dây nóng", 30), ("Mục Công văn 267", 14), *((MEASURE_NAMES[of].vi, 14) for of in measures),
    )  # fmt: skip
    names = {
        by: {key: figures.name(by, key).vi for key in {row.value(by) for row in figures.rows}}
        for by in Dimension
    }

    def rows_of(part: Sequence[Any]) -> Iterator[list[Value]]:
        for row in part:
            why = row.trouble or row.reason
            lines = sorted(frozenset().union(*row.hotlines.values()))
            yield [
                figures.titles[row.key.post],
                row.key.post,
                row.key.occurrence,
                *(names[by][row.value(by)] for by in Dimension),
                OUTCOMES[row.outcome].vi,
                _wall(row.due),
                _wall(row.at),
                "trễ" if row.is_late else "",
                why.why.vi if why else "",
                row.address,
                ", ".join(figures.hotlines[key].name for key in lines if key in figures.hotlines),
                ", ".join(map(str, sorted(row.points))),
                *(row.measures.get(of, NO_FIGURES.vi if row.went_out else "") for of in measures),
            ]

    for number, first in enumerate(range(0, max(1, len(figures.rows)), MOST_ROWS), 1):
        title = "Từng lượt" if number == 1 else f"Từng lượt ({number})"
        part = figures.rows[first : first + MOST_ROWS]
        pages.table(title, headings, rows_of(part), is_long=True)


def _wall(when: datetime | None) -> datetime | None:
    """As the office's clock showed it: a cell has no zone."""
    return when.replace(tzinfo=None, second=0, microsecond=0) if when else None


def _look_of(value: Value) -> str:
    if isinstance(value, datetime):
        return Look.MOMENT
    if isinstance(value, date):
        return Look.DATE
    return _WHOLE if isinstance(value, int) else Look.TEXT


def _add_looks(book: Workbook, brand: Brand) -> None:
    from openpyxl.styles import NamedStyle

    add_looks(book, brand)
    named: Any = book
    like = next(one for one in named._named_styles if one.name == Look.DATE)
    whole = NamedStyle(_WHOLE, like.font, border=like.border, alignment=like.alignment, number_format="#,##0")
    book.add_named_style(whole)


class _Fixed(zipfile.ZipFile):
    """A zip whose parts have no times of their own: the same parts are the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """One part."""
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname, MADE), data, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """One part that is a file: a sheet may be too big to be held in memory."""
        part = zipfile.ZipInfo(str(arcname), MADE)
        part.compress_type = zipfile.ZIP_DEFLATED
        with Path(filename).open("rb") as file, self.open(part, "w") as into:
            shutil.copyfileobj(file, into)


def _saved(book: Workbook, made: date) -> bytes:
    """*book* as a file, the same whenever on that day it is made: its own `save` writes what time it is."""
    out = BytesIO()
    book.properties.created = book.properties.modified = datetime.combine(made, time.min)
    with _Fixed(out, "w", zipfile.ZIP_DEFLATED) as file:
        ExcelWriter(book, file).save()
    return out.getvalue()
