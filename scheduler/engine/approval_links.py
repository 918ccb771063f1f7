"""What the link in a message to an approver may still do, and what comes of it.

A link is one person's word about one submission, for 48 hours and one decision (docs/decisions/0039). The
secret in it is known to the message alone; whoever finds the ledger, a copy of it or a log has none.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum

from scheduler.delivery.approvals import Approval, Decision, Step, standing
from scheduler.delivery.asks import LASTING, Ask
from scheduler.delivery.ledger import Ledger, Writing
from scheduler.engine import copies
from scheduler.engine.approving import decide
from scheduler.engine.works import Works
from scheduler.locales import time_text
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret
from scheduler.settings.users import User, Users

PATH = "/phone/"
_FORM = re.compile(r"([0-9]{1,15})-([A-Za-z0-9_-]{43})")
_AHEAD = timedelta(minutes=5)  # by which two looks at the clock may differ


class Verdict(Enum):
    """What a link may do; anything but OPEN notes nothing."""

    OPEN = "open"
    UNKNOWN = "unknown"
    ANOTHER_PERSON = "another-person"
    REMOVED = "removed"
    DEMOTED = "demoted"
    ACCOUNT_CHANGED = "account-changed"
    USED = "used"
    DECIDED = "decided"
    SUBMITTED_AGAIN = "submitted-again"
    EXPIRED = "expired"
    NOT_ASKED = "not-asked"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a link, in words for whoever holds it."""

    verdict: Verdict
    words: Text

    @property
    def is_open(self) -> bool:
        """Whether she may decide by it."""
        return self.verdict is Verdict.OPEN


def find(ledger: Ledger, link: str) -> Ask | None:
    """The message whose link ends in *link*; takes as long for one that nobody was sent."""
    form = _FORM.fullmatch(link)
    ask = ledger.ask(int(form[1])) if form else None
    is_it = hmac.compare_digest(ask.secret if ask else "", kept(form[2] if form else ""))
    if form is None or ask is None or not is_it:
        return None
    Secret(form[2])  # from here on stars in every line of the log
    return ask


def judge(  # noqa: PLR0911 - each ground has words of its own
    ask: Ask,
    decisions: Sequence[Decision],
    users: Users,
    now: datetime,
    seen: str | None,
    zone: tzinfo,
    *,
    here: str = "",
) -> Judged:
    """What *ask* may do at *now*; *seen* is the post's print as it reads, None where it is there no more.

    *decisions* are all about the post, *here* is who is logged in where the link was opened ('' nobody).
    """
    person, submission = ask.person, ask.submission
    user = users.people.get(person)
    if here and here != person:
        return _judged(Verdict.ANOTHER_PERSON, person=person, here=here)
    if user is None:
        return _judged(Verdict.REMOVED, person=person)
    if user.role != "approver":
        return _judged(Verdict.DEMOTED, person=person)
    if not hmac.compare_digest(account_of(user), ask.account):
        return _judged(Verdict.ACCOUNT_CHANGED)
    if ask.used_at is not None:
        how = next((one for one in decisions if (one.at, one.who) == (ask.used_at, person)), None)
        done = _DONE[how.step] if how else Text("quyết định", "decided")
        return _judged(Verdict.USED, done=done, at=time_text(ask.used_at.astimezone(zone)))
    if not ask.is_last:
        last = decisions[-1] if decisions else None
        if last is None or last.step is Step.SUBMITTED:
            return _judged(Verdict.SUBMITTED_AGAIN)
        at = time_text(last.at.astimezone(zone))
        return _judged(Verdict.DECIDED, who=last.who, done=_DONE[last.step], at=at)
    if not -_AHEAD <= now - ask.at < LASTING:
        return _judged(Verdict.EXPIRED, at=time_text((ask.at + LASTING).astimezone(zone)))
    if seen != submission.seen or standing(decisions, submission.seen) is not Approval.SUBMITTED:
        return _judged(Verdict.CHANGED)
    return _judged(Verdict.OPEN)


def answer(works: Works, ask: Ask, users: Users, step: Step, remark: str, *, here: str = "") -> None:
    """Let the person who was asked take *step* with just what she was shown, and the link be used up.

    Raises:
        Stop: the link may not do that any more, or the ledger's own rules refuse it; nothing is noted.
    """
    edition = works.edition()
    post = edition.agenda.post(ask.submission.post)
    seen = edition.seen(post) if post else None
    now = works.clock.now()

    def use(book: Writing) -> None:
        found = book.asks.find(ask.number)
        assert found is not None, "messages are never taken away"
        decisions = book.decisions(ask.submission.post)
        judged = judge(found, decisions, users, now, seen, works.settings.zone, here=here)
        if not judged.is_open:
            raise Stop(judged.words)
        book.asks.use(ask.number)

    if step is Step.SUBMITTED or not works.asks_approval:
        raise Stop(_WORDS[Verdict.NOT_ASKED])
    shown = {ask.submission.post: ask.submission.seen}
    if ask.person not in users.people:  # its own words, before the ledger's rules have theirs
        raise Stop(_WORDS[Verdict.REMOVED], person=ask.person)
    decide(works.ledger, edition, users, step, shown, ask.person, remark, first=use)
    copies.keep(works, edition, shown)


def not_asked() -> Judged:
    """The settings ask for no approval any more."""
    return _judged(Verdict.NOT_ASKED)


def unknown() -> Judged:
    """Nobody was sent such a link."""
    return _judged(Verdict.UNKNOWN)


def _judged(verdict: Verdict, **values: object) -> Judged:
    words = _WORDS[verdict]
    return Judged(verdict, words.filled(**values) if values else words)


def kept(secret: str) -> str:
    """What the ledger keeps of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def account_of(user: User) -> str:
    """A print of her entry: with another password it may be another person's, or have been taken from her;
    and with other units what the link shows may be no longer hers to see."""
    return kept(user.password if user.units is None else f"{user.password} {sorted(user.units)}")


_DONE = {
    Step.APPROVED: Text("duyệt", "approved"),
    Step.RETURNED: Text("trả lại", "returned"),
    Step.SUBMITTED: Text("trình", "submitted"),
}
_WORDS = {
    Verdict.OPEN: Text("Bài chờ chị duyệt.", "It waits for your approval."),
    Verdict.UNKNOWN: Text(
        "Liên kết này không đúng hoặc bị thiếu. Chị mở lại từ tin nhắn; nếu chép tay thì chép cho đủ.",
        "This link is wrong, or a part of it is missing. Open it from the message itself.",
    ),
    Verdict.ANOTHER_PERSON: Text(
        "Liên kết này gửi riêng cho {person}, mà máy này đang đăng nhập tên {here}. Chỉ người nhận tin "
        "mới quyết định được.",
        "This link was sent to {person}, and {here} is logged in here. Only who was asked may decide by it.",
    ),
    Verdict.REMOVED: Text(
        "{person} không còn trong danh sách người dùng, nên liên kết này không dùng được nữa.",
        "{person} is no user any more, so this link has ended.",
    ),
    Verdict.DEMOTED: Text(
        "{person} hiện không có quyền duyệt bài, nên liên kết này không dùng được.",
        "{person} may not approve any more, so this link has ended.",
    ),
    Verdict.ACCOUNT_CHANGED: Text(
        "Mật khẩu hay phần việc của chị đã đổi sau khi tin này được gửi, nên liên kết không dùng được nữa. "
        "Chị duyệt trên trang làm việc hoặc trên phiếu in.",
        "Your password, or what you look after, was changed after this was sent, so the link has ended. "
        "Approve it on the desk, or on the printed sheet.",
    ),
    Verdict.USED: Text(
        "Chị đã {done} bài này lúc {at}. Mỗi liên kết chỉ dùng được một lần.",
        "You {done} this post at {at}. A link is for one decision.",
    ),
    Verdict.DECIDED: Text(
        "{who} đã {done} bài này lúc {at}, nên chị không cần quyết định nữa.",
        "{who} {done} this post at {at}, so there is nothing left to decide.",
    ),
    Verdict.SUBMITTED_AGAIN: Text(
        "Bài đã được trình lại sau tin này. Chị dùng liên kết trong tin mới nhất.",
        "The post was submitted again after this message. Use the link in the latest one.",
    ),
    Verdict.EXPIRED: Text(
        "Liên kết chỉ dùng được trong 48 giờ và đã hết hạn lúc {at}. Chị duyệt trên trang làm việc, "
        "trên phiếu in, hoặc nhờ người viết trình lại để nhận tin mới.",
        "A link lasts 48 hours, and this one ended at {at}. Approve it on the desk, on the printed sheet, "
        "or let it be submitted again: then you get another message.",
    ),
    Verdict.NOT_ASKED: Text(
        "Cài đặt hiện không cần duyệt bài, nên không có gì để quyết định.",
        "The settings ask for no approval now, so there is nothing to decide.",
    ),
    Verdict.CHANGED: Text(
        "Bài đã được sửa sau khi tin này gửi đi, nên không duyệt bằng liên kết này được nữa. Người viết "
        "trình bản mới thì chị nhận tin mới, có liên kết mới.",
        "The post was changed after this message, so this link cannot approve it. When the new version "
        "is submitted you get another message, with another link.",
    ),
}
