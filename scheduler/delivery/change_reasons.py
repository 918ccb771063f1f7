"""Why a change of what is public stands where it stands: a first comment, an edit, a withdrawal."""

from __future__ import annotations

from dataclasses import replace

from scheduler.delivery.reason import Reason, before
from scheduler.problems import Text

CHANGE_HELD = "change-held/"  # what the codes begin with of lines about a change that a person must decide


def with_retry(reason: Reason, key: object) -> Reason:
    """*reason* why a change of what is public cannot be made, with how to let it go on."""
    first, then = before(reason.todo), CHANGE_TRIED_OUT.filled(key=key)
    return replace(reason, todo=Text(first.vi + then.vi, first.en + then.en))


COMMENT_ASKED = Reason(
    "comment-asked", Text("chờ đăng bình luận đầu tiên", "its first comment is to be said")
)
EDIT_ASKED = Reason(
    "edit-asked",
    Text("{who} yêu cầu sửa bài đang công khai: {why}", "{who} wants what is public mended: {why}"),
)
WITHDRAW_ASKED = Reason(
    "withdraw-asked", Text("{who} yêu cầu gỡ bài: {why}", "{who} wants it taken down: {why}")
)
ANEW_ASKED = Reason(
    "anew-asked",
    Text("{who} yêu cầu gỡ bài rồi đăng lại: {why}", "{who} wants it taken down and published anew: {why}"),
)
CHANGE_INTENT = Reason("change-intent", Text("chuẩn bị gọi lên trang", "about to call the page"))
COMMENTED = Reason("commented", Text("đã đăng bình luận đầu tiên", "commented"))
EDITED = Reason("edited", Text("đã sửa bài đang công khai", "what is public was mended"))
WITHDRAWN = Reason("withdrawn", Text("{who} cho gỡ bài: {why}", "taken down for {who}: {why}"))
ANEW = Reason("anew", Text("đã gỡ, sẽ đăng lại", "taken down; it is published anew"))
TAKEN_DOWN = Reason(
    "taken-down", Text("có người đã gỡ bài ngay trên trang", "taken down on the page by hand")
)
ELSEWHERE = Reason(
    "elsewhere",
    Text(
        "bài nằm ở {place}, còn cài đặt nay dẫn tới nơi khác, nên Loa không với tới bài",
        "it stands at {place}; the settings lead to another place now, so Loa cannot reach it",
    ),
    Text(
        "Tự gỡ hoặc sửa bài ngay ở đó: {address}",
        "Take it down or change it there by hand: {address}",
    ),
)
NOT_YET = Reason("not-yet", Text("chưa chắc trang đã đổi", "the page may not have changed yet"))
COMMENT_UNSURE = Reason(
    "comment-unsure",
    Text(
        "không rõ bình luận đầu tiên đã lên hay chưa, và chưa thấy dưới bài",
        "unknown whether the first comment is there; it is not seen below the post",
    ),
    Text(
        "Mở bài xem có bình luận chưa. Nếu chưa có, chạy: loa retry {key}",
        "Look at the post. If the comment is not there, run: loa retry {key}",
    ),
)
CHANGE_UNSEEN = Reason(
    "change-unseen",
    Text(
        "Loa đã gửi lệnh mà không rõ kết quả, vì cả ngày nay không đọc được trang",
        "unknown whether the page has done it, as it could not be read for about a day",
    ),
    Text(
        "Mở trang xem đã xong chưa. Nếu chưa, chạy: loa retry {key}",
        "Look at the page. If it was not done, run: loa retry {key}",
    ),
)
CHANGE_TRIED_OUT = Text("Muốn thử tiếp, chạy: loa retry {key}", "To try on, run: loa retry {key}")
