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
    "archive": Text("Lưu trữ", "Archive"),
    "back": Text("Về trang đầu", "To the front page"),
    "by_audience": Text("Dành cho ai", "For whom"),
    "by_month": Text("Theo tháng", "By month"),
    "by_topic": Text("Theo chủ đề", "By topic"),
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

    def moment(self, instant: datetime) -> str:
        """Day and time: Thứ Ba, 1/12/2026 · 07:30."""
        return locales.moment(instant.astimezone(self._zone), self._language)

    def day(self, instant: datetime) -> str:
        """The date alone: 1/12/2026; 1 December 2026."""
        return _day(local_day(instant, self._zone), self._language)

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
