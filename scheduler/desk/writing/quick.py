"""Days that one press takes in the write form, and what it says of the day that is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler import locales
from scheduler.calendar.model import Post
from scheduler.calendar.slots import slots_between
from scheduler.checks.duplicates import APART, LATEST
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.drafting import MORNING

_SOON = timedelta(minutes=45)  # from now on, by the half hour below: there is time to look once more
_AHEAD = timedelta(days=120)
_FAR = 14  # days, from which on it is said how far that is
# Words that mean the day on which they are read; “hôm nay, 20/10” names its day itself.
_DAY_SAID = re.compile(
    r"\b(?:(?:sáng|trưa|chiều|tối|hôm) nay|hôm qua|(?:ngày|sáng|chiều|tối) mai)\b(?!,? (?:ngày )?\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quick:
    """What a button says, and the day and time that it fills in."""

    label: str
    date: str
    time: str


def quick_days(visit: Visit) -> list[Quick]:
    """Today, tomorrow and the next slot that nothing stands in, as far as each has room."""
    now, say = visit.local(visit.now), speaker(visit.language)
    soon = now + _SOON
    today = _with_room(visit, soon.replace(minute=soon.minute // 30 * 30, second=0, microsecond=0))
    hour, minute = map(int, MORNING.split(":"))
    morning = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    tomorrow = _with_room(visit, morning + timedelta(days=1))
    found = [
        Quick(say(word), f"{at:%Y-%m-%d}", f"{at:%H:%M}")
        for word, at in (
            ("f_today", today if today and today.date() == now.date() else None),
            ("f_tomorrow", tomorrow),
        )
        if at is not None
    ]
    free = next((slot for slot in _slots(visit, soon) if _is_free(visit, slot)), None)
    if free is not None:
        words = say("f_next_free", day=_said(free, visit))
        found.append(Quick(words, f"{free:%Y-%m-%d}", f"{free:%H:%M}"))
    return found


def far_in_words(at: datetime, visit: Visit) -> str:
    """How far ahead *at* (aware) is, where that is more than people have in mind; '' else."""
    days = (visit.local(at).date() - visit.today).days
    return speaker(visit.language)("f_far", n=days) if days > _FAR else ""


def day_in_words(post: Post, visit: Visit) -> str:
    """That *post* says “this morning” and goes out on another day than today; '' where it does not."""
    found = _DAY_SAID.search(f"{post.title}\n{post.text}")
    if found is None or post.at is None or post.repeat or visit.local(post.at).date() == visit.today:
        return ""
    day = visit.local(post.at)
    return speaker(visit.language)("f_day_said", words=found[0].lower(), day=locales.day(day, visit.language))


def _with_room(visit: Visit, first: datetime) -> datetime | None:
    """The first half hour from *first* on, on its day, that is an hour from every post."""
    hour = first
    while hour.date() == first.date() and hour.hour < LATEST:
        if _is_free(visit, hour):
            return hour
        hour += timedelta(minutes=30)
    return None


def _slots(visit: Visit, start: datetime) -> Iterator[datetime]:
    """The office's own slots from *start* on; without any, each day's morning."""
    settings, unit = visit.reading.settings, visit.reading.unit
    assert settings is not None, "without settings there is no form"
    pattern = next((slots for name in unit.channels if (slots := unit.slots_of(name))), None)
    if pattern is not None:
        yield from slots_between(pattern, settings.closed, settings.zone, start, start + _AHEAD)
        return
    taken: set[date] = {day for day in visit.reading.days if day is not None}
    for ahead in range(1, _AHEAD.days):
        day = start.date() + timedelta(days=ahead)
        if day not in taken:
            yield datetime.fromisoformat(f"{day} {MORNING}").replace(tzinfo=settings.zone)


def _is_free(visit: Visit, at: datetime) -> bool:
    """Whether no post stands within an hour of *at*."""
    there = visit.reading.days.get(at.date(), ())
    return all(abs(turn.due - at) >= APART for _, turn in there if turn.due is not None)


def _said(at: datetime, visit: Visit) -> str:
    """Thứ Ba 1/12, 07:30."""
    day = locales.day(at, visit.language, year=False)
    return f"{locales.weekday(at, visit.language)} {day}, {at:%H:%M}"
