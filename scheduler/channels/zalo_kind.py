"""Articles of a Zalo Official Account as a kind of channel; `zalo/` is loaded when one is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from scheduler.kinds.fields import Reference, ServiceAddress, Words
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.kinds.metric import Measure, Metric
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.guiding import Guide
    from scheduler.channels.opening import Opening
    from scheduler.channels.zalo.account import ZaloChannel

TEXT_LIMIT = 20_000  # characters; a guard against accidents: none is documented
TITLE_LIMIT = 150
AUTHOR_LIMIT = 50
# In each entry of its list of articles, as third parties read it; Zalo's own words about it were not seen.
METRICS = (Metric("total_view", Measure.VIEWS), Metric("total_share", Measure.SHARES))


def _number(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(NOT_A_NUMBER, value=text_of(value))
    return value


def _kept(value: str) -> str:
    if value.startswith("env:"):
        raise fault(NOT_KEPT, value=text_of(value))
    return value


Number = Annotated[str, AfterValidator(_number)]


class ZaloSettings(ChannelBlock):
    """The account and the app it allowed; *token* and *app_secret* say where the secrets lie."""

    oa: Number = Field(description="Số của Zalo OA (OA ID), chỉ gồm chữ số; xem ở oa.zalo.me.")
    app_id: Number = Field(description="Số của ứng dụng đã liên kết với OA, ở developers.zalo.me.")
    app_secret: Reference = Field(
        description="Nơi cất mã bí mật của ứng dụng: env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, keyring:TÊN."
    )
    token: Annotated[Reference, AfterValidator(_kept)] = Field(
        description="Nơi Loa cất mã truy cập của OA, được thay mới mỗi ngày: file:ĐƯỜNG_DẪN hoặc keyring:TÊN."
    )
    callback: ServiceAddress | None = Field(
        None, description="Callback URL đã khai ở developers.zalo.me; chỉ dùng khi chạy loa connect zalo."
    )
    author: Annotated[Words, Field(max_length=AUTHOR_LIMIT)] | None = Field(
        None, description=f"Tên tác giả dưới bài, tối đa {AUTHOR_LIMIT} ký tự; không ghi thì là tên đơn vị."
    )
    api_url: ServiceAddress = Field(
        "https://openapi.zalo.me", description="Địa chỉ Zalo OpenAPI; chỉ đổi khi tập trên máy."
    )
    oauth_url: ServiceAddress = Field(
        "https://oauth.zaloapp.com", description="Địa chỉ cấp mã của Zalo; chỉ đổi khi tập trên máy."
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The account, and where its token lies: two units that renew one token would lose it."""
        return (
            OwnPlace("oa", f"zalo:{self.oa}", Text(f"Zalo OA {self.oa}", f"the Zalo OA {self.oa}")),
            OwnPlace("token", f"zalo-token:{self.token}", Text("nơi cất mã này", "this token's place")),
        )

    @property
    def clock(self) -> str:
        """Zalo's."""
        return self.api_url


def _open(block: ZaloSettings, opening: Opening) -> ZaloChannel:
    from scheduler.channels.zalo.account import open_account  # noqa: PLC0415 - requests takes long to load

    return open_account(block, opening)


def _guide(block: ZaloSettings | None, person: Guide) -> None:
    from scheduler.channels.zalo.guide import guide  # noqa: PLC0415 - as above

    guide(block, person)


NOT_A_NUMBER = Message(
    "zalo-number",
    Text("“{value}” không phải là một số của Zalo", "“{value}” is no number of Zalo's"),
    Text(
        "OA ID và App ID chỉ gồm chữ số; xem ở oa.zalo.me và developers.zalo.me. Ghi trong ngoặc kép.",
        "An OA ID and an App ID have digits alone; see oa.zalo.me and developers.zalo.me. Put it in quotes.",
    ),
)
NOT_KEPT = Message(
    "zalo-token",
    Text(
        "mã của Zalo được thay mới mỗi ngày, nên không cất trong biến môi trường được",
        "Zalo's token is renewed each day, so an environment variable cannot keep it",
    ),
    Text("Ghi: token: file:config/zalo-token.txt", "Write: token: file:config/zalo-token.txt"),
)
NO_OWN_ACCOUNT = Message(
    "unit-zalo",
    Text("mục zalo của đơn vị chưa ghi {key} riêng", "the unit's zalo block has no {key} of its own"),
    Text(
        "Ghi oa và token (nơi cất mã) của riêng đơn vị; chưa có Zalo OA riêng thì xóa mục zalo.",
        "Give it an oa and a token of its own; if it has no Zalo OA, delete its zalo block.",
    ),
)

KIND = ChannelKind(
    name="zalo",
    title=Text("Zalo OA", "Zalo OA"),
    said=Text("Zalo OA", "the Zalo OA"),
    place="Zalo OA",
    block=ZaloSettings,
    limits=Limits(text=TEXT_LIMIT, inline=True, title=TITLE_LIMIT),
    open=_open,
    own=(Own(("oa", "token"), NO_OWN_ACCOUNT),),
    aliases=frozenset({"zalo-oa", "bai-viet-zalo"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    metrics=METRICS,
    pictured_by="website",
    beside="website",
    guide=_guide,
    untold=Text(
        "Xem mạng của máy; máy phải ở Việt Nam. Nếu vẫn vậy, chạy lại: loa connect zalo",
        "Check the network; the machine must be in Vietnam. If it stays so, run: loa connect zalo",
    ),
    reached=Text("OA trả lời, bài viết đọc được", "the OA answers, its articles can be read"),
)
