"""What each refusal of Zalo means: one table from its code to a kind, the reason and the cure.

Codes: Zalo's table of errors as its clients quote it. A code that the table does not know is doubtful on the
call that makes public, and is held elsewhere. Nothing here decides anything: the courier does, by the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.channels.calling import Reach
from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.meaning import Row
from scheduler.channels.zalo.openapi import CallFailed
from scheduler.problems import Text

CERTAIN, DOUBTFUL, THROTTLED = FailureKind.CERTAIN, FailureKind.DOUBTFUL, FailureKind.THROTTLED
CREDENTIAL, CONTENT, POLICY = FailureKind.CREDENTIAL, FailureKind.CONTENT, FailureKind.POLICY

MINUTE, HOUR = 60.0, 3600.0
PROCESSING, WRONG_TOKEN, UNVERIFIED = -214, -216, -221
INVALID = -201
USED_TOKENS = frozenset({-14020, -14014})  # a token that renews was used before, or is none


def failure_of(failed: CallFailed) -> Failure:
    """What a failed call means if it was the public one."""
    if failed.reach is not Reach.REFUSED:
        row = _BY_REACH[failed.reach]
        detail = " ".join(
            part for part in (f"HTTP {failed.status}" if failed.status else "", failed.said) if part
        )
        return Failure(row.kind, f"zalo:{_CODE_BY_REACH[failed.reach]}", row.why, row.todo, detail=detail)
    row = row_of(failed.code, failed.said)
    kind = row.kind
    if failed.status >= 500 and kind in {CERTAIN, CONTENT}:
        kind = DOUBTFUL  # a server that broke says little about what it did before
    return Failure(kind, f"zalo:{failed.code}", row.why, row.todo, row.wait, detail=failed.said)


def row_of(code: int, said: str = "") -> Row:
    """The table's row for that code; its words tell more where one code means several things."""
    told = said.lower()
    by_words = (row for number, phrase, row in BY_WORDS if number == code and phrase in told)
    return next(by_words, None) or TABLE.get(code) or UNKNOWN


def harmless(failure: Failure) -> Failure:
    """The same on a call that makes nothing public: an unclear answer is tried again, an unknown no held."""
    if failure.kind is not DOUBTFUL:
        return failure
    if failure.why == UNKNOWN.why:
        return replace(failure, kind=CONTENT, todo=_TELL_HELPER)
    return replace(failure, kind=CERTAIN, todo=_TRIES_AGAIN)


def odd_answer(detail: str) -> Failure:
    """Status 200, and nothing in it that Zalo would say."""
    return failure_of(CallFailed(Reach.UNREADABLE, said=detail))


def of_row(row: Row, code: str, detail: str = "") -> Failure:
    """The failure of a *row* that is not a refusal of Zalo's."""
    return Failure(row.kind, f"zalo:{code}", row.why, row.todo, row.wait, detail=detail)


RECONNECT = Text(
    "Người quản trị Zalo OA chạy lại: loa connect zalo (đơn vị xã thêm --unit MÃ). Trong lúc chờ, Loa không "
    "đăng gì lên Zalo và không mất bài nào.",
    "Whoever runs the Zalo OA runs: loa connect zalo (for a unit add --unit ID). Meanwhile nothing goes to "
    "Zalo, and no post is lost.",
)
_WAITS = Text(
    "Không cần làm gì: Loa chờ rồi tự đăng tiếp.", "Nothing to do: Loa waits and goes on by itself."
)
_LOOKS = Text(
    "Không cần làm gì: Loa xem lại danh sách bài trên Zalo rồi mới quyết định.",
    "Nothing to do: Loa looks at Zalo's list of articles before it decides.",
)
_TRIES_AGAIN = Text(
    "Không cần làm gì: bài chưa lên, Loa tự thử lại.", "Nothing to do: it is not public, and Loa tries again."
)
_REWORD = Text("Sửa nội dung bài rồi đăng lại.", "Change what the post says, then publish it again.")
_OTHER_PICTURE = Text(
    "Sửa thẻ của bài (hoặc đổi ảnh) rồi đăng lại.", "Change the post's card or photo, then publish it again."
)
_TELL_HELPER = Text("Báo cho người hỗ trợ kỹ thuật.", "Tell whoever helps you with the program.")
_OPEN_OA = Text(
    "Người quản trị mở oa.zalo.me, đọc thông báo của Zalo và xử lý trước khi đăng tiếp.",
    "Whoever runs the OA opens oa.zalo.me, reads Zalo's notice, and settles it before going on.",
)
_CHECK_APP = Text(
    "Xem lại app_id và app_secret của mục zalo trong config/settings.yaml: phải là của ứng dụng đã được OA "
    "cho phép, ở developers.zalo.me.",
    "Check app_id and app_secret below zalo in config/settings.yaml: they are those of the app that the OA "
    "allowed, at developers.zalo.me.",
)
_GRANT = Text(
    "Ở developers.zalo.me, cho ứng dụng quyền “Quản lý bài viết” của OA, rồi chạy lại: loa connect zalo",
    "At developers.zalo.me give the app the OA's right to manage articles, then run: loa connect zalo",
)
_PACKAGE = Text(
    "Người quản trị mở oa.zalo.me, xem gói dịch vụ của OA: phải đã xác thực và còn hạn gói.",
    "Whoever runs the OA opens oa.zalo.me and sees its package: verified, and not ended.",
)
_CLOUD = Text(
    "Người quản trị mở tài khoản Zalo Cloud của OA, liên kết hoặc nạp tiền, rồi để Loa đăng tiếp.",
    "Whoever runs the OA links its Zalo Cloud account or pays into it; then Loa goes on.",
)

UNKNOWN = Row(
    DOUBTFUL,
    Text("Zalo trả về một lỗi lạ, chưa rõ bài đã lên hay chưa", "Zalo gave an error not known here"),
    _LOOKS,
)
_NOT_TAKEN = Row(CONTENT, Text("Zalo không nhận bài này", "Zalo does not take this article"), _REWORD)
_BAD_PICTURE = Row(
    CONTENT, Text("Zalo không nhận ảnh bìa của bài", "Zalo does not take the article's cover"), _OTHER_PICTURE
)
_UNREACHED_PICTURE = Row(
    CERTAIN,
    Text("Zalo chưa tải được ảnh bìa từ trang web", "Zalo could not fetch the cover from the website yet"),
    _TRIES_AGAIN,
)
_OF_FOLLOWERS = Row(
    CONTENT,
    Text(
        "Zalo từ chối vì người nhận chưa quan tâm OA hoặc lâu không tương tác",
        "Zalo refuses, since a receiver does not follow the OA or was silent for long",
    ),
    _TELL_HELPER,
)
_NO_APP = Row(CREDENTIAL, Text("Zalo không nhận ứng dụng này", "Zalo does not take this app"), _CHECK_APP)
_LOST = Row(
    CREDENTIAL,
    Text(
        "Quyền đăng lên Zalo OA đã mất: Zalo không nhận mã gia hạn nữa",
        "The right to publish on the Zalo OA is lost: Zalo takes the renewing token no more",
    ),
    RECONNECT,
)
_NO_RIGHT = Row(
    CREDENTIAL, Text("OA chưa cho ứng dụng đủ quyền", "The OA has not given the app the rights"), _GRANT
)
_CLOUD_ROW = Row(
    POLICY,
    Text(
        "Tài khoản Zalo Cloud của OA chưa liên kết hoặc hết tiền", "The OA's Zalo Cloud account is not ready"
    ),
    _CLOUD,
)

TABLE: Mapping[int, Row] = {
    -32: Row(
        THROTTLED,
        Text("Zalo báo gọi quá nhiều lần, phải chờ", "Zalo says there were too many calls; wait"),
        _WAITS,
        10 * MINUTE,
    ),
    -200: Row(
        DOUBTFUL,
        Text("Zalo đang trục trặc, chưa rõ bài đã lên hay chưa", "Zalo has trouble; the outcome is unknown"),
        _LOOKS,
    ),
    INVALID: _NOT_TAKEN,
    -202: _NO_APP,
    -204: Row(POLICY, Text("Zalo OA này đã bị xóa", "This Zalo OA was deleted"), _OPEN_OA),
    -205: Row(POLICY, Text("Không có Zalo OA này", "There is no such Zalo OA"), _OPEN_OA),
    -207: _NO_APP,
    -208: _NO_APP,
    -209: Row(
        POLICY,
        Text("Zalo không còn nhận cách gọi này", "Zalo does not support this call any more"),
        _TELL_HELPER,
    ),
    -210: _NOT_TAKEN,
    -211: Row(
        THROTTLED,
        Text("OA đã dùng hết số lượt Zalo cho phép", "The OA has used up what Zalo allows"),
        Text(
            "Loa chờ rồi thử lại. Nếu cứ lặp lại, người quản trị xem gói dịch vụ ở oa.zalo.me.",
            "Loa waits and tries again. If it goes on, see the package at oa.zalo.me.",
        ),
        HOUR,
    ),
    -212: _NO_RIGHT,
    -213: _OF_FOLLOWERS,
    PROCESSING: Row(
        CERTAIN, Text("Zalo còn đang xử lý bài này", "Zalo is still processing this article"), _TRIES_AGAIN
    ),
    -215: _NO_APP,
    WRONG_TOKEN: Row(
        CREDENTIAL,
        Text(
            "Mã truy cập Zalo OA hết hạn hoặc không đúng", "The Zalo OA's access token has ended or is wrong"
        ),
        RECONNECT,
    ),
    -217: _OF_FOLLOWERS,
    -218: _OF_FOLLOWERS,
    UNVERIFIED: Row(POLICY, Text("Zalo OA chưa được xác thực", "The Zalo OA is not verified"), _PACKAGE),
    -222: _OF_FOLLOWERS,
    -224: Row(
        POLICY,
        Text("Gói dịch vụ của OA không có chức năng này", "The OA's package lacks this function"),
        _PACKAGE,
    ),
    -227: _OF_FOLLOWERS,
    -230: _OF_FOLLOWERS,
    -233: _OF_FOLLOWERS,
    -305: _OF_FOLLOWERS,
    -311: _OF_FOLLOWERS,
    -320: _CLOUD_ROW,
    -321: _CLOUD_ROW,
    -14014: _LOST,
    -14020: _LOST,
    -14068: _NO_RIGHT,
}

# Where the number alone does not tell: phrases of the English message, in small letters.
BY_WORDS: tuple[tuple[int, str, Row], ...] = (
    (-200, "upload media failed", _UNREACHED_PICTURE),
    (INVALID, "photo_url", _BAD_PICTURE),
    (INVALID, "cover", _BAD_PICTURE),
    (
        INVALID,
        "title",
        Row(CONTENT, Text("Zalo không nhận tiêu đề", "Zalo does not take the title"), _REWORD),
    ),
    (INVALID, "being processed", TABLE[PROCESSING]),
)

_BY_REACH: Mapping[Reach, Row] = {
    Reach.NOT_SENT: Row(
        CERTAIN,
        Text("Không kết nối được với Zalo", "Zalo cannot be reached"),
        Text(
            "Xem lại mạng của máy; máy chạy Loa phải ở Việt Nam, vì Zalo có thể không nhận cuộc gọi từ nước "
            "ngoài. Có mạng thì Loa tự đăng.",
            "Check the network; this machine must be in Vietnam, for Zalo may refuse calls from abroad. With "
            "a network, Loa goes on by itself.",
        ),
    ),
    Reach.NO_ANSWER: Row(
        DOUBTFUL,
        Text("Mất kết nối trước khi Zalo trả lời", "The connection was lost before an answer"),
        _LOOKS,
    ),
    Reach.UNREADABLE: Row(
        DOUBTFUL, Text("Zalo trả lời không đọc được", "Zalo's answer cannot be understood"), _LOOKS
    ),
}
_CODE_BY_REACH: Mapping[Reach, str] = {
    Reach.NOT_SENT: "network",
    Reach.NO_ANSWER: "no-answer",
    Reach.UNREADABLE: "odd-answer",
}
