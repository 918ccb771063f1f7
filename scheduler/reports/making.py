"""From a folder of work to the report's figures and files: what the command and the desk both ask for."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from PIL import Image

from scheduler.calendar.model import Calendar, UnitId
from scheduler.cards.gallery import Gallery
from scheduler.delivery.ledger import Ledger
from scheduler.files import WorkFolder, read_file
from scheduler.locales import day_text
from scheduler.problems import Stop, Text
from scheduler.reports import head
from scheduler.reports.figures import Figures, Row, Told
from scheduler.reports.gathering import figures_of
from scheduler.reports.pdf import as_pdf
from scheduler.reports.periods import Period
from scheduler.reports.word import Beside, document
from scheduler.reports.workbook import workbook
from scheduler.settings.model import Brand, Settings

KINDS = ("docx", "xlsx", "pdf")
MOST_PICTURES = 200  # posts of an annex that has pictures: with more the file is too big to be sent
_WIDTH = 240  # pixels of such a picture
_QUALITY = 82


@dataclass(frozen=True)
class Source:
    """What a report is made of; *gallery* paints the cards of the annex."""

    folder: WorkFolder
    settings: Settings
    calendar: Calendar
    gallery: Gallery

    def figures(self, ledger: Ledger, period: Period, now: datetime, unit: UnitId | None = None) -> Figures:
        """The figures of *period* as they are known at *now* (aware), of *unit* and those below it.

        Raises:
            Stop: the period has not begun.
        """
        start, _ = period.bounds(self.settings.zone)
        if start > now:
            first = day_text(period.first)
            raise Stop(_FUTURE, status=2, period=period.name, first=first)
        about = [name for name, template in self.gallery.templates.items() if "hotline" in template.fields]
        return figures_of(ledger, self.calendar, self.settings, period, now, unit=unit, about=about)

    def file(self, figures: Figures, kind: str, made: date) -> bytes:
        """The report of *figures* as one of `KINDS`, dated *made*.

        Raises:
            Stop: it cannot be made here.
        """
        brand = figures.unit.brand or self.settings.brand or Brand()
        if kind == "xlsx":
            return workbook(figures, made, brand)
        require_word()
        many = len(figures.told) > MOST_PICTURES
        beside = Beside((lambda _: None) if many else self._picture, self._proof, many)
        word = document(figures, made, self._office(), brand.primary, beside)
        return as_pdf(word, made) if kind == "pdf" else word

    def _office(self) -> bytes | None:
        """The head that the office brought."""
        try:
            return read_file(self.folder.root / head.FILE)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Stop(head.UNREAD, file=head.FILE, why=error.strerror or type(error).__name__) from error

    def _picture(self, told: Told) -> bytes | None:
        post = self.calendar.post(told.post)
        unit = self.calendar.units.get(told.first.key.unit)
        if post is None or unit is None or not post.cards:
            return None
        try:
            painted = self.gallery.paint(post, unit, ("portrait",))[0]
        except (ValueError, OSError, LookupError):  # it has a fault by now, which the calendar tells
            return None
        with Image.open(BytesIO(painted.data)) as image:
            image.draft("RGB", (_WIDTH, _WIDTH))
            height = round(image.height * _WIDTH / image.width)
            small = image.convert("RGB").resize((_WIDTH, height), Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()

    def _proof(self, row: Row) -> str:
        unit = self.calendar.units.get(row.key.unit)
        block = unit.channels.get(row.key.channel) if unit else None
        return block.proof(row.key.post, row.key.unit) if block else ""


def has_word() -> bool:
    """Whether this machine can write Word files."""
    return importlib.util.find_spec("docx") is not None


def require_word() -> None:
    """Let the machine pass that can write Word files.

    Raises:
        Stop: the extra `report` is missing.
    """
    if not has_word():
        raise Stop(_NO_WORD)


def file_name(figures: Figures, kind: str) -> str:
    """What the file is called: bao-cao-2026-Q4.docx, with the unit where it is not all."""
    code = figures.period.code.replace("..", "-den-")
    unit = "" if figures.unit.parent is None else f"-{figures.unit.id}"
    return f"bao-cao-{code}{unit}.{kind}"


Make = Callable[[Figures, str, date], bytes]

_FUTURE = Text(
    "Kỳ {period} chưa bắt đầu (ngày đầu là {first}) nên chưa có gì để báo cáo. Chọn một kỳ đã qua hoặc đang "
    "diễn ra.",
    "The period {period} has not begun (its first day is {first}), so there is nothing to report. Choose "
    "one that is over or going on.",
)
_NO_WORD = Text(
    "Chưa cài phần làm tệp Word. Cài bằng: pip install 'loa[report]' (tệp Excel thì làm được ngay: --format "
    "xlsx).",
    "What writes Word files is not installed. Install it: pip install 'loa[report]' (Excel works without: "
    "--format xlsx).",
)
