"""The hotlines that a place of the office's own may show: those of its directory that are right on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendar.model import Hotline

# On that day, in their order; None: the directory was not read, and nothing is known of it.
Directory = Callable[[date], tuple[Hotline, ...] | None]


class Shown(tuple[Hotline, ...]):
    """Lines that may be shown. The numbers *held* are in the directory too, and wait for somebody's call."""

    held: frozenset[str] = frozenset()


@dataclass(slots=True)
class Lines:
    """The directory as it was read last: *found* by key, None before that.

    Where *must_be_called*, a line that nobody has called within a year is shown no more than it is posted.
    """

    must_be_called: bool = False
    found: Mapping[str, Hotline] | None = field(default=None)

    def on(self, day: date, first: Iterable[str] = ()) -> tuple[Hotline, ...] | None:
        """Those that may be shown on *day*: the keys *first*, then the others; of a number one line alone."""
        if self.found is None:
            return None
        order = [*(key for key in first if key in self.found), *self.found]
        lines = [line for key in order if not (line := self.found[key]).has_ended(day)]
        by_number: dict[str, Hotline] = {}
        for line in lines:
            if line.is_called(day) or not self.must_be_called:
                by_number.setdefault(line.number, line)
        shown = Shown(by_number.values())
        shown.held = frozenset(line.number for line in lines) - by_number.keys()
        return shown
