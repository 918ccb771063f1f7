"""What stands before and after a number and tells what it is: dialled, counted, a day, a part, a house;
and what is said for the dash or slash between two."""

from __future__ import annotations

import re

from scheduler.speech.numbers import cardinal, fourth, over

CALLED = re.compile(
    r"(?:gọi|tổng đài|đường dây nóng|hotline|điện thoại|số máy|SĐT|ĐT|bấm|liên hệ|alo)\b[^.!?\n]{0,60}$", re.I
)
ASKED_TO_DIAL = re.compile(
    r"(?:gọi(?: ngay| đến| tới)?|bấm|tổng đài|nóng|hotline|alo|đầu số|"
    r"điện thoại|số máy|S?ĐT|Tel|Fax|(?:nhắn(?: tin)?|gửi) (?:đến|tới))"
    r"(?:\s+(?:số|máy))?\s*:?\s*(?:\d{3,5}\s*(?:,|/|hoặc|và|hay)\s*)*$",
    re.I,
)
PHONE_BEFORE = re.compile(
    r"(?<![\d.,])(?:(?:\+84|0\d)(?:[ .()–-]{0,2}\d){7,10}|1[89]00(?:[ .-]?\d){4,6})\s*$"
)
PHONE_AFTER = re.compile(r"\s*(?:\(?\+84|\(?0\d\d|1[89]00)")
ACCOUNT_BEFORE = re.compile(
    r"(?:tài khoản|STK|CCCD|CMND|căn cước(?: công dân)?|mã số(?: thuế)?)(?:\s+số)?\s*:?\s*$", re.I
)
DIALLED = re.compile(r"(?:gọi|bấm|số|đài|nóng|alo)\s*:?\s*$", re.I)
COUNTED = re.compile(
    r"\s*(?:em|trẻ|người|bài|lượt|cuộc|đồng|ngàn|nghìn|triệu|tỷ|phần|hội|chị|học|hộ|xã|lớp|ca|lần)\b"
)
SHORT_NUMBER = re.compile(r"11\d")
DAY_BEFORE = re.compile(r"(?:ngày|mùng|mồng|hôm|rằm)\s*$", re.I)
TIME_BEFORE = re.compile(r"(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|từ|đến|trước|sau)\s*$", re.I)
HOUSE_BEFORE = re.compile(r"(?:số|số nhà|nhà|hẻm|kiệt|ngõ|thửa)\s*$", re.I)
HOUSE_AFTER = re.compile(r"\s+(?:đường|hẻm|kiệt|ngõ)\s+(?=[A-ZĐĂÂÊÔƠƯ\d])")
STREET_BEFORE = re.compile(r"(?:đường|phố|phường|trường)\s*$", re.I)
QUARTER_BEFORE = re.compile(r"quý\s*$", re.I)
MONTH_BEFORE = re.compile(r"tháng\s*$", re.I)
FOURTH = re.compile(r"(?:thứ|tháng|quý)\s*$", re.I)
ORDINAL = re.compile(r"thứ\s*$", re.I)
PARTS = re.compile(r"\s*(?:số|dân|tổng|thời gian|diện tích|quãng|chặng|phần|trong)\b")
PART_BEFORE = re.compile(r"(?:chiếm|tỷ lệ|tỉ lệ|gần|hơn|quá|có|khoảng|đạt)\s*$", re.I)
RATIO = re.compile(r"(?:tỷ lệ|tỉ lệ|tỉ số|tỷ số)\s*(?:là\s*)?$", re.I)
ROMAN_BEFORE = re.compile(
    r"(?:khóa|khoá|thế kỷ|quý|chương|lần thứ|thứ|phần|đại hội|nhiệm kỳ|mục|điều|bước|cấp|loại)\s*$",
    re.I,
)
RATE_BEFORE = re.compile(
    r"(?:đồng|triệu|tỷ|ngàn|nghìn|lần|năm|tháng|tuần|ngày|giờ|phút|\d\s?đ|\d[a-z%]+)\s*$", re.I
)


def dash(before: str, after: str) -> str:
    """What is said for a dash between them: "to" between numbers, a pause or nothing else."""
    if PHONE_BEFORE.search(before) or PHONE_AFTER.match(after):
        return ", "
    first, second = re.search(r"(?<![\w.,])\d+$", before), re.match(r"\d+(?![\w.,]\d)", after)
    if first and second and (first[0] == second[0] or RATIO.search(before[: first.start()])):
        return " "  # one to one, two to one
    if re.search(r"\d[^\W\d]{0,2}%?\s*$", before) and re.match(r"\s*\d", after):
        return " đến "
    if before[-1:].isalnum() and after[:1].isalnum():
        return " "
    return ", "


def no_date(numbers: list[str], before: str, after: str) -> str | None:
    """Two numbers round a slash that are a part, a house's number, a street's name or 24/7; None else."""
    first, second = map(int, numbers)
    if numbers == ["24", "7"] or HOUSE_BEFORE.search(before):
        return over(numbers)
    if STREET_BEFORE.search(before) and 1 <= second <= 12:
        return f"{cardinal(first)} tháng {fourth(second)}"
    if HOUSE_AFTER.match(after) and not TIME_BEFORE.search(before):
        return over(numbers)
    is_part = (PARTS.match(after) or PART_BEFORE.search(before)) and first < second <= 10
    return f"{cardinal(first)} phần {fourth(second)}" if is_part else None


def slash(before: str, after: str) -> str:
    """What is said for a slash between them: "or", "over", "per" or nothing."""
    is_phone = PHONE_BEFORE.search(before) or (before[-1:].isdigit() and PHONE_AFTER.match(after))
    if is_phone or (SHORT_NUMBER.match(after) and re.search(r"\b11\d$", before)):
        return " hoặc "
    if before[-1:].isdigit() and after[:1].isdigit():
        return " trên "
    if RATE_BEFORE.search(before):
        return " một "
    is_choice = before[-1:].isalnum() and after[:1].isalnum() and not before.endswith("và")
    return " hoặc " if is_choice else " "
