"""A program that carries with others, on as many machines as one likes: one of them coordinates.

Whoever has the coordinator's lease does what is done once (slots, changes, visits, alerts: `local.serve`);
the others carry what is due, page by page. Where the coordinator ends, one of the others takes its place.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from scheduler.calendar.watching import Watch
from scheduler.delivery.agenda import Planned
from scheduler.delivery.ledger import Delivery
from scheduler.delivery.witness import Unusable
from scheduler.engine.leasing import COORDINATOR, Leasing
from scheduler.engine.local import ended_by_signals, followed, serve
from scheduler.engine.newest import check_newest
from scheduler.engine.pages import carry_due
from scheduler.engine.selection import ALL
from scheduler.engine.tick import TickReport, tell
from scheduler.engine.works import Works
from scheduler.problems import Stop

log = logging.getLogger(__name__)

_NAP = 1.0  # seconds between two looks at what is due
_AHEAD = timedelta(hours=1)  # before its time a card is painted
_NICE = 10  # of the painters' processor time: delivering comes first

OnRound = Callable[[TickReport], None]


def work(works: Works, leasing: Leasing, watch: Watch, on_round: OnRound) -> None:
    """Carry with others until SIGINT or SIGTERM, or until `works.stopping` is set.

    Raises:
        Stop: as `local.serve`.
    """
    with ended_by_signals(works.stopping):
        while not works.stopping.is_set():
            leasing.me.role = "worker"
            _help(works, leasing, watch, on_round)
            if leasing.has(COORDINATOR):
                leasing.me.role = "coordinator"
                try:
                    serve(works, watch, on_round)
                except (SQLAlchemyError, OSError, Unusable) as error:  # as it began
                    _bear(works, error, 1)


def paint(works: Works, leasing: Leasing, watch: Watch) -> None:
    """Paint what goes out within the hour, so that it lies there when it is delivered, until told to stop."""
    os.nice(_NICE)
    leasing.me.role = "painter"
    done: set[str] = set()
    failures = 0
    with ended_by_signals(works.stopping), followed(watch, lambda: None):
        while not works.stopping.wait(_NAP):
            try:
                for planned in _coming(works):
                    if works.stopping.is_set():
                        break
                    _paint(works, leasing, planned, done)
            except Exception as error:  # noqa: BLE001 - one that is to end it is raised again
                failures += 1
                _bear(works, error, failures)
                continue
            failures = 0


def _help(works: Works, leasing: Leasing, watch: Watch, on_round: OnRound) -> None:
    """Carry what is due, until it is this process's turn to coordinate."""
    failures = 0
    with followed(watch, lambda: None):
        while not works.stopping.is_set():
            try:
                # It may still be in hand: its renewal came late, and `serve` ended meanwhile.
                if leasing.has(COORDINATOR) or leasing.take([COORDINATOR]):
                    return
                carried = _carry(works, leasing)
            except Exception as error:  # noqa: BLE001 - one that is to end it is raised again
                failures += 1
                _bear(works, error, failures)
                continue
            failures = 0
            leasing.me.carried += len(carried)
            on_round(TickReport(tuple(carried), None))
            if not carried:
                works.stopping.wait(_NAP)


def _bear(works: Works, error: Exception, failures: int) -> None:
    """This round failed; the next one comes all the same, less and less soon.

    Raises:
        Stop: another place carries, or the ledger is not the newest: nothing more goes out.
    """
    if isinstance(error, Stop) and not isinstance(error, Unusable):
        raise error
    is_passing = isinstance(error, (SQLAlchemyError, OSError, Stop))  # the server or the disk: both come back
    log.warning("a round failed: %s", type(error).__name__, exc_info=None if is_passing else error)
    works.stopping.wait(min(2.0**failures, 30.0))


def _carry(works: Works, leasing: Leasing) -> Sequence[Delivery]:
    works.timekeeper.listen()
    if works.ledger.identity is None or works.hindrance() is not None:
        return ()
    works.edition()  # and so the others know how the calendar reads here
    if not leasing.reads_as_coordinator():
        return ()
    check_newest(works)
    now = works.clock.now()
    return [tell(works, row) for row in carry_due(works, works.backlog.due(now), now, ALL)]


def _coming(works: Works) -> list[Planned]:
    now = works.clock.now()
    agenda = works.edition().agenda
    occurrences = agenda.between(now - _AHEAD, now + _AHEAD)
    return [planned for one in occurrences for planned in agenda.unfold(one)]


def _paint(works: Works, leasing: Leasing, planned: Planned, done: set[str]) -> None:
    channel = works.outlets.get(planned.unit.id, planned.channel)
    if channel is None:
        return
    edition = works.edition()
    asked = edition.picture_print(planned, channel)
    if asked in done:
        return
    name = f"card:{asked}"
    if not leasing.take([name]):
        return  # another painter is at it
    try:
        edition.paint(planned, channel)
    except (LookupError, ValueError, OSError) as error:
        log.warning("%s: its card could not be painted: %s", planned.key, type(error).__name__)
    finally:
        leasing.give_back([name])
    done.add(asked)
    leasing.me.carried += 1
