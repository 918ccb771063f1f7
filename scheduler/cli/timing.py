"""The command about this machine's clock: clock."""

from __future__ import annotations

from scheduler.cli.app import ERRORS, OK, Session, command, flag
from scheduler.cli.deciding import BY, opened
from scheduler.problems import Stop, Text


@command(
    "Xem giờ của máy có đúng không, so với các nơi đăng bài và sổ đăng bài.\n\n"
    "Giờ lệch quá 10 phút thì Loa không đăng gì. --right: chị xác nhận giờ của máy đang đúng, khi không có "
    "nơi nào để đối chiếu.",
    "See whether this machine's clock is right, by the places where posts go and by the ledger.\n\n"
    "By a clock that is more than 10 minutes off nothing is published. --right: you say that it is right, "
    "where there is nobody else to ask.",
)
@flag("--right", "Giờ của máy đang đúng.", "This machine's clock is right.")
@BY
def clock(session: Session, right: bool, who: str) -> int:
    """Exit 1 if nothing may be carried by this clock."""
    from scheduler.delivery.hindrances import CLOCK_BEHIND
    from scheduler.engine.setting_right import set_right

    with opened(session) as works:
        works.timekeeper.listen()
        reason = works.timekeeper.trouble()
        if right and (reason is None or reason.code == CLOCK_BEHIND.code):
            released = set_right(works, who)
            session.tell(_RIGHT_NOW, count=len(released))
            return OK
        if right and reason is not None:
            raise Stop(_IT_IS_NOT, why=reason.why, todo=reason.todo)
        if reason is not None:
            session.tell(_TROUBLE, why=reason.why, todo=reason.todo)
            return ERRORS
        session.tell(_PROVED if works.timekeeper.is_proved else _NOBODY)
    return OK


_RIGHT_NOW = Text(
    "Đã ghi: giờ của máy đang đúng. Thả lại {count} bài từng bị giữ vì giờ máy sai.",
    "Noted: this machine's clock is right. Released {count} posts that a wrong clock had put aside.",
)
_IT_IS_NOT = Text("Chưa ghi được: {why}. {todo}", "Not noted: {why}. {todo}")
_TROUBLE = Text("{why}. {todo}", "{why}. {todo}")
_PROVED = Text("Giờ của máy đúng.", "This machine's clock is right.")
_NOBODY = Text(
    "Không có nơi nào trả lời để đối chiếu giờ của máy; so với sổ đăng bài thì không thấy gì sai.",
    "Nobody answers by whom the clock could be checked; beside the ledger nothing is wrong with it.",
)
