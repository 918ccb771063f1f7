"""From a short user token to the page's own, which does not end: exchange, list of pages, a last look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.channels.calling import Reach
from scheduler.channels.facebook_failures import failure_of
from scheduler.channels.facebook_reading import ODD, next_cursor
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.facebook_tokens import (
    ENDED,
    LACKS_SCOPES,
    OTHER_APPS,
    SCOPES,
    TokenFacts,
    TokenFault,
    app_graph,
    faults_of,
    look_at,
)
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings

_TASK = "CREATE_CONTENT"
_PAGES_AT_MOST = 20  # lists of 100: nobody looks after more


@dataclass(frozen=True, slots=True)
class Connected:
    """A page's own token that does not end, and the page's name."""

    token: Secret
    name: str
    facts: TokenFacts


def connect(settings: FacebookSettings, app: str, app_secret: Secret, user_token: Secret) -> Connected:
    """Get the page's token with a *user_token* that a person got for the app of that id and secret.

    Nothing is written anywhere.

    Raises:
        Stop: something is wrong with what was given; the words tell the cure.
        ChannelError: Facebook did not answer as it should.
    """
    graph = app_graph(settings, app, app_secret)
    long = _exchange(settings, app, app_secret, user_token)
    user = look_at(long, graph, settings.page)
    if not user.is_valid:
        raise _stop(ENDED)
    if user.kind != "USER":
        raise Stop(_NO_USERS)
    if user.app != app:
        raise _stop(OTHER_APPS)
    lacking = [scope for scope in SCOPES if scope not in user.scopes]
    if lacking:
        raise _stop(LACKS_SCOPES.filled(scopes=", ".join(lacking)))
    page = _page(settings, long)
    tasks = page.get("tasks")
    if not isinstance(tasks, list) or _TASK not in tasks:
        raise Stop(_NO_TASK, name=page.get("name", settings.page))
    token = Secret(str(page["access_token"]))
    facts = look_at(token, graph, settings.page)
    faults = faults_of(facts, settings.page, app)
    if faults:
        raise _stop(faults[0])
    return Connected(token, str(page.get("name", settings.page)), facts)


def _exchange(settings: FacebookSettings, app: str, app_secret: Secret, user_token: Secret) -> Secret:
    given = {
        "grant_type": "fb_exchange_token",
        "client_id": app,
        "client_secret": app_secret.reveal(),
        "fb_exchange_token": user_token.reveal(),
    }
    body = _get(Graph(settings.graph_url, settings.version, None), "oauth/access_token", given, settings)
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token:
        raise Stop(_STRANGE)
    return Secret(token)


def _page(settings: FacebookSettings, user_token: Secret) -> dict[str, Any]:
    """The page among those that the person looks after."""
    others = []
    for page in _pages(settings, user_token):
        if str(page.get("id")) == settings.page and page.get("access_token"):
            return page
        others.append(f"{page.get('name', '?')} ({page.get('id', '?')})")
    if others:
        raise Stop(_OTHER_PAGES, page=settings.page, others="; ".join(others[:8]))
    raise Stop(_NO_PAGES)


def _pages(settings: FacebookSettings, user_token: Secret) -> Iterator[dict[str, Any]]:
    graph = Graph(settings.graph_url, settings.version, user_token)
    given = {"fields": "id,name,access_token,tasks", "limit": "100"}
    for _ in range(_PAGES_AT_MOST):
        body = _get(graph, "me/accounts", given, settings)
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, list):
            raise Stop(_STRANGE)
        yield from (one for one in data if isinstance(one, dict))
        try:
            cursor = next_cursor(body.get("paging") or {})
        except ODD:
            raise Stop(_STRANGE) from None
        if not cursor:
            return
        given = {**given, **cursor}


def _get(graph: Graph, path: str, given: dict[str, str], settings: FacebookSettings) -> Any:
    try:
        return graph.get(path, given).body
    except CallFailed as failed:
        stop = _explained(failed, settings)
    raise stop  # outside `except`: nothing behind it


def _explained(failed: CallFailed, settings: FacebookSettings) -> Stop:
    error = failed.error
    if error is None:
        return Stop(_NO_WAY if failed.reach is Reach.NOT_SENT else _STRANGE)
    if error.code == 101:
        return Stop(_NO_APP)
    if "client secret" in error.message:
        return Stop(_WRONG_SECRET)
    if error.code in {102, 190}:
        return Stop(_USERS_ENDED)
    failure = failure_of(failed, settings.page)
    return _stop(TokenFault(failure.code, failure.why, failure.todo))


def _stop(fault: TokenFault) -> Stop:
    return Stop(_FAULT, why=fault.why, todo=fault.todo)


_FAULT = Text("Chưa nối được trang: {why}. {todo}", "The page is not connected: {why}. {todo}")
_NO_USERS = Text(
    "Mã vừa dán không phải mã của một tài khoản cá nhân. Ở trang lấy mã, chọn “Lấy mã truy cập người dùng” "
    "(Get User Access Token) rồi chép mã ấy.",
    "What you pasted is no user token. Where you get it, choose “Get User Access Token” and copy that one.",
)
_USERS_ENDED = Text(
    "Mã vừa dán đã hết hạn (mã ngắn hạn chỉ dùng được một đến hai giờ) hoặc chép thiếu. Lấy mã mới rồi dán "
    "lại cả mã.",
    "What you pasted has ended (a short token lives for an hour or two) or is cut. Get a new one and paste "
    "it "
    "whole.",
)
_NO_APP = Text(
    "Facebook không biết ứng dụng có số này. Xem lại App ID ở trang developers.facebook.com, mục "
    "Cài đặt ứng dụng > Cơ bản.",
    "Facebook knows no app of that number. See App ID at developers.facebook.com, App settings > Basic.",
)
_WRONG_SECRET = Text(
    "Mã bí mật của ứng dụng (App secret) không đúng. Ở developers.facebook.com, mục Cài đặt ứng dụng > Cơ "
    "bản, "
    "bấm Hiển thị (Show) rồi chép lại.",
    "The app secret is wrong. At developers.facebook.com, App settings > Basic, press Show and copy it "
    "again.",
)
_OTHER_PAGES = Text(
    "Tài khoản này không giữ trang số {page}. Các trang nhìn thấy được: {others}. Nếu cài đặt ghi nhầm số "
    "trang thì sửa lại; nếu thiếu trang của Hội thì lấy lại mã và đánh dấu chọn trang ấy khi Facebook hỏi.",
    "This person does not look after page {page}. The pages seen: {others}. Mend the page's number if the "
    "settings have it wrong; else get the token again and tick the page when Facebook asks.",
)
_NO_PAGES = Text(
    "Tài khoản này chưa cho ứng dụng dùng trang nào. Lấy lại mã và đánh dấu chọn trang của Hội khi Facebook "
    "hỏi; "
    "nếu không thấy trang ấy, nhờ người quản trị trang thêm chị vào.",
    "This person lets the app use no page. Get the token again and tick the page when Facebook asks; if it "
    "is "
    "not offered, ask the page's administrator to add you.",
)
_NO_TASK = Text(
    "Tài khoản này giữ trang {name} nhưng chưa được quyền tạo nội dung. Nhờ người quản trị trang mở "
    "Cài đặt > Quyền truy cập vào Trang và bật quyền Nội dung (Content) cho chị, rồi chạy lại.",
    "This person looks after {name} but may not create content. Ask the page's administrator to open "
    "Settings > Page access and turn on Content for you, then run again.",
)
_STRANGE = Text(
    "Facebook trả lời không rõ. Đợi một lát rồi chạy lại.", "Facebook's answer is not clear. Run again later."
)
_NO_WAY = Text(
    "Không tới được Facebook. Kiểm tra mạng rồi chạy lại.", "Facebook cannot be reached. See the network."
)
