"""Why a delivery stands where it stands, in the words an officer reads, with what she can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.channels.channel import Failure, FailureKind
from scheduler.problems import Language, Problem, Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code, the reason and the way out, with nothing left to fill in.

    *detail* is for whoever looks deeper: a channel's own words, never a secret.
    """

    code: str
    why: Text
    todo: Text
    detail: str = ""

    def filled(self, **values: object) -> Reason:
        """The same with *values* put into its sentences."""
        return Reason(self.code, self.why.filled(**values), self.todo.filled(**values), self.detail)

    def words(self, language: Language) -> str:
        """Reason and way out in one line, for a log."""
        return ". ".join(
            part.rstrip(".") for part in (self.why.say(language), self.todo.say(language)) if part
        )


# Why nothing may be carried just now; None: nothing hinders it. Cheap, and it neither raises nor writes: it
# is asked right before each public call. A reason without a `todo` passes by itself within moments.
Hindrance = Callable[[], Reason | None]


def of_failure(failure: Failure) -> Reason:
    """A channel's failure as the ledger keeps it."""
    return Reason(failure.code, failure.why, failure.todo, failure.detail)


def as_failure(reason: Reason, kind: FailureKind) -> Failure:
    """What no table foresaw, as if the channel itself had failed in that way."""
    return Failure(kind, reason.code, reason.why, reason.todo, detail=reason.detail)


def of_problems(problems: Sequence[Problem]) -> Reason:
    """What is wrong with a post's cards or words, each with its place."""

    def said(language: Language) -> str:
        return " ".join(f"{problem.place}: {problem.wrong(language)}" for problem in problems)

    def cure(language: Language) -> str:
        ways_out = dict.fromkeys(problem.way_out(language) for problem in problems)
        return " ".join((*ways_out, _THEN_PUBLISH.say(language, post=problems[0].post)))

    return Reason(f"post:{problems[0].code}", Text(said("vi"), said("en")), Text(cure("vi"), cure("en")))


def of_exception(error: BaseException) -> Reason:
    """Something that no table foresaw; its words go to the detail, since they are not for officers."""
    reason = REFUSED if is_of_the_machine(error) else UNEXPECTED
    return Reason(reason.code, reason.why, reason.todo, f"{type(error).__name__}: {error}"[:500])


def is_of_the_machine(error: BaseException) -> bool:
    """Whether it is the machine that refuses (a full disk, no permission), and no fault of the program."""
    return isinstance(error, OSError) and error.errno is not None  # an error of the network has none


def tried_out(reason: Reason, count: int, post: str) -> Reason:
    """*reason* is why the last of *count* tries failed."""
    return Reason(
        "tried-out",
        Text(
            f"đã thử {count} lần không được: {reason.why.vi}",
            f"tried {count} times without success: {reason.why.en}",
        ),
        Text(
            f"{reason.todo.vi} {_THEN_PUBLISH.say('vi', post=post)}".strip(),
            f"{reason.todo.en} {_THEN_PUBLISH.say('en', post=post)}".strip(),
        ),
        reason.detail,
    )


def late(due: Text, post: str, blocked: Reason | None) -> Reason:
    """It missed its time; *blocked* is why its page let nothing through, if that is the cause."""
    reason = LATE.filled(due=due, post=post)
    if blocked is None:
        return reason
    return Reason(
        reason.code,
        Text(f"{reason.why.vi} ({blocked.why.vi})", f"{reason.why.en} ({blocked.why.en})"),
        Text(f"{blocked.todo.vi} {reason.todo.vi}", f"{blocked.todo.en} {reason.todo.en}"),
        blocked.detail,
    )


def with_retry(reason: Reason, key: object) -> Reason:
    """*reason* why a change of what is public cannot be made, with how to let it go on."""
    todo = Text(
        f"{reason.todo.vi} {CHANGE_TRIED_OUT.say('vi', key=key)}".strip(),
        f"{reason.todo.en} {CHANGE_TRIED_OUT.say('en', key=key)}".strip(),
    )
    return Reason(reason.code, reason.why, todo, reason.detail)


STANDSTILL = "standstill/"  # what the codes begin with of remarks about a standstill, and its end
ACCESS = "access/"  # what the codes begin with of remarks about a page's access
TOKEN_TAKEN_UP = Reason(
    f"{ACCESS}fine", Text("mã truy cập mới đã được dùng", "a new token is in use"), Text("", "")
)


def frozen_by(who: str, why: str) -> Reason:
    """Nothing goes out: *who* said so, and *why*."""
    return FROZEN.filled(who=who, why=why)


def ordered(reason: Reason, who: str, why: str, **values: object) -> Reason:
    """What a person asks for in *reason*; her own words are kept in the detail."""
    said = reason.filled(who=who, why=why or "–", **values)
    return Reason(said.code, said.why, said.todo, why)


NOTHING = Reason("", Text("", ""), Text("", ""))

_THEN_PUBLISH = Text("Sửa xong, đăng lại bằng lệnh: loa publish {post}", "Then run: loa publish {post}")
_PUBLISH_NOW = Text(
    "Nếu vẫn muốn đăng, chạy: loa publish {post}", "To publish it all the same: loa publish {post}"
)

TURN = Reason("turn", Text("đến lượt trong hàng chờ", "its turn in the queue came"), Text("", ""))
CLAIM = Reason("claim", Text("đến giờ đăng", "it is due"), Text("", ""))
ORDERED = Reason("ordered", Text("có người yêu cầu đăng ngay", "a person asked for it"), Text("", ""))
TAKEN_OVER = Reason(
    "taken-over",
    Text("lần chạy trước dừng giữa chừng, nay làm tiếp", "the last run ended midway; it goes on"),
    Text("", ""),
)
UPLOADED = Reason("uploaded", Text("ảnh đã tải lên, chưa ai thấy", "pictures uploaded, unseen"), Text("", ""))
INTENT = Reason("intent", Text("chuẩn bị gọi lệnh đăng", "about to make the public call"), Text("", ""))
HANDED_OVER = Reason(
    "handed-over",
    Text("Facebook đang giữ, tự cho lên đúng giờ", "Facebook holds it and makes it public at its time"),
    Text("", ""),
)
RECEIPT = Reason("receipt", Text("đã đăng", "published"), Text("", ""))
FOUND = Reason(
    "found",
    Text(
        "không nhận được trả lời, nhưng bài đã có trên trang",
        "the answer was lost, and the post is on the page",
    ),
    Text("", ""),
)
TAKEN_IN = Reason(
    "taken-in",
    Text("đã có trên trang từ trước khi có sổ này", "it was public before this ledger was made"),
    Text("", ""),
)
FOUND_SEVERAL = Reason(
    "found-several",
    Text("bài đang có {count} bản trên trang: {ids}", "the post stands {count} times on the page: {ids}"),
    Text("Mở trang và xóa bản thừa.", "Open the page and delete the extra copies."),
)
LOOKED = Reason("looked", Text("chưa thấy bài trên trang", "the post is not on the page yet"), Text("", ""))
NOT_PUBLIC = Reason(
    "not-public",
    Text("đã xem trang nhiều lần, bài chưa được đăng", "after several looks, the post is not on the page"),
    Text("", ""),
)
NOT_SENT = Reason(
    "not-sent",
    Text("chưa xem được trang nên chưa gửi lại", "the page could not be looked at, so nothing was sent"),
    Text("", ""),
)
UNANNOUNCED = Reason(
    "unannounced",
    Text(
        "máy chưa ghi lại được là sắp gửi bài, nên chưa gửi",
        "this machine could not note that it was about to be sent, so it was not",
    ),
    Text("", ""),
)
CUT_OFF = Reason(
    "cut-off",
    Text("chương trình dừng đúng lúc đang đăng", "the program ended during the public call"),
    Text("", ""),
)
DOUBTFUL_AGAIN = Reason(
    "doubtful-again",
    Text(
        "gửi lại vẫn không rõ kết quả, và bài chưa thấy trên trang",
        "sent again without a clear answer, and the post is not on the page",
    ),
    Text(
        "Mở trang xem bài có chưa. Nếu chưa có, cho đăng lại: loa retry {key}",
        "Look at the page. If the post is not there, publish it again: loa retry {key}",
    ),
)
TWIN = Reason(
    "twin",
    Text(
        "Facebook nói nội dung này đã đăng rồi; Loa đang tìm bài trên trang",
        "Facebook says that this was posted already; Loa looks for it on the page",
    ),
    Text("", ""),
)
TWIN_UNSEEN = Reason(
    "twin-unseen",
    Text(
        "Facebook nói nội dung này đã đăng rồi, nhưng đọc hết trang vẫn không thấy bài",
        "Facebook says that this was posted already, but the page was read and does not show it",
    ),
    Text(
        "Mở trang xem bài có chưa. Nếu có rồi, chạy: loa skip {key} --why “đã có”. Nếu chưa có, sửa lời bài "
        "một chút rồi chạy: loa publish {post}",
        "Look at the page. If the post is there, run: loa skip {key} --why “it is there”. If not, change its "
        "words a little and run: loa publish {post}",
    ),
)
NEVER_SEEN = Reason(
    "never-seen",
    Text(
        "không rõ bài đã lên trang hay chưa: hơn một ngày chưa đọc được trang",
        "unknown whether it is public: the page could not be read for over a day",
    ),
    Text(
        "Mở trang xem bài có chưa. Nếu chưa có, cho đăng lại: loa retry {key}",
        "Look at the page. If the post is not there, publish it again: loa retry {key}",
    ),
)
LATE = Reason(
    "late",
    Text("lỡ giờ đăng {due}, muộn hơn mức cho phép", "it missed its time {due} by more than is allowed"),
    _PUBLISH_NOW,
)
WAS_WRONG = Reason(
    "clock-was-wrong",
    Text(
        "bị giữ lại chỉ vì đồng hồ của máy từng chạy sai; nay chờ đến giờ đăng như cũ",
        "it was held only because this machine's clock was wrong; it waits for its time again",
    ),
    Text("", ""),
)
SLOT_BACK = Reason(
    "slot-given-back",
    Text(
        "khung giờ được giao lúc đồng hồ của máy chạy sai; bài trở lại hàng chờ",
        "its slot was given out by a clock that was wrong; it is back in the queue",
    ),
    Text("", ""),
)
CLOCK_RIGHT = Reason(
    "clock-right",
    Text("đồng hồ của máy đã đúng trở lại", "this machine's clock is right again"),
    Text("", ""),
)
LOOKS_LIKE = Reason(
    "looks-like",
    Text("giống bài {other} đã đăng trên trang này", "looks like {other}, which is public on this page"),
    _PUBLISH_NOW,
)
OTHER_MESSAGE = Reason(
    "other-message",
    Text(
        "mã bài này đã dùng cho một bài khác đã đăng. Bài đã đăng: “{old}” Bài này: “{new}”",
        "this id was already used for another published post. Published: “{old}” This one: “{new}”",
    ),
    Text("Đặt cho bài mới một mã (id) khác.", "Give the new post another id."),
)
CHANGED = Reason(
    "changed", Text("bài vừa được sửa trong lịch", "the post was just edited in the calendar"), Text("", "")
)
UNAPPROVED = Reason(
    "unapproved",
    Text("chờ duyệt", "it waits for approval"),
    Text("Duyệt bài: loa approve {post} --by TÊN", "Approve it: loa approve {post} --by NAME"),
)
GONE = Reason(
    "gone",
    Text(
        "bài không còn trong lịch, hoặc đang có lỗi hay để nháp",
        "the post is no longer in the calendar, or has an error, or is a draft",
    ),
    Text("Xem lỗi của lịch: loa check", "See the calendar's problems: loa check"),
)
LEFT_OUT = Reason(
    GONE.code,
    GONE.why,
    Text(
        "Xem lỗi của lịch: loa check. Lịch có lại bài thì bài tự lên vào giờ mới; muốn lên ngay, chạy: loa "
        "publish {post}",
        "See the calendar's problems: loa check. Once the post is back, it goes out at its new time; to "
        "publish it at once: loa publish {post}",
    ),
)
IN_AGAIN = Reason("in-again", Text("lịch lại có bài này", "the calendar has the post again"), Text("", ""))
MEDIA_OLD = Reason(
    "media-old",
    Text("ảnh tải lên đã quá hạn giữ, tải lại", "the uploaded pictures have expired; they are uploaded anew"),
    Text("", ""),
)
TOO_LONG = Reason(
    "too-long",
    Text(
        "bài dài {length} ký tự, {channel} chỉ nhận {limit}", "{length} characters; {channel} takes {limit}"
    ),
    Text("Rút ngắn bài rồi chạy: loa publish {post}", "Shorten it, then run: loa publish {post}"),
)
COMMENT_TOO_LONG = Reason(
    "comment-too-long",
    Text(
        "bình luận đầu tiên dài {length} ký tự, {channel} chỉ nhận {limit}",
        "the first comment has {length} characters; {channel} takes {limit}",
    ),
    Text("Rút ngắn bình luận rồi chạy: loa publish {post}", "Shorten it, then run: loa publish {post}"),
)
STRANGE_ID = Reason(
    "strange-id",
    Text("trang trả về mã của một bài khác", "the page answered with the id of another post"),
    Text("", ""),
)
REFUSED = Reason(
    "machine-refused",
    Text("máy không cho đọc hoặc ghi một tệp", "the machine does not let Loa read or write a file"),
    Text(
        "Kiểm tra chỗ trống của ổ đĩa và quyền ghi vào thư mục làm việc. Được rồi thì Loa tự đăng tiếp.",
        "See the disk's room and the permissions of the folder of work. Loa then goes on by itself.",
    ),
)
UNEXPECTED = Reason(
    "unexpected",
    Text("có lỗi ngoài dự kiến trong chương trình", "something unexpected went wrong in the program"),
    Text("Gửi nhật ký của chương trình cho người hỗ trợ.", "Send the program's log to whoever helps you."),
)
FROZEN = Reason(
    "frozen",
    Text("{who} đã tạm dừng mọi việc đăng: {why}", "{who} has stopped everything: {why}"),
    Text("Khi đăng lại được, chạy: loa thaw", "When posts may go out again: loa thaw"),
)
THAWED = Reason("thawed", Text("cho đăng lại", "posts go out again"), Text("", ""))
SET_ASIDE = Reason(
    "held-by-person",
    Text("{who} giữ lại: {why}", "{who} held it: {why}"),
    Text(
        "Thôi giữ, đến giờ thì lên (đã quá giờ thì lên ngay): loa retry {post}",
        "To let it go on, at its time or now if that is past: loa retry {post}",
    ),
)
SKIPPED = Reason("skipped-by-person", Text("{who} bỏ qua: {why}", "{who} skipped it: {why}"), Text("", ""))
TRY_AGAIN = Reason("retried", Text("{who} cho thử lại", "{who} lets it be tried again"), Text("", ""))
COMMENT_ASKED = Reason(
    "comment-asked", Text("chờ đăng bình luận đầu tiên", "its first comment is to be said"), Text("", "")
)
EDIT_ASKED = Reason(
    "edit-asked",
    Text("{who} yêu cầu sửa bài đang công khai: {why}", "{who} wants what is public mended: {why}"),
    Text("", ""),
)
WITHDRAW_ASKED = Reason(
    "withdraw-asked", Text("{who} yêu cầu gỡ bài: {why}", "{who} wants it taken down: {why}"), Text("", "")
)
ANEW_ASKED = Reason(
    "anew-asked",
    Text("{who} yêu cầu gỡ bài rồi đăng lại: {why}", "{who} wants it taken down and published anew: {why}"),
    Text("", ""),
)
CHANGE_INTENT = Reason(
    "change-intent", Text("chuẩn bị gọi lên trang", "about to call the page"), Text("", "")
)
COMMENTED = Reason("commented", Text("đã đăng bình luận đầu tiên", "commented"), Text("", ""))
EDITED = Reason("edited", Text("đã sửa bài đang công khai", "what is public was mended"), Text("", ""))
WITHDRAWN = Reason("withdrawn", Text("{who} cho gỡ bài: {why}", "taken down for {who}: {why}"), Text("", ""))
ANEW = Reason("anew", Text("đã gỡ, sẽ đăng lại", "taken down; it is published anew"), Text("", ""))
TAKEN_DOWN = Reason(
    "taken-down",
    Text("có người đã gỡ bài ngay trên trang", "taken down on the page by hand"),
    Text("", ""),
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
UNSEEN_ELSEWHERE = Reason(
    "unseen-elsewhere",
    Text(
        "bài được gửi tới {place}, còn cài đặt nay dẫn tới nơi khác, nên Loa không dò được bài",
        "it was sent to {place}; the settings lead to another place now, so Loa cannot look for it",
    ),
    Text(
        "Ghi lại nơi cũ vào cài đặt để Loa dò tiếp, hoặc tự mở {place} xem bài có chưa.",
        "Put that place back into the settings so that Loa looks on, or look at {place} yourself.",
    ),
)
NOT_YET = Reason("not-yet", Text("trang chưa thay đổi", "the page has not changed yet"), Text("", ""))
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
CHANGE_TRIED_OUT = Text("Muốn thử tiếp, chạy: loa retry {key}", "To try on, run: loa retry {key}")
TAKING_BACK = Reason(
    "taking-back",
    Text("đang lấy lại bài đã giao cho Facebook", "it is being taken back from Facebook's scheduler"),
    Text("", ""),
)
TAKEN_BACK = Reason(
    "taken-back",
    Text("đã lấy lại từ Facebook, vì lịch đã đổi", "taken back from Facebook: the calendar has changed"),
    Text("", ""),
)
LATE_THERE = Reason(
    "late-there",
    Text("đã đến giờ mà Facebook chưa cho bài lên", "its time has come, and Facebook still holds it"),
    Text("", ""),
)
NOT_SEEN = Reason(
    "not-seen",
    Text("chưa thấy bài Facebook giữ trên trang", "what Facebook held is not on the page yet"),
    Text("", ""),
)
VANISHED = Reason(
    "vanished",
    Text(
        "bài giao Facebook giữ không còn trên trang lẫn trong mục đã lên lịch: có người đã xóa",
        "what Facebook held is neither on the page nor among its scheduled posts: somebody deleted it",
    ),
    Text(
        "Nếu vẫn muốn đăng, chạy: loa publish {post}",
        "To publish it all the same: loa publish {post}",
    ),
)
