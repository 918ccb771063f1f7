"""The calendar as it reads now: read again when its files change, and not while they are being written.

What is held may for a moment, or for long, be something else than what lies on the disk: `Watch.unread` says
so, by a look at the files themselves, whatever becomes of the thread that watches.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from watchfiles import watch

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Calendar
from scheduler.files import WorkFolder, walk
from scheduler.problems import Problem
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

log = logging.getLogger(__name__)

LoadSettings = Callable[[WorkFolder], tuple[Settings | None, list[Problem]]]
ReadCalendar = Callable[[WorkFolder, Settings], Calendar]
Signature = dict[str, tuple[int, ...]]  # of each file: when it and its entry were changed (ns), size, number

GLANCE = 2.0  # seconds between two looks at the files themselves: on network shares no event ever comes
_STILL = 0.1  # seconds without a change, before files are read
_TOLD_STILL = 0.05  # the same after word of a change, which itself comes after as long a rest
_SECOND_READ = 1.0  # seconds until a file that was just saved with mistakes is believed to be meant so
_LONGEST = 10.0  # seconds that a file which never comes to rest is waited for
_MOMENT = 60.0  # seconds after a change, from which on it is no longer a moment
_TICK = 0.03  # seconds; the clock of a file system ticks every 1 to 16 ms
_RETRY = 10.0  # seconds until what failed is tried again while nothing changes


class Unread(Enum):
    """Why what the watch holds is not, or may not be, what lies on the disk."""

    MOMENT = "moment"  # something was saved just now, and is read in a moment
    LONG = "long"  # that was a while ago, and it is not read yet
    FAILED = "failed"  # reading failed as a whole, which nobody foresaw
    SETTINGS = "settings"  # the settings have errors; those of before are held
    ENDED = "ended"  # nobody watches any more


@dataclass(frozen=True, slots=True)
class _Held:
    """One reading; *seen* is how the files stood before it, *sound* whether the settings had no error."""

    seen: Signature
    calendar: Calendar
    settings: Settings | None
    sound: bool


class Watch:
    """Holds the calendar of *folder* as last read; `wait` keeps it new.

    A mistake in the settings leaves those of before in use, and is told among the calendar's problems.
    Where reading fails as a whole, what was read before is held, and `unread` says so until it succeeds.
    """

    def __init__(
        self, folder: WorkFolder, load: LoadSettings = load_settings, read: ReadCalendar = read_calendar
    ) -> None:
        self._folder = folder
        self._load = load
        self._read_calendar = read
        self._failed: tuple[Signature, float] | None = None  # how the files stood then, and when (monotonic)
        self._changed: float | None = None  # when a change was noticed that is not read yet (monotonic)
        self._ended = False
        self._held = _Held({}, Calendar(), None, sound=False)
        self._held = self._try_to_read() or self._held

    @property
    def calendar(self) -> Calendar:
        """As last read: a new value after each change, and the same one in between."""
        return self._held.calendar

    @property
    def settings(self) -> Settings | None:
        """As last read without an error; None: they never were."""
        return self._held.settings

    def unread(self) -> Unread | None:
        """Why the calendar held may be another than a new process would read now; None: it is that one."""
        if self._failed is not None:
            return Unread.FAILED
        held = self._held
        if not held.sound:
            return Unread.SETTINGS
        if self._ended:
            return Unread.ENDED
        if self._look() == held.seen:
            self._changed = None
            return None
        now = time.monotonic()
        since = self._changed = self._changed or now
        return Unread.MOMENT if now - since < _MOMENT else Unread.LONG

    def wait(self, stop: threading.Event, on_change: Callable[[], object]) -> None:
        """Read again after each change and then call *on_change*, until *stop* is set.

        Blocks. Where reading fails *on_change* is called too, once, and it is tried again.
        """
        is_warned = False
        try:
            while not stop.is_set():
                try:
                    self._follow(stop, on_change)
                except Exception as error:  # noqa: BLE001 - below
                    # A folder taken away, or the machine's limit of watches: files can still be looked at.
                    if not is_warned:
                        log.warning("file events do not work here (%s); looking every %s s", error, GLANCE)
                        is_warned = True
                    stop.wait(GLANCE)
        finally:
            self._ended = not stop.is_set()

    def read_now(self) -> bool:
        """Read what was just written by this program, without waiting for word of it; False: it failed."""
        held = self._try_to_read()
        self._held = held or self._held
        return held is not None

    def _follow(self, stop: threading.Event, on_change: Callable[[], object]) -> None:
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
        self, stop: threading.Event, on_change: Callable[[], object], *, is_told: bool = False
    ) -> None:
        """Read again if anything changed; *is_told* when an event says so, whatever the clocks show."""
        before = self._held
        if not is_told and not self._is_due():
            return
        self._come_to_rest(stop, _TOLD_STILL if is_told else _STILL)
        was_failed = self._failed is not None
        held = self._try_to_read()
        waited = 0.0
        while held is not None and waited < _LONGEST and _has_fresh_errors(held, before):
            # Half of a file looks like a mistake: nobody is told until it has stood still.
            if stop.wait(_SECOND_READ):
                return
            waited += _SECOND_READ
            if self._look() == held.seen:
                break
            self._come_to_rest(stop, _STILL)
            held = self._try_to_read()
        if held is None:
            if not was_failed:
                on_change()
            return
        # What the program wrote itself may have been read meanwhile by `read_now`, and is newer.
        if self._held is before or self._look() != self._held.seen:
            self._held = held
        on_change()

    def _is_due(self) -> bool:
        if self._failed is not None:
            seen, at = self._failed
            return self._files() != seen or time.monotonic() - at > _RETRY
        return self._look() != self._held.seen

    def _come_to_rest(self, stop: threading.Event, still: float) -> None:
        waited = 0.0
        while True:
            seen = self._look()
            if stop.wait(still) or waited > _LONGEST or self._look() == seen:
                return
            waited += still

    def _try_to_read(self) -> _Held | None:
        """What lies there now; None where reading fails, which is noted, and logged once."""
        seen = self._files()
        newest = max((mark[1] for mark in seen.values() if mark), default=0)
        if time.time_ns() - newest < _TICK * 1e9:  # else one more save would look like this one
            time.sleep(_TICK)
            seen = self._files()
        try:
            held = self._read(seen)
        except Exception:
            if self._failed is None:
                log.exception("the calendar could not be read; it is tried again")
            self._failed = seen, time.monotonic()
            return None
        self._failed = None
        return held

    def _read(self, seen: Signature) -> _Held:
        sound, problems = self._load(self._folder)
        settings = sound or self._held.settings
        if settings is None:
            return _Held(seen, Calendar(problems=tuple(problems)), None, sound=False)
        seen = seen | _today(settings)
        calendar = self._read_calendar(self._folder, settings)
        if sound is None:
            calendar = dataclasses.replace(calendar, problems=(*problems, *calendar.problems))
        return _Held(seen, calendar, settings, sound=sound is not None)

    def _folders(self) -> list[str]:
        known = (self._folder.config, self._folder.posts, self._folder.assets)
        return [str(path) for path in known if path.is_dir()]

    def _look(self) -> Signature:
        return self._files() | _today(self._held.settings)

    def _files(self) -> Signature:
        return {
            self._folder.relative(self._folder.root / entry.path): _mark(state)
            for folder in self._folders()
            for entry, state in walk(Path(folder))
        }


def _today(settings: Settings | None) -> Signature:
    """What is sound may hang on the day: a hotline's last one, for instance."""
    return {"": (datetime.now(settings.zone).toordinal(),)} if settings else {}


def _mark(state: os.stat_result) -> tuple[int, ...]:
    if stat.S_ISDIR(state.st_mode):
        return ()  # that it is there; its files speak for themselves
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def _has_fresh_errors(held: _Held, before: _Held) -> bool:
    """Whether an error stands in a file that has changed since *before*."""
    return any(
        one.is_error and held.seen.get(one.place.file) != before.seen.get(one.place.file)
        for one in held.calendar.problems
    )
