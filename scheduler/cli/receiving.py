"""`bundle receipt` and `bundle received`: what a commune tells of a bundle, and how the province reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, format_option, option
from scheduler.cli.app import words as said
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from scheduler.bundles.gathering import Gathered


@command(
    "Ghi phiếu báo có chữ ký để gửi lại nơi ra bộ bài: đã lấy bản nào, bài nào đã lên đâu, lúc nào.\n\n"
    "Ký bằng khóa của cơ quan mình: loa bundle key --make tạo một lần.",
    "Write the signed receipt for the bundle's giver: which edition was taken, what is public where, since "
    "when.\n\n"
    "It is signed by this office's own key: loa bundle key --make makes it once.",
)
@argument("bundle", "BỘ", "BUNDLE")
@option(
    "--as",
    "Mã đơn vị của mình trong danh sách của tỉnh; không ghi thì tỉnh tìm theo tên.",
    "What the giver's list of units calls this office; else it is found by its name.",
    into="unit",
    callback=said,
    default="",
)
@option(
    "--out",
    "Tệp sẽ ghi. Mặc định: phieu-BỘ-TÊN.json.",
    "The file to write. By default phieu-BUNDLE-NAME.json.",
    type=click.Path(path_type=Path, dir_okay=False),
)
def receipt(session: Session, bundle: str, unit: str, out: Path | None) -> int:
    """The file written, on stdout; exit 1 if what its giver has withdrawn stands still."""
    from scheduler.bundles.gathering import still_public
    from scheduler.bundles.keys import own_key
    from scheduler.bundles.receipts import receipt_of, seal_receipt
    from scheduler.bundles.state import post_id, taken
    from scheduler.calendar.entry import as_id, is_id
    from scheduler.calendar.model import PostId
    from scheduler.cli.deciding import opened
    from scheduler.cli.exporting import put_file
    from scheduler.clock import SystemClock
    from scheduler.queries.deliveries import of_units

    if not is_id(bundle) or (unit and not is_id(unit)):
        raise Stop(_NO_ID, status=WRONG_USE, id=unit if is_id(bundle) else bundle)
    with opened(session) as works:
        state = taken(session.folder, bundle)
        if state is None:
            raise Stop(_NOT_TAKEN, id=bundle)
        key = own_key(session.folder)
        ids = [
            PostId(post_id(bundle, one))
            for one in dict.fromkeys((*state.posts, *state.gone, *state.left_out))
        ]
        names = {str(id_): one.name for id_, one in works.calendar().units.items()}
        now = SystemClock().now().astimezone(works.settings.zone).replace(microsecond=0)
        office = works.settings.organisation
        rows = of_units(works.ledger, posts=ids)
        made = receipt_of(state, rows, names, office, unit, key.public, now)
    file = out or session.folder.root / f"phieu-{bundle}-{as_id(office)[:60] or 'xa'}.json"
    put_file(file, seal_receipt(made, key))
    click.echo(file)
    standing = still_public(made, ())
    for one in standing:
        session.tell(_STANDS, id=post_id(bundle, one.post))
    session.tell(_WRITTEN, edition=made.edition, count=sum(bool(one.standing) for one in made.posts))
    return ERRORS if standing else OK


@command(
    "Đọc các phiếu báo trong một thư mục: xã nào đã lấy bản nào, đăng gì ở đâu, còn bài nào chưa gỡ, ai "
    "chưa trả lời.\n\n"
    "Ai chưa trả lời thì theo config/units.yaml. Phiếu sai chữ ký, khác khóa cũ thì không tính, và nói rõ. "
    "--format csv "
    "là từng bài, mở được bằng Excel.",
    "Read the receipts in a folder: who took which edition, published what where, what still has to come "
    "down, who has "
    "not answered.\n\n"
    "Who should answer stands in config/units.yaml. A receipt with a wrong signature, or by another key "
    "than before, "
    "does not count, and is told. --format csv has each post, for Excel.",
)
@argument("bundle", "BỘ", "BUNDLE")
@argument("where", "THƯ_MỤC", "DIR", type=click.Path(path_type=Path))
@format_option("table", "csv", "json")
def received(session: Session, bundle: str, where: Path, shape: str) -> int:
    """Exit 1 if a receipt was refused, or something that was withdrawn is public still."""
    from scheduler.bundles.gathering import gather, still_public
    from scheduler.bundles.keys import keep_known, known_keys, need_extra
    from scheduler.bundles.making import last_made
    from scheduler.calendar.entry import is_id
    from scheduler.calendar.model import PROVINCE
    from scheduler.calendar.units import read_names
    from scheduler.cli.opening import open_settings
    from scheduler.cli.showing import print_json, print_rows

    settings = open_settings(session)
    need_extra()
    made = last_made(session.folder, bundle) if is_id(bundle) else None
    if made is None:
        raise Stop(_NOT_MADE, status=WRONG_USE, id=bundle)
    found_units = read_names(session.folder, settings)[1].units
    units = {str(id_): one.name for id_, one in found_units.items() if id_ != PROVINCE and not one.office}
    known = known_keys(session.folder)
    try:
        found = gather(where, bundle, made.edition, units, known)
        if found.known != known:
            keep_known(session.folder, found.known)
    except OSError as error:
        raise Stop(_UNREADABLE, name=where, why=error.strerror or "?") from None
    standing = {office: still_public(one, made.withdrawn) for office, one in found.receipts.items()}
    rows = list(_offices(found, {office: len(one) for office, one in standing.items()}, settings.zone))
    if shape == "json":
        print_json(rows)
    elif shape == "csv":
        click.echo(_csv(found, settings.zone), nl=False)
    else:
        words = {**_SILENT_ROW, "state": _SILENT.say(session.language)}
        print_rows([row if row["edition"] else {**row, **words} for row in rows], _COLUMNS, session.language)
    for office, posts in standing.items():
        for one in posts:
            addresses = ", ".join(place.address or place.channel for place in one.standing)
            session.tell(_THERE, office=office, post=one.post, addresses=addresses)
    for name, why in found.refused:
        session.tell(_REFUSED, name=name if name.isprintable() else "?", why=why)
    session.tell(_SUM, answered=len(found.receipts), silent=len(found.silent), edition=made.edition)
    return ERRORS if found.refused or any(standing.values()) else OK


def _offices(found: Gathered, standing: dict[str, int], zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    from scheduler.cli.showing import local

    for office, one in sorted(found.receipts.items()):
        yield {
            "office": office,
            "edition": one.edition,
            "public": sum(bool(post.standing) for post in one.posts),
            "own": sum(post.is_own for post in one.posts),
            "left_out": sum(not post.edition and not post.is_gone for post in one.posts),
            "still_public": standing[office],
            "state": local(one.made_at, zone),
        }
    for office in sorted(found.silent):
        zeros = dict.fromkeys(("public", "own", "left_out", "still_public"), 0)
        yield {"office": office, "edition": 0, **zeros, "state": ""}


def _csv(found: Gathered, zone: ZoneInfo) -> str:
    """Each post and place of each office; with the sign by which Excel knows UTF-8."""
    from scheduler.cli.showing import local

    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(
        ["office", "edition", "post", "post_edition", "own", "unit", "channel", "address", "at", "state"]
    )
    for office, one in sorted(found.receipts.items()):
        for post in one.posts:
            head = [office, one.edition, post.post, post.edition, int(post.is_own)]
            gone = "withdrawn" if post.is_gone else "waiting" if post.edition else "left out"
            for place in post.places:
                state = "public" if place.is_public else "taken down"
                lines.writerow(
                    _cells([*head, place.unit, place.channel, place.address, local(place.at, zone), state])
                )
            if not post.places:
                lines.writerow(_cells([*head, "", "", "", "", gone]))
    for office in sorted(found.silent):
        lines.writerow(_cells([office, "", "", "", "", "", "", "", "", "no answer"]))
    return "\ufeff" + out.getvalue()


def _cells(values: Sequence[object]) -> list[str]:
    """What another office wrote is no formula here."""
    said = map(str, values)
    return [f"'{one}" if one.startswith(("=", "+", "-", "@")) else one for one in said]


_COLUMNS = {
    "office": Text("Đơn vị", "Office"),
    "edition": Text("Bản", "Edition"),
    "public": Text("Đã lên", "Public"),
    "own": Text("Tự sửa", "Own words"),
    "left_out": Text("Không lấy", "Left out"),
    "still_public": Text("Chưa gỡ", "Not taken down"),
    "state": Text("Báo lúc", "Told at"),
}
_SILENT = Text("chưa trả lời", "no answer")
_SILENT_ROW = dict.fromkeys(("edition", "public", "own", "left_out", "still_public"), "")
_NO_ID = Text("“{id}” không phải là một mã.", "“{id}” is no id.")
_NOT_TAKEN = Text(
    "Chưa lấy bộ bài “{id}” nào. Lấy về: loa bundle take TỆP",
    "No bundle “{id}” was taken. Take it: loa bundle take FILE",
)
_NOT_MADE = Text("Cơ quan chưa ra bộ bài “{id}” nào.", "This office has made no bundle “{id}”.")
_UNREADABLE = Text("Không đọc được {name} ({why}).", "{name} cannot be read ({why}).")
_STANDS = Text(
    'CẦN GỠ: bài “{id}” còn công khai mà nơi ra đã rút: loa withdraw {id} --why "…"',
    'TAKE DOWN: “{id}” is public, and its giver withdrew it: loa withdraw {id} --why "…"',
)
_WRITTEN = Text(
    "Bản {edition}, {count} bài đang công khai. Gửi tệp này cho nơi ra bộ bài.",
    "Edition {edition}, {count} posts are public. Send this file to the bundle's giver.",
)
_THERE = Text(
    "CHƯA GỠ: {office} còn bài “{post}” đã rút: {addresses}",
    "NOT TAKEN DOWN: {office} still has “{post}”, which was withdrawn: {addresses}",
)
_REFUSED = Text("Không tính {name}: {why}.", "{name} does not count: {why}.")
_SUM = Text(
    "{answered} nơi đã trả lời, {silent} nơi chưa; bản mới nhất là bản {edition}.",
    "{answered} have answered, {silent} have not; the latest edition is {edition}.",
)
