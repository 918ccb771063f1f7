"""The report on the screen: the figures of a period, and behind each figure its deliveries."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from scheduler import locales
from scheduler.calendar.model import UnitId
from scheduler.delivery.ledger import Ledger
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.files import WorkFolder
from scheduler.kinds.metric import MEASURE_NAMES
from scheduler.problems import Stop, Text
from scheduler.queries.revision import Revision
from scheduler.reports.figures import DIMENSIONS, OUTCOMES, SHORT, Dimension, Figures, Outcome, Row
from scheduler.reports.making import Source, file_name, has_word
from scheduler.reports.pdf import office
from scheduler.reports.periods import Period, month_of, parse, suggested
from scheduler.reports.summary import span, summary

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST = 300  # deliveries of one list
_KEPT = 4  # periods whose figures are at hand
_MANY = 20_000  # deliveries, which take seconds to count: what is written meanwhile waits for the next minute
_HIGH, _WIDE = 150, 1000  # of the chart, in its own units
LATE = "late"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart: where it stands, how high it is, and what it says."""

    left: float
    top: float
    width: float
    height: float
    value: int
    name: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery of a list."""

    key: str
    post: str
    title: str
    about: str
    state: str
    when: str
    why: str
    address: str


@dataclass(frozen=True)
class ReportView:
    """What the page shows; *figures* is None where there is no ledger, or *wrong* says why there are none."""

    period: Period
    unit: str
    suggested: Sequence[Period]
    figures: Figures | None
    wrong: str
    has_word: bool
    has_pdf: bool

    @property
    def first(self) -> str:
        """The first day where other days were asked for."""
        return self.period.first.isoformat() if ".." in self.period.code else ""

    @property
    def last(self) -> str:
        """And the last."""
        return self.period.last.isoformat() if ".." in self.period.code else ""

    @property
    def chart(self) -> Sequence[Bar]:
        """The deliveries of each step of the period."""
        assert self.figures is not None
        steps = self.figures.steps
        most = max((count for _, count in steps), default=0) or 1
        room = _WIDE / max(1, len(steps))
        every = max(1, -(-len(steps) // 16))
        return [
            Bar(
                round(room * (number + 0.2), 1),
                round(_HIGH - _HIGH * count / most, 1),
                round(room * 0.6, 1),
                round(_HIGH * count / most, 1),
                count,
                f"{day.day}/{day.month}" if self.period.days <= 120 else f"{day.month}/{day.year}",
                number % every == 0,
            )
            for number, (day, count) in enumerate(steps)
        ]

    def address(self, path: str, **more: str) -> str:
        """That page, or file, of the same report."""
        words = {"period": self.period.code, **({"unit": self.unit} if self.unit else {}), **more}
        return f"{path}?{urlencode(words)}"

    def outcomes(self) -> Sequence[Outcome]:
        """Those that any delivery has."""
        assert self.figures is not None
        return [one for one in Outcome if self.figures.of[one] or one is Outcome.OUT]


class Reports:
    """Makes the figures, which are kept while nothing was written, and the files."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._known: deque[tuple[object, Revision, Figures]] = deque(maxlen=_KEPT)

    def view(self, visit: Visit) -> ReportView:
        """What the page shows for the period and unit that the address names."""
        settings = visit.reading.settings
        zone = settings.zone if settings else None
        today = visit.now.astimezone(zone).date()
        unit, wrong = visit.wanted.get("unit", ""), ""
        if visit.is_narrow and not unit:  # of all is of others too
            unit = visit.reading.unit.id
        period, figures = month_of(today), None
        try:
            period = _asked(visit.wanted, today) or period
            if visit.ledger.book is not None and settings is not None:
                figures = self._figures(visit, visit.ledger.book, period, unit)
        except Stop as stop:
            wrong = stop.say(visit.language)
        return ReportView(
            period, unit, suggested(today), figures, wrong, has_word(), has_word() and office() is not None
        )

    def file(self, visit: Visit, kind: str) -> tuple[str, bytes]:
        """The report as a file: its name and its content. One at a time: each may need much of the machine.

        Raises:
            Stop: it cannot be made.
        """
        view = self.view(visit)
        if view.figures is None or visit.reading.settings is None:
            raise Stop(Text(view.wrong, view.wrong) if view.wrong else _NO_BOOK)
        made = visit.now.astimezone(visit.reading.settings.zone).date()
        with self._making:
            return file_name(view.figures, kind), self._source(visit).file(view.figures, kind, made)

    def _figures(self, visit: Visit, ledger: Ledger, period: Period, unit: str) -> Figures:
        if unit and unit not in visit.reading.calendar.units:
            raise Stop(_NO_UNIT, unit=unit)
        now = visit.now.replace(second=0, microsecond=0)
        # Insights have no line in the book: what came of the posts is read again each minute.
        calendar = visit.reading.calendar
        asked = calendar.prints, period.code, unit, now, visit.reading.narrowed_to
        at = visit.ledger.revision
        with self._lock:
            for known, then, figures in self._known:
                if known == asked and (then == at or len(figures.rows) > _MANY):
                    return figures
            found = self._source(visit).figures(ledger, period, now, UnitId(unit) if unit else None)
            self._known.append((asked, at, found))
            return found

    def _source(self, visit: Visit) -> Source:
        reading = visit.reading
        assert reading.settings is not None
        assert reading.gallery is not None
        return Source(self._folder, reading.settings, reading.calendar, reading.gallery)


def rows_of(view: ReportView, visit: Visit) -> tuple[str, list[Line], int] | None:
    """Of the list that the address names: what it is called, its deliveries, and how many more there are."""
    figures, language = view.figures, visit.language
    if figures is None:
        return None
    by, value = visit.wanted.get("by", ""), visit.wanted.get("is", "")
    found = _list_of(figures, by, value)
    if found is None:
        return None
    title, rows = found
    lines = [_line(row, figures, visit) for row in rows[:MOST]]
    return title.say(language), lines, max(0, len(rows) - MOST)


def _list_of(figures: Figures, by: str, value: str) -> tuple[Text, Sequence[Row]] | None:
    if by in {one.value for one in Dimension}:
        return figures.name(Dimension(by), value), figures.rows_of(Dimension(by), value)
    found: tuple[Text, Sequence[Row]] | None = {LATE: (_LATE, figures.late), "out": (_OUT, figures.out)}.get(
        by
    )
    if by == "outcome" and value in {one.value for one in Outcome}:
        found = OUTCOMES[Outcome(value)], [row for row in figures.rows if row.outcome.value == value]
    elif by == "hotline" and value in figures.hotlines:
        name = figures.hotlines[value].name
        rows = [row for row in figures.out if any(value in keys for keys in row.hotlines.values())]
        found = Text(name, name), rows
    elif by == "point":
        for one in figures.point_counts:
            if str(one.point.number) == value:
                found = one.point.asks, [row for row in figures.out if one.point.number in row.points]
    return found


def _line(row: Row, figures: Figures, visit: Visit) -> Line:
    language = visit.language
    about = [figures.name(Dimension.CHANNEL, row.key.channel).say(language)]
    if figures.has_units:
        about.append(figures.name(Dimension.UNIT, row.key.unit).say(language))
    why = row.trouble or row.reason
    at, due = (_said(one, visit) if one else "" for one in (row.at, row.due))
    when = _AT.say(language, at=at, due=due) if at else _DUE.say(language, due=due)
    return Line(
        str(row.key), row.key.post, figures.titles[row.key.post], " · ".join(about),
        OUTCOMES[row.outcome].say(language), when, why.why.say(language) if why else "", row.address,
    )  # fmt: skip


def _said(when: datetime, visit: Visit) -> str:
    return locales.time_text(when).say(visit.language)


def _asked(wanted: Mapping[str, str], today: date) -> Period | None:
    """The period of the address: days, unless another period was chosen beside those that a page showed."""
    code, first = wanted.get("period", ""), dates.day_of(wanted.get("from", ""))
    is_chosen = code and code != wanted.get("was", code)
    if first and not is_chosen:
        return parse(f"{first}..{dates.day_of(wanted.get('to', '')) or max(first, today)}")
    return parse(code) if code else None


WORDS_OF = {
    "dimensions": DIMENSIONS, "outcomes": OUTCOMES, "short": SHORT, "measures": MEASURE_NAMES,
    "Dimension": Dimension, "Outcome": Outcome, "span": span, "summary": summary,
}  # fmt: skip
_LATE = Text("Đăng trễ", "Late")
_OUT = Text("Đã đăng", "Published")
_AT = Text("lên {at}, hẹn {due}", "out {at}, due {due}")
_DUE = Text("hẹn {due}", "due {due}")
_NO_UNIT = Text(
    "Không có đơn vị “{unit}” trong config/units.yaml, nên không có báo cáo của đơn vị ấy.",
    "There is no unit “{unit}” in config/units.yaml, so there is no report of it.",
)
_NO_BOOK = Text("Chưa có sổ đăng bài nên chưa có gì để báo cáo.", "There is no ledger, so nothing to report.")
