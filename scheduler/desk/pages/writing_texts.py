"""Every sentence of the write form and the month, in both languages; and what a card's fields are called."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

TEMPLATES: Mapping[str, Text] = {
    "tip": Text("Lời khuyên", "A tip"),
    "checklist": Text("Danh sách việc cần làm", "A checklist"),
    "hotline": Text("Đường dây nóng", "A hotline"),
    "quote": Text("Câu nói đáng nhớ", "A quote"),
    "number": Text("Một con số", "A number"),
    "myth": Text("Hiểu lầm và sự thật", "Myth and fact"),
    "question": Text("Câu đố", "A question"),
    "event": Text("Mời dự buổi gặp", "An event"),
    "story": Text("Tin hoặc chuyện kể kèm ảnh", "News or a story with a photo"),
    "bilingual": Text("Việt và Khmer", "Vietnamese and Khmer"),
    "cover": Text("Thẻ mở đầu", "A cover"),
    "end": Text("Thẻ kết", "An ending"),
}
FIELDS: Mapping[str, Text] = {
    "headline": Text("Câu chính trên thẻ", "Headline"),
    "body": Text("Câu phụ", "Body"),
    "points": Text("Các việc, mỗi việc một dòng", "Points, one a line"),
    "illustration": Text("Hình vẽ", "Drawing"),
    "hotline": Text("Đường dây nóng trên thẻ", "Hotline on the card"),
    "quote": Text("Câu nói", "Quote"),
    "speaker": Text("Ai nói", "Who says it"),
    "role": Text("Chức danh", "Role"),
    "number": Text("Con số (nhiều nhất ba ký tự)", "Number (at most three characters)"),
    "myth": Text("Điều hiểu lầm", "Myth"),
    "truth": Text("Sự thật", "Fact"),
    "question": Text("Câu hỏi", "Question"),
    "answers": Text("Các câu trả lời, mỗi câu một dòng", "Answers, one a line"),
    "hint": Text("Gợi ý", "Hint"),
    "date": Text("Ngày, dạng 8/3/2027", "Date, such as 8/3/2027"),
    "title": Text("Tên buổi gặp", "Title"),
    "time": Text("Giờ", "Time"),
    "place": Text("Nơi", "Place"),
    "note": Text("Ghi chú", "Note"),
    "image": Text("Ảnh", "Photo"),
    "focus": Text(
        "Chỗ phải thấy trong ảnh: bấm lên ảnh, hoặc ghi hai số từ 0 đến 1, mỗi số một dòng",
        "What must be seen: press on the photo, or write two numbers from 0 to 1, one a line",
    ),
    "crop": Text(
        "Phần ảnh được dùng: trái, trên, phải, dưới, bốn số từ 0 đến 1, mỗi số một dòng",
        "What is used of the photo: left, top, right, bottom, from 0 to 1, one a line",
    ),
    "treatment": Text("Màu của ảnh", "Colours of the photo"),
    "light": Text("Ánh sáng của ảnh", "Light of the photo"),
    "khmer": Text("Câu chính tiếng Khmer", "Khmer headline"),
    "khmer_body": Text("Câu phụ tiếng Khmer", "Khmer body"),
    "link": Text("Liên kết in thành mã QR", "Link, shown as a QR code"),
    "label": Text("Chữ nhỏ ở góc", "Small label in the corner"),
    "alt": Text("Lời tả tấm thẻ cho người không nhìn thấy", "Alt text, for those who do not see the card"),
}
CHOICES: Mapping[str, Text] = {  # of fields that take one of a few words
    "natural": Text("Màu thật", "Natural"),
    "duotone": Text("Hai tông theo màu thẻ", "Duotone"),
    "tinted": Text("Phủ nhẹ màu thẻ", "Tinted"),
    "as-taken": Text("Như lúc chụp", "As taken"),
    "levelled": Text("Cân lại sáng tối", "Levelled"),
}
OCCASIONS: Mapping[str, Text] = {  # a card's `occasion`
    "tet": Text("Tết Nguyên đán", "Lunar New Year"),
    "8-3": Text("Ngày 8/3", "8 March, women"),
    "1-6": Text("Ngày 1/6", "1 June, children"),
    "20-10": Text("Ngày 20/10", "20 October, Vietnamese women"),
    "25-11": Text("Ngày 25/11", "25 November, against violence"),
    "none": Text("Không theo dịp nào", "None"),
}
MOTIONS: Mapping[str, Text] = {  # a card's `motion`
    "true": Text("Chuyển động, cỡ tùy nơi đăng", "Moving, in the size that suits each place"),
    "square": Text("Chuyển động, chỉ cỡ vuông", "Moving, square alone"),
    "portrait": Text("Chuyển động, chỉ cỡ đứng", "Moving, portrait alone"),
    "story": Text("Chuyển động, chỉ cỡ tin 24 giờ", "Moving, story alone"),
    "false": Text("Đứng yên, dù mẫu thẻ có chuyển động", "Still, also where its template moves"),
}
WRITE: Mapping[str, Text] = {
    "write": Text("Viết bài", "Write"),
    "write_new": Text("Viết bài mới", "A new post"),
    "write_first": Text("Viết bài đầu tiên", "Write the first post"),
    "write_edit": Text("Sửa bài", "Edit the post"),
    "edit": Text("Sửa", "Edit"),
    "duplicate": Text("Viết bài mới từ bài này", "A new post from this one"),
    "save": Text("Lưu bài", "Save"),
    "refresh_form": Text("Xem thử", "Preview"),
    "cancel": Text("Thôi, không lưu", "Leave without saving"),
    "f_title": Text("Tiêu đề", "Title"),
    "f_text": Text("Nội dung", "Text"),
    "f_text_hint": Text(
        "Để một dòng trống giữa hai đoạn. Xuống dòng ở đây là xuống dòng trên Facebook.",
        "Leave an empty line between paragraphs.",
    ),
    "f_when": Text("Ngày giờ đăng", "When"),
    "f_date": Text("Ngày", "Day"),
    "f_time": Text("Giờ", "Time"),
    "f_when_hint": Text(
        "Để trống ngày giờ thì bài vào hàng chờ, lên ở khung giờ trống kế tiếp.",
        "Without a day and time the post waits in the queue for the next free slot.",
    ),
    "f_when_now": Text(
        "{when} vừa qua: lưu là Loa đăng ngay.", "{when} has just passed: saved, it goes out at once."
    ),
    "f_when_past": Text(
        "{when} đã qua lâu rồi, bài sẽ không tự lên. Chọn giờ khác nhé.",
        "{when} is long past: it will not go out by itself. Choose another time.",
    ),
    "f_card": Text("Thẻ ảnh", "Card"),
    "f_card_none": Text("Không có thẻ", "No card"),
    "f_template": Text("Mẫu thẻ", "Design"),
    "f_template_other": Text("Chọn mẫu khác", "Choose another"),
    "f_template_keys": Text(
        "Bằng bàn phím: các phím mũi tên, rồi Enter để lấy mẫu ấy.",
        "By keyboard: the arrow keys, then Enter.",
    ),
    "f_template_change": Text("Đổi mẫu", "Change the design"),
    "f_stars": Text(
        "Muốn tô màu chữ nào trên thẻ, đặt chữ ấy giữa hai dấu *.",
        "To colour words on a card, put them between two *.",
    ),
    "f_add_card": Text("Thêm một thẻ", "Add a card"),
    "f_remove_card": Text("Bỏ thẻ này", "Remove this card"),
    "f_channels": Text("Đăng ở đâu", "Where"),
    "f_channels_hint": Text(
        "Bài lên những nơi được đánh dấu. Chưa muốn bài lên nơi nào thì bấm Lưu nháp.",
        "It goes where a box is ticked. To keep it back, save it as a draft.",
    ),
    "f_unconnected": Text("chưa nối, bài chưa lên", "not connected, nothing goes out there"),
    "f_sent_on_hint": Text(
        "Riêng {channel}: chỉ gửi khi chị đánh dấu, vì tin tới thẳng máy từng người và mỗi tháng có hạn.",
        "{channel}: only if you tick it, for each gets a message and a month has few.",
    ),
    "f_units": Text("Đơn vị nào đăng", "Who publishes it"),
    "f_units_all": Text("Tỉnh và mọi đơn vị", "All units"),
    "f_audience": Text("Viết cho ai", "For whom"),
    "f_topic": Text("Về chuyện gì", "About what"),
    "f_none": Text("(chưa chọn)", "(none)"),
    "f_occasion": Text("Trang trí thẻ theo dịp lễ", "The card dresses for"),
    "f_occasion_by_date": Text("Theo ngày đăng", "The day of the post"),
    "f_motion": Text("Thẻ đứng yên hay chuyển động", "Still or moving"),
    "f_motion_still": Text("Theo mẫu thẻ (thường đứng yên)", "As its template (mostly still)"),
    "f_motion_hint": Text(
        "Phim 6 đến 10 giây làm từ chính tấm thẻ, cho bài một thẻ. Lưu bài rồi mở bài ra xem phim.",
        "A film of 6 to 10 seconds out of the card itself, for a post of one card. Save and open it to see.",
    ),
    "f_qr": Text("Mã QR trên thẻ", "QR code on the card"),
    "f_qr_hint": Text("Ghi link (địa chỉ của bài) hoặc một địa chỉ https://…", "link, or an address"),
    "f_no_drawing": Text("Không có hình", "No drawing"),
    "f_find_drawing": Text("Gõ để tìm hình", "Type to find a drawing"),
    "f_find_drawing_hint": Text(
        "Ví dụ: cơm, thuốc, tiền, lũ, chùa; không dấu cũng được. Nhấn Enter để lấy hình đầu tiên.",
        "For example: rice, medicine, money, flood, pagoda. Enter takes the first.",
    ),
    "f_fitting": Text("Hợp với bài", "Fits the post"),
    "f_found_drawings": Text("{n} hình", "{n} drawings"),
    "f_found_none": Text("Không có hình nào hợp. Thử một từ khác.", "No drawing. Try another word."),
    "f_hotlines": Text("Số điện thoại ghi kèm", "Hotlines shown with it"),
    "f_hashtags": Text("Hashtag", "Hashtags"),
    "f_source": Text("Nguồn (văn bản, điều, mục)", "Source"),
    "f_link": Text("Liên kết", "Link"),
    "f_statement": Text(
        "Tuyên bố soạn sẵn: chỉ lên khi dừng đăng và người duyệt cho lên",
        "Prepared statement: goes out only when an approver calls it while all is frozen",
    ),
    "f_more": Text("Mục ít dùng", "Less used"),
    "f_rest": Text(
        "Thêm: nguồn, liên kết, bài dùng lại, ngôn ngữ…", "More: source, link, evergreen, language…"
    ),
    "f_id": Text("Mã của bài, Loa tự đặt", "Id, made by Loa"),
    "f_id_hint": Text(
        "Để trống thì Loa đặt theo tiêu đề. Bài đã đăng thì không đổi mã.",
        "Left empty, Loa makes it from the title. Never changed once published.",
    ),
    "f_language": Text("Tiếng của bài", "Language of the post"),
    "f_vi": Text("Tiếng Việt", "Vietnamese"),
    "f_km": Text("Tiếng Khmer", "Khmer"),
    "f_repeat": Text("Lặp lại", "Repeats"),
    "f_repeat_times": Text("Số lần, kể cả lần đầu", "How many times, the first included"),
    "f_repeat_until": Text("hoặc đến hết ngày", "or until the end of"),
    "f_repeat_rule": Text("Quy tắc", "Rule"),
    "f_repeat_hint": Text(
        "Viết theo RFC 5545, ví dụ FREQ=WEEKLY;BYDAY=SU;COUNT=8: tám Chủ Nhật.",
        "By RFC 5545, such as FREQ=WEEKLY;BYDAY=SU;COUNT=8.",
    ),
    "f_evergreen": Text("Bài dùng lại: số ngày nghỉ giữa hai lần", "Evergreen: days between two goings"),
    "f_evergreen_hint": Text(
        "Ví dụ 60. Bài không ghi ngày giờ; Loa lấp vào khung giờ còn trống. Để trống: bài chỉ lên một lần.",
        "Such as 60. The post has no day and time; Loa fills free slots with it. Empty: it goes out once.",
    ),
    "f_season": Text("Mùa của bài dùng lại", "Season of an evergreen post"),
    "f_season_hint": Text(
        "Tháng: 11-1; hoặc ngày/tháng: 15/11-10/12. Để trống: quanh năm.",
        "Months: 11-1; or day/month: 15/11-10/12. Left empty: all year.",
    ),
    "f_cap": Text("Mỗi năm nhiều nhất mấy lần", "Times a year at most"),
    "f_expires": Text("Rời bản tin trang web sau ngày", "Leaves the website's feed after"),
    "f_khmer_reader": Text("Ai đã xem lại chữ Khmer", "Who has looked the Khmer over"),
    "f_khmer_who": Text("Tên người đọc thạo tiếng Khmer", "Name of somebody who reads Khmer"),
    "f_khmer_day": Text("Ngày đọc", "On"),
    "f_photo": Text("Thêm ảnh từ máy", "Add a photo from this machine"),
    "f_point": Text(
        "Bấm lên ảnh chỗ phải thấy. Bằng bàn phím: các phím mũi tên, rồi Enter.",
        "Press on what must be seen. By keyboard: the arrow keys, then Enter.",
    ),
    "f_point_own": Text("Chỗ chị chọn nằm giữa khung.", "Your point stays in view."),
    "f_point_found": Text("Loa tự tìm thấy chỗ này.", "Found by itself."),
    "f_point_none": Text(
        "Chưa rõ chỗ nào quan trọng: Loa giữ phần ba trên của ảnh.",
        "Nothing was found: the upper third stays in view.",
    ),
    "f_point_blind": Text(
        "Máy này chưa cài phần tìm gương mặt (loa[photos]): Loa giữ phần ba trên của ảnh.",
        "The part that finds faces (loa[photos]) is not installed: the upper third stays in view.",
    ),
    "f_point_again": Text("Để Loa tự tìm", "Let it be found"),
    "f_as_taken": Text("Như lúc chụp", "As taken"),
    "f_levelled": Text("Cân lại sáng tối", "Levelled"),
    "f_photo_send": Text("Tải ảnh lên", "Upload"),
    "preview_now": Text("Xem thử", "Preview"),
    "preview_none": Text(
        "Điền tiêu đề, nội dung và chọn mẫu thẻ để xem thử ở đây.",
        "Fill in title, text and design to see it here.",
    ),
    "length_now": Text(
        "{n} ký tự trên {channel}; {shown} ký tự đầu hiện ra trước “Xem thêm”.",
        "{n} characters on {channel}; the first {shown} show before “See more”.",
    ),
    "sound_now": Text("Bài đã ổn.", "All is well."),
    "saved": Text("Đã lưu.", "Saved."),
    "saved_with_errors": Text(
        "Đã lưu, nhưng bài chưa đăng được: sửa tiếp các chỗ dưới đây.",
        "Saved, but it cannot go out yet: mend what is told below.",
    ),
    "f_approved": Text(
        "Bài đã được duyệt. Sửa rồi lưu thì phải duyệt lại mới lên.",
        "It is approved. Once you change and save it, it must be approved again.",
    ),
    "moved": Text("Đã dời bài sang {when}.", "Moved to {when}."),
    "clean": Text("Làm sạch ký tự lạ", "Take out odd characters"),
    "clean_hint": Text(
        "Bỏ ký tự ẩn, thay dấu đầu dòng của Word bằng dấu •. Bấm “Hoàn tác” là trả lại như cũ.",
        "Takes out hidden characters and puts • for Word's bullets. “Undo” brings them back.",
    ),
    "not_cleaned": Text(
        "Không tự làm sạch được bài này. Mở tệp lịch, xóa ký tự ấy rồi gõ lại.",
        "This post cannot be cleaned from here. Open the calendar's file and type those characters again.",
    ),
    "undo": Text("Hoàn tác", "Undo"),
    "undone": Text("Đã trả lại như trước.", "It is as it was before."),
    "undo_late": Text(
        "Tệp đã đổi sau lần lưu ấy, nên không trả lại được nữa.",
        "The file has changed since, so it cannot be undone.",
    ),
    "clash": Text("Có người vừa sửa bài này trong lúc chị đang viết", "Somebody changed this post meanwhile"),
    "clash_lead": Text(
        "Hai bên sửa khác nhau ở các mục này. Lưu là giữ lời của chị; bấm “Lấy của họ” để lấy lời kia.",
        "Both changed these. Saving keeps yours; press “Take theirs” for the other.",
    ),
    "clash_mine": Text("Của chị", "Yours"),
    "clash_theirs": Text("Của họ", "Theirs"),
    "clash_take": Text("Lấy của họ", "Take theirs"),
    "form_problems": Text("Cần xem lại {n} chỗ", "{n} things to look at"),
    "form_problems_one": Text("Cần xem lại 1 chỗ", "1 thing to look at"),
    "cannot_write": Text("Chưa lưu được", "Not saved"),
    "month": Text("Tháng", "Month"),
    "again": Text("lặp lại", "again"),
    "as_list": Text("Danh sách", "List"),
    "month_before": Text("Tháng trước", "Previous month"),
    "month_after": Text("Tháng sau", "Next month"),
    "today": Text("Hôm nay", "Today"),
    "empty_day": Text("Chưa có bài. Viết bài cho ngày {day}", "No post. Write one for {day}"),
    "queued_posts": Text("Trong hàng chờ, chưa có giờ", "In the queue, without a time"),
    "move_to": Text("Dời sang ngày", "Move to"),
    "move": Text("Đổi ngày giờ", "Change the time"),
    "move_hint": Text(
        "Kéo một bài sang ngày khác để dời; giờ giữ nguyên. Bằng bàn phím, trên điện thoại: mở “Đổi ngày "
        "giờ” ở bài.",
        "Drag a post to another day; its time stays. By keyboard or on a phone: open “Change the time” on "
        "the post.",
    ),
    "move_stale": Text(
        "Bài vừa đổi giờ ở chỗ khác. Xem lại lịch rồi dời.",
        "Its time was just changed elsewhere. Look again.",
    ),
    "uncovered": Text("Tháng này chưa có bài cho: {words}.", "Nothing this month for: {words}."),
    "too_big": Text("Ảnh quá lớn (tối đa {most} MB).", "The photo is too big (at most {most} MB)."),
    "no_photo": Text(
        "Tệp này không phải ảnh JPG, PNG hay WebP đọc được.", "This is no JPG, PNG or WebP picture."
    ),
    "bad_form": Text(
        "Biểu mẫu đã cũ. Tải lại trang rồi làm lại.", "The form is out of date. Reload and try again."
    ),
    "not_understood": Text(
        "Loa không hiểu yêu cầu này (có thể nội dung quá dài). Quay lại trang trước và thử lại.",
        "Loa cannot make sense of this request (it may be too long). Go back and try again.",
    ),
}
