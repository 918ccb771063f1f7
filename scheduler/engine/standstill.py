"""A standstill: why nothing may be carried just now. Asked before each wake-up, order and public call.

While one stands nothing is published, held as late, given a slot, edited or tidied; what a person orders to
be taken down is taken down all the same. It is over as soon as no hindrance is given any more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from scheduler.calendar.watching import Unread, Watch
from scheduler.delivery.hindrances import (
    CALENDAR_CHANGING,
    CALENDAR_NOT_READ,
    OVER,
    SETTINGS_CHANGED,
    SETTINGS_WRONG,
    STANDSTILL,
    UNUSABLE,
    WATCH_ENDED,
)
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Hindrance, Reason
from scheduler.engine.works import Works
from scheduler.locales import time_text
from scheduler.problems import Stop, Text
from scheduler.settings.model import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standstill:
    """Nothing may be carried for *reason*, *since* then (aware).

    One that asks nothing of a person (a file that was saved this moment) passes by itself: it is told to
    nobody, and is not in the ledger.
    """

    reason: Reason
    since: datetime

    @property
    def is_told(self) -> bool:
        """Whether somebody must do something about it."""
        return bool(self.reason.todo.vi)


def standstill(works: Works) -> Standstill | None:
    """What stands now, if anything; who carries asks it. That it began or is over is noted once.

    Raises:
        SQLAlchemyError: the ledger cannot be read or written.
    """
    reason = works.hindrance() or _unusable(works)
    noted = recorded(works.ledger)
    if reason is None:
        if noted is not None:
            works.ledger.remark(OVER)
            log.warning("%s", OVER.why.say(works.settings.language))  # who saw it begin sees it end
        return None
    now = Standstill(reason, works.clock.now())
    if not now.is_told:
        return now
    if noted is None or noted.reason.code != reason.code:
        works.ledger.remark(replace(reason, code=STANDSTILL + reason.code))
        log.warning("%s", reason.words(works.settings.language))
        return now
    return Standstill(reason, noted.since)


def _unusable(works: Works) -> Reason | None:
    """Whether no agenda can be made of the calendar, for whatever reason."""
    try:
        works.edition()
    except SQLAlchemyError:
        raise  # that is the ledger's fault, and told as such
    except Exception as error:
        log.debug("the calendar cannot be used", exc_info=True)
        return replace(UNUSABLE, detail=type(error).__name__)
    return None


def recorded(ledger: Ledger) -> Standstill | None:
    """What whoever carries noted last, if it still stands: for those who only look."""
    line = ledger.last_standstill()
    if line is None or line.reason.code == OVER.code:
        return None
    return Standstill(replace(line.reason, code=line.reason.code.removeprefix(STANDSTILL)), line.at)


def said(standing: Standstill, zone: ZoneInfo | None) -> Text:
    """Since when it stands (in *zone*; None: this machine's), and why; what to do is `reason.todo`."""
    return STANDS.filled(since=time_text(standing.since.astimezone(zone)), why=standing.reason.why)


def of_watch(watch: Watch, begun_with: Settings) -> Hindrance:
    """Whether what *watch* holds is what a new process would read; *begun_with* are the settings in use."""

    def hindrance() -> Reason | None:
        unread = watch.unread()
        if unread is not None:
            return _UNREAD[unread]
        return SETTINGS_CHANGED if watch.settings != begun_with else None

    return hindrance


def check_not_standing(works: Works) -> None:
    """Let pass while nothing stands against carrying.

    Raises:
        Stop: something does; says what.
    """
    reason = works.hindrance()
    if reason is not None:
        raise Stop(_NOT_NOW.filled(why=reason.why, todo=reason.todo))


_UNREAD = {
    Unread.MOMENT: CALENDAR_CHANGING,
    Unread.LONG: CALENDAR_NOT_READ,
    Unread.FAILED: UNUSABLE,
    Unread.SETTINGS: SETTINGS_WRONG,
    Unread.ENDED: WATCH_ENDED,
}
STANDS = Text(
    "Loa tạm ngừng đăng mọi bài từ {since}: {why}",
    "Loa has stopped publishing everything since {since}: {why}",
)
_NOT_NOW = Text("Chưa đăng được gì: {why}. {todo}", "Nothing goes out now: {why}. {todo}")
