"""Commands that hold the right to carry: publish, serve, rebuild."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.app import (
    ERRORS,
    OK,
    PORT,
    WRONG_USE,
    Session,
    argument,
    command,
    flag,
    format_option,
    option,
)
from scheduler.cli.deciding import CHANNEL, UNIT
from scheduler.cli.logs import log_to
from scheduler.cli.looking import tell_stopped
from scheduler.cli.users import HOST, USE_TLS
from scheduler.problems import Problem, Stop, Text

HANDS = click.IntRange(1, 100)

if TYPE_CHECKING:
    from scheduler.calendar.watching import Watch
    from scheduler.delivery.agenda import Planned
    from scheduler.delivery.ledger import Delivery
    from scheduler.engine.tick import TickReport
    from scheduler.engine.works import Works
    from scheduler.settings.model import Settings


@command(
    "Đăng những bài đã đến giờ (hoặc những bài nêu tên) một lượt rồi kết thúc.\n\n"
    "Bài nêu tên mà chưa đến giờ thì Loa hỏi lại trước khi đăng. Dùng với Windows Task Scheduler hay cron.",
    "Carry what is due (or the named posts) once, then end: for cron or Windows Task Scheduler.\n\n"
    "About a named post whose time has not come it asks first.",
)
@argument("ids", "[MÃ…]", "[ID…]", nargs=-1)
@flag("--due", "Đăng mọi bài đã đến giờ.", "Everything that is due.")
@flag("--now", "Đăng bài nêu tên dù chưa đến giờ.", "Publish the named posts even before their time.")
@CHANNEL
@UNIT
@flag("--dry-run", "Chỉ nói sẽ đăng gì, không đăng.", "Say what would go out; publish nothing.")
@format_option("table", "json")
def publish(
    session: Session,
    *,
    ids: tuple[str, ...],
    due: bool,
    now: bool,
    channel: str | None,
    unit: str | None,
    dry_run: bool,
    shape: str,
) -> int:
    """Exit 1 if anything named or due is held, waits for a retry, or a channel cannot be used."""
    if not ids and not due:
        raise Stop(_WHAT, status=WRONG_USE)
    from scheduler.cli.deciding import selection, tell_nothing_done
    from scheduler.cli.opening import (
        chosen,
        ledger_of,
        nowhere,
        open_settings,
        open_watch,
        show_beyond,
        tell_missing,
    )
    from scheduler.clock import SystemClock
    from scheduler.engine.alerts import Alerts, looked_after
    from scheduler.engine.beginning import check_beginning, lift_credential_pauses
    from scheduler.engine.comments import watch_comments
    from scheduler.engine.daily import Daily
    from scheduler.engine.lock import carrying
    from scheduler.engine.opening import open_works
    from scheduler.engine.tick import due_now, early, order, orderable, stay, tick

    settings = open_settings(session)
    if not settings.channels:
        raise Stop(nowhere())
    watch = open_watch(session)
    calendar = watch.calendar
    chosen(calendar, ids)
    only = selection(settings, calendar, ids, channel, unit)
    if dry_run:
        with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
            tell_missing(session, works.unreached())
            keys = orderable(works, only.posts, only) if ids else due_now(works, only)
            _print_due(session, keys, shape)
        return OK
    if ids and not now:
        with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
            _ask_about(session, early(works, only.posts, only), settings.zone)
    with (
        carrying(ledger_of(session, settings)) as leasing,
        open_works(session.folder, settings, SystemClock(), watch=watch, leasing=leasing) as works,
    ):
        log_to(session.folder)
        tell_missing(session, works.unreached())
        alerts = Alerts(works)
        alerts.begin()
        with looked_after(works, alerts) if due else nullcontext():
            check_beginning(works)
            lift_credential_pauses(works)
            report = stay(works, order(works, only.posts, only) if ids else tick(works, only))
            tell_stopped(session, works, report.standstill)
            _print_carried(session, works, report.carried, shape, asked_for_due=due)
            left_out = tell_nothing_done(session, works, ids, {row.key.post for row in report.carried})
            if due:
                watch_comments(works)
        if due:
            Daily(works).run()
            alerts.run()
            if report.standstill is None:
                alerts.ping()
            show_beyond(session, works, calendar)
        status = _status_of(report, is_all_there=not (works.unreached() or left_out))
    _look_outside(session, settings, watch)
    return status


def _status_of(report: TickReport, *, is_all_there: bool) -> int:
    stands = {row.state.value for row in report.carried}
    is_stuck = report.standstill is not None or stands & {"held", "retry", "unconfirmed"}
    return ERRORS if is_stuck or not is_all_there else OK


def _look_outside(session: Session, settings: Settings, watch: Watch) -> None:
    """Without the right to carry: others may do so meanwhile."""
    from scheduler.clock import SystemClock
    from scheduler.engine.links import check_weekly
    from scheduler.engine.measuring import measure
    from scheduler.engine.opening import open_works
    from scheduler.engine.outside import look_outside

    with open_works(session.folder, settings, SystemClock(), watch=watch) as works:
        look_outside(works)
        check_weekly(works)
        measure(works)


@command(
    "Ở lại và đăng bài đúng giờ; lịch sửa lúc nào, Loa đọc lại lúc ấy. Dừng bằng Ctrl-C.",
    "Stay and publish on schedule; a changed calendar is read again at once. Ctrl-C ends it.",
)
@option("--port", "Cổng của trang làm việc.", "The preview's port.", type=PORT)
@HOST
@flag("--no-desk", "Không mở trang làm việc.", "Without the preview page.")
def serve(session: Session, port: int | None, host: str | None, no_desk: bool) -> int:
    """Publishes until it is told to stop; the desk beside it."""
    from contextlib import ExitStack

    from scheduler.cli.examining import examiner
    from scheduler.cli.opening import ledger_of, nowhere, open_settings, open_watch, tell_missing
    from scheduler.clock import SystemClock
    from scheduler.desk.login import door_of
    from scheduler.desk.opening import open_desk
    from scheduler.desk.server import serving
    from scheduler.engine.local import serve as stay_and_publish
    from scheduler.engine.lock import carrying
    from scheduler.engine.notices import notices
    from scheduler.engine.opening import open_works
    from scheduler.engine.pulse import Pulse

    settings = open_settings(session)
    if not settings.channels:
        raise Stop(nowhere())
    door = door_of(session.folder, settings, host)
    if door.asks_login and not no_desk:
        session.tell(USE_TLS)
    watch = open_watch(session)
    with ExitStack() as stack:
        leasing = stack.enter_context(carrying(ledger_of(session, settings)))
        log_to(session.folder)
        opened = open_works(session.folder, settings, SystemClock(), watch=watch, leasing=leasing)
        works = stack.enter_context(opened)
        places = works.places()
        tell_missing(session, works.unreached())
        if not places:
            raise Stop(_NO_CHANNEL_OPENS)
        pulse = Pulse(works.clock.now())
        refresh: Callable[[], None] = lambda: None  # noqa: E731 - there may be no desk
        if not no_desk:
            desk = open_desk(
                session.folder,
                pulse=pulse,
                notices=lambda: notices(works),
                door=door,
                examiner=examiner(session.folder),
            )
            refresh = desk.state.live.refresh
            address = stack.enter_context(serving(desk, port, door.host))
            session.tell(_DESK_AT, address=address)
        session.tell(_SERVING, places=", ".join(channel.describe() for channel in places))
        stay_and_publish(works, watch, _round_teller(session, works, refresh), pulse)
        if not works.stopping.is_set():
            raise Stop(_NO_LONGER)
    session.tell(_STOPPED)
    return OK


@command(
    "Cùng đăng với các máy khác trên một sổ chung (PostgreSQL). Dừng bằng Ctrl-C.",
    "Carry with other machines, by a ledger that they share (PostgreSQL). Ctrl-C ends it.",
)
@option(
    "--hands",
    "Đăng cùng lúc nhiều nhất mấy trang.",
    "So many pages at once.",
    type=HANDS,
    default=8,
    show_default=True,
)
@flag("--paint", "Chỉ vẽ trước thẻ của những bài sắp đăng.", "Paint the cards of what comes, and no more.")
def worker(session: Session, hands: int, paint: bool) -> int:
    """Carries what is due, or paints it ahead, until it is told to stop."""
    from sqlalchemy import URL

    from scheduler.cli.opening import ledger_of, open_settings, open_watch, tell_missing
    from scheduler.clock import SystemClock
    from scheduler.engine import worker as working
    from scheduler.engine.lock import joining
    from scheduler.engine.opening import open_works

    settings = open_settings(session)
    where = ledger_of(session, settings)
    if not isinstance(where, URL):
        raise Stop(_ALONE, status=WRONG_USE)
    watch = open_watch(session)
    with (
        joining(where) as leasing,
        open_works(session.folder, settings, SystemClock(), watch=watch, leasing=leasing) as works,
    ):
        log_to(session.folder)
        works.hands = hands
        places = works.places()
        tell_missing(session, works.unreached())
        if paint:
            session.tell(_PAINTING)
            working.paint(works, leasing, watch)
        elif not places:
            raise Stop(_NO_CHANNEL_OPENS)
        else:
            session.tell(_WORKING, count=len(places), hands=hands)
            working.work(works, leasing, watch, _round_teller(session, works, lambda: None))
    session.tell(_STOPPED)
    return OK


def _round_teller(
    session: Session, works: Works, refresh: Callable[[], None]
) -> Callable[[TickReport], None]:
    """Says what each wake-up published, and whenever the calendar has new errors."""
    from scheduler.cli.opening import tell_errors
    from scheduler.engine.notices import notices

    known: set[str] = set()
    shown: list[Problem] = []

    def tell(report: TickReport) -> None:
        nonlocal known, shown
        if (now := notices(works)) != shown:
            shown = now
            refresh()
        errors = {str(problem.place) for problem in report.problems if problem.is_error}
        if errors - known:
            tell_errors(session, report.problems)
        known = errors
        _tell_round(session, works, report.carried)

    return tell


def _tell_round(session: Session, works: Works, carried: Sequence[Delivery]) -> None:
    from scheduler.cli.showing import local

    for row in carried:
        if row.state.value == "published":
            session.tell(_OUT, at=local(row.public_at, works.settings.zone), key=row.key, address=row.address)


@command(
    "Mất sổ đăng bài: dựng lại sổ từ những gì đang công khai trên trang. Không đăng gì.",
    "The ledger is lost: make it anew from what is public. Nothing is published.",
)
def rebuild(session: Session) -> int:
    """Looks for every post of the calendar in each place, and takes over what is there."""
    from scheduler.cli.opening import ledger_of, open_calendar, open_settings, tell_missing
    from scheduler.clock import SystemClock
    from scheduler.engine.beginning import rebuild as take_over
    from scheduler.engine.lock import carrying
    from scheduler.engine.opening import open_works

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    with (
        carrying(ledger_of(session, settings)),
        open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works,
    ):
        tell_missing(session, works.unreached())
        if works.unreached():
            return ERRORS  # what lies in a place that cannot be read would be published again
        taken = take_over(works)
        session.tell(_REBUILT, count=len(taken))
    return OK


def _print_due(session: Session, keys: Sequence[Any], shape: str) -> None:
    from scheduler.cli.showing import print_found

    rows = [{"key": str(key)} for key in keys]
    print_found(session, shape, rows, rows, {"key": Text("Sẽ đăng", "Would go out")}, _NOTHING_DUE)


def _print_carried(
    session: Session, works: Works, carried: Sequence[Delivery], shape: str, *, asked_for_due: bool
) -> None:
    from scheduler.cli.looking import print_standings
    from scheduler.engine.status import Standing

    language, zone = session.language, works.settings.zone
    rows = [
        Standing(row.key, row.state.value, row.due, row.public_at, row.remote_id, row.address, row.reason)
        .as_json(language, zone)
        for row in carried
    ]  # fmt: skip
    print_standings(rows, session, shape)
    if not rows and shape == "table" and asked_for_due:
        session.tell(_NOTHING_DUE)


def _ask_about(session: Session, early: Sequence[Planned], zone: tzinfo) -> None:
    """Let an order that passes over the schedule go on, if that is meant.

    Raises:
        Stop: nobody said so.
    """
    from scheduler.locales import time_text

    times = {one.post.id: time_text(one.due.astimezone(zone)) for one in reversed(early)}
    for post, at in times.items():
        asked = _EARLY.filled(post=post, at=at)
        if not sys.stdin.isatty():
            raise Stop(_TOO_EARLY, status=WRONG_USE, asked=asked, post=post)
        if not click.confirm(_REALLY.say(session.language, asked=asked), err=True):
            raise Stop(_LEFT_ALONE)


_WHAT = Text("Nêu mã bài cần đăng, hoặc dùng --due.", "Name posts to publish, or say --due.")
_EARLY = Text("Bài “{post}” hẹn {at}, chưa đến giờ", "The post “{post}” is due {at}, which is yet to come")
_REALLY = Text("{asked}. Đăng ngay bây giờ?", "{asked}. Publish it now?")
_TOO_EARLY = Text(
    "{asked}, nên chưa đăng. Để nguyên thì đến giờ bài tự lên (đang giữ thì thôi giữ: loa retry {post}). "
    "Muốn lên ngay: loa publish {post} --now",
    "{asked}, so nothing is published. Left alone it goes out at its time (if it is held, let it go on: "
    "loa retry {post}). To publish it at once: loa publish {post} --now",
)
_NO_LONGER = Text(
    "Máy này đứng lâu hoặc mất liên lạc với máy chủ của sổ, nên thôi điều phối. Chạy lại: loa serve",
    "This machine stood still, or could not reach the ledger's server, for too long, and coordinates no "
    "more. Start it again: loa serve",
)
_LEFT_ALONE = Text("Chưa đăng gì.", "Nothing is published.")
_NOTHING_DUE = Text("Chưa có bài nào đến giờ đăng.", "Nothing is due.")
_REBUILT = Text(
    "Đã ghi lại vào sổ {count} lượt đăng đang công khai. Xem: loa status",
    "{count} deliveries that are public were taken into the ledger. See: loa status",
)
_DESK_AT = Text("Trang làm việc: {address}", "The preview: {address}")
_SERVING = Text(
    "Loa đang trực để đăng lên: {places}. Bấm Ctrl-C để dừng.", "Publishing to: {places}. Ctrl-C ends it."
)
_NO_CHANNEL_OPENS = Text(
    "Chưa kênh nào mở được, nên không có gì để trực. Sửa theo lời nhắc ở trên rồi chạy lại.",
    "No channel can be used, so there is nothing to serve. Mend what is said above, then run again.",
)
_ALONE = Text(
    "Lệnh này dành cho sổ chung trên máy chủ PostgreSQL (mục ledger trong config/settings.yaml). Sổ của một "
    "máy thì chạy: loa serve",
    "This is for a ledger on a PostgreSQL server (`ledger` in config/settings.yaml). With a ledger of one "
    "machine run: loa serve",
)
_WORKING = Text(
    "Loa cùng đăng với các máy khác lên {count} nơi, mỗi lúc {hands} trang. Bấm Ctrl-C để dừng.",
    "Carrying with others to {count} places, {hands} pages at once. Ctrl-C ends it.",
)
_PAINTING = Text(
    "Loa đang vẽ trước thẻ của những bài sắp đăng. Bấm Ctrl-C để dừng.",
    "Painting the cards of what comes. Ctrl-C ends it.",
)
_STOPPED = Text("Loa đã dừng.", "Loa has stopped.")
_OUT = Text("{at}  đã đăng {key}  {address}", "{at}  published {key}  {address}")
