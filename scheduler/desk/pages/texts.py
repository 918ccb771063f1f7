"""Every sentence of the pages, in both languages, by the name that the templates use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scheduler.desk.pages.album_texts import ALBUM
from scheduler.desk.pages.board_texts import BOARD
from scheduler.desk.pages.bundle_texts import BUNDLE
from scheduler.desk.pages.by_hand_texts import BY_HAND
from scheduler.desk.pages.children_texts import ABOUT_CHILDREN
from scheduler.desk.pages.comment_texts import COMMENTS
from scheduler.desk.pages.composing_texts import COMPOSING
from scheduler.desk.pages.crisis_texts import CRISIS
from scheduler.desk.pages.deciding_texts import DECIDING
from scheduler.desk.pages.embedding_texts import EMBEDDING
from scheduler.desk.pages.excel_texts import EXCEL
from scheduler.desk.pages.grid_texts import GRID
from scheduler.desk.pages.keeping_texts import KEEPING
from scheduler.desk.pages.practising_texts import PRACTISING
from scheduler.desk.pages.remark_texts import REMARKS
from scheduler.desk.pages.report_texts import REPORT
from scheduler.desk.pages.setup_texts import SETUP
from scheduler.desk.pages.status_texts import STATUS
from scheduler.desk.pages.writing_texts import WRITE
from scheduler.locales import whole_number
from scheduler.problems import Language, Text

Say = Callable[..., str]


def speaker(language: Language) -> Say:
    """What templates call: `say("posts", n=31)`; with n=1 the name's `_one` form where there is one."""

    def say(name: str, /, **values: object) -> str:
        if not values:
            return WORDS[name].say(language)
        if values.get("n") == 1 and f"{name}_one" in WORDS:
            name = f"{name}_one"
        counts = {
            name: whole_number(value, language)
            for name, value in values.items()
            if name in _COUNTS and isinstance(value, int)
        }
        return WORDS[name].say(language, **values | counts)

    return say


_COUNTS = {"n", "all", "done", "shown"}  # as against years and lines, which have no thousands

WORDS: Mapping[str, Text] = {
    **WRITE,
    **COMPOSING,
    **ABOUT_CHILDREN,
    **ALBUM,
    **DECIDING,
    **BOARD,
    **BY_HAND,
    **COMMENTS,
    **REMARKS,
    **PRACTISING,
    **EMBEDDING,
    **EXCEL,
    **BUNDLE,
    **CRISIS,
    **REPORT,
    **SETUP,
    **KEEPING,
    **GRID,
    **STATUS,
    # the frame
    "program": Text("Loa", "Loa"),
    "skip": Text("Đến nội dung chính", "Skip to the content"),
    "nav": Text("Các trang", "Pages"),
    "calendar": Text("Lịch đăng", "Calendar"),
    "problems": Text("Cần sửa", "To mend"),
    "menu_more": Text("Thêm", "More"),
    "menu_less": Text("Đóng", "Close"),
    "khmer_unread": Text(
        "Chữ Khmer ở đây chưa có người nói tiếng Khmer đọc lại.",
        "No native reader has read the Khmer words here yet.",
    ),
    "updated": Text("Đã cập nhật lúc {time}", "Updated at {time}"),
    "lost": Text(
        "Mất liên lạc với Loa. Cửa sổ Loa có còn mở không?", "Lost touch with Loa. Is its window still open?"
    ),
    "left_behind": Text(
        "Ở đây còn chữ chị viết dở, chưa gửi, từ {when}.",
        "There are words of yours here that were not sent, of {when}.",
    ),
    "left_take": Text("Lấy lại", "Take them back"),
    "left_drop": Text("Bỏ đi", "Drop them"),
    "who_kept": Text(
        "Tên gửi lần trước ở máy này. Người khác thì gõ lại.", "As sent last on this machine. Type over it."
    ),
    "frozen": Text(
        "Mọi việc đăng đang tạm dừng ({who}, từ {since}): {why}",
        "Everything is stopped ({who}, since {since}): {why}",
    ),
    "standstill": Text("{why}. Cần làm: {todo}", "{why}. What to do: {todo}"),
    "only_here": Text(
        "Trang này chỉ mở được trên máy này. Chị lưu xong là trang tự đổi theo, không cần tải lại.",
        "This page opens on this machine only. What is saved shows by itself, without loading it again.",
    ),
    # the calendar
    "posts": Text("{n} bài", "{n} posts"),
    "posts_one": Text("1 bài", "1 post"),
    "in_calendar": Text("Trong lịch", "In the calendar"),
    "next": Text("Bài kế tiếp", "Goes out next"),
    "next_none": Text("Không có bài nào sắp đăng", "Nothing is coming up"),
    "next_unconnected": Text("Chờ nối nơi đăng", "Waits for a place to be connected"),
    "out": Text("Đã đăng", "Published"),
    "out_count": Text("{done}/{all} lượt", "{done} of {all}"),
    "held_count": Text("{n} lượt đang giữ lại chờ chị", "{n} held for you to decide"),
    "held_count_one": Text("1 lượt đang giữ lại chờ chị", "1 held for you to decide"),
    "not_approved": Text("chưa duyệt", "not approved yet"),
    "waiting_count": Text("{n} bài chờ duyệt", "{n} wait for approval"),
    "waiting_count_one": Text("1 bài chờ duyệt", "1 waits for approval"),
    "to_mend": Text("{n} chỗ cần sửa", "{n} to mend"),
    "to_mend_one": Text("1 chỗ cần sửa", "1 to mend"),
    "warnings": Text("{n} điều cần lưu ý", "{n} warnings"),
    "warnings_one": Text("1 điều cần lưu ý", "1 warning"),
    "nothing_to_mend": Text("Không có lỗi nào", "Nothing to mend"),
    "all_well": Text("Lịch đọc được hết, thẻ nào cũng vẽ được.", "Every post reads and every card paints."),
    "filter": Text("Lọc bài", "Find posts"),
    "filter_more": Text("Lọc thêm", "More filters"),
    "filter_text": Text("Tìm chữ", "Words"),
    "filter_text_hint": Text("ví dụ: mat khau", "for example: mat khau"),
    "filter_state": Text("Trạng thái", "State"),
    "filter_audience": Text("Viết cho", "For"),
    "filter_topic": Text("Chủ đề", "Topic"),
    "any": Text("Tất cả", "All"),
    "state_planned": Text("Sẽ đăng", "Planned"),
    "state_going": Text("Đang đăng", "Going out"),
    "state_published": Text("Đã đăng", "Published"),
    "state_attention": Text("Cần chị xem", "Needs a look"),
    "state_draft": Text("Bản nháp", "Drafts"),
    "state_unconnected": Text("Chưa nối nơi đăng", "No place connected"),
    "unconnected_all": Text(
        "Chưa nối nơi nào để đăng, nên chưa bài nào lên đâu cả", "No place is connected yet: nothing goes out"
    ),
    "unconnected_some": Text(
        "Có bài chọn nơi đăng chưa nối", "Some posts name a place that is not connected yet"
    ),
    "unconnected_do": Text("Nối với {channel}", "Connect {channel}"),
    "unconnected_first": Text("Nối nơi đăng", "Connect a place"),
    "out_none": Text("Chưa có bài nào", "Nothing yet"),
    "state_off": Text("Không đăng", "Not going out"),
    "apply": Text("Lọc", "Find"),
    "clear": Text("Bỏ lọc", "Show all"),
    "shown": Text("Đang xem {shown} trong {all} bài", "Showing {shown} of {all} posts"),
    "earlier_weeks": Text("Các tuần trước", "Earlier weeks"),
    "later_weeks": Text("Các tuần sau", "Later weeks"),
    "none_found": Text("Không có bài nào khớp", "No post matches"),
    "none_found_hint": Text(
        "Thử bớt chữ, hoặc bỏ lọc để xem lại cả lịch.", "Use fewer words, or show the whole calendar."
    ),
    "week": Text("Tuần {span}", "Week of {span}"),
    "advice": Text("Gợi ý từ số liệu của chính mình", "Advice from your own figures"),
    "advice_hint": Text(
        "Số liệu tuần đầu của mỗi bài, so với mức thường của chính trang ấy. Bài hay, ngày lễ, thời sự "
        "cũng làm số khác đi: đây là gợi ý, không phải kết luận.",
        "Figures of each post's first week, against what is usual on its page. A good post, a holiday or "
        "the news change them too: this is a hint, no finding.",
    ),
    "no_date": Text("Trong hàng chờ", "In the queue"),
    "no_card": Text("Bài không có thẻ ảnh", "This post has no card"),
    "card_broken": Text("Thẻ chưa vẽ được", "The card cannot be painted yet"),
    "card_unreadable": Text("Khó đọc", "Hard to read"),
    "card_of": Text("Thẻ ảnh của bài “{title}”", "The card of “{title}”"),
    "more_cards": Text("{n} thẻ", "{n} cards"),
    "opens_channel": Text("Mở bài trên {channel}", "Open it on {channel}"),
    "figures": Text("Số liệu", "Figures"),
    "figures_as_of": Text("(tính đến {day})", "(as of {day})"),
    "no_figures": Text("không có số liệu", "no figures"),
    # what could not be read
    "unread": Text("{n} bài có lỗi, nên sẽ không được đăng", "{n} posts have errors and will not go out"),
    "unread_one": Text("1 bài có lỗi, nên sẽ không được đăng", "1 post has an error and will not go out"),
    "unread_parts": Text(
        "Có {n} chỗ chưa đọc được, nên bài ở đó sẽ không được đăng",
        "{n} places cannot be read, so the posts there will not go out",
    ),
    "unread_parts_one": Text(
        "Có 1 chỗ chưa đọc được, nên bài ở đó sẽ không được đăng",
        "1 place cannot be read, so the posts there will not go out",
    ),
    "not_out_yet": Text(
        "Bài có lỗi nên chưa đăng được; sửa xong là lên đúng giờ.",
        "It has an error and does not go out; once mended, it goes out at its time.",
    ),
    "cannot_go_out": Text("Chưa đăng được, cần sửa", "Cannot go out, needs mending"),
    "go_on_mending": Text("Sửa tiếp", "Go on mending"),
    "unread_rest": Text("Các bài còn lại vẫn đăng bình thường.", "The other posts go out as usual."),
    "settings_broken": Text(
        "Cài đặt có lỗi, nên Loa chưa đọc được lịch", "The settings have errors, so the calendar is not read"
    ),
    "settings_broken_hint": Text(
        "Các bài vẫn còn nguyên trong lịch. Sửa tệp cài đặt theo lời nhắc dưới đây rồi lưu, trang này tự đổi "
        "theo; không quen sửa tệp thì nhờ người cài Loa.",
        "All posts are still in the calendar. Mend the settings file as said below and save it, and this "
        "page follows by itself; or ask whoever set up Loa.",
    ),
    "not_read_yet": Text("Chưa mở được trang này", "This page cannot be opened yet"),
    # first steps
    "empty": Text("Lịch chưa có bài nào", "The calendar has no posts yet"),
    "empty_lead": Text(
        "Ba bước là có bài đầu tiên. Trang này tự hiện bài ngay khi chị lưu tệp.",
        "Three steps to the first post. It shows here the moment you save the file.",
    ),
    "empty_by_file": Text("Quen viết bằng tệp?", "Rather write the file yourself?"),
    "empty_1": Text(
        "Mở thư mục posts, tạo một tệp mới tên là {file}.",
        "Open the folder posts and make a new file {file}.",
    ),
    "empty_2": Text(
        "Chép đoạn dưới đây vào tệp, rồi sửa lời cho hợp.", "Copy this into it and make it yours."
    ),
    "empty_3": Text(
        "Lưu tệp (bảng mã UTF-8). Viết sai chỗ nào, Loa chỉ đúng dòng ấy.",
        "Save it (as UTF-8). Where something is wrong, Loa names the line.",
    ),
    "copy": Text("Chép", "Copy"),
    "copied": Text("Đã chép", "Copied"),
    # one post
    "back": Text("Về lịch đăng", "Back to the calendar"),
    "go_back": Text("Quay lại", "Back"),
    "previous": Text("Bài trước", "Previous post"),
    "following": Text("Bài sau", "Next post"),
    "channels": Text("Nơi đăng", "Where it goes"),
    "no_channels": Text("Bài này chưa chọn kênh nào để đăng.", "No channel is chosen for this post."),
    "not_connected": Text(
        "Chưa nối với Facebook hay trang web, nên bài chưa lên đâu cả.",
        "Neither Facebook nor a website is connected yet, so it goes nowhere.",
    ),
    "post_problems": Text("Bài này cần sửa {n} chỗ", "{n} things to mend in this post"),
    "post_problems_one": Text("Bài này cần sửa 1 chỗ", "1 thing to mend in this post"),
    "post_warnings": Text("Bài này có {n} điều cần lưu ý", "{n} warnings about this post"),
    "post_warnings_one": Text("Bài này có 1 điều cần lưu ý", "1 warning about this post"),
    "cards": Text("Thẻ ảnh", "Cards"),
    "link_look": Text("Xem Facebook sẽ hiện đường dẫn ra sao", "See how Facebook will show the link"),
    "film": Text("Phim", "Film"),
    "film_alt": Text("Lời tả phim", "What it shows"),
    "film_hint": Text(
        "Thẻ ảnh ở trên là ảnh bìa của phim trên trang web. Trên Facebook chỉ có phim, không có thẻ.",
        "The card above is its poster on the website. Facebook shows the film alone.",
    ),
    "moving": Text("Thẻ chuyển động", "Moving card"),
    "moving_portrait": Text("Dọc 4:5", "Portrait 4:5"),
    "moving_square": Text("Vuông, video Facebook", "Square, a Facebook video"),
    "moving_story": Text("Đứng 9:16, Reel Facebook", "Upright 9:16, a Facebook reel"),
    "moving_hint": Text(
        "Phim làm từ chính tấm thẻ ở trên, dài 6 đến 10 giây, không tiếng; lần đầu mở phải chờ vài giây.",
        "Made of the card above, 6 to 10 seconds, silent; at first it takes some seconds to come.",
    ),
    "card_number": Text("Thẻ {number}/{all}", "Card {number} of {all}"),
    "size_portrait": Text("Dọc · Facebook", "Portrait · Facebook"),
    "size_square": Text("Vuông", "Square"),
    "size_story": Text("Tin 24 giờ", "24-hour story"),
    "size_wide": Text("Ngang · trang web, liên kết", "Wide · website, links"),
    "picture_before": Text("Ảnh trước", "Previous"),
    "picture_after": Text("Ảnh sau", "Next"),
    "picture_close": Text("Đóng ảnh", "Close the picture"),
    "open_full": Text("Xem đúng cỡ", "See it full size"),
    "alt": Text("Lời tả cho người không nhìn thấy ảnh", "Alt text, for those who do not see the picture"),
    "alt_none": Text("Chưa có lời tả.", "No alt text yet."),
    "on_channel": Text("Trên {channel}", "On {channel}"),
    "see_more": Text("Xem thêm", "See more"),
    "characters": Text("{n} ký tự", "{n} characters"),
    "words_count": Text("{n} chữ", "{n} words"),
    "details": Text("Thông tin của bài", "About this post"),
    "id": Text("Mã bài", "Id"),
    "campaign": Text("Đợt truyền thông", "Campaign"),
    "programme": Text("Chương trình", "Programme"),
    "hotlines": Text("Đường dây nóng", "Hotlines"),
    "units": Text("Đơn vị đăng", "Published by"),
    "hashtags": Text("Hashtag", "Hashtags"),
    "link": Text("Liên kết", "Link"),
    "source": Text("Nguồn", "Source"),
    "source_none": Text("Chưa ghi nguồn.", "No source is given."),
    "consent": Text("Phiếu đồng ý", "Consent"),
    "expires": Text("Hết hạn", "Expires"),
    "in_charge": Text("Người phụ trách", "In charge"),
    "office_note": Text("Ghi chú (không đăng)", "Note (never published)"),
    "written_in": Text("Viết ở", "Written in"),
    "line": Text("dòng {line}", "line {line}"),
    "unreadable_hint": Text(
        "Có chỗ Loa chưa đọc được nên bài chưa lên. Người viết sửa xong chỗ nhắc dưới đây là bài hiện lại.",
        "Part of this post cannot be read, so it does not go out. Once its writer mends it, it is back here.",
    ),
    "unreadable_file": Text(
        "Có chỗ Loa chưa đọc được nên bài chưa lên. Chỗ ấy chỉ sửa được trong tệp: nhờ người cài đặt Loa.",
        "Part of this post cannot be read, so it does not go out. Ask whoever set Loa up.",
    ),
    "unreadable_mend": Text(
        "Có chỗ Loa chưa đọc được nên bài chưa lên. Bấm “Sửa tiếp”, sửa chỗ được nhắc rồi lưu.",
        "Part of this post cannot be read, so it does not go out. Go on mending it, then save.",
    ),
    "see_file": Text("Xem tệp", "See the file"),
    # problems
    "error": Text("Lỗi", "Error"),
    "warning": Text("Lưu ý", "Warning"),
    "what_to_do": Text("Cách sửa", "What to do"),
    # what a field says of itself
    "ask_fill": Text("Điền vào ô này.", "Fill this in."),
    "ask_choose": Text("Chọn một mục trong danh sách.", "Choose one of the list."),
    "ask_tick": Text("Đánh dấu vào ô này.", "Tick this box."),
    "ask_file": Text("Chọn một tệp trước.", "Choose a file first."),
    "ask_longer": Text("Ngắn quá: cần ít nhất {least} ký tự.", "Too short: at least {least} characters."),
    "ask_other": Text("Chỗ này viết chưa đúng. Xem lại giúp.", "This is not written right. Look again."),
    "file_choose": Text("Chọn tệp", "Choose a file"),
    "file_none": Text("Chưa chọn tệp", "No file chosen"),
    "technical": Text("Chi tiết kỹ thuật", "Technical details"),
    "p_lines": Text(
        "Danh bạ đường dây nóng: {n} số cần gọi thử", "The directory of hotlines: {n} numbers to be called"
    ),
    "p_lines_one": Text(
        "Danh bạ đường dây nóng: 1 số cần gọi thử", "The directory of hotlines: 1 number to be called"
    ),
    "p_lines_lead": Text(
        "Gọi thử từng số; số khẩn cấp thì hỏi nơi phụ trách, đừng gọi thử. Còn đúng thì bấm nút.",
        "Call each; of emergency numbers ask who runs them. Press the button if it is right.",
    ),
    "p_khmer": Text("{n} bài có chữ Khmer chưa ai xem lại", "{n} posts with Khmer that nobody read back"),
    "p_khmer_one": Text("1 bài có chữ Khmer chưa ai xem lại", "1 post with Khmer that nobody read back"),
    "p_khmer_lead": Text(
        "Nhờ người đọc thạo tiếng Khmer xem lại bài và thẻ, rồi bấm Sửa để ghi tên người ấy và ngày đọc.",
        "Ask somebody who reads Khmer to look at the post and its cards, then press Edit: name and day.",
    ),
    "p_posts": Text("{n} bài cần xem lại", "{n} posts to look at"),
    "p_posts_one": Text("1 bài cần xem lại", "1 post to look at"),
    "p_office": Text("Cài đặt, mẫu thẻ và danh bạ", "Settings, designs and directories"),
    "p_mend": Text("Sửa", "Edit"),
    "place": Text("dòng {line}, cột {column}", "line {line}, column {column}"),
    "not_found": Text("Không có trang này", "There is no such page"),
    "not_found_hint": Text(
        "Địa chỉ gõ hay chép chưa đúng, hoặc điều chị tìm đã bị xóa.",
        "The address is not quite right, or what you look for was deleted.",
    ),
    "post_gone": Text("Bài không còn trong lịch", "The calendar has this post no more"),
    "post_gone_hint": Text(
        "Xóa trên trang này thì bài còn ở Thùng rác 30 ngày, lấy lại được.",
        "A post that was deleted here lies in the trash for 30 days and can be brought back.",
    ),
    "post_gone_rows": Text("Bài đã lên đâu", "Where it went"),
}
