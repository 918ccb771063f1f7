"""Stopping everything public at once, and beginning again without a flood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from scheduler.delivery import hindrances, reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.plan import PUNCTUAL, Act
from scheduler.delivery.reason import ordered
from scheduler.engine.works import Works
from scheduler.locales import time_text
from scheduler.problems import Stop, Text


class Late(Enum):
    """What becomes of a post that missed its time because all was frozen."""

    PUBLISH = "publish"
    SKIP = "skip"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that freezing keeps, or kept, from going out; *due* is aware."""

    key: Key
    due: datetime
    planned: Planned | None
    delivery: Delivery | None

    @property
    def title(self) -> str:
        """The post's; '' where the calendar has it no more."""
        return self.planned.post.title if self.planned else ""


def freeze(works: Works, who: str, why: str) -> bool:
    """Stop everything public, in the name of *who*; False if that is so already.

    The courier reads it again in the transaction before each public call, so it holds in the middle of a
    wake-up too. What a channel's own scheduler holds is taken back by the next
    one (`Courier.follow`), and goes out at its time if that comes later.
    """
    with works.ledger.writing(who) as book:
        return book.facts.freeze(why, reason=ordered(hindrances.FROZEN, who, why))


def kept_back(works: Works) -> list[Waiting]:
    """What would go out now, or since it was frozen has missed its time, the oldest first."""
    now = works.clock.now()
    frozen = works.ledger.frozen
    found = {}
    for item in works.backlog.due(now):
        candidate = item.candidate
        if item.act in {Act.CARRY, Act.HOLD_LATE} and candidate.planned:
            waits = Waiting(candidate.key, candidate.time, candidate.planned, candidate.delivery)
            found[candidate.key] = waits
    if frozen:
        agenda = works.edition().agenda
        for row in works.ledger.deliveries(states={State.HELD}):
            is_late = row.reason is not None and row.reason.code == reasons.LATE.code
            if is_late and row.changed_at >= frozen.since:
                planned = agenda.find(row.key, row.due)
                found[row.key] = Waiting(row.key, row.due, planned, row)
        for planned in works.slots.turns(now):
            found[planned.key] = Waiting(planned.key, planned.due, planned, None)
    return sorted(found.values(), key=lambda one: one.due)


def late_ones(works: Works) -> list[Waiting]:
    """Those of `kept_back` whose time is past: about each, `thaw` must know what becomes of it.

    A queued post whose slot came meanwhile is none: it keeps its place, and takes the next slot.
    """
    now = works.clock.now()
    return [
        one
        for one in kept_back(works)
        if now - one.due > PUNCTUAL and not (one.delivery is None and one.planned and not one.planned.post.at)
    ]


def thaw(works: Works, who: str, decided: dict[Key, Late]) -> bool:
    """Let things go out again; *decided*: what becomes of each late one (not named: it stays held).

    False if nothing was frozen. All in one transaction: no late post slips out between two of its lines.
    """
    late = late_ones(works)
    zone = works.settings.zone
    with works.ledger.writing(who) as book:
        was = book.facts.thaw(reason=hindrances.THAWED)
        if was is None:
            return False
        book.facts.give_until(works.clock.now())
        blocked = hindrances.frozen_by(was.who, was.why)
        for one in late:
            choice = decided.get(one.key, Late.HOLD)
            row, planned = one.delivery, one.planned
            page = row.page_key if row else works.page_of(one.key)
            if page is None or (row is None and planned is None):
                continue
            if choice is Late.HOLD:
                due = one.due.astimezone(zone)
                state, reason = State.HELD, reasons.late(time_text(due), one.key.post, blocked)
            elif choice is Late.SKIP:
                state, reason = State.SKIPPED, ordered(reasons.SKIPPED, who, was.why)
            else:
                state, reason = State.CLAIMED, reasons.ORDERED
            if row is None:
                waived = "ordered" if choice is Late.PUBLISH else ""
                book.begin(one.key, page, one.due, state, reason=reason, waived=waived)
            elif row.state is state:
                book.note(
                    row,
                    reason=reason,
                    due_at=one.due,
                    waived="ordered" if choice is Late.PUBLISH else row.waived,
                )
            elif choice is Late.PUBLISH and row.state in {State.CLAIMED, State.PREPARED}:
                book.note(row, reason=reason, due_at=one.due, waived="ordered")
            elif choice is Late.PUBLISH:
                waive = row.reason.code if row.state is State.HELD and row.reason else "ordered"
                book.move(row, state, reason=reason, due_at=one.due, waived=waive, owner="", next_try_at=None)
            else:
                book.move(row, state, reason=reason, next_try_at=None)
    return True


def check_not_frozen(works: Works) -> None:
    """Let a ledger that is not frozen pass.

    Raises:
        Stop: it is; says who froze it, and why.
    """
    frozen = works.ledger.frozen
    if frozen:
        since = time_text(frozen.since.astimezone(works.settings.zone))
        raise Stop(FROZEN, who=frozen.who, since=since, why=frozen.why)


FROZEN = Text(
    "Mọi việc đăng đang tạm dừng: {who}, từ {since}, vì: {why}. Khi đăng lại được, chạy: loa thaw",
    "Everything is stopped: by {who}, since {since}: {why}. When posts may go out again: loa thaw",
)
