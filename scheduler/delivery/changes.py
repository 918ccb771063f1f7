"""Carrying out what follows a publication: the first comment, a correction, taking it down.

The order is the courier's: write down the intent → one call → write down what came of it. What was in hand
when a run ended, or had no clear answer, is looked at on the page before anything else. An edit and a
withdrawal may be done again without harm; a comment only when complete reads have not shown it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.core import Core
from scheduler.delivery.decisions import (
    ChangeVerdict,
    Verdict,
    change_after_blind_look,
    change_after_empty_look,
    change_after_failure,
    change_again,
    set_aside,
)
from scheduler.delivery.edition import message_of, same_words
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import FollowUp, FollowUpChanges, Kind, Progress
from scheduler.delivery.moves import Writing, text_hash, words_hash
from scheduler.delivery.reason import Reason, as_failure, ordered
from scheduler.delivery.records import Changes, Delivery
from scheduler.delivery.states import CHANGEABLE, ClaimLost, State
from scheduler.delivery.witness import Unusable

_WHILE_STOPPED = timedelta(minutes=1)
_GONE = as_failure(change_reasons.TAKEN_DOWN, FailureKind.CONTENT)


class ChangeCarrier:
    """Carries follow-ups, one at a time; a withdrawal minds no hindrance."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def carry(self, row: FollowUp) -> FollowUp | None:
        """Take *row* as far as it goes; None: someone else has it.

        Nothing that goes wrong with it is raised: it is written down, and tried again or held.

        Raises:
            SQLAlchemyError: the ledger itself cannot be read or written.
            Stop: another ledger carries.
        """
        delivery = self._core.ledger.delivery_of(row)

        def tried(error: Exception) -> FollowUp:
            return self._after_the_unexpected(row, delivery, reasons.of_exception(error))

        carried = self._core.shielded(delivery.key, lambda: self._carry(row, delivery), tried)
        if carried is not None:
            fault_point("after-change-carried")
        return carried

    def taken_down(self, delivery: Delivery) -> Delivery:
        """A person took it down on the page: it is never published again by itself.

        Raises:
            ClaimLost: someone else moved it meanwhile.
        """
        with self._core.writing() as book:
            return _withdrawn(book, delivery, change_reasons.TAKEN_DOWN)

    def _carry(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        channel = self._core.channel(delivery.key)
        if delivery.state not in CHANGEABLE or delivery.remote_id is None:
            return self._settle(row, delivery, Progress.DROPPED, change_reasons.NOT_YET)
        if row.progress is Progress.SENDING:
            return self._look(row, delivery, channel)
        fault_point("before-change-intent")
        return self._change(row, delivery, channel)

    def _change(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        core = self._core
        edition, guard = core.edition(), core.guard
        planned = self._planned(delivery) if row.kind is Kind.EDIT else None
        obstacle = self._obstacle(row, delivery, planned, channel)
        text = edition.text(planned, channel) if planned and not obstacle else row.text
        now = core.clock.now()
        hindrance = None if row.is_bare_withdrawal else guard.hindrance()
        with core.writing() as book:
            if planned and obstacle is None:
                post = planned.post
                if not guard.approves(lambda: book.decisions(post.id), edition, post):
                    obstacle = reasons.UNAPPROVED.filled(post=post.id)
            stopped = hindrance if row.kind is Kind.WITHDRAW else guard.stops(book, hindrance)
            if obstacle and not hindrance:
                verdict = ChangeVerdict(Progress.HELD, change_reasons.with_retry(obstacle, delivery.key))
            elif stopped:
                verdict = ChangeVerdict(row.progress, stopped, {"next_try_at": now + _WHILE_STOPPED})
            else:
                intent: FollowUpChanges = {"text": text, "looks": 0}
                verdict = ChangeVerdict(Progress.SENDING, change_reasons.CHANGE_INTENT, intent)
            row = book.settle_change(row, delivery, verdict)
        if row.progress is not Progress.SENDING:
            return row
        row = self._announce(row, delivery)
        if row.progress is not Progress.SENDING:
            return row
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

    def _announce(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        guard = self._core.guard
        fault_point("after-change-intent")
        try:
            guard.announce(delivery.key)
        except Unusable:
            self._not_called(row, delivery, reasons.UNANNOUNCED)
            raise
        fault_point("after-change-announcement")
        hindrance = None if row.is_bare_withdrawal else guard.hindrance()  # it may have taken its time
        return self._not_called(row, delivery, hindrance) if hindrance else row

    def _not_called(self, row: FollowUp, delivery: Delivery, reason: Reason) -> FollowUp:
        """The intent stands, and the call is not made: there is nothing to look for."""
        waits = ChangeVerdict(Progress.WAITING, reason, {"next_try_at": self._core.clock.now()})
        return self._core.settle_change(row, delivery, waits)

    def _obstacle(
        self, row: FollowUp, delivery: Delivery, planned: Planned | None, channel: Channel
    ) -> Reason | None:
        if row.kind is not Kind.EDIT:
            return None
        if planned is None:
            return reasons.GONE
        edition, now = self._core.edition(), self._core.clock.now()
        return edition.obstacle(planned, channel, now, is_public=True, cards=delivery.cards_print)

    def _planned(self, delivery: Delivery) -> Planned | None:
        return self._core.edition().agenda.find(delivery.key, delivery.due)

    def _call(self, row: FollowUp, delivery: Delivery, channel: Channel, planned: Planned | None) -> str:
        """The one call; gives the id of what it made, if it makes something."""
        assert delivery.remote_id is not None, "what is public has an id"
        if row.kind is Kind.WITHDRAW and isinstance(channel, Withdraws):
            channel.withdraw(delivery.remote_id)
            return ""
        if row.kind is Kind.COMMENT and isinstance(channel, Comments):
            return channel.comment(delivery.remote_id, row.text)
        if row.kind is Kind.EDIT and isinstance(channel, Edits) and planned:
            core = self._core
            channel.edit(delivery.remote_id, core.outgoing(core.edition(), planned, channel))
            return ""
        raise LookupError(f"{channel.name} cannot {row.kind.value}")

    def _look(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        """What became of a call that had no clear answer, or during which the program ended."""
        core = self._core
        fault_point("before-change-look")
        try:
            happened, made = self._seen(row, delivery, channel)
        except Gone:
            fault_point("after-change-look-gone")
            return self._not_there(row, delivery, channel)
        except ChannelError as error:
            fault_point("after-failed-change-look")
            paused, now = core.paused(delivery.page_key), core.clock.now()
            blind = change_after_blind_look(row, delivery, error.failure, paused, now)
            return core.settle_change(row, delivery, blind)
        fault_point("after-change-look")
        if happened:
            return self._done(row, delivery, self._planned(delivery), channel, made)
        return core.settle_change(row, delivery, change_after_empty_look(row, delivery, core.clock.now()))

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
            raise Gone(_GONE)
        # Where an edit carries more than the text, pictures or a title, that does not prove it: once more.
        is_words_alone = (
            isinstance(channel, Edits) and not channel.replaces_pictures and channel.limits.inline
        )
        return row.kind is Kind.EDIT and is_words_alone and same_words(shown) == same_words(row.text), ""

    def _done(
        self, row: FollowUp, delivery: Delivery, planned: Planned | None, channel: Channel, made: str
    ) -> FollowUp:
        if row.kind is Kind.WITHDRAW:
            return self._gone(row, delivery)
        reason = change_reasons.COMMENTED if row.kind is Kind.COMMENT else change_reasons.EDITED
        edition = self._core.edition()
        changes: Changes = {"text": row.text, "text_hash": text_hash(row.text)}
        if row.kind is Kind.EDIT and planned and edition.text(planned, channel) == row.text:
            words, cards = edition.prints(planned, channel)
            changes["text_hash"] = words_hash(edition.wording(planned, channel).body)
            changes |= {"words_print": words, "message": message_of(planned.post)}
            if isinstance(channel, Edits) and channel.replaces_pictures:
                changes["cards_print"] = cards
        finished: FollowUpChanges = {"remote_id": made, "next_try_at": None}
        with self._core.writing() as book:
            done = book.settle_change(row, delivery, ChangeVerdict(Progress.DONE, reason, finished))
            if row.kind is Kind.EDIT:
                book.settle(delivery, Verdict(delivery.state, change_reasons.EDITED, changes))
            return done

    def _not_there(self, row: FollowUp, delivery: Delivery, channel: Channel) -> FollowUp:
        """It is not there any more; where the settings lead to another place now, that says nothing of it."""
        if channel.page_key == delivery.page_key:
            return self._gone(row, delivery)
        elsewhere = change_reasons.ELSEWHERE.filled(place=delivery.page_key, address=delivery.address)
        return self._settle(row, delivery, Progress.HELD, elsewhere)

    def _gone(self, row: FollowUp, delivery: Delivery) -> FollowUp:
        """It is there no more: by this order, or because somebody was quicker."""
        if row.kind is Kind.WITHDRAW:
            reason = ordered(change_reasons.WITHDRAWN, row.asked_by, row.asked_why)
            verdict = ChangeVerdict(Progress.DONE, reason, {"next_try_at": None})
        else:
            reason = change_reasons.TAKEN_DOWN
            verdict = ChangeVerdict(Progress.DROPPED, reason)
        planned = self._planned(delivery) if row.is_anew else None
        with self._core.writing() as book:
            done = book.settle_change(row, delivery, verdict)
            withdrawn = _withdrawn(book, delivery, reason)
            if row.kind is Kind.WITHDRAW and row.is_anew:
                publish_anew(book, withdrawn, planned.due if planned else delivery.due)
            return done

    def _failed(self, row: FollowUp, delivery: Delivery, channel: Channel, failure: Failure) -> FollowUp:
        paused, now = self._core.paused(delivery.page_key), self._core.clock.now()
        verdict = change_after_failure(row, delivery, failure, paused, now)
        row = self._core.settle_change(row, delivery, verdict)
        if row.progress is not Progress.SENDING:
            return row
        fault_point("after-change-doubt")
        return self._look(row, delivery, channel)

    def _after_the_unexpected(self, before: FollowUp, delivery: Delivery, reason: Reason) -> FollowUp:
        row = next((one for one, _ in self._core.ledger.follow_ups() if one.id == before.id), None)
        if row is None:
            raise ClaimLost(f"{delivery.key} {before.kind.value}")
        now = self._core.clock.now()
        if row.progress is not Progress.SENDING:
            verdict = change_again(row, delivery, reason, now)
        elif before.progress is Progress.SENDING:  # the look failed, and proves nothing
            failure = as_failure(reason, FailureKind.CERTAIN)
            verdict = change_after_blind_look(row, delivery, failure, None, now)
        else:
            failure = as_failure(reason, FailureKind.DOUBTFUL)
            verdict = change_after_failure(row, delivery, failure, None, now)
        return self._core.settle_change(row, delivery, verdict)

    def _settle(self, row: FollowUp, delivery: Delivery, progress: Progress, reason: Reason) -> FollowUp:
        return self._core.settle_change(row, delivery, ChangeVerdict(progress, reason))


def _withdrawn(book: Writing, delivery: Delivery, reason: Reason) -> Delivery:
    """It is public no more, and whatever else was to be done with it no longer matters."""
    book.follow_ups.drop(delivery)
    return book.settle(delivery, set_aside(State.WITHDRAWN, reason))


def publish_anew(book: Writing, delivery: Delivery, due: datetime) -> Delivery:
    """What was withdrawn is to be published once more, as a person decided: as if it had never begun, and at
    once, though the calendar says *due* (aware).

    The ids that it had are kept, so that a page that lags is not believed to show the new one.
    """
    former = [*delivery.former_ids, *([delivery.remote_id] if delivery.remote_id else [])]
    return book.move(
        delivery,
        State.CLAIMED,
        reason=change_reasons.ANEW,
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
        waived=change_reasons.ANEW.code,
    )
