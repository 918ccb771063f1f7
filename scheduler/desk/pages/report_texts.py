"""Every sentence of the report's page, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

REPORT: Mapping[str, Text] = {
    "report": Text("Báo cáo", "Report"),
    "report_lead": Text(
        "Kết quả công tác truyền thông {period}.", "What was published in {period}, and what came of it."
    ),
    "report_period": Text("Kỳ", "Period"),
    "report_days": Text("Những ngày khác", "Other days"),
    "report_from": Text("Từ ngày", "From"),
    "report_to": Text("Đến ngày", "To"),
    "report_show": Text("Xem", "Show"),
    "report_all_units": Text("Tất cả đơn vị", "All units"),
    "report_word": Text("Tải tệp Word", "Download Word"),
    "report_excel": Text("Tải tệp Excel", "Download Excel"),
    "report_pdf": Text("Tải tệp PDF", "Download PDF"),
    "report_pdf_hint": Text("Làm PDF mất khoảng 10 giây.", "A PDF takes some 10 seconds."),
    "report_no_word": Text(
        "Muốn có tệp Word, nhờ người phụ trách máy cài phần report: pip install 'loa[report]'",
        "For Word files, have the extra “report” installed: pip install 'loa[report]'",
    ),
    "report_no_pdf": Text(
        "Máy này chưa có LibreOffice nên chưa làm được PDF; mở tệp Word rồi chọn Lưu thành PDF.",
        "This machine has no LibreOffice; to have a PDF, open the Word file and save it as one.",
    ),
    "report_in_words": Text("Tóm tắt", "In words"),
    "report_nothing": Text("Trong kỳ này chưa có bài nào được đăng", "Nothing was published in this period"),
    "report_nothing_hint": Text(
        "Chọn kỳ khác ở trên. Tệp tải về vẫn có đủ các mục, với những số 0.",
        "Choose another period above. The files have all their sections, with zeros.",
    ),
    "report_no_book": Text("Chưa có gì để báo cáo", "There is nothing to report yet"),
    "report_no_book_hint": Text(
        "Báo cáo lấy số từ sổ đăng bài, mà sổ chưa có. Có bài lên rồi thì số liệu hiện ở đây.",
        "The figures come from the ledger, and there is none yet. They stand here once a post is out.",
    ),
    "report_bad_period": Text("Chưa xem được kỳ này", "This period cannot be shown"),
    "report_posts": Text("Bài đã đăng", "Posts published"),
    "report_deliveries": Text("Lượt đã đăng", "Deliveries"),
    "report_late": Text("Đăng trễ", "Late"),
    "report_mended": Text("Sửa, gỡ", "Corrected"),
    "report_over_time": Text("Số lượt đã đăng theo {step}", "Deliveries by {step}"),
    "report_by": Text("Theo {what}", "By {what}"),
    "report_count_posts": Text("Số bài", "Posts"),
    "report_sum": Text("Cộng", "All"),
    "report_hotlines": Text("Đường dây nóng", "Hotlines"),
    "report_line": Text("Đường dây", "Line"),
    "report_number": Text("Số", "Number"),
    "report_shown": Text("Số lượt", "Deliveries"),
    "report_words": Text("Trong lời", "In words"),
    "report_card": Text("Trên thẻ", "On cards"),
    "report_button": Text("Nút gọi", "As buttons"),
    "report_points": Text("Sáu mục của Công văn 267", "The six points of letter 267"),
    "report_point": Text("Mục", "Point"),
    "report_asks": Text("Nội dung", "What it asks for"),
    "report_decided": Text("Cách tính", "What is counted"),
    "report_by_hand": Text("đơn vị tự ghi thêm trong tệp Word", "to be filled in in the Word file"),
    "report_reached": Text("Kết quả tiếp cận", "What it reached"),
    "report_unknown": Text("không có số liệu", "not available"),
    "report_of": Text("trên {n} lượt", "of {n} deliveries"),
    "report_reached_hint": Text(
        "Số liệu do kênh cho biết, cộng từng lượt đăng đến hết kỳ; người xem hai bài được tính hai lần.",
        "As the channels tell, added up over deliveries to the period's end; who saw two posts counts twice.",
    ),
    "report_pages": Text("Của chính {channel}:", "Of {channel} itself:"),
    "report_places": Text("{n} nơi", "{n} places"),
    "report_places_one": Text("1 nơi", "1 place"),
    "report_why": Text("Lý do", "Reasons"),
    "report_rows": Text("Các lượt đăng", "Deliveries"),
    "report_rows_of": Text("{what} · {period}", "{what} · {period}"),
    "report_more": Text("Còn {n} lượt nữa; tệp Excel ghi đủ.", "{n} more; the Excel file has all of them."),
    "report_back": Text("Về báo cáo", "Back to the report"),
    "report_due": Text("hẹn {when}", "due {when}"),
    "report_out": Text("lên {when}", "out {when}"),
}
