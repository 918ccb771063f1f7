"""What colleagues say to each other about a post, and who is told of it, or of a decision, by a message.

Remarks are only ever added: that one is settled is a line too. A notification is noted together with what it
tells of, so a kill in between loses none; one that was being sent when the program ended is sent once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, or_, select, update

from scheduler.calendar.model import PostId
from scheduler.delivery.asks import wait_after
from scheduler.delivery.schema import approvals, notifications, remarks
from scheduler.delivery.transaction import Part

FRESH = timedelta(hours=48)  # what could not be told in that time is old news
GATHERED = timedelta(minutes=10)  # what is said of a post that soon after a message waits for the next


SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line about *post*; *settles* is the number of the line that it calls done, None: it asks for
    something itself. *at* is aware."""

    number: int
    post: PostId
    at: datetime
    who: str
    text: str
    settles: int | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """That *person* is to be told of what *who* said about *post*; *step* names a decision, '' a remark,
    'settled' that one is done."""

    number: int
    person: str
    post: PostId
    who: str
    text: str
    step: str = ""

    @property
    def is_talk(self) -> bool:
        """Whether it is no decision: what colleagues say to each other is told together."""
        return self.step in {"", SETTLED}


class Remarks(Part):
    """The part of a transaction that is about remarks, and about telling people."""

    def add(self, post: PostId, text: str, people: Iterable[str]) -> int:
        """Keep what is said about *post*, and that *people* are to be told; gives its number."""
        number = self._add(post, text, None)
        self.tell(people, remark=number)
        return number

    def settle(self, number: int) -> bool:
        """Note that what was asked for is done, and tell who asked; False: it was, or there is none."""
        asked = select(remarks).where(remarks.c.id == number, remarks.c.settles.is_(None))
        row = self._connection.execute(asked).mappings().one_or_none()
        done = select(remarks.c.id).where(remarks.c.settles == number)
        if row is None or self._connection.execute(done).first() is not None:
            return False
        self.tell([row["who"]], remark=self._add(PostId(row["post"]), "", number))
        return True

    def tell(self, people: Iterable[str], *, remark: int | None = None, decision: int | None = None) -> None:
        """Let each of *people* be told of that line; nobody of her own."""
        about = {"remark_id": remark, "decision_id": decision}
        for person in dict.fromkeys(people):
            if person != self._transaction.who:
                values = {"person": person, "made_at": self._now, "next_at": self._now}
                self._connection.execute(insert(notifications).values(**values, **about))

    def begin(self, number: int) -> bool:
        """Note that it is about to be sent; False: it was, or somebody is just about it."""
        row = self._connection.execute(
            select(notifications.c.tries).where(
                notifications.c.id == number,
                notifications.c.sent_at.is_(None),
                notifications.c.next_at <= self._now,
            )
        ).one_or_none()
        if row is None:
            return False
        tries = row.tries + 1
        self._change(number, tries=tries, next_at=self._now + wait_after(tries))
        return True

    def sent(self, number: int) -> None:
        """It went out."""
        self._change(number, sent_at=self._now)

    def _add(self, post: PostId, text: str, settles: int | None) -> int:
        values = {"post": post, "at": self._now, "who": self._transaction.who, "text": text}
        made = insert(remarks).values(**values, settles=settles).returning(remarks.c.id)
        number: int = self._connection.execute(made).scalar_one()
        return number

    def _change(self, number: int, **values: object) -> None:
        self._connection.execute(update(notifications).where(notifications.c.id == number).values(**values))


def read_due(connection: Connection, now: datetime) -> list[Notification]:
    """What is to be sent at *now* (aware), the oldest first; what is old news is left, and what colleagues
    said of a post about which that person had a message of theirs a short while ago.
    """
    asked = (
        select(
            notifications.c.id,
            notifications.c.person,
            func.coalesce(remarks.c.post, approvals.c.post).label("post"),
            func.coalesce(remarks.c.who, approvals.c.who).label("who"),
            func.coalesce(remarks.c.text, approvals.c.remark).label("text"),
            func.coalesce(approvals.c.step, "").label("step"),
            remarks.c.settles,
        )
        .join_from(notifications, remarks, isouter=True)
        .outerjoin(approvals, approvals.c.id == notifications.c.decision_id)
        .where(
            notifications.c.sent_at.is_(None),
            notifications.c.next_at <= now,
            notifications.c.made_at > now - FRESH,
            or_(remarks.c.id.is_not(None), approvals.c.id.is_not(None)),
        )
        .order_by(notifications.c.id)
    )
    found = [
        Notification(
            row.id,
            row.person,
            PostId(row.post),
            row.who,
            row.text,
            SETTLED if row.settles else row.step,
        )
        for row in connection.execute(asked)
    ]
    told = (
        select(notifications.c.person, remarks.c.post)
        .join(remarks, remarks.c.id == notifications.c.remark_id)
        .where(notifications.c.sent_at > now - GATHERED)
    )
    lately = {(row.person, row.post) for row in connection.execute(told)} if found else set()
    return [one for one in found if not one.is_talk or (one.person, one.post) not in lately]


def remark_of(row: RowMapping) -> Remark:
    """A row of `remarks`."""
    return Remark(row["id"], PostId(row["post"]), row["at"], row["who"], row["text"], row["settles"])
