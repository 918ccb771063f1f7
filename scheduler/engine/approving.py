"""Submitting, approving and returning posts: short transactions, which need no right to carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scheduler.calendar.model import PostId
from scheduler.delivery.approvals import Approval, Step, standing, submitter
from scheduler.delivery.edition import Edition
from scheduler.delivery.ledger import Ledger, Writing
from scheduler.problems import Stop, Text
from scheduler.settings.users import Users


def decide(
    ledger: Ledger,
    edition: Edition,
    users: Users,
    step: Step,
    seen: Mapping[PostId, str],
    who: str,
    remark: str = "",
    *,
    first: Callable[[Writing], None] = lambda _: None,
) -> None:
    """Let *who* take that step with each post of *seen*: its print as she saw it.

    All of them, or none. Where there are users, *who* is one of them, an approver does not approve what
    she submitted, and what is approved was submitted by somebody. *first* is done in the same transaction.

    Raises:
        Stop: a post is not there, its card or film cannot go out, it was changed since she saw it, or *who*
            may not do this.
    """
    who = users.name_of(who)
    _check_role(users, step, who)
    if step is Step.RETURNED and not remark.strip():
        raise Stop(_NO_REMARK, status=2)
    for found in map(edition.agenda.post, seen if step is not Step.RETURNED else ()):
        flaw = edition.flaw(found) if found else None
        if found and flaw:
            raise Stop(_FLAWED, post=found.id, why=flaw.why)
    with ledger.writing(who) as book:
        first(book)
        for post_id, print_seen in seen.items():
            post = edition.agenda.post(post_id)
            if post is None:
                raise Stop(_NO_POST, post=post_id)
            user = users.people.get(who)
            if user is not None and not user.looks_after(post.units):
                raise Stop(_NOT_HER_UNIT, post=post_id, who=who)
            if edition.seen(post) != print_seen:
                raise Stop(_CHANGED, post=post_id)
            decisions = book.decisions(post_id)
            stands = standing(decisions, print_seen)
            if step is Step.APPROVED and users.people:
                asker = submitter(decisions, print_seen)
                if asker == who:
                    raise Stop(_OWN, post=post_id)
                if not asker and stands is not Approval.APPROVED:
                    raise Stop(_CHANGED_SINCE if decisions else _NOT_SUBMITTED, post=post_id)
            is_anew = stands is Approval.SUBMITTED and users.people and book.asks.has_lapsed(decisions[-1].at)
            if (step, stands) in _NOTHING_NEW and not is_anew:
                continue
            number = book.decide(post_id, step, print_seen, remark.strip())
            asker = submitter(decisions, print_seen)
            if step is not Step.SUBMITTED and asker in users.people:
                book.remarks.tell([asker], decision=number)


def _check_role(users: Users, step: Step, who: str) -> None:
    if not users.people:
        return
    user = users.people.get(who)
    if user is None:
        raise Stop(_NO_USER, status=2, who=who, known=", ".join(users.people))
    may = user.role != "viewer" if step is Step.SUBMITTED else user.role == "approver"
    if not may:
        raise Stop(_NOT_HERS, who=who)


_NOTHING_NEW = {(Step.APPROVED, Approval.APPROVED), (Step.SUBMITTED, Approval.SUBMITTED)}
_NO_POST = Text(
    "Không có bài “{post}”, hoặc bài còn để nháp hay đang có lỗi. Xem lỗi: loa check",
    "There is no post “{post}”, or it is a draft or has errors. See them: loa check",
)
_FLAWED = Text(
    "Bài “{post}” chưa đăng được nên chưa ghi gì. {why}. Xem cách sửa: loa check",
    "The post “{post}” cannot go out, so nothing is kept. {why}. How to mend it: loa check",
)
_CHANGED = Text(
    "Bài “{post}” vừa được sửa sau khi mở xem, nên chưa ghi gì. Xem lại bài rồi quyết định.",
    "The post “{post}” was changed after it was opened, so nothing is kept. Look at it again.",
)
_OWN = Text(
    "Bài “{post}” do chính người này trình, nên cần một người khác duyệt.",
    "The post “{post}” was submitted by the same person: somebody else must approve it.",
)
_NOT_SUBMITTED = Text(
    "Bài “{post}” chưa có ai trình duyệt. Người viết trình trước: loa submit {post} --by TÊN",
    "Nobody has submitted the post “{post}”. Its writer does so first: loa submit {post} --by NAME",
)
_CHANGED_SINCE = Text(
    "Bài “{post}” đã được sửa sau lần trình, duyệt trước, nên phải trình lại: loa submit {post} --by TÊN. "
    "Trình rồi mới duyệt được.",
    "The post “{post}” was changed after it was last submitted or approved, so it is submitted again first: "
    "loa submit {post} --by NAME. Then it can be approved.",
)
_NO_REMARK = Text("Trả bài lại cần ghi vì sao.", "Returning a post needs a remark: why.")
_NO_USER = Text("Không có người dùng “{who}”. Đang có: {known}.", "There is no user “{who}”, only {known}.")
_NOT_HER_UNIT = Text(
    "Bài “{post}” còn đăng ở đơn vị mà {who} không phụ trách, nên người khác duyệt.",
    "The post “{post}” is for units too that {who} does not look after: somebody else decides.",
)
_NOT_HERS = Text(
    "Vai trò của {who} không được làm việc này. Người duyệt có vai trò approver.",
    "The role of {who} does not allow this. Who approves has the role approver.",
)
