"""Every sentence of the page that gives the code for other pages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

EMBEDDING: Mapping[str, Text] = {
    "embed": Text("Gắn vào cổng thông tin", "Show the news on a portal"),
    "embed_lead": Text(
        "Gửi đoạn mã dưới đây cho người quản trị cổng, dán một lần. Từ đó tin mới của Hội tự hiện trên "
        "cổng, bài đã gỡ tự mất.",
        "Send this code to whoever runs the portal, to be pasted once. News then show there by "
        "themselves, and what is taken down goes.",
    ),
    "embed_see": Text("Xem khung tin", "See how it looks"),
    "embed_none": Text("Chưa có trang tin nào", "There is no website yet"),
    "embed_none_hint": Text(
        "Nối trang web của Hội trước; trang tin lên mạng rồi thì mã hiện ở đây.",
        "Connect the office's website first; once it is public its code stands here.",
    ),
    "embed_unit": Text("Tin của", "News of"),
    "embed_choose": Text("Xem mã", "Show the code"),
    "embed_frame": Text("Khung tin (nên dùng)", "A frame (the best way)"),
    "embed_frame_hint": Text(
        "Máy nào, điện thoại nào cũng đọc được. Cổng không phải cài gì thêm.",
        "Every machine and phone can read it, and the portal needs nothing else.",
    ),
    "embed_column": Text("Cho cột hẹp bên cạnh", "For a narrow column"),
    "embed_across": Text("Cho khung ngang trang", "For the width of a page"),
    "embed_copy_column": Text("Chép mã cột hẹp", "Copy the code for a column"),
    "embed_copy_across": Text("Chép mã ngang trang", "Copy the code for the width"),
    "embed_script": Text("Đoạn mã tự co giãn", "A script that fits itself in"),
    "embed_script_hint": Text(
        "Khung tự cao theo số tin. Chỉ chọn cách này khi người quản trị cổng muốn vậy; điều họ cần biết ở "
        "cuối trang.",
        "It is as high as its news. Choose it if the portal’s technician wants it; what they need is below.",
    ),
    "embed_copy_script": Text("Chép đoạn mã", "Copy the script"),
    "embed_technician": Text("Dành cho người quản trị cổng", "For the portal’s technician"),
    "embed_script_needs": Text(
        "Đoạn mã chạy bằng JavaScript; trình duyệt tắt JavaScript thì còn lại liên kết. Máy chủ của trang "
        "tin phải cho cổng đọc tệp feed.json; chưa cho thì cổng tự hiện khung tin ở trên. Thêm "
        'data-posts="4" vào thẻ script để chọn số tin.',
        "The script needs JavaScript; without it a link is left. The website’s server must let the portal "
        'read feed.json; if not, the frame above shows instead. data-posts="4" in the script tag '
        "chooses how many.",
    ),
    "embed_policy": Text(
        "Nếu cổng có Content-Security-Policy: khung tin cần frame-src; đoạn mã cần thêm script-src, "
        "connect-src và img-src cho",
        "If the portal has a Content-Security-Policy: the frame needs frame-src; the script needs "
        "script-src, connect-src and img-src as well, for",
    ),
    "embed_cors": Text(
        "Chỉ đoạn mã mới cần máy chủ của trang tin gửi kèm feed.json dòng Access-Control-Allow-Origin: "
        "*. Đặt được trên máy chủ web của mình (Apache, nginx, IIS) và trên kho S3 (CORS của thùng); "
        "nơi chỉ cho tải tệp qua SFTP, FTPS, WebDAV thì phải hỏi người quản trị máy chủ. Khung tin "
        "không cần gì.",
        "The script alone needs the website’s server to send Access-Control-Allow-Origin: * with "
        "feed.json. That can be set on a web server of one’s own (Apache, nginx, IIS) and on S3 (the "
        "bucket’s CORS); where files are only uploaded by SFTP, FTPS or WebDAV, ask who runs that "
        "server. The frame needs nothing.",
    ),
}
