"""Commands around the work: new, doctor."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from string import Template

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, flag, format_option, option
from scheduler.problems import Stop, Text

_STARTER = Path(__file__).parent / "starter"


@command(
    "Tạo một thư mục làm việc mới: cài đặt, danh bạ, và lịch có sẵn hai bài mẫu.",
    "Make a new folder of work: settings, hotlines, and a calendar with two sample posts.",
)
@argument("directory", "THƯ_MỤC", "DIR", type=click.Path(path_type=Path, file_okay=False))
@option("--organisation", "Tên đơn vị, như “Hội LHPN xã Đại Tâm”.", "The organisation's name.", default="")
def new(session: Session, directory: Path, organisation: str) -> int:
    """Nothing that is there is overwritten."""
    from scheduler.calendar.schema import editor_files
    from scheduler.clock import SystemClock
    from scheduler.files import write_whole

    if directory.exists() and any(directory.iterdir()):
        raise Stop(_NOT_EMPTY, status=WRONG_USE, directory=directory)
    if not organisation and sys.stdin.isatty():
        organisation = click.prompt(_WHO.say(session.language), err=True)
    today = SystemClock().now().astimezone().date()
    values = {
        "organisation": _quoted(organisation or _NAMELESS),
        "year": today.year,
        "first": today + timedelta(days=1),
        "second": today + timedelta(days=2),
    }
    for name, target in (
        ("settings.yaml", directory / "config" / "settings.yaml"),
        ("hotlines.yaml", directory / "config" / "hotlines.yaml"),
        ("posts.yaml", directory / "posts" / f"{today + timedelta(days=1):%Y-%m}.yaml"),
    ):
        starter = Template((_STARTER / name).read_text(encoding="utf-8"))
        write_whole(target, starter.substitute(values).encode())
    for path, text in editor_files().items():
        write_whole(directory / path, text.encode())
    write_whole(
        directory / ".gitignore",
        b"var/\nconfig/token.txt\nconfig/ma-*.txt\nconfig/mat-khau-*.txt\nconfig/khoa-ky\nconfig/khoa-bo-bai\n",
    )
    (directory / "assets" / "photos").mkdir(parents=True, exist_ok=True)
    session.tell(_MADE, directory=directory)
    if not organisation:
        session.tell(_NAME_IT, directory=directory)
    return OK


@command(
    "Khám máy: phông chữ, đồng hồ, ổ đĩa, sổ, mã truy cập; thiếu gì thì chỉ cách sửa.",
    "Look the machine over: fonts, clock, disk, ledger, tokens; each fault with a cure.",
)
@flag("--alerts", "Gửi một tin báo thử.", "Send a test alert.")
@format_option("table", "json")
def doctor(session: Session, alerts: bool, shape: str) -> int:
    """Exit 1 if something keeps Loa from publishing."""
    from scheduler.cli.examining import examine
    from scheduler.cli.opening import require_folder
    from scheduler.cli.showing import print_json, progress
    from scheduler.settings.loading import load_settings

    require_folder(session)
    settings, _ = load_settings(session.folder)
    if settings is not None:
        session.language_set = settings.language
    findings = []
    steps = examine(session.folder, send=alerts)
    with progress(_EXAMINING.say(session.language), len(steps)) as advance:
        for step in steps:
            findings += step()
            advance()
    if shape == "json":
        print_json([finding.as_json(session.language) for finding in findings])
    else:
        for finding in findings:
            click.echo(finding.as_text(session.language))
    return ERRORS if any(finding.level == "error" for finding in findings) else OK


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


_NAMELESS = "Hội LHPN (ghi tên đơn vị)"
_WHO = Text("Tên đơn vị (như Hội LHPN xã Đại Tâm)", "The organisation's name")
_NOT_EMPTY = Text(
    "{directory} đã có tệp bên trong, nên không ghi gì vào. Chọn một thư mục mới.",
    "{directory} is not empty, so nothing was written. Choose a new folder.",
)
_MADE = Text(
    'Đã tạo {directory}. Xem thử ngay:  loa -C "{directory}" preview --open',
    '{directory} is made. Look at it:  loa -C "{directory}" preview --open',
)
_NAME_IT = Text(
    "Nhớ ghi tên đơn vị vào dòng organisation của {directory}/config/settings.yaml.",
    "Write the organisation's name into {directory}/config/settings.yaml.",
)
_EXAMINING = Text("Khám máy", "Examining")
