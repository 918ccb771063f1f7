"""Commands by which a person decides about deliveries: hold, retry, skip. They work while `serve` runs."""

from __future__ import annotations

import getpass
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, format_option, option, words
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Calendar
    from scheduler.delivery.key import Key
    from scheduler.engine.deciding import Decided
    from scheduler.engine.selection import Selection
    from scheduler.engine.works import Works
    from scheduler.settings.model import Settings


def person(ctx: click.Context, parameter: click.Parameter, given: str | None) -> str:
    """Who decides: the name given, or the one she is logged in by."""
    try:
        return words(ctx, parameter, given) or getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "?"


BY = option("--by", "Người quyết định.", "Who decides.", into="who", callback=person)
CHANNEL = option("--channel", "Chỉ kênh này.", "This channel only.")
UNIT = option("--unit", "Chỉ đơn vị này.", "This unit only.")
IDS = argument("ids", "MÃ…", "ID…", nargs=-1, required=True)
KEYS = argument("keys", "BÀI@NGÀY/ĐƠN_VỊ/KÊNH…", "POST@OCCURRENCE/UNIT/CHANNEL…", nargs=-1, required=True)


@command(
    "Giữ bài lại, chưa cho đăng.\n\n"
    "Bài lặp lại: giữ lần tới. Bỏ giữ: loa retry. Bài đã công khai thì dùng loa withdraw.",
    "Keep posts from going out.\n\n"
    "Of a series, its next date. Let go by: loa retry. What is public needs loa withdraw.",
)
@IDS
@option("--why", "Vì sao.", "Why.", callback=words, default="")
@BY
@CHANNEL
@UNIT
@format_option("table", "json")
def hold(
    session: Session,
    ids: tuple[str, ...],
    why: str,
    who: str,
    channel: str | None,
    unit: str | None,
    shape: str,
) -> int:
    """Exit 1 if something is public, or on its way, already."""
    from scheduler.cli.opening import chosen
    from scheduler.engine.deciding import hold as keep

    with opened(session) as works:
        chosen(works.calendar(), ids)
        only = selection(works.settings, works.calendar(), ids, channel, unit)
        return show_decided(session, works, keep(works, who, why, only.posts, only), shape, ids)


@command(
    "Thôi giữ, cho đăng lại: đến giờ thì lên, đã quá giờ thì lên ngay.\n\n"
    "Cũng dùng khi việc sửa, gỡ hay bình luận đang bị giữ lại. Nêu mã bài là mọi nơi của bài; nêu "
    "BÀI@NGÀY/ĐƠN_VỊ/KÊNH là đúng một lượt.",
    "Let what is held or skipped go on: at its time, or now if that is past.\n\n"
    "The same for an edit, a withdrawal or a comment that is held. A post's id means it in every place, "
    "POST@OCCURRENCE/UNIT/CHANNEL one delivery.",
)
@argument("wanted", "MÃ…", "ID…", nargs=-1, required=True)
@BY
@format_option("table", "json")
def retry(session: Session, wanted: tuple[str, ...], who: str, shape: str) -> int:
    """Exit 1 if nothing of one of them can be tried again."""
    from scheduler.calendar.model import PostId
    from scheduler.engine.deciding import retry as let_go_on
    from scheduler.engine.deciding import stuck

    with opened(session) as works:
        keys = [key for one in wanted for key in ([parsed(one)] if "@" in one else stuck(works, PostId(one)))]
        decided = [let_go_on(works, who, key) for key in dict.fromkeys(keys)]
        ids = [one for one in wanted if "@" not in one]
        return show_decided(session, works, decided, shape, ids, _NOTHING_STUCK)


@command(
    "Bỏ hẳn lần đăng này, không đăng nữa.",
    "Give up deliveries: they are not published.",
)
@KEYS
@option("--why", "Vì sao bỏ.", "Why.", callback=words, required=True)
@BY
@format_option("table", "json")
def skip(session: Session, keys: tuple[str, ...], why: str, who: str, shape: str) -> int:
    """Exit 1 if one is public, or on its way, already."""
    from scheduler.engine.deciding import skip as give_up

    wanted = [parsed(key) for key in keys]
    with opened(session) as works:
        decided = [give_up(works, who, why, key) for key in wanted]
        return show_decided(session, works, decided, shape)


@contextmanager
def opened(session: Session) -> Iterator[Works]:
    """The works of the folder, without the right to carry."""
    from scheduler.cli.opening import open_settings, open_watch
    from scheduler.clock import SystemClock
    from scheduler.engine.opening import open_works

    settings = open_settings(session)
    watch = open_watch(session)
    with open_works(session.folder, settings, SystemClock(), watch=watch) as works:
        yield works


def selection(
    settings: Settings, calendar: Calendar, ids: Sequence[str], channel: str | None, unit: str | None
) -> Selection:
    """The deliveries meant.

    Raises:
        Stop: there is no such channel or unit.
    """
    from scheduler.calendar.model import ChannelName, PostId, UnitId
    from scheduler.cli.opening import NO_CHANNEL, NO_UNIT, require_known
    from scheduler.engine.selection import Selection

    require_known(channel, settings.channels, NO_CHANNEL)
    require_known(unit, calendar.units, NO_UNIT)
    return Selection(
        frozenset(PostId(one) for one in ids),
        ChannelName(channel) if channel else None,
        UnitId(unit) if unit else None,
    )


def parsed(text: str) -> Key:
    """The key that a person wrote.

    Raises:
        Stop: it is none.
    """
    from scheduler.delivery.key import Key

    try:
        return Key.parse(text)
    except ValueError:
        raise Stop(_NO_KEY, status=WRONG_USE, key=text) from None


def show_decided(
    session: Session,
    works: Works,
    decided: Sequence[Decided],
    shape: str,
    ids: Sequence[str] = (),
    otherwise: Text | None = None,
) -> int:
    """Print how the deliveries stand now, and tell of those where it came too late.

    *ids*: the posts that were named; of one that nothing was decided about it is told why, or *otherwise*.
    """
    from scheduler.cli.opening import tell_missing

    show_rows(session, works, {one.key for one in decided}, shape)
    for one in decided:
        if one.delivery is None:
            tell_too_late(session, one)
    done = {one.key.post for one in decided}
    if works.settings.channels and not done.issuperset(ids):
        tell_missing(session, works.unreached())
    left_out = tell_nothing_done(session, works, ids, done, otherwise)
    return ERRORS if left_out or any(one.delivery is None for one in decided) else OK


def tell_nothing_done(
    session: Session, works: Works, ids: Sequence[str], done: Collection[str], otherwise: Text | None = None
) -> bool:
    """Say why nothing was done about those of *ids* that are not among *done*; whether there are any.

    *otherwise* replaces the reason where the post has deliveries, none of which was meant.
    """
    from scheduler.calendar.model import PostId
    from scheduler.cli.opening import nowhere

    left_out = [one for one in dict.fromkeys(ids) if one not in done]
    if not left_out:
        return False
    if not works.settings.channels:
        session.tell(nowhere())
        return True
    agenda = works.edition().agenda
    for one in left_out:
        post = agenda.post(PostId(one))
        if works.ledger.history.begun_posts({PostId(one)}) and otherwise is not None:
            session.tell(otherwise, id=one)
        elif post is None:
            session.tell(_NOT_READY, id=one)
        elif not agenda.targets(post):
            session.tell(_NO_PLACE, id=one)
        else:
            session.tell(otherwise or _NOTHING_TO_COME, id=one)
    return True


def show_rows(session: Session, works: Works, keys: set[Key], shape: str) -> None:
    """How the deliveries of *keys* stand now, as `status` shows them."""
    from scheduler.cli.looking import print_standings
    from scheduler.engine.status import standings

    found = standings(works, posts={key.post for key in keys})
    rows = [one.as_json(session.language, works.settings.zone) for one in found if one.key in keys]
    print_standings(rows, session, shape)


def tell_too_late(session: Session, decided: Decided) -> None:
    """Why nothing was decided about one delivery."""
    from scheduler.delivery.states import STATES

    if decided.standing is None:
        session.tell(_NOT_THERE, key=decided.key)
    else:
        session.tell(_TOO_LATE, key=decided.key, state=STATES[decided.standing.value].say(session.language))


_NO_KEY = Text(
    "“{key}” chưa đúng. Viết BÀI@NGÀY/ĐƠN_VỊ/KÊNH, như cột key của loa status --format json.",
    "“{key}” is no key. Write POST@OCCURRENCE/UNIT/CHANNEL, as `key` in loa status --format json.",
)
_NOT_READY = Text(
    "Chưa làm gì với bài “{id}”: bài không có trong lịch, còn để nháp hoặc đang có lỗi. Xem: loa check",
    "Nothing was done about “{id}”: it is not in the calendar, or a draft, or it has errors. See: loa check",
)
_NO_PLACE = Text(
    "Chưa làm gì với bài “{id}”: bài chưa chọn kênh nào, hoặc đơn vị của bài chưa nối kênh ấy. "
    "Xem mục channels của bài và config/settings.yaml.",
    "Nothing was done about “{id}”: it has no channel, or its units have no page there. "
    "See its channels and config/settings.yaml.",
)
_NOTHING_TO_COME = Text(
    "Chưa làm gì với bài “{id}”: không có lượt đăng nào để làm việc này. Xem: loa status, loa plan",
    "Nothing was done about “{id}”: it has no delivery for that. See: loa status, loa plan",
)
_NOTHING_STUCK = Text(
    "Bài “{id}” không có lượt nào đang giữ lại hay chờ thử lại. Xem: loa status",
    "Nothing of “{id}” is held or waits to be tried again. See: loa status",
)
_NOT_THERE = Text("{key}: không có lần đăng nào như vậy.", "{key}: there is no such delivery.")
_TOO_LATE = Text(
    "{key}: không đổi được, vì bài ở trạng thái “{state}”. Xem: loa status",
    "{key}: nothing was changed, since it is “{state}”. See: loa status",
)
