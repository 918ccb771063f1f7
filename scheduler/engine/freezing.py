"""Stopping everything public at once, and beginning again without a flood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from scheduler.calendar.model import PostId
from scheduler.delivery import hindrances, reasons
from scheduler.delivery.agenda import Occurrence, Planned
from scheduler.delivery.approvals import is_approved
from scheduler.delivery.guard import STATEMENT, is_called
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import ClaimLost, Delivery, State, Writing
from scheduler.delivery.plan import PUNCTUAL, Act, Candidate
from scheduler.delivery.reason import Reason, ordered
from scheduler.delivery.records import Changes
from scheduler.delivery.states import BEFORE_SENDING
from scheduler.engine.works import Works
from scheduler.locales import time_text
from scheduler.problems import Stop, Text
from scheduler.settings.users import Users

_SET_ASIDE = frozenset({State.HELD, State.SKIPPED, State.RETRY})


class Late(Enum):
    """What becomes of a post that missed its time because all was frozen."""

    PUBLISH = "publish"
    SKIP = "skip"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that freezing keeps, or kept, from going out; *due* is aware."""

    key: Key
    due: datetime
    planned: Planned | None
    delivery: Delivery | None

    @property
    def title(self) -> str:
        """The post's; '' where the calendar has it no more."""
        return self.planned.post.title if self.planned else ""


def freeze(works: Works, who: str, why: str) -> bool:
    """Stop everything public, in the name of *who*; False if that is so already.

    The courier reads it again in the transaction before each public call, so it holds in the middle of a
    wake-up too. What a channel's own scheduler holds is taken back by the next
    one (`Courier.follow`), and goes out at its time if that comes later.
    """
    with works.ledger.writing(who) as book:
        return book.facts.freeze(why, reason=ordered(hindrances.FROZEN, who, why))


def is_kept(works: Works, candidate: Candidate) -> bool:
    """Whether a freeze keeps *candidate* from going out: all but a statement that was called during it."""
    frozen = works.ledger.frozen
    if frozen is None:
        return False
    post = works.edition().agenda.post(candidate.key.post)
    return not is_called(candidate.delivery, post, frozen)


def let_out(works: Works, users: Users, who: str, post_id: PostId, seen: str) -> list[Delivery]:
    """Let a prepared statement go out while all is frozen, in the name of *who*, who has seen *seen* of it.

    It goes to each of its places that has not got it, at the next wake-up, by the courier as any other. What
    is public there, or may be, stays as it is: nothing of it is sent twice.

    Raises:
        Stop: nothing is frozen, it is no statement, it is not approved as it reads now, it is not what *who*
            saw, or she is no approver.
    """
    who = users.name_of(who)
    if users.people and getattr(users.people.get(who), "role", "") != "approver":
        raise Stop(_NOT_HERS, who=who)
    edition = works.edition()
    post = edition.agenda.post(post_id)
    if post is None or not post.is_statement:
        raise Stop(_NO_STATEMENT, post=post_id)
    if edition.seen(post) != seen:
        raise Stop(_CHANGED, post=post_id)
    now = works.clock.now()
    reason = reasons.CALLED.filled(who=who)
    planned = [
        (one, page)
        for one in edition.agenda.unfold(Occurrence(post, FIRST, now))
        if (page := works.page_of(one.key)) is not None
    ]
    rows = {one.key: works.ledger.delivery(one.key) for one, _ in planned}
    try:
        with works.ledger.writing(who) as book:
            if book.facts.frozen() is None:
                raise Stop(_NOT_FROZEN, post=post_id)
            if not is_approved(book.decisions(post_id), seen):
                raise Stop(_UNAPPROVED, post=post_id)
            called = [_called(book, one.key, page, rows[one.key], now, reason) for one, page in planned]
    except ClaimLost:
        raise Stop(_IN_THIS_MOMENT, post=post_id) from None
    return [row for row in called if row]


def _called(
    book: Writing, key: Key, page: str, row: Delivery | None, now: datetime, reason: Reason
) -> Delivery | None:
    """That delivery of a statement, to go out now; None where it is out already, or may be."""
    if row is None:
        return book.begin(key, page, now, State.CLAIMED, reason=reason, waived=STATEMENT)
    anew: Changes = {"due_at": now, "attempts": 0, "waived": STATEMENT, "next_try_at": now}
    if row.state in _SET_ASIDE:
        begun_anew: Changes = {**anew, "owner": ""}
        return book.move(row, State.CLAIMED, reason=reason, **begun_anew)
    if row.state in BEFORE_SENDING:
        return book.note(row, reason=reason, **anew)
    return None


def kept_back(works: Works) -> list[Waiting]:
    """What would go out now, or since it was frozen has missed its time, the oldest first."""
    now = works.clock.now()
    frozen = works.ledger.frozen
    found = {}
    for item in works.backlog.due(now):
        candidate = item.candidate
        if item.act in {Act.CARRY, Act.HOLD_LATE} and candidate.planned and not _is_out(works, candidate):
            waits = Waiting(candidate.key, candidate.time, candidate.planned, candidate.delivery)
            found[candidate.key] = waits
    if frozen:
        agenda = works.edition().agenda
        for row in works.ledger.deliveries(states={State.HELD}):
            is_late = row.reason is not None and row.reason.code == reasons.LATE.code
            if is_late and row.changed_at >= frozen.since:
                planned = agenda.find(row.key, row.due)
                found[row.key] = Waiting(row.key, row.due, planned, row)
        for planned in works.slots.turns(now):
            found[planned.key] = Waiting(planned.key, planned.due, planned, None)
    return sorted(found.values(), key=lambda one: one.due)


def _is_out(works: Works, candidate: Candidate) -> bool:
    """Whether it is on its way all the same."""
    return works.ledger.frozen is not None and not is_kept(works, candidate)


def late_ones(works: Works) -> list[Waiting]:
    """Those of `kept_back` whose time is past: about each, `thaw` must know what becomes of it.

    A queued post whose slot came meanwhile is none: it keeps its place, and takes the next slot.
    """
    now = works.clock.now()
    return [
        one
        for one in kept_back(works)
        if now - one.due > PUNCTUAL and not (one.delivery is None and one.planned and not one.planned.post.at)
    ]


def thaw(works: Works, who: str, decided: dict[Key, Late]) -> bool:
    """Let things go out again; *decided*: what becomes of each late one (not named: it stays held).

    False if nothing was frozen. All in one transaction: no late post slips out between two of its lines.
    """
    late = late_ones(works)
    zone = works.settings.zone
    with works.ledger.writing(who) as book:
        was = book.facts.thaw(reason=hindrances.THAWED)
        if was is None:
            return False
        book.facts.give_until(works.clock.now())
        blocked = hindrances.frozen_by(was.who, was.why)
        for one in late:
            choice = decided.get(one.key, Late.HOLD)
            row, planned = one.delivery, one.planned
            page = row.page_key if row else works.page_of(one.key)
            if page is None or (row is None and planned is None):
                continue
            if choice is Late.HOLD:
                due = one.due.astimezone(zone)
                state, reason = State.HELD, reasons.late(time_text(due), one.key.post, blocked)
            elif choice is Late.SKIP:
                state, reason = State.SKIPPED, ordered(reasons.SKIPPED, who, was.why)
            else:
                state, reason = State.CLAIMED, reasons.ORDERED
            if row is None:
                waived = "ordered" if choice is Late.PUBLISH else ""
                book.begin(one.key, page, one.due, state, reason=reason, waived=waived)
            elif row.state is state:
                book.note(
                    row,
                    reason=reason,
                    due_at=one.due,
                    waived="ordered" if choice is Late.PUBLISH else row.waived,
                )
            elif choice is Late.PUBLISH and row.state in {State.CLAIMED, State.PREPARED}:
                book.note(row, reason=reason, due_at=one.due, waived="ordered")
            elif choice is Late.PUBLISH:
                waive = row.reason.code if row.state is State.HELD and row.reason else "ordered"
                book.move(row, state, reason=reason, due_at=one.due, waived=waive, owner="", next_try_at=None)
            else:
                book.move(row, state, reason=reason, next_try_at=None)
    return True


def check_not_frozen(works: Works) -> None:
    """Let a ledger that is not frozen pass.

    Raises:
        Stop: it is; says who froze it, and why.
    """
    frozen = works.ledger.frozen
    if frozen:
        since = time_text(frozen.since.astimezone(works.settings.zone))
        raise Stop(FROZEN, who=frozen.who, since=since, why=frozen.why)


FROZEN = Text(
    "Mọi việc đăng đang tạm dừng: {who}, từ {since}, vì: {why}. Khi đăng lại được, chạy: loa thaw",
    "Everything is stopped: by {who}, since {since}: {why}. When posts may go out again: loa thaw",
)
_NOT_FROZEN = Text(
    "Việc đăng không bị dừng, nên tuyên bố soạn sẵn “{post}” chưa được gọi. Dừng trước: loa freeze --why …",
    "Nothing is frozen, so the prepared statement “{post}” is not called. Freeze first: loa freeze --why …",
)
_NO_STATEMENT = Text(
    "“{post}” không phải tuyên bố soạn sẵn đọc được trong lịch (status: statement). Xem lỗi: loa check",
    "“{post}” is no prepared statement that the calendar has without errors (status: statement). See: "
    "loa check",
)
_UNAPPROVED = Text(
    "Tuyên bố “{post}” chưa được duyệt đúng như lịch đang ghi, nên không lên. Duyệt trước: "
    "loa approve {post} --by TÊN",
    "The statement “{post}” is not approved as it reads now, so it does not go out. Approve it first: "
    "loa approve {post} --by NAME",
)
_CHANGED = Text(
    "Tuyên bố “{post}” vừa được sửa sau khi mở xem, nên chưa cho lên. Xem lại rồi quyết định.",
    "The statement “{post}” was changed after it was opened, so it does not go out. Look at it again.",
)
_IN_THIS_MOMENT = Text(
    "Loa vừa xử lý tuyên bố “{post}” đúng lúc này. Xem loa status rồi cho lên lại nếu cần.",
    "The statement “{post}” was being carried in this very moment. See loa status, then call it again.",
)
_NOT_HERS = Text(
    "Vai trò của {who} không được cho tuyên bố lên. Người duyệt có vai trò approver.",
    "The role of {who} does not allow letting a statement out. Who approves has the role approver.",
)
