"""What the pages of the set-up say that not every office needs: approval, hours, units, receivers."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

SETUP_MORE: Mapping[str, Text] = {
    "su_more": Text("Khi Hội cần thêm", "When more is needed"),
    # who approves
    "su_approval": Text("Duyệt bài", "Approval"),
    "su_approval_lead": Text(
        "Bài có cần một người khác xem rồi mới được đăng không, và ai được làm gì.",
        "Whether somebody else has to see a post before it goes out, and who may do what.",
    ),
    "su_approval_none": Text("Bài không cần ai duyệt", "Posts need no approval"),
    "su_approval_some": Text("Bài phải có người duyệt; {n} người được duyệt", "Needed; {n} may approve"),
    "su_approval_here": Text("Bài phải có người duyệt", "Posts need an approval"),
    "su_approval_ask": Text("Bài viết xong thì", "Once a post is written"),
    "su_approval_is_none": Text("đến giờ là đăng, không cần ai duyệt", "it goes out at its time"),
    "su_approval_is_required": Text(
        "phải có người duyệt mới được đăng; chưa duyệt thì nằm chờ",
        "somebody has to approve it first; until then it waits",
    ),
    "su_approval_people": Text("Ai được làm gì", "Who may do what"),
    "su_approval_own": Text(
        "Người trình bài thì không tự duyệt bài ấy được.", "Whoever submits a post cannot approve it too."
    ),
    "su_approval_nobody": Text(
        "Chưa có người dùng nào: ai ngồi ở máy này cũng duyệt được, chỉ cần ghi tên mình. Muốn giao riêng "
        "cho từng người thì thêm người dùng.",
        "There are no users yet: whoever sits at this machine may approve, and says her name. Add people to "
        "give each her own part.",
    ),
    # the hours of the queue
    "su_slots": Text("Giờ đăng bài chờ", "Hours for queued posts"),
    "su_slots_lead": Text(
        "Bài không ghi giờ thì xếp hàng, lần lượt đăng vào những giờ này, mỗi giờ một bài. Bài đã ghi giờ "
        "thì vẫn theo giờ của nó.",
        "Posts without a time queue up and go out at these hours, one at each. A post with a time keeps it.",
    ),
    "su_slots_none": Text(
        "Chưa có giờ nào: bài không ghi giờ thì nằm chờ", "None: posts without a time wait"
    ),
    "su_slots_daily": Text("Mọi ngày", "Every day"),
    "su_slots_hint": Text(
        "Mấy giờ cũng được, cách nhau bằng dấu phẩy: 7:30, 19:30. Để trống là không có giờ nào.",
        "As many as you like, with commas: 7:30, 19:30. Empty means none.",
    ),
    "su_slots_week": Text("Ngày nào khác thì chọn ở đây", "Which days differ"),
    "su_slots_same": Text("Như mọi ngày", "As every day"),
    "su_slots_own": Text("Giờ riêng", "Hours of its own"),
    "su_slots_none_day": Text("Không đăng", "Nothing goes out"),
    "su_slots_of": Text("Giờ riêng của {day}", "Hours of {day}"),
    "su_slots_kept": Text("Có giờ riêng, và vẫn giữ như cũ:", "With hours of their own, which stay:"),
    "su_slots_coming": Text("Những giờ sắp tới", "The next hours"),
    "su_slots_empty": Text(
        "Chưa có giờ nào. Bài không ghi giờ sẽ nằm chờ cho đến khi chị ghi giờ ở đây.",
        "There are none. Posts without a time wait until you write some here.",
    ),
    "su_day_mon": Text("Thứ Hai", "Monday"),
    "su_day_tue": Text("Thứ Ba", "Tuesday"),
    "su_day_wed": Text("Thứ Tư", "Wednesday"),
    "su_day_thu": Text("Thứ Năm", "Thursday"),
    "su_day_fri": Text("Thứ Sáu", "Friday"),
    "su_day_sat": Text("Thứ Bảy", "Saturday"),
    "su_day_sun": Text("Chủ Nhật", "Sunday"),
}
