"""One machine that stays: wake-ups on time, a watched calendar, and an end in good order.

One interval job of APScheduler wakes at least every 30 s and moves its own next run to the next due
time. (A date job that plans itself again dies for good after one late or failed run; a wait on the
monotonic clock oversleeps when the machine slept; both were tried.)
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.calendar.watching import Watch
from scheduler.cards.keeping import let_all_go
from scheduler.clock import SystemClock
from scheduler.delivery.ledger import State
from scheduler.delivery.witness import Unusable
from scheduler.engine.alerts import Alerts
from scheduler.engine.approval_messages import ask_approvers
from scheduler.engine.beginning import check_beginning, lift_credential_pauses
from scheduler.engine.comments import watch_comments
from scheduler.engine.daily import Daily
from scheduler.engine.filming import film_ahead
from scheduler.engine.leasing import COORDINATOR
from scheduler.engine.links import check_weekly
from scheduler.engine.lock import sign_of_life
from scheduler.engine.measuring import measure
from scheduler.engine.notifying import notify
from scheduler.engine.outside import look_outside
from scheduler.engine.pulse import Pulse
from scheduler.engine.tick import TickReport, tick
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

INTERVAL = 30.0  # seconds between two wake-ups when nothing is due
GRACE = 8.0  # seconds that a wake-up in hand is given to come to a safe point when told to stop
_GLANCE = 5.0  # seconds between two glances at whether the wake-ups still come
_BREATH = 0.5  # seconds, at least, between two wake-ups of which the first had nothing to carry
_JOB, _TELLING, _ASKING, _NOTIFYING, _DAILY = "wake-up", "telling", "asking", "notifying", "daily"
_OUTSIDE, _LINKS, _FIGURES, _COMMENTS, _FILMS = "outside", "links", "figures", "comments", "films"
# Seconds; mostly there is nothing to do.
_TELL_EVERY, _DAILY_EVERY, _OUTSIDE_EVERY, _FIGURES_EVERY, _COMMENTS_EVERY = 20.0, 300.0, 60.0, 120.0, 10.0
_FILMS_EVERY = 60.0
_TROUBLE = 3  # failed rounds in a row, before a person is told


def serve(
    works: Works,
    watch: Watch | None = None,
    on_round: Callable[[TickReport], None] | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Publish on schedule until SIGINT or SIGTERM, or until `works.stopping` is set; of a shared ledger, as
    long as this process coordinates.

    The caller holds the right to carry (`lock.carrying`). *on_round* is told what each wake-up did. A
    delivery in hand is brought to a safe point within 8 s; what takes longer is left as the ledger has
    it, and the next start finds out what became of it. *pulse* is kept up to date for whoever asks.

    Raises:
        Stop: the ledger is new, and posts of this calendar are already public; it is not the newest, another
            place carries; or it is found damaged.
    """
    alerts = Alerts(works)
    alerts.begin()  # what the first look at the pages finds is told as well
    check_beginning(works)
    lift_credential_pauses(works)
    with ended_by_signals(works.stopping):
        rounds = _Rounds(works, alerts, on_round, pulse or Pulse(_now()))
        rounds.start()
        with followed(watch, rounds.wake):
            while not works.stopping.wait(_GLANCE) and _coordinates(works):
                rounds.glance()
            rounds.end(GRACE)
    if rounds.stop:
        raise rounds.stop


class _Rounds:
    """The wake-ups: one at a time, the next one planned when the last one ends, whatever became of it."""

    def __init__(
        self,
        works: Works,
        alerts: Alerts,
        on_round: Callable[[TickReport], None] | None,
        pulse: Pulse,
    ) -> None:
        self.stop: Stop | None = None  # why it ended by itself
        self._works = works
        self._on_round = on_round
        self._pulse = pulse
        self._alerts = alerts
        self._daily = Daily(works)
        self._pinged: datetime | None = None
        self._state = threading.Condition()
        self._is_running = False
        self._is_wanted = False  # again, at once: the calendar changed while a round was in hand
        self._scheduler = BackgroundScheduler(timezone=UTC, daemon=True)
        self._workers: list[_Worker] = []

    def start(self) -> None:
        works = self._works
        # Each in a thread of its own: what hangs, or has much to do, holds up no delivery and no alert.
        for work, name, seconds in (
            (self._run, _JOB, INTERVAL),
            (self._tell, _TELLING, _TELL_EVERY),
            (self._look_after, _DAILY, _DAILY_EVERY),
            (partial(ask_approvers, works), _ASKING, _TELL_EVERY),
            (partial(notify, works), _NOTIFYING, _TELL_EVERY),
            (partial(look_outside, works), _OUTSIDE, _OUTSIDE_EVERY),
            (partial(check_weekly, works), _LINKS, _OUTSIDE_EVERY),
            (partial(film_ahead, works), _FILMS, _FILMS_EVERY),
            (partial(watch_comments, works), _COMMENTS, _COMMENTS_EVERY),
            (partial(measure, works), _FIGURES, _FIGURES_EVERY),
        ):
            worker = _Worker(partial(_as_coordinator, works, work), name)
            self._workers.append(worker)
            self._scheduler.add_job(
                worker.ask,
                "interval",
                seconds=seconds,
                id=name,
                next_run_time=_now(),
                misfire_grace_time=None,  # late is better than never
                coalesce=True,
            )
        self._scheduler.start()

    def wake(self) -> None:
        """The calendar changed: come at once, or right after the round in hand."""
        with self._state:
            self._is_wanted = True
            if not self._is_running:
                self._move_to(0.0)

    def glance(self) -> None:
        """After the machine's clock was set back, the next run would lie hours ahead."""
        job = self._scheduler.get_job(_JOB)
        with self._state:
            if job and not self._is_running and job.next_run_time - _now() > timedelta(seconds=INTERVAL + 1):
                self._move_to(0.0)

    def end(self, grace: float) -> None:
        """No more rounds; wait up to *grace* seconds for the one in hand."""
        self._scheduler.shutdown(wait=False)
        for worker in self._workers:
            worker.end()
        until = time.monotonic() + grace
        with self._state:
            while self._is_running and (left := until - time.monotonic()) > 0:
                self._state.wait(left)
            if self._is_running:
                log.warning("a call to the outside takes too long; the next start will see what became of it")

    def _run(self) -> None:
        with self._state:
            self._is_running = True
            self._is_wanted = False
        delay = _BREATH
        try:
            report = tick(self._works)
            delay = self._delay(report)
            if not report.carried:
                let_all_go()
            if self._on_round:
                self._on_round(report)
            standing = report.standstill
            self._pulse.standstill = standing if standing is not None and standing.is_told else None
            self._pulse.good(_now(), sum(row.state is State.PUBLISHED for row in report.carried))
            sign_of_life(self._works.ledger.where)
        except Unusable as stop:  # a disk that is full may have room again
            log.error("%s", stop)  # noqa: TRY400 - as below
            delay = self._failed(stop.words, _NOTHING)
        except Stop as stop:  # another place carries, or the ledger is not the newest: nothing more goes out
            log.error("%s", stop)  # noqa: TRY400 - it has words, and no trace that would help
            self._end_with(stop)
        except Exception as error:  # this round failed; the next one comes all the same, and soon
            log.exception("a wake-up failed")
            if not self._pulse.failures and not isinstance(error, OSError):
                self._look_over()
            delay = self._failed(_FAILING.filled(why=type(error).__name__), _SEE_THE_DISK)
        finally:
            with self._state:
                self._is_running = False
                self._state.notify_all()  # first: whoever ends waits for nothing else
                self._move_to(_BREATH if self._is_wanted else delay)

    def _failed(self, why: Text, todo: Text) -> float:
        """Count a failed round, tell a person of the third in a row; gives the seconds until the next one."""
        self._pulse.bad()
        if self._pulse.failures == _TROUBLE:
            self._alerts.trouble(why, todo)
        return self._delay_after_failure()

    def _tell(self) -> None:
        self._alerts.run()
        last = self._pulse.last_good
        is_well = not self._pulse.failures and self._pulse.standstill is None
        if last is not None and last != self._pinged and is_well and self._alerts.ping():
            self._pinged = last

    def _look_over(self) -> None:
        """Is the ledger to blame? It is then not asked again and again."""
        try:
            self._works.ledger.look_over()
        except Stop as stop:
            self._end_with(stop)
        except Exception:
            log.exception("the ledger could not be looked over")

    def _look_after(self) -> None:
        try:
            self._daily.run()
        except Stop as stop:  # damaged: whatever would be written now could be wrong
            self._end_with(stop)

    def _end_with(self, stop: Stop) -> None:
        self.stop = stop
        self._alerts.trouble(stop.words, _NOTHING)
        self._alerts.run()
        self._works.stopping.set()

    def _delay(self, report: TickReport) -> float:
        if report.next_due is None:
            return INTERVAL
        left = (report.next_due - self._works.clock.now()).total_seconds()
        return min(max(left, 0.0 if report.carried else _BREATH), INTERVAL)

    def _delay_after_failure(self) -> float:
        """Soon, then less and less soon; but on time for whatever the calendar has next."""
        delay = min(2.0 ** min(self._pulse.failures - 1, 5), INTERVAL)
        try:
            now = self._works.clock.now()
            planned = self._works.edition().agenda.next_after(now)
        except Exception:
            log.exception("the calendar could not be read")
            return delay
        return min(delay, (planned - now).total_seconds()) if planned else delay

    def _move_to(self, delay: float) -> None:
        if not self._works.stopping.is_set():
            with suppress(JobLookupError):
                self._scheduler.modify_job(_JOB, next_run_time=_now() + timedelta(seconds=delay))


class _Worker:
    """A daemon thread that does *work* whenever it is asked to, one at a time: no hanging call delays a stop.

    APScheduler's own threads would keep the process alive. What is asked for meanwhile is done after.
    """

    def __init__(self, work: Callable[[], object], name: str) -> None:
        self._work, self._name = work, name
        self._is_asked = threading.Event()
        self._has_ended = False
        threading.Thread(target=self._go, name=name, daemon=True).start()

    def ask(self) -> None:
        """Work now, or once more after the work in hand."""
        self._is_asked.set()

    def end(self) -> None:
        """No more work after the one in hand."""
        self._has_ended = True
        self._is_asked.set()

    def _go(self) -> None:
        while self._is_asked.wait() and not self._has_ended:
            self._is_asked.clear()
            try:
                self._work()
            except Stop as stop:  # another place carries: the wake-up finds out as well, and ends
                log.warning("%s: %s", self._name, stop)
            except Exception:
                log.exception("%s: it failed, and is done again when it is next asked for", self._name)


@contextmanager
def followed(watch: Watch | None, on_change: Callable[[], object]) -> Iterator[None]:
    """Meanwhile *watch* reads what changes, and calls *on_change*."""
    if watch is None:
        yield
        return
    end = threading.Event()
    thread = threading.Thread(target=watch.wait, args=(end, on_change), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(2.0)  # it may be reading a long calendar


def _coordinates(works: Works) -> bool:
    return works.leasing is None or works.leasing.has(COORDINATOR)


def _as_coordinator(works: Works, work: Callable[[], object]) -> None:
    """Do *work*, if that is this process's to do."""
    if works.leasing is None:
        work()
    elif works.leasing.has(COORDINATOR):
        with works.leasing.in_hand(COORDINATOR):
            work()


@contextmanager
def ended_by_signals(stopping: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set *stopping*, once; a second one ends the process as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def end(_: int, __: FrameType | None) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        # Not set here: the main thread may be inside the event's own lock.
        threading.Thread(target=stopping.set, daemon=True).start()

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _now() -> datetime:
    return SystemClock().now()


_NOTHING = Text("", "")  # to do: the words before say it
_FAILING = Text(
    "Loa gặp lỗi liên tiếp nên chưa đăng được bài nào ({why})",
    "Loa keeps failing and publishes nothing ({why})",
)
_SEE_THE_DISK = Text(
    "Xem còn chỗ trống trên ổ đĩa không, rồi chạy: loa doctor. Nếu vẫn lỗi, gửi thư mục var/log cho "
    "người hỗ trợ.",
    "See whether the disk has room, then run: loa doctor. If it goes on, send var/log to whoever helps you.",
)
