"""A workbook's file, opened with care: what it is, how much it unpacks to, and what its sheets look like.

Nothing is handed on to openpyxl that was not looked at first: parts too large, parts that define entities,
and rows beyond what a calendar can have never reach it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl.packaging.relationship import get_dependents
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.xml.functions import fromstring

from scheduler.problems import Stop, Text
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.looking import Budget, SheetLook, look_at

MOST_BYTES = 200_000_000  # of the file; photos may lie in it, which are never unpacked
_WORKBOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls and workbooks with a password begin with
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/"
_SHEETS = "xl/worksheets/"
_STRINGS = "xl/sharedStrings.xml"
# What a part may unpack to, in MB; a calendar of ten years has 5 in all.
_LARGEST_SHEETS, _LARGEST_STRINGS, _LARGEST_OTHERS = 200, 60, 30
_WEIGHT = 8  # of a tag in the other parts, which openpyxl keeps whole, against those of sheets and texts
_HEAD = 1 << 16  # bytes in which the root element begins; Excel needs 60


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that openpyxl may open: *data*, and how its sheets look, by their title."""

    data: BytesIO
    looks: Mapping[str, SheetLook]


def open_package(name: str, data: bytes) -> Package:
    """The workbook *data*, called *name*, without what no calendar needs.

    Raises:
        Stop: it is no workbook, another kind, locked, damaged, or too large.
    """
    if data.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Stop(messages.PASSWORD if is_locked else messages.OLD_WORKBOOK, name=name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            _require_workbook(name, parts)
            return _looked_over(name, parts)
    except Stop:
        raise
    except zipfile.BadZipFile as error:
        is_cut = data.startswith(b"PK\x03\x04")
        raise Stop(messages.DAMAGED, name=name) if is_cut else _other_kind(name, data) from error
    except Exception as error:  # zipfile, expat and openpyxl raise whatever a broken part happens to cause
        raise Stop(messages.DAMAGED, name=name) from error


def _require_workbook(name: str, parts: zipfile.ZipFile) -> None:
    names = set(parts.namelist())
    if _WORKBOOK not in names:
        if "xl/workbook.bin" in names:
            raise Stop(messages.OTHER_KIND, name=name, kind=messages.BINARY)
        if "mimetype" in names and b"spreadsheet" in parts.read("mimetype")[:100]:
            raise Stop(messages.OTHER_KIND, name=name, kind=messages.OPEN_DOCUMENT)
        if "word/document.xml" in names:
            raise Stop(messages.OTHER_KIND, name=name, kind=messages.WORD)
        raise Stop(messages.NOT_A_WORKBOOK, name=name)
    sizes = {"sheets": 0, "strings": 0, "others": 0}
    for part in parts.infolist():
        if _is_read(part.filename):
            sizes[_group(part.filename)] += part.file_size
    limits = {"sheets": _LARGEST_SHEETS, "strings": _LARGEST_STRINGS, "others": _LARGEST_OTHERS}
    for group, limit in limits.items():
        if sizes[group] > limit * 1_000_000:
            raise Stop(messages.TOO_BIG, name=name, limit=limit)


def _group(part: str) -> str:
    if part.startswith(_SHEETS):
        return "sheets"
    return "strings" if part == _STRINGS else "others"


def _is_read(part: str) -> bool:
    return part.endswith((".xml", ".rels"))


def _looked_over(name: str, parts: zipfile.ZipFile) -> Package:
    read = sorted({part for part in parts.namelist() if _is_read(part)})
    budget = Budget(name)
    for part in read:
        with parts.open(part) as file:
            _require_plain_xml(name, file)
        if _group(part) == "others":
            budget.take(tags=_WEIGHT * parts.read(part).count(b"<"))
    written = parts.read(_WORKBOOK)
    if _STRICT in written:
        raise Stop(messages.STRICT, name=name)
    root: Any = fromstring(written)
    book: Any = WorkbookPackage.from_tree(root)
    links = get_dependents(parts, _LINKS)
    targets = {
        sheet.name: links.get(sheet.id).target
        for sheet in book.sheets
        if links.get(sheet.id).Type.endswith("/worksheet")
    }
    if _STRINGS in read:
        with parts.open(_STRINGS) as file:
            budget.take_strings(file)
    safe = BytesIO()
    looks: dict[str, SheetLook] = {}
    with zipfile.ZipFile(safe, "w") as copied:
        for part in read:
            if part not in targets.values():
                copied.writestr(part, parts.read(part))
        for part in sorted(set(targets.values())):
            with parts.open(part) as file:
                look, shortened = look_at(file, budget)
            copied.writestr(part, shortened)
            looks |= {title: look for title, target in targets.items() if target == part}
    return Package(safe, looks)


class _Begun(Exception):  # noqa: N818 - no error: the root element has come
    pass


def _require_plain_xml(name: str, file: IO[bytes]) -> None:
    """Let XML in UTF-8 without a document type pass: entities can be defined nowhere else.

    Raises:
        Stop: it has one, or is written otherwise.
    """

    def refuse(*_: object) -> None:
        raise Stop(messages.UNSAFE, name=name)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii", "ascii"):
            raise Stop(messages.DAMAGED, name=name)

    def begin(*_: object) -> None:
        raise _Begun

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = begin
    head = file.read(_HEAD)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        raise Stop(messages.DAMAGED, name=name)
    try:
        parser.Parse(head)
    except _Begun:
        return
    except ExpatError as error:
        raise Stop(messages.DAMAGED, name=name) from error
    raise Stop(messages.DAMAGED, name=name)


def _other_kind(name: str, data: bytes) -> Stop:
    """Words for a file that is no archive: lists as text, pages saved as .xls."""
    begin = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kind: Text | None = None
    if b'progid="excel.sheet"' in begin:
        kind = messages.XML_2003
    elif begin.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        kind = messages.WEB_PAGE
    elif name.lower().endswith((".csv", ".tsv", ".txt")):
        kind = messages.PLAIN_LIST
    if kind is None:
        return Stop(messages.NOT_A_WORKBOOK, name=name)
    return Stop(messages.OTHER_KIND, name=name, kind=kind)
