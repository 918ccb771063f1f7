"""What is told about units: those of config/units.yaml, and those that posts name."""

from __future__ import annotations

from scheduler.problems import Message, Text

UNITS_SHAPE = Message.of(
    "file-shape",
    "tệp này không có dạng một danh sách đơn vị",
    "this file is not a list of units",
    "Bắt đầu bằng một dòng “units:”, rồi mỗi đơn vị một mục “- id: …” thụt vào hai dấu cách.",
    "Begin with a line “units:”, then one “- id: …” for each unit, indented by two spaces.",
)
UNIT_SHAPE = Message.of(
    "unit-shape",
    "mục này không có dạng một đơn vị",
    "this entry is not a unit",
    "Viết “- id: …”, rồi name và các mục khác ở những dòng dưới, thẳng hàng với id.",
    "Write “- id: …”, then name and the other keys on the lines below, in line with id.",
)
DUPLICATE_UNIT = Message.of(
    "duplicate-unit",
    "mã đơn vị “{id}” đã dùng ở {other}",
    "the unit “{id}” is also at {other}",
    "Đặt cho một trong hai đơn vị một mã khác; đơn vị đã từng đăng bài thì giữ nguyên mã.",
    "Give one of the two another id; one that has published keeps its own.",
)
RESERVED_UNIT = Message.of(
    "unit-reserved",
    "“{id}” nghĩa là mọi đơn vị, nên không dùng làm mã của một đơn vị được",
    "“{id}” means every unit, and cannot be the id of one",
    "Đặt một mã khác, ví dụ: my-xuyen",
    "Choose another id, such as my-xuyen",
)
NOT_THE_PROVINCES = Message.of(
    "unit-province",
    "mục “{key}” của cấp tỉnh không ghi ở tệp này",
    "the province's “{key}” does not belong into this file",
    "Ở đây mục province chỉ có {known}; những điều khác của tỉnh ghi trong config/settings.yaml.",
    "Here the entry province has {known} alone; all else of the province is in config/settings.yaml.",
)
UNKNOWN_PARENT = Message.of(
    "unknown-parent",
    "không có đơn vị nào mang mã “{value}”",
    "there is no unit “{value}”",
    "{meant}Cấp tỉnh thì viết parent: province, hoặc xóa dòng này.",
    "{meant}For the province write parent: province, or delete this line.",
)
NAMELESS_PARENT = Message.of(
    "nameless-parent",
    "đơn vị cấp trên “{value}” còn lỗi, chưa đọc được tên, nên đơn vị này chưa đăng bài được",
    "the name of “{value}” above it cannot be read, so this unit publishes nothing yet",
    "Sửa mục của đơn vị “{value}”.",
    "Mend the entry “{value}”.",
)
OFFICE_AND_PARENT = Message.of(
    "office-and-parent",
    "trang khác của một đơn vị thì theo cấp trên của đơn vị ấy, không ghi parent",
    "another page of an office has the office's parent, and none of its own",
    "Xóa dòng parent.",
    "Delete the line parent.",
)
PAGE_ABOVE = Message(
    "page-above",
    Text("“{value}” chỉ là một trang, không phải một đơn vị", "“{value}” is a page, and no organisation"),
    Text("Ghi mã của đơn vị có trang ấy.", "Name the office whose page it is."),
)
FAULTY_OFFICE = Message.of(
    "faulty-office",
    "đơn vị “{value}” của trang này còn lỗi, nên trang này cũng chưa đăng bài được",
    "the office “{value}” of this page has a mistake, so this page publishes nothing yet",
    "Sửa mục của đơn vị “{value}”.",
    "Mend the entry “{value}”.",
)
CIRCLE = Message.of(
    "unit-circle",
    "các đơn vị trực thuộc nhau thành vòng tròn: {circle}",
    "these units are under one another: {circle}",
    "Sửa parent của một đơn vị trong vòng, để đi lên mãi thì tới province.",
    "Change the parent of one of them, so that the way up ends at province.",
)
TAKEN = Message.of(
    "unit-taken",
    "{value} đã là của {other}",
    "{value} belongs to {other}",
    "Mỗi đơn vị cần chỗ riêng, để bài không lên một chỗ nhiều lần. Sửa một trong hai.",
    "Each unit needs its own, or a post would appear in one place more than once. Change one of them.",
)
UNKNOWN_DECLINED = Message.of(
    "unknown-declined",
    "lịch không có bài hay đợt nào mang mã “{value}”",
    "the calendar has no post or campaign “{value}”",
    "{meant}Nếu bài ấy đã xóa khỏi lịch thì xóa mã này.",
    "{meant}If it was taken out of the calendar, take it out here too.",
    level="warning",
)

# -- in posts ---------------------------------------------------------------------------------------

UNKNOWN_UNIT = Message.of(
    "unknown-unit",
    "không có đơn vị nào mang mã “{value}”",
    "there is no unit “{value}”",
    "{meant}Cấp tỉnh: province; mọi đơn vị: all; các mã khác ghi trong config/units.yaml.",
    "{meant}The province: province; every unit: all; config/units.yaml has the others.",
)
NO_UNIT = Message.of(
    "no-unit",
    "chưa có đơn vị nào đăng được bài này: {units} còn lỗi trong config/units.yaml, hoặc không nhận bài",
    "no unit can publish this post: {units} has a mistake in config/units.yaml, or declines it",
    "Sửa đơn vị ấy trong config/units.yaml, hoặc ghi đơn vị khác ở mục units của bài.",
    "Mend the unit in config/units.yaml, or name another in the post's units.",
)
NO_LOCAL_LINE = Message.of(
    "no-local-line",
    "{unit} chưa có đường dây nóng nào để thay vào chỗ này",
    "{unit} has no hotline to be filled in here",
    "Thêm hotlines cho đơn vị ấy (hoặc cho mục “- id: province”, để dùng chung) trong config/units.yaml; "
    "hoặc viết {{{{ hotline('mã-đường-dây') }}}}.",
    "Give that unit hotlines in config/units.yaml (or the entry “- id: province”, for all of them); or "
    "write {{{{ hotline('key') }}}}.",
)
AND_OTHERS = Text("{unit} và {count} đơn vị khác", "{unit} and {count} other units")
