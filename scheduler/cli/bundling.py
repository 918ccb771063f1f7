"""`bundle`: posts that one office gives to others: make, check, take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import (
    ERRORS,
    OK,
    WRONG_USE,
    Group,
    Session,
    argument,
    command,
    flag,
    option,
    shared_options,
)
from scheduler.cli.app import words as said
from scheduler.cli.receiving import receipt, received
from scheduler.cli.taking import take, tell_what
from scheduler.locales import day_text
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Calendar

WHAT = click.Path(path_type=Path)


@command(
    "Khóa ký của cơ quan: in tám nhóm số để đọc qua điện thoại.\n\n"
    "Nơi nhận bộ bài gọi về, nghe đọc và so từng số. --make tạo khóa lần đầu; Loa không bao giờ tự đổi khóa.",
    "The office's key: prints eight groups of digits, to be read out by telephone.\n\n"
    "Whoever takes a bundle calls and compares them. --make makes the key once; Loa never changes it by "
    "itself.",
)
@flag("--make", "Tạo khóa, nếu chưa có.", "Make the key, if there is none.")
def key(session: Session, make: bool) -> int:
    """The number on stdout; the private key is never shown."""
    from scheduler.bundles.keys import make_own_key, number_of, own_key
    from scheduler.cli.opening import open_settings

    open_settings(session)
    if make:
        make_own_key(session.folder)
        session.tell(_KEY_MADE)
    click.echo(number_of(own_key(session.folder).public))
    return OK


@command(
    "Đóng các bài của lịch thành một bộ bài có chữ ký, để nơi khác lấy về.\n\n"
    "BỘ là mã bộ bài, như thang-12. Ghi mã các bài muốn đưa, hoặc --file là cả tệp lịch. Chạy lại cùng mã "
    "là ra bản "
    "mới của những bài lần trước; bài đã sửa tới mọi nơi đã lấy.",
    "Pack posts of the calendar into a signed bundle that others take.\n\n"
    "BUNDLE is its id, such as december. Give the posts' ids, or --file for a whole file of the calendar. "
    "The same id "
    "again is a new edition of the posts that it had; what was changed reaches all who took it.",
)
@argument("bundle", "BỘ", "BUNDLE")
@argument("ids", "[MÃ…]", "[ID…]", nargs=-1)
@option(
    "--file",
    "Mọi bài của tệp lịch này, như posts/thang-12.yaml (ghi được nhiều lần).",
    "All posts of this file of the calendar, such as posts/december.yaml (may be repeated).",
    into="files",
    multiple=True,
)
@option("--title", "Tên bộ bài.", "The bundle's title.", callback=said, default="")
@option(
    "--until",
    "Ngày cuối bài còn được đăng.",
    "The last day on which its posts may be published.",
    type=click.DateTime(["%Y-%m-%d"]),
)
@option(
    "--withdraw",
    "Rút bài này ở mọi nơi đã lấy (ghi được nhiều lần).",
    "Withdraw this post wherever it was taken (may be repeated).",
    multiple=True,
)
@option("--why", "Vì sao rút.", "Why it is withdrawn.", callback=said, default="")
@option(
    "--out",
    "Tệp .zip sẽ ghi, hoặc thư mục (để đưa vào git). Mặc định: BỘ-SỐ_BẢN.zip.",
    "The .zip file to write, or a folder (for git). By default BUNDLE-EDITION.zip.",
    type=WHAT,
)
def make(
    session: Session,
    *,
    bundle: str,
    ids: tuple[str, ...],
    files: tuple[str, ...],
    title: str,
    until: datetime | None,
    withdraw: tuple[str, ...],
    why: str,
    out: Path | None,
) -> int:
    """The file or folder written, on stdout."""
    from scheduler.bundles.keys import own_key
    from scheduler.bundles.making import Wish, keep_made
    from scheduler.bundles.making import make as made
    from scheduler.bundles.parcel import packed, put_folder
    from scheduler.cli.exporting import put_file
    from scheduler.cli.opening import open_calendar, open_settings
    from scheduler.clock import SystemClock

    settings = open_settings(session)
    own = own_key(session.folder)
    calendar = open_calendar(session, settings)
    chosen = [*ids, *_in_files(calendar, files)]
    wish = Wish(bundle, title, until.date() if until else None, chosen, withdraw, why)
    now = SystemClock().now().astimezone(settings.zone)
    edition = made(session.folder, calendar, settings.organisation, wish, own, now)
    manifest = edition.manifest
    target = out or session.folder.root / f"{manifest.bundle}-{manifest.edition}.zip"
    if target.suffix.lower() == ".zip" and target.exists():
        raise Stop(_EXISTS, name=target)
    try:
        keep_made(session.folder, edition)
        if target.suffix.lower() == ".zip":
            put_file(target, packed(edition.files))
        else:
            put_folder(target, edition.files)
    except OSError as error:
        raise Stop(_UNWRITABLE, name=target, why=error.strerror or "?") from None
    for text in edition.told:
        session.tell(text)
    session.tell(
        _MADE, edition=manifest.edition, count=len(edition.made.posts), until=day_text(manifest.valid_until)
    )
    click.echo(target)
    return OK


@command(
    "Xem một bộ bài: ai ký, còn giá trị không, có những bài nào. Không ghi gì.",
    "Look at a bundle: who signed it, until when it is valid, which posts it has. Nothing is written.",
)
@argument("what", "TỆP|THƯ_MỤC", "FILE|DIR", type=WHAT)
def check(session: Session, what: Path) -> int:
    """Exit 1 if it is not as it was signed, or no longer valid."""
    from scheduler.bundles.contents import contents_of
    from scheduler.bundles.keys import known_keys, need_extra
    from scheduler.bundles.parcel import read_parcel
    from scheduler.characters import shown
    from scheduler.cli.opening import open_settings
    from scheduler.cli.showing import print_rows
    from scheduler.clock import SystemClock

    settings = open_settings(session)
    need_extra()
    parcel = read_parcel(what)
    contents = contents_of(parcel)
    manifest = parcel.manifest
    tell_what(session, manifest)
    is_known = manifest.key in known_keys(session.folder).givers
    session.tell(_KEY_KNOWN if is_known else _KEY_UNKNOWN)
    rows = [{key: shown(str(post.get(key, ""))) for key in _COLUMNS} for post in contents.posts.values()]
    print_rows(rows, _COLUMNS, session.language)
    for id_, why in manifest.withdrawn.items():
        session.tell(_WITHDRAWN, id=id_, why=why)
    today = SystemClock().now().astimezone(settings.zone).date()
    if manifest.valid_until < today:
        session.tell(_OVER)
        return ERRORS
    return OK


bundle = Group(
    "bundle",
    params=shared_options(),
    text=Text(
        "Bộ bài: bài soạn sẵn có chữ ký mà tỉnh ra, xã lấy về lịch của mình.",
        "Bundles: signed posts that a province gives out and communes take into their calendars.",
    ),
)
for _one in (key, make, check, take, receipt, received):
    bundle.add_command(_one)


def _in_files(calendar: Calendar, files: Sequence[str]) -> Iterator[str]:
    """The posts of those files of the calendar.

    Raises:
        Stop: one has none that is ready.
    """
    for file in files:
        name = file.replace("\\", "/").removeprefix("./")
        found = [post.id for post in calendar.posts if post.file == name and post.status == "ready"]
        if not found:
            raise Stop(_NO_FILE, status=WRONG_USE, name=name)
        yield from found


_COLUMNS = {"id": Text("Mã", "Id"), "title": Text("Bài", "Post"), "at": Text("Giờ", "At")}
_KEY_MADE = Text(
    "Đã tạo khóa ở config/khoa-bo-bai. Sao lưu tệp ấy, đừng đưa cho ai. Số để đọc qua điện thoại:",
    "The key is in config/khoa-bo-bai. Keep a copy, and give it to nobody. The digits to read out:",
)
_MADE = Text(
    "Bản {edition}: {count} bài, có giá trị đến hết ngày {until}. Gửi tệp này cho các xã.",
    "Edition {edition}: {count} posts, valid until {until}. Send this to the others.",
)
_EXISTS = Text("Đã có {name}, nên chưa ghi gì.", "{name} exists, so nothing was written.")
_UNWRITABLE = Text("Không ghi được {name} ({why}).", "{name} cannot be written ({why}).")
_NO_FILE = Text(
    "Tệp {name} không có bài nào sẵn sàng. Ghi như posts/thang-12.yaml.",
    "{name} has no post that is ready. Write it as posts/december.yaml.",
)
_KEY_KNOWN = Text(
    "Chữ ký đúng, khóa đã được so ở đây.", "The signature is right, by a key that was compared here."
)
_KEY_UNKNOWN = Text(
    "Chữ ký đúng với khóa trong tệp, nhưng chưa ai ở đây so khóa ấy: lúc lấy, Loa hỏi tám nhóm số của khóa.",
    "The signature is right by the key in the file, which nobody here has compared: when it is taken, Loa "
    "asks "
    "for the key's eight groups of digits.",
)
_WITHDRAWN = Text("Đã rút: {id} ({why})", "Withdrawn: {id} ({why})")
_OVER = Text("Bộ bài đã hết hạn.", "The bundle is no longer valid.")
