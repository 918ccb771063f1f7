"""The sentences of the page where a bundle is taken."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

BUNDLE: Mapping[str, Text] = {
    "bundle": Text("Bộ bài cấp trên gửi", "A bundle from above"),
    "bundle_link": Text("Lấy bộ bài", "Take a bundle"),
    "bundle_lead": Text(
        "Thả tệp bộ bài vào đây. Chị xem trong đó có gì rồi mới lấy; tất cả là bản nháp, mang tên, đường "
        "dây nóng và "
        "giờ đăng của đơn vị mình.",
        "Drop the bundle here. You see what it holds before you take it; all are drafts, with your own name, "
        "hotlines and hours.",
    ),
    "bu_drop": Text(
        "Thả tệp bộ bài (.zip) vào đây, hoặc bấm để chọn tệp", "Drop a bundle (.zip) here, or choose one"
    ),
    "bu_drop_hint": Text("Nhiều nhất 20 MB. Đừng giải nén.", "At most 20 MB. Do not unpack it."),
    "bu_read": Text("Xem bộ bài này", "Look at it"),
    "bu_none": Text("Chưa chọn tệp nào.", "No file was chosen."),
    "bu_too_big": Text(
        "Tệp lớn hơn 20 MB. Nhờ người phụ trách máy lấy giúp.",
        "The file is larger than 20 MB. Ask whoever looks after the machine to take it.",
    ),
    "bu_no_extra": Text(
        "Máy này chưa cài phần xem chữ ký. Nhờ người phụ trách máy cài giúp.",
        "This machine lacks the part that checks signatures. Ask whoever looks after it.",
    ),
    "bu_about": Text(
        "{giver} · bản {edition} · có giá trị đến hết ngày {until}",
        "{giver} · edition {edition} · valid until {until}",
    ),
    "bu_known": Text("Chữ ký đúng.", "The signature is right."),
    "bu_call": Text("Lần đầu: gọi để biết đúng người gửi", "The first time: call, to know who sent it"),
    "bu_call_hint": Text(
        "Gọi {giver} theo số chị vẫn biết, nhờ đọc tám nhóm số của khóa, rồi gõ vào đây. Các lần sau Loa "
        "không hỏi nữa.",
        "Call {giver} by a number that you know, have them read the key's eight groups of digits, and type "
        "them here. "
        "You are not asked again.",
    ),
    "bu_number": Text("Tám nhóm số nghe qua điện thoại", "The eight groups of digits that you heard"),
    "bu_posts": Text("Trong bộ bài có {n} bài", "It has {n} posts"),
    "bu_leave": Text("Không lấy", "Leave out"),
    "bu_gone": Text("Nơi ra đã rút", "Withdrawn by its giver"),
    "bu_take": Text("Lấy về, để nháp", "Take them as drafts"),
    "bu_other": Text("Chọn tệp khác", "Another file"),
    "bu_taken": Text("Đã lấy xong", "Taken"),
    "bu_taken_lead": Text(
        "Mở từng bài xem lại rồi cho đăng. Bài nào để nháp thì chưa lên đâu cả.",
        "Open each, then let it go. What is a draft goes nowhere.",
    ),
    "bu_open": Text(
        "Còn việc phải làm: bài có dấu dưới đây đang công khai, hoặc chưa lấy được. Mở bài ấy để đưa bản "
        "mới lên, hoặc gỡ.",
        "There is something to do: what is marked below is public, or could not be taken. Open it to mend "
        "it, or take "
        "it down.",
    ),
    "bu_to_do": Text("cần chị", "needs you"),
}
