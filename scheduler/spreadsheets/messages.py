"""What is said of a workbook: what is wrong in which cell, and what to do about it."""

from __future__ import annotations

from scheduler.problems import Message, Text

# -- the workbook -----------------------------------------------------------------------------------

NOT_A_WORKBOOK = Text(
    "{name} không phải là tệp Excel (.xlsx). Mở tệp bằng Excel, chọn Lưu thành, dạng "
    "“Excel Workbook (*.xlsx)”.",
    "{name} is no Excel workbook (.xlsx). Open it in Excel and save it as “Excel Workbook (*.xlsx)”.",
)
OLD_WORKBOOK = Text(
    "{name} là tệp Excel dạng cũ (.xls). Mở bằng Excel, chọn Lưu thành, dạng “Excel Workbook (*.xlsx)”.",
    "{name} is in the old Excel format (.xls). Open it in Excel and save it as “Excel Workbook (*.xlsx)”.",
)
PASSWORD = Text(
    "{name} đang khóa bằng mật khẩu. Mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), rồi "
    "lưu lại.",
    "{name} is locked by a password. Open it in Excel, remove the password (File, Info, Protect Workbook), "
    "and save it.",
)
DAMAGED = Text(
    "{name} bị hỏng nên không đọc được. Mở bằng Excel để sửa, rồi lưu lại thành tệp mới.",
    "{name} is damaged. Open it in Excel, have it repaired, and save it as a new file.",
)
OTHER_KIND = Text(
    "{name} là {kind}, Loa không đọc thẳng được. Mở tệp bằng Excel, chọn Lưu thành, dạng “Excel Workbook "
    "(*.xlsx)”, rồi nhập tệp mới ấy.",
    "{name} is {kind}, which Loa does not read. Open it in Excel, save it as “Excel Workbook (*.xlsx)”, and "
    "import that file.",
)
BINARY = Text("sổ Excel dạng nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)")
OPEN_DOCUMENT = Text("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)")
WORD = Text("văn bản Word (.docx)", "a Word document (.docx)")
XML_2003 = Text("bảng tính XML của Excel 2003", "an XML spreadsheet of Excel 2003")
WEB_PAGE = Text("trang web mang tên tệp Excel", "a web page under an Excel name")
PLAIN_LIST = Text("bảng dạng chữ (.csv, .txt)", "a table in plain text (.csv, .txt)")
STRICT = Text(
    "{name} được lưu ở dạng “Strict Open XML Spreadsheet”. Mở bằng Excel, chọn Lưu thành, dạng “Excel "
    "Workbook (*.xlsx)” (dòng không có chữ Strict), rồi nhập lại.",
    "{name} was saved as “Strict Open XML Spreadsheet”. Open it in Excel, save it as “Excel Workbook "
    "(*.xlsx)” (without the word Strict), and import it again.",
)
UNSAFE = Text(
    "{name} có phần định nghĩa mà Excel không bao giờ ghi (DOCTYPE), có thể là tệp phá hoại, nên không được "
    "mở. Chép các bài sang một tệp Excel mới.",
    "{name} holds definitions that Excel never writes (DOCTYPE) and may be meant to do harm: it was not "
    "opened. Copy the posts into a new workbook.",
)
TOO_MANY = Text(
    "{name} có nhiều dòng, ô hoặc định dạng hơn bất cứ lịch bài nào (nhiều nhất {rows} dòng), nên không được "
    "đọc. Chép riêng các bài sang một tệp mới.",
    "{name} has more rows, cells or formats than any calendar ({rows} rows at most), and is not read. Copy "
    "the posts into a new workbook.",
)
TOO_BIG = Text(
    "{name} mở ra hơn {limit} MB, quá lớn cho một lịch bài, nên không được đọc. Chép riêng các bài sang một "
    "tệp mới.",
    "{name} opens to more than {limit} MB, too much for a calendar, and is not read. Copy the posts into a "
    "new workbook.",
)
LOCKED = Text(
    "Không mở được {name}: một chương trình khác đang giữ tệp. Đóng tệp trong Excel rồi chạy lại.",
    "{name} cannot be opened: another program holds it. Close it in Excel and run again.",
)
NO_SHEET = Text(
    "{name} không có trang nào mang dòng đầu cột của một lịch bài. Cần ít nhất hai cột “Tiêu đề” và "
    "“Nội dung”; lấy mẫu có sẵn: loa export --template mau.xlsx",
    "{name} has no sheet with the headings of a calendar. At least “Tiêu đề” and “Nội dung” are needed; "
    "get a template: loa export --template mau.xlsx",
)

# -- a sheet ----------------------------------------------------------------------------------------

SHEET_UNREAD = Message.of(
    "sheet-unread",
    "trang này không có dòng đầu cột của lịch bài nên không được đọc",
    "this sheet has no headings of a calendar and is not read",
    "Nếu trang có bài, thêm các cột “Tiêu đề” và “Nội dung” ở trên cùng.",
    "If it holds posts, give it the columns “Tiêu đề” and “Nội dung”.",
    level="warning",
)
NO_COLUMN = Message.of(
    "column-missing",
    "trang này thiếu cột “{heading}”",
    "this sheet has no column “{heading}”",
    "Thêm cột ấy vào dòng đầu cột.",
    "Add it to the row of headings.",
)
UNKNOWN_COLUMN = Message.of(
    "column-unknown",
    "cột “{heading}” không thuộc lịch bài nên không được đọc",
    "the column “{heading}” is not part of a calendar and is not read",
    "Nếu cột có nội dung của bài, đổi tên theo trang Hướng dẫn của tệp mẫu.",
    "If it belongs to the posts, rename it as the template's guide says.",
    level="warning",
)
MISSPELT_COLUMN = Message.of(
    "column-misspelt",
    "không có cột nào tên là “{heading}”",
    "no column is called “{heading}”",
    "Có phải chị muốn viết “{nearest}”?",
    "Did you mean “{nearest}”?",
)
COLUMN_TWICE = Message.of(
    "column-twice",
    "cột “{heading}” có hai lần, ở {first} và ở đây",
    "the column “{heading}” stands twice, at {first} and here",
    "Gộp hai cột làm một.",
    "Make one of the two.",
)
STOPPED = Message.of(
    "rows-unread",
    "sau dòng này là hơn {count} dòng trống, nên phần dưới nữa không được đọc",
    "more than {count} empty rows follow, and what lies below them is not read",
    "Nếu bên dưới còn bài, xóa các dòng trống ở giữa.",
    "If posts lie below, delete the empty rows.",
    level="warning",
)

COLUMN_SHARED = Message.of(
    "column-twice",
    "cột này nằm chung dưới đầu cột “{heading}” đã gộp, nên không biết nó là gì",
    "this column shares the merged heading “{heading}”, and nobody can know what it is",
    "Tách ô đầu cột, rồi ghi tên riêng cho từng cột.",
    "Split the heading, and give each column its own name.",
)
COLUMN_UNNAMED = Message.of(
    "column-unknown",
    "cột này không có tên nên không được đọc",
    "this column has no heading and is not read",
    "Nếu cột có nội dung của bài, ghi tên cột theo trang Hướng dẫn của tệp mẫu.",
    "If it belongs to the posts, name it as the template's guide says.",
    level="warning",
)
MERGED_ACROSS = Message.of(
    "cell-merged",
    "ô này gộp qua nhiều cột của lịch bài",
    "this cell is merged over several columns of the calendar",
    "Tách ô (Trang đầu, Hợp nhất & căn giữa), rồi điền riêng từng cột.",
    "Split it (Home, Merge & Center), and fill in each column.",
)
TWO_TABLES = Message.of(
    "two-tables",
    "dòng này là đầu cột của một bảng khác (bảng được đọc có đầu cột ở dòng {first})",
    "this row has the headings of another table (those that are read stand in row {first})",
    "Để mỗi bảng ở một trang riêng, hoặc gộp hai bảng làm một.",
    "Give each table a sheet of its own, or make one of the two.",
)
STATUS_ELSEWHERE = Message.of(
    "status-elsewhere",
    "ô này nói bài chưa được đăng mà không nằm ở cột Trạng thái",
    "this cell says that the post shall not go out, and is not in the column Trạng thái",
    "Đổi tên cột thành Trạng thái và ghi Nháp; hoặc xóa ô này nếu bài đã sẵn sàng.",
    "Call the column Trạng thái and write Nháp; or empty the cell if the post is ready.",
)
ROW_PASSED = Message.of(
    "row-passed-over",
    "dòng “{words}” không phải là một bài nên không được đọc",
    "the row “{words}” is no post and is not read",
    "Nếu là bài, để liền dưới các bài khác, điền đủ Tiêu đề, Nội dung và ngày giờ.",
    "If it is one, put it right below the others, with its title, text and time.",
    level="warning",
)
TABLE_ENDS = Message.of(
    "table-ends",
    "bảng kết thúc ở dòng “{words}”: {count} dòng từ đây không được đọc",
    "the table ends with the row “{words}”: {count} rows from here are not read",
    "Nếu bên dưới còn bài, chuyển lên trên dòng này.",
    "If posts lie below, move them above this row.",
    level="warning",
)
ROW_BELOW = Message.of(
    "row-below-end",
    "dòng này giống một bài mà lại nằm dưới chỗ bảng kết thúc (dòng {end})",
    "this row looks like a post and stands below the end of the table (row {end})",
    "Chuyển bài lên trên dòng {end}, hoặc xóa nếu không phải là bài.",
    "Move it above row {end}, or delete it if it is none.",
)

# -- what the sheet does not show ---------------------------------------------------------------------

_AS_DRAFT_VI = "Muốn nhập thành bản nháp: thêm --hidden-as-draft."
_AS_DRAFT_EN = "To import as drafts: add --hidden-as-draft."
HIDDEN_SHEET = Message.of(
    "hidden-sheet",
    "trang này đang bị ẩn mà có {count} dòng bài",
    "this sheet is hidden and holds {count} rows of posts",
    f"Bỏ ẩn trang nếu các bài còn cần, xóa trang nếu không. {_AS_DRAFT_VI}",
    f"Show the sheet if its posts are wanted, delete it if not. {_AS_DRAFT_EN}",
)
HIDDEN_ROWS = Message.of(
    "hidden-row",
    "dòng {rows} đang bị ẩn hoặc bị lọc",
    "row {rows} is hidden or filtered out",
    f"Bỏ lọc, bỏ ẩn nếu bài còn cần; xóa dòng nếu không. {_AS_DRAFT_VI}",
    f"Clear the filter and show it if the post is wanted; delete the row if not. {_AS_DRAFT_EN}",
)
HIDDEN_COLUMN = Message.of(
    "hidden-column",
    "cột này đang bị ẩn hoặc gạch ngang mà có nội dung ở {count} dòng",
    "this column is hidden or struck out and holds something in {count} rows",
    f"Bỏ ẩn, bỏ gạch nếu cột còn dùng; xóa cột nếu không. {_AS_DRAFT_VI}",
    f"Show it if it is used, delete it if not. {_AS_DRAFT_EN}",
)
STRUCK_CELL = Message.of(
    "cell-struck",
    "chữ trong ô này bị gạch ngang",
    "words in this cell are struck out",
    f"Bỏ gạch nếu còn dùng; xóa chữ, hoặc xóa dòng, nếu không. {_AS_DRAFT_VI}",
    f"Clear the strikethrough if it holds; delete the words or the row if not. {_AS_DRAFT_EN}",
)
STRUCK_ROW = Message.of(
    "row-struck",
    "cả dòng này bị gạch ngang",
    "this whole row is struck out",
    f"Bỏ gạch nếu bài còn cần; xóa dòng nếu không. {_AS_DRAFT_VI}",
    f"Clear the strikethrough if the post is wanted; delete the row if not. {_AS_DRAFT_EN}",
)
BLANK_CELL = Message.of(
    "cell-not-shown",
    "ô này có nội dung mà định dạng số (;;;) không cho hiện ra",
    "this cell holds something that its number format (;;;) hides",
    f"Đổi định dạng ô thành Chung (General), hoặc xóa nội dung. {_AS_DRAFT_VI}",
    f"Format it as General, or empty it. {_AS_DRAFT_EN}",
)
UNSEEN = (HIDDEN_SHEET, HIDDEN_ROWS, HIDDEN_COLUMN, STRUCK_CELL, STRUCK_ROW, BLANK_CELL)
AS_DRAFT = Text(
    "Bài liên quan được nhập thành bản nháp nên chưa đăng. Xem lại rồi hãy cho đăng.",
    "What it concerns comes in as a draft and does not go out. Look at it first.",
)

# -- a cell -----------------------------------------------------------------------------------------

ERROR_CELL = Message.of(
    "cell-error",
    "ô này báo lỗi {value}",
    "this cell holds the error {value}",
    "Sửa công thức, hoặc gõ thẳng nội dung vào ô.",
    "Mend the formula, or type the words themselves.",
)
FORMULA = Message.of(
    "cell-formula",
    "ô này là công thức chưa được tính",
    "this cell holds a formula without a result",
    "Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng nội dung vào ô.",
    "Open the workbook in Excel and save it, or type the words themselves.",
)
BECAME_DATE = Message.of(
    "cell-date",
    "ô này đã thành ngày giờ ({value}), không còn là chữ",
    "this cell became a date or a time ({value}) and is no text",
    "Định dạng ô là Văn bản (Text) rồi gõ lại.",
    "Format the cell as Text and type it again.",
)
LOST_ZERO = Message.of(
    "zero-lost",
    "ô này là con số {value}; nếu là số điện thoại thì đã mất số 0 ở đầu",
    "this cell is the number {value}; a telephone number has lost its 0",
    "Định dạng ô là Văn bản (Text) rồi gõ lại đủ số.",
    "Format the cell as Text and type the whole number.",
)
NUMBER_FORMAT = Message.of(
    "number-format",
    "ô này là số, hiện ra theo định dạng riêng ({format})",
    "this cell is a number, shown by a format of its own ({format})",
    "Định dạng ô là Văn bản (Text) rồi gõ đúng như muốn thấy.",
    "Format the cell as Text and type what should be seen.",
)
INVISIBLE = Message.of(
    "cell-invisible",
    "ô này có một ký tự không nhìn thấy ({character})",
    "this cell holds a character that nobody can see ({character})",
    "Gõ lại chỗ ấy, hoặc chép qua Notepad trước khi dán.",
    "Type that place again, or paste it by way of Notepad.",
)
DAY_FORM = Message.of(
    "day-form",
    "“{value}” không phải là một ngày",
    "“{value}” is not a date",
    "Viết ngày/tháng/năm, ví dụ: 1/12/2026.",
    "Write day/month/year, such as 1/12/2026.",
)
NO_SUCH_DAY = Message.of(
    "no-such-date",
    "không có ngày {value}",
    "there is no such date: {value}",
    "Xem lại: ngày viết trước, tháng viết sau.",
    "Look again: the day comes first, then the month.",
)
NO_SUCH_DAY_IN_MONTH = Message.of(
    "no-such-date",
    "tháng {month} chỉ có {last} ngày, không có ngày {value}",
    "month {month} has {last} days; there is no {value}",
    "Sửa lại ngày.",
    "Mend the day.",
)
NO_YEAR = Message.of(
    "day-form",
    "“{value}” thiếu năm",
    "“{value}” lacks its year",
    "Viết đủ ngày/tháng/năm, ví dụ: 1/12/2026.",
    "Write day/month/year, such as 1/12/2026.",
)
OTHER_WEEKDAY = Message.of(
    "weekday-differs",
    "“{value}”: ngày {day} lại là {weekday}",
    "“{value}”: {day} is a {weekday}",
    "Sửa ngày, hoặc sửa thứ, cho khớp nhau.",
    "Mend the date or the weekday, so that they agree.",
)
HOUR_FORM = Message.of(
    "hour-form",
    "“{value}” không phải là giờ",
    "“{value}” is not a time of day",
    "Viết giờ và phút, ví dụ: 7:30 hoặc 7h30.",
    "Write hours and minutes, such as 7:30 or 7h30.",
)
NO_CLOCK = Message.of(
    "hour-form",
    "“{value}” chưa nói rõ mấy giờ",
    "“{value}” does not say which hour",
    "Ghi thêm giờ, ví dụ: chiều 15h.",
    "Add the hour, such as: chiều 15h.",
)
SECONDS = Message.of(
    "hour-form",
    "giờ đăng có cả giây ({value})",
    "the time has seconds ({value})",
    "Chỉ viết giờ và phút, ví dụ: 7:30.",
    "Write hours and minutes alone, such as 7:30.",
)
DAY_WITHOUT_HOUR = Message.of(
    "hour-missing",
    "bài có ngày đăng mà chưa có giờ",
    "the post has a day and no time",
    "Điền cột Giờ đăng, ví dụ 7:30; hoặc xóa ngày.",
    "Fill in Giờ đăng, such as 7:30; or delete the day.",
)
HOUR_WITHOUT_DAY = Message.of(
    "day-missing",
    "bài có giờ đăng mà chưa có ngày",
    "the post has a time and no day",
    "Điền cột Ngày đăng, ví dụ 1/12/2026; hoặc xóa giờ.",
    "Fill in Ngày đăng, such as 1/12/2026; or delete the time.",
)
TWO_HOURS = Message.of(
    "two-hours",
    "ô ngày ghi {first}, ô giờ ghi {second}",
    "the day's cell says {first}, the time's {second}",
    "Chỉ giữ một giờ.",
    "Keep one of them.",
)
CARD_OF_NOTHING = Message.of(
    "card-alone",
    "dòng này chỉ có thẻ mà không thuộc bài nào",
    "this row has a card alone and belongs to no post",
    "Ghi mã bài của bài có thẻ này, hoặc điền Tiêu đề và Nội dung.",
    "Write the id of its post, or fill in title and text.",
)
FILE_FORM = Message.of(
    "file-form",
    "“{value}” không phải là một tệp lịch",
    "“{value}” is no file of the calendar",
    "Viết như posts/2026-12.yaml, hoặc để trống.",
    "Write it like posts/2026-12.yaml, or leave it empty.",
)
TWO_CAMPAIGNS = Message.of(
    "two-campaigns",
    "{file} đã thuộc đợt “{first}”, bài này lại thuộc đợt “{second}”",
    "{file} belongs to the campaign “{first}”, this post to “{second}”",
    "Mỗi tệp chỉ giữ một đợt: ghi tệp khác ở cột Tệp, hoặc bỏ --out.",
    "A file holds one campaign: name another in the column Tệp, or leave out --out.",
)
# What cannot be laid on one row alone.
OF_SHEET = (
    TWO_TABLES,
    COLUMN_TWICE,
    COLUMN_SHARED,
    MISSPELT_COLUMN,
    NO_COLUMN,
    MERGED_ACROSS,
    CARD_OF_NOTHING,
)
