"""Time, for the whole program: nobody else asks the machine what time it is.

The rehearsal's clock stands still while work is in hand and steps to the next due time (its client is
in `scheduler.rehearsal`), so a month can be rehearsed in seconds and tests never sleep.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from some instant on, which nobody sets; on some machines they stop while it sleeps."""
        ...

    def wait(self, seconds: float) -> None:
        """Let *seconds* pass."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """The machine's own, which goes on whatever its clock is set to."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Sleep for *seconds*."""
        time.sleep(max(0.0, seconds))


class FixedClock:
    """A clock that only moves when told to: for tests, forecasts and dry runs."""

    def __init__(self, instant: datetime) -> None:
        check_aware(instant)
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def monotonic(self) -> float:
        """It passes as the instant does: whoever moved it let time pass."""
        return self.instant.timestamp()

    def wait(self, seconds: float) -> None:
        """Move ahead by *seconds* at once."""
        self.instant += timedelta(seconds=seconds)


class _Office:
    zone: tzinfo | None = None  # None: the machine's own, until the settings are known


def keep_time_of(zone: tzinfo) -> None:
    """From now on whatever a person reads of this program is told in *zone*, the settings'."""
    _Office.zone = zone


def as_read(instant: datetime) -> datetime:
    """*instant* (aware) in the zone in which people read it."""
    return check_aware(instant).astimezone(_Office.zone)


def check_aware(instant: datetime) -> datetime:
    """Give *instant* back.

    Raises:
        ValueError: it has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone: {instant!r}")
    return instant
