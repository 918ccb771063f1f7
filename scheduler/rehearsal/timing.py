"""The practice world's time, as its server keeps it: standing still until stepped, or running."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scheduler.clock import Clock, SystemClock, check_aware


class RunningTime(Exception):  # noqa: N818 - not an error of the program: the caller must wait instead
    """The time runs by itself here and cannot be stepped."""


class PracticeTime:
    """Stepped time stands still between steps; real time runs, ahead of the machine's if it was ahead.

    Neither ever goes back. *keep* is told of each step before it counts.
    """

    def __init__(
        self,
        at: datetime,
        *,
        real: bool,
        keep: Callable[[datetime], None],
        machine: Clock | None = None,
    ) -> None:
        self.real = real
        self._at = check_aware(at).astimezone(UTC)
        self._keep = keep
        self._machine = machine or SystemClock()
        self._ahead = max(timedelta(0), self._at - self._machine.now())

    def now(self) -> datetime:
        """The present instant of the practice world, aware, in UTC."""
        if self.real:
            self._at = max(self._at, self._machine.now() + self._ahead)
        return self._at

    def advance_to(self, instant: datetime) -> datetime:
        """Step to *instant* (aware); one that has passed already changes nothing. Gives the present.

        Raises:
            RunningTime: the time is real here.
            OSError: the step could not be kept.
        """
        if self.real:
            raise RunningTime
        instant = check_aware(instant).astimezone(UTC)
        if instant > self._at:
            self._keep(instant)
            self._at = instant
        return self._at
