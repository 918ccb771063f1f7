"""Handing over: the channel's own scheduler holds the posts of the next days, for a PC that is off at night.

The calendar stays the only truth. Whatever changes there (text, card, time, a post taken out) is carried over
in one way: what waits is taken back, and what the calendar says now is handed over anew. Shortly before its
time nothing is touched any more, and after it the page is asked whether the post is public.
"""

from __future__ import annotations

from datetime import timedelta

from scheduler.channels.channel import ChannelError, Gone, Receipt, Schedules, Withdraws
from scheduler.delivery.core import Core
from scheduler.delivery.decisions import (
    CHECK_AFTER,
    Verdict,
    after_blind_check,
    after_failed_take_back,
    after_time,
    taken_back,
)
from scheduler.delivery.faults import fault_point
from scheduler.delivery.reasons import TAKING_BACK, at_channel
from scheduler.delivery.reconcile import Reconciler
from scheduler.delivery.records import Delivery

UNTOUCHED = timedelta(minutes=3)  # before its time: the channel may be at it already


class Handover:
    """Follows what was handed over until it is public, or taken back."""

    def __init__(self, core: Core, reconciler: Reconciler) -> None:
        self._core = core
        self._reconciler = reconciler

    def follow(self, delivery: Delivery, *, is_wanted: bool, at_once: bool) -> Delivery:
        """Bring what the channel holds to what the calendar says: *is_wanted* as it is, or not at all.

        *at_once*: it is taken back in the last minutes too, since nothing at all may become public.

        Raises:
            ClaimLost: someone else has it.
        """
        now, at = self._core.clock.now(), delivery.scheduled_for
        assert at is not None, "what was handed over has its time"
        if now >= at + CHECK_AFTER:
            is_due = delivery.next_try_at is None or delivery.next_try_at <= now
            return self._verify(delivery) if is_due else delivery
        if is_wanted or (at - now < UNTOUCHED and not at_once):
            return delivery
        return self.take_back(delivery)

    def take_back(self, delivery: Delivery) -> Delivery:
        """Take it from the channel's scheduler. What is left is certainly not public; or it still waits
        there, and is taken back at the next wake-up. It makes nothing public, and so asks no guard.

        Raises:
            ClaimLost: someone else has it.
        """
        core, remote_id = self._core, delivery.remote_id
        assert remote_id is not None, "what waits there has an id"
        channel = core.channel(delivery.key)
        assert isinstance(channel, Withdraws), "what takes posts ahead gives them back"
        # Without its print it equals nothing in the calendar: once begun, it is gone through with.
        delivery = core.settle(
            delivery, Verdict(delivery.state, at_channel(TAKING_BACK, delivery.key), {"fingerprint": ""})
        )
        fault_point("before-take-back")
        try:
            channel.withdraw(remote_id)
        except Gone:
            pass  # by us, in a call without an answer; or by a person
        except ChannelError as error:
            fault_point("after-failed-take-back")
            paused, now = core.paused(delivery.page_key), core.clock.now()
            return core.settle(delivery, after_failed_take_back(delivery, error.failure, paused, now))
        fault_point("after-take-back")
        return core.settle(delivery, taken_back(delivery, core.clock.now()))

    def _verify(self, delivery: Delivery) -> Delivery:
        """Its time has come: is it public?"""
        core = self._core
        fault_point("before-verify")
        try:
            found = self._outcome(delivery)
        except ChannelError as error:
            fault_point("after-failed-verify")
            paused, now = core.paused(delivery.page_key), core.clock.now()
            return core.settle(
                delivery, after_blind_check(delivery, error.failure, paused, now, core.patience)
            )
        fault_point("after-verify")
        if any(not receipt.waits for receipt in found):
            return self._reconciler.adopt(delivery, found)
        return core.settle(delivery, after_time(delivery, core.clock.now(), still_waits=bool(found)))

    def _outcome(self, delivery: Delivery) -> tuple[Receipt, ...]:
        """What became of it: by its id, and where there is none of that id by a read of the page."""
        assert delivery.remote_id is not None, "what was handed over has an id"
        channel = self._core.channel(delivery.key)
        assert isinstance(channel, Schedules), "what was handed over is with a scheduler"
        stands = channel.look_up(delivery.remote_id)
        if stands is not None:
            return (stands,)
        fault_point("after-look-up")
        return self._reconciler.find(delivery)
