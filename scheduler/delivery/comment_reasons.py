"""What is said of comments; never what somebody wrote, and never who."""

from __future__ import annotations

from scheduler.delivery.reason import Reason
from scheduler.problems import Text

TO_SEE = "comment-urgent"  # what the codes begin with of remarks that a person is told of
_OPEN = Text("Mở trang làm việc, mục Bình luận{where}.", "Open the desk, Comments{where}.")
URGENT = Reason(
    f"{TO_SEE}/now", Text("Có {count} bình luận cần xem ngay", "Comments to be looked at now: {count}"), _OPEN
)
URGENT_AGAIN = Reason(
    f"{TO_SEE}/again",
    Text(
        "Vẫn còn {count} bình luận cần xem ngay mà chưa ai xem",
        "Comments to be looked at now, which nobody has seen yet: {count}",
    ),
    _OPEN,
)
URGENT_LEADER = Reason(
    f"{TO_SEE}/leader",
    Text(
        "Báo lãnh đạo: {count} bình luận cần xem ngay đã nhắc mà chưa ai xem",
        "For the leader: comments to be looked at now, which nobody has seen though reminded: {count}",
    ),
    _OPEN,
)
FOUND = Reason("comments-found", Text("có {count} bình luận cần xem", "comments to be looked at: {count}"))
SEEN = Reason("comment-seen", Text("{who} đã xem một bình luận", "{who} has seen a comment"))
ASKED_TO_HIDE = Reason("comment-hide-asked", Text("{who} cho ẩn một bình luận", "{who} has a comment hidden"))
ASKED_TO_SHOW = Reason(
    "comment-show-asked", Text("{who} cho hiện lại một bình luận", "{who} has a comment shown again")
)
ASKED_TO_ANSWER = Reason(
    "comment-answer-asked", Text("{who} trả lời một bình luận", "{who} answers a comment")
)
TAKEN_BACK = Reason(
    "comment-answer-dropped", Text("{who} bỏ lời trả lời chưa gửi", "{who} drops an answer that was not sent")
)
INTENT = Reason("comment-intent", Text("đang gửi lên Facebook", "it is being sent to Facebook"))
HIDDEN = Reason("comment-hidden", Text("đã ẩn một bình luận", "a comment was hidden"))
SHOWN = Reason("comment-shown", Text("đã hiện lại một bình luận", "a comment was shown again"))
ANSWERED = Reason("comment-answered", Text("đã trả lời một bình luận", "a comment was answered"))
GONE = Reason("comment-gone", Text("bình luận không còn trên Facebook", "the comment is on Facebook no more"))
UNSEEN = Reason(
    "comment-unclear",
    Text(
        "Facebook không trả lời rõ; Loa đang xem lại trước khi làm tiếp",
        "Facebook did not answer clearly; Loa looks before it goes on",
    ),
)
FROZEN = Reason(
    "comment-frozen",
    Text(
        "mọi việc đăng đang tạm dừng, nên chưa gửi lời trả lời", "everything is stopped, so nothing is sent"
    ),
)
ENDED = Reason(
    "comment-given-up",
    Text("đã thử nhiều lần mà không xong", "it was tried often and did not work"),
    Text("Mở bình luận trên Facebook và làm tại đó.", "Open the comment on Facebook and do it there."),
)
