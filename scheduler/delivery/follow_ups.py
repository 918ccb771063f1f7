"""What follows once a delivery is public: a first comment, a correction, taking it down.

Each is a row of its own with its own intent and retries, so that its failure can never send the post again.
This file has the rows and every legal move of theirs; `changes.py` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypedDict, Unpack

from sqlalchemy import RowMapping, exists, insert, select

from scheduler.delivery.catalogue import kept
from scheduler.delivery.change_reasons import CHANGE_HELD
from scheduler.delivery.reason import Reason
from scheduler.delivery.records import Delivery, reason_of
from scheduler.delivery.schema import deliveries, follow_ups, is_open
from scheduler.delivery.states import ClaimLost, IllegalMove
from scheduler.delivery.transaction import Part


class Kind(Enum):
    """What is to be done with what is public."""

    COMMENT = "comment"  # say the first comment below it
    EDIT = "edit"  # let it say what the calendar says now
    WITHDRAW = "withdraw"  # take it down


class Progress(Enum):
    """How far that is."""

    WAITING = "waiting"  # nothing was called, or certainly in vain
    SENDING = "sending"  # the call is, or may be, made: look before anything else
    DONE = "done"
    HELD = "held"  # a person must decide
    DROPPED = "dropped"  # it no longer matters


# Of a row of deliveries: it is to be taken down, and is not yet.
is_to_take_down = exists().where(
    follow_ups.c.delivery_id == deliveries.c.id, follow_ups.c.kind == Kind.WITHDRAW.value, is_open
)

STEPS: Mapping[Progress, frozenset[Progress]] = {
    Progress.WAITING: frozenset({Progress.SENDING, Progress.HELD, Progress.DROPPED}),
    Progress.SENDING: frozenset({Progress.DONE, Progress.WAITING, Progress.HELD, Progress.DROPPED}),
    Progress.HELD: frozenset({Progress.WAITING, Progress.SENDING, Progress.DROPPED}),
    Progress.DONE: frozenset(),
    Progress.DROPPED: frozenset(),
}
OPEN = (Progress.WAITING, Progress.SENDING, Progress.HELD)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One row; *text* is what is said, *is_anew* whether the post is published again once it is down."""

    id: int
    delivery_id: int
    kind: Kind
    progress: Progress
    fence: int
    text: str
    is_anew: bool
    asked_by: str
    asked_why: str
    asked_at: datetime
    changed_at: datetime
    next_try_at: datetime | None
    attempts: int
    doubtful_rounds: int
    looks: int
    remote_id: str
    reason: Reason | None

    @property
    def is_bare_withdrawal(self) -> bool:
        """Whether it takes down and makes nothing public: that needs no calendar, and is never put off."""
        return self.kind is Kind.WITHDRAW and not self.is_anew


class FollowUpChanges(TypedDict, total=False):
    """The columns that a step may write besides the progress."""

    text: str
    next_try_at: datetime | None
    attempts: int
    doubtful_rounds: int
    looks: int
    remote_id: str


class FollowUps(Part):
    """The part of a transaction on the ledger that is about what follows."""

    def ask(
        self,
        delivery: Delivery,
        kind: Kind,
        *,
        reason: Reason,
        why: str = "",
        text: str = "",
        is_anew: bool = False,
    ) -> FollowUp:
        """Note what is to be done with *delivery*; asked again before it is done, the latest counts.

        Raises:
            ClaimLost: it is under way already.
        """
        self.drop(delivery, kind)
        statement = insert(follow_ups).values(
            delivery_id=delivery.id,
            kind=kind.value,
            progress=Progress.WAITING.value,
            text=text,
            is_anew=is_anew,
            asked_by=self._transaction.who,
            asked_why=why,
            asked_at=self._now,
            changed_at=self._now,
            next_try_at=self._now,
        )
        row = self._connection.execute(statement.returning(follow_ups)).mappings().one()
        self._transaction.add_remark(delivery, reason)
        return follow_up_of(row)

    def drop(self, delivery: Delivery, *kinds: Kind) -> None:
        """Whatever of *kinds* (none: all) still waits for *delivery* no longer matters.

        Raises:
            ClaimLost: one is under way.
        """
        asked = select(follow_ups).where(
            follow_ups.c.delivery_id == delivery.id,
            follow_ups.c.progress.in_([progress.value for progress in OPEN]),
        )
        if kinds:
            asked = asked.where(follow_ups.c.kind.in_([kind.value for kind in kinds]))
        for row in self._connection.execute(asked).mappings().all():
            found = follow_up_of(row)
            if kinds and found.progress is Progress.SENDING:
                raise ClaimLost(f"{delivery.key} {found.kind.value}")
            self._step(found, Progress.DROPPED, None, {})

    def step(
        self,
        row: FollowUp,
        delivery: Delivery,
        progress: Progress,
        *,
        reason: Reason,
        **changes: Unpack[FollowUpChanges],
    ) -> FollowUp:
        """Bring *row* to *progress*, with an event of its *delivery*; the same progress only notes something.

        Raises:
            ClaimLost: someone else moved it meanwhile.
            IllegalMove: that is no legal step.
        """
        moved = self._step(row, progress, reason, changes)
        if progress is Progress.HELD and row.progress is not Progress.HELD:
            reason = replace(reason, code=f"{CHANGE_HELD}{row.kind.value}/{reason.code}")
        self._transaction.add_remark(delivery, reason)
        return moved

    def _step(
        self, row: FollowUp, progress: Progress, reason: Reason | None, changes: FollowUpChanges
    ) -> FollowUp:
        if progress is not row.progress and progress not in STEPS[row.progress]:
            raise IllegalMove(f"{row.kind.value}: {row.progress.value} may not become {progress.value}")
        if progress is Progress.SENDING and row.progress is Progress.WAITING:
            self._transaction.grow()
        was = {"id": row.id, "progress": row.progress.value, "fence": row.fence}
        values = {"progress": progress.value, "fence": row.fence + 1, **(kept(reason) if reason else {})}
        moved = self._transaction.move(follow_ups, was, {**values, **changes})
        if moved is None:
            raise ClaimLost(f"follow-up {row.id}")
        return follow_up_of(moved)


def follow_up_of(row: RowMapping) -> FollowUp:
    """A row of `follow_ups`."""
    same = {name: row[name] for name in FollowUp.__dataclass_fields__ if name not in _READ_OTHERWISE}
    return FollowUp(
        kind=Kind(row["kind"]),
        progress=Progress(row["progress"]),
        reason=reason_of(row) if row["code"] else None,
        **same,
    )


_READ_OTHERWISE = {"kind", "progress", "reason"}
