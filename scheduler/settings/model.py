"""The settings as values: each key's type, its default, and what makes it wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, WithJsonSchema

from scheduler.kinds.block import Block
from scheduler.kinds.fields import Duration, LedgerPlace, Reference, Words, web_address
from scheduler.kinds.keyed import KeyedByChannel
from scheduler.kinds.kind import ChannelBlock, ChannelKind, capital, home_of
from scheduler.kinds.registry import names
from scheduler.reader.shape import fault, nearest, text_of
from scheduler.settings import messages
from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.rules import LEVELS, RuleLevel, all_levels, rule_name
from scheduler.settings.week import SlotsSettings, TimeOfDay

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise fault(messages.NOT_A_COLOUR, value=text_of(value))
    return value.upper()  # one colour, however it is typed


def _zone(value: str) -> str:
    zones = available_timezones()
    if value not in zones:
        raise fault(
            messages.NO_ZONE, value=text_of(value), nearest=nearest(value, zones) or "Asia/Ho_Chi_Minh"
        )
    return value


def _network(value: str) -> str:
    """An address or a network, but not everybody's."""
    try:
        found = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise fault(messages.NOT_A_NETWORK, value=text_of(value)) from None
    if found.prefixlen == 0:
        raise fault(messages.NOT_A_NETWORK, value=text_of(value))
    return value


def _desk_address(value: str) -> str:
    """The desk's own root: encrypted, or on a network of the office's own."""
    scheme, host = web_address(value)
    if urlsplit(value).path not in ("", "/"):
        raise fault(messages.NOT_THE_DESK, value=text_of(value))
    if scheme == "http" and not _is_inside(host):
        raise fault(messages.DESK_UNENCRYPTED, value=text_of(value))
    return value.rstrip("/")


def _is_inside(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def _keys(value: Mapping[str, str]) -> Mapping[str, str]:
    for key in value:
        if not _KEY.fullmatch(key):
            raise fault(messages.NOT_A_KEY, value=text_of(key))
    return value


def _each_rule(schema: dict[str, Any]) -> None:
    """For editors: the rules by name."""
    levels = {"enum": ["error", "warning", "off"]}
    schema |= {"properties": dict.fromkeys(LEVELS, levels), "additionalProperties": False}


Colour = Annotated[
    str, AfterValidator(_colour), WithJsonSchema({"type": "string", "pattern": f"^{_COLOUR.pattern}$"})
]
PointNumber = Literal["1", "2", "3", "4", "5", "6"]
RuleName = Annotated[str, AfterValidator(rule_name)]
Vocabulary = Annotated[Mapping[str, Words], AfterValidator(_keys)]


Mood = Literal["man", "sen", "song", "nghe", "dem"]


class Brand(Block):
    """The office's colours (`#rrggbb`), and its name and mark on cards.

    One or two colours are enough, *primary* and *accent*: all the others follow from them. One that is as by
    default is none of its own. *name* '' means the organisation's; *logo* is a picture's path under assets/,
    '' for none.
    """

    name: str = Field("", description="Tên ghi trên thẻ; để trống thì lấy tên ở organisation.")
    logo: str = Field("", description="Ảnh biểu trưng, đường dẫn trong assets/; để trống thì không có.")
    font: str = Field(
        "",
        description="Phông chữ riêng: tệp .ttf, .otf hay thư mục trong assets/; trống là của Loa.",
    )
    primary: Colour = Field(
        "#9B1459", description="Màu chính của Hội; các màu khác của mọi thẻ được tính theo màu này."
    )
    accent: Colour = Field("#FFC24A", description="Màu thứ hai: ô điện thoại, chữ nhấn trên nền đậm.")
    deep: Colour = Field("#3F0A35", description="Màu đậm, nếu muốn tự chọn: dải đường dây nóng, nền đậm.")
    paper: Colour = Field("#FDEFF3", description="Màu giấy, nền sáng, nếu muốn tự chọn.")
    ink: Colour = Field("#3F0A35", description="Màu chữ trên nền sáng, nếu muốn tự chọn.")
    moods: tuple[Mood, ...] = Field(
        (), description="Các sắc màu mà thẻ của Hội mặc; để trống thì đủ năm: man, sen, song, nghe, dem."
    )


class Late(Block):
    """What happens to a post whose time passed while nothing ran."""

    publish_within: Duration = Field(
        timedelta(hours=6), description="Trễ chừng nào thì vẫn đăng, ví dụ 6h; trễ hơn thì giữ lại để hỏi."
    )
    spacing: Duration = Field(
        timedelta(minutes=10), description="Các bài đăng bù trên một trang cách nhau ít nhất, ví dụ 10m."
    )


class AlertsSettings(Block):
    """Who is told when something needs a person; the addresses themselves are secrets."""

    to: tuple[Reference, ...] = Field(
        (), description="Nơi cất địa chỉ nhận tin báo (dạng của Apprise, mỗi dòng một địa chỉ)."
    )
    leader: tuple[Reference, ...] = Field(
        (),
        description="Nơi cất địa chỉ lãnh đạo, được báo khi bài đăng tay trễ quá; trống thì như to.",
    )
    daily: TimeOfDay | None = Field(
        None, description='Giờ gửi tin tóm tắt hằng ngày, ví dụ "17:00"; không có thì thôi.'
    )
    dead_man: Reference | None = Field(
        None, description="Nơi cất địa chỉ web mà Loa gọi sau mỗi lượt chạy tốt, để biết khi Loa ngừng chạy."
    )


class PointSettings(Block):
    """Which posts belong to a point of the letter, besides those whose source cites it."""

    topics: tuple[Words, ...] = Field((), description="Mã các chủ đề thuộc nội dung này.")
    audiences: tuple[Words, ...] = Field((), description="Mã các đối tượng thuộc nội dung này.")
    campaigns: tuple[Words, ...] = Field((), description="Mã các đợt (campaign) thuộc nội dung này.")


class ReportSettings(Block):
    """What the report cannot tell from the posts themselves."""

    points: Mapping[PointNumber, PointSettings] = Field(
        default_factory=dict,
        description='Bài nào thuộc mục nào của Công văn 267, ví dụ "6": {topics: [lua-dao]}; bài ghi rõ mục '
        "trong source thì không cần.",
    )


class DeskSettings(Block):
    """The desk when it is opened to other machines: the names by which they reach it."""

    hosts: tuple[Words, ...] = Field(
        (), description="Những tên máy được dùng để mở trang làm việc từ máy khác, như loa.soctrang.gov.vn."
    )
    address: Annotated[str, AfterValidator(_desk_address)] | None = Field(
        None, description="Địa chỉ mở được từ điện thoại người duyệt, như https://loa.soctrang.gov.vn."
    )
    proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        (), description="Địa chỉ của máy chủ HTTPS đứng trước (Caddy, nginx), như 127.0.0.1 hay 10.0.0.0/8."
    )


class Settings(KeyedByChannel):
    """All of config/settings.yaml; a channel whose block is missing is off."""

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
    occasions: tuple[Literal["tet", "8-3", "1-6", "20-10", "25-11"], ...] = Field(
        ("tet", "8-3", "1-6", "20-10", "25-11"),
        description="Những dịp mà thẻ tự đổi màu, gạch và hình theo ngày đăng; [] thì không dịp nào.",
    )
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
    report: ReportSettings = Field(ReportSettings(), description="Báo cáo kết quả (loa report).")
    ledger: LedgerPlace = Field(
        "var/ledger.db",
        description="Tệp sổ đăng bài, trên ổ đĩa của máy này; hoặc địa chỉ của một máy chủ PostgreSQL.",
    )

    @classmethod
    def keys_of(cls, kinds: tuple[ChannelKind, ...]) -> dict[str, Any]:
        """A channel's own block."""
        slots = SlotsSettings.whole() | None, Field(None, description=cls.model_fields["slots"].description)
        blocks = {
            kind.name: (
                kind.block | None,
                Field(None, description=f"{capital(kind.place)}; không có thì thôi."),
            )
            for kind in kinds
        }
        return {"slots": slots, **blocks}

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the calendar's times are written."""
        return ZoneInfo(self.time_zone)

    @property
    def channels(self) -> Mapping[str, ChannelBlock]:
        """The channels that are on, by name, in the order of their kinds."""
        blocks = ((name, getattr(self, name, None)) for name in names())
        return {name: block for name, block in blocks if block is not None}

    @property
    def with_secrets(self) -> Mapping[str, Block]:
        """What may name a secret, by name: the channels that are on, and where alerts go."""
        return {**self.channels, "alerts": self.alerts}

    @property
    def home(self) -> str:
        """The public address that the province's cards may lead to; '' for none."""
        return home_of(self.channels)

    @property
    def closed(self) -> Closed:
        """The days without slots."""
        return self.blackout.closed
