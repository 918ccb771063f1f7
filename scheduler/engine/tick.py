"""One wake-up: take what is due, oldest first, and carry it. Whoever calls it holds the right to carry."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.calendar.model import ChannelName, Post, PostId, UnitId
from scheduler.delivery.agenda import Occurrence, Planned, turn_of
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.plan import PUNCTUAL, Act
from scheduler.delivery.states import SETTLED, STATES
from scheduler.engine import ahead
from scheduler.engine.by_hand import remind
from scheduler.engine.following import follow, next_follow, visit
from scheduler.engine.freezing import check_not_frozen, is_kept
from scheduler.engine.newest import check_newest, compare_ahead, compare_for
from scheduler.engine.pages import carry_due
from scheduler.engine.selection import ALL, Selection
from scheduler.engine.setting_right import is_to_be_set_right, set_right
from scheduler.engine.standstill import Standstill, check_not_standing, standstill
from scheduler.engine.upkeep import keep_access, take_up_mended, tidy
from scheduler.engine.works import Works
from scheduler.problems import Problem, Stop, Text

log = logging.getLogger(__name__)

LINGER = 60.0  # seconds that a single run stays for looks at a doubtful delivery
_NAP = 1.0  # seconds between two glances at whether to stop
_CARRIED_ON_ORDER = {State.RETRY, State.CLAIMED, State.PREPARED, State.SKIPPED, State.HELD}
_LOOKED_FOR = {State.SENDING, State.UNCONFIRMED}


@dataclass(frozen=True, slots=True)
class TickReport:
    """What a wake-up did: the deliveries it touched as they stand now, when the next is due (aware; None:
    never, as the calendar stands), what is wrong with the calendar, and why nothing could be carried."""

    carried: tuple[Delivery, ...]
    next_due: datetime | None
    problems: tuple[Problem, ...] = ()
    standstill: Standstill | None = None


def tick(works: Works, only: Selection = ALL) -> TickReport:
    """Do all that is due now, and say when to come again.

    Raises:
        SQLAlchemyError: the ledger cannot be read or written; the next wake-up goes on where this ended.
        Stop: the ledger is not the newest, or another place carries.
    """
    works.timekeeper.listen()
    standing = standstill(works)
    if standing is not None:
        works.announcer.check(())  # what the websites say is not asked: their units may not be known just now
        follow(works, only)  # what is to be taken down is; all else waits
        to_come = (next_follow(works), works.timekeeper.next_question)
        return TickReport((), min((one for one in to_come if one), default=None), standstill=standing)
    check_newest(works)
    if works.timekeeper.is_proved and is_to_be_set_right(works, works.clock.now()):
        set_right(works)
    works.begin()
    now = works.clock.now()
    take_up_mended(works)
    works.backlog.take_in_again()
    tidy(works, now)
    keep_access(works, now)
    remind(works, now)
    if works.ledger.frozen is None:  # a slot that comes while all is frozen stays empty
        works.slots.give_turns(now)
    follow(works, only)
    visit(works)
    carried = [tell(works, held) for held in ahead.follow(works, now)]
    due = works.backlog.due(now)
    compare_ahead(works, due, now)
    carried += [tell(works, row) for row in carry_due(works, due, now, only)]
    if only == ALL and works.ledger.frozen is None:
        carried += [tell(works, given) for given in ahead.hand_over(works, now)]
    follow(works, only)
    works.pinger.ping(works.places(), works.clock.now())
    return TickReport(tuple(carried), next_due(works), works.problems())


def due_now(works: Works, only: Selection = ALL) -> list[Key]:
    """What `tick` would carry now, for a dry run: what is due, and the queued posts whose slot has come."""
    if works.hindrance() is not None:
        return []
    now = works.clock.now()
    due = [
        item.candidate.key
        for item in works.backlog.due(now)
        if item.ready <= now and item.act is not Act.WAIT
    ]
    turns = [planned.key for planned in works.slots.turns(now)]
    return [key for key in (*due, *turns) if only.takes(key)]


def next_due(works: Works) -> datetime | None:
    """When there is something to do again (aware; it may be past); None: never, as the calendar stands."""
    now = works.clock.now()
    is_frozen = works.ledger.frozen is not None
    waits = [
        works.open_from(item.page_key, item.ready)
        for item in works.backlog.due(now)
        if not (item.act is Act.CARRY and is_kept(works, item.candidate))
    ]
    to_come = (
        works.edition().agenda.next_after(now),
        None if is_frozen else works.slots.queue().next_turn(now),
        ahead.next_look(works, now),
        next_follow(works),
    )
    return min((*waits, *(one for one in to_come if one is not None)), default=None)


def order(works: Works, posts: Collection[PostId], only: Selection = ALL) -> TickReport:
    """Publish the named posts now, because a person says so: whatever their time, also those held or skipped.

    What is public stays as it is; a delivery whose call had no clear answer is looked for instead.

    Raises:
        Stop: nothing goes out now, somebody must approve them first, the ledger is not the newest, or a page
            cannot be compared with it just now.
    """
    works.timekeeper.listen()
    check_orderable(works, posts)
    check_newest(works)
    works.begin()
    meant = named(works, posts, only)
    compare_for(works, meant)
    carried = []
    for planned in meant:
        if works.stopping.is_set():
            break
        with works.having(works.page_of(planned.key) or "") as is_ours:
            if not is_ours:
                raise Stop(_IN_OTHER_HANDS, status=3, post=planned.post.id)
            done = _ordered(works, planned)
        if done:
            carried.append(tell(works, done))
    follow(works, only)
    shown = (works.outlets.get(row.key.unit, row.key.channel) for row in carried)
    works.pinger.ping([channel for channel in shown if channel], works.clock.now())
    return TickReport(tuple(carried), next_due(works), works.problems())


def _ordered(works: Works, planned: Planned) -> Delivery | None:
    row = works.ledger.delivery(planned.key)
    if row is None or row.state in _CARRIED_ON_ORDER:
        waive = row.reason.code if row and row.state is State.HELD and row.reason else "ordered"
        return works.courier.carry(planned, row, waive=waive)
    return works.courier.look(row) if row.state in _LOOKED_FOR else row


def check_orderable(works: Works, posts: Collection[PostId]) -> None:
    """Let an order to publish *posts* pass.

    Raises:
        Stop: nothing goes out now, or somebody must approve them first.
    """
    check_not_standing(works)
    check_not_frozen(works)
    unapproved = works.unapproved(set(posts))
    if unapproved:
        raise Stop(_UNAPPROVED, posts=" ".join(sorted(unapproved)))


def early(works: Works, posts: Collection[PostId], only: Selection = ALL) -> list[Planned]:
    """Of what `order` would publish, what is still to come, by more than two minutes.

    Raises:
        Stop: nothing goes out now, or somebody must approve them first.
    """
    check_orderable(works, posts)
    soon = works.clock.now() + PUNCTUAL
    return [
        planned
        for planned in named(works, posts, only)
        if planned.due > soon and not _is_through(works, planned)
    ]


def orderable(works: Works, posts: Collection[PostId], only: Selection = ALL) -> list[Key]:
    """What `order` would carry or look for, for a dry run."""
    rows = {planned.key: works.ledger.delivery(planned.key) for planned in named(works, posts, only)}
    return [key for key, row in rows.items() if row is None or row.state in _CARRIED_ON_ORDER | _LOOKED_FOR]


def stay(works: Works, report: TickReport, seconds: float = LINGER) -> TickReport:
    """Stay for the looks at *report*'s doubtful deliveries that come within *seconds*.

    Gives what became of all that *report* names.
    """
    carried = {delivery.key: delivery for delivery in report.carried}
    until = works.clock.now() + timedelta(seconds=seconds)
    while True:
        looks = [
            delivery
            for delivery in carried.values()
            if delivery.state is State.UNCONFIRMED and (delivery.next_try_at or until) < until
        ]
        if not looks or works.stopping.is_set():
            return replace(report, carried=tuple(carried.values()), next_due=next_due(works))
        first = min(looks, key=lambda delivery: delivery.next_try_at or until)
        _wait_until(works, first.next_try_at or until)
        looked = works.courier.look(first)
        if looked is None:
            return replace(report, carried=tuple(carried.values()), next_due=next_due(works))
        carried[first.key] = tell(works, looked)


def named(works: Works, posts: Collection[PostId], only: Selection) -> list[Planned]:
    """What the names of posts mean: of a series, the date that has come and is not public, or the next; of a
    statement, where it was let out."""
    agenda, now = works.edition().agenda, works.clock.now()
    dates: dict[PostId, list[Occurrence]] = {post.id: [Occurrence(post, FIRST, now)] for post in agenda.queue}
    dates |= _of_the_pool(works, [post for post in agenda.pool if post.id in posts], now)
    statements = {post.id for post in agenda.statements} & set(posts)
    called = works.ledger.deliveries(posts=statements) if statements else ()
    dates |= {row.key.post: [one] for row in called if (one := _going_of(works, row))}
    for one in agenda.occurrences:
        dates.setdefault(one.post.id, []).append(one)
    found: dict[tuple[PostId, UnitId, ChannelName], Planned] = {}
    for post in posts:
        came = [one for one in dates.get(post, ()) if one.due <= now][-1:]
        coming = [one for one in dates.get(post, ()) if one.due > now][:1]
        for planned in (planned for one in (*came, *coming) for planned in agenda.unfold(one)):
            target = planned.post.id, planned.unit.id, planned.channel
            before = found.get(target)
            is_meant = only.takes(planned.key) and works.page_of(planned.key) is not None
            if planned.post.is_statement and works.ledger.delivery(planned.key) is None:
                continue  # it goes where an approver let it out, and nowhere else
            if is_meant and (before is None or _is_through(works, before)):
                found[target] = planned
    return list(found.values())


def _of_the_pool(works: Works, posts: list[Post], now: datetime) -> dict[PostId, list[Occurrence]]:
    """Of each the going that is not settled yet, or else one of today."""
    local = now.astimezone(works.settings.zone)
    found = {post.id: [turn_of(post, local)] for post in posts}
    for row in works.ledger.deliveries(posts=set(found)) if posts else ():
        if row.state not in SETTLED and (going := _going_of(works, row)):
            found[row.key.post] = [going]
    return found


def _going_of(works: Works, row: Delivery) -> Occurrence | None:
    """That going of a post without a time of its own; None where the calendar has it no more."""
    planned = works.edition().agenda.find(row.key, row.due)
    return Occurrence(planned.post, planned.occurrence, planned.due) if planned else None


def _is_through(works: Works, planned: Planned) -> bool:
    row = works.ledger.delivery(planned.key)
    return row is not None and row.state not in _CARRIED_ON_ORDER | _LOOKED_FOR


def _wait_until(works: Works, instant: datetime) -> None:
    while not works.stopping.is_set():
        left = (instant - works.clock.now()).total_seconds()
        if left <= 0:
            return
        works.clock.wait(min(left, _NAP))


def tell(works: Works, delivery: Delivery) -> Delivery:
    """Say in the log what became of it."""
    language = works.settings.language
    words = delivery.reason.words(language) if delivery.reason else STATES[delivery.state.value].say(language)
    if delivery.state in {State.RETRY, State.HELD, State.UNCONFIRMED}:
        log.warning("%s: %s", delivery.key, words)
    else:
        log.info("%s: %s %s", delivery.key, words, delivery.address)
    return delivery


_IN_OTHER_HANDS = Text(
    "Một máy khác đang đăng lên trang của bài {post}. Đợi một phút rồi chạy lại.",
    "Another machine publishes on the page of {post} just now. Wait a minute, and run again.",
)
_UNAPPROVED = Text(
    "Bài chưa được duyệt nên chưa đăng. Duyệt rồi đăng lại: loa approve {posts} --by TÊN",
    "Not approved yet, so nothing is published. Approve first: loa approve {posts} --by NAME",
)
