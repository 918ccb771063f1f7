"""What each design of a card is for, in one line, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

TEMPLATE_USES: Mapping[str, Text] = {
    "tip": Text("Một lời khuyên ngắn, có hình vẽ.", "One short piece of advice, with a drawing."),
    "checklist": Text("Vài việc cần làm, mỗi việc một dòng.", "A few things to do, one a line."),
    "hotline": Text("Số điện thoại thật to, để ai cần là gọi.", "A telephone number, large."),
    "quote": Text("Lời của một người, kèm tên và chức danh.", "Somebody's words, with the name."),
    "number": Text("Một con số nổi bật và ý nghĩa của nó.", "One figure and what it means."),
    "myth": Text("Điều nhiều người hiểu lầm, và sự thật.", "What many believe, and what is true."),
    "question": Text("Câu hỏi kèm vài lựa chọn, cho bà con trả lời.", "A question with some answers."),
    "event": Text("Giấy mời: việc gì, ngày giờ nào, ở đâu.", "An invitation: what, when and where."),
    "story": Text(
        "Ảnh thật của một buổi, một người: tin hoạt động, chuyện kể.",
        "A photo of what happened, or of a person.",
    ),
    "bilingual": Text("Hai thứ tiếng trên một thẻ.", "Two languages on one card."),
    "cover": Text("Thẻ đầu của bộ nhiều thẻ.", "The first card of several."),
    "end": Text("Thẻ cuối của bộ nhiều thẻ.", "The last card of several."),
}
