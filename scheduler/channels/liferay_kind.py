"""Liferay portals (7.4 and later) as a kind of channel; the portal itself is `liferay.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from scheduler.kinds.fields import PublicAddress, Reference, ServiceAddress, Words
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.liferay import LiferayChannel
    from scheduler.channels.opening import Opening

TEXT_LIMIT = 100_000  # characters; a guard against accidents, as on the website


def _site(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(NOT_A_SITE, value=text_of(value))
    return value


class LiferaySettings(ChannelBlock):
    """The portal's *address*, the number of the *site* in it and who writes there."""

    place_key, of_its_place = "address", ("site", "user", "password", "blog")

    address: ServiceAddress = Field(description="Địa chỉ cổng Liferay, đầy đủ từ https://")
    site: Annotated[str, AfterValidator(_site)] = Field(
        description="Số của trang (Site ID) trong cổng; người quản trị cổng xem ở Site Settings."
    )
    user: Words = Field(description="Tên đăng nhập hoặc thư điện tử của tài khoản viết bài.")
    password: Reference = Field(
        description="Nơi cất mật khẩu: env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, keyring:TÊN. Không ghi mật khẩu vào đây."
    )
    blog: PublicAddress | None = Field(
        None,
        description="Phần đầu địa chỉ công khai của bài blog, để Loa dẫn tới bài; không có thì bỏ trống.",
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The site of the portal."""
        parts = urlsplit(self.address)
        place = f"liferay:{parts.hostname or ''}{parts.path}:{self.site}"
        shown = Text(f"trang {self.site} của {self.address}", f"the site {self.site} of {self.address}")
        return (OwnPlace("site", place, shown),)

    @property
    def home(self) -> str:
        """Where its posts are read."""
        return self.blog or ""

    @property
    def clock(self) -> str:
        """The portal's."""
        return self.address


def _open(block: LiferaySettings, opening: Opening) -> LiferayChannel:
    from scheduler.channels.liferay import LiferayChannel  # noqa: PLC0415 - requests is large

    return LiferayChannel(block, opening.secret(block.password, "password"), opening)


NOT_A_SITE = Message.of(
    "liferay-site",
    "“{value}” không phải là số của một trang Liferay",
    "“{value}” is not a Liferay site's number",
    "Site ID chỉ gồm chữ số; người quản trị cổng xem ở Site Settings > Site ID.",
    "A Site ID has digits alone; the portal's administrator sees it at Site Settings > Site ID.",
)
NO_OWN_LIFERAY = Message.of(
    "unit-liferay",
    "mục liferay của đơn vị chưa ghi {key} riêng",
    "the unit's liferay block has no {key} of its own",
    "Ghi address, site, user và password của riêng đơn vị; chưa có trang riêng thì xóa mục liferay.",
    "Give it address, site, user and password of its own; if it has none, delete its liferay block.",
)

KIND = ChannelKind(
    name="liferay",
    title=Text("Cổng Liferay", "Liferay"),
    said=Text("cổng Liferay", "Liferay"),
    place="cổng Liferay",
    block=LiferaySettings,
    limits=Limits(text=TEXT_LIMIT, inline=False),
    open=_open,
    own=(Own(("address", "site", "user", "password"), NO_OWN_LIFERAY),),
    can=frozenset({Can.WITHDRAW}),
    form=r"[^\x00-\x1f\x7f]+",
    reached=Text("cổng mở được", "the portal answers"),
)
