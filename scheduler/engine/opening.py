"""From a folder of work to all that carrying needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scheduler.calendar.model import Calendar
from scheduler.calendar.watching import Watch
from scheduler.cards.gallery import Gallery
from scheduler.channels.outlets import Outlets
from scheduler.checks.rules import read_checked
from scheduler.clock import Clock
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.store import where_of
from scheduler.delivery.witness import state_folder
from scheduler.engine.leasing import Leasing
from scheduler.engine.standstill import of_watch
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings


def open_works(
    folder: WorkFolder,
    settings: Settings,
    clock: Clock,
    *,
    calendar: Callable[[], Calendar] | None = None,
    watch: Watch | None = None,
    state: Path | None = None,
    leasing: Leasing | None = None,
) -> Works:
    """What the engine works with in *folder*; a context manager that lets go of the ledger at its end.

    *calendar* gives the calendar as it reads when asked. Whoever carries gives a *watch* instead: nothing is
    carried unless what it holds is what lies there. Without either, the calendar is read now and once;
    *state* is this machine's memory, where that lies elsewhere than usual; *leasing* are the leases of
    whoever carries a shared ledger. A channel whose secret is missing is left out, and `Works.missing` says
    why.

    Raises:
        Stop: the ledger is damaged, of a newer version, or cannot be written.
    """
    if watch is not None:
        source: Callable[[], Calendar] = lambda: watch.calendar  # noqa: E731 - asked again and again
    elif calendar is not None:
        source = calendar
    else:
        today = clock.now().astimezone(settings.zone).date()
        read = read_checked(folder, settings, today=today)
        source = lambda: read  # noqa: E731 - one value, given again and again
    return Works(
        folder=folder,
        settings=settings,
        clock=clock,
        ledger=Ledger.open(where_of(folder.root, settings.ledger), clock),
        outlets=Outlets(folder, settings, source().units, clock),
        calendar=source,
        painter=lambda reading: Gallery(folder, settings, reading.hotlines),
        hindrances=[of_watch(watch, settings)] if watch is not None else [],
        state=state or state_folder(),
        leasing=leasing,
    )
