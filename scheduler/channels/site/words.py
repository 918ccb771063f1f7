"""The words around the posts: headings, labels and dates, in the site's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from scheduler import locales
from scheduler.problems import Language, Text

_WORDS: Mapping[str, Text] = {
    "about": Text(
        "Bản tin bảo vệ và hỗ trợ trẻ em tương tác lành mạnh, sáng tạo trên môi trường mạng",
        "News on protecting children and helping them to be safe and creative online",
    ),
    "all": Text("Tất cả bài viết", "All posts"),
    "archive": Text("Lưu trữ", "Archive"),
    "back": Text("Về trang đầu", "To the front page"),
    "call": Text("Gọi", "Call"),
    "empty": Text("Chưa có bài nào.", "No posts yet."),
    "feeds": Text("Theo dõi bản tin", "Follow the news"),
    "for_whom": Text("Dành cho", "For"),
    "help": Text("Cần giúp đỡ? Gọi ngay", "Need help? Call now"),
    "latest": Text("Mới nhất", "Latest"),
    "link": Text("Xem thêm", "See also"),
    "more": Text("Đọc bài", "Read it"),
    "newer": Text("Bài sau", "Next"),
    "older": Text("Bài trước", "Previous"),
    "others": Text("Các bài khác", "Other posts"),
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
        return locales.day(instant.astimezone(self._zone), self._language)

    def month(self, instant: datetime) -> str:
        """The month as a heading: Tháng 12/2026."""
        return locales.month(instant.astimezone(self._zone), self._language)

    def machine(self, instant: datetime) -> str:
        """The instant for a `datetime` attribute, in the office's zone."""
        return instant.astimezone(self._zone).isoformat()
