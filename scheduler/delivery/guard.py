"""The guard: what is asked before each public call, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.calendar.model import Post
from scheduler.calendar.wording import Wording
from scheduler.channels.channel import Channel
from scheduler.checks.duplicates import HELD_WITHIN
from scheduler.delivery import hindrances, reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.approvals import Decision, is_approved
from scheduler.delivery.decisions import Verdict, again, are_other_messages, set_aside
from scheduler.delivery.edition import Edition
from scheduler.delivery.facts import Frozen
from scheduler.delivery.key import Key
from scheduler.delivery.moves import Writing
from scheduler.delivery.reason import Hindrance, Reason
from scheduler.delivery.records import Delivery
from scheduler.delivery.states import State
from scheduler.kinds.registry import kind_of
from scheduler.locales import day_text

STATEMENT = "statement"  # in `waived`: an approver let this statement out, at the time that it has as due
Called = Callable[[Frozen], bool]


def NOBODY(_: Frozen) -> bool:  # noqa: N802 - a constant
    """Nothing was called."""
    return False


_SOON, _LATER = timedelta(seconds=5), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Guard:
    """What may keep a public call back.

    *announce* is told before each, and may stop it. Nothing goes out while *hindrance* gives a reason, nor,
    where it *asks_approval*, what a person did not approve just as it is.
    """

    announce: Callable[[Key], None]
    hindrance: Hindrance
    asks_approval: bool

    def stops(self, book: Writing, hindrance: Reason | None, called: Called = NOBODY) -> Reason | None:
        """Why nothing may be made public: *hindrance*, as asked just before the transaction *book*, or a
        freeze, as it stands in that very transaction, for whatever was not *called* during it."""
        frozen = book.facts.frozen()
        if frozen is None or called(frozen):
            return hindrance
        return hindrance or hindrances.frozen_by(frozen.who, frozen.why)

    def approves(self, decisions: Callable[[], Sequence[Decision]], edition: Edition, post: Post) -> bool:
        """Whether *post* may go out as *edition* has it; the *decisions* about it are read if they matter."""
        is_asked = self.asks_approval or post.is_statement
        return not is_asked or is_approved(decisions(), edition.seen(post))

    def objection(
        self,
        book: Writing,
        edition: Edition,
        delivery: Delivery,
        channel: Channel,
        wording: Wording,
        now: datetime,
    ) -> Verdict | None:
        """What speaks against *delivery* at the last moment, with those words: the calendar as *edition* has
        it now, a person, another post that says the same; None: nothing."""
        planned = edition.agenda.find(delivery.key, delivery.due)
        gone = _gone(book, planned)
        if planned is None or gone is not None:  # of what is deleted the files say so in a moment
            return again(gone or reasons.GONE, now + _LATER)
        if edition.fingerprint(planned, channel) != delivery.fingerprint:
            return again(reasons.CHANGED, now + _SOON)
        if not self.approves(lambda: book.decisions(planned.post.id), edition, planned.post):
            return again(reasons.UNAPPROVED.filled(post=planned.post.id), now + _SOON)
        moved = _moved_to(delivery, planned.due, now)
        if moved is not None:
            return again(reasons.CHANGED, moved)
        if delivery.waived == STATEMENT and book.facts.frozen() is None:
            return set_aside(State.HELD, reasons.CALL_ENDED.filled(post=planned.post.id))
        within = max(HELD_WITHIN, timedelta(planned.post.evergreen))  # it may have had another id
        family = edition.agenda.family(delivery.key.post)
        said = _said_before(book, delivery, wording, now - within, family) or _rests(
            book, delivery, edition, planned, now
        )
        return set_aside(State.HELD, said) if said else None


def is_called(delivery: Delivery | None, post: Post | None, frozen: Frozen) -> bool:
    """Whether *delivery* is of a prepared statement that an approver let out since all was frozen: the one
    thing that goes out meanwhile. *post* is as the calendar reads now."""
    is_let_out = delivery is not None and delivery.waived == STATEMENT and delivery.due >= frozen.since
    return is_let_out and post is not None and post.is_statement


def _gone(book: Writing, planned: Planned | None) -> Reason | None:
    """Why it is not to go out at all: the calendar has it no more, or it was deleted since that was read."""
    if planned is None:
        return reasons.GONE
    who = book.facts.removed(planned.post.id)
    return None if who is None else reasons.REMOVED.filled(who=who)


def _said_before(
    book: Writing, delivery: Delivery, wording: Wording, since: datetime, family: Collection[str]
) -> Reason | None:
    """Another post than those of its *family* said the same words there since *since*, or the same post
    something else elsewhere."""
    twin = book.twin(delivery.page_key, wording, since, family)
    if twin and delivery.waived != reasons.LOOKS_LIKE.code:
        return reasons.LOOKS_LIKE.filled(other=twin.key.post, post=delivery.key.post)
    for old in book.messages(delivery.key.post):
        if are_other_messages(old, delivery.message):
            return reasons.OTHER_MESSAGE.filled(old=old, new=delivery.message)
    return None


def _rests(
    book: Writing, delivery: Delivery, edition: Edition, planned: Planned, now: datetime
) -> Reason | None:
    """The same post went out on this page a short while ago, and is no series."""
    post = planned.post
    if post.repeat or delivery.waived == reasons.RESTS.code:
        return None
    days = post.evergreen or HELD_WITHIN.days
    last = book.went_before(delivery, edition.start_of_rest(now, days))
    if last is None:
        return None
    return reasons.RESTS.filled(day=day_text(edition.day(last)), days=str(days), post=post.id)


def _moved_to(delivery: Delivery, due: datetime, now: datetime) -> datetime | None:
    """When to try again what was moved to another time since it was claimed; None: it is still right."""
    if delivery.scheduled_for:
        is_right = due == delivery.scheduled_for and due - now >= kind_of(delivery.key.channel).handover[0]
        return None if is_right else min(now + _SOON, due)
    return due if due > now and not delivery.is_waived_at(due) else None
