"""Commands that stop everything public at once, and let it go on: freeze, thaw."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, command, flag, format_option, option, words
from scheduler.cli.deciding import BY, opened
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
@BY
@format_option("table", "json")
def freeze(session: Session, why: str, who: str, shape: str) -> int:
    """Lists what is held back now."""
    from scheduler.engine.freezing import freeze as stop_all
    from scheduler.engine.freezing import kept_back

    with opened(session) as works:
        session.tell(_FROZEN if stop_all(works, who, why) else _FROZEN_ALREADY)
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
@BY
@format_option("table", "json")
def thaw(session: Session, publish_late: bool, skip_late: bool, who: str, shape: str) -> int:
    """Exit 1 if late posts stay held."""
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
        _show(session, works, late, shape, decided)
        held = any(choice is Late.HOLD for choice in decided.values())
        if held:
            session.tell(_STAY_HELD)
        return ERRORS if held else OK


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
