"""All that carrying needs, in one value: the folder of work, its calendar, ledger, channels and painter."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scheduler.calendar.model import Calendar, PostId
from scheduler.channels.channel import Channel, ChannelError, FailureKind, Tidies
from scheduler.channels.outlets import Outlets
from scheduler.clock import Clock
from scheduler.delivery.agenda import Agenda, Occurrence, Planned
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.approvals import is_approved
from scheduler.delivery.changes import ChangeCarrier
from scheduler.delivery.courier import Courier
from scheduler.delivery.edition import Edition, Painter
from scheduler.delivery.faults import fault_point
from scheduler.delivery.guards import Guards
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.plan import Due, LateRule, View, due, missed, unreachable
from scheduler.delivery.reasons import IN_AGAIN, SLOT_BACK, TOKEN_TAKEN_UP, TURN, Hindrance, Reason
from scheduler.delivery.records import Identity
from scheduler.delivery.reuse import reused_ids
from scheduler.delivery.states import ClaimLost, State
from scheduler.delivery.turns import Queue, SlotRule
from scheduler.delivery.witness import state_folder
from scheduler.engine.timekeeping import Timekeeper
from scheduler.files import WorkFolder
from scheduler.problems import Problem, Stop

if TYPE_CHECKING:
    from scheduler.settings import Settings

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Works:
    """What the engine works with; `close` it, or use it as a context manager.

    *calendar* gives the calendar as it reads when asked (the same value while nothing changed), and
    *painter* the gallery for one reading of it. While one of *hindrances* gives a reason nothing is carried
    (`standstill.py`); more may be added at any time. Setting *stopping* ends whatever is going on at the next
    safe point. *state* is this machine's memory, outside the folder of work.
    """

    folder: WorkFolder
    settings: Settings
    clock: Clock
    ledger: Ledger
    outlets: Outlets
    calendar: Callable[[], Calendar]
    painter: Callable[[Calendar], Painter]
    hindrances: list[Hindrance] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    state: Path = field(default_factory=state_folder)

    def __post_init__(self) -> None:
        self.late = LateRule(self.settings.late.publish_within, self.settings.late.spacing)
        self.asks_approval = self.settings.approval == "required"
        self.announcer = Announcer(self.ledger, self.outlets, self.state)
        guards = Guards(self.announcer.announce, self.hindrance, self.asks_approval)
        self.courier = Courier(
            self.ledger,
            self.outlets,
            self.edition,
            self.clock,
            self.stopping.is_set,
            self.late,
            guards,
        )
        self.changes = ChangeCarrier(
            self.ledger,
            self.outlets,
            self.edition,
            self.clock,
            self.courier.reconciler.who,
            guards,
        )
        settings = self.settings
        self.slot_rule = SlotRule(settings.closed, settings.zone, settings.late.spacing)
        self.timekeeper = Timekeeper(self.clock, self.outlets, self.ledger, settings.zone)
        self.hindrances.append(self.timekeeper.trouble)
        self.visited_in_vain: dict[str, datetime] = {}  # by page: when it could not be read
        self.blind: dict[
            str, datetime
        ] = {}  # by page: until when nothing goes out, since it was not readable
        self.compared: dict[str, datetime] = {}  # by page: when this process last compared it
        self._edition: Edition | None = None
        self._taken_in: Edition | None = None  # the last reading for which `take_in_again` has looked
        self._problems: tuple[Problem, ...] = ()
        self._waiting: list[Planned] = []
        self._until: datetime | None = None  # what was due by then is in `_waiting`, or has begun
        self._settled: set[tuple[str, str, int]] = set()
        self._missed: tuple[datetime, list[Problem]] | None = None
        self._queue: Queue | None = None
        self._passed_over: set[PostId] = set()
        self._next_slot: datetime | None = None
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

    def places(self) -> list[Channel]:
        """Every unit's channels that can be reached, opened now if they were not."""
        units = self.edition().agenda.calendar.units
        asked = (self.outlets.get(unit, name) for unit in units for name in self.outlets.names(unit))
        return [channel for channel in asked if channel is not None]

    @property
    def missing(self) -> tuple[Stop, ...]:
        """Why any unit's channel cannot be reached."""
        self.places()
        return tuple(self.outlets.missing.values())

    def edition(self) -> Edition:
        """The calendar as it reads now, with its agenda and painter; the same value while nothing changed."""
        calendar = self.calendar()
        with self._lock:
            if self._edition is None or self._edition.agenda.calendar is not calendar:
                self.outlets.renew(calendar.units)
                agenda = Agenda(calendar)
                settings = self.settings
                self._edition = Edition(
                    agenda, self.painter(calendar), settings.audiences, settings.topics, settings.zone
                )
                self._problems = (
                    *calendar.problems,
                    *unreachable(calendar),
                    *reused_ids(agenda, self.ledger, self.clock.now()),
                )
                self._start_over(agenda)
            return self._edition

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the calendar, seen together with the ledger and the settings."""
        agenda = self.edition().agenda
        birth = self.ledger.birth or self.clock.now()
        if self._missed is None or self._missed[0] != birth:
            past = {one.post.id for one in agenda.occurrences if one.due < birth}
            self._missed = birth, missed(agenda, self.ledger.begun_posts(past), birth)
        return (*self._problems, *self._missed[1])

    def begin(self, taken_over: Identity | None = None) -> None:
        """The first carrying is the ledger's birth: nothing that was due before is ever published.

        *taken_over*: what the ledger is from now on, where it was rebuilt.
        """
        if self.ledger.birth is None:
            fault_point("before-birth")
            with self.ledger.writing("loa") as book:
                book.be_born()
            self._edition = None  # what was looked at before knew no birth
            fault_point("after-birth")
            self._edition = None  # what is due this very minute counts from the birth on
        self.announcer.be(taken_over)
        fault_point("after-identity")

    def take_in_again(self) -> None:
        """Let what was left out of the calendar and is there again go on: at its time, or in a slot."""
        edition = self.edition()
        if self._taken_in is edition:
            return
        for row in self.ledger.left_out():
            planned = edition.agenda.find(row.key, row.due)
            if planned is None:
                continue
            with suppress(ClaimLost), self.ledger.writing("loa") as book:
                if planned.post.at is None:
                    book.note(row, reason=SLOT_BACK)
                else:
                    book.move(row, State.CLAIMED, reason=IN_AGAIN, owner="", attempts=0, waived="")
        self._taken_in = edition

    def take_up_mended(self) -> None:
        """Use the secrets that somebody mended: pages that waited for theirs try again at once."""
        paused = self.ledger.paused().values()
        waiting = {page.page_key for page in paused if page.kind is FailureKind.CREDENTIAL}
        mended = self.outlets.look_again(waiting)
        if mended:
            with self.ledger.writing("loa") as book:
                book.lift(FailureKind.CREDENTIAL, mended)
                for page in mended:
                    book.remark(page, TOKEN_TAKEN_UP)
            log.info("a new token is in use: %s", ", ".join(sorted(mended)))

    def due(self, now: datetime) -> list[Due]:
        """What is to be done at *now* and what waits, the oldest due time first."""
        agenda = self.edition().agenda
        waiting = self._waiting_at(agenda, now)
        begun = self.ledger.waking()
        keys = (*(planned.key for planned in waiting), *(delivery.key for delivery in begun))
        pages = {page for key in keys if (page := self.page_of(key))}
        view = View(
            birth=self.ledger.birth or now,
            waiting=waiting,
            begun=begun,
            paused=self.ledger.paused(),
            last_public=self.ledger.last_public(pages, now - self.late.spacing),
            unapproved=self.unapproved({key.post for key in keys}),
        )
        return due(agenda, view, self.late, self.page_of, now)

    def unapproved(self, posts: Collection[PostId]) -> set[PostId]:
        """Those of *posts* that nobody approved as they read now, where that is asked for."""
        if not self.asks_approval:
            return set()
        edition = self.edition()
        decisions = self.ledger.approvals(posts)
        found = (edition.agenda.post(post) for post in posts)
        return {
            post.id
            for post in found
            if post and not is_approved(decisions.get(post.id, []), edition.seen(post))
        }

    def page_of(self, key: Key) -> str | None:
        """The page that the delivery goes to; None where it cannot be reached."""
        channel = self.outlets.get(key.unit, key.channel)
        return channel.page_key if channel else None

    def is_paused(self, page_key: str) -> bool:
        """Whether nothing goes out on that page now; asked anew each time, since any failure may pause it."""
        return page_key in self.paused(self.clock.now())

    def paused(self, now: datetime) -> set[str]:
        """The pages on which nothing goes out at *now*."""
        waiting = {page.page_key for page in self.ledger.paused().values() if page.not_before > now}
        return waiting | {page for page, until in self.blind.items() if until > now}

    def open_from(self, page_key: str, instant: datetime) -> datetime:
        """When what is ready at *instant* may go out on that page: then, or once the page waits no more."""
        paused = self.ledger.paused().get(page_key)
        return max(instant, paused.not_before if paused else instant, self.blind.get(page_key, instant))

    def turns(self, now: datetime) -> list[Planned]:
        """The queued posts whose slot has come by *now*, a slot too long ago staying empty."""
        cursor = self.ledger.cursor
        if cursor is None:
            return []  # the first slot is one that comes after Loa began to look for slots
        return self.queue().turns(max(cursor, now - self.late.publish_within), now)

    def give_turns(self, now: datetime) -> None:
        """Claim the slots that have come for those whose turn it is, and move the cursor with them."""
        cursor = self.ledger.cursor
        coming = self._next_slot_after(cursor or now)
        if coming is None or (cursor is not None and coming > now):
            return
        self._queue = None  # somebody may have been published by hand since it was looked up
        given = [(planned, self.ledger.delivery(planned.key)) for planned in self.turns(now)]
        with self.ledger.writing("loa") as book:
            for planned, row in given:
                page = self.page_of(planned.key)
                if page and row is not None:  # it gave a slot back
                    book.move(
                        row,
                        State.CLAIMED,
                        reason=TURN,
                        page_key=page,
                        due_at=planned.due,
                        owner="",
                        attempts=0,
                    )
                elif page:
                    book.begin(planned.key, page, planned.due, State.CLAIMED, reason=TURN)
            book.give_until(now)
        fault_point("after-turns")
        self._queue = None

    def forget_turns(self) -> None:
        """Look up anew who waits for a slot, and which comes next."""
        self._queue = None
        self._next_slot = None

    def queue(self) -> Queue:
        """Those who wait for a slot now; one that is not approved lets the others go before it."""
        unapproved = self.unapproved({post.id for post in self.edition().agenda.queue})
        if self._queue is None or unapproved != self._passed_over:
            self._queue = self.queue_without(unapproved)
            self._passed_over = unapproved
        return self._queue

    def queue_without(self, posts: Collection[PostId] = ()) -> Queue:
        """All who wait for a slot, but for those *posts*."""
        agenda = self.edition().agenda
        keys = [Key(post.id, FIRST, *target) for post in agenda.queue for target in agenda.targets(post)]
        passed_over = {key for key in keys if key.post in posts}
        return Queue(agenda, self.slot_rule, self.ledger.begun(keys) | passed_over)

    def _next_slot_after(self, instant: datetime) -> datetime | None:
        if self._next_slot is None or self._next_slot <= instant:
            units = self.edition().agenda.calendar.units.values()
            targets = [(unit, name) for unit in units for name in self.outlets.names(unit.id)]
            self._next_slot = self.slot_rule.next_slot(targets, instant)
        return self._next_slot

    def tidy(self, now: datetime) -> None:
        """Let each channel that keeps something in order do so; a failure stays its own."""
        for channel in self.places():
            if isinstance(channel, Tidies):
                try:
                    channel.tidy(now)
                except ChannelError as error:
                    why = error.failure.why.say(self.settings.language)
                    log.warning("%s: %s %s", channel.page_key, why, error.failure.detail)
                except Exception:
                    log.exception("%s: could not be tidied", channel.page_key)

    def _start_over(self, agenda: Agenda) -> None:
        # Once for each reading of the calendar all of the past is compared; then only what comes.
        now = self.clock.now()
        born = self.ledger.birth or now
        past = agenda.between(born - timedelta(microseconds=1), now)
        self._waiting = [planned for one in past for planned in self._unsettled(agenda, one)]
        self._until = now
        self._missed = None
        self._queue = None
        self._next_slot = None

    def _unsettled(self, agenda: Agenda, occurrence: Occurrence) -> list[Planned]:
        """Its deliveries that have not begun; what has begun stays so, and is asked for once."""
        mark = occurrence.post.id, occurrence.name, hash(tuple(agenda.targets(occurrence.post)))
        if mark in self._settled:
            return []
        waiting = self.not_begun(list(agenda.unfold(occurrence)))
        if not waiting:
            self._settled.add(mark)
        return waiting

    def _waiting_at(self, agenda: Agenda, now: datetime) -> list[Planned]:
        came = agenda.between(self._until or now, now)
        self._waiting = self.not_begun(
            [*self._waiting, *(planned for one in came for planned in agenda.unfold(one))]
        )
        self._until = max(self._until or now, now)
        return self._waiting

    def not_begun(self, entries: list[Planned]) -> list[Planned]:
        """Those of *entries* that wait; a moved series does not go back behind the last date that began."""
        begun = self.ledger.begun(planned.key for planned in entries)
        waiting = [planned for planned in entries if planned.key not in begun]
        last = self.ledger.last_begun({planned.post.id for planned in waiting if planned.post.repeat})
        return [
            planned
            for planned in waiting
            if not _is_behind(planned, last.get((planned.post.id, planned.unit.id, planned.channel)))
        ]


def _is_behind(planned: Planned, last: datetime | None) -> bool:
    return last is not None and planned.due.date() <= last.astimezone(planned.due.tzinfo).date()
