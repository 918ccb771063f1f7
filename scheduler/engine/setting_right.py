"""What a clock that was ahead had put down is taken back, once the clock is right: as if it had not been."""

from __future__ import annotations

import logging
from datetime import datetime

from scheduler.channels.hearing import TOLERANCE
from scheduler.delivery.hindrances import CLOCK_RIGHT
from scheduler.delivery.ledger import ClaimLost, Delivery, State
from scheduler.delivery.reasons import LATE, SLOT_BACK, WAS_WRONG
from scheduler.engine.works import Works

log = logging.getLogger(__name__)

_GIVEN = {State.CLAIMED, State.PREPARED, State.RETRY, State.HELD}  # a slot, and surely not public


def is_to_be_set_right(works: Works, now: datetime) -> bool:
    """Whether the ledger has anything that was put down at a time after *now* (aware), the right one."""
    ledger = works.ledger
    closed = [page.since for page in ledger.paused().values()]
    found = (ledger.last_written(), ledger.cursor, ledger.birth, *closed)
    return any(one is not None and one - now > TOLERANCE for one in found)


def set_right(works: Works, who: str = "loa") -> list[Delivery]:
    """Take back, in the name of *who*, what was put down at times that have not come; gives what goes on.

    The caller knows that the clock is right now. Posts held as late go on at their own times, or by the late
    rule as it is now; slots go back to the queue, and its cursor to the last line that was written in time;
    nothing waits for a time that a wrong clock named.
    """
    now = works.clock.now()
    limit = now + TOLERANCE
    ledger = works.ledger
    agenda = works.edition().agenda
    queued = {post.id for post in (*agenda.queue, *agenda.pool)}
    cursor, last = ledger.cursor, ledger.last_in_time(now)
    rows = [row for row in ledger.deliveries(states=_GIVEN) if row.changed_at > limit]
    moved = []
    with ledger.writing(who) as book:
        book.facts.be_born_by(now)
        book.facts.wait_no_longer(limit)
        if cursor is not None and cursor > limit:
            book.facts.give_until(last or now)
        for row in rows:
            is_late = row.state is State.HELD and row.reason is not None and row.reason.code == LATE.code
            try:
                if row.key.post in queued and row.due > now and (is_late or row.state is not State.HELD):
                    moved.append(book.move(row, State.SKIPPED, reason=SLOT_BACK, next_try_at=None))
                elif is_late:
                    moved.append(book.move(row, State.CLAIMED, reason=WAS_WRONG, owner="", next_try_at=None))
            except ClaimLost:
                continue  # somebody decided about it in this very moment
        book.remark("", CLOCK_RIGHT)
    works.slots.forget()
    for row in moved:
        log.warning("%s: %s", row.key, (row.reason or WAS_WRONG).words(works.settings.language))
    return moved
