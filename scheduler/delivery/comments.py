"""What people said below public posts, as far as somebody should look at it, and what is done with it.

Nothing is hidden and nothing answered unless a person asked for it. Each of her orders is a row with its own
intent: an answer is sent once, and looked for before it is sent again. All of it is forgotten after 30 days.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import RowMapping, and_, delete, insert, or_, select, update

from scheduler.channels.channel import Comment
from scheduler.delivery.catalogue import kept
from scheduler.delivery.comment_reasons import GONE, SEEN
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.key import Key
from scheduler.delivery.reason import Reason
from scheduler.delivery.records import key_of
from scheduler.delivery.schema import comment_acts, comment_pages, comment_reads, comments, deliveries
from scheduler.delivery.states import ClaimLost, State
from scheduler.delivery.transaction import Part

KEPT = timedelta(days=30)


class Act(Enum):
    """What a person wants done with a comment."""

    HIDE = "hide"
    SHOW = "show"
    ANSWER = "answer"


VISIBILITY = (Act.HIDE, Act.SHOW)
OPEN = (Progress.WAITING, Progress.SENDING, Progress.HELD)


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for: one row of `comment_acts`, with what is needed of the comment."""

    id: int
    comment_id: int
    delivery_id: int
    key: Key
    page_key: str
    comment: str  # the channel's id of it
    thread: str
    act: Act
    progress: Progress
    text: str
    asked_by: str
    asked_at: datetime
    attempts: int
    looks: int
    next_try_at: datetime | None


class CommentBook(Part):
    """The part of a transaction that is about comments."""

    def read(self, delivery_id: int, next_at: datetime) -> None:
        """Note that those below that post were read."""
        values = {"at": self._now, "next_at": next_at}
        self._transaction.put(comment_reads, {"delivery_id": delivery_id}, values)

    def readable(self, page_key: str) -> None:
        """Comments of that page can be read."""
        self._connection.execute(delete(comment_pages).where(comment_pages.c.page_key == page_key))

    def not_readable(self, page_key: str, reason: Reason, not_before: datetime) -> None:
        """They cannot, and are asked for again then."""
        was = select(comment_pages.c.code, comment_pages.c.since).where(comment_pages.c.page_key == page_key)
        row = self._connection.execute(was).one_or_none()
        since = row.since if row is not None and row.code == reason.code else self._now
        values = {"since": since, "not_before": not_before, **kept(reason)}
        self._transaction.put(comment_pages, {"page_key": page_key}, values)

    def note(
        self, delivery_id: int, page_key: str, said: Comment, flags: Sequence[str], *, is_urgent: bool
    ) -> bool:
        """Keep a comment that somebody should look at, or what it says by now; gives whether it is new."""
        is_it = (comments.c.page_key == page_key, comments.c.remote_id == said.id)
        now: dict[str, Any] = {"text": said.text, "is_hidden": said.is_hidden, "is_gone": False}
        asked = select(comments.c.flags, comments.c.tell_at).where(*is_it)
        row = self._connection.execute(asked).one_or_none()
        if row is not None and (not flags or set(flags) <= set(row.flags.split())):
            self._connection.execute(update(comments).where(*is_it).values(**now))
            return False
        if not flags:
            return False
        if row is not None:  # edited since, and says something else: nobody has seen that
            every = dict.fromkeys([*flags, *row.flags.split()])  # a cry that was taken back was one
            tell_at = self._now if is_urgent else row.tell_at
            again = {"flags": " ".join(every), "seen_by": "", "seen_at": None, "told": 0, "tell_at": tell_at}
            self._connection.execute(update(comments).where(*is_it).values(**now, **again))
            return True
        found = {"found_at": self._now, "made_at": said.at, "flags": " ".join(flags), "thread": said.thread}
        found["tell_at"] = self._now if is_urgent else None
        about = {"delivery_id": delivery_id, "page_key": page_key, "remote_id": said.id}
        self._connection.execute(insert(comments).values(**about, **found, **now))
        return True

    def told(self, ids: Collection[int], reason: Reason, page_key: str, again: datetime) -> None:
        """People are told of those: a line of the book, which the alerts take up."""
        those = comments.c.id.in_(list(ids))
        self._connection.execute(
            update(comments).where(those).values(told=comments.c.told + 1, tell_at=again)
        )
        self._transaction.add_event(reason, page_key=page_key)

    def see(self, comment_id: int) -> bool:
        """Somebody saw it; False where somebody had, or there is none."""
        unseen = (comments.c.id == comment_id, comments.c.seen_at.is_(None))
        values = {"seen_by": self._transaction.who, "seen_at": self._now, "tell_at": None}
        saw = update(comments).where(*unseen).values(**values).returning(comments.c.delivery_id)
        delivery = self._connection.execute(saw).scalar_one_or_none()
        if delivery is not None:
            self._remark(delivery, SEEN.filled(who=self._transaction.who))
        return delivery is not None

    def ask(self, comment_id: int, act: Act, reason: Reason, text: str = "") -> bool:
        """Note what is to be done with it; False where it is there no more, or answered already.

        Of hiding and showing the latest counts. Whoever wants something done has seen it.
        """
        asked = select(comments.c.delivery_id).where(comments.c.id == comment_id, ~comments.c.is_gone)
        delivery = self._connection.execute(asked).scalar_one_or_none()
        others = VISIBILITY if act in VISIBILITY else (act,)
        same = (
            comment_acts.c.comment_id == comment_id,
            comment_acts.c.act.in_([one.value for one in others]),
        )
        if delivery is None or (act is Act.ANSWER and self._is_answered(comment_id)):
            return False
        waiting = comment_acts.c.progress.in_([one.value for one in OPEN])
        dropped = {"progress": Progress.DROPPED.value, "changed_at": self._now}
        self._connection.execute(update(comment_acts).where(*same, waiting).values(**dropped))
        values = {
            "comment_id": comment_id,
            "act": act.value,
            "progress": Progress.WAITING.value,
            "text": text,
        }
        times = {"asked_at": self._now, "changed_at": self._now, "next_try_at": self._now}
        who = {"asked_by": self._transaction.who}
        self._connection.execute(insert(comment_acts).values(**values, **times, **who))
        self._remark(delivery, reason)
        self.see(comment_id)
        return True

    def drop_answer(self, comment_id: int, reason: Reason) -> bool:
        """The answer is not sent; False where it may have been."""
        unsent = (Progress.WAITING.value, Progress.HELD.value)
        same = (comment_acts.c.comment_id == comment_id, comment_acts.c.act == Act.ANSWER.value)
        drop = update(comment_acts).where(*same, comment_acts.c.progress.in_(unsent))
        values = {"progress": Progress.DROPPED.value, "changed_at": self._now}
        if not self._connection.execute(drop.values(**values)).rowcount:
            return False
        self._remark(self._delivery_of(comment_id), reason)
        return True

    def step(self, order: Order, progress: Progress, reason: Reason, **changes: Any) -> Order:
        """Bring *order* to *progress*; what it comes to stands in the comment too.

        Raises:
            ClaimLost: somebody else moved it meanwhile.
        """
        if progress is Progress.SENDING and order.progress is not Progress.SENDING:
            self._transaction.grow()
        was = {
            "id": order.id,
            "progress": order.progress.value,
            "attempts": order.attempts,
            "looks": order.looks,
        }
        values = {"progress": progress.value, **kept(reason), **changes}
        if self._transaction.move(comment_acts, was, values) is None:
            raise ClaimLost(f"comment act {order.id}")
        if progress is Progress.DONE and order.act in VISIBILITY:
            self._set(order.comment_id, is_hidden=order.act is Act.HIDE)
        if reason.code == GONE.code:
            self._set(order.comment_id, is_gone=True)
        if progress is not order.progress:
            self._remark(order.delivery_id, reason)
        found = self._connection.execute(orders.where(comment_acts.c.id == order.id)).mappings().one()
        return order_of(found)

    def forget(self, before: datetime) -> int:
        """Nothing of what was found before then is known any more; gives how many comments that were."""
        old = select(comments.c.id).where(comments.c.found_at < before)
        self._connection.execute(delete(comment_acts).where(comment_acts.c.comment_id.in_(old)))
        forgotten: int = self._connection.execute(
            delete(comments).where(comments.c.found_at < before)
        ).rowcount
        self._connection.execute(delete(comment_reads).where(comment_reads.c.at < before))
        return forgotten

    def _is_answered(self, comment_id: int) -> bool:
        """Or somebody else's answer waits, whose words are not to be lost."""
        is_begun = comment_acts.c.progress.in_((Progress.SENDING.value, Progress.DONE.value))
        waits = comment_acts.c.progress == Progress.WAITING.value
        is_anothers = and_(waits, comment_acts.c.asked_by != self._transaction.who)
        same = (comment_acts.c.comment_id == comment_id, comment_acts.c.act == Act.ANSWER.value)
        asked = select(comment_acts.c.id).where(*same, or_(is_begun, is_anothers))
        return self._connection.execute(asked).first() is not None

    def _set(self, comment_id: int, **values: bool) -> None:
        self._connection.execute(update(comments).where(comments.c.id == comment_id).values(**values))

    def _delivery_of(self, comment_id: int) -> int:
        asked = select(comments.c.delivery_id).where(comments.c.id == comment_id)
        return int(self._connection.execute(asked).scalar_one())

    def _remark(self, delivery_id: int, reason: Reason) -> None:
        """A line of the book about the post that it stands below, which moves nothing."""
        asked = select(deliveries.c.state, deliveries.c.page_key).where(deliveries.c.id == delivery_id)
        row = self._connection.execute(asked).one()
        state = State(row.state)
        self._transaction.add_event(
            reason, delivery_id=delivery_id, page_key=row.page_key, before=state, after=state
        )


orders = (
    select(
        comment_acts,
        comments.c.delivery_id,
        comments.c.page_key,
        comments.c.remote_id.label("comment"),
        comments.c.thread,
        deliveries.c.post,
        deliveries.c.occurrence,
        deliveries.c.unit,
        deliveries.c.channel,
    )
    .join_from(comment_acts, comments)
    .join(deliveries, deliveries.c.id == comments.c.delivery_id)
)


def order_of(row: RowMapping) -> Order:
    """A row of `orders`."""
    same = {name: row[name] for name in Order.__dataclass_fields__ if name not in _READ_OTHERWISE}
    return Order(key=key_of(row), act=Act(row["act"]), progress=Progress(row["progress"]), **same)


_READ_OTHERWISE = {"key", "act", "progress"}
