"""How the rounds go: when the last one went well, and how many in a row did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.engine.standstill import Standstill

QUIET = timedelta(minutes=5)  # without a good round, before it counts as stuck; one may take some minutes


@dataclass(slots=True)
class Pulse:
    """Written by the rounds alone; each field is replaced at once, so anyone may read it at any time."""

    begun: datetime
    last_good: datetime | None = None
    rounds: int = 0
    failures: int = 0  # in a row
    published: int = 0
    standstill: Standstill | None = None  # why nothing could be carried in the last round

    def good(self, now: datetime, published: int) -> None:
        """A round went well, and so many deliveries became public in it."""
        self.last_good, self.failures = now, 0
        self.rounds += 1
        self.published += published

    def bad(self) -> None:
        """A round failed."""
        self.failures += 1

    def is_well(self, now: datetime) -> bool:
        """Whether a round went well lately."""
        return now - (self.last_good or self.begun) < QUIET
