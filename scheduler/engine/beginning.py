"""Before the first carrying of a new ledger: is this calendar already public, and how it is taken over."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Receipt, Trace
from scheduler.delivery.agenda import Agenda, Occurrence, Planned, Target
from scheduler.delivery.key import FIRST
from scheduler.delivery.ledger import Delivery, State
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

_BACK = timedelta(days=30)
# In a copy put in the ledger's place these may be public since; what is in doubt is looked for anyway.
_PERHAPS_OLD = {State.CLAIMED, State.PREPARED, State.RETRY, State.HELD, State.SKIPPED}
_SAMPLES = 3  # posts looked for before and after now, on each channel: enough to know, few enough to ask


def check_beginning(works: Works) -> None:
    """Let a ledger that has carried before, or a place that has none of this calendar's posts, pass.

    A page that cannot be read now is let pass too: nothing that was due before the birth is published.

    Raises:
        Stop: the ledger is new, and posts of this calendar are already public.
    """
    if works.ledger.birth is not None:
        return
    now = works.clock.now()
    agenda = works.edition().agenda
    units = agenda.calendar.units
    for target in ((unit, name) for unit in units for name in works.outlets.names(unit)):
        channel = works.outlets.get(*target)
        if channel is None:
            continue
        past = _of(target, agenda, reversed(agenda.between(now - _BACK, now)))
        coming = _of(target, agenda, agenda.after(now))
        samples = [*islice(past, _SAMPLES), *islice(coming, _SAMPLES)]
        try:
            public = _public_of(works, channel, samples, now)
        except ChannelError as error:
            log.warning("%s: %s", channel.describe(), error.failure.why.say(works.settings.language))
            continue
        for planned, found in zip(samples, public, strict=True):
            if found:
                raise Stop(
                    _ALREADY_PUBLIC, place=channel.describe(), post=planned.post.id, path=works.ledger.path
                )


def lift_credential_pauses(works: Works) -> None:
    """A start is when a mended token comes into play: pages that wait for one try again at once."""
    with works.ledger.writing("loa") as book:
        book.lift(FailureKind.CREDENTIAL)


def rebuild(works: Works) -> list[Delivery]:
    """Take over into the ledger what is already public of this calendar, and note its birth.

    Gives what was taken over; a ledger restored from a copy catches up in the same way. What is not public
    and was due before a new ledger is never published.

    Raises:
        Stop: a page cannot be read to its end, so that nothing certain can be said; run again later.
    """
    now = works.clock.now()
    agenda = works.edition().agenda
    queued = (Occurrence(post, FIRST, now) for post in agenda.queue)
    sought: defaultdict[Target, list[Planned]] = defaultdict(list)
    for planned in (planned for one in (*agenda.occurrences, *queued) for planned in agenda.unfold(one)):
        row = works.ledger.delivery(planned.key)
        if row is None or row.state in _PERHAPS_OLD:
            sought[planned.unit.id, planned.channel].append(planned)
    taken = []
    for target, group in sought.items():
        channel = works.outlets.get(*target)
        if channel is None:
            continue
        try:
            public = _public_of(works, channel, group, now)
        except ChannelError as error:
            raise Stop(_UNREADABLE, place=channel.describe(), code=error.failure.code) from error
        for planned, found in zip(group, public, strict=True):
            if found:
                taken.append(_take_over(works, channel, planned, found))
    works.begin()
    return taken


def _take_over(works: Works, channel: Channel, planned: Planned, found: tuple[Receipt, ...]) -> Delivery:
    wording = works.edition().wording(planned, channel)
    row = works.ledger.delivery(planned.key)
    reconciler = works.courier.reconciler
    if row is None:
        return reconciler.take_in(planned, channel.page_key, wording, found)
    return reconciler.catch_up(row, channel.page_key, wording, found)


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
    return channel.find(traces) if traces else []


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
