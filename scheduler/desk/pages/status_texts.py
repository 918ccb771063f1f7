"""What the page says that tells how posts stand."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

STATUS: Mapping[str, Text] = {
    "deliveries": Text("Tình trạng đăng", "How posts stand"),
    "deliveries_lead": Text(
        "Bài nào đang chờ, đang gửi, đã lên, đang giữ lại; mỗi bài một việc cần làm.",
        "What waits, what is under way, what went out, what is held; each with what to do.",
    ),
    "st_clock": Text("Bây giờ là {at}, giờ Việt Nam ({offset})", "It is {at}, Vietnam's time ({offset})"),
    "st_clock_zone": Text("Bây giờ là {at}, múi giờ {zone} ({offset})", "It is {at}, zone {zone} ({offset})"),
    "st_machine": Text("của máy này", "of this machine"),
    "st_held": Text("Cần chị quyết định", "For you to decide"),
    "st_waiting": Text("Đang chờ đến giờ", "Waits for its time"),
    "st_tomorrow": Text("Ngày mai ({day}) có {n} bài lên: {hours}.", "Tomorrow ({day}) {n} go out: {hours}."),
    "st_tomorrow_none": Text("Ngày mai ({day}) không có bài nào lên.", "Tomorrow ({day}) nothing goes out."),
    "st_tomorrow_open": Text("{n} bài còn vướng.", "{n} cannot go out yet."),
    "st_going": Text("Đang gửi", "Under way"),
    "st_there": Text("Đã giao, chờ lên", "Handed over, waits there"),
    "st_out": Text("Đã lên", "Went out"),
    "st_off": Text("Đã bỏ qua, đã gỡ", "Skipped, taken down"),
    "st_drafts": Text("Bản nháp", "Drafts"),
    "st_drafts_hint": Text(
        "Bản nháp không tự lên. Bấm Viết tiếp để viết cho xong rồi đưa vào lịch.",
        "A draft never goes out by itself. Go on writing to finish it and let it into the calendar.",
    ),
    "st_go_on": Text("Viết tiếp", "Go on writing"),
    "draft_mark": Text("Bản nháp, không tự lên", "A draft, which does not go out by itself"),
    "finish_asked": Text(
        "Chưa đăng. Viết xong thì trình duyệt; duyệt rồi bài mới lên.",
        "Not published. Submit it once it is written; it goes out when it is approved.",
    ),
    "finish_alone": Text(
        "Chưa đăng. Viết xong thì hẹn đăng: đến giờ bài tự lên.",
        "Not published. Schedule it once it is written: it goes out at its time.",
    ),
    "draft_changed": Text(
        "Bài vừa được sửa ở chỗ khác. Xem lại rồi bấm lần nữa.",
        "It was just changed elsewhere. Look at it, then press again.",
    ),
    "draft_all": Text("Xem mọi bản nháp", "All drafts"),
    "done_what": Text("“{title}” trên {channel}", "“{title}” on {channel}"),
    "done_retry_at": Text("Đã cho đăng {what}. Bài lên lúc {at}.", "{what} goes on. It goes out {at}."),
    "done_retry_now": Text(
        "Đã cho đăng {what}. Bài lên ở lượt tới của Loa đang trực, thường trong một phút.",
        "{what} goes on. It goes out at the next round of the Loa that serves, mostly within a minute.",
    ),
    "done_retry_unapproved": Text(
        "Đã thôi giữ {what}. Bài còn phải được duyệt rồi mới lên.",
        "{what} is held no more. It goes out once it is approved.",
    ),
    "done_again": Text(
        "Đã ghi: Loa thử lại {what} ở lượt tới, thường trong một phút.",
        "Kept: {what} is tried again at the next round, mostly within a minute.",
    ),
    "done_skip": Text("Đã bỏ qua {what}. Lượt này không đăng nữa.", "{what} is skipped. It does not go out."),
    "done_hold_again": Text(
        "Đã hoàn tác. {what} lại được giữ, chờ chị quyết định.",
        "Taken back. {what} is held again, for you to decide.",
    ),
    "done_since": Text("{what}: {word}.", "{what}: {word}."),
    "st_see": Text("Xem bài", "See it"),
    "st_approve": Text("Xem và duyệt", "Look and approve"),
    "st_other_acts": Text("Việc khác", "Something else"),
    "st_more_waiting": Text("Còn {n} bài nữa trong lịch.", "{n} more in the calendar."),
    "st_waiting_none": Text("Không có bài nào đang chờ.", "No post waits."),
    "st_machine_title": Text("Máy của Loa", "Loa's machine"),
    "st_machine_none": Text(
        "Bấm để Loa xem đồng hồ, ổ đĩa, mã truy cập và từng nơi đăng.",
        "Press, and Loa looks at the clock, the disk, its access and each place.",
    ),
    "st_figures": Text("Kết quả", "Results"),
    "back_to_deliveries": Text("Về Tình trạng đăng", "Back to how posts stand"),
    "history": Text("Nhật ký", "History"),
    "no_deliveries": Text("Không có gì ở đây", "Nothing here"),
    "no_deliveries_hint": Text(
        "Bài hiện ở đây từ lúc Loa bắt đầu chuẩn bị.", "A post stands here from the moment it begins."
    ),
    "clear_deliveries": Text("Xem tất cả", "Show all"),
    "more_deliveries": Text("Còn {n} lượt nữa; lọc bớt để xem.", "{n} more; narrow the choice to see them."),
}
