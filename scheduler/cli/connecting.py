"""The guide from a person's short token to the page's own: `connect facebook`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import OK, WRONG_USE, Command, Session, argument, option, pass_session
from scheduler.locales import day_text
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, SecretMissing, check_keeps, fetch, keep

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings
    from scheduler.settings import Settings


@click.command(
    name="connect",
    cls=Command,
    text=Text(
        "Nối với trang Facebook: đổi mã ngắn hạn thành mã không hết hạn của trang, cất đúng chỗ.\n\n"
        "Loa hỏi từng bước. Mã dán vào không hiện lên màn hình. Không có bàn phím thì đưa mã qua stdin, mỗi "
        "mã một dòng: mã ngắn hạn, rồi mã bí mật của ứng dụng nếu cài đặt chưa có.",
        "Connect a Facebook page: a short user token becomes the page's own, which does not end, and is "
        "kept.\n\n"
        "Loa asks step by step; what is pasted does not show. Without a keyboard the secrets come through "
        "stdin, a line each: the user token, then the app secret if the settings lead to none.",
    ),
)
@argument("channel", type=click.Choice(["facebook"]), shown=Text("facebook", "facebook"))
@option(
    "--unit", default="", text=Text("Đơn vị có trang; không ghi là cấp tỉnh.", "The unit; else the province.")
)
@option("--app-id", default="", text=Text("Số của ứng dụng (App ID).", "The app's id."))
@option(
    "--token-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    text=Text("Lấy mã ngắn hạn từ tệp này thay vì hỏi.", "Take the user token from this file."),
)  # fmt: skip
@option(
    "--live", is_flag=True,
    text=Text("Ứng dụng đã ở chế độ Live (khỏi hỏi).", "The app is in Live mode (do not ask)."),
)  # fmt: skip
@pass_session
def connect(
    session: Session, channel: str, unit: str, app_id: str, token_file: Path | None, live: bool
) -> int:
    """Prints no secret, and takes none from the line: others could read it there."""
    del channel  # the only one that needs a guide so far
    from scheduler.channels.channel import ChannelError
    from scheduler.channels.facebook_connecting import connect as connected_to
    from scheduler.cli.opening import open_settings

    settings = open_settings(session)
    block = _block(session, settings, unit)
    check_keeps(block.token)
    root = session.folder.root
    _require_live(session, live)
    app = app_id or block.app_id or _asked(session, _APP)
    if not (app.isascii() and app.isdigit()):
        raise Stop(_BAD_APP, status=WRONG_USE)
    user_token = _from_file(token_file) if token_file else _hidden(session, _TOKEN)
    app_secret, is_new = _app_secret(session, block)
    session.tell(_ASKING)
    try:
        connected = connected_to(block, app, app_secret, user_token)
    except ChannelError as error:
        failed = Stop(_FAILED, why=error.failure.why, todo=error.failure.todo)
    else:
        keep(block.token, connected.token, root)
        if is_new and block.app_secret and not block.app_secret.startswith("env:"):
            keep(block.app_secret, app_secret, root)
        session.tell(_CONNECTED, name=connected.name, page=block.page, place=block.token)
        if connected.facts.data_ends:
            session.tell(_DATA_ENDS, day=day_text(connected.facts.data_ends.astimezone(settings.zone)))
        if not block.app_id:
            session.tell(_NOTE_APP, app=app)
        session.tell(_NEXT)
        return OK
    raise failed


def _block(session: Session, settings: Settings, unit: str) -> FacebookSettings:
    from scheduler.calendar.units import read_names
    from scheduler.channels.facebook_kind import FacebookSettings
    from scheduler.cli.opening import NO_UNIT, require_known

    channels = settings.channels
    if unit:
        units = {str(name): one for name, one in read_names(session.folder, settings)[0].units.items()}
        require_known(unit, units, NO_UNIT)
        channels = units[unit].channels
    block = channels.get("facebook")
    if not isinstance(block, FacebookSettings):
        raise Stop(_NO_BLOCK)
    return block


def _require_live(session: Session, live: bool) -> None:
    """Facebook has no call that tells; posts of an app in development are seen by its own people alone."""
    if live:
        return
    if not sys.stdin.isatty():
        raise Stop(_SAY_LIVE, status=WRONG_USE)
    session.tell(_STEPS)
    if not click.confirm(_IS_LIVE.say(session.language), default=False, err=True):
        raise Stop(_NOT_LIVE)


def _app_secret(session: Session, block: FacebookSettings) -> tuple[Secret, bool]:
    """The app's secret, and whether a person gave it just now."""
    if block.app_secret:
        try:
            return fetch(block.app_secret, session.folder.root), False
        except SecretMissing:
            pass
    return _hidden(session, _SECRET), True


def _from_file(path: Path) -> Secret:
    try:
        given = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        given = ""
    return _checked(given)


def _hidden(session: Session, question: Text) -> Secret:
    if sys.stdin.isatty():
        return _checked(str(click.prompt(question.say(session.language), hide_input=True, err=True)).strip())
    return _checked(sys.stdin.readline().strip())


def _asked(session: Session, question: Text) -> str:
    if not sys.stdin.isatty():
        raise Stop(_SAY_APP, status=WRONG_USE)
    return str(click.prompt(question.say(session.language), err=True)).strip()


def _checked(given: str) -> Secret:
    if not given or not given.isascii() or any(letter.isspace() for letter in given):
        raise Stop(_NO_SECRET, status=WRONG_USE)
    return Secret(given)


_STEPS = Text(
    "Cần ba thứ, lấy ở developers.facebook.com (từng bước trong docs/huong-dan.md, mục “Nối với "
    "trang Facebook”):\n"
    "  1. App ID và App secret: mở ứng dụng, Cài đặt ứng dụng > Cơ bản.\n"
    "  2. Công tắc chế độ của ứng dụng: phải ở Chính thức (Live), không phải Phát triển (Development).\n"
    "  3. Mã ngắn hạn: Công cụ > Graph API Explorer, chọn ứng dụng, thêm các quyền pages_show_list, "
    "pages_read_engagement, pages_manage_posts, bấm Generate Access Token.",
    "Three things are needed, from developers.facebook.com (docs/huong-dan.md has every step):\n"
    "  1. App ID and App secret: your app, App settings > Basic.\n"
    "  2. The app's mode: it must be Live, not Development.\n"
    "  3. A short token: Tools > Graph API Explorer, choose the app, add the permissions pages_show_list, "
    "pages_read_engagement, pages_manage_posts, press Generate Access Token.",
)
_IS_LIVE = Text("Ứng dụng đang ở chế độ Chính thức (Live)?", "Is the app in Live mode?")
_NOT_LIVE = Text(
    "Chưa nối trang: khi ứng dụng còn ở chế độ Phát triển, bài đăng lên chỉ người của ứng dụng nhìn thấy, "
    "bà con "
    "không thấy. Mở ứng dụng ở developers.facebook.com, gạt công tắc chế độ sang Chính thức (Live), rồi "
    "chạy lại.",
    "The page is not connected: what an app in Development mode posts is seen by the app's own people alone. "
    "Open the app at developers.facebook.com, turn its mode to Live, and run again.",
)
_SAY_LIVE = Text(
    "Thêm --live để xác nhận ứng dụng đã ở chế độ Chính thức (Live): ở chế độ Phát triển, người ngoài không "
    "thấy bài.",
    "Add --live to say that the app is in Live mode: what it posts in Development mode, nobody else sees.",
)
_SAY_APP = Text("Thêm --app-id SỐ (App ID của ứng dụng).", "Add --app-id NUMBER (the app's id).")
_BAD_APP = Text("App ID chỉ gồm chữ số.", "An App ID has digits alone.")
_APP = Text("App ID (số của ứng dụng)", "App ID")
_SECRET = Text("App secret (dán vào, không hiện trên màn hình)", "App secret (pasted; it does not show)")
_TOKEN = Text("Mã ngắn hạn (dán vào, không hiện trên màn hình)", "Short token (pasted; it does not show)")
_NO_SECRET = Text(
    "Chưa nhận được mã, hoặc mã có khoảng trắng hay chữ có dấu. Chép lại cả mã rồi chạy lại.",
    "No secret was given, or it has blanks or accented letters. Copy it whole and run again.",
)
_NO_BLOCK = Text(
    "Cài đặt chưa có mục facebook với số trang. Thêm mục ấy (xem docs/huong-dan.md) rồi chạy lại.",
    "The settings have no facebook with the page's number. Add it (see docs/huong-dan.md) and run again.",
)
_ASKING = Text("Đang hỏi Facebook…", "Asking Facebook…")
_FAILED = Text("Chưa nối được trang: {why}. {todo}", "The page is not connected: {why}. {todo}")
_CONNECTED = Text(
    "Đã nối trang {name} (số {page}). Mã của trang không hết hạn, đã cất ở {place}.",
    "Connected {name} ({page}). The page's token does not end and is kept at {place}.",
)
_DATA_ENDS = Text(
    "Riêng quyền đọc dữ liệu kết thúc ngày {day}; Loa nhắc trước, lúc ấy chị chạy lại lệnh này.",
    "The access to data ends on {day}; Loa reminds you before: then run this command again.",
)
_NOTE_APP = Text(
    'Ghi thêm dòng  app_id: "{app}"  vào mục facebook trong cài đặt, để Loa xem được ngày hết hạn của mã.',
    'Write  app_id: "{app}"  below facebook in the settings, so that Loa can see when the token ends.',
)
_NEXT = Text(
    "Xem lại mọi thứ: loa doctor. Loa đang chạy (serve) thì tự dùng mã mới, không cần tắt mở.",
    "Look everything over: loa doctor. A Loa that serves takes the new token up by itself.",
)
