"""Word files of paragraphs and pictures.

Written by hand: the one well-kept library (python-docx) brings lxml, with which openpyxl reads and writes
workbooks in another way than the one that is tried here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Styles = Mapping[str, tuple[str, str, str]]  # by id: its name, how its paragraphs stand, how its letters look

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_FOR_KHMER, _TWICE = re.compile(r"<w:(b|i|sz)( [^/]*)?/>"), r"<w:\1\2/><w:\1Cs\2/>"  # it has looks of its own
MADE = (1980, 1, 1, 0, 0, 0)  # of each part, so that the same words are the same file
_WIDEST, _HIGHEST = 5_760_000, 6_480_000  # of a picture, in EMU: 16 and 18 cm
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_PART}.styles+xml"/></Types>'
)


@dataclass(frozen=True, slots=True)
class Image:
    """A JPEG, its size in pixels, and what it shows."""

    data: bytes
    width: int
    height: int
    alt: str


def word_file(parts: Iterable[tuple[str, str] | Image], styles: Styles) -> bytes:
    """*parts* on pages of A4: pictures, and paragraphs each with its style, lines broken where theirs are."""
    images: list[Image] = []
    body: list[str] = []
    for part in parts:
        if isinstance(part, Image):
            images.append(part)
            body.append(_paragraph("Normal", _drawing(part, len(images))))
        else:
            body.append(_paragraph(part[0], f"<w:r>{'<w:br/>'.join(map(_text, part[1].splitlines()))}</w:r>"))
    media = [f"media/anh-{number}.jpg" for number, _ in enumerate(images, 1)]
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), *(("image", name) for name in media)]
        ),
        "word/styles.xml": _styles(styles),
        "word/document.xml": _document("".join(body)),
    }
    files |= {f"word/{name}": image.data for name, image in zip(media, images, strict=True)}
    return archive({name: data if isinstance(data, bytes) else _HEAD + data for name, data in files.items()})


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """*files* in a zip, in their order; the same files are the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _styles(styles: Styles) -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Khmer OS Siemreap"/>'
    each = "".join(
        f'<w:style w:type="paragraph" {kind}"{key}"><w:name w:val="{name}"/>'
        f"<w:pPr>{spacing}</w:pPr><w:rPr>{_FOR_KHMER.sub(_TWICE, look)}</w:rPr></w:style>"
        for key, (name, spacing, look) in styles.items()
        for kind in ('w:default="1" w:styleId=' if key == "Normal" else "w:styleId=",)
    )
    defaults = f'<w:rPrDefault><w:rPr>{fonts}<w:lang w:val="vi-VN" w:bidi="km-KH"/></w:rPr></w:rPrDefault>'
    return f'<w:styles xmlns:w="{_WORDS}"><w:docDefaults>{defaults}</w:docDefaults>{each}</w:styles>'


def _document(paragraphs: str) -> str:
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'  # A4
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"'
        ' w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    )
    return f'<w:document xmlns:w="{_WORDS}"><w:body>{paragraphs}{page}</w:body></w:document>'


def _paragraph(style: str, inside: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(_NEVER.sub("", words))}</w:t>'


def _drawing(image: Image, number: int) -> str:
    scale = min(_WIDEST / image.width, _HIGHEST / image.height)
    size = f'cx="{int(image.width * scale)}" cy="{int(image.height * scale)}"'
    about = f'id="{number}" name="Ảnh {number}" descr="{escape(_NEVER.sub("", image.alt))}"'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/>'
        f'<wp:docPr {about}/><a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture">'
        f"<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="r{number + 1}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
