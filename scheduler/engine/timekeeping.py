"""Whether this machine's clock may be trusted: held against what others say, and against the ledger's lines.

The word of a channel that proves the time (Facebook), or the website's, goes before everything. Where they
are silent, nothing is carried by a clock that jumped, or since the start. An office without such a channel
whose website cannot be asked either goes by its clock as long as that is not behind what the ledger was
written at.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.channels.hearing import TOLERANCE, Doubtful, ask_time
from scheduler.channels.outlets import Outlets
from scheduler.clock import Clock
from scheduler.delivery.hindrances import (
    CLOCK_AHEAD,
    CLOCK_BEHIND,
    CLOCK_DOUBTFUL,
    CLOCK_SLOW,
    CLOCK_UNPROVED,
)
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.locales import time_text
from scheduler.problems import Text

_AGAIN, _SELDOM = 30.0, 900.0  # seconds between two questions to whoever did not answer


class Timekeeper:
    """Holds the clock against the others'; asks for the time only when nobody's answer told it lately."""

    def __init__(self, clock: Clock, outlets: Outlets, ledger: Ledger, zone: ZoneInfo) -> None:
        self._clock = clock
        self._outlets = outlets
        self._ledger = ledger
        self._zone = zone
        self._has_listened = False
        self._asked: float | None = None  # in vain, by the monotonic clock
        self._is_doubtful = False

    def listen(self) -> None:
        """Ask for the time if it is not known, or was not heard for long: before anything is carried.

        Takes 30 s at the very most, and asks nobody twice within half a minute.
        """
        self._has_listened = True
        hearing = self._outlets.hearing
        if not hearing.is_old:
            self._asked, self._is_doubtful = None, False
            return
        at = self._clock.monotonic()
        sure, spare = self._outlets.sure_clocks, self._outlets.spare_clock
        again = _AGAIN if sure and hearing.apart is None else _SELDOM
        if self._asked is not None and 0 <= at - self._asked < again:
            return
        self._asked, self._is_doubtful = at, False
        for address in (*sure[:1], *([spare] if spare else [])):
            try:
                if ask_time(address, hearing):
                    self._asked, self._is_doubtful = None, False
                    return
            except Doubtful:  # a website's own certificate does run out
                self._is_doubtful = self._is_doubtful or address in sure

    @property
    def is_proved(self) -> bool:
        """Whether the clock is right by somebody else's word, as far as it is known now."""
        apart = self._outlets.hearing.apart
        return apart is not None and abs(apart) <= TOLERANCE

    def trouble(self) -> Reason | None:
        """Why nothing may be carried by this clock, as far as it is known; None: nothing is against it."""
        apart = self._outlets.hearing.apart
        if apart is not None and abs(apart) <= TOLERANCE:
            return None
        now = self._clock.now()
        shown = time_text(now.astimezone(self._zone))
        if apart is not None:
            reason = CLOCK_AHEAD if apart > timedelta(0) else CLOCK_SLOW
            return reason.filled(by=span(abs(apart)), now=shown)
        if self._is_doubtful:
            return CLOCK_DOUBTFUL.filled(now=shown, channel=self._outlets.sure_source)
        if self._has_listened and self._outlets.sure_clocks:
            return CLOCK_UNPROVED.filled(channel=self._outlets.sure_source)
        last = self._ledger.last_written()
        if last is not None and last - now > TOLERANCE:
            return CLOCK_BEHIND.filled(now=shown, last=time_text(last.astimezone(self._zone)))
        return None

    @property
    def next_question(self) -> datetime | None:
        """When the time is asked for again, where nothing goes on without it (aware); None: it is known."""
        if self._outlets.hearing.apart is not None or not self._outlets.sure_clocks:
            return None
        return self._clock.now() + timedelta(seconds=_AGAIN)


def span(length: timedelta) -> Text:
    """A length of time in words, in its largest unit: 366 ngày; 366 days."""
    for unit, vi, en in (
        (timedelta(days=2), "ngày", "days"),
        (timedelta(hours=2), "giờ", "hours"),
    ):
        if length >= unit:
            number = round(length / (unit / 2))
            return Text(f"{number} {vi}", f"{number} {en}")
    minutes = max(1, round(length / timedelta(minutes=1)))
    return Text(f"{minutes} phút", f"{minutes} minute{'' if minutes == 1 else 's'}")
