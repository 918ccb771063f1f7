"""One value ↔ one cell: what Excel makes of what people type, and how the program writes the same."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from scheduler import locales
from scheduler.folding import bare
from scheduler.locales import whole_number
from scheduler.problems import Language, Message, Place, Problem, Text
from scheduler.reader.moments import YEARS
from scheduler.reader.shape import text_of
from scheduler.reader.source import has_forbidden
from scheduler.spreadsheets import messages

NOTHING = "–"  # an empty list, where an empty cell means that nothing is said

_LINE_BREAK = re.compile("(?:_x000D_)?\r?\n|\r|_x000[DB]_|[\x0b\x85\u2028\u2029]")
_MARK = re.compile(r"(?:[-•*+–‣●]|[0-9]{1,2}[.)])[ \t\u00a0]+(?=\S)")
_CONTINUED = " " * 4  # before the further lines of one item
_SOME_DAY = date(2000, 1, 1)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119 as Excel counts days

_PLAIN_FORMAT = re.compile(r"General|@|0+(?:\.0+)?%?|#,##0(?:\.0+)?")
_PHONE = re.compile(r"(?:[35789][0-9]{8}|2[0-9]{9})\.0+")  # of Vietnam, but for its 0

_DAY_FIRST = re.compile(
    r"(?:(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\b[\s,.-]*)?(?:ngày\s+)?(?<![0-9:])"
    r"(?P<day>[0-9]{1,2})\s*(?:[-/.]|tháng)\s*(?P<month>[0-9]{1,2})"
    r"(?:\s*(?:[-/.,]|năm)\s*(?P<year>[0-9]{4}|[0-9]{2}))?(?![0-9])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"thứ\s+(\w+)|(chủ\s+nhật|t[2-7]|cn)\b", re.IGNORECASE)
_WEEKDAYS = (  # Monday first, as people write them behind “thứ”
    ("hai", "2", "t2"), ("ba", "3", "t3"), ("tu", "4", "t4"), ("nam", "5", "t5"), ("sau", "6", "t6"),
    ("bay", "7", "t7"), ("chu nhat", "cn"),
)  # fmt: skip
_YEAR_FIRST = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})\s*[-/.]\s*(?P<month>[0-9]{1,2})\s*[-/.]\s*(?P<day>[0-9]{1,2})(?![0-9])"
)
_HOUR = re.compile(
    r"(?P<before>sáng|trưa|chiều|tối|đêm)?[\s,]*(?:lúc\s+)?(?P<hour>[0-9]{1,2})\s*(?:(?:[:.hg]|giờ)\s*(?P<minute>[0-9]{1,2})?(?P<seconds>:[0-9]{2})?"
    r"(?:\s*(?:phút|p|'))?)\s*(?P<half>am|pm|sa|ch|sáng|trưa|chiều|tối|đêm)?",
    re.IGNORECASE,
)
# What is added to the hours that are said in each part of the day; what is not here nobody says (12 giờ tối).
_PARTS_OF_DAY: Mapping[str, Sequence[tuple[int, range]]] = {
    "": ((0, range(24)),),
    "am": ((0, range(12)), (-12, range(12, 13))),
    "pm": ((0, range(12, 24)), (12, range(1, 12))),
    "sáng": ((0, range(12)),),
    "trưa": ((0, range(10, 14)), (12, range(1, 3))),
    "chiều": ((0, range(12, 19)), (12, range(1, 7))),
    "tối": ((0, range(17, 24)), (12, range(5, 12))),
    "đêm": ((0, range(20, 24)), (12, range(8, 12))),
}
_AS_WINDOWS_SAYS = {"sa": "am", "ch": "pm"}


@dataclass(frozen=True, slots=True)
class CellPlace(Place):
    """A cell, or with column 0 a whole row, of the workbook *file*; *heading* is that of its column."""

    sheet: str = ""
    heading: str = ""

    def say(self, language: Language = "vi") -> str:
        """`Lịch tháng 12, ô D7 (Giờ đăng)`."""
        row, cell = ("row", "cell") if language == "en" else ("dòng", "ô")
        if not self.column:
            return f"{self.sheet}, {row} {self.line}" if self.line else self.sheet
        heading = f" ({text_of(self.heading, 40)})" if self.heading else ""
        return f"{self.sheet}, {cell} {self.name}{heading}"

    @property
    def name(self) -> str:
        """`D7`, as Excel calls it."""
        return f"{get_column_letter(self.column)}{self.line}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something: its *value* as openpyxl gives it, and how Excel shows numbers in it."""

    value: object
    place: CellPlace
    shown_as: str = "General"
    epoch: datetime = WINDOWS_EPOCH  # from which its workbook counts days: 1899 or 1904
    year: int = 0  # of days without one, where the sheet's title names it

    def wrong(self, message: Message, **values: object) -> Wrong:
        """What is raised for a value that cannot be read."""
        return Wrong(Problem(message, self.place, values))


class Wrong(Exception):  # noqa: N818 - a decision told to a person
    """A cell's value cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.wrong("en"))
        self.problem = problem


def text(cell: Cell) -> str:
    """The words of *cell*; numbers as a Vietnamese office sees them.

    Raises:
        Wrong: it became a date, or holds a character that nobody can see.
    """
    value = cell.value
    if isinstance(value, (datetime, date, time, timedelta)):
        raise cell.wrong(messages.BECAME_DATE, value=said(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        _require_plain_number(value, cell)
    words = clean(_number(value, cell.shown_as) if isinstance(value, (int, float)) else str(value))
    if has_forbidden(words):
        sign = next(one for one in words if has_forbidden(one))
        raise cell.wrong(messages.INVISIBLE, character=f"U+{ord(sign):04X}")
    return words


def bare_number(cell: Cell) -> str:
    """The digits of a telephone number that Excel took for a number, its 0 lost or not; '' for none."""
    value = cell.value
    is_whole = isinstance(value, (int, float)) and isfinite(value) and value == int(value)
    return f"{value:.0f}" if is_whole and not isinstance(value, bool) else ""


def _require_plain_number(value: float, cell: Cell) -> None:
    if not _PLAIN_FORMAT.fullmatch(cell.shown_as):
        raise cell.wrong(messages.NUMBER_FORMAT, format=cell.shown_as)
    if cell.shown_as in ("General", "@", "0") and _PHONE.fullmatch(f"{value:.10f}"):
        raise cell.wrong(messages.LOST_ZERO, value=f"{value:.0f}")


def clean(words: str) -> str:
    """*words* in NFC, each line break as one, without space around them."""
    return unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", words)).strip()


def lines(words: str) -> list[str]:
    """The items of a list written one a line, or in one line with semicolons; marks before them go."""
    if words == NOTHING:
        return []
    items: list[str] = []
    for line in words.split("\n"):
        if items and (line.startswith(_CONTINUED) or not line.strip()):
            items[-1] += "\n" + line.removeprefix(_CONTINUED)
        else:
            items.append(line)
    items = [item.strip() for item in items if item.strip()]
    if all(_MARK.match(item) for item in items):
        return [_MARK.sub("", item, count=1).strip() for item in items]
    if len(items) == 1 and "\n" not in items[0]:
        items = [item.strip() for item in items[0].split(";") if item.strip()]
    return items


def as_lines(items: list[str]) -> str:
    """*items* as `lines` reads them back."""
    if not items:
        return NOTHING
    items_in_cell = [item.replace("\n", "\n" + _CONTINUED) for item in items]
    written = "\n".join(items_in_cell)
    return written if lines(written) == items else "\n".join(f"• {item}" for item in items_in_cell)


def names(words: str, separators: str) -> list[str]:
    """The single words of a list, split at any of *separators* (of a character class)."""
    return [
        name for part in re.split(f"[{separators}]+", words) if (name := part.strip()) not in ("", NOTHING)
    ]


def day(cell: Cell) -> date:
    """The date of *cell*; a time beside it is left to `moment`.

    Raises:
        Wrong: it is no date, or there is no such date.
    """
    return moment(cell)[0]


def moment(cell: Cell) -> tuple[date, time | None]:
    """The date of *cell*, and the time of day if it holds one too.

    Raises:
        Wrong: it is neither, or there is no such date or time.
    """
    value = cell.value
    if isinstance(value, (int, float)) and int(value) in _SERIALS:
        value = from_excel(value, cell.epoch)  # a date whose cell lost its format
    if isinstance(value, date) and value.year not in YEARS:
        raise cell.wrong(messages.NO_SUCH_DAY, value=said(value))
    if isinstance(value, datetime):
        at = _whole_minutes(value, cell)
        return at.date(), at.time() if at.time() != time() else None
    if isinstance(value, date):
        return value, None
    if isinstance(value, (time, timedelta)):
        raise cell.wrong(messages.DAY_FORM, value=said(value))
    words = text(cell)
    dates = [*_YEAR_FIRST.finditer(words), *_DAY_FIRST.finditer(words)]
    if not dates:
        raise cell.wrong(messages.DAY_FORM, value=text_of(words))
    found = next((one for one in dates if one["year"]), dates[0])
    rest = (words[: found.start()] + " " + words[found.end() :]).strip(" ,;-–\n")
    day = _date(found, words, cell)
    _require_weekday(found, day, words, cell)
    return day, _hour(rest, words, cell) if rest else None


def hour(cell: Cell) -> time:
    """The time of day of *cell*.

    Raises:
        Wrong: it is none, or has seconds.
    """
    value = cell.value
    if isinstance(value, time):
        return _whole_minutes(datetime.combine(_SOME_DAY, value), cell).time()
    if isinstance(value, datetime) and value.year <= 1904:  # Excel counts hours from its day 0
        return _whole_minutes(value, cell).time()
    if isinstance(value, float) and 0 <= value < 1:
        midnight = datetime.combine(_SOME_DAY, time())
        return _whole_minutes(midnight + timedelta(days=value), cell).time()
    if isinstance(value, (datetime, date, timedelta)):
        raise cell.wrong(messages.HOUR_FORM, value=said(value))
    words = text(cell)
    return _hour(words, words, cell)


def _date(found: re.Match[str], words: str, cell: Cell) -> date:
    if found["year"] is None and not cell.year:
        raise cell.wrong(messages.NO_YEAR, value=text_of(words))
    year = int(found["year"] or cell.year)
    year += 2000 if year < 100 else 0
    if year not in YEARS:
        raise cell.wrong(messages.NO_SUCH_DAY, value=text_of(found[0].strip()))
    month, day, value = int(found["month"]), int(found["day"]), text_of(found[0].strip())
    if not 1 <= month <= 12 or not day:
        raise cell.wrong(messages.NO_SUCH_DAY, value=value)
    last = monthrange(year, month)[1]
    if day > last:
        said = f"{month}" if month != 2 else f"{month}/{year}"
        raise cell.wrong(messages.NO_SUCH_DAY_IN_MONTH, month=said, last=last, value=value)
    return date(year, month, day)


def _require_weekday(found: re.Match[str], day: date, words: str, cell: Cell) -> None:
    """A weekday beside the date has to be that day's: one of the two is a slip."""
    said = _WEEKDAY.match(found[0])
    name = " ".join(bare((said[1] or said[2]).lower()).split()) if said else ""
    wanted = next((number for number, names in enumerate(_WEEKDAYS) if name in names), None)
    if wanted is not None and wanted != day.weekday():
        values = {"value": text_of(words), "day": f"{day:%d/%m/%Y}"}
        weekday = Text(locales.weekday(day, "vi"), locales.weekday(day, "en"))
        raise cell.wrong(messages.OTHER_WEEKDAY, weekday=weekday, **values)


def _hour(words: str, shown: str, cell: Cell) -> time:
    alone = clean(words).strip(" ().,").lower()
    if alone and alone in _PARTS_OF_DAY:
        raise cell.wrong(messages.NO_CLOCK, value=text_of(shown))
    found = _HOUR.fullmatch(words.strip())
    if found is None or (found["before"] and found["half"]):
        raise cell.wrong(messages.HOUR_FORM, value=text_of(shown))
    if found["seconds"] not in (None, ":00"):
        raise cell.wrong(messages.SECONDS, value=text_of(shown))
    hours, minutes = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or found["before"] or "").lower()
    half = _AS_WINDOWS_SAYS.get(half, half)
    hours = next((hours + more for more, said_so in _PARTS_OF_DAY[half] if hours in said_so), -1)
    if hours < 0 or minutes > 59:
        raise cell.wrong(messages.HOUR_FORM, value=text_of(shown))
    return time(hours, minutes)


def _whole_minutes(value: datetime, cell: Cell) -> datetime:
    """*value* to the minute: Excel's fractions of a day are off by less than a second."""
    rounded = (value + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if abs(rounded - value) > timedelta(seconds=1):
        raise cell.wrong(messages.SECONDS, value=f"{value:%H:%M:%S}")
    return rounded


def _number(value: float, shown_as: str) -> str:
    """A number as its cell shows it: 25%, 3.321, 0377672444, and never 111.0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if re.fullmatch("0{2,}", shown_as):
        return f"{value:.0f}".zfill(len(shown_as))
    if shown_as.endswith("%"):
        return _number(round(value * 100, 10), "General") + "%"
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    whole, _, rest = f"{value:.10f}".rstrip("0").partition(".")
    if "#,##0" in shown_as:
        whole = whole_number(int(whole), "vi")
    return f"{whole},{rest}" if rest else whole


def said(value: object) -> str:
    """A date or a time as an office writes it; all else as it is."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y %H:%M" if isinstance(value, datetime) else "%d/%m/%Y")
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)
