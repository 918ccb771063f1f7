"""Carrying out what follows a publication: the first comment, a correction, taking it down.

The order is the courier's: write down the intent → one call → write down what came of it. What was in hand
when a run ended, or had no clear answer, is looked at on the page before anything else. An edit and a
withdrawal may be done again without harm; a comment only when complete reads have not shown it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from scheduler.channels.channel import (
    Channel,
    ChannelError,
    Comments,
    Edits,
    Failure,
    FailureKind,
    Gone,
    Shows,
    Withdraws,
)
from scheduler.clock import Clock
from scheduler.delivery import reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.approvals import is_approved
from scheduler.delivery.decisions import BACK_OFF, LOOKS, ROUNDS, TRIES, pause_after
from scheduler.delivery.edition import Edition, message_of, same_words
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.guards import Guards
from scheduler.delivery.ledger import ClaimLost, Delivery, Ledger, State, Writing
from scheduler.delivery.moves import Changes, text_hash, words_hash
from scheduler.delivery.reasons import Reason
from scheduler.delivery.reconcile import Reach, reached
from scheduler.problems import Stop

log = logging.getLogger(__name__)

CHANGEABLE = frozenset({State.PUBLISHED, State.HANDED_OVER})
_WHILE_STOPPED = timedelta(minutes=1)
_NO_COMMENT_RIGHT = timedelta(hours=2)  # the page's posts go on; only the comment waits


GONE = Failure(FailureKind.CONTENT, "gone", reasons.TAKEN_DOWN.why, reasons.TAKEN_DOWN.todo)


class ChangeCarrier:
    """Carries follow-ups, one at a time. *edition* gives the calendar as it reads when asked.

    *guards* are asked before each call; a withdrawal minds no hindrance.
    """

    def __init__(
        self,
        ledger: Ledger,
        outlets: Reach,
        edition: Callable[[], Edition],
        clock: Clock,
        who: str,
        guards: Guards,
    ) -> None:
        self._ledger = ledger
        self._outlets = outlets
        self._edition = edition
        self._clock = clock
        self._who = who
        self._guards = guards

    def carry(self, row: FollowUp) -> FollowUp | None:
        """Take *row* as far as it goes; None: someone else has it.

        Nothing that goes wrong with it is raised: it is written down, and tried again or held.

        Raises:
            SQLAlchemyError: the ledger itself cannot be read or written.
            Stop: another ledger carries.
        """
        delivery = self._ledger.delivery_of(row)
        try:
            carried = self._carry(row, delivery)
        except ClaimLost:
            log.warning("%s: someone else changes it", delivery.key)
            return None
        except (SQLAlchemyError, Stop):
            raise
        except Exception as error:  # one change never stops the others
            trace = not reasons.is_of_the_machine(error)
            log.exception("%s: unexpected", delivery.key, exc_info=trace)
            carried = self._again(row, delivery, reasons.of_exception(error))
        fault_point("after-change-carried")
        return carried

    def taken_down(self, delivery: Delivery) -> Delivery:
        """A person took it down on the page: it is never published again by itself.

        Raises:
            ClaimLost: someone else moved it meanwhile.
        """
        with self._ledger.writing(self._who) as book:
            book.drop(delivery)
            return book.move(delivery, State.WITHDRAWN, reason=reasons.TAKEN_DOWN, next_try_at=None)

    def _carry(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        channel = reached(self._outlets, delivery.key.unit, delivery.key.channel)
        if delivery.state not in CHANGEABLE or delivery.remote_id is None:
            with self._ledger.writing(self._who) as book:
                return book.step(row, delivery, Progress.DROPPED, reason=reasons.NOT_YET)
        if row.progress is Progress.SENDING:
            return self._look(row, delivery, channel)
        fault_point("before-change-intent")
        return self._change(row, delivery, channel)

    def _may_go(self, book: Writing, planned: Planned) -> bool:
        post = planned.post
        return not self._guards.asks_approval or is_approved(
            book.decisions(post.id), self._edition().seen(post)
        )

    def _change(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        planned = self._planned(delivery) if row.kind is Kind.EDIT else None
        obstacle = self._obstacle(row, planned, channel)
        text = self._edition().text(planned, channel) if planned and not obstacle else row.text
        now = self._clock.now()
        hindrance = None if row.is_bare_withdrawal else self._guards.hindrance()
        with self._ledger.writing(self._who) as book:
            if planned and obstacle is None and not self._may_go(book, planned):
                obstacle = reasons.UNAPPROVED.filled(post=planned.post.id)
            if obstacle and not hindrance:
                return book.step(row, delivery, Progress.HELD, reason=obstacle)
            frozen = book.frozen() if row.kind is not Kind.WITHDRAW else None
            stopped = hindrance or (reasons.frozen_by(frozen.who, frozen.why) if frozen else None)
            if stopped:
                again = now + _WHILE_STOPPED
                return book.step(row, delivery, row.progress, reason=stopped, next_try_at=again)
            row = book.step(row, delivery, Progress.SENDING, reason=reasons.CHANGE_INTENT, text=text, looks=0)
        fault_point("after-change-intent")
        self._guards.announce(delivery.key)
        fault_point("after-change-announcement")
        try:
            made = self._call(row, delivery, channel, planned)
        except Gone:
            fault_point("after-change-found-gone")
            return self._not_there(row, delivery, channel)
        except ChannelError as error:
            fault_point("after-failed-change")
            return self._failed(row, delivery, channel, error.failure)
        fault_point("after-change")
        return self._done(row, delivery, planned, channel, made)

    def _obstacle(self, row: FollowUp, planned: Planned | None, channel: Channel) -> Reason | None:
        if row.kind is not Kind.EDIT:
            return None
        return self._edition().obstacle(planned, channel) if planned else reasons.GONE

    def _planned(self, delivery: Delivery) -> Planned | None:
        return self._edition().agenda.find(delivery.key, delivery.due)

    def _call(self, row: FollowUp, delivery: Delivery, channel: Channel, planned: Planned | None) -> str:
        """The one call; gives the id of what it made, if it makes something."""
        assert delivery.remote_id is not None, "what is public has an id"
        if row.kind is Kind.WITHDRAW and isinstance(channel, Withdraws):
            channel.withdraw(delivery.remote_id)
            return ""
        if row.kind is Kind.COMMENT and isinstance(channel, Comments):
            return channel.comment(delivery.remote_id, row.text)
        if row.kind is Kind.EDIT and isinstance(channel, Edits) and planned:
            channel.edit(delivery.remote_id, self._edition().outgoing(planned, channel))
            return ""
        raise LookupError(f"{channel.name} cannot {row.kind.value}")

    def _look(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        """What became of a call that had no clear answer, or during which the program ended."""
        fault_point("before-change-look")
        try:
            happened, made = self._seen(row, delivery, channel)
        except Gone:
            fault_point("after-change-look-gone")
            return self._not_there(row, delivery, channel)
        except ChannelError as error:
            fault_point("after-failed-change-look")
            return self._blind(row, delivery, error.failure)
        fault_point("after-change-look")
        if happened:
            return self._done(row, delivery, self._planned(delivery), channel, made)
        if row.kind is Kind.COMMENT:
            return self._no_comment_seen(row, delivery)
        return self._again(row, delivery, reasons.NOT_YET)

    def _seen(self, row: FollowUp, delivery: Delivery, channel: Channel) -> tuple[bool, str]:
        """Whether the page shows that it happened, and the id of what it made.

        Raises:
            Gone: the post is there no more.
            ChannelError: the page could not be read.
        """
        assert delivery.remote_id is not None, "what is public has an id"
        if row.kind is Kind.COMMENT and isinstance(channel, Comments):
            found = channel.find_comments(delivery.remote_id, row.text)
            return bool(found), found[0] if found else ""
        shown = channel.shown(delivery.remote_id) if isinstance(channel, Shows) else ""
        if shown is None:
            raise Gone(GONE)
        # Where an edit carries pictures too, the words alone do not prove it: it is done once more.
        is_words_alone = isinstance(channel, Edits) and not channel.replaces_pictures
        return row.kind is Kind.EDIT and is_words_alone and same_words(shown) == same_words(row.text), ""

    def _done(
        self, row: FollowUp, delivery: Delivery, planned: Planned | None, channel: Channel, made: str
    ) -> FollowUp:
        if row.kind is Kind.WITHDRAW:
            return self._gone(row, delivery)
        reason = reasons.COMMENTED if row.kind is Kind.COMMENT else reasons.EDITED
        changes: Changes = {"text": row.text, "text_hash": text_hash(row.text)}
        if row.kind is Kind.EDIT and planned and self._edition().text(planned, channel) == row.text:
            words, cards = self._edition().prints(planned, channel)
            changes["text_hash"] = words_hash(self._edition().wording(planned, channel).body)
            changes |= {"words_print": words, "message": message_of(planned.post)}
            if isinstance(channel, Edits) and channel.replaces_pictures:
                changes["cards_print"] = cards
        with self._ledger.writing(self._who) as book:
            done = book.step(row, delivery, Progress.DONE, reason=reason, remote_id=made, next_try_at=None)
            if row.kind is Kind.EDIT:
                book.note(delivery, reason=reasons.EDITED, **changes)
            return done

    def _not_there(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        """It is not there any more; where the settings lead to another place now, that says nothing of it."""
        if channel.page_key == delivery.page_key:
            return self._gone(row, delivery)
        elsewhere = reasons.ELSEWHERE.filled(place=delivery.page_key, address=delivery.address)
        with self._ledger.writing(self._who) as book:
            return book.step(row, delivery, Progress.HELD, reason=elsewhere)

    def _gone(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        """It is there no more: by this order, or because somebody was quicker."""
        with self._ledger.writing(self._who) as book:
            if row.kind is not Kind.WITHDRAW:
                done = book.step(row, delivery, Progress.DROPPED, reason=reasons.TAKEN_DOWN)
                book.drop(delivery)
                book.move(delivery, State.WITHDRAWN, reason=reasons.TAKEN_DOWN, next_try_at=None)
            else:
                reason = reasons.ordered(reasons.WITHDRAWN, row.asked_by, row.asked_why)
                done = book.step(row, delivery, Progress.DONE, reason=reason, next_try_at=None)
                book.drop(delivery)
                withdrawn = book.move(delivery, State.WITHDRAWN, reason=reason, next_try_at=None)
                if row.is_anew:
                    planned = self._planned(delivery)
                    publish_anew(book, withdrawn, planned.due if planned else delivery.due)
            return done

    def _failed(self, row: FollowUp, delivery: Delivery, channel: Channel, failure: Failure) -> FollowUp:
        reason = reasons.of_failure(failure)
        now = self._clock.now()
        if failure.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}:
            with self._ledger.writing(self._who) as book:
                row = book.step(
                    row,
                    delivery,
                    Progress.SENDING,
                    reason=reason,
                    next_try_at=now,
                    doubtful_rounds=row.doubtful_rounds + 1,
                    looks=0,
                )
            fault_point("after-change-doubt")
            return self._look(row, delivery, channel)
        if failure.kind is FailureKind.CONTENT:
            with self._ledger.writing(self._who) as book:
                return book.step(row, delivery, Progress.HELD, reason=_with_retry(reason, delivery))
        if failure.kind is FailureKind.CREDENTIAL and row.kind is Kind.COMMENT:
            return self._again(row, delivery, reason, wait=_NO_COMMENT_RIGHT)
        return self._again(row, delivery, reason, failure=failure)

    def _again(
        self,
        row: FollowUp,
        delivery: Delivery,
        reason: Reason,
        *,
        failure: Failure | None = None,
        wait: timedelta | None = None,
    ) -> FollowUp:
        """It certainly did not happen: later again, or a person when that has been tried often enough."""
        now = self._clock.now()
        pause = None
        if failure:
            pause = pause_after(failure, self._ledger.paused().get(delivery.page_key), now)
        attempts = row.attempts if pause else row.attempts + 1
        next_try = now + (wait or BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1])
        with self._ledger.writing(self._who) as book:
            if pause:
                book.pause(delivery.page_key, pause.until, pause.kind, rounds=pause.rounds, reason=reason)
                next_try = pause.until
            held = attempts >= TRIES
            to = Progress.HELD if held else Progress.WAITING
            said = _with_retry(reason, delivery) if held else reason
            return book.step(row, delivery, to, reason=said, next_try_at=next_try, attempts=attempts)

    def _no_comment_seen(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        looks = row.looks + 1
        if looks < len(LOOKS):
            next_look = self._clock.now() + LOOKS[looks]
            with self._ledger.writing(self._who) as book:
                return book.step(
                    row,
                    delivery,
                    Progress.SENDING,
                    reason=reasons.NOT_YET,
                    next_try_at=next_look,
                    looks=looks,
                )
        if row.doubtful_rounds < ROUNDS:
            return self._again(row, delivery, reasons.NOT_YET)
        with self._ledger.writing(self._who) as book:
            unsure = reasons.COMMENT_UNSURE.filled(key=delivery.key)
            return book.step(row, delivery, Progress.HELD, reason=unsure, looks=looks)

    def _blind(self, row: FollowUp, delivery: Delivery, failure: Failure) -> FollowUp:
        """The page could not be read, which proves nothing."""
        now: datetime = self._clock.now()
        pause = pause_after(failure, self._ledger.paused().get(delivery.page_key), now)
        attempts = row.attempts + 1
        next_try = now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        reason = reasons.of_failure(failure)
        with self._ledger.writing(self._who) as book:
            if pause:
                book.pause(delivery.page_key, pause.until, pause.kind, rounds=pause.rounds, reason=reason)
                next_try = pause.until
            return book.step(
                row, delivery, Progress.SENDING, reason=reason, next_try_at=next_try, attempts=attempts
            )


def publish_anew(book: Writing, delivery: Delivery, due: datetime) -> Delivery:
    """What was withdrawn is to be published once more, as a person decided: as if it had never begun, and at
    once, though the calendar says *due* (aware).

    The ids that it had are kept, so that a page that lags is not believed to show the new one.
    """
    former = [*delivery.former_ids, *([delivery.remote_id] if delivery.remote_id else [])]
    return book.move(
        delivery,
        State.CLAIMED,
        reason=reasons.ANEW,
        due_at=due,
        former_ids=former,
        owner="",
        lease_until=None,
        next_try_at=None,
        attempts=0,
        doubtful_rounds=0,
        cut_offs=0,
        looks=0,
        media=[],
        media_ever=[],
        drafts=[],
        prepared_at=None,
        first_intent_at=None,
        intent_at=None,
        remote_id=None,
        address="",
        public_at=None,
        scheduled_for=None,
        waived=reasons.ANEW.code,
    )


def _with_retry(reason: Reason, delivery: Delivery) -> Reason:
    then = reasons.CHANGE_TRIED_OUT
    todo = type(then)(
        f"{reason.todo.vi} {then.say('vi', key=delivery.key)}".strip(),
        f"{reason.todo.en} {then.say('en', key=delivery.key)}".strip(),
    )
    return Reason(reason.code, reason.why, todo, reason.detail)
