"""Every sentence of the trash and of a post's versions, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

KEEPING: Mapping[str, Text] = {
    "your_name": Text("Tên của chị", "Your name"),
    "trash": Text("Thùng rác", "Trash"),
    "trash_lead": Text(
        "Bài đã xóa nằm ở đây 30 ngày, rồi mới mất hẳn. Lấy lại thì bài về đúng chỗ cũ trong lịch.",
        "Deleted posts stay here for 30 days. Brought back, a post is in the calendar again, where it was.",
    ),
    "trash_empty": Text("Thùng rác trống", "The trash is empty"),
    "trash_empty_hint": Text(
        "Muốn xóa một bài: mở bài ra, bấm “Xóa bài”.", "To delete a post: open it and press “Delete”."
    ),
    "deleted_by": Text("{who} xóa lúc {when}", "deleted by {who}, {when}"),
    "kept_until": Text("còn giữ đến {day}", "kept until {day}"),
    "bring_back": Text("Lấy lại", "Bring it back"),
    "delete": Text("Xóa bài", "Delete"),
    "delete_hint": Text(
        "Bài rời khỏi lịch và không đăng nữa. Trong 30 ngày chị lấy lại được ở Thùng rác.",
        "It leaves the calendar and does not go out. For 30 days you can bring it back from the trash.",
    ),
    "said_deleted": Text("Đã xóa. Bài nằm ở Thùng rác 30 ngày.", "Deleted. It is in the trash for 30 days."),
    "said_restored": Text("Đã lấy lại bài.", "The post is back."),
    "said_restored_draft": Text(
        "Đã lấy lại bài. Giờ đăng đã qua trong lúc bài nằm ở Thùng rác, nên bài thành bản nháp: chọn giờ "
        "khác rồi cho đăng.",
        "The post is back. Its time passed while it was in the trash, so it is a draft: choose another time.",
    ),
    "delete_stale": Text(
        "Lịch vừa được sửa ở chỗ khác nên chưa xóa được. Mở lại bài rồi xóa.",
        "The calendar was just changed elsewhere, so nothing was deleted. Open the post again.",
    ),
    "restore_stale": Text(
        "Lịch vừa được sửa ở chỗ khác nên chưa lấy lại được. Bấm “Lấy lại” lần nữa.",
        "The calendar was just changed elsewhere. Press “Bring it back” once more.",
    ),
    "restore_unreadable": Text(
        "Loa không mở được tệp lịch của bài này, nên chưa lấy lại được; bài vẫn còn ở Thùng rác. Tệp có thể "
        "đang bị khóa, hoặc máy này không có quyền mở: nhờ người phụ trách máy xem giúp rồi bấm “Lấy lại”.",
        "The calendar's file of this post cannot be opened, so it is still in the trash. Somebody may have "
        "locked it, or this machine may not open it: have that looked at, then press “Bring it back”.",
    ),
    "said_version_draft": Text(
        "Đã quay lại bản ấy. Giờ đăng của bản ấy đã qua, nên bài thành bản nháp: chọn giờ khác rồi cho đăng.",
        "It reads as it did then. That version's time has passed, so it is a draft: choose another time.",
    ),
    "undo_past": Text(
        "Chưa hoàn tác: giờ đăng cũ đã qua nên bài sẽ lên ngay, hoặc bài vừa thêm đã lên. Lịch vẫn như chị "
        "vừa sửa.",
        "Not undone: the former time has passed, so it would go out at once, or what was added is out. The "
        "calendar stays as it is.",
    ),
    "undo_there": Text(
        "Chưa hoàn tác: trong lịch đã có một bài khác mang mã ấy. Bài đã xóa vẫn nằm trong Thùng rác.",
        "Not undone: another post of the calendar has its id by now. What was deleted is still in the trash.",
    ),
    "versions": Text("Các bản trước", "Earlier versions"),
    "versions_of": Text("Các bản của “{title}”", "Versions of “{title}”"),
    "versions_lead": Text(
        "Mỗi lần lưu là một bản. Quay lại một bản thì bản đang dùng vẫn còn ở đây.",
        "Each save is a version. If you go back to one, the present one stays here.",
    ),
    "versions_none": Text(
        "Chưa có bản nào trước bản đang dùng", "There is no version before the present one"
    ),
    "versions_none_hint": Text(
        "Từ lần lưu tới, Loa giữ lại từng bản.", "From the next save on each version is kept."
    ),
    "version_now": Text("Bản đang dùng", "The present one"),
    "version_found": Text("có sẵn trong lịch từ trước", "found in the calendar"),
    "version_here": Text("lưu trên máy này", "saved on this machine"),
    "version_by": Text("{who} lưu", "saved by {who}"),
    "version_first": Text("Bản đầu tiên được giữ", "The first version that is kept"),
    "version_back": Text("Quay lại bản này", "Back to this version"),
    "version_before": Text("Trước đó", "Before"),
    "version_after": Text("Bản này", "This version"),
    "version_empty": Text("(trống)", "(empty)"),
    "said_version": Text(
        "Đã quay lại bản ấy. Nếu bài đã duyệt mà lời khác đi, bài cần duyệt lại.",
        "It reads as it did then. If other words were approved, it must be approved anew.",
    ),
    "said_version_same": Text("Bài đang đúng như bản ấy rồi.", "It reads so already."),
    "version_stale": Text(
        "Chưa quay lại được: bài vừa được sửa ở chỗ khác. Xem lại các bản rồi bấm lần nữa.",
        "Not done: the post was just changed elsewhere. Look at its versions again.",
    ),
}
KEYS: Mapping[str, Text] = {  # what a post's keys are called, where the form's own words are too long
    "id": Text("Mã bài", "Id"),
    "at": Text("Ngày giờ đăng", "When"),
    "after": Text("Không sớm hơn", "Not before"),
    "repeat": Text("Lặp lại", "Repeats"),
    "except": Text("Những ngày nghỉ", "Days left out"),
    "evergreen": Text("Bài dùng lại", "Evergreen"),
    "season": Text("Mùa", "Season"),
    "cap": Text("Mỗi năm nhiều nhất", "Times a year at most"),
    "units": Text("Đơn vị đăng", "Published by"),
    "title": Text("Tiêu đề", "Title"),
    "text": Text("Nội dung", "Text"),
    "audience": Text("Viết cho", "For"),
    "topic": Text("Chủ đề", "Topic"),
    "hotlines": Text("Số điện thoại ghi kèm", "Hotlines"),
    "hashtags": Text("Hashtag", "Hashtags"),
    "card": Text("Thẻ ảnh", "Card"),
    "cards": Text("Các thẻ ảnh", "Cards"),
    "photos": Text("Ảnh không chữ", "Plain photos"),
    "film": Text("Phim", "Film"),
    "film_alt": Text("Lời tả phim", "What the film shows"),
    "link": Text("Liên kết", "Link"),
    "first_comment": Text("Bình luận đầu tiên", "First comment"),
    "channels": Text("Nơi đăng", "Where it goes"),
    "status": Text("Tình trạng", "State"),
    "source": Text("Nguồn", "Source"),
    "children": Text("Tuổi các em trong ảnh", "Ages of children"),
    "consent": Text("Sự đồng ý của cha mẹ", "The parents' consent"),
    "child_consent": Text("Sự đồng ý của chính em", "The child's own consent"),
    "language": Text("Tiếng của bài", "Language"),
    "khmer_reader": Text("Người đọc lại chữ Khmer", "Who read its Khmer"),
    "continues": Text("Tách từ bài lặp lại", "Parted from"),
    "translation_of": Text("Bài gốc", "Original"),
    "expires": Text("Rời bản tin sau ngày", "Leaves the feed after"),
    "in_charge": Text("Người phụ trách", "In charge"),
    "note": Text("Ghi chú", "Note"),
    "template": Text("Mẫu thẻ", "Design"),
    "children_seen": Text("Trẻ em trong ảnh", "Children in the photo"),
}
WORDS: Mapping[str, Text] = {
    "draft": Text("Bản nháp", "Draft"),
    "ready": Text("Đăng khi đến giờ", "Goes out at its time"),
    "statement": Text("Tuyên bố soạn sẵn", "Prepared statement"),
    "vi": Text("Tiếng Việt", "Vietnamese"),
    "km": Text("Tiếng Khmer", "Khmer"),
    "all": Text("Tỉnh và mọi đơn vị", "All units"),
}
