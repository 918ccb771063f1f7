"""`export`: the calendar as a workbook, or for other calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, flag
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.calendar.model import Calendar, Post, PostId
    from scheduler.files import WorkFolder
    from scheduler.settings.model import Settings


@command(
    "Ghi lịch ra tệp Excel (.xlsx) để sửa tiếp, hoặc ra iCalendar (.ics) để xem trong Google Lịch hay "
    "Outlook.",
    "Write the calendar as an Excel workbook (.xlsx) to go on with, or as iCalendar (.ics) for Google "
    "Calendar and Outlook.",
)
@argument("file", "TỆP.xlsx|TỆP.ics", "FILE.xlsx|FILE.ics", type=click.Path(path_type=Path, dir_okay=False))
@flag(
    "--template",
    "Tệp Excel mẫu chưa có bài, để điền vào. Chạy được ở bất cứ thư mục nào.",
    "A workbook without posts, to be filled in. Works in any folder.",
)
@flag("--force", "Ghi đè tệp đã có.", "Replace a file that exists.")
def export(session: Session, file: Path, template: bool, force: bool) -> int:
    """The file written, on stdout; exit 1 if a post could not be put into it."""
    from scheduler.calendar.model import Calendar
    from scheduler.cli.opening import open_calendar, open_settings

    kind = file.suffix.lower()
    if kind not in ((".xlsx",) if template else (".xlsx", ".ics")):
        raise Stop(_ENDING, status=WRONG_USE, name=file.name)
    if file.exists() and not force:
        raise Stop(_EXISTS, status=ERRORS, name=file)
    calendar, settings = Calendar(), None
    if not template or session.folder.config.is_dir():
        settings = open_settings(session)
        calendar = open_calendar(session, settings)
    is_whole = True
    if kind == ".ics" and settings is not None:
        data = _icalendar(session, calendar, settings)
    else:
        posts = () if template else calendar.posts
        data, is_whole = _workbook(session, posts, calendar, settings)
    if calendar.faulty and not template:
        session.tell(_FAULTY, count=len(calendar.faulty), ids=", ".join(post.id for post in calendar.faulty))
    put_file(file, data)
    click.echo(file)
    return OK if is_whole and (template or not calendar.faulty) else ERRORS


def put_file(file: Path, data: bytes) -> None:
    """Write *data* as *file*.

    Raises:
        Stop: it cannot be written; the words say why.
    """
    from scheduler.files import write_whole
    from scheduler.spreadsheets.messages import LOCKED

    try:
        write_whole(file, data)
    except PermissionError:
        raise Stop(LOCKED, name=file) from None
    except OSError as error:
        raise Stop(_UNWRITABLE, name=file, why=error.strerror or "?") from None


def _workbook(
    session: Session, posts: Sequence[Post], calendar: Calendar, settings: Settings | None
) -> tuple[bytes, bool]:
    """The workbook, and whether all *posts* are in it."""
    from scheduler.settings.model import Brand
    from scheduler.spreadsheets.vocabulary import vocabulary
    from scheduler.spreadsheets.writing import Sources, fits, workbook

    words = vocabulary(settings, calendar.hotlines, calendar.units.values())
    fitting = [post for post in posts if fits(post, words)]
    for post in posts:
        if post not in fitting:
            session.tell(_TOO_LONG, id=post.id)
    brand = (settings.brand if settings else None) or Brand()
    sources = Sources(words, _templates(session.folder), brand)
    return workbook(fitting, sources), len(fitting) == len(posts)


def _templates(folder: WorkFolder) -> dict[str, Sequence[str]]:
    """The templates of *folder*, each with the card's fields it shows."""
    from scheduler.cards.design.template import find_templates, load_template

    found: dict[str, Sequence[str]] = {}
    for name, path in find_templates(folder.assets / "templates").items():
        template, _ = load_template(path, folder.relative(path), path.stat().st_mtime_ns)
        if template is not None:
            found[name] = tuple(template.fields)
    return found


def _icalendar(session: Session, calendar: Calendar, settings: Settings) -> bytes:
    from scheduler.calendar.ical import icalendar_of
    from scheduler.clock import SystemClock
    from scheduler.engine.opening import open_works
    from scheduler.engine.outlook import forecast

    clock = SystemClock()
    slots: Mapping[PostId, datetime] = {}
    waiting = [post.id for post in calendar.posts if post.at is None]
    if waiting:
        with open_works(session.folder, settings, clock, calendar=lambda: calendar) as works:
            slots = forecast(works)
        without = [id_ for id_ in waiting if id_ not in slots]
        if without:
            session.tell(_WAITING, count=len(without), ids=", ".join(without))
    kept = session.folder.var / "exported.ics"
    before = kept.read_bytes() if kept.is_file() else b""
    try:
        data = icalendar_of(calendar, slots, settings, clock.now(), before)
    except ValueError:
        session.tell(_EXPORT_FORGOTTEN, name=session.folder.relative(kept))
        data = icalendar_of(calendar, slots, settings, clock.now())
    # Kept before it is handed out: two things must never be told under one number.
    put_file(kept, data)
    return data


_UNWRITABLE = Text(
    "Không ghi được {name} ({why}). Chọn chỗ khác, hoặc kiểm tra ổ đĩa.",
    "{name} cannot be written ({why}). Choose another place, or look at the disk.",
)
_ENDING = Text(
    "{name}: tên tệp phải kết thúc bằng .xlsx (Excel) hoặc .ics (iCalendar); tệp mẫu chỉ có dạng .xlsx.",
    "{name}: the name must end with .xlsx (Excel) or .ics (iCalendar); a template is .xlsx alone.",
)
_EXISTS = Text(
    "Đã có {name} nên không ghi đè. Chọn tên khác, hoặc thêm --force.",
    "{name} exists and is not replaced. Choose another name, or add --force.",
)
_TOO_LONG = Text(
    "Bài “{id}” dài hơn 32 767 ký tự, một ô Excel không chứa hết, nên bị để lại.",
    "“{id}” has more than 32,767 characters, which no Excel cell holds, and is left out.",
)
_FAULTY = Text(
    "{count} bài đang có lỗi nên không có trong tệp: {ids}",
    "{count} posts have errors and are not in the file: {ids}",
)
_EXPORT_FORGOTTEN = Text(
    "{name} (bản ghi ra lần trước) bị hỏng, nên không so được bài nào đã đổi. Trong lịch của chị, xóa các sự "
    "kiện cũ rồi mở tệp mới này.",
    "{name} (what was exported the last time) is damaged, so what has changed is not known. Delete the old "
    "events in your calendar before you open this file.",
)
_WAITING = Text(
    "{count} bài không có trong tệp vì không ghi giờ (bản nháp, chưa có lượt, hoặc đã lên): {ids}",
    "{count} posts without a time (drafts, without a slot to come, or published) are not in the file: {ids}",
)
