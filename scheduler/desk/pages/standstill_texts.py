"""Why nothing goes out and what to do, where the ledger's own words name files and commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.delivery import hindrances
from scheduler.delivery.reason import Reason
from scheduler.problems import Text

_OPEN_AGAIN = Text(
    "Đóng cửa sổ Loa đang trực rồi mở lại; chưa rõ cửa sổ nào thì nhờ người cài đặt Loa",
    "Close the window of the Loa that serves and open it again, or ask whoever set Loa up",
)
_SEE_MENDS = Text(
    "Xem trang Cần sửa; ở đó không có gì thì nhờ người cài đặt Loa",
    "See the page of what to mend; where it has nothing ask whoever set Loa up",
)
_HERE: Mapping[str, tuple[Text, Text]] = {  # by a reason's code: why, and what to do
    hindrances.SETTINGS_CHANGED.code: (
        Text(
            "thiết lập vừa đổi mà Loa đang trực chưa theo bản mới",
            "the set-up was changed, and the Loa that serves does not go by it yet",
        ),
        _OPEN_AGAIN,
    ),
    hindrances.SETTINGS_WRONG.code: (
        Text("thiết lập có chỗ sai nên chưa đọc được", "the set-up has a mistake and cannot be read"),
        _SEE_MENDS,
    ),
    hindrances.UNUSABLE.code: (hindrances.UNUSABLE.why, _SEE_MENDS),
    hindrances.CALENDAR_NOT_READ.code: (hindrances.CALENDAR_NOT_READ.why, _OPEN_AGAIN),
    hindrances.WATCH_ENDED.code: (hindrances.WATCH_ENDED.why, _OPEN_AGAIN),
}


def as_said_here(reason: Reason) -> Reason:
    """*reason* of a standstill in words that the desk can say."""
    code = reason.code.removeprefix(hindrances.STANDSTILL)
    why, todo = _HERE.get(code, (reason.why, reason.todo))
    return replace(reason, why=why, todo=todo)
