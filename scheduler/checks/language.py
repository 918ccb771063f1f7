"""Each field in its own language, Khmer looked over by who reads it, and the days spelt one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from scheduler.checks.written import House, Written
from scheduler.folding import fold, says_nothing
from scheduler.problems import Message, Problem, Text
from scheduler.reader.shape import text_of

_KHMER = re.compile(r"[\u1780-\u17dd][\u1780-\u17dd\u200b-\u200d\s]*")
_KHMER_FIELDS = ("khmer", "khmer_body")
_LATIN = re.compile(r"[^\W\d_]")
_NOBODY = re.compile(
    r"(?:chưa|không|ko|nobody|no|none)\b|[^\w\s]+\Z", re.IGNORECASE
)  # “chưa có” in a cell of Excel
_YET = re.compile(r"\b(?:sẽ|nhờ|chờ|đợi|chưa|dự kiến|will|to be|not)\b", re.IGNORECASE)
_READ_ON = re.compile(
    r"(?<!\d)(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:\s*[/.-]\s*|,?\s+năm\s+)(?P<year>(?:20)?\d\d))(?!\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = re.compile(
    r"(?:ngày|tháng|năm|hôm|nay|sáng|trưa|chiều|tối|đã|đọc|xem|lại|xong|rồi|kiểm|tra|duyệt|cả|bài|thẻ|chữ|tiếng"
    r"|khmer|của|người|thạo|và|cô|chị|anh|ông|bà|thầy|em|chú|bác|sư|ok|read|on|by|the|looked|over)",
    re.IGNORECASE,
)

# “người thứ hai”, “lần thứ hai này”, “ngày thứ ba của trại hè” are no days: what stands around
# must say that it is one.
_NAMES = "hai|ba|tư|năm|sáu|bảy"
_DAY = re.compile(
    r"(?<!\w)(?P<sunday>chủ nhật)(?!\w|\s+ký\b)"
    r"|(?<!\w)(?:sáng|trưa|chiều|tối|đêm|mỗi|các|vào|(?:vào|các|mỗi)\s+ngày)\s+"
    rf"(?P<after>thứ\s+(?:{_NAMES}|[2-7]))(?!\w|\s+của\b)"
    r"|(?:(?:\A|[^\w\s])\s*|\b(?:từ|đến|tới|và|hay|hoặc|họp|hẹn|gặp|trước|sau|qua|sang|là|thì|hôm|vào)\s+|\n)"
    rf"(?P<before>thứ\s+(?:{_NAMES}|[2-7]))"
    r"(?=,?\s+(?:này|tuần|hằng tuần|hàng tuần|cuối tuần|đầu tuần|ngày\s+\d|và chủ nhật|\(?\d{1,2}[/.-]\d"
    r"|(?:đến|tới)\s+thứ\s))",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:\A|[.!?…:;\n“\"(]|[-–•*])\s*\Z")


def wrong(written: Written, _: House) -> Iterator[Problem]:
    """Khmer in a Vietnamese post (one with a bilingual card is meant so), and none where it should be."""
    post = written.post
    has_khmer = _KHMER.search(written.joined) is not None
    if not has_khmer and post.language == "vi" and not _is_bilingual(written):
        return
    for path, text in written.texts:
        if path[-1] in _KHMER_FIELDS and path[0] in ("card", "cards"):
            if _LATIN.search(text) and not (has_khmer and _KHMER.search(text)):
                yield post.problem(NO_KHMER, *path)
        elif path[-1] in ("title", "text") and path[0] not in ("card", "cards"):
            if post.language == "km" and not (has_khmer and _KHMER.search(text)) and _LATIN.search(text):
                yield post.problem(NOT_KHMER, *path)
            elif post.language == "vi" and has_khmer and not _is_bilingual(written):
                found = _KHMER.search(text)
                if found:
                    yield written.problem(KHMER_HERE, path, found)


def unread(written: Written, house: House) -> Iterator[Problem]:
    """Khmer words of which it is not said who has looked them over, and when."""
    if not _KHMER.search(written.joined):
        return
    post, reader = written.post, written.post.khmer_reader
    is_empty = says_nothing(reader) or _NOBODY.match(reader.strip()) is not None
    if not is_empty and _was_read(fold(reader).text, house.today):
        return
    for path, found in written.find(_KHMER):
        if is_empty:
            yield written.problem(KHMER_UNREAD, path, found)
        else:
            yield post.problem(KHMER_READING_UNCLEAR, "khmer_reader", said=text_of(reader))
        return


def _was_read(reader: str, today: date) -> bool:
    """Whether *reader* names somebody and a day that has come."""
    found = _READ_ON.search(reader)
    if found is None or _YET.search(reader):
        return False
    try:
        year, month, day = (
            map(int, found["iso"].split("-"))
            if found["iso"]
            else (2000 + int(found["year"]) % 100, int(found["month"]), int(found["day"]))
        )
        if date(year, month, day) > today:
            return False
    except ValueError:  # there is no such day
        return False
    rest = reader[: found.start()] + " " + reader[found.end() :]
    return any(not _NO_NAME.fullmatch(word) for word in _WORD.findall(rest))


def days(written: Written, _: House) -> Iterator[Problem]:
    """Days of the week that are not written as the program itself writes them."""
    said_small = written.joined.lower()
    if written.post.language != "vi" or not ("thứ" in said_small or "chủ nhật" in said_small):
        return
    for path, found in written.find(_DAY):
        group = next(name for name in ("sunday", "after", "before") if found[name])
        said, opens = found[group], _OPENS.search(found.string, 0, found.start(group)) is not None
        if group == "sunday":
            wanted = "Chủ Nhật"
        else:
            name = said.split()[1].lower()
            day = _NAMES.split("|")[int(name) - 2] if name.isdecimal() else name
            wanted = f"{'Thứ' if opens else 'thứ'} {day.capitalize()}"
        if " ".join(said.split()) != wanted and not (said.isupper() and len(said) > 1):
            yield written.problem(DAY_SPELLING, path, found, group, wanted=wanted)


def _is_bilingual(written: Written) -> bool:
    return any(key in card.fields for card in written.post.cards for key in _KHMER_FIELDS)


NO_KHMER = Message(
    "wrong-language",
    Text("mục tiếng Khmer này không có chữ Khmer nào", "this field is for Khmer and has no Khmer letter"),
    Text("Ghi lời tiếng Khmer vào đây.", "Write the Khmer words here."),
)
NOT_KHMER = Message(
    "wrong-language",
    Text(
        "bài ghi language: km mà chỗ này không có chữ Khmer", "the post is in Khmer, and there is none here"
    ),
    Text("Ghi lời tiếng Khmer, hoặc sửa thành language: vi", "Write it in Khmer, or make it language: vi"),
)
KHMER_HERE = Message.of(
    "wrong-language",
    "bài tiếng Việt mà chỗ này có chữ Khmer",
    "the post is in Vietnamese, and there is Khmer here",
    "Bài tiếng Khmer thì ghi language: km. Muốn hai thứ tiếng thì dùng thẻ mẫu bilingual.",
    "Write language: km for a Khmer post; for both languages use a card of the template bilingual.",
)
KHMER_UNREAD = Message.of(
    "khmer-unread",
    "chữ Khmer của bài này chưa có người đọc thạo tiếng Khmer xem lại",
    "nobody who reads Khmer has looked over the Khmer of this post",
    "Nhờ người đọc thạo tiếng Khmer xem lại cả bài lẫn thẻ, xong thì ghi, ví dụ: "
    "khmer_reader: Cô Thạch Thị Sa Rây, ngày 28/11/2026",
    "Ask somebody who reads Khmer to look the post and its cards over, then name her and the day, such as "
    "khmer_reader: Cô Thạch Thị Sa Rây, ngày 28/11/2026",
)
KHMER_READING_UNCLEAR = Message.of(
    "khmer-unread",
    "chỗ ghi người đọc lại tiếng Khmer đang là “{said}”: chưa rõ ai đã đọc, ngày nào, nên coi như chưa đọc",
    "who has looked the Khmer over is given as “{said}”: it does not say who did and on which day, so it "
    "counts as unread",
    "Người ấy đọc xong thì ghi tên và ngày đã đọc (đủ năm), ví dụ: Cô Thạch Thị Sa Rây, ngày 28/11/2026",
    "When it has been read, write the name and the day, such as Cô Thạch Thị Sa Rây, 28/11/2026",
)
DAY_SPELLING = Message.of(
    "day-spelling",
    "“{words}” viết khác cách của Hội",
    "“{words}” is not written in the way of the house",
    "Ngày trong tuần viết một cách cho mọi bài: {wanted}",
    "Days of the week are written one way in all posts: {wanted}",
)
