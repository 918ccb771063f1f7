"""What a save of a post comes to: where and when it goes out by itself, or that it does not."""

from __future__ import annotations

from urllib.parse import unquote

from scheduler import locales
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.standing import channel_name
from scheduler.desk.pages.texts import speaker
from scheduler.kinds.registry import kind_of

_HEAD = "/post/"


def saved_in_words(visit: Visit) -> str:
    """What is said of the post whose page this is and which was saved; '' where it is not sure to go out.

    Of what waits for an approver, stands in an error or has gone out already its page says what is so.
    """
    post = (
        visit.reading.post(unquote(visit.path.removeprefix(_HEAD))) if visit.path.startswith(_HEAD) else None
    )
    say = speaker(visit.language)
    if post is None:
        return ""
    if post.status == "draft":
        return say("said_drafted")
    is_sound = any(one.id == post.id for one in visit.reading.calendar.posts)
    is_open = visit.asked is None and visit.ledger.frozen is None and not visit.ledger.has_begun(post.id)
    is_to_come = post.at is None or post.at > visit.now
    units = visit.reading.calendar.units_of(post)
    places = [
        channel_name(name, visit.language)
        for name in post.channels
        if not kind_of(name).by_hand and any(unit.has_channel(name) for unit in units)
    ]
    if (
        not (is_sound and is_open and is_to_come and places)
        or post.is_statement
        or post.evergreen
        or post.repeat
    ):
        return ""
    *most, last = places
    where = say("and", first=", ".join(most), last=last) if most else last
    if post.at is None:
        return say("said_queued", where=where)
    at = visit.local(post.at)
    is_other_year = at.year != visit.today.year
    day = locales.day(at, visit.language, year=is_other_year)
    day = f"{locales.weekday(at, visit.language)} {day}"
    return say("said_scheduled", where=where, time=f"{at:%H:%M}", day=day)
