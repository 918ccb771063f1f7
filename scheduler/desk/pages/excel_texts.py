"""The sentences of the page where a plan in Excel is brought into the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Message, Text

EXCEL: Mapping[str, Text] = {
    "excel": Text("Kế hoạch bằng Excel", "A plan in Excel"),
    "excel_link": Text("Nhập kế hoạch từ Excel", "Bring a plan from Excel"),
    "excel_lead": Text(
        "Thả tệp Excel vào đây. Loa đọc từng dòng, cho chị xem lại rồi mới đưa vào lịch, tất cả là bản nháp.",
        "Drop the workbook here. Each row is shown as it was understood; then it goes into the calendar, as "
        "a draft.",
    ),
    "x_drop": Text(
        "Thả tệp Excel (.xlsx) vào đây, hoặc bấm để chọn tệp", "Drop a workbook (.xlsx) here, or choose one"
    ),
    "x_drop_hint": Text(
        "Nhiều nhất 5 MB và 1.000 dòng. Không cần theo mẫu: đầu cột hai dòng, ô gộp, chữ ký cuối bảng đều "
        "được.",
        "At most 5 MB and 1,000 rows. No template is needed: headings in two rows, merged cells, signatures "
        "are understood.",
    ),
    "x_read": Text("Đọc tệp này", "Read this file"),
    "x_reading": Text("Đang đọc…", "Reading…"),
    "x_none": Text("Chưa chọn tệp nào.", "No file was chosen."),
    "x_too_big": Text(
        "Tệp lớn hơn 5 MB. Bỏ ảnh chèn trong tệp, hoặc chép riêng bảng kế hoạch sang tệp mới.",
        "The file is larger than 5 MB. Take out the pictures, or copy the table into a new file.",
    ),
    "x_many": Text(
        "Tệp có {n} dòng bài, nhiều hơn 1.000. Chia kế hoạch thành hai tệp rồi thả từng tệp.",
        "The file has {n} rows, more than 1,000. Make two files of it and drop one after the other.",
    ),
    "x_no_table": Text(
        "Không thấy bảng kế hoạch nào trong tệp. Bảng cần một dòng đầu cột, ví dụ: Ngày, Giờ, Tiêu đề, Nội "
        "dung.",
        "There is no table in the file. It needs a row of headings, such as: Ngày, Giờ, Tiêu đề, Nội dung.",
    ),
    "x_waiting": Text("Kế hoạch Excel còn dòng để lại", "Plans in Excel with rows left"),
    "x_left": Text("Còn {n} dòng chưa nhận", "{n} rows not taken yet"),
    "x_left_one": Text("Còn 1 dòng chưa nhận", "1 row not taken yet"),
    "x_go_on": Text("Làm tiếp", "Go on"),
    "x_throw": Text("Bỏ tệp này (bài đã vào lịch vẫn còn)", "Throw this file away (its posts stay)"),
    "x_throw_do": Text("Bỏ tệp này", "Throw this file away"),
    "x_throw_sure": Text(
        "Các dòng chưa nhận và những chỗ đã sửa ở đây sẽ mất. Bài đã nhận vào lịch và tệp Excel của chị vẫn "
        "còn.",
        "The rows that were not taken and what was mended here will be gone. Posts that were taken stay, and "
        "so does your own file.",
    ),
    "x_thrown": Text("Đã bỏ.", "Thrown away."),
    "x_other": Text("Thả tệp khác", "Drop another file"),
    "x_columns": Text("Các cột", "The columns"),
    "x_columns_hint": Text(
        "Loa hiểu mỗi cột như ghi ở trên. Chưa đúng thì chọn lại: lần sau Loa nhớ.",
        "Each column is taken for what stands above it. Choose again where that is wrong: it is remembered.",
    ),
    "x_columns_unknown": Text("Các cột · chưa dùng: {unknown}", "The columns · not used: {unknown}"),
    "x_edit_all": Text("Sửa cả dòng", "Edit the whole row"),
    "x_lacks": Text(
        "Chưa thấy cột {lacks}. Chọn xem đó là cột nào.",
        "There is no {lacks} yet. Choose which column that is.",
    ),
    "x_column_of": Text("Cột {letter}, “{heading}”, là", "Column {letter}, “{heading}”, is"),
    "x_no_column": Text("Không dùng", "Not used"),
    "x_keep_columns": Text("Đọc lại theo các cột này", "Read again with these columns"),
    "x_sheet": Text("Trang “{title}”", "Sheet “{title}”"),
    "x_counts": Text(
        "{sound} bài nhận được ngay · {wrong} dòng cần sửa · {known} bài đã có trong lịch",
        "{sound} can be taken now · {wrong} to mend · {known} are in the calendar already",
    ),
    "x_into": Text("Thuộc đợt truyền thông (không bắt buộc)", "Campaign (if any)"),
    "x_into_none": Text("Không thuộc đợt nào", "None"),
    "x_choose": Text("Chọn", "Choose"),
    "x_gives": Text(
        "Ô để trống, Loa điền giúp như khi viết bài: {gives}.",
        "Empty cells are filled in as in the form: {gives}.",
    ),
    "x_take": Text("Nhận {n} bài vào lịch", "Take {n} posts into the calendar"),
    "x_take_one": Text("Nhận 1 bài vào lịch", "Take 1 post into the calendar"),
    "x_take_none": Text("Nhận bài vào lịch", "Take posts into the calendar"),
    "x_rest": Text("còn {n} dòng để lại sau", "{n} rows stay for later"),
    "x_rest_one": Text("còn 1 dòng để lại sau", "1 row stays for later"),
    "x_take_hint": Text(
        "Tất cả là bản nháp: chưa bài nào được đăng cho đến khi chị xem và cho đăng.",
        "All of them as drafts: nothing goes out until you have looked at it and let it go.",
    ),
    "x_nothing": Text(
        "Chưa có bài nào nhận được: sửa xong một dòng ở trên thì nhận được dòng ấy.",
        "Nothing can be taken yet: mend a row above, then that row can be taken.",
    ),
    "x_nothing_here": Text("Tệp này không còn dòng nào để nhận.", "No row of this file is left to be taken."),
    "x_all_known": Text(
        "Mọi dòng của tệp này đã có trong lịch.", "All rows of this file are in the calendar."
    ),
    "x_stale": Text(
        "Lịch vừa được sửa ở nơi khác nên chưa nhận bài nào. Bấm nhận lần nữa.",
        "The calendar was changed elsewhere just now, so nothing was taken. Press once more.",
    ),
    "x_see": Text("Xem các bản nháp trong lịch", "See the drafts in the calendar"),
    "x_about": Text("Nên xem thêm", "Worth a look"),
    "x_wrong": Text("Cần sửa", "To mend"),
    "x_wrong_hint": Text(
        "Sửa ngay ở đây, tệp Excel của chị vẫn như cũ. Chưa sửa thì để đó: Loa giữ lại.",
        "Mend it here; your own file stays as it is. What is not mended is kept for later.",
    ),
    "x_sound": Text("Nhận được ngay", "Can be taken now"),
    "x_known": Text("Đã có trong lịch", "In the calendar already"),
    "x_away": Text("Đã để riêng", "Put away"),
    "x_row": Text("Dòng {line}", "Row {line}"),
    "x_is_wrong": Text("Cần sửa", "To mend"),
    "x_is_sound": Text("Nhận được", "Can be taken"),
    "x_is_known": Text("Đã có", "Known"),
    "x_is_away": Text("Để riêng", "Put away"),
    "x_no_time": Text("Chưa có giờ: chờ khung giờ trống", "No time: waits for a free slot"),
    "x_no_title": Text("(chưa có tiêu đề)", "(no title yet)"),
    "x_all_channels": Text("Mọi kênh đã nối", "Every channel there is"),
    "x_edit": Text("Sửa dòng này", "Edit this row"),
    "x_save": Text("Lưu dòng này", "Save this row"),
    "x_put_away": Text("Không lấy dòng này", "Leave this row out"),
    "x_put_back": Text("Lấy lại dòng này", "Take it back in"),
    "x_ask_audience": Text(
        "Loa chưa biết “{written}” là ai. Chị chọn giúp:", "Nobody knows yet who “{written}” is. Choose:"
    ),
    "x_ask_topic": Text(
        "Loa chưa biết chủ đề “{written}”. Chị chọn giúp:",
        "Nobody knows the topic “{written}” yet. Choose:",
    ),
    "x_ask_channels": Text(
        "Loa chưa biết “{written}” là nơi nào. Đánh dấu những nơi ấy:",
        "Nobody knows yet which places “{written}” means. Tick them:",
    ),
    "x_choose_meaning": Text("Chọn một mục…", "Choose…"),
    "x_leave_empty": Text("(để trống ô này)", "(leave it empty)"),
    "x_remember": Text(
        "Nhớ: lần sau gặp “{written}” hiểu như vậy (cả các dòng khác trong tệp này)",
        "Remember: from now on “{written}” means that (in the other rows of this file too)",
    ),
    "x_later": Text("Để lại sau", "Leave it for later"),
    "x_same_as": Text("Giống hệt dòng {line}", "The same as row {line}"),
    "x_elsewhen": Text("Trong lịch, bài này đăng lúc {when}", "In the calendar it goes out on {when}"),
    "x_apart": Text("Đây là bài khác, vẫn lấy", "This is another post: take it"),
    "x_post": Text("Xem bài trong lịch", "See it in the calendar"),
    "x_cell": Text("{heading} · ô {cell}", "{heading} · cell {cell}"),
    "x_kept": Text("Đã giữ chỗ vừa sửa.", "What was mended is kept."),
    "x_kept_chosen": Text(
        "Đã giữ. Bấm “Lưu dòng này” là xong.", "Kept. Press “Save this row” to be done with it."
    ),
    "x_own": Text("Đã vào lịch", "In the calendar"),
    "x_own_see": Text("Xem bài", "See the post"),
    "x_said_sound": Text("Đã xong dòng {line}.", "Row {line} is done."),
    "x_said_away": Text("Đã để riêng dòng {line}.", "Row {line} is put away."),
    "x_said_known": Text("Dòng {line} đã có trong lịch.", "Row {line} is in the calendar already."),
    "x_said_later": Text(
        "Dòng {line} để lại sau. Những gì chị đã điền vẫn được giữ.",
        "Row {line} waits. What you filled in is kept.",
    ),
    "x_said_left": Text("Còn {n} dòng cần sửa.", "{n} rows are to be mended."),
    "x_said_left_one": Text("Còn 1 dòng cần sửa.", "1 row is to be mended."),
    "x_said_none_left": Text("Không còn dòng nào cần sửa.", "No row is left to be mended."),
    "x_said_missing": Text(
        "Chưa lưu được: còn {what}. Những gì chị đã điền vẫn được giữ.",
        "Not done yet: {what} left. What you filled in is kept.",
    ),
    "x_said_unanswered": Text("{n} ô chưa chọn", "{n} choices"),
    "x_said_unanswered_one": Text("1 ô chưa chọn", "1 choice"),
    "x_said_errors": Text("{n} chỗ ghi màu đỏ cần sửa", "{n} things in red"),
    "x_said_errors_one": Text("1 chỗ ghi màu đỏ cần sửa", "1 thing in red"),
    "x_said_look": Text("chỗ cần sửa", "something"),
    "x_said_and": Text(" và ", " and "),
    "x_said_learnt": Text("Đã hiểu “{written}” = {meant}.", "“{written}” now means {meant}."),
    "x_said_learnt_too": Text(
        "Đã hiểu “{written}” = {meant}, cho cả dòng {lines}.",
        "“{written}” now means {meant}, in row {lines} too.",
    ),
    "x_next_row": Text("Đến dòng {line}", "On to row {line}"),
    "x_took": Text("Đã đưa {n} bài vào lịch.", "{n} posts are in the calendar."),
    "x_took_one": Text("Đã đưa 1 bài vào lịch.", "1 post is in the calendar."),
    "x_took_left": Text("{n} dòng còn lại nằm ở Cần sửa.", "The {n} rows left are under “To mend”."),
    "x_took_left_one": Text("1 dòng còn lại nằm ở Cần sửa.", "The row left is under “To mend”."),
    "x_took_next_asked": Text(
        "Việc tiếp theo: xem {n} bài rồi trình duyệt.", "Next: look at the {n} posts, then submit them."
    ),
    "x_took_next_asked_one": Text(
        "Việc tiếp theo: xem bài rồi trình duyệt.", "Next: look at the post, then submit it."
    ),
    "x_took_next": Text(
        "Việc tiếp theo: xem {n} bài rồi cho đăng; chưa cho thì bài vẫn là bản nháp.",
        "Next: look at the {n} posts, then let them go; until then they are drafts.",
    ),
    "x_took_next_one": Text(
        "Việc tiếp theo: xem bài rồi cho đăng; chưa cho thì bài vẫn là bản nháp.",
        "Next: look at the post, then let it go; until then it is a draft.",
    ),
    "x_more": Text("Xem các dòng tiếp theo", "Show the next rows"),
    "x_before": Text("Các dòng trước", "Earlier rows"),
    "x_photo": Text("Ảnh", "Photo"),
    "x_for": Text("Đối tượng", "For whom"),
    "x_where": Text("Kênh", "Channels"),
    "x_unwritable": Text(
        "Không ghi được ({why}), nên chưa có gì thay đổi.",
        "It cannot be written ({why}); nothing was changed.",
    ),
}
NOT_CONNECTED = Message.of(
    "excel-not-connected",
    "{names} chưa được nối với Loa, nên bài chưa lên đó được",
    "{names} is not connected, so the post does not go there yet",
    "Bài cứ nhận vào lịch; nối xong thì bài mới lên.",
    "Take it all the same; it goes there once that is connected.",
    level="warning",
)
