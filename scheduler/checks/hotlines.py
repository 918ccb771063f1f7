"""Telephone numbers: each one comes from the directory and may be called on the day it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rapidfuzz.distance import OSA

from scheduler.calendar.model import Hotline, Post, Unit, units_of
from scheduler.calendar.numbers import PHONE, THREE_DIGITS, bare
from scheduler.calendar.wording import PLACEHOLDER, filled_texts
from scheduler.checks.written import House, Path, Written
from scheduler.locales import day_text
from scheduler.problems import Message, Problem

# 111 trẻ em are children; a number that somebody calls, dials or is told to reach is a telephone.
_CALLED = re.compile(
    r"(?:\b(?:gọi|bấm|quay|alo|nhắn|liên hệ|tổng đài|đường dây|hotline|điện thoại|đt|sđt)\b[^\d.!?;\n]{0,30}?"
    r"|(?:^|[(:–])\s*số\s+)"
    r"(?<![\w/.,-])(?P<number>1(?!9\d\d|800)\d{2,3}|911)(?![\w/%]|[.,:]\d|[-–]\d)"
    r"(?!\s*(?:%|người|trẻ|em\b|cháu|bạn|bé\b|lần|cuộc|vụ\b|ca\b|ngày|giờ|phút|giây|tháng|năm|tuổi|triệu|nghìn"
    r"|ngàn|tỷ|tỉ|đồng|học|phụ|hội|cha|gia|hộ|xã|trường|lớp|địa|đơn|cán|km|m\b|mét|bước|điều|tin\b|máy))",
    re.IGNORECASE | re.MULTILINE,
)
_CODE = re.compile(r"(?<!\d)(?:1\d\d|911)")  # what `_CALLED` cannot do without
_ID_LONG = 12  # digits of an identity card
_LONG = 9  # digits, from which one wrong digit still tells which line was meant


def unknown(written: Written, house: House) -> Iterator[Problem]:
    """Numbers typed by hand that the directory does not have."""
    for path, found, group, number in typed(written):
        if number in house.lines:
            continue
        meant = _meant(number, house.lines)
        if meant is not None:
            yield written.problem(
                HOTLINE_MISTYPED, path, found, group, display=meant.display, name=meant.name, key=meant.key
            )
        elif len(number) != _ID_LONG and (len(number) != _LONG or not found[group].isdecimal()):
            yield written.problem(HOTLINE_UNKNOWN, path, found, group, known=_known(house.hotlines))


def expired(written: Written, house: House) -> Iterator[Problem]:
    """Lines that may no longer be published on the day the post goes out."""
    if any(line.valid_until for line in house.hotlines.values()):
        post = written.post
        yield from ended_lines(post, house.hotlines, house.day_of(post), units_of(post, house.units), written)


def ended_lines(
    post: Post,
    hotlines: Mapping[str, Hotline],
    day: date,
    units: Iterable[Unit],
    written: Written | None = None,
) -> Iterator[Problem]:
    """The problems of those lines that *post* names in any way for *units* and that end before *day*."""
    ended = {key: line for key, line in hotlines.items() if line.has_ended(day)}
    if not ended:
        return
    by_number = {line.number: line for line in ended.values()}
    for index, key in enumerate(post.hotlines):
        if key in ended:
            yield post.problem(HOTLINE_EXPIRED, "hotlines", index, **_end(ended[key], day))
    for number, card in enumerate(post.cards):
        key = str(card.fields.get("hotline", ""))
        if key in ended:
            yield post.problem(HOTLINE_EXPIRED, *post.card_path(number), "hotline", **_end(ended[key], day))
    local = next((line for unit in units for key in unit.hotlines[:1] if (line := ended.get(key))), None)
    for where, text in filled_texts(post):
        for found in PLACEHOLDER.finditer(text):
            line = local if found["field"] == "hotline" else ended.get(found["hotline"])
            if line is not None:
                nth = text.count(found[0], 0, found.start())
                yield post.problem_in(HOTLINE_EXPIRED, found[0], *where, nth=nth, **_end(line, day))
    written = written or Written(post)
    for path, found, group, digits in typed(written):
        if digits in by_number:
            yield written.problem(HOTLINE_EXPIRED, path, found, group, **_end(by_number[digits], day))


def typed(written: Written) -> Iterator[tuple[Path, re.Match[str], int | str, str]]:
    """Each number typed by hand: where it stands, as found (and which group of it), and its digits."""
    if not THREE_DIGITS.search(written.joined):
        return
    for path, found in written.find(PHONE):
        if not found["address"]:
            yield path, found, 0, bare(found[0])
    if _CODE.search(written.joined):
        for path, found in written.find(_CALLED):
            yield path, found, "number", found["number"]


def _meant(number: str, lines: Mapping[str, Hotline]) -> Hotline | None:
    """The line that differs from *number* by one digit, or by two that changed places."""
    near = [
        line
        for digits, line in lines.items()
        if min(len(number), len(digits)) >= _LONG - 1 and OSA.distance(number, digits, score_cutoff=1) <= 1
    ]
    return near[0] if near else None


def _known(hotlines: Mapping[str, Hotline]) -> str:
    return ", ".join(f"{line.display} ({line.key})" for line in list(hotlines.values())[:5]) or "–"


def _end(line: Hotline, day: date) -> dict[str, object]:
    until = line.valid_until or day
    return {"name": line.name, "until": day_text(until), "day": day_text(day), "key": line.key}


HOTLINE_UNKNOWN = Message.of(
    "hotline-unknown",
    "số {words} không có trong danh bạ đường dây nóng",
    "the number {words} is not in the directory of hotlines",
    "Nếu đây là đường dây nóng, thêm vào config/hotlines.yaml rồi viết {{{{ hotline('mã') }}}}. "
    "Nếu là số riêng của ai đó, bỏ đi. Danh bạ đang có: {known}.",
    "If it is a hotline, add it to config/hotlines.yaml and write {{{{ hotline('key') }}}}. "
    "If it is somebody's own, take it out. The directory has {known}.",
)
HOTLINE_MISTYPED = Message.of(
    "hotline-unknown",
    "số {words} không có trong danh bạ; gần giống số {display} của {name}",
    "the number {words} is not in the directory; it is close to {display} ({name})",
    "Nếu chị muốn ghi số ấy, viết: {{{{ hotline('{key}') }}}}",
    "If that is the one, write {{{{ hotline('{key}') }}}}",
)
HOTLINE_EXPIRED = Message.of(
    "hotline-expired",
    "đường dây “{name}” chỉ được đăng đến hết ngày {until}, mà bài này lên ngày {day}",
    "the line “{name}” may be published until {until}, and this post goes out on {day}",
    "Hỏi lại nơi phụ trách rồi sửa mục {key} trong config/hotlines.yaml, hoặc dùng đường dây khác.",
    "Ask who runs it and mend {key} in config/hotlines.yaml, or name another line.",
)
