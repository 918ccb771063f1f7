"""What the board of the units says."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

BOARD: Mapping[str, Text] = {
    "b_title": Text("Bảng các đơn vị", "The units at a glance"),
    "b_lead": Text(
        "Đơn vị đang vướng đứng trước. Số đếm là lượt đăng: một bài lên một kênh là một lượt.",
        "Those in trouble come first. Deliveries are counted: one post on one channel is one.",
    ),
    "b_search": Text("Tìm đơn vị", "Find a unit"),
    "b_search_hint": Text("Gõ tên, không cần dấu", "A name, accents or not"),
    "b_state": Text("Đơn vị nào", "Which units"),
    "b_sort": Text("Xếp theo", "Order"),
    "b_any": Text("Tất cả", "All"),
    "b_state_refused": Text("Trang không nhận bài", "Page takes nothing"),
    "b_state_no_key": Text("Thiếu mã truy cập", "No token"),
    "b_state_held": Text("Có bài bị giữ", "Something held"),
    "b_state_late": Text("Đăng trễ", "Late"),
    "b_state_unconnected": Text("Chưa nối trang", "No page yet"),
    "b_state_silent": Text("7 ngày chưa đăng", "Nothing for 7 days"),
    "b_state_well": Text("Đều ổn", "All well"),
    "b_sort_worst": Text("Cần lo trước", "Most urgent first"),
    "b_sort_name": Text("Tên đơn vị", "Name"),
    "b_sort_last": Text("Lâu chưa đăng nhất", "Longest silent"),
    "b_sort_published": Text("Đăng nhiều nhất", "Most published"),
    "b_unit": Text("Đơn vị", "Unit"),
    "b_above": Text("Thuộc", "Below"),
    "b_published": Text("Đã đăng", "Published"),
    "b_coming": Text("Sắp đăng", "To come"),
    "b_late": Text("Trễ", "Late"),
    "b_held": Text("Bị giữ", "Held"),
    "b_last": Text("Bài vừa đăng", "Last post"),
    "b_next": Text("Bài sắp tới", "Next post"),
    "b_wrong": Text("Đang vướng gì", "What is wrong"),
    "b_well": Text("Ổn", "Well"),
    "b_none": Text("Chưa có", "None"),
    "b_shown": Text("{shown} trong {all} đơn vị", "{shown} of {all} units"),
    "b_nobody": Text(
        "Không có đơn vị nào như vậy. Gõ ít chữ hơn, hoặc chọn “Tất cả”.",
        "There is no such unit. Type fewer words, or choose “All”.",
    ),
    "b_no_key": Text(
        "{channels}: máy này chưa có mã truy cập của đơn vị.", "{channels}: this machine has no token of it."
    ),
    "b_mend": Text("Nối lại trang của đơn vị.", "Connect its page again."),
    "b_ask": Text("Nhờ người duyệt nối lại trang của đơn vị.", "Ask an approver to connect its page again."),
    "b_connect": Text("Nối trang", "Connect it"),
    "b_unconnected": Text(
        "Chưa nối trang nào, nên bài không lên đâu cả.", "It has no page, so nothing goes out."
    ),
    "b_held_told": Text("{n} lượt bị giữ lại, chờ chị quyết định.", "{n} are held for you to decide."),
    "b_held_told_one": Text("1 lượt bị giữ lại, chờ chị quyết định.", "1 is held for you to decide."),
    "b_decide": Text("Xem và quyết định", "Look and decide"),
    "b_late_told": Text("{n} lượt đã quá giờ mà chưa lên.", "{n} are past their time and not out."),
    "b_late_told_one": Text("1 lượt đã quá giờ mà chưa lên.", "1 is past its time and not out."),
    "b_look": Text("Xem bài", "See them"),
    "b_silent_told": Text("{n} ngày rồi chưa đăng bài nào.", "Nothing published for {n} days."),
    "b_never": Text("Chưa đăng bài nào.", "It has published nothing yet."),
    "b_excel": Text("Tải bảng Excel", "Download for Excel"),
    "b_before": Text("Trang trước", "Previous page"),
    "b_after": Text("Trang sau", "Next page"),
    "shared_post": Text(
        "Bài này đăng chung với đơn vị khác: chị xem được, không sửa được.",
        "This post is for other units too: you may see it, not change it.",
    ),
    "shared_own": Text("Lượt đăng của đơn vị chị", "Your own unit's deliveries"),
    "not_your_unit": Text(
        "Chưa làm gì cả. Bài này còn đăng ở đơn vị khác, hay không phải của đơn vị chị phụ trách, nên chị "
        "xem được mà không sửa được. Cần sửa thì nhờ cấp trên.",
        "Nothing was done. This is for other units too, or not for one that you look after: you may see it, "
        "not change it. Ask the level above.",
    ),
    "b_page": Text("Trang {n}/{all}", "Page {n} of {all}"),
}
