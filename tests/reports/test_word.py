"""The report in Word keeps the form of Decree 30/2020/NĐ-CP, and an office's own head."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date

import pytest

from scheduler.problems import Stop, Text
from scheduler.reports import head
from scheduler.reports.figures import Mended
from scheduler.reports.pdf import as_pdf, has_font
from scheduler.reports.word import Beside, document
from tests.reports.office import Office, fill_at_random

docx = pytest.importorskip("docx")
MADE = date(2027, 1, 5)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = Office(tmp_path_factory.mktemp("office"))
    fill_at_random(opened, 3, 24)
    opened.publish(opened.key("mat-khau", "website"), "2026-12-01 07:30", text="Gọi 111.")
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def figures(office):
    return office.figures("2026-Q4")


def made(figures, own=None, beside=None, day=MADE):
    return document(figures, day, own, "#9B1459", beside)


def opened(data):
    return docx.Document(io.BytesIO(data))


def words_of(word):
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in word.paragraphs), *cells])


def test_the_page_is_the_decrees(figures):
    word = opened(made(figures))
    (section,) = word.sections
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    number = section.header.paragraphs[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert number.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    assert number.runs[0].font.size.pt in {13, 14}
    assert " PAGE " in number._p.xml


def test_every_letter_is_times_new_roman_black_and_of_the_decrees_sizes(figures):
    word = opened(made(figures))
    used = {paragraph.style.name for paragraph in word.paragraphs}
    used |= {
        one.style.name
        for table in word.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
    }
    for style in (word.styles[name] for name in used):
        assert style.font.name == "Times New Roman", style.name
        assert str(style.font.color.rgb) == "000000", style.name
    body = word.styles["Loa: lời"]
    assert body.font.size.pt in {13, 14}
    assert body.paragraph_format.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert body.paragraph_format.space_before.pt >= 6
    assert 1 <= body.paragraph_format.line_spacing <= 1.5
    assert body.paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    by_words = {
        one.text: one.runs[0].font
        for part in (word, *(cell for table in word.tables for cell in table.rows[0].cells))
        for one in part.paragraphs
        if one.runs
    }
    for said, sizes, bold in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {12, 13}, True),
        ("Độc lập - Tự do - Hạnh phúc", {13, 14}, True),
        ("HỘI LHPN TỈNH SÓC TRĂNG", {12, 13}, True),
        ("BÁO CÁO", {13, 14}, True),
        ("Kết quả công tác truyền thông quý IV năm 2026", {13, 14}, True),
        ("……………, ngày 05 tháng 01 năm 2027", {13, 14}, False),
        ("Nơi nhận:", {12}, True),
        ("- Như trên;", {11}, False),
    ):
        assert by_words[said].size.pt in sizes, said
        assert bool(by_words[said].bold) is bold, said


def test_a_day_is_written_as_the_decree_writes_it():
    assert head.dated(date(2027, 2, 9)) == "ngày 09 tháng 02 năm 2027"
    assert head.dated(date(2027, 10, 19)) == "ngày 19 tháng 10 năm 2027"
    assert head.dated(date(2027, 3, 1)) == "ngày 01 tháng 3 năm 2027"


def test_the_same_period_twice_is_the_same_file_but_for_the_date_of_making(office, figures):
    first = made(figures)
    assert made(office.figures("2026-Q4", now="2027-02-05 08:00")) == first
    later = made(figures, day=date(2027, 1, 6))
    one, other = (dict(_parts(data)) for data in (first, later))
    assert {name for name in one if one[name] != other[name]} == {"word/document.xml", "docProps/core.xml"}
    said = one["word/document.xml"].replace("ngày 05 tháng 01".encode(), "ngày 06 tháng 01".encode())
    assert said == other["word/document.xml"]


def test_opened_and_saved_again_it_says_the_same(figures):
    word = opened(made(figures))
    again = io.BytesIO()
    word.save(again)
    assert words_of(opened(again.getvalue())) == words_of(word)
    assert "Trong quý IV năm 2026, Hội LHPN tỉnh Sóc Trăng đã đăng" in words_of(word)


def test_the_annex_has_every_post_with_its_card_its_address_and_its_proof(figures):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (240, 300), "#9B1459").save(out, "JPEG")
    beside = Beside(lambda _: out.getvalue(), lambda row: f"https://proof.vn/?a=1&b={row.key.post}")
    word = opened(made(figures, beside=beside))
    annex = word.tables[-1]
    assert len(annex.rows) == len(figures.told) + 1
    assert all("<pic:pic" in row.cells[1]._tc.xml for row in annex.rows[1:])
    addresses = [row.address for told in figures.told for row in told.rows if row.address]
    xml = word.element.xml
    assert addresses
    assert all(f"HYPERLINK &quot;{one}&quot;" in xml or f'HYPERLINK "{one}"' in xml for one in addresses)
    assert "https://proof.vn/?a=1&amp;b=mat-khau" in xml


def test_without_posts_it_says_so_and_has_no_empty_tables(office):
    word = opened(made(office.figures("2026-02")))
    assert "Trong tháng 2 năm 2026, Hội LHPN tỉnh Sóc Trăng chưa đăng bài nào." in words_of(word)
    assert "Trong kỳ chưa có bài nào được đăng." in words_of(word)
    assert all(len(table.rows) > 1 for table in word.tables[1:-1])


def test_a_part_alone_in_its_section_has_no_number(office):
    from dataclasses import replace

    def said_of(figures):
        lines = [one.text for one in opened(made(figures)).paragraphs]
        first = next(n for n, line in enumerate(lines) if line.startswith("V. "))
        return lines[first : next(n for n, line in enumerate(lines) if line.startswith("VI. "))]

    none = office.figures("2026-02")
    assert not any(line.startswith("1.") for line in said_of(none))
    assert "Trong kỳ không giao bài đăng tay." in said_of(none)
    one = Mended(office.key("mat-khau", "website"), Text("gỡ bài", ""), "sai số", none.until, None)
    mended = said_of(replace(none, mended=(one,) * 16))
    assert "Sửa, gỡ bài đang công khai: 16 lần" in mended
    assert "Còn 1 lần nữa, tệp Excel ghi đủ." in mended


def test_signs_of_xml_and_what_no_file_holds_stay_words(office):
    from dataclasses import replace

    figures = office.figures("2026-12")
    strange = replace(figures, titles=dict.fromkeys(figures.titles, "<w:p/> & \"Bài\" \x0b'=1+1'"))
    assert "<w:p/> & \"Bài\" '=1+1'" in words_of(opened(made(strange)))


def test_an_office_brings_its_own_head(figures):
    own = docx.Document()
    own.sections[0].left_margin = docx.shared.Mm(33)
    line = own.add_paragraph("Kính gửi Tỉnh ủy, về {{ k")
    line.add_run("y }} của ")  # as Word cuts a field after its spelling was looked at
    line.add_run("{{don-vi}}").bold = True
    own.add_paragraph("{{ noi-dung }}")
    own.add_paragraph("Người ký: Chủ tịch")
    word = opened(made(figures, head.saved(own)))
    said = [one.text for one in word.paragraphs]
    assert said[0] == "Kính gửi Tỉnh ủy, về quý IV năm 2026 của Hội LHPN tỉnh Sóc Trăng"
    assert said.index("I. ĐÁNH GIÁ CHUNG") < said.index("Người ký: Chủ tịch") < said.index("PHỤ LỤC")
    assert round(word.sections[0].left_margin.mm) == 33
    assert word.styles["Loa: lời"].font.name == "Times New Roman"


def test_the_head_that_loa_writes_can_be_brought_back_changed(office, figures):
    assert words_of(opened(made(figures, head.default_head(office.calendar.units["province"])))) == words_of(
        opened(made(figures))
    )


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"%PDF-1.7"])
def test_a_head_that_is_no_word_file_is_refused_in_words(figures, data):
    with pytest.raises(Stop, match="is no Word file"):
        made(figures, data)


def test_a_head_without_a_page_of_its_own_is_refused_in_words(figures):
    own = docx.Document()
    own.element.body.remove(own.element.body.sectPr)
    with pytest.raises(Stop, match="is no Word file"):
        made(figures, head.saved(own))


def test_a_head_that_would_fill_the_memory_is_refused_before_it_is_read(figures):
    own, bomb = io.BytesIO(head.saved(docx.Document())), io.BytesIO()
    with zipfile.ZipFile(own) as parts, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as into:
        for name in parts.namelist():
            into.writestr(name, parts.read(name).replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 10**6))
    with pytest.raises(Stop, match="too big"):
        made(figures, bomb.getvalue())


def test_a_field_at_the_edge_of_the_first_page_is_filled_in(figures):
    own = docx.Document()
    own.sections[0].first_page_header.paragraphs[0].text = "Kỳ: {{ ky }}"
    word = opened(made(figures, head.saved(own)))
    assert word.sections[0].first_page_header.paragraphs[0].text == "Kỳ: quý IV năm 2026"


def test_a_head_with_a_field_that_there_is_not_is_refused_in_words(figures):
    own = docx.Document()
    own.add_paragraph("Kỳ {{ ki }}")
    with pytest.raises(Stop, match=r"\{\{ ki \}\}"):
        made(figures, head.saved(own))


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdftotext"), reason="LibreOffice and poppler"
)
def test_libreoffice_opens_it_and_numbers_its_pages_from_the_second_on(figures, tmp_path):
    (tmp_path / "a.pdf").write_bytes(as_pdf(made(figures), MADE))
    assert (tmp_path / "a.pdf").read_bytes() == as_pdf(made(figures), MADE)
    done = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    pages = done.stdout.decode().split("\f")[:-1]
    heads = [next(line.strip() for line in page.splitlines() if line.strip()) for page in pages]
    assert heads[0].startswith("HỘI LHPN TỈNH SÓC TRĂNG")
    assert heads[1:] == [str(number) for number in range(2, len(pages) + 1)]
    fonts = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, check=True).stdout.decode()
    if has_font():
        names = {line.split("+")[-1].split("-")[0].split()[0] for line in fonts.splitlines()[2:]}
        assert names <= {"LiberationSerif", "Tinos", "TimesNewRomanPSMT", "TimesNewRomanPS"}


def _parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for info in file.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            yield info.filename, file.read(info)
