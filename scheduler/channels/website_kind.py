"""Websites made of files as a kind of channel; the site itself is `website.py`, loaded when one is opened."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import Field

from scheduler.kinds.fields import LocalPath, PublicAddress
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.website import WebsiteChannel

TEXT_LIMIT = 100_000  # characters; a guard against accidents, not a rule of the web


class WebsiteSettings(ChannelBlock):
    """The website's folder, its public *address* (ends with /), how many posts its front and feeds *keep*."""

    folder: LocalPath = Field("var/site", description="Thư mục chứa trang web trên máy này.")
    address: PublicAddress = Field(description="Địa chỉ của trang web trên mạng, đầy đủ từ https://")
    keep: Annotated[int, Field(ge=1, le=1000)] = Field(
        60, description="Số bài giữ ở trang đầu và trong bản tin; bài cũ hơn vẫn còn trong kho."
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """Host and path, without the port, which changes from one rehearsal to the next; and the folder."""
        parts = urlsplit(self.address)
        folder = PurePosixPath(self.folder.replace(chr(92), "/"))
        return (
            OwnPlace(
                "address",
                f"website:{parts.hostname or ''}{parts.path}",
                Text(f"địa chỉ {self.address}", f"the address {self.address}"),
            ),
            OwnPlace(
                "folder", f"folder:{folder}", Text(f"thư mục {self.folder}", f"the folder {self.folder}")
            ),
        )

    @property
    def home(self) -> str:
        """Its public address."""
        return self.address


def _open(block: WebsiteSettings, opening: Opening) -> WebsiteChannel:
    from scheduler.channels.website import WebsiteChannel  # noqa: PLC0415 - pictures and templates are large

    return WebsiteChannel(
        opening.folder / block.folder, block, opening.title, opening.language, opening.zone, opening.clock
    )


NO_OWN_SITE = Message(
    "unit-site",
    Text("mục website của đơn vị chưa ghi {key} riêng", "the unit's website block has no {key} of its own"),
    Text(
        "Ghi cả folder và address của riêng đơn vị; chưa có trang riêng thì xóa mục website.",
        "Give it a folder and an address of its own; if it has no site, delete its website block.",
    ),
)

KIND = ChannelKind(
    name="website",
    title=Text("Trang web", "Website"),
    said=Text("trang web", "the website"),
    place="trang web",
    block=WebsiteSettings,
    limits=Limits(text=TEXT_LIMIT, inline=False),
    open=_open,
    own=(Own(("folder", "address"), NO_OWN_SITE),),
    aliases=frozenset({"web", "trang-web"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    reached=Text("thư mục của trang đọc được", "the site's folder can be read"),
)
