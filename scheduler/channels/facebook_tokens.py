"""What a token of Facebook's is good for, and what is wrong with it as the token of one page.

Facebook gives a page token that does not end only for a long user token; both may lose the access to data
after 90 days. Facebook has no call that tells whether an app is in development mode: that is asked of a
person (`facebook_guide.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scheduler.channels.channel import ChannelError, Failure, FailureKind
from scheduler.channels.facebook_failures import failure_of, odd_answer
from scheduler.channels.facebook_reading import ODD
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.locales import day_text
from scheduler.problems import Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_manage_engagement")
READS_COMMENTS = "pages_read_user_content"  # asked for by no post; without it comments are not watched

FIGURES = "read_insights"  # without it posts go out all the same


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What `/debug_token` says of a token; *ends* and *data_ends* (aware) are None for never.

    *scopes* are those that hold for the page asked about; *profile* is the page of a page token.
    """

    is_valid: bool
    kind: str = ""  # USER, PAGE, APP, …
    app: str = ""
    profile: str = ""
    scopes: frozenset[str] = frozenset()
    ends: datetime | None = None
    data_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenFault:
    """Something wrong with a token: a stable code, what, and what to do."""

    code: str
    why: Text
    todo: Text

    def filled(self, **values: object) -> TokenFault:
        """The same with *values* put into its sentences."""
        return TokenFault(self.code, self.why.filled(**values), self.todo.filled(**values))


def app_graph(settings: FacebookSettings, app: str, app_secret: Secret) -> Graph:
    """The Graph API as the app itself, which may look at any of its tokens."""
    return Graph(settings.graph_url, settings.version, Secret(f"{app}|{app_secret.reveal()}"))


def look_at(token: Secret, graph: Graph, page: str) -> TokenFacts:
    """What *token* is good for, asked through *graph*: the app's own, or the token's.

    Raises:
        ChannelError: Facebook did not say.
    """
    try:
        body = graph.get("debug_token", {"input_token": token.reveal()}).body
    except CallFailed as failed:
        failure = failure_of(failed, page)
    else:
        data = body.get("data") if isinstance(body, dict) else None
        if isinstance(data, dict):
            try:
                return _facts(data, page)
            except ODD:
                pass
        failure = odd_answer("debug_token")
    raise ChannelError(failure)


def faults_of(facts: TokenFacts, page: str, app: str = "") -> list[TokenFault]:
    """All that keeps the token from being *page*'s own and lasting; the first is the one to mend first.

    *app* is the app's id, '' where it is not known.
    """
    if not facts.is_valid:
        return [ENDED]
    if facts.kind != "PAGE":
        return [NOT_A_PAGES]
    if facts.profile and facts.profile != page:
        return [OTHER_PAGES.filled(other=facts.profile, page=page)]
    found = [OTHER_APPS] if app and facts.app and facts.app != app else []
    lacking = [scope for scope in SCOPES if scope not in facts.scopes]
    if lacking:
        found.append(LACKS_SCOPES.filled(scopes=", ".join(lacking)))
    if facts.ends is not None:
        found.append(ENDS.filled(day=day_text(facts.ends)))
    return found


def _facts(data: Mapping[str, Any], page: str) -> TokenFacts:
    granular = {one["scope"]: one.get("target_ids") for one in data.get("granular_scopes") or ()}
    scopes = frozenset(
        scope for scope in data.get("scopes") or () if not granular.get(scope) or page in granular[scope]
    )
    return TokenFacts(
        is_valid=data.get("is_valid") is True,
        kind=str(data.get("type", "")).upper(),
        app=str(data.get("app_id", "")),
        profile=str(data.get("profile_id", "")),
        scopes=scopes,
        ends=_instant(data.get("expires_at")),
        data_ends=_instant(data.get("data_access_expires_at")),
    )


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


TOKEN = Text("mã truy cập", "the token")
DATA_ACCESS = Text("quyền đọc dữ liệu của mã truy cập", "the token's access to data")
VERSION = Text("phiên bản {version} của Graph API", "version {version} of the Graph API")
NEW_VERSION = Text(
    "Đặt facebook.version trong config/settings.yaml thành {version}, rồi chạy: loa doctor",
    "Set facebook.version in config/settings.yaml to {version}, then run: loa doctor",
)
RENEW = Text(
    "Lấy mã mới: chạy lại  loa connect facebook  và làm từng bước như trong hướng dẫn.",
    "Get a new one: run  loa connect facebook  again and follow its steps.",
)
ENDED = TokenFault(
    "token-ended", Text("mã truy cập đã hết hạn hoặc đã bị hủy", "the token has ended or was revoked"), RENEW
)
NOT_A_PAGES = TokenFault(
    "token-not-a-pages",
    Text(
        "đây là mã của một tài khoản cá nhân, không phải mã của trang",
        "it is a person's token, not the page's",
    ),
    Text(
        "Đừng chép mã này vào chỗ của trang. Chạy  loa connect facebook , dán mã này khi được hỏi; Loa đổi "
        "thành mã của trang.",
        "Do not put it in the page's place. Run  loa connect facebook  and paste it when asked: Loa turns it "
        "into the page's.",
    ),
)
OTHER_PAGES = TokenFault(
    "token-other-pages",
    Text("đây là mã của một trang khác (số {other})", "it is the token of another page ({other})"),
    Text(
        "Kiểm tra số trang trong cài đặt (đang ghi {page}). Số đúng rồi thì chạy  loa connect facebook  để "
        "lấy mã của trang ấy.",
        "See the page's number in the settings (now {page}). If it is right, run  loa connect facebook  to "
        "get that page's token.",
    ),
)
OTHER_APPS = TokenFault(
    "token-other-apps",
    Text("mã do một ứng dụng khác cấp", "it was given out by another app"),
    Text(
        "Ở trang lấy mã, chọn đúng ứng dụng có số ghi ở app_id, rồi lấy lại mã.",
        "Where you get the token, choose the app whose number stands at app_id, and get it again.",
    ),
)
LACKS_SCOPES = TokenFault(
    "token-lacks-scopes",
    Text("mã thiếu quyền: {scopes}", "it lacks permissions: {scopes}"),
    Text(
        "Ở trang lấy mã, thêm đủ các quyền này, bấm lấy mã lại, và đánh dấu chọn trang của Hội khi Facebook "
        "hỏi.",
        "Where you get the token, add these permissions, get it again, and tick the page when Facebook asks.",
    ),
)
ENDS = TokenFault(
    "token-ends",
    Text("mã của trang sẽ hết hạn ngày {day}", "the page's token ends on {day}"),
    Text(
        "Mã này được tạo từ mã ngắn hạn. Chạy  loa connect facebook  để đổi lấy mã không hết hạn.",
        "It was made from a short token. Run  loa connect facebook  to get one that does not end.",
    ),
)
UNREAD_COMMENTS = Failure(
    FailureKind.CERTAIN,
    "facebook:comments-unread",
    Text("thiếu quyền đọc bình luận", "the permission to read comments is missing"),
    Text(
        "Loa chưa trông được bình luận; bài vẫn đăng bình thường. Ở trang lấy mã, thêm quyền "
        "pages_read_user_content rồi chạy lại  loa connect facebook .",
        "Comments are not watched; posts go out all the same. Where you get the token, add "
        "pages_read_user_content, then run  loa connect facebook  again.",
    ),
)
