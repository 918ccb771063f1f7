"""Messages to the people who write posts: a colleague's remark that names one, a decision about her post."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Sequence

from scheduler.calendar.model import PostId
from scheduler.delivery.approvals import Step
from scheduler.delivery.faults import fault_point
from scheduler.delivery.remarks import SETTLED, Notification
from scheduler.engine.sending import addresses, send
from scheduler.engine.works import Works
from scheduler.problems import Language, Stop, Text
from scheduler.settings.users import Users, as_user_name, load_users

log = logging.getLogger(__name__)

LONGEST = 2000  # letters of a remark
_SHOWN = 5  # of those that one message tells
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
    users, about = load_users(works.folder)[0], works.calendar().post(post)
    shown = {  # who may see what it is about; of a post that cannot be read nobody knows whose it is
        name: user
        for name, user in users.people.items()
        if user.units is None or (about is not None and user.looks_after(about.units))
    }
    users = Users(shown)
    named, unknown = named_in(text, users)
    asked = [name for name in people if name in users.people]
    with works.ledger.writing(load_users(works.folder)[0].name_of(who)) as book:
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

    What colleagues said of one post is one message for each person, and what they say soon after waits for
    the next: a hundred remarks are not a hundred messages. It is noted before it is sent, and again after; a
    kill in between sends it once more.
    """
    waiting = works.ledger.notifications(works.clock.now())
    users = load_users(works.folder)[0].people if waiting else {}
    count = 0
    for together in _gathered(waiting):
        user = users.get(together[0].person)
        if user is None or not user.receivers:
            continue  # she finds it on the desk
        with works.ledger.writing("loa") as book:
            begun = [one for one in together if book.remarks.begin(one.number)]
        if not begun:
            continue
        fault_point("notification-noted")
        if not _send(works, begun, user.receivers):
            continue
        fault_point("notification-sent")
        with works.ledger.writing("loa") as book:
            for one in begun:
                book.remarks.sent(one.number)
        count += 1
    return count


def _gathered(waiting: Iterable[Notification]) -> list[list[Notification]]:
    """What one message tells, the oldest first: a decision alone, remarks on a post together."""
    found: dict[object, list[Notification]] = {}
    for one in waiting:
        found.setdefault((one.person, one.post) if one.is_talk else one.number, []).append(one)
    return list(found.values())


def _send(works: Works, told: Sequence[Notification], receivers: Collection[str]) -> bool:
    settings, first = works.settings, told[0]
    post = works.edition().agenda.calendar.post(first.post)
    title = (post.title if post else "") or first.post
    way = (
        _ON_DESK.filled(link=f"{settings.desk.address}/post/{first.post}") if settings.desk.address else None
    )
    office = {"organisation": settings.organisation, "title": title}
    head = (_HEADS[first.step] if len(told) == 1 else _SEVERAL).filled(**office, who=first.who, n=len(told))
    said = [first.text or head.say(settings.language)] if len(told) == 1 else _lines(told, settings.language)
    body = "\n\n".join([*said, *([way.say(settings.language)] if way else [])])
    try:
        return send(addresses(receivers, works.folder.root), head.say(settings.language), body) > 0
    except Stop as stop:  # its words name a place, never what lies there
        log.warning("%s", stop.say(settings.language))
        return False


def _lines(told: Sequence[Notification], language: Language) -> list[str]:
    """Who said what, as far as a message has room; and how many more there are."""
    lines = [
        f"{one.who}: {one.text}" if one.text else _DONE.say(language, who=one.who) for one in told[:_SHOWN]
    ]
    more = len(told) - len(lines)
    return [*lines, _MORE.say(language, n=more)] if more else lines


_HEADS = {
    "": Text("Loa – {who} nhắn chị về bài “{title}”", "Loa – {who} has a remark for you on “{title}”"),
    SETTLED: Text(
        "Loa – {who} đã xong việc chị nhắn, bài “{title}”", "Loa – {who} did what you asked, “{title}”"
    ),
    Step.APPROVED.value: Text("Loa – {who} đã duyệt bài “{title}”", "Loa – {who} approved “{title}”"),
    Step.RETURNED.value: Text("Loa – {who} trả lại bài “{title}”", "Loa – {who} returned “{title}”"),
}
_SEVERAL = Text("Loa – {n} lời nhắn cho chị về bài “{title}”", "Loa – {n} remarks for you on “{title}”")
_DONE = Text("{who} đã xong việc chị nhắn.", "{who} did what you asked.")
_MORE = Text("… và {n} lời nhắn nữa.", "… and {n} more.")
_ON_DESK = Text("Mở bài: {link}", "Open the post: {link}")
