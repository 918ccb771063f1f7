"""What each refusal of WordPress's means: one table from its code or status to a kind, the reason, the cure.

Codes: those of WordPress's REST interface, as its source has them. What no row knows is doubtful on the call
that makes a post public. Nothing here decides anything: the courier does, by the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.channels.calling import Reach
from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.json_calls import CallFailed
from scheduler.channels.meaning import Row
from scheduler.problems import Text

CERTAIN, DOUBTFUL, THROTTLED = FailureKind.CERTAIN, FailureKind.DOUBTFUL, FailureKind.THROTTLED
CREDENTIAL, CONTENT = FailureKind.CREDENTIAL, FailureKind.CONTENT
GONE_CODES = {"rest_post_invalid_id", "rest_already_trashed"}
_LONGEST_WAIT = 6 * 3600.0  # seconds: whatever a server says


def failure_of(failed: CallFailed) -> Failure:
    """What a failed call means if it was the public one."""
    code, row = _found(failed)
    kind = row.kind
    if failed.status >= 500 and kind in {CERTAIN, CONTENT}:
        kind = DOUBTFUL  # a server that broke says little about what it did before
    detail = f"HTTP {failed.status} {failed.detail}".strip() if failed.status else failed.detail
    wait = _seconds(failed.headers) or row.wait
    return replace(row, kind=kind, wait=wait).told(f"wordpress:{code}", detail, place=failed.location)


def harmless(failure: Failure) -> Failure:
    """The same on a call that makes nothing public: what would be doubtful there is certain here."""
    if failure.kind is not DOUBTFUL:
        return failure
    kind = THROTTLED if failure.wait_seconds else CERTAIN
    return replace(failure, kind=kind, todo=_TRIES_AGAIN)


def told(code: str, detail: str = "", **values: object) -> Failure:
    """A failure that is found here, by its code in the table."""
    return TABLE[code].told(f"wordpress:{code}", detail, **values)


def is_gone(failed: CallFailed) -> bool:
    """Whether WordPress itself says that there is no such post."""
    return failed.reach is Reach.REFUSED and failed.code in GONE_CODES


def _found(failed: CallFailed) -> tuple[str, Row]:
    by_code = TABLE.get(failed.code)
    if failed.reach is Reach.REFUSED and by_code:
        is_nobody = by_code is _ROLE and failed.status == 401  # 403 is for those whom it knows
        return failed.code, _LOGIN if is_nobody else by_code
    if failed.reach in {Reach.NOT_SENT, Reach.NO_ANSWER}:
        return failed.reach.value, TABLE[failed.reach.value]
    by_status = BY_STATUS.get(failed.status)
    if by_status:
        return failed.code or f"HTTP-{failed.status}", by_status
    if failed.reach is Reach.UNREADABLE:
        return "odd-answer", TABLE["odd-answer"]
    return failed.code or "unknown", TABLE["unknown"]


def _seconds(headers: Mapping[str, str]) -> float:
    said = headers.get("retry-after", "").strip()
    return min(float(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() else 0.0


_TRIES_AGAIN = Text(
    "Không cần làm gì: bài chưa lên, Loa tự thử lại.", "Nothing to do: it is not public, and Loa tries again."
)
_LOOKS = Text(
    "Không cần làm gì: Loa xem lại trang rồi mới quyết định.",
    "Nothing to do: Loa looks at the site before it decides.",
)
_WAITS = Text(
    "Không cần làm gì: Loa chờ rồi tự đăng tiếp.", "Nothing to do: Loa waits and goes on by itself."
)
_ROLE = Row.of(
    CREDENTIAL,
    "Tài khoản WordPress của Loa không đủ quyền viết và đăng bài",
    "Loa's WordPress account may not write and publish posts",
    "Nhờ người quản trị trang vào Thành viên, đổi vai trò của tài khoản này thành Tác giả hoặc Biên tập "
    "viên. Xong, Loa tự đăng tiếp.",
    "Have the site's administrator open Users and make this account an Author or Editor.",
)
_LOGIN = Row.of(
    CREDENTIAL,
    "Trang WordPress không nhận tên đăng nhập và mật khẩu ứng dụng",
    "WordPress does not take the user name and the application password",
    "Xem lại wordpress.user, rồi tạo mật khẩu ứng dụng mới (WordPress: Thành viên > Hồ sơ > Mật khẩu ứng "
    "dụng) và chạy: loa connect wordpress. Vẫn không được thì nhờ người quản trị xem máy chủ có chuyển "
    "tiêu đề Authorization vào WordPress, và có phần bảo mật nào tắt mật khẩu ứng dụng không.",
    "Check wordpress.user, make a new application password (WordPress: Users > Profile > Application "
    "Passwords) and run: loa connect wordpress. If it still fails, have the administrator see whether "
    "the server passes the Authorization header to WordPress, and no security plugin turns them off.",
)
_NO_PASSWORDS = Row.of(
    CREDENTIAL,
    "Trang WordPress đã tắt mật khẩu ứng dụng, nên Loa không đăng nhập được",
    "The WordPress site has turned application passwords off, so Loa cannot log in",
    "Nhờ người quản trị trang bật lại mật khẩu ứng dụng cho tài khoản này (phần bảo mật như Wordfence có "
    "mục tắt; trang phải chạy https).",
    "Have the administrator turn application passwords on for this account (security plugins such as "
    "Wordfence can turn them off; the site must use https).",
)
_BLOCKED = Row.of(
    CREDENTIAL,
    "Tường lửa hoặc phần bảo mật của trang chặn không cho Loa vào",
    "A firewall or security plugin of the site keeps Loa out",
    "Nhờ người quản trị trang cho phép địa chỉ mạng của máy này dùng giao diện /wp-json/.",
    "Have the administrator allow this machine's network address to use /wp-json/.",
)
_TOO_LARGE = Row.of(
    CONTENT,
    "Ảnh hoặc phim nặng quá mức trang WordPress nhận",
    "The picture or film is larger than WordPress takes",
    "Nhờ người quản trị nâng giới hạn tải lên của máy chủ web (nginx: "
    "client_max_body_size; Apache: LimitRequestBody), hoặc dùng ảnh, phim nhẹ hơn, rồi đăng lại.",
    "Have the limit of the web server raised (nginx: client_max_body_size; Apache: LimitRequestBody), "
    "or use a smaller picture or film, then publish again.",
)
_FULL = Row.of(
    CERTAIN,
    "Máy chủ của trang WordPress không ghi được ảnh",
    "WordPress's server could not store the picture",
    "Nhờ người quản trị xem thư mục wp-content/uploads còn chỗ và ghi được không. Loa tự thử lại.",
    "Have the administrator see that wp-content/uploads has room and can be written. Loa tries again.",
)
_NOT_TAKEN = Row(
    CONTENT,
    Text("WordPress không nhận bài này", "WordPress does not take this post"),
    Text("Báo cho người hỗ trợ kỹ thuật dòng này.", "Show this line to whoever helps you with the program."),
)
_TIRED = Row(
    DOUBTFUL,
    Text(
        "Trang WordPress đang trục trặc, chưa rõ bài đã lên hay chưa",
        "The WordPress site has trouble; the outcome is unknown",
    ),
    _LOOKS,
)
_BUSY = Row(
    DOUBTFUL,
    Text(
        "Trang WordPress đang bảo trì hoặc quá tải", "The WordPress site is being maintained, or overloaded"
    ),
    _WAITS,
    wait=300.0,
)

TABLE: Mapping[str, Row] = {
    "not-sent": Row.of(
        CERTAIN,
        "Không kết nối được với trang WordPress",
        "The WordPress site cannot be reached",
        "Xem mạng của máy và địa chỉ trong wordpress.address. Nối lại được thì Loa tự đăng.",
        "Check the network and wordpress.address. Once it is reached, Loa goes on by itself.",
    ),
    "no-answer": Row(
        DOUBTFUL,
        Text("Mất kết nối trước khi trang WordPress trả lời", "The connection was lost before an answer"),
        _LOOKS,
    ),
    "odd-answer": Row(
        DOUBTFUL,
        Text(
            "Trang WordPress trả lời không đọc được",
            "The WordPress site's answer cannot be understood",
        ),
        _LOOKS,
    ),
    "unknown": Row(
        DOUBTFUL,
        Text(
            "Trang WordPress trả về một lỗi lạ, chưa rõ bài đã lên hay chưa",
            "The WordPress site gave an error not known here",
        ),
        _LOOKS,
    ),
    "redirect": Row.of(
        CREDENTIAL,
        "Trang WordPress chuyển sang địa chỉ khác ({place}); Loa không gửi mật khẩu sang đó",
        "The WordPress site redirects to another address ({place}); Loa sends no password there",
        "Mở trang bằng trình duyệt, xem địa chỉ cuối cùng (có https, có hay không có www), hỏi lại người "
        "quản trị cho chắc, rồi ghi đúng địa chỉ ấy vào wordpress.address.",
        "Open the site in a browser, see which address it ends at (https, www or not), make sure of it "
        "with the administrator, and write that into wordpress.address.",
    ),
    "rest_hidden": Row.of(
        CREDENTIAL,
        "Không thấy giao diện /wp-json/ của WordPress ở địa chỉ này",
        "WordPress's /wp-json/ is not found at this address",
        "Xem lại wordpress.address có đúng là trang WordPress không. Đúng thì nhờ người quản trị mở giao "
        "diện REST: một phần bảo mật đang ẩn nó.",
        "Check that wordpress.address is the WordPress site. If so, have the administrator open its REST "
        "interface: a security plugin hides it.",
    ),
    "not-published": Row.of(
        DOUBTFUL,
        "WordPress đã nhận bài nhưng chưa cho lên (trạng thái: {status})",
        "WordPress took the post but did not publish it (status: {status})",
        "Nhờ người quản trị mở bài ấy trên WordPress và cho đăng (có thể một phần duyệt bài đang giữ). "
        "Lên rồi thì Loa tự ghi nhận; đừng viết lại bài khác.",
        "Have the administrator open that post in WordPress and publish it (a moderation plugin may keep "
        "it). Once it is public Loa sees it by itself; do not write another.",
    ),
    "draft-gone": Row(
        CERTAIN,
        Text(
            "Bản nháp trên WordPress đã bị xóa hoặc sửa; Loa soạn lại từ lịch",
            "The draft in WordPress was deleted or changed; Loa prepares it anew",
        ),
        _TRIES_AGAIN,
    ),
    "no-mark": Row.of(
        CREDENTIAL,
        "Trang WordPress bỏ mất dấu mà Loa ghi trong bài, nên Loa không nhận ra bài của mình",
        "The WordPress site removes the mark that Loa writes into posts, so they are not known again",
        "Nhờ người quản trị xem phần (plugin) nào lọc bỏ chú thích HTML trong bài viết và tắt đi.",
        "Have the administrator find what removes HTML comments from posts (a plugin), and turn it off.",
    ),
    "not-ours": Row.of(
        CONTENT,
        "Bài số {id} trên WordPress không còn mang dấu của Loa, nên Loa không đụng tới",
        "The post {id} in WordPress no longer has Loa's mark, so Loa does not touch it",
        "Có người đã thay cả bài, hoặc trang đã được cài lại. Mở bài ấy trên WordPress, tự sửa hoặc gỡ "
        "bằng tay.",
        "Somebody replaced it, or the site was set up anew. Open it in WordPress and change it, or take "
        "it down, by hand.",
    ),
    "edited-by-hand": Row.of(
        CONTENT,
        "Có người đã sửa bài này ngay trên WordPress (bài số {id}), nên Loa không ghi đè",
        "Somebody edited this post in WordPress (post {id}), so Loa does not write over it",
        "Nếu giữ bản trên WordPress: sửa lịch cho khớp rồi bỏ lần sửa này. Nếu lấy bản trong lịch: gỡ "
        "bài rồi đăng lại.",
        "To keep what WordPress has: change the calendar to it and drop this edit. To have the "
        "calendar's: take the post down and publish it anew.",
    ),
    "gone": Row(
        CONTENT, Text("Bài không còn trên WordPress", "The post is in WordPress no more"), Text("", "")
    ),
    "no-category": Row.of(
        CREDENTIAL,
        "WordPress không có chuyên mục “{name}” mà wordpress.categories ghi",
        "WordPress has no category “{name}”, which wordpress.categories names",
        "Tạo chuyên mục ấy trên WordPress, hoặc ghi đúng đường dẫn (slug) của chuyên mục trong cài đặt.",
        "Make that category in WordPress, or write a category's slug as it is into the settings.",
    ),
    "drafts-are-public": Row.of(
        CREDENTIAL,
        "Trên trang này ai cũng đọc được bản nháp, nên bài lộ ra trước giờ",
        "On this site anybody can read drafts, so posts show before their time",
        "Nhờ người quản trị tắt phần (plugin) cho xem bản nháp, rồi chạy lại: loa doctor",
        "Have the administrator turn off what shows drafts (a plugin), then run again: loa doctor",
    ),
    "application_passwords_disabled": _NO_PASSWORDS,
    "application_passwords_disabled_for_user": _NO_PASSWORDS,
    "incorrect_password": _LOGIN,
    "invalid_username": _LOGIN,
    "invalid_email": _LOGIN,
    "rest_not_logged_in": _LOGIN,
    "rest_cannot_create": _ROLE,
    "rest_cannot_publish": _ROLE,
    "rest_cannot_edit": _ROLE,
    "rest_cannot_delete": _ROLE,
    "rest_forbidden_context": _ROLE,
    "rest_forbidden_status": _ROLE,
    "rest_cannot_assign_term": _ROLE,
    "rest_no_route": Row.of(
        CREDENTIAL,
        "Giao diện REST của trang không có phần bài viết: một phần bảo mật đã tắt nó",
        "The site's REST interface has no posts: a security plugin has turned them off",
        "Nhờ người quản trị mở lại /wp-json/wp/v2/ cho tài khoản của Loa.",
        "Have the administrator open /wp-json/wp/v2/ for Loa's account.",
    ),
    "rest_upload_hash_mismatch": Row(
        CERTAIN,
        Text("Ảnh bị đứt khi gửi lên WordPress", "The picture was cut on its way to WordPress"),
        _TRIES_AGAIN,
    ),
    "rest_upload_file_too_big": _TOO_LARGE,
    "rest_upload_limited_space": _FULL,
    "rest_upload_user_quota_exceeded": _FULL,
    "rest_upload_no_data": _TOO_LARGE,
    "rest_upload_sideload_error": _FULL,
    "rest_upload_unknown_error": _FULL,
    "rest_invalid_param": _NOT_TAKEN,
    "rest_missing_callback_param": _NOT_TAKEN,
    "empty_content": _NOT_TAKEN,
    "db_insert_error": _TIRED,
    "db_update_error": _TIRED,
    "wp_die": _BUSY,
}

BY_STATUS: Mapping[int, Row] = {
    400: _NOT_TAKEN,
    401: _LOGIN,
    403: _BLOCKED,
    404: TABLE["rest_hidden"],
    405: _BLOCKED,
    406: _BLOCKED,
    408: _TIRED,
    413: _TOO_LARGE,
    415: _NOT_TAKEN,
    429: Row(
        THROTTLED,
        Text("Trang WordPress báo gọi quá nhiều lần, phải chờ", "WordPress says there were too many calls"),
        _WAITS,
        wait=600.0,
    ),
    500: _TIRED,
    502: _TIRED,
    503: _BUSY,
    504: _TIRED,
    507: _FULL,
    508: _TIRED,
    520: _TIRED,
    521: _TIRED,
    522: _TIRED,
    524: _TIRED,
}
