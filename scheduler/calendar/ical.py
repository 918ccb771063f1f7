"""The calendar's posts as iCalendar (RFC 5545), which Google Calendar and Outlook open.

What was exported before says what has changed since: docs/decisions/0016.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

import icalendar

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import Calendar, Hotline, Post, PostId, Unit
from scheduler.calendar.wording import fill
from scheduler.problems import Text
from scheduler.settings.model import Settings

_LENGTH = timedelta(minutes=15)  # that an event takes, so that calendars show it
_UNTIL = re.compile(r"(?<=UNTIL=)(?P<day>[0-9]{8})(?:T(?P<hour>[0-9]{6})(?P<utc>Z?))?")


_CANCELLED_FOR = timedelta(days=365)  # that an event which is gone is told of
_OF_EXPORT = ("DTSTAMP", "SEQUENCE", "LAST-MODIFIED")  # of an event's telling, not of the event


def icalendar_of(
    calendar: Calendar,
    forecast: Mapping[PostId, datetime],
    settings: Settings,
    now: datetime,
    before: bytes = b"",
) -> bytes:
    """One event for each post of *calendar* that has a time, recurring as the post does, or a *forecast*
    of the slot it will take, marked as such; in the words of the first unit that it is for.

    A post keeps its event's UID, so that a program that opens the file again moves what moved. *before* is
    what was exported the last time: what differs from it has a higher SEQUENCE and is LAST-MODIFIED now, what
    left the calendar is CANCELLED, for a year. All times are aware.

    Raises:
        ValueError: *before* is no calendar.
    """
    known = {event.uid.rpartition("@")[0]: event for event in _events(before)}
    written = icalendar.Calendar()
    written.add("prodid", "-//Loa//Loa//VI")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", settings.organisation)
    written.add("x-wr-timezone", settings.time_zone)
    for post in calendar.posts:
        at = post.at or forecast.get(post.id)
        if at is not None:
            event = _event(post, at.astimezone(settings.zone), calendar, settings)
            written.add_component(_told(event, known.pop(post.id, None), now))
    for id_, event in known.items():
        if _is_kept(event, id_, calendar, now):
            written.add_component(_told(event, event, now))
        elif event.status != "CANCELLED":
            gone = event.copy(recursive=True)
            gone.status = icalendar.STATUS.CANCELLED
            written.add_component(_told(gone, event, now))
    written.add_missing_timezones()
    data: bytes = written.to_ical()
    return data


def _events(data: bytes) -> list[icalendar.Event]:
    found = icalendar.Calendar.from_ical(data).walk("VEVENT") if data else []
    return [event for event in found if isinstance(event, icalendar.Event)]


def _told(event: icalendar.Event, before: icalendar.Event | None, now: datetime) -> icalendar.Event:
    """*event* as it is told now, when it was *before* at the last export."""
    if before is not None:
        event.uid = before.uid  # an office that takes another name keeps its events
    is_same = before is not None and _content(event) == _content(before)
    last = before.sequence if before is not None else -1
    changed = before.LAST_MODIFIED if before is not None and is_same else None
    told = event.copy(recursive=True)
    for name in _OF_EXPORT:
        told.pop(name, None)
    told.add("dtstamp", now.astimezone(UTC))
    told.add("sequence", last if is_same else last + 1)
    told.add("last-modified", changed or now.astimezone(UTC))
    return told


def _content(event: icalendar.Event) -> bytes:
    """What *event* says, the same whether it was just made or read from a file."""
    plain = event.copy(recursive=True)
    for name in _OF_EXPORT:
        plain.pop(name, None)
    read: bytes = icalendar.Event.from_ical(plain.to_ical()).to_ical()
    return read


def _is_kept(event: icalendar.Event, id_: str, calendar: Calendar, now: datetime) -> bool:
    """Whether an event without a post that has a time is told as it was: its post has an error for now, or
    was published from the queue; or it has been cancelled not long ago.
    """
    if event.status == "CANCELLED":
        changed = event.LAST_MODIFIED
        return changed is None or now - changed < _CANCELLED_FOR
    post = calendar.post(id_)
    if post is not None:
        at = event.start
        return post.status != "draft" and isinstance(at, datetime) and at <= now
    return any(faulty.id == id_ for faulty in calendar.faulty)


def _event(post: Post, at: datetime, calendar: Calendar, settings: Settings) -> icalendar.Event:
    unit, hotlines = calendar.unit_of(post), calendar.hotlines
    title = fill(post.title, unit, hotlines)
    event = icalendar.Event()
    event.add("uid", f"{post.id}@{as_id(settings.organisation) or 'loa'}")
    event.add("dtstart", at)
    event.add("dtend", at + _LENGTH)
    event.add("summary", title if post.at else _FORECAST.filled(title=title).say(settings.language))
    event.add("description", _description(post, unit, hotlines))
    event.add("transp", "TRANSPARENT")  # nobody is busy while it goes out
    if post.status == "draft" or post.at is None:
        event.add("status", "TENTATIVE")
    if post.link:
        event.add("url", post.link)
    if post.topic:
        event.add("categories", [settings.topics.get(post.topic, post.topic)])
    if post.repeat:
        event.add("rrule", icalendar.vRecur.from_ical(_rule(post.repeat, at)))
        event.add("exdate", [datetime.combine(day, at.timetz()) for day in post.excluded])
    return event


def _description(post: Post, unit: Unit, hotlines: Mapping[str, Hotline]) -> str:
    tags = " ".join(f"#{tag}" for tag in post.hashtags)
    parts = (fill(post.text, unit, hotlines), post.link, tags, ", ".join(post.channels))
    return "\n\n".join(part for part in parts if part)


def _rule(rule: str, at: datetime) -> str:
    """*rule* with its end in UTC, as RFC 5545 wants it beside a start with a zone; a day ends at midnight."""

    def in_utc(found: re.Match[str]) -> str:
        if found["utc"]:
            return found[0]
        day = datetime.strptime(found["day"], "%Y%m%d")  # noqa: DTZ007 - the zone follows
        hour = datetime.strptime(found["hour"], "%H%M%S").time() if found["hour"] else time(23, 59, 59)  # noqa: DTZ007
        end = datetime.combine(day, hour, at.tzinfo).astimezone(UTC)
        return f"{end:%Y%m%dT%H%M%SZ}"

    return _UNTIL.sub(in_utc, rule)


_FORECAST = Text("Dự kiến: {title}", "Forecast: {title}")
