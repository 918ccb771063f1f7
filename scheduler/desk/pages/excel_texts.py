"""The sentences of the page where a plan in Excel is brought into the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

EXCEL: Mapping[str, Text] = {
    "excel": Text("Kế hoạch bằng Excel", "A plan in Excel"),
    "excel_link": Text("Có kế hoạch bằng Excel?", "A plan in Excel?"),
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
    "x_waiting": Text("Còn dòng chưa nhận", "Rows not taken yet"),
    "x_left": Text("Còn {n} dòng chưa nhận", "{n} rows not taken yet"),
    "x_left_one": Text("Còn 1 dòng chưa nhận", "1 row not taken yet"),
    "x_go_on": Text("Làm tiếp", "Go on"),
    "x_throw": Text("Bỏ tệp này", "Throw this file away"),
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
    "x_into": Text("Thuộc đợt truyền thông", "Campaign"),
    "x_into_none": Text("Không thuộc đợt nào", "None"),
    "x_choose": Text("Chọn", "Choose"),
    "x_gives": Text(
        "Ô để trống, Loa điền giúp như khi viết bài: {gives}.",
        "Empty cells are filled in as in the form: {gives}.",
    ),
    "x_take": Text("Nhận {n} bài vào lịch", "Take {n} posts into the calendar"),
    "x_take_hint": Text(
        "Tất cả là bản nháp: chưa bài nào được đăng cho đến khi chị xem và trình duyệt.",
        "All of them as drafts: nothing goes out until you have looked at it and submitted it.",
    ),
    "x_nothing": Text(
        "Chưa có bài nào nhận được. Sửa các chỗ ghi ở dưới trước.",
        "Nothing can be taken yet. Mend what is told below first.",
    ),
    "x_all_known": Text(
        "Mọi dòng của tệp này đã có trong lịch.", "All rows of this file are in the calendar."
    ),
    "x_taken": Text("Đã nhận vào lịch. Tất cả là bản nháp.", "They are in the calendar, all as drafts."),
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
    "x_means": Text("“{written}” là", "“{written}” means"),
    "x_choose_meaning": Text("Chọn nghĩa…", "Choose what it means…"),
    "x_remember": Text("Nhớ như vậy", "Remember that"),
    "x_same_as": Text("Giống hệt dòng {line}", "The same as row {line}"),
    "x_elsewhen": Text("Trong lịch, bài này đăng lúc {when}", "In the calendar it goes out on {when}"),
    "x_apart": Text("Đây là bài khác, vẫn lấy", "This is another post: take it"),
    "x_post": Text("Xem bài trong lịch", "See it in the calendar"),
    "x_cell": Text("{heading} · ô {cell}", "{heading} · cell {cell}"),
    "x_kept": Text("Đã lưu chỗ vừa sửa.", "What was mended is kept."),
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
