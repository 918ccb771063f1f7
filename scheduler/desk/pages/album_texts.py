"""What the write form says of plain photos, and of the choice between them and cards, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

KINDS: Mapping[str, Text] = {  # of pictures, as the form sends them
    "cards": Text("Thẻ hình có chữ", "Cards with words"),
    "photos": Text("Chỉ ảnh, không chữ", "Photos alone, without words"),
}
ALBUM: Mapping[str, Text] = {
    "f_pictures": Text("Hình của bài", "Pictures"),
    "f_pictures_change": Text("Đổi loại hình", "Change the kind"),
    "album": Text("Ảnh của bài", "The post's photos"),
    "album_drop": Text(
        "Kéo ảnh thả vào đây, nhiều ảnh một lúc cũng được.", "Drop photos here, several at once if you like."
    ),
    "album_choose": Text("Chọn ảnh từ máy", "Choose photos from this machine"),
    "album_most": Text(
        "Nhiều nhất {most} ảnh, lên thành một album theo thứ tự ở đây.",
        "At most {most}; they become one album, in this order.",
    ),
    "album_bringing": Text("Đang nhận ảnh {which}/{whole}…", "Taking photo {which} of {whole}…"),
    "album_full": Text(
        "Mỗi bài nhiều nhất {most} ảnh: các ảnh còn lại chưa được nhận.",
        "A post takes at most {most} photos: the others were not taken.",
    ),
    "album_photo": Text("Ảnh {n}/{all}", "Photo {n} of {all}"),
    "album_whole": Text("Cả ảnh", "The whole photo"),
    "album_up": Text("Đưa lên trước", "Move forward"),
    "album_down": Text("Đưa xuống sau", "Move back"),
    "album_take_out": Text("Bỏ ảnh này", "Take this photo out"),
    "album_out": Text("Đã bỏ một ảnh khỏi bài.", "One photo was taken out."),
    "album_undo": Text("Lấy lại", "Bring it back"),
    "album_alt": Text(
        "Lời tả bức ảnh cho người không nhìn thấy", "What the photo shows, for those who do not see it"
    ),
    "cut": Text("Cắt ảnh", "Cut the photo"),
    "cut_done": Text("Cắt xong", "Done cutting"),
    "cut_frame": Text(
        "Khung cắt: phím mũi tên để dời, Shift và mũi tên để nới hay thu, Esc để đóng",
        "Frame: arrow keys move it, Shift and arrows change its size, Esc closes",
    ),
    "cut_how": Text(
        "Kéo bốn góc để chọn phần ảnh được dùng, kéo ở giữa để dời khung; hoặc ghi số phần trăm bỏ đi ở mỗi "
        "bên. Ảnh gốc vẫn còn nguyên.",
        "Pull the corners to choose what is used, pull inside to move the frame; or write how many percent "
        "go off each side. The photo itself stays whole.",
    ),
    "cut_left": Text("Bỏ bên trái", "Off the left"),
    "cut_top": Text("Bỏ phía trên", "Off the top"),
    "cut_right": Text("Bỏ bên phải", "Off the right"),
    "cut_bottom": Text("Bỏ phía dưới", "Off the bottom"),
    "cut_all": Text("Dùng cả ảnh", "Use all of it"),
    "album_other": Text("Đổi ảnh khác, chỉnh thêm", "Another photo, and more"),
    "album_which": Text("Ảnh đã có trong Loa", "Photos that Loa has"),
}
