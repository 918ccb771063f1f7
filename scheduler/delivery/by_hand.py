"""What the book says of a delivery that a person has: given, her word that it is posted, and reminders.

Her word moves nothing: the delivery stays `handed_over`, for nobody has seen what she says (decision 28).
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.delivery import change_reasons
from scheduler.delivery.reason import Reason
from scheduler.problems import Text

_AND = "; "  # between places in a reason's detail

_POST = Text(
    "Mở trang làm việc, mục “Đăng tay”, đăng rồi bấm “Đã đăng”.",
    "Open “By hand” on the desk, post it, then press “Posted”.",
)
GIVEN = Reason("by-hand/given", Text("đã giao để đăng tay", "given to be posted by hand"), _POST)
DONE = Reason("by-hand/done", Text("{who} báo đã đăng: {places}", "{who} says that it is posted: {places}"))
PARTLY = Reason(
    "by-hand/partly",
    Text("{who} báo mới đăng ở: {places}", "{who} says that it is posted so far: {places}"),
    _POST,
)
TAKEN_BACK = Reason(
    "by-hand/taken-back",
    Text("{who} báo lại là chưa đăng", "{who} says that it is not posted after all"),
    _POST,
)
REMINDED = Reason(
    "by-hand/reminded",
    Text("đã giao từ {since} mà chưa ai báo đã đăng", "given at {since}, and nobody says that it is posted"),
    _POST,
)
LEADER_TOLD = Reason(
    "by-hand/leader",
    Text(
        "đã giao từ {since}, đã nhắc mà vẫn chưa ai báo đã đăng",
        "given at {since}, reminded, and still nobody says that it is posted",
    ),
    _POST,
)
TAKEN_DOWN = Reason(
    "by-hand/down",
    Text("{who} báo đã gỡ, hoặc chưa đăng ở đâu", "{who} says that it is taken down, or was never posted"),
)
TO_POST = (
    GIVEN.code,
    TAKEN_BACK.code,
    PARTLY.code,
    change_reasons.EDITED.code,
)  # nobody was reminded of it yet
OPEN = frozenset({*TO_POST, REMINDED.code, LEADER_TOLD.code})  # what a person still has to do


def at_places(places: Iterable[str]) -> str:
    """*places* as a reason keeps them."""
    return _AND.join(places)


def places_in(reason: Reason | None) -> tuple[str, ...]:
    """Where it is posted, by a person's word that *reason* keeps."""
    if reason is None or reason.code not in {DONE.code, PARTLY.code, REMINDED.code, LEADER_TOLD.code}:
        return ()
    return tuple(reason.detail.split(_AND)) if reason.detail else ()
