"""Every sentence about a post that is practised, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

PRACTISING: Mapping[str, Text] = {
    "practise": Text("Đăng thử lên trang luyện tập", "Practise on a practice page"),
    "practise_short": Text("Đăng thử", "Practise"),
    "practise_hint": Text(
        "Chỉ máy này thấy. Bài thật vẫn đợi đến giờ của nó.",
        "Seen on this machine alone. The real one waits for its time.",
    ),
    "practise_hint_draft": Text(
        "Chỉ máy này thấy. Bài vẫn là bản nháp.", "Seen on this machine alone. It stays a draft."
    ),
    "practising": Text("Đang đăng thử, chừng 10 giây…", "Practising, some 10 seconds…"),
    "unpractised": Text("Chưa đăng thử được: còn thiếu {n} điều", "Not practised yet: {n} things to mend"),
    "unpractised_one": Text("Chưa đăng thử được: còn thiếu 1 điều", "Not practised yet: 1 thing to mend"),
    "unpractised_lead": Text(
        "Bấm vào từng dòng để tới đúng ô cần điền, lưu lại rồi đăng thử lần nữa.",
        "Each line leads to its field. Fill it in, save, and practise again.",
    ),
    "practised": Text("Đã đăng thử", "Practised"),
    "practised_lead": Text(
        "Mở ra xem bài trông thế nào khi đã lên. Chỉ máy này thấy; bài thật chưa lên đâu cả.",
        "See what it looks like once it is out, on this machine alone. The real one is not out.",
    ),
    "practised_on": Text("Xem trên {channel} luyện tập", "See it on the practice {channel}"),
}
