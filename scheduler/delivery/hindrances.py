"""Why nothing may be carried just now, and that it may again: a freeze, the calendar, settings, the clock."""

from __future__ import annotations

from scheduler.delivery.reason import Reason
from scheduler.problems import Text


def frozen_by(who: str, why: str) -> Reason:
    """Nothing goes out: *who* said so, and *why*."""
    return FROZEN.filled(who=who, why=why)


STANDSTILL = "standstill/"  # what the codes begin with of remarks about a standstill, and its end
ACCESS = "access/"  # what the codes begin with of remarks about a page's access
TOKEN_TAKEN_UP = Reason(f"{ACCESS}fine", Text("mã truy cập mới đã được dùng", "a new token is in use"))
FROZEN = Reason(
    "frozen",
    Text("{who} đã tạm dừng mọi việc đăng: {why}", "{who} has stopped everything: {why}"),
    Text("Khi đăng lại được, chạy: loa thaw", "When posts may go out again: loa thaw"),
)
THAWED = Reason("thawed", Text("cho đăng lại", "posts go out again"))
OVER = Reason(f"{STANDSTILL}over", Text("Loa đăng tiếp được rồi", "Loa carries again"))
UNUSABLE = Reason(
    "calendar-unusable",
    Text("không đọc được lịch đăng bài", "the calendar cannot be read"),
    Text(
        "Xem lỗi của lịch: loa check. Nếu không thấy lỗi nào, gửi thư mục var/log cho người hỗ trợ.",
        "See the calendar's problems: loa check. If there are none, send var/log to whoever helps you.",
    ),
)
CALENDAR_CHANGING = Reason(
    "calendar-changing",
    Text(
        "lịch vừa được lưu, Loa sẽ đọc lại ngay",
        "the calendar was saved just now, and is read again in a moment",
    ),
)
CALENDAR_NOT_READ = Reason(
    "calendar-not-read",
    Text(
        "lịch đã đổi mà Loa chưa đọc lại được",
        "the calendar has changed, and Loa has not been able to read it",
    ),
    Text(
        "Đóng chương trình đang ghi vào thư mục lịch, rồi tắt Loa (Ctrl-C) và chạy lại.",
        "Close what keeps writing into the calendar's folder, then end Loa (Ctrl-C) and start it again.",
    ),
)
SETTINGS_WRONG = Reason(
    "settings-wrong",
    Text(
        "config/settings.yaml đang có lỗi, hoặc không đọc được",
        "config/settings.yaml has errors, or cannot be read",
    ),
    Text(
        "Sửa tệp ấy theo lời nhắc của: loa check. Sửa xong, Loa tự đăng tiếp.",
        "Mend it as this says: loa check. Loa then goes on by itself.",
    ),
)
WATCH_ENDED = Reason(
    "watch-ended",
    Text("Loa không theo dõi lịch được nữa", "Loa no longer follows the calendar"),
    Text("Tắt Loa (Ctrl-C) rồi chạy lại: loa serve", "End Loa (Ctrl-C) and start it again: loa serve"),
)
LOST = Reason(
    "lease-lost",
    Text(
        "máy này ngừng quá lâu hoặc mất liên lạc với sổ, nên việc đang làm để chương trình khác làm tiếp",
        "this machine stood still, or could not reach the ledger, for too long; another goes on with it",
    ),
)
OTHER_READING = Reason(
    "other-reading",
    Text(
        "lịch trên máy này chưa giống lịch của máy điều phối, nên máy này đợi",
        "the calendar on this machine is not the coordinator's, so this machine waits",
    ),
)
SETTINGS_CHANGED = Reason(
    "settings-changed",
    Text(
        "cài đặt (config/settings.yaml) vừa được sửa, mà Loa đang trực vẫn theo cài đặt cũ",
        "config/settings.yaml was changed, and the Loa that serves still goes by the old settings",
    ),
    Text("Tắt Loa (Ctrl-C) rồi chạy lại: loa serve", "End Loa (Ctrl-C) and start it again: loa serve"),
)
_SET_IT = Text(
    "Chỉnh lại ngày giờ của máy, tốt nhất là bật “Đặt thời gian tự động” trong cài đặt ngày giờ. Giờ đúng "
    "rồi thì Loa tự đăng tiếp; trong lúc chờ không bài nào bị mất.",
    "Set this machine's date and time, best by letting it set them by itself. Then everything goes on; until "
    "then nothing is lost.",
)
CLOCK_AHEAD = Reason(
    "clock-ahead",
    Text(
        "đồng hồ của máy ({now}) nhanh hơn giờ thật {by}, nên Loa chưa đăng gì",
        "this machine's clock ({now}) is {by} ahead of the true time, so nothing is published",
    ),
    _SET_IT,
)
CLOCK_SLOW = Reason(
    "clock-slow",
    Text(
        "đồng hồ của máy ({now}) chậm hơn giờ thật {by}, nên Loa chưa đăng gì",
        "this machine's clock ({now}) is {by} behind the true time, so nothing is published",
    ),
    _SET_IT,
)
CLOCK_DOUBTFUL = Reason(
    "clock-doubtful",
    Text(
        "theo đồng hồ của máy ({now}) thì chứng thư của {channel} không còn hiệu lực: nhiều khả năng ngày "
        "giờ của máy bị sai, nên Loa chưa đăng gì",
        "by this machine's clock ({now}) {channel}'s certificate is not valid: most likely the date is "
        "wrong, so nothing is published",
    ),
    _SET_IT,
)
CLOCK_UNPROVED = Reason(
    "clock-unproved",
    Text(
        "chưa đối chiếu được giờ của máy vì {channel} và trang web đều không trả lời, nên Loa chưa đăng gì",
        "neither {channel} nor the website answers, so this machine's clock cannot be held against theirs "
        "and nothing is published",
    ),
    Text(
        "Kiểm tra mạng của máy. Có mạng lại thì Loa tự đăng tiếp.",
        "See this machine's network. Once it is back, everything goes on by itself.",
    ),
)
CLOCK_BEHIND = Reason(
    "clock-behind",
    Text(
        "đồng hồ của máy ({now}) chậm hơn lần ghi sổ gần nhất ({last}): một trong hai lúc ấy giờ máy bị "
        "sai, nên Loa chưa đăng gì",
        "this machine's clock ({now}) is behind the ledger's last line ({last}): it is wrong now, or was "
        "then, so nothing is published",
    ),
    Text(
        "Chỉnh lại ngày giờ của máy. Nếu giờ của máy đang đúng, chạy: loa clock --right --by TÊN",
        "Set this machine's date and time. If they are right now, run: loa clock --right --by NAME",
    ),
)
REBUILT = Reason(
    "rebuilt",
    Text(
        "sổ này là sổ mới hay được dựng lại; trang này không kể hết những gì đã đăng, nên bài dùng lại "
        "nghỉ đủ số ngày ở đây",
        "the ledger is new, or was rebuilt; this place does not tell all that it has, so evergreen posts "
        "rest here",
    ),
)
CLOCK_RIGHT = Reason(
    "clock-right", Text("đồng hồ của máy đã đúng trở lại", "this machine's clock is right again")
)
