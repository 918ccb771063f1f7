"""The sentences of the crisis page: the playbook, what is still public, the prepared statements."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

CRISIS: Mapping[str, Text] = {
    "crisis": Text("Khi có sự cố", "In a crisis"),
    "crisis_link": Text("Việc cần làm, tuyên bố soạn sẵn", "What to do, the prepared statement"),
    "crisis_lead": Text(
        "Một trang để làm theo khi có quốc tang, thiên tai, khiếu nại, hay một bài đăng gây hại. In sẵn, "
        "ghi số điện thoại rồi treo ở phòng làm việc.",
        "One page to follow in mourning, a disaster, a complaint, or when a post does harm. Print it, fill "
        "in the telephone numbers and hang it up in the office.",
    ),
    "crisis_now": Text("Mọi việc đăng đang tạm dừng.", "Everything is stopped."),
    "crisis_not_now": Text("Mọi việc đăng đang chạy bình thường.", "Posts go out as planned."),
    "crisis_print": Text("In trang này", "Print this page"),
    "crisis_call": Text("1. Gọi ai", "1. Whom to call"),
    "crisis_call_leader": Text("Lãnh đạo Hội (quyết định)", "The leader (who decides)"),
    "crisis_call_speaker": Text("Người phát ngôn", "Who speaks for the office"),
    "crisis_call_staff": Text("Người phụ trách Loa", "Who looks after Loa"),
    "crisis_call_phone": Text("ĐT", "Tel."),
    "crisis_call_child": Text(
        "Trẻ em đang gặp nguy hiểm: gọi 111 (tổng đài bảo vệ trẻ em) hoặc 113 trước, rồi mới làm các việc "
        "dưới đây.",
        "A child in danger: call 111 (child protection) or 113 first, then do what follows.",
    ),
    "crisis_stopped": Text("2. Khi tạm dừng, Loa đã dừng những gì", "2. What a freeze has stopped"),
    "crisis_stopped_1": Text(
        "Mọi bài tới giờ đăng, ở mọi đơn vị và mọi kênh, kể cả bài Loa đang gửi dở mà chưa công khai.",
        "Every post that comes due, of every unit and channel, those half sent included.",
    ),
    "crisis_stopped_2": Text(
        "Bình luận đầu tiên và các bản sửa đang chờ đưa lên.", "First comments, and edits that wait."
    ),
    "crisis_stopped_3": Text(
        "Bài đã hẹn giờ trên Facebook: Loa lấy về ở lượt chạy kế tiếp (máy phải bật và có mạng).",
        "What Facebook's own scheduler holds: Loa takes it back at its next round (the machine is on, with a "
        "network).",
    ),
    "crisis_stopped_4": Text(
        "Lời nhắc đăng tay: không ai được nhắc đăng bài nữa.", "Reminders: nobody is asked to post by hand."
    ),
    "crisis_not_stopped": Text("3. Loa không dừng được những gì", "3. What Loa cannot stop"),
    "crisis_not_stopped_1": Text(
        "Bài đã công khai vẫn còn đó (mục 4). Gỡ bài thì vẫn làm được khi đang dừng.",
        "What is public stays (section 4). It can be taken down while all is stopped.",
    ),
    "crisis_not_stopped_2": Text(
        "Bài đã đưa cho người đăng tay, đọc loa, gửi nhóm: gọi điện bảo dừng.",
        "What persons were given to post, read out or send to groups: telephone them.",
    ),
    "crisis_not_stopped_3": Text(
        "Bài ai đó tự hẹn giờ ngay trên Facebook hay Zalo, quảng cáo đang chạy: mở Meta Business Suite, mục "
        "Công cụ lập kế hoạch, và Zalo OA để dừng tay.",
        "What somebody scheduled on Facebook or Zalo itself, and running advertisements: stop them in Meta "
        "Business Suite (Planner) and in Zalo OA.",
    ),
    "crisis_not_stopped_4": Text(
        "Bài người khác đã chia sẻ, chụp lại màn hình; bình luận của người đọc.",
        "What others have shared or kept as pictures; readers' comments.",
    ),
    "crisis_public": Text("4. Đang công khai, 30 ngày gần đây", "4. Public now, of the last 30 days"),
    "crisis_public_none": Text(
        "Trong 30 ngày gần đây không có bài nào đang công khai theo sổ của Loa.",
        "By Loa's ledger nothing of the last 30 days is public.",
    ),
    "crisis_waiting": Text("Đang chờ ở Facebook", "Waiting at Facebook"),
    "crisis_waiting_none": Text(
        "Theo sổ của Loa, không có bài nào đang hẹn giờ trên Facebook.",
        "By Loa's ledger nothing waits in Facebook's scheduler.",
    ),
    "crisis_waiting_hint": Text(
        "Loa tự lấy các bài này về. Bài nào còn ở đây sau 10 phút, hay máy chạy Loa đang tắt: mở Meta "
        "Business Suite, mục Công cụ lập kế hoạch, xóa bài ở đó.",
        "Loa takes these back by itself. What still stands here after 10 minutes, or while Loa's machine is "
        "off: delete it in Meta Business Suite, Planner.",
    ),
    "crisis_given": Text("Đang ở người đăng tay", "With persons, to be posted by hand"),
    "crisis_said": Text(
        "Đã đăng tay, theo lời báo (muốn gỡ thì nhờ chính người đã đăng)",
        "Posted by hand, by a person's word (who posted it takes it down)",
    ),
    "crisis_due": Text("hẹn {when}", "due {when}"),
    "crisis_take_down": Text("Gỡ xuống", "Take down"),
    "crisis_statements": Text("5. Tuyên bố soạn sẵn", "5. The prepared statement"),
    "crisis_statements_none": Text(
        "Chưa có tuyên bố nào. Viết một bài, chọn “Tuyên bố soạn sẵn”, rồi trình và duyệt như mọi bài, "
        "trước khi cần đến.",
        "There is none. Write a post, choose “Prepared statement”, have it submitted and approved as any "
        "other, before it is needed.",
    ),
    "crisis_statement_out": Text("Đã lên hoặc đang lên.", "Public, or on its way."),
    "crisis_statement_ready": Text(
        "Đã duyệt đúng như đang thấy. Khi mọi việc đăng tạm dừng, người duyệt cho lên bằng một nút bấm.",
        "Approved just as you see it. While all is stopped an approver lets it out by one button.",
    ),
    "crisis_statement_waits": Text(
        "Chưa duyệt đúng như đang thấy, nên chưa cho lên được: {stands}.",
        "Not approved as you see it, so it cannot go out: {stands}.",
    ),
    "crisis_let_out": Text("Cho tuyên bố này lên", "Let this statement out"),
    "crisis_let_out_sure": Text(
        "Tuyên bố lên mọi kênh của bài, đúng như bản đã duyệt, mỗi nơi một lần. Mọi bài khác vẫn dừng.",
        "It goes to all its channels just as approved, once to each. All else stays stopped.",
    ),
    "crisis_go_on": Text("6. Đăng lại thế nào", "6. How to go on"),
    "crisis_go_on_1": Text(
        "Lãnh đạo đồng ý thì bấm “Cho đăng lại” trên trang này.",
        "Once the leader agrees press “Let posts go out again” on this page.",
    ),
    "crisis_go_on_2": Text(
        "Bài đã lỡ giờ không tự lên: Loa để giữ lại, chị xem từng bài rồi cho lên hoặc bỏ.",
        "What missed its time does not go out by itself: it is held, and you decide about each.",
    ),
    "crisis_go_on_3": Text(
        "Xem lại các bài 7 ngày tới: lời nào vui quá, ngày nào không hợp thì giữ lại hay sửa.",
        "Look over the next 7 days: hold or change what does not suit the days to come.",
    ),
    "crisis_go_on_4": Text(
        "Ghi lại việc đã xảy ra, ai quyết định gì, để báo cáo và rút kinh nghiệm.",
        "Write down what happened and who decided what, for the report.",
    ),
    "crisis_mourning": Text(
        "Thẻ ảnh đang vẽ màu xám. Bài đã duyệt mà thẻ đổi màu thì chờ duyệt lại.",
        "Cards are painted in greys. An approved post whose card changed by it waits to be approved again.",
    ),
    "crisis_mourning_freeze": Text("Thẻ ảnh chuyển màu xám (tang)", "Paint cards in greys (mourning)"),
    "crisis_mourning_thaw": Text("Thẻ ảnh vẫn để màu xám", "Cards stay in greys"),
    "crisis_colours": Text("Thẻ ảnh trở lại màu thường", "Give cards their colours again"),
    "crisis_colours_sure": Text(
        "Hết tang thì bấm. Bài duyệt trước khi có tang lại dùng được; bài duyệt lúc thẻ màu xám thì phải "
        "duyệt lại.",
        "Once the mourning is over. What was approved before it fits again; what was approved in greys is "
        "approved once more.",
    ),
    "crisis_freeze": Text("Dừng mọi việc đăng", "Stop everything"),
    "crisis_freeze_sure": Text(
        "Có hiệu lực ngay, cả khi Loa đang đăng dở. Gỡ bài vẫn được.",
        "It holds at once, in the middle of a round too. Posts can still be taken down.",
    ),
    "crisis_thaw": Text("Cho đăng lại", "Let posts go out again"),
    "crisis_thaw_sure": Text(
        "Bài đã lỡ giờ vẫn giữ lại, chờ chị quyết định từng bài.",
        "What missed its time stays held until you decide about each.",
    ),
    "said_freeze": Text("Đã dừng mọi việc đăng.", "Everything is stopped."),
    "said_colours": Text("Thẻ ảnh trở lại màu thường.", "Cards have their colours again."),
    "said_thaw": Text("Đã cho đăng lại.", "Posts go out again."),
    "said_let_out": Text(
        "Đã cho tuyên bố lên. Loa đang trực sẽ đăng trong ít phút.",
        "The statement is let out. Loa carries it within minutes.",
    ),
}
