"""Tables and pictures of a Word file as XML: python-docx takes a hundred times as long, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_D = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="{_D}/main" xmlns:pic="{_D}/picture" '
    f'xmlns:wp="{_D}/wordprocessingDrawing"'
)
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_TWIPS, _EMU = 1440 / 25.4, 36_000  # to the millimetre


@dataclass(frozen=True, slots=True)
class Link:
    """An address, to be clicked."""

    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the file holds under *id*, its size in millimetres, and what it shows."""

    id: str
    width: float
    height: float
    alt: str


Piece = str | Link | Picture
Cell = Piece | Sequence[Piece]  # several: each a line of its own


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in millimetres, and how its cells stand."""

    heading: str
    width: float
    stands: str = "left"


@dataclass
class Writer:
    """Makes XML; each picture gets a number of its own."""

    style: str  # of the paragraphs in cells
    strong: str  # of those in the row of headings, and of a last row of sums
    pictures: int = field(default=0)

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        has_sum: bool = False,
        together: bool = True,
    ) -> Any:
        """A table whose headings stand again on each page.

        *has_sum*: its last row is one of sums. *together*: a short one is not broken between pages.
        """
        from docx.oxml import parse_xml

        every = list(rows)
        lines = [
            self._row(columns, [column.heading for column in columns], is_heading=True),
            *(
                self._row(
                    columns,
                    row,
                    is_sum=has_sum and number == len(every),
                    stays=together and number < len(every) <= _TOGETHER,
                )
                for number, row in enumerate(every, 1)
            ),
        ]
        grid = "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in columns)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        room = "".join(f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in _ROOM)
        whole = _twips(sum(column.width for column in columns))
        return parse_xml(
            f'<w:tbl {_NAMES}><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
            f"{''.join(lines)}</w:tbl>"
        )

    def paragraph(self, style: str, *pieces: Piece) -> Any:
        """One paragraph."""
        from docx.oxml import parse_xml

        inside = "".join(self._piece(piece) for piece in pieces)
        return parse_xml(f'<w:p {_NAMES}><w:pPr><w:pStyle w:val="{escape(style)}"/></w:pPr>{inside}</w:p>')

    def gap(self) -> Any:
        """The paragraph that Word wants behind a last table, so low that it begins no page."""
        from docx.oxml import parse_xml

        low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        return parse_xml(f'<w:p {_NAMES}><w:pPr>{low}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>')

    def _row(
        self,
        columns: Sequence[Column],
        cells: Sequence[Cell],
        *,
        is_heading: bool = False,
        is_sum: bool = False,
        stays: bool = True,
    ) -> str:
        kind = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_heading else "")
        style = self.strong if is_heading or is_sum else self.style
        made = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(column.width)}" w:type="dxa"/>'
            f'<w:vAlign w:val="center"/></w:tcPr>{self._lines(style, stands, cell, stays)}</w:tc>'
            for column, cell in zip(columns, cells, strict=True)
            for stands in ("center" if is_heading else column.stands,)
        )
        return f"<w:tr><w:trPr>{kind}</w:trPr>{made}</w:tr>"

    def _lines(self, style: str, stands: str, cell: Cell, stays: bool) -> str:
        """*stays*: on the page of the row that follows."""
        keep = "<w:keepNext/>" if stays else ""
        form = f'<w:pPr><w:pStyle w:val="{style}"/>{keep}<w:jc w:val="{stands}"/></w:pPr>'
        return "".join(f"<w:p>{form}{self._piece(piece)}</w:p>" for piece in _pieces(cell))

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Picture):
            self.pictures += 1
            return _drawing(piece, self.pictures)
        if isinstance(piece, Link):
            shown = _text(piece.address)
            address = escape(NEVER.sub("", piece.address).replace('"', "%22"), quote=True)
            return f'<w:fldSimple w:instr=" HYPERLINK &quot;{address}&quot; ">{shown}</w:fldSimple>'
        return _text(piece)


_TOGETHER = 8  # rows of a table that is not broken between pages
_ROOM = (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))  # twips within a cell


def _pieces(cell: Cell) -> Iterator[Piece]:
    if isinstance(cell, str | Link | Picture):
        yield cell
    else:
        yield from cell or ("",)


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)


def _text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(NEVER.sub("", words), quote=False)}</w:t></w:r>'


def _drawing(picture: Picture, number: int) -> str:
    size = f'cx="{round(picture.width * _EMU)}" cy="{round(picture.height * _EMU)}"'
    about = f'id="{number}" name="Ảnh {number}" descr="{escape(NEVER.sub("", picture.alt), quote=True)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr {about}/><a:graphic><a:graphicData uri="{_D}/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{picture.id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
