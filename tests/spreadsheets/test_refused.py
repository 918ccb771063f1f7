"""Workbooks that are refused before anything of them is unpacked, or soon after, each with words."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from scheduler.problems import Stop, Text
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.loading import read_workbook
from scheduler.spreadsheets.looking import MOST_ROWS
from tests.spreadsheets.test_columns_and_rows import HEAD, POST, book, saved

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADINGS = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % one.encode() for one in HEAD)
MANY = MOST_ROWS + 5_000


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A sound workbook in which the part *name* was changed."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book([HEAD, POST]))) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            data = before.read(part)
            after.writestr(part, change(data) if part == name else data)
    return made.getvalue()


def rows(*, count: int, cell: bytes) -> bytes:
    lines: Iterator[bytes] = (b"<row>" + cell + b"</row>" for _ in range(count))
    head = b"<worksheet %s><sheetData><row>%s</row>" % (NAMESPACE, HEADINGS)
    return head + b"".join(lines) + b"</sheetData></worksheet>"


def refusal(data: bytes, name: str = "a.xlsx") -> Text:
    with pytest.raises(Stop) as caught:
        read_workbook(name, data)
    assert "a.xlsx" in caught.value.say("vi") or name in caught.value.say("vi")
    return caught.value.text


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_workbook_that_defines_entities_is_refused_in_any_part(part):
    def define(data: bytes) -> bytes:
        return ENTITIES + data[data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0 :]

    assert refusal(with_part(part, define)) is messages.UNSAFE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_part_in_an_encoding_that_excel_never_writes_hides_nothing(encoding):
    def encode(data: bytes) -> bytes:
        return data.decode().encode(encoding)

    assert refusal(with_part(SHEET, encode)) is messages.DAMAGED


def test_what_unpacks_to_more_than_a_calendar_can_hold_is_refused_unread():
    assert refusal(with_part("xl/styles.xml", lambda data: data + b" " * 31_000_000)) is messages.TOO_BIG


def test_more_rows_than_any_calendar_has_are_refused_with_words():
    many = rows(count=MANY, cell=b"<c><v>1</v></c>")
    assert refusal(with_part(SHEET, lambda _: many)) is messages.TOO_MANY


def test_rows_of_nothing_but_formats_end_soon_and_need_no_dimension():
    blank = rows(count=300_000, cell=b'<c s="1"/>')
    assert read_workbook("a.xlsx", with_part(SHEET, lambda _: blank)).rows == []


def test_a_strict_workbook_is_named_as_such_and_how_to_save_it_otherwise():
    strict = with_part(
        "xl/workbook.xml",
        lambda data: data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )
    assert refusal(strict) is messages.STRICT


def archive(*names: str, mimetype: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        if mimetype:
            parts.writestr("mimetype", mimetype)
        for name in names:
            parts.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.xlsb", archive("xl/workbook.bin"), ".xlsb"),
        ("a.ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
        ("a.docx", archive("word/document.xml"), "Word"),
        ("a.csv", "Tiêu đề,Nội dung\n".encode("utf-8-sig"), ".csv"),
        ("a.xls", b"\r\n<html><table>", "trang web"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "2003"),
    ],
)
def test_other_kinds_of_tables_are_named_with_what_to_do(name, data, kind):
    with pytest.raises(Stop) as caught:
        read_workbook(name, data)
    assert caught.value.text is messages.OTHER_KIND
    assert kind in caught.value.say("vi")
    assert "Excel Workbook (*.xlsx)" in caught.value.say("vi")


def test_a_sheet_under_a_prefix_and_with_cells_far_away_reads_the_same(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (HEAD, POST):
        sheet.append(row)
    sheet["XFD3"].number_format = "@"
    sheet.merge_cells("D2:D3")
    plain = read_workbook("a.xlsx", saved(made))

    def prefix(data: bytes) -> bytes:
        data = data.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
        return data.replace(b"<x:?xml", b"<?xml").replace(b" xmlns=", b" xmlns:x=")

    parts = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(made))) as before, zipfile.ZipFile(parts, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            after.writestr(part, prefix(data) if part == SHEET else data)
    assert read_workbook("a.xlsx", parts.getvalue()) == plain
    assert len(plain.rows) == 1


def in_sheet(before: bytes, more: bytes) -> bytes:
    """A sound workbook with *more* in its sheet, before that tag."""
    return with_part(SHEET, lambda data: data.replace(before, more + before, 1))


def many_rows(*, cell: bytes, count: int = 15_000) -> bytes:
    return b"".join(b'<row r="%d">%s</row>' % (row, cell) for row in range(3, count))


def columns_merged_down(count: int) -> bytes:
    names = (get_column_letter(column).encode() for column in range(1, count + 1))
    merges = b"".join(b'<mergeCell ref="%s1:%s1048576"/>' % (one, one) for one in names)
    return b"<mergeCells>%s</mergeCells>" % merges


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            lambda: in_sheet(b"</row>", b"<a/>" * 4_100_000), id="elements in a row", marks=pytest.mark.slow
        ),
        pytest.param(lambda: in_sheet(b"</is>", b"<r><t>x</t></r>" * 1_100_000), id="pieces of one text"),
        pytest.param(lambda: in_sheet(b"<sheetData>", b"<a>" * 4_100_000), id="elements in each other"),
        pytest.param(lambda: in_sheet(b"<sheetData>", b'<a x="%s"/>' % (b"y" * 4_000_000)), id="one word"),
        pytest.param(
            lambda: in_sheet(b"</sheetData>", many_rows(cell=b'<c r="XFD9"><v>1</v></c>')), id="cells far out"
        ),
        pytest.param(
            lambda: with_part(
                SHEET,
                lambda data: data.replace(
                    b"</sheetData>",
                    many_rows(cell=b"<c><v>1</v></c>") + b"</sheetData>" + columns_merged_down(100),
                ),
            ),
            id="merged cells that cover more than there is",
        ),
        pytest.param(
            lambda: with_part(
                "xl/styles.xml",
                lambda data: data.replace(b"<fonts", b"<x>" + b"<a/>" * 600_000 + b"</x><fonts"),
            ),
            id="styles",
        ),
        pytest.param(
            lambda: with_part(
                "xl/workbook.xml",
                lambda data: data.replace(
                    b"<calcPr", b'<definedName name="a">x</definedName>' * 300_000 + b"<calcPr"
                ),
            ),
            id="names",
        ),
        pytest.param(
            lambda: with_part(SHEET, lambda data: b"<!--%s-->%s" % (b"y" * 4_000_000, data)), id="a comment"
        ),
    ],
)
@pytest.mark.slow
def test_a_workbook_that_is_small_and_opens_to_more_work_than_any_calendar_is_refused(made):
    assert refusal(made()) in (messages.TOO_MANY, messages.DAMAGED)


def test_whole_columns_merged_by_mistake_are_no_bomb():
    whole = with_part(
        SHEET, lambda data: data.replace(b"</sheetData>", b"</sheetData>" + columns_merged_down(50))
    )
    assert len(read_workbook("a.xlsx", whole).rows) == 1
