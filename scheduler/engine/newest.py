"""Whether this ledger is the newest: told by its marks outside, and by what each page really shows.

A page is compared before each wake-up that carries something there, and at each start: a post that this
ledger does not know, and that is like one which it believes unpublished, was made with another ledger. What a
person wrote there by hand is like none, and stops nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from scheduler.channels.channel import Channel, ChannelError, Failure, FailureKind, Lists, Schedules, Seen
from scheduler.delivery.agenda import Occurrence, Planned, turn_of
from scheduler.delivery.decisions import TWIN_BACK, pause_unread
from scheduler.delivery.edition import same_words
from scheduler.delivery.faults import fault_point
from scheduler.delivery.key import FIRST
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.plan import Act, Due
from scheduler.delivery.reasons import READ_AGAIN
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

LAG = timedelta(hours=1)  # in which a post may be on the page and not on its edges yet
_FAR_BACK = timedelta(days=30)  # of a page that was never compared
_AROUND = timedelta(days=30)  # between a post's time in the calendar and its time on the page
_NEAR = timedelta(days=3)  # the same, where it only resembles it: next week's may be much like this week's
_AT_START = 25  # pages compared at a start; with more units each is compared once something is due there
_HANDED_OVER = timedelta(hours=1)  # between two comparisons of a page that takes posts ahead
_ALIKE = 75.0  # percent of two texts that are the same: one was made from the other
_SAME, _ITS_PICTURES = 100.0, 200.0
_TITLE = 12  # letters of a first line that two posts do not share by chance
_NOT_PUBLIC = frozenset(set(State) - {State.PUBLISHED, State.WITHDRAWN})
_LOOKED_FOR = frozenset({State.SENDING, State.UNCONFIRMED, State.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Likeness:
    """A post on the page that this ledger does not know, and what it seems to be; *is_sure*: it is that."""

    seen: Seen
    planned: Planned
    row: Delivery | None
    is_sure: bool


def check_newest(works: Works) -> None:
    """Let the newest ledger pass, by what this machine and the websites know; asks no page.

    Raises:
        Stop: it is not, or another place carries.
    """
    works.announcer.check(works.places())


def compare_at_start(works: Works) -> None:
    """Compare the pages before anything else is done; one that cannot be read now is compared later.

    Raises:
        Stop: one holds posts of this calendar that the ledger does not know.
    """
    now = works.clock.now()
    for channel in [place for place in works.places() if isinstance(place, Lists)][:_AT_START]:
        with works.having(channel.page_key) as is_ours:  # or else another machine compares it
            if is_ours and not works.is_paused(channel.page_key):
                compare(works, channel, now)


def compare_for(works: Works, ordered: Sequence[Planned]) -> None:
    """Compare the pages of what is *ordered*, which no pause holds up.

    Raises:
        Stop: one holds posts of this calendar that the ledger does not know, or cannot be read now.
    """
    now = works.clock.now()
    earliest = _earliest(
        (works.page_of(planned.key), _unknown_since(works, planned, min(planned.due, now)))
        for planned in ordered
    )
    for channel in works.places():
        since = earliest.get(channel.page_key)
        if since is None:
            continue
        with works.having(channel.page_key):
            if not compare(works, channel, now, since):
                raise Stop(_UNREADABLE, place=channel.describe())


def compare_due(works: Works, due: Sequence[Due], now: datetime) -> None:
    """Compare each page on which something goes out now.

    Raises:
        Stop: one holds posts of this calendar that the ledger does not know.
    """
    carried = _going_out(due, now)
    earliest = _earliest(
        (item.page_key, _unknown_since(works, item.candidate.planned, item.candidate.time))
        for item in carried
    )
    asked = (works.outlets.get(item.candidate.key.unit, item.candidate.key.channel) for item in carried)
    for channel in {channel.page_key: channel for channel in asked if channel is not None}.values():
        if not works.is_paused(channel.page_key):
            compare(works, channel, now, earliest[channel.page_key])


def _going_out(due: Sequence[Due], now: datetime) -> list[Due]:
    return [item for item in due if item.act is Act.CARRY and item.ready <= now]


def compare_ahead(works: Works, due: Sequence[Due], now: datetime) -> None:
    """Compare each page that takes posts ahead, once an hour, but for those that `compare_due` reads.

    Raises:
        Stop: one holds posts of this calendar that the ledger does not know.
    """
    read_anyhow = {item.page_key for item in _going_out(due, now)}
    for channel in works.places():
        last = works.compared.get(channel.page_key)
        takes_ahead = isinstance(channel, Schedules) and channel.handover > timedelta(0)
        is_stale = last is None or not timedelta(0) <= now - last < _HANDED_OVER
        if channel.page_key in read_anyhow:
            continue
        if takes_ahead and is_stale and not works.is_paused(channel.page_key):
            with works.having(channel.page_key) as is_ours:
                if is_ours:
                    compare(works, channel, now)


def compare(works: Works, channel: Channel, now: datetime, earliest: datetime | None = None) -> bool:
    """Compare *channel*'s page; where it cannot be read (False), nothing goes out there for a while.

    *earliest* is the time of the first post that is to go out there. Where the page was compared after it,
    that post was perhaps not in the calendar then (its file was broken, it was a draft) and was not looked
    for: the page is read again, from before that time.

    Raises:
        Stop: it holds posts of this calendar that the ledger does not know.
    """
    if not isinstance(channel, Lists):
        return True
    fault_point("before-comparison")
    last = works.ledger.compared(channel.page_key)
    since = now - far_back(works) if last is None or last > now else last - LAG
    if earliest is not None and earliest < since:
        since = min(since, earliest - TWIN_BACK)
    try:
        seen = channel.seen(since)
    except ChannelError as error:
        fault_point("after-failed-comparison")
        _put_off(works, channel, error.failure, now)
        return False
    found = next((one for one in likenesses(works, channel, seen) if _is_evidence(one)), None)
    if found:
        raise Stop(
            _UNKNOWN,
            place=channel.describe(),
            path=works.ledger.where,
            post=found.planned.post.id,
            address=found.seen.receipt.address or found.seen.receipt.remote_id,
        )
    fault_point("after-comparison")
    paused = works.ledger.paused().get(channel.page_key)
    with works.ledger.writing("loa") as book:
        book.facts.compared(channel.page_key)
        if paused and paused.kind is FailureKind.DOUBTFUL:
            book.resume(channel.page_key, reason=READ_AGAIN)
    works.compared[channel.page_key] = now
    fault_point("after-compared")
    return True


def far_back(works: Works) -> timedelta:
    """How far back a page is read that was never compared: what rests must not be missed."""
    rests = (timedelta(post.evergreen) for post in works.edition().agenda.pool)
    return max(_FAR_BACK, *rests, timedelta())


def _unknown_since(works: Works, planned: Planned | None, at: datetime) -> datetime:
    """From when on that page shows what may be it, as it goes out *at*.

    Where this ledger is younger than a month, or than the post rests: since then, for it may have gone out by
    an earlier ledger, at another time, and was a draft, or not there, when the page was read back.
    """
    birth = works.ledger.birth
    if planned is None or birth is None:
        return at
    back = at - max(_FAR_BACK, timedelta(planned.post.evergreen))
    return back if back < birth else at


def _earliest(times: Iterable[tuple[str | None, datetime]]) -> dict[str, datetime]:
    """Of each page the first of its times."""
    found: dict[str, datetime] = {}
    for page, at in times:
        if page is not None:
            found[page] = min(at, found.get(page, at))
    return found


def likenesses(works: Works, channel: Channel, seen: Sequence[Seen]) -> list[Likeness]:
    """Those of *seen* that the ledger does not know and the calendar does, the sure ones first."""
    unknown = works.ledger.history.unknown(channel.page_key, [one.receipt.remote_id for one in seen])
    strange = sorted(
        (one for one in seen if one.receipt.remote_id in unknown), key=lambda one: one.receipt.at
    )
    if not strange:
        return []
    since = min(one.receipt.at for one in strange) - _AROUND
    days = {one.receipt.at.astimezone(works.settings.zone).date(): one.receipt.at for one in strange}
    entries = list(_entries(works, channel, since, strange[-1].receipt.at + _AROUND, days.values()))
    rows = {row.key: row for row in works.ledger.deliveries(posts={one.post.id for one in entries})}
    edition = works.edition()
    texts = [same_words(edition.text(one, channel)) for one in entries]
    sent = [same_words(row.text) if (row := rows.get(one.key)) else "" for one in entries]
    found = []
    for one in strange:
        others = unknown[one.receipt.remote_id]
        likely = _likely(one, texts, sent)
        for place, planned in enumerate(entries):
            row = rows.get(planned.key)
            if planned.key in others:
                likely.pop(place, None)
            elif row and not one.media.isdisjoint(row.media_ever):
                likely[place] = _ITS_PICTURES
            elif likely.get(place, 0.0) < _SAME and (others or not _is_near(planned, one)):
                likely.pop(place, None)  # what a person was told of is nothing else but what it surely is
        best = _best(likely, [rows.get(planned.key) for planned in entries], entries, one)
        if best is not None:
            planned = entries[best]
            row = rows.get(planned.key)
            found.append(Likeness(one, planned, row, likely[best] >= _SAME))
    return sorted(found, key=lambda like: not like.is_sure)


def _likely(one: Seen, *texts: Sequence[str]) -> dict[int, float]:
    """The places of those of *texts* that are like it, and how much, in percent."""
    words, title = same_words(one.text), _title(one.text)
    likely: dict[int, float] = {}
    for those in texts:
        near = process.extract(words, those, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        for _, score, place in near:
            likely[place] = max(score, likely.get(place, 0.0))
        if title:
            for place, text in enumerate(those):
                if text.startswith(title):
                    likely.setdefault(place, _ALIKE)
    return likely


def _is_near(planned: Planned, one: Seen) -> bool:
    """Whether it stands there from about its time in the calendar; what waits in the queue has none."""
    return planned.post.at is None or abs(planned.due - one.receipt.at) <= _NEAR


def _best(
    likely: Mapping[int, float], rows: Sequence[Delivery | None], entries: Sequence[Planned], one: Seen
) -> int | None:
    """Which of *entries* it is: one that says just the same, the nearest in time; else, of those that are not
    public, the likest. A calendar's posts may be much like each other."""

    def far(place: int) -> tuple[float, timedelta]:
        return -likely[place], abs(entries[place].due - one.receipt.at)

    sure = [place for place, score in likely.items() if score >= _SAME]
    return min(sure or (place for place in likely if is_open(rows[place])), key=far, default=None)


def is_open(row: Delivery | None) -> bool:
    """Whether this ledger believes it unpublished."""
    return row is None or row.state in _NOT_PUBLIC


def is_looked_for(one: Likeness) -> bool:
    """Whether it is what this ledger's own call made, and looks for by itself."""
    row = one.row
    if row is None or not row.text or not _looks(row):
        return False
    same = same_words(row.text) == same_words(one.seen.text)
    return same or not one.seen.media.isdisjoint(row.media_ever)


def _looks(row: Delivery) -> bool:
    """Whether it is looked for before it is sent."""
    return row.state in _LOOKED_FOR or bool(row.doubtful_rounds or row.cut_offs)


def _is_evidence(one: Likeness) -> bool:
    return is_open(one.row) and not is_looked_for(one)


def _entries(
    works: Works, channel: Channel, since: datetime, until: datetime, times: Iterable[datetime]
) -> Iterator[Planned]:
    """All that the calendar plans for that page in that span, and the queue; of the pool, what may stand
    there since *times*."""
    agenda = works.edition().agenda
    now = works.clock.now()
    untimed = (*agenda.queue, *agenda.statements)
    queued: Collection[Occurrence] = [Occurrence(post, FIRST, now) for post in untimed]
    zone = works.settings.zone
    turns = [turn_of(post, at.astimezone(zone)) for post in agenda.pool for at in times]
    for one in (*agenda.between(since, until), *queued, *turns):
        for planned in agenda.unfold(one):
            if works.page_of(planned.key) == channel.page_key:
                yield planned


def _title(text: str) -> str:
    """The first line, as it is compared; '' where it says too little."""
    first = same_words(text.strip().partition("\n")[0])
    return first if len(first) >= _TITLE else ""


def _put_off(works: Works, channel: Channel, failure: Failure, now: datetime) -> None:
    log.warning("%s: %s", channel.page_key, failure.why.say(works.settings.language))
    paused = works.ledger.paused().get(channel.page_key)
    pause = pause_unread(failure, paused, now)
    if paused is None or paused.not_before < pause.until:  # what a person ordered may ask within a pause
        with works.ledger.writing("loa") as book:
            book.pause(channel.page_key, pause)
    fault_point("after-put-off")


_UNREADABLE = Text(
    "Không đọc được {place} nên chưa biết trên đó đã có bài hay chưa; Loa chưa đăng gì. Đợi một lát rồi "
    "chạy lại.",
    "{place} cannot be read, so it is not known whether the post stands there already; nothing is published. "
    "Wait a moment and run again.",
)
_UNKNOWN = Text(
    "{place} có một bài mà sổ {path} không biết, giống bài “{post}” trong lịch mà theo sổ thì chưa đăng: "
    "{address}. Có thể sổ này không phải là sổ mới nhất, có máy khác cũng đang đăng, hoặc ai đó đã đăng "
    "tay. Loa chưa đăng gì, để khỏi đăng hai lần. Xem có máy nào khác đang chạy Loa không; nếu không, để "
    "Loa ghi vào sổ những gì đã đăng: loa rebuild",
    "{place} has a post that the ledger {path} does not know, and that is like the post “{post}” of the "
    "calendar, which was not published by this ledger: {address}. This ledger may not be the newest, "
    "another machine may publish too, or somebody posted by hand. Nothing is published, lest it be "
    "published twice. See whether another machine runs Loa; if none does, let Loa enter what is public: loa "
    "rebuild",
)
