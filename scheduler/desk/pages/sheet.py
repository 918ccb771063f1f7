"""The sheet that a leader signs, on paper, and reads on her phone: the posts of a week or a month, whole."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.calendar.model import ChannelName, Post, PostId
from scheduler.calendar.wording import Wording, lines_of
from scheduler.desk.live.reading import Turn
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.series import dates_in_words
from scheduler.desk.pages.standing import channel_name
from scheduler.desk.pages.views import PostView, on_date, post_view
from scheduler.kinds.kind import ChannelKind, Limits
from scheduler.kinds.registry import kinds

_LONGEST = 62  # days
_APART = Limits(text=0, inline=False)  # the title, hashtags and link stand beside the text


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of the sheet, as its first unit says it."""

    post: Post
    view: PostView
    channels: str  # in words
    wordings: tuple[tuple[str, Wording], ...]  # each text once, with the channels that carry it
    hotlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The days and their posts; *week* and *month* are those around the first day, *before* and *after* the
    spans beside it, each as the words of an address."""

    first: date
    last: date
    span: str
    entries: tuple[Entry, ...]
    week: str
    month: str
    before: str
    after: str


def sheet_of(visit: Visit) -> Sheet:
    """The sheet of the days that the address asks for; else of the week of the next post."""
    first, last = _asked(visit.wanted) or _next_week(visit)
    reading = visit.reading
    found: dict[PostId, tuple[Turn, Post]] = {}  # of a series its first date in those days
    for number in range((last - first).days + 1):
        for post, turn in reading.days.get(first + timedelta(days=number), ()):
            if post.status == "ready" or post.id in reading.faulty:
                found.setdefault(post.id, (turn, post))
    entries = sorted(found.values(), key=lambda one: one[0].due or visit.now)
    visit.ask_for([post for _, post in entries])
    length = last - first + timedelta(days=1)
    monday = dates.monday(first)
    month_end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Sheet(
        first,
        last,
        dates.span(first, last, visit.language),
        tuple(_entry(post, turn, visit) for turn, post in entries),
        _span(monday, monday + timedelta(days=6)),
        _span(first.replace(day=1), month_end),
        _span(first - length, first - timedelta(days=1)),
        _span(last + timedelta(days=1), last + length),
    )


def _entry(post: Post, turn: Turn, visit: Visit) -> Entry:
    reading = visit.reading
    unit = reading.unit_of(post)
    view = on_date(post_view(post, visit), post, turn, visit)
    view = replace(view, series=dates_in_words(post, visit, turn.due))
    texts: dict[str, tuple[list[str], Wording]] = {}
    for channel in post.channels or [ChannelName(_apart().name)]:  # none yet: its words all the same
        wording = reading.wording(post, unit, channel, _APART)
        says = post.channels[channel].text or "" if channel in post.channels else ""
        texts.setdefault(says, ([], wording))[0].append(channel_name(channel, visit.language))
    lines = lines_of(post, unit, reading.calendar.hotlines, (post.at or visit.now).date())
    return Entry(
        post,
        view,
        ", ".join(standing.name for standing in view.channels),
        tuple((", ".join(names), wording) for names, wording in texts.values()),
        tuple(f"{line.display} {line.name}" for line in lines),
    )


def _apart() -> ChannelKind:
    """The kind whose words stand as on the sheet: title, hashtags and link apart."""
    return next((kind for kind in kinds() if not kind.limits.inline), kinds()[0])


def _asked(wanted: Mapping[str, str]) -> tuple[date, date] | None:
    first, last = dates.day_of(wanted.get("from", "")), dates.day_of(wanted.get("to", ""))
    if first is None or last is None:
        return None
    return (first, last) if first <= last < first + timedelta(days=_LONGEST) else None


def _next_week(visit: Visit) -> tuple[date, date]:
    day = dates.next_of(visit.reading.first_days, visit.today)
    monday = dates.monday(day)
    return monday, monday + timedelta(days=6)


def _span(first: date, last: date) -> str:
    return f"from={first}&to={last}"
