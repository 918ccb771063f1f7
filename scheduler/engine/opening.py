"""From a folder of work to all that carrying needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scheduler.calendar.model import Calendar
from scheduler.cards.gallery import Gallery
from scheduler.channels import Outlets
from scheduler.checks import read_checked
from scheduler.clock import Clock
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.witness import state_folder
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.settings import Settings


def open_works(
    folder: WorkFolder,
    settings: Settings,
    clock: Clock,
    *,
    calendar: Callable[[], Calendar] | None = None,
    state: Path | None = None,
) -> Works:
    """What the engine works with in *folder*; a context manager that lets go of the ledger at its end.

    *calendar* gives the calendar as it reads when asked, such as a watch's; without it, it is read now
    and once; *state* is this machine's memory, where that lies elsewhere than usual. A channel whose secret
    is missing is left out, and `Works.missing` says why.

    Raises:
        Stop: the ledger is damaged, of a newer version, or cannot be written.
    """
    if calendar is None:
        today = clock.now().astimezone(settings.zone).date()
        read = read_checked(folder, settings, today=today)
        source: Callable[[], Calendar] = lambda: read  # noqa: E731 - one value, given again and again
    else:
        source = calendar
    return Works(
        folder=folder,
        settings=settings,
        clock=clock,
        ledger=Ledger.open(folder.root / settings.ledger, clock),
        outlets=Outlets(folder, settings, source().units, clock),
        calendar=source,
        painter=lambda reading: Gallery(folder, settings, reading.hotlines),
        state=state or state_folder(),
    )
