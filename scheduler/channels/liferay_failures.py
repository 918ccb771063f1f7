"""What each refusal of a Liferay portal means: by how far the call came, else by its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.channels.calling import Reach
from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.json_calls import CallFailed, Refusal
from scheduler.channels.meaning import Row
from scheduler.problems import Text


def refusal(body: object) -> Refusal | None:
    """Liferay's error: a status in words (NOT_FOUND), with a title."""
    if isinstance(body, dict) and isinstance(body.get("status"), str) and "id" not in body:
        return Refusal(body["status"], str(body.get("title") or body.get("detail") or ""))
    return None


def is_absent(failed: CallFailed) -> bool:
    """A page of 404 that is not Liferay's own proves nothing."""
    return failed.reach is Reach.REFUSED and failed.status == 404 and failed.code == "NOT_FOUND"


def failure_of(failed: CallFailed) -> Failure:
    """What a failed call means if it was the public one."""
    code = "redirect" if failed.code == "redirect" else failed.reach.value
    if failed.reach in {Reach.REFUSED, Reach.UNREADABLE} and code != "redirect":
        code = str(failed.status) if str(failed.status) in TABLE else "odd-answer"
        if failed.status >= 500:
            code = "5xx"
    detail = f"HTTP {failed.status} {failed.code} {failed.detail}".strip() if failed.status else failed.detail
    said = failed.headers.get("retry-after", "")
    found = told(code, detail, failed.location)
    return replace(found, wait_seconds=float(said)) if said.isdigit() and len(said) < 5 else found


def told(code: str, detail: str = "", place: str = "") -> Failure:
    """A failure by its code in the table."""
    return TABLE[code].told(f"liferay:{code}", detail, place=place)


def harmless(failure: Failure) -> Failure:
    """On a call that makes nothing public."""
    return replace(failure, kind=FailureKind.CERTAIN) if failure.kind is FailureKind.DOUBTFUL else failure


_LOOKS = Text(
    "Không cần làm gì: Loa xem lại cổng rồi mới quyết định.",
    "Nothing to do: Loa looks at the portal before it decides.",
)
TABLE: Mapping[str, Row] = {
    "not-sent": Row(
        FailureKind.CERTAIN,
        Text("Không kết nối được với cổng Liferay", "The Liferay portal cannot be reached"),
        Text("Xem mạng và địa chỉ trong liferay.address.", "Check the network and liferay.address."),
    ),
    "no-answer": Row(
        FailureKind.DOUBTFUL,
        Text("Mất kết nối trước khi cổng Liferay trả lời", "The connection was lost before an answer"),
        _LOOKS,
    ),
    "odd-answer": Row(
        FailureKind.DOUBTFUL,
        Text("Cổng Liferay trả lời không đọc được", "The portal's answer cannot be understood"),
        _LOOKS,
    ),
    "5xx": Row(
        FailureKind.DOUBTFUL,
        Text("Cổng Liferay đang trục trặc hoặc bảo trì", "The portal has trouble, or is being maintained"),
        _LOOKS,
    ),
    "redirect": Row.of(
        FailureKind.CREDENTIAL,
        "Cổng Liferay chuyển sang địa chỉ khác ({place}); Loa không gửi mật khẩu sang đó",
        "The portal redirects to another address ({place}); Loa sends no password there",
        "Hỏi người quản trị cổng rồi ghi đúng địa chỉ vào liferay.address.",
        "Ask the portal's administrator and write the right address into liferay.address.",
    ),
    "400": Row(
        FailureKind.CONTENT,
        Text("Cổng Liferay không nhận bài này", "The portal does not take this post"),
        Text("Báo cho người hỗ trợ kỹ thuật dòng này.", "Show this line to whoever helps you."),
    ),
    "401": Row.of(
        FailureKind.CREDENTIAL,
        "Cổng Liferay không nhận tên và mật khẩu",
        "The portal does not take the user name and password",
        "Xem lại liferay.user và mật khẩu; nhờ người quản trị cho phép đăng nhập Basic với /o/.",
        "Check liferay.user and the password; have basic authentication allowed for /o/.",
    ),
    "403": Row.of(
        FailureKind.CREDENTIAL,
        "Tài khoản không được viết bài trên cổng Liferay",
        "The account may not write on the portal",
        "Nhờ người quản trị cổng cho tài khoản quyền thêm bài blog và tài liệu trong trang này.",
        "Have the account given the right to add blog entries and documents in this site.",
    ),
    "404": Row.of(
        FailureKind.CREDENTIAL,
        "Cổng này không có giao diện của Liferay 7.4, hoặc không có trang mang số ấy",
        "The portal has no interface of Liferay 7.4, or no site of that number",
        "Xem lại liferay.address và liferay.site với người quản trị cổng.",
        "Check liferay.address and liferay.site with the portal's administrator.",
    ),
    "413": Row.of(
        FailureKind.CONTENT,
        "Ảnh nặng quá mức cổng Liferay nhận",
        "The picture is larger than the portal takes",
        "Nhờ nâng giới hạn tải lên, hoặc dùng ảnh nhẹ hơn.",
        "Have the limit raised, or use a smaller one.",
    ),
    "429": Row(
        FailureKind.THROTTLED,
        Text("Cổng Liferay báo gọi quá nhiều lần, phải chờ", "The portal says there were too many calls"),
        Text("Không cần làm gì: Loa chờ rồi tự đăng tiếp.", "Nothing to do: Loa waits and goes on."),
        wait=600.0,
    ),
    "not-ours": Row(
        FailureKind.CONTENT,
        Text("Bài trên cổng không phải của Loa, nên Loa không đụng tới", "The post is not Loa's: it is left"),
        Text("Mở cổng và tự gỡ bài ấy bằng tay.", "Open the portal and take it down by hand."),
    ),
    "gone": Row(
        FailureKind.CONTENT, Text("Bài không còn trên cổng", "It is on the portal no more"), Text("", "")
    ),
}
