"""Comments below own posts: read in turn, flagged for a person, and what persons ask for carried out.

Not an inbox: only what `flagging` finds is kept, for 30 days, and never who said it. Nothing is hidden and
nothing answered by itself. What cannot be read stops nothing else; a freeze does not stop the watching.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from scheduler.channels.channel import ChannelError, Failure, FailureKind, Gone, Moderates
from scheduler.delivery import comment_reasons as reasons
from scheduler.delivery.comments import KEPT, VISIBILITY, Act, Order
from scheduler.delivery.faults import fault_point
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.reason import Reason, of_failure
from scheduler.delivery.states import ClaimLost
from scheduler.engine.works import Works
from scheduler.flagging.loading import Office, read_office
from scheduler.flagging.rules import URGENT
from scheduler.problems import Stop
from scheduler.queries.comments import (
    ToRead,
    answers_known,
    has_older,
    open_orders,
    to_read,
    unreadable,
    untold,
)

log = logging.getLogger(__name__)

_FAR_BACK = timedelta(days=30)  # below older posts nobody reads
_AT_MOST = 100  # posts in one turn
_TURN = 60.0  # seconds, after which the next turn goes on
_M, _H, _D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# How old a post is, up to which its comments are read so often.
_EVERY = ((_D, 10 * _M), (3 * _D, 30 * _M), (7 * _D, 2 * _H))
_SELDOM = 12 * _H
_A_PAGE = 2 * _M  # more, for each page of comments that there are: politely
_AGAIN = _H  # until people are told once more
_LOOKS = (_M, 3 * _M, 10 * _M)  # after each look that found no answer; then it is sent once more
_TRIES = 6
_LATER = 2 * _M


def watch_comments(works: Works) -> int:
    """One turn: forget, carry out, read, tell; gives below how many posts comments were read.

    Nothing by a clock that is wrong: it would forget what is to be kept, and put off reading for long.
    """
    if works.timekeeper.trouble() is not None:
        return 0
    _forget(works)
    for order in open_orders(works.ledger, works.clock.now()):
        if works.stopping.is_set():
            return 0
        try:
            _carry(works, order)
        except (Stop, OperationalError):  # the ledger cannot be written: whoever asked for the turn is told
            raise
        except Exception:
            log.exception("%s: what was asked for could not be done; it is looked at again", order.key)
    looked = _read_all(works)
    _tell(works)
    return looked


def office_of(works: Works) -> Office:
    """The rules as the office has them now, which know its own pages and numbers."""
    calendar = works.edition().agenda.calendar
    numbers = (line.number for line in calendar.hotlines.values())
    return read_office(works.folder, (unit.home for unit in calendar.units.values()), numbers)[0]


def _forget(works: Works) -> None:
    before = works.clock.now() - KEPT
    if not has_older(works.ledger, before):
        return
    with works.ledger.writing("loa") as book:
        book.comments.forget(before)
    works.ledger.store.let_go_of_words()


# -- reading ------------------------------------------------------------------------------------------


def _read_all(works: Works) -> int:
    pages = {channel.page_key for channel in works.places() if isinstance(channel, Moderates)}
    if not pages:
        return 0
    now = works.clock.now()
    until = works.clock.monotonic() + _TURN
    closed = {page for page, why in unreadable(works.ledger).items() if why.not_before > now}
    found = to_read(works.ledger, now, now - _FAR_BACK, pages - closed, _AT_MOST)
    office = office_of(works) if found else None
    looked = 0
    for one in found:
        if works.stopping.is_set() or works.clock.monotonic() > until:
            break
        if office is None or one.page_key in closed:
            continue
        try:
            looked += _read(works, one, office)
        except Gone:
            _note_read(works, one, _SELDOM)  # the daily visit finds it missing
        except ChannelError as error:
            closed.add(one.page_key)
            _not_readable(works, one, error.failure)
        except OperationalError:
            raise
        except Exception:  # nobody foresaw it: the others are read all the same, and people told
            log.exception("%s: comments could not be read; it is tried again", one.key)
            with works.ledger.writing("loa") as book:
                book.comments.read(one.id, works.clock.now() + 10 * _M)
    return looked


def _read(works: Works, one: ToRead, office: Office) -> bool:
    channel = works.outlets.get(one.key.unit, one.key.channel)
    if not isinstance(channel, Moderates) or channel.page_key != one.page_key:
        return False
    pages = new = 0
    for page in channel.comments_of(one.remote_id):
        pages += 1
        flagged = [(said, office.rules.flags_of(said.text)) for said in page]
        fault_point("after-comments-read")
        with works.ledger.writing("loa") as book:
            for said, flags in flagged:
                names = [flag.value for flag in flags]
                is_urgent = not URGENT.isdisjoint(flags)
                new += book.comments.note(one.id, one.page_key, said, names, is_urgent=is_urgent)
        fault_point("after-comments-noted")
    age = works.clock.now() - one.public_at
    every = next((every for up_to, every in _EVERY if age < up_to), _SELDOM)
    _note_read(works, one, every + max(0, pages - 1) * _A_PAGE)
    if new:
        works.ledger.remark(reasons.FOUND.filled(count=new), one.page_key)
        log.info("%s: %d comments to be looked at", one.key, new)
    return True


def _note_read(works: Works, one: ToRead, every: timedelta) -> None:
    with works.ledger.writing("loa") as book:
        book.comments.read(one.id, works.clock.now() + every)
        book.comments.readable(one.page_key)


def _not_readable(works: Works, one: ToRead, failure: Failure) -> None:
    """Only the watching waits: what is to be published goes out. The page's other posts are asked first then,
    for it may be this one alone that Facebook tells nothing of."""
    wait = {FailureKind.DOUBTFUL: 5 * _M, FailureKind.THROTTLED: 15 * _M}.get(failure.kind, _H)
    wait = max(wait, timedelta(seconds=failure.wait_seconds))
    log.info("%s: comments cannot be read: %s", one.page_key, failure.code)
    again = works.clock.now() + wait
    with works.ledger.writing("loa") as book:
        book.comments.read(one.id, again)
        book.comments.not_readable(one.page_key, _bare(failure), again)


def _bare(failure: Failure) -> Reason:
    """Without the channel's own words, which nobody has looked at."""
    reason = of_failure(failure)
    return Reason(reason.code, reason.why, reason.todo)


# -- telling ------------------------------------------------------------------------------------------


def _tell(works: Works) -> None:
    """People are told at once, and every hour until one of them has seen it; from the third time on the
    leader. Never what was said."""
    now = works.clock.now()
    address = works.settings.desk.address
    where = f": {address}/comments" if address else ""
    for page_key, found in untold(works.ledger, now).items():
        by_reason: dict[str, list[int]] = {}
        for comment, told in found:
            by_reason.setdefault(_STAGES[min(told, 2)].code, []).append(comment)
        for stage in _STAGES:
            ids = by_reason.get(stage.code, [])
            if ids:
                reason = stage.filled(count=len(ids), where=where)
                with works.ledger.writing("loa") as book:
                    book.comments.told(ids, reason, page_key, now + _AGAIN)


_STAGES = (reasons.URGENT, reasons.URGENT_AGAIN, reasons.URGENT_LEADER)


# -- what people ask for --------------------------------------------------------------------------------


def see(works: Works, who: str, comment: int) -> bool:
    """*who* has seen it; False where somebody had."""
    with works.ledger.writing(who) as book:
        return book.comments.see(comment)


def ask(works: Works, who: str, comment: int, act: Act, text: str = "") -> bool:
    """*who* wants it hidden, shown or answered; False where that cannot be any more.

    The next turn carries it out.
    """
    said = {
        Act.HIDE: reasons.ASKED_TO_HIDE,
        Act.SHOW: reasons.ASKED_TO_SHOW,
        Act.ANSWER: reasons.ASKED_TO_ANSWER,
    }
    with works.ledger.writing(who) as book:
        return book.comments.ask(comment, act, said[act].filled(who=who), text)


def drop_answer(works: Works, who: str, comment: int) -> bool:
    """*who* takes back an answer; False where it may have been sent."""
    with works.ledger.writing(who) as book:
        return book.comments.drop_answer(comment, reasons.TAKEN_BACK.filled(who=who))


def _carry(works: Works, order: Order) -> None:
    if works.hindrance() is not None:
        return
    channel = works.outlets.get(order.key.unit, order.key.channel)
    if not isinstance(channel, Moderates) or channel.page_key != order.page_key:
        return
    try:
        if (
            order.act is Act.ANSWER and not order.text
        ):  # a copy of the ledger was put back, which has no words
            _step(works, order, Progress.HELD, reasons.ENDED, next_try_at=None)
        elif order.progress is Progress.SENDING:
            _look(works, order, channel)
        else:
            _send(works, order, channel)
    except ClaimLost:
        log.info("%s: somebody else has a comment in hand", order.key)


def _send(works: Works, order: Order, channel: Moderates) -> None:
    now = works.clock.now()
    with works.ledger.writing("loa") as book:
        # Hiding takes away and makes nothing public: a freeze lets it pass.
        if order.act is not Act.HIDE and book.facts.frozen() is not None:
            book.comments.step(order, Progress.WAITING, reasons.FROZEN, next_try_at=now + _LATER)
            return
        order = book.comments.step(order, Progress.SENDING, reasons.INTENT, looks=0)
    fault_point("after-comment-intent")
    try:
        works.announcer.announce(order.key)
    except BaseException:
        _step(works, order, Progress.WAITING, reasons.UNSEEN, next_try_at=now + _LATER)
        raise
    fault_point("before-comment-act")
    made = ""
    try:
        if order.act is Act.ANSWER:
            made = channel.comment(order.thread, order.text)
        else:
            channel.set_hidden(order.comment, hidden=order.act is Act.HIDE)
    except Gone:
        _step(works, order, Progress.DROPPED, reasons.GONE, next_try_at=None)
    except ChannelError as error:
        fault_point("after-failed-comment-act")
        if error.failure.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}:
            order = _step(works, order, Progress.SENDING, reasons.UNSEEN, looks=0)
            _look(works, order, channel)
        else:
            _again(works, order, _bare(error.failure), error.failure.wait_seconds)
    else:
        fault_point("after-comment-act")
        _done(works, order, made)


def _look(works: Works, order: Order, channel: Moderates) -> None:
    """What became of a call that had no clear answer, or during which the program ended."""
    fault_point("before-comment-look")
    now, made = works.clock.now(), ""
    try:
        if order.act is Act.ANSWER:
            known = answers_known(works.ledger, order.page_key)
            made = next(
                (one for one in channel.find_comments(order.thread, order.text) if one not in known), ""
            )
            happened = bool(made)
        else:
            standing = channel.is_hidden(order.comment)
            if standing is None:
                _step(works, order, Progress.DROPPED, reasons.GONE, next_try_at=None)
                return
            happened = standing is (order.act is Act.HIDE)
    except Gone:
        _step(works, order, Progress.DROPPED, reasons.GONE, next_try_at=None)
        return
    except ChannelError as error:  # nothing is proved: looked at again
        wait = max(_LATER, timedelta(seconds=error.failure.wait_seconds))
        _step(works, order, Progress.SENDING, reasons.UNSEEN, next_try_at=now + wait)
        return
    fault_point("after-comment-look")
    if happened:
        _done(works, order, made)
    elif order.act in VISIBILITY:
        _again(works, order, reasons.UNSEEN)
    elif order.looks < len(_LOOKS):
        wait = _LOOKS[order.looks]
        _step(works, order, Progress.SENDING, reasons.UNSEEN, looks=order.looks + 1, next_try_at=now + wait)
    else:
        _again(works, order, reasons.UNSEEN)


def _done(works: Works, order: Order, made: str) -> None:
    done = {Act.HIDE: reasons.HIDDEN, Act.SHOW: reasons.SHOWN, Act.ANSWER: reasons.ANSWERED}[order.act]
    _step(works, order, Progress.DONE, done, remote_id=made, next_try_at=None)


def _again(works: Works, order: Order, reason: Reason, wait_seconds: float = 0.0) -> None:
    """It surely did not happen: tried again a few times, then a person is told on the page."""
    tries = order.attempts + 1
    if tries >= _TRIES:
        held = reason if reason.todo.vi else reasons.ENDED
        _step(works, order, Progress.HELD, held, attempts=tries, next_try_at=None)
        return
    wait = max(_M * 2 ** (tries - 1), timedelta(seconds=wait_seconds))
    at = works.clock.now() + wait
    _step(works, order, Progress.WAITING, reason, attempts=tries, next_try_at=at)


def _step(works: Works, order: Order, progress: Progress, reason: Reason, **changes: object) -> Order:
    with works.ledger.writing("loa") as book:
        return book.comments.step(order, progress, reason, **changes)
