"""What the pages of the set-up say."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.desk.pages.setup_channel_texts import SETUP_CHANNELS
from scheduler.desk.pages.setup_more_texts import SETUP_MORE
from scheduler.problems import Text

SETUP: Mapping[str, Text] = {
    "setup": Text("Thiết lập", "Set-up"),
    "su_lead": Text(
        "Làm lần lượt từ trên xuống, bước nào chưa cần thì để sau. Sau này muốn đổi gì cũng vào đây.",
        "From top to bottom; what is not needed yet may wait. Whatever changes later is changed here too.",
    ),
    "su_count": Text("Xong {done} trong {all} bước", "{done} of {all} steps done"),
    "su_step": Text("Bước {n} trong {all}", "Step {n} of {all}"),
    "su_done": Text("Xong", "Done"),
    "su_open": Text("Chưa làm", "To do"),
    "su_later": Text("Để sau", "Later"),
    "su_do": Text("Làm bước này", "Do this"),
    "su_change": Text("Xem, sửa", "Look, change"),
    "su_put_off": Text("Để sau", "Leave it for later"),
    "su_back": Text("Về Thiết lập", "Back to the set-up"),
    "su_put_off_on": Text("Để sau, sang bước: {title}", "Leave it, go on to: {title}"),
    "su_next": Text("Bước sau", "Next step"),
    "su_before": Text("Bước trước", "Step before"),
    "su_save": Text("Lưu", "Save"),
    "su_not_saved": Text("Chưa lưu được, còn chỗ cần sửa", "Not saved: something has to be mended"),
    "su_meanwhile": Text(
        "Có người vừa sửa chỗ này ở nơi khác, nên chưa lưu. Những gì chị nhập vẫn còn dưới đây: xem lại rồi "
        "bấm Lưu lần nữa.",
        "Somebody changed this elsewhere meanwhile, so nothing was saved. What you typed is still below: "
        "look at it and press Save again.",
    ),
    "su_restart": Text(
        "Đang có Loa trực. Lưu ở đây xong, Loa ấy tạm ngừng đăng: chị tắt cửa sổ của nó rồi mở lại là đăng "
        "tiếp, với cài đặt mới.",
        "A Loa serves just now. Once something is saved here it publishes nothing: close its window and open "
        "it again, and it goes on with the new settings.",
    ),
    # the office
    "su_brand": Text("Tên và màu của Hội", "The office's name and colours"),
    "su_brand_lead": Text(
        "Tên đứng trong bài viết và trên mọi tấm thẻ. Hội có màu riêng thì chọn một hoặc hai màu, các "
        "màu còn lại tự theo.",
        "The name stands in posts and on every card. One or two colours are enough: the others follow.",
    ),
    "su_brand_open": Text(
        "Đang dùng tên có sẵn, chị xem lại", "The name that was there is used; look it over"
    ),
    "su_organisation": Text("Tên đơn vị", "The organisation's name"),
    "su_organisation_hint": Text("Như: Hội LHPN xã Đại Tâm", "Such as: Hội LHPN xã Đại Tâm"),
    "su_short": Text("Tên ngắn trên thẻ", "Short name on cards"),
    "su_short_hint": Text("Để trống thì thẻ ghi tên đơn vị.", "Empty: cards have the organisation's name."),
    "su_primary": Text("Màu chính", "Main colour"),
    "su_accent": Text("Màu thứ hai", "Second colour"),
    "su_logo": Text("Biểu trưng (ảnh PNG hoặc JPG)", "Logo (a PNG or JPG picture)"),
    "su_logo_now": Text("Đang dùng biểu trưng riêng.", "A logo of your own is in use."),
    "su_logo_off": Text("Bỏ biểu trưng", "Take the logo off"),
    "su_look": Text("Thẻ của Hội sẽ như thế này", "This is what your cards will be like"),
    "su_card_moods": Text(
        "Màu và hình đổi theo từng bài để trang khỏi nhàm; chữ và tên vẫn vậy.",
        "Colours and pictures change from post to post; the name and the letters stay.",
    ),
    "su_card_alt": Text(
        "Thẻ mẫu mang tên và màu đang chọn", "A sample card with this name and these colours"
    ),
    "su_card_none": Text(
        "Thẻ mẫu hiện ra khi tên và màu đã đủ.", "The sample comes once name and colours are there."
    ),
    "su_name_long": Text(
        "Tên dài quá, không vừa đầu thẻ, nên chưa thẻ nào vẽ được. Ghi “Tên ngắn trên thẻ”.",
        "The name is too long for the head of a card, so none can be painted. Give a short name for cards.",
    ),
    "su_hard": Text(
        "Chữ trên thẻ khó đọc với màu này. Chọn màu đậm hơn hoặc nhạt hơn một chút.",
        "With these colours a text on the card is hard to read. Take a darker or a lighter one.",
    ),
    # hotlines
    "su_lines": Text("Đường dây nóng", "Hotlines"),
    "su_lines_lead": Text(
        "Số điện thoại trong mọi bài chỉ lấy từ đây: sửa một lần, bài nào cũng đổi theo. Mỗi số nên có người "
        "gọi thử mỗi năm một lần.",
        "All numbers in posts come from here: change one and every post follows. Each should be called once "
        "a year.",
    ),
    "su_lines_said": Text("{n} số, số nào cũng đã gọi thử", "{n} numbers, all of them called"),
    "su_lines_open": Text("{n} số, {left} số chưa ai gọi thử", "{n} numbers, {left} of them never called"),
    "su_lines_left": Text(
        "Xong, còn {left} số chờ xác nhận", "Done; {left} numbers wait for somebody to confirm them"
    ),
    "su_lines_none": Text("Chưa có số nào", "No number yet"),
    "su_line_add": Text("Thêm một đường dây", "Add a line"),
    "su_line_change": Text("Sửa", "Change"),
    "su_line_name": Text("Tên đường dây", "Its name"),
    "su_line_number": Text("Số điện thoại", "Number"),
    "su_line_hours": Text("Giờ trực (không bắt buộc)", "Hours (optional)"),
    "su_line_who": Text("Dành cho ai (không bắt buộc)", "Whom it is for (optional)"),
    "su_line_area": Text("Địa bàn (không bắt buộc)", "Area (optional)"),
    "su_line_valid_until": Text("Dùng đến hết ngày (không bắt buộc)", "In use until (optional)"),
    "su_such_name": Text("Như: Hội LHPN xã Đại Tâm", "Such as: Hội LHPN xã Đại Tâm"),
    "su_such_number": Text("Như: 0299 3822 000", "Such as: 0299 3822 000"),
    "su_such_hours": Text("Như: 7:30–17:00, thứ Hai đến thứ Sáu", "Such as: 7:30–17:00, thứ Hai đến thứ Sáu"),
    "su_such_who": Text("Như: phụ nữ và trẻ em cần giúp đỡ", "Such as: phụ nữ và trẻ em cần giúp đỡ"),
    "su_such_area": Text("Như: xã Đại Tâm", "Such as: xã Đại Tâm"),
    "su_such_valid_until": Text(
        "Để trống nếu không biết bao giờ đổi số", "Empty if nobody knows when it ends"
    ),
    "su_line_open": Text("Giờ trực: {hours}", "Hours: {hours}"),
    "su_line_emergency": Text(
        "Đừng gọi thử số khẩn cấp. Hỏi cán bộ phụ trách xem số còn dùng không.",
        "Do not call an emergency number to try it. Ask who is in charge whether it is still in use.",
    ),
    "su_line_called": Text("Tôi vừa gọi thử", "I have just called it"),
    "su_line_asked": Text("Tôi vừa hỏi nơi phụ trách", "I have just asked who runs it"),
    # people
    "su_people": Text("Người dùng", "People"),
    "su_people_lead": Text(
        "Chỉ cần khi mở trang làm việc này từ máy khác, hoặc khi bài phải có người duyệt. Trên chính máy này "
        "thì không phải đăng nhập.",
        "Needed only where this desk is opened from other machines, or posts need an approval. On this "
        "machine nobody logs in.",
    ),
    "su_people_said": Text("{n} người", "{n} people"),
    "su_people_said_one": Text("1 người", "1 person"),
    "su_people_none": Text("Chưa có ai", "Nobody yet"),
    "su_person_add": Text("Thêm một người", "Add somebody"),
    "su_person_name": Text("Tên đăng nhập", "Name to log in with"),
    "su_person_name_hint": Text(
        "Chữ thường không dấu, như mai hay thu-ha. Để trống thì Loa đặt theo họ tên.",
        "Small letters, such as mai or thu-ha. Empty: after the full name.",
    ),
    "su_person_full": Text("Họ và tên", "Full name"),
    "su_person_full_hint": Text(
        "Loa gợi tên đăng nhập từ đây: Ngọc Hân thành ngoc-han.",
        "The name to log in with is made of it: Ngọc Hân becomes ngoc-han.",
    ),
    "su_people_approvers": Text("Bài trình lên do {names} duyệt.", "What is submitted, {names} approves."),
    "su_people_no_approver": Text(
        "Chưa có ai duyệt bài. Thêm một người “Duyệt bài và thiết lập”.",
        "Nobody approves posts yet. Add somebody who “Approves, and sets up”.",
    ),
    "su_password_show": Text("Hiện mật khẩu", "Show the password"),
    "su_password_again": Text(
        "Chị gõ lại mật khẩu giúp: trình duyệt không giữ mật khẩu.",
        "Please type the password again: the browser does not keep it.",
    ),
    "su_person_role": Text("Được làm gì", "What she may do"),
    "su_person_unit": Text("Phụ trách", "Looks after"),
    "su_person_whole": Text("Cả cơ quan", "The whole office"),
    "su_person_unit_hint": Text(
        "Chọn một đơn vị thì chỉ thấy và sửa bài của đơn vị ấy; không vào được Thiết lập.",
        "With one unit she sees and changes its posts alone, and does not set up.",
    ),
    "su_role_writer": Text("Viết và trình bài", "Writes and submits"),
    "su_role_approver": Text("Duyệt bài và thiết lập", "Approves, and sets up"),
    "su_role_viewer": Text("Chỉ xem", "Only looks"),
    "su_person_password": Text("Mật khẩu", "Password"),
    "su_person_new_password": Text(
        "Mật khẩu mới (để trống thì giữ mật khẩu cũ)", "New password (empty: as before)"
    ),
    "su_password_hint": Text(
        "Ít nhất {least} ký tự; vài từ ghép lại thì dễ nhớ.",
        "At least {least} characters; a few words are easy to remember.",
    ),
    "su_person_change": Text("Sửa", "Change"),
    "su_person_remove": Text("Xóa người này", "Remove"),
    "su_person_remove_sure": Text(
        "Người này không đăng nhập được nữa. Bài đã viết, đã duyệt vẫn còn.",
        "She can no longer log in. What she wrote and approved stays.",
    ),
    **SETUP_CHANNELS,
    **SETUP_MORE,
}
