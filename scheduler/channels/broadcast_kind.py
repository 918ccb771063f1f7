"""Whoever reads a post aloud or prints it, loudspeakers, radio, television, papers, as a kind of channel."""

from __future__ import annotations

from pydantic import Field

from scheduler.channels.by_hand_kind import LONGEST, NO_OWN, ByHandSettings, open_by_hand
from scheduler.kinds.fields import LocalPath
from scheduler.kinds.kind import Can, ChannelKind, Limits, Own, PackForm
from scheduler.problems import Text


class BroadcastSettings(ByHandSettings):
    """As `ByHandSettings`."""

    folder: LocalPath = Field("var/dang-tay/loa-dai", description="Thư mục chứa các bài giao người đăng.")


KIND = ChannelKind(
    name="broadcast",
    title=Text("Loa, báo đài", "Loudspeakers and press"),
    said=Text("loa, báo đài", "loudspeakers and press"),
    place="loa xã, báo đài",
    block=BroadcastSettings,
    limits=Limits(text=LONGEST, inline=False),
    open=open_by_hand,
    own=(Own(("folder", "places"), NO_OWN),),
    aliases=frozenset({"loa-xa", "loa-dai", "bao-dai", "dai", "phat-thanh"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    by_hand=True,
    pack=PackForm.SCRIPT,
    reached=Text("thư mục đăng tay sẵn sàng", "the folder of packs is ready"),
)
