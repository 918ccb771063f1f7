"""What stands before and after a number and tells what it is: dialled, counted, a day, a part, a house."""

from __future__ import annotations

import re

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
