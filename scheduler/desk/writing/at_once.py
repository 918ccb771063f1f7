"""Whether a post that is put back would go out in that very moment: nobody who goes back means that."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from scheduler.calendar.directory import Directory
from scheduler.calendar.file import read_part
from scheduler.calendar.slots import occurrences
from scheduler.delivery.states import BEFORE_SENDING
from scheduler.desk.live.visit import Visit


def goes_at_once(visit: Visit, file: str, data: bytes, post: str, since: datetime | None = None) -> bool:
    """Whether *post*, as *data* (the content of *file*) has it, has a date that has come and is still to go
    out; dates up to *since* (aware), where that is earlier than what may still be late, count too."""
    settings, calendar = visit.reading.settings, visit.reading.calendar
    if settings is None:
        return True
    part = read_part(file, data, settings, Directory(calendar.hotlines, units=calendar.units))
    found = next((one for one in (*part.posts, *part.faulty) if one.id == post), None)
    if found is None or found.status == "draft" or found.evergreen:
        return False
    start = visit.now - settings.late.publish_within
    start = min(start, since) if since else start
    states = visit.ledger.states_of(found.id)
    waiting = {name for name, state in states if state in BEFORE_SENDING}
    done = {name for name, _ in states} - waiting
    come = takewhile(lambda one: one[1] <= visit.now, occurrences(found))
    return any(due > start and name not in done for name, due in come)
