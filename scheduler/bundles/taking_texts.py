"""What is said to whoever takes a bundle."""

from __future__ import annotations

from scheduler.problems import Text

NEW = Text("mới, để nháp", "new, a draft")
SAME = Text("như cũ", "as before")
MOVED = Text("nơi ra đổi giờ hoặc cách xếp", "its giver moved or arranged it otherwise")
CHANGED = Text("nơi ra đã sửa lời, để nháp chờ chị xem", "its giver changed it: a draft until you look")
OWN = Text(
    "chị đã sửa, nên giữ bản của chị; nơi ra cũng đã sửa",
    "you changed it, so yours stays; its giver changed it too",
)
OWN_SAME = Text("giữ bản chị đã sửa", "yours stays")
LEFT_OUT = Text("không lấy", "left out")
WITHDRAWN = Text("nơi ra đã rút", "its giver withdrew it")
ELSEWHERE = Text(
    "lịch đã có bài mang mã này ở tệp khác, nên để yên", "another file has a post of that id, which stays"
)
FAULTY = Text("chưa lấy được: {why}", "cannot be taken: {reason}")

FILE_BROKEN = Text(
    "{file} đang có chỗ viết sai, nên chưa lấy gì. Sửa theo loa check rồi chạy lại.",
    "{file} has mistakes, so nothing is taken. Mend them (loa check), then run this again.",
)
NO_POST = Text("Bộ bài “{title}” không có bài “{id}”.", "The bundle “{title}” has no post “{id}”.")
NO_LINE = Text(
    "Danh bạ của cơ quan chưa có đường dây “{key}”. Thêm vào config/hotlines.yaml trước.",
    "The directory has no line “{key}”. Add it to config/hotlines.yaml first.",
)
NO_GIVEN_LINE = Text("Bộ bài không có đường dây “{key}”.", "The bundle has no line “{key}”.")
NEW_LINE = Text(
    "Thêm vào danh bạ: {name}, số {number}. Gọi thử trước khi đăng.",
    "New in the directory: {name}, {number}. Call it before it is published.",
)
OWN_LINE = Text(
    "Đường dây “{name}” giữ số của chị ({own}); bộ bài ghi {number}.",
    "The line “{name}” keeps your number ({own}); the bundle says {number}.",
)
LINE_CHANGED = Text(
    "Đường dây “{name}” đổi số: {old} thành {number}. Gọi thử; bài đã đăng có số cũ thì đưa bản mới lên.",
    "The line “{name}” has another number: {old} is {number} now. Call it; what is public has to be mended.",
)
UPDATE = Text(
    "Bài “{id}” đã công khai mà nơi ra vừa sửa: xem bản nháp, cho đăng, rồi loa update {id}",
    "“{id}” is public, and its giver changed it: look at the draft, let it go, then loa update {id}",
)
OWN_PUBLIC = Text(
    "Bài “{id}” đã công khai theo bản của chị mà nơi ra vừa sửa: xem có phải sửa theo không.",
    "“{id}” is public in your words, and its giver changed it: see whether yours has to follow.",
)
LEFT_PUBLIC = Text(
    'Bài “{id}” đã công khai nên vẫn để trong lịch. Muốn gỡ: loa withdraw {id} --why "…"',
    '“{id}” is public, so it stays in the calendar. To take it down: loa withdraw {id} --why "…"',
)
WITHDRAW = Text(
    'CẦN GỠ: bài “{id}” đang công khai mà nơi ra đã rút ({why}). Gỡ ngay: loa withdraw {id} --why "…"',
    'TAKE DOWN: “{id}” is public, and its giver withdrew it ({why}). Now: loa withdraw {id} --why "…"',
)
NOTE = Text("Nơi ra bộ bài đã rút bài này: {why}", "The bundle's giver withdrew this post: {why}")
WRITTEN_MEANWHILE = Text(
    "Có người vừa sửa lịch hay danh bạ, nên chưa lấy xong. Lấy lại lần nữa.",
    "Somebody has just changed the calendar or the directory, so it is not all taken. Take it once more.",
)
DISK = Text(
    "Không ghi được ({why}), nên lịch vẫn như cũ. Sửa xong thì lấy lại.",
    "It cannot be written ({why}), so the calendar is as it was. Mend that, then take it again.",
)
