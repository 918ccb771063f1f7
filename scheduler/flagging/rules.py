"""Why a person should look at a comment: what it says, by lists that an office can change, and what stands in
it, such as a telephone number. Nothing here decides what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from urllib.parse import urlsplit

from scheduler.flagging.words import Phrase, Said
from scheduler.problems import Text


class Flag(Enum):
    """Why."""

    CHILD = "child"
    SELF_HARM = "self-harm"
    ABUSE = "abuse"
    THREAT = "threat"
    CHILD_NAMED = "child-named"
    PHONE = "phone"
    LINK = "link"
    SCAM = "scam"


URGENT = frozenset({Flag.CHILD, Flag.SELF_HARM})  # a person is told at once

WHY: Mapping[Flag, Text] = {
    Flag.CHILD: Text("Em nhỏ có thể đang gặp nguy", "A child may be in danger"),
    Flag.SELF_HARM: Text("Có người muốn chết", "Somebody wants to die"),
    Flag.ABUSE: Text("Lời kể bị bạo lực, bị lừa", "Somebody tells of violence or fraud"),
    Flag.THREAT: Text("Lời đe dọa", "A threat"),
    Flag.CHILD_NAMED: Text("Tên trẻ em kèm trường, lớp", "A child's name with a school or class"),
    Flag.PHONE: Text("Có số điện thoại", "A telephone number"),
    Flag.LINK: Text("Có liên kết lạ", "A strange link"),
    Flag.SCAM: Text("Giống lời mời lừa đảo", "Like a scam"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What is looked for, and what is not meant by it: what one of *excepted* overlaps does not count."""

    phrases: tuple[Phrase, ...] = ()
    excepted: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All that comments are held against."""

    lists: Mapping[Flag, Listed] = field(default_factory=dict)
    teencode: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[Flag] = frozenset()
    own_hosts: frozenset[str] = frozenset()  # whose links are no strange ones
    own_numbers: frozenset[str] = frozenset()  # digits alone

    def flags_of(self, text: str) -> tuple[Flag, ...]:
        """Why a person should look at a comment that says *text*, the gravest first; none: she need not."""
        said = Said(text, self.teencode)
        found = {flag for flag, listed in self.lists.items() if _says(said, listed)}
        if names_child(said):
            found.add(Flag.CHILD_NAMED)
        if any(number not in self.own_numbers for number in numbers_in(said.text)):
            found.add(Flag.PHONE)
        if any(not _is_below(host, self.own_hosts) for host in hosts_in(said.lower)):
            found.add(Flag.LINK)
        return tuple(flag for flag in Flag if flag in found and flag not in self.off)


def _says(said: Said, listed: Listed) -> bool:
    hits = [hit for phrase in listed.phrases for hit in said.find(phrase)]
    if not hits:
        return False
    excepted = {place for phrase in listed.excepted for at in said.find(phrase) for place in at}
    return any(excepted.isdisjoint(hit) for hit in hits)


# -- telephone numbers and links ----------------------------------------------------------------------

_O_FOR_0 = re.compile(r"(?<![^\W_])[0-9oO]{2,12}(?![^\W_])")  # "o9oo"
_NUMBER = re.compile(r"(?<![0-9])(?:\+?84|0)(?:[ .\-]{0,2}[0-9]){8,10}(?![0-9])")
_HOST = re.compile(
    r"(?:https?://|www\.)([^\s/?#]{1,200})"
    r"|(?<![\w@.-])((?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|vn|info|xyz|top|me|io|co|cc|site|online|shop|club|vip|app|link|live|ly|gl|to|icu|win|asia))"
    r"(?![\w-])"
)
_SPELT_DOT = re.compile(r"\s{0,2}(?:\(\s?(?:chấm|dot|\.)\s?\)|\[\s?(?:chấm|dot|\.)\s?\]|\schấm\s)\s{0,2}")


def numbers_in(text: str) -> Iterator[str]:
    """Each telephone number in *text*, as digits that begin with 0."""
    for found in _NUMBER.finditer(
        _O_FOR_0.sub(lambda found: found[0].replace("o", "0").replace("O", "0"), text)
    ):
        digits = "".join(filter(str.isdigit, found[0]))
        yield f"0{digits[2:]}" if digits.startswith("84") else digits


def hosts_in(lower: str) -> Iterator[str]:
    """The host of each link in *lower*, with or without https://."""
    for found in _HOST.finditer(_SPELT_DOT.sub(".", lower)):
        host = (found[1] or found[2]).rpartition("@")[2].partition(":")[0]
        yield host.removeprefix("www.").rstrip(".,;!?)")


def host_of(address: str) -> str:
    """The host of an address of one's own; '' where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_below(host: str, known: Collection[str]) -> bool:
    parts = host.split(".")
    return any(".".join(parts[place:]) in known for place in range(len(parts)))


# -- a child's name with a school or a class ------------------------------------------------------------

_SENTENCE = re.compile(r"[.!?\n]")
_CHILD = frozenset({"em", "cháu", "bé", "con", "bạn", "học sinh"})
_CLASS = re.compile(r"\b(?:lớp|lop)\s?(?:1[0-2]|[1-9])(?:\s?[/.]\s?[0-9]{1,2}|\s?[a-h](?:[0-9]{1,2})?)?\b")
_SCHOOL = re.compile(
    r"\b(?:trường|truong|tiểu học|tieu hoc|mầm non|mam non|mẫu giáo|mau giao|trung học|trung hoc"
    r"|thcs|thpt|c[123])\b"
)
_FAMILY_NAMES = """
    Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Lâm Thạch Sơn Kim Danh Châu
    Liêu Đào Trịnh Mai Trương Đinh Lương Hà Tô Cao Tạ Tăng Quách Triệu La Lưu Từ Thái Tống Đoàn Đồng
    Tiêu Mã
"""
_NEVER_NAMES = """
    ấy này kia đó nhà tôi mình em anh chị cô chú bác ông bà học đang được bị có không rất hay cũng là và
    của ở vào với cho đi về lên mới còn đã sẽ nào gì ơi à ạ trai gái nhỏ bé lớp trường tên bọn các những
    một hai ba tuổi nha toi minh hoc dang duoc bi co khong rat cung la va cua o vao voi di ve len moi
    con da se nao gi oi a nho be lop truong ten mot tuoi
"""
_FAMILY, _NO_NAME = frozenset(_FAMILY_NAMES.split()), frozenset(_NEVER_NAMES.split())
_TOKEN = re.compile(r"[^\W_]+")
_NOT_NAMES = frozenset(
    (
        "Trường",
        "Lớp",
        "Khối",
        "Tiểu",
        "Trung",
        "Mầm",
        "Mẫu",
        "Hội",
        "Đội",
        "Đoàn",
        "Ban",
        "Sở",
        "Phòng",
        "Học",
    )
)
_OF_SCHOOLS = frozenset({"trường", "học", "thcs", "thpt", "non", "giáo", "lập", "sở"})  # before its own name


def names_child(said: Said) -> bool:
    """Whether a sentence has a child's name, and the school or the class."""
    for start, end in _sentences(said.text):
        lower = said.lower[start:end]
        has_class, has_school = _CLASS.search(lower), _SCHOOL.search(lower)
        if not has_class and not has_school:
            continue
        tokens = [found[0] for found in _TOKEN.finditer(said.text[start:end])]
        if _has_name(tokens):
            return True
        # Without capitals a name is only what stands after "bé", "cháu"; so both are asked for.
        is_lower = said.lower[start:end] == said.text[start:end]
        if is_lower and has_class and has_school and _has_small_name(tokens):
            return True
    return False


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _is_name(token: str) -> bool:
    return token[0].isupper() and not token.isupper() and token not in _NOT_NAMES and token.isalpha()


def _has_name(tokens: Sequence[str]) -> bool:
    for place, (word, after) in enumerate(pairwise(tokens)):
        if word in _FAMILY and _is_name(after):
            before = tokens[place - 1].lower() if place else ""
            if before not in _OF_SCHOOLS:
                return True
        if word.lower() in _CHILD and _is_name(after) and word != "Con":
            return True
    return False


def _has_small_name(tokens: Sequence[str]) -> bool:
    children = {"bé", "cháu", "be", "chau", "em"}
    return any(token in children and after not in _NO_NAME for token, after in pairwise(tokens))
