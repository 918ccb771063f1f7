"""Days that one press takes in the write form, and what it says of the day that is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler import locales
from scheduler.calendar.model import Post, Unit, UnitId
from scheduler.calendar.slots import slots_between
from scheduler.checks.duplicates import APART, LATEST, office_pages, share_a_page
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.drafting import MORNING
from scheduler.desk.writing.form import Form

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


@dataclass(frozen=True, slots=True)
class _Room:
    """What stands where the post of *form* goes: posts of other pages and units are in nobody's way."""

    visit: Visit
    form: Form

    def is_free(self, at: datetime) -> bool:
        """Whether nothing stands there within an hour of *at*."""
        return all(abs(due - at) >= APART for due in self.on(at.date()))

    def on(self, day: date) -> Iterator[datetime]:
        """The hours of that day that are taken; aware."""
        values, units = self.form.values, self.visit.reading.calendar.units
        mine, apart = (tuple(values["channels"]), tuple(values["units"])), office_pages(units)
        for post, turn in self.visit.reading.days.get(day, ()):
            page = tuple(post.channels), post.units
            if turn.due is not None and post.id != self.form.post and share_a_page(mine, page, apart):
                yield turn.due

    def slots(self, start: datetime) -> Iterator[datetime]:
        """The slots of its own unit from *start* on; without any, the mornings of days with nothing there."""
        settings, unit = self.visit.reading.settings, self._unit()
        assert settings is not None, "without settings there is no form"
        names = self.form.values["channels"]
        pattern = next((slots for name in names if (slots := unit.slots_of(name))), None)
        if pattern is not None:
            yield from slots_between(pattern, settings.closed, settings.zone, start, start + _AHEAD)
            return
        for ahead in range(1, _AHEAD.days):
            day = start.date() + timedelta(days=ahead)
            if not any(self.on(day)):
                yield datetime.fromisoformat(f"{day} {MORNING}").replace(tzinfo=settings.zone)

    def _unit(self) -> Unit:
        units, named = self.visit.reading.calendar.units, self.form.values["units"]
        return next((units[UnitId(one)] for one in named if UnitId(one) in units), self.visit.reading.unit)


def quick_days(visit: Visit, form: Form) -> list[Quick]:
    """Today, tomorrow and the next free slot, as far as each has room where the post of *form* goes."""
    now, say, room = visit.local(visit.now), speaker(visit.language), _Room(visit, form)
    soon = now + _SOON
    today = _with_room(room, soon.replace(minute=soon.minute // 30 * 30, second=0, microsecond=0))
    hour, minute = map(int, MORNING.split(":"))
    morning = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    tomorrow = _with_room(room, morning + timedelta(days=1))
    found = [
        Quick(say(word), f"{at:%Y-%m-%d}", f"{at:%H:%M}")
        for word, at in (
            ("f_today", today if today and today.date() == now.date() else None),
            ("f_tomorrow", tomorrow),
        )
        if at is not None
    ]
    free = next((slot for slot in room.slots(soon) if room.is_free(slot)), None)
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


def _with_room(room: _Room, first: datetime) -> datetime | None:
    """The first half hour from *first* on, on its day, that is an hour from every post there."""
    hour = first
    while hour.date() == first.date() and hour.hour < LATEST:
        if room.is_free(hour):
            return hour
        hour += timedelta(minutes=30)
    return None


def _said(at: datetime, visit: Visit) -> str:
    """Thứ Ba 1/12, 07:30."""
    day = locales.day(at, visit.language, year=False)
    return f"{locales.weekday(at, visit.language)} {day}, {at:%H:%M}"
