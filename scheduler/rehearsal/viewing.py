"""How a post reads on the page: its time in Vietnamese, its text folded, tags and addresses marked."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from scheduler.links import ADDRESS, address_in
from scheduler.locales import moment

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_LINES = 5  # what a phone shows before "Xem thêm"
_LINE = 46  # characters of one line there
_MARKED = re.compile(rf"(?P<tag>(?<!\w)#\w+)|(?P<address>{ADDRESS})")


def ago(at: datetime, now: datetime) -> str:
    """*at* as Facebook says it in Vietnamese, seen from *now* (both aware)."""
    past = now - at
    local, today = at.astimezone(ZONE), now.astimezone(ZONE)
    if past < timedelta(0):
        return day_and_time(at)
    if past < timedelta(minutes=1):
        return "Vừa xong"
    if past < timedelta(hours=1):
        return f"{past // timedelta(minutes=1)} phút"
    if past < timedelta(hours=24):
        return f"{past // timedelta(hours=1)} giờ"
    clock = local.strftime("%H:%M")
    if local.date() == today.date() - timedelta(days=1):
        return f"Hôm qua lúc {clock}"
    year = "" if local.year == today.year else f", {local.year}"
    return f"{local.day} tháng {local.month}{year} lúc {clock}"


def day_and_time(at: datetime) -> str:
    """`Thứ Ba, 1/12/2026 · 07:30`."""
    return moment(at.astimezone(ZONE), "vi")


def folded(text: str) -> tuple[str, str]:
    """What of *text* shows at once (five lines of a phone), and what "Xem thêm" adds ('' for nothing)."""
    room = _LINES
    at = 0
    for line in text.splitlines(keepends=True):
        need = max(1, math.ceil(len(line.rstrip()) / _LINE))
        if need > room:
            at += _last_gap(line, room * _LINE)
            break
        at += len(line)
        room -= need
    head, rest = text[:at].rstrip(), text[at:]
    if math.ceil(len(rest.strip()) / _LINE) <= 1:  # not worth a touch
        return text, ""
    return head, text[len(head) :]


def _last_gap(line: str, most: int) -> int:
    """How much of *line* fits in *most* characters without parting a word."""
    if most <= 0:
        return 0
    gap = line.rfind(" ", 0, most)
    return gap if gap > 0 else most


def dressed(text: str) -> Markup:
    """*text* as HTML: lines kept, hashtags and addresses marked, all else escaped."""
    parts: list[Markup] = []
    at = 0
    for found in _MARKED.finditer(text):
        parts.append(escape(text[at : found.start()]))
        at = found.end()
        if found["tag"]:
            parts.append(Markup('<span class="tag">{}</span>').format(found["tag"]))
        elif address := address_in(found["address"]):
            parts.append(Markup('<a href="{0}" rel="noopener">{0}</a>').format(address))
            at = found.start() + len(address)
        else:
            parts.append(escape(found["address"]))
    parts.append(escape(text[at:]))
    return Markup("").join(parts).replace("\n", Markup("<br>"))
