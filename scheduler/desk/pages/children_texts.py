"""What the write form asks of the children in a photo, right beneath it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.checks.consent import NONE, SEEN, UNSURE
from scheduler.problems import Text

CHILDREN: Mapping[str, Text] = {  # by what a card says in `children_seen`
    NONE: Text("Không có em nào", "None"),
    SEEN: Text("Có", "Yes"),
    UNSURE: Text("Chưa chắc", "Not sure"),
}
ABOUT_CHILDREN: Mapping[str, Text] = {
    "f_children_seen": Text(
        "Ảnh này có trẻ em nhìn rõ mặt không?", "Does this photo show a child that can be recognised?"
    ),
    "f_children_seen_hint": Text(
        "Chưa trả lời, hay còn chưa chắc, thì bài chỉ lưu nháp được.",
        "Unanswered or not sure, the post can only be kept as a draft.",
    ),
    "f_consents": Text("Trẻ em trong ảnh", "Children in the photo"),
    "f_children": Text("Các em mấy tuổi", "How old they are"),
    "f_children_hint": Text(
        "Tuổi từng em nhìn rõ mặt. Ví dụ: 6, 9.", "Of each that can be recognised. Such as 6, 9."
    ),
    "f_consent": Text(
        "Cha mẹ: ai đồng ý, cách nào, ngày nào, ai giữ phiếu",
        "The parents: who agreed, how, on which day, who keeps the paper",
    ),
    "f_consent_hint": Text(
        "Ví dụ: mẹ em An ký phiếu số 12/2026 ngày 28/11, chị Lan giữ.",
        "Such as: An's mother signed paper 12/2026 on 28/11, kept by Lan.",
    ),
    "f_child_consent": Text(
        "Chính em, từ 7 tuổi: em nào đồng ý, ngày nào", "Each child from 7 years: who agreed, when"
    ),
    "f_child_consent_hint": Text("Ví dụ: em An đồng ý ngày 28/11/2026.", "Such as: An agreed on 28/11/2026."),
}
