"""Handing over: the channel's own scheduler holds the posts of the next days, for a PC that is off at night.

The calendar stays the only truth. Whatever changes there (text, card, time, a post taken out) is carried over
in one way: what waits is taken back, and what the calendar says now is handed over anew. Shortly before its
time nothing is touched any more, and after it the page is asked whether the post is public.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from scheduler.channels.channel import ChannelError, Failure, Gone, Receipt, Schedules, Withdraws
from scheduler.clock import Clock
from scheduler.delivery.decisions import BACK_OFF, LOOKS, pause_after
from scheduler.delivery.faults import fault_point
from scheduler.delivery.ledger import Delivery, Ledger, State
from scheduler.delivery.reasons import NEVER_SEEN, Reason, of_failure
from scheduler.delivery.reconcile import CHECK_AFTER, Reach, Reconciler, reached
from scheduler.problems import Text

UNTOUCHED = timedelta(minutes=3)  # before its time: the channel may be at it already
_LATE_THERE = timedelta(minutes=5)  # between looks at a post that should be public and still waits
_AGAIN = timedelta(hours=1)  # until it is offered again, once refused


class _Place(TypedDict):
    remote_id: None
    address: str
    scheduled_for: None


_NOT_THERE: _Place = {"remote_id": None, "address": "", "scheduled_for": None}


class Handover:
    """Follows what was handed over until it is public, or taken back."""

    def __init__(
        self, ledger: Ledger, outlets: Reach, reconciler: Reconciler, clock: Clock, who: str
    ) -> None:
        self._ledger = ledger
        self._outlets = outlets
        self._reconciler = reconciler
        self._clock = clock
        self._who = who

    def follow(self, delivery: Delivery, *, is_wanted: bool, at_once: bool = False) -> Delivery:
        """Bring what the channel holds to what the calendar says: *is_wanted* as it is, or not at all.

        *at_once*: it is taken back in the last minutes too, since nothing at all may become public.

        Raises:
            ClaimLost: someone else has it.
        """
        now, at = self._clock.now(), delivery.scheduled_for
        assert at is not None, "what was handed over has its time"
        if now >= at + CHECK_AFTER:
            is_due = delivery.next_try_at is None or delivery.next_try_at <= now
            return self._verify(delivery) if is_due else delivery
        if is_wanted or (at - now < UNTOUCHED and not at_once):
            return delivery
        return self.take_back(delivery)

    def take_back(self, delivery: Delivery) -> Delivery:
        """Take it from the channel's scheduler. What is left is certainly not public; or it still waits
        there, and is taken back at the next wake-up.

        Raises:
            ClaimLost: someone else has it.
        """
        remote_id = delivery.remote_id
        assert remote_id is not None, "what waits there has an id"
        channel = reached(self._outlets, delivery.key.unit, delivery.key.channel)
        assert isinstance(channel, Withdraws), "what takes posts ahead gives them back"
        with self._ledger.writing(self._who) as book:
            # Without its print it equals nothing in the calendar: once begun, it is gone through with.
            delivery = book.note(delivery, reason=TAKING_BACK, fingerprint="")
        fault_point("before-take-back")
        try:
            channel.withdraw(remote_id)
        except Gone:
            pass  # by us, in a call without an answer; or by a person
        except ChannelError as error:
            fault_point("after-failed-take-back")
            return self._put_off(delivery, error.failure, BACK_OFF[0])
        fault_point("after-take-back")
        now = self._clock.now()
        with self._ledger.writing(self._who) as book:
            if delivery.state is not State.HANDED_OVER:
                return book.note(delivery, reason=TAKEN_BACK, **_NOT_THERE)
            return book.move(delivery, State.RETRY, reason=TAKEN_BACK, next_try_at=now, **_NOT_THERE)

    def _verify(self, delivery: Delivery) -> Delivery:
        """Its time has come: is it public?"""
        fault_point("before-verify")
        try:
            found = self._outcome(delivery)
        except ChannelError as error:
            fault_point("after-failed-verify")
            return self._saw_nothing_sure(delivery, error.failure)
        fault_point("after-verify")
        now = self._clock.now()
        if any(not receipt.waits for receipt in found):
            return self._reconciler.adopt(delivery, found)
        if found:
            with self._ledger.writing(self._who) as book:
                return book.note(delivery, reason=LATE_THERE, next_try_at=now + _LATE_THERE)
        looks = delivery.looks + 1
        with self._ledger.writing(self._who) as book:
            if looks < len(LOOKS):
                return book.note(delivery, reason=NOT_SEEN, next_try_at=now + LOOKS[looks], looks=looks)
            if not delivery.fingerprint:  # it was being taken back, by a call whose answer was lost
                return book.move(
                    delivery, State.RETRY, reason=TAKEN_BACK, next_try_at=now, looks=0, **_NOT_THERE
                )
            vanished = VANISHED.filled(post=delivery.key.post)
            return book.move(delivery, State.HELD, reason=vanished, next_try_at=None, **_NOT_THERE)

    def _outcome(self, delivery: Delivery) -> tuple[Receipt, ...]:
        """What became of it: by its id, and where there is none of that id by a read of the page."""
        assert delivery.remote_id is not None, "what was handed over has an id"
        channel = reached(self._outlets, delivery.key.unit, delivery.key.channel)
        assert isinstance(channel, Schedules), "what was handed over is with a scheduler"
        stands = channel.look_up(delivery.remote_id)
        if stands is not None:
            return (stands,)
        fault_point("after-look-up")
        return self._reconciler.find(delivery)

    def _saw_nothing_sure(self, delivery: Delivery, failure: Failure) -> Delivery:
        at = delivery.scheduled_for
        assert at is not None, "what was handed over has its time"
        is_hopeless = self._clock.now() - at > self._reconciler.patience
        unseen = NEVER_SEEN.filled(key=delivery.key) if is_hopeless else None
        return self._put_off(delivery, failure, _LATE_THERE, give_up=unseen)

    def _put_off(
        self, delivery: Delivery, failure: Failure, wait: timedelta, *, give_up: Reason | None = None
    ) -> Delivery:
        """Ask again after *wait*, or once the page's pause is over; with *give_up* a person must look."""
        now, reason = self._clock.now(), of_failure(failure)
        pause = pause_after(failure, self._ledger.paused().get(delivery.page_key), now)
        with self._ledger.writing(self._who) as book:
            if pause:
                book.pause(delivery.page_key, pause.until, pause.kind, rounds=pause.rounds, reason=reason)
            if give_up is not None:
                return book.move(delivery, State.HELD, reason=give_up, next_try_at=None, scheduled_for=None)
            return book.note(delivery, reason=reason, next_try_at=pause.until if pause else now + wait)


def offered_again(due: datetime, now: datetime) -> datetime:
    """When a post that could not be handed over is tried again: soon, and at its time at the latest."""
    return min(now + _AGAIN, due)


TAKING_BACK = Reason(
    "taking-back",
    Text("đang lấy lại bài đã giao cho Facebook", "it is being taken back from Facebook's scheduler"),
    Text("", ""),
)
TAKEN_BACK = Reason(
    "taken-back",
    Text("đã lấy lại từ Facebook, vì lịch đã đổi", "taken back from Facebook: the calendar has changed"),
    Text("", ""),
)
LATE_THERE = Reason(
    "late-there",
    Text("đã đến giờ mà Facebook chưa cho bài lên", "its time has come, and Facebook still holds it"),
    Text("", ""),
)
NOT_SEEN = Reason(
    "not-seen",
    Text("chưa thấy bài Facebook giữ trên trang", "what Facebook held is not on the page yet"),
    Text("", ""),
)
VANISHED = Reason(
    "vanished",
    Text(
        "bài giao Facebook giữ không còn trên trang lẫn trong mục đã lên lịch: có người đã xóa",
        "what Facebook held is neither on the page nor among its scheduled posts: somebody deleted it",
    ),
    Text(
        "Nếu vẫn muốn đăng, chạy: loa publish {post}",
        "To publish it all the same: loa publish {post}",
    ),
)
