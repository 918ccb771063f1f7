"""An id that was published is never used for another message: its delivery would silently never come."""

from __future__ import annotations

from datetime import datetime

from scheduler.delivery.agenda import Agenda
from scheduler.delivery.decisions import are_other_messages
from scheduler.delivery.edition import message_of
from scheduler.delivery.ledger import Ledger
from scheduler.problems import Message, Problem, Text


def reused_ids(agenda: Agenda, ledger: Ledger, now: datetime) -> list[Problem]:
    """The posts that are still to come and whose id was published with another message: one problem each."""
    coming = {
        post.id: post
        for post in (
            *(one.post for one in agenda.after(now)),
            *agenda.queue,
            *agenda.pool,
            *agenda.statements,
        )
    }
    problems = []
    for post_id, message in ledger.history.published_messages(coming).items():
        post = coming[post_id]
        if are_other_messages(message, message_of(post)):
            old, new = message.partition("\n")[0], post.title
            problems.append(post.problem(ID_REUSED, "id", id=post.id, old=old, new=new))
    return problems


ID_REUSED = Message(
    "id-reused",
    Text(
        "mã “{id}” đã dùng cho một bài khác đã đăng (“{old}”), nên bài “{new}” sẽ không được đăng",
        "the id “{id}” was already used for another published post (“{old}”), so “{new}” will not go out",
    ),
    Text("Đặt cho bài mới một mã (id) khác.", "Give the new post another id."),
)
