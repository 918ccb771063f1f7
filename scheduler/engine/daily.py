"""What is done once a day: the ledger is looked over and copied, the trash loses what lay there for 30 days,
and each page's access is asked after."""

from __future__ import annotations

import logging
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from scheduler.calendar.trash import Trash
from scheduler.channels.channel import Ages, Channel, ChannelError, Checkup, Ending, FailureKind, Health
from scheduler.delivery.backup import back_up, is_backed_up
from scheduler.delivery.hindrances import ACCESS, TOKEN_TAKEN_UP
from scheduler.delivery.reason import Reason, of_failure
from scheduler.engine.stranded import STRANDED, where_stranded, why_stranded
from scheduler.engine.works import Works
from scheduler.locales import day_text
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

WARNED = (14, 7, 3, 1)  # days before an end
_AGAIN = timedelta(hours=1)  # until a page that did not answer is asked again


class Daily:
    """The work of a day; `run` may be called as often as one likes."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._kept_on: date | None = None
        self._asked_on: date | None = None
        self._ask_at: datetime | None = None

    def run(self) -> None:
        """Do what today still asks for; nothing by a clock that is wrong, which would find all tokens ended.

        Raises:
            Stop: the ledger is damaged; nothing may go on with it.
        """
        if self._works.timekeeper.trouble() is not None:
            return
        now = self._works.clock.now()
        today = now.astimezone(self._works.settings.zone).date()
        if self._kept_on != today:
            if not is_backed_up(self._works.ledger.where, today):
                self._works.ledger.look_over()
                self._back_up(today)
            Trash(self._works.folder.var / "trash").tidy(now)
            self._kept_on = today
        if self._asked_on != today and (self._ask_at is None or now >= self._ask_at):
            if watch_access(self._works, now):
                self._asked_on = today
            self._ask_at = now + _AGAIN

    def _back_up(self, today: date) -> None:
        where = self._works.ledger.where
        assert isinstance(where, Path), "what lies on a server is backed up there"
        try:
            back_up(where, today)
        except Stop as stop:
            self._works.ledger.remark(Reason("ledger-not-copied", stop.words))


def watch_access(works: Works, now: datetime) -> bool:
    """Remark in the ledger what ends soon and what is wrong, each once; gives whether every page told.

    Once every page has told, nobody is asked again on that day, whoever starts the program anew.
    """
    asked = f"{ACCESS}asked/{now.astimezone(works.settings.zone):%Y-%m-%d}"
    said: dict[str, list[str]] = {}
    for event in works.ledger.remarks(ACCESS):
        said.setdefault(event.page_key, []).append(event.reason.code)
    if asked in said.get("", ()):
        return True
    for row in where_stranded(works):
        reason = replace(why_stranded(works, row), code=f"{ACCESS}{STRANDED.code}/{row.id}")
        if reason.code not in said.get("", ()):
            works.ledger.remark(reason)
    paused = works.ledger.paused()
    all_told = True
    for channel in works.places():
        if works.stopping.is_set():
            continue
        if isinstance(channel, Ages):
            _remark(works, channel, _endings(channel, channel.endings(), said.get(channel.page_key, []), now))
        if not isinstance(channel, Health):
            continue
        try:
            checkup = channel.checkup()
        except ChannelError as error:
            if error.failure.kind is not FailureKind.CREDENTIAL:
                log.info("%s: its access could not be looked at: %s", channel.page_key, error.failure.code)
                all_told = False
                continue
            checkup = Checkup(faults=(error.failure,))
        page = paused.get(channel.page_key)
        is_known = page is not None and page.kind is FailureKind.CREDENTIAL  # told when it was paused
        reasons = _remarks(channel, checkup, said.get(channel.page_key, []), now, is_known=is_known)
        _remark(works, channel, reasons)
    if all_told:
        works.ledger.remark(Reason(asked))
    return all_told


def lost_access(works: Works) -> frozenset[str]:
    """The pages of which it was remarked that their access is lost, and not yet that it is well again."""
    last = {
        event.page_key: event.reason.code
        for event in works.ledger.remarks(ACCESS)
        if event.reason.code.startswith((_FAULT, _FINE))
    }
    return frozenset(page for page, code in last.items() if code != _FINE)


def _remark(works: Works, channel: Channel, reasons: Iterable[Reason]) -> None:
    for reason in reasons:
        works.ledger.remark(reason, channel.page_key)


def _endings(
    channel: Channel, endings: Iterable[Ending], said: Collection[str], now: datetime
) -> Iterator[Reason]:
    for ending in endings:
        reason = _ending(channel, ending, now)
        if reason and reason.code not in said:
            yield reason


def _remarks(
    channel: Channel, checkup: Checkup, said: list[str], now: datetime, *, is_known: bool
) -> Iterator[Reason]:
    yield from _endings(channel, checkup.endings, said, now)
    standing = next((code for code in reversed(said) if code.startswith((_FAULT, _FINE))), _FINE)
    if not checkup.faults:
        if standing != _FINE:
            yield Reason(_FINE, _WELL.filled(place=channel.describe()))
        return
    failure = of_failure(checkup.faults[0])
    code = f"{_FAULT}{failure.code}"
    if code != standing and not is_known:
        yield Reason(code, _WRONG.filled(place=channel.describe(), why=failure.why), failure.todo)


def _ending(channel: Channel, ending: Ending, now: datetime) -> Reason | None:
    days = math.ceil((ending.at - now) / timedelta(days=1))
    near = [
        number
        for number in (ending.early, *(each for each in WARNED if each < ending.early), 0)
        if days <= number
    ]
    if not near:
        return None
    said = _ENDS if days > 0 else _ENDED
    why = said.filled(what=ending.what, place=channel.describe(), days=days, day=day_text(ending.at))
    return Reason(f"{ACCESS}{ending.code}/{ending.at:%Y-%m-%d}/{near[-1]}", why, ending.todo)


_FAULT, _FINE = f"{ACCESS}fault/", TOKEN_TAKEN_UP.code
_ENDS = Text(
    "{what} của {place} còn {days} ngày nữa là hết hạn ({day})",
    "{what} of {place} ends in {days} days ({day})",
)
_ENDED = Text("{what} của {place} đã hết hạn ({day})", "{what} of {place} has ended ({day})")
_WRONG = Text("{place}: {why}", "{place}: {why}")
_WELL = Text("{place}: mã truy cập dùng được trở lại", "{place}: the token works again")
