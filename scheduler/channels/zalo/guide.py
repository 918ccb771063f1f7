"""The guide that connects an account: what `connect zalo` asks and says (OAuth v4 with PKCE)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from scheduler.channels.channel import ChannelError
from scheduler.channels.zalo.account import faults_of
from scheduler.channels.zalo.failures import failure_of
from scheduler.channels.zalo.openapi import CallFailed, OpenApi
from scheduler.channels.zalo.tokens import LASTS, Pair, Tokens
from scheduler.clock import SystemClock
from scheduler.locales import day_text
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, SecretMissing, check_keeps, fetch, keep

if TYPE_CHECKING:
    from scheduler.channels.guiding import Guide
    from scheduler.channels.zalo_kind import ZaloSettings

WRONG_USE = 2  # the command's exit status


def guide(block: ZaloSettings | None, person: Guide) -> None:
    """Connect the account of *block* with what the *person* gives, and keep its tokens.

    Raises:
        Stop: it is not connected, and why; nothing was kept.
    """
    if block is None:
        raise Stop(_NO_BLOCK)
    check_keeps(block.token)
    app_secret, is_new = _app_secret(block, person)
    begun = begin(block, block.callback or person.ask(_CALLBACK, _SAY_CALLBACK))
    person.tell(_OPEN, address=begun.address)
    finish(block, person, begun, app_secret, is_new=is_new)


@dataclass(frozen=True, slots=True)
class Begun:
    """A permission that is asked for: the *address* that an administrator opens, and what proves ours."""

    address: str
    verifier: str
    state: str


def begin(block: ZaloSettings, callback: str) -> Begun:
    """Ask for the permission of *block*'s account, which leads back to *callback*.

    Raises:
        Stop: that is no address.
    """
    if not re.fullmatch(r"https?://[^\s/]+\S*", callback):
        raise Stop(_NO_CALLBACK, status=WRONG_USE)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    return Begun(_permission(block, callback, verifier, state), verifier, state)


def finish(
    block: ZaloSettings, person: Guide, begun: Begun, app_secret: Secret, *, is_new: bool = False
) -> None:
    """Take the account's tokens by what the *person* gives of what was *begun*, and keep them.

    Raises:
        Stop: it is not connected, and why; nothing was kept.
    """
    code = _code_in(person.token(_PASTE), begun.state, block.oa)
    person.tell(_ASKING)
    api = OpenApi(block.api_url, block.oauth_url)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "app_id": block.app_id,
        "code_verifier": begun.verifier,
    }
    pair, facts = _connected(api, app_secret, form)
    wrong = next(faults_of(facts, block.oa), None)
    if wrong is not None:
        raise Stop(_FAILED, why=wrong.why, todo=wrong.todo)
    try:
        Tokens(block, person.folder, api, app_secret, SystemClock()).replace(pair)
    except ChannelError as error:
        failed = Stop(_FAILED, why=error.failure.why, todo=error.failure.todo)
    else:
        if is_new and not block.app_secret.startswith("env:"):
            keep(block.app_secret, app_secret, person.folder)
        _tell(block, person, pair, facts)
        return
    raise failed


def _connected(api: OpenApi, app_secret: Secret, form: Mapping[str, str]) -> tuple[Pair, dict[str, Any]]:
    """The tokens for a code, which is good once, and what the account says of itself with them."""
    try:
        given = api.tokens(app_secret, form)
        if given.get("access_token") and not given.get("refresh_token"):
            raise Stop(_UNVERIFIED)
        pair = Pair.given(given, SystemClock().now())
        return pair, api.get("v2.0/oa/getoa", pair.access, {})
    except CallFailed as failed:
        failure = failure_of(failed)
        stop = Stop(_FAILED, why=failure.why, todo=failure.todo)
    except (ValueError, KeyError, TypeError):
        stop = Stop(_STRANGE)
    raise stop  # outside `except`: nothing behind it


def _tell(block: ZaloSettings, person: Guide, pair: Pair, facts: Mapping[str, Any]) -> None:
    person.tell(_CONNECTED, name=str(facts.get("name") or block.oa), oa=block.oa, place=block.token)
    package = str(facts.get("package_name") or "")
    person.tell(_PACKAGE if package else _NO_PACKAGE, package=package)
    person.tell(_ENDS, day=day_text((pair.since + LASTS).astimezone(person.zone)))


def _app_secret(block: ZaloSettings, person: Guide) -> tuple[Secret, bool]:
    """The app's secret, and whether a person gave it just now."""
    try:
        return fetch(block.app_secret, person.folder), False
    except SecretMissing:
        return person.secret(_SECRET), True


def _permission(block: ZaloSettings, callback: str, verifier: str, state: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "app_id": block.app_id,
        "redirect_uri": callback,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "state": state,
    }
    return f"{block.oauth_url}/v4/oa/permission?{urlencode(asked)}"


def _code_in(pasted: Secret, state: str, oa: str) -> str:
    """The code in the address that the browser was led to."""
    try:
        asked = parse_qs(urlsplit(pasted.reveal()).query)
    except ValueError:
        asked = {}
    code, states, accounts = (asked.get(key, [""]) for key in ("code", "state", "oa_id"))
    if not code[0]:
        raise Stop(_NO_CODE, status=WRONG_USE)
    if not secrets.compare_digest(states[0].encode(), state.encode()):
        raise Stop(_OLD_CODE, status=WRONG_USE)
    if accounts[0] and accounts[0] != oa:
        raise Stop(_OTHER, oa=oa, other=accounts[0], status=WRONG_USE)
    Secret(code[0])  # starred from here on, wherever it might be said
    return code[0]


_NO_BLOCK = Text(
    "Cài đặt chưa có mục zalo. Thêm mục ấy với oa, app_id, app_secret và token (xem docs/huong-dan.md) rồi "
    "chạy lại.",
    "The settings have no zalo. Add it with oa, app_id, app_secret and token (see docs/huong-dan.md).",
)
_SECRET = Text("Mã bí mật của ứng dụng (dán vào, không hiện)", "The app's secret (pasted; it does not show)")
_CALLBACK = Text(
    "Callback URL đã khai cho Official Account ở developers.zalo.me",
    "The callback URL that developers.zalo.me has for the Official Account",
)
_SAY_CALLBACK = Text(
    "Thêm dòng callback (Callback URL đã khai ở developers.zalo.me) vào mục zalo.",
    "Add callback (the URL that developers.zalo.me has) below zalo.",
)
_NO_CALLBACK = Text(
    "Callback URL phải là địa chỉ đầy đủ, từ https://. Chép đúng dòng ấy ở developers.zalo.me (mục Official "
    "Account của ứng dụng) rồi chạy lại; chưa cất gì.",
    "A callback URL is a whole address, from https:// on. Copy it from developers.zalo.me (Official Account, "
    "in the app) and run again; nothing was kept.",
)
_OPEN = Text(
    "Làm trên máy đặt ở Việt Nam, vì Zalo có thể không nhận cuộc gọi từ nước ngoài. OA phải đã xác thực.\n"
    "  1. Người quản trị OA mở địa chỉ này trong trình duyệt, đăng nhập Zalo, chọn OA rồi bấm Cho phép:\n"
    "     {address}\n"
    "  2. Trình duyệt chuyển sang một trang có chữ code= trên thanh địa chỉ (trang trống hay báo lỗi cũng "
    "được).\n"
    "  3. Chép cả địa chỉ ấy, dán vào đây trong vòng mười phút.",
    "Do this on a machine in Vietnam, for Zalo may refuse calls from abroad. The OA must be verified.\n"
    "  1. Whoever runs the OA opens this address in a browser, logs in, chooses the OA and allows it:\n"
    "     {address}\n"
    "  2. The browser goes to a page with code= in its address (an empty page, or an error, is fine).\n"
    "  3. Copy that whole address and paste it here within ten minutes.",
)
_PASTE = Text("Địa chỉ vừa chép (dán vào, không hiện)", "That address (pasted; it does not show)")
_ASKING = Text("Đang hỏi Zalo…", "Asking Zalo…")
_NO_CODE = Text(
    "Địa chỉ vừa dán không có code=. Chép cả thanh địa chỉ sau khi bấm Cho phép rồi chạy lại.",
    "What you pasted has no code=. Copy the whole address after allowing it, and run again.",
)
_OLD_CODE = Text(
    "Địa chỉ vừa dán là của một lần chạy khác. Chạy lại, mở địa chỉ mới mà Loa in ra.",
    "What you pasted is another run's. Run again, and open the new address.",
)
_OTHER = Text(
    "Chị đã chọn OA số {other}, mà cài đặt ghi OA số {oa}. Chạy lại và chọn đúng OA, hoặc sửa cài đặt.",
    "You chose the OA {other}; the settings have {oa}. Run again and choose that one, or mend the settings.",
)
_UNVERIFIED = Text(
    "Zalo không cấp mã gia hạn: OA này chưa được xác thực (còn “Dùng thử”). Xác thực OA ở oa.zalo.me rồi "
    "chạy lại.",
    "Zalo gives no renewing token: this OA is not verified. Verify it at oa.zalo.me and run again.",
)
_FAILED = Text("Chưa nối được Zalo OA: {why}. {todo}", "The Zalo OA is not connected: {why}. {todo}")
_STRANGE = Text(
    "Zalo trả lời không rõ. Đợi một lát rồi chạy lại.", "Zalo's answer is not clear. Run again later."
)
_CONNECTED = Text(
    "Đã nối Zalo OA {name} (số {oa}). Máy này gọi được Zalo. Mã đã cất ở {place}; Loa tự thay mã mỗi ngày.",
    "Connected the Zalo OA {name} ({oa}). This machine reaches Zalo. The tokens are kept at {place} and "
    "renewed daily.",
)
_PACKAGE = Text(
    "Gói dịch vụ của OA: {package}. Bài viết không cần gói.",
    "The OA's package: {package}. Articles need none.",
)
_NO_PACKAGE = Text(
    "Zalo không nói OA có gói dịch vụ nào; bài viết không cần gói.",
    "Zalo names no package of the OA's; articles need none.",
)
_ENDS = Text(
    "Nếu Loa không chạy lần nào cho tới ngày {day} thì phải nối lại. Xem lại mọi thứ: loa doctor.",
    "If Loa does not run at all until {day}, connect it again. Look everything over: loa doctor.",
)
