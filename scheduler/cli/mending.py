"""Commands about what is public: update, withdraw. While `serve` runs, it carries them out itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import (
    CARRIED_ELSEWHERE,
    ERRORS,
    OK,
    WRONG_USE,
    Session,
    command,
    flag,
    format_option,
    option,
    words,
)
from scheduler.cli.deciding import BY, CHANNEL, IDS, UNIT, opened, selection, show_rows
from scheduler.kinds.kind import Can
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.delivery.key import Key
    from scheduler.delivery.ledger import Delivery
    from scheduler.engine.selection import Selection
    from scheduler.engine.works import Works


@command(
    "Đưa bản đã sửa trong lịch lên chỗ bài đang công khai: lời văn lên Facebook, cả lời lẫn ảnh lên trang "
    "web.\n\n"
    "Ảnh đã đăng trên Facebook không thay được. Thẻ đổi thì phải gỡ bài rồi đăng lại (--anew): lượt thích, "
    "bình luận và chia sẻ của bài cũ sẽ mất.",
    "Carry the calendar's present version to where the post is public: words to Facebook, words and picture "
    "to the website.\n\n"
    "A picture on Facebook cannot be replaced. A changed card needs taking down and publishing anew "
    "(--anew): the old post's likes, comments and shares are lost.",
)
@IDS
@option("--why", "Sai ở đâu, vì sao sửa.", "What was wrong.", callback=words, default="")
@BY
@CHANNEL
@UNIT
@flag("--anew", "Gỡ bài rồi đăng lại.", "Take it down, then publish it once more.")
@flag("--words-only", "Chỉ sửa lời, để nguyên ảnh cũ.", "Mend the words, let the old picture stand.")
@format_option("table", "json")
def update(
    session: Session,
    *,
    ids: tuple[str, ...],
    why: str,
    who: str,
    channel: str | None,
    unit: str | None,
    anew: bool,
    words_only: bool,
    shape: str,
) -> int:
    """Exit 1 if something could not be mended yet, or needs a decision first."""
    from scheduler.engine.mending import ask_anew, ask_edit, difference, public_rows

    if anew and words_only:
        raise Stop(_EITHER, status=WRONG_USE)
    with opened(session) as works:
        only = selection(works.settings, works.calendar(), ids, channel, unit)
        rows = public_rows(works, only.posts, only, withdrawn=anew)
        _require_some(ids, [row.key for row in rows])
        asked, undecided = [], False
        for row in rows:
            if _told_to_stay(session, row, Can.EDIT):
                undecided = True
                continue
            differs = difference(works, row)
            fresh = anew or (differs.fixed_cards and not words_only and _wants_anew(session, row))
            if fresh and works.edition().agenda.find(row.key, row.due) is None:
                session.tell(_NOT_PLANNED, key=row.key)
                undecided = True
            elif fresh:
                asked += [row] if ask_anew(works, row, who, why) else []
            elif differs.fixed_cards and not words_only and not sys.stdin.isatty():
                session.tell(_CARD_STAYS, key=row.key, post=row.key.post, channel=_channel(row))
                undecided = True
            elif differs.words or (differs.cards and not differs.fixed_cards):
                asked += [row] if ask_edit(works, row, who, why) else []
            else:
                session.tell(_CARD_LEFT if differs else _SAME, key=row.key)
        done = _carried(session, works, asked, only)
        show_rows(session, works, {row.key for row in rows}, shape)
        return ERRORS if undecided or not done else OK


@command(
    "Gỡ bài khỏi mọi nơi đang công khai, cả bản tin; nơi bài chưa lên thì giữ lại.\n\n"
    "Bài đã gỡ không tự đăng lại.",
    "Take posts down wherever they are public, feeds too; where they are not out yet they are held.\n\n"
    "They are not published again by themselves.",
)
@IDS
@option("--why", "Vì sao gỡ.", "Why.", callback=words, required=True)
@BY
@CHANNEL
@UNIT
@format_option("table", "json")
def withdraw(
    session: Session,
    ids: tuple[str, ...],
    why: str,
    who: str,
    channel: str | None,
    unit: str | None,
    shape: str,
) -> int:
    """Exit 1 if something still stands."""
    from scheduler.delivery.states import State
    from scheduler.engine.deciding import JUST_SENT, hold_beside, just_sent
    from scheduler.engine.mending import ask_withdrawal, public_rows

    with opened(session) as works:
        only = selection(works.settings, works.calendar(), ids, channel, unit)
        meant = public_rows(works, only.posts, only, withdrawn=True)
        beside = hold_beside(works, who, why, meant, only)
        rows = [row for row in meant if row.state is not State.WITHDRAWN]
        _require_some(ids, [*(row.key for row in rows), *(one.key for one in beside)])
        leaving = just_sent(beside)
        if leaving:
            session.tell(JUST_SENT, keys=", ".join(map(str, leaving)))
        able = [row for row in rows if not _told_to_stay(session, row, Can.WITHDRAW)]
        asked = [row for row in able if ask_withdrawal(works, row, who, why)]
        done = _carried(session, works, asked, only)
        show_rows(session, works, {row.key for row in rows} | {one.key for one in beside}, shape)
        return OK if done and not leaving and len(able) == len(rows) else ERRORS


def _require_some(ids: Sequence[str], found: Sequence[Key]) -> None:
    for wanted in ids:
        if not any(key.post == wanted for key in found):
            raise Stop(_NOTHING_PUBLIC, id=wanted)


def _told_to_stay(session: Session, row: Delivery, what: Can) -> bool:
    """Whether that cannot be done where it was sent, which is said."""
    from scheduler.kinds.registry import kind_of

    if what in kind_of(row.key.channel).can:
        return False
    session.tell(_STAYS, key=row.key, channel=_channel(row))
    return True


def _wants_anew(session: Session, row: Delivery) -> bool:
    """Ask, where there is a person to ask."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(_ASK_ANEW.say(session.language, key=row.key, channel=_channel(row)), err=True)


def _channel(row: Delivery) -> Text:
    from scheduler.kinds.registry import kind_of

    return kind_of(row.key.channel).said


def _carried(session: Session, works: Works, asked: Sequence[Delivery], only: Selection) -> bool:
    """Carry it out now, or leave it to the program that carries; whether nothing is left waiting."""
    from scheduler.engine.lock import carrying
    from scheduler.engine.tick import tick

    if not asked:
        return True
    try:
        with carrying(works.ledger.where) as works.leasing:
            tick(works, only)
    except Stop as stop:
        if stop.status != CARRIED_ELSEWHERE:
            raise
        session.tell(_OTHER_CARRIES)
        return True
    waiting = [delivery.key for _, delivery in works.ledger.follow_ups() if only.takes(delivery.key)]
    for key in waiting:
        session.tell(_WAITS, key=key)
    return not waiting


_EITHER = Text("Chỉ chọn một: --anew hoặc --words-only.", "Choose one: --anew or --words-only.")
_NOTHING_PUBLIC = Text(
    "Bài “{id}” không đang công khai ở đâu cả. Xem: loa status",
    "The post “{id}” is public nowhere. See: loa status",
)
_NOT_PLANNED = Text(
    "{key}: bài không còn trong lịch (hoặc đang có lỗi, đang để nháp), nên không đăng lại được. Xem: "
    "loa check",
    "{key}: the calendar has it no more (or it has errors, or is a draft), so it cannot be published anew. "
    "See: loa check",
)
_CARD_STAYS = Text(
    "{key}: thẻ ảnh đã đổi, mà {channel} không cho thay ảnh của bài đã đăng, nên chưa sửa gì. Chọn một "
    "trong hai:\n"
    "  loa update {post} --anew        gỡ bài rồi đăng lại (mất lượt thích, bình luận, chia sẻ)\n"
    "  loa update {post} --words-only  chỉ sửa lời, để nguyên ảnh cũ",
    "{key}: the card has changed, and {channel} does not let a picture be replaced, so nothing was mended. "
    "Choose:\n"
    "  loa update {post} --anew        take it down and publish it anew (likes, comments, shares are lost)\n"
    "  loa update {post} --words-only  mend the words, let the old picture stand",
)
_ASK_ANEW = Text(
    "{key}: {channel} không cho thay ảnh của bài đã đăng. Gỡ bài rồi đăng lại? (mất lượt thích, bình "
    "luận, chia sẻ)",
    "{key}: {channel} does not let a picture be replaced. Take it down and publish it anew? (its likes, "
    "comments "
    "and shares are lost)",
)
_STAYS = Text(
    "{key}: tin đã gửi tới {channel} thì Loa không sửa, không gỡ được. Cần thì gỡ tay ở đó, hoặc gửi tin "
    "đính chính.",
    "{key}: what was sent to {channel} can be neither changed nor taken down by Loa. If need be do it by "
    "hand, or send a correction.",
)
_SAME = Text(
    "{key}: bài đang công khai đã đúng như trong lịch.", "{key}: what is public says what the calendar says."
)
_CARD_LEFT = Text("{key}: vẫn để thẻ ảnh cũ.", "{key}: the old card is left as it is.")
_OTHER_CARRIES = Text(
    "Đã ghi vào sổ. Loa đang trực sẽ làm trong nửa phút tới. Xem: loa status",
    "Noted. The Loa that runs carries it out within half a minute. See: loa status",
)
_WAITS = Text(
    "{key}: chưa làm được ngay, Loa sẽ tự làm tiếp. Xem: loa status",
    "{key}: not done yet; Loa goes on by itself. See: loa status",
)
