"""Why a delivery stands where it stands, in the words an officer reads, with what she can do.

The ledger keeps a sentence by its code (`catalogue`): a code is never used for another sentence, and a value
that a sentence gains later has a default among its `values`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.delivery.key import Key
from scheduler.delivery.reason import Reason, before, is_of_the_machine
from scheduler.kinds.registry import find_kind
from scheduler.problems import Language, Problem, Text


def at_channel(reason: Reason, key: Key) -> Reason:
    """*reason* filled with *key*, its post, and the name of the channel that it goes to."""
    kind = find_kind(key.channel)
    return reason.filled(channel=kind.said if kind else key.channel, key=key, post=key.post)


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
    return replace(reason, detail=f"{type(error).__name__}: {error}"[:500])


def tried_out(reason: Reason, count: int, post: str) -> Reason:
    """*reason* is why the last of *count* tries failed."""
    said = TRIED_OUT.filled(count=count, last=reason.why, first=before(reason.todo), post=post)
    return replace(said, detail=reason.detail)


def late(due: Text, post: str, blocked: Reason | None) -> Reason:
    """It missed its time; *blocked* is why its page let nothing through, if that is the cause."""
    if blocked is None:
        return LATE.filled(due=due, post=post)
    because = Text(f" ({blocked.why.vi})", f" ({blocked.why.en})")
    said = LATE.filled(due=due, because=because, first=before(blocked.todo), post=post)
    return replace(said, detail=blocked.detail)


_THEN_PUBLISH = Text("Sửa xong, đăng lại bằng lệnh: loa publish {post}", "Then run: loa publish {post}")
_PUBLISH_NOW = Text(
    "Nếu vẫn muốn đăng, chạy: loa publish {post}", "To publish it all the same: loa publish {post}"
)
_RETRY_IF_NOT_THERE = Text(
    "Mở trang xem bài có chưa. Nếu chưa có, cho đăng lại: loa retry {key}",
    "Look at the page. If the post is not there, publish it again: loa retry {key}",
)
TURN = Reason("turn", Text("đến lượt trong hàng chờ", "its turn in the queue came"))
CLAIM = Reason("claim", Text("đến giờ đăng", "it is due"))
ORDERED = Reason("ordered", Text("có người yêu cầu đăng ngay", "a person asked for it"))
TAKEN_OVER = Reason(
    "taken-over",
    Text("lần chạy trước dừng giữa chừng, nay làm tiếp", "the last run ended midway; it goes on"),
)
UPLOADED = Reason("uploaded", Text("ảnh đã tải lên, chưa ai thấy", "pictures uploaded, unseen"))
INTENT = Reason("intent", Text("chuẩn bị gọi lệnh đăng", "about to make the public call"))
HANDED_OVER = Reason(
    "handed-over",
    Text("{channel} đang giữ, tự cho lên đúng giờ", "{channel} holds it and makes it public at its time"),
)
WORKED_ON = Reason(
    "worked-on",
    Text(
        "{channel} đang xử lý phim, xong thì tự cho lên", "{channel} works on the film, then makes it public"
    ),
)
UNREAD = Reason(
    "page-unread",
    Text(
        "chưa đọc hết được những gì đã đăng ở đó ({why}), nên chưa biết bài này đã có hay chưa",
        "what stands there could not all be read ({why}), so it is not known whether the post is among it",
    ),
    Text(
        "Loa tự đọc lại sau ít phút rồi đăng. Nếu cả giờ vẫn vậy, chạy: loa doctor, rồi báo người hỗ trợ.",
        "Loa reads it again in some minutes, then publishes. If that lasts for an hour, run: loa doctor, and "
        "tell whoever helps you.",
    ),
)
READ_AGAIN = Reason(
    "page-read", Text("đã đọc lại được những gì có ở đó", "what stands there can be read again")
)
RECEIPT = Reason("receipt", Text("đã đăng", "published"))
FOUND = Reason(
    "found",
    Text(
        "không nhận được trả lời, nhưng bài đã có trên trang",
        "the answer was lost, and the post is on the page",
    ),
)
TAKEN_IN = Reason(
    "taken-in", Text("đã có trên trang từ trước khi có sổ này", "it was public before this ledger was made")
)
FOUND_SEVERAL = Reason(
    "found-several",
    Text("bài đang có {count} bản trên trang: {ids}", "the post stands {count} times on the page: {ids}"),
    Text("Mở trang và xóa bản thừa.", "Open the page and delete the extra copies."),
)
LOOKED = Reason("looked", Text("chưa thấy bài trên trang", "the post is not on the page yet"))
NOT_PUBLIC = Reason(
    "not-public",
    Text("đã xem trang nhiều lần, bài chưa được đăng", "after several looks, the post is not on the page"),
)
NOT_SENT = Reason(
    "not-sent",
    Text("chưa xem được trang nên chưa gửi lại", "the page could not be looked at, so nothing was sent"),
)
UNANNOUNCED = Reason(
    "unannounced",
    Text(
        "máy chưa ghi lại được là sắp gửi bài, nên chưa gửi",
        "this machine could not note that it was about to be sent, so it was not",
    ),
)
CUT_OFF = Reason(
    "cut-off", Text("chương trình dừng đúng lúc đang đăng", "the program ended during the public call")
)
DOUBTFUL_AGAIN = Reason(
    "doubtful-again",
    Text(
        "gửi lại vẫn không rõ kết quả, và bài chưa thấy trên trang",
        "sent again without a clear answer, and the post is not on the page",
    ),
    _RETRY_IF_NOT_THERE,
)
TWIN = Reason(
    "twin",
    Text(
        "{channel} nói nội dung này đã đăng rồi; Loa đang tìm bài trên trang",
        "{channel} says that this was posted already; Loa looks for it on the page",
    ),
)
TWIN_UNSEEN = Reason(
    "twin-unseen",
    Text(
        "{channel} nói nội dung này đã đăng rồi, nhưng đọc hết trang vẫn không thấy bài",
        "{channel} says that this was posted already, but the page was read and does not show it",
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
    _RETRY_IF_NOT_THERE,
)
TRIED_OUT = Reason(
    "tried-out",
    Text("đã thử {count} lần không được: {last}", "tried {count} times without success: {last}"),
    Text(f"{{first}}{_THEN_PUBLISH.vi}", f"{{first}}{_THEN_PUBLISH.en}"),
)
LATE = Reason(
    "late",
    Text(
        "lỡ giờ đăng {due}, muộn hơn mức cho phép{because}",
        "it missed its time {due} by more than is allowed{because}",
    ),
    Text(f"{{first}}{_PUBLISH_NOW.vi}", f"{{first}}{_PUBLISH_NOW.en}"),
    values={"because": "", "first": ""},
)
WAS_WRONG = Reason(
    "clock-was-wrong",
    Text(
        "bị giữ lại chỉ vì đồng hồ của máy từng chạy sai; nay chờ đến giờ đăng như cũ",
        "it was held only because this machine's clock was wrong; it waits for its time again",
    ),
)
SLOT_BACK = Reason(
    "slot-given-back",
    Text(
        "khung giờ được giao lúc đồng hồ của máy chạy sai; bài trở lại hàng chờ",
        "its slot was given out by a clock that was wrong; it is back in the queue",
    ),
)
LOOKS_LIKE = Reason(
    "looks-like",
    Text("giống bài {other} đã đăng trên trang này", "looks like {other}, which is public on this page"),
    _PUBLISH_NOW,
)
RESTS = Reason(
    "rests",
    Text(
        "bài này đã lên trang này ngày {day}, chưa đủ {days} ngày nghỉ",
        "it went out on this page on {day}, and has not rested for {days} days",
    ),
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
CHANGED = Reason("changed", Text("bài vừa được sửa trong lịch", "the post was just edited in the calendar"))
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
    "left-out",
    GONE.why,
    Text(
        "Xem lỗi của lịch: loa check. Lịch có lại bài thì bài tự lên vào giờ mới; muốn lên ngay, chạy: loa "
        "publish {post}",
        "See the calendar's problems: loa check. Once the post is back, it goes out at its new time; to "
        "publish it at once: loa publish {post}",
    ),
)
IN_AGAIN = Reason("in-again", Text("lịch lại có bài này", "the calendar has the post again"))
REMOVED = Reason(
    "removed",
    Text("{who} đã xóa bài này khỏi lịch", "{who} has deleted this post"),
    Text(
        "Bài ở trong Thùng rác của bàn làm việc. Muốn đăng thì lấy lại bài ở đó.",
        "It is in the trash of the desk. To publish it, bring it back from there.",
    ),
)
RESTORED = Reason("restored", Text("{who} đã lấy lại bài từ Thùng rác", "{who} brought the post back"))
REMOVED_HELD = Reason(
    "removed-held",
    Text("bài đang được giữ lại thì {who} xóa: {why}", "{who} deleted it while it was held: {why}"),
)
HELD_AGAIN = Reason(
    "held-again",
    Text(
        "bài vừa được lấy lại, và trước khi xóa thì đang được giữ", "it was brought back, and was held before"
    ),
    Text("Muốn đăng, chạy: loa retry {post}", "To publish it, run: loa retry {post}"),
)
MEDIA_OLD = Reason(
    "media-old",
    Text("ảnh tải lên đã quá hạn giữ, tải lại", "the uploaded pictures have expired; they are uploaded anew"),
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
TITLE_TOO_LONG = Reason(
    "title-too-long",
    Text(
        "tiêu đề dài {length} ký tự, {channel} chỉ nhận {limit}",
        "the title has {length} characters; {channel} takes {limit}",
    ),
    Text("Rút ngắn tiêu đề rồi chạy: loa publish {post}", "Shorten it, then run: loa publish {post}"),
)
STRANGE_ID = Reason(
    "strange-id", Text("trang trả về mã của một bài khác", "the page answered with the id of another post")
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
SET_ASIDE = Reason(
    "held-by-person",
    Text("bài do {who} giữ lại: {why}", "{who} held it: {why}"),
    Text(
        "Để bài lên đúng giờ, hoặc lên ngay nếu đã quá giờ: loa retry {post}",
        "To let it go on, at its time or now if that is past: loa retry {post}",
    ),
)
UNDONE = Reason(
    "undone-by-person",
    Text("{who} bấm Hoàn tác, nên bài được giữ lại", "{who} took the decision back, so it is held"),
    SET_ASIDE.todo,
)
WITHDRAWN_BESIDE = Reason(
    "withdrawn-beside",
    Text(
        "{who} gỡ bài này ở những nơi đã đăng, nên ở đây bài được giữ lại: {why}",
        "{who} takes this post down where it is public, so here it is held: {why}",
    ),
    SET_ASIDE.todo,
)
PERHAPS_BESIDE = Reason(
    "perhaps-beside",
    Text(
        "{who} gỡ bài này ở những nơi đã đăng: {why}. Ở đây chưa rõ bài đã lên chưa, nên bài được giữ lại",
        "{who} takes this post down where it is public: {why}. It may be out here or not, so it is held",
    ),
    Text(
        "Mở trang xem; nếu thấy bài thì gỡ tay ngay ở đó.",
        "Look there; if it is there, take it down by hand.",
    ),
)
SKIPPED = Reason("skipped-by-person", Text("{who} bỏ qua: {why}", "{who} skipped it: {why}"))
CALLED = Reason(
    "statement-called",
    Text("{who} cho tuyên bố soạn sẵn lên trong lúc dừng đăng", "{who} let the prepared statement out"),
)
CALL_ENDED = Reason(
    "call-ended",
    Text(
        "tuyên bố chưa kịp lên ở đây thì các bài đã được đăng lại, nên không còn tự lên",
        "it was not out here when posts were let out again, so it does not go out by itself any more",
    ),
    Text("Vẫn cần thì cho lên ngay: loa retry {post}", "If it is still wanted, let it out: loa retry {post}"),
)
TRY_AGAIN = Reason("retried", Text("{who} cho thử lại", "{who} lets it be tried again"))
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
TAKING_BACK = Reason(
    "taking-back",
    Text("đang lấy lại bài đã giao cho {channel}", "it is being taken back from {channel}'s scheduler"),
)
TAKEN_BACK = Reason(
    "taken-back",
    Text("đã lấy lại từ {channel}, vì lịch đã đổi", "taken back from {channel}: the calendar has changed"),
)
LATE_THERE = Reason(
    "late-there",
    Text("đã đến giờ mà {channel} chưa cho bài lên", "its time has come, and {channel} still holds it"),
)
NOT_SEEN = Reason(
    "not-seen", Text("chưa thấy bài {channel} giữ trên trang", "what {channel} held is not on the page yet")
)
VANISHED = Reason(
    "vanished",
    Text(
        "bài giao {channel} giữ không còn trên trang lẫn trong mục đã lên lịch: có người đã xóa",
        "what {channel} held is neither on the page nor among its scheduled posts: somebody deleted it",
    ),
    _PUBLISH_NOW,
)
RESEMBLES = Reason(
    "resembles",
    Text(
        "trên trang có bài giống bài này mà sổ không biết: {address}",
        "the page has a post like this one that the ledger does not know: {address}",
    ),
    Text(
        "Mở trang xem. Nếu đó chính là bài này, chạy: loa skip {key} --why “đã có”. Nếu là bài khác, chạy: "
        "loa publish {post}",
        "Look at the page. If that is this post, run: loa skip {key} --why “it is there”. If it is another "
        "one, run: loa publish {post}",
    ),
)
BEGUN = Reason(
    "begun-elsewhere",
    Text(
        "bài đã được gửi đi, hoặc sắp gửi, bằng một sổ khác, mà chưa thấy trên trang",
        "it was sent, or about to be, with another ledger, and is not seen on the page",
    ),
    Text(
        "Mở trang xem bài có chưa. Nếu có rồi, chạy: loa skip {key} --why “đã có”. Nếu chưa có, chạy: loa "
        "publish {post}",
        "Look at the page. If the post is there, run: loa skip {key} --why “it is there”. If not, run: loa "
        "publish {post}",
    ),
)
