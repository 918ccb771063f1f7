"""The desk over a folder of work as it stands on the disk: read again whenever a file changes."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence

from starlette.applications import Starlette

from scheduler.cache import states_of
from scheduler.calendar.loading import beyond_reading
from scheduler.calendar.watching import Watch
from scheduler.cards.gallery import Gallery
from scheduler.cards.keeping import let_all_go
from scheduler.cards.mourning import is_in_mourning
from scheduler.checks.rules import read_checked
from scheduler.clock import Clock, SystemClock
from scheduler.delivery.store import Where, where_of
from scheduler.desk.app import create_app
from scheduler.desk.health import Health
from scheduler.desk.live.reading import Assembler, Reading
from scheduler.desk.live.states import Book
from scheduler.desk.live.streams import Live
from scheduler.desk.login import HERE, Door
from scheduler.desk.pages.examining import Examiner
from scheduler.desk.writing.practising import Practise
from scheduler.engine.opening import open_works
from scheduler.engine.pulse import Pulse
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.problems import Problem, Stop, Text


def open_desk(
    folder: WorkFolder,
    *,
    clock: Clock | None = None,
    pulse: Pulse | None = None,
    notices: Callable[[], Sequence[Problem]] = tuple,
    door: Door = HERE,
    practise: Practise | None = None,
    examiner: Examiner | None = None,
) -> Starlette:
    """The desk of *folder*: without channels or the right to carry; mistakes are shown, they stop nothing.

    How far each delivery came is read from the ledger, if there is one. Beside `serve`, *pulse* tells how
    its rounds go, and *notices* gives what must be mended outside the calendar. *door* says where it listens
    and who may come in, *practise* publishes a post for practice, *examiner* looks the machine over.
    """
    clock = clock or SystemClock()
    watch = Watch(folder, read=read_checked)
    live = Live(_Reader(folder, watch, clock, notices))

    def works() -> Works:
        settings = watch.settings
        if settings is None:
            raise Stop(_NO_SETTINGS)
        return open_works(folder, settings, clock, watch=watch)

    def ledger() -> Where | None:
        settings = live.reading.settings
        return where_of(folder.root, settings.ledger) if settings else None

    book = Book(clock, ledger, works)

    def follow(stop: threading.Event) -> None:
        watch.wait(stop, live.refresh)
        book.close()

    def renew() -> bool:
        before = beyond_reading(watch.calendar)
        is_read = watch.read_now()
        return live.refresh() and is_read and beyond_reading(watch.calendar) <= before

    return create_app(
        live,
        book=book,
        clock=clock,
        watch=follow,
        folder=folder,
        renew=renew,
        door=door,
        practise=practise,
        examiner=examiner,
        more=Health(pulse, ledger, clock).routes(),
    )


class _Reader:
    """Makes readings of what *watch* read; the gallery, with its layers, is kept while it may be."""

    def __init__(
        self,
        folder: WorkFolder,
        watch: Watch,
        clock: Clock,
        notices: Callable[[], Sequence[Problem]],
    ) -> None:
        self._notices = notices
        self._folder = folder
        self._watch = watch
        self._clock = clock
        self._assembler = Assembler()
        self._gallery: Gallery | None = None
        self._made_of: object = None

    def __call__(self) -> Reading:
        """The folder as it reads now."""
        settings, calendar, now = self._watch.settings, self._watch.calendar, self._clock.now()
        if settings is None:
            return self._assembler.assemble(None, calendar, None, at=now)
        told = self._notices()
        if told:
            calendar = dataclasses.replace(calendar, problems=(*told, *calendar.problems))
        made_of = (
            settings,
            dict(calendar.hotlines),
            dict(calendar.units),
            states_of(self._folder.assets),
            is_in_mourning(self._folder),
        )
        is_new = self._gallery is None or made_of != self._made_of
        if is_new:
            self._gallery = Gallery(self._folder, settings, calendar.hotlines)
            self._made_of = made_of
        reading = self._assembler.assemble(settings, calendar, self._gallery, at=now)
        if is_new:
            let_all_go()  # every card was looked at; the next hours may need none
        return reading


_NO_SETTINGS = Text(
    "Cài đặt đang có lỗi, nên chưa ghi gì. Sửa config/settings.yaml trước.",
    "The settings have errors, so nothing is kept. Mend config/settings.yaml first.",
)
