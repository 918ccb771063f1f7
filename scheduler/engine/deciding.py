"""What a person decides about deliveries: short transactions, which need no right to carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.delivery import reasons
from scheduler.delivery.agenda import Planned
from scheduler.delivery.change_reasons import CHANGE_UNSEEN, ELSEWHERE
from scheduler.delivery.follow_ups import FollowUp, Progress
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import ClaimLost, Delivery, State, Writing
from scheduler.delivery.reason import Reason, ordered
from scheduler.delivery.records import Changes
from scheduler.delivery.states import BEFORE_SENDING, WAKING
from scheduler.engine.selection import ALL, Selection
from scheduler.engine.tick import check_orderable, named
from scheduler.engine.works import Works
from scheduler.problems import Text

_SKIPPABLE = BEFORE_SENDING | {State.HELD}
_RETRIABLE = frozenset({State.HELD, State.SKIPPED})
_STUCK = frozenset({State.HELD, State.RETRY, State.UNCONFIRMED})
_GOES_ON = WAKING | {State.PUBLISHED}
_CAN_BE_TAKEN_BACK = {reasons.TRY_AGAIN.code, reasons.SKIPPED.code}
_PERHAPS_DONE = {CHANGE_UNSEEN.code, ELSEWHERE.code}  # why a change was held that may have been made


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did; *delivery* is None where it came too late, or there is no such delivery."""

    key: Key
    delivery: Delivery | None
    standing: State | None = None  # how it stands where nothing was decided


def hold(works: Works, who: str, why: str, posts: Collection[PostId], only: Selection = ALL) -> list[Decided]:
    """Keep the named posts from going out until a person lets them; of a series, its next date."""

    def decide(book: Writing, planned: Planned | None, row: Delivery | None) -> Delivery | None:
        assert planned is not None, "a named post is planned"
        said = ordered(reasons.SET_ASIDE, who, why, post=planned.post.id)
        if row is None:
            page = works.page_of(planned.key)
            return book.begin(planned.key, page, planned.due, State.HELD, reason=said) if page else None
        if row.state is State.HELD:
            return book.note(row, reason=said)
        if row.is_with_person:
            return None  # she may have posted it
        if row.state in BEFORE_SENDING | {State.HANDED_OVER}:  # the latter is then taken back
            return book.move(row, State.HELD, reason=said, next_try_at=None)
        return None

    return [_decided(works, who, planned.key, planned, decide) for planned in named(works, posts, only)]


def hold_beside(
    works: Works, who: str, why: str, withdrawn: Collection[Delivery], only: Selection = ALL
) -> list[Decided]:
    """Keep what is not out yet of the dates that are taken down, or were before (*withdrawn* has the rows of
    both); what went on in this very moment is told as such, without a delivery.

    Without it a post that was found wrong would still go out where it waits, or is tried again.
    """
    agenda, dates = works.edition().agenda, {(row.key.post, row.key.occurrence): row for row in withdrawn}
    places = {(row.key.post, row.key.unit, row.key.channel) for row in withdrawn}
    pooled = {post for post, _ in dates if (found := agenda.post(post)) and found.evergreen}
    rest = {row.key: agenda.find(row.key, row.due) for row in works.ledger.waking()}
    for (post_id, occurrence), row in dates.items():
        post = agenda.post(post_id)
        for unit, channel in agenda.targets(post) if post else ():
            if post_id in pooled and (post_id, unit, channel) in places:
                continue  # the days of the pool are each page's own
            key = Key(post_id, occurrence, unit, channel)
            rest[key] = agenda.find(key, row.due)
    for row in withdrawn:
        rest.pop(row.key, None)

    def decide(book: Writing, planned: Planned | None, row: Delivery | None) -> Delivery | None:
        if row is None:
            page = works.page_of(planned.key) if planned else None
            if planned is None or page is None:
                return None
            said = ordered(reasons.WITHDRAWN_BESIDE, who, why, post=planned.post.id)
            return book.begin(planned.key, page, planned.due, State.HELD, reason=said)
        if row.state in BEFORE_SENDING | {State.UNCONFIRMED}:
            beside = reasons.PERHAPS_BESIDE if row.state is State.UNCONFIRMED else reasons.WITHDRAWN_BESIDE
            said = ordered(beside, who, why, post=row.key.post)
            return book.move(row, State.HELD, reason=said, next_try_at=None)
        return None

    done = [
        _decided(works, who, key, planned, decide)
        for key, planned in rest.items()
        if ((key.post, key.occurrence) in dates or key.post in pooled) and only.takes(key)
    ]
    return [one for one in done if one.delivery or one.standing in _GOES_ON]


def just_sent(beside: Collection[Decided]) -> list[Key]:
    """What `hold_beside` came too late for."""
    return [one.key for one in beside if one.delivery is None]


def publish_now(works: Works, who: str, posts: Collection[PostId], only: Selection = ALL) -> list[Decided]:
    """Let the named posts go out at the next wake-up, whatever their time; of a series, its next date.

    Raises:
        Stop: nothing goes out now, or somebody must approve them first.
    """
    check_orderable(works, posts)
    now = works.clock.now()
    reason = reasons.TRY_AGAIN.filled(who=who)

    def decide(book: Writing, planned: Planned | None, row: Delivery | None) -> Delivery | None:
        assert planned is not None, "a named post is planned"
        if row is None:
            page = works.page_of(planned.key)
            if page is None:
                return None
            return book.begin(
                planned.key, page, planned.due, State.CLAIMED, reason=reason, waived=_set_aside(None)
            )
        if row.state in _RETRIABLE | {State.RETRY}:
            return _claimed_anew(book, row, planned.due, _set_aside(row.reason), reason)
        if row.state in BEFORE_SENDING:
            return book.note(row, reason=reason, next_try_at=now, due_at=planned.due, waived=_set_aside(None))
        return None

    return [_decided(works, who, planned.key, planned, decide) for planned in named(works, posts, only)]


def skip(works: Works, who: str, why: str, key: Key) -> Decided:
    """Never publish that delivery, unless somebody orders it later."""
    reason = ordered(reasons.SKIPPED, who, why)

    def decide(book: Writing, planned: Planned | None, row: Delivery | None) -> Delivery | None:
        if row is None:
            page = works.page_of(key)
            if planned is None or page is None:
                return None
            return book.begin(key, page, planned.due, State.SKIPPED, reason=reason)
        if row.state is State.HANDED_OVER and not row.is_with_person:
            row = book.move(row, State.HELD, reason=reason)
        if row.state in _SKIPPABLE:
            return book.move(row, State.SKIPPED, reason=reason, next_try_at=None)
        return None

    return _decided(works, who, key, _planned(works, key), decide)


def retry(works: Works, who: str, key: Key) -> Decided:
    """Let that delivery, or a change of it that is held, go on: at its time, or now if that is past."""
    reason = reasons.TRY_AGAIN.filled(who=who)
    now = works.clock.now()
    held = _held_changes(works, key.post)[key]

    def decide(book: Writing, planned: Planned | None, row: Delivery | None) -> Delivery | None:
        if row is None:
            return None
        if row.state in _RETRIABLE:
            due = planned.due if planned else row.due
            return _claimed_anew(book, row, due, _set_aside(row.reason) if due <= now else "", reason)
        if row.state in {State.RETRY, State.UNCONFIRMED}:
            return book.note(row, reason=reason, next_try_at=now)
        return _go_on(book, row, held, reason, now)

    return _decided(works, who, key, _planned(works, key), decide)


def hold_again(works: Works, who: str, key: Key) -> Decided:
    """Take back that a person let that delivery go on, or skipped it, as long as nothing came of it: it is
    held."""
    events = works.ledger.events(key)
    was_decided = bool(events) and events[-1].reason.code in _CAN_BE_TAKEN_BACK
    reason = reasons.UNDONE.filled(who=who, post=key.post)

    def decide(book: Writing, _: Planned | None, row: Delivery | None) -> Delivery | None:
        if row is None or not was_decided or row.state not in {State.CLAIMED, State.SKIPPED}:
            return None
        if row.state is State.SKIPPED:
            row = _claimed_anew(book, row, row.due, "", reason)
        return book.move(row, State.HELD, reason=reason, next_try_at=None)

    return _decided(works, who, key, None, decide)


def _claimed_anew(book: Writing, row: Delivery, due: datetime, waived: str, reason: Reason) -> Delivery:
    book.follow_ups.drop(row)  # asked for while it was handed over
    begun_anew: Changes = {"owner": "", "next_try_at": None, "attempts": 0, "due_at": due, "waived": waived}
    return book.move(row, State.CLAIMED, reason=reason, **begun_anew)


def retry_changes(works: Works, who: str, key: Key) -> Decided:
    """Let what is held of the changes of that delivery go on, and never the delivery itself."""
    reason = reasons.TRY_AGAIN.filled(who=who)
    held, now = _held_changes(works, key.post)[key], works.clock.now()

    def decide(book: Writing, _: Planned | None, row: Delivery | None) -> Delivery | None:
        return _go_on(book, row, held, reason, now) if row else None

    return _decided(works, who, key, None, decide)


def _held_changes(works: Works, post: PostId) -> defaultdict[Key, list[FollowUp]]:
    found: defaultdict[Key, list[FollowUp]] = defaultdict(list)
    for change, delivery in works.ledger.follow_ups():
        if delivery.key.post == post and change.progress is Progress.HELD:
            found[delivery.key].append(change)
    return found


def _go_on(
    book: Writing, row: Delivery, held: list[FollowUp], reason: Reason, now: datetime
) -> Delivery | None:
    """Let those changes of *row* go on; None where there are none."""
    for one in held:
        is_perhaps_done = one.reason is not None and one.reason.code in _PERHAPS_DONE
        book.follow_ups.step(
            one,
            row,
            Progress.SENDING if is_perhaps_done else Progress.WAITING,  # the former looks first
            reason=reason,
            next_try_at=now,
            attempts=0,
            doubtful_rounds=0,
            looks=0,
        )
    return row if held else None


def stuck(works: Works, post: PostId) -> list[Key]:
    """What `retry` means by a post's id: in each place its delivery that is held or waits to be tried again.

    Of a series, the last such date that has come, or else the next one; dates that a person skipped are not
    meant. A change of it that is held counts too.
    """
    now = works.clock.now()
    rows = [row for row in works.ledger.deliveries(posts={post}) if row.state in _STUCK]
    if not rows:
        rows = works.ledger.deliveries(states={State.SKIPPED}, posts={post})
        rows = [row for row in rows if row.key.occurrence == FIRST]
    found: dict[tuple[UnitId, ChannelName], Delivery] = {}
    for row in sorted(rows, key=lambda row: row.due):
        place = row.key.unit, row.key.channel
        if place not in found or row.due <= now:
            found[place] = row
    return list(dict.fromkeys([*(row.key for row in found.values()), *changes_held(works, post)]))


def changes_held(works: Works, post: PostId) -> list[Key]:
    """The deliveries of *post* of which a change of what is public is held."""
    return list(_held_changes(works, post))


def _planned(works: Works, key: Key) -> Planned | None:
    row = works.ledger.delivery(key)
    return works.edition().agenda.find(key, row.due if row else works.clock.now())


def _set_aside(reason: Reason | None) -> str:
    """What no longer counts against it, when a person says so."""
    return reason.code if reason else "ordered"


def _decided(
    works: Works,
    who: str,
    key: Key,
    planned: Planned | None,
    decide: Callable[[Writing, Planned | None, Delivery | None], Delivery | None],
) -> Decided:
    row = works.ledger.delivery(key)
    try:
        with works.ledger.writing(who) as book:
            delivery = decide(book, planned, row)
    except ClaimLost:  # it went on in this very moment
        delivery = None
    row = works.ledger.delivery(key)
    return Decided(key, delivery, row.state if row else None)


JUST_SENT = Text(
    "{keys}: bài đang được gửi đúng lúc này nên chưa giữ lại được. Một phút nữa gỡ lại lần nữa.",
    "{keys}: it is being sent just now, so it could not be held. Withdraw it again in a minute.",
)
