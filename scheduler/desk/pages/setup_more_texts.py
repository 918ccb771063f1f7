"""What the pages of the set-up say that not every office needs: approval, hours, units, receivers."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

SETUP_MORE: Mapping[str, Text] = {
    "su_more": Text("Khi Hội cần thêm", "When more is needed"),
    # who approves
    "su_approval": Text("Duyệt bài", "Approval"),
    "su_approval_lead": Text(
        "Bài có cần một người khác xem rồi mới được đăng không, và ai được làm gì.",
        "Whether somebody else has to see a post before it goes out, and who may do what.",
    ),
    "su_approval_none": Text("Bài không cần ai duyệt", "Posts need no approval"),
    "su_approval_some": Text("Bài phải có người duyệt; {n} người được duyệt", "Needed; {n} may approve"),
    "su_approval_here": Text("Bài phải có người duyệt", "Posts need an approval"),
    "su_approval_ask": Text("Bài viết xong thì", "Once a post is written"),
    "su_approval_is_none": Text("đến giờ là đăng, không cần ai duyệt", "it goes out at its time"),
    "su_approval_is_required": Text(
        "phải có người duyệt mới được đăng; chưa duyệt thì nằm chờ",
        "somebody has to approve it first; until then it waits",
    ),
    "su_approval_people": Text("Ai được làm gì", "Who may do what"),
    "su_approval_own": Text(
        "Người trình bài thì không tự duyệt bài ấy được.", "Whoever submits a post cannot approve it too."
    ),
    "su_approval_nobody": Text(
        "Chưa có người dùng nào: ai ngồi ở máy này cũng duyệt được, chỉ cần ghi tên mình. Muốn giao riêng "
        "cho từng người thì thêm người dùng.",
        "There are no users yet: whoever sits at this machine may approve, and says her name. Add people to "
        "give each her own part.",
    ),
    # who is told
    "su_receivers": Text("Nơi nhận tin", "Receivers of messages"),
    "su_receivers_lead": Text(
        "Loa nhắn khi có bài chờ duyệt, có người hỏi về bài, hay khi một bài bị giữ lại. Chọn ai nhận tin, "
        "bằng thư, Zalo hay Telegram.",
        "Loa tells people when a post waits for approval, a colleague asks, or a post is held. Choose who is "
        "told, by e-mail, Zalo or Telegram.",
    ),
    "su_receivers_none": Text("Chưa ai nhận tin", "Nobody is told"),
    "su_receivers_some": Text("{n} nơi có nhận tin", "{n} are told"),
    "su_told_to": Text("Cả cơ quan", "The office"),
    "su_told_leader": Text("Lãnh đạo", "The leader"),
    "su_told_hint_to": Text(
        "Khi bài bị giữ lại, mã sắp hết hạn, việc gì cần người xem.",
        "When a post is held, a token ends, or something needs a person.",
    ),
    "su_told_hint_leader": Text(
        "Khi bài đăng tay trễ quá lâu. Để trống thì tin ấy gửi chung cho cả cơ quan.",
        "When what is posted by hand is far too late. Without one the office is told.",
    ),
    "su_told_none": Text("Chưa nhận tin.", "Is told nothing yet."),
    "su_told_nobody": Text(
        "Muốn nhắn riêng cho từng người thì thêm người dùng trước.",
        "To tell people one by one, add them as users first.",
    ),
    "su_way_add": Text("Thêm nơi nhận tin", "Add a way"),
    "su_way_whom": Text("Ai nhận", "Who"),
    "su_way_off": Text("Bỏ", "Take away"),
    "su_way_lost": Text("Chưa có mã: nhập lại ở dưới", "Its secret is gone: give it again below"),
    "su_way_mail": Text("Thư điện tử", "E-mail"),
    "su_way_zalo": Text("Zalo", "Zalo"),
    "su_way_telegram": Text("Telegram", "Telegram"),
    "su_way_other": Text("Cách khác", "Another way"),
    "su_way_how_mail": Text(
        "Loa gửi thư từ một hộp thư của Hội. Với Gmail, mật khẩu là “mật khẩu ứng dụng” tạo ở trang "
        "Tài khoản Google, không phải mật khẩu thường.",
        "Loa sends from a mailbox of the office. For Gmail the password is an app password of the Google "
        "account, not the one for logging in.",
    ),
    "su_way_how_zalo": Text(
        "Trong Zalo, tìm Zalo Bot Manager, tạo một bot: Zalo gửi lại mã bot. Người nhận nhắn cho bot ấy "
        "một câu trước; mã cuộc trò chuyện do người tạo bot xem được.",
        "In Zalo open Zalo Bot Manager and make a bot: its token is sent to you. Whoever is to be told "
        "writes to the bot first; who made it sees the id of the chat.",
    ),
    "su_way_how_telegram": Text(
        "Trong Telegram, nhắn /newbot cho @BotFather để có mã bot. Người nhận bấm Start ở bot ấy; mã cuộc "
        "trò chuyện hỏi @userinfobot.",
        "In Telegram write /newbot to @BotFather for a token. Whoever is to be told presses Start; "
        "@userinfobot says the id of her chat.",
    ),
    "su_way_mail_to": Text("Gửi tới địa chỉ", "Send to"),
    "su_way_mail_from": Text("Gửi từ hộp thư", "From the mailbox"),
    "su_way_mail_password": Text("Mật khẩu của hộp thư ấy", "That mailbox's password"),
    "su_way_mail_server": Text(
        "Máy chủ gửi thư (Gmail, Outlook thì để trống)", "Mail server (empty for Gmail and Outlook)"
    ),
    "su_way_zalo_token": Text("Mã bot", "The bot's token"),
    "su_way_zalo_chat": Text("Mã cuộc trò chuyện", "The chat's id"),
    "su_way_telegram_token": Text("Mã bot", "The bot's token"),
    "su_way_telegram_chat": Text("Mã cuộc trò chuyện", "The chat's id"),
    "su_way_secret": Text(
        "Những gì nhập ở đây được cất riêng trên máy này và không hiện ra nữa.",
        "What is typed here is kept apart on this machine, and never shown again.",
    ),
    # the units below the office
    "su_units": Text("Đơn vị", "Units"),
    "su_units_lead": Text(
        "Các xã, chi hội cùng đăng bài của Hội, mỗi nơi lên trang của mình với tên và số điện thoại "
        "của mình.",
        "The communes and branches that publish the office's posts, each on its own page, with its own name "
        "and number.",
    ),
    "su_units_none": Text("Chưa có đơn vị nào: chỉ Hội mình đăng", "None: the office alone publishes"),
    "su_units_some": Text("{n} đơn vị", "{n} units"),
    "su_units_empty": Text(
        "Chưa có đơn vị nào. Hội chỉ đăng lên trang của mình thì không cần.",
        "There are none. An office that posts to its own pages alone needs none.",
    ),
    "su_unit_add": Text("Thêm một đơn vị", "Add a unit"),
    "su_unit_change": Text("Sửa đơn vị", "Change the unit"),
    "su_unit_faulty": Text("Còn chỗ sai, nên chưa đăng", "It has a mistake, and publishes nothing"),
    "su_unit_nowhere": Text("Chưa có trang riêng", "No page of its own yet"),
    "su_unit_name": Text("Tên đơn vị", "The unit's name"),
    "su_unit_name_hint": Text("Như: Hội LHPN xã Mỹ Xuyên", "Such as: Hội LHPN xã Mỹ Xuyên"),
    "su_unit_parent": Text("Trực thuộc", "Below"),
    "su_unit_language": Text("Tiếng của đơn vị", "Its language"),
    "su_unit_vi": Text("Tiếng Việt", "Vietnamese"),
    "su_unit_km": Text("Tiếng Khmer", "Khmer"),
    "su_unit_hotline": Text("Số điện thoại riêng", "Hotline of its own"),
    "su_unit_hotline_none": Text("Dùng số của cấp trên", "That of the unit above"),
    "su_unit_hotline_hint": Text("Thêm số mới ở bước “Đường dây nóng”.", "Add numbers at “Hotlines”."),
    "su_unit_page": Text("Số của trang Facebook riêng", "The number of its Facebook page"),
    "su_unit_token": Text("Mã ngắn hạn của trang ấy", "A short token for that page"),
    "su_unit_page_hint": Text(
        "Người lấy mã phải quản trị trang ấy; lấy bằng ứng dụng của Hội, như ở bước “Trang Facebook”.",
        "Whoever gets the token runs that page, with the office's app, as at “The Facebook page”.",
    ),
    "su_unit_no_page": Text(
        "Muốn đơn vị có trang Facebook riêng thì nối trang của Hội trước: mã lấy bằng cùng một ứng dụng.",
        "For a Facebook page of its own connect the office's first: tokens come from the same app.",
    ),
    "su_unit_address": Text("Địa chỉ trang web riêng", "Address of its website"),
    "su_unit_address_hint": Text(
        "Đầy đủ từ https://, như https://phunu.soctrang.gov.vn/my-xuyen/. Không có thì để trống.",
        "From https:// on, such as https://phunu.soctrang.gov.vn/my-xuyen/. Empty for none.",
    ),
    "su_unit_no_site": Text(
        "Trang web nằm trên máy chủ ở xa: nhờ người quản trị ghi trang web của đơn vị vào tệp cài đặt.",
        "The website is on a server: whoever runs it writes the unit's into the settings' files.",
    ),
    "su_unit_remove": Text("Xóa đơn vị này", "Remove this unit"),
    "su_unit_remove_sure": Text(
        "Chỉ xóa được đơn vị chưa có bài nào.", "Only a unit without any post can be removed."
    ),
    "su_unit_own": Text("có riêng", "its own"),
    "su_unit_as_above": Text("như cấp trên", "as above"),
    "su_unit_brand": Text("Màu và biểu trưng trên thẻ", "Colours and logo on cards"),
    "su_unit_short_hint": Text(
        "Tên ngắn ghi trên thẻ; để trống thì ghi như cấp trên.", "A short name on cards; empty: as above."
    ),
    "su_unit_brand_off": Text("Bỏ, dùng như cấp trên", "Leave it off, be as above"),
    "su_unit_sample": Text("Thẻ của đơn vị sẽ như thế này", "The unit's cards will look like this"),
    "su_unit_look": Text("Đổi màu để xem thẻ mẫu ở đây.", "Change a colour, and sample cards show here."),
    "su_unit_slots": Text("Giờ đăng bài chờ", "Hours for queued posts"),
    "su_unit_zalo": Text("Zalo OA riêng", "A Zalo OA of its own"),
    "su_unit_oa_hint": Text(
        "Chỉ gồm chữ số, xem ở oa.zalo.me. Ứng dụng thì dùng chung với Hội. Để trống là không có.",
        "Digits alone, as oa.zalo.me has it. The app is the office's. Empty for none.",
    ),
    "su_unit_no_zalo": Text(
        "Muốn đơn vị có Zalo OA riêng thì nối Zalo của Hội trước: hai nơi dùng chung một ứng dụng.",
        "For a Zalo OA of its own connect the office's first: both share one app.",
    ),
    "su_unit_try": Text("Thử nơi đăng của đơn vị", "Try the unit's places"),
    "su_unit_try_hint": Text(
        "Loa hỏi từng nơi, không đăng gì:", "Each place is asked, and nothing is posted:"
    ),
    "su_slots_above": Text("Như cấp trên", "As above"),
    "su_slots_unit_week": Text("Giờ của đơn vị", "The unit's hours"),
    "su_unit_leave": Text("Thôi, không sửa", "Leave it as it is"),
    # the hours of the queue
    "su_slots": Text("Giờ đăng bài chờ", "Hours for queued posts"),
    "su_slots_lead": Text(
        "Bài không ghi giờ thì xếp hàng, lần lượt đăng vào những giờ này, mỗi giờ một bài. Bài đã ghi giờ "
        "thì vẫn theo giờ của nó.",
        "Posts without a time queue up and go out at these hours, one at each. A post with a time keeps it.",
    ),
    "su_slots_none": Text(
        "Chưa có giờ nào: bài không ghi giờ thì nằm chờ", "None: posts without a time wait"
    ),
    "su_slots_daily": Text("Mọi ngày", "Every day"),
    "su_slots_hint": Text(
        "Mấy giờ cũng được, cách nhau bằng dấu phẩy: 7:30, 19:30. Để trống là không có giờ nào.",
        "As many as you like, with commas: 7:30, 19:30. Empty means none.",
    ),
    "su_slots_week": Text("Ngày nào khác thì chọn ở đây", "Which days differ"),
    "su_slots_same": Text("Như mọi ngày", "As every day"),
    "su_slots_own": Text("Giờ riêng", "Hours of its own"),
    "su_slots_none_day": Text("Không đăng", "Nothing goes out"),
    "su_slots_of": Text("Giờ riêng của {day}", "Hours of {day}"),
    "su_slots_kept": Text("Có giờ riêng, và vẫn giữ như cũ:", "With hours of their own, which stay:"),
    "su_slots_coming": Text("Những giờ sắp tới", "The next hours"),
    "su_slots_empty": Text(
        "Chưa có giờ nào. Bài không ghi giờ sẽ nằm chờ cho đến khi chị ghi giờ ở đây.",
        "There are none. Posts without a time wait until you write some here.",
    ),
    "su_day_mon": Text("Thứ Hai", "Monday"),
    "su_day_tue": Text("Thứ Ba", "Tuesday"),
    "su_day_wed": Text("Thứ Tư", "Wednesday"),
    "su_day_thu": Text("Thứ Năm", "Thursday"),
    "su_day_fri": Text("Thứ Sáu", "Friday"),
    "su_day_sat": Text("Thứ Bảy", "Saturday"),
    "su_day_sun": Text("Chủ Nhật", "Sunday"),
}
