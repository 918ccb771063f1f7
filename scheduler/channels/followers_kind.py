"""The people who follow a Zalo OA, to whom its article is sent (broadcast), as a kind of channel."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from scheduler.channels.zalo_kind import Number
from scheduler.kinds.kind import ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.zalo.followers import Followers

FIRST, LAST = time(6), time(22)  # Zalo sends within these hours
LOOKED_OVER = timedelta(minutes=35)  # by Zalo, before it is sent
TEXT_LIMIT = 20_000  # characters; what is sent is the article


class FollowersSettings(ChannelBlock):
    """The OA, which is that of the same unit's `zalo`, and how many articles it may send in a month."""

    oa: Number = Field(description="Số của Zalo OA, như ở mục zalo.")
    monthly: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="Số bài được phát tới người quan tâm trong một tháng, theo gói dịch vụ của OA."
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The followers of that account."""
        shown = Text(f"người quan tâm OA {self.oa}", f"the followers of the OA {self.oa}")
        return (OwnPlace("oa", f"followers:{self.oa}", shown),)

    @property
    def at_most(self) -> tuple[int, int]:
        """One a day, which is Zalo's; so many a month, which is the package's."""
        return 1, self.monthly

    def day_of(self, at: datetime) -> date:
        """The next one, where Zalo would not be through with it before its hours end."""
        is_late = at.time() >= (datetime.combine(at, LAST) - LOOKED_OVER).time()
        return at.date() + timedelta(days=is_late)


def _open(block: FollowersSettings, opening: Opening) -> Followers:
    from scheduler.channels.zalo.followers import open_followers  # noqa: PLC0415 - requests takes long to load

    return open_followers(block, opening)


NO_OWN_FOLLOWERS = Message(
    "unit-followers",
    Text("mục followers của đơn vị chưa ghi {key} riêng", "the unit's followers lack {key} of their own"),
    Text(
        "Ghi oa và monthly của riêng đơn vị; chưa có Zalo OA riêng thì xóa mục followers.",
        "Give it an oa and a monthly number of its own; if it has no Zalo OA, delete the block.",
    ),
)

KIND = ChannelKind(
    name="followers",
    title=Text("Người quan tâm OA", "Followers of the OA"),
    said=Text("người quan tâm OA", "the OA's followers"),
    place="người quan tâm Zalo OA",
    block=FollowersSettings,
    limits=Limits(text=TEXT_LIMIT, inline=True),
    open=_open,
    own=(Own(("oa", "monthly"), NO_OWN_FOLLOWERS),),
    aliases=frozenset({"nguoi-quan-tam", "phat-tin-oa"}),
    beside="zalo",
    forgets=True,
    sends_on="zalo",
    reached=Text("OA trả lời", "the OA answers"),
)
