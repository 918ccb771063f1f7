"""`bundle take`: a bundle into this office's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import (
    ERRORS,
    OK,
    WRONG_USE,
    Session,
    argument,
    command,
    option,
)
from scheduler.cli.deciding import BY
from scheduler.locales import day_text
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.bundles.manifest import Manifest

WHAT = click.Path(path_type=Path)


@command(
    "Lấy bộ bài về lịch của cơ quan: tên, đường dây, giờ đăng, kênh của mình; mọi bài để nháp chờ xem.\n\n"
    "Bản sau của cùng bộ bài: bài nơi ra đã sửa thì sửa theo, bài chị đã sửa thì giữ bản của chị, bài chị "
    "bỏ thì vẫn "
    "bỏ. Bài nơi ra đã rút thì ra khỏi lịch; đã công khai thì Loa nhắc gỡ.",
    "Take a bundle into the office's calendar, with its own name, hotlines, hours and channels; all are "
    "drafts.\n\n"
    "A later edition: what its giver changed is changed here, what you changed stays yours, what you left "
    "out stays "
    "out. What was withdrawn leaves the calendar; where it is public you are asked to take it down.",
)
@argument("what", "TỆP|THƯ_MỤC", "FILE|DIR", type=WHAT)
@option(
    "--number",
    "Tám nhóm số của khóa, nghe qua điện thoại; chỉ cần lần đầu.",
    "The key's eight groups of digits, as heard by telephone; the first time alone.",
    default="",
)
@option(
    "--leave-out",
    "Không lấy bài này (ghi được nhiều lần).",
    "Leave this post out (may be repeated).",
    into="left_out",
    multiple=True,
)
@option(
    "--with",
    "Lấy lại bài trước đã bỏ (ghi được nhiều lần).",
    "Take a post after all (may be repeated).",
    into="wanted",
    multiple=True,
)
@option(
    "--hotline",
    "Thay đường dây của nơi ra bằng của mình: hoi-tinh=hoi-xa (ghi được nhiều lần).",
    "Put your own line in place of the giver's: theirs=yours (may be repeated).",
    into="lines",
    multiple=True,
)
@option(
    "--hours",
    "Giờ đăng: own theo khung giờ của mình (mặc định), theirs theo giờ nơi ra.",
    "The hours: own, the nearest of your slots (by default); theirs, as its giver wrote.",
    type=click.Choice(["own", "theirs"]),
)
@BY
def take(
    session: Session,
    *,
    what: Path,
    number: str,
    left_out: tuple[str, ...],
    wanted: tuple[str, ...],
    lines: tuple[str, ...],
    hours: str | None,
    who: str,
) -> int:
    """Exit 1 if something waits for her: a post to take down, or one that could not be taken."""
    from functools import partial

    from scheduler.bundles.applying import apply
    from scheduler.bundles.begun import begun
    from scheduler.bundles.keys import need_extra
    from scheduler.bundles.parcel import read_parcel
    from scheduler.bundles.plan import Here, Wish
    from scheduler.bundles.taking import planned
    from scheduler.characters import shown
    from scheduler.cli.deciding import opened
    from scheduler.cli.showing import print_rows
    from scheduler.clock import SystemClock

    need_extra()
    given = dict(_line_of(one) for one in lines)
    is_own = None if hours is None else hours == "own"
    wish = Wish(number, left_out, wanted, given, is_own)
    with opened(session) as works, _alone(session):
        parcel = read_parcel(what)
        now = SystemClock().now().astimezone(works.settings.zone)
        here = Here(session.folder, works.settings, works.calendar(), partial(begun, works.ledger), who, now)
        try:
            plan = planned(here, parcel, wish)
        except OSError as error:
            raise Stop(_UNREADABLE, why=error.strerror or "?") from None
        apply(plan, here)
    tell_what(session, parcel.manifest)
    rows = [
        {"id": row.id, "title": shown(row.title), "what": row.what.say(session.language)} for row in plan.rows
    ]
    print_rows(rows, _TAKEN, session.language)
    for text in (*plan.lines, *plan.told):
        session.tell(text)
    session.tell(_THEN)
    return ERRORS if any(row.is_open for row in plan.rows) else OK


def _line_of(words: str) -> tuple[str, str]:
    theirs, _, own = words.partition("=")
    if not theirs or not own:
        raise Stop(_LINE, status=WRONG_USE, words=words)
    return theirs, own


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """Let nobody else take a bundle into this folder meanwhile."""
    from filelock import FileLock, Timeout

    session.folder.var.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(session.folder.var / "bundles.lock", timeout=30):
            yield
    except Timeout:
        raise Stop(_BUSY) from None


def tell_what(session: Session, manifest: Manifest) -> None:
    """Which bundle that is, in a sentence."""
    session.tell(
        _WHAT,
        title=manifest.title,
        bundle=manifest.bundle,
        edition=manifest.edition,
        giver=manifest.giver,
        until=day_text(manifest.valid_until),
    )


_TAKEN = {"id": Text("Mã", "Id"), "title": Text("Bài", "Post"), "what": Text("Kết quả", "Outcome")}
_WHAT = Text(
    "“{title}” ({bundle}), bản {edition}, của {giver}, có giá trị đến hết ngày {until}.",
    "“{title}” ({bundle}), edition {edition}, by {giver}, valid until {until}.",
)
_UNREADABLE = Text("Không đọc được tệp của lịch ({why}).", "A file of the calendar cannot be read ({why}).")
_LINE = Text(
    "--hotline cần hai mã nối bằng dấu =, như hoi-tinh=hoi-xa; “{words}” thì không phải.",
    "--hotline wants two keys with = between them, such as theirs=yours; “{words}” is not.",
)
_BUSY = Text(
    "Có người khác đang lấy bộ bài vào thư mục này. Chờ một chút rồi chạy lại.",
    "Somebody else is taking a bundle into this folder. Wait a little, then run this again.",
)
_THEN = Text(
    "Xem từng bài rồi cho đăng: loa preview --open. Kiểm tra: loa check",
    "Look at each, then let it go: loa preview --open. See also: loa check",
)
