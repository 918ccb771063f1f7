"""Messages to people: one for one cause, with what to do; a daily summary; a sign of life after good rounds.

What is to be told is read from the ledger's events; up to which one it was told is itself a line there,
written after the message went out. A kill in between tells it once more with the same cause, and loses none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import requests
from sqlalchemy.exc import SQLAlchemyError

from scheduler.delivery.reason import Reason
from scheduler.engine import sending
from scheduler.engine.causes import Cause, causes
from scheduler.engine.daily import Daily, lost_access
from scheduler.engine.links import dead_links
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.locales import day_text
from scheduler.problems import Stop, Text
from scheduler.queries.changes import count_held_changes
from scheduler.queries.deliveries import count_held, count_published
from scheduler.secrets import Secret, SecretMissing, fetch
from scheduler.settings.model import Settings

log = logging.getLogger(__name__)

_TOLD = "alerts-told"  # its detail is the number of the last event that was told
_SUMMARY, _FAILED = "summary/", "run-failed/"
_BEHIND = 2000  # events without a cause, after which the line is written all the same
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
_PATIENCE = (5.0, 10.0)  # seconds to connect, and for an answer


class Sender:
    """Where messages and signs of life go."""

    def __init__(self, folder: WorkFolder, settings: Settings) -> None:
        self._root = folder.root
        self._language = settings.language
        self._settings = settings.alerts

    def ping(self) -> bool:
        """Say to the dead-man's address that a round went well; gives whether it was heard."""
        reference = self._settings.dead_man
        if reference is None:
            return True
        try:
            address = fetch(reference, self._root).reveal()
            requests.get(address, timeout=_PATIENCE).raise_for_status()
        except Stop as stop:
            log.warning("%s", stop.say(self._language))
        except (requests.RequestException, ValueError) as error:  # its words hold the address
            log.warning("the dead-man's address did not answer: %s", type(error).__name__)
        else:
            return True
        return False

    def send(self, title: str, body: str, *, is_for_leader: bool = False) -> bool:
        """To every receiver, or to the leader's; gives whether one of them took it, or there is none.

        Raises:
            Stop: what sends messages is not installed, or no receiver's address can be read.
        """
        to = self.addresses(is_for_leader=is_for_leader)
        return not to or sending.send(to, title, body) > 0

    def addresses(self, *, is_for_leader: bool = False) -> list[Secret]:
        """Where messages go, or those for the leader, who reads all where she has no address of her own; a
        place may hold several, a line each.

        Raises:
            SecretMissing: one cannot be read.
        """
        references = (self._settings.leader if is_for_leader else ()) or self._settings.to
        return sending.addresses(references, self._root)


class Alerts:
    """Tells people; whatever goes wrong with it stays here, is logged, and is tried again."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self.sender = Sender(works.folder, works.settings)
        self._told: int | None = None
        self._written = 0
        self._told_keys: set[str] = set()  # since that event: of several causes the first may be through
        self._troubles: list[Cause] = []
        self._failures = 0
        self._next_try: float | None = None  # by the monotonic clock: the other one may be set back

    def begin(self) -> None:
        """Before the first round: what happened before there were alerts is told to nobody."""
        if self._told is None:
            known = self._works.ledger.remarks(_TOLD)
            self._told = int(known[-1].reason.detail) if known else self._works.ledger.last_event()
            self._written = self._told
            if not known:
                self._write(self._told)

    def trouble(self, why: Text, todo: Text) -> None:
        """The program itself is in trouble, and perhaps cannot write it down."""
        self._troubles.append(Cause("trouble", why, (), todo))

    def run_failed(self, why: str) -> None:
        """A run that nobody watches failed: told once a day, for it may be made every five minutes."""
        day = f"{_FAILED}{self._works.clock.now().astimezone(self._works.settings.zone):%Y-%m-%d}"
        if not self._works.ledger.remarks(day):
            self._works.ledger.remark(Reason(day))
            self.trouble(_RUN_FAILED.filled(why=why), _SEND_LOG)

    def run(self) -> None:
        """Tell what has not been told; never raises."""
        now = self._works.clock.now()
        if self._next_try is not None and self._works.clock.monotonic() < self._next_try:
            return
        try:
            self._tell_all(now)
        except Exception as error:  # noqa: BLE001 - the ledger may be away; deliveries go on without us
            log.warning("an alert could not be told: %s", type(error).__name__)
            self._wait()

    def ping(self) -> bool:
        """A sign of life; gives whether it was heard."""
        return self.sender.ping()

    def _tell_all(self, now: datetime) -> None:
        while self._troubles:
            self._told_keys.discard(self._troubles[0].key)
            if not self._tell([self._troubles[0]]):
                return self._wait()
            self._troubles.pop(0)
        self.begin()
        assert self._told is not None
        ledger = self._works.ledger
        events = ledger.events_after(self._told)
        found = (
            []
            if not events
            else causes(events, ledger.paused(), lost_access(self._works), self._works.settings.zone)
        )
        if found and not self._tell(found):
            return self._wait()
        if events:
            self._told = events[-1].id
            self._told_keys.clear()
            if found or self._told - self._written > _BEHIND:
                self._write(self._told)
        self._tell_summary(now)
        self._failures, self._next_try = 0, None
        return None

    def _tell(self, found: Iterable[Cause]) -> bool:
        language = self._works.settings.language
        for cause in found:
            if cause.key in self._told_keys:
                continue
            body = cause.words(language)
            log.warning("%s", body.replace("\n", " · "))
            try:
                title = self._title(cause.title.say(language))
                if not self.sender.send(title, body, is_for_leader=cause.is_for_leader):
                    return False
            except SecretMissing as stop:
                log.warning("%s", stop.say(language))
                return False
            except Stop as stop:  # without a sender the log is all there is
                log.warning("%s", stop.say(language))
            self._told_keys.add(cause.key)
        return True

    def _tell_summary(self, now: datetime) -> None:
        settings = self._works.settings
        local = now.astimezone(settings.zone)
        at = self._works.settings.alerts.daily
        if at is None or local.time() < at or self._works.ledger.remarks(f"{_SUMMARY}{local:%Y-%m-%d}"):
            return
        body = self._summary(local)
        if self.sender.send(self._title(_TODAY.say(settings.language, day=day_text(local))), body):
            self._works.ledger.remark(Reason(f"{_SUMMARY}{local:%Y-%m-%d}"))

    def _summary(self, local: datetime) -> str:
        day = datetime.combine(local.date(), time(), local.tzinfo)
        ledger = self._works.ledger
        out = count_published(ledger, day, day - timedelta(days=2))
        held = count_held(ledger) + count_held_changes(ledger)
        before_tomorrow = day + timedelta(days=1, microseconds=-1)
        coming = self._works.edition().agenda.between(before_tomorrow, before_tomorrow + timedelta(days=1))
        language = self._works.settings.language
        said = _SUMMARY_WORDS.say(language, out=out, held=held, coming=len(list(coming)))
        dead = dead_links(self._works)
        return "\n".join([said, *([_DEAD_LINKS.say(language, count=len(dead))] if dead else [])])

    def _title(self, title: str) -> str:
        return f"Loa – {self._works.settings.organisation}: {title}"

    def _write(self, number: int) -> None:
        self._works.ledger.remark(Reason(_TOLD, detail=str(number)))
        self._written = number

    def _wait(self) -> None:
        self._failures += 1
        wait = min(_FIRST_WAIT * 2 ** min(self._failures - 1, 10), _LONGEST_WAIT)
        self._next_try = self._works.clock.monotonic() + wait.total_seconds()


@contextmanager
def looked_after(works: Works, alerts: Alerts) -> Iterator[None]:
    """What nobody foresaw ends a single run, but not before the ledger is copied and people are told.

    Raises:
        Stop: the ledger is found damaged.
    """
    try:
        yield
    except Stop:
        raise
    except Exception as error:
        if not isinstance(error, (SQLAlchemyError, OSError)):  # whoever asked for the run is told of those
            log.exception("the run failed")
        try:
            alerts.run_failed(type(error).__name__)
            Daily(works).run()
        finally:
            alerts.run()
        raise


_RUN_FAILED = Text(
    "Lượt đăng theo giờ hẹn bị ngắt vì lỗi ({why}); lượt sau Loa làm lại",
    "The planned run ended with an error ({why}); the next one tries again",
)
_SEND_LOG = Text(
    "Chạy: loa doctor. Nếu vẫn lỗi, gửi thư mục var/log cho người hỗ trợ.",
    "Run: loa doctor. If it goes on, send var/log to whoever helps you.",
)
_TODAY = Text("tình hình ngày {day}", "the day {day}")
_SUMMARY_WORDS = Text(
    "Hôm nay đã đăng: {out}.\nĐang giữ lại, chờ chị xem: {held}.\nNgày mai có giờ đăng: {coming} bài.\n"
    "Xem từng bài: loa status",
    "Published today: {out}.\nHeld, waiting for a person: {held}.\nDue tomorrow: {coming} posts.\n"
    "Every post: loa status",
)
_DEAD_LINKS = Text(
    "Liên kết không mở được trong các bài: {count}. Xem từng cái: loa doctor",
    "Links in posts that lead nowhere: {count}. See them: loa doctor",
)
