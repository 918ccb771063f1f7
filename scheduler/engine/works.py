"""All that carrying needs, in one value: the folder of work, its calendar, ledger, channels and painter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scheduler.calendar.model import Calendar, PostId
from scheduler.channels.channel import Channel, FailureKind
from scheduler.channels.outlets import Outlets
from scheduler.clock import Clock
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.approvals import is_approved
from scheduler.delivery.changes import ChangeCarrier
from scheduler.delivery.core import Core
from scheduler.delivery.courier import Courier
from scheduler.delivery.decisions import patience_for
from scheduler.delivery.edition import Edition
from scheduler.delivery.faults import fault_point
from scheduler.delivery.guard import Guard
from scheduler.delivery.hindrances import LOST
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.plan import LateRule, missed, unreachable
from scheduler.delivery.reason import Hindrance, Reason
from scheduler.delivery.records import Identity, PausedPage
from scheduler.delivery.reuse import reused_ids
from scheduler.delivery.witness import state_folder
from scheduler.engine.backlog import Backlog
from scheduler.engine.leasing import Leasing
from scheduler.engine.pinging import Pinger
from scheduler.engine.slot_queue import SlotQueue
from scheduler.engine.timekeeping import Timekeeper
from scheduler.files import WorkFolder
from scheduler.problems import Problem, Stop

if TYPE_CHECKING:
    from scheduler.cards.gallery import Gallery
    from scheduler.settings.model import Settings


@dataclass(eq=False)
class Works:
    """What the engine works with; `close` it, or use it as a context manager.

    *calendar* gives the calendar as it reads when asked (the same value while nothing changed), and
    *painter* the gallery for one reading of it. While one of *hindrances* gives a reason nothing is carried
    (`standstill.py`); more may be added at any time. Setting *stopping* ends whatever is going on at the next
    safe point. *state* is this machine's memory, outside the folder of work; *leasing* are this process's
    leases where many machines share the ledger.
    """

    folder: WorkFolder
    settings: Settings
    clock: Clock
    ledger: Ledger
    outlets: Outlets
    calendar: Callable[[], Calendar]
    painter: Callable[[Calendar], Gallery]
    hindrances: list[Hindrance] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    state: Path = field(default_factory=state_folder)
    leasing: Leasing | None = None
    hands: int = 1  # pages that are carried at once, where leases keep others from them

    def __post_init__(self) -> None:
        self.late = LateRule(self.settings.late.publish_within, self.settings.late.spacing)
        self.asks_approval = self.settings.approval == "required"
        self.announcer = Announcer(self.ledger, self.outlets, self.state)
        guard = Guard(self.announcer.announce, self.hindrance, self.asks_approval)
        patience = patience_for(self.late.publish_within)
        core = Core(self.ledger, self.outlets, self.edition, self.clock, guard, patience)
        self.courier = Courier(core, self.stopping.is_set)
        self.changes = ChangeCarrier(core)
        self.backlog = Backlog(self)
        self.slots = SlotQueue(self)
        self.timekeeper = Timekeeper(self.clock, self.outlets, self.ledger, self.settings.zone)
        self.hindrances += [self.timekeeper.trouble, self._lost]
        self.pinger = Pinger()
        # Of each page, by its key: when it could not be visited, and when this process last compared it.
        self.visited_in_vain: dict[str, datetime] = {}
        self.compared: dict[str, datetime] = {}
        self.unmeasured: dict[str, datetime] = {}  # of each page, until when it is asked for no figures
        self._edition: Edition | None = None
        self._problems: tuple[Edition, datetime, tuple[Problem, ...]] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def hindrance(self) -> Reason | None:
        """Why nothing may be carried just now."""
        return next((reason for ask in self.hindrances if (reason := ask()) is not None), None)

    def _lost(self) -> Reason | None:
        """What this thread has in hand is another program's by now."""
        return LOST if self.leasing is not None and self.leasing.has_lost() else None

    @contextmanager
    def having(self, page_key: str) -> Iterator[bool]:
        """Whether that page is this program's alone, till the end; on one machine it always is."""
        if self.leasing is None:
            yield True
            return
        with self.leasing.taking(page_key) as is_taken:
            yield is_taken

    def places(self) -> list[Channel]:
        """Every unit's channels that can be reached, opened now if they were not."""
        units = self.edition().agenda.calendar.units
        asked = (self.outlets.get(unit, name) for unit in units for name in self.outlets.names(unit))
        return [channel for channel in asked if channel is not None]

    def unreached(self) -> tuple[Stop, ...]:
        """Why any unit's channel cannot be reached; all are opened now if they were not."""
        self.places()
        return tuple(self.outlets.missing.values())

    def edition(self) -> Edition:
        """The calendar as it reads now, with its agenda and painter; the same value while nothing changed."""
        calendar = self.calendar()
        with self._lock:
            if self._edition is None or self._edition.agenda.calendar is not calendar:
                self.outlets.renew(calendar.units, calendar.hotlines)
                settings = self.settings
                self._edition = Edition(
                    Agenda(calendar),
                    self.painter(calendar),
                    settings.audiences,
                    settings.topics,
                    settings.zone,
                    settings.checks,
                )
                if self.leasing is not None:
                    self.leasing.reads(self._edition.reading())
            return self._edition

    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the calendar, seen together with the ledger and the settings."""
        edition = self.edition()
        now = self.clock.now()
        birth = self.ledger.birth or now
        known = self._problems
        if known is None or known[0] is not edition or known[1] != birth:
            known = self._problems = edition, birth, self._problems_of(edition.agenda, birth, now)
        return known[2]

    def _problems_of(self, agenda: Agenda, birth: datetime, now: datetime) -> tuple[Problem, ...]:
        past = {one.post.id for one in agenda.occurrences if one.due < birth}
        return (
            *agenda.calendar.problems,
            *unreachable(agenda.calendar),
            *reused_ids(agenda, self.ledger, now),
            *missed(agenda, self.ledger.history.begun_posts(past), birth),
        )

    def begin(self, taken_over: Identity | None = None) -> None:
        """The first carrying is the ledger's birth: nothing that was due before is ever published.

        *taken_over*: what the ledger is from now on, where it was rebuilt.
        """
        if self.ledger.birth is None:
            fault_point("before-birth")
            with self.ledger.writing("loa") as book:
                book.facts.be_born()
            fault_point("after-birth")
            self._edition = None  # what is due this very minute counts from the birth on
        self.announcer.be(taken_over)
        fault_point("after-identity")

    def unapproved(self, posts: Collection[PostId]) -> set[PostId]:
        """Those of *posts* that nobody approved as they read now, where that is asked for: always of a
        statement."""
        edition = self.edition()
        found = [post for post in map(edition.agenda.post, posts) if post]
        asked = [post for post in found if self.asks_approval or post.is_statement]
        if not asked:
            return set()
        decisions = self.ledger.approvals([post.id for post in asked])
        return {post.id for post in asked if not is_approved(decisions.get(post.id, []), edition.seen(post))}

    def page_of(self, key: Key) -> str | None:
        """The page that the delivery goes to; None where it cannot be reached."""
        channel = self.outlets.get(key.unit, key.channel)
        return channel.page_key if channel else None

    def is_paused(self, page_key: str) -> bool:
        """Whether nothing goes out on that page now; asked anew each time, since any failure may pause it."""
        return page_key in self.paused(self.clock.now())

    def paused(self, now: datetime, *, for_changes: bool = False) -> set[str]:
        """The pages on which nothing goes out at *now*; or *for_changes*: nothing is changed or taken down,
        as it can be on one that merely could not be read."""
        return {page.page_key for page in self._closed(for_changes) if page.not_before > now}

    def open_from(self, page_key: str, instant: datetime, *, for_changes: bool = False) -> datetime:
        """When what is ready at *instant* may go out on that page: then, or once the page waits no more."""
        until = (page.not_before for page in self._closed(for_changes) if page.page_key == page_key)
        return max((instant, *until))

    def _closed(self, for_changes: bool) -> Iterator[PausedPage]:
        for page in self.ledger.paused().values():
            if not (for_changes and page.kind is FailureKind.DOUBTFUL):
                yield page
