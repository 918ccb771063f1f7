"""Chat groups without an API, ordinary Zalo groups and Messenger, as a kind of channel."""

from __future__ import annotations

from pydantic import Field

from scheduler.channels.by_hand_kind import LONGEST, NO_OWN, ByHandSettings, open_by_hand
from scheduler.kinds.fields import LocalPath
from scheduler.kinds.kind import Can, ChannelKind, Limits, Own
from scheduler.problems import Text


class GroupsSettings(ByHandSettings):
    """As `ByHandSettings`."""

    folder: LocalPath = Field("var/dang-tay/nhom", description="Thư mục chứa các bài giao người đăng.")


KIND = ChannelKind(
    name="groups",
    title=Text("Nhóm chat", "Chat groups"),
    said=Text("nhóm chat", "the chat groups"),
    place="nhóm Zalo, Messenger",
    block=GroupsSettings,
    limits=Limits(text=LONGEST, inline=True),
    open=open_by_hand,
    own=(Own(("folder", "places"), NO_OWN),),
    aliases=frozenset({"nhom", "nhom-zalo", "nhom-chat", "zalo-group", "messenger"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    by_hand=True,
    reached=Text("thư mục đăng tay sẵn sàng", "the folder of packs is ready"),
)
