"""Stories of a Facebook page (24 hours, then gone) as a kind of channel; they are shown besides the post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field

from scheduler.channels import facebook_kind
from scheduler.channels.facebook_kind import Number
from scheduler.kinds.film import FilmShape
from scheduler.kinds.kind import ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.stories import Stories

LASTS = timedelta(hours=24)
LONGEST = 60  # seconds of a film, by Meta's guide (2026-05-06); all else as of a reel


class StoriesSettings(ChannelBlock):
    """The page, which is that of the same unit's `facebook`."""

    page: Number = Field(description="Số của trang Facebook, như ở mục facebook.")

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The stories of that page."""
        shown = Text(f"tin 24 giờ của trang Facebook {self.page}", f"the stories of the page {self.page}")
        return (OwnPlace("page", f"stories:{self.page}", shown),)


def refuses_film(shape: FilmShape, _block: object = None) -> tuple[Message, dict[str, Any]] | None:
    """Why that film is no story; None where it is."""
    is_reel = shape.is_upright and facebook_kind.refuses_film(shape) is None
    return None if is_reel and shape.length <= LONGEST else (NO_STORY, {})


def _open(block: StoriesSettings, opening: Opening) -> Stories:
    from scheduler.channels.stories import open_stories  # noqa: PLC0415 - requests takes long to load

    return open_stories(block, opening)


NO_STORY = Message.of(
    "film-story",
    "phim “{name}” không làm tin 24 giờ được: Facebook chỉ nhận phim đứng 9:16, từ 540×960 trở lên, dài "
    "3 đến 60 giây",
    "“{name}” cannot be a story: Facebook takes upright films of 9:16, 540×960 at least, 3 to 60 seconds",
    "Xuất lại phim như vậy, hoặc bỏ stories khỏi channels của bài.",
    "Export it so, or take stories out of the post's channels.",
)
NO_OWN_STORIES = Message.of(
    "unit-stories",
    "mục stories của đơn vị chưa ghi {key} riêng",
    "the unit's stories have no {key} of their own",
    "Ghi page của riêng đơn vị; đơn vị chưa có trang riêng thì xóa mục stories.",
    "Give it a page of its own; if the unit has none, delete the block.",
)

KIND = ChannelKind(
    name="stories",
    title=Text("Tin Facebook 24 giờ", "Facebook stories"),
    said=Text("tin Facebook 24 giờ", "Facebook stories"),
    place="tin 24 giờ của trang Facebook",
    block=StoriesSettings,
    limits=Limits(text=facebook_kind.TEXT_LIMIT, inline=True),  # a story has no words: none are too many
    open=_open,
    own=(Own(("page",), NO_OWN_STORIES),),
    aliases=frozenset({"story", "tin-facebook", "tin-24-gio"}),
    media_kept=timedelta(hours=23),  # it deletes unpublished pictures after 24
    beside="facebook",
    sends_on="facebook",
    is_of_pictures=True,
    forgets=True,
    refuses_film=refuses_film,
    moving=("story",),
    reached=Text("trang mở được, đọc được danh sách tin", "the page answers, its stories can be read"),
)
