"""WordPress sites as a kind of channel; the site itself is `wordpress/site.py`, loaded when one is opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from scheduler.kinds.fields import Reference, ServiceAddress, Words
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.guiding import Guide
    from scheduler.channels.opening import Opening
    from scheduler.channels.wordpress.site import WordPressChannel

TEXT_LIMIT = 100_000  # characters; a guard against accidents, as on the website


def _user(value: str) -> str:
    if ":" in value or re.search(r"[\x00-\x1f\x7f]", value):  # a colon ends the name in HTTP's header
        raise fault(NOT_A_USER, value=text_of(value))
    return value


def _category(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,200}", value):
        raise fault(NOT_A_CATEGORY, value=text_of(value))
    return value


class WordPressSettings(ChannelBlock):
    """The site's *address* and who writes there; *password* says where its application password lies."""

    place_key, of_its_place = "address", ("user", "password", "categories")

    address: ServiceAddress = Field(description="Địa chỉ trang WordPress, đầy đủ từ https://")
    user: Annotated[Words, AfterValidator(_user)] = Field(
        description="Tên đăng nhập của tài khoản viết bài (vai trò Tác giả hoặc Biên tập viên)."
    )
    password: Reference = Field(
        description="Nơi cất mật khẩu ứng dụng: env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, keyring:TÊN. "
        "Không ghi mật khẩu vào đây."
    )
    categories: list[Annotated[str, AfterValidator(_category)]] = Field(
        default_factory=list,
        description="Chuyên mục của bài trên WordPress, ghi bằng đường dẫn (slug) của chuyên mục, "
        "ví dụ: [tin-tuc]. Không ghi thì WordPress tự xếp.",
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """Host and path, without the port, which changes from one rehearsal to the next."""
        parts = urlsplit(self.address)
        place = f"wordpress:{parts.hostname or ''}{parts.path}"
        return (OwnPlace("address", place, Text(f"trang {self.address}", f"the site {self.address}")),)

    @property
    def home(self) -> str:
        """Its address."""
        return f"{self.address}/"

    @property
    def clock(self) -> str:
        """The site's."""
        return self.address


def _open(block: WordPressSettings, opening: Opening) -> WordPressChannel:
    from scheduler.channels.wordpress.site import WordPressChannel  # noqa: PLC0415 - requests is large

    return WordPressChannel(block, opening.secret(block.password, "password"), opening)


def _guide(block: WordPressSettings | None, person: Guide) -> None:
    from scheduler.channels.wordpress.guide import guide  # noqa: PLC0415 - as above

    guide(block, person)


NOT_A_USER = Message.of(
    "wordpress-user",
    "“{value}” không thể là tên đăng nhập WordPress",
    "“{value}” cannot be a WordPress user name",
    "Ghi tên đăng nhập (không phải tên hiển thị), không có dấu hai chấm.",
    "Write the user name (not the display name), without a colon.",
)
NOT_A_CATEGORY = Message.of(
    "wordpress-category",
    "“{value}” không phải là đường dẫn (slug) của một chuyên mục",
    "“{value}” is not a category's slug",
    "Xem ở WordPress, Bài viết > Chuyên mục, cột Đường dẫn (Slug): chữ thường, số và gạch nối.",
    "See WordPress, Posts > Categories, column Slug: lower-case letters, digits and hyphens.",
)
NO_OWN_WORDPRESS = Message.of(
    "unit-wordpress",
    "mục wordpress của đơn vị chưa ghi {key} riêng",
    "the unit's wordpress block has no {key} of its own",
    "Ghi address, user và password của riêng đơn vị; chưa có trang riêng thì xóa mục wordpress.",
    "Give it address, user and password of its own; if it has no site, delete its wordpress block.",
)

KIND = ChannelKind(
    name="wordpress",
    title=Text("Trang WordPress", "WordPress"),
    said=Text("trang WordPress", "WordPress"),
    place="trang WordPress",
    block=WordPressSettings,
    limits=Limits(text=TEXT_LIMIT, inline=False),
    open=_open,
    own=(Own(("address", "user", "password"), NO_OWN_WORDPRESS),),
    aliases=frozenset({"wp", "trang-wordpress"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    guide=_guide,
    form="[!-~]+( [!-~]+)*",  # WordPress shows it in groups of four
    reached=Text("trang mở được", "the site answers"),
)
