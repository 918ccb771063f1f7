"""The guide from a person's short token to a page's own: what `connect facebook` asks and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.channels.channel import ChannelError
from scheduler.channels.facebook_connecting import connect
from scheduler.channels.facebook_tokens import FIGURES
from scheduler.locales import day_text
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, SecretMissing, check_keeps, fetch

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings
    from scheduler.channels.guiding import Guide

WRONG_USE = 2  # the command's exit status


def guide(block: FacebookSettings | None, person: Guide) -> None:
    """Connect the page of *block* with what the *person* gives, and keep its token.

    Raises:
        Stop: the page is not connected, and why; nothing was kept.
    """
    if block is None:
        raise Stop(_NO_BLOCK)
    check_keeps(block.token)
    _require_live(person)
    app = person.app_id or block.app_id or person.ask(_APP, _SAY_APP)
    if not (app.isascii() and app.isdigit()):
        raise Stop(_BAD_APP, status=WRONG_USE)
    user_token = person.token(_TOKEN)
    app_secret, is_new = _app_secret(block, person)
    person.tell(_ASKING)
    try:
        connected = connect(block, app, app_secret, user_token)
    except ChannelError as error:
        failed = Stop(_FAILED, why=error.failure.why, todo=error.failure.todo)
    else:
        person.keep(block.token, connected.token)
        if is_new and block.app_secret and not block.app_secret.startswith("env:"):
            person.keep(block.app_secret, app_secret)
        person.tell(_CONNECTED, name=connected.name, page=block.page, place=block.token)
        if connected.facts.data_ends:
            person.tell(_DATA_ENDS, day=day_text(connected.facts.data_ends.astimezone(person.zone)))
        if FIGURES not in connected.facts.scopes:
            person.tell(_NO_FIGURES)
        if not block.app_id:
            person.tell(_NOTE_APP, app=app)
        person.tell(_NEXT)
        return
    raise failed


def _require_live(person: Guide) -> None:
    """Facebook has no call that tells; posts of an app in development are seen by its own people alone."""
    if person.is_live:
        return
    if not person.is_there:
        raise Stop(_SAY_LIVE, status=WRONG_USE)
    person.tell(_STEPS)
    if not person.confirm(_IS_LIVE):
        raise Stop(_NOT_LIVE)


def _app_secret(block: FacebookSettings, person: Guide) -> tuple[Secret, bool]:
    """The app's secret, and whether a person gave it just now."""
    if block.app_secret:
        try:
            return fetch(block.app_secret, person.folder), False
        except SecretMissing:
            pass
    return person.secret(_SECRET), True


_STEPS = Text(
    "Cần ba thứ, lấy ở developers.facebook.com (từng bước trong docs/huong-dan.md, mục “Nối với "
    "trang Facebook”):\n"
    "  1. App ID và App secret: mở ứng dụng, Cài đặt ứng dụng > Cơ bản.\n"
    "  2. Công tắc chế độ của ứng dụng: phải ở Chính thức (Live), không phải Phát triển (Development).\n"
    "  3. Mã ngắn hạn: Công cụ > Graph API Explorer, chọn ứng dụng, thêm các quyền pages_show_list, "
    "pages_read_engagement, pages_manage_posts, pages_manage_engagement; thêm read_insights để xem số liệu "
    "của bài, pages_read_user_content để trông bình luận; bấm Generate Access Token.",
    "Three things are needed, from developers.facebook.com (docs/huong-dan.md has every step):\n"
    "  1. App ID and App secret: your app, App settings > Basic.\n"
    "  2. The app's mode: it must be Live, not Development.\n"
    "  3. A short token: Tools > Graph API Explorer, choose the app, add the permissions pages_show_list, "
    "pages_read_engagement, pages_manage_posts, pages_manage_engagement; read_insights too, to see what came "
    "of posts, and pages_read_user_content, to watch comments; press Generate Access Token.",
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
_NO_FIGURES = Text(
    "Mã thiếu quyền xem số liệu (read_insights): bài vẫn đăng, nhưng báo cáo không có lượt xem. Muốn có thì "
    "thêm quyền ấy rồi chạy lại lệnh này.",
    "The token lacks read_insights: posts go out, but reports have no figures. To have them, add that "
    "permission and run this command again.",
)
_NOTE_APP = Text(
    'Ghi thêm dòng  app_id: "{app}"  vào mục facebook trong cài đặt, để Loa xem được ngày hết hạn của mã.',
    'Write  app_id: "{app}"  below facebook in the settings, so that Loa can see when the token ends.',
)
_NEXT = Text(
    "Xem lại mọi thứ: loa doctor. Loa đang chạy (serve) thì tự dùng mã mới, không cần tắt mở.",
    "Look everything over: loa doctor. A Loa that serves takes the new token up by itself.",
)
