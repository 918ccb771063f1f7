"""The guide to a WordPress's application password: what `connect wordpress` asks and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.channels.json_calls import CallFailed
from scheduler.channels.wordpress.failures import failure_of
from scheduler.channels.wordpress.rest import Rest
from scheduler.problems import Stop, Text
from scheduler.secrets import check_keeps

if TYPE_CHECKING:
    from scheduler.channels.guiding import Guide
    from scheduler.channels.wordpress_kind import WordPressSettings


def guide(block: WordPressSettings | None, person: Guide) -> None:
    """Try the password that the *person* gives, and keep it.

    Raises:
        Stop: the site does not take it, and why; nothing was kept.
    """
    if block is None:
        raise Stop(_NO_BLOCK)
    check_keeps(block.password)
    person.tell(_STEPS, address=block.address, user=block.user)
    password = person.secret(_PASSWORD, spaced=True)
    person.tell(_ASKING, address=block.address)
    try:
        account = Rest(block.address, block.user, password).get("users/me", context="edit").body
        name, may = str(account["name"]), bool(account["capabilities"].get("publish_posts"))
    except CallFailed as failed:
        failure = failure_of(failed)
        stop = Stop(_FAILED, why=failure.why, todo=failure.todo)
    except (KeyError, TypeError, AttributeError):
        stop = Stop(_ODD)
    else:
        person.keep(block.password, password)
        person.tell(_CONNECTED, name=name, address=block.address, place=block.password)
        if not may:
            person.tell(_NO_RIGHT)
        person.tell(_NEXT)
        return
    raise stop


_NO_BLOCK = Text(
    "Cài đặt chưa có mục wordpress với address, user và password. Thêm mục ấy (xem docs/huong-dan.md) rồi "
    "chạy lại.",
    "The settings have no wordpress with address, user and password. Add it (see docs/huong-dan.md) and run "
    "again.",
)
_STEPS = Text(
    "Cần một mật khẩu ứng dụng của tài khoản {user} trên {address}:\n"
    "  1. Đăng nhập WordPress bằng tài khoản ấy, mở Thành viên > Hồ sơ, kéo tới mục Mật khẩu ứng dụng.\n"
    "  2. Ghi tên “Loa”, bấm Thêm mật khẩu ứng dụng, chép cả dãy 24 chữ và số (có dấu cách cũng được).\n"
    "Không dùng mật khẩu đăng nhập thường. Nếu không thấy mục ấy: trang chưa có https, hoặc một phần bảo mật "
    "đã tắt nó.",
    "An application password of {user} at {address} is needed:\n"
    "  1. Log in to WordPress as that user, open Users > Profile, go down to Application Passwords.\n"
    "  2. Name it “Loa”, press Add New, copy all 24 letters and digits (blanks do not matter).\n"
    "Not the password for logging in. Where there is no such section, the site has no https, or a security "
    "plugin has turned it off.",
)
_PASSWORD = Text(
    "Mật khẩu ứng dụng (dán vào, không hiện trên màn hình)", "Application password (pasted; it does not show)"
)
_ASKING = Text("Đang hỏi {address}…", "Asking {address}…")
_FAILED = Text(
    "Chưa nối được trang, chưa cất mật khẩu: {why}. {todo} Xong thì chạy lại: loa connect wordpress",
    "The site is not connected, the password is not kept: {why}. {todo} Then run: loa connect wordpress",
)
_ODD = Text(
    "Chưa nối được trang: câu trả lời không phải của WordPress. Xem lại wordpress.address.",
    "The site is not connected: the answer is not WordPress's. Check wordpress.address.",
)
_CONNECTED = Text(
    "Đã nối {address} bằng tài khoản {name}. Mật khẩu ứng dụng đã cất ở {place}.",
    "Connected {address} as {name}. The application password is kept at {place}.",
)
_NO_RIGHT = Text(
    "Tài khoản này chưa được đăng bài: nhờ người quản trị đổi vai trò thành Tác giả hoặc Biên tập viên.",
    "This account may not publish: have the administrator make it an Author or Editor.",
)
_NEXT = Text(
    "Xem lại mọi thứ: loa doctor. Loa đang chạy (serve) thì tự dùng mật khẩu mới, không cần tắt mở.",
    "Look everything over: loa doctor. A Loa that serves takes the new password up by itself.",
)
