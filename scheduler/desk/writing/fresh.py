"""The form to begin with: on which day, with what, into which file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.dates import is_day
from scheduler.desk.writing.drafting import MORNING, defaults_of, existing, path_of
from scheduler.desk.writing.form import Form, open_form
from scheduler.files import WorkFolder


def fresh_form(folder: WorkFolder, visit: Visit) -> Form:
    """A form to begin with: on the day asked for, or the first one to come without a post."""
    reading, settings = visit.reading, visit.reading.settings
    assert settings is not None, "the caller saw to it"
    today = visit.today
    taken = set(reading.first_days)
    coming = (today + timedelta(days=ahead) for ahead in range(1, 400))
    free = next((day for day in coming if day not in taken), today)
    asked = visit.wanted.get("day", "")
    day = asked if is_day(asked) else f"{free}"
    entry: dict[str, Any] = {"at": f"{day} {MORNING}", "status": "draft", "card": {"template": "tip"}}
    pattern = existing(folder, visit.reading, visit.wanted["from"]) if "from" in visit.wanted else None
    file = own_file(visit, day) if visit.is_narrow else _file_for(visit, day)
    if pattern is not None:
        entry = {**pattern[0].base, "at": entry["at"], "status": "draft"}
        entry.pop("id", None)
        entry.setdefault("channels", pattern[0].values["channels"])  # the new file may have others
    elif reading.calendar.hotlines:
        entry["hotlines"] = [next(iter(reading.calendar.hotlines))]
    if visit.is_narrow:
        entry["units"] = [visit.reading.unit.id]
        for key in ("note", "in_charge"):  # of a post that others write too they are the others' own
            entry.pop(key, None)
    path = path_of(folder, file)
    data = path.read_bytes() if path is not None and path.is_file() else b""
    defaults = defaults_of(file, data)
    if "channels" not in defaults and pattern is None:
        by_itself = [
            kind.name for kind in reading.channels if not kind.sends_on
        ]  # the rest where she says so
        entry["channels"] = [name for name in by_itself if name in settings.channels] or by_itself
    if "hotlines" in defaults and pattern is None:
        entry.pop("hotlines", None)
    return open_form(file, "", entry, defaults)


def own_file(visit: Visit, day: str) -> str:
    """The file of a month's posts that are for the reader's unit alone."""
    return f"posts/{visit.reading.unit.id}-{day[:7]}.yaml"


def _file_for(visit: Visit, day: str) -> str:
    """The file of the last post before *day* in its month, or that month's own."""
    last = date.fromisoformat(day)
    for back in range(last.day):
        written = visit.reading.days.get(last - timedelta(days=back), ())
        before = [post for post, turn in written if turn.due == post.at]
        if before:
            return before[-1].place().file
    return f"posts/{day[:7]}.yaml"
