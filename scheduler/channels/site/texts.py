"""The words around the posts: headings, labels and dates, in the site's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache

from scheduler import locales
from scheduler.channels.site.records import local_day
from scheduler.problems import Language, Text

_WORDS: Mapping[str, Text] = {
    "about": Text(
        "Bản tin bảo vệ và hỗ trợ trẻ em tương tác lành mạnh, sáng tạo trên môi trường mạng",
        "News on protecting children and helping them to be safe and creative online",
    ),
    "all": Text("Tất cả bài viết", "All posts"),
    "hotline_checked": Text("Gọi thử thấy đúng ngày", "Called and found right on"),
    "hotlines": Text("Đường dây nóng", "Hotlines"),
    "hotlines_about": Text(
        "Cần giúp đỡ, cần báo tin hay chỉ muốn hỏi: chạm vào số để gọi ngay.",
        "To get help, to report something or just to ask: tap a number to call it.",
    ),
    "hotlines_none": Text(
        "Các số điện thoại đang được xem lại. Mời quay lại sau.",
        "The numbers are being looked over. Please come back later.",
    ),
    "menu": Text("Các trang chính", "Main pages"),
    "missing": Text("Không có trang này", "There is no such page"),
    "missing_more": Text(
        "Bài có thể đã được gỡ, hoặc địa chỉ gõ chưa đúng. Mời tìm lại từ đây.",
        "The post may have been taken down, or the address is not quite right. Look for it from here.",
    ),
    "search": Text("Tìm bài", "Search"),
    "search_about": Text(
        "Viết có dấu hay không dấu đều được: “tre em” cũng ra “trẻ em”.",
        "With or without accents: “tre em” finds “trẻ em” too.",
    ),
    "search_button": Text("Tìm", "Search"),
    "search_failed": Text(
        "Chưa tải được danh sách bài. Thử lại sau, hoặc xem theo tháng, theo chủ đề ở dưới.",
        "The list of posts could not be loaded. Try again later, or go by month or topic below.",
    ),
    "search_first": Text(
        "Thấy {found} bài. Đây là {shown} bài gần nhất; viết thêm chữ để tìm kỹ hơn.",
        "{found} found. These are the {shown} closest; add words to narrow it down.",
    ),
    "search_found": Text("Thấy {found} bài.", "{found} found."),
    "search_label": Text("Tìm trong các bài đã đăng", "Search all posts"),
    "search_loading": Text("Đang tìm…", "Searching…"),
    "search_more": Text("Tìm cả trong {left} bài cũ hơn", "Search {left} older posts too"),
    "search_none": Text(
        "Chưa thấy bài nào có “{words}”. Thử viết ít chữ hơn.",
        "Nothing found for “{words}”. Try fewer words.",
    ),
    "search_posts": Text("Tìm bài", "Search the posts"),
    "search_without": Text(
        "Ô tìm kiếm cần JavaScript. Không có cũng không sao: mọi bài đều xem được theo tháng, theo chủ đề và "
        "theo người đọc ở dưới.",
        "The search box needs JavaScript. Without it every post is found by month, topic and reader below.",
    ),
    "share": Text("Chia sẻ bài này", "Share this post"),
    "share_by": Text("Gửi cho người khác", "Send it"),
    "share_copied": Text("Đã chép liên kết.", "The link is copied."),
    "share_copy": Text("Chép liên kết", "Copy the link"),
    "share_facebook": Text("Đăng lên Facebook", "Share on Facebook"),
    "share_printed": Text("Đọc trên mạng", "Read it online"),
    "archive": Text("Lưu trữ", "Archive"),
    "back": Text("Về trang đầu", "To the front page"),
    "by_audience": Text("Dành cho ai", "For whom"),
    "by_month": Text("Theo tháng", "By month"),
    "by_topic": Text("Theo chủ đề", "By topic"),
    "proof": Text("Xác minh", "Proof"),
    "proof_link": Text("Bài này có đúng của Hội không?", "Is this post really the union's?"),
    "proof_yes": Text("Đúng là bài của {unit}", "This is a post of {unit}"),
    "proof_gone": Text("Bài này {unit} đã gỡ xuống", "{unit} took this post down"),
    "proof_gone_more": Text(
        "Bài từng được đăng ở đây, nay không còn là lời của Hội nữa. Xin đừng chia sẻ tiếp.",
        "It was published here once and is not what the union says any more. Please do not share it.",
    ),
    "proof_address": Text(
        "Chỉ tin khi thanh địa chỉ ở đầu màn hình bắt đầu bằng {address}. Trang giống hệt ở địa chỉ khác "
        "là giả.",
        "Trust it only if the address at the top of your screen begins with {address}. A page that looks the "
        "same elsewhere is a forgery.",
    ),
    "proof_published": Text("Đăng lúc", "Published"),
    "proof_updated": Text("Sửa lần cuối", "Last changed"),
    "proof_withdrawn": Text("Gỡ xuống lúc", "Taken down"),
    "proof_unit": Text("Đơn vị", "Unit"),
    "proof_approver": Text("Người duyệt", "Approved by"),
    "proof_read": Text("Đọc bài này", "Read the post"),
    "proof_sums": Text(
        "Dấu vân tay từng tệp (SHA-256), để kiểm tra bằng máy",
        "Fingerprint of each file (SHA-256), for checking by machine",
    ),
    "proof_how": Text("Cách kiểm tra bằng máy", "How to check by machine"),
    "proof_front": Text("Bài này có đúng của Hội không?", "Is this post really the union's?"),
    "proof_front_more": Text(
        "Quét mã QR trên tấm thẻ, hoặc bấm “Bài này có đúng của Hội không?” dưới mỗi bài: trang xác minh "
        "cho biết bài đăng lúc nào, của đơn vị nào, còn hay đã gỡ. Danh sách từng tháng dưới đây có chữ "
        "ký số của Hội.",
        "Scan the code on a card, or follow “Is this post really the union's?” below a post: its page of "
        "proof says when it was published, by which unit, and whether it was taken down. The lists below, "
        "one a month, are signed by the union.",
    ),
    "proof_lists": Text("Danh sách bài theo tháng", "Lists of posts by month"),
    "proof_list": Text("danh sách", "list"),
    "proof_signature": Text("chữ ký", "signature"),
    "proof_key": Text("Khóa của Hội", "The union's key"),
    "proof_no_key": Text("Danh sách chưa được ký.", "The lists are not signed yet."),
    "proof_key_more": Text(
        "Dấu của khóa nên được công bố cả ở nơi khác (công văn, bảng tin), để đối chiếu.",
        "Its fingerprint should be told elsewhere too (on paper, on a notice board), to be compared.",
    ),
    "proof_old": Text("Khóa trước đây", "Keys of before"),
    "proof_tools": Text(
        "Tải danh sách, chữ ký và khóa về cùng một thư mục. Máy nào có OpenSSH cũng kiểm được, không cần "
        "mạng:",
        "Put list, signature and key into one folder. Any machine that has OpenSSH checks them, without a "
        "network:",
    ),
    "proof_tools_more": Text(
        "Thấy “Good” là danh sách đúng của Hội. Sau đó so dấu vân tay của tệp đang có với dòng trong danh "
        "sách:",
        "“Good” says that the list is the union's. Then compare the fingerprint of the file with its line:",
    ),
    "by_year": Text("Theo năm", "By year"),
    "call": Text("Gọi", "Call"),
    "empty": Text("Chưa có bài nào.", "No posts yet."),
    "earlier_month": Text("Tháng trước", "The month before"),
    "earlier_year": Text("Năm trước", "The year before"),
    "feeds": Text("Theo dõi bản tin", "Follow the news"),
    "filed": Text("Xem thêm bài", "More posts"),
    "for_whom": Text("Dành cho", "For"),
    "help": Text("Cần giúp đỡ? Gọi ngay", "Need help? Call now"),
    "later_month": Text("Tháng sau", "The month after"),
    "later_year": Text("Năm sau", "The year after"),
    "latest": Text("Mới nhất", "Latest"),
    "link": Text("Xem thêm", "See also"),
    "more": Text("Đọc bài", "Read it"),
    "newer": Text("Bài sau", "Next"),
    "older": Text("Bài trước", "Previous"),
    "others": Text("Các bài khác", "Other posts"),
    "part": Text("Phần {n}", "Part {n}"),
    "parts": Text("Các phần", "Parts"),
    "ended": Text(
        "Số {number} trong bài này không còn trong danh bạ của Hội.",
        "The number {number} in this post is no longer in the directory.",
    ),
    "ended_call": Text("Xin gọi", "Please call"),
    "save_captions": Text("Tải phụ đề của phim", "Download its captions"),
    "save_film": Text("Tải phim về", "Download the film"),
    "skip": Text("Tới nội dung chính", "Skip to the main content"),
    "source": Text("Nguồn", "Source"),
    "topic": Text("Chủ đề", "Topic"),
}


class Words:
    """`words.latest` and the like, and dates, in one language."""

    def __init__(self, language: Language, zone: tzinfo) -> None:
        self._language = language
        self._zone = zone

    def __getattr__(self, name: str) -> str:
        """The words called *name*.

        Raises:
            AttributeError: there are none.
        """
        if name not in _WORDS:
            raise AttributeError(name)
        return _WORDS[name].say(self._language)

    def filled(self, name: str, **values: object) -> str:
        """The words called *name*, with *values* in them."""
        return _WORDS[name].say(self._language, **values)

    def moment(self, instant: datetime) -> str:
        """Day and time: Thứ Ba, 1/12/2026 · 07:30."""
        return locales.moment(instant.astimezone(self._zone), self._language)

    def day(self, instant: datetime) -> str:
        """The date alone: 1/12/2026; 1 December 2026."""
        return _day(local_day(instant, self._zone), self._language)

    def date(self, day: date) -> str:
        """A day as `day` has it."""
        return _day(day, self._language)

    def month(self, month: str) -> str:
        """The month 2026-12 as a heading: Tháng 12 năm 2026; December 2026."""
        year, number = month.split("-")
        if self._language == "vi":
            return f"Tháng {int(number)} năm {int(year)}"
        return locales.month(date(int(year), int(number), 1), self._language)

    def short_month(self, month: str) -> str:
        """The month 2026-12 below its year: T12; Dec."""
        year, number = month.split("-")
        if self._language == "vi":
            return f"T{int(number)}"
        return f"{date(int(year), int(number), 1):%b}"

    def year(self, year: str) -> str:
        """The year as a heading: Năm 2026; 2026."""
        return f"Năm {year}" if self._language == "vi" else year

    def posts(self, count: int) -> str:
        """How many posts: 1.234 bài; 1,234 posts."""
        number = locales.whole_number(count, self._language)
        return f"{number} {'bài' if self._language == 'vi' else 'post' if count == 1 else 'posts'}"

    def machine(self, instant: datetime) -> str:
        """The instant for a `datetime` attribute, in the office's zone."""
        return instant.astimezone(self._zone).isoformat()


@lru_cache(maxsize=1024)
def _day(day: date, language: Language) -> str:
    return locales.day(day, language)
