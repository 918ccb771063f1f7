"""What each refusal of Facebook means: one table from (code, subcode) to a kind, the reason and the cure.

Codes and meanings: Meta's error reference for the Graph API and recorded answers. An answer that the table
does not know is doubtful on a public call. Nothing here decides anything: the courier does, by the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.channels.calling import Reach
from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.facebook_sdk import CallFailed, GraphError
from scheduler.channels.facebook_usage import regain_seconds
from scheduler.channels.facebook_versions import NEWEST
from scheduler.channels.meaning import Row, unproven
from scheduler.problems import Text

CERTAIN, DOUBTFUL, THROTTLED = FailureKind.CERTAIN, FailureKind.DOUBTFUL, FailureKind.THROTTLED
CREDENTIAL, CONTENT, POLICY = FailureKind.CREDENTIAL, FailureKind.CONTENT, FailureKind.POLICY

MINUTE = 60.0
HOUR = 60 * MINUTE


def failure_of(failed: CallFailed, page: str) -> Failure:
    """What a failed call means if it was the public one; *page* is the page's id, for its waiting time."""
    error = failed.error
    if error is None:
        row = _BY_REACH[failed.reach]
        detail = " ".join(
            part for part in (f"HTTP {failed.status}" if failed.status else "", failed.detail) if part
        )
        return Failure(row.kind, _CODE_BY_REACH[failed.reach], row.why, row.todo, failed.wait, detail)
    row = row_of(error) or UNKNOWN
    kind = row.kind
    if failed.status >= 500 and kind in {CERTAIN, CONTENT, FailureKind.DUPLICATE}:
        kind = DOUBTFUL  # a server that broke says little about what it did before
    wait = row.wait
    if kind is THROTTLED:
        wait = regain_seconds(failed.headers, page) or wait
    return Failure(kind, _code(error), row.why, row.todo, wait, detail=_detail(error))


def row_of(error: GraphError) -> Row | None:
    """The table's row for that error, the most telling one first; None if it has none."""
    code, subcode = error.code, error.subcode
    if subcode is not None:
        row = TABLE.get((code, subcode)) or ANYWHERE.get(subcode)
        if row:
            return row
    row = _by_words(error) or TABLE.get((code, None)) or ANYWHERE.get(code)
    return row or (PERMISSION if code in range(200, 300) else None)


def harmless(failure: Failure) -> Failure:
    """The same on a call that makes nothing public: what would be doubtful there is certain here."""
    if failure.kind in {DOUBTFUL, FailureKind.DUPLICATE}:
        return replace(failure, kind=CERTAIN, todo=_TRIES_AGAIN)
    return failure


def untold(failure: Failure) -> Failure:
    """The same on a call for figures: a right that lacks there is that to read them, and stops nothing."""
    lacks = failure.kind is CREDENTIAL and failure.why == _NO_RIGHT
    return replace(failure, why=_NO_FIGURES, todo=_LET_READ) if lacks else unproven(failure)


def busy(percent: float, wait: float) -> Failure:
    """Much is used up: the next post waits its turn, *wait* seconds."""
    return Failure(THROTTLED, "facebook:busy", _BUSY.filled(percent=f"{percent:.0f}"), _WAITS, wait)


def film_failure(said: str, *, is_anothers: bool) -> Failure:
    """Why Facebook does not show a film after all, by what it *said*; *is_anothers*: it found another's work
    in it."""
    code, row = "film", _FILM_FAILED
    if is_anothers:
        code, row = "film-copyright", _FILM_COPYRIGHT
    elif any(word in said.lower() for word in ("too long", "duration", "length")):
        code, row = "film-length", _FILM_LENGTH
    return Failure(row.kind, f"facebook:{code}", row.why, row.todo, detail=said[:500])


def film_absent() -> Failure:
    """A film that was uploaded, and that Facebook knows no more, or not yet."""
    return Failure(DOUBTFUL, "facebook:film-absent", _FILM_ABSENT.why, _FILM_ABSENT.todo)


def odd_answer(detail: str) -> Failure:
    """Status 200, and nothing in it that Facebook would say."""
    row = _BY_REACH[Reach.UNREADABLE]
    return Failure(row.kind, _CODE_BY_REACH[Reach.UNREADABLE], row.why, row.todo, detail=detail)


def _by_words(error: GraphError) -> Row | None:
    said = f"{error.message} {error.user_message}".replace("’", "'")
    rows = (row for code, phrase, row in BY_WORDS if code == error.code and phrase in said)
    return next(rows, None)


def _code(error: GraphError) -> str:
    return f"facebook:{error.code}" + (f"/{error.subcode}" if error.subcode else "")


def _detail(error: GraphError) -> str:
    return " – ".join(part for part in (error.message, error.user_message) if part)


_RENEW = Text(
    "Lấy mã truy cập mới cho trang rồi thay vào chỗ mà facebook.token trong config/settings.yaml chỉ tới.",
    "Get a new access token of the page and put it where facebook.token in config/settings.yaml points.",
)
_LOG_IN = Text(
    "Người giữ trang đăng nhập facebook.com, làm theo yêu cầu xác minh, rồi lấy mã truy cập mới.",
    "Whoever looks after the page logs in at facebook.com, does what it asks, then gets a new token.",
)
_WAITS = Text(
    "Không cần làm gì: Loa chờ rồi tự đăng tiếp.", "Nothing to do: Loa waits and goes on by itself."
)
_LOOKS = Text(
    "Không cần làm gì: Loa xem lại trang rồi mới quyết định.",
    "Nothing to do: Loa looks at the page before it decides.",
)
_REWORD = Text("Sửa nội dung bài rồi đăng lại.", "Change what the post says, then publish it again.")
_OTHER_PICTURE = Text(
    "Sửa thẻ của bài (hoặc đổi ảnh) rồi đăng lại.", "Change the post's card or photo, then publish it again."
)
_OTHER_LINK = Text(
    "Sửa hoặc bỏ đường dẫn trong bài rồi đăng lại.", "Mend or drop the link, then publish it again."
)
_OPEN_PAGE = Text(
    "Mở trang bằng tài khoản quản trị, đọc thông báo của Facebook và xử lý trước khi đăng tiếp.",
    "Open the page as its administrator, read Facebook's notice, and settle it before going on.",
)
_TELL_HELPER = Text("Báo cho người hỗ trợ kỹ thuật.", "Tell whoever helps you with the program.")

_TIRED = Text(
    "Facebook đang trục trặc, chưa rõ bài đã lên hay chưa", "Facebook has trouble; the outcome is unknown"
)
_THROTTLE = Text("Facebook báo gọi quá nhiều lần, phải chờ", "Facebook says there were too many calls; wait")
_TWIN = Text(
    "Facebook nói nội dung này đã đăng rồi; có thể bài đã lên từ lần gọi trước",
    "Facebook says that this was posted already; it may be public from an earlier call",
)
_BUSY = Text(
    "Facebook báo đã dùng {percent}% số lần gọi cho phép, nên Loa giãn các bài ra",
    "Facebook says that {percent}% of the calls are used up, so Loa spaces the posts out",
)
_EXPIRED = Text("Mã truy cập trang đã hết hạn", "The page's access token has expired")
_INVALID = Text("Mã truy cập trang không hợp lệ", "The page's access token is not valid")
_NO_RIGHT = Text("Trang chưa cấp đủ quyền cho ứng dụng", "The page has not given the app the rights it needs")
_NO_FIGURES = Text(
    "Thiếu quyền xem số liệu (read_insights): bài vẫn đăng, nhưng không có số liệu",
    "The right to read figures (read_insights) is missing: posts go out, and nothing is known of them",
)
_LET_READ = Text(
    "Chạy lại loa connect facebook, thêm quyền read_insights khi lấy mã; người lấy mã phải được xem phân "
    "tích của trang.",
    "Run loa connect facebook again and add read_insights when getting the token; that person must be let "
    "see the page's insights.",
)
_BAD_LINK = Text("Facebook không nhận đường dẫn trong bài", "Facebook does not take the link in the post")
_BAD_PICTURE = Text("Facebook không nhận ảnh của bài", "Facebook does not take the post's picture")
_FILM_ABSENT = Row(
    DOUBTFUL,
    Text("Facebook không nói gì về phim đã tải lên", "Facebook says nothing of the film that was uploaded"),
    Text(
        "Loa xem lại. Lâu vẫn vậy thì mở trang xem phim đã lên chưa.",
        "Loa looks again. If it stays so, see on the page whether the film is there.",
    ),
)
_BAD_FILM = Text("Facebook không nhận phim của bài", "Facebook does not take the post's film")
_OTHER_FILM = Text(
    "Xuất lại phim (MP4, H.264, AAC) hoặc thay phim khác rồi đăng lại.",
    "Export the film again (MP4, H.264, AAC) or use another, then publish it again.",
)
_BLOCKED = Text("Facebook tạm chặn trang này", "Facebook has blocked this page for now")
_NO_PAGE = Text(
    "Facebook không tìm thấy trang, hoặc mã truy cập không được thấy trang này",
    "Facebook does not find the page, or the token may not see it",
)
_CHECK_PAGE = Text(
    "Xem lại facebook.page trong config/settings.yaml và mã truy cập: phải là của chính trang ấy.",
    "Check facebook.page in config/settings.yaml, and that the token is that page's own.",
)

_TRIES_AGAIN = Text(
    "Không cần làm gì: bài chưa lên, Loa tự thử lại.", "Nothing to do: it is not public, and Loa tries again."
)
UNKNOWN = Row(
    DOUBTFUL,
    Text("Facebook trả về một lỗi lạ, chưa rõ bài đã lên hay chưa", "Facebook gave an error not known here"),
    _LOOKS,
)
PERMISSION = Row(
    CREDENTIAL,
    _NO_RIGHT,
    Text(
        "Lấy mã truy cập mới, đồng ý đủ quyền: pages_show_list, pages_read_engagement, pages_manage_posts.",
        "Get a new token, granting pages_show_list, pages_read_engagement and pages_manage_posts.",
    ),
)
_DUPLICATE = Row(FailureKind.DUPLICATE, _TWIN, _LOOKS)
_BAD_PARAMETER = Row(
    CONTENT, Text("Facebook không nhận bài này", "Facebook does not take this post"), _REWORD
)
_TOO_LONG = Row(
    CONTENT, Text("Lời văn dài quá mức Facebook nhận", "The words are too long for Facebook"), _REWORD
)
_ABUSIVE = Text(
    "Facebook cho rằng nội dung bài vi phạm quy định", "Facebook holds that the post breaks its rules"
)
_WRONG_SECRET = Row(
    CREDENTIAL,
    Text("Mã bí mật của ứng dụng không khớp với mã truy cập", "The app secret does not fit the access token"),
    Text(
        "Chép lại mã bí mật (App Secret) của đúng ứng dụng vào chỗ mà facebook.app_secret chỉ tới.",
        "Copy the App Secret of the same app to where facebook.app_secret points.",
    ),
)
_FILM_FAILED = Row(
    CONTENT,
    Text("Facebook không xử lý được phim của bài", "Facebook could not process the film"),
    _OTHER_FILM,
)
_FILM_LENGTH = Row(
    CONTENT,
    Text("Facebook không nhận phim dài chừng ấy", "Facebook does not take a film of that length"),
    Text("Cắt ngắn phim rồi đăng lại.", "Make the film shorter, then publish it again."),
)
_FILM_COPYRIGHT = Row(
    CONTENT,
    Text(
        "Facebook thấy nhạc hoặc hình của người khác trong phim nên không cho lên",
        "Facebook found somebody else's music or pictures in the film, and does not show it",
    ),
    Text("Bỏ nhạc hoặc hình ấy khỏi phim rồi đăng lại.", "Take them out of the film, then publish it again."),
)
_IDENTITY = Text(
    "Facebook đòi xác minh danh tính người quản trị trang", "Facebook wants to know who runs the page"
)

TABLE: Mapping[tuple[int, int | None], Row] = {
    (1, None): Row(DOUBTFUL, _TIRED, _LOOKS),
    (2, None): Row(DOUBTFUL, _TIRED, _LOOKS),
    (3, None): Row(
        CREDENTIAL,
        Text("Ứng dụng chưa được phép gọi chức năng này", "The app may not use this function"),
        Text(
            "Người quản lý ứng dụng xem lại quyền của ứng dụng trên trang dành cho nhà phát triển.",
            "Whoever looks after the app checks what it may do, on Facebook's site for developers.",
        ),
    ),
    (4, None): Row(THROTTLED, _THROTTLE, _WAITS, 30 * MINUTE),
    (10, None): PERMISSION,
    (17, None): Row(THROTTLED, _THROTTLE, _WAITS, 30 * MINUTE),
    (32, None): Row(THROTTLED, _THROTTLE, _WAITS, 30 * MINUTE),
    (100, None): _BAD_PARAMETER,
    (100, 33): Row(CREDENTIAL, _NO_PAGE, _CHECK_PAGE),
    (102, None): Row(CREDENTIAL, _EXPIRED, _RENEW),
    (104, None): _WRONG_SECRET,
    (190, None): Row(CREDENTIAL, _INVALID, _RENEW),
    (190, 458): Row(
        CREDENTIAL,
        Text("Ứng dụng đã bị gỡ khỏi tài khoản quản trị trang", "The app was removed from the account"),
        _RENEW,
    ),
    (190, 459): Row(
        CREDENTIAL,
        Text(
            "Facebook đang khóa tạm tài khoản quản trị trang",
            "The account of the page's person is checkpointed",
        ),
        _LOG_IN,
    ),
    (190, 460): Row(
        CREDENTIAL,
        Text("Mật khẩu Facebook đã đổi nên mã truy cập hết hiệu lực", "The Facebook password was changed"),
        _RENEW,
    ),
    (190, 463): Row(CREDENTIAL, _EXPIRED, _RENEW),
    (190, 464): Row(
        CREDENTIAL,
        Text(
            "Tài khoản quản trị trang chưa được xác nhận", "The account of the page's person is not confirmed"
        ),
        _LOG_IN,
    ),
    (190, 467): Row(CREDENTIAL, _INVALID, _RENEW),
    (190, 492): Row(
        CREDENTIAL,
        Text(
            "Người cấp mã truy cập không còn vai trò trên trang", "The token's person has no role on the page"
        ),
        Text(
            "Quản trị viên của trang cấp lại vai trò cho người ấy, hoặc tự lấy mã truy cập mới.",
            "An administrator of the page gives that person a role again, or gets a new token.",
        ),
    ),
    (324, None): Row(CONTENT, _BAD_PICTURE, _OTHER_PICTURE),
    (341, None): Row(THROTTLED, _THROTTLE, _WAITS, 2 * HOUR),
    (352, None): Row(CONTENT, _BAD_FILM, _OTHER_FILM),
    (368, None): Row(POLICY, _BLOCKED, _OPEN_PAGE),
    (368, 1390008): Row(
        THROTTLED,
        Text("Facebook hạn chế vì trang đăng quá dày", "Facebook limits how often this page may post"),
        Text(
            "Loa chờ rồi đăng tiếp. Nếu lặp lại, hãy giãn lịch đăng ra.",
            "Loa waits and goes on. If it comes again, space the posts out.",
        ),
        3 * HOUR,
    ),
    (368, 1404082): _DUPLICATE,
    (368, 4854002): Row(
        POLICY,
        _IDENTITY,
        Text(
            "Quản trị viên mở ứng dụng Facebook trên điện thoại và xác minh danh tính.",
            "An administrator opens the Facebook app on a phone and confirms who they are.",
        ),
    ),
    (506, None): _DUPLICATE,
    (613, None): Row(THROTTLED, _THROTTLE, _WAITS, HOUR),
    (613, 1996): Row(
        THROTTLED,
        Text(
            "Facebook thấy số lần gọi tăng bất thường, phải chờ",
            "Facebook sees an unusual number of calls; wait",
        ),
        _WAITS,
        HOUR,
    ),
    (2635, None): Row(
        CREDENTIAL,
        Text("Facebook không còn nhận phiên bản API đang dùng", "Facebook no longer takes this API version"),
        Text(
            f"Đặt facebook.version trong config/settings.yaml thành phiên bản còn hiệu lực, ví dụ {NEWEST}.",
            f"Set facebook.version in config/settings.yaml to a living version, such as {NEWEST}.",
        ),
    ),
    (3001, 1504028): Row(
        CERTAIN,
        Text("Yêu cầu số liệu thiếu tên chỉ số", "Statistics were asked for without a metric"),
        _TELL_HELPER,
    ),
    (6000, None): Row(
        CERTAIN, Text("Facebook chưa nhận đủ phim", "Facebook has not all of the film"), _TRIES_AGAIN
    ),
    (80001, None): Row(THROTTLED, _THROTTLE, _WAITS, 30 * MINUTE),
}

# Numbers that come as a subcode of several codes, or as the code itself.
ANYWHERE: Mapping[int, Row] = {
    1346003: Row(CONTENT, _ABUSIVE, _REWORD),
    1349125: Row(CONTENT, Text("Nội dung bài sai định dạng", "The post's content has a bad format"), _REWORD),
    1363047: Row(DOUBTFUL, _TIRED, _LOOKS),
    1366046: Row(
        CONTENT,
        Text("Ảnh quá nặng hoặc không phải JPG, PNG", "The picture is too heavy, or neither JPG nor PNG"),
        _OTHER_PICTURE,
    ),
    1366051: _DUPLICATE,  # these pictures stand in a post already
    1404006: Row(
        POLICY, Text("Facebook đòi kiểm tra bảo mật", "Facebook wants a security check"), _OPEN_PAGE
    ),
    1404078: Row(
        POLICY,
        Text(
            "Facebook đòi xác minh quyền đăng bài của trang",
            "Facebook wants publishing on this page authorised",
        ),
        _OPEN_PAGE,
    ),
    1404102: Row(CONTENT, _ABUSIVE, _REWORD),
    1404112: Row(
        POLICY,
        Text("Facebook đang hạn chế tài khoản này", "Facebook limits what this account may do"),
        _OPEN_PAGE,
    ),
    1500: Row(CONTENT, _BAD_LINK, _OTHER_LINK),
    1609005: Row(
        CONTENT,
        Text("Facebook không mở được đường dẫn trong bài", "Facebook cannot open the post's link"),
        _OTHER_LINK,
    ),
    1609008: Row(
        CONTENT,
        Text("Facebook không nhận đường dẫn tới chính Facebook", "Facebook does not take links to itself"),
        _OTHER_LINK,
    ),
    1609010: Row(DOUBTFUL, _TIRED, _LOOKS),
    2061006: Row(CONTENT, _BAD_LINK, _OTHER_LINK),
    2069019: Row(CONTENT, _BAD_PICTURE, _OTHER_PICTURE),
}

# Where the number alone does not tell; phrases of the English message, which comes in every language.
BY_WORDS: tuple[tuple[int, str, Row], ...] = (
    (100, "appsecret_proof", _WRONG_SECRET),
    (100, "parameter too long", _TOO_LONG),
    (100, "Object does not exist", Row(CREDENTIAL, _NO_PAGE, _CHECK_PAGE)),
    (
        100,
        "scheduled publish time",  # too far, or too many wait there: Facebook says the same of both
        Row(
            CERTAIN,
            Text("Facebook chưa nhận giữ bài này", "Facebook does not take this post ahead"),
            Text("Không phải làm gì: Loa tự đăng khi đến giờ.", "Nothing: Loa publishes it at its time."),
        ),
    ),
    (368, "already posted this", _DUPLICATE),
    (368, "We limit how often", TABLE[368, 1390008]),
)

_BY_REACH: Mapping[Reach, Row] = {
    Reach.HELD_BACK: Row(
        THROTTLED,
        Text(
            "Facebook báo đã gọi gần hết mức cho phép, phải chờ",
            "Facebook says that nearly all calls are used up; wait",
        ),
        _WAITS,
    ),
    Reach.NOT_SENT: Row(
        CERTAIN,
        Text("Không kết nối được với Facebook", "Facebook cannot be reached"),
        Text(
            "Xem lại mạng của máy. Có mạng thì Loa tự đăng.",
            "Check the network; with it, Loa goes on by itself.",
        ),
    ),
    Reach.NO_ANSWER: Row(
        DOUBTFUL,
        Text("Mất kết nối trước khi Facebook trả lời", "The connection was lost before an answer"),
        _LOOKS,
    ),
    Reach.UNREADABLE: Row(
        DOUBTFUL, Text("Facebook trả lời không đọc được", "Facebook's answer cannot be understood"), _LOOKS
    ),
}
_CODE_BY_REACH: Mapping[Reach, str] = {
    Reach.HELD_BACK: "facebook:usage",
    Reach.NOT_SENT: "network",
    Reach.NO_ANSWER: "no-answer",
    Reach.UNREADABLE: "odd-answer",
}
