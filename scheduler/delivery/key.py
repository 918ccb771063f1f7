"""A delivery's key: one occurrence of a post, to one unit's channel; `POST@OCCURRENCE/UNIT/CHANNEL`."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.calendar.slots import FIRST

__all__ = ["FIRST", "Key"]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a delivery is called wherever a person meets it; unique in the ledger."""

    post: PostId
    occurrence: str
    unit: UnitId
    channel: ChannelName

    def __str__(self) -> str:
        return f"{self.post}@{self.occurrence}/{self.unit}/{self.channel}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key that *text* writes.

        Raises:
            ValueError: *text* is not of the form `POST@OCCURRENCE/UNIT/CHANNEL`.
        """
        head, _, rest = text.partition("@")
        parts = [head, *rest.split("/")]
        if len(parts) != 4 or not all(parts):
            raise ValueError(f"not POST@OCCURRENCE/UNIT/CHANNEL: {text!r}")
        post, occurrence, unit, channel = parts
        return cls(PostId(post), occurrence, UnitId(unit), ChannelName(channel))
