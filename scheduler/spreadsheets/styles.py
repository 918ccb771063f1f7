"""How the workbook looks: its few named styles, in the office's colours, and cells written in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from scheduler.settings.model import Brand
from scheduler.spreadsheets.rows import CellValue


class Look(StrEnum):
    """The styles by the names that Excel's own list of styles shows."""

    TITLE = "Loa: tên trang"
    HEADING = "Loa: tên cột"
    CARD_HEADING = "Loa: tên cột về thẻ"
    TEXT = "Loa: chữ"
    STRONG = "Loa: chữ đậm"
    NOTE = "Loa: lời dặn"
    DATE = "Loa: ngày"
    TIME = "Loa: giờ"
    MOMENT = "Loa: ngày giờ"


TEXT_FORMAT, DATE_FORMAT, TIME_FORMAT = "@", "dd/mm/yyyy", "hh:mm"
WRAPPED = Alignment(vertical="top", wrap_text=True)
CENTRED = Alignment(vertical="top", horizontal="center")
_MIDDLE = Alignment(vertical="center", horizontal="center", wrap_text=True)
_OF_MOMENTS = {date: Look.DATE, datetime: Look.MOMENT, time: Look.TIME}


def add_looks(book: Workbook, brand: Brand) -> None:
    """Give *book* its styles, in the colours of *brand*."""
    line = Side(style="thin", color="D9D2D6")
    box = Border(left=line, right=line, top=line, bottom=line)
    white = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
    plain, strong = Font(name="Calibri", size=11), Font(name="Calibri", size=11, bold=True)
    title = Font(name="Calibri", size=16, bold=True, color=brand.primary[1:])
    first, second = (PatternFill("solid", start_color=colour[1:]) for colour in (brand.primary, brand.deep))
    for style in (
        NamedStyle(Look.TITLE.value, font=title),
        NamedStyle(Look.HEADING.value, font=white, fill=first, border=box, alignment=_MIDDLE),
        NamedStyle(Look.CARD_HEADING.value, font=white, fill=second, border=box, alignment=_MIDDLE),
        NamedStyle(Look.TEXT.value, plain, border=box, alignment=WRAPPED, number_format=TEXT_FORMAT),
        NamedStyle(Look.STRONG.value, strong, border=box, alignment=WRAPPED, number_format=TEXT_FORMAT),
        NamedStyle(Look.NOTE.value, font=plain, alignment=WRAPPED),
        NamedStyle(Look.DATE.value, plain, border=box, alignment=CENTRED, number_format=DATE_FORMAT),
        NamedStyle(Look.TIME.value, plain, border=box, alignment=CENTRED, number_format=TIME_FORMAT),
        NamedStyle(
            Look.MOMENT.value, plain, border=box, alignment=CENTRED,
            number_format=f"{DATE_FORMAT} {TIME_FORMAT}",
        ),
    ):  # fmt: skip
        book.add_named_style(style)


def write(cell: Any, value: CellValue, look: Look = Look.TEXT) -> None:
    """*value* into *cell*: text stays text, whatever Excel would make of it; a moment has its own look."""
    cell.value = value
    if isinstance(value, str):
        cell.style = look.value
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True  # stays text when it is edited
    else:
        cell.style = _OF_MOMENTS[type(value)].value


def write_headings(
    sheet: Any, row: int, headings: Sequence[str], cards: frozenset[int] = frozenset()
) -> None:
    """A row of headings; those at the numbers *cards* in the second colour."""
    sheet.row_dimensions[row].height = 32
    for number, heading in enumerate(headings, start=1):
        write(sheet.cell(row, number), heading, Look.CARD_HEADING if number in cards else Look.HEADING)
