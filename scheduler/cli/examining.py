"""What `doctor` looks at: one small function for each thing, each fault with its cure."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from scheduler.calendar.model import PROVINCE, ChannelName, Unit, UnitId
from scheduler.calendar.units import read_names
from scheduler.cards.typesetting.fonts import font, font_files
from scheduler.channels.channel import Channel, ChannelError, Trace, TriesOut
from scheduler.channels.outlets import Outlets
from scheduler.cli import examining_running as running
from scheduler.cli.checking import report_on
from scheduler.cli.findings import Finding, fault, fine, warning
from scheduler.cli.opening import one_of_them
from scheduler.clock import SystemClock, as_read, keep_time_of
from scheduler.delivery.announcing import Announcer, check_replaced
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.store import is_begun, where_of
from scheduler.delivery.witness import state_folder
from scheduler.desk.pages.examining import Examiner
from scheduler.engine.freezing import FROZEN
from scheduler.engine.links import dead_links
from scheduler.engine.opening import open_works
from scheduler.engine.standstill import recorded
from scheduler.engine.standstill import said as said_of
from scheduler.files import WorkFolder, shared_storage
from scheduler.kinds.registry import kind_of
from scheduler.locales import time_text, whole_number
from scheduler.problems import Stop, Text
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

_ROOM = 500 * 1024 * 1024  # bytes that should be free
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # a clock before this is wrong
_ACCENTS = "Ế Ỗ Ậ ằ ữ đ Đ ợ"


def examine(folder: WorkFolder, *, send: bool = False) -> Sequence[Callable[[], list[Finding]]]:
    """The steps of an examination of *folder*, each giving what it found; *send* tries the alerts out."""
    settings, problems = load_settings(folder)
    steps: list[Callable[[], list[Finding]]] = [_python, _fonts, _clock, partial(_disk, folder)]
    if settings is None:
        count = len(problems)
        return [*steps, lambda: [fault(_SETTINGS, _HAS_ERRORS.filled(count=count), _RUN_CHECK)]]
    keep_time_of(settings.zone)
    return [
        *steps,
        lambda: [fine(_SETTINGS, Text("đọc được", "sound"))],
        partial(_calendar, folder),
        partial(_ledger, folder, settings),
        partial(running.backup, where_of(folder.root, settings.ledger)),
        partial(running.carrier, where_of(folder.root, settings.ledger)),
        partial(running.clock, settings),
        partial(_channels, folder, settings),
        partial(_links, folder, settings),
        partial(running.alerts, folder, settings, send=send),
    ]


def examiner(folder: WorkFolder) -> Examiner:
    """The same for the desk."""
    return Examiner(
        whole=lambda: [found for step in examine(folder) for found in step()],
        channel=partial(examine_channel, folder),
        unit=partial(examine_unit, folder),
    )


def examine_channel(folder: WorkFolder, name: str) -> list[Finding]:
    """What `doctor` finds of the province's channel of that name."""
    settings, _ = load_settings(folder)
    if settings is None or name not in settings.channels:
        return [fault(kind_of(name).title, Text("chưa nối", "not connected"), None)]
    outlets = Outlets(folder, settings, {}, SystemClock())
    channel = outlets.get(PROVINCE, ChannelName(name))
    if channel is None:
        return [fault(kind_of(name).title, stop.words, None) for stop in outlets.missing.values()]
    return _channel(channel)


def examine_unit(folder: WorkFolder, id_: str) -> list[Finding]:
    """What `doctor` finds of the channels of that unit."""
    settings, _ = load_settings(folder)
    if settings is None:
        return [fault(_SETTINGS, Text("chưa đọc được", "cannot be read"), _RUN_CHECK)]
    units = read_names(folder, settings)[0].units
    found, _ = _of_units(folder, settings, units, [one for one in units if one == id_])
    return found or [fault(_CHANNELS, Text("chưa nối nơi nào", "no place is connected"), None)]


def _python() -> list[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    return [fine(_PYTHON, Text(version, version))]


def _fonts() -> list[Finding]:
    lacking = [path.name for path in font_files() if not path.is_file()] or font("Bold").lacks(_ACCENTS)
    if lacking or not font_files():
        return [fault(_FONTS, Text("thiếu Be Vietnam Pro", "Be Vietnam Pro is missing"), _REINSTALL)]
    return [fine(_FONTS, Text("Be Vietnam Pro, đủ dấu tiếng Việt", "Be Vietnam Pro, with all accents"))]


def _clock() -> list[Finding]:
    now = SystemClock().now()
    here = as_read(now)
    said = _IN_ZONE.filled(at=time_text(here), offset=f"{here:%z}"[:5])
    if now < _SINCE:
        return [fault(_CLOCK, said, Text("Chỉnh lại ngày giờ của máy.", "Set the machine's clock."))]
    return [fine(_CLOCK, said)]


def _disk(folder: WorkFolder) -> list[Finding]:
    try:
        folder.var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.var):
            pass
    except OSError as error:
        why = error.strerror or "?"
        return [
            fault(_DISK, Text(f"không ghi được vào {folder.var}: {why}", f"{folder.var}: {why}"), _PERMISSION)
        ]
    free = shutil.disk_usage(folder.var).free
    room = free // 2**20
    said = Text(f"còn trống {whole_number(room, 'vi')} MB", f"{whole_number(room, 'en')} MB free")
    if free < _ROOM:
        return [warning(_DISK, said, Text("Dọn bớt tệp trên ổ đĩa.", "Make room on the disk."))]
    return [fine(_DISK, said)]


def _calendar(folder: WorkFolder) -> list[Finding]:
    report = report_on(folder)
    if report.errors:
        return [fault(_CALENDAR, _HAS_ERRORS.filled(count=report.errors), _RUN_CHECK)]
    count = report.posts
    return [fine(_CALENDAR, Text(f"{count} bài, không có lỗi", f"{count} posts, nothing to mend"))]


def _ledger(folder: WorkFolder, settings: Settings) -> list[Finding]:
    path = where_of(folder.root, settings.ledger)
    shared = shared_storage(path) if isinstance(path, Path) else None
    if shared:
        said = Text(f"nằm trên {shared}: {path}", f"lies on {shared}: {path}")
        return [fault(_LEDGER, said, _MOVE_LEDGER)]
    try:
        ledger = _open_newest(folder, settings)
    except Stop as stop:
        return [fault(_LEDGER, stop.words, None)]
    if ledger is None:
        return [fine(_LEDGER, Text("sổ mới, chưa đăng bài nào", "new, nothing published yet"))]
    count, frozen, standing = ledger.count(), ledger.frozen, recorded(ledger)
    ledger.close()
    if standing is not None:
        return [fault(_PUBLISHING, said_of(standing, settings.zone), standing.reason.todo)]
    if frozen:
        since = time_text(frozen.since.astimezone(settings.zone))
        said = FROZEN.filled(who=frozen.who, since=since, why=frozen.why)
        return [warning(_LEDGER, said)]
    return [fine(_LEDGER, Text(f"{count} lượt đăng đã ghi", f"{count} deliveries"))]


def _open_newest(folder: WorkFolder, settings: Settings) -> Ledger | None:
    """The ledger, by which it may be published from here; None where there never was one. Asks no page.

    Raises:
        Stop: it cannot be read, or nothing is published by it: it is an older copy, or another's.
    """
    path = where_of(folder.root, settings.ledger)
    if isinstance(path, Path) and not path.exists():
        check_replaced(path, state_folder())
        return None
    ledger = Ledger.open(path, SystemClock())
    try:
        Announcer(ledger, Outlets(folder, settings, {}, SystemClock()), state_folder()).check(())
    except Stop:
        ledger.close()
        raise
    return ledger


def _channels(folder: WorkFolder, settings: Settings) -> list[Finding]:
    units = read_names(folder, settings)[0].units
    found, opened = _of_units(folder, settings, units, units)
    if not found:
        none = Text("chưa nối kênh nào", "none is set up")
        return [warning(_CHANNELS, none, _ADD_CHANNEL.filled(one=one_of_them()))]
    return [*found, *running.desk(folder, settings, opened)]


def _of_units(
    folder: WorkFolder, settings: Settings, units: Mapping[UnitId, Unit], asked: Iterable[UnitId]
) -> tuple[list[Finding], Collection[Channel]]:
    """What is found of the channels of the *units* that are asked for, and those that could be opened."""
    outlets = Outlets(folder, settings, units, SystemClock())
    for unit in asked:
        for name in outlets.names(unit):
            outlets.get(unit, name)
    found = [
        fault(_CHANNEL_OF.filled(title=kind_of(name).title, unit=units[unit].name), stop.words, None)
        for (unit, name), stop in outlets.missing.items()
    ]
    for channel in outlets.opened():
        found += _channel(channel)
    return found, outlets.opened()


def _channel(channel: Channel) -> list[Finding]:
    place = channel.describe()
    what = Text(place, place)
    try:
        channel.confirm([Trace("doctor", SystemClock().now(), frozenset(), "")])
        reached = channel.try_out() if isinstance(channel, TriesOut) else kind_of(channel.name).reached
    except ChannelError as error:
        found = [fault(what, error.failure.why, error.failure.todo)]
    else:
        found = [fine(what, reached), *running.figures(channel)]
    return [*found, *running.access(channel), *running.hub(channel)]


def _links(folder: WorkFolder, settings: Settings) -> list[Finding]:
    path = where_of(folder.root, settings.ledger)
    if not is_begun(path):
        return []
    try:
        with open_works(folder, settings, SystemClock()) as works:
            dead = dead_links(works)
    except Stop:  # told where it belongs
        return []
    return [
        warning(_LINK, _DEAD.filled(link=link, posts=", ".join(posts)), _MEND_LINK)
        for link, posts in dead.items()
    ]


_LINK = Text("Liên kết", "Link")
_DEAD = Text("không mở được: {link} (bài {posts})", "leads nowhere: {link} (post {posts})")
_MEND_LINK = Text("Sửa liên kết trong lịch.", "Mend it in the calendar.")
_PYTHON = Text("Python", "Python")
_FONTS = Text("Phông chữ", "Fonts")
_CLOCK = Text("Đồng hồ", "Clock")
_IN_ZONE = Text("{at} (UTC{offset})", "{at} (UTC{offset})")
_DISK = Text("Ổ đĩa", "Disk")
_SETTINGS = Text("Cài đặt", "Settings")
_CALENDAR = Text("Lịch", "Calendar")
_PUBLISHING = Text("Đăng bài", "Publishing")
_LEDGER = Text("Sổ đăng bài", "Ledger")
_CHANNELS = Text("Kênh", "Channels")
_CHANNEL_OF = Text("{title} của {unit}", "{title} of {unit}")
_ADD_CHANNEL = Text(
    "Thêm vào config/settings.yaml mục của một kênh ({one}).",
    "Add the block of one to config/settings.yaml ({one}).",
)
_HAS_ERRORS = Text("có {count} lỗi", "{count} errors")
_RUN_CHECK = Text("Xem từng lỗi: loa check", "See them: loa check")
_REINSTALL = Text("Cài lại Loa: pip install --force-reinstall -e .", "Install Loa again.")
_PERMISSION = Text("Cho phép ghi vào thư mục này.", "Allow writing to this folder.")
_MOVE_LEDGER = Text(
    "Đặt sổ trên ổ đĩa của máy: sửa dòng ledger trong config/settings.yaml.",
    "Put it on the machine's own disk: change `ledger` in config/settings.yaml.",
)
