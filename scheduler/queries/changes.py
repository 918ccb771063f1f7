"""What is still to be done with what is public: asked for, under way, or held until a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from scheduler.calendar.model import PostId
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import follow_ups, is_open

_GRAVEST = (Kind.COMMENT, Kind.EDIT, Kind.WITHDRAW)


def open_changes(ledger: Ledger) -> Mapping[PostId, Mapping[Key, FollowUp]]:
    """By post and delivery; of several of one delivery what is held comes first, then what weighs most."""
    found: defaultdict[PostId, dict[Key, FollowUp]] = defaultdict(dict)
    for change, delivery in sorted(ledger.follow_ups(), key=lambda one: _weight(one[0])):
        found[delivery.key.post][delivery.key] = change
    return dict(found)


def count_held_changes(ledger: Ledger) -> int:
    """How many of them a person must decide about."""
    asked = select(func.count()).select_from(follow_ups)
    is_held = follow_ups.c.progress == Progress.HELD.value
    with ledger.reading() as reading:
        return reading.execute(asked.where(is_open, is_held)).scalar_one()


def _weight(change: FollowUp) -> tuple[bool, int]:
    return change.progress is Progress.HELD, _GRAVEST.index(change.kind)
