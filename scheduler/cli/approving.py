"""Commands by which people let posts out: submit, approve, return. They work while `serve` runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import OK, Session, command, flag, option, words
from scheduler.cli.deciding import IDS
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Post
    from scheduler.delivery.approvals import Step
    from scheduler.engine.works import Works

_BY = option("--by", "Ai quyết định.", "Who decides.", into="who", required=True, callback=words)

_LINKS = flag("--links-known", "Làm tiếp dù có liên kết không mở được.", "Go on although links lead nowhere.")


@command(
    "Trình bài lên người duyệt, đúng như lịch đang ghi.",
    "Submit posts for approval, just as they read now.",
)
@IDS
@_BY
@_LINKS
def submit(session: Session, ids: tuple[str, ...], who: str, links_known: bool) -> int:
    """A line in the ledger for each post."""
    from scheduler.delivery.approvals import Step

    return _decide(session, ids, who, Step.SUBMITTED, _SUBMITTED, are_links_known=links_known)


@command(
    "Duyệt bài, đúng như lịch đang ghi: mọi đơn vị, mọi kênh, cả thẻ ảnh.\n\n"
    "Bài sửa chữ, sửa thẻ hay thêm đơn vị thì phải duyệt lại; dời giờ thì không.",
    "Approve posts, just as they read now: for all units and channels, with their cards.\n\n"
    "A changed text, card or unit asks again; another time does not.",
)
@IDS
@_BY
@_LINKS
def approve(session: Session, ids: tuple[str, ...], who: str, links_known: bool) -> int:
    """A line in the ledger for each post."""
    from scheduler.delivery.approvals import Step

    return _decide(session, ids, who, Step.APPROVED, _APPROVED, are_links_known=links_known)


@command(
    "Trả bài lại cho người viết, kèm lời nhắn. Bài đã duyệt mà trả lại thì thôi được đăng.",
    "Return posts to their writer, with a remark. It takes an approval back.",
    name="return",
)
@IDS
@_BY
@option("--why", "Cần sửa gì.", "What is to be changed.", required=True, callback=words)
def return_(session: Session, ids: tuple[str, ...], who: str, why: str) -> int:
    """A line in the ledger for each post."""
    from scheduler.delivery.approvals import Step

    return _decide(session, ids, who, Step.RETURNED, _RETURNED, why, are_links_known=True)


def _decide(
    session: Session,
    ids: tuple[str, ...],
    who: str,
    step: Step,
    done: Text,
    remark: str = "",
    *,
    are_links_known: bool,
) -> int:
    from scheduler.cli.opening import chosen, open_calendar, open_settings
    from scheduler.clock import SystemClock
    from scheduler.delivery.approvals import Step
    from scheduler.engine import copies
    from scheduler.engine.approving import decide
    from scheduler.engine.opening import open_works
    from scheduler.settings.users import open_users

    settings = open_settings(session)
    users = open_users(session.folder)
    calendar = open_calendar(session, settings)
    posts = chosen(calendar, ids)
    if settings.approval == "none" and not all(post.is_statement for post in posts):
        raise Stop(_NOT_ASKED, status=2)
    with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
        edition = works.edition()
        if not are_links_known:
            _look_at_links(session, works, posts)
        seen = {post.id: edition.seen(post) for post in posts}
        decide(works.ledger, edition, users, step, seen, who, remark)
        if step is not Step.SUBMITTED:
            copies.keep(works, edition, seen)
        session.tell(done, count=len(seen), who=who)
        if step is Step.SUBMITTED:
            _ask_approvers(session, works)
    return OK


def _ask_approvers(session: Session, works: Works) -> None:
    """Send the approvers what waits for them; what fails is tried again by `serve`."""
    from scheduler.engine.approval_messages import ask_approvers

    told = ask_approvers(works)
    for said, people in (
        (_ASKED, {one.person for one in told if one.is_sent and one.has_link}),
        (_ASKED_WITHOUT, {one.person for one in told if one.is_sent and not one.has_link}),
        (_NOT_ASKED_YET, {one.person for one in told if not one.is_sent}),
    ):
        if people:
            session.tell(said, people=", ".join(sorted(people)))


def _look_at_links(session: Session, works: Works, posts: Sequence[Post]) -> None:
    """Tell of the links that lead nowhere, and ask whether to go on all the same.

    Raises:
        Stop: she does not want to, or nobody is there to be asked.
    """
    from scheduler.engine.links import checked

    found = checked(works, posts)
    unknown = [one.address for one in found if one.found is None]
    if unknown:
        session.tell(_NOT_CHECKED, links=", ".join(unknown))
    dead = [one.address for one in found if one.is_dead]
    for address in dead:
        session.tell(_DEAD, link=address)
    if not dead:
        return
    if not sys.stdin.isatty():
        raise Stop(_DEAD_LINKS, count=len(dead))
    click.confirm(_ALL_THE_SAME.say(session.language), abort=True, err=True)


_NOT_ASKED = Text(
    "Cài đặt không cần duyệt bài. Muốn duyệt, ghi approval: required vào config/settings.yaml.",
    "The settings ask for no approval. To have it, write approval: required into config/settings.yaml.",
)
_NOT_CHECKED = Text(
    "Chưa kiểm được liên kết (máy mất mạng, hay trang không trả lời): {links}. Chị mở thử trên trình duyệt; "
    "việc này không giữ bài lại.",
    "Not checked, for want of a network or of an answer: {links}. Open it in a browser; the post is not kept "
    "from going on.",
)
_DEAD = Text("Liên kết không mở được: {link}", "This link leads nowhere: {link}")
_DEAD_LINKS = Text(
    "{count} liên kết không mở được, nên chưa ghi gì. Sửa trong lịch; vẫn muốn để vậy: thêm --links-known.",
    "{count} links lead nowhere, so nothing is kept. Mend them in the calendar; to go on all the same, add "
    "--links-known.",
)
_ALL_THE_SAME = Text("Vẫn làm tiếp?", "Go on all the same?")
_SUBMITTED = Text("{who} đã trình {count} bài.", "{who} submitted {count} posts.")
_ASKED = Text("Đã nhắn người duyệt, kèm liên kết: {people}.", "Asked by a message with a link: {people}.")
_ASKED_WITHOUT = Text(
    "Đã nhắn người duyệt: {people}. Tin không kèm liên kết vì trang làm việc chưa mở được từ ngoài "
    "(desk.address).",
    "Asked by a message: {people}. It has no link, for the desk is not reached from outside (desk.address).",
)
_NOT_ASKED_YET = Text(
    "Chưa nhắn được: {people}. Loa sẽ thử lại khi chạy loa serve.",
    "The message did not reach {people}. It is tried again while loa serve runs.",
)
_APPROVED = Text("{who} đã duyệt {count} bài.", "{who} approved {count} posts.")
_RETURNED = Text("{who} đã trả lại {count} bài.", "{who} returned {count} posts.")
