"""What a post was, as the ledger knows it: for one that the calendar has no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import deliveries

_LONGEST = 90  # letters of a title
_READ = 500  # letters of what a post says, in which its first line ends

_c = deliveries.c


@dataclass(frozen=True, slots=True)
class Former:
    """What it was called when its words were last sent ('': they never were), its placeholders not filled in,
    and when it was to go out last (aware)."""

    title: str
    due: datetime


def former(ledger: Ledger, post: PostId) -> Former | None:
    """What the ledger knows of *post*; None: nothing of it ever began."""
    asked = select(func.substr(_c.message, 1, _READ), _c.due_at).where(_c.post == post)
    asked = asked.order_by(_c.message == "", _c.due_at.desc()).limit(1)
    with ledger.reading() as reading:
        row = reading.execute(asked).first()
    return Former(title_in(row[0]), row[1]) if row else None


def title_in(message: str) -> str:
    """The title in what a post says, or how its text begins; '' where it says nothing."""
    first = next(iter(message.strip().splitlines()), "")
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
