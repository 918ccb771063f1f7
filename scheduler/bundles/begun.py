"""Which posts of a bundle have gone out, or may have."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.states import State
from scheduler.queries.deliveries import of_units

_NOT_OUT = frozenset({State.WITHDRAWN, State.SKIPPED, State.CLAIMED, State.RETRY})


def begun(ledger: Ledger, ids: Collection[str]) -> set[str]:
    """Which of those posts are public anywhere, or may be, or wait for a person."""
    rows = of_units(ledger, posts=[PostId(one) for one in ids])
    return {row.key.post for row in rows if row.state not in _NOT_OUT}
