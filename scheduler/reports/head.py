"""The head and the foot of the report in Word, by Decree 30/2020/NĐ-CP; an office may bring its own.

Its file is `config/bao-cao.docx`: whatever stands there is the office's. `{{ noi-dung }}` on a line of its
own is where the report goes; the other fields are filled in wherever they stand.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from scheduler.calendar.model import Unit
from scheduler.problems import Stop, Text

FILE = "config/bao-cao.docx"
FONT = "Times New Roman"
_MOST, _MOST_WORDS = 64 * 2**20, 4 * 2**20  # bytes, unpacked: of all, and of what is read as words
_NO_WORDS = ("word/media/", "word/fonts/", "word/embeddings/")
BODY, FIELD = "noi-dung", re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
FIELDS: Mapping[str, Text] = {
    BODY: Text("nội dung báo cáo, một dòng riêng", "the report, on a line of its own"),
    "ky": Text("kỳ báo cáo: quý IV năm 2026", "the period"),
    "don-vi": Text("tên đơn vị", "the unit's name"),
    "ngay": Text("ngày 05 tháng 01 năm 2027", "the date of making"),
}
_AT_THE_EDGE = tuple(
    f"{page}{part}" for page in ("", "first_page_", "even_page_") for part in ("header", "footer")
)
TOP, BOTTOM, LEFT, RIGHT, NUMBER_DOWN = 20, 20, 30, 15, 10  # margins, and of the page number, in millimetres
WIDTH = 210 - LEFT - RIGHT  # of the text


def values_of(unit: Unit, period: Text, made: date) -> dict[str, str]:
    """What the fields of a head are filled with, but for the body."""
    return {"ky": period.vi, "don-vi": unit.signature, "ngay": dated(made)}


def dated(day: date) -> str:
    """A day as the decree writes it: with a 0 before days below 10 and the months 1 and 2."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def opened(data: bytes) -> Any:
    """The document that an office brought.

    Raises:
        Stop: it is none, or has a field that there is not.
    """
    import docx

    try:
        _check_size(data)
        document = docx.Document(BytesIO(data))
        paragraphs = list(_paragraphs(document)) if document.sections[0] else []
    except Stop:
        raise
    except Exception as error:  # whatever lies there: a zip, a damaged file, a template of another program
        raise Stop(_NO_DOCUMENT, file=FILE) from error
    for paragraph in paragraphs:
        for found in FIELD.finditer(paragraph.text):
            if found[1] not in FIELDS:
                known = ", ".join(f"{{{{ {name} }}}}" for name in FIELDS)
                raise Stop(_NO_FIELD, file=FILE, field=found[0], known=known)
    return document


def _check_size(data: bytes) -> None:
    """Let a file pass that does not fill the memory once it is unpacked.

    Raises:
        Stop: it would.
        zipfile.BadZipFile: it is no file of Word's.
    """
    with zipfile.ZipFile(BytesIO(data)) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    words = (size for name, size in sizes.items() if not name.startswith(_NO_WORDS))
    if sum(sizes.values()) > _MOST or sum(words) > _MOST_WORDS:
        raise Stop(_TOO_BIG, file=FILE)


def fill(document: Any, values: Mapping[str, str]) -> Any:
    """Fill the fields in; gives the paragraph where the report goes: a new one at the end if none says so."""
    body = None
    for paragraph in list(_paragraphs(document)):
        if body is None and (found := FIELD.fullmatch(paragraph.text.strip())) and found[1] == BODY:
            body = paragraph
        elif "{{" in paragraph.text:
            _fill(paragraph, values)
    return body if body is not None else document.add_paragraph()


def _fill(paragraph: Any, values: Mapping[str, str]) -> None:
    """A field may be cut into several runs: its words go into the first of them."""
    while found := FIELD.search("".join(run.text for run in paragraph.runs)):
        said, start = values.get(found[1], ""), 0
        for run in paragraph.runs:
            text, end = run.text, start + len(run.text)
            if end > found.start() and start < found.end():
                before, after = text[: max(0, found.start() - start)], text[max(0, found.end() - start) :]
                run.text = before + said + after
                said = ""
            start = end


def _paragraphs(document: Any) -> Iterator[Any]:
    """All of a document: of its body, its tables, its headers and footers, those of a first page too."""
    yield from _within(document)
    for section in document.sections:
        for name in _AT_THE_EDGE:
            part = getattr(section, name)
            if not part.is_linked_to_previous:  # it has its own: else python-docx would make one
                yield from _within(part)


def _within(part: Any) -> Iterator[Any]:
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)


def default_head(unit: Unit) -> bytes:
    """The head for *unit*, where its office brought none; what Loa cannot know is left open."""
    import docx

    document = docx.Document()
    _page(document)
    _letterhead(document, unit)
    _line(document, "BÁO CÁO", 14, bold=True, before=18)
    _line(document, "Kết quả công tác truyền thông {{ ky }}", 14, bold=True)
    _rule(_line(document, "", 2, before=2), 0.28)
    _line(document, "Kính gửi: ……………………………………………", 14, before=12, after=6)
    _line(document, f"{{{{ {BODY} }}}}", 14)
    _signatures(document)
    return saved(document)


def saved(document: Any) -> bytes:
    """*document* as a file."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(NUMBER_DOWN)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.size, normal.font.color.rgb = Pt(14), RGBColor(0, 0, 0)
    named(normal)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        run = header.add_run(words if kind == "text" else "")
        run.font.size = Pt(14)
        if kind == "text":
            continue
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        else:
            piece.text = words
        run._r.append(piece)


def named(style: Any) -> None:
    """Let *style* have the decree's font, for every script."""
    from docx.oxml.ns import qn

    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _letterhead(document: Any, unit: Unit) -> None:
    left, right = _halves(document, (67, WIDTH - 67))
    if unit.above:
        _line(left, unit.above.upper(), 12)
    _line(left, unit.signature.upper(), 12, bold=True)
    _rule(_line(left, "", 2, before=2), 0.36)
    _line(left, "Số:        /BC-………", 13, before=4)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(_line(right, "", 2, before=2), 0.585)  # as long as the motto
    _line(right, "……………, {{ ngay }}", 14, italic=True, before=4)


def _signatures(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    _line(document, "", 6)
    left, right = _halves(document, (75, WIDTH - 75))
    first = _line(left, "Nơi nhận:", 12, bold=True, italic=True)
    others = [_line(left, words, 11) for words in ("- Như trên;", "- ………………;", "- Lưu: VT, ….")]
    for one in (first, *others):
        one.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _line(right, "TM. ………………", 14, bold=True)
    _line(right, "CHỨC VỤ CỦA NGƯỜI KÝ", 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, "Họ và tên", 14, bold=True)


def _halves(document: Any, widths: tuple[float, float]) -> tuple[Any, Any]:
    """Two cells side by side, without lines."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = document.add_table(1, 2)
    table.autofit = False
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return row.cells[0], row.cells[1]


def _line(
    where: Any,
    words: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
    after: int = 0,
) -> Any:
    """A centred line at the end of *where*."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    is_cell, there = not hasattr(where, "sections"), where.paragraphs
    line = there[0] if is_cell and len(there) == 1 and not there[0].runs else where.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    line.paragraph_format.line_spacing = 1.0
    run = line.add_run(words)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    return line


def _rule(line: Any, part: float) -> None:
    """A line across *part* of where *line* stands, in its middle."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    cell = line._p.getparent()
    width: float = WIDTH
    if cell.tag == qn("w:tc"):
        width = int(cell.tcPr.width) / 36_000 - 4
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(width * (1 - part) / 2)
    line.paragraph_format.line_spacing = Pt(3)
    edges, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    edges.append(top)
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(edges, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


_NO_DOCUMENT = Text(
    "{file} không phải là tệp Word (.docx) đọc được. Mở bằng Word rồi lưu lại thành .docx, hoặc chuyển tệp "
    "đi chỗ khác để Loa dùng mẫu có sẵn.",
    "{file} is no Word file (.docx) that can be read. Open it in Word and save it as .docx, or take it away "
    "and Loa uses a head of its own.",
)
_TOO_BIG = Text(
    "{file} quá lớn để làm phần đầu báo cáo. Bỏ bớt ảnh và trang trong tệp, hoặc chuyển tệp đi chỗ khác để "
    "Loa dùng mẫu có sẵn.",
    "{file} is too big for the head of a report. Take pictures and pages out of it, or take it away and Loa "
    "uses a head of its own.",
)
UNREAD = Text(
    "Không đọc được {file} ({why}). Đóng tệp nếu đang mở trong Word, xem lại quyền đọc, hoặc chuyển tệp đi "
    "chỗ khác để Loa dùng mẫu có sẵn.",
    "{file} cannot be read ({why}). Close it if it is open in Word, see its permissions, or take it away "
    "and Loa uses a head of its own.",
)
_NO_FIELD = Text(
    "{file} có chỗ {field} mà Loa không biết. Loa điền được: {known}.",
    "{file} has a field {field} that Loa does not know. It fills in: {known}.",
)
