"""The calendar's timed posts as iCalendar (RFC 5545), which Google Calendar and Outlook open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, vRecur

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import Hotline, Post, Unit
from scheduler.calendar.wording import fill
from scheduler.settings import Settings

_LENGTH = timedelta(minutes=15)  # that an event takes, so that calendars show it
_UNTIL = re.compile(r"(?<=UNTIL=)(?P<day>[0-9]{8})(?:T(?P<hour>[0-9]{6})(?P<utc>Z?))?")


def icalendar_of(
    posts: Iterable[Post], unit: Unit, hotlines: Mapping[str, Hotline], settings: Settings, now: datetime
) -> bytes:
    """One event for each of *posts* that has a time, recurring as the post does, in the words of *unit*.

    A post keeps its event's UID, so that a calendar that opens the file again moves what moved. *now* is
    aware.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Loa//Loa//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", settings.organisation)
    calendar.add("x-wr-timezone", settings.time_zone)
    for post in posts:
        if post.at is not None:
            calendar.add_component(_event(post, post.at, unit, hotlines, settings, now))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(
    post: Post, at: datetime, unit: Unit, hotlines: Mapping[str, Hotline], settings: Settings, now: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{post.id}@{as_id(settings.organisation) or 'loa'}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", at)
    event.add("dtend", at + _LENGTH)
    event.add("summary", fill(post.title, unit, hotlines))
    event.add("description", _description(post, unit, hotlines))
    event.add("transp", "TRANSPARENT")  # nobody is busy while it goes out
    if post.status == "draft":
        event.add("status", "TENTATIVE")
    if post.link:
        event.add("url", post.link)
    if post.topic:
        event.add("categories", [settings.topics.get(post.topic, post.topic)])
    if post.repeat:
        event.add("rrule", vRecur.from_ical(_rule(post.repeat, at)))
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
