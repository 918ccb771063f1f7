"""What is due is carried page by page: here, one after the other; on many machines, each by one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from scheduler.delivery import reasons
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.plan import Act, Due
from scheduler.delivery.reconcile import Sight, sights
from scheduler.engine.freezing import is_kept
from scheduler.engine.leasing import Leasing
from scheduler.engine.newest import compare_due
from scheduler.engine.selection import Selection
from scheduler.engine.works import Works
from scheduler.locales import time_text

_ROUND = 20.0  # seconds after which no further page is begun: others have come due meanwhile
_ASKED = 64  # pages whose leases are asked for at once


def carry_due(works: Works, due: Sequence[Due], now: datetime, only: Selection) -> Iterator[Delivery]:
    """Carry what of *due* is ready at *now*; gives each delivery that was touched, as it stands then.

    Raises:
        SQLAlchemyError: the ledger cannot be read or written.
        Stop: the ledger is not the newest, or another place carries.
    """
    if works.leasing is None:
        yield from _carry(works, due, now, only)
        return
    pages: dict[str, list[Due]] = {}
    for item in due:
        if item.ready <= now and item.act is not Act.WAIT and only.takes(item.candidate.key):
            pages.setdefault(item.page_key, []).append(item)
    yield from _carry_pages(works, works.leasing, pages, only)


def _carry(works: Works, due: Sequence[Due], now: datetime, only: Selection) -> Iterator[Delivery]:
    closed = works.paused(now)  # and so not compared, even where that ends in the middle of this wake-up
    compare_due(works, due, now)
    looks = [item for item in due if item.act is Act.LOOK and item.ready <= now]
    seen = sights((item.page_key, item.candidate.delivery) for item in looks if item.candidate.delivery)
    for item in sorted(due, key=lambda item: item.act is not Act.LOOK):  # while what they see is fresh
        if works.stopping.is_set():
            break
        if item.act is Act.CARRY and is_kept(works, item.candidate):
            continue  # asked anew each time: it may have come in the middle of this wake-up
        is_due = item.ready <= now and item.act is not Act.WAIT
        calls = item.act in {Act.CARRY, Act.LOOK}  # what is merely set aside asks no page
        is_open = not calls or (item.page_key not in closed and not works.is_paused(item.page_key))
        if is_due and is_open and only.takes(item.candidate.key):
            if works.hindrance() is not None:
                break  # it came in the middle of this wake-up; the next one says so
            delivery = _do(works, item, seen)
            if delivery:
                yield delivery


def _carry_pages(
    works: Works, leasing: Leasing, pages: Mapping[str, Sequence[Due]], only: Selection
) -> Iterator[Delivery]:
    """Some pages at a time, each in a thread of its own with the page's lease in hand; those that another
    program has are left to it."""
    waiting = list(pages)
    until = works.clock.monotonic() + _ROUND
    running: set[Future[list[Delivery]]] = set()
    with ThreadPoolExecutor(works.hands, thread_name_prefix="page") as pool:
        while True:
            is_over = works.stopping.is_set() or works.clock.monotonic() > until
            room = 0 if is_over else works.hands - len(running)
            if room and waiting:
                asked, rest = waiting[:_ASKED], waiting[_ASKED:]
                taken = set(leasing.take_pages(asked, room))
                running |= {
                    pool.submit(_carry_page, works, leasing, page, pages[page], only) for page in taken
                }
                if len(taken) < room:
                    waiting = rest  # the others are in other hands
                    continue
                waiting = [*(page for page in asked if page not in taken), *rest]
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                yield from one.result()


def _carry_page(
    works: Works, leasing: Leasing, page: str, due: Sequence[Due], only: Selection
) -> list[Delivery]:
    with leasing.having(page):
        row = works.ledger.delivery
        # Another worker may have carried it since it was found due.
        still = [one for one in due if row(one.candidate.key) == one.candidate.delivery]
        return list(_carry(works, still, works.clock.now(), only)) if still else []


def _do(works: Works, item: Due, seen: Mapping[Key, Sight]) -> Delivery | None:
    candidate = item.candidate
    courier = works.courier
    if item.act is Act.LOOK and candidate.delivery:
        return courier.look(candidate.delivery, seen[candidate.key])
    if item.act is Act.CARRY and candidate.planned:
        return courier.carry(candidate.planned, candidate.delivery)
    if item.act is Act.SKIP_GONE:
        return courier.set_aside(candidate, State.SKIPPED, reasons.LEFT_OUT.filled(post=candidate.key.post))
    paused = works.ledger.paused().get(item.page_key)
    due = candidate.time.astimezone(works.settings.zone)
    post = candidate.key.post
    blocked = paused.reason if paused else None
    if works.unapproved({post}):
        blocked = reasons.UNAPPROVED.filled(post=post)
    late = reasons.late(time_text(due), post, blocked)
    return courier.set_aside(candidate, State.HELD, late)
