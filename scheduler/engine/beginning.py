"""Before the first carrying of a new ledger: is this calendar already public somewhere?"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Trace
from scheduler.delivery.plan import Planned
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

_BACK = timedelta(days=30)
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
    for name, channel in works.channels.items():
        entries = [planned for planned in agenda.entries if planned.channel == name]
        past = [planned for planned in entries if now - _BACK <= planned.due <= now]
        coming = [planned for planned in entries if planned.due > now]
        for planned in (*past[-_SAMPLES:], *coming[:_SAMPLES]):
            if _is_public(works, channel, planned, now):
                raise Stop(
                    _ALREADY_PUBLIC, place=channel.describe(), post=planned.post.id, path=works.ledger.path
                )


def lift_credential_pauses(works: Works) -> None:
    """A start is when a mended token comes into play: pages that wait for one try again at once."""
    with works.ledger.writing("loa") as book:
        book.lift(FailureKind.CREDENTIAL)


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
