"""What is said about the settings: the code of each fault, what is wrong, and the way out."""

from __future__ import annotations

from scheduler.problems import Message, Text

NO_FILE = Message(
    "settings-missing",
    Text("chưa có tệp cài đặt của thư mục làm việc này", "this folder of work has no settings"),
    Text(
        "Chạy lệnh này trong thư mục làm việc (hoặc thêm -C THƯ_MỤC); tạo thư mục mới bằng: loa new THƯ_MỤC",
        "Run this inside the folder of work (or add -C DIR); make a new one with: loa new DIR",
    ),
)
NOT_A_COLOUR = Message(
    "colour",
    Text("“{value}” không phải là mã màu", "“{value}” is not a colour"),
    Text(
        'Viết dấu # và sáu chữ số hoặc chữ A đến F, trong ngoặc kép: "#8E1B5B".',
        'Write # and six digits or letters A to F, between quotes: "#8E1B5B".',
    ),
)
NO_ZONE = Message(
    "time-zone",
    Text("không có múi giờ nào tên là “{value}”", "there is no time zone “{value}”"),
    Text("Có phải chị muốn viết {nearest}?", "Did you mean {nearest}?"),
)
NOT_A_NETWORK = Message(
    "network",
    Text("“{value}” không phải là địa chỉ của một máy chủ", "“{value}” is not a server's address"),
    Text(
        "Viết địa chỉ IP của máy chủ đứng trước trang làm việc, như 127.0.0.1 hay 10.0.0.0/8.",
        "Write the IP address of the server in front of the desk, such as 127.0.0.1 or 10.0.0.0/8.",
    ),
)
NOT_A_KEY = Message(
    "key",
    Text("mã “{value}” viết chưa đúng", "the key “{value}” is not in the right form"),
    Text(
        "Mã chỉ gồm chữ thường không dấu, chữ số và dấu nối, ví dụ: cha-me",
        "Use lower-case letters a to z, digits and hyphens, such as cha-me",
    ),
)
NO_RULE = Message(
    "unknown-rule",
    Text("không có quy tắc soát bài nào tên là “{name}”", "there is no house rule “{name}”"),
    Text("{meant}Các quy tắc: {known}.", "{meant}There are {known}."),
)
NO_LOGO = Message(
    "logo-missing",
    Text("không có tệp assets/{name}", "there is no file assets/{name}"),
    Text("{meant}Chép tệp vào thư mục assets, hoặc xóa dòng này.",
         "{meant}Put it into assets, or delete this line."),
)  # fmt: skip
LOGO_SPELT = Text(
    "Có tệp {spelt}, chỉ khác chữ hoa chữ thường. ", "There is {spelt}, which differs in capitals alone. "
)
NOT_A_WEEKDAY = Message(
    "weekday",
    Text("“{key}” không phải là mã của một ngày trong tuần", "“{key}” is not the key of a weekday"),
    Text(
        "Viết {day}. Thứ Hai đến Chủ Nhật là mon, tue, wed, thu, fri, sat, sun; mọi ngày là daily.",
        "Write {day}. Monday to Sunday are mon, tue, wed, thu, fri, sat, sun; every day is daily.",
    ),
)
SLOT_TWICE = Message(
    "slot-twice",
    Text("giờ {value} được ghi hai lần", "the time {value} is written twice"),
    Text("Xóa một trong hai; mỗi khung giờ chỉ đăng một bài.", "Delete one; a slot takes one post."),
)
NO_COUNTRY = Message(
    "country",
    Text("không có ngày lễ của nước nào tên là “{value}”", "no country “{value}” has known holidays"),
    Text(
        "Viết mã hai chữ cái của nước: {nearest}. Nếu không nghỉ ngày lễ nào, xóa dòng này.",
        "Write the country's code of two letters: {nearest}. To keep no holidays, delete this line.",
    ),
)
NOT_DAYS = Message(
    "days-form",
    Text("“{value}” không phải là một ngày hay một đợt nghỉ", "“{value}” is neither a day nor a run of days"),
    Text(
        "Một ngày viết 2026-12-25; từ ngày này đến ngày kia viết 2027-02-05..2027-02-12.",
        "Write a day as 2026-12-25, and from one day to another as 2027-02-05..2027-02-12.",
    ),
)
DAYS_BACKWARDS = Message(
    "days-backwards",
    Text(
        "đợt nghỉ kết thúc ({last}) trước khi bắt đầu ({first})",
        "it ends ({last}) before it begins ({first})",
    ),
    Text("Đổi chỗ hai ngày: {last}..{first}", "Swap the two: {last}..{first}"),
)
PUBLIC_SECRET = Message.of(
    "site-secret",
    "{key} nằm trong thư mục trang web ({folder}), ai vào trang web cũng tải được",
    "{key} lies in the website's folder ({folder}), where anybody can download it",
    "Cất ở nơi không công khai, ví dụ file:config/khoa-ky. Khóa đã từng nằm trong đó thì làm khóa mới.",
    "Keep it where nothing is public: file:config/khoa-ky. One that has lain there must be made anew.",
)
NOT_THE_DESK = Message.of(
    "desk-root",
    "“{value}” có cả phần sau tên máy",
    "“{value}” goes on after the host",
    "Chỉ viết địa chỉ của trang làm việc, như https://loa.soctrang.gov.vn",
    "Write the desk's own address alone, such as https://loa.example.org",
)
DESK_UNENCRYPTED = Message.of(
    "desk-unencrypted",
    "“{value}” không mã hóa, nên người khác trên đường mạng đọc được liên kết duyệt bài",
    "“{value}” is not encrypted, so others on the way could read the links that approve",
    "Viết địa chỉ bắt đầu bằng https://; http:// chỉ dùng cho địa chỉ trong mạng cơ quan, như http://192.168.1.5:8765",
    "Write one with https://; http:// is for an address of the office's own network, as in http://192.168.1.5:8765",
)
