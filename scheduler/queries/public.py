"""What stands before the public: what a crisis asks about first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.calendar.model import ChannelName, UnitId
from scheduler.delivery.ledger import Ledger
from scheduler.queries.deliveries import Summary, published_since

SHOWN_FOR = timedelta(days=30)  # what is older hardly anybody comes upon


def still_public(ledger: Ledger, now: datetime) -> Mapping[tuple[UnitId, ChannelName], list[Summary]]:
    """What became public in the last days before *now* (aware) and stands there still, by unit and channel,
    the latest first."""
    found: defaultdict[tuple[UnitId, ChannelName], list[Summary]] = defaultdict(list)
    for row in published_since(ledger, now - SHOWN_FOR):
        found[row.key.unit, row.key.channel].append(row)
    return dict(sorted(found.items()))
