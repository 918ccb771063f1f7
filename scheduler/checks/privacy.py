"""What would let a stranger find a child or steal a name: names with a class, identity numbers, homes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.checks.written import CAPITALS, House, Written
from scheduler.problems import Message, Problem

_SMALL = CAPITALS.lower()
_SYLLABLE = rf"(?:[{CAPITALS}][{_SMALL}]+)"
_PLACES = "Trường|Lớp|Khối|Tiểu|Trung|Mầm|Mẫu|Việt|Sóc|Hội|Đội|Đoàn|Ban|Sở|Phòng"
_FAMILIES = (
    "Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Lâm|Thạch|Sơn|Kim|Danh|Châu|Liêu"
    "|Đào|Trịnh|Mai|Trương|Đinh|Lương|Hà|Tô|Cao|Tạ|Tăng|Quách|Triệu|La|Lưu|Từ|Thái|Tống|Đoàn|Đồng|Tiêu|Mã"
)
_CLASS = r"lớp\s+(?:[1-9]|1[0-2])(?:\s?[A-Za-z](?:\s?\d{1,2})?|[/.]\d{1,2})?(?!\w)"
_WHERE = (
    rf"(?:(?i:{_CLASS})|(?i:trường|tiểu học|mầm non|mẫu giáo|trung học)\b.{{0,20}}?{_SYLLABLE}|THCS|THPT)"
)
_CHILD = r"(?:[Ee]m|[Cc]háu|[Bb]é|[Hh]ọc sinh|[Bb]ạn)"

# A full name with a class or a school, either way round; or a given name with both.
_NAMED = re.compile(
    rf"(?<!\w){_CHILD}\s+(?P<name>(?!(?:{_PLACES})\b){_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}})[^.!?\n]{{0,60}}?{_WHERE}"
    rf"|(?i:{_CLASS})[^.!?\n]{{0,40}}?(?<!\w){_CHILD}\s+(?P<after>(?!(?:{_PLACES})\b){_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}})"
    rf"|[Hh]ọc sinh\s+(?i:{_CLASS})[^.!?\n\w]{{0,3}}(?P<pupil>(?:{_FAMILIES})(?:\s{_SYLLABLE}){{1,4}})"
    rf"|(?<!\w){_CHILD}\s+(?P<given>(?!(?:{_PLACES})\b){_SYLLABLE})\W[^.!?\n]{{0,40}}?(?i:{_CLASS})"
    rf"[^.!?\n]{{0,30}}?(?:(?i:trường|tiểu học|mầm non|mẫu giáo|trung học)\b.{{0,20}}?{_SYLLABLE}|THCS|THPT)"
)
_CHILD_WORD = re.compile(rf"[EeCcBbHh](?:m|háu|é|ọc sinh|ạn)\s+(?:[{CAPITALS}]|lớp\s)")
_RENAMED = re.compile(
    r"tên[^.!?\n]{0,20}(?:đã|được) (?:được )?(?:thay )?đổi|đổi tên|tên giả định", re.IGNORECASE
)

_ID = re.compile(
    r"(?:CCCD|CMND|CMT|căn cước|chứng minh|định danh)[^\d\n]{0,30}"
    r"(?P<named>[0-9](?:[ .]?[0-9]){8}(?:(?:[ .]?[0-9]){3})?)(?![0-9])"
    r"|(?P<address>https?://\S+|(?:tài khoản|STK|TK)[^\d\n]{0,20}\d+)"
    r"|(?<![\w.,/+=-])(?P<alone>[0-9]{9}(?:[0-9]{3})?|0[0-9]{2}(?:[ .][0-9]{3}){3})"
    r"(?![\w%]|[.,]\d|\s?(?:đ|đồng|VNĐ|VND)\b)",
    re.IGNORECASE,
)
_NINE = re.compile(r"[0-9](?:[ .]?[0-9]){8}")

_HOME = re.compile(
    rf"số nhà\s+\d+[\w/]*(?:[^.!?\n]{{0,30}}?(?:đường|ấp|khóm|hẻm)\s+[{CAPITALS}\d][\w ]{{0,20}}\w)?"
    rf"|(?:ngụ|thường trú|tạm trú|trú|sinh sống|nhà(?: (?:em|cháu|bé|của em|của cháu|chị|anh|ông|bà))?)"
    rf"\s+(?:ở |tại |ở tại )?(?:số\s+\d+[\w/]*|(?:ấp|khóm|hẻm)\s+[{CAPITALS}\d])[^.!?\n,]{{0,30}}"
)
_HOME_WORD = re.compile(rf"(?:ấp|khóm|hẻm|số|nhà)\s+[{CAPITALS}\d]")


def child_named(written: Written, _: House) -> Iterator[Problem]:
    """A child's name beside its class or school, unless the text says that the name was changed."""
    if _CHILD_WORD.search(written.joined) and not _RENAMED.search(written.joined):
        for path, found in written.find(_NAMED):
            group = next(name for name in ("name", "after", "pupil", "given") if found[name])
            yield written.problem(CHILD_NAMED, path, found, group)


def id_number(written: Written, house: House) -> Iterator[Problem]:
    """Nine or twelve digits, as identity cards have them, that are no hotline."""
    if _NINE.search(written.joined):
        for path, found in written.find(_ID):
            group = "named" if found["named"] else "alone"
            if not found["address"] and not any(_is_near(found[group], line) for line in house.lines):
                yield written.problem(ID_NUMBER, path, found, group)


def home_address(written: Written, _: House) -> Iterator[Problem]:
    """Where somebody lives, to the door or the hamlet."""
    if _HOME_WORD.search(written.joined):
        for path, found in written.find(_HOME):
            yield written.problem(HOME_ADDRESS, path, found)


def _is_near(number: str, line: str) -> bool:
    """Whether *number* is a hotline with a digit too few: that is told as such."""
    return abs(len(number) - len(line)) <= 1 and number[:4] == line[:4]


CHILD_NAMED = Message.of(
    "child-named",
    "“{words}” đứng cùng tên lớp hoặc tên trường: người lạ tìm ra em được",
    "“{words}” stands beside a class or a school: a stranger could find the child",
    "Bỏ tên lớp, tên trường, hoặc dùng tên khác rồi ghi “tên em đã được đổi”.",
    "Take out class and school, or use another name and say “tên em đã được đổi”.",
)
ID_NUMBER = Message.of(
    "id-number",
    "{words} giống một số căn cước hoặc chứng minh nhân dân",
    "{words} looks like the number of an identity card",
    "Bỏ số này khỏi bài.",
    "Take it out.",
)
HOME_ADDRESS = Message.of(
    "home-address",
    "“{words}” là địa chỉ nhà của một người",
    "“{words}” is where somebody lives",
    "Bỏ địa chỉ, chỉ để tên xã, phường hoặc tỉnh. Trụ sở cơ quan thì viết: trụ sở … số 12 đường …",
    "Leave only the commune, ward or province. An office is written: trụ sở … số 12 đường …",
)
