"""`connect`: the guide of a channel asks a person, step by step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.channels.guiding import checked
from scheduler.cli.app import INTERRUPTED, OK, WRONG_USE, Session, argument, command, flag, option
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, keep

if TYPE_CHECKING:
    from scheduler.kinds.kind import ChannelBlock
    from scheduler.settings.model import Settings


@command(
    "Nối một kênh, như facebook, zalo: lấy mã truy cập của trang hay của OA, cất đúng chỗ.\n\n"
    "Loa hỏi từng bước. Mã dán vào không hiện lên màn hình. Không có bàn phím thì đưa mã qua stdin, mỗi mã "
    "một dòng; với facebook: mã ngắn hạn, rồi mã bí mật của ứng dụng nếu cài đặt chưa có.",
    "Connect a channel, such as facebook or zalo: get the token of the page or account and keep it.\n\n"
    "Loa asks step by step; what is pasted does not show. Without a keyboard the secrets come through "
    "stdin, a line each; for facebook the user token, then the app secret if the settings lead to none.",
)
@argument("channel", "KÊNH", "CHANNEL")
@option("--unit", "Đơn vị có trang; không ghi là cấp tỉnh.", "The unit; else the province.", default="")
@option("--app-id", "Số của ứng dụng (App ID).", "The app's id.", default="")
@option(
    "--token-file",
    "Lấy mã ngắn hạn từ tệp này thay vì hỏi.",
    "Take the user token from this file.",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@flag("--live", "Ứng dụng đã ở chế độ Live (khỏi hỏi).", "The app is in Live mode (do not ask).")
def connect(
    session: Session, channel: str, unit: str, app_id: str, token_file: Path | None, live: bool
) -> int:
    """Prints no secret, and takes none from the line: others could read it there."""
    from scheduler.cli.opening import open_settings
    from scheduler.kinds.registry import kinds

    guides = {kind.name: kind.guide for kind in kinds() if kind.guide is not None}
    if channel not in guides:
        raise Stop(_told_of(channel), status=WRONG_USE)
    settings = open_settings(session)
    person = _Person(session, settings, app_id, live, token_file)
    try:
        guides[channel](_block(session, settings, channel, unit), person)
    except click.exceptions.Abort:  # at a question; what is kept is kept after the last of them
        raise Stop(_STOPPED, status=INTERRUPTED, channel=channel) from None
    return OK


def _told_of(channel: str) -> Text:
    """Why there is nothing to ask about *channel*, and what connects it."""
    from scheduler.kinds.registry import find_kind, kinds

    kind = find_kind(channel)
    if kind is None:
        known = ", ".join(one.name for one in kinds() if one.guide is not None)
        return _NO_GUIDE.filled(name=channel, known=known)
    beside = find_kind(kind.beside)
    if beside is not None and beside.guide is not None:
        return _WITH.filled(title=kind.title, other=beside.name)
    return (_BY_HAND if kind.by_hand else _SECRET_ALONE).filled(title=kind.title, name=channel)


def _block(session: Session, settings: Settings, channel: str, unit: str) -> ChannelBlock | None:
    from scheduler.calendar.units import read_names
    from scheduler.cli.opening import NO_UNIT, require_known

    if not unit:
        return settings.channels.get(channel)
    units = {str(name): one for name, one in read_names(session.folder, settings)[0].units.items()}
    require_known(unit, units, NO_UNIT)
    return units[unit].channels.get(channel)


class _Person:
    """Whoever typed the command. Keeps `channels.guiding.Guide`."""

    def __init__(
        self, session: Session, settings: Settings, app_id: str, is_live: bool, token_file: Path | None
    ) -> None:
        self.folder = session.folder.root
        self.zone = settings.zone
        self.is_there = sys.stdin.isatty()
        self.app_id = app_id
        self.is_live = is_live
        self.tell = session.tell
        self._token_file = token_file
        self._language = session.language

    def confirm(self, question: Text) -> bool:
        return click.confirm(question.say(self._language), default=False, err=True)

    def ask(self, question: Text, instead: Text) -> str:
        if not self.is_there:
            raise Stop(instead, status=WRONG_USE)
        return str(click.prompt(question.say(self._language), err=True)).strip()

    def secret(self, question: Text, *, spaced: bool = False) -> Secret:
        if self.is_there:
            given = str(click.prompt(question.say(self._language), hide_input=True, err=True))
        else:
            given = sys.stdin.readline()
        return checked(" ".join(given.split()) if spaced else given.strip(), spaced=spaced)

    def token(self, question: Text) -> Secret:
        if self._token_file is None:
            return self.secret(question)
        try:
            given = self._token_file.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            given = ""
        return checked(given)

    def keep(self, reference: str, secret: Secret) -> None:
        keep(reference, secret, self.folder)


_STOPPED = Text(
    "\nĐã dừng giữa chừng, chưa cất gì. Muốn nối thì chạy lại: loa connect {channel}",
    "\nStopped; nothing was kept. To connect it, run again: loa connect {channel}",
)
_NO_GUIDE = Text(
    "Không có kênh “{name}”. Lệnh này nối: {known}.",
    "There is no channel “{name}”. This command connects {known}.",
)
_WITH = Text(
    "{title} dùng chung mã với {other}. Chạy: loa connect {other}",
    "{title}: the token is that of {other}. Run: loa connect {other}",
)
_BY_HAND = Text(
    "{title} không phải nối: đến giờ Loa giao bài ở mục Đăng tay. Chỉ cần mục {name} trong cài đặt.",
    "{title}: nothing is to be connected. Posts stand on the desk, under By hand; the settings need {name}.",
)
_SECRET_ALONE = Text(
    "{title} không nối bằng lệnh này. Ghi mục {name} vào cài đặt (có mật khẩu thì cất ở nơi mục ấy nêu) rồi "
    "xem lại bằng: loa doctor",
    "{title} is not connected by this command. Add {name} to the settings (a secret goes where that says), "
    "then run: loa doctor",
)
