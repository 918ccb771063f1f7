"""What the write form says of chips, of its preview and of mending, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

COMPOSING: Mapping[str, Text] = {
    "chip_unit": Text("Tên đơn vị đăng", "Name of the unit that publishes"),
    "chip_unit_hotline": Text("Số của đơn vị đăng", "Number of the unit that publishes"),
    "chip_unit_parent": Text("Tên đơn vị cấp trên", "Name of the unit above"),
    "chip_insert": Text("Chèn vào bài: {name}", "Put in: {name}"),
    "chip_hint": Text(
        "Bấm để chèn vào chỗ con trỏ, hoặc gõ @ rồi tên hay số. Sửa danh bạ một chỗ là đúng ở mọi bài.",
        "Press to put it where the cursor is, or type @ and its name or number.",
    ),
    "chip_more": Text("Số khác ({n})", "More ({n})"),
    "chip_choose": Text("Chèn số hoặc tên", "Numbers and names"),
    "seen_on": Text("Xem như người theo dõi", "As followers see it"),
    "seen_as": Text(
        "Bài như người theo dõi thấy trên {channel}", "The post as followers see it on {channel}"
    ),
    "seen_like": Text("Thích", "Like"),
    "seen_comment": Text("Bình luận", "Comment"),
    "seen_share": Text("Chia sẻ", "Share"),
    "own_words": Text("Viết khác đi cho {channel}", "Other words for {channel}"),
    "own_words_hint": Text(
        "Để trống thì {channel} dùng tiêu đề, nội dung chung.", "Left empty, {channel} has the common words."
    ),
    "own_take": Text("Lấy nội dung chung để sửa", "Begin with the common text"),
    "f_first_comment": Text("Bình luận đầu tiên trên Facebook", "First comment on Facebook"),
    "f_first_comment_hint": Text(
        "Loa đăng ngay dưới bài, ví dụ đường dẫn để xem thêm.", "Posted right below, such as a link to more."
    ),
    "mend_clean": Text("Bỏ ký tự lạ", "Take out odd characters"),
    "mend_number": Text("Thay bằng {value}", "Put {value}"),
    "mend_by": Text("Sửa thành “{value}”", "Make it “{value}”"),
    "mend_star": Text("Bỏ dấu *", "Take out the *"),
    "f_today": Text("Hôm nay", "Today"),
    "f_tomorrow": Text("Ngày mai", "Tomorrow"),
    "f_next_free": Text("Khung trống kế tiếp ({day})", "Next free slot ({day})"),
    "f_far": Text("Còn {n} ngày nữa mới lên.", "That is {n} days away."),
    "f_day_said": Text(
        "Trong bài có chữ “{words}”: người đọc sẽ hiểu là so với ngày {day}.",
        "The text says “{words}”: readers take it from {day}.",
    ),
    "offer": Text(
        "{value} có trong bài. Ghi lên thẻ luôn?", "{value} is in the text. Put it on the card too?"
    ),
    "offer_put": Text("Ghi {value} lên thẻ", "Put {value} on the card"),
    "mend_hour": Text("Lấy {value}", "Take {value}"),
    "mend_date": Text("Dời sang {value}", "Move to {value}"),
    "mend_alt": Text("Điền: “Thẻ ghi: {value}.”", "Fill in: “Thẻ ghi: {value}.”"),
    "mend_light": Text("Làm sáng ảnh", "Brighten it"),
    "mend_even": Text("Cân lại sáng tối", "Level its light"),
    "save_draft": Text("Lưu nháp", "Save as a draft"),
    "save_ready": Text("Hẹn đăng", "Schedule it"),
    "save_submit": Text("Trình duyệt", "Submit"),
    "f_point_touch": Text(
        "Chạm vào khuôn mặt hoặc chỗ quan trọng để không bị cắt mất.",
        "Touch a face or what matters, so that it is not cut off.",
    ),
    "f_hotlines_shared": Text(
        "Số đánh dấu sẵn là số chung của đợt này.", "Those ticked are shared by this campaign."
    ),
    "f_hotlines_first": Text(
        "Số đánh dấu sẵn là số đứng đầu danh bạ của Hội. Không hợp thì bỏ dấu.",
        "The one ticked is the first of the office's directory. Untick it if it does not fit.",
    ),
    "to_post": Text("Về trang của bài", "To the post's page"),
    "said_scheduled": Text(
        "Đã hẹn: tự lên {where} lúc {time}, {day}.",
        "Scheduled: it goes to {where} by itself at {time}, {day}.",
    ),
    "said_queued": Text(
        "Đã vào hàng chờ: tự lên {where} ở khung giờ trống kế tiếp.",
        "In the queue: it goes to {where} by itself in the next free slot.",
    ),
    "said_drafted": Text("Đã lưu nháp. Bài không tự lên.", "Saved as a draft. It does not go out by itself."),
    "and": Text("{first} và {last}", "{first} and {last}"),
    "no_title_yet": Text("Tựa bài", "Title"),
    "no_text_yet": Text("Lời bài", "Text"),
    "to_draft": Text("Chuyển về nháp", "Back to a draft"),
    "save_draft_hint": Text(
        "Bài nháp không bao giờ tự lên; có chỗ chưa xong vẫn lưu được.",
        "A draft never goes out by itself, and may be saved unfinished.",
    ),
    "said_untitled": Text(
        "Đã lưu nháp. Bài chưa có tên: đặt tên rồi mới đăng được.",
        "Saved as a draft. It has no title yet: it can go out once it has one.",
    ),
    "said_sent_on": Text("Đã lưu và trình duyệt.", "Saved and submitted."),
    "f_repeat_interval": Text(
        "Cách mấy ngày, tuần, tháng, năm thì lặp", "Every how many days, weeks, months or years"
    ),
    "f_repeat_days": Text("Vào các thứ", "On these weekdays"),
    "f_repeat_days_hint": Text(
        "Không chọn thứ nào thì lặp vào đúng thứ của ngày đăng.",
        "With none ticked, on the day's own weekday.",
    ),
    "f_repeat_on": Text("Vào", "On which day"),
    "f_repeat_show": Text("Xem hoặc sửa quy tắc", "See or change the rule"),
    "chip_unknown": Text("(số không còn trong danh bạ)", "(a number that is not in the directory)"),
}
