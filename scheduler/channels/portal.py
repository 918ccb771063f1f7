"""A portal into whose editor a person pastes an article, with pictures that any portal takes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image

from scheduler.calendar.entry import as_id
from scheduler.channels.by_hand import ByHand
from scheduler.channels.channel import Media, Outgoing
from scheduler.channels.packs import Article, Picture

if TYPE_CHECKING:
    from datetime import date

    from scheduler.channels.opening import Opening
    from scheduler.channels.portal_kind import PortalSettings

MOST_BYTES = 300_000  # of a picture: portals refuse larger ones
_QUALITIES = (90, 84, 76, 68)  # below the last a card's letters fray: it is made smaller instead
_SMALLER = 0.8
_LEAD = "wide"  # the size that stands for an article in lists
_LONGEST_NAME = 60  # characters


class Portal(ByHand):
    """As `ByHand`."""

    sizes: Sequence[str] = (_LEAD, "portrait")

    def __init__(self, block: PortalSettings, opening: Opening) -> None:
        super().__init__(block, opening)
        self._zone = opening.zone

    def _pictures(self, outgoing: Outgoing) -> Sequence[tuple[Picture, bytes]]:
        """The first wide one to stand for it, and each card upright."""
        words = as_id(outgoing.wording.title)[:_LONGEST_NAME].strip("-") or as_id(outgoing.post) or "bai"
        name = f"{words}-{self._day(outgoing):%Y%m%d}"
        leads = [one for one in outgoing.media if one.size == _LEAD][:1]
        within = [one for one in outgoing.media if one.size != _LEAD and one.kind == "image"]
        films = [one for one in outgoing.media if one.kind == "video"]
        return [
            *(_named(one, f"{name}-dai-dien", is_lead=True) for one in leads),
            *(_named(one, f"{name}-{number}", is_lead=False) for number, one in enumerate(within, 1)),
            *((Picture(f"{name}-phim.mp4", one.alt, one.width, one.height), one.data) for one in films),
        ]

    def _article(self, outgoing: Outgoing) -> Article:
        return Article(
            self._day(outgoing), outgoing.hotlines, tuple(outgoing.wording.hashtags), outgoing.source
        )

    def _day(self, outgoing: Outgoing) -> date:
        return outgoing.due.astimezone(self._zone).date()


def _named(media: Media, name: str, *, is_lead: bool) -> tuple[Picture, bytes]:
    data, (width, height) = small_jpeg(media.data)
    return Picture(f"{name}.jpg", media.alt, width, height, is_lead), data


def small_jpeg(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture *data* as a JPEG of `MOST_BYTES` at most, and its size; as it is if it is one already.

    Raises:
        OSError: it is no picture that Pillow reads.
    """
    with Image.open(io.BytesIO(data)) as opened:
        if opened.format == "JPEG" and len(data) <= MOST_BYTES:
            return data, opened.size
        whole = _on_white(opened)
    image = whole
    while True:
        for quality in _QUALITIES:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= MOST_BYTES:
                return out.getvalue(), image.size
        width, height = (max(1, round(side * _SMALLER)) for side in image.size)
        image = whole.resize((width, height), Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    over = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(over)
    return paper.convert("RGB")
