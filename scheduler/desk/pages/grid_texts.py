"""Every sentence of the calendar's views and of moving posts there, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

GRID: Mapping[str, Text] = {
    "views": Text("Xem lịch theo", "View by"),
    "week_view": Text("Tuần", "Week"),
    "week_before": Text("Tuần trước", "Previous week"),
    "week_after": Text("Tuần sau", "Next week"),
    "week_hint": Text(
        "Kéo một bài sang ngày khác, giờ khác để dời. Bằng bàn phím, trên điện thoại: mở “Đổi ngày giờ” ở "
        "bài.",
        "Drag a post to another day or hour. By keyboard or on a phone: open “Change the time” on the post.",
    ),
    "filter_channel": Text("Nơi đăng", "Where"),
    "add_on_day": Text("Viết thêm bài cho ngày {day}", "Write another one for {day}"),
    "expected": Text("dự kiến {time}", "expected {time}"),
    "move_time": Text("Lúc", "At"),
    "move_do": Text("Dời bài", "Move it"),
    "move_public": Text(
        "Bài đã đăng, đang đăng, hoặc đã được hẹn giờ ở đó, nên không chuyển được nữa.",
        "It is public, on its way, or scheduled there, so it cannot be moved any more.",
    ),
    "move_past": Text(
        "Giờ ấy đã qua, nên chưa chuyển. Chọn một giờ sắp tới.", "That time has passed. Choose one to come."
    ),
    "move_no_time": Text(
        "Bài này không có giờ riêng (bài dùng lại, hoặc tuyên bố soạn sẵn), nên không chuyển sang ngày được.",
        "It has no time of its own (evergreen, or a prepared statement), so it cannot be moved to a day.",
    ),
    "tick": Text("Chọn bài “{title}”", "Choose “{title}”"),
    "several": Text("Làm với các bài đã chọn", "With the chosen posts"),
    "several_count": Text("bài đã chọn", "chosen"),
    "several_days": Text("Dời thêm (số ngày, âm là lùi lại)", "Move by (days; less than 0: earlier)"),
    "several_move": Text("Dời", "Move"),
    "several_many": Text(
        "Mỗi lần làm được nhiều nhất {most} bài. Bỏ chọn bớt rồi làm tiếp phần còn lại sau.",
        "At most {most} posts at once. Choose fewer, and do the others afterwards.",
    ),
    "several_hour": Text("Đổi giờ đăng thành", "Change the time to"),
    "several_set_hour": Text("Đổi giờ", "Change time"),
    "several_hour_missing": Text("Ghi giờ đăng mới, ví dụ 15:00.", "Say the new time, such as 15:00."),
    "several_tag": Text("Hashtag", "Hashtag"),
    "several_add": Text("Gắn", "Add"),
    "several_submit": Text("Trình duyệt", "Submit"),
    "several_delete": Text("Xóa", "Delete"),
    "several_none": Text("Chưa chọn bài nào.", "No post is chosen."),
    "several_days_missing": Text("Ghi số ngày muốn dời, ví dụ 7.", "Say by how many days, such as 7."),
    "several_tag_missing": Text(
        "Ghi một hashtag viết liền, ví dụ BaoVeTreEm.", "Write a hashtag in one word, such as BaoVeTreEm."
    ),
    "said_several": Text("Đã làm xong với mọi bài đã chọn.", "Done with all chosen posts."),
    "several_told": Text("Có bài chưa làm được", "Not done with all of them"),
    "several_done": Text("Đã làm xong với {n} bài. Còn lại:", "Done with {n} posts. The others:"),
    "several_back": Text("Về lịch đăng", "Back to the calendar"),
    "scope_title": Text("Chuyển bài lặp lại", "Move a series"),
    "scope_lead": Text(
        "“{title}” lặp lại nhiều lần. Chuyển sang {when} những bài nào?",
        "“{title}” repeats. Which of its dates are to be moved to {when}?",
    ),
    "scope_this": Text("Chỉ bài này", "This one only"),
    "scope_after": Text("Bài này và các bài sau", "This one and all that follow"),
    "scope_all": Text("Cả chuỗi", "All of them"),
    "scope_hint_this": Text(
        "Lần này thành một bài riêng. Nếu cơ quan có duyệt bài thì bài riêng ấy cần duyệt.",
        "It becomes a post of its own, which must be approved where approval is asked for.",
    ),
    "scope_hint_after": Text(
        "Các lần trước giữ nguyên; từ lần này trở đi thành một chuỗi mới, dời cùng số ngày.",
        "The dates before it stay; from here on it is a new series, moved by as many days.",
    ),
    "scope_hint_all": Text(
        "Mọi lần còn chờ dời cùng số ngày. Lần đã đăng giữ nguyên.",
        "All dates to come are moved by as many days. What is public stays.",
    ),
    "scope_leave": Text("Thôi, không chuyển", "Leave it as it is"),
}
