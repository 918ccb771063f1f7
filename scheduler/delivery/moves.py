"""Every legal move: the one place that writes to the ledger.

A state is written by `Writing.begin` and `Writing.move` alone: one statement that names the id, the state
and the fence it expects, together with its event, in one transaction.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import RowMapping, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.calendar.model import PostId
from scheduler.calendar.wording import Wording
from scheduler.channels.channel import FailureKind
from scheduler.delivery.approvals import Decision, Step
from scheduler.delivery.follow_ups import FollowUpWriting
from scheduler.delivery.key import Key
from scheduler.delivery.reasons import NOTHING, Reason
from scheduler.delivery.records import Delivery, Identity, decision_of, delivery_of, words_of
from scheduler.delivery.schema import (
    approvals,
    birth,
    deliveries,
    follow_ups,
    identity,
    is_open,
    is_waking,
    pages,
    queue,
)
from scheduler.delivery.states import PERHAPS_PUBLIC, ClaimLost, IllegalMove, RemoteIdTaken, State, check_move
from scheduler.folding import comparable

_EXPLAINED = frozenset(
    {State.RETRY, State.HELD, State.UNCONFIRMED, State.HANDED_OVER, State.SKIPPED, State.WITHDRAWN}
)


class Changes(TypedDict, total=False):
    """The columns that a move may write besides the state; see `records.Delivery`."""

    page_key: str
    due_at: datetime
    owner: str
    lease_until: datetime | None
    next_try_at: datetime | None
    attempts: int
    doubtful_rounds: int
    cut_offs: int
    looks: int
    fingerprint: str
    message: str
    text: str
    text_hash: str
    media: list[str]
    media_ever: list[str]
    prepared_at: datetime | None
    first_intent_at: datetime | None
    intent_at: datetime | None
    remote_id: str | None
    address: str
    public_at: datetime | None
    scheduled_for: datetime | None
    waived: str
    words_print: str
    cards_print: str
    first_comment: str
    former_ids: list[str]
    drafts: list[str]


def words_hash(body: str) -> str:
    """The same for what a reader takes for the same words, whatever the title (docs/decisions/0015)."""
    return hashlib.sha256(comparable(body).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Of a text with its title, hashtags and link: what stands in rows of which nothing else is known."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode()).hexdigest()


class Writing(FollowUpWriting):
    """One transaction on the ledger."""

    def be_born(self) -> datetime:
        """Note when the first carrying begins, once; gives that instant.

        A calendar's times are whole minutes, and so is this: what is due this very minute is not past.
        """
        born = self._connection.execute(select(birth.c.born_at)).scalar_one_or_none()
        if born is None:
            born = self._now.replace(second=0, microsecond=0)
            self._connection.execute(insert(birth).values(id=1, born_at=born))
        return born

    def be(self, who: Identity) -> None:
        """Note which ledger this is, how new, and from where it is carried."""
        seat = who.seat
        values = {"ledger": who.ledger, "generation": who.generation}
        values |= {"machine": seat.machine, "host": seat.host[:200], "path": seat.path}
        if not self._connection.execute(update(identity).values(**values)).rowcount:
            self._connection.execute(insert(identity).values(id=1, **values))

    def give_until(self, now: datetime) -> None:
        """Move the queue's cursor: slots up to *now* (aware) are given out, or stay empty."""
        moved = self._connection.execute(update(queue).values(given_until=now))
        if not moved.rowcount:
            self._connection.execute(insert(queue).values(id=1, given_until=now))

    def be_born_by(self, now: datetime) -> None:
        """A birth that was noted after *now* (aware) was noted by a clock that was ahead: it was then."""
        born = now.replace(second=0, microsecond=0)
        self._connection.execute(update(birth).where(birth.c.born_at > now).values(born_at=born))

    def wait_no_longer(self, limit: datetime) -> None:
        """What a clock that was ahead put off at a time after *limit* (aware) is tried again now."""
        now = self._now
        paused = update(pages).where(pages.c.since > limit)
        self._connection.execute(paused.values(not_before=now, since=now))
        late = and_(is_waking, deliveries.c.changed_at > limit, deliveries.c.next_try_at > now)
        self._connection.execute(update(deliveries).where(late).values(next_try_at=now))
        waiting = and_(is_open, follow_ups.c.changed_at > limit, follow_ups.c.next_try_at > now)
        self._connection.execute(update(follow_ups).where(waiting).values(next_try_at=now))

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
            **_kept(state, reason),
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
            self.grow()
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

    def pause(
        self, page_key: str, not_before: datetime, kind: FailureKind, *, rounds: int, reason: Reason
    ) -> None:
        """Nothing goes out on that page before *not_before*; the event is written once for one cause."""
        row = self._connection.execute(select(pages).where(pages.c.page_key == page_key)).mappings().first()
        values = {"not_before": not_before, "kind": kind.value, "rounds": rounds, **words_of(reason)}
        values["since"] = self._now
        if row is None:
            self._connection.execute(insert(pages).values(page_key=page_key, **values))
        else:
            self._connection.execute(update(pages).where(pages.c.page_key == page_key).values(**values))
        if row is None or row["code"] != reason.code:
            self._add_event(None, page_key, None, None, reason)

    def resume(self, page_key: str, *, reason: Reason) -> None:
        """Forget the pause of that page: something went out there."""
        if self._connection.execute(pages.delete().where(pages.c.page_key == page_key)).rowcount:
            self._add_event(None, page_key, None, None, reason)

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
        self._add_event(None, page_key, None, None, reason)

    def twin(self, page_key: str, wording: Wording, since: datetime, post: str) -> Delivery | None:
        """Another post's delivery with those words which is, or may be, public on that page since *since*."""
        asked = (
            select(deliveries)
            .where(
                deliveries.c.page_key == page_key,
                deliveries.c.text_hash.in_([words_hash(wording.body), text_hash(wording.text)]),
                deliveries.c.post != post,
                deliveries.c.state.in_([state.value for state in PERHAPS_PUBLIC]),
                func.coalesce(deliveries.c.public_at, deliveries.c.intent_at) >= since,
            )
            .limit(1)
        )
        row = self._connection.execute(asked).mappings().first()
        return delivery_of(row) if row else None

    def decide(self, post: PostId, step: Step, seen: str, remark: str = "") -> None:
        """Write down what a person did with a post as she saw it."""
        values = {"post": post, "step": step.value, "seen": seen, "remark": remark}
        self._connection.execute(insert(approvals).values(at=self._now, who=self._who, **values))

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
        statement = (
            update(deliveries)
            .where(
                deliveries.c.id == delivery.id,
                deliveries.c.state == delivery.state.value,
                deliveries.c.fence == delivery.fence,
            )
            .values(
                state=state.value,
                fence=fence,
                changed_at=self._now,
                **_kept(state, reason),
                **changes,
            )
            .returning(deliveries)
        )
        try:
            row = self._connection.execute(statement).mappings().one_or_none()
        except IntegrityError as error:
            if "remote_id" not in str(error.orig):
                raise
            raise RemoteIdTaken(str(delivery.key)) from error
        if row is None:
            raise ClaimLost(str(delivery.key))
        return self._noted(row, delivery.state, state, reason)

    def _noted(self, row: RowMapping, before: State | None, after: State, reason: Reason) -> Delivery:
        self._add_event(row["id"], row["page_key"], before, after, reason)
        return delivery_of(row)


def _kept(state: State, reason: Reason) -> dict[str, str]:
    """The reason stays on the row where a person will ask for it: not on what simply goes its way."""
    return words_of(reason if state in _EXPLAINED or reason.todo.en else NOTHING)
