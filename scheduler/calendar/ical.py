"""The calendar's posts as iCalendar (RFC 5545), which Google Calendar and Outlook open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

import icalendar

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import Calendar, Hotline, Post, PostId, Unit
from scheduler.calendar.wording import fill
from scheduler.problems import Text
from scheduler.settings import Settings

_LENGTH = timedelta(minutes=15)  # that an event takes, so that calendars show it
_UNTIL = re.compile(r"(?<=UNTIL=)(?P<day>[0-9]{8})(?:T(?P<hour>[0-9]{6})(?P<utc>Z?))?")


def icalendar_of(
    calendar: Calendar, forecast: Mapping[PostId, datetime], settings: Settings, now: datetime
) -> bytes:
    """One event for each post of *calendar* that has a time, recurring as the post does, or a *forecast*
    of the slot it will take, marked as such; in the words of the first unit that it is for.

    A post keeps its event's UID, so that a program that opens the file again moves what moved. All times
    are aware.
    """
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
            event.add("dtstamp", now.astimezone(UTC))
            written.add_component(event)
    written.add_missing_timezones()
    data: bytes = written.to_ical()
    return data


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
