"""A post taken out of the calendar, and brought back: what the ledger knows of it before the file does."""

from __future__ import annotations

from scheduler.calendar.model import PostId
from scheduler.delivery.ledger import Delivery, State, Writing
from scheduler.delivery.reasons import HELD_AGAIN, REMOVED_HELD
from scheduler.delivery.states import PERHAPS_PUBLIC
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text


def remove(works: Works, who: str, post: PostId) -> None:
    """From here on nothing of *post* is made public, whatever a wake-up has read: its file may lose it.

    One transaction: what is being sent was noted before it, and is refused; what is not yet is stopped by the
    courier's guard, which reads this in the transaction before each public call.

    Raises:
        Stop: it is public, or may be in this moment.
    """
    with works.ledger.writing(who) as book:
        rows = book.rows_of(post)
        why = why_not({row.state for row in rows}, has_several=len({row.key.occurrence for row in rows}) > 1)
        if why is not None:
            raise Stop(why)
        for row in rows:
            if row.state is State.HELD:
                said = REMOVED_HELD.filled(who=who, why=row.reason.why if row.reason else "–", post=post)
                book.move(row, State.SKIPPED, reason=said, next_try_at=None)
        book.facts.remove(post)


def bring_back(works: Works, who: str, post: PostId) -> None:
    """Let *post*, which its file is to have again, go out as before; what was held is held."""
    with works.ledger.writing(who) as book:
        book.facts.restore(post)
        for row in book.rows_of(post):
            if row.state is State.SKIPPED and row.reason and row.reason.code == REMOVED_HELD.code:
                _hold_again(book, row)


def _hold_again(book: Writing, row: Delivery) -> None:
    said = HELD_AGAIN.filled(post=row.key.post)
    claimed = book.move(row, State.CLAIMED, reason=said, owner="", next_try_at=None)
    book.move(claimed, State.HELD, reason=said, next_try_at=None)


def why_not(states: set[State], *, has_several: bool = False) -> Text | None:
    """Why a post whose deliveries stand so cannot be deleted; None: it can."""
    if states & {State.SENDING, State.UNCONFIRMED}:
        return BEING_SENT
    if State.PUBLISHED in states:
        return SERIES_PUBLIC if has_several else PUBLIC
    return WAITS_THERE if states & PERHAPS_PUBLIC else None


BEING_SENT = Text(
    "Bài đang được gửi đúng lúc này nên chưa xóa được. Vài phút nữa xem lại.",
    "It is being sent just now, so it cannot be deleted. Look again in some minutes.",
)
PUBLIC = Text(
    "Bài đã đăng rồi nên không xóa được. Muốn bài không còn ở đó nữa thì bấm “Gỡ bài xuống”.",
    "It is public, so it cannot be deleted. To have it there no more, press “Take it down”.",
)
SERIES_PUBLIC = Text(
    "Bài lặp lại này đã có lần đăng rồi nên không xóa được. Muốn thôi các lần sau thì sửa bài, chọn ngày "
    "dừng lặp lại.",
    "This series has been public already, so it cannot be deleted. To end it, edit it and choose its end.",
)
WAITS_THERE = Text(
    "Bài đã được hẹn giờ, hoặc đã giao cho người đăng tay. Bấm “Tạm chưa đăng” trước, vài phút sau hãy xóa.",
    "It is scheduled there already, or a person has it to post. Press “Hold” first, and delete it some "
    "minutes later.",
)
