"""Every legal move: the one place that writes to the ledger.

A state is written by `Writing.begin` and `Writing.move` alone: one statement that names the id, the state
and the fence it expects, together with its event, in one transaction.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import RowMapping, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.calendar.model import PostId
from scheduler.calendar.wording import Wording
from scheduler.channels.channel import FailureKind
from scheduler.delivery.approvals import Decision, Step
from scheduler.delivery.asks import Asks
from scheduler.delivery.catalogue import kept
from scheduler.delivery.comments import CommentBook
from scheduler.delivery.decisions import ChangeVerdict, Pause, Verdict
from scheduler.delivery.facts import Facts
from scheduler.delivery.follow_ups import FollowUp, FollowUps
from scheduler.delivery.insights import Insights
from scheduler.delivery.key import Key
from scheduler.delivery.outside import Outside
from scheduler.delivery.reason import NOTHING, Reason
from scheduler.delivery.records import Changes, Delivery, decision_of, delivery_of
from scheduler.delivery.remarks import Remarks
from scheduler.delivery.schema import approvals, deliveries, is_waking, pages
from scheduler.delivery.states import PERHAPS_PUBLIC, ClaimLost, IllegalMove, RemoteIdTaken, State, check_move
from scheduler.delivery.transaction import Part, Transaction
from scheduler.folding import comparable

_EXPLAINED = frozenset(
    {State.RETRY, State.HELD, State.UNCONFIRMED, State.HANDED_OVER, State.SKIPPED, State.WITHDRAWN}
)


def words_hash(body: str) -> str:
    """The same for what a reader takes for the same words, whatever the title (docs/decisions/0015)."""
    return hashlib.sha256(comparable(body).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Of a text with its title, hashtags and link: what stands in rows of which nothing else is known."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode()).hexdigest()


class Writing(Part):
    """One transaction on the ledger: deliveries, pages and approvals here, the rest in its parts."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.follow_ups = FollowUps(transaction)
        self.facts = Facts(transaction)
        self.outside = Outside(transaction)
        self.comments = CommentBook(transaction)
        self.insights = Insights(transaction)
        self.asks = Asks(transaction)
        self.remarks = Remarks(transaction)

    def begin(
        self,
        key: Key,
        page: str,
        due: datetime,
        state: State,
        *,
        reason: Reason,
        **changes: Unpack[Changes],
    ) -> Delivery:
        """The first row of a delivery that was only planned.

        Raises:
            ClaimLost: someone else began it.
            IllegalMove: a delivery does not begin in that state.
        """
        check_move(None, state)
        statement = insert(deliveries).values(
            post=key.post,
            occurrence=key.occurrence,
            unit=key.unit,
            channel=key.channel,
            page_key=page,
            due_at=due,
            state=state.value,
            changed_at=self._now,
            **_explained(state, reason),
            **changes,
        )
        try:
            row = self._connection.execute(statement.returning(deliveries)).mappings().one()
        except IntegrityError as error:
            raise ClaimLost(str(key)) from error
        return self._noted(row, None, state, reason)

    def move(
        self, delivery: Delivery, state: State, *, reason: Reason, **changes: Unpack[Changes]
    ) -> Delivery:
        """Bring *delivery* to *state*; a claim gets a new fence.

        Raises:
            ClaimLost: someone else moved it meanwhile.
            RemoteIdTaken: another delivery has that remote id on that page.
            IllegalMove: the table of moves does not have it.
        """
        check_move(delivery.state, state)
        if state is State.SENDING:
            self._transaction.grow()
        fence = delivery.fence + 1 if state is State.CLAIMED else delivery.fence
        return self._write(delivery, state, fence, reason, changes)

    def take_over(self, delivery: Delivery, *, reason: Reason, **changes: Unpack[Changes]) -> Delivery:
        """Make a claim that someone left behind one's own; the state stays, the fence grows.

        Raises:
            ClaimLost: someone else was quicker.
            IllegalMove: it is not claimed or prepared (`sending` is never taken over, only looked into).
        """
        if delivery.state not in {State.CLAIMED, State.PREPARED}:
            raise IllegalMove(f"{delivery.state} is not taken over")
        return self._write(delivery, delivery.state, delivery.fence + 1, reason, changes)

    def note(self, delivery: Delivery, *, reason: Reason, **changes: Unpack[Changes]) -> Delivery:
        """Write down something learnt that moves nothing, such as a look that found nothing.

        Raises:
            ClaimLost: someone else moved it meanwhile.
        """
        return self._write(delivery, delivery.state, delivery.fence, reason, changes)

    def settle(self, delivery: Delivery, verdict: Verdict) -> Delivery:
        """Write down what becomes of *delivery*: the one way for every verdict.

        Raises:
            ClaimLost, RemoteIdTaken, IllegalMove: as `move`.
        """
        if verdict.pause:
            self.pause(delivery.page_key, verdict.pause)
        if verdict.state is delivery.state:
            return self.note(delivery, reason=verdict.reason, **verdict.changes)
        return self.move(delivery, verdict.state, reason=verdict.reason, **verdict.changes)

    def settle_change(self, row: FollowUp, delivery: Delivery, verdict: ChangeVerdict) -> FollowUp:
        """Write down what becomes of the change *row* of *delivery*; as `settle`.

        Raises:
            ClaimLost, IllegalMove: as `FollowUps.step`.
        """
        if verdict.pause:
            self.pause(delivery.page_key, verdict.pause)
        return self.follow_ups.step(row, delivery, verdict.progress, reason=verdict.reason, **verdict.changes)

    def pause(self, page_key: str, pause: Pause) -> None:
        """Nothing goes out on that page for so long; the event is written once for one cause."""
        row = self._connection.execute(select(pages).where(pages.c.page_key == page_key)).mappings().first()
        values = {"not_before": pause.until, "kind": pause.kind.value, "rounds": pause.rounds}
        values |= {"since": self._now, **kept(pause.reason)}
        self._transaction.put(pages, {"page_key": page_key}, values)
        if row is None or row["code"] != pause.reason.code:
            self._transaction.add_event(pause.reason, page_key=page_key)

    def resume(self, page_key: str, *, reason: Reason) -> None:
        """Forget the pause of that page: something went out there."""
        if self._connection.execute(pages.delete().where(pages.c.page_key == page_key)).rowcount:
            self._transaction.add_event(reason, page_key=page_key)

    def lift(self, kind: FailureKind, only: Collection[str] | None = None) -> None:
        """Let pages paused for that cause (*only* those, if given) try again now, and what waits there."""
        waits = and_(pages.c.kind == kind.value, pages.c.not_before > self._now)
        if only is not None:
            waits = and_(waits, pages.c.page_key.in_(list(only)))
        lifted = update(pages).where(waits).values(not_before=self._now).returning(pages.c.page_key)
        named = list(self._connection.execute(lifted).scalars())
        tries = and_(is_waking, deliveries.c.page_key.in_(named), deliveries.c.state == State.RETRY.value)
        later = and_(tries, deliveries.c.next_try_at > self._now)
        self._connection.execute(update(deliveries).where(later).values(next_try_at=self._now))

    def remark(self, page_key: str, reason: Reason) -> None:
        """Write a line about a page (or, with '', about the book itself) that moves nothing."""
        self._transaction.add_event(reason, page_key=page_key)

    def twin(self, page_key: str, wording: Wording, since: datetime, own: Collection[str]) -> Delivery | None:
        """A delivery with those words which is, or may be, public on that page since *since*, of another post
        than its *own*."""
        asked = (
            select(deliveries)
            .where(
                deliveries.c.page_key == page_key,
                deliveries.c.text_hash.in_([words_hash(wording.body), text_hash(wording.text)]),
                deliveries.c.post.not_in(list(own)),
                deliveries.c.state.in_([state.value for state in PERHAPS_PUBLIC]),
                func.coalesce(deliveries.c.public_at, deliveries.c.intent_at) >= since,
            )
            .limit(1)
        )
        row = self._connection.execute(asked).mappings().first()
        return delivery_of(row) if row else None

    def rows_of(self, post: str) -> list[Delivery]:
        """All that has begun of *post*."""
        asked = select(deliveries).where(deliveries.c.post == post)
        return [delivery_of(row) for row in self._connection.execute(asked).mappings()]

    def went_before(self, delivery: Delivery, since: datetime) -> datetime | None:
        """When another delivery of its post last was, or may have been, public on its page since *since*."""
        when = func.coalesce(deliveries.c.public_at, deliveries.c.intent_at)
        asked = select(when.label("at")).where(
            deliveries.c.page_key == delivery.page_key,
            deliveries.c.post == delivery.key.post,
            deliveries.c.id != delivery.id,
            deliveries.c.state.in_([state.value for state in PERHAPS_PUBLIC]),
            when >= since,
        )
        row = self._connection.execute(asked.order_by(when.desc()).limit(1)).first()
        return row.at if row else None

    def decide(self, post: PostId, step: Step, seen: str, remark: str) -> int:
        """Write down what a person did with a post as she saw it; gives the line's number."""
        values = {"post": post, "step": step.value, "seen": seen, "remark": remark}
        made = insert(approvals).values(at=self._now, who=self._transaction.who, **values)
        number: int = self._connection.execute(made.returning(approvals.c.id)).scalar_one()
        return number

    def decisions(self, post: PostId) -> list[Decision]:
        """All that was decided about that post, oldest first."""
        asked = select(approvals).where(approvals.c.post == post).order_by(approvals.c.id)
        return [decision_of(row) for row in self._connection.execute(asked).mappings()]

    def messages(self, post: str) -> list[str]:
        """The messages that were published under that post's id, the latest first."""
        asked = (
            select(deliveries.c.message)
            .where(deliveries.c.post == post, deliveries.c.state == State.PUBLISHED.value)
            .where(deliveries.c.message != "")
            .order_by(deliveries.c.public_at.desc())
        )
        return list(self._connection.execute(asked).scalars())

    def _write(
        self,
        delivery: Delivery,
        state: State,
        fence: int,
        reason: Reason,
        changes: Changes,
    ) -> Delivery:
        was = {"id": delivery.id, "state": delivery.state.value, "fence": delivery.fence}
        values = {"state": state.value, "fence": fence, **_explained(state, reason), **changes}
        try:
            row = self._transaction.move(deliveries, was, values)
        except IntegrityError as error:
            if "remote_id" not in str(error.orig):
                raise
            raise RemoteIdTaken(str(delivery.key)) from error
        if row is None:
            raise ClaimLost(str(delivery.key))
        return self._noted(row, delivery.state, state, reason)

    def _noted(self, row: RowMapping, before: State | None, after: State, reason: Reason) -> Delivery:
        where = {"delivery_id": row["id"], "page_key": row["page_key"]}
        self._transaction.add_event(reason, before=before, after=after, **where)
        return delivery_of(row)


def _explained(state: State, reason: Reason) -> dict[str, Any]:
    """The reason stays on the row where a person will ask for it: not on what simply goes its way."""
    return kept(reason if state in _EXPLAINED or reason.todo.en else NOTHING)
