"""What is told about a post's film."""

from __future__ import annotations

from scheduler.problems import Message, Text

_EXPORT = Text(
    "Mở phim bằng phần mềm dựng phim rồi xuất lại: MP4, hình H.264, tiếng AAC.",
    "Open it in a film editor and export it again: MP4, pictures H.264, sound AAC.",
)

NO_FILM_READER = Message(
    "film-reader",
    Text("máy này chưa cài phần đọc phim, nên chưa đăng được bài có phim",
         "what reads films is not installed here, so no post with a film can go out"),
    Text("Nhờ người cài máy chạy: pip install 'loa[films]'. Bài không có phim vẫn đăng bình thường.",
         "Ask whoever set this machine up to run: pip install 'loa[films]'. All other posts go on."),
)  # fmt: skip
NO_FILM = Message(
    "film-missing",
    Text("không có phim “{name}” trong thư mục posts", "there is no film “{name}” in posts"),
    Text("Chép phim vào posts/phim rồi ghi film: phim/ten-phim.mp4. Đang có: {known}.",
         "Copy it to posts/phim and write film: phim/name.mp4. There are: {known}."),
)  # fmt: skip
FILM_CASE = Message(
    "film-missing",
    Text("không có phim “{name}”, chỉ có “{spelt}”, khác chữ hoa chữ thường",
         "there is no film “{name}”, but “{spelt}”, which differs in capitals"),
    Text("Ghi đúng như tên tệp: {spelt}", "Write it as the file is called: {spelt}"),
)  # fmt: skip
FILM_OUTSIDE = Message(
    "film-outside",
    Text("phim “{name}” nằm ngoài thư mục posts", "the film “{name}” lies outside posts"),
    Text("Chép phim vào posts/phim rồi ghi film: phim/ten-phim.mp4.",
         "Copy it to posts/phim and write film: phim/name.mp4."),
)  # fmt: skip
FILM_HEAVY = Message(
    "film-heavy",
    Text("tệp phim “{name}” quá lớn: trên {most} MB", "the film “{name}” is larger than {most} MB"),
    Text("Xuất lại phim với cỡ hình 1080p trở xuống, hoặc cắt ngắn.",
         "Export it again at 1080p or less, or make it shorter."),
)  # fmt: skip
FILM_FORMAT = Message(
    "film-format",
    Text("“{name}” không phải là một tệp phim MP4", "“{name}” is no MP4 film"),
    _EXPORT,
)
FILM_CODEC = Message(
    "film-codec",
    Text("hình của phim “{name}” ở dạng {codec}, nhiều máy không xem được",
         "the pictures of “{name}” are {codec}, which many cannot play"),
    _EXPORT,
)  # fmt: skip
FILM_SOUND = Message(
    "film-sound",
    Text("tiếng của phim “{name}” ở dạng {codec}; cần một đường tiếng AAC, hoặc không tiếng",
         "the sound of “{name}” is {codec}; it takes one track of AAC, or none"),
    _EXPORT,
)  # fmt: skip
FILM_BROKEN = Message(
    "film-broken",
    Text("phim “{name}” bị hỏng hoặc chép chưa hết", "the film “{name}” is broken or cut off"),
    Text("Chép lại từ máy quay hoặc điện thoại; nếu vẫn vậy thì xuất lại phim.",
         "Copy it again from where it came; if that does not help, export it again."),
)  # fmt: skip
FILM_SHORT = Message(
    "film-short",
    Text("phim “{name}” ngắn dưới một giây", "the film “{name}” is shorter than a second"),
    Text("Dùng phim khác, hoặc bỏ mục film.", "Use another one, or drop the key film."),
)
NO_FILM_MAKER = Message(
    "film-maker",
    Text("máy này chưa cài phần dựng phim, nên chưa đăng được bài có thẻ chuyển động",
         "what makes films is not installed here, so no post with a moving card can go out"),
    Text("Nhờ người cài máy chạy: pip install 'loa[films]'. Hoặc bỏ motion: thẻ ra ảnh như thường.",
         "Ask whoever set this machine up to run: pip install 'loa[films]'. Or drop motion: the card stays a "
         "picture."),
)  # fmt: skip
MOTION_ALONE = Message(
    "motion-alone",
    Text("motion chỉ dùng được cho bài có đúng một thẻ và không có film",
         "motion is for a post of one card, without a film"),
    Text("Bỏ motion, hoặc để bài chỉ còn một thẻ và không có film.",
         "Drop motion, or leave the post one card and no film."),
)  # fmt: skip
MOTION_SIZE = Message(
    "motion-size",
    Text("thẻ chuyển động không có cỡ “{size}” ở mẫu “{template}”",
         "a moving card has no size “{size}” in the template “{template}”"),
    Text("Ghi motion: true, false, hoặc một trong các cỡ: {known}.",
         "Write motion: true, false, or one of the sizes: {known}."),
)  # fmt: skip
MOTION_ODD = Message(
    "motion-odd",
    Text("cỡ “{size}” của mẫu “{template}” có số điểm ảnh lẻ: {width}×{height}, không làm phim được",
         "the size “{size}” of the template “{template}” is {width}×{height}: no film has odd numbers"),
    Text("Sửa canvas của mẫu thành số chẵn, hoặc bỏ motion.",
         "Give the template's canvas even numbers, or drop motion."),
)  # fmt: skip
