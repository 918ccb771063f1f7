"""Before the first carrying of a new ledger: is this calendar already public, and how it is taken over."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Trace
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
        for planned in (*islice(past, _SAMPLES), *islice(coming, _SAMPLES)):
            if _is_public(works, channel, planned, now):
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
    edition = works.edition()
    now = works.clock.now()
    taken = []
    agenda = edition.agenda
    queued = (Occurrence(post, FIRST, now) for post in agenda.queue)
    for planned in (planned for one in (*agenda.occurrences, *queued) for planned in agenda.unfold(one)):
        channel = works.outlets.get(planned.unit.id, planned.channel)
        row = works.ledger.delivery(planned.key)
        if channel is None or (row and row.state not in _PERHAPS_OLD):
            continue
        text = edition.text(planned, channel)
        since = min(planned.due, now) - _BACK
        try:
            found = channel.find(Trace(key=str(planned.key), since=since, media=frozenset(), text=text))
        except ChannelError as error:
            raise Stop(_UNREADABLE, place=channel.describe(), code=error.failure.code) from error
        if found and row:
            taken.append(works.courier.reconciler.catch_up(row, channel.page_key, text, found))
        elif found:
            taken.append(works.courier.reconciler.take_in(planned, channel.page_key, text, found))
    works.begin()
    return taken


def _of(target: Target, agenda: Agenda, dates: Iterable[Occurrence]) -> Iterator[Planned]:
    """What goes to *target* on *dates*."""
    for one in dates:
        unit = agenda.targets(one.post).get(target)
        if unit:
            yield Planned(one.post, unit, target[1], one.name, one.due)


def _is_public(works: Works, channel: Channel, planned: Planned, now: datetime) -> bool:
    text = works.edition().text(planned, channel)
    trace = Trace(key=str(planned.key), since=now - _BACK, media=frozenset(), text=text)
    try:
        return bool(channel.find(trace))
    except ChannelError as error:
        log.warning("%s: %s", channel.describe(), error.failure.why.say(works.settings.language))
        return False


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
