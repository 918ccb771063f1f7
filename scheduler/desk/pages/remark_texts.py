"""The sentences of what colleagues say to each other about a post."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

REMARKS: Mapping[str, Text] = {
    "remarks_latest": Text("Đây là {n} lời nhắn mới nhất.", "These are the latest {n}."),
    "remarks": Text("Trao đổi", "Remarks"),
    "remarks_lead": Text(
        "Những điều mọi người còn nhắn nhau về các bài. Xong việc nào, bấm Đã xong: người nhắn sẽ biết.",
        "What people still ask each other about posts. Press Done once it is: whoever asked will know.",
    ),
    "remarks_mine": Text("Nhắn chị", "For you"),
    "remarks_others": Text("Nhắn người khác", "For others"),
    "remarks_none": Text("Không còn điều nào phải làm", "Nothing is left to do"),
    "remarks_none_hint": Text(
        "Muốn nhắn ai về một bài, mở bài ấy rồi viết ở mục Trao đổi.",
        "To tell somebody something about a post, open it and write under Remarks.",
    ),
    "remarks_mine_count": Text("{n} lời nhắn chị", "{n} remarks for you"),
    "remarks_mine_count_one": Text("1 lời nhắn chị", "1 remark for you"),
    "remarks_count": Text("{n} lời nhắn chưa xong", "{n} remarks are open"),
    "remarks_count_one": Text("1 lời nhắn chưa xong", "1 remark is open"),
    "remarks_of_post_none": Text(
        "Chưa ai nhắn gì. Cần ai xem, hỏi hay sửa gì ở bài này thì viết vào đây.",
        "Nobody has said anything. Ask here for whatever is to be seen to in this post.",
    ),
    "remark_text": Text("Lời nhắn", "Remark"),
    "remark_private": Text(
        "Lời nhắn chỉ người trong cơ quan thấy, không bao giờ đăng lên.",
        "Only colleagues see it; it never goes out.",
    ),
    "remark_for": Text("Báo cho", "Tell"),
    "remark_who": Text("Tên chị", "Your name"),
    "remark_send": Text("Gửi lời nhắn", "Send"),
    "remark_to": Text("nhắn {people}", "to {people}"),
    "remark_done": Text("Đã xong", "Done"),
    "remark_done_by": Text("{who} đã xong, {when}", "{who}: done, {when}"),
    "remark_below": Text("về bài", "on"),
    "remark_missing": Text(
        "Chị chưa viết lời nhắn, hoặc viết dài quá {n} chữ cái.", "Write a remark, of {n} letters at most."
    ),
    "remark_too_late": Text("Việc này đã có người báo xong.", "Somebody has called it done already."),
    "said_remark": Text("Đã gửi lời nhắn.", "It is sent."),
    "said_remark_done": Text("Đã ghi là xong.", "It is noted as done."),
    "said_remark_unknown": Text(
        "Đã ghi lời nhắn. Sau dấu @ có tên không phải người dùng nào, nên chưa báo được cho người ấy: "
        "chị chọn tên ở mục Báo cho.",
        "It is kept. A name after @ is no user's, so that person is not told: choose her under Tell.",
    ),
}
