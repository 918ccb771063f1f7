"""A script as a Word file, for an announcer who reads from paper.

Written by hand: the one well-kept library (python-docx) brings lxml, with which openpyxl reads and writes
workbooks in another way than the one that is tried here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from html import escape
from io import BytesIO

from scheduler.speech.script import HEADING, IN_KHMER, LENGTH, NOT_READ, SPELLED, Script

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML
_MADE = (1980, 1, 1, 0, 0, 0)  # of each part, so that the same script is the same file

# A style for each part of the script; sizes in half points: it is read at arm's length.
_STYLES = {
    "Normal": ("Normal", '<w:spacing w:after="200" w:line="360" w:lineRule="auto"/>', '<w:sz w:val="32"/>'),
    "Title": ("Title", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="44"/>'),
    "Heading1": (
        "heading 1",
        '<w:keepNext/><w:spacing w:before="480" w:after="200"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="36"/>',
    ),
    "Note": ("Note", "", '<w:i/><w:sz w:val="22"/>'),
}
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_PART}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
}


def word_file(script: Script) -> bytes:
    """*script* with its heading, its length, its paragraphs, and its Khmer behind them."""
    notes = ((SPELLED, script.spelled), (NOT_READ, script.left_out))
    lines = [
        ("Normal", HEADING.vi.upper()),
        ("Title", script.title.rstrip(".")),
        ("Normal", f"{LENGTH.vi}: {script.length.vi}."),
        *(("Normal", paragraph) for paragraph in script.paragraphs),
        *(("Note", note.filled(words=", ".join(words)).vi) for note, words in notes if words),
    ]
    if script.translated:
        lines += [("Heading1", IN_KHMER.vi), *(("Normal", line) for line in script.translated)]
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in (
            _PARTS | {"word/styles.xml": _styles(), "word/document.xml": _body(lines)}
        ).items():
            file.writestr(zipfile.ZipInfo(name, _MADE), _HEAD + part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _styles() -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Khmer OS Siemreap"/>'
    styles = "".join(
        f'<w:style w:type="paragraph" {kind}"{key}"><w:name w:val="{name}"/>'
        f"<w:pPr>{spacing}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
        for key, (name, spacing, look) in _STYLES.items()
        for kind in ('w:default="1" w:styleId=' if key == "Normal" else "w:styleId=",)
    )
    defaults = f'<w:rPrDefault><w:rPr>{fonts}<w:lang w:val="vi-VN" w:bidi="km-KH"/></w:rPr></w:rPrDefault>'
    return f'<w:styles xmlns:w="{_WORDS}"><w:docDefaults>{defaults}</w:docDefaults>{styles}</w:styles>'


def _body(lines: Iterable[tuple[str, str]]) -> str:
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(_NEVER.sub("", words))}</w:t></w:r></w:p>'
        for style, words in ((style, _NEVER.sub("", words)) for style, words in lines)
    )
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'  # A4
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"'
        ' w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    )
    return f'<w:document xmlns:w="{_WORDS}"><w:body>{paragraphs}{page}</w:body></w:document>'
