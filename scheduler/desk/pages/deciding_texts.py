"""Every sentence of the pages where people decide and look over, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

DECIDING: Mapping[str, Text] = {
    # logging in
    "login": Text("Đăng nhập", "Log in"),
    "login_name": Text("Tên người dùng", "User name"),
    "login_password": Text("Mật khẩu", "Password"),
    "login_enter": Text("Đăng nhập", "Log in"),
    "login_wrong": Text("Tên hoặc mật khẩu chưa đúng.", "The name or the password is wrong."),
    "login_often": Text(
        "Từ máy này vừa gõ sai nhiều lần. Đợi {n} giây rồi thử lại.",
        "There were too many wrong tries from this machine. Wait {n} s, then try again.",
    ),
    "session_over": Text(
        "Lâu không bấm gì nên phải đăng nhập lại. Bài đang viết vẫn còn ở đây: đăng nhập rồi quay lại lưu.",
        "You were logged out after a long pause. What you wrote is still here: log in, then save again.",
    ),
    "login_elsewhere": Text("Đăng nhập ở cửa sổ khác", "Log in in another window"),
    "logout": Text("Đăng xuất", "Log out"),
    "reached_by_others": Text(
        "Trang này mở được từ máy khác. Xong việc, bấm Đăng xuất.",
        "This page can be opened from other machines. Log out when you are done.",
    ),
    # approval
    "state_waiting": Text("Chờ duyệt", "Wait for approval"),
    "state_new": Text("Chưa trình duyệt", "Not submitted yet"),
    "approval": Text("Duyệt bài", "Approval"),
    "approval_lead": Text(
        "Bài phải được duyệt mới đăng. Người duyệt xem chữ và thẻ ở dưới; sửa gì sau đó thì phải duyệt lại.",
        "It goes out once it is approved. What is approved is the text and cards below; a change asks again.",
    ),
    "approval_first": Text(
        "Người viết trình bài trước, rồi mới duyệt được.", "It can be approved once it has been submitted."
    ),
    "approval_again": Text(
        "Bài đã được sửa sau lần trình, duyệt trước: người viết trình lại, rồi mới duyệt được.",
        "It was changed since it was submitted or approved: it can be approved once it is submitted again.",
    ),
    "approval_own": Text(
        "Bài này do chị trình, nên một người khác duyệt.", "You submitted it, so somebody else approves it."
    ),
    "dead_links": Text("Liên kết không mở được", "Links that lead nowhere"),
    "links_known": Text("Tôi biết, cứ để liên kết như vậy", "I know; leave these links as they are"),
    "who": Text("Tên người quyết định", "Who decides"),
    "submits": Text("Tên chị", "Your name"),
    "who_missing": Text("Chưa ghi tên người quyết định.", "Say who decides."),
    "remark": Text("Lời nhắn khi trả lại", "Remark, for returning it"),
    "remark_hint": Text("Trả lại thì cần ghi sửa gì.", "Returning needs the reason."),
    "step_submit": Text("Trình duyệt", "Submit"),
    "step_approve": Text("Duyệt", "Approve"),
    "step_return": Text("Trả lại", "Return"),
    "said_submitted": Text("Đã trình duyệt.", "It is submitted."),
    "said_approved": Text("Đã duyệt. Bài sẽ lên đúng giờ.", "Approved. It goes out at its time."),
    "said_returned": Text("Đã trả lại cho người viết.", "Returned to its writer."),
    # by the link in a message
    "phone_no_time": Text("Vào giờ trống gần nhất", "At the next free time"),
    "phone_statement": Text(
        "Tuyên bố soạn sẵn: chỉ lên khi mọi việc đăng đang tạm dừng và có người duyệt cho lên",
        "A prepared statement: it goes out only while all is stopped, once an approver lets it out",
    ),
    "phone_yes_statement": Text(
        "Bấm Duyệt thì tuyên bố nằm sẵn, chưa lên; trong sổ ghi {who} đã duyệt.",
        "Once approved it lies ready, and does not go out yet; the ledger notes that {who} approved it.",
    ),
    "looks": Text(
        "Mỗi lần bài lên, thẻ mang một trong các tông màu trên; duyệt một lần là duyệt mọi tông màu.",
        "Each time it goes out its card has one of these colours; one approval is for all of them.",
    ),
    "phone_about": Text("Dành cho", "For"),
    "phone_comment": Text("Bình luận đầu tiên", "First comment"),
    "phone_units": Text("{n} đơn vị", "{n} units"),
    "phone_of_first": Text(
        "Lời và thẻ ở trên là của {unit}; ở các đơn vị khác, tên và số điện thoại của đơn vị tự thay vào.",
        "The words and cards are those of {unit}; other units have their own name and number in them.",
    ),
    "phone_yes": Text(
        "Bấm Duyệt thì bài lên đúng giờ; trong sổ ghi {who} đã duyệt.",
        "Once approved it goes out at its time; the ledger notes that {who} approved it.",
    ),
    "phone_until": Text(
        "Liên kết này dùng một lần, đến {until}.", "This link is for one decision, until {until}."
    ),
    "phone_too_long": Text(
        "Lời nhắn dài {n} chữ cái, nhiều nhất là {all}. Chị rút ngắn rồi gửi lại.",
        "The remark has {n} letters, {all} at most. Shorten it and send it again.",
    ),
    "phone_often": Text(
        "Từ máy này vừa mở nhiều liên kết sai. Đợi {n} giây rồi mở lại liên kết trong tin nhắn.",
        "There were too many wrong links from this machine. Wait {n} s, then open the one in the message.",
    ),
    "phone_out_of_date": Text(
        "Trang này mở đã lâu nên chưa ghi gì. Chị xem lại bài rồi bấm lần nữa.",
        "This page was open for long, so nothing is kept. Look at it again and press once more.",
    ),
    # what changed since somebody decided
    "changes": Text("Đã sửa những gì", "What was changed"),
    "changes_since": Text(
        "So với bản mà {by}. Chữ bỏ đi bị gạch, chữ mới được tô.",
        "Beside what {by}. What went is struck through, what came is marked.",
    ),
    "changes_beneath": Text(
        "Chữ và thẻ nhìn vẫn như cũ; đổi ở chỗ khác của bài, như đối tượng, chủ đề, hay tên đơn vị trên thẻ.",
        "Words and cards look as before; something else is different, such as the audience or the topic.",
    ),
    "change_before": Text("Trước", "Before"),
    "change_after": Text("Bây giờ", "Now"),
    "change_words": Text("Lời trên {channels}", "Words on {channels}"),
    "change_at": Text("Giờ đăng", "Time"),
    "change_repeat": Text("Lặp lại", "Repeats"),
    "change_repeat_none": Text("Không lặp lại", "Once"),
    "change_repeat_former": Text("Lịch lặp trước", "As planned before"),
    "change_card": Text("Thẻ {n}", "Card {n}"),
    "change_card_before": Text("Thẻ lúc ấy", "The card then"),
    "change_card_after": Text("Thẻ bây giờ", "The card now"),
    # what is done with a post or a delivery
    "acts": Text("Việc khác với bài này", "Do something else with this post"),
    "act_now": Text("Đăng ngay", "Publish now"),
    "act_hold": Text("Tạm chưa đăng", "Hold"),
    "act_update": Text("Đưa bản sửa lên", "Mend what is public"),
    "act_withdraw": Text("Gỡ bài xuống", "Take it down"),
    "act_retry": Text("Cho đăng", "Let it go on"),
    "act_again": Text("Thử lại", "Try again"),
    "act_skip": Text("Bỏ qua", "Skip"),
    "sure_now": Text(
        "Bài lên ngay ở lượt tới của Loa đang trực, không đợi đến giờ.",
        "It goes out at the next round of the Loa that serves, whatever its time.",
    ),
    "sure_hold": Text(
        "Bài không lên cho đến khi có người cho đăng.", "It stays back until somebody lets it go."
    ),
    "sure_update": Text(
        "Bài đang công khai được sửa theo lịch. Ảnh trên Facebook thì không thay được.",
        "What is public is changed to what the calendar says. A picture on Facebook cannot be replaced.",
    ),
    "sure_withdraw": Text(
        "Bài bị gỡ khỏi mọi nơi đã đăng; nơi nào chưa lên thì được giữ lại. Bình luận và lượt thích ở chỗ "
        "gỡ cũng mất. Tin đã gửi qua Zalo OA và tin Facebook 24 giờ thì Loa không gỡ được: cần thì gỡ tay.",
        "It is taken down wherever it is public; where it is not out yet it is held. Its comments and likes "
        "there are lost. What was sent by a Zalo OA and Facebook stories stay: if need be take them down by "
        "hand.",
    ),
    "sure_retry": Text(
        "Đến giờ thì lên; đã quá giờ thì lên ngay.", "It goes out at its time, or now if that is past."
    ),
    "sure_again": Text(
        "Loa làm lại việc còn dở với bài đang công khai.",
        "What could not be done with what is public is tried again.",
    ),
    "sure_skip": Text("Lượt này sẽ không đăng nữa.", "This delivery will not be published."),
    "why": Text("Vì sao", "Why"),
    "why_missing": Text("Cần ghi vì sao.", "Say why."),
    "not_yours": Text("Việc này cần người có vai trò duyệt.", "This needs an approver."),
    "too_late": Text(
        "Chưa làm gì: lượt đăng vừa chuyển sang bước khác. Xem lại rồi quyết định.",
        "Nothing was done: it has just gone on. Look again.",
    ),
    "said_now": Text("Đã ghi: đăng ngay.", "Kept: it goes out now."),
    "said_hold": Text(
        "Đã giữ lại. Bài tạm chưa đăng, đến khi có người bấm Cho đăng.",
        "It is held, until somebody lets it go on.",
    ),
    "said_update": Text("Đã ghi: đưa bản sửa lên.", "Kept: what is public is mended."),
    "said_withdraw": Text("Đã ghi: gỡ bài xuống.", "Kept: it is taken down."),
    "said_retry": Text("Đã cho đăng.", "It goes on."),
    "said_again": Text("Đã ghi: thử lại.", "Kept: it is tried again."),
    "said_skip": Text("Đã bỏ qua.", "It is skipped."),
    "said_hold_again": Text("Đã hoàn tác: bài được giữ lại như trước.", "Taken back: it is held as before."),
    # deliveries
    "unit": Text("Đơn vị", "Unit"),
    "what_to_do_now": Text("Cần làm", "To do"),
    "held_elsewhere": Text("{n} lượt ở đơn vị khác đang giữ lại", "{n} held at other units"),
    "held_elsewhere_one": Text("1 lượt ở đơn vị khác đang giữ lại", "1 held at another unit"),
    "for_unit": Text("Xem bài như đơn vị này đăng", "As this unit publishes it"),
    "show": Text("Xem", "Show"),
    # units
    "lines_page": Text("Danh bạ đường dây nóng", "The directory of hotlines"),
    "lines_lead": Text(
        "Số sai thì người cần giúp gọi mà không ai nghe. Mỗi năm gọi thử mỗi số một lần; số khẩn cấp (111, "
        "113…) thì hỏi nơi phụ trách, đừng gọi thử.",
        "Behind a wrong number nobody helps. Call each once a year; of emergency numbers (111, 113…) ask who "
        "runs them instead.",
    ),
    "line_never": Text("Chưa có ai gọi thử", "Never called"),
    "line_old": Text("Xác nhận ngày {when}, đã quá một năm", "Confirmed on {when}, more than a year ago"),
    "line_later": Text(
        "Ghi ngày gọi thử {when}, là ngày chưa tới: gọi thử rồi bấm lại",
        "Said to be called on {when}, which is yet to come: call it and press again",
    ),
    "line_fresh": Text("Còn đúng, xác nhận ngày {when}", "Right, confirmed on {when}"),
    "line_by": Text("người xác nhận: {who}", "by {who}"),
    "line_button": Text("Tôi đã gọi thử, số còn đúng", "I have called it, it is right"),
    "line_asked": Text("Nơi phụ trách nói số còn đúng", "Who runs it says it is right"),
    "line_unasked": Text("Chưa có ai hỏi nơi phụ trách", "Nobody has asked who runs it"),
    "line_who": Text("Tên người gọi thử, hỏi lại", "Who called, or asked"),
    "line_who_missing": Text("Chưa ghi tên người gọi thử, hỏi lại.", "Say who called, or asked."),
    "line_called": Text(
        "Đã ghi vào danh bạ: số còn đúng.", "It is in the directory that the number is right."
    ),
    "line_changed": Text(
        "Danh bạ vừa đổi nên chưa ghi. Xem lại số rồi bấm lần nữa.",
        "The directory has just changed, so nothing was written. Look at the number and press again.",
    ),
    "units_page": Text("Đơn vị", "Units"),
    "units_count": Text("{n} đơn vị", "{n} units"),
    "units_count_one": Text("1 đơn vị", "1 unit"),
    "units_change": Text("Thêm, sửa đơn vị", "Add or change units"),
    "units_below": Text("{n} đơn vị cấp dưới", "{n} units below"),
    "units_below_one": Text("1 đơn vị cấp dưới", "1 unit below"),
    "unit_without_channel": Text("Chưa có trang riêng", "No page of its own"),
    # the sheet to sign
    "sheet": Text("Phiếu duyệt bài đăng", "Approval sheet"),
    "sheet_nav": Text("Phiếu duyệt", "Sheet"),
    "sheet_made": Text("In ngày {day}", "Printed {day}"),
    "sheet_before": Text("Trước đó", "Before"),
    "sheet_after": Text("Sau đó", "After"),
    "sheet_week": Text("Cả tuần", "The week"),
    "sheet_month": Text("Cả tháng", "The month"),
    "print": Text("In phiếu", "Print"),
    "sheet_yes": Text("Đồng ý đăng", "Agreed"),
    "sheet_change": Text("Sửa:", "Change:"),
    "sheet_empty": Text("Những ngày này không có bài nào", "No posts on these days"),
    "sheet_writer": Text("Người lập phiếu", "Prepared by"),
    "sheet_leader": Text("Người duyệt", "Approved by"),
    "sheet_sign": Text("(ký, ghi rõ họ tên)", "(signature and name)"),
}
