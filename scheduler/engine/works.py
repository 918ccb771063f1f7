"""All that carrying needs, in one value: the folder of work, its calendar, ledger, channels and painter."""

from __future__ import annotations

import logging
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self

from scheduler.calendar.model import Calendar, ChannelName
from scheduler.channels.channel import Channel, ChannelError, Tidies
from scheduler.clock import Clock
from scheduler.delivery.courier import Courier
from scheduler.delivery.edition import Edition, Painter
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.plan import Agenda, Due, LateRule, Planned, View, due, missed, unreachable
from scheduler.delivery.reuse import reused_ids
from scheduler.files import WorkFolder
from scheduler.problems import Problem, Stop

if TYPE_CHECKING:
    from scheduler.settings import Settings

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Works:
    """What the engine works with; `close` it, or use it as a context manager.

    *calendar* gives the calendar as it reads when asked (the same value while nothing changed), and
    *painter* the gallery for one reading of it. *missing* says why a channel of the settings cannot be
    reached. Setting *stopping* ends whatever is going on at the next safe point.
    """

    folder: WorkFolder
    settings: Settings
    clock: Clock
    ledger: Ledger
    channels: Mapping[ChannelName, Channel]
    calendar: Callable[[], Calendar]
    painter: Callable[[Calendar], Painter]
    missing: tuple[Stop, ...] = ()
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.late = LateRule(self.settings.late.publish_within, self.settings.late.spacing)
        self.pages = {name: channel.page_key for name, channel in self.channels.items()}
        self.courier = Courier(self.ledger, self.channels, self.edition, self.clock, self.stopping.is_set)
        self._edition: Edition | None = None
        self._problems: tuple[Problem, ...] = ()
        self._waiting: list[Planned] = []
        self._place = 0  # in the agenda: what comes before it is in `_waiting`, or has begun
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    @property
    def configured(self) -> tuple[ChannelName, ...]:
        """The channels that the settings name, reachable or not."""
        return tuple(
            ChannelName(name) for name in ("facebook", "website") if getattr(self.settings, name) is not None
        )

    def edition(self) -> Edition:
        """The calendar as it reads now, with its agenda and painter; the same value while nothing changed."""
        calendar = self.calendar()
        with self._lock:
            if self._edition is None or self._edition.agenda.calendar is not calendar:
                agenda = Agenda(calendar, self.channels.keys())
                settings = self.settings
                self._edition = Edition(agenda, self.painter(calendar), settings.audiences, settings.topics)
                self._problems = (
                    *calendar.problems,
                    *unreachable(calendar, self.configured),
                    *reused_ids(agenda, self.ledger, self.clock.now()),
                )
                self._start_over(agenda)
            return self._edition

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the calendar, seen together with the ledger and the settings."""
        agenda = self.edition().agenda
        return (*self._problems, *self._missed(agenda))

    def begin(self) -> None:
        """The first carrying is the ledger's birth: nothing that was due before is ever published."""
        if self.ledger.birth is None:
            with self.ledger.writing("loa") as book:
                book.be_born()

    def due(self, now: datetime) -> list[Due]:
        """What is to be done at *now* and what waits, the oldest due time first."""
        agenda = self.edition().agenda
        view = View(
            birth=self.ledger.birth or now,
            waiting=self._waiting_at(agenda, now),
            begun=self.ledger.waking(),
            paused=self.ledger.paused(),
            last_public={
                page: last
                for page in self.pages.values()
                if (last := self.ledger.last_public(page)) is not None
            },
        )
        return due(agenda, view, self.late, self.pages, now)

    def tidy(self, now: datetime) -> None:
        """Let each channel that keeps something in order do so; a failure stays its own."""
        for channel in self.channels.values():
            if isinstance(channel, Tidies):
                try:
                    channel.tidy(now)
                except ChannelError as error:
                    why = error.failure.why.say(self.settings.language)
                    log.warning("%s: %s %s", channel.page_key, why, error.failure.detail)
                except Exception:
                    log.exception("%s: could not be tidied", channel.page_key)

    def _missed(self, agenda: Agenda) -> list[Problem]:
        birth = self.ledger.birth or self.clock.now()
        past = [entry.key for entry in agenda.entries[: agenda.place_after(birth)]]
        return missed(agenda, self.ledger.begun(past), birth)

    def _start_over(self, agenda: Agenda) -> None:
        # Once for each reading of the calendar all of the past is compared; then only what comes.
        begun = self.ledger.keys()
        now = self.clock.now()
        born = self.ledger.birth or now
        self._place = agenda.place_after(now)
        start = bisect_left(agenda.entries, born, key=lambda planned: planned.due)
        self._waiting = [
            planned for planned in agenda.entries[start : self._place] if planned.key not in begun
        ]

    def _waiting_at(self, agenda: Agenda, now: datetime) -> list[Planned]:
        place = max(self._place, agenda.place_after(now))
        candidates = self._waiting + agenda.entries[self._place : place]
        begun = self.ledger.begun(planned.key for planned in candidates)
        self._waiting = [planned for planned in candidates if planned.key not in begun]
        self._place = place
        return self._waiting
