"""One transaction on the ledger, and its line in the book of events: what all that writes there shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, Update, insert, update

from scheduler.delivery.catalogue import kept
from scheduler.delivery.reason import Reason
from scheduler.delivery.records import Delivery
from scheduler.delivery.schema import events, identity
from scheduler.delivery.states import State


@dataclass(frozen=True, slots=True)
class Transaction:
    """In the name of *who*, at *now* (aware)."""

    connection: Connection
    now: datetime
    who: str

    def add_event(
        self,
        reason: Reason,
        *,
        delivery_id: int | None = None,
        page_key: str = "",
        before: State | None = None,
        after: State | None = None,
    ) -> None:
        """A line about a delivery, a page, or (with neither) the book itself."""
        self.connection.execute(
            insert(events).values(
                delivery_id=delivery_id,
                page_key=page_key,
                at=self.now,
                who=self.who,
                before=before.value if before else None,
                after=after.value if after else None,
                **kept(reason),
            )
        )

    def add_remark(self, delivery: Delivery, reason: Reason) -> None:
        """A line about *delivery* that moves nothing."""
        self.add_event(
            reason,
            delivery_id=delivery.id,
            page_key=delivery.page_key,
            before=delivery.state,
            after=delivery.state,
        )

    def put(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Let the row of that *key* have those *values*, whether it was there or not."""
        if not self.connection.execute(_update(table, key, values)).rowcount:
            self.connection.execute(insert(table).values(**key, **values))

    def move(self, table: Table, was: Mapping[str, Any], values: Mapping[str, Any]) -> RowMapping | None:
        """Change the row that is just as it *was*; None where somebody else changed it meanwhile."""
        changed = _update(table, was, {**values, "changed_at": self.now}).returning(table)
        return self.connection.execute(changed).mappings().one_or_none()

    def grow(self) -> None:
        """A public call is about to be made: whoever has an older copy has an older generation."""
        self.connection.execute(update(identity).values(generation=identity.c.generation + 1))


class Part:
    """A part of a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._now = transaction.now


def _update(table: Table, was: Mapping[str, Any], values: Mapping[str, Any]) -> Update:
    return update(table).where(*(table.c[name] == one for name, one in was.items())).values(**values)
