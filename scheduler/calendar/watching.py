"""The calendar as it reads now: read again when its files change, and not while they are being written."""

from __future__ import annotations

import dataclasses
import logging
import os
import threading
from collections.abc import Callable, Iterator

from watchfiles import watch

from scheduler.calendar.model import Calendar
from scheduler.calendar.reading import read_calendar
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.settings import Settings, load_settings

log = logging.getLogger(__name__)

LoadSettings = Callable[[WorkFolder], tuple[Settings | None, list[Problem]]]
ReadCalendar = Callable[[WorkFolder, Settings], Calendar]
Signature = dict[str, tuple[int, int]]  # of each file: when it was changed (ns), and its size

GLANCE = 2.0  # seconds between two looks at the files themselves: on network shares no event ever comes
_STILL = 0.1  # seconds without a change, before files are read
_TOLD_STILL = 0.05  # the same after word of a change, which itself comes after as long a rest
_SECOND_READ = 1.0  # seconds until a file that was just saved with mistakes is believed to be meant so
_LONGEST = 10.0  # seconds that a file which never comes to rest is waited for


class Watch:
    """Holds the calendar of *folder* as last read; `wait` keeps it new.

    A mistake in the settings leaves those of before in use, and is told among the calendar's problems.
    """

    def __init__(
        self, folder: WorkFolder, load: LoadSettings = load_settings, read: ReadCalendar = read_calendar
    ) -> None:
        self._folder = folder
        self._load = load
        self._read_calendar = read
        self._seen = self._look()
        self.settings: Settings | None = None
        self.calendar = self._read()

    def wait(self, stop: threading.Event, on_change: Callable[[], None]) -> None:
        """Read again after each change and then call *on_change*, until *stop* is set.

        Blocks. The calendar is a new value after each change, and the same one in between.
        """
        is_warned = False
        while not stop.is_set():
            try:
                self._follow(stop, on_change)
            except Exception as error:  # noqa: BLE001 - a watch that dies would leave an old calendar in use
                # A folder taken away, or the machine's limit of watches: the files can still be looked at.
                if not is_warned:
                    log.warning("file events do not work here (%s); looking every %s s", error, GLANCE)
                    is_warned = True
                stop.wait(GLANCE)

    def read_now(self) -> None:
        """Read what was just written by this program, without waiting for word of it."""
        self._seen = self._look()
        self.calendar = self._read()

    def _follow(self, stop: threading.Event, on_change: Callable[[], None]) -> None:
        """Refresh at each event and each glance, as long as the same folders stand."""
        self._refresh(stop, on_change)
        folders = self._folders()
        if not folders:
            stop.wait(GLANCE)
            return
        for changes in watch(
            *folders,
            stop_event=stop,
            rust_timeout=round(GLANCE * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            self._refresh(stop, on_change, is_told=bool(changes))
            if self._folders() != folders:
                return

    def _refresh(
        self, stop: threading.Event, on_change: Callable[[], None], *, is_told: bool = False
    ) -> None:
        """Read again if anything changed; *is_told* when an event says so, whatever the clocks show."""
        before = self._seen
        if self._look() == before and not is_told:
            return
        self._come_to_rest(stop, _TOLD_STILL if is_told else _STILL)
        calendar = self._read()
        changed = {file for file, mark in self._seen.items() if before.get(file) != mark}
        waited = 0.0
        while waited < _LONGEST and any(
            one.place.file in changed and one.is_error for one in calendar.problems
        ):
            # Half of a file looks like a mistake: nobody is told until it has stood still.
            if stop.wait(_SECOND_READ):
                return
            waited += _SECOND_READ
            if self._look() == self._seen:
                break
            self._come_to_rest(stop, _STILL)
            calendar = self._read()
        self.calendar = calendar
        on_change()

    def _come_to_rest(self, stop: threading.Event, still: float) -> None:
        waited = 0.0
        while True:
            self._seen = self._look()
            if stop.wait(still) or waited > _LONGEST or self._look() == self._seen:
                return
            waited += still

    def _read(self) -> Calendar:
        settings, problems = self._load(self._folder)
        self.settings = settings or self.settings
        if self.settings is None:
            return Calendar(problems=tuple(problems))
        calendar = self._read_calendar(self._folder, self.settings)
        if settings is None:
            calendar = dataclasses.replace(calendar, problems=(*problems, *calendar.problems))
        return calendar

    def _folders(self) -> list[str]:
        known = (self._folder.config, self._folder.posts, self._folder.assets)
        return [str(path) for path in known if path.is_dir()]

    def _look(self) -> Signature:
        return {
            self._folder.relative(self._folder.root / entry.path): (stat.st_mtime_ns, stat.st_size)
            for folder in self._folders()
            for entry, stat in _files(folder)
        }


def _files(folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """Every file below *folder* with its state; what vanishes meanwhile is passed over."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                yield entry, entry.stat()
        except OSError:
            continue
