"""From a folder of work to what a command needs; stops with every problem of the settings shown."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, Session
from scheduler.problems import Problem, Stop, Text

if TYPE_CHECKING:  # `check`, which may need none of these, passes through here too
    from scheduler.calendar.model import Calendar, Post
    from scheduler.calendar.watching import Watch
    from scheduler.delivery.store import Where
    from scheduler.engine.works import Works
    from scheduler.settings.model import Settings


def ledger_of(session: Session, settings: Settings) -> Where:
    """Where the ledger lies by *settings*."""
    from scheduler.delivery.store import where_of

    return where_of(session.folder.root, settings.ledger)


def open_settings(session: Session) -> Settings:
    """The settings of the folder of work; from here on messages are in their language.

    Raises:
        Stop: there is no folder of work here, or its settings have errors (they are shown first).
    """
    from scheduler.clock import keep_time_of
    from scheduler.settings.loading import load_settings

    require_folder(session)
    settings, problems = load_settings(session.folder)
    if settings is None:
        show(problems, session)
        raise Stop(_BAD_SETTINGS)
    session.language_set = settings.language
    keep_time_of(settings.zone)
    show(problems, session)
    return settings


def require_folder(session: Session) -> None:
    """Let a folder of work pass.

    Raises:
        Stop: it has no config/.
    """
    if not session.folder.config.is_dir():
        raise Stop(_NO_FOLDER, status=2, folder=session.folder.root)


def open_calendar(session: Session, settings: Settings) -> Calendar:
    """The calendar as it reads now; that it has errors is told in one line, and `check` shows them.

    Raises:
        Stop: it cannot be read as a whole.
    """
    from scheduler.checks.rules import read_checked

    with words_for_failure():
        calendar = read_checked(session.folder, settings)
    tell_errors(session, calendar.problems)
    return calendar


def open_watch(session: Session) -> Watch:
    """The same for whoever carries: nothing goes out that is not what lies there at that moment.

    Raises:
        Stop: it cannot be read as a whole.
    """
    from scheduler.calendar.watching import Unread, Watch
    from scheduler.checks.rules import read_checked

    watch = Watch(session.folder, read=read_checked)
    if watch.unread() is Unread.FAILED:
        raise Stop(_CANNOT_READ)
    tell_errors(session, watch.calendar.problems)
    return watch


@contextmanager
def words_for_failure() -> Iterator[None]:
    """Whatever reading the calendar may raise, a person is told so in words, and the log has the rest.

    Raises:
        Stop: it failed.
    """
    try:
        yield
    except Stop:
        raise
    except Exception as error:
        logging.getLogger(__name__).debug("the calendar could not be read", exc_info=True)
        raise Stop(_CANNOT_READ) from error


def tell_errors(session: Session, problems: Sequence[Problem]) -> None:
    """Say so if errors are among the calendar's *problems*."""
    if any(problem.is_error for problem in problems):
        session.tell(_SEE_CHECK)


def chosen(calendar: Calendar, ids: Sequence[str]) -> list[Post]:
    """The posts of those ids, or all of them when none is given.

    Raises:
        Stop: an id that no sound post has.
    """
    if not ids:
        return list(calendar.posts)
    posts = [calendar.post(wanted) for wanted in ids]
    for wanted, post in zip(ids, posts, strict=True):
        if post is None:
            raise Stop(_NO_POST, status=2, id=wanted)
    return [post for post in posts if post is not None]


def require_known(name: str | None, known: Collection[str], otherwise: Text) -> None:
    """Let a *name* that is among the *known* ones, or none at all, pass.

    Raises:
        Stop: nothing could ever go there; the words are *otherwise*.
    """
    if name is not None and name not in known:
        raise Stop(otherwise, status=2, name=name, known=", ".join(known) or "–")


def show(problems: Sequence[Problem], session: Session) -> None:
    """Problems beside a command's result: on stderr."""
    for problem in problems:
        click.echo(problem.as_text(session.language) + "\n", file=sys.stderr)


def tell_missing(session: Session, missing: Sequence[Stop]) -> None:
    """Why a channel of the settings cannot be used."""
    for stop in missing:
        session.tell(stop.words)


def show_beyond(session: Session, works: Works, calendar: Calendar) -> None:
    """What is wrong only in sight of the ledger and the settings; `check` shows the calendar's own."""
    from scheduler.engine.pool import pool_problems

    found = (*works.problems(), *pool_problems(works))
    show([problem for problem in found if problem not in calendar.problems], session)


def nowhere() -> Text:
    """That no channel is set up, and how one is."""
    return _NOWHERE.filled(one=one_of_them())


def one_of_them() -> Text:
    """The names of all kinds of channels, of which one is meant."""
    from scheduler.kinds.registry import names

    known = ", ".join(names())
    return Text(known, known)


def exit_status(problems: Sequence[Problem]) -> int:
    """0 unless an error is among them."""
    return ERRORS if any(problem.is_error for problem in problems) else 0


_NOWHERE = Text(
    "Chưa nối kênh nào nên chưa đăng được gì. Thêm vào config/settings.yaml mục của một kênh ({one}), "
    "hoặc tập trước: loa demo",
    "No channel is set up, so nothing goes out. Add the block of one to config/settings.yaml ({one}), "
    "or rehearse first: loa demo",
)
NO_CHANNEL = Text(
    "Cài đặt chưa có kênh “{name}”. Đang có: {known}.", "The settings have no channel “{name}”, only {known}."
)
NO_UNIT = Text("Không có đơn vị “{name}”. Đang có: {known}.", "There is no unit “{name}”, only {known}.")
_NO_FOLDER = Text(
    "{folder} chưa phải là thư mục làm việc (không có config/). Tạo mới: loa new THƯ_MỤC, hoặc chỉ đúng chỗ: "
    "loa -C THƯ_MỤC …",
    "{folder} is no folder of work (it has no config/). Make one: loa new DIR, or name the right one: "
    "loa -C DIR …",
)
_BAD_SETTINGS = Text(
    "Sửa config/settings.yaml theo lời nhắc ở trên rồi chạy lại.",
    "Mend config/settings.yaml as said above, then run again.",
)
_SEE_CHECK = Text(
    "Lịch đang có lỗi; bài có lỗi sẽ không được đăng. Xem từng lỗi: loa check",
    "The calendar has errors; posts with errors are not published. See them: loa check",
)
_CANNOT_READ = Text(
    "Không đọc được lịch nên chưa làm gì. Xem lại tệp vừa sửa trong posts hay config; nếu không thấy gì lạ, "
    "gửi hai thư mục ấy cho người hỗ trợ.",
    "The calendar cannot be read, so nothing was done. Look at what was changed last in posts or config; if "
    "nothing is odd there, send both folders to whoever helps you.",
)
_NO_POST = Text(
    "Không có bài nào mang mã “{id}” (hoặc bài ấy đang có lỗi: loa check).",
    "There is no post with the id “{id}” (or it has errors: loa check).",
)
