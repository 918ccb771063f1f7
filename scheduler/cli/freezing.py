"""Commands for a crisis: freeze, thaw, statement (the one thing let out meanwhile), public (what is out)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import (
    ERRORS,
    OK,
    WRONG_USE,
    Session,
    argument,
    command,
    flag,
    format_option,
    option,
    words,
)
from scheduler.cli.deciding import BY, opened, show_rows
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.delivery.key import Key
    from scheduler.engine.freezing import Late, Waiting
    from scheduler.engine.works import Works


@command(
    "Dừng mọi việc đăng ngay lập tức: quốc tang, thiên tai, có khiếu nại…\n\n"
    "Có hiệu lực cả khi Loa đang trực. Vẫn gỡ bài được (loa withdraw). Cho đăng lại: loa thaw",
    "Stop everything public at once: mourning, a disaster, a complaint…\n\n"
    "It holds for a running serve too. Posts can still be taken down (loa withdraw). To go on: loa thaw",
)
@option("--why", "Vì sao dừng.", "Why.", callback=words, required=True)
@flag(
    "--mourning",
    "Thẻ ảnh chuyển màu xám cho tới khi loa thaw; thẻ đã duyệt mà đổi màu thì phải duyệt lại.",
    "Cards are painted in greys until loa thaw; an approved card that changes by it asks again.",
)
@BY
@format_option("table", "json")
def freeze(session: Session, why: str, mourning: bool, who: str, shape: str) -> int:
    """Lists what is held back now."""
    from scheduler.cards.mourning import begin
    from scheduler.engine.freezing import freeze as stop_all
    from scheduler.engine.freezing import kept_back

    with opened(session) as works:
        session.tell(_FROZEN if stop_all(works, who, why) else _FROZEN_ALREADY)
        if mourning:
            begin(session.folder, f"{who}: {why}")
            session.tell(_GREY)
        _show(session, works, kept_back(works), shape)
    return OK


@command(
    "Cho đăng lại sau loa freeze.\n\n"
    "Với mỗi bài đã lỡ giờ, Loa hỏi: đăng ngay, bỏ qua, hay để giữ lại. Không hỏi được thì các bài ấy để "
    "giữ lại.",
    "Let posts go out again after loa freeze.\n\n"
    "About each post that missed its time Loa asks: publish now, skip, or leave it held. Where it cannot "
    "ask they stay held.",
)
@flag("--publish-late", "Đăng ngay mọi bài đã lỡ giờ.", "Publish every late one now.")
@flag("--skip-late", "Bỏ qua mọi bài đã lỡ giờ.", "Skip every late one.")
@flag("--mourning", "Thẻ ảnh vẫn để màu xám.", "Cards stay in greys.")
@BY
@format_option("table", "json")
def thaw(
    session: Session, *, publish_late: bool, skip_late: bool, mourning: bool, who: str, shape: str
) -> int:
    """Exit 1 if late posts stay held."""
    from scheduler.cards.mourning import end
    from scheduler.engine.freezing import Late, late_ones
    from scheduler.engine.freezing import thaw as go_on

    if publish_late and skip_late:
        raise Stop(_EITHER, status=WRONG_USE)
    with opened(session) as works:
        late = late_ones(works) if works.ledger.frozen else []
        if publish_late or skip_late:
            decided = dict.fromkeys((one.key for one in late), Late.PUBLISH if publish_late else Late.SKIP)
        elif sys.stdin.isatty():
            decided = {one.key: _asked(session, works, one) for one in late}
        else:
            decided = dict.fromkeys((one.key for one in late), Late.HOLD)
        session.tell(_THAWED if go_on(works, who, decided) else _NOT_FROZEN)
        if not mourning and end(session.folder):
            session.tell(_COLOURED)
        _show(session, works, late, shape, decided)
        held = any(choice is Late.HOLD for choice in decided.values())
        if held:
            session.tell(_STAY_HELD)
        return ERRORS if held else OK


@command(
    "Cho tuyên bố soạn sẵn lên trong lúc mọi việc đăng đang dừng (loa freeze).\n\n"
    "Tuyên bố là bài ghi status: statement, đã được duyệt từ trước. Mọi bài khác vẫn dừng.",
    "Let a prepared statement out while everything is stopped (loa freeze).\n\n"
    "A statement is a post with status: statement, approved beforehand. All else stays stopped.",
)
@argument("post", "MÃ", "ID")
@option("--by", "Người duyệt.", "The approver.", into="who", required=True, callback=words)
@flag("--yes", "Không hỏi lại.", "Do not ask again.")
@format_option("table", "json")
def statement(session: Session, post: str, who: str, yes: bool, shape: str) -> int:
    """Shows it as it reads now, and lets out just that."""
    from scheduler.calendar.model import PostId
    from scheduler.calendar.wording import fill
    from scheduler.engine.freezing import let_out
    from scheduler.settings.users import open_users

    with opened(session) as works:
        edition = works.edition()
        found = edition.agenda.post(PostId(post))
        if found is not None and not yes:
            unit, hotlines = works.calendar().unit_of(found), works.calendar().hotlines
            for words in (found.title, found.text):
                click.echo(f"{fill(words, unit, hotlines).strip()}\n", err=True)
            if not sys.stdin.isatty():
                raise Stop(_CONFIRM, status=WRONG_USE)
            click.confirm(_SURE.say(session.language), abort=True, err=True)
        seen = edition.seen(found) if found else ""
        rows = let_out(works, open_users(session.folder), who, PostId(post), seen)
        session.tell(_LET_OUT if rows else _OUT_ALREADY)
        show_rows(session, works, {row.key for row in works.ledger.deliveries(posts={post})}, shape)
    return OK


@command(
    "Những gì đang công khai (30 ngày gần đây), theo từng trang, kèm địa chỉ; và những gì đang hẹn giờ trên "
    "Facebook.\n\nGỡ bài: loa withdraw MÃ --why …",
    "What is public (of the last 30 days), page by page, with addresses; and what waits in Facebook's "
    "scheduler.\n\nTo take a post down: loa withdraw ID --why …",
)
@format_option("table", "json")
def public(session: Session, shape: str) -> int:
    """From the ledger alone."""
    from scheduler.cli.showing import local, print_found
    from scheduler.queries.public import still_public

    with opened(session) as works:
        now, zone = works.clock.now(), works.settings.zone
        posts = {post.id: post.title for post in works.calendar().posts}
        out = [row for rows in still_public(works.ledger, now).values() for row in rows]
        there = [(row.key, row.public_at or row.due, row.address, "public") for row in out]
        there += [(row.key, row.due, "", "waiting") for row in works.ledger.scheduled(now)]
        rows = [
            {
                "unit": key.unit, "channel": key.channel, "state": state,
                "at": at.astimezone(zone).isoformat(), "post": key.post,
                "title": posts.get(key.post, ""), "address": address,
            }
            for key, at, address, state in there
        ]  # fmt: skip
        shown = [
            {**row, "at": local(at, zone), "state": _STANDS[state].say(session.language)}
            for row, (_, at, _, state) in zip(rows, there, strict=True)
        ]
        print_found(session, shape, rows, shown, _PUBLIC_COLUMNS, _NOTHING_PUBLIC)
    return OK


def _asked(session: Session, works: Works, one: Waiting) -> Late:
    from scheduler.cli.showing import local
    from scheduler.engine.freezing import Late

    due = local(one.due, works.settings.zone)
    question = _ASK.say(session.language, key=one.key, due=due, title=one.title)
    answer = click.prompt(
        question, type=click.Choice(["1", "2", "3"]), default="3", show_choices=False, err=True
    )
    return {"1": Late.PUBLISH, "2": Late.SKIP, "3": Late.HOLD}[answer]


def _show(
    session: Session,
    works: Works,
    waiting: Sequence[Waiting],
    shape: str,
    decided: dict[Key, Late] | None = None,
) -> None:
    from scheduler.cli.showing import local, print_found

    zone = works.settings.zone
    rows = [
        {
            "key": str(one.key),
            "due": one.due.astimezone(zone).isoformat(timespec="seconds"),
            "title": one.title,
            "decision": decided[one.key].value if decided and one.key in decided else None,
        }
        for one in waiting
    ]
    said = {late: text.say(session.language) for late, text in _DECISIONS.items()}
    shown = [
        {**row, "due": local(one.due, zone), "decision": said.get(row["decision"] or "", "")}
        for row, one in zip(rows, waiting, strict=True)
    ]
    columns = _COLUMNS if decided else {name: _COLUMNS[name] for name in ("due", "key", "title")}
    print_found(session, shape, rows, shown, columns, _NONE_WAITS)


_COLUMNS = {
    "due": Text("Giờ đăng", "Due"),
    "key": Text("Lần đăng", "Delivery"),
    "title": Text("Tiêu đề", "Title"),
    "decision": Text("Quyết định", "Decision"),
}
_PUBLIC_COLUMNS = {
    "unit": Text("Đơn vị", "Unit"),
    "channel": Text("Kênh", "Channel"),
    "state": Text("Tình trạng", "State"),
    "at": Text("Lúc", "At"),
    "post": Text("Bài", "Post"),
    "title": Text("Tiêu đề", "Title"),
    "address": Text("Địa chỉ", "Address"),
}
_STANDS = {
    "public": Text("đang công khai", "public"),
    "waiting": Text("đang hẹn giờ ở đó", "waits there"),
}
_NOTHING_PUBLIC = Text(
    "Theo sổ của Loa, 30 ngày gần đây không có gì công khai hay đang hẹn giờ.",
    "By the ledger nothing of the last 30 days is public, and nothing waits.",
)
_CONFIRM = Text(
    "Xem lại tuyên bố ở trên. Đúng thì chạy lại, thêm --yes.", "Look at it above. If it is right, add --yes."
)
_SURE = Text("Cho tuyên bố này lên?", "Let this statement out?")
_LET_OUT = Text(
    "Đã cho tuyên bố lên. Loa đang trực sẽ đăng; không có Loa trực thì chạy: loa publish --due",
    "The statement is let out. A running serve carries it; without one run: loa publish --due",
)
_OUT_ALREADY = Text("Tuyên bố đã lên, hoặc đang lên, ở mọi nơi.", "It is public, or on its way, everywhere.")
_DECISIONS = {
    "publish": Text("đăng ngay", "publish now"),
    "skip": Text("bỏ qua", "skipped"),
    "hold": Text("để giữ lại", "left held"),
}
_FROZEN = Text(
    "Đã dừng mọi việc đăng. Gỡ bài vẫn được: loa withdraw. Cho đăng lại: loa thaw",
    "Everything is stopped. Posts can still be taken down: loa withdraw. To go on: loa thaw",
)
_FROZEN_ALREADY = Text("Mọi việc đăng đã được dừng từ trước.", "Everything was stopped already.")
_GREY = Text(
    "Thẻ ảnh chuyển màu xám. Bài đã duyệt mà thẻ đổi màu thì phải duyệt lại mới lên.",
    "Cards are painted in greys. An approved post whose card changes by it is approved once more.",
)
_COLOURED = Text("Thẻ ảnh trở lại màu thường.", "Cards have their colours again.")
_THAWED = Text("Đã cho đăng lại.", "Posts go out again.")
_NOT_FROZEN = Text("Việc đăng không bị dừng.", "Nothing was stopped.")
_NONE_WAITS = Text("Không có bài nào đang bị giữ vì việc này.", "No post is kept back by it.")
_STAY_HELD = Text(
    "Các bài lỡ giờ vẫn giữ lại. Đăng từng bài: loa publish MÃ. Bỏ hẳn: loa skip … --why …",
    "The late ones stay held. Publish one: loa publish ID. Give one up: loa skip … --why …",
)
_EITHER = Text("Chỉ chọn một: --publish-late hoặc --skip-late.", "Choose one: --publish-late or --skip-late.")
_ASK = Text(
    "{key} lỡ giờ {due}: {title}\n  1 đăng ngay, 2 bỏ qua, 3 để giữ lại",
    "{key} missed {due}: {title}\n  1 publish now, 2 skip, 3 leave it held",
)
