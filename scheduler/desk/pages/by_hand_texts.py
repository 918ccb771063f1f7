"""Every sentence of the pages where people post by hand, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

BY_HAND: Mapping[str, Text] = {
    "by_hand": Text("Đăng tay", "By hand"),
    "by_hand_lead": Text(
        "Bài cho nhóm Zalo, Messenger, cổng thông tin, loa, báo đài: Loa soạn sẵn, chị đăng rồi bấm "
        "“Đã đăng”.",
        "Posts for Zalo groups, Messenger, portals, loudspeakers and press: made ready, for you to post.",
    ),
    "bh_to_do": Text("Còn phải làm", "Still to do"),
    "bh_said_here": Text("(đã báo)", "(said)"),
    "bh_said": Text("Đã có người báo", "Somebody has said so"),
    "bh_none": Text("Không còn bài nào chờ đăng tay", "Nothing waits to be posted by hand"),
    "bh_none_hint": Text(
        "Đến giờ của bài, bài hiện ở đây và chị được báo.",
        "At its time a post stands here, and you are told.",
    ),
    "bh_given": Text("Giao lúc {when}", "Given {when}"),
    "bh_open": Text("Mở bài để đăng", "Open it to post"),
    "bh_open_down": Text("Mở bài để gỡ", "Open it to take it down"),
    "bh_see": Text("Xem lại", "Look at it again"),
    "bh_back": Text("Về các bài đăng tay", "Back to what is posted by hand"),
    "bh_no_folder": Text(
        "Chưa ghi được: không đọc, ghi được thư mục đăng tay. Xem lại thư mục ấy và ổ đĩa rồi bấm lại.",
        "Not kept: the folder of packs cannot be read or written. See to it and its disk, then press again.",
    ),
    "bh_gone": Text("Gói bài không còn trên máy", "What was given is no more on this machine"),
    "bh_gone_hint": Text(
        "Thư mục đăng tay đã bị dời hoặc xóa. Chép lại từ bản sao lưu, hoặc cho đăng lại bài.",
        "The folder of packs was moved or deleted. Put it back from a copy, or publish the post anew.",
    ),
    "bh_frozen": Text(
        "Mọi việc đăng đang tạm dừng: khoan đăng bài này.", "Everything is stopped: do not post this yet."
    ),
    "bh_down": Text("Cần gỡ bài này", "This must be taken down"),
    "bh_down_hint": Text(
        "Đừng đăng thêm. Mở từng nơi đã đăng, xóa bài rồi bấm “Đã gỡ”. Chưa đăng ở đâu thì cũng bấm nút ấy.",
        "Post it nowhere else. Delete it where you posted it, then press “Taken down”; or if you never did.",
    ),
    "bh_down_row": Text("Chờ chị báo đã gỡ", "It waits for you to say that it is taken down"),
    "bh_revised": Text("Bài đã sửa lúc {when}", "It was changed {when}"),
    "bh_revised_hint": Text(
        "Nơi nào đã đăng bản cũ thì sửa hoặc xóa, đăng bản mới dưới đây.",
        "Wherever the old one stands, mend it or delete it and post this one.",
    ),
    "bh_pictures": Text("Lưu ảnh", "Save the picture"),
    "bh_save": Text("Lưu ảnh {n}", "Save picture {n}"),
    "bh_save_film": Text("Lưu phim", "Save the film"),
    "bh_save_one": Text("Lưu ảnh", "Save the picture"),
    "bh_save_hint": Text("Hoặc giữ tay trên ảnh rồi chọn lưu.", "Or keep a finger on it, then save."),
    "bh_text": Text("Chép nội dung", "Copy the text"),
    "bh_copy": Text("Chép nội dung", "Copy the text"),
    "bh_copy_khmer": Text("Chép bản tiếng Khmer", "Copy the Khmer text"),
    "bh_copied": Text("Đã chép", "Copied"),
    "bh_khmer": Text("Bản tiếng Khmer", "In Khmer"),
    "bh_link": Text("Liên kết trong bài", "The link in it"),
    "bh_script": Text("Bài đọc trên loa", "To be read aloud"),
    "bh_length": Text("Đọc hết {length} (140 tiếng một phút).", "Read in {length} (140 syllables a minute)."),
    "bh_copy_script": Text("Chép bài đọc", "Copy the script"),
    "bh_word": Text("Tải tệp Word", "Word file"),
    "bh_plain": Text("Tải tệp chữ", "Text file"),
    "bh_left_out": Text("Không đọc: {words}", "Not read: {words}"),
    "bh_spelled": Text("Đọc từng chữ cái, chị xem lại: {words}", "Spelled, look again: {words}"),
    "bh_fields": Text("Điền vào bài mới trên cổng", "Fill in the portal’s new article"),
    "bh_title": Text("Tiêu đề", "Title"),
    "bh_summary": Text("Tóm tắt (sapo)", "Summary"),
    "bh_day": Text("Ngày đăng", "Date"),
    "bh_keywords": Text("Từ khóa", "Keywords"),
    "bh_copy_title": Text("Chép tiêu đề", "Copy title"),
    "bh_copy_summary": Text("Chép tóm tắt", "Copy summary"),
    "bh_copy_day": Text("Chép ngày", "Copy date"),
    "bh_copy_keywords": Text("Chép từ khóa", "Copy keywords"),
    "bh_copy_alt": Text("Chép mô tả", "Copy what it shows"),
    "bh_files": Text("Hoặc lấy cả bài về máy", "Or take the whole of it"),
    "bh_article": Text("Dán nội dung", "Paste the text"),
    "bh_article_hint": Text(
        "Bấm chép, rồi dán vào ô soạn thảo của cổng: giữ nguyên đoạn, danh sách và liên kết. Ảnh thì tải lên "
        "riêng, ở bước sau.",
        "Copy, then paste into the portal’s editor: paragraphs, lists and links stay. Pictures come next.",
    ),
    "bh_source": Text("Cổng nhận mã HTML? Lấy ở đây", "Does the portal take HTML? It is here"),
    "bh_source_hint": Text(
        "Trong mã, ảnh ghi theo tên tệp: tải ảnh lên cổng trước, rồi thay tên tệp bằng địa chỉ cổng cho.",
        "Pictures stand there by file name: upload them first, then put the portal’s addresses in.",
    ),
    "bh_copy_source": Text("Chép mã HTML", "Copy the HTML"),
    "bh_upload": Text("Tải ảnh lên cổng", "Upload the pictures"),
    "bh_upload_hint": Text(
        "Mỗi ảnh không quá 300 kB. Ảnh đại diện hiện ở danh sách bài; ảnh trong bài chèn lên đầu nội dung.",
        "Each has 300 kB at most. The first stands for it in lists, the others go above its text.",
    ),
    "bh_lead": Text("Ảnh đại diện", "Picture for lists"),
    "bh_within": Text("Ảnh trong bài", "Picture within"),
    "bh_alt": Text("Mô tả ảnh", "What it shows"),
    "bh_all": Text("Tải tất cả (.zip)", "All of it (.zip)"),
    "bh_what": Text("Bài đã giao", "What was given"),
    "bh_original": Text("Nguyên văn, cho báo đài", "As written, for the press"),
    "bh_places": Text("Mở nơi đăng", "Open where it goes"),
    "bh_places_down": Text("Mở nơi cần gỡ", "Open where to take it down"),
    "bh_open_place": Text("Mở {place}", "Open {place}"),
    "bh_say": Text("Báo đã đăng", "Say that it is posted"),
    "bh_where": Text("Đã đăng ở", "Posted at"),
    "bh_done": Text("Đã đăng", "Posted"),
    "bh_done_aloud": Text("Đã phát, đã đăng", "Read out or printed"),
    "bh_not_done": Text("Báo lại là chưa đăng", "Not posted after all"),
    "bh_was_taken_down": Text("Đã gỡ", "Taken down"),
    "bh_who": Text("Tên người đăng", "Who posted it"),
    "bh_who_down": Text("Tên người gỡ", "Who took it down"),
    "bh_who_missing": Text("Chưa ghi tên ai làm việc này.", "Say who did it."),
    "bh_no_place": Text("Chưa chọn nơi nào đã đăng.", "Choose where it is posted."),
    "bh_word_only": Text(
        "Loa ghi theo lời chị báo, vì không tự vào đó xem được.",
        "It is kept as your word: Loa cannot look there itself.",
    ),
    "bh_phone": Text("Mở trang này trên điện thoại", "Open this page on a phone"),
    "bh_phone_hint": Text("Đưa máy ảnh điện thoại vào ô vuông.", "Point the phone’s camera at the square."),
    "bh_not_here": Text(
        "Trang làm việc đang chỉ mở được trên máy này. Muốn mở trên điện thoại thì nhờ người cài Loa mở cho "
        "máy khác.",
        "The desk can only be opened on this machine. To open it on a phone, ask whoever set up Loa to let "
        "other machines in.",
    ),
    "said_done": Text("Đã ghi lời chị: đã đăng.", "Kept as your word: posted."),
    "said_back": Text("Đã ghi lại: chưa đăng.", "Kept: not posted."),
    "said_down": Text("Đã ghi: đã gỡ.", "Kept: taken down."),
}
