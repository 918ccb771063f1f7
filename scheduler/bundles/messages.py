"""The words in which bundles and receipts are refused, or told of."""

from __future__ import annotations

from scheduler.problems import Text

NO_EXTRA = Text(
    "Chưa cài phần ký bộ bài. Chạy: pip install 'loa[proof]'",
    "The part that signs bundles is not installed. Run: pip install 'loa[proof]'",
)
NO_KEY = Text(
    "Cơ quan chưa có khóa để ký. Tạo một lần: loa bundle key --make",
    "This office has no key to sign with. Make it once: loa bundle key --make",
)
BAD_KEY = Text(
    "Tệp config/khoa-bo-bai không phải khóa Ed25519 không mật khẩu của OpenSSH. Tìm lại bản lưu của tệp ấy.",
    "config/khoa-bo-bai is no Ed25519 key of OpenSSH without a password. Look for a copy of that file.",
)
KEY_THERE = Text(
    "Cơ quan đã có khóa (config/khoa-bo-bai), nên không tạo khóa mới: nơi nhận chỉ tin khóa cũ.",
    "This office has a key (config/khoa-bo-bai), so no new one is made: others trust the old one alone.",
)
OWN = Text(
    "Bộ bài “{bundle}” do chính cơ quan này ra, các bài đã có trong lịch, nên không lấy lại.",
    "The bundle “{bundle}” is this office's own, whose calendar has its posts, so it is not taken.",
)
NO_FILE = Text("Không có {name}.", "There is no {name}.")
UNREADABLE = Text("Không đọc được {name} ({why}).", "{name} cannot be read ({why}).")
TOO_LARGE = Text(
    "Tệp lớn quá {most} MB, không phải bộ bài của Loa.", "More than {most} MB: that is no bundle of Loa's."
)
NOT_A_BUNDLE = Text(
    "Đây không phải bộ bài của Loa. Hỏi lại nơi gửi, xin đúng tệp bộ bài.",
    "That is no bundle of Loa's. Ask whoever sent it for the bundle itself.",
)
ODD_FILE = Text(
    "Trong thư mục bộ bài có “{name}” không thuộc bộ bài, nên không lấy gì. Bỏ nó ra, hoặc tải lại bộ bài.",
    "The bundle's folder has “{name}”, which is none of it, so nothing is taken. Take it out, or get the "
    "bundle "
    "anew.",
)
OTHER_FOLDER = Text(
    "Thư mục {name} đang có thứ khác, không phải bộ bài, nên chưa ghi gì. Chọn thư mục khác bằng --out.",
    "The folder {name} holds something else, so nothing was written. Choose another by --out.",
)
NEWER = Text(
    "Bộ bài này của bản Loa mới hơn, nên không lấy gì. Cập nhật Loa rồi thử lại.",
    "This bundle is of a newer Loa, so nothing is taken. Update Loa, then try again.",
)
DAMAGED = Text(
    "Bộ bài đã bị sửa hoặc hỏng trên đường đi, nên không lấy gì. Xin lại tệp từ nơi ra bộ bài.",
    "The bundle was changed or damaged on its way, so nothing is taken. Get the file anew from its giver.",
)
REPACKED = Text(
    "Tệp này không còn đúng như lúc nơi ra bộ bài đóng lại (có thể đã giải nén rồi nén lại), nên không lấy "
    "gì. "
    "Xin lại tệp gốc.",
    "The file is not as its giver packed it (it may have been unpacked and packed again), so nothing is "
    "taken. "
    "Get the original.",
)
WRONG_SIGNATURE = Text(
    "SAI CHỮ KÝ: bộ bài không phải do khóa ấy ký, hoặc đã bị sửa. Không lấy gì. Gọi hỏi nơi ra bộ bài.",
    "BAD SIGNATURE: that key did not sign the bundle, or it was changed. Nothing is taken. Call its giver.",
)
STATE_DAMAGED = Text(
    "Không đọc được {name}, nên chưa làm gì. Lấy lại tệp ấy từ bản sao lưu.",
    "{name} cannot be read, so nothing was done. Get that file back from a copy.",
)
STRANGE_POSTS = Text(
    "Trong bộ bài có chỗ Loa không nhận ({what}), nên không lấy gì. Hỏi nơi ra bộ bài, hoặc cập nhật Loa.",
    "The bundle has something that Loa does not take ({what}), so nothing is taken. Ask its giver, or "
    "update Loa.",
)
EXPIRED = Text(
    "Bộ bài “{title}” chỉ có giá trị đến hết ngày {until}, nên không lấy nữa. Xin bản mới.",
    "The bundle “{title}” was valid until {until}, so it is not taken. Ask for a new one.",
)
OLDER = Text(
    "Đã lấy bản {have} của bộ bài “{title}”; đây là bản {edition}, cũ hơn, nên không lấy.",
    "Edition {have} of “{title}” was taken; this is edition {edition}, which is older, and is not taken.",
)
TWO_OF_ONE = Text(
    "Đã lấy bản {edition} của bộ bài “{title}”, mà tệp này cũng ghi là bản {edition} nhưng nội dung khác. "
    "Không lấy. "
    "Gọi hỏi nơi ra bộ bài.",
    "Edition {edition} of “{title}” was taken, and this file says it is the same edition but holds "
    "something else. "
    "It is not taken. Call its giver.",
)
OTHER_KEY = Text(
    "KHÁC KHÓA: bộ bài “{bundle}” trước đây do khóa khác ký, nên không lấy gì. Gọi hỏi nơi ra bộ bài; nếu "
    "họ đã đổi "
    "khóa thì bộ bài mới phải mang mã khác.",
    "ANOTHER KEY: the bundle “{bundle}” was signed by another one before, so nothing is taken. Call its "
    "giver; if "
    "the key was changed, a new bundle needs another id.",
)
COMPARE = Text(
    "Chưa ai ở đây so khóa của “{giver}”, nên chưa lấy gì. Gọi cho họ theo số chị vẫn biết, nhờ đọc tám nhóm "
    'số của khóa (ở máy họ: loa bundle key), rồi chạy lại, thêm những số nghe được: --number "12345 …"',
    "Nobody here has compared the key of “{giver}”, so nothing is taken. Call them by a number that you "
    "know, "
    "have them read the key's eight groups of digits (there: loa bundle key), then run this again with what "
    'you heard: --number "12345 …"',
)
WRONG_NUMBER = Text(
    "Dãy số vừa gõ không phải của khóa đã ký bộ bài này, nên không lấy gì. Nghe đọc lại từng số; vẫn khác "
    "thì bộ bài "
    "không phải của họ.",
    "The digits that were typed are not those of the key that signed this bundle, so nothing is taken. "
    "Have them "
    "read again; if they still differ, the bundle is not theirs.",
)
