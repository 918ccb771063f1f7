"""What has begun where the settings lead no more: nothing goes on with it, and a person is told."""

from __future__ import annotations

from dataclasses import replace

from scheduler.delivery.ledger import Delivery
from scheduler.delivery.reason import Reason
from scheduler.delivery.states import BEFORE_SENDING, State
from scheduler.engine.works import Works
from scheduler.locales import time_text
from scheduler.problems import Text


def stranded(works: Works) -> list[Delivery]:
    """Those deliveries, and what is public and is to be changed; none while a file cannot be read."""
    if works.edition().is_torn:
        return []  # the unit may be in what is not read
    changing = {delivery.id: delivery for _, delivery in works.ledger.follow_ups()}
    begun = {delivery.id: delivery for delivery in works.ledger.waking()} | changing
    return [row for row in begun.values() if _is_cut_off(works, row) or _waits_elsewhere(works, row)]


def _is_cut_off(works: Works, row: Delivery) -> bool:
    return row.key.channel not in works.outlets.names(row.key.unit)


def _waits_elsewhere(works: Works, row: Delivery) -> bool:
    """Whether the scheduler of a place holds it to which the settings lead no more."""
    return row.state is State.HANDED_OVER and works.page_of(row.key) not in {None, row.page_key}


def where_stranded(works: Works) -> list[Delivery]:
    """The latest of them of each unit's channel."""
    rows = sorted(stranded(works), key=lambda row: row.id)
    return list({(row.key.unit, row.key.channel): row for row in rows}.values())


def why_stranded(works: Works, row: Delivery) -> Reason:
    """Why nothing goes on with *row*, and the way out."""
    key = row.key
    if not _is_cut_off(works, row):
        at = time_text(row.due.astimezone(works.settings.zone))
        return WAITS_ELSEWHERE.filled(place=row.page_key, key=key, at=at)
    reason = STRANDED if row.state in BEFORE_SENDING else replace(STRANDED, todo=_PERHAPS_PUBLIC)
    return reason.filled(key=key, unit=key.unit, channel=key.channel)


STRANDED = Reason(
    "stranded",
    Text(
        "đơn vị {unit} không còn kênh {channel} trong cài đặt, nên Loa không làm tiếp được",
        "{unit} has no channel {channel} in the settings any more, so nothing goes on with it",
    ),
    Text(
        "Ghi lại mục {channel} của {unit} vào cài đặt rồi chạy lại Loa. Nếu bỏ hẳn kênh này, chạy: "
        "loa skip {key} --why “bỏ kênh”",
        "Put {channel} of {unit} back into the settings and start Loa again. If it is gone for good, run: "
        "loa skip {key} --why “channel given up”",
    ),
)
WAITS_ELSEWHERE = Reason(
    "waits-elsewhere",
    Text(
        "{key} đã hẹn giờ ở {place}, còn cài đặt nay dẫn tới nơi khác: bài sẽ tự lên ở đó lúc {at}",
        "{key} waits at {place}, and the settings lead to another place now: it goes out there at {at}",
    ),
    Text(
        "Nếu không muốn, mở {place} xóa bài đã hẹn, hoặc ghi lại nơi cũ vào cài đặt rồi chạy lại Loa.",
        "If that is not wanted, delete it there, or put that place back and start Loa again.",
    ),
)
_PERHAPS_PUBLIC = Text(
    "Ghi lại mục {channel} của {unit} vào cài đặt rồi chạy lại Loa, để Loa dò hoặc gỡ bài {key}. Nếu không "
    "còn vào được kênh ấy bằng Loa, mở trang tự xem và tự gỡ.",
    "Put {channel} of {unit} back into the settings and start Loa again, so that {key} is looked for "
    "or taken down. If Loa cannot get there any more, look there and take it down by hand.",
)
