"""Telephone numbers: from the directory, tried by somebody, and still to be called when the post goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from rapidfuzz.distance import OSA

from scheduler.calendar.model import Hotline, Post, Unit, units_of
from scheduler.calendar.numbers import PHONE, THREE_DIGITS, bare
from scheduler.calendar.wording import PLACEHOLDER, filled_texts
from scheduler.checks.written import House, Typed, Written
from scheduler.locales import day_text
from scheduler.problems import Message, Problem

_SHORT = r"1(?!9\d\d|800)\d{2,3}|911"
# 111 trẻ em are children; a number that somebody calls, dials or is told to reach is a telephone.
_CALLED = re.compile(
    r"(?:\b(?:gọi|bấm|quay|alo|nhắn|liên hệ|tổng đài|đường dây|hotline|điện thoại|đt|sđt)\b[^\d.!?;\n]{0,30}?"
    r"|(?:^|[(:–]|\b(?:nhớ|lưu|thuộc|chép|dán))\s*số\s+)"
    rf"(?<![\w/.,-])(?P<number>{_SHORT}|1[ .-]?1[ .-]?\d|9[ .-]?1[ .-]?1)(?![\w/%]|[.,:]\d|[-–]\d)"
    r"(?!\s*(?:%|người|trẻ|em\b|cháu|bạn|bé\b|lần|cuộc|vụ\b|ca\b|ngày|giờ|phút|giây|tháng|năm|tuổi|triệu|nghìn"
    r"|ngàn|tỷ|tỉ|đồng|học|phụ|hội|cha|gia|hộ|xã|trường|lớp|địa|đơn|cán|km|m\b|mét|bước|điều|tin\b|máy))",
    re.IGNORECASE | re.MULTILINE,
)
# One word that says to call it, with or without its accents: #Goi111, #TổngĐài111.
_TAGGED = re.compile(
    r"(?:#|\A)\w*?(?:g[oọ]i|b[aấ]m|alo|hotline|t[oổ]ng_?[đd][aà]i|[đd][uư][oờ]ng_?d[aâ]y|li[eê]n_?h[eệ]|s[đd]t"
    rf"|[đd]i[eệ]n_?tho[aạ]i)[^\W\d]*(?P<number>{_SHORT})(?!\d)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!\d)(?:1\d\d|1[ .-]?1[ .-]?\d|9[ .-]?1[ .-]?1)")  # what they cannot do without
_ID_LONG = 12  # digits of an identity card
_LONGEST = 20  # signs that a number takes, with what stands between its digits
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
        post, day = written.post, house.day_of(written.post)
        against = partial(_ended, day=day)
        yield from _named(post, house.hotlines, against, units_of(post, house.units), written)


def unverified(written: Written, house: House) -> Iterator[Problem]:
    """Where the office holds such posts back: lines that nobody has called within a year before the post.

    A unit's own line is asked about when the post goes out there: it keeps no other unit waiting. So is what
    began before today. Where it is only a warning it is told once, in the directory (`of_directory`).
    """
    if is_call_asked(house.settings.checks):
        post, day = written.post, house.day_of(written.post)
        against = partial(_uncalled, day=day if day >= house.today else None, today=house.today)
        told: set[object] = set()  # one call mends all places, so the first is enough
        for problem in _named(post, house.hotlines, against, (), written):
            if problem.values["key"] not in told:
                told.add(problem.values["key"])
                yield problem


def of_directory(hotlines: Mapping[str, Hotline], today: date) -> Iterator[Problem]:
    """Each line that nobody has called within a year before *today*."""
    for line in hotlines.values():
        problem = _uncalled(line, today, today)
        if problem is not None:
            yield replace(problem, level="warning")


def stopped_lines(
    post: Post,
    hotlines: Mapping[str, Hotline],
    day: date,
    unit: Unit,
    levels: Mapping[str, object],
    today: date,
) -> Iterator[Problem]:
    """What speaks on *day*, when *post* goes out for *unit*, against the lines that it names in any way."""
    if not is_call_asked(levels):
        if any(line.has_ended(day) for line in hotlines.values()):
            yield from _named(post, hotlines, partial(_ended, day=day), (unit,))
        return

    def against(line: Hotline) -> Problem | None:
        return _ended(line, day) or _uncalled(line, day, today)

    yield from _named(post, hotlines, against, (unit,))
    for key in unit.hotlines[:1]:  # a button to call, on the website; what has ended is none
        if key in hotlines and key not in post.hotlines:
            problem = _uncalled(hotlines[key], day, today)
            if problem is not None:
                yield post.problem(problem.message, "id", **problem.values)


def is_call_asked(levels: Mapping[str, object]) -> bool:
    """Whether posts wait until somebody has called their lines."""
    return levels["hotline-unverified"] == "error"


def _named(
    post: Post,
    hotlines: Mapping[str, Hotline],
    against: Callable[[Hotline], Problem | None],
    units: Iterable[Unit],
    written: Written | None = None,
) -> Iterator[Problem]:
    """What is *against* the lines that *post* names in any way for *units*, each where it stands."""

    def of(key: str) -> Problem | None:
        return against(hotlines[key]) if key in hotlines else None

    for index, key in enumerate(post.hotlines):
        if (problem := of(key)) is not None:
            yield post.problem(problem.message, "hotlines", index, **problem.values)
    for number, card in enumerate(post.cards):
        if (problem := of(str(card.fields.get("hotline", "")))) is not None:
            yield post.problem(problem.message, *post.card_path(number), "hotline", **problem.values)
    for where, text in filled_texts(post):
        for found in PLACEHOLDER.finditer(text):
            if found["field"] == "hotline":
                local = (of(key) for unit in units for key in unit.hotlines[:1])
                problem = next(filter(None, local), None)
            else:
                problem = of(found["hotline"] or "")
            if problem is not None:
                nth = text.count(found[0], 0, found.start())
                yield post.problem_in(problem.message, found[0], *where, nth=nth, **problem.values)
    written = written or Written(post)
    yield from _by_digits(written, hotlines, against)


def _by_digits(
    written: Written, hotlines: Mapping[str, Hotline], against: Callable[[Hotline], Problem | None]
) -> Iterator[Problem]:
    """What is *against* the lines whose number was typed by hand, or is all that stands somewhere."""

    def of(digits: str) -> Problem | None:
        lines = (line for line in hotlines.values() if line.number == digits)
        return next(filter(None, map(against, lines)), None)

    for path, text in written.texts:  # such as a 111 that stands large on a card
        if len(text) <= _LONGEST and (problem := of(bare(text))) is not None:
            yield written.post.problem(problem.message, *path, **problem.values)
    for path, found, group, digits in typed(written):
        if (problem := of(digits)) is not None:
            yield written.problem(problem.message, path, found, group, **problem.values)


def _ended(line: Hotline, day: date) -> Problem | None:
    """That *line* ends before *day*."""
    return Problem(HOTLINE_EXPIRED, line.place, _end(line, day)) if line.has_ended(day) else None


def _uncalled(line: Hotline, day: date | None, today: date) -> Problem | None:
    """That nobody has called *line* within a year before *day*; a call after *today* was none.

    Without a *day*, that alone.
    """
    values = {"name": line.name, "display": line.display, "key": line.key, "where": _where(line)}
    if line.verified_on is not None and line.verified_on > today:
        return Problem(HOTLINE_CALLED_LATER, line.place, {**values, "when": day_text(line.verified_on)})
    if day is None or line.is_verified(day):
        return None
    if line.verified_on is None:
        return Problem(HOTLINE_UNVERIFIED, line.place, values)
    when = {"when": day_text(line.verified_on), "day": day_text(day)}
    return Problem(HOTLINE_CALLED_LONG_AGO, line.place, {**values, **when})


def _where(line: Hotline) -> str:
    return f"{line.place.file}:{line.place.line}" if line.place.file else "config/hotlines.yaml"


def typed(written: Written) -> Sequence[Typed]:
    """Each number typed by hand: where it stands, as found (and which group of it), and its digits."""
    if written.numbers is None:  # three rules ask
        written.numbers = tuple(_typed(written))
    return written.numbers


def _typed(written: Written) -> Iterator[Typed]:
    for index, tag in enumerate(written.post.hashtags):
        if found := _TAGGED.search(tag):
            yield ("hashtags", index), found, "number", found["number"]
    if not THREE_DIGITS.search(written.joined):
        return
    for path, found in written.find(PHONE):
        if not found["address"]:
            yield path, found, 0, bare(found[0])
    if _CODE.search(written.joined):
        for pattern in (_CALLED, _TAGGED):
            for path, found in written.find(pattern):
                yield path, found, "number", bare(found["number"])


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


def _unverified(vi: str, en: str) -> Message:
    return Message.of(
        "hotline-unverified",
        f"số {{display}} của “{{name}}” ({{where}}) {vi}",
        f"the number {{display}} of “{{name}}” ({{where}}) {en}",
        "Gọi thử số ấy (số khẩn cấp thì hỏi nơi phụ trách, đừng gọi thử). Còn đúng thì bấm “Tôi đã gọi thử, "
        "số còn đúng” ở Danh bạ đường dây nóng (cuối mọi trang của trang làm việc), hoặc ghi verified_on và "
        "verified_by vào mục {key} trong config/hotlines.yaml. Hết đúng thì sửa số, gọi thử "
        "số mới rồi ghi lại ngày.",
        "Call it (of an emergency number ask who runs it, do not call). If it is right, press “I have called "
        "it, it is right” in the directory of hotlines (at the foot of each page of the desk), or write "
        "verified_on and verified_by below {key} in config/hotlines.yaml. If it is not, mend the "
        "number, call the new one and write the new day.",
    )


HOTLINE_UNVERIFIED = _unverified("chưa có ai gọi thử", "was never called to see whether it is right")
HOTLINE_CALLED_LONG_AGO = _unverified(
    "gọi thử lần cuối ngày {when}, tính tới ngày {day} là đã quá một năm",
    "was last called on {when}, which on {day} is more than a year ago",
)
HOTLINE_CALLED_LATER = _unverified(
    "ghi ngày gọi thử {when}, là ngày chưa tới", "says that it was called on {when}, which is yet to come"
)
