"""The report in Word: the office's head, numbered sections of figures and words, an annex of every post."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from scheduler import locales
from scheduler.kinds.metric import MEASURE_NAMES, Measure
from scheduler.problems import Text
from scheduler.reports import charts, head
from scheduler.reports.figures import (
    DIMENSIONS,
    OUTCOMES,
    SHORT,
    Count,
    Dimension,
    Figures,
    Mended,
    Outcome,
    PointCount,
    Row,
    Shown,
    Told,
)
from scheduler.reports.ooxml import Cell, Column, Link, Picture, Piece, Writer
from scheduler.reports.points import LETTER, POINTS
from scheduler.reports.summary import NO_FIGURES, listed, span, summary
from scheduler.word_files import archive

_MOST_UNITS = 40  # rows of units in Word: all of them are in the workbook
_MOST_CASES = 15  # of what came late, is held …
_MOST_ADDRESSES = 4  # of one post
_CARD = 20.0, 25.0  # millimetres of a card's picture
_HEADING, _SUB, _BODY, _NOTE = "LoaMuc", "LoaTieuMuc", "LoaLoi", "LoaGhiChu"
_CELL, _STRONG, _TITLE, _SUBTITLE, _MIDDLE = "LoaO", "LoaODam", "LoaTen", "LoaTenPhu", "LoaGiua"


@dataclass(frozen=True)
class Beside:
    """What the annex shows besides the figures: a post's card as a JPEG, where it is proved to be ours."""

    picture: Callable[[Told], bytes | None] = field(default=lambda _: None)
    proof: Callable[[Row], str] = field(default=lambda _: "")
    are_pictures_left_out: bool = False  # since there would be too many


def document(
    figures: Figures, made: date, office: bytes | None, colour: str, beside: Beside | None = None
) -> bytes:
    """The report of *figures*, dated *made*; *office* is the head that the office brought, if it did.

    Raises:
        Stop: that is none.
    """
    word = head.opened(head.default_head(figures.unit) if office is None else office)
    _add_styles(word)
    place = head.fill(word, head.values_of(figures.unit, figures.period.name, made))
    body = _Body(word, figures, made, colour)
    for element in body.report():
        place._p.addprevious(element)
    place._p.getparent().remove(place._p)
    last = word.element.body.sectPr
    for element in body.annex(beside or Beside()):
        last.addprevious(element)
    _tell_of_itself(word, figures, made)
    return _with_fixed_times(head.saved(word))


class _Body:
    """The report's own part, element by element."""

    def __init__(self, word: Any, figures: Figures, made: date, colour: str) -> None:
        self._word = word
        self._figures = figures
        self._made = made
        self._colour = colour
        self._write = Writer(_CELL, _STRONG)
        self._section = self._sub = 0

    def report(self) -> Iterator[Any]:
        """All sections."""
        yield from self._section_of("Đánh giá chung")
        yield self._text(_BODY, " ".join(one.vi for one in summary(self._figures)))
        yield from self._section_of("Những việc đã làm")
        yield from self._done()
        yield from self._section_of("Kết quả theo sáu mục của Công văn 267")
        yield from self._points()
        yield from self._section_of("Kết quả tiếp cận")
        yield from self._reached()
        yield from self._section_of("Bài trễ, bài giữ lại, bài gỡ, bài sửa")
        yield from self._troubles()
        yield from self._section_of("Khó khăn, kiến nghị")
        yield self._text(_BODY, "(Đơn vị ghi thêm.)")

    def annex(self, beside: Beside) -> Iterator[Any]:
        """Every post with its address, its card and its proof."""
        figures = self._figures
        yield self._text(_TITLE, "PHỤ LỤC")
        yield self._text(_SUBTITLE, f"Các bài đã đăng trong {span(figures).vi}")
        yield self._text(
            _MIDDLE,
            f"(Kèm theo Báo cáo số        /BC-………, {head.dated(self._made)} của {figures.unit.signature})",
        )
        if not figures.told:
            yield self._text(_BODY, "Trong kỳ chưa có bài nào được đăng.")
            return
        if beside.are_pictures_left_out:
            yield self._text(
                _NOTE, "Kỳ này nhiều bài nên phụ lục không in hình thẻ; thẻ xem trên trang làm việc."
            )
        rows = [self._annex_row(number, one, beside) for number, one in enumerate(figures.told, 1)]
        columns = [
            Column("TT", 10, "center"), Column("Thẻ", 24, "center"), Column("Bài", 46),
            Column("Lên lúc", 23, "center"), Column("Nơi đăng, địa chỉ", head.WIDTH - 103),
        ]  # fmt: skip
        if not any(isinstance(row[1], Picture) for row in rows):
            columns[1:3] = [Column("Bài", 70)]
            for row in rows:
                del row[1]
        yield self._write.table(columns, rows)
        yield self._write.gap()

    def _annex_row(self, number: int, told: Told, beside: Beside) -> list[Cell]:
        figures, first = self._figures, told.first
        when = _moment(first.at) if first.at else ""
        named = (Dimension.CAMPAIGN, Dimension.AUDIENCE, Dimension.TOPIC)
        about = "; ".join(
            dict.fromkeys(figures.name(by, first.value(by)).vi for by in named if first.value(by))
        )
        cells: list[Cell] = [str(number), [told.title, *([about] if about else [])], when]
        where: list[Piece] = []
        for row in told.rows[:_MOST_ADDRESSES]:
            said = figures.name(Dimension.CHANNEL, row.key.channel).vi
            if figures.has_units:
                said += f", {figures.name(Dimension.UNIT, row.key.unit).vi}"
            if row.outcome is not Outcome.OUT:
                said += f" ({OUTCOMES[row.outcome].vi.lower()})"
            where.append(said + ":" if row.address else said)
            if row.address:
                where.append(Link(row.address))
            if proof := beside.proof(row):
                where += ["Xác minh:", Link(proof)]
        if more := len(told.rows) - _MOST_ADDRESSES:
            where += [f"và {_said(more)} lượt nữa (tệp Excel ghi đủ)"] if more > 0 else []
        data = beside.picture(told)
        cells.insert(1, self._picture(data, *_CARD, f"Thẻ của bài {told.title}") if data else "")
        return [*cells, where]

    def _done(self) -> Iterator[Any]:
        figures = self._figures
        for by in (
            Dimension.CHANNEL,
            Dimension.CAMPAIGN,
            Dimension.TOPIC,
            Dimension.AUDIENCE,
            Dimension.UNIT,
        ):
            if by is Dimension.UNIT and not figures.has_units:
                continue
            yield from self._sub_of(f"Theo {DIMENSIONS[by].vi.lower()}")
            counts = figures.counts(by)
            if by is Dimension.UNIT and len(counts) > _MOST_UNITS:
                yield self._text(
                    _NOTE,
                    f"Bảng ghi {_MOST_UNITS} đơn vị đăng nhiều nhất trong {_said(len(counts))} đơn vị; "
                    "tệp Excel ghi đủ.",
                )
            if not counts:
                yield self._text(_BODY, "Trong kỳ chưa có lượt nào.")
                continue
            yield self._counts(by, counts)
            if by is Dimension.CHANNEL and any(figures.of[one] for one in _EXPLAINED):
                said = "; ".join(words for one, words in _EXPLAINED.items() if figures.of[one])
                yield self._text(_NOTE, f"{said}.")
            if by is Dimension.CHANNEL and figures.out:
                yield self._text(_NOTE, f"Số lượt đăng theo {figures.step.vi}")
                yield self._chart(
                    charts.columns([(_short(figures, day), count) for day, count in figures.steps],
                                   head.WIDTH - 5, 48, self._colour),
                    head.WIDTH - 5, 48, f"Biểu đồ số lượt đăng theo {figures.step.vi}",
                )  # fmt: skip
            if by is Dimension.TOPIC and figures.out:
                bars = [(one.name.vi, one.posts) for one in counts[:14]]
                yield self._text(_NOTE, "Số bài theo chủ đề")
                yield self._chart(
                    charts.rows(bars, head.WIDTH - 25, self._colour), head.WIDTH - 25, 6.4 * len(bars),
                    "Biểu đồ số bài theo chủ đề",
                )  # fmt: skip
        yield from self._sub_of("Đường dây nóng")
        yield from self._hotlines()

    def _counts(self, by: Dimension, counts: Sequence[Count]) -> Any:
        figures = self._figures
        shown = counts[:_MOST_UNITS] if by is Dimension.UNIT else counts
        outcomes = [one for one in Outcome if figures.of[one] or one is Outcome.OUT]
        width = 16 if len(outcomes) > 3 else 21
        columns = (
            Column(DIMENSIONS[by].vi, head.WIDTH - 16 - width * len(outcomes)),
            Column("Số bài", 16, "center"),
            *(Column(SHORT[one].vi, width, "center") for one in outcomes),
        )
        rows = [
            [one.name.vi, _said(one.posts), *(_said(one.of[outcome]) for outcome in outcomes)]
            for one in shown
        ]
        rows.append(["Cộng", _said(figures.posts), *(_said(figures.of[outcome]) for outcome in outcomes)])
        return self._write.table(columns, rows, has_sum=True)

    def _hotlines(self) -> Iterator[Any]:
        counts = self._figures.hotline_counts
        if not counts:
            yield self._text(_BODY, "Danh bạ chưa có đường dây nóng nào.")
            return
        shown = [one for one in counts if one.deliveries][:_MOST_UNITS] or counts[:_MOST_UNITS]
        columns = (
            Column("Đường dây nóng", head.WIDTH - 118), Column("Số", 30, "center"),
            Column("Số bài", 16, "center"), Column("Số lượt", 18, "center"),
            *(Column(name, 18, "center") for name in ("Trong lời", "Trên thẻ", "Nút gọi")),
        )  # fmt: skip
        yield self._write.table(
            columns,
            (
                [
                    one.line.name, one.line.display, _said(one.posts), _said(one.deliveries),
                    *(_said(one.ways[way]) for way in Shown),
                ]
                for one in shown
            ),
        )  # fmt: skip
        silent = [one.line.name for one in counts if not one.deliveries]
        if silent and len(silent) <= _MOST_UNITS and len(shown) < len(counts):
            yield self._text(_NOTE, f"Chưa bài nào nêu số của: {', '.join(silent)}.")
        elif len(counts) > len(shown):
            yield self._text(_NOTE, f"Danh bạ có {_said(len(counts))} số; tệp Excel ghi đủ.")

    def _points(self) -> Iterator[Any]:
        columns = (
            Column("Mục", 13, "center"), Column("Nội dung", 62), Column("Số bài", 16, "center"),
            Column("Số lượt", 18, "center"), Column("Đã làm", head.WIDTH - 109),
        )  # fmt: skip
        rows = (
            [
                str(one.point.number), one.point.asks.vi, _said(one.posts), _said(one.deliveries),
                list(self._of_point(one)),
            ]
            for one in self._figures.point_counts
        )  # fmt: skip
        yield self._write.table(columns, rows, together=False)
        decided = "; ".join(f"mục {one.number}: {one.decided.vi}" for one in POINTS)
        yield self._text(
            _NOTE,
            f"Sáu mục là của Công văn số {LETTER}. Cách tính: {decided}; hoặc theo cài đặt của đơn vị. Một "
            "bài có thể thuộc nhiều mục.",
        )

    def _of_point(self, one: PointCount) -> Iterator[str]:
        figures = self._figures
        if one.deliveries:
            channels = listed(
                Text(f"{name} ({_said(count)})", "")
                for key, count in one.by_channel.items()
                for name in (figures.name(Dimension.CHANNEL, key).vi,)
            )
            yield f"Kênh: {channels.vi}."
            audiences = [figures.name(Dimension.AUDIENCE, key).vi for key in one.by_audience if key]
            if audiences:
                yield f"Đối tượng: {', '.join(audiences)}."
        else:
            yield "Trong kỳ chưa có bài nào."
        if one.point.is_beyond:
            yield "Lớp tập huấn, tài liệu (đơn vị ghi thêm): ……………………"

    def _reached(self) -> Iterator[Any]:
        figures = self._figures
        if not figures.reached:
            yield self._text(_BODY, "Trong kỳ chưa có bài nào được đăng nên chưa có số liệu.")
            return
        measures = [one for one in figures.measures if one is not Measure.FOLLOWERS]
        columns = (
            Column("Kênh", head.WIDTH - 16 - 21 * len(measures)), Column("Số lượt", 16, "center"),
            *(Column(MEASURE_NAMES[one].vi, 21, "center") for one in measures),
        )  # fmt: skip
        rows = [
            [
                one.name.vi,
                _said(one.deliveries),
                *(_measured(one.sums, of, one.deliveries) for of in measures),
            ]
            for one in figures.reached
        ]
        yield self._write.table(columns, rows)
        yield self._text(
            _NOTE,
            "Số liệu do kênh cho biết, cộng từng lượt đăng đến hết kỳ; người xem hai bài được tính hai lần. "
            "“Trên n lượt”: kênh chỉ cho biết ở n lượt. “Không có số liệu”: chưa biết, không phải là 0.",
        )
        for one in figures.reached:
            if one.pages:
                said = listed(
                    Text(f"{MEASURE_NAMES[of].vi.lower()} {_said(total)} ({_said(count)} nơi)", "")
                    for of, (total, count) in one.pages.items()
                )
                yield self._text(_BODY, f"Của chính {one.name.vi}: {said.vi}.")

    def _troubles(self) -> Iterator[Any]:
        figures = self._figures
        parts = (
            ("Đăng trễ", figures.late),
            ("Giữ lại đến cuối kỳ", self._with(Outcome.HELD)),
            ("Quá giờ chưa lên", self._with(Outcome.WAITING)),
            ("Đã gỡ", self._with(Outcome.WITHDRAWN)),
            ("Bỏ qua", self._with(Outcome.SKIPPED)),
        )
        subs = [
            (f"{title}: {_said(len(rows))} lượt", self._cases(rows, rows is figures.late))
            for title, rows in parts
            if rows
        ]
        if figures.mended:
            subs.append((f"Sửa, gỡ bài đang công khai: {_said(len(figures.mended))} lần", self._mended()))
        if not subs:
            yield self._text(_BODY, "Trong kỳ không có lượt nào trễ, bị giữ lại, phải gỡ hay sửa.")
        said, to_post = self._with(Outcome.SAID), self._with(Outcome.TO_POST)
        if said or to_post:
            subs.append(("Đăng tay, theo lời báo của cán bộ", self._by_hand(said, to_post)))
        for title, elements in subs:
            yield from self._sub_of(title) if len(subs) > 1 else [self._text(_SUB, title)]
            yield from elements
        if not said and not to_post:
            yield self._text(_BODY, "Trong kỳ không giao bài đăng tay.")

    def _by_hand(self, said: Sequence[Row], to_post: Sequence[Row]) -> Iterator[Any]:
        places = sum(row.places for row in said)
        yield self._text(
            _BODY,
            f"Đã giao {_said(len(said) + len(to_post))} lượt đăng tay: {_said(len(said))} lượt cán bộ báo đã "
            f"đăng, ở {_said(places)} nơi; {_said(len(to_post))} lượt chưa ai báo. Những số này tính theo "
            "lời báo, Loa không kiểm được.",
        )

    def _with(self, outcome: Outcome) -> tuple[Row, ...]:
        return tuple(row for row in self._figures.rows if row.outcome is outcome)

    def _cases(self, rows: Sequence[Row], is_late: bool = False) -> Iterator[Any]:
        columns = (
            Column("Bài", 48), Column("Nơi đăng", 36), Column("Hẹn", 23, "center"),
            Column("Lên lúc", 23, "center"), Column("Vì sao", head.WIDTH - 130),
        )  # fmt: skip
        figures = self._figures

        def row_of(row: Row) -> list[Cell]:
            why = row.trouble if is_late else row.reason
            return [
                figures.titles[row.key.post],
                self._where(row.key.channel, row.key.unit),
                _moment(row.due),
                _moment(row.at) if row.at else "–",
                why.why.vi if why and why.why.vi else "sổ không ghi lý do",
            ]

        yield self._write.table(columns, map(row_of, rows[:_MOST_CASES]))
        yield from self._more(len(rows), "lượt")

    def _more(self, count: int, of: str) -> Iterator[Any]:
        if count > _MOST_CASES:
            yield self._text(_NOTE, f"Còn {_said(count - _MOST_CASES)} {of} nữa, tệp Excel ghi đủ.")

    def _mended(self) -> Iterator[Any]:
        columns = (
            Column("Bài", 44), Column("Nơi đăng", 36), Column("Việc, vì sao", head.WIDTH - 126),
            Column("Yêu cầu", 23, "center"), Column("Xong", 23, "center"),
        )  # fmt: skip
        figures = self._figures

        def row_of(one: Mended) -> list[Cell]:
            return [
                figures.titles.get(one.key.post, one.key.post),
                self._where(one.key.channel, one.key.unit),
                [one.what.vi, *([one.why] if one.why else [])],
                _moment(one.asked),
                _moment(one.done) if one.done else "chưa xong",
            ]

        yield self._write.table(columns, map(row_of, figures.mended[:_MOST_CASES]))
        yield from self._more(len(figures.mended), "lần")

    def _where(self, channel: str, unit: str) -> str:
        said = self._figures.name(Dimension.CHANNEL, channel).vi
        return f"{said}, {self._figures.name(Dimension.UNIT, unit).vi}" if self._figures.has_units else said

    def _section_of(self, title: str) -> Iterator[Any]:
        self._section, self._sub = self._section + 1, 0
        yield self._text(_HEADING, f"{_ROMAN[self._section]}. {title.upper()}")

    def _sub_of(self, title: str) -> Iterator[Any]:
        self._sub += 1
        yield self._text(_SUB, f"{self._sub}. {title}")

    def _text(self, style: str, words: str) -> Any:
        return self._write.paragraph(style, words)

    def _chart(self, data: bytes, width: float, height: float, alt: str) -> Any:
        return self._write.paragraph(_MIDDLE, self._picture(data, width, height, alt))

    def _picture(self, data: bytes, width: float, height: float, alt: str) -> Picture:
        id_, _ = self._word.part.get_or_add_image(BytesIO(data))
        return Picture(id_, width, height, alt)


_EXPLAINED = {
    Outcome.SAID: "Đăng tay: tính theo lời báo của cán bộ",
    Outcome.WITHDRAWN: "Đã gỡ: đã đăng trong kỳ rồi gỡ",
    Outcome.TO_POST: "Chưa báo: đã giao đăng tay mà chưa ai báo",
}
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")


def _said(value: int) -> str:
    return locales.whole_number(value, "vi")


def _moment(when: datetime) -> list[str]:
    return [f"{when:%H:%M}", f"{when:%d/%m/%Y}"]


def _short(figures: Figures, day: date) -> str:
    return f"{day.month}/{day.year % 100:02}" if figures.period.days > 120 else f"{day.day}/{day.month}"


def _measured(sums: Mapping[Measure, tuple[int, int]], of: Measure, deliveries: int) -> Cell:
    if of not in sums:
        return NO_FIGURES.vi
    total, told = sums[of]
    return _said(total) if told == deliveries else [_said(total), f"(trên {_said(told)} lượt)"]


def _add_styles(word: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    whole, left, middle = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
    there = {style.style_id for style in word.styles}
    for id_, name, size, bold, italic, stands, indent, before, after, level in (
        (_HEADING, "Loa: mục", 14, True, False, left, 12.7, 12, 4, 0),
        (_SUB, "Loa: tiểu mục", 14, True, False, left, 12.7, 8, 4, 1),
        (_BODY, "Loa: lời", 14, False, False, whole, 12.7, 6, 0, None),
        (_NOTE, "Loa: ghi chú", 12, False, True, whole, 0, 4, 4, None),
        (_MIDDLE, "Loa: giữa", 13, False, True, middle, 0, 0, 8, None),
        (_CELL, "Loa: ô", 12, False, False, left, 0, 0, 0, None),
        (_STRONG, "Loa: ô đậm", 12, True, False, left, 0, 0, 0, None),
        (_TITLE, "Loa: tên phụ lục", 14, True, False, middle, 0, 0, 0, 0),
        (_SUBTITLE, "Loa: tên phụ lục dòng hai", 14, True, False, middle, 0, 0, 0, None),
    ):
        if id_ in there:
            continue  # a head that is a former report
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), id_)
        style.base_style = None
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        style.font.color.rgb = RGBColor(0, 0, 0)
        head.named(style)
        form = style.paragraph_format
        form.alignment, form.first_line_indent = stands, Mm(indent)
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = 1.15 if id_ == _BODY else 1.0
        form.keep_with_next = id_ in {_HEADING, _SUB, _SUBTITLE}
        form.page_break_before = id_ == _TITLE
        if level is not None:
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level))
            style.element.get_or_add_pPr().append(outline)


def _tell_of_itself(word: Any, figures: Figures, made: date) -> None:
    told = word.core_properties
    told.title = f"Báo cáo kết quả công tác truyền thông {figures.period.name.vi}"
    told.author = told.last_modified_by = figures.unit.signature
    told.created = told.modified = datetime.combine(made, time.min)
    told.comments, told.language, told.revision = "", "vi-VN", 1
    rels = word.part.package.rels
    for id_, rel in list(rels.items()):
        if rel.reltype.endswith("/thumbnail"):  # of python-docx's own empty page
            del rels[id_]


def _with_fixed_times(data: bytes) -> bytes:
    """The same file whenever it is made."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return archive({info.filename: file.read(info) for info in file.infolist()})
