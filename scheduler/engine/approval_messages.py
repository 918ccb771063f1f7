"""Messages to the approvers: what was submitted, with its cards and, where the desk answers, a link."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import tzinfo

import requests

from scheduler.calendar.model import ChannelName, Post
from scheduler.calendar.wording import word
from scheduler.delivery.approvals import Approval, standing
from scheduler.delivery.asks import LASTING, Submission
from scheduler.delivery.edition import Edition
from scheduler.delivery.faults import fault_point
from scheduler.engine.approval_links import PATH, account_of, kept
from scheduler.engine.sending import Picture, addresses, send
from scheduler.engine.works import Works
from scheduler.kinds.registry import kind_of, kinds
from scheduler.locales import time_text
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret
from scheduler.settings.users import User, Users, load_users

log = logging.getLogger(__name__)

_PATIENCE = (5.0, 10.0)  # seconds to connect, and for an answer
_LONGEST_TEXT = 2500  # letters of a message: more than that some receivers cut, or refuse


@dataclass(frozen=True, slots=True)
class Told:
    """What became of asking *person*; *has_link*: she can answer by it."""

    person: str
    is_sent: bool
    has_link: bool


def may_ask(users: Users) -> dict[str, User]:
    """The approvers whom a message reaches."""
    return {name: user for name, user in users.people.items() if user.role == "approver" and user.receivers}


def ask_approvers(works: Works) -> list[Told]:
    """Send what has not been sent: to each approver with a receiver, of each submission that waits.

    It is noted before it is sent, and again after. A kill in between sends it once more, by another link;
    one decision is all that both of them come to.
    """
    users = load_users(works.folder)[0]
    approvers = may_ask(users) if works.asks_approval else {}
    if not approvers:
        return []
    told = []
    is_reached: bool | None = None
    for submission, asked in works.ledger.unanswered(works.clock.now() - LASTING):
        left = {name: one for name, one in approvers.items() if name not in asked | {submission.who}}
        post = _as_submitted(works, submission) if left else None
        for name, user in left.items() if post else ():
            if post is None or not user.looks_after(post.units):
                continue
            if is_reached is None:
                is_reached = is_reachable(works.settings.desk.address)
            found = _ask(works, submission, post, name, user, has_link=is_reached)
            told += [found] if found else []
    return told


def _as_submitted(works: Works, submission: Submission) -> Post | None:
    """The post, where it still reads as it was submitted and waits for nothing but an approval."""
    edition = works.edition()
    post = edition.agenda.post(submission.post)
    if post is None or edition.seen(post) != submission.seen or edition.flaw(post):
        return None
    decisions = works.ledger.approvals([post.id]).get(post.id, [])
    return post if standing(decisions, submission.seen) is Approval.SUBMITTED else None


def _ask(
    works: Works, submission: Submission, post: Post, person: str, user: User, *, has_link: bool
) -> Told | None:
    """Send one message; None where somebody else is about it."""
    secret = Secret(secrets.token_urlsafe(32))
    with works.ledger.writing("loa") as book:
        hashed = kept(secret.reveal()) if has_link else ""
        begun = book.asks.begin(submission, person, hashed, account_of(user))
    if begun is None:
        return None
    number, tries = begun
    fault_point("ask-noted")
    link = f"{works.settings.desk.address}{PATH}{number}-{secret.reveal()}" if has_link else ""
    is_sent = _send(works, submission, post, user, link, is_first=not tries)
    fault_point("ask-sent")
    if is_sent:
        with works.ledger.writing("loa") as book:
            book.asks.sent(number)
    return Told(person, is_sent, has_link)


def _send(works: Works, submission: Submission, post: Post, user: User, link: str, *, is_first: bool) -> bool:
    edition, settings = works.edition(), works.settings
    language = settings.language
    unit, hotlines = edition.agenda.calendar.unit_of(post), edition.agenda.calendar.hotlines
    channel = next(iter(post.channels), ChannelName(kinds()[0].name))
    words = word(post, unit, hotlines, channel, kind_of(channel).limits)
    title = words.title or post.id
    until = time_text((works.clock.now() + LASTING).astimezone(settings.zone))
    way = _BY_LINK.filled(link=link, until=until) if link else _BY_SHEET
    goes, text = _goes(post, settings.zone), _shortened(words.text, language)
    body = _BODY.say(language, who=submission.who, title=title, goes=goes, way=way, text=text)
    try:
        to = addresses(user.receivers, works.folder.root)
        # What a picture may have kept from arriving is tried again without.
        pictures = _pictures(edition, post) if is_first else ()
        head = _TITLE.say(language, organisation=settings.organisation, title=title)
        return send(to, head, body, pictures) > 0
    except Stop as stop:  # its words name a place, never what lies there
        log.warning("%s", stop.say(language))
        return False


def _goes(post: Post, zone: tzinfo) -> Text:
    """When, and how often, *post* goes out once it is approved."""
    if post.is_statement:
        return _STATEMENT
    if post.at:
        at = time_text(post.at.astimezone(zone))
        return (_SERIES if post.repeat else _AT).filled(at=at)
    return _EVERGREEN.filled(days=post.evergreen) if post.evergreen else _NO_TIME


def _pictures(edition: Edition, post: Post) -> list[Picture]:
    try:
        painted = edition.cards(post)
    except (ValueError, LookupError, OSError):
        return []
    return [
        Picture(f"{post.id}-{n}.{one.mime.partition('/')[2]}", one.mime, one.data)
        for n, one in enumerate(painted, 1)
    ]


def _shortened(text: str, language: str) -> str:
    if len(text) <= _LONGEST_TEXT:
        return text
    return text[:_LONGEST_TEXT].rsplit(maxsplit=1)[0] + (
        "\n… (more)" if language == "en" else "\n… (còn nữa)"
    )


def is_reachable(address: str | None) -> bool:
    """Whether a desk answers there: a link that opens nothing would be worse than none."""
    if address is None:
        return False
    try:
        answer = requests.get(f"{address}/healthz", timeout=_PATIENCE, allow_redirects=False)
        return isinstance(answer.json(), dict) and "serving" in answer.json()
    except (requests.RequestException, ValueError) as error:
        log.warning("the desk does not answer at desk.address: %s", type(error).__name__)
        return False


_TITLE = Text("Loa – {organisation}: chờ duyệt “{title}”", "Loa – {organisation}: “{title}” waits for you")
_BODY = Text(
    "{who} trình chị duyệt bài “{title}”, {goes}.\n\n{way}\n\nNội dung bài:\n\n{text}",
    "{who} submits “{title}” for your approval; {goes}.\n\n{way}\n\nWhat it says:\n\n{text}",
)
_AT = Text("dự định đăng lúc {at}", "it is to go out at {at}")
_SERIES = Text(
    "dự định đăng lúc {at} rồi lặp lại nhiều lần", "it is to go out at {at}, and again on later days"
)
_NO_TIME = Text("dự định đăng vào giờ trống gần nhất", "it is to go out at the next free time")
_EVERGREEN = Text(
    "bài dùng lại: lên nhiều lần vào giờ trống, cách nhau ít nhất {days} ngày",
    "an evergreen: it is to go out at free times, again and again, at least {days} days apart",
)
_STATEMENT = Text(
    "tuyên bố soạn sẵn: chỉ lên khi mọi việc đăng đang tạm dừng và có người duyệt cho lên",
    "a prepared statement: it goes out only while all is stopped, once an approver lets it out",
)
_BY_LINK = Text(
    "Xem đủ bài rồi duyệt hoặc trả lại tại đây: {link}\n"
    "Liên kết này của riêng chị, dùng một lần, đến {until}. Xin đừng chuyển tiếp.",
    "See all of it, then approve or return it here: {link}\n"
    "This link is for you alone, for one decision, until {until}. Please do not pass it on.",
)
_BY_SHEET = Text(
    "Trang làm việc chưa mở được từ điện thoại nên tin này không kèm liên kết. Chị ký trên phiếu in "
    "như trước, hoặc duyệt trên máy của cơ quan.",
    "The desk cannot be opened from a phone, so there is no link. Sign the printed sheet as before, or "
    "approve it on the office's machine.",
)
