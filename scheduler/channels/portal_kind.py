"""Portals without an API, those of provinces and communes, as a kind of channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from scheduler.channels.by_hand_kind import LONGEST, NO_OWN, ByHandSettings
from scheduler.kinds.fields import LocalPath
from scheduler.kinds.kind import Can, ChannelKind, Limits, Own, PackForm
from scheduler.problems import Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.portal import Portal


class PortalSettings(ByHandSettings):
    """As `ByHandSettings`; a place is a portal, opened where articles are written."""

    folder: LocalPath = Field(
        "var/dang-tay/cong-thong-tin", description="Thư mục chứa các bài giao người đăng."
    )


def _open(block: PortalSettings, opening: Opening) -> Portal:
    from scheduler.channels.portal import Portal  # noqa: PLC0415 - `check` needs none of it

    return Portal(block, opening)


KIND = ChannelKind(
    name="portal",
    title=Text("Cổng thông tin", "Portal"),
    said=Text("cổng thông tin", "the portal"),
    place="cổng thông tin",
    block=PortalSettings,
    limits=Limits(text=LONGEST, inline=False),
    open=_open,
    own=(Own(("folder", "places"), NO_OWN),),
    aliases=frozenset({"cong", "cong-thong-tin", "cong-thong-tin-dien-tu", "cong-ttdt"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    by_hand=True,
    pack=PackForm.ARTICLE,
    reached=Text("thư mục đăng tay sẵn sàng", "the folder of packs is ready"),
)
