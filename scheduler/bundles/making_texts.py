"""What is said to whoever makes a bundle."""

from __future__ import annotations

from scheduler.problems import Text

NO_ID = Text(
    "Mã bộ bài “{id}” chưa dùng được: viết chữ thường không dấu, số, dấu nối, nhiều nhất {most} chữ, như "
    "thang-12.",
    "“{id}” cannot be a bundle's id: small letters, digits and hyphens, at most {most}, such as december.",
)
FIRST = Text(
    'Lần đầu ra bộ bài thì cần tên và ngày cuối còn giá trị: --title "Tháng hành động" --until 2026-12-31',
    'The first time a bundle needs a title and its last day: --title "December" --until 2026-12-31',
)
PAST = Text("Ngày cuối còn giá trị (--until) đã qua.", "Its last day (--until) has passed.")
NO_LINE = Text(
    "Tên, lý do chỉ gồm một dòng, nhiều nhất 200 chữ.",
    "Names and reasons are one line of at most 200 characters.",
)
NO_WHY = Text(
    'Rút bài thì ghi lý do cho các xã: --why "…"', 'Say to the others why it is withdrawn: --why "…"'
)
NOT_GIVEN = Text(
    "Bài “{id}” không có trong bản trước của bộ bài, nên không rút được.",
    "“{id}” was not in the last edition, so it cannot be withdrawn.",
)
GONE = Text(
    "Bài “{id}” có trong bản trước mà nay không còn trong lịch, hoặc là bản nháp, hoặc đang có lỗi, nên "
    "chưa ra bản "
    'mới. Muốn rút bài ấy ở mọi nơi đã lấy thì thêm: --withdraw {id} --why "…"; không thì sửa lại bài.',
    "“{id}” was in the last edition, and is gone from the calendar now, or a draft, or has errors, so no "
    "edition was "
    'made. To withdraw it wherever it was taken, add: --withdraw {id} --why "…"; else mend the post.',
)
NOT_READY = Text(
    "Không có bài “{id}” sẵn sàng để đưa vào bộ bài (không có, còn để nháp, hoặc đang có lỗi: loa check).",
    "There is no post “{id}” ready for the bundle (none, a draft, or with errors: loa check).",
)
NOTHING = Text(
    "Chưa nói bài nào: ghi mã các bài, hoặc tệp lịch: --file posts/thang-12.yaml",
    "Which posts? Give their ids, or a file of the calendar: --file posts/december.yaml",
)
TOO_MANY = Text("Bộ bài chứa nhiều nhất {most} bài.", "A bundle holds {most} posts at most.")
TOO_MUCH = Text(
    "Bộ bài lớn quá {most} MB: bớt ảnh, hoặc chia đôi.", "More than {most} MB: fewer photos, or two."
)
LATER = Text(
    "Bài “{id}” lên sau ngày cuối của bộ bài ({until}). Dời ngày cuối bằng --until, hoặc bỏ bài ấy ra.",
    "“{id}” goes out after the bundle's last day ({until}). Move that by --until, or leave the post out.",
)
NO_FILM = Text(
    "Bài “{id}”: phim không vào bộ bài (quá nặng), chỉ có ảnh bìa.",
    "“{id}”: its film is not in the bundle (too large), only the picture.",
)
CHILDREN = Text(
    "Bài “{id}” có ảnh trẻ em: xem lại giấy đồng ý có cho các xã đăng không, rồi hãy gửi.",
    "“{id}” shows children: see whether the consent covers others' pages before you send this.",
)
CHANGED = Text("Đã sửa so với bản trước: {ids}.", "Changed since the last edition: {ids}.")
