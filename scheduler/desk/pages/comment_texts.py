"""Every sentence of the page of comments, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

COMMENTS: Mapping[str, Text] = {
    "comments": Text("Bình luận", "Comments"),
    "comments_lead": Text(
        "Lời dưới bài của trang mà chị nên xem. Loa không tự ẩn, không tự trả lời; lời bình luận giữ 30 "
        "ngày rồi xóa, "
        "không giữ tên người viết.",
        "What stands below the page’s posts and should be looked at. Loa hides and answers nothing by "
        "itself; the "
        "words are kept for 30 days, the writers’ names never.",
    ),
    "cm_to_see": Text("Chưa ai xem", "Not seen yet"),
    "cm_too_late": Text(
        "Chưa làm gì: người khác vừa xử lý bình luận này, hoặc nó không còn nữa. Xem lại rồi quyết định.",
        "Nothing was done: somebody else has just dealt with this comment, or it is gone. Look again.",
    ),
    "cm_more": Text(
        "Còn {n} bình luận nữa; xem xong những bình luận trên thì chúng hiện tiếp.",
        "{n} more; they appear as those above are marked as seen.",
    ),
    "cm_done": Text("Đã xem", "Seen"),
    "cm_none": Text("Không có bình luận nào cần xem", "No comment to be looked at"),
    "cm_none_hint": Text(
        "Khi có lời kể bị xâm hại, lời đe dọa, số điện thoại, liên kết lạ…, bình luận hiện ở đây. Em nhỏ "
        "gặp nguy thì "
        "chị được báo ngay.",
        "What tells of abuse, threatens, or has a number or a strange link will stand here. A child in "
        "danger is told "
        "at once.",
    ),
    "cm_below": Text("Dưới bài", "Below"),
    "cm_open": Text("Xem trên Facebook", "See it on Facebook"),
    "cm_wordless": Text(
        "(Lời bình luận chưa đọc lại được. Mở trên Facebook để xem.)",
        "(Its words were not read again yet. Open it on Facebook.)",
    ),
    "cm_seen": Text("Đã xem", "Seen"),
    "cm_seen_by": Text("{who} đã xem {when}", "Seen by {who} {when}"),
    "cm_hide": Text("Ẩn bình luận", "Hide it"),
    "cm_show": Text("Hiện lại", "Show it again"),
    "cm_hide_hint": Text(
        "Chỉ người viết và bạn bè của họ còn thấy. Muốn hiện lại lúc nào cũng được.",
        "Only its writer and their friends still see it. It can be shown again at any time.",
    ),
    "cm_show_hint": Text("Mọi người sẽ thấy lại bình luận này.", "Everybody will see this comment again."),
    "cm_answer": Text("Trả lời", "Answer"),
    "cm_answer_text": Text(
        "Lời trả lời của trang, ai cũng đọc được", "The page’s answer, which everybody can read"
    ),
    "cm_answer_hint": Text(
        "Sửa cho hợp rồi gửi. Đừng nhắc lại điều riêng tư; mời nhắn tin riêng.",
        "Change it as you like, then send. Repeat nothing private; invite a private message.",
    ),
    "cm_send": Text("Gửi trả lời", "Send the answer"),
    "cm_drop": Text("Bỏ, không gửi", "Do not send"),
    "cm_hidden": Text("Đã ẩn", "Hidden"),
    "cm_gone": Text("Không còn trên Facebook", "On Facebook no more"),
    "cm_doing_hide": Text("Đang ẩn", "Being hidden"),
    "cm_doing_show": Text("Đang hiện lại", "Being shown"),
    "cm_doing_answer": Text("Đang gửi trả lời", "The answer is on its way"),
    "cm_held_hide": Text("Chưa ẩn được", "Could not be hidden"),
    "cm_held_show": Text("Chưa hiện lại được", "Could not be shown"),
    "cm_held_answer": Text("Chưa gửi được trả lời", "The answer could not be sent"),
    "cm_answered": Text("{who} đã trả lời", "Answered by {who}"),
    "cm_unread": Text(
        "Chưa đọc được bình luận của {page}: {why}", "Comments of {page} cannot be read: {why}"
    ),
    "cm_lists": Text("Loa báo khi thấy những lời nào?", "Which words does Loa look for?"),
    "cm_lists_hint": Text(
        "Viết không dấu, thiếu dấu, viết tắt, cách chữ Loa vẫn nhận ra. Thêm hay bớt lời: ghi trong "
        "config/comments.yaml, mục của loại ấy (add, remove, unless).",
        "Also without accents, abbreviated or spaced out. To add or take out words, write them into "
        "config/comments.yaml, below their kind (add, remove, unless).",
    ),
    "cm_rules": Text(
        "Ngoài ra: tên trẻ em kèm trường hoặc lớp; số điện thoại không có trong danh bạ; liên kết tới "
        "trang lạ.",
        "And: a child’s name with a school or class; a number that is not in the directory; a link to a "
        "strange site.",
    ),
    "cm_file_wrong": Text(
        "Tệp config/comments.yaml có chỗ sai nên Loa đang dùng danh sách sẵn có.",
        "config/comments.yaml has a mistake, so Loa’s own lists are used.",
    ),
    "cm_text_missing": Text("Lời trả lời còn trống hoặc quá dài.", "The answer is empty or too long."),
    "cm_who": Text("Tên chị", "Your name"),
    "said_comment_seen": Text("Đã ghi là có người xem.", "Noted as seen."),
    "said_comment_hide": Text("Loa sẽ ẩn bình luận trong ít giây nữa.", "It will be hidden within seconds."),
    "said_comment_show": Text(
        "Loa sẽ hiện lại bình luận trong ít giây nữa.", "It will be shown within seconds."
    ),
    "said_comment_answer": Text(
        "Loa sẽ gửi lời trả lời trong ít giây nữa.", "The answer will be sent within seconds."
    ),
    "said_comment_drop": Text("Đã bỏ lời trả lời.", "The answer is dropped."),
}
