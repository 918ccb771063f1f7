"""What a wake-up does with what is public already: changes that were asked for, and a visit to each page."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from scheduler.channels.channel import Channel, ChannelError, Shows
from scheduler.delivery.change_reasons import TAKEN_DOWN
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.ledger import ClaimLost, Delivery
from scheduler.engine.selection import ALL, Selection
from scheduler.engine.works import Works

log = logging.getLogger(__name__)

VISITS = timedelta(days=1)  # between two
_FAR_BACK = timedelta(days=30)  # what is older is found missing only when it is to be changed
_AGAIN = timedelta(hours=1)  # after a visit on which the page could not be read
_SETTLED = timedelta(hours=1)  # younger ones may not be on the page's edges yet


def follow(works: Works, only: Selection = ALL) -> list[FollowUp]:
    """Carry out what is to be done with what is public, as far as its time has come."""
    now = works.clock.now()
    hindered = works.hindrance() is not None
    carried = []
    for row, delivery in works.ledger.follow_ups():
        if works.stopping.is_set():
            break
        ready = _ready(works, row, delivery, hindered=hindered)
        if ready is None or ready > now or not only.takes(delivery.key):
            continue
        done = works.changes.carry(row)
        if done:
            _tell(works, done, delivery)
            carried.append(done)
    return carried


def next_follow(works: Works) -> datetime | None:
    """When there is a change to carry out again (aware; it may be past); None: none waits."""
    hindered = works.hindrance() is not None
    times = (_ready(works, row, delivery, hindered=hindered) for row, delivery in works.ledger.follow_ups())
    return min((time for time in times if time is not None), default=None)


def visit(works: Works) -> list[Delivery]:
    """Once a day, see on each page whether a person took something down there; gives what was.

    A page's first visit comes a day after the first wake-up that knows it. One read of the page mostly says
    it all; what is missing there is looked at by itself before it is believed.
    """
    now = works.clock.now()
    visited = works.ledger.visited()
    gone = []
    for channel in works.places():
        last = visited.get(channel.page_key)
        in_vain = works.visited_in_vain.get(channel.page_key)
        if not isinstance(channel, Shows) or works.is_paused(channel.page_key):
            continue
        if (last and abs(now - last) < VISITS) or (in_vain and abs(now - in_vain) < _AGAIN):
            continue
        if last is not None:
            fault_point("before-visit")
            try:
                gone += _missing(works, channel, now)
            except ChannelError as error:
                log.warning("%s: %s", channel.page_key, error.failure.why.say(works.settings.language))
                works.visited_in_vain[channel.page_key] = now
                continue
        with works.ledger.writing("loa") as book:
            book.facts.visited(channel.page_key)
        fault_point("after-visit")
    return gone


def _missing(works: Works, channel: Channel, now: datetime) -> list[Delivery]:
    rows = works.ledger.history.public_since(channel.page_key, now - _FAR_BACK, now - _SETTLED)
    if not rows or not isinstance(channel, Shows):
        return []
    standing = channel.standing(min(row.public_at for row in rows if row.public_at) - _SETTLED)
    fault_point("after-standing")
    gone = []
    for row in rows:
        if row.remote_id is None or row.remote_id in standing:
            continue
        fault_point("before-second-glance")
        if channel.shown(row.remote_id) is not None:
            continue
        fault_point("before-taken-down")
        try:
            gone.append(works.changes.taken_down(row))
        except ClaimLost:
            continue  # it is being changed just now, and that finds out by itself
        fault_point("after-taken-down")
        log.warning("%s: %s", row.key, TAKEN_DOWN.words(works.settings.language))
    return gone


def _ready(works: Works, row: FollowUp, delivery: Delivery, *, hindered: bool) -> datetime | None:
    """When that may go on; None: not by itself."""
    if row.progress is Progress.HELD:
        return None
    if hindered and row.progress is Progress.WAITING and not row.is_bare_withdrawal:
        return None
    if works.page_of(delivery.key) is None:
        return None  # the channel cannot be reached, and says so itself
    if row.kind is not Kind.WITHDRAW and row.progress is Progress.WAITING and works.ledger.frozen:
        return None
    ready = row.next_try_at or row.changed_at
    return works.open_from(delivery.page_key, ready, for_changes=True)


def _tell(works: Works, row: FollowUp, delivery: Delivery) -> None:
    level = logging.INFO if row.progress in {Progress.DONE, Progress.DROPPED} else logging.WARNING
    words = row.reason.words(works.settings.language) if row.reason else row.kind.value
    log.log(level, "%s: %s", delivery.key, words)
