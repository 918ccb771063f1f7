"""Before the first carrying of a new ledger: is this calendar already public, and how it is taken over."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Lists, Receipt, Shows, Trace
from scheduler.delivery import change_reasons, hindrances
from scheduler.delivery.agenda import Agenda, Occurrence, Planned, Target, turn_of
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.reasons import BEGUN, RESEMBLES
from scheduler.engine.newest import (
    Likeness,
    check_newest,
    compare_at_start,
    far_back,
    is_looked_for,
    is_open,
    likenesses,
)
from scheduler.engine.works import Works
from scheduler.kinds.registry import kind_of
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

_BACK = timedelta(days=30)
_LOOKED_FOR = {State.SENDING, State.UNCONFIRMED, State.HANDED_OVER}  # anyway
_SAMPLES = 3  # posts looked for before and after now, on each channel: enough to know, few enough to ask


def check_beginning(works: Works) -> None:
    """Let the newest ledger pass, or a new one beside places that have none of this calendar's posts.

    A page that cannot be read now is let pass too: it is compared before anything goes out there, and nothing
    that was due before the birth is published. Where a place that cannot be compared has, or may have, posts
    of Loa's, the pool rests there anew: which of it went when is not known.

    Raises:
        Stop: the ledger is an older copy, another place carries, or it is new, and posts of this calendar are
            already public.
    """
    works.timekeeper.listen()
    check_newest(works)
    if (
        works.hindrance() is None
    ):  # else nothing goes out: by a wrong clock a page that fails is closed for long
        compare_at_start(works)
    if works.ledger.birth is not None:
        return
    now = works.clock.now()
    agenda = works.edition().agenda
    units = agenda.calendar.units
    for target in ((unit, name) for unit in units for name in works.outlets.names(unit)):
        channel = works.outlets.get(*target)
        if channel is None or isinstance(channel, Lists):
            continue
        past = _of(target, agenda, reversed(agenda.between(now - _BACK, now)))
        coming = _of(target, agenda, agenda.after(now))
        samples = [*islice(past, _SAMPLES), *islice(coming, _SAMPLES)]
        shows = channel if isinstance(channel, Shows) else None
        rests = shows is not None and any(target in agenda.targets(post) for post in agenda.pool)
        try:
            public = _public_of(works, channel, samples, now)
            rests = rests and shows is not None and bool(shows.standing(now - far_back(works)))
        except ChannelError as error:
            log.warning("%s: %s", channel.describe(), error.failure.why.say(works.settings.language))
            public = [()] * len(samples)
        for planned, found in zip(samples, public, strict=True):
            if found:
                raise Stop(
                    _ALREADY_PUBLIC, place=channel.describe(), post=planned.post.id, path=works.ledger.where
                )
        if rests:
            works.ledger.remark(hindrances.REBUILT, channel.page_key)


def lift_credential_pauses(works: Works) -> None:
    """A start is when a mended token comes into play: pages that wait for one try again at once."""
    with works.ledger.writing("loa") as book:
        book.lift(FailureKind.CREDENTIAL)


def rebuild(works: Works) -> list[Delivery]:
    """Take over into the ledger what is already public of this calendar, and let it carry from here.

    Gives what was taken over. A ledger restored from a copy catches up in the same way, and one that was
    carried elsewhere becomes this place's: whatever carried before is told to stop. What only resembles a
    post of the calendar, or was begun and is not seen, is held for a person. What is not public and was due
    before a new ledger is never published.

    Raises:
        Stop: a page cannot be read to its end, so that nothing certain can be said; run again later.
    """
    now = works.clock.now()
    places = works.places()
    was_newest = works.announcer.is_newest(places)
    identity = works.announcer.next_identity(places)
    missed = works.announcer.missed()
    sought = _sought(works, now, missed)
    taken: list[Delivery] = []
    place = places[0] if places else None
    try:
        works.announcer.take_over(identity, places)
        fault_point("after-taking-over")
        for place, group in sought:
            taken += _take_in(works, place, group, now)
            fault_point("after-taking-in")
    except ChannelError as error:
        if was_newest:  # and knows no less than before: it goes on as if nobody had asked
            works.announcer.be(identity)
        where = place.describe() if place else ""
        raise Stop(_UNREADABLE, place=where, code=error.failure.code) from error
    missed |= {str(replace(row.key, channel=place.name)) for row in taken for place, _ in sought}
    for place, group in sought:
        # Elsewhere the same key twice is the same as once.
        if isinstance(place, Lists) or kind_of(place.name).forgets:
            _hold_begun(works, place, [planned for planned in group if str(planned.key) in missed])
    if not was_newest:
        _hold_comments(works)
        _let_the_pool_rest(works, places)
    fault_point("before-taken-over")
    works.begin(identity)
    return taken


def _let_the_pool_rest(works: Works, places: Sequence[Channel]) -> None:
    """Where a place cannot list what it has, nobody knows what of the pool went there: it rests anew."""
    if works.edition().agenda.pool:
        with works.ledger.writing("loa") as book:
            for place in places:
                if not isinstance(place, Lists):
                    book.remark(place.page_key, hindrances.REBUILT)


def _sought(works: Works, now: datetime, missed: Collection[str]) -> list[tuple[Channel, list[Planned]]]:
    """All that the calendar plans and the ledger does not believe public, by its place."""
    agenda = works.edition().agenda
    queued = [Occurrence(post, FIRST, now) for post in (*agenda.queue, *agenda.statements)]
    # Of the pool it asks as far back as its posts rest, and for those that are known to have begun.
    local = now.astimezone(works.settings.zone)
    turns = [turn_of(post, local - timedelta(post.evergreen)) for post in agenda.pool]
    begun = [key for key in map(Key.parse, missed) if (post := agenda.post(key.post)) and post.evergreen]
    planned_ones = [
        planned for one in (*agenda.occurrences, *queued, *turns) for planned in agenda.unfold(one)
    ]
    planned_ones += (one for key in begun if (one := agenda.find(key, now)) and key.occurrence != FIRST)
    found: defaultdict[Target, list[Planned]] = defaultdict(list)
    for planned in planned_ones:
        if is_open(works.ledger.delivery(planned.key)):
            found[planned.unit.id, planned.channel].append(planned)
    reached = ((works.outlets.get(*target), group) for target, group in found.items())
    return [(channel, group) for channel, group in reached if channel is not None]


def _take_in(works: Works, channel: Channel, group: Sequence[Planned], now: datetime) -> list[Delivery]:
    if isinstance(channel, Lists):
        return _take_in_seen(works, channel, _unknown_of(works, channel, channel, group, now))
    taken = []
    for planned, found in zip(group, _public_of(works, channel, group, now), strict=True):
        row = works.ledger.delivery(planned.key)
        if found and (row is None or row.state not in _LOOKED_FOR):
            text = works.edition().text(planned, channel)
            taken.append(works.courier.reconciler.take_in(planned, row, channel.page_key, text, found[0]))
    return taken


def _unknown_of(
    works: Works, channel: Channel, lists: Lists, group: Sequence[Planned], now: datetime
) -> list[Likeness]:
    """What that page shows of *group*, or seems to: since a month before its time, or before it was last
    compared.

    Raises:
        ChannelError: the page could not be read to its end.
    """
    since = min(min(one.due, now) for one in group) - _BACK
    last = works.ledger.compared(channel.page_key)
    if last is not None and last <= now:
        since = max(since, last - _BACK)
    return likenesses(works, channel, lists.seen(since))


def _take_in_seen(works: Works, channel: Channel, found: Sequence[Likeness]) -> list[Delivery]:
    reconciler = works.courier.reconciler
    taken = []
    for like in found:
        planned, seen = like.planned, like.seen
        row = works.ledger.delivery(planned.key)  # as it stands now: it may be like several
        if not is_open(row) or (row and row.state in _LOOKED_FOR and is_looked_for(like)):
            continue
        if like.is_sure:
            taken.append(reconciler.take_in(planned, row, channel.page_key, seen.text, seen.receipt))
            continue
        number = seen.receipt.remote_id
        address = seen.receipt.address or number
        reason = RESEMBLES.filled(post=planned.post.id, key=planned.key, address=address)
        reconciler.suspect(planned, row, channel.page_key, reason, number)
    with works.ledger.writing("loa") as book:
        book.facts.compared(channel.page_key)
    return taken


def _hold_begun(works: Works, channel: Channel, group: Sequence[Planned]) -> None:
    """What another ledger sent, or was about to, and the page does not show: only a person sends it again."""
    for planned in group:
        row = works.ledger.delivery(planned.key)
        if is_open(row) and not (row and row.reason and row.reason.code == RESEMBLES.code):
            reason = BEGUN.filled(post=planned.post.id, key=planned.key)
            works.courier.reconciler.suspect(planned, row, channel.page_key, reason)


def _hold_comments(works: Works) -> None:
    """What this ledger still means to say below a post may stand there by now."""
    for row, delivery in works.ledger.follow_ups():
        if row.kind is Kind.COMMENT and row.progress is Progress.WAITING:
            with works.ledger.writing("loa") as book:
                unsure = change_reasons.COMMENT_UNSURE.filled(key=delivery.key)
                book.follow_ups.step(row, delivery, Progress.HELD, reason=unsure)


def _of(target: Target, agenda: Agenda, dates: Iterable[Occurrence]) -> Iterator[Planned]:
    """What goes to *target* on *dates*."""
    for one in dates:
        unit = agenda.targets(one.post).get(target)
        if unit:
            yield Planned(one.post, unit, target[1], one.name, one.due)


def _public_of(
    works: Works, channel: Channel, entries: Sequence[Planned], now: datetime
) -> list[tuple[Receipt, ...]]:
    """For each of *entries*, what is public of it since a month before its time or, if sooner, before *now*.

    Raises:
        ChannelError: the place could not be read to its end.
    """
    text_of = works.edition().text
    traces = [
        Trace(str(one.key), min(one.due, now) - _BACK, frozenset(), text_of(one, channel)) for one in entries
    ]
    return channel.confirm(traces) if traces else []


_ALREADY_PUBLIC = Text(
    "{place} đã có bài “{post}” của lịch này, nhưng sổ đăng bài {path} là sổ mới, nên chưa đăng gì cả để "
    "khỏi đăng hai lần. Nếu sổ cũ bị dời hay bị xóa, chép lại vào chỗ ấy rồi chạy lại. Nếu không còn sổ "
    "cũ, dựng lại sổ từ những gì đã đăng: loa rebuild",
    "{place} already has the post “{post}” of this calendar, but the ledger {path} is new, so nothing is "
    "published, lest it be published twice. If the old ledger was moved or deleted, put it back and run "
    "again. If it is lost, make it anew from what is public: loa rebuild",
)
_UNREADABLE = Text(
    "Không đọc hết được {place} ({code}), nên chưa dựng lại sổ. Đợi một lát rồi chạy lại.",
    "{place} cannot be read to its end ({code}), so the ledger is not rebuilt. Wait a moment and run again.",
)
