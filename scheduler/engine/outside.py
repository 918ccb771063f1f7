"""Looks at what was published as a stranger does: by its public address, without any secret.

In its own turn, never in a wake-up's: whoever answers slowly holds up nothing. Without a network nothing is
noted, and the next turn asks again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from scheduler.channels.channel import ShowsStrangers
from scheduler.delivery.outside_reasons import HIDDEN, REASONS, TOLD_AFTER, UNSEEN
from scheduler.delivery.reason import Reason
from scheduler.engine.works import Works
from scheduler.problems import Text
from scheduler.queries.outside import ToLookAt, to_look_at

log = logging.getLogger(__name__)

_FOR = timedelta(days=4)  # after its time a post is looked at no more
_AT_MOST = 200  # in one turn
_TURN = 30.0  # seconds, after which the next turn goes on


def look_outside(works: Works) -> int:
    """Look at each post whose turn it is; gives at how many."""
    channels = {channel.name for channel in works.places() if isinstance(channel, ShowsStrangers)}
    if not channels:
        return 0
    now = works.clock.now()
    until = works.clock.monotonic() + _TURN
    looked = 0
    for one in to_look_at(works.ledger, now, now - _FOR, channels, _AT_MOST):
        if works.stopping.is_set() or works.clock.monotonic() > until:
            break
        looked += _look(works, one)
    return looked


def _look(works: Works, one: ToLookAt) -> bool:
    channel = works.outlets.get(one.key.unit, one.key.channel)
    if not isinstance(channel, ShowsStrangers) or channel.page_key != one.page_key:
        return False
    glance = channel.as_stranger(one.address, one.text)
    if glance is None:
        return False
    now = works.clock.now()
    with works.ledger.writing("loa") as book:
        since = book.outside.note(one.id, glance)
    if since is None:
        return True
    log.info("%s: %s", one.key, REASONS[glance].why.say(works.settings.language))
    if glance in HIDDEN and now - since >= TOLD_AFTER:
        _tell(works, one, REASONS[glance], now)
    return True


def _tell(works: Works, one: ToLookAt, reason: Reason, now: datetime) -> None:
    """Once a day for a page: what is wrong there is mostly wrong with all of its posts."""
    code = f"{UNSEEN}{now.astimezone(works.settings.zone):%Y-%m-%d}"
    if any(event.page_key == one.page_key for event in works.ledger.remarks(code)):
        return
    why = Text(f"{one.key}: {reason.why.vi} ({one.address})", f"{one.key}: {reason.why.en} ({one.address})")
    works.ledger.remark(Reason(code, why, reason.todo), one.page_key)
