"""`report`: what was done in a period and what came of it, in Word, Excel and PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, Session, argument, command, flag, option
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Unit


@command(
    "Làm báo cáo kết quả của một kỳ: tệp Word theo Nghị định 30/2020/NĐ-CP, tệp Excel, tệp PDF.\n\n"
    "Kỳ: 2026-12 (tháng), 2026-W49 (tuần), 2026-Q4 (quý), 2026-H2 (6 tháng cuối năm), 2026 (năm), "
    "2026-12-01..2026-12-15 (những ngày bất kỳ). Không ghi thì là tháng này.\n\n"
    "Muốn đổi phần đầu và chỗ ký: chạy với --head, sửa tệp config/bao-cao.docx bằng Word.",
    "Make the report of a period: Word by Decree 30/2020, Excel, PDF.\n\n"
    "Periods: 2026-12 (a month), 2026-W49 (a week), 2026-Q4 (a quarter), 2026-H2 (the last six months), "
    "2026 (a year), 2026-12-01..2026-12-15 (any days). Without one: this month.\n\n"
    "To change the head and the signatures: run it with --head, and change config/bao-cao.docx in Word.",
)
@argument("period", "[KỲ]", "[PERIOD]", required=False)
@option("--unit", "Chỉ đơn vị này và cấp dưới của nó.", "This unit and those below it.")
@option(
    "--format",
    "Dạng tệp, ghi được nhiều lần; không ghi thì làm Word và Excel.",
    "Which file; may be given several times. Without it: Word and Excel.",
    into="kinds",
    multiple=True,
    type=click.Choice(["docx", "xlsx", "pdf"]),
)
@option(
    "--out",
    "Thư mục để tệp; không ghi thì là var/reports.",
    "Where the files go; without it: var/reports.",
    type=click.Path(path_type=Path, file_okay=False),
)
@flag(
    "--head",
    "Ghi mẫu phần đầu và chỗ ký ra config/bao-cao.docx để sửa, rồi thôi.",
    "Write the head and signatures as config/bao-cao.docx, to be changed; nothing else.",
    into="only_head",
)
def report(
    session: Session,
    period: str | None,
    unit: str | None,
    kinds: tuple[str, ...],
    out: Path | None,
    only_head: bool,
) -> int:
    """The files written, on stdout."""
    from scheduler.calendar.model import UnitId
    from scheduler.cards.gallery import Gallery
    from scheduler.cli.opening import NO_UNIT, open_calendar, open_settings, require_known
    from scheduler.clock import SystemClock
    from scheduler.delivery.ledger import Ledger
    from scheduler.delivery.store import where_of
    from scheduler.reports.making import Source, file_name, require_word
    from scheduler.reports.pdf import NO_FONT, has_font
    from scheduler.reports.periods import month_of, parse

    settings = open_settings(session)
    clock = SystemClock()
    now = clock.now()
    today = now.astimezone(settings.zone).date()
    wanted = parse(period) if period else month_of(today)
    if only_head or not kinds or set(kinds) != {"xlsx"}:
        require_word()  # before anything is written
    calendar = open_calendar(session, settings)
    require_known(unit, calendar.units, NO_UNIT)
    if only_head:
        return _put_head(
            session, calendar.units[UnitId(unit)] if unit else next(iter(calendar.units.values()))
        )
    source = Source(session.folder, settings, calendar, Gallery(session.folder, settings, calendar.hotlines))
    ledger = Ledger.open(where_of(session.folder.root, settings.ledger), clock)
    try:
        figures = source.figures(ledger, wanted, now, UnitId(unit) if unit else None)
    finally:
        ledger.close()
    folder = out or session.folder.var / "reports"
    if not figures.out:
        session.tell(_NOTHING, period=figures.period.name)
    for kind in dict.fromkeys(kinds or ("docx", "xlsx")):
        file = folder / file_name(figures, kind)
        _put(file, source.file(figures, kind, today))
        click.echo(file)
        if kind == "pdf" and not has_font():
            session.tell(NO_FONT)
    return OK


def _put_head(session: Session, unit: Unit) -> int:
    from scheduler.reports import head

    file = session.folder.root / head.FILE
    if file.exists():
        raise Stop(_HEAD_EXISTS, status=ERRORS, name=head.FILE)
    _put(file, head.default_head(unit))
    click.echo(file)
    named = (f"{{{{ {name} }}}} {words.say(session.language)}" for name, words in head.FIELDS.items())
    session.tell(_HEAD, fields="; ".join(named))
    return OK


def _put(file: Path, data: bytes) -> None:
    from scheduler.cli.exporting import put_file

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(_NO_FOLDER, folder=file.parent, why=error.strerror or "?") from None
    put_file(file, data)


_NOTHING = Text(
    "Trong {period} chưa có bài nào được đăng; báo cáo chỉ có những số 0.",
    "Nothing was published in {period}; the report has zeros alone.",
)
_NO_FOLDER = Text(
    "Không tạo được thư mục {folder} ({why}). Chọn thư mục khác: --out THƯ_MỤC",
    "The folder {folder} cannot be made ({why}). Choose another: --out DIR",
)
_HEAD_EXISTS = Text(
    "Đã có {name} nên không ghi đè. Muốn lấy lại mẫu có sẵn thì chuyển tệp ấy đi chỗ khác.",
    "{name} exists and is not replaced. Take it away to have the one that Loa brings.",
)
_HEAD = Text(
    "Mở tệp bằng Word, sửa tên cơ quan, nơi nhận, người ký rồi lưu. Những chỗ Loa điền: {fields}",
    "Open it in Word, change the office's name, recipients and who signs, and save. What Loa fills in: "
    "{fields}",
)
