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
    "chip_unknown": Text("(số không còn trong danh bạ)", "(a number that is not in the directory)"),
}
