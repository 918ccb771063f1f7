"""Messages to the people who write posts: a colleague's remark that names one, a decision about her post."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection

from scheduler.calendar.model import PostId
from scheduler.delivery.approvals import Step
from scheduler.delivery.faults import fault_point
from scheduler.delivery.remarks import Notification
from scheduler.engine.sending import addresses, send
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text
from scheduler.settings.users import Users, as_user_name, load_users

log = logging.getLogger(__name__)

LONGEST = 2000  # letters of a remark
MENTION = re.compile(r"(?<![\w@.])@([\w.-]*\w)")  # no e-mail address


def named_in(text: str, users: Users) -> tuple[list[str], list[str]]:
    """Whom *text* names by @: the users among them, and what is no user's name."""
    said = dict.fromkeys(as_user_name(name) for name in MENTION.findall(text))
    known = [name for name in said if name in users.people]
    return known, [name for name in said if name not in users.people]


def remark(works: Works, post: PostId, who: str, text: str, people: Collection[str] = ()) -> list[str]:
    """Keep what *who* says about *post*, for *people* and whom it names; gives the names that nobody has.

    Raises:
        Stop: the ledger cannot be written.
    """
    users = load_users(works.folder)[0]
    named, unknown = named_in(text, users)
    asked = [name for name in people if name in users.people]
    with works.ledger.writing(users.name_of(who)) as book:
        book.remarks.add(post, text, [*asked, *named])
    return unknown


def settle(works: Works, who: str, number: int) -> bool:
    """Note that what was asked for is done; False where it was, or there is none.

    Raises:
        Stop: the ledger cannot be written.
    """
    with works.ledger.writing(load_users(works.folder)[0].name_of(who)) as book:
        return book.remarks.settle(number)


def notify(works: Works) -> int:
    """Send what people are to be told and were not yet; gives how many messages were taken.

    It is noted before it is sent, and again after; a kill in between sends it once more.
    """
    waiting = works.ledger.notifications(works.clock.now())
    users = load_users(works.folder)[0].people if waiting else {}
    count = 0
    for one in waiting:
        user = users.get(one.person)
        if user is None or not user.receivers:
            continue  # she finds it on the desk
        with works.ledger.writing("loa") as book:
            if not book.remarks.begin(one.number):
                continue
        fault_point("notification-noted")
        if not _send(works, one, user.receivers):
            continue
        fault_point("notification-sent")
        with works.ledger.writing("loa") as book:
            book.remarks.sent(one.number)
        count += 1
    return count


def _send(works: Works, one: Notification, receivers: Collection[str]) -> bool:
    settings = works.settings
    post = works.edition().agenda.calendar.post(one.post)
    title = (post.title if post else "") or one.post
    way = _ON_DESK.filled(link=f"{settings.desk.address}/post/{one.post}") if settings.desk.address else None
    head = _HEADS[one.step].filled(organisation=settings.organisation, who=one.who, title=title)
    text = one.text or head.say(settings.language)
    body = "\n\n".join([text, *([way.say(settings.language)] if way else [])])
    try:
        return send(addresses(receivers, works.folder.root), head.say(settings.language), body) > 0
    except Stop as stop:  # its words name a place, never what lies there
        log.warning("%s", stop.say(settings.language))
        return False


_HEADS = {
    "": Text("Loa – {who} nhắn chị về bài “{title}”", "Loa – {who} has a remark for you on “{title}”"),
    "settled": Text(
        "Loa – {who} đã xong việc chị nhắn, bài “{title}”", "Loa – {who} did what you asked, “{title}”"
    ),
    Step.APPROVED.value: Text("Loa – {who} đã duyệt bài “{title}”", "Loa – {who} approved “{title}”"),
    Step.RETURNED.value: Text("Loa – {who} trả lại bài “{title}”", "Loa – {who} returned “{title}”"),
}
_ON_DESK = Text("Mở bài: {link}", "Open the post: {link}")
