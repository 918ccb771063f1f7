"""What is said of receipts."""

from __future__ import annotations

from scheduler.problems import Text

NO_RECEIPT = Text(
    "không phải phiếu báo của Loa, hoặc đã hỏng; xin lại tệp",
    "no receipt of Loa's, or damaged; ask for it anew",
)
WRONG_SIGNATURE = Text(
    "SAI CHỮ KÝ: phiếu báo đã bị sửa; xin lại tệp", "BAD SIGNATURE: the receipt was changed; ask for it anew"
)
OTHER_KEY = Text(
    "KHÁC KHÓA: trước đây “{office}” ký bằng khóa khác. Gọi hỏi nơi ấy; đúng là họ đổi khóa thì bỏ dòng "
    "của họ trong "
    "config/bundles/keys.json",
    "ANOTHER KEY: “{office}” signed by another one before. Call them; if they changed it, take their line "
    "out of "
    "config/bundles/keys.json",
)
NO_SUCH_EDITION = Text("ghi một bản chưa từng ra", "it tells of an edition that was never made")
UNREADABLE = Text("không đọc được ({why})", "cannot be read ({why})")
