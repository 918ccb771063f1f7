"""The command that stays: serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scheduler.cli.app import OK, PORT, Session, command, flag, option
from scheduler.cli.users import HOST, USE_TLS
from scheduler.problems import Problem, Stop, Text

if TYPE_CHECKING:
    from scheduler.delivery.ledger import Delivery
    from scheduler.engine.tick import TickReport
    from scheduler.engine.works import Works


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

    from scheduler.cli.logs import log_to
    from scheduler.cli.opening import nowhere, open_settings, open_watch, tell_missing
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
        stack.enter_context(carrying(session.folder.root / settings.ledger))
        log_to(session.folder)
        works = stack.enter_context(open_works(session.folder, settings, SystemClock(), watch=watch))
        places = works.places()
        tell_missing(session, works.unreached())
        if not places:
            raise Stop(_NO_CHANNEL_OPENS)
        pulse = Pulse(works.clock.now())
        refresh: Callable[[], None] = lambda: None  # noqa: E731 - there may be no desk
        if not no_desk:
            desk = open_desk(session.folder, pulse=pulse, notices=lambda: notices(works), door=door)
            refresh = desk.state.live.refresh
            address = stack.enter_context(serving(desk, port, door.host))
            session.tell(_DESK_AT, address=address)
        session.tell(_SERVING, places=", ".join(channel.describe() for channel in places))
        stay_and_publish(works, watch, _round_teller(session, works, refresh), pulse)
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


_DESK_AT = Text("Trang làm việc: {address}", "The preview: {address}")
_SERVING = Text(
    "Loa đang trực để đăng lên: {places}. Bấm Ctrl-C để dừng.", "Publishing to: {places}. Ctrl-C ends it."
)
_NO_CHANNEL_OPENS = Text(
    "Chưa kênh nào mở được, nên không có gì để trực. Sửa theo lời nhắc ở trên rồi chạy lại.",
    "No channel can be used, so there is nothing to serve. Mend what is said above, then run again.",
)
_STOPPED = Text("Loa đã dừng.", "Loa has stopped.")
_OUT = Text("{at}  đã đăng {key}  {address}", "{at}  published {key}  {address}")
