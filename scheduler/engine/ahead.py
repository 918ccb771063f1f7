"""What is given to a channel's own scheduler before its time: which posts, in which order, and when next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.channels.channel import Schedules
from scheduler.delivery.agenda import Planned
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Delivery, State
from scheduler.engine.works import Works
from scheduler.kinds.kind import Can
from scheduler.kinds.registry import kind_of, kinds

_BEGUN_AHEAD = {State.CLAIMED, State.PREPARED, State.RETRY}


def follow(works: Works, now: datetime) -> Iterator[Delivery]:
    """See to all that is held there; gives what was moved."""
    is_frozen = works.ledger.frozen is not None
    paused = works.paused(now, for_changes=True)
    for row in works.ledger.scheduled(now):
        if works.stopping.is_set():
            return
        if row.page_key not in paused and works.page_of(row.key) == row.page_key:
            done = works.courier.follow(row, is_frozen=is_frozen)
            if done is not row:  # what was called may have failed
                paused = works.paused(now, for_changes=True)
            if done is not None and done is not row:
                yield done


def hand_over(works: Works, now: datetime) -> Iterator[Delivery]:
    """Hand over what is due within the channels' spans and has not begun, the earliest first.

    On one page only so many wait as its kind allows; a post that cannot be handed over as it stands is left
    to its time, and so are the later dates of its series, which would else overtake it.
    """
    span = _span(works)
    if not span:
        return
    edition = works.edition()
    waking = works.ledger.waking()
    waiting = Counter(row.page_key for row in waking if row.scheduled_for and row.state not in _BEGUN_AHEAD)
    rows = {row.key: row for row in waking if row.state in _BEGUN_AHEAD}
    overtaken: set[tuple[PostId, UnitId, ChannelName]] = set()
    for planned in _coming(works, now, span, rows):
        if works.stopping.is_set():
            return
        row = rows.get(planned.key)
        target = planned.post.id, planned.unit.id, planned.channel
        channel = works.outlets.get(planned.unit.id, planned.channel)
        if not isinstance(channel, Schedules):
            continue
        kind = kind_of(channel.name)
        if not kind.handover[0] <= planned.due - now <= channel.handover:
            continue
        is_ready = row is None or row.next_try_at is None or row.next_try_at <= now
        done = None
        if (
            is_ready
            and target not in overtaken
            and waiting[channel.page_key] < kind.most_waiting
            and not works.is_paused(channel.page_key)
            and edition.obstacle(planned, channel, now) is None
            and not works.unapproved({planned.post.id})
        ):
            done = works.courier.carry(planned, row, ahead=True)
        if done is not None:
            yield done
        if done is not None and done.state is State.HANDED_OVER:
            waiting[channel.page_key] += 1
        else:
            overtaken.add(target)


def next_look(works: Works, now: datetime) -> datetime | None:
    """When there is something to hand over or to look after (aware); None: never, as the calendar stands."""
    waits = []
    for row in works.ledger.waking():
        is_looked_after = row.state is State.HANDED_OVER and works.page_of(row.key) == row.page_key
        is_begun = row.state in _BEGUN_AHEAD and row.next_try_at is not None and row.next_try_at > now
        if row.next_try_at is not None and (is_looked_after or is_begun):
            waits.append(works.open_from(row.page_key, row.next_try_at, for_changes=is_looked_after))
    span = _span(works)
    if span:
        coming = works.edition().agenda.next_after(now + span)
        waits += [coming - span] if coming is not None else []
    return min(waits, default=None)


def _coming(works: Works, now: datetime, span: timedelta, rows: Mapping[Key, Delivery]) -> Iterator[Planned]:
    """What is due between the soonest and *span* from now, and has not begun or is among *rows*."""
    agenda = works.edition().agenda
    soonest = min(kind.handover[0] for kind in kinds() if Can.SCHEDULE in kind.can)
    planned = [one for date in agenda.between(now + soonest, now + span) for one in agenda.unfold(date)]
    fresh = {one.key for one in works.backlog.not_begun(planned)}
    return (one for one in planned if one.key in fresh or one.key in rows)


def _span(works: Works) -> timedelta:
    """The longest time before which any place takes posts; zero: none does."""
    spans = (place.handover for place in works.places() if isinstance(place, Schedules))
    return max(spans, default=timedelta(0))
