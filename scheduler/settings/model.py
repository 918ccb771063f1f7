"""The settings as values: each key's type, its default, and what makes it wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scheduler.reader import fault, nearest, text_of
from scheduler.settings import words
from scheduler.settings.block import Block
from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.graph_versions import NEWEST
from scheduler.settings.rules import LEVELS, RuleLevel, all_levels, rule_name
from scheduler.settings.week import SlotsSettings, TimeOfDay

CHANNELS = ("facebook", "website")  # each with a block of its own, here and in a unit
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_REFERENCE = re.compile(r"env:(?P<variable>[A-Za-z_]\w*)|file:\S.*|keyring:(?P<entry>[\w.-]+)", re.ASCII)
# A secret behind `env:` instead of a variable's name: too long, of hex digits, or mixed.
_LIKE_A_SECRET = re.compile(r".{49,}|[0-9a-f]{24,}|(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{16,}", re.ASCII)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Facebook's own scheduler: its documents say 10 minutes to 30 days (75 elsewhere); offices saw 30 refused.
HANDOVER = timedelta(minutes=15), timedelta(days=29)


def parse_duration(value: object) -> timedelta:
    """`30s`, `10m`, `6h`, `7d` as a length of time.

    Raises:
        PydanticCustomError: anything else.
    """
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(words.NOT_A_DURATION, value=text_of(value))
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise fault(words.NOT_A_COLOUR, value=text_of(value))
    return value


def _reference(value: str) -> str:
    found = _REFERENCE.fullmatch(value)
    name = (found["variable"] or found["entry"] or "") if found else ""
    if found is None or _LIKE_A_SECRET.fullmatch(name):
        raise fault(words.SECRET_INSIDE)  # the value is never part of the words
    return value


def _zone(value: str) -> str:
    names = available_timezones()
    if value not in names:
        raise fault(words.NO_ZONE, value=text_of(value), nearest=nearest(value, names) or "Asia/Ho_Chi_Minh")
    return value


def _page(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(words.NOT_A_PAGE, value=text_of(value))
    return value


def _app(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(words.NOT_AN_APP, value=text_of(value))
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]", value):
        raise fault(words.NOT_A_VERSION, value=text_of(value))
    return value


def _graph_url(value: str) -> str:
    scheme, host = _web_address(value)
    if scheme == "http" and not _is_loopback(host):
        raise fault(words.PLAIN_HTTP, value=text_of(value))
    return value.rstrip("/")


def _handover(value: timedelta) -> timedelta:
    if value and not HANDOVER[0] <= value <= HANDOVER[1]:
        raise fault(words.HANDOVER_SPAN)
    return value


def _public_address(value: str) -> str:
    _web_address(value)
    return value if value.endswith("/") else value + "/"


def _web_address(value: str) -> tuple[str, str]:
    """The scheme and host of a whole web address without user, query or fragment."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise fault(words.NOT_AN_ADDRESS, value=text_of(value)) from None
    odd = parts.query or parts.fragment or parts.username or re.search(r"\s", value)
    if parts.scheme not in ("http", "https") or not host or odd:
        raise fault(words.NOT_AN_ADDRESS, value=text_of(value))
    return parts.scheme, host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _network(value: str) -> str:
    """An address or a network, but not everybody's."""
    try:
        found = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise fault(words.NOT_A_NETWORK, value=text_of(value)) from None
    if found.prefixlen == 0:
        raise fault(words.NOT_A_NETWORK, value=text_of(value))
    return value


def _local_path(value: str) -> str:
    if "://" in value:
        raise fault(words.LATER_PLACE, value=value.partition("://")[0] + "://…")
    return value


def _keys(value: Mapping[str, str]) -> Mapping[str, str]:
    for key in value:
        if not _KEY.fullmatch(key):
            raise fault(words.NOT_A_KEY, value=text_of(key))
    return value


def _each_rule(schema: dict[str, Any]) -> None:
    """For editors: the rules by name."""
    levels = {"enum": ["error", "warning", "off"]}
    schema |= {"properties": dict.fromkeys(LEVELS, levels), "additionalProperties": False}


Words = Annotated[str, Field(min_length=1)]
Colour = Annotated[
    str, AfterValidator(_colour), WithJsonSchema({"type": "string", "pattern": f"^{_COLOUR.pattern}$"})
]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]
Reference = Annotated[str, AfterValidator(_reference)]
RuleName = Annotated[str, AfterValidator(rule_name)]
Vocabulary = Annotated[Mapping[str, Words], AfterValidator(_keys)]


class Brand(Block):
    """The office's colours (`#rrggbb`), and its name and mark on cards.

    *name* '' means the organisation's; *logo* is a picture's path under assets/, '' for none.
    """

    name: str = Field("", description="Tên ghi trên thẻ; để trống thì lấy tên ở organisation.")
    logo: str = Field("", description="Ảnh biểu trưng, đường dẫn trong assets/; để trống thì không có.")
    primary: Colour = Field("#8E1B5B", description="Màu chính của thẻ.")
    deep: Colour = Field("#4A0E33", description="Màu đậm.")
    accent: Colour = Field("#F2A93B", description="Màu nhấn.")
    paper: Colour = Field("#FFF7F0", description="Màu giấy, nền sáng.")
    ink: Colour = Field("#2B1222", description="Màu chữ.")


class Late(Block):
    """What happens to a post whose time passed while nothing ran."""

    publish_within: Duration = Field(
        timedelta(hours=6), description="Trễ chừng nào thì vẫn đăng, ví dụ 6h; trễ hơn thì giữ lại để hỏi."
    )
    spacing: Duration = Field(
        timedelta(minutes=10), description="Các bài đăng bù trên một trang cách nhau ít nhất, ví dụ 10m."
    )


class FacebookSettings(Block):
    """The page; *token* and *app_secret* say where the secrets lie (`scheduler.secrets`)."""

    page: Annotated[str, AfterValidator(_page)] = Field(description="Số của trang Facebook, chỉ gồm chữ số.")
    token: Reference = Field(
        description="Nơi cất mã truy cập: env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, keyring:TÊN. Không ghi mã vào đây."
    )
    app_secret: Reference | None = Field(
        None, description="Nơi cất mã của ứng dụng, ghi như token; không có thì bỏ trống."
    )
    app_id: Annotated[str, AfterValidator(_app)] | None = Field(
        None, description="Số của ứng dụng (App ID), để Loa xem trước ngày mã hết hạn; không có thì bỏ trống."
    )
    version: Annotated[str, AfterValidator(_version)] = Field(
        NEWEST, description="Phiên bản Graph API của Facebook."
    )
    graph_url: Annotated[str, AfterValidator(_graph_url)] = Field(
        "https://graph.facebook.com", description="Địa chỉ Graph API; chỉ đổi khi tập trên máy."
    )
    handover: Annotated[Duration, AfterValidator(_handover)] = Field(
        timedelta(0),
        description="Giao trước cho Facebook giữ, để bài tự lên khi máy tắt: 7d là bài của 7 ngày tới. "
        "Không ghi thì Loa tự đăng từng bài đúng giờ.",
    )

    @property
    def page_key(self) -> str:
        """What tells this page from every other place: 'facebook:' and its id."""
        return f"facebook:{self.page}"


class WebsiteSettings(Block):
    """The website's folder, its public *address* (ends with /), how many posts its front and feeds *keep*."""

    folder: Annotated[Words, AfterValidator(_local_path)] = Field(
        "var/site", description="Thư mục chứa trang web trên máy này."
    )
    address: Annotated[str, AfterValidator(_public_address)] = Field(
        description="Địa chỉ của trang web trên mạng, đầy đủ từ https://"
    )
    keep: Annotated[int, Field(ge=1, le=1000)] = Field(
        60, description="Số bài giữ ở trang đầu và trong bản tin; bài cũ hơn vẫn còn trong kho."
    )

    @property
    def page_key(self) -> str:
        """'website:', host and path; without the port, which changes from one rehearsal to the next."""
        parts = urlsplit(self.address)
        return f"website:{parts.hostname or ''}{parts.path}"


class AlertsSettings(Block):
    """Who is told when something needs a person; the addresses themselves are secrets."""

    to: tuple[Reference, ...] = Field(
        (), description="Nơi cất địa chỉ nhận tin báo (dạng của Apprise, mỗi dòng một địa chỉ)."
    )
    daily: TimeOfDay | None = Field(
        None, description='Giờ gửi tin tóm tắt hằng ngày, ví dụ "17:00"; không có thì thôi.'
    )
    dead_man: Reference | None = Field(
        None, description="Nơi cất địa chỉ web mà Loa gọi sau mỗi lượt chạy tốt, để biết khi Loa ngừng chạy."
    )


class DeskSettings(Block):
    """The desk when it is opened to other machines: the names by which they reach it."""

    hosts: tuple[Words, ...] = Field(
        (), description="Những tên máy được dùng để mở trang làm việc từ máy khác, như loa.soctrang.gov.vn."
    )
    proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        (), description="Địa chỉ của máy chủ HTTPS đứng trước (Caddy, nginx), như 127.0.0.1 hay 10.0.0.0/8."
    )


class Settings(Block):
    """All of config/settings.yaml; a channel whose block is missing is off (None)."""

    organisation: Words = Field(description="Tên đơn vị, như Hội LHPN tỉnh Sóc Trăng; {{ unit.name }}.")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Ho_Chi_Minh", description="Múi giờ của giờ đăng bài."
    )
    language: Literal["vi", "en"] = Field("vi", description="Ngôn ngữ của lời nhắc: vi hoặc en.")
    brand: Brand | None = Field(None, description="Tên, biểu trưng và màu sắc trên thẻ.")
    audiences: Vocabulary = Field(
        default_factory=dict, description="Các đối tượng: mã, rồi tên người đọc thấy (cha-me: Cha mẹ)."
    )
    topics: Vocabulary = Field(
        default_factory=dict, description="Các chủ đề: mã, rồi tên người đọc thấy (mat-khau: Mật khẩu)."
    )
    slots: SlotsSettings | None = Field(None, description="Khung giờ cho những bài không ghi at.")
    blackout: Blackout = Field(Blackout(), description="Những ngày không đăng bài trong hàng chờ.")
    late: Late = Field(Late(), description="Bài bị trễ vì máy tắt thì làm thế nào.")
    desk: DeskSettings = Field(DeskSettings(), description="Trang làm việc mở cho máy khác.")
    approval: Literal["none", "required"] = Field(
        "none", description="required: bài phải có người duyệt mới được đăng; none: không cần."
    )
    checks: Annotated[Mapping[RuleName, RuleLevel], AfterValidator(all_levels)] = Field(
        default=LEVELS,
        description="Mức của từng điều Loa soát: error (lỗi, giữ bài lại), warning (lưu ý), off (thôi soát).",
        json_schema_extra=_each_rule,
    )
    consents_withdrawn: tuple[Words, ...] = Field(  # such a post may not stay public
        (), description="Những phiếu đồng ý đã rút lại, ghi đúng như trong consent của bài."
    )
    alerts: AlertsSettings = Field(AlertsSettings(), description="Báo tin khi có việc cần người xem.")
    ledger: Annotated[Words, AfterValidator(_local_path)] = Field(
        "var/ledger.db", description="Tệp sổ đăng bài, trên ổ đĩa của máy này."
    )
    facebook: FacebookSettings | None = Field(None, description="Trang Facebook; không có thì thôi.")
    website: WebsiteSettings | None = Field(None, description="Trang web; không có thì thôi.")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the calendar's times are written."""
        return ZoneInfo(self.time_zone)

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels that are on."""
        return tuple(name for name in CHANNELS if getattr(self, name) is not None)

    @property
    def closed(self) -> Closed:
        """The days without slots."""
        return self.blackout.closed
